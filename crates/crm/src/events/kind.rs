//! The kinds of event, and the fields that people fill in for each.

use model::def::Labels;
use serde::Serialize;
use std::collections::BTreeMap;

/// How a field of an event is entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    Text,
    LongText,
    Integer,
    /// `in` or `out`.
    Direction,
}

/// A kind of event.
#[derive(Debug)]
pub struct EventKind {
    pub name: &'static str,
    /// Name of a colour of the theme.
    pub color: &'static str,
    /// Fields with how they are entered; a `*` in front marks those that must be given. Empty: records cause the event, people cannot.
    pub fields: &'static [(&'static str, Entry)],
}

impl EventKind {
    /// Whether people and programs may enter it.
    #[must_use]
    pub fn by_hand(&self) -> bool {
        !self.fields.is_empty()
    }

    /// Name, entry and whether it must be given, of each field.
    pub fn entries(&self) -> impl Iterator<Item = (&'static str, Entry, bool)> {
        self.fields.iter().map(|(name, entry)| (name.trim_start_matches('*'), *entry, name.starts_with('*')))
    }
}

const fn caused(name: &'static str, color: &'static str) -> EventKind {
    EventKind { name, color, fields: &[] }
}

const fn entered(name: &'static str, color: &'static str, fields: &'static [(&'static str, Entry)]) -> EventKind {
    EventKind { name, color, fields }
}

/// Every kind, in the order in which people choose.
pub const KINDS: &[EventKind] = {
    use Entry::{Direction, Integer, LongText, Text};
    &[
        entered("call_in", "blue", &[("sender", Text), ("*content", LongText), ("result", Text), ("duration", Integer)]),
        entered("call_out", "teal", &[("recipient", Text), ("*content", LongText), ("result", Text), ("duration", Integer)]),
        entered(
            "meeting",
            "purple",
            &[("sender", Text), ("place", Text), ("*content", LongText), ("result", Text), ("report", LongText)],
        ),
        entered("visit", "purple", &[("place", Text), ("*content", LongText), ("result", Text), ("report", LongText)]),
        entered("service_call", "amber", &[("place", Text), ("*content", LongText), ("result", Text), ("report", LongText)]),
        entered("chat", "green", &[("sender", Text), ("*content", LongText), ("result", Text)]),
        entered("letter", "grey", &[("direction", Direction), ("subject", Text), ("*content", LongText), ("result", Text)]),
        entered("complaint", "red", &[("sender", Text), ("order", Text), ("*content", LongText), ("result", Text)]),
        entered("return", "red", &[("order", Text), ("product", Text), ("*content", LongText), ("result", Text)]),
        entered("review", "amber", &[("product", Text), ("*rating", Integer), ("content", LongText)]),
        entered("brochure_request", "teal", &[("sender", Text), ("*content", LongText), ("result", Text)]),
        entered("promotion_sent", "grey", &[("campaign", Text), ("*content", LongText), ("result", Text)]),
        entered("web_visit", "grey", &[("*url", Text), ("content", LongText)]),
        caused("order_completed", "green"),
        caused("order_cancelled", "grey"),
        caused("order_returned", "red"),
        caused("note", "amber"),
        caused("task", "blue"),
        caused("attachment", "grey"),
        caused("stage_changed", "teal"),
    ]
};

/// The kind of this name.
#[must_use]
pub fn kind(name: &str) -> Option<&'static EventKind> {
    KINDS.iter().find(|k| k.name == name)
}

/// Words for kinds and for their fields.
#[must_use]
pub fn words() -> (BTreeMap<String, Labels>, BTreeMap<String, Labels>) {
    crate::labels::lists(include_str!("labels.toml"), "kinds", "fields").unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn every_kind_and_field_has_words() {
        let (kinds, fields) = words();
        for k in KINDS {
            assert!(!kinds[k.name].zh_tw.is_empty(), "{}", k.name);
            for (field, _, _) in k.entries() {
                assert!(!fields[field].zh_cn.is_empty(), "{field}");
            }
        }
        assert_eq!(kinds.len(), KINDS.len());
        assert!(kind("visit").unwrap().by_hand() && !kind("task").unwrap().by_hand());
    }
}
