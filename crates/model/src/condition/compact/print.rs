//! Writes the compact form.

use super::super::{Condition, FieldTest, Op, Window};
use super::lexer::{Lexer, plain};
use serde_json::Value;

/// Where a condition stands decides whether it needs parentheses.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Alone,
    InAny,
    InAll,
}

pub(super) fn print(c: &Condition) -> String {
    let mut out = String::new();
    if *c != Condition::everything() {
        write(c, Place::Alone, &mut out);
    }
    out
}

fn write(c: &Condition, place: Place, out: &mut String) {
    match c {
        Condition::All(cs) if cs.is_empty() => out.push_str("()"),
        Condition::All(cs) => join(cs, " ", Place::InAll, place == Place::InAll, out),
        Condition::Any(cs) => join(cs, " or ", Place::InAny, place != Place::Alone, out),
        Condition::Not(c) => {
            out.push_str("not ");
            write(c, Place::InAll, out);
        }
        Condition::Field(t) => test(t, out),
    }
}

fn join(cs: &[Condition], between: &str, place: Place, parentheses: bool, out: &mut String) {
    if parentheses {
        out.push('(');
    }
    for (i, c) in cs.iter().enumerate() {
        if i > 0 {
            out.push_str(between);
        }
        write(c, place, out);
    }
    if parentheses {
        out.push(')');
    }
}

fn test(t: &FieldTest, out: &mut String) {
    out.push_str(&t.path.to_string());
    out.push_str(match t.op {
        Op::Gt => ">",
        Op::Gte => ">=",
        Op::Lt => "<",
        Op::Lte => "<=",
        Op::Contains => "~",
        Op::StartsWith => "^",
        Op::EndsWith => "$",
        Op::Is | Op::In | Op::Empty | Op::Within => ":",
    });
    match (t.op, &t.value) {
        (Op::Empty, _) => out.push_str("empty"),
        (Op::In, Value::Array(items)) => {
            for (i, v) in items.iter().enumerate() {
                if i > 0 {
                    out.push('|');
                }
                atom(v, out);
            }
        }
        (Op::Within, v) => window(v, out),
        (_, v) => atom(v, out),
    }
}

fn window(v: &Value, out: &mut String) {
    match Window::from_json(v) {
        Ok(Window::Last(s)) => out.push_str(&format!("last({s})")),
        Ok(Window::Next(s)) => out.push_str(&format!("next({s})")),
        Ok(Window::This(u)) => out.push_str(&format!("this({})", u.name())),
        Ok(Window::Range { from, to }) => {
            from.iter().for_each(|v| atom(v, out));
            out.push_str("..");
            to.iter().for_each(|v| atom(v, out));
        }
        Err(_) => atom(v, out),
    }
}

fn atom(v: &Value, out: &mut String) {
    match v {
        Value::String(s) if is_plain(s) => out.push_str(s),
        Value::String(s) => quote(s, out),
        Value::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Value::Number(n) if plain(&n.to_string()) == *v => out.push_str(&n.to_string()),
        other => quote(&other.to_string(), out),
    }
}

/// Whether the text without quotes is read back as the same text.
fn is_plain(s: &str) -> bool {
    // After `<` and `>` a leading `=` would be read as part of the sign.
    let read_whole = Lexer::new(s).word() == s && !s.ends_with('.') && !s.starts_with(['.', '=', '＝']);
    read_whole && !s.is_empty() && s != "empty" && plain(s) == Value::String(s.to_owned())
}

fn quote(s: &str, out: &mut String) {
    out.push('"');
    for c in s.chars() {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
}
