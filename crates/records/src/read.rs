//! Reading records by id or key.

use crate::access::sight::{Sight, Source, sight};
use crate::access::{Act, Level, RowScope, Scope, mask};
use crate::merge::alias;
use crate::prepared::Prepared;
use crate::{Access, Catalog, Error, Records, Result, ddl, json};
use model::object::{Object, col};
use model::{Id, Record, Val};
use serde_json::Value;
use std::collections::HashMap;
use std::sync::Arc;

/// Most records read by id at once.
const MANY: usize = 1_000;

/// A select by a unique key of one field, without lock.
pub(crate) fn by_key(catalog: &Catalog, p: &Prepared, key: &str, value: &Value) -> Result<ByKey> {
    let object = &p.object;
    let field = object.field_index(key).filter(|i| p.unique.iter().any(|u| u.fields == [*i]));
    let field = field.ok_or_else(|| Error::BadRequest(format!("`{key}` is no unique field of {}", object.name())))?;
    let mut probe = Record::empty(object.clone());
    json::read_field(&catalog.scalars(), object, field, value, &mut probe).map_err(Error::Invalid)?;
    crate::door::ready::fill_keys(&mut probe, None);
    let column = ddl::order_column(object, field);
    let param = std::mem::take(&mut probe.vals[column]);
    if param.is_null() {
        return Err(Error::field(key, "required", "is the key and must have a value"));
    }
    let name = &object.columns[column].name;
    let sql = format!("select {} from @{} where \"{name}\" = $1 and deleted_at is null", p.sql.columns, object.name());
    let merged = object.def.mergeable.then(|| (alias::by_keys(1), alias::key_params(object.name(), name, &param)));
    Ok(ByKey { sql, param, merged })
}

/// How a record is found by a unique key.
pub(crate) struct ByKey {
    pub sql: String,
    pub param: Val,
    /// What to ask when nothing is found: the record that had the key may have been merged into another one.
    pub merged: Option<(String, [Val; 3])>,
}

fn record(object: &Arc<Object>, row: store::Row) -> Record {
    Record { object: object.clone(), vals: row.into_vals() }
}

impl Records {
    /// Objects whose records belong to teams, by their owners or by what they must refer to; and whether the asker, limited to
    /// some teams, reaches all of theirs and may export them.
    ///
    /// # Errors
    /// Of the database.
    pub async fn of_teams(&self, access: &Access) -> Result<Vec<(String, bool)>> {
        let catalog = self.current().await?;
        let all = Access::system(&access.tenant).limited(RowScope::Teams(access.place.below.clone()));
        let far =
            |object: &str, act: Act| access.allows(act, object) && access.role.grant(object).scope(act) >= Scope::TeamAndBelow;
        let of = |o: &Arc<Object>| {
            let whole = match sight(&catalog, &all, o, Act::Read) {
                Sight::Owner(_) => far(o.name(), Act::Export),
                Sight::Parents(parents) => {
                    access.allows(Act::Export, o.name()) && parents.iter().all(|p| far(p.object.name(), Act::Read))
                }
                Sight::All | Sight::Nothing => return None,
            };
            Some((o.name().to_owned(), whole))
        };
        Ok(catalog.iter().filter_map(of).collect())
    }

    /// One record. An id that was merged into another record gives that one.
    ///
    /// # Errors
    /// `NotFound` also for deleted records and those out of the asker's sight; `Forbidden`.
    pub async fn get(&self, access: &Access, object: &str, id: Id) -> Result<Record> {
        let record = self.get_any(access, object, id).await?;
        if record.vals[col::DELETED_AT].is_null() { Ok(record) } else { Err(Error::no_record(object, id)) }
    }

    /// One record, deleted or not.
    ///
    /// # Errors
    /// As [`Records::get`].
    pub async fn get_any(&self, access: &Access, object: &str, id: Id) -> Result<Record> {
        self.check_tenant(access)?;
        access.require_on(Act::Read, object)?;
        let catalog = self.current().await?;
        let p = catalog.prepared(object)?;
        let mut rows = self.tenant.get(&p.sql.get, &[Val::Id(id)]).await?;
        let gone = |r: &store::Row| !r.val(col::DELETED_AT).is_null();
        if rows.first().is_none_or(gone) {
            let root = self.tenant.get("select root from @alias where id = $1", &[Val::Id(id)]).await?;
            if let Some(root) = root.first().and_then(|r| r.opt_id(0)) {
                rows = self.tenant.get(&p.sql.get, &[Val::Id(root)]).await?;
            }
        }
        let record = rows.pop().map(|row| record(&p.object, row)).ok_or_else(|| Error::no_record(object, id))?;
        let seen = self.within(&catalog, access, Act::Read, vec![record]).await?.pop();
        seen.ok_or_else(|| Error::no_record(object, id))
    }

