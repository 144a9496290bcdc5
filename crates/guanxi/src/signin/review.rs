//! Reviews of access: a campaign with a day by which it is to be done, and a decision on each person.

use super::Auth;
use super::accounts::{self, Account};
use super::staff::{self, PersonPatch};
use crate::http::Problem;
use axum::http::StatusCode;
use model::{Id, Ts};
use records::{Access, Audit, AuditKind, audit};
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeMap;
use store::{Row, Scan};

/// Reviews that are listed.
const LISTED: usize = 100;

/// A review.
#[derive(Clone, Debug, Serialize)]
pub struct Review {
    pub id: Id,
    pub name: String,
    pub due_at: Option<String>,
    pub created_at: String,
    pub by: Id,
    pub done_at: Option<String>,
    pub people: i64,
    pub decided: i64,
}

/// One person of a review.
#[derive(Clone, Debug, Serialize)]
pub struct Item {
    pub user: Id,
    pub name: String,
    /// The role that they had when it began.
    pub role: String,
    pub decision: Option<String>,
    pub to_role: Option<String>,
    pub decided_at: Option<String>,
    pub decided_by: Option<Id>,
}

const COLUMNS: &str = "r.id, r.name, r.due_at, r.created_at, r.created_by, r.done_at, count(i.user_id), count(i.decision)";
const FROM: &str = "from @access_review r left join @access_review_item i on i.review_id = r.id";
const GROUP: &str = "group by r.id, r.name, r.due_at, r.created_at, r.created_by, r.done_at";

fn review(row: &Row) -> store::Result<Review> {
    let time = |i: usize| row.opt_int(i).map(|at| Ts(at).rfc3339());
    Ok(Review {
        id: row.id(0)?,
        name: row.text(1)?.to_owned(),
        due_at: time(2),
        created_at: row.ts(3)?.rfc3339(),
        by: row.id(4)?,
        done_at: time(5),
        people: row.int(6)?,
        decided: row.int(7)?,
    })
}

/// Begins a review of everybody who may sign in and whom the asker administers, but the asker.
///
/// # Errors
/// 422 for a name that is none; 403 for programs.
pub async fn start(auth: &Auth, name: &str, due_at: Option<Ts>) -> Result<Review, Problem> {
    let by = auth.in_person().map(|_| auth.signed().account.id)?;
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 100 {
        return Err(Problem::field("name", "required", "say what the review is called, in 1 to 100 characters"));
    }
    let now = auth.now();
    let id = Id::at(now.unix_ms());
    let mut people = accounts::list(auth.tenant()).await?;
    people.retain(|a| a.active && a.id != by && auth.access().manages(a.team));
    let rows: Vec<Vec<model::Val>> = people.iter().map(|a| vec![id.into(), a.id.into(), a.role.as_str().into()]).collect();
    let told = Audit::new(AuditKind::ReviewStarted).of(id, name).with(json!({ "people": rows.len() }));
    let values = [id.into(), name.into(), due_at.map(|d| d.0).into(), now.0.into(), by.into()];
    let (rows, told, values, who) = (&rows, &told, &values, &auth.access().who());
    auth.tenant()
        .write::<_, store::Error, _>(move |tx| {
            Box::pin(async move {
                let sql = "insert into @access_review (id, name, due_at, created_at, created_by) values ($1, $2, $3, $4, $5)";
                tx.run(sql, values).await?;
                tx.run_many("insert into @access_review_item (review_id, user_id, role) values ($1, $2, $3)", rows).await?;
                audit::note(tx, who, told).await
            })
        })
        .await?;
    find(auth, id).await
}

/// Whether the asker may see a review: those of the company, or those that they began.
fn sees(access: &Access, review: &Review) -> bool {
    access.manages_all() || access.actor.user == Some(review.by)
}

/// Reviews, newest first.
///
/// # Errors
/// Of the database.
pub async fn list(auth: &Auth) -> Result<Vec<Review>, Problem> {
    let sql = format!("select {COLUMNS} {FROM} {GROUP} order by r.id desc limit {LISTED}");
    let rows = auth.tenant().scan(&sql, &[], Scan::default()).await?;
    let all: Vec<Review> = rows.iter().map(review).collect::<store::Result<_>>()?;
    Ok(all.into_iter().filter(|r| sees(auth.access(), r)).collect())
}

