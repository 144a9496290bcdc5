//! The people of a company: added, changed, given passwords. Used by the API and by the command line.

mod change;

pub use change::{PersonPatch, change, hand_over};

use super::accounts::{self, Account};
use super::gate::Gate;
use super::roles;
use super::token::random_text;
use super::totp;
use crate::http::Problem;
use axum::http::StatusCode;
use model::Id;
use records::{Access, Audit, AuditKind, By, Records, audit};
use serde_json::{Map, Value, json};

/// Name of the operation that may write guarded fields of users.
const OPERATION: &str = "manage_users";
/// Characters of a password made here.
const MADE: usize = 16;

/// Somebody who shall be able to sign in.
#[derive(Clone, Debug, Default)]
pub struct NewPerson {
    pub email: String,
    pub name: String,
    /// Code of a role.
    pub role: String,
    pub language: Option<String>,
    pub team: Option<Id>,
    /// `None`: one is made.
    pub password: Option<String>,
}

/// The program itself: whoever runs its commands. For what people ask, their right was checked before.
#[must_use]
pub fn system(records: &Records) -> Access {
    Access::system(records.tenant().slug())
}

fn by(asker: &Access) -> By {
    By::Operation { name: OPERATION, user: asker.actor.user }
}

/// Adds a person on behalf of `asker`. Returns the account, and the password when it was made here.
///
/// # Errors
/// 422 with every field's error; the e-mail is taken.
pub async fn add(gate: &Gate, records: &Records, asker: &Access, new: NewPerson) -> Result<(Account, Option<String>), Problem> {
    assignable(records, asker, &new.role).await?;
    // Who administers a unit adds to it.
    let team = new.team.or_else(|| if asker.manages_all() { None } else { asker.place.team });
    into(asker, team)?;
    let made = new.password.is_none().then(|| random_text(MADE));
    let password = new.password.or_else(|| made.clone()).unwrap_or_default();
    let hash = gate.passwords.hash(password).await?;
    let mut values = Map::new();
    for (field, value) in [("email", new.email), ("name", new.name), ("role", new.role)] {
        values.insert(field.into(), value.into());
    }
    if let Some(language) = new.language {
        values.insert("language".into(), language.into());
    }
    if let Some(team) = team {
        values.insert("team".into(), json!(team));
    }
    let (values, hash, who, quota) = (&values, &hash, &asker.who(), records.tenant().quota());
    let id = records
        .write(&system(records), by(asker), move |w| {
            Box::pin(async move {
                room(w.tx, quota).await?;
                let record = w.create("user", values).await?;
                let now = w.now();
                accounts::put_password(w.tx, record.id(), hash, now).await?;
                let added = Audit::new(AuditKind::PersonAdded).of(record.id(), text_of(values, "name"));
                let added = added.with(json!({ "email": text_of(values, "email"), "role": text_of(values, "role") }));
                audit::note(w.tx, who, &added).await?;
                Ok(record.id())
            })
        })
        .await?;
    Ok((find(records, id).await?, made))
}

fn text_of<'a>(values: &'a Map<String, Value>, field: &str) -> &'a str {
    values.get(field).and_then(Value::as_str).unwrap_or_default()
}

/// # Errors
/// 422 for a role that there is not; 403 for one that grants more than the asker has.
async fn assignable(records: &Records, asker: &Access, role: &str) -> Result<(), Problem> {
    match roles::find(records.tenant(), role).await? {
        Some(role) => roles::within_own(&role, asker),
        None => Err(Problem::field("role", "not_an_option", format!("there is no role '{role}'"))),
    }
}

/// Takes the second factor off a person on behalf of `asker`. False when they had none.
///
/// # Errors
/// 404.
pub async fn without_totp(gate: &Gate, records: &Records, asker: &Access, id: Id, kind: AuditKind) -> Result<bool, Problem> {
    let account = find(records, id).await?;
    let entry = Audit::new(kind).of(id, account.name);
    let (who, entry) = (&asker.who(), &entry);
    let had = records
        .tenant()
        .write::<_, store::Error, _>(move |tx| {
            Box::pin(async move {
                let had = totp::remove(tx, id).await?;
                if had {
                    audit::note(tx, who, entry).await?;
                }
                Ok(had)
            })
        })
        .await?;
    gate.forget();
    Ok(had)
}

/// Whether there is room for one more person who may sign in.
async fn room(tx: &mut store::Tx, quota: store::Quota) -> store::Result<()> {
    if quota.people.is_none() {
        return Ok(());
    }
    let rows = tx.all("select count(*) from @user where active = 1 and deleted_at is null", &[]).await?;
    store::Quota::check("people", quota.people, rows.first().and_then(|r| r.opt_int(0)).unwrap_or(0), 1)
}

/// The account of somebody whom the asker administers.
///
/// # Errors
/// 404.
pub async fn reached(records: &Records, asker: &Access, id: Id) -> Result<Account, Problem> {
    let account = find(records, id).await?;
    if asker.manages(account.team) { Ok(account) } else { Err(Problem::not_found("user")) }
}

/// The account of somebody whom the asker administers and who can do no more than they: whoever can is changed by those who can
/// do as much.
///
/// # Errors
/// 404; 403.
pub async fn governed(records: &Records, asker: &Access, id: Id) -> Result<Account, Problem> {
    let account = reached(records, asker, id).await?;
    if let Some(role) = roles::find(records.tenant(), &account.role).await? {
        roles::within_own(&role, asker)?;
    }
    Ok(account)
}

/// Where somebody is put.
///
/// # Errors
/// 403 when it is outside of what the asker administers.
fn into(asker: &Access, team: Option<Id>) -> Result<(), Problem> {
    if asker.manages(team) {
        return Ok(());
    }
    let detail = "You administer the people of your own team and of those below it; choose one of these.";
    Err(Problem::new(StatusCode::FORBIDDEN, "other_unit", detail))
}

/// The account with this id.
///
/// # Errors
/// 404.
pub async fn find(records: &Records, id: Id) -> Result<Account, Problem> {
    accounts::by_id(records.tenant(), id).await?.ok_or_else(|| Problem::not_found("user"))
}

/// Values of a person as answers have them.
#[must_use]
pub fn view(account: &Account) -> Value {
    serde_json::json!({
        "id": account.id, "name": account.name, "email": account.email, "role": account.role,
        "team": account.team, "language": account.language, "active": account.active,
    })
}
