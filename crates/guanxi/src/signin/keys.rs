//! API keys: `gx_<company>_<id>_<secret>`, hashed, with scopes that narrow what their person may do, an end, and the time
//! of last use.

use super::token::Token;
use model::{Id, Ts};
use records::{Audit, AuditKind, Who, audit};
use serde::Serialize;
use serde_json::json;
use store::{Row, Tenant};

/// What every key begins with.
pub const PREFIX: &str = "gx_";
/// Last use is noted when the note is older than this, in microseconds: a key is read often and written seldom.
const NOTE_EVERY: i64 = 60_000_000;

/// A key as its owner sees it; the secret is shown once, when it is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    pub id: Id,
    pub name: String,
    pub(super) hash: Vec<u8>,
    pub scopes: Vec<String>,
    /// In whose name it acts.
    pub user: Id,
    /// From where it works; empty: from where the company lets in.
    pub networks: Vec<String>,
    pub created_at: Ts,
    pub expires_at: Option<Ts>,
    pub last_used_at: Option<Ts>,
    /// As which source what it writes comes.
    pub source: Option<String>,
}

/// A key in answers.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = ApiKey)]
pub struct KeyView {
    #[schema(value_type = String, format = "uuid")]
    pub id: Id,
    pub name: String,
    /// Permissions it has at most.
    pub scopes: Vec<String>,
    /// In whose name it acts.
    #[schema(value_type = String, format = "uuid")]
    pub user: Id,
    /// Networks from which it works; empty: those of the company.
    pub networks: Vec<String>,
    #[schema(format = DateTime)]
    pub created_at: String,
    #[schema(format = DateTime)]
    pub expires_at: Option<String>,
    #[schema(format = DateTime)]
    pub last_used_at: Option<String>,
    /// As which source what it writes comes, for the order of sources.
    pub source: Option<String>,
}

impl From<&Key> for KeyView {
    fn from(key: &Key) -> Self {
        Self {
            id: key.id,
            name: key.name.clone(),
            scopes: key.scopes.clone(),
            user: key.user,
            networks: key.networks.clone(),
            created_at: key.created_at.rfc3339(),
            expires_at: key.expires_at.map(Ts::rfc3339),
            last_used_at: key.last_used_at.map(Ts::rfc3339),
            source: key.source.clone(),
        }
    }
}

const COLUMNS: &str = "id, name, hash, scopes, user_id, created_at, expires_at, last_used_at, source, networks";

fn read(row: &Row) -> store::Result<Key> {
    Ok(Key {
        id: row.id(0)?,
        name: row.text(1)?.to_owned(),
        hash: row.bytes(2)?.to_vec(),
        scopes: row.opt_text(3).and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default(),
        user: row.id(4)?,
        created_at: row.ts(5)?,
        expires_at: row.opt_int(6).map(Ts),
        last_used_at: row.opt_int(7).map(Ts),
        source: row.opt_text(8).map(str::to_owned),
        networks: row.opt_text(9).and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default(),
    })
}

/// A key that is neither revoked nor over.
///
/// # Errors
/// Of the database.
pub async fn find(tenant: &Tenant, id: Id, now: Ts) -> store::Result<Option<Key>> {
    let sql = format!(
        "select {COLUMNS} from @api_key where id = $1 and revoked_at is null and (expires_at is null or expires_at > $2)"
    );
    tenant.get(&sql, &[id.into(), now.0.into()]).await?.first().map(read).transpose()
}

/// All keys that are not revoked, newest first.
///
/// # Errors
/// Of the database.
pub async fn list(tenant: &Tenant) -> store::Result<Vec<Key>> {
    let sql = format!("select {COLUMNS} from @api_key where revoked_at is null order by id desc");
    tenant.get(&sql, &[]).await?.iter().map(read).collect()
}

/// What a new key needs.
pub struct NewKey {
    pub name: String,
    pub scopes: Vec<String>,
    pub user: Id,
    pub created_by: Id,
    pub expires_at: Option<Ts>,
    pub source: Option<String>,
    /// From where it works; empty: from where the company lets in.
    pub networks: Vec<String>,
}

/// Makes a key and gives its text, which is not stored.
///
/// # Errors
/// Of the database.
pub async fn create(tenant: &Tenant, who: &Who, new: NewKey, now: Ts) -> store::Result<(Key, String)> {
    let token = Token::new(tenant.slug(), Id::at(now.unix_ms()));
    let NewKey { name, scopes, user, created_by, expires_at, source, networks } = new;
    let key = Key {
        id: token.id,
        name,
        hash: token.hash(),
        scopes,
        user,
        created_at: now,
        expires_at,
        last_used_at: None,
        source,
        networks,
    };
    let made = json!({ "scopes": key.scopes, "networks": key.networks, "expires_at": expires_at.map(Ts::rfc3339) });
    let made = &Audit::new(AuditKind::KeyMade).of(key.id, key.name.as_str()).with(made);
    let scopes = serde_json::to_string(&key.scopes).unwrap_or_else(|_| "[]".into());
    let params = [
        key.id.into(),
        key.name.as_str().into(),
        key.hash.clone().into(),
        scopes.into(),
        user.into(),
        now.0.into(),
        created_by.into(),
        expires_at.map(|t| t.0).into(),
        key.source.clone().into(),
        json!(key.networks).to_string().into(),
    ];
    let params = &params;
    let sql = "insert into @api_key (id, name, hash, scopes, user_id, created_at, created_by, expires_at, source, networks)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    tenant
        .write::<_, store::Error, _>(move |tx| {
            Box::pin(async move {
                tx.run(sql, params).await?;
                audit::note(tx, who, made).await
            })
        })
        .await?;
    Ok((key, format!("{PREFIX}{}", token.text())))
}

/// Ends a key. False when there is none, or it is ended already.
///
/// # Errors
/// Of the database.
pub async fn revoke(tenant: &Tenant, who: &Who, id: Id, now: Ts) -> store::Result<bool> {
    let params = [id.into(), now.0.into()];
    let params = &params;
    let sql = "update @api_key set revoked_at = $2 where id = $1 and revoked_at is null returning name";
    tenant
        .write::<_, store::Error, _>(move |tx| {
            Box::pin(async move {
                let ended = tx.all(sql, params).await?;
                let Some(row) = ended.first() else { return Ok(false) };
                audit::note(tx, who, &Audit::new(AuditKind::KeyRevoked).of(id, row.text(0)?)).await?;
                Ok(true)
            })
        })
        .await
}

/// Notes that a key was used, at most once a minute.
///
/// # Errors
/// Of the database.
pub async fn note_use(tenant: &Tenant, key: &Key, now: Ts) -> store::Result<()> {
    if key.last_used_at.is_some_and(|t| now.0 - t.0 < NOTE_EVERY) {
        return Ok(());
    }
    let params = [key.id.into(), now.0.into()];
    let params = &params;
    let sql = "update @api_key set last_used_at = $2 where id = $1";
    tenant.write::<_, store::Error, _>(move |tx| Box::pin(tx.run(sql, params))).await.map(drop)
}
/// Ends every key that acts in somebody's name.
///
/// # Errors
/// Of the database.
pub async fn revoke_all_of(tx: &mut store::Tx, user: Id, now: Ts) -> store::Result<u64> {
    let sql = "update @api_key set revoked_at = $2 where user_id = $1 and revoked_at is null";
    tx.run(sql, &[user.into(), now.0.into()]).await
}
