//! The fields by which records name people, and the statements that find the records of one person.

use super::held::{Held, names_people};
use crate::Catalog;
use crate::condition::Sql;
use model::def::FieldKind;
use model::object::Object;
use model::{Id, Val};
use std::sync::Arc;

/// A field by which records of an object name somebody.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub object: Arc<Object>,
    pub field: usize,
    /// It makes the record somebody's: nobody may go who is named so.
    pub held: bool,
    open: Option<(usize, Vec<Val>)>,
}

/// All of them, those of records that others belong to first.
pub(super) fn parts(catalog: &Catalog) -> Vec<Part> {
    let mut all = Vec::new();
    for object in catalog.iter() {
        let held = Held::of(object);
        for field in (0..object.fields.len()).filter(|f| names_people(object, *f)) {
            let (held, open) = (held.fields.contains(&field), held.open.clone());
            all.push(Part { object: object.clone(), field, held, open });
        }
    }
    all
}

impl Part {
    /// `task.assignee`
    pub fn name(&self) -> String {
        format!("{}.{}", self.object.name(), self.object.fields[self.field].name)
    }

    pub fn field_name(&self) -> &str {
        &self.object.fields[self.field].name
    }

    pub fn column(&self) -> usize {
        self.object.column_of(self.field)
    }

    pub fn multi(&self) -> bool {
        self.object.fields[self.field].multi
    }

    /// It says who owns the record, and so who sees it.
    pub fn owns(&self) -> bool {
        self.field_name() == "owner"
    }

    pub fn is_open(&self, record: &model::Record) -> bool {
        self.open.as_ref().is_none_or(|(column, values)| values.contains(&record.vals[*column]))
    }

    /// ` from .. where ..`: the records, as `t`, that name the person; finished ones only when asked.
    pub fn write(&self, sql: &mut Sql, user: Id, finished: bool) {
        let object = &self.object;
        if self.multi() {
            sql.push(" from @value v join @").push(object.name()).push(" t on t.id = v.record_id where v.object = ");
            sql.bind(object.name()).push(" and v.field = ").bind(self.field_name()).push(" and v.v = ").bind(user.to_string());
        } else {
            sql.push(" from @").push(object.name()).push(" t where ");
            sql.column("t", &object.columns[self.column()].name).push(" = ").bind(user);
        }
        sql.push(" and t.deleted_at is null");
        if let Some((column, values)) = self.open.as_ref().filter(|_| !finished) {
            sql.push(" and ").column("t", &object.columns[*column].name).push(" in (");
            sql.bind_all(values.iter().cloned()).push(")");
        }
    }

    /// References to records of other objects: column and object.
    pub fn parents(&self) -> impl Iterator<Item = (usize, &str)> {
        let object = &self.object;
        (0..object.fields.len()).filter_map(move |i| match &object.fields[i].kind {
            FieldKind::Reference { object: target, .. } if !object.fields[i].multi && target != object.name() => {
                Some((object.column_of(i), target.as_ref()))
            }
            _ => None,
        })
    }
}
