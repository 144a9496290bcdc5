//! Data asked for in the name of a purpose: who did not agree to it is left out, and fields that are not meant for it.

use super::OBJECT;
use crate::access::Level;
use crate::access::permission::FIELD_SENSITIVE;
use crate::condition::sql::Index;
use crate::condition::{Check, On, Sql, Test};
use crate::{Access, Catalog, Error, Records, Result, restrict};
use model::def::{FieldKind, Sensitivity};
use model::object::col;
use model::{FieldDef, Id, Object, Record, Str, Ts, Val};
use serde::Serialize;
use std::collections::BTreeSet;
use store::Scan;

/// The purpose of everyday work: what the customer came for. It needs no consent.
const SERVICE: &str = "service";

/// What was left out of a list or a file for its purpose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    pub records: i64,
    pub fields: Vec<String>,
}

/// Whether a purpose is `wide` itself or a kind of it: `marketing_email` and `wechat_marketing` are kinds of `marketing`.
#[must_use]
pub fn serves(purpose: &str, wide: &str) -> bool {
    let rest = |word: Option<&str>, mark: fn(&str) -> bool| word.is_some_and(mark);
    purpose == wide
        || rest(purpose.strip_prefix(wide), |r| r.starts_with('_'))
        || rest(purpose.strip_suffix(wide), |r| r.ends_with('_'))
}

/// Whether a field is meant for a purpose: it says so, or says nothing.
#[must_use]
pub fn meant(field: &FieldDef, purpose: &str) -> bool {
    field.purposes.is_empty() || field.sensitivity == Sensitivity::None || field.purposes.iter().any(|p| serves(purpose, p))
}

impl Catalog {
    /// The purposes of the ledger that one agrees to when data is used for `purpose`; none needed for service.
    ///
    /// # Errors
    /// `BadRequest` naming those there are.
    pub fn consents_for(&self, purpose: &str) -> Result<Vec<Str>> {
        if purpose == SERVICE {
            return Ok(Vec::new());
        }
        let known = self.purposes();
        let serving: Vec<Str> = known.iter().filter(|p| serves(p, purpose)).cloned().collect();
        if serving.is_empty() {
            let names: Vec<&str> = known.iter().map(|p| p.as_ref()).collect();
            return Err(Error::BadRequest(format!("there is no purpose `{purpose}`; there are service, {}", names.join(", "))));
        }
        Ok(serving)
    }

    /// Every purpose of the ledger.
    #[must_use]
    pub fn purposes(&self) -> Vec<Str> {
        let field = self.objects.get(OBJECT).and_then(|o| o.field("purpose"));
        match field.map(|f| &f.kind) {
            Some(FieldKind::Select { options }) => options.iter().filter(|o| !o.hidden).map(|o| o.value.clone()).collect(),
            _ => Vec::new(),
        }
    }
}

/// What records of an object satisfy that may be used for the asker's purpose: their customers agreed to it.
pub(crate) fn agreed(catalog: &Catalog, access: &Access, object: &Object, at: Ts) -> Vec<Test> {
    let Some(purpose) = &access.purpose else { return Vec::new() };
    let on = |column| Test { via: None, on: On::Column(column), check: Check::In(Vec::new()) };
    let restricted = restrict::is_known(catalog);
    let purposes = match catalog.consents_for(purpose) {
        Ok(purposes) if purposes.is_empty() && !restricted => return Vec::new(),
        Ok(purposes) => purposes,
        Err(_) => return vec![on(col::ID)],
    };
    let of = |column| Test { check: Check::Agreed { purposes: purposes.clone(), at, restricted }, ..on(column) };
    if object.name() == "customer" {
        return vec![of(col::ID)];
    }
    let refers = |i: &usize| {
        let f = &object.fields[*i];
        !f.multi && matches!(&f.kind, FieldKind::Reference { object, .. } if object == "customer")
    };
    (0..object.fields.len()).filter(refers).map(|i| of(object.column_of(i))).collect()
}

impl Records {
    /// Those of some records of one object that may be used for the asker's purpose.
    pub(crate) async fn agreeing(
        &self,
        catalog: &Catalog,
        access: &Access,
        object: &Object,
        mut records: Vec<Record>,
    ) -> Result<Vec<Record>> {
        for test in agreed(catalog, access, object, self.tenant().clock().now()) {
            let On::Column(column) = test.on else { return Ok(Vec::new()) };
            let Check::Agreed { .. } = test.check else { return Ok(Vec::new()) };
            let ids: BTreeSet<Id> = records.iter().filter_map(|r| r.vals[column].id()).collect();
            let customer = catalog.object("customer")?;
            let id = Test { via: None, on: On::Column(col::ID), check: test.check };
            let mut sql = Sql::new(self.tenant().dialect());
            sql.push("select t.id from @customer t where t.id in (").bind_all(ids.into_iter().map(Val::Id)).push(") and ");
            sql.test(customer, "t", &id, Index::No);
            let rows = self.tenant().scan(&sql.text, &sql.params, Scan::default()).await?;
            let agreed: BTreeSet<Id> = rows.iter().filter_map(|r| r.opt_id(0)).collect();
            records.retain(|r| r.vals[column].id().is_none_or(|id| agreed.contains(&id)));
        }
        Ok(records)
    }
}

/// Fields that the asker would read but for the purpose.
pub(crate) fn fields_left_out(access: &Access, object: &Object) -> Vec<String> {
    let Some(purpose) = &access.purpose else { return Vec::new() };
    let fields = &access.role.grant(object.name()).fields;
    let sensitive = |f: &FieldDef| f.sensitivity == Sensitivity::Sensitive && !access.can(FIELD_SENSITIVE);
    let open =
        |f: &&FieldDef| !f.hidden && !meant(f, purpose) && !sensitive(f) && fields.get(f.name.as_ref()) != Some(&Level::Hidden);
    object.fields.iter().filter(open).map(|f| f.name.to_string()).collect()
}

#[cfg(test)]
mod tests {
    use super::serves;

    #[test]
    fn kinds_of_a_purpose() {
        for (purpose, wide, yes) in [
            ("marketing", "marketing", true),
            ("marketing_email", "marketing", true),
            ("wechat_marketing", "marketing", true),
            ("marketing", "marketing_email", false),
            ("marketingx", "marketing", false),
            ("xmarketing", "marketing", false),
        ] {
            assert_eq!(serves(purpose, wide), yes, "{purpose} {wide}");
        }
    }
}
