//! A browser on its way to a provider and back. What it carries (the state in the address, a cookie) names the row; the row is
//! good once, for a short time, and for that browser alone.

use crate::signin::token::Token;
use model::{Id, Ts, Val};
use store::{Keys, Row, Tenant};

/// How long somebody may take at the provider, and to send a code, in microseconds.
const GOOD: i64 = 600_000_000;

/// What is remembered while the browser is away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    pub provider: Id,
    pub nonce: String,
    /// The secret of PKCE.
    pub verifier: String,
    /// Where to go in the app.
    pub next: String,
    /// Who came back and has yet to send a code of the second factor.
    pub user: Option<Id>,
}

/// What the browser carries.
pub struct Tickets {
    /// In the address, by way of the provider.
    pub state: String,
    /// In the cookie.
    pub cookie: String,
}

/// The tickets of a visit to be stored.
pub fn tickets(tenant: &Tenant, now: Ts) -> (Token, Token) {
    let state = Token::new(tenant.slug(), Id::at(now.unix_ms()));
    let cookie = Token::new(tenant.slug(), state.id);
    (state, cookie)
}

/// Remembers a visit; forgets those that took too long.
pub async fn put(tenant: &Tenant, (state, cookie): &(Token, Token), visit: &Visit, now: Ts) -> store::Result<Tickets> {
    let verifier = tenant.keys().seal("visit", "verifier", state.id, visit.verifier.as_bytes()).await?;
    let params: &[Val; 9] = &[
        state.id.into(),
        state.hash().into(),
        cookie.hash().into(),
        visit.provider.into(),
        visit.nonce.as_str().into(),
        verifier.into(),
        visit.next.as_str().into(),
        visit.user.into(),
        (now.0 + GOOD).into(),
    ];
    let sql = "insert into @visit (id, state, browser, provider_id, nonce, verifier, next, user_id, until)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    tenant
        .write::<_, store::Error, _>(move |tx| {
            Box::pin(async move {
                tx.run("delete from @visit where until <= $1", &[now.0.into()]).await?;
                tx.run(sql, params).await.map(drop)
            })
        })
        .await?;
    Ok(Tickets { state: state.text(), cookie: cookie.text() })
}

/// The visit of the browser with this cookie, which came back with `state`, or without one to send a code.
pub async fn find(tenant: &Tenant, cookie: &Token, state: Option<&Token>, now: Ts) -> store::Result<Option<Visit>> {
    let sql = "select state, browser, provider_id, nonce, verifier, next, user_id from @visit where id = $1 and until > $2";
    let rows = tenant.get(sql, &[cookie.id.into(), now.0.into()]).await?;
    let Some(row) = rows.first() else { return Ok(None) };
    let same = state.is_none_or(|s| s.id == cookie.id) && state.map_or(Ok(true), |s| row.bytes(0).map(|h| s.matches(h)))?;
    let visit = read(tenant.keys(), cookie.id, row)?;
    let step = state.is_none() == visit.user.is_some();
    Ok((same && step && cookie.matches(row.bytes(1)?)).then_some(visit))
}

fn read(keys: &Keys, id: Id, row: &Row) -> store::Result<Visit> {
    let verifier = keys.open("visit", "verifier", id, row.text(4)?.as_bytes())?;
    Ok(Visit {
        provider: row.id(2)?,
        nonce: row.text(3)?.to_owned(),
        verifier: String::from_utf8(verifier).unwrap_or_default(),
        next: row.text(5)?.to_owned(),
        user: row.opt_id(6),
    })
}

/// Ends a visit. False when that was done before: it is good once.
pub async fn end(tenant: &Tenant, id: Id) -> store::Result<bool> {
    let params = &[id.into()];
    let sql = "delete from @visit where id = $1";
    let ended = tenant.write::<_, store::Error, _>(move |tx| Box::pin(tx.run(sql, params))).await?;
    Ok(ended > 0)
}
