//! The keys of people, as they are stored.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::{Id, Ts, Val};
use records::{Audit, AuditKind, Who, audit};
use serde_json::{Value, json};
use std::collections::HashMap;
use store::{Row, Tenant, Tx};

/// Most keys of a person.
pub const MOST: usize = 20;

/// A key as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    pub id: Id,
    pub name: String,
    pub created_at: Ts,
    pub used_at: Option<Ts>,
}

/// A key by which somebody signs in.
#[derive(Clone, Debug)]
pub struct Found {
    pub id: Id,
    pub user: Id,
    pub name: String,
    /// Public key and flags.
    pub key: String,
}

/// How adding a key ended.
pub enum Added {
    Done,
    /// The key is known already, as this or another person's.
    Known,
    TooMany,
}

/// What a device calls a key, as it is stored.
#[must_use]
pub fn named(credential: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(credential)
}

/// Stores a new key of a person.
///
/// # Errors
/// Of the database.
pub async fn add(tenant: &Tenant, who: &Who, user: Id, new: &Key, credential: &[u8], key: Value) -> store::Result<Added> {
    let entry = &Audit::new(AuditKind::PasskeyAdded).of(user, who.name.as_str()).with(json!({ "passkey": new.name }));
    let params: &[Val; 6] = &[
        new.id.into(),
        user.into(),
        named(credential).into(),
        new.name.as_str().into(),
        key.to_string().into(),
        new.created_at.0.into(),
    ];
    let sql = "insert into @passkey (id, user_id, credential, name, key, counter, created_at) values ($1, $2, $3, $4, $5, 0, $6)
               on conflict (credential) do nothing";
    tenant
        .write::<_, store::Error, _>(move |tx| {
            Box::pin(async move {
                if credentials(tx, user).await?.len() >= MOST {
                    return Ok(Added::TooMany);
                }
                if tx.run(sql, params).await? == 0 {
                    return Ok(Added::Known);
                }
                audit::note(tx, who, entry).await?;
                Ok(Added::Done)
            })
        })
        .await
}

async fn credentials(tx: &mut Tx, user: Id) -> store::Result<Vec<Row>> {
    tx.all("select credential from @passkey where user_id = $1", &[user.into()]).await
}

/// What the devices of a person call their keys.
///
/// # Errors
/// Of the database.
pub async fn credentials_of(tenant: &Tenant, user: Id) -> store::Result<Vec<Vec<u8>>> {
    let rows = tenant.get("select credential from @passkey where user_id = $1", &[user.into()]).await?;
    Ok(rows.iter().filter_map(|r| URL_SAFE_NO_PAD.decode(r.opt_text(0)?).ok()).collect())
}

/// The key of this person that a device calls so.
///
/// # Errors
/// Of the database.
pub async fn find(tenant: &Tenant, user: Id, credential: &[u8]) -> store::Result<Option<Found>> {
    let sql = "select id, name, key from @passkey where credential = $1 and user_id = $2";
    let rows = tenant.get(sql, &[named(credential).into(), user.into()]).await?;
    let read = |row: &Row| Ok(Found { id: row.id(0)?, user, name: row.text(1)?.to_owned(), key: row.text(2)?.to_owned() });
    rows.first().map(read).transpose()
}

/// Notes the use of a key. False when it was removed meanwhile, or used with a counter as high: there is a copy of it.
///
/// # Errors
/// Of the database.
pub async fn used(tenant: &Tenant, id: Id, key: &str, counter: u32) -> store::Result<bool> {
    let params: &[Val; 4] = &[id.into(), key.into(), i64::from(counter).into(), tenant.clock().now().0.into()];
    let sql = "update @passkey set key = $2, counter = $3, used_at = $4 where id = $1 and (counter < $3 or counter = 0)";
    Ok(tenant.write::<_, store::Error, _>(move |tx| Box::pin(tx.run(sql, params))).await? > 0)
}

/// A person's keys, oldest first.
///
/// # Errors
/// Of the database.
pub async fn list(tenant: &Tenant, user: Id) -> store::Result<Vec<Key>> {
    let sql = "select id, name, created_at, used_at from @passkey where user_id = $1 order by created_at, id";
    let read = |row: &Row| -> store::Result<Key> {
        Ok(Key { id: row.id(0)?, name: row.text(1)?.to_owned(), created_at: row.ts(2)?, used_at: row.opt_int(3).map(Ts) })
    };
    tenant.get(sql, &[user.into()]).await?.iter().map(read).collect()
}

/// How many keys each person has who has any.
///
/// # Errors
/// Of the database.
pub async fn counts(tenant: &Tenant) -> store::Result<HashMap<Id, i64>> {
    let sql = "select user_id, count(*) from @passkey group by user_id";
    let rows = tenant.scan(sql, &[], store::Scan::default()).await?;
    Ok(rows.iter().filter_map(|r| Some((r.opt_id(0)?, r.opt_int(1)?))).collect())
}

/// Whether a person has a key.
///
/// # Errors
/// Of the database.
pub async fn any(tenant: &Tenant, user: Id) -> store::Result<bool> {
    Ok(!tenant.get("select 1 from @passkey where user_id = $1 limit 1", &[user.into()]).await?.is_empty())
}

/// Gives a key of a person another name. False when there is none.
///
/// # Errors
/// Of the database.
pub async fn rename(tenant: &Tenant, who: &Who, user: Id, id: Id, name: &str) -> store::Result<bool> {
    let entry = Audit::new(AuditKind::PasskeyRenamed).of(user, who.name.as_str());
    tenant
        .write::<_, store::Error, _>(move |tx| {
            let entry = entry.clone();
            Box::pin(async move {
                let sql = "select name from @passkey where id = $1 and user_id = $2";
                let rows = tx.all(sql, &[id.into(), user.into()]).await?;
                let Some(before) = rows.first().and_then(|r| r.opt_text(0)) else { return Ok(false) };
                if before != name {
                    tx.run("update @passkey set name = $2 where id = $1", &[id.into(), name.into()]).await?;
                    audit::note(tx, who, &entry.with(json!({ "passkey": [before, name] }))).await?;
                }
                Ok(true)
            })
        })
        .await
}

/// Which keys go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    One(Id),
    All,
}

/// Takes keys from a person and tells the audit log which. Gives how many.
///
/// # Errors
/// Of the database.
pub async fn remove(tenant: &Tenant, who: &Who, user: (Id, &str), which: Which) -> store::Result<usize> {
    tenant.write::<_, store::Error, _>(move |tx| Box::pin(remove_within(tx, who, user, which))).await
}

/// As [`remove`], within a change of the person.
///
/// # Errors
/// Of the database.
pub async fn remove_within(tx: &mut Tx, who: &Who, (user, name): (Id, &str), which: Which) -> store::Result<usize> {
    let rows = match which {
        Which::One(id) => {
            let sql = "select id, name from @passkey where user_id = $1 and id = $2";
            tx.all(sql, &[user.into(), id.into()]).await?
        }
        Which::All => tx.all("select id, name from @passkey where user_id = $1", &[user.into()]).await?,
    };
    for row in &rows {
        tx.run("delete from @passkey where id = $1", &[row.id(0)?.into()]).await?;
        let entry = Audit::new(AuditKind::PasskeyRemoved).of(user, name).with(json!({ "passkey": row.text(1)? }));
        audit::note(tx, who, &entry).await?;
    }
    tx.run("delete from @ceremony where user_id = $1", &[user.into()]).await?;
    Ok(rows.len())
}
