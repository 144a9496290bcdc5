//! The people of a company: added, changed, given passwords. Used by the API and by the command line.

use super::accounts::{self, Account};
use super::gate::{Gate, reset};
use super::keys;
use super::roles;
use super::token::random_text;
use super::totp;
use crate::http::Problem;
use axum::http::StatusCode;
use model::Id;
use records::access::ADMINISTRATOR;
use records::handover::{self, HandOver, Holding, NewHandOver, Plan};
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

/// What shall be different; `None` stays.
#[derive(Clone, Debug, Default)]
pub struct PersonPatch {
    pub email: Option<String>,
    pub name: Option<String>,
    pub role: Option<String>,
    pub language: Option<String>,
    /// `Some(None)`: in none.
    pub team: Option<Option<Id>>,
    pub active: Option<bool>,
    pub password: Option<String>,
    /// With `active: false`: to whom goes what they hold.
    pub hand_over: Option<Plan>,
}

/// How a change ended.
enum Changed {
    Done(Option<Id>),
    /// Nobody would be left who may do everything.
    LastAdministrator,
    /// They hold things, and nobody was named who gets them.
    Holds(Vec<Holding>),
    /// They were moved to where the asker administers nobody.
    Elsewhere,
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

/// Changes a person on behalf of `asker`; ends their sessions when they may no longer do what they did.
///
/// # Errors
/// 404; 422 with every field's error; 409 when no administrator would be left, or they hold something and would be deactivated.
pub async fn change(gate: &Gate, records: &Records, asker: &Access, id: Id, patch: PersonPatch) -> Result<Account, Problem> {
    changed(gate, records, asker, id, patch).await?;
    find(records, id).await
}

/// Gives what somebody holds to others, as a job, and deactivates them where that is wanted.
///
/// # Errors
/// As [`change`]; 403 when the asker could not change what they hold; 400 when a hand-over of theirs is under way.
pub async fn hand_over(
    gate: &Gate,
    records: &Records,
    asker: &Access,
    id: Id,
    (plan, deactivate): (Plan, bool),
) -> Result<HandOver, Problem> {
    let before = governed(records, asker, id).await?;
    if deactivate && before.active {
        let patch = PersonPatch { active: Some(false), hand_over: Some(plan), ..PersonPatch::default() };
        let started = changed(gate, records, asker, id, patch).await?.ok_or_else(|| Problem::not_found("hand-over"))?;
        return Ok(records.hand_over(asker, started).await?);
    }
    Ok(records.start_hand_over(asker, &NewHandOver { from: id, plan, deactivate }).await?)
}

async fn changed(gate: &Gate, records: &Records, asker: &Access, id: Id, patch: PersonPatch) -> Result<Option<Id>, Problem> {
    let before = governed(records, asker, id).await?;
    if let Some(role) = patch.role.as_ref().filter(|r| **r != before.role) {
        assignable(records, asker, role).await?;
    }
    if let Some(team) = patch.team.filter(|t| *t != before.team) {
        into(asker, team)?;
    }
    let hash = match patch.password {
        Some(password) => Some(gate.passwords.hash(password).await?),
        None => None,
    };
    let mut values = Map::new();
    let texts = [("email", patch.email), ("name", patch.name), ("role", patch.role), ("language", patch.language)];
    values.extend(texts.into_iter().filter_map(|(field, text)| Some((field.to_owned(), text?.into()))));
    values.extend(patch.team.map(|team| ("team".to_owned(), json!(team))));
    if let Some(active) = patch.active {
        values.insert("active".into(), active.into());
    }
    let loses = patch.active == Some(false) || values.get("role").is_some_and(|r| r != "administrator");
    let guards = loses && before.active && before.role == ADMINISTRATOR;
    let told = told(&before, &values, hash.is_some());
    let goes = patch.active == Some(false) && before.active;
    let (comes, quota) = (patch.active == Some(true) && !before.active, records.tenant().quota());
    let new = patch.hand_over.filter(|_| goes).map(|plan| NewHandOver { from: id, plan, deactivate: true });
    let (values, hash, told, who, new) = (&values, &hash, &told, &asker.who(), &new);
    let done = records
        .write(&system(records), by(asker), move |w| {
            Box::pin(async move {
                if guards && others(w.tx, id).await? == 0 {
                    return Ok(Changed::LastAdministrator);
                }
                // locked, so that what is being given to them, and where they are moved, comes first and is seen
                let team = w.get("user", id).await?.and_then(|u| u.get("team").id());
                if !asker.manages(team) {
                    return Ok(Changed::Elsewhere);
                }
                if comes {
                    room(w.tx, quota).await?;
                }
                let mut started = None;
                if goes {
                    match new {
                        Some(new) => started = Some(handover::start(w, asker, new).await?),
                        None => {
                            let held = w.holdings(id).await?;
                            if !held.is_empty() {
                                return Ok(Changed::Holds(held));
                            }
                        }
                    }
                    let now = w.now();
                    keys::revoke_all_of(w.tx, id, now).await?;
                }
                w.patch("user", id, values, None).await?;
                if values.contains_key("email") {
                    // a link on its way to the address of before opens nothing
                    reset::void(w.tx, id).await?;
                }
                if let Some(hash) = hash {
                    let now = w.now();
                    accounts::put_password(w.tx, id, hash, now).await?;
                }
                for entry in told {
                    audit::note(w.tx, who, entry).await?;
                }
                Ok(Changed::Done(started))
            })
        })
        .await?;
    let started = match done {
        Changed::Done(started) => started,
        Changed::LastAdministrator => {
            let detail = "This is the last administrator; make another one first.";
            return Err(Problem::new(StatusCode::CONFLICT, "last_administrator", detail));
        }
        Changed::Holds(held) => return Err(holds(&held)),
        Changed::Elsewhere => return Err(Problem::not_found("user")),
    };
    if hash.is_some() || patch.active == Some(false) {
        gate.end_sessions(records.tenant(), id, None).await?;
    }
    gate.forget();
    Ok(started)
}

/// Who is deactivated holds nothing.
fn holds(held: &[Holding]) -> Problem {
    let list: Vec<String> = held.iter().map(|h| format!("{} by {}.{}", h.count, h.object, h.field)).collect();
    let detail = format!("They still hold {}; hand it over first, or with the deactivation.", list.join(", "));
    let error = |h: &Holding| model::FieldError::new(format!("{}.{}", h.object, h.field), "held", h.count.to_string());
    Problem { errors: held.iter().map(error).collect(), ..Problem::new(StatusCode::CONFLICT, "holds_open", detail) }
}

/// # Errors
/// 422 for a role that there is not; 403 for one that grants more than the asker has.
async fn assignable(records: &Records, asker: &Access, role: &str) -> Result<(), Problem> {
    match roles::find(records.tenant(), role).await? {
        Some(role) => roles::within_own(&role, asker),
        None => Err(Problem::field("role", "not_an_option", format!("there is no role '{role}'"))),
    }
}

/// What the audit log is told of a change.
fn told(before: &Account, values: &Map<String, Value>, password: bool) -> Vec<Audit> {
    let entry = |kind| Audit::new(kind).of(before.id, before.name.as_str());
    let mut told = Vec::new();
    if let Some(role) = values.get("role").and_then(Value::as_str).filter(|r| *r != before.role) {
        told.push(entry(AuditKind::RoleChanged).with(json!({ "role": [before.role, role] })));
    }
    match values.get("active").and_then(Value::as_bool) {
        Some(true) if !before.active => told.push(entry(AuditKind::PersonActivated)),
        Some(false) if before.active => told.push(entry(AuditKind::PersonDeactivated)),
        _ => {}
    }
    if password {
        told.push(entry(AuditKind::PasswordChanged));
    }
    let team = values.get("team").and_then(|t| t.as_str().map_or(Some(None), |t| Id::parse(t).map(Some)));
    if let Some(team) = team.filter(|t| *t != before.team) {
        told.push(entry(AuditKind::PersonChanged).with(json!({ "team": [before.team, team] })));
    }
    let was = [("email", before.email.as_str()), ("name", &before.name), ("language", before.language.as_deref().unwrap_or(""))];
    let changed = was.into_iter().filter_map(|(field, old)| {
        let new = values.get(field)?.as_str()?;
        (new != old).then(|| (field.to_owned(), json!([old, new])))
    });
    let changed: Map<String, Value> = changed.collect();
    if !changed.is_empty() {
        told.push(entry(AuditKind::PersonChanged).with(changed.into()));
    }
    told
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

/// Administrators who can sign in, apart from one. They are locked, so that two cannot demote each other at once.
async fn others(tx: &mut store::Tx, id: Id) -> store::Result<usize> {
    let lock = tx.dialect().for_update();
    let sql =
        format!("select id from @user where role = 'administrator' and active = 1 and deleted_at is null order by id{lock}");
    let rows = tx.all(&sql, &[]).await?;
    Ok(rows.iter().filter(|r| r.opt_id(0) != Some(id)).count())
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
