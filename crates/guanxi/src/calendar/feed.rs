//! The secret addresses, as they are stored: one a person, and of each only the hash.

use crate::signin::token::Token;
use model::{Id, Ts};
use records::{Audit, AuditKind, Who, audit};
use store::Tenant;

/// How exactly it is known when an address was read last, in microseconds.
const EXACT: i64 = 900_000_000;

/// A person's address, without its secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Feed {
    pub made_at: Ts,
    /// About when a calendar read it last.
    pub read_at: Option<Ts>,
}

/// The address of a person.
///
/// # Errors
/// Of the database.
pub async fn of(tenant: &Tenant, user: Id) -> store::Result<Option<Feed>> {
    let rows = tenant.get("select made_at, read_at from @calendar_feed where user_id = $1", &[user.into()]).await?;
    rows.first().map(|row| Ok(Feed { made_at: row.ts(0)?, read_at: row.opt_int(1).map(Ts) })).transpose()
}

/// Gives a person a new address; the one before opens nothing any more. Returns its secret, which is not kept.
///
/// # Errors
/// Of the database.
pub async fn renew(tenant: &Tenant, who: &Who, user: Id) -> store::Result<Token> {
    let now = tenant.clock().now();
    let token = Token::new(tenant.slug(), Id::at(now.unix_ms()));
    let sql = "insert into @calendar_feed (user_id, id, hash, made_at) values ($1, $2, $3, $4) on conflict (user_id) do update \
               set id = excluded.id, hash = excluded.hash, made_at = excluded.made_at, read_at = null";
    let params = &[user.into(), token.id.into(), token.hash().into(), now.0.into()];
    let entry = &Audit::new(AuditKind::CalendarFeedMade).of(user, who.name.as_str());
    let write = tenant.write::<_, store::Error, _>(move |tx| {
        Box::pin(async move {
            tx.run(sql, params).await?;
            audit::note(tx, who, entry).await
        })
    });
    write.await?;
    Ok(token)
}

/// Ends a person's address. False when there was none.
///
/// # Errors
/// Of the database.
pub async fn end(tenant: &Tenant, who: &Who, user: Id) -> store::Result<bool> {
    let entry = &Audit::new(AuditKind::CalendarFeedEnded).of(user, who.name.as_str());
    let write = tenant.write::<_, store::Error, _>(move |tx| {
        Box::pin(async move {
            let ended = tx.run("delete from @calendar_feed where user_id = $1", &[user.into()]).await? > 0;
            if ended {
                audit::note(tx, who, entry).await?;
            }
            Ok(ended)
        })
    });
    write.await
}

/// Whose address it is; `None` for one that is not good.
///
/// # Errors
/// Of the database.
pub async fn find(tenant: &Tenant, token: &Token) -> store::Result<Option<Id>> {
    let rows = tenant.get("select user_id, hash from @calendar_feed where id = $1", &[token.id.into()]).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    Ok(token.matches(row.bytes(1)?).then_some(row.id(0)?))
}

/// Notes that it was read.
///
/// # Errors
/// Of the database.
pub async fn note_read(tenant: &Tenant, id: Id) -> store::Result<()> {
    let now = tenant.clock().now().0;
    let due = "(read_at is null or read_at < $2)";
    let params = &[id.into(), (now - EXACT).into(), now.into()];
    let known = tenant.get(&format!("select 1 from @calendar_feed where id = $1 and {due}"), &params[..2]).await?;
    if known.is_empty() {
        return Ok(());
    }
    let sql = &format!("update @calendar_feed set read_at = $3 where id = $1 and {due}");
    tenant.write::<_, store::Error, _>(move |tx| Box::pin(tx.run(sql, params))).await.map(drop)
}
