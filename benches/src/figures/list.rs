//! A page of 50 customers with two filters and a sort, beside a bare axum route that runs the same SQL, and its slowest
//! answers in a small and in a large base.

use super::read::{Found, asked};
use super::{Run, SLUG, file};
use crate::http::{Connection, get};
use crate::line::Line;
use crate::process::Times;
use crate::served;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What the product asks for this page, by hand.
pub const SQL: &str = "select * from customer where deleted_at is null and country_key = lower(?1) and stage = ?2 and name_key is not null \
                       order by name_key, id limit 51";
const COUNTRIES: &[&str] = &["CN", "GB", "US", "DE", "FR", "ES", "IT", "NL", "SE", "AU"];
const STAGES: &[&str] = &["prospect", "new", "satisfied", "retained", "old"];
/// Pages whose times are taken, one after the other.
const PAGES: usize = 1_000;

pub async fn measure(run: &Run) -> anyhow::Result<()> {
    let small = run.base_10k().await?;
    let (ours, bare) = (served::serve(&small)?, served::bare(&file(&small))?);
    let cookie = served::sign_in(&ours, SLUG).await?;
    let (ours_asks, bare_asks) = (Arc::new(pages(Some(&cookie))), Arc::new(bare_pages()));
    let (mut a, mut b) = (Found::default(), Found::default());
    asked(&ours, &ours_asks, Duration::from_millis(500), &mut Found::default()).await?;
    asked(&bare, &bare_asks, Duration::from_millis(500), &mut Found::default()).await?;
    for _ in 0..2 {
        asked(&ours, &ours_asks, run.lasting() / 2, &mut a).await?;
        asked(&bare, &bare_asks, run.lasting() / 2, &mut b).await?;
    }
    drop((ours, bare));
    Line::speed("list of 50, two filters and a sort, 10,000 customers", "/s", a.per_second())
        .beside(b.per_second())
        .ratio(0.4)
        .print();
    Line::cost("list of 50: processor time of the server", "ms", a.cpu_ms()).beside(b.cpu_ms()).print();
    let large = run.large().await?;
    // In turns, so that both meet the same machine.
    let (mut few, mut many) = (Times::default(), Times::default());
    for _ in 0..2 {
        few.append(alone(&small).await?);
        many.append(alone(&large).await?);
    }
    let name = |what: &str, n: u64| format!("list of 50: {what}, {n} customers beside 10,000");
    let n = run.customers();
    Line::cost(name("p50", n), "ms", many.quantile_ms(0.5)).beside(few.quantile_ms(0.5)).print();
    Line::cost(name("p99", n), "ms", many.quantile_ms(0.99)).beside(few.quantile_ms(0.99)).ratio(0.5).print();
    Ok(())
}

/// Times of pages asked for one after the other.
async fn alone(folder: &Path) -> anyhow::Result<Times> {
    let server = served::serve(folder)?;
    let cookie = served::sign_in(&server, SLUG).await?;
    let asks = pages(Some(&cookie));
    let mut connection = Connection::open(server.address).await?;
    let mut times = Times::default();
    for i in 0..asks.len() + PAGES {
        let one = Instant::now();
        let answer = connection.ask(&asks[i * 7 % asks.len()]).await?;
        anyhow::ensure!(answer.status == 200, "answer {}: {}", answer.status, String::from_utf8_lossy(&answer.body));
        // Each page once unmeasured, so that the file is in memory.
        if i >= asks.len() {
            times.add(one.elapsed());
        }
    }
    Ok(times)
}

fn each(form: impl Fn(&str, &str) -> String, cookie: Option<&str>) -> Vec<Vec<u8>> {
    COUNTRIES.iter().flat_map(|c| STAGES.iter().map(|s| get(&form(c, s), cookie)).collect::<Vec<_>>()).collect()
}

fn pages(cookie: Option<&str>) -> Vec<Vec<u8>> {
    each(|c, s| format!("/api/records/customer?filter=country:{c}%20stage:{s}&sort=name&limit=50"), cookie)
}

fn bare_pages() -> Vec<Vec<u8>> {
    each(|c, s| format!("/customers?country={c}&stage={s}"), None)
}
