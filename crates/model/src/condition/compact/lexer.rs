//! Words, signs and values of the compact form.

use super::super::{Op, Window};
use super::SyntaxError;
use serde_json::{Number, Value};

pub(super) struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

/// The plain sign that a full-width or typographic one stands for.
fn sign(c: char) -> char {
    match c {
        '：' => ':',
        '（' => '(',
        '）' => ')',
        '“' | '”' | '＂' => '"',
        '｜' => '|',
        '＞' => '>',
        '＜' => '<',
        '＝' => '=',
        '～' => '~',
        '＄' => '$',
        c => c,
    }
}

/// The value that an unquoted word stands for.
pub(super) fn plain(word: &str) -> Value {
    match word {
        "true" => return Value::Bool(true),
        "false" => return Value::Bool(false),
        _ => {}
    }
    if let Ok(n) = word.parse::<i64>()
        && n.to_string() == word
    {
        return Value::Number(n.into());
    }
    let decimal = word.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-')) && word.len() <= 16;
    if decimal
        && let Some(n) = word.parse::<f64>().ok().and_then(Number::from_f64)
        && n.to_string() == word
    {
        return Value::Number(n);
    }
    Value::String(word.to_owned())
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub(super) fn position(&self) -> usize {
        self.at
    }

    pub(super) fn at_end(&self) -> bool {
        self.at >= self.text.len()
    }

    pub(super) fn error(&self, message: impl Into<String>) -> SyntaxError {
        self.error_at(self.at, message)
    }

    pub(super) fn error_at(&self, at: usize, message: impl Into<String>) -> SyntaxError {
        SyntaxError { column: self.text[..at].chars().count() + 1, message: message.into() }
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next().map(sign)
    }

    pub(super) fn take(&mut self, c: char) -> bool {
        let Some(next) = self.rest().chars().next().filter(|n| sign(*n) == c) else { return false };
        self.at += next.len_utf8();
        true
    }

    pub(super) fn blanks(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    /// Whether the next word is this keyword, in small or capital letters.
    pub(super) fn sees_keyword(&self, word: &str) -> bool {
        let rest = self.rest();
        let Some(head) = rest.get(..word.len()) else { return false };
        head.eq_ignore_ascii_case(word)
            && rest[word.len()..].chars().next().is_none_or(|c| c.is_whitespace() || matches!(sign(c), '(' | ')'))
    }

    /// Takes blanks and the keyword. A keyword at the very end is taken too, so that the error says what is missing.
    pub(super) fn keyword(&mut self, word: &str) -> bool {
        self.blanks();
        let sees = self.sees_keyword(word);
        if sees {
            self.at += word.len();
        }
        sees
    }

    /// The characters before a sign: the name of a field, if it is one.
    pub(super) fn name(&mut self) -> &'a str {
        let ends = |c: char| {
            c.is_whitespace() || matches!(sign(c), ':' | '(' | ')' | '"' | '|' | '>' | '<' | '=' | '~' | '^' | '$' | '!')
        };
        let rest = self.rest();
        let len = rest.find(ends).unwrap_or(rest.len());
        self.at += len;
        &rest[..len]
    }

    pub(super) fn operator(&mut self) -> Option<Op> {
        let op = match self.peek()? {
            ':' => Op::Is,
            '~' => Op::Contains,
            '^' => Op::StartsWith,
            '$' => Op::EndsWith,
            '>' => Op::Gt,
            '<' => Op::Lt,
            _ => return None,
        };
        let first = self.peek()?;
        self.take(first);
        if matches!(op, Op::Gt | Op::Lt) && self.take('=') {
            return Some(if op == Op::Gt { Op::Gte } else { Op::Lte });
        }
        Some(op)
    }

    /// Takes `..`.
    pub(super) fn range(&mut self) -> bool {
        let sees = self.rest().starts_with("..");
        self.at += if sees { 2 } else { 0 };
        sees
    }

    pub(super) fn at_value_end(&self) -> bool {
        self.peek().is_none_or(|c| c.is_whitespace() || c == ')')
    }

    /// `last(90d)`, `next(..)`, `this(..)`.
    pub(super) fn window(&mut self) -> Result<Option<Window>, SyntaxError> {
        let start = self.at;
        let rest = self.rest();
        let len = rest.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(rest.len());
        self.at += len;
        if !matches!(&rest[..len], "last" | "next" | "this") || !self.take('(') {
            self.at = start;
            return Ok(None);
        }
        let inside = self.at;
        let argument = self.rest();
        let close = argument.find([')', '）']).ok_or_else(|| self.error_at(start, "a `(` is not closed; add `)`"))?;
        self.at += close;
        self.take(')');
        Window::named(&rest[..len], argument[..close].trim()).transpose().map_err(|m| self.error_at(inside, m))
    }

    /// A value in quotes, with `\"` and `\\` inside.
    pub(super) fn quoted(&mut self) -> Result<String, SyntaxError> {
        let start = self.at;
        self.take('"');
        let typographic = !self.text[start..].starts_with('"');
        let mut out = String::new();
        let mut chars = self.rest().char_indices();
        while let Some((i, c)) = chars.next() {
            match c {
                '\\' => match chars.next() {
                    Some((_, e @ ('"' | '\\' | '“' | '”'))) => out.push(e),
                    _ => return Err(self.error_at(self.at + i, "after `\\` comes `\"` or `\\`; write `\\\\` for one `\\`")),
                },
                c if c == '"' || (typographic && sign(c) == '"') => {
                    self.at += i + c.len_utf8();
                    return Ok(out);
                }
                c => out.push(c),
            }
        }
        Err(self.error_at(start, "a quote is not closed; add `\"`"))
    }

    /// A value without quotes: up to a blank, a parenthesis, `|`, a quote or `..`.
    pub(super) fn word(&mut self) -> &'a str {
        let rest = self.rest();
        let ends = |c: char| c.is_whitespace() || matches!(sign(c), '(' | ')' | '|' | '"');
        let len = rest.find(ends).unwrap_or(rest.len()).min(rest.find("..").unwrap_or(rest.len()));
        self.at += len;
        &rest[..len]
    }
}
