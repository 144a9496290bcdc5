//! A change reaches the open streams of 500 browsers: from the moment its request is sent to the moment each has it.

use super::{Run, SLUG};
use crate::child::Server;
use crate::http::{Connection, get, with_body};
use crate::line::Line;
use crate::process::{Times, cpu};
use crate::served;
use anyhow::{Context, ensure};
use futures_util::future::try_join_all;
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

const STREAMS: usize = 500;
/// Streams of one person: fewer than the program allows.
const EACH: usize = 25;
const CHANGES: usize = 100;
/// Longer than any change may take.
const PATIENCE: Duration = Duration::from_secs(20);

pub async fn measure(run: &Run) -> anyhow::Result<()> {
    let folder = run.base_10k().await?;
    let ids = super::read::ids(&folder)?;
    let server = served::serve(&folder)?;
    let cookie = served::sign_in(&server, SLUG).await?;
    let (heard, mut hearing) = mpsc::unbounded_channel();
    for person in 0..STREAMS / EACH {
        let cookie = colleague(&server, &cookie, person).await?;
        try_join_all((0..EACH).map(|_| listen(&server, &cookie, heard.clone()))).await?;
    }
    let mut writer = server.connect().await?;
    let (mut times, before, begun) = (Times::default(), cpu(server.pid()), Instant::now());
    for (i, id) in ids.iter().map(ToString::to_string).take(CHANGES).enumerate() {
        // not in step with anything that the server does at even times
        tokio::time::sleep(Duration::from_millis(40 + (i as u64 * 37) % 60)).await;
        let sent = Instant::now();
        let body = json!({ "occupation": format!("Baker {i}") }).to_string();
        let answer = writer.ask(&with_body("PATCH", &format!("/api/records/customer/{id}"), &body, Some(&cookie))).await?;
        ensure!(answer.status == 200, "change: {}", String::from_utf8_lossy(&answer.body));
        let mut left = STREAMS;
        while left > 0 {
            let heard = tokio::time::timeout(PATIENCE, hearing.recv()).await?;
            let (at, said): (Instant, String) = heard.context("no stream is left")?;
            // what is told of other records, those of the people who were added, is not counted
            if said.contains(&id) {
                times.add(at.duration_since(sent));
                left -= 1;
            }
        }
    }
    drop(heard);
    let busy = (cpu(server.pid()) - before).as_secs_f64() / begun.elapsed().as_secs_f64();
    let name = |p: &str| format!("a change reaches {STREAMS} open streams, {p}, SQLite");
    Line::cost(name("p50"), "ms", times.quantile_ms(0.5)).print();
    Line::cost(name("p99"), "ms", times.quantile_ms(0.99)).limit(200.0).print();
    Line::cost(name("processors of the server"), "", busy).print();
    Ok(())
}

/// Another person of the company, signed in.
async fn colleague(server: &Server, admin: &str, number: usize) -> anyhow::Result<String> {
    let (email, password) = (format!("live{number}@example.com"), "correct horse battery");
    let new = json!({ "name": format!("Colleague {number}"), "email": email, "password": password }).to_string();
    let made = server.connect().await?.ask(&with_body("POST", "/api/users", &new, Some(admin))).await?;
    ensure!(made.status == 201, "user: {}", String::from_utf8_lossy(&made.body));
    served::sign_in_as(server, SLUG, &email, password).await
}

/// Opens a stream and tells each change and the moment at which it has come, until the server goes.
async fn listen(server: &Server, cookie: &str, heard: mpsc::UnboundedSender<(Instant, String)>) -> anyhow::Result<()> {
    let mut connection = Connection::open(server.address).await?;
    connection.send(&get("/api/live", Some(cookie))).await?;
    connection.until(b"event: hello").await?;
    tokio::spawn(async move {
        while connection.until(b"event: change\ndata: ").await.is_ok() {
            let Ok(said) = connection.until(b"\n\n").await else { return };
            if heard.send((Instant::now(), String::from_utf8_lossy(&said).into_owned())).is_err() {
                return;
            }
        }
    });
    Ok(())
}
