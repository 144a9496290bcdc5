#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod agree;
mod binding;
mod random;

use super::after_prefix;
use crate::testing::{definition, field};
use crate::{Access, Catalog, Company, Registry, Role};
use model::def::{FieldKind, OnDelete, ResultType, SelectOption};
use model::{FieldDef, Id, Object, ObjectDef};
use std::sync::Arc;
use store::Dialect;

pub(crate) const ME: Id = Id([7; 16]);

pub(crate) fn select(options: &[&str]) -> FieldKind {
    let option =
        |v: &&str| SelectOption { value: (*v).to_owned().into(), labels: Default::default(), color: "".into(), hidden: false };
    FieldKind::Select { options: options.iter().map(option).collect() }
}

pub(crate) fn multi(f: FieldDef) -> FieldDef {
    FieldDef { multi: true, ..f }
}

pub(crate) fn indexed(f: FieldDef) -> FieldDef {
    FieldDef { indexed: true, ..f }
}

pub(crate) fn reference(object: &str) -> FieldKind {
    FieldKind::Reference { object: object.to_owned().into(), on_delete: OnDelete::Clear }
}

/// A person with one field of each type, working for a firm.
pub(crate) fn catalog() -> Catalog {
    let mut firm = definition(
        "firm",
        vec![
            indexed(field("name", FieldKind::Text { max: 0 })),
            field("country", select(&["GB", "CN", "US"])),
            field("staff", FieldKind::Integer),
            multi(field("tags", FieldKind::Text { max: 0 })),
        ],
    );
    firm.owned = true;
    let mut person = definition(
        "person",
        vec![
            indexed(field("name", FieldKind::Text { max: 0 })),
            indexed(field("phone", FieldKind::Phone)),
            multi(field("emails", FieldKind::Email)),
            multi(field("phones", FieldKind::Phone)),
            multi(field("tags", select(&["vip", "gold", "new"]))),
            field("kind", select(&["a", "b"])),
            field("age", FieldKind::Integer),
            indexed(field("height", FieldKind::Decimal { scale: 2 })),
            field("spend", FieldKind::Money),
            field("fee", FieldKind::Formula { expr: "spend".into(), result: ResultType::Money }),
            field("active", FieldKind::Boolean),
            field("born", FieldKind::Date),
            indexed(field("seen_at", FieldKind::DateTime)),
            field("note", FieldKind::LongText),
            field("home", FieldKind::Address),
            field("firm", reference("firm")),
            field("friends", reference("person")),
            field("born_calendar", select(&["solar", "lunar"])),
            multi(field("homes", FieldKind::Address)),
            FieldDef { hidden: true, ..field("gone", FieldKind::Integer) },
        ],
    );
    person.fields.to_mut()[16].multi = true;
    person.owned = true;
    of(vec![person, firm])
}

/// The objects of [`catalog`].
pub(crate) fn definitions() -> Vec<ObjectDef> {
    catalog().iter().map(|o| o.def.clone()).collect()
}

pub(crate) fn company() -> Company {
    Company { currency: "GBP".into(), zone: "Asia/Shanghai".into(), country: "CN".into(), ..Company::default() }
}

fn of(objects: Vec<ObjectDef>) -> Catalog {
    Catalog::new(objects, company(), &Registry::new(), Dialect::Sqlite).unwrap()
}

pub(crate) fn access() -> Access {
    Access::person("alpha", ME, "Me", Role::administrator())
}

#[test]
fn prefix_ends() {
    assert_eq!(after_prefix("wang").as_deref(), Some("wanh"));
    assert_eq!(after_prefix("a\u{10ffff}").as_deref(), Some("b"));
    assert_eq!(after_prefix("\u{d7ff}").as_deref(), Some("\u{e000}"));
    assert_eq!(after_prefix("\u{10ffff}"), None);
    assert_eq!(after_prefix(""), None);
}
