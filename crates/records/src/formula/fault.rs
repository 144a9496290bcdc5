//! What is wrong with the text of a formula, and where it stands.

use cel::Program;
use cel::parser::ParseErrors;

/// The functions that formulas may call.
pub const FUNCTIONS: &[&str] = &["size", "contains", "startsWith", "endsWith", "string", "double", "int", "bool"];

/// Part of a text, in characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    pub from: usize,
    pub length: usize,
}

/// Why a text is no formula.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// `too_long`, `unreadable`, `unknown_field`, `unsuitable_field`, `unknown_function`, `circular`.
    pub code: &'static str,
    pub message: String,
    /// The field or function that it is about.
    pub name: Option<String>,
    pub at: Option<Place>,
}

impl Fault {
    fn about(code: &'static str, text: &str, name: &str, message: String) -> Self {
        Self { code, message, name: Some(name.to_owned()), at: place_of(text, name) }
    }

    pub(super) fn too_long(most: usize) -> Self {
        let message = format!("the expression is longer than {most} characters");
        Self { code: "too_long", message, name: None, at: None }
    }

    pub(super) fn unreadable(text: &str, errors: &ParseErrors) -> Self {
        let at = errors.errors.first().map(|e| Place { from: offset(text, e.pos), length: 1 });
        Self { code: "unreadable", message: format!("cannot be read: {errors}"), name: None, at }
    }

    pub(super) fn unknown_field(text: &str, name: &str) -> Self {
        Self::about("unknown_field", text, name, format!("there is no field `{name}`"))
    }

    pub(super) fn unsuitable_field(text: &str, name: &str) -> Self {
        Self::about("unsuitable_field", text, name, format!("the field `{name}` cannot be used in a formula"))
    }

    /// A function that the text calls and that there is not.
    pub(super) fn unknown_function(text: &str, program: &Program) -> Option<Self> {
        let references = program.references();
        let mut called = references.functions();
        called.sort_unstable();
        // Operators are calls of functions whose names are no words.
        let word = |name: &&&str| name.starts_with(|c: char| c.is_ascii_alphabetic());
        let name = called.iter().filter(word).find(|name| !FUNCTIONS.contains(name))?;
        let message = format!("there is no function `{name}`; there are {}", FUNCTIONS.join(", "));
        Some(Self::about("unknown_function", text, name, message))
    }

    pub(crate) fn circular() -> Self {
        Self { code: "circular", message: "the formula depends on itself".into(), name: None, at: None }
    }
}

/// Where the reader of expressions stopped: line and column count from one.
fn offset(text: &str, (line, column): (isize, isize)) -> usize {
    let (line, column) = (usize::try_from(line).unwrap_or(0).max(1), usize::try_from(column).unwrap_or(0).max(1));
    let before: usize = text.split_inclusive('\n').take(line - 1).map(|l| l.chars().count()).sum();
    (before + column - 1).min(text.chars().count())
}

/// Where a word stands first outside quotes.
fn place_of(text: &str, word: &str) -> Option<Place> {
    let chars: Vec<char> = text.chars().collect();
    let part = |c: char| c.is_alphanumeric() || c == '_';
    let (mut quote, mut i) = (None, 0);
    while i < chars.len() {
        let c = chars[i];
        match quote {
            Some(_) if c == '\\' => i += 2,
            Some(q) => {
                quote = (c != q).then_some(q);
                i += 1;
            }
            None if c == '"' || c == '\'' => {
                quote = Some(c);
                i += 1;
            }
            None if part(c) => {
                let length = chars[i..].iter().take_while(|c| part(**c)).count();
                if chars[i..i + length].iter().copied().eq(word.chars()) {
                    return Some(Place { from: i, length });
                }
                i += length;
            }
            None => i += 1,
        }
    }
    None
}
