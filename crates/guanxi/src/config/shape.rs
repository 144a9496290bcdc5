//! JSON that is read strictly, written without what says nothing, and compared leaf by leaf.

use model::FieldError;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// Whether a value says nothing: what a definition is anyway.
fn nothing(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        _ => false,
    }
}

/// A value without the keys that say nothing.
pub(super) fn pruned(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            map.into_iter().map(|(key, value)| (key, pruned(value))).filter(|(_, value)| !nothing(value)).collect()
        }
        Value::Array(items) => items.into_iter().map(pruned).collect(),
        other => other,
    }
}

fn whole<T: DeserializeOwned + Serialize>(raw: &Value) -> Result<Value, FieldError> {
    let read: T = serde_json::from_value(raw.clone()).map_err(|e| FieldError::new("", "wrong_type", e.to_string()))?;
    let whole = json!(read);
    match unknown(raw, &whole) {
        Some(place) => Err(FieldError::new(place, "unknown_key", "is not known here; leave it out")),
        None => Ok(whole),
    }
}

/// Reads a value as what it must be, and returns it without what says nothing.
///
/// # Errors
/// At its place within `raw`.
pub(super) fn typed<T: DeserializeOwned + Serialize>(raw: &Value) -> Result<Value, FieldError> {
    Ok(pruned(whole::<T>(raw)?))
}

/// As [`typed`], but of the keys that are given each stays, though it says nothing: what is left out means something else.
///
/// # Errors
/// As [`typed`].
pub(super) fn kept<T: DeserializeOwned + Serialize>(raw: &Value) -> Result<Value, FieldError> {
    let whole = whole::<T>(raw)?;
    let part = |key: &String| whole.get(key).map(|value| (key.clone(), pruned(value.clone())));
    Ok(raw.as_object().into_iter().flatten().filter_map(|(key, _)| part(key)).collect::<Map<_, _>>().into())
}

/// The place of a key that reading passed over.
fn unknown(raw: &Value, read: &Value) -> Option<String> {
    match (raw, read) {
        (Value::Object(raw), Value::Object(read)) => raw.iter().find_map(|(key, value)| match read.get(key) {
            None => (!nothing(value)).then(|| key.clone()),
            Some(read) => unknown(value, read).map(|rest| join(key, &rest)),
        }),
        (Value::Array(raw), Value::Array(read)) => {
            let mut pairs = raw.iter().zip(read).enumerate();
            pairs.find_map(|(i, (raw, read))| unknown(raw, read).map(|rest| join(&format!("[{i}]"), &rest)))
        }
        _ => None,
    }
}

/// Two places, the second within the first.
pub(super) fn join(first: &str, rest: &str) -> String {
    match (first.is_empty(), rest.is_empty()) {
        (true, _) => rest.to_owned(),
        (_, true) => first.to_owned(),
        _ if rest.starts_with('[') => format!("{first}{rest}"),
        _ => format!("{first}.{rest}"),
    }
}

/// The leaves in which two values differ: place, before, after. Things in lists that have a name are compared by it.
pub(super) fn differences(before: &Value, after: &Value) -> Vec<(String, Value, Value)> {
    let mut all = Vec::new();
    walk("", before, after, &mut all);
    all
}

fn walk(at: &str, before: &Value, after: &Value, all: &mut Vec<(String, Value, Value)>) {
    if before == after {
        return;
    }
    let empty = |value: &Value| value.is_null() || value.is_object();
    if let (Some(was), Some(is)) = (by_name(before), by_name(after)) {
        let names: Vec<&String> =
            was.iter().chain(is.iter().filter(|(n, _)| !was.iter().any(|(w, _)| w == n))).map(|(n, _)| n).collect();
        let find = |list: &[(String, Value)], name: &String| {
            list.iter().find(|(n, _)| n == name).map_or(Value::Null, |(_, v)| v.clone())
        };
        names.into_iter().for_each(|name| walk(&format!("{at}[{name}]"), &find(&was, name), &find(&is, name), all));
        if was.len() == is.len() && was.iter().map(|w| &w.0).ne(is.iter().map(|i| &i.0)) {
            let order = |list: &[(String, Value)]| json!(list.iter().map(|(n, _)| n.as_str()).collect::<Vec<_>>());
            all.push((at.to_owned(), order(&was), order(&is)));
        }
        return;
    }
    if empty(before) && empty(after) {
        let none = Map::new();
        let (was, is) = (before.as_object().unwrap_or(&none), after.as_object().unwrap_or(&none));
        let keys = was.keys().chain(is.keys().filter(|k| !was.contains_key(*k)));
        keys.for_each(|key| {
            walk(&join(at, key), was.get(key).unwrap_or(&Value::Null), is.get(key).unwrap_or(&Value::Null), all);
        });
        return;
    }
    all.push((at.to_owned(), before.clone(), after.clone()));
}

/// The things of a list by `value`, as options are known; none when it is no such list.
fn by_name(list: &Value) -> Option<Vec<(String, Value)>> {
    let items = list.as_array().map_or_else(|| list.is_null().then(Vec::new), |items| Some(items.clone()))?;
    items.into_iter().map(|item| Some((item.get("value")?.as_str()?.to_owned(), item))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_told_leaf_by_leaf() {
        let was = json!({ "labels": { "en": "Size" }, "options": [{ "value": "s" }, { "value": "m", "color": "red" }] });
        let is = json!({ "labels": { "en": "Size", "zh-CN": "尺寸" }, "options": [{ "value": "m" }, { "value": "s" }], "required": true });
        let told: Vec<String> = differences(&was, &is).iter().map(|(at, b, a)| format!("{at}: {b} -> {a}")).collect();
        assert_eq!(
            told,
            [
                "labels.zh-CN: null -> \"尺寸\"",
                "options[m].color: \"red\" -> null",
                "options: [\"s\",\"m\"] -> [\"m\",\"s\"]",
                "required: null -> true"
            ]
        );
        assert!(differences(&is, &is).is_empty());
    }

    #[test]
    fn what_says_nothing_is_left_out() {
        let value = json!({ "a": "", "b": { "c": [] }, "d": [{ "e": null, "f": 0 }] });
        assert_eq!(pruned(value), json!({ "d": [{ "f": 0 }] }));
        assert_eq!(unknown(&json!({ "a": { "b": [{ "x": 1 }] } }), &json!({ "a": { "b": [{}] } })), Some("a.b[0].x".into()));
    }
}
