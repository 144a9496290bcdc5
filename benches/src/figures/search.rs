//! Searching a large base: how long an index of all of it takes, how slow the slowest answers are beside somebody who writes
//! without end, and how long a change takes to be found.

use super::{Run, SLUG};
use crate::http::{Connection, get, with_body};
use crate::line::Line;
use crate::process::{Times, count, resident_mb};
use crate::served;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// What people type: names, pinyin, initials, one character, last digits, numbers, beginnings of words, two words, nonsense.
const TYPED: &[&str] = &[
    "王伟",
    "王",
    "李娜",
    "ww",
    "wangw",
    "zhangwei",
    "ouyang",
    "5678",
    "138",
    "00004711",
    "s00012",
    "smith",
    "smi",
    "anna schm",
    "example.com",
    "müller",
    "schmdit",
    "王 example",
    "qqqq",
    "欧阳",
];
/// Answers whose times are taken, and changes that are looked for.
const ANSWERS: usize = 2_000;
const CHANGES: usize = 30;

pub async fn measure(run: &Run) -> anyhow::Result<()> {
    let folder = run.large().await?;
    let n = run.customers();
    let made = tokio::task::block_in_place(|| served::run(&folder, &["search", "rebuild", "--tenant", SLUG], ""))?;
    let seconds = made["seconds"].as_f64().unwrap_or(f64::INFINITY);
    Line::cost(format!("search: index of {n} customers made anew"), "s", seconds).limit(60.0).print();
    let server = served::serve(&folder)?;
    let cookie = served::sign_in(&server, SLUG).await?;
    let asks: Vec<Vec<u8>> = TYPED.iter().map(|t| ask(t, &cookie)).collect();
    let mut connection = Connection::open(server.address).await?;
    for one in &asks {
        let answer = connection.ask(one).await?;
        anyhow::ensure!(answer.status == 200, "{}", String::from_utf8_lossy(&answer.body));
    }
    let mut alone = answers(&mut connection, &asks).await?;
    let (stop, written) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let writer = tokio::spawn(write(server.address, cookie.clone(), stop.clone(), written.clone()));
    let began = Instant::now();
    let mut beside = answers(&mut connection, &asks).await?;
    let rate = count(usize::try_from(written.load(Ordering::Relaxed))?) / began.elapsed().as_secs_f64();
    let mut fresh = fresh(&mut connection, &cookie).await?;
    stop.store(true, Ordering::Relaxed);
    writer.await??;
    Line::cost(format!("search: p50, {n} customers"), "ms", beside.quantile_ms(0.5)).beside(alone.quantile_ms(0.5)).print();
    let name = format!("search: p99, {n} customers, beside {rate:.0} writes/s");
    Line::cost(name, "ms", beside.quantile_ms(0.99)).beside(alone.quantile_ms(0.99)).limit(20.0).print();
    Line::cost("search: slowest of 30 until a change is found", "ms", fresh.quantile_ms(1.0)).limit(1_000.0).print();
    Line::cost(format!("search: memory of the server, {n} customers"), "MB", resident_mb(server.pid())).print();
    Ok(())
}

fn ask(typed: &str, cookie: &str) -> Vec<u8> {
    let escaped: String = typed.bytes().map(|b| format!("%{b:02X}")).collect();
    get(&format!("/api/search?q={escaped}"), Some(cookie))
}

async fn answers(connection: &mut Connection, asks: &[Vec<u8>]) -> anyhow::Result<Times> {
    let mut times = Times::default();
    for i in 0..ANSWERS {
        let one = Instant::now();
        let answer = connection.ask(&asks[i * 7 % asks.len()]).await?;
        anyhow::ensure!(answer.status == 200, "{}", String::from_utf8_lossy(&answer.body));
        times.add(one.elapsed());
    }
    Ok(times)
}

fn new_customer(name: &str, cookie: &str) -> Vec<u8> {
    let body = json!({ "kind": "person", "name": name, "country": "CN" }).to_string();
    with_body("POST", "/api/records/customer", &body, Some(cookie))
}

/// Makes customers one after the other until told to stop.
async fn write(at: std::net::SocketAddr, cookie: String, stop: Arc<AtomicBool>, written: Arc<AtomicU64>) -> anyhow::Result<()> {
    let mut connection = Connection::open(at).await?;
    while !stop.load(Ordering::Relaxed) {
        let n = written.fetch_add(1, Ordering::Relaxed);
        let answer = connection.ask(&new_customer(&format!("王小伟{n}"), &cookie)).await?;
        anyhow::ensure!(answer.status == 201, "{}", String::from_utf8_lossy(&answer.body));
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok(())
}

/// Times from the answer to a change until it is found.
async fn fresh(connection: &mut Connection, cookie: &str) -> anyhow::Result<Times> {
    let mut times = Times::default();
    for i in 0..CHANGES {
        let name = format!("Zyxwvut{i}q");
        let answer = connection.ask(&new_customer(&name, cookie)).await?;
        anyhow::ensure!(answer.status == 201, "{}", String::from_utf8_lossy(&answer.body));
        let one = Instant::now();
        loop {
            let answer = connection.ask(&ask(&name, cookie)).await?;
            let found: Value = serde_json::from_slice(&answer.body)?;
            if found["groups"].as_array().is_some_and(|g| !g.is_empty()) {
                break;
            }
            anyhow::ensure!(one.elapsed() < Duration::from_secs(30), "a change was not found in 30 s");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        times.add(one.elapsed());
    }
    Ok(times)
}
