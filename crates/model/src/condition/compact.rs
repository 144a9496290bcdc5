//! Compact form, for addresses and search boxes: `country:GB spend>=1000 (tags:vip|gold or not email:empty)`.
//!
//! | written | means |
//! |---|---|
//! | `a b`, `a and b` | both |
//! | `a or b`, `not a`, `( .. )` | as they say; `or` binds loosest |
//! | `country:GB` | is |
//! | `country:GB\|CN` | is one of |
//! | `spend>=1000`, `>`, `<`, `<=` | compares |
//! | `name~wang` | contains |
//! | `name^wang` | starts with |
//! | `phones$5678` | ends with |
//! | `email:empty` | has no value |
//! | `created_at:last(90d)`, `next(7d)`, `this(month)` | within a window of time |
//! | `created_at:2011-01-01..2011-02-01`, `..b`, `a..` | within `[from, to)` |
//! | `name:"Wang Wei"` | values with blanks or signs in quotes; `\"` and `\\` inside |
//!
//! Full-width signs that Chinese keyboards write (`：（）“”｜＞＜＝～＄`) are read as the plain ones. Unquoted `true`, `false` and plain
//! numbers are booleans and numbers, everything else is text.

mod lexer;
mod print;

use super::path::shown;
use super::{Condition, FieldTest, MAX_DEPTH, MAX_NODES, Op, Path, Window};
use crate::error::Refusal;
use lexer::Lexer;
use serde_json::Value;

/// Where and why a compact condition cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("column {column}: {message}")]
pub struct SyntaxError {
    /// Counted in characters, from 1.
    pub column: usize,
    pub message: String,
}

impl From<SyntaxError> for Refusal {
    fn from(e: SyntaxError) -> Self {
        Refusal::new("bad_condition", e.to_string())
    }
}

impl Condition {
    /// Reads the compact form. Empty text is true for every record.
    ///
    /// # Errors
    /// The column and a remedy.
    pub fn parse(text: &str) -> Result<Self, SyntaxError> {
        let mut p = Parser { lex: Lexer::new(text), nodes: 0 };
        p.lex.blanks();
        if p.lex.at_end() {
            return Ok(Condition::everything());
        }
        let c = p.any(0)?;
        p.lex.blanks();
        if !p.lex.at_end() {
            return Err(p.lex.error("there is a `)` without its `(`"));
        }
        Ok(c)
    }

    /// Writes the compact form of the canonical condition; [`Condition::parse`] reads it back.
    #[must_use]
    pub fn to_compact(&self) -> String {
        print::print(&self.canonical())
    }
}

struct Parser<'a> {
    lex: Lexer<'a>,
    nodes: usize,
}

impl Parser<'_> {
    fn any(&mut self, depth: usize) -> Result<Condition, SyntaxError> {
        let mut list = vec![self.all(depth)?];
        while self.lex.keyword("or") {
            list.push(self.all(depth)?);
        }
        Ok(Condition::Any(list).canonical())
    }

    fn all(&mut self, depth: usize) -> Result<Condition, SyntaxError> {
        let mut list = vec![self.one(depth)?];
        loop {
            self.lex.blanks();
            if self.lex.at_end() || self.lex.peek() == Some(')') || self.lex.sees_keyword("or") {
                return Ok(Condition::All(list).canonical());
            }
            self.lex.keyword("and");
            list.push(self.one(depth)?);
        }
    }

    fn one(&mut self, depth: usize) -> Result<Condition, SyntaxError> {
        self.lex.blanks();
        self.nodes += 1;
        if depth >= MAX_DEPTH {
            return Err(self.lex.error(format!("conditions are nested deeper than {MAX_DEPTH}")));
        }
        if self.nodes > MAX_NODES {
            return Err(self.lex.error(format!("there are more than {MAX_NODES} conditions; split them")));
        }
        if self.lex.keyword("not") {
            return Ok(Condition::Not(Box::new(self.one(depth + 1)?)).canonical());
        }
        if self.lex.take('(') {
            self.lex.blanks();
            if self.lex.take(')') {
                return Ok(Condition::everything());
            }
            let c = self.any(depth + 1)?;
            self.lex.blanks();
            return if self.lex.take(')') { Ok(c) } else { Err(self.lex.error("a `(` is not closed; add `)`")) };
        }
        self.test()
    }

    fn test(&mut self) -> Result<Condition, SyntaxError> {
        let start = self.lex.position();
        let name = self.lex.name();
        let Some(op) = self.lex.operator() else { return Err(self.no_test(start, name)) };
        let path = Path::parse(name).map_err(|m| self.lex.error_at(start, m))?;
        let (op, value) = match op {
            Op::Is => self.value(name)?,
            other => (other, self.atom(name)?.1),
        };
        self.nodes += 1;
        Ok(Condition::Field(FieldTest { path, op, value }).canonical())
    }

    fn no_test(&self, start: usize, name: &str) -> SyntaxError {
        let word = shown(name);
        let message = match (word.as_str(), self.lex.peek()) {
            ("" | "or" | "and", None) => "a condition is missing; write field, sign and value, like country:GB".to_owned(),
            ("", Some(c)) => format!("`{c}` cannot begin a condition; write field, sign and value, like country:GB"),
            ("or" | "and", _) => format!("there is no condition before `{word}`"),
            (w, Some('=' | '!')) => format!("write `{w}:value` for equal and `not {w}:value` for not equal"),
            (w, Some(c)) if !c.is_whitespace() && c != ')' => {
                format!("`{c}` is not a sign after `{w}`; use : > >= < <= ~ (contains), ^ (starts with) or $ (ends with)")
            }
            (w, _) => format!("`{w}` is not a condition; write field, sign and value, like name~{w}"),
        };
        self.lex.error_at(start, message)
    }

    /// What follows a colon: a value, several, `empty`, a window or a range.
    fn value(&mut self, name: &str) -> Result<(Op, Value), SyntaxError> {
        if let Some(window) = self.lex.window()? {
            return Ok((Op::Within, window.to_json()));
        }
        if self.lex.range() {
            let to = self.atom(name)?.1;
            return Ok((Op::Within, Window::Range { from: None, to: Some(to) }.to_json()));
        }
        let (quoted, first) = self.atom(name)?;
        if self.lex.range() {
            let to = if self.lex.at_value_end() { None } else { Some(self.atom(name)?.1) };
            return Ok((Op::Within, Window::Range { from: Some(first), to }.to_json()));
        }
        if self.lex.peek() != Some('|') {
            let empty = !quoted && first == Value::String("empty".into());
            return Ok(if empty { (Op::Empty, Value::Bool(true)) } else { (Op::Is, first) });
        }
        let mut list = vec![first];
        while self.lex.take('|') {
            list.push(self.atom(name)?.1);
        }
        Ok((Op::In, Value::Array(list)))
    }

    /// One value, and whether it was quoted.
    fn atom(&mut self, name: &str) -> Result<(bool, Value), SyntaxError> {
        if self.lex.peek() == Some('"') {
            return Ok((true, Value::String(self.lex.quoted()?)));
        }
        let word = self.lex.word();
        if word.is_empty() {
            return Err(self.lex.error(format!(
                "the value of `{}` is missing; write \"\" for none, or `{}:empty`",
                shown(name),
                shown(name)
            )));
        }
        Ok((false, lexer::plain(word)))
    }
}
