//! Keyset cursors: where a page ended, as opaque text.
//!
//! A cursor holds the values of the sort keys of the last row, the moment at which the list was opened (so that windows such
//! as `last 90d` stay where they were on the first page) and a fingerprint of the question, so that it cannot be used for
//! another one. It is not secret and not signed: it only says where to go on, and every page checks access anew.

use crate::{Error, Result};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::object::ColType;
use model::{Id, Ts, Val};

const VERSION: u8 = 1;
/// A list that was opened longer ago is opened anew.
const MAX_AGE_MICROS: i64 = 24 * 3_600_000_000;

/// Where a page ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Cursor {
    /// When the first page was asked for.
    pub opened: Ts,
    /// Values of the sort keys of the last row, its id last.
    pub vals: Vec<Val>,
}

/// A number that differs for different questions (64-bit FNV-1a; not a defence against forgery, which would gain nothing).
#[must_use]
pub fn fingerprint(parts: &[&str]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for part in parts {
        for b in part.bytes().chain([0xff]) {
            hash = (hash ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash
}

impl Cursor {
    /// The text that the caller sends back for the next page.
    #[must_use]
    pub fn encode(&self, fingerprint: u64) -> String {
        let mut out = vec![VERSION];
        out.extend(fingerprint.to_be_bytes());
        out.extend(self.opened.0.to_be_bytes());
        for v in &self.vals {
            match v {
                Val::Int(i) => {
                    out.push(1);
                    out.extend(i.to_be_bytes());
                }
                Val::Real(r) => {
                    out.push(2);
                    out.extend(r.to_be_bytes());
                }
                Val::Text(t) => {
                    out.push(3);
                    out.extend(u32::try_from(t.len()).unwrap_or(u32::MAX).to_be_bytes());
                    out.extend(t.as_bytes());
                }
                Val::Id(id) => {
                    out.push(4);
                    out.extend(id.0);
                }
                Val::Null | Val::Bytes(_) => out.push(0),
            }
        }
        URL_SAFE_NO_PAD.encode(out)
    }

    /// Reads a cursor of the question with this fingerprint, whose keys have these column types.
    ///
    /// # Errors
    /// `BadRequest` when it is damaged, of another question, or older than a day.
    pub fn decode(text: &str, fingerprint: u64, now: Ts, types: &[ColType]) -> Result<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| damaged())?;
        let mut input = Input(&bytes);
        if input.take(1)? != [VERSION] {
            return Err(wrong("was made by another version of the program"));
        }
        if input.number()? != fingerprint {
            return Err(wrong("belongs to another list (object, filter, search or sort have changed)"));
        }
        let opened = Ts(input.number()?.cast_signed());
        if opened.0 > now.0.saturating_add(60_000_000) || now.0.saturating_sub(opened.0) > MAX_AGE_MICROS {
            return Err(wrong("is older than a day"));
        }
        let vals = types.iter().map(|ty| input.val(*ty)).collect::<Result<Vec<_>>>()?;
        if !input.0.is_empty() || vals.last().and_then(Val::id).is_none() {
            return Err(damaged());
        }
        Ok(Self { opened, vals })
    }
}

fn wrong(why: &str) -> Error {
    Error::BadRequest(format!("the cursor {why}; begin again without a cursor"))
}

fn damaged() -> Error {
    wrong("is damaged")
}

struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    fn take(&mut self, n: usize) -> Result<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(n).ok_or_else(damaged)?;
        self.0 = rest;
        Ok(head)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        self.take(N)?.try_into().map_err(|_| damaged())
    }

    fn number(&mut self) -> Result<u64> {
        Ok(u64::from_be_bytes(self.array()?))
    }

    fn val(&mut self, ty: ColType) -> Result<Val> {
        let tag: [u8; 1] = self.array()?;
        match (tag[0], ty) {
            (0, _) => Ok(Val::Null),
            (1, ColType::Int) => Ok(Val::Int(self.number()?.cast_signed())),
            (2, ColType::Real) => Ok(Val::Real(f64::from_be_bytes(self.array()?))),
            (3, ColType::Text) => {
                let len = u32::from_be_bytes(self.array()?);
                let text = self.take(usize::try_from(len).map_err(|_| damaged())?)?;
                let text = std::str::from_utf8(text).map_err(|_| damaged())?;
                if text.contains('\0') { Err(damaged()) } else { Ok(text.into()) }
            }
            (4, ColType::Id) => Ok(Val::Id(Id(self.array()?))),
            _ => Err(damaged()),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    const TYPES: &[ColType] = &[ColType::Text, ColType::Int, ColType::Real, ColType::Text, ColType::Id];

    fn cursor() -> Cursor {
        let vals = vec!["王小明".into(), 7_i64.into(), Val::Real(0.5), Val::Null, Val::Id(Id([9; 16]))];
        Cursor { opened: Ts(1_000_000), vals }
    }

    #[test]
    fn comes_back_as_it_was() {
        let text = cursor().encode(42);
        assert_eq!(Cursor::decode(&text, 42, Ts(2_000_000), TYPES).unwrap(), cursor());
    }

    #[test]
    fn of_another_question_or_day_or_shape_is_refused() {
        let text = cursor().encode(42);
        let refused = |text: &str, print, now, types| Cursor::decode(text, print, Ts(now), types).unwrap_err().to_string();
        assert!(refused(&text, 43, 0, TYPES).contains("another list"));
        assert!(refused(&text, 42, MAX_AGE_MICROS * 2, TYPES).contains("older"));
        assert!(refused(&text, 42, 0, &TYPES[..4]).contains("damaged"));
        assert!(refused("!", 42, 0, TYPES).contains("damaged"));
        assert!(refused("", 42, 0, TYPES).contains("damaged"));
    }

    proptest! {
        #[test]
        fn never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..80), at in 0_usize..60, b in any::<u8>()) {
            let _ = Cursor::decode(&URL_SAFE_NO_PAD.encode(&bytes), 42, Ts(0), TYPES);
            let mut good = URL_SAFE_NO_PAD.decode(cursor().encode(42)).unwrap();
            let at = at % good.len();
            good[at] = b;
            let _ = Cursor::decode(&URL_SAFE_NO_PAD.encode(&good), 42, Ts(1_000_000), TYPES);
        }
    }

    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(fingerprint(&["ab", "c"]), fingerprint(&["a", "bc"]));
    }
}
