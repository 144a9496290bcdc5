//! What must hold of tags.

use super::model::Tag;
use model::FieldError;
use records::{Change, Effects};

/// Characters that separate tags in filters and files.
const SEPARATORS: [char; 6] = [',', ';', '|', ':', '"', '，'];

/// Whether a text may be a code.
#[must_use]
pub fn is_code(text: &str) -> bool {
    !text.contains(|c: char| c.is_whitespace() || SEPARATORS.contains(&c))
}

/// A code is one word without separators, and never changes, because records hold it.
pub fn tag(change: &mut Change<'_>) -> Result<Effects, Vec<FieldError>> {
    let renamed = change.before.is_some() && change.changed(Tag::CODE);
    let Some(after) = change.after.as_deref() else { return Ok(Effects::default()) };
    if renamed {
        return Err(vec![FieldError::new(
            Tag::CODE,
            "fixed",
            "records hold this code, so it stays; change the tag's name instead",
        )]);
    }
    let code = after.get(Tag::CODE).text().unwrap_or_default();
    if !is_code(code) {
        return Err(vec![FieldError::new(
            Tag::CODE,
            "bad_code",
            "a code is one word without blanks, commas, semicolons, colons, bars or quotes",
        )]);
    }
    Ok(Effects::default())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::testing::{create, record, refusals, update};
    use model::ObjectType;

    #[test]
    fn codes_are_words_and_stay() {
        let of = |code: &str| record(Tag::DEF, &[("code", code.into()), ("name", "VIP".into())]);
        assert!(create(tag, of("老客户")).is_ok());
        for bad in ["a b", "a,b", "a|b", "a;b"] {
            assert_eq!(refusals(create(tag, of(bad))), ["code bad_code"], "{bad}");
        }
        assert_eq!(refusals(update(tag, &of("vip"), &[("code", "gold".into())])), ["code fixed"]);
        assert!(update(tag, &of("vip"), &[("name", "Gold".into())]).is_ok());
    }
}
