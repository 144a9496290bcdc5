//! JSON form: `{"all": [..]}`, `{"any": [..]}`, `{"not": {..}}`, `{"field": "customer.country", "op": "is", "value": "GB"}`.

use super::path::shown;
use super::{Condition, FieldTest, MAX_DEPTH, MAX_NODES, Op, Path, Window};
use crate::error::FieldError;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value, json};

/// What is wrong in a condition's JSON, and where: `all[2].not.op`; empty for the whole.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{message}", if path.is_empty() { String::new() } else { format!("{path}: ") })]
pub struct Fault {
    pub path: String,
    pub message: String,
}

impl Fault {
    /// The same as an error of the input's field `name`.
    #[must_use]
    pub fn at(self, name: &str) -> FieldError {
        let dot = if self.path.is_empty() { "" } else { "." };
        FieldError::new(format!("{name}{dot}{}", self.path), "bad_condition", self.message)
    }
}

fn fault<T>(path: &str, message: impl Into<String>) -> Result<T, Fault> {
    Err(Fault { path: path.trim_start_matches('.').to_owned(), message: message.into() })
}

impl Condition {
    /// Reads the JSON form.
    ///
    /// # Errors
    /// Where it is wrong, when it is nested too deep or too large.
    pub fn from_json(json: &Value) -> Result<Self, Fault> {
        Reader { nodes: 0 }.condition(json, String::new(), 0)
    }

    /// Writes the JSON form.
    #[must_use]
    pub fn to_json(&self) -> Value {
        match self {
            Condition::All(cs) => json!({"all": cs.iter().map(Self::to_json).collect::<Vec<_>>()}),
            Condition::Any(cs) => json!({"any": cs.iter().map(Self::to_json).collect::<Vec<_>>()}),
            Condition::Not(c) => json!({"not": c.to_json()}),
            Condition::Field(t) => json!({"field": t.path.to_string(), "op": t.op.name(), "value": t.value}),
        }
    }
}

struct Reader {
    nodes: usize,
}

impl Reader {
    fn condition(&mut self, json: &Value, path: String, depth: usize) -> Result<Condition, Fault> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return fault(&path, format!("there are more than {MAX_NODES} conditions; split them"));
        }
        if depth >= MAX_DEPTH {
            return fault(&path, format!("conditions are nested deeper than {MAX_DEPTH}"));
        }
        let Value::Object(map) = json else { return fault(&path, format!("expected an object, got {}", kind(json))) };
        for (key, make) in [("all", Condition::All as fn(Vec<Condition>) -> Condition), ("any", Condition::Any)] {
            if let Some(list) = map.get(key) {
                only(map, &[key], &path)?;
                return self.list(list, &format!("{path}.{key}"), depth).map(make);
            }
        }
        if let Some(inner) = map.get("not") {
            only(map, &["not"], &path)?;
            return Ok(Condition::Not(Box::new(self.condition(inner, format!("{path}.not"), depth + 1)?)));
        }
        if map.contains_key("field") {
            return test(map, &path).map(Condition::Field);
        }
        fault(&path, "expected one of `all`, `any`, `not`, or `field` with `op` and `value`")
    }

    fn list(&mut self, list: &Value, path: &str, depth: usize) -> Result<Vec<Condition>, Fault> {
        let Value::Array(items) = list else { return fault(path, format!("expected a list, got {}", kind(list))) };
        items.iter().enumerate().map(|(i, item)| self.condition(item, format!("{path}[{i}]"), depth + 1)).collect()
    }
}

fn only(map: &Map<String, Value>, known: &[&str], path: &str) -> Result<(), Fault> {
    match map.keys().find(|k| !known.contains(&k.as_str())) {
        Some(k) => fault(&format!("{path}.{}", shown(k)), format!("is not known beside {}", known.join(", "))),
        None => Ok(()),
    }
}

fn test(map: &Map<String, Value>, path: &str) -> Result<FieldTest, Fault> {
    only(map, &["field", "op", "value"], path)?;
    let Some(Value::String(field)) = map.get("field") else { return fault(&format!("{path}.field"), "expected a field's name") };
    let parsed = Path::parse(field).or_else(|m| fault(&format!("{path}.field"), m))?;
    let op = match map.get("op") {
        None => Op::Is,
        Some(Value::String(name)) => match Op::from_name(name) {
            Some(op) => op,
            None => return fault(&format!("{path}.op"), format!("`{}` is not one of {}", shown(name), names())),
        },
        Some(_) => return fault(&format!("{path}.op"), format!("expected one of {}", names())),
    };
    let value = match (map.get("value"), op) {
        (None, Op::Empty) => Value::Bool(true),
        (None, _) => return fault(&format!("{path}.value"), "is missing"),
        (Some(v), _) => v.clone(),
    };
    check_value(op, &value).or_else(|m| fault(&format!("{path}.value"), m))?;
    Ok(FieldTest { path: parsed, op, value })
}

fn check_value(op: Op, value: &Value) -> Result<(), String> {
    match (op, value) {
        (Op::In, Value::Array(items)) => match items.iter().position(|i| !is_scalar(i)) {
            Some(i) => Err(format!("item {i} of the list is {}, not a value", kind(&items[i]))),
            None => Ok(()),
        },
        (Op::In, other) => Err(format!("`in` takes a list, got {}", kind(other))),
        (Op::Empty, Value::Bool(_)) => Ok(()),
        (Op::Empty, other) => Err(format!("`empty` takes true or false, got {}", kind(other))),
        (Op::Within, v) => Window::from_json(v).map(|_| ()),
        (_, Value::Null) => Err("is null; write op `empty` to find empty fields".into()),
        (_, v) if is_scalar(v) => Ok(()),
        (_, Value::Array(_)) => Err(format!("`{}` takes one value, got a list; write op `in`", op.name())),
        (_, v) => Err(format!("`{}` takes one value, got {}", op.name(), kind(v))),
    }
}

/// Text, number, boolean, or an amount of money.
fn is_scalar(v: &Value) -> bool {
    match v {
        Value::String(_) | Value::Number(_) | Value::Bool(_) => true,
        Value::Object(m) => m.len() == 2 && m.contains_key("amount") && m.contains_key("currency"),
        _ => false,
    }
}

fn kind(v: &Value) -> &'static str {
    match v {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

const OPS: [(Op, &str); 11] = [
    (Op::Is, "is"),
    (Op::In, "in"),
    (Op::Lt, "lt"),
    (Op::Lte, "lte"),
    (Op::Gt, "gt"),
    (Op::Gte, "gte"),
    (Op::Contains, "contains"),
    (Op::StartsWith, "starts_with"),
    (Op::EndsWith, "ends_with"),
    (Op::Empty, "empty"),
    (Op::Within, "within"),
];

fn names() -> String {
    OPS.map(|(_, n)| n).join(", ")
}

impl Op {
    /// Its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        OPS.iter().find(|(op, _)| *op == self).map_or("is", |(_, n)| n)
    }

    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        OPS.iter().find(|(_, n)| *n == name).map(|(op, _)| *op)
    }
}

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(s)
    }
}

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Self::from_json(&Value::deserialize(d)?).map_err(serde::de::Error::custom)
    }
}