    /// The records with these ids that exist, are not deleted and are in sight, in the order asked.
    ///
    /// # Errors
    /// `Limit` for more than a thousand ids; `Forbidden`.
    pub async fn get_many(&self, access: &Access, object: &str, ids: &[Id]) -> Result<Vec<Record>> {
        self.check_tenant(access)?;
        access.require_on(Act::Read, object)?;
        if ids.len() > MANY {
            return Err(Error::Limit(format!("at most {MANY} records can be read by id at once")));
        }
        let catalog = self.current().await?;
        let p = catalog.prepared(object)?;
        let list = serde_json::to_string(ids).map_err(|e| Error::Broken(e.to_string()))?;
        let sql = self.tenant.dialect().rows_by_ids(object, &p.sql.columns, " and deleted_at is null", false);
        let rows = self.tenant.get(&sql, &[Val::Text(list)]).await?;
        let mut found: HashMap<Id, Record> = rows.into_iter().map(|row| record(&p.object, row)).map(|r| (r.id(), r)).collect();
        let found = ids.iter().filter_map(|id| found.remove(id)).collect();
        self.within(&catalog, access, Act::Read, found).await
    }

    /// The record whose unique field `key` has this value.
    ///
    /// # Errors
    /// `BadRequest` when `key` is no unique field; `NotFound`; `Forbidden`.
    pub async fn get_by(&self, access: &Access, object: &str, key: &str, value: &Value) -> Result<Record> {
        self.check_tenant(access)?;
        access.require_on(Act::Read, object)?;
        if !access.may_read(object, key) {
            return Err(Error::forbidden(format!("the field `{key}` of {object} is not open to you")));
        }
        let catalog = self.current().await?;
        let p = catalog.prepared(object)?;
        let by = by_key(&catalog, p, key, value)?;
        let mut rows = self.tenant.get(&by.sql, &[by.param]).await?;
        if let (true, Some((sql, params))) = (rows.is_empty(), by.merged) {
            let root = self.tenant.get(&sql, &params).await?.first().and_then(|r| r.opt_id(0));
            if let Some(root) = root {
                rows = self.tenant.get(&p.sql.get, &[root.into()]).await?;
                rows.retain(|r| r.val(col::DELETED_AT).is_null());
            }
        }
        let found: Vec<Record> = rows.pop().map(|row| record(&p.object, row)).into_iter().collect();
        // What is kept finds nothing either.
        let found: Vec<Record> = found.into_iter().filter(|r| !access.kept.closes(r, key)).collect();
        let found = self.within(&catalog, access, Act::Read, found).await?.pop();
        found.ok_or_else(|| Error::NotFound { what: format!("{object} with {key} {value}") })
    }

    /// Writes a record as JSON, with the fields that the asker may read, masked ones in part: all, or those in `fields` (id and
    /// version always).
    pub fn write_json(&self, access: &Access, record: &Record, fields: Option<&[usize]>, out: &mut Vec<u8>) {
        self.write_all_json(access, std::slice::from_ref(record), fields, out);
    }

    /// As [`Records::write_json`], records of one object one after the other, with commas between them.
    pub fn write_all_json(&self, access: &Access, records: &[Record], fields: Option<&[usize]>, out: &mut Vec<u8>) {
        let Some(object) = records.first().map(|r| &r.object) else { return };
        let home = self.catalog().scalars().currency();
        let always = |i: usize| i == col::ID || i == col::VERSION;
        let wanted = |i: usize| fields.is_none_or(|f| always(i) || f.contains(&i));
        let open = |i: usize| access.closed.level(object.name(), &object.fields[i].name) != Level::Hidden;
        let shows: Vec<bool> = (0..object.fields.len()).map(|i| wanted(i) && open(i)).collect();
        for (n, record) in records.iter().enumerate() {
            if n > 0 {
                out.push(b',');
            }
            let record = &*access.kept.shown(record);
            json::write_record(out, &mask::shown(&access.closed, record), home, |i| shows[i]);
        }
    }

    /// A record as a JSON value; for tests and small things, see [`Records::write_json`].
    #[must_use]
    pub fn json(&self, access: &Access, record: &Record) -> Value {
        let mut out = Vec::with_capacity(1024);
        self.write_json(access, record, None, &mut out);
        serde_json::from_slice(&out).unwrap_or(Value::Null)
    }
}

impl Records {
    /// A record that the asker sees and that an act of theirs reaches.
    ///
    /// # Errors
    /// `NotFound` for a record out of sight; `Forbidden` when the act does not reach it.
    pub async fn reached(&self, access: &Access, act: Act, object: &str, id: Id) -> Result<Record> {
        let record = self.get(access, object, id).await?;
        access.require_on(act, object)?;
        let catalog = self.current().await?;
        let reached = self.within(&catalog, access, act, vec![record]).await?.pop();
        reached.ok_or_else(|| Error::forbidden(format!("your role does not let you {} this {object}", act.name())))
    }

    /// Those of some records of one object that an act reaches.
    pub(crate) async fn within(
        &self,
        catalog: &Catalog,
        access: &Access,
        act: Act,
        mut records: Vec<Record>,
    ) -> Result<Vec<Record>> {
        let Some(object) = records.first().map(|r| r.object.clone()) else { return Ok(records) };
        let now = self.tenant.clock().now();
        sight(catalog, access, &object, act).retain(&mut Source::Tenant(&self.tenant), now, &mut records).await?;
        records.iter_mut().for_each(|r| crate::list::keep(access, r));
        self.agreeing(catalog, access, &object, records).await
    }
}
