//! Notes appear on the timeline, and tell whom they mention.

use super::model::Note;
use crate::events::effect;
use model::{FieldError, Id, Record};
use records::json::items;
use records::{Change, Effects};
use serde_json::json;

/// Characters of the text that the timeline shows.
const SHOWN: usize = 300;

/// Tells people that a note mentions them: payload `{"note": id, "users": [ids], "by": id, "at": microseconds}`. The program does it,
/// which knows who may see what.
pub const MENTIONED: &str = "notes.mentioned";

/// A new note is an event. Whom it mentions is told once, by whoever did not mention themselves.
pub fn note(change: &mut Change<'_>) -> Result<Effects, Vec<FieldError>> {
    let mut effects = Effects::default();
    if let (None, Some(after)) = (change.before, change.after.as_deref()) {
        let text = after.get(Note::TEXT).text().map(|t| effect::excerpt(t, SHOWN));
        let customer = after.get(Note::CUSTOMER).id();
        effects.events.push(effect::about(after, customer, change.now, "note", "note", effect::props(&[("content", text)])));
    }
    if let Some(after) = change.after.as_deref() {
        let before = change.before.map(mentioned).unwrap_or_default();
        let by = change.by.user();
        let new: Vec<Id> = mentioned(after).into_iter().filter(|id| !before.contains(id) && Some(*id) != by).collect();
        if !new.is_empty() {
            let payload = json!({ "note": after.id(), "users": new, "by": by, "at": change.now.0 });
            effects.jobs.push((MENTIONED.into(), payload));
        }
    }
    Ok(effects)
}

fn mentioned(note: &Record) -> Vec<Id> {
    items(note.get(Note::MENTIONS)).iter().filter_map(|v| v.as_str().and_then(Id::parse)).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::testing::{create, record, update};
    use model::{ObjectType, Val};

    #[test]
    fn a_note_is_told_once() {
        let n = record(Note::DEF, &[("customer", Id::at(1).into()), ("text", "客".repeat(400).into())]);
        let (n, effects) = create(note, n).unwrap();
        assert_eq!(effects.events[0].props["content"].as_str().unwrap().chars().count(), SHOWN);
        assert!(update(note, &n, &[("text", "b".into())]).unwrap().1.events.is_empty());
    }

    #[test]
    fn people_are_told_when_they_are_mentioned_anew() {
        let people = [7, 8, 9].map(Id::at);
        let named = |which: std::ops::Range<usize>| Val::Text(json!(&people[which]).to_string());
        let told = |effects: &Effects| effects.jobs.first().map(|(_, p)| p["users"].as_array().unwrap().len());
        let n = record(Note::DEF, &[("customer", Id::at(1).into()), ("text", "@a".into()), ("mentions", named(0..2))]);
        let (n, effects) = create(note, n).unwrap();
        assert_eq!((&*effects.jobs[0].0, told(&effects)), (MENTIONED, Some(2)));
        assert_eq!(told(&update(note, &n, &[("text", "b".into())]).unwrap().1), None);
        assert_eq!(told(&update(note, &n, &[("mentions", named(1..3))]).unwrap().1), Some(1));
        assert_eq!(told(&update(note, &n, &[("mentions", named(1..2))]).unwrap().1), None);
    }
}
