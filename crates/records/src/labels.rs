//! Titles of referenced records: what people see in place of an id.

use crate::condition::asker::not_kept;
use crate::condition::sql::Index;
use crate::condition::{Asker, Sql};
use crate::{Access, Records, Result};
use model::def::FieldKind;
use model::object::{Object, Record};
use model::{FieldDef, Id, Val};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Most ids in one statement.
const CHUNK: usize = 256;

/// Titles by id. Ids are unique among all objects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Labels(pub HashMap<Id, String>);

impl Labels {
    #[must_use]
    pub fn get(&self, id: Id) -> Option<&str> {
        self.0.get(&id).map(String::as_str)
    }
}

/// The object that a field refers to.
#[must_use]
pub fn target(field: &FieldDef) -> Option<&str> {
    match &field.kind {
        FieldKind::Reference { object, .. } => Some(object),
        FieldKind::User => Some("user"),
        FieldKind::File => Some("file"),
        _ => None,
    }
}

/// The ids that a field of a record refers to; several for list fields.
fn ids_of(record: &Record, field: usize) -> Vec<Id> {
    let val = &record.vals[record.object.column_of(field)];
    if record.object.fields[field].multi {
        let list: Vec<String> = val.text().and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default();
        return list.iter().filter_map(|t| Id::parse(t)).collect();
    }
    val.id().into_iter().collect()
}

impl Records {
    /// Titles of the records that these refer to, by one query an object. A record out of the asker's sight has none;
    /// a deleted one still has.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn labels_of(&self, access: &Access, object: &Object, fields: &[usize], records: &[Record]) -> Result<Labels> {
        let mut wanted: Vec<(&str, Id)> = Vec::new();
        for f in fields {
            let Some(target) = target(&object.fields[*f]) else { continue };
            wanted.extend(records.iter().flat_map(|r| ids_of(r, *f)).map(|id| (target, id)));
        }
        self.labels(access, &wanted).await
    }

    /// Titles of records, by one query an object.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn labels(&self, access: &Access, refs: &[(&str, Id)]) -> Result<Labels> {
        let mut by_object: BTreeMap<&str, BTreeSet<Id>> = BTreeMap::new();
        for (object, id) in refs {
            by_object.entry(object).or_default().insert(*id);
        }
        self.check_tenant(access)?;
        let catalog = self.catalog();
        let asker = Asker { catalog: &catalog, access, now: self.tenant().clock().now() };
        let mut labels = Labels::default();
        for (name, ids) in by_object {
            let Some(object) = catalog.objects.get(name) else { continue };
            let Some(title) = object.field_index(&object.def.title) else { continue };
            if !access.may_read(name, &object.def.title) {
                continue;
            }
            let ids: Vec<Id> = ids.into_iter().collect();
            for chunk in ids.chunks(CHUNK) {
                self.titles(object, title, chunk, &asker, &mut labels).await?;
            }
        }
        Ok(labels)
    }

    async fn titles(&self, object: &Object, title: usize, ids: &[Id], asker: &Asker<'_>, labels: &mut Labels) -> Result<()> {
        let first = object.column_of(title);
        let parts = object.fields[title].parts().len();
        let mut sql = Sql::new(self.tenant().dialect());
        sql.push("select t.id");
        (first..first + parts).for_each(|c| {
            sql.push(", ").column("t", &object.columns[c].name);
        });
        sql.push(" from @").push(object.name()).push(" t where ");
        let open = not_kept(object, &object.def.title, asker.access);
        for scope in asker.scope_of(object).into_iter().chain(open) {
            sql.node(object, "t", &scope, Index::No).push(" and ");
        }
        sql.push("t.id in (").bind_all(padded(ids)).push(")");
        for row in self.tenant().get(&sql.text, &sql.params).await? {
            let id = row.id(0)?;
            let text = match &row[1..] {
                [Val::Text(t), ..] => t.clone(),
                vals => title_text(object, title, vals),
            };
            if !text.is_empty() {
                labels.0.insert(id, text);
            }
        }
        Ok(())
    }
}

/// A title that is not text, as the API writes it.
fn title_text(object: &Object, title: usize, vals: &[Val]) -> String {
    match vals {
        [Val::Null, ..] | [] => String::new(),
        [Val::Int(i), ..] => match &object.fields[title].kind {
            FieldKind::Decimal { scale } => model::decimal::format(*i, *scale),
            FieldKind::Date => i32::try_from(*i).map_or_else(|_| String::new(), |d| model::Date(d).to_string()),
            FieldKind::DateTime => model::Ts(*i).rfc3339(),
            _ => i.to_string(),
        },
        [Val::Id(id), ..] => id.to_string(),
        _ => String::new(),
    }
}

/// The ids, the last one repeated up to a power of two, so that few statement texts occur.
fn padded(ids: &[Id]) -> Vec<Val> {
    let size = ids.len().next_power_of_two();
    let last = ids.last().copied().unwrap_or(Id::NIL);
    ids.iter().copied().chain(std::iter::repeat(last)).take(size).map(Val::Id).collect()
}
