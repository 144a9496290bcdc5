//! What a task takes, item by item.

use model::Val;
use serde::{Deserialize, Serialize};

/// Most items of a task.
const ITEMS: usize = 100;
/// Longest text of an item, in characters.
const TEXT: usize = 200;

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    pub text: String,
    #[serde(default)]
    pub done: bool,
}

/// The items as they are stored; none of what is empty.
///
/// # Errors
/// What is wrong and what to write instead.
pub fn read(stored: &Val) -> Result<Vec<Item>, String> {
    let Some(text) = stored.text() else { return Ok(Vec::new()) };
    let items: Vec<Item> = serde_json::from_str(text).map_err(|_| r#"is a list of {"text": "...", "done": false}"#.to_owned())?;
    if items.len() > ITEMS {
        return Err(format!("has more than {ITEMS} items"));
    }
    if items.iter().any(|item| item.text.trim().is_empty() || item.text.chars().count() > TEXT) {
        return Err(format!("an item has 1 to {TEXT} characters"));
    }
    Ok(items)
}

/// As it is stored.
#[must_use]
pub fn written(items: &[Item]) -> Val {
    if items.is_empty() { Val::Null } else { serde_json::to_string(items).map_or(Val::Null, Val::Text) }
}

/// How much of it is done: `2/5`.
#[must_use]
pub fn progress(items: &[Item]) -> Option<String> {
    let done = items.iter().filter(|item| item.done).count();
    (!items.is_empty()).then(|| format!("{done}/{}", items.len()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn items_are_checked_and_counted() {
        let stored = |text: &str| read(&Val::Text(text.to_owned()));
        let items = stored(r#"[{"text":"Print","done":true},{"text":"Sign"}]"#).unwrap();
        assert_eq!(progress(&items).as_deref(), Some("1/2"));
        assert_eq!(read(&written(&items)), Ok(items));
        assert_eq!((read(&Val::Null).unwrap(), written(&[])), (vec![], Val::Null));
        for wrong in [r#"{"text":"x"}"#, r#"[{"text":" "}]"#, r#"[{"text":"x","who":1}]"#, r#"["x"]"#] {
            assert!(stored(wrong).is_err(), "{wrong}");
        }
        assert!(stored(&serde_json::to_string(&vec![Item { text: "x".into(), done: false }; 101]).unwrap()).is_err());
    }
}
