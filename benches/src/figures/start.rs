//! How long the program takes to start over a large base and give its first answer, and what memory it then holds.

use super::{Run, SLUG};
use crate::http::get;
use crate::line::Line;
use crate::process::resident_mb;
use crate::served;
use std::time::{Duration, Instant};

/// The program is left alone for this long before its memory is taken.
const IDLE: Duration = Duration::from_secs(20);

pub async fn measure(run: &Run) -> anyhow::Result<()> {
    let folder = run.large().await?;
    let begun = Instant::now();
    let server = served::serve(&folder)?;
    let ready = server.connect().await?.ask(&get("/readyz", None)).await?;
    let took = begun.elapsed();
    anyhow::ensure!(ready.status == 200, "not ready: {}", ready.status);
    let cookie = served::sign_in(&server, SLUG).await?;
    let page = server.connect().await?.ask(&get("/api/records/customer?limit=50", Some(&cookie))).await?;
    anyhow::ensure!(page.status == 200, "no page: {}", String::from_utf8_lossy(&page.body));
    let what = format!("{} customers", run.customers());
    Line::cost(format!("start with {what}"), "s", took.as_secs_f64()).limit(1.0).print();
    tokio::time::sleep(IDLE).await;
    Line::cost(format!("idle memory with {what}"), "MB", resident_mb(server.pid())).limit(120.0).print();
    Ok(())
}
