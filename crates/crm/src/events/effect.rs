//! Events that records cause by themselves.

use model::{Id, Record, Str, Ts};
use records::NewEvent;
use serde_json::{Map, Value};

/// An event about `record`, on the timeline of `customer`. `mark` tells apart the events that one record causes.
#[must_use]
pub fn about(
    record: &Record,
    customer: Option<Id>,
    at: Ts,
    kind: &'static str,
    mark: &str,
    props: Map<String, Value>,
) -> NewEvent {
    let object: Str = record.object.name().to_owned().into();
    let id = record.id();
    let owner = customer.unwrap_or(Id::NIL);
    NewEvent {
        customer,
        at,
        kind: kind.into(),
        message_id: format!("{id}:{mark}:{owner}"),
        source: object.clone(),
        subject: Some((object, id)),
        props,
    }
}

/// Properties from texts; empty ones are left out.
#[must_use]
pub fn props(texts: &[(&str, Option<&str>)]) -> Map<String, Value> {
    let given = texts.iter().filter_map(|(name, text)| Some(((*name).to_owned(), Value::from((*text)?))));
    given.collect()
}

/// The first `max` characters of a text.
#[must_use]
pub fn excerpt(text: &str, max: usize) -> &str {
    text.char_indices().nth(max).map_or(text, |(end, _)| &text[..end])
}
