//! Who sees what: masked values shown whole, and why people see a record.

use crate::http::extract::{Json, Path};
use crate::http::problem::Problem;
use crate::signin::{Allowed, accounts, may, roles};
use axum::Json as Answer;
use model::Id;
use serde::Deserialize;
use serde_json::{Value, json};

/// Which field.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reveal {
    #[serde(default)]
    field: String,
}

/// The whole value of a field that is shown in part; the audit log is told.
pub async fn reveal(
    auth: Allowed<may::Read>,
    Path((object, id)): Path<(String, Id)>,
    Json(input): Json<Reveal>,
) -> Result<Answer<Value>, Problem> {
    let value = auth.records().reveal(auth.access(), &object, id, &input.field).await?;
    Ok(Answer(json!({ "value": value })))
}

/// The people who see a record, each with the reason.
pub async fn seen_by(auth: Allowed<may::Users>, Path((object, id)): Path<(String, Id)>) -> Result<Answer<Value>, Problem> {
    let record = auth.records().get_any(auth.access(), &object, id).await?;
    let named = roles::list(auth.tenant()).await?;
    let mut items = Vec::new();
    for account in accounts::list(auth.tenant()).await?.into_iter().filter(|a| a.active) {
        let access = roles::access(auth.tenant(), &account).await?;
        let Some(reason) = auth.records().reason(&access, &record).await? else { continue };
        let role = named.iter().find(|r| r.code == account.role);
        items.push(json!({
            "user": account.id, "name": account.name, "role": account.role, "role_name": role.map(|r| r.name.as_str()),
            "team": account.team, "reason": reason,
        }));
    }
    Ok(Answer(json!({ "items": items, "next": null })))
}
