//! The people of a company: added, changed, given passwords. Used by the API and by the command line.

use super::accounts::{self, Account};
use super::gate::Gate;
use super::token::random_text;
use crate::http::Problem;
use axum::http::StatusCode;
use model::Id;
use records::{Access, By, Records};
use serde_json::{Map, Value};

/// Name of the operation that may write guarded fields of users.
const OPERATION: &str = "manage_users";
/// Characters of a password made here.
const MADE: usize = 16;

/// Somebody who shall be able to sign in.
#[derive(Clone, Debug, Default)]
pub struct NewPerson {
    pub email: String,
    pub name: String,
    /// `administrator` or `member`.
    pub role: String,
    pub language: Option<String>,
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
    pub active: Option<bool>,
    pub password: Option<String>,
}

/// The caller's right was checked; what is written is written by the operation.
fn system(records: &Records) -> Access {
    Access::system(records.tenant().slug())
}

fn by(user: Option<Id>) -> By {
    By::Operation { name: OPERATION, user }
}

/// Adds a person on behalf of `user`. Returns the account, and the password when it was made here.
///
/// # Errors
/// 422 with every field's error; the e-mail is taken.
pub async fn add(gate: &Gate, records: &Records, user: Option<Id>, new: NewPerson) -> Result<(Account, Option<String>), Problem> {
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
    let (values, hash) = (&values, &hash);
    let id = records
        .write(&system(records), by(user), move |w| {
            Box::pin(async move {
                let record = w.create("user", values).await?;
                let now = w.now();
                accounts::put_password(w.tx, record.id(), hash, now).await?;
                Ok(record.id())
            })
        })
        .await?;
    Ok((find(records, id).await?, made))
}

/// Changes a person on behalf of `user`; ends their sessions when they may no longer do what they did.
///
/// # Errors
/// 404; 422 with every field's error; 409 when no administrator would be left.
pub async fn change(gate: &Gate, records: &Records, user: Option<Id>, id: Id, patch: PersonPatch) -> Result<Account, Problem> {
    let before = find(records, id).await?;
    let hash = match patch.password {
        Some(password) => Some(gate.passwords.hash(password).await?),
        None => None,
    };
    let mut values = Map::new();
    let texts = [("email", patch.email), ("name", patch.name), ("role", patch.role), ("language", patch.language)];
    values.extend(texts.into_iter().filter_map(|(field, text)| Some((field.to_owned(), text?.into()))));
    if let Some(active) = patch.active {
        values.insert("active".into(), active.into());
    }
    let loses = patch.active == Some(false) || values.get("role").is_some_and(|r| r != "administrator");
    let guards = loses && before.active && before.role == records::Role::Administrator;
    let (values, hash) = (&values, &hash);
    let left = records
        .write(&system(records), by(user), move |w| {
            Box::pin(async move {
                if guards && others(w.tx, id).await? == 0 {
                    return Ok(false);
                }
                w.patch("user", id, values, None).await?;
                if let Some(hash) = hash {
                    let now = w.now();
                    accounts::put_password(w.tx, id, hash, now).await?;
                }
                Ok(true)
            })
        })
        .await?;
    if !left {
        let detail = "This is the last administrator; make another one first.";
        return Err(Problem::new(StatusCode::CONFLICT, "last_administrator", detail));
    }
    if hash.is_some() || patch.active == Some(false) {
        gate.end_sessions(records.tenant(), id, None).await?;
    }
    gate.forget();
    find(records, id).await
}

/// Administrators who can sign in, apart from one. They are locked, so that two cannot demote each other at once.
async fn others(tx: &mut store::Tx, id: Id) -> store::Result<usize> {
    let lock = tx.dialect().for_update();
    let sql =
        format!("select id from @user where role = 'administrator' and active = 1 and deleted_at is null order by id{lock}");
    let rows = tx.all(&sql, &[]).await?;
    Ok(rows.iter().filter(|r| r.opt_id(0) != Some(id)).count())
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
        "id": account.id, "name": account.name, "email": account.email, "role": account.role.name(),
        "language": account.language, "active": account.active,
    })
}
