//! Adding and taking away identifiers, and marking them as shared.

use super::keys::{self, Key};
use super::read::holder_of;
use super::{Part, shared};
use crate::access::Act;
use crate::{Access, Error, Records, Result, Writer, json};
use model::{Id, Val};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// An identifier of a record.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewIdentifier {
    pub kind: String,
    pub value: String,
    /// Who tells of it; not kept of those that are values of fields.
    #[serde(default)]
    pub source: Option<String>,
}

impl Records {
    /// Adds an identifier to a record. One that it has already was seen again; one that another record has too makes the two a
    /// match, and nothing is taken away from anybody.
    ///
    /// # Errors
    /// As [`Records::patch`] and [`Records::resolve`]; `Invalid` when the one field for it holds something else.
    pub async fn add_identifier(&self, access: &Access, object: &str, id: Id, new: &NewIdentifier) -> Result<()> {
        let id = self.reached(access, Act::Update, object, id).await?.id();
        self.write(access, access.by(), move |w| Box::pin(add(w, object, id, new))).await
    }

    /// Takes an identifier away from a record.
    ///
    /// # Errors
    /// As [`Records::add_identifier`]; `NotFound` when the record does not have it.
    pub async fn remove_identifier(&self, access: &Access, object: &str, id: Id, old: &NewIdentifier) -> Result<()> {
        let id = self.reached(access, Act::Update, object, id).await?.id();
        self.write(access, access.by(), move |w| Box::pin(remove(w, object, id, old))).await
    }

    /// Marks an identifier as shared, whoever has it, or as identifying again; then the matches by it are raised.
    ///
    /// # Errors
    /// As [`Records::resolve`]; `NotFound` when the asker sees nobody who has it; `Forbidden` when they may change none of those.
    pub async fn share_identifier(&self, access: &Access, object: &str, kind: &str, value: &str, shared: bool) -> Result<()> {
        let seen = self.resolve(access, object, kind, value).await?.records;
        let first = seen.first().ok_or_else(|| Error::NotFound { what: format!("{object} with this {kind}") })?;
        self.reached(access, Act::Update, object, first.id()).await?;
        let catalog = self.current().await?;
        let p = catalog.prepared(object)?;
        let holder = holder_of(p)?;
        let key = keys::read(&catalog, p, holder, kind, value)?;
        let holders = self.holders(p, holder, &[key.clone()].into()).await?;
        let (key, holders, user) = (&key, &holders, access.actor.user);
        self.write(access, access.by(), move |w| {
            Box::pin(async move {
                let params: [Val; 3] = [object.into(), key.kind.as_str().into(), key.key.as_str().into()];
                if shared {
                    let sql = "insert into @identity_shared (object, kind, \"key\", by_id, at) values ($1, $2, $3, $4, $5) \
                        on conflict (object, kind, \"key\") do nothing";
                    let mark = [user.into(), Val::Int(w.now().0)];
                    w.tx.run(sql, &[params.as_slice(), &mark].concat()).await?;
                } else {
                    w.tx.run(UNMARK, &params).await?;
                }
                w.identified.extend(holders.iter().map(|id| (object.to_owned(), *id)));
                Ok(())
            })
        })
        .await
    }
}

const UNMARK: &str = "delete from @identity_shared where object = $1 and kind = $2 and \"key\" = $3";

