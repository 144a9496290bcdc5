//! One way to write each condition: what the compact form yields when it is read.

use super::{Condition, FieldTest, Op, Window};
use serde_json::Value;

impl Condition {
    /// True for no record.
    #[must_use]
    pub fn nothing() -> Self {
        Condition::Not(Box::new(Condition::everything()))
    }

    /// The same condition in its canonical form: lists in lists are joined, lists of one are that one, `any` of nothing is
    /// `not` of everything, `empty: false` is `not empty`, `in` of one value is `is`, `not not` is gone.
    #[must_use]
    pub fn canonical(&self) -> Self {
        match self {
            Condition::All(cs) => {
                let mut out = Vec::new();
                for c in cs.iter().map(Self::canonical) {
                    match c {
                        Condition::All(inner) => out.extend(inner),
                        other => out.push(other),
                    }
                }
                one_or(out, Condition::All)
            }
            Condition::Any(cs) if cs.is_empty() => Self::nothing(),
            Condition::Any(cs) => {
                let mut out = Vec::new();
                for c in cs.iter().map(Self::canonical) {
                    match c {
                        Condition::Any(inner) => out.extend(inner),
                        other => out.push(other),
                    }
                }
                one_or(out, Condition::Any)
            }
            Condition::Not(c) => match c.canonical() {
                Condition::Not(inner) => *inner,
                other => Condition::Not(Box::new(other)),
            },
            Condition::Field(t) => test(t),
        }
    }
}

fn one_or(mut list: Vec<Condition>, make: fn(Vec<Condition>) -> Condition) -> Condition {
    match (list.len(), list.pop()) {
        (1, Some(only)) => only,
        (_, Some(last)) => {
            list.push(last);
            make(list)
        }
        (_, None) => make(list),
    }
}

fn test(t: &FieldTest) -> Condition {
    let with = |op, value| Condition::Field(FieldTest { path: t.path.clone(), op, value });
    match (t.op, &t.value) {
        (Op::Empty, Value::Bool(false)) => Condition::Not(Box::new(with(Op::Empty, Value::Bool(true)))),
        (Op::In, Value::Array(items)) => match items.as_slice() {
            [] => Condition::nothing(),
            [one] => with(Op::Is, scalar(one)),
            many => with(Op::In, Value::Array(many.iter().map(scalar).collect())),
        },
        (Op::Within, v) => with(Op::Within, Window::from_json(v).map_or_else(|_| v.clone(), |w| w.to_json())),
        (op, v) => with(op, scalar(v)),
    }
}

/// Amounts of money as one text, `5.00 GBP`.
fn scalar(v: &Value) -> Value {
    match (v.get("amount"), v.get("currency")) {
        (Some(Value::String(a)), Some(Value::String(c))) => Value::String(format!("{a} {c}")),
        (Some(a), Some(Value::String(c))) => Value::String(format!("{a} {c}")),
        _ => v.clone(),
    }
}
