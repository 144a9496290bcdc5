//! Who may hear that a record changed: those who see it as it is, and those who saw it as it was. Nothing of its values leaves
//! this file.

use crate::access::Act;
use crate::access::sight::{Sight, sight};
use crate::{Access, Records, Result};
use model::def::FieldKind;
use model::object::{Object, col};
use model::{Id, Record, Val};
use serde_json::Value;
use std::collections::HashSet;
use std::sync::Arc;

/// Most records looked at by one statement.
const MANY: usize = 1_000;

/// Records as far as it decides who sees them: each as it is, and as it was before a change that may have taken it out of
/// somebody's sight.
#[derive(Clone, Debug, Default)]
pub struct Witnessed(Vec<Record>);

impl Records {
    /// Whether the asker sees every record of the object, so that none needs a look.
    #[must_use]
    pub fn sees_all(&self, access: &Access, object: &str) -> bool {
        let catalog = self.catalog();
        let Ok(object) = catalog.object(object) else { return false };
        matches!(sight(&catalog, access, object, Act::Read), Sight::All)
    }

    /// Reads these records, deleted ones too. `before` are changes as the change log has them: `{field: [old, new]}`.
    ///
    /// # Errors
    /// `NotFound` for an unknown object; of the database.
    pub async fn witnessed(&self, object: &str, ids: &[Id], before: &[(Id, &str)]) -> Result<Witnessed> {
        let catalog = self.current().await?;
        let p = catalog.prepared(object)?;
        let telling = telling(&p.object);
        let sql = self.tenant.dialect().rows_by_ids(object, &p.sql.columns, "", false);
        let mut records = Vec::with_capacity(ids.len());
        for part in ids.chunks(MANY) {
            let list = Val::Text(serde_json::to_string(part).unwrap_or_default());
            for row in self.tenant.get(&sql, &[list]).await? {
                let mut record = Record { object: p.object.clone(), vals: row.into_vals() };
                let keep = |c: usize| c == col::ID || telling.contains(&c);
                record.vals.iter_mut().enumerate().filter(|(c, _)| !keep(*c)).for_each(|(_, v)| *v = Val::Null);
                records.push(record);
            }
        }
        let earlier: Vec<Record> = before.iter().filter_map(|(id, image)| was(&records, *id, image)).collect();
        records.extend(earlier);
        Ok(Witnessed(records))
    }

    /// Which of the records the asker sees or saw.
    ///
    /// # Errors
    /// Of the database.
    pub async fn visible(&self, access: &Access, records: &Witnessed) -> Result<HashSet<Id>> {
        self.check_tenant(access)?;
        let catalog = self.current().await?;
        let seen = self.within(&catalog, access, Act::Read, records.0.clone()).await?;
        Ok(seen.iter().map(Record::id).collect())
    }
}

/// Columns that decide who sees a record: owner, owner's team, and the records that it belongs to.
fn telling(object: &Arc<Object>) -> Vec<usize> {
    let single = |i: &usize| {
        let field = &object.fields[*i];
        !field.multi && matches!(field.kind, FieldKind::Reference { .. } | FieldKind::User)
    };
    let owners = ["owner", "owner_team"].into_iter().filter_map(|f| object.field_index(f));
    (0..object.fields.len()).filter(single).chain(owners).map(|i| object.column_of(i)).collect()
}

/// The record before a change; `None` when the change did not touch what decides who sees it.
fn was(records: &[Record], id: Id, image: &str) -> Option<Record> {
    let image: serde_json::Map<String, Value> = serde_json::from_str(image).ok()?;
    let mut record = records.iter().find(|r| r.id() == id)?.clone();
    let telling = telling(&record.object);
    let mut differs = false;
    for (field, change) in image {
        let Some(column) = record.object.field_index(&field).map(|i| record.object.column_of(i)) else { continue };
        if let (true, Some(old)) = (telling.contains(&column), change.get(0)) {
            record.vals[column] = old.as_str().and_then(Id::parse).into();
            differs = true;
        }
    }
    differs.then_some(record)
}
