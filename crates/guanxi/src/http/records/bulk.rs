//! One change of many records begins.

use super::list::Selection;
use crate::http::extract::{Json, Path};
use crate::http::problem::Problem;
use crate::signin::{Allowed, Auth, may};
use axum::Json as Answer;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::Id;
use records::bulk::{Chosen, What};
use serde::Deserialize;
use serde_json::{Map, Value, json};

/// Which records.
#[derive(Deserialize, Default)]
#[serde(default)]
pub struct Which {
    records: Option<Vec<Id>>,
    filter: String,
    #[serde(rename = "where")]
    condition: Option<Value>,
    q: String,
    purpose: String,
    #[serde(flatten)]
    rest: Map<String, Value>,
}

impl Which {
    /// The records, and what of the input says nothing of them.
    fn chosen(self, object: &str) -> Result<(Chosen, String, Map<String, Value>), Problem> {
        let condition = self.condition.map(|c| c.to_string()).unwrap_or_default();
        let select = Selection { filter: &self.filter, condition: &condition, q: &self.q, sort: "", fields: None };
        let filter = select.query(object.to_owned())?.filter.to_compact();
        Ok((Chosen { records: self.records, filter, q: self.q, ..Chosen::default() }, self.purpose, self.rest))
    }
}

/// Fields and their values.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Edit {
    set: Map<String, Value>,
    add: Map<String, Value>,
    remove: Map<String, Value>,
}

/// `POST /api/records/{object}/bulk/edit`
pub async fn edit(auth: Allowed<may::Update>, Path(object): Path<String>, Json(which): Json<Which>) -> Result<Response, Problem> {
    let (chosen, purpose, rest) = which.chosen(&object)?;
    let Edit { set, add, remove } = read(rest)?;
    begin(&auth, &object, &What::Edit { set, add, remove }, chosen, &purpose).await
}

/// `POST /api/records/{object}/bulk/delete`
pub async fn delete(
    auth: Allowed<may::Delete>,
    Path(object): Path<String>,
    Json(which): Json<Which>,
) -> Result<Response, Problem> {
    let (chosen, purpose, rest) = which.chosen(&object)?;
    if let Some(name) = rest.keys().next() {
        return Err(Problem::field(name, "unknown_field", "nothing of this name is taken here"));
    }
    begin(&auth, &object, &What::Delete, chosen, &purpose).await
}

fn read(rest: Map<String, Value>) -> Result<Edit, Problem> {
    crate::http::extract::parse(Value::Object(rest).to_string().as_bytes())
}

async fn begin(auth: &Auth, object: &str, what: &What, chosen: Chosen, purpose: &str) -> Result<Response, Problem> {
    let access = auth.in_name_of(purpose).await?;
    let made = auth.records().start_bulk_action(&access, object, what, chosen).await?;
    let at = format!("/api/bulk-actions/{}", made.id);
    Ok((StatusCode::ACCEPTED, [(header::LOCATION, at)], Answer(json!(made))).into_response())
}
