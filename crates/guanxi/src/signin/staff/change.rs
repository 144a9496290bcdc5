//! People changed, handed over, deactivated: with all that follows for what they hold, their sessions and keys.

use super::{assignable, by, find, governed, into, room, system};
use crate::http::Problem;
use crate::signin::accounts::{self, Account};
use crate::signin::gate::{Gate, reset};
use crate::signin::keys;
use crate::signin::passkey::key as passkeys;
use axum::http::StatusCode;
use model::Id;
use records::access::ADMINISTRATOR;
use records::handover::{self, HandOver, Holding, NewHandOver, Plan};
use records::{Access, Audit, AuditKind, Records, audit};
use serde_json::{Map, Value, json};

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
    let name = before.name.as_str();
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
                    passkeys::remove_within(w.tx, who, (id, name), passkeys::Which::All).await?;
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

/// Administrators who can sign in, apart from one. They are locked, so that two cannot demote each other at once.
async fn others(tx: &mut store::Tx, id: Id) -> store::Result<usize> {
    let lock = tx.dialect().for_update();
    let sql =
        format!("select id from @user where role = 'administrator' and active = 1 and deleted_at is null order by id{lock}");
    let rows = tx.all(&sql, &[]).await?;
    Ok(rows.iter().filter(|r| r.opt_id(0) != Some(id)).count())
}
