//! The least HTTP/1.1 client that loads a server: kept-alive connections, requests made beforehand, answers counted.

use crate::process::Times;
use anyhow::{Context, bail};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// One kept-alive connection.
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// What came back.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Connection {
    pub async fn open(to: SocketAddr) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(to).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, buffer: Vec::with_capacity(1 << 16) })
    }

    /// Sends a whole request and reads its whole answer.
    pub async fn ask(&mut self, request: &[u8]) -> anyhow::Result<Answer> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let end = loop {
            if let Some(at) = find(&self.buffer, b"\r\n\r\n") {
                break at + 4;
            }
            self.more().await?;
        };
        let head = std::str::from_utf8(&self.buffer[..end])?.to_owned();
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).context("no status")?;
        match header(&head, "content-length").and_then(|n| n.parse::<usize>().ok()) {
            Some(length) => {
                while self.buffer.len() < end + length {
                    self.more().await?;
                }
            }
            None if header(&head, "transfer-encoding").is_some() => {
                while !self.buffer.ends_with(b"0\r\n\r\n") {
                    self.more().await?;
                }
            }
            None => {}
        }
        Ok(Answer { status, head, body: self.buffer[end..].to_vec() })
    }

    /// Sends a request whose answer is read piece by piece.
    pub async fn send(&mut self, request: &[u8]) -> anyhow::Result<()> {
        self.buffer.clear();
        Ok(self.stream.write_all(request).await?)
    }

    /// Reads until `sought` has come; gives all up to it.
    pub async fn until(&mut self, sought: &[u8]) -> anyhow::Result<Vec<u8>> {
        loop {
            if let Some(at) = find(&self.buffer, sought) {
                return Ok(self.buffer.drain(..at + sought.len()).collect());
            }
            self.more().await?;
        }
    }

    async fn more(&mut self) -> anyhow::Result<()> {
        if self.stream.read_buf(&mut self.buffer).await? == 0 {
            bail!("the server closed the connection");
        }
        Ok(())
    }
}

fn find(text: &[u8], sought: &[u8]) -> Option<usize> {
    text.windows(sought.len()).position(|w| w == sought)
}

/// The value of a header in the head of an answer.
pub fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let line = head.lines().find(|l| l.split_once(':').is_some_and(|(n, _)| n.eq_ignore_ascii_case(name)))?;
    line.split_once(':').map(|(_, v)| v.trim())
}

/// A GET request, with the session's cookie where there is one.
pub fn get(path: &str, cookie: Option<&str>) -> Vec<u8> {
    let cookie = cookie.map(|c| format!("cookie: {c}\r\n")).unwrap_or_default();
    format!("GET {path} HTTP/1.1\r\nhost: bench\r\n{cookie}\r\n").into_bytes()
}

/// A request with a JSON body, with the session's cookie where there is one.
pub fn with_body(method: &str, path: &str, body: &str, cookie: Option<&str>) -> Vec<u8> {
    let length = body.len();
    let cookie = cookie.map(|c| format!("cookie: {c}\r\n")).unwrap_or_default();
    format!(
        "{method} {path} HTTP/1.1\r\nhost: bench\r\nx-guanxi: 1\r\n{cookie}content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

/// What a load came to.
pub struct Load {
    pub times: Times,
    pub seconds: f64,
}

/// Asks over several connections at once, each taking the requests in turn, until the time is over. An answer that is not
/// 200 ends the measurement.
pub async fn load(to: SocketAddr, requests: Arc<Vec<Vec<u8>>>, connections: usize, lasting: Duration) -> anyhow::Result<Load> {
    let (begun, end) = (Instant::now(), Instant::now() + lasting);
    let clients: Vec<_> = (0..connections).map(|c| tokio::spawn(client(to, requests.clone(), c, end))).collect();
    let mut times = Times::default();
    for client in clients {
        times.append(client.await??);
    }
    Ok(Load { times, seconds: begun.elapsed().as_secs_f64() })
}

async fn client(to: SocketAddr, requests: Arc<Vec<Vec<u8>>>, first: usize, end: Instant) -> anyhow::Result<Times> {
    let mut connection = Connection::open(to).await?;
    let mut times = Times::default();
    let mut next = first * requests.len() / 7;
    while Instant::now() < end {
        next = (next + 1) % requests.len();
        let one = Instant::now();
        let answer = connection.ask(&requests[next]).await?;
        times.add(one.elapsed());
        anyhow::ensure!(answer.status == 200, "answer {}: {}", answer.status, String::from_utf8_lossy(&answer.body));
    }
    Ok(times)
}
