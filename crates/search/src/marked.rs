//! Texts of records with what was found in them marked.

use crate::compare::{Fit, places};
use crate::field::Field;
use crate::letters::{Letter, letters};

/// Letters shown before and after what was found in a long text.
const AROUND: usize = 30;
/// Longest text that is shown from its beginning, in letters.
const SHORT: usize = 80;

/// A part of a text; `found` is what was looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    pub text: String,
    pub found: bool,
}

/// A text of a record, ready to be compared.
pub struct Text<'a> {
    pub field: &'a Field,
    pub text: String,
    pub letters: Vec<Letter>,
}

impl<'a> Text<'a> {
    pub fn new(field: &'a Field, text: String) -> Self {
        let letters = letters(&text);
        Self { field, text, letters }
    }

    /// The text with what was found marked; of a long one what is around the first mark.
    pub fn parts<'f>(&self, fits: impl Iterator<Item = &'f Fit>) -> Vec<Part> {
        let mut marks: Vec<(usize, usize)> = fits.flat_map(|f| places(f.at, &self.letters)).collect();
        marks.sort_unstable();
        let (from, to) = self.window(marks.first().copied());
        let mut parts: Vec<Part> = Vec::new();
        let mut push = |text: &str, found: bool| {
            if !text.is_empty() {
                parts.push(Part { text: text.to_owned(), found });
            }
        };
        let mut at = from;
        if from > 0 {
            push("…", false);
        }
        for (a, b) in marks.into_iter().filter(|(_, b)| *b <= to) {
            let a = a.max(at);
            if b <= a {
                continue;
            }
            push(&self.text[at..a], false);
            push(&self.text[a..b], true);
            at = b;
        }
        push(&self.text[at..to], false);
        if to < self.text.len() {
            push("…", false);
        }
        parts
    }

    /// Bytes of the text that are shown.
    fn window(&self, mark: Option<(usize, usize)>) -> (usize, usize) {
        let text = &self.text;
        let forward = |at: usize, n: usize| text[at..].char_indices().nth(n).map_or(text.len(), |(i, _)| at + i);
        let begin = forward(0, SHORT);
        match mark {
            Some((a, b)) if b > begin => {
                let from = text[..a].char_indices().rev().nth(AROUND).map_or(0, |(i, _)| i);
                (from, forward(b, AROUND))
            }
            _ => (0, begin),
        }
    }
}
