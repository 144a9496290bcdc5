//! `GET` of one customer, signed in, beside a bare axum route that makes the same select.

use super::{Run, SLUG, file};
use crate::child::Server;
use crate::http::{get, load};
use crate::line::Line;
use crate::process::{count, cpu};
use crate::served;
use model::Id;
use rusqlite::Connection;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

const CONNECTIONS: usize = 16;

pub async fn measure(run: &Run) -> anyhow::Result<()> {
    let folder = run.base_10k().await?;
    let ids = ids(&folder)?;
    let (ours, bare) = (served::serve(&folder)?, served::bare(&file(&folder))?);
    let cookie = served::sign_in(&ours, SLUG).await?;
    let paths = |form: &str, cookie: Option<&str>| {
        Arc::new(ids.iter().map(|id| get(&form.replace("{}", &id.to_string()), cookie)).collect::<Vec<_>>())
    };
    let ours_asks = paths("/api/records/customer/{}", Some(&cookie));
    let bare_asks = paths("/customers/{}", None);
    let (mut a, mut b) = (Found::default(), Found::default());
    asked(&ours, &ours_asks, Duration::from_millis(500), &mut Found::default()).await?;
    asked(&bare, &bare_asks, Duration::from_millis(500), &mut Found::default()).await?;
    for _ in 0..2 {
        asked(&ours, &ours_asks, run.lasting() / 2, &mut a).await?;
        asked(&bare, &bare_asks, run.lasting() / 2, &mut b).await?;
    }
    Line::speed(format!("GET one customer, {CONNECTIONS} connections, SQLite"), "/s", a.per_second())
        .beside(b.per_second())
        .ratio(0.5)
        .print();
    Line::cost("GET one customer: processor time of the server", "ms", a.cpu_ms()).beside(b.cpu_ms()).limit(0.15).print();
    Ok(())
}

/// What a server did and used.
#[derive(Default)]
pub struct Found {
    requests: usize,
    seconds: f64,
    cpu: f64,
}

impl Found {
    pub fn per_second(&self) -> f64 {
        count(self.requests) / self.seconds
    }

    pub fn cpu_ms(&self) -> f64 {
        self.cpu * 1000.0 / count(self.requests)
    }
}

/// Loads a server and adds what it did.
pub async fn asked(server: &Server, requests: &Arc<Vec<Vec<u8>>>, lasting: Duration, found: &mut Found) -> anyhow::Result<()> {
    let before = cpu(server.pid());
    let done = load(server.address, requests.clone(), CONNECTIONS, lasting).await?;
    found.cpu += (cpu(server.pid()) - before).as_secs_f64();
    found.requests += done.times.len();
    found.seconds += done.seconds;
    Ok(())
}

/// Ids of customers of a base, spread over it.
pub fn ids(folder: &Path) -> anyhow::Result<Vec<Id>> {
    let connection = Connection::open(file(folder))?;
    let mut select = connection.prepare("select id from customer where num % 13 = 0 limit 1000")?;
    let ids = select.query_map([], |r| r.get::<_, [u8; 16]>(0).map(Id))?;
    Ok(ids.collect::<Result<_, _>>()?)
}