async fn add(w: &mut Writer<'_>, object: &str, id: Id, new: &NewIdentifier) -> Result<()> {
    let catalog = w.catalog.clone();
    let p = catalog.prepared(object)?;
    let holder = holder_of(p)?;
    let key = keys::read(&catalog, p, holder, &new.kind, &new.value)?;
    let record = w.get(object, id).await?.ok_or_else(|| Error::no_record(object, id))?;
    let Some(field) = holder.field(&new.kind) else {
        may(w, holder.more, "value")?;
        let now = Value::from(w.now().rfc3339());
        let mut input: Map<String, Value> = [("last_seen_at".to_owned(), now)].into_iter().collect();
        if let Some(source) = &new.source {
            input.insert("source".into(), source.as_str().into());
        }
        let own = keys::owns(&w.tx.all(&keys::own_of(holder), &[id.into()]).await?)?;
        if let Some(known) = own.iter().find(|o| o.key == key) {
            return w.patch(holder.more, known.id, &input, None).await.map(drop);
        }
        let given = [(holder.via, id.to_string()), ("kind", new.kind.clone()), ("value", new.value.clone())];
        input.extend(given.map(|(name, value)| (name.to_owned(), Value::from(value))));
        return w.create(holder.more, &input).await.map(drop);
    };
    let def = &p.object.fields[field];
    may(w, object, &def.name)?;
    if keys::in_fields(holder, &record).iter().any(|f| f.key == key) {
        return Ok(());
    }
    let stored = &record.vals[p.object.column_of(field)];
    let value = if def.multi {
        Value::Array(json::items(stored).into_iter().chain([new.value.as_str().into()]).collect())
    } else if stored.is_null() {
        new.value.as_str().into()
    } else {
        let message = format!("the field `{}` holds another one; change it there", def.name);
        return Err(Error::field("value", "taken", message));
    };
    let input = [(def.name.to_string(), value)].into_iter().collect();
    w.patch(object, id, &input, None).await.map(drop)
}

async fn remove(w: &mut Writer<'_>, object: &str, id: Id, old: &NewIdentifier) -> Result<()> {
    let catalog = w.catalog.clone();
    let p = catalog.prepared(object)?;
    let holder = holder_of(p)?;
    let key = keys::read(&catalog, p, holder, &old.kind, &old.value)?;
    let lost = || Error::NotFound { what: format!("this {} of {object} {id}", old.kind) };
    let Some(field) = holder.field(&old.kind) else {
        may(w, holder.more, "value")?;
        let own = keys::owns(&w.tx.all(&keys::own_of(holder), &[id.into()]).await?)?;
        let own = own.into_iter().find(|o| o.key == key).ok_or_else(lost)?;
        return w.delete(holder.more, own.id, None).await;
    };
    let def = &p.object.fields[field];
    may(w, object, &def.name)?;
    let record = w.get(object, id).await?.ok_or_else(|| Error::no_record(object, id))?;
    if !keys::in_fields(holder, &record).iter().any(|f| f.key == key) {
        return Err(lost());
    }
    let value = if def.multi {
        let items = json::items(&record.vals[p.object.column_of(field)]);
        Value::Array(items.into_iter().filter(|i| json::item_key(def, i) != key.key).collect())
    } else {
        Value::Null
    };
    let input = [(def.name.to_string(), value)].into_iter().collect();
    w.patch(object, id, &input, None).await.map(drop)
}

/// Whoever may not read identifiers of a kind neither adds nor takes them away: the answer would tell who has them.
fn may(w: &Writer<'_>, object: &str, field: &str) -> Result<()> {
    w.open_to(object, field)
}

/// Forgets, for good, what the engine keeps of a record's identifiers beside the record and the records that refer to it:
/// marks on what nobody else has. Of an object without identifiers nothing is kept.
///
/// # Errors
/// `NotFound` for an unknown object; those of the store.
pub async fn erase(w: &mut Writer<'_>, object: &str, id: Id) -> Result<()> {
    let p = w.catalog.prepared(object)?.clone();
    let Some(Part::Holder(holder)) = &p.identity else { return Ok(()) };
    let Some(record) = w.lock(object, id).await? else { return Ok(()) };
    let mut all: BTreeSet<Key> = keys::in_fields(holder, &record).into_iter().map(|f| f.key).collect();
    all.extend(keys::owns(&w.tx.all(&keys::own_of(holder), &[id.into()]).await?)?.into_iter().map(|o| o.key));
    if all.is_empty() {
        return Ok(());
    }
    let (sql, params) = shared::marks_of(object, &all);
    for key in shared::marks(&w.tx.all(&sql, &params).await?)?.into_keys() {
        let mut others = false;
        for look in keys::lookups(&p, holder, &[key.clone()].into(), true, 2) {
            for row in w.tx.all(&look.sql, &look.params).await? {
                others |= keys::found(&row)?.0 != id;
            }
        }
        if !others {
            w.tx.run(UNMARK, &[object.into(), key.kind.into(), key.key.into()]).await?;
        }
    }
    Ok(())
}
