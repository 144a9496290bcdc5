//! The kinds of event, and the fields that people fill in for each.

use crate::labels::Words;
use model::FieldDef;
use model::def::{FieldKind, Labels, SelectOption, Sensitivity};
use records::event::EventKind;

/// How a field of an event is entered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Entry {
    Text,
    LongText,
    /// Whole minutes.
    Minutes,
    /// `in` or `out`.
    Direction,
    /// One to five.
    Rating,
}

/// A kind as it is declared: name, icon, colour, and its fields; a `*` in front marks those that must be given.
/// Without fields records cause the event and people cannot.
struct Declared {
    name: &'static str,
    icon: &'static str,
    color: &'static str,
    fields: &'static [(&'static str, Entry)],
}

const fn kind(name: &'static str, icon: &'static str, color: &'static str, fields: &'static [(&'static str, Entry)]) -> Declared {
    Declared { name, icon, color, fields }
}

/// Every kind, in the order in which people choose.
const KINDS: &[Declared] = {
    use Entry::{Direction, LongText, Minutes, Rating, Text};
    &[
        kind(
            "call_in",
            "phone-incoming",
            "blue",
            &[("sender", Text), ("*content", LongText), ("result", Text), ("duration", Minutes)],
        ),
        kind(
            "call_out",
            "phone-outgoing",
            "teal",
            &[("recipient", Text), ("*content", LongText), ("result", Text), ("duration", Minutes)],
        ),
        kind(
            "meeting",
            "users",
            "purple",
            &[("sender", Text), ("place", Text), ("*content", LongText), ("result", Text), ("report", LongText)],
        ),
        kind("visit", "map-pin", "purple", &[("place", Text), ("*content", LongText), ("result", Text), ("report", LongText)]),
        kind(
            "service_call",
            "wrench",
            "amber",
            &[("place", Text), ("*content", LongText), ("result", Text), ("report", LongText)],
        ),
        kind("chat", "message-circle", "green", &[("sender", Text), ("*content", LongText), ("result", Text)]),
        kind(
            "letter",
            "mail",
            "grey",
            &[("direction", Direction), ("sender", Text), ("subject", Text), ("*content", LongText), ("result", Text)],
        ),
        kind(
            "complaint",
            "triangle-alert",
            "red",
            &[("sender", Text), ("order", Text), ("*content", LongText), ("result", Text)],
        ),
        kind("return", "undo-2", "red", &[("order", Text), ("product", Text), ("*content", LongText), ("result", Text)]),
        kind("review", "star", "amber", &[("product", Text), ("rating", Rating), ("*content", LongText), ("result", Text)]),
        kind("brochure_request", "book-open", "teal", &[("sender", Text), ("*content", LongText), ("result", Text)]),
        kind("promotion_sent", "megaphone", "grey", &[("campaign", Text), ("*content", LongText), ("result", Text)]),
        kind("web_visit", "globe", "grey", &[("url", Text), ("*content", LongText), ("result", Text)]),
        kind("order_completed", "shopping-bag", "green", &[]),
        kind("order_cancelled", "ban", "grey", &[]),
        kind("order_returned", "rotate-ccw", "red", &[]),
        kind("note", "sticky-note", "amber", &[]),
        kind("task", "square-check", "blue", &[]),
        kind("attachment", "paperclip", "grey", &[]),
        kind("stage_changed", "milestone", "teal", &[]),
        kind("consent_granted", "shield-check", "green", &[]),
        kind("consent_withdrawn", "shield-off", "red", &[]),
    ]
};

/// The kinds with their words, for the registry.
#[must_use]
pub fn kinds() -> Vec<EventKind> {
    let (names, fields) = crate::labels::lists(include_str!("labels.toml"), "kinds", "fields").unwrap_or_default();
    KINDS.iter().map(|k| event_kind(k, &names, &fields)).collect()
}

fn event_kind(k: &Declared, names: &Words, words: &Words) -> EventKind {
    let fields: Vec<FieldDef> = k.fields.iter().map(|(name, entry)| field(name, *entry, words)).collect();
    EventKind {
        name: k.name.into(),
        labels: names.get(k.name).cloned().unwrap_or_default(),
        by_hand: !fields.is_empty(),
        fields: fields.into(),
        icon: k.icon.into(),
        color: k.color.into(),
    }
}

fn field(declared: &'static str, entry: Entry, words: &Words) -> FieldDef {
    let name = declared.trim_start_matches('*');
    let option = |value: &'static str| {
        let number = Labels { en: value.into(), zh_cn: value.into(), zh_tw: value.into() };
        SelectOption { value: value.into(), labels: words.get(value).cloned().unwrap_or(number), color: "".into(), hidden: false }
    };
    let select =
        |values: &[&'static str]| FieldKind::Select { options: values.iter().map(|v| option(v)).collect::<Vec<_>>().into() };
    let kind = match entry {
        Entry::Text => FieldKind::Text { max: 0 },
        Entry::LongText => FieldKind::LongText,
        Entry::Minutes => FieldKind::Decimal { scale: 0 },
        Entry::Direction => select(&["in", "out"]),
        Entry::Rating => select(&["1", "2", "3", "4", "5"]),
    };
    FieldDef {
        labels: words.get(name).cloned().unwrap_or_default(),
        required: declared.starts_with('*'),
        sensitivity: Sensitivity::Personal,
        ..FieldDef::new(name, kind)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn every_kind_and_field_has_words() {
        for k in kinds() {
            assert!(!k.labels.zh_tw.is_empty(), "{}", k.name);
            for f in k.fields.iter() {
                assert!(!f.labels.zh_cn.is_empty(), "{}.{}", k.name, f.name);
            }
        }
    }

    #[test]
    fn contacts_have_a_sender_or_place_a_content_and_a_result() {
        let by_hand: Vec<EventKind> = kinds().into_iter().filter(|k| k.by_hand).collect();
        assert_eq!(by_hand.len(), 13);
        for k in by_hand {
            assert!(k.fields.iter().any(|f| f.name == "content" && f.required), "{}", k.name);
            assert!(k.fields.iter().any(|f| f.name == "result"), "{}", k.name);
        }
    }
}
