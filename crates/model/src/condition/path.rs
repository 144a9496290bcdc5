//! Text form of paths: `country`, `customer.country`.

use super::Path;
use std::fmt;

impl Path {
    /// Reads `field` or `relation.field`; names are snake_case, at most 63 characters.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (relation, field) = match text.split_once('.') {
            Some((r, f)) => (Some(r), f),
            None => (None, text),
        };
        if field.contains('.') {
            return Err(format!("`{}` steps over more than one reference; only one is possible", shown(text)));
        }
        if !relation.is_none_or(is_name) || !is_name(field) {
            return Err(format!("`{}` is not the name of a field; names are like spend or customer.country", shown(text)));
        }
        Ok(Self { relation: relation.map(|r| r.to_owned().into()), field: field.to_owned().into() })
    }
}

/// The beginning of a text, for messages.
pub(super) fn shown(text: &str) -> String {
    text.chars().take(40).collect()
}

fn is_name(text: &str) -> bool {
    text.len() <= 63
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(relation) = &self.relation {
            write!(f, "{relation}.")?;
        }
        f.write_str(&self.field)
    }
}
