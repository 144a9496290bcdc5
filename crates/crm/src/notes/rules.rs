//! Notes appear on the timeline.

use super::model::Note;
use crate::events::effect;
use model::FieldError;
use records::{Change, Effects};

/// Characters of the text that the timeline shows.
const SHOWN: usize = 300;

/// A new note is an event.
pub fn note(change: &mut Change<'_>) -> Result<Effects, Vec<FieldError>> {
    let mut effects = Effects::default();
    if let (None, Some(after)) = (change.before, change.after.as_deref()) {
        let text = after.get(Note::TEXT).text().map(|t| effect::excerpt(t, SHOWN));
        let customer = after.get(Note::CUSTOMER).id();
        effects.events.push(effect::about(after, customer, change.now, "note", "note", effect::props(&[("content", text)])));
    }
    Ok(effects)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::testing::{create, record, update};
    use model::{Id, ObjectType};

    #[test]
    fn a_note_is_told_once() {
        let n = record(Note::DEF, &[("customer", Id::at(1).into()), ("text", "客".repeat(400).into())]);
        let (n, effects) = create(note, n).unwrap();
        assert_eq!(effects.events[0].props["content"].as_str().unwrap().chars().count(), SHOWN);
        assert!(update(note, &n, &[("text", "b".into())]).unwrap().1.events.is_empty());
    }
}
