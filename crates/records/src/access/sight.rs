//! Which records an act reaches: by their owner; without one by the records that they belong to; else all.

use super::{Access, Act, RowScope};
use crate::Catalog;
use model::def::FieldKind;
use model::object::{Object, Record};
use model::{Id, Val};
use std::collections::HashSet;
use std::sync::Arc;

/// What limits the records of an object.
#[derive(Clone, Debug)]
pub(crate) enum Sight {
    All,
    Nothing,
    Owner(RowScope),
    /// All of these must be in reach.
    Parents(Vec<Parent>),
}

/// A record that a record belongs to.
#[derive(Clone, Debug)]
pub(crate) struct Parent {
    /// Column of the reference.
    pub column: usize,
    pub object: Arc<Object>,
    pub rows: RowScope,
}

/// How far an act reaches among the records of an object. Records without owner that must refer to one with an owner belong to
/// it: who sees the order sees its lines, who may change the order may change them.
pub(crate) fn sight(catalog: &Catalog, access: &Access, object: &Object, act: Act) -> Sight {
    if !access.allows(act, object.name()) {
        return Sight::Nothing;
    }
    if object.def.owned {
        return match access.rows(act, object.name()) {
            RowScope::All => Sight::All,
            rows => Sight::Owner(rows),
        };
    }
    let of_parent = if matches!(act, Act::Read | Act::Export) { Act::Read } else { Act::Update };
    let parent = |i: usize| {
        let def = &object.fields[i];
        let FieldKind::Reference { object: target, .. } = &def.kind else { return None };
        let target = catalog.objects.get(target.as_ref()).filter(|t| def.required && !def.multi && t.def.owned)?;
        match access.rows(of_parent, target.name()) {
            RowScope::All => None,
            rows => Some(Parent { column: object.column_of(i), object: target.clone(), rows }),
        }
    };
    let parents: Vec<Parent> = (0..object.fields.len()).filter_map(parent).collect();
    if parents.is_empty() { Sight::All } else { Sight::Parents(parents) }
}

/// Whether a record with an owner is within.
pub(crate) fn owned_within(rows: &RowScope, record: &Record) -> bool {
    rows.has(record.get("owner").id(), record.get("owner_team").id())
}

impl Parent {
    /// Ids of the parents of these records.
    pub fn ids(&self, records: &[&Record]) -> Vec<Id> {
        let ids: HashSet<Id> = records.iter().filter_map(|r| r.vals[self.column].id()).collect();
        ids.into_iter().collect()
    }

    /// Text and parameter of the statement that reads who owns parents.
    pub fn owners(&self, dialect: store::Dialect, ids: &[Id]) -> (String, [Val; 1]) {
        let sql = dialect.rows_by_ids(self.object.name(), "id, owner_id, owner_team", "", false);
        (sql, [Val::Text(serde_json::to_string(ids).unwrap_or_default())])
    }

    /// Which of the parents read are within.
    pub fn within(&self, rows: &[store::Row]) -> HashSet<Id> {
        let seen = rows.iter().filter(|r| self.rows.has(r.opt_id(1), r.opt_id(2)));
        seen.filter_map(|r| r.opt_id(0)).collect()
    }
}
