//! The order of sources: hand entry before the ERP before the shop. A value that a higher source has set is not overwritten by a
//! lower one; an empty one is filled by any. Only objects for which a company has said an order pay for it, with one look at a
//! row by key for each record that is changed.
//!
//! A source is a word: `hand` for what people enter, `api` and `import` for programs and files that say none, else what the API key
//! or the template says. Operations, merges, hand-overs and the engine are not held back.

mod hold;
mod known;

pub use hold::Kept;
pub(crate) use hold::{hold, note, note_new};
pub(crate) use known::{Known, Reader, known};

use crate::access::permission as may;
use crate::{Access, Error, Records, Result, setting};
use model::{FieldError, Object};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What people enter in the app.
pub const HAND: &str = "hand";
/// A program whose key says no source.
pub const API: &str = "api";
/// A file whose template says none.
pub const IMPORT: &str = "import";

/// The name of the setting that holds the order of an object.
pub(crate) const SETTING: &str = "sources.";
/// Most sources of an order, and fields with one of their own.
const SOURCES: usize = 20;
const FIELDS: usize = 100;

/// Which source goes before which, highest first. One that is not named comes after all that are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// Of every field ...
    pub order: Vec<String>,
    /// ... but these.
    #[serde(default)]
    pub fields: BTreeMap<String, Vec<String>>,
}

impl Order {
    /// The place of a source for a field; smaller is higher.
    pub(crate) fn place(&self, field: &str, source: &str) -> usize {
        let order = self.fields.get(field).unwrap_or(&self.order);
        order.iter().position(|s| s == source).unwrap_or(order.len())
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.order.is_empty() && self.fields.is_empty()
    }

    /// # Errors
    /// `Invalid` with everything that is wrong.
    pub fn check(&self, object: &Object) -> Result<()> {
        let mut errors = Vec::new();
        let mut wrong = |at: String, code: &str, why: &str| errors.push(FieldError::new(at, code, why));
        let all = std::iter::once(("order".to_owned(), &self.order));
        for (at, order) in all.chain(self.fields.iter().map(|(f, o)| (format!("fields.{f}"), o))) {
            if order.len() > SOURCES {
                wrong(at.clone(), "out_of_range", "names 20 sources at most");
            }
            if !order.iter().all(|s| is_source(s)) {
                wrong(at.clone(), "bad_name", "a source is 1 to 40 of a-z, 0-9, - and _");
            }
            if order.iter().collect::<BTreeSet<_>>().len() < order.len() {
                wrong(at, "twice", "names a source twice");
            }
        }
        if self.fields.len() > FIELDS {
            wrong("fields".into(), "out_of_range", "at most 100 fields have an order of their own");
        }
        for field in self.fields.keys().filter(|f| object.field(f).is_none()) {
            wrong(format!("fields.{field}"), "unknown_field", "there is no such field");
        }
        if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
    }
}

/// Whether a word may name a source.
#[must_use]
pub fn is_source(name: &str) -> bool {
    let tame = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
    !name.is_empty() && name.len() <= 40 && name.chars().all(tame)
}

impl Records {
    /// The order of the sources of an object; empty when the company has said none.
    ///
    /// # Errors
    /// `NotFound` for an unknown object; `Forbidden`.
    pub async fn source_order(&self, access: &Access, object: &str) -> Result<Order> {
        self.check_tenant(access)?;
        access.require(may::OBJECT_DEFINE)?;
        let catalog = self.current().await?;
        catalog.object(object)?;
        Ok(catalog.sources(object).map(|o| (**o).clone()).unwrap_or_default())
    }

    /// Changes the order; an empty one lets every source overwrite again. It holds for what is written from now on.
    ///
    /// # Errors
    /// As [`Records::source_order`]; `Invalid`.
    pub async fn set_source_order(&self, access: &Access, object: &str, order: &Order) -> Result<()> {
        self.check_tenant(access)?;
        access.require(may::OBJECT_DEFINE)?;
        order.check(self.current().await?.object(object)?)?;
        let text = if order.is_empty() { None } else { Some(setting::text(order)?) };
        let (name, text, who, by) = (&format!("{SETTING}{object}"), &text, &access.who(), &access.by());
        self.tenant
            .write::<_, Error, _>(|tx| {
                Box::pin(async move {
                    setting::change(tx, who, name, text.as_deref()).await?;
                    crate::define::defined(tx, object, by).await
                })
            })
            .await?;
        self.reload().await.map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_have_places() {
        let list = |all: &[&str]| all.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
        let order = Order { order: list(&["hand", "erp"]), fields: [("phones".to_owned(), list(&["shop"]))].into() };
        let places = |field: &str| ["hand", "erp", "shop", "other"].map(|s| order.place(field, s));
        assert_eq!(places("name"), [0, 1, 2, 2]);
        assert_eq!(places("phones"), [1, 1, 0, 1]);
        for (name, good) in
            [("erp", true), ("shop-2", true), ("", false), ("ERP", false), ("a b", false), (&*"x".repeat(41), false)]
        {
            assert_eq!(is_source(name), good, "{name}");
        }
    }
}
