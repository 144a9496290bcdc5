//! A stored file as a source that may be read where blocking is allowed.

use super::open::Source;
use futures_util::StreamExt;
use std::io::Read;
use std::sync::mpsc::{Receiver, sync_channel};

/// Reads a stream of bytes; it is dropped when the source is.
pub fn from_stream<S, B, E>(mut stream: S) -> Source
where
    S: futures_util::Stream<Item = Result<B, E>> + Send + Unpin + 'static,
    B: AsRef<[u8]> + Send,
    E: std::error::Error + Send + Sync + 'static,
{
    let (send, parts) = sync_channel(4);
    tokio::spawn(async move {
        while let Some(part) = stream.next().await {
            let part = part.map(|b| b.as_ref().to_vec()).map_err(std::io::Error::other);
            let send = send.clone();
            if !matches!(tokio::task::spawn_blocking(move || send.send(part)).await, Ok(Ok(()))) {
                return;
            }
        }
    });
    Box::new(Parts { parts, rest: Vec::new(), at: 0 })
}

/// Bytes of a stream, read where blocking is allowed.
struct Parts {
    parts: Receiver<std::io::Result<Vec<u8>>>,
    rest: Vec<u8>,
    at: usize,
}

impl Read for Parts {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        while self.at == self.rest.len() {
            match self.parts.recv() {
                Err(_) => return Ok(0),
                Ok(part) => (self.rest, self.at) = (part?, 0),
            }
        }
        let n = buf.len().min(self.rest.len() - self.at);
        buf[..n].copy_from_slice(&self.rest[self.at..self.at + n]);
        self.at += n;
        Ok(n)
    }
}
