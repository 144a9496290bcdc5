//! Which source each value of a record came from: from its row where there is one, else from how the record came and from the
//! change log.

use super::{API, HAND, IMPORT};
use crate::Result;
use model::object::col;
use model::{Id, Record, Val};
use serde_json::{Map, Value};
use std::collections::HashMap;
use store::{Row, Tenant, Tx};

/// Changes of one record that are gone through, newest first.
const CHANGES: usize = 1_000;

/// Reads within a transaction or beside any.
pub(crate) enum Reader<'a, 't> {
    Tx(&'a mut &'t mut Tx),
    Tenant(&'a Tenant),
}

impl Reader<'_, '_> {
    async fn all(&mut self, sql: &str, params: &[Val]) -> Result<Vec<Row>> {
        Ok(match self {
            Reader::Tx(tx) => tx.all(sql, params).await?,
            Reader::Tenant(tenant) => tenant.get(sql, params).await?,
        })
    }
}

/// The sources of one record's values.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known(pub Map<String, Value>);

impl Known {
    /// The source of a field's value; empty when nobody knows.
    pub fn of(&self, field: &str) -> &str {
        let of = |name: &str| self.0.get(name).and_then(Value::as_str);
        of(field).or_else(|| of("*")).unwrap_or_default()
    }

    /// Notes that a field has a value of this source now. False when that is known.
    pub fn set(&mut self, field: &str, source: &str) -> bool {
        let before = self.of(field).to_owned();
        if before == source {
            return false;
        }
        self.0.insert(format!("~{field}"), before.into());
        self.0.insert(field.to_owned(), source.into());
        true
    }

    /// Notes that a field has the value from before again.
    pub fn back(&mut self, field: &str) -> bool {
        let Some(before) = self.0.remove(&format!("~{field}")) else { return false };
        self.0.insert(field.to_owned(), before);
        true
    }
}

/// What is known of a record. `imports` remembers the sources of imports.
pub(crate) async fn known(reader: &mut Reader<'_, '_>, record: &Record, imports: &mut HashMap<Id, String>) -> Result<Known> {
    let rows = reader.all("select sources from @value_source where record_id = $1", &[record.id().into()]).await?;
    if let Some(kept) = rows.first().and_then(|r| r.opt_text(0)).and_then(|t| serde_json::from_str(t).ok()) {
        return Ok(Known(kept));
    }
    let mut all = Map::new();
    let first = match (record.vals[col::IMPORT_ID].id(), record.vals[col::CREATED_BY].id()) {
        (Some(import), _) => of_import(reader, import, imports).await?,
        (None, Some(_)) => HAND.to_owned(),
        (None, None) => String::new(),
    };
    all.insert("*".into(), first.into());
    if record.version() > 1 {
        from_log(reader, record, imports, &mut all).await?;
    }
    Ok(Known(all))
}

/// The latest change of each field; what an undo put back is that of the change before.
async fn from_log(
    reader: &mut Reader<'_, '_>,
    record: &Record,
    imports: &mut HashMap<Id, String>,
    all: &mut Map<String, Value>,
) -> Result<()> {
    // The words of the partial index are in the text, or it is not used.
    let sql = format!(
        "select by_kind, by_id, data from @change where record_id = $1 and kind <> 'insert' and kind = 'update' and object = $2 \
         order by seq desc limit {CHANGES}"
    );
    let rows = reader.all(&sql, &[record.id().into(), record.object.name().into()]).await?;
    // Values that an undo has put back, until the change is found that had set them.
    let mut undone: HashMap<String, Value> = HashMap::new();
    let mut done: HashMap<String, ()> = HashMap::new();
    for row in &rows {
        let data: Map<String, Value> = row.opt_text(2).and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default();
        let source = match row.text(0)? {
            "import" => Some(match row.opt_id(1) {
                Some(import) => of_import(reader, import, imports).await?,
                None => IMPORT.to_owned(),
            }),
            "person" | "operation" => Some(HAND.to_owned()),
            _ => None,
        };
        for (field, pair) in data {
            let Some(after) = pair.get(1).filter(|_| !done.contains_key(&field)) else { continue };
            if undone.get(&field).is_some_and(|wanted| wanted != after) {
                continue;
            }
            match &source {
                Some(source) => {
                    all.insert(field.clone(), source.as_str().into());
                    done.insert(field, ());
                }
                None if row.text(0)? == "undo" => drop(undone.entry(field).or_insert_with(|| after.clone())),
                None => {}
            }
        }
    }
    Ok(())
}

/// What the template of an import says.
async fn of_import(reader: &mut Reader<'_, '_>, import: Id, imports: &mut HashMap<Id, String>) -> Result<String> {
    if let Some(known) = imports.get(&import) {
        return Ok(known.clone());
    }
    let rows = reader.all("select template from @import where id = $1", &[import.into()]).await?;
    let template: Option<Value> = rows.first().and_then(|r| r.opt_text(0)).and_then(|t| serde_json::from_str(t).ok());
    let said = template.as_ref().and_then(|t| t.get("source")).and_then(Value::as_str).filter(|s| !s.is_empty());
    let source = said.unwrap_or(IMPORT).to_owned();
    imports.insert(import, source.clone());
    Ok(source)
}

/// The source of what somebody writes; none for those who are not held back.
pub(crate) fn of_writer(by: &crate::By, actor: Option<&crate::Actor>) -> Option<String> {
    let said = actor.and_then(|a| a.source.as_deref());
    match by {
        crate::By::Import { .. } => Some(said.unwrap_or(IMPORT).to_owned()),
        crate::By::Person(_) if actor.is_some_and(|a| a.key.is_some()) => Some(said.unwrap_or(API).to_owned()),
        crate::By::Person(_) => Some(HAND.to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_source_before_comes_back() {
        let mut known = Known(Map::from_iter([("*".to_owned(), Value::from("erp"))]));
        assert!(!known.set("name", "erp"), "that is known");
        assert!(known.set("name", "hand"));
        assert_eq!((known.of("name"), known.of("phones")), ("hand", "erp"));
        assert!(known.back("name") && !known.back("name"));
        assert_eq!(known.of("name"), "erp");
    }
}
