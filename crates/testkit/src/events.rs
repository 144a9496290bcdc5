//! A stream of server-sent events, read one by one.

use axum::body::{Body, BodyDataStream};
use futures_util::StreamExt;
use serde_json::Value;
use std::time::Duration;

/// How long an event may take, and how long a stream may take to end.
const PATIENCE: Duration = Duration::from_secs(20);

/// One event.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub event: String,
    pub data: Value,
    pub id: Option<String>,
}

/// An open stream; dropped, its connection is closed.
pub struct Events {
    body: BodyDataStream,
    text: String,
}

impl Events {
    pub(crate) fn new(body: Body) -> Self {
        Self { body: body.into_data_stream(), text: String::new() }
    }

    /// The next event; `None` when the stream has ended. Signs of life are left out.
    ///
    /// # Panics
    /// When nothing comes for 20 seconds, or what comes is no event.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            while let Some((piece, rest)) = self.text.split_once("\n\n") {
                let (piece, rest) = (piece.to_owned(), rest.to_owned());
                self.text = rest;
                if let Some(event) = read(&piece) {
                    return Some(event);
                }
            }
            let bytes = tokio::time::timeout(PATIENCE, self.body.next()).await.expect("nothing came")?.unwrap();
            self.text.push_str(std::str::from_utf8(&bytes).unwrap());
        }
    }

    /// The next event of this name, whatever comes before it.
    ///
    /// # Panics
    /// When the stream ends first.
    pub async fn until(&mut self, name: &str) -> Event {
        loop {
            let event = self.next().await.unwrap_or_else(|| panic!("the stream has ended before {name}"));
            if event.event == name {
                return event;
            }
        }
    }

    /// Reads until the stream ends.
    pub async fn end(&mut self) {
        while self.next().await.is_some() {}
    }
}

fn read(piece: &str) -> Option<Event> {
    let field = |name: &str| piece.lines().find_map(|l| l.strip_prefix(name)?.strip_prefix(": ")).map(str::to_owned);
    let data = serde_json::from_str(&field("data")?).unwrap();
    Some(Event { event: field("event")?, data, id: field("id") })
}
