//! Which fields make a record somebody's, and that nobody who was deactivated is given one.

use crate::prepared::Prepared;
use crate::writer::Writer;
use crate::{By, Error, Result};
use model::def::FieldKind;
use model::object::{Object, col};
use model::{FieldError, Id, Record, Val};
use std::collections::HashSet;

/// What of an object asks something of people.
#[derive(Debug, Default)]
pub(crate) struct Held {
    /// Fields that name who holds a record.
    pub fields: Vec<usize>,
    /// A record is held while this column has one of these values; `None`: always.
    pub open: Option<(usize, Vec<Val>)>,
}

/// Fields by which people and programs say whose a record is. Those that the program keeps tell of the past.
pub(crate) fn names_people(object: &Object, field: usize) -> bool {
    let def = &object.fields[field];
    let own = object.column_of(field) <= col::IMPORT_ID;
    !own && matches!(def.kind, FieldKind::User) && def.by.is_empty() && !object.def.append_only
}

impl Held {
    pub fn of(object: &Object) -> Self {
        let open = object.def.open.as_ref().and_then(|open| {
            let field = object.field_index(&open.field)?;
            Some((object.column_of(field), crate::prepared::stored_values(&object.fields[field].kind, &open.values)))
        });
        let held = |i: &usize| names_people(object, *i) && (object.def.open.is_some() || &*object.fields[*i].name == "owner");
        Self { fields: (0..object.fields.len()).filter(held).collect(), open }
    }

    pub fn is_open(&self, record: &Record) -> bool {
        self.open.as_ref().is_none_or(|(column, values)| values.contains(&record.vals[*column]))
    }

    /// People whom the record names now and did not name, or did not ask anything of, before.
    fn given(&self, before: Option<&Record>, after: &Record) -> Vec<(usize, Id)> {
        if !self.is_open(after) {
            return Vec::new();
        }
        let was = before.filter(|b| self.is_open(b));
        let mut given = Vec::new();
        for field in &self.fields {
            let before = was.map(|b| people(b, *field)).unwrap_or_default();
            given.extend(people(after, *field).into_iter().filter(|id| !before.contains(id)).map(|id| (*field, id)));
        }
        given
    }
}

/// The people whom a field names.
pub(crate) fn people(record: &Record, field: usize) -> Vec<Id> {
    let value = &record.vals[record.object.column_of(field)];
    if record.object.fields[field].multi {
        return crate::json::items(value).iter().filter_map(|v| v.as_str().and_then(Id::parse)).collect();
    }
    value.id().into_iter().collect()
}

/// An error for each person who is given something and was deactivated.
pub(crate) async fn refused(
    w: &mut Writer<'_>,
    records: &[(&Prepared, Option<&Record>, &Record)],
) -> Result<Vec<(usize, Vec<FieldError>)>> {
    if matches!(w.by, By::System | By::Undo { .. } | By::Merge { .. } | By::HandOver { .. }) || !knows_activity(w) {
        return Ok(Vec::new());
    }
    let given: Vec<Vec<(usize, Id)>> = records.iter().map(|(p, before, after)| p.held.given(*before, after)).collect();
    let wanted: HashSet<Id> = given.iter().flatten().map(|(_, id)| *id).collect();
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let inactive = inactive(w, &wanted).await?;
    let error = |p: &Prepared, field: usize| {
        let message = "was deactivated; give it to somebody else";
        FieldError::new(p.object.fields[field].name.to_string(), "not_active", message)
    };
    let mut refused = Vec::new();
    for (i, ((p, ..), given)) in records.iter().zip(given).enumerate() {
        let errors: Vec<FieldError> =
            given.into_iter().filter(|(_, id)| inactive.contains(id)).map(|(field, _)| error(p, field)).collect();
        if !errors.is_empty() {
            refused.push((i, errors));
        }
    }
    Ok(refused)
}

fn knows_activity(w: &Writer<'_>) -> bool {
    w.catalog.objects.get("user").is_some_and(|user| user.field("active").is_some())
}

/// Which of these people were deactivated. They are locked: who is deactivated meanwhile waits and then sees what was given.
async fn inactive(w: &mut Writer<'_>, people: &HashSet<Id>) -> Result<HashSet<Id>> {
    let list = serde_json::to_string(people).map_err(|e| Error::Broken(e.to_string()))?;
    let (ids, lock) = (w.tx.dialect().json_ids("$1"), w.tx.dialect().for_share());
    let sql = format!("select id, active from @user where id in (select id from ({ids}) wanted) order by id{lock}");
    let rows = w.tx.all(&sql, &[Val::Text(list)]).await?;
    Ok(rows.iter().filter(|r| r.opt_int(1) == Some(0)).filter_map(|r| r.opt_id(0)).collect())
}
