//! How much of a field shall be known: a share in percent, set for all and compared with by everybody who may read the field.

use super::known::asked;
use crate::access::permission as may;
use crate::audit::{Audit, AuditKind};
use crate::{Access, Error, Records, Result, setting};
use model::FieldError;
use model::object::Object;
use serde_json::{Map, json};
use std::collections::BTreeMap;
use store::Rows;

/// The name of the setting that holds the targets of an object.
const SETTING: &str = "known.";
const OF: &str = "select value from @setting where name = $1";

/// By field: percent of the records of which one may know.
pub type Targets = BTreeMap<String, u8>;

fn read(rows: &Rows) -> Targets {
    rows.first().and_then(|r| r.opt_text(0)).and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default()
}

/// # Errors
/// `Invalid` with everything that is wrong.
fn check(object: &Object, changes: &BTreeMap<String, Option<u8>>) -> Result<()> {
    let mut errors = Vec::new();
    let names: Vec<&str> = asked(object).iter().map(|i| &*object.fields[*i].name).collect();
    for (field, target) in changes {
        let at = format!("fields.{field}");
        if !names.contains(&field.as_str()) {
            errors.push(FieldError::new(at, "unknown_field", "there is no such field that people fill in"));
        } else if target.is_some_and(|t| !(1..=100).contains(&t)) {
            errors.push(FieldError::new(at, "out_of_range", "a target is 1 to 100 percent; none takes it away"));
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
}

impl Records {
    /// The targets of an object.
    pub(super) async fn targets(&self, object: &str) -> Result<Targets> {
        Ok(read(&self.tenant().get(OF, &[format!("{SETTING}{object}").into()]).await?))
    }

    /// Sets the targets of some fields, or takes them away with `None`; those of others stay.
    ///
    /// # Errors
    /// `Forbidden` without `object.define`; `NotFound` for an unknown object; `Invalid` for a field that nobody fills in by hand, or
    /// what is no percentage.
    pub async fn set_known_targets(&self, access: &Access, object: &str, changes: &BTreeMap<String, Option<u8>>) -> Result<()> {
        self.check_tenant(access)?;
        access.require(may::OBJECT_DEFINE)?;
        check(self.current().await?.object(object)?, changes)?;
        let (name, who) = (&format!("{SETTING}{object}"), &access.who());
        self.tenant()
            .write::<_, Error, _>(|tx| {
                Box::pin(async move {
                    let mut targets = read(&tx.all(OF, &[name.as_str().into()]).await?);
                    let mut told = Map::new();
                    for (field, target) in changes {
                        let was = match target {
                            Some(target) => targets.insert(field.clone(), *target),
                            None => targets.remove(field),
                        };
                        if was != *target {
                            told.insert(field.clone(), json!([was, target]));
                        }
                    }
                    if told.is_empty() {
                        return Ok(());
                    }
                    let text = if targets.is_empty() { None } else { Some(setting::text(&targets)?) };
                    let entry = Audit::new(AuditKind::CompanyChanged).named(name).with(told.into());
                    setting::change_with(tx, who, name, text.as_deref(), &entry).await
                })
            })
            .await
    }
}
