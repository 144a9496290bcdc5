//! Phone numbers: read as people write them, stored as E.164, shown as people of the region expect.
//!
//! The numbering plans are those of Google's libphonenumber (by crate `phonenumber`); the rules that apply them follow
//! libphonenumber's own, with exact matches.

mod plan;
mod read;
mod show;
#[cfg(test)]
mod tests;

use crate::error::Refusal;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a number is for, as far as its digits tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhoneKind {
    Fixed,
    Mobile,
    /// The plan does not tell the two apart (North America).
    FixedOrMobile,
    TollFree,
    PremiumRate,
    SharedCost,
    Personal,
    Voip,
    Pager,
    /// One number for a whole company.
    Company,
    Voicemail,
    Unknown,
}

/// A phone number with its country.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Phone {
    /// Calling code of the country: 86.
    pub code: u16,
    /// The number inside the country, without its trunk prefix: `13812345678`.
    pub national: String,
    /// Digits to dial after the connection; not part of E.164.
    pub extension: Option<String>,
    /// ISO 3166 country that the number belongs to; `001` for numbers of no country; empty when unknown.
    pub region: &'static str,
    pub kind: PhoneKind,
    /// It is one of the country's plan. A possible number that is not valid may be newer than the plan.
    pub valid: bool,
    /// It has a length that numbers of the country have.
    pub possible: bool,
}

impl Phone {
    /// Reads a number. `region` is the ISO 3166 country in which numbers without a country code are.
    ///
    /// Full-width and other scripts' digits, `00` and the country's own international prefix, `+86 (0)10`, `tel:` URIs and
    /// extensions (`ext. 12`, `#12`, `转12`) are understood.
    ///
    /// # Errors
    /// `bad_phone` when it is no number at all, or no country can be told. A number that is read may still not be `possible`.
    pub fn parse(text: &str, region: Option<&str>) -> Result<Self, Refusal> {
        read::parse(text, region)
    }

    /// As [`Phone::parse`], for a number that is to be stored.
    ///
    /// # Errors
    /// `bad_phone` also when no number of its country has this length.
    pub fn parse_possible(text: &str, region: Option<&str>) -> Result<Self, Refusal> {
        let phone = Self::parse(text, region)?;
        if phone.possible {
            return Ok(phone);
        }
        let (e164, n) = (phone.e164(), phone.national.len());
        Err(Refusal::new(
            "bad_phone",
            format!("{e164} has {n} digits after the country code {}, too many or too few", phone.code),
        ))
    }

    /// `+8613812345678`, the form that is stored and compared.
    #[must_use]
    pub fn e164(&self) -> String {
        format!("+{}{}", self.code, self.national)
    }

    /// As dialled inside the country: `138 1234 5678`, `010 1234 5678`.
    #[must_use]
    pub fn national(&self) -> String {
        show::national(self)
    }

    /// As dialled from abroad: `+86 138 1234 5678`.
    #[must_use]
    pub fn international(&self) -> String {
        show::international(self)
    }

    /// For links: `tel:+8613812345678;ext=12`.
    #[must_use]
    pub fn uri(&self) -> String {
        let extension = self.extension.as_ref().map_or_else(String::new, |e| format!(";ext={e}"));
        format!("tel:{}{extension}", self.e164())
    }
}

/// A stored number as shown to people in `home`: national form at home, international form otherwise. Text that is no
/// number is returned as it is.
#[must_use]
pub fn display(e164: &str, home: &str) -> String {
    match Phone::parse(e164, None) {
        Ok(p) if p.region == home => p.national(),
        Ok(p) => p.international(),
        Err(_) => e164.to_owned(),
    }
}

/// The international form.
impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.international())
    }
}