/// One review.
///
/// # Errors
/// 404.
pub async fn find(auth: &Auth, id: Id) -> Result<Review, Problem> {
    let sql = format!("select {COLUMNS} {FROM} where r.id = $1 {GROUP}");
    let rows = auth.tenant().get(&sql, &[id.into()]).await?;
    let found = rows.first().map(review).transpose()?.filter(|r| sees(auth.access(), r));
    found.ok_or_else(|| Problem::not_found("review"))
}

/// The people of a review whom the asker administers now.
///
/// # Errors
/// Of the database.
pub async fn items(auth: &Auth, id: Id) -> Result<Vec<Item>, Problem> {
    let people: BTreeMap<Id, Account> = accounts::list(auth.tenant()).await?.into_iter().map(|a| (a.id, a)).collect();
    let sql = "select user_id, role, decision, to_role, decided_at, decided_by from @access_review_item where review_id = $1";
    let rows = auth.tenant().scan(sql, &[id.into()], Scan::default()).await?;
    let item = |r: &Row| {
        let account = people.get(&r.opt_id(0)?).filter(|a| auth.access().manages(a.team))?;
        Some(Item {
            user: account.id,
            name: account.name.clone(),
            role: r.opt_text(1).unwrap_or_default().to_owned(),
            decision: r.opt_text(2).map(str::to_owned),
            to_role: r.opt_text(3).map(str::to_owned),
            decided_at: r.opt_int(4).map(|at| Ts(at).rfc3339()),
            decided_by: r.opt_id(5),
        })
    };
    let mut items: Vec<Item> = rows.iter().filter_map(item).collect();
    items.sort_by(|a, b| (&a.name, a.user).cmp(&(&b.name, b.user)));
    Ok(items)
}

/// Confirms the role of a person, or gives them another one, once.
///
/// # Errors
/// 404; 403 for oneself, and as [`staff::change`]; 409 when it was decided, or the role is another one by now.
pub async fn decide(auth: &Auth, id: Id, user: Id, instead: Option<String>) -> Result<Review, Problem> {
    auth.in_person()?;
    let found = find(auth, id).await?;
    let person = staff::governed(auth.records(), auth.access(), user).await?;
    let by = auth.signed().account.id;
    if user == by {
        return Err(Problem::new(StatusCode::FORBIDDEN, "own_access", "Nobody decides on their own access; ask a colleague."));
    }
    let items = items(auth, id).await?;
    let item = items.iter().find(|i| i.user == user).ok_or_else(|| Problem::not_found("person in this review"))?;
    if item.decision.is_some() {
        return Err(Problem::new(StatusCode::CONFLICT, "decided", "It was decided already."));
    }
    if item.role != person.role {
        let detail = "Their role has changed since the review began; begin another one.";
        return Err(Problem::new(StatusCode::CONFLICT, "role_changed", detail));
    }
    if let Some(role) = &instead {
        if *role == item.role {
            return Err(Problem::field("role", "not_possible", "is the role that is taken away; choose another one"));
        }
        let patch = PersonPatch { role: Some(role.clone()), ..PersonPatch::default() };
        staff::change(auth.gate(), auth.records(), auth.access(), user, patch).await?;
    }
    let (decision, kind) = match &instead {
        Some(_) => ("revoked", AuditKind::AccessRevoked),
        None => ("confirmed", AuditKind::AccessConfirmed),
    };
    let told = Audit::new(kind).of(user, person.name.as_str());
    let told = told.with(json!({ "review": found.name, "role": item.role, "to": instead }));
    let now = auth.now();
    let values = [id.into(), user.into(), decision.into(), instead.into(), now.0.into(), by.into()];
    let (values, told, who) = (&values, &told, &auth.access().who());
    auth.tenant()
        .write::<_, store::Error, _>(move |tx| {
            Box::pin(async move {
                let sql = "update @access_review_item set decision = $3, to_role = $4, decided_at = $5, decided_by = $6 \
                    where review_id = $1 and user_id = $2 and decision is null";
                if tx.run(sql, values).await? > 0 {
                    audit::note(tx, who, told).await?;
                }
                let sql = "update @access_review set done_at = $2 where id = $1 and done_at is null and not exists \
                    (select 1 from @access_review_item where review_id = $1 and decision is null)";
                tx.run(sql, &[id.into(), now.0.into()]).await
            })
        })
        .await?;
    find(auth, id).await
}
