//! What a device was asked. It is good once, for five minutes, in the browser that was told to ask, and for what it was asked for.

use crate::http::Problem;
use crate::signin::token::Token;
use model::{Id, Val};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use store::Tenant;
use subtle::ConstantTimeEq;

/// How long a device may take to answer, in microseconds.
const GOOD: i64 = 300_000_000;

/// Who may answer.
#[derive(Clone, Copy, Debug)]
pub struct For<'a> {
    /// The person for whom a key is made; none: somebody who wants to sign in.
    pub user: Option<Id>,
    /// What the browser is known by: its session, or the cookie of somebody who has none yet.
    pub browser: &'a str,
}

fn hash(token: &Token, browser: &str) -> Vec<u8> {
    Sha256::new().chain_update(&token.secret).chain_update([0]).chain_update(browser).finalize().to_vec()
}

/// Remembers what is asked, and forgets what nobody answered. Gives what the page brings along with the answer.
pub async fn put(tenant: &Tenant, who: For<'_>, state: &impl Serialize) -> Result<String, Problem> {
    let now = tenant.clock().now();
    let token = Token::new(tenant.slug(), Id::at(now.unix_ms()));
    let state = serde_json::to_string(state).map_err(|e| Problem::internal(&e))?;
    let params: &[Val; 5] =
        &[token.id.into(), hash(&token, who.browser).into(), who.user.into(), state.into(), (now.0 + GOOD).into()];
    let sql = "insert into @ceremony (id, hash, user_id, state, until) values ($1, $2, $3, $4, $5)";
    tenant
        .write::<_, store::Error, _>(move |tx| {
            Box::pin(async move {
                tx.run("delete from @ceremony where until <= $1", &[now.0.into()]).await?;
                tx.run(sql, params).await.map(drop)
            })
        })
        .await?;
    Ok(token.text())
}

/// What was asked, if it was asked of this browser for this person. It can be taken once.
pub async fn take<T: DeserializeOwned>(tenant: &Tenant, token: &Token, who: For<'_>) -> Result<Option<T>, Problem> {
    if token.tenant != tenant.slug() {
        return Ok(None);
    }
    let sql = "select hash, user_id, state from @ceremony where id = $1 and until > $2";
    let rows = tenant.get(sql, &[token.id.into(), tenant.clock().now().0.into()]).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let same: bool = hash(token, who.browser).as_slice().ct_eq(row.bytes(0)?).into();
    if !same || row.opt_id(1) != who.user {
        return Ok(None);
    }
    let params = &[token.id.into()];
    let sql = "delete from @ceremony where id = $1";
    let taken = tenant.write::<_, store::Error, _>(move |tx| Box::pin(tx.run(sql, params))).await?;
    if taken == 0 {
        return Ok(None);
    }
    serde_json::from_str(row.text(2)?).map(Some).map_err(|e| Problem::internal(&e))
}
