//! Formulas: tried while they are written, and computed again for the records that are there.

use super::extract::{Json, Path};
use super::problem::Problem;
use crate::signin::{Allowed, may};
use axum::Json as Answer;
use model::Id;
use model::def::ResultType;
use records::formula::{self, again};
use records::{FormulaDraft, FormulaSample, FormulaTrial};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A formula as it is written.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = FormulaDraft)]
pub struct Draft {
    expr: String,
    /// What it yields: `text`, `integer`, `boolean`, `money`, `date`, `datetime` or `{"decimal": 2}`; left out: text, or what the field
    /// yields that is changed.
    #[schema(value_type = Option<Value>)]
    result: Option<ResultType>,
    /// The formula that would be changed; left out for a new one.
    field: Option<String>,
}

/// What would come of a formula.
#[derive(Serialize, ToSchema)]
#[schema(as = FormulaTrial)]
pub struct Trial {
    /// The fields that it reads.
    reads: Vec<String>,
    /// What is wrong with it.
    fault: Option<Fault>,
    /// Fields that it reads and that the asker may not see: then there are no samples.
    closed: Vec<String>,
    /// What it gives for the newest records in sight.
    samples: Vec<Sample>,
    /// Titles of the records that inputs refer to.
    labels: BTreeMap<String, String>,
}

/// Why a text is no formula.
#[derive(Serialize, ToSchema)]
#[schema(as = FormulaFault)]
struct Fault {
    /// `too_long`, `unreadable`, `unknown_field`, `unsuitable_field`, `unknown_function`, `circular`.
    code: &'static str,
    message: String,
    /// The field or function that it is about.
    name: Option<String>,
    at: Option<Place>,
}

/// Part of the text, in characters.
#[derive(Serialize, ToSchema)]
#[schema(as = FormulaPlace)]
struct Place {
    from: usize,
    length: usize,
}

/// What a formula gives for one record.
#[derive(Serialize, ToSchema)]
#[schema(as = FormulaSample)]
struct Sample {
    #[schema(value_type = String, format = "uuid")]
    id: Id,
    /// What the record is called; null when the asker may not see it.
    title: Value,
    /// Values of the fields that it reads.
    #[schema(value_type = BTreeMap<String, Value>)]
    inputs: Map<String, Value>,
    value: Value,
    /// Why there is no value: `empty`, something that it reads is, or `type`, it gives something else than it shall.
    why: Option<&'static str>,
}

/// How far the formulas of an object are.
#[derive(Serialize, ToSchema)]
#[schema(as = FormulaState)]
pub struct State {
    /// Null when all are computed.
    computing: Option<Computing>,
}

/// Records of an object whose formulas are computed again.
#[derive(Serialize, ToSchema)]
#[schema(as = FormulaComputing)]
struct Computing {
    /// `waiting`, `running`, or `dead` when it was given up.
    state: &'static str,
    done: u64,
    /// How many records there are; null before it has begun.
    total: Option<u64>,
}

impl From<FormulaTrial> for Trial {
    fn from(of: FormulaTrial) -> Self {
        let FormulaTrial { reads, fault, closed, samples, labels } = of;
        let sample = |FormulaSample { id, title, inputs, value, why }| Sample { id, title, inputs, value, why };
        let place = |formula::Place { from, length }| Place { from, length };
        let fault = fault.map(|f| Fault { code: f.code, message: f.message, name: f.name, at: f.at.map(place) });
        Self { reads, fault, closed, samples: samples.into_iter().map(sample).collect(), labels }
    }
}

/// Try a formula while it is written: `reads`, or the `fault` with its place, and what it gives for the newest records in sight
#[utoipa::path(post, path = "/api/objects/{name}/formula", tag = "objects", request_body = Draft, params(("name" = String, Path)),
    extensions(("x-permission" = json!("object.define"))), responses((status = 200, description = "What would come of it", body = Trial)))]
pub async fn try_formula(
    auth: Allowed<may::Define>,
    Path(name): Path<String>,
    Json(Draft { expr, result, field }): Json<Draft>,
) -> Result<Answer<Trial>, Problem> {
    let draft = FormulaDraft { expr, result, field };
    Ok(Answer(auth.records().try_formula(auth.access(), &name, &draft).await?.into()))
}

/// How far the formulas of an object are that are computed again for its records
#[utoipa::path(get, path = "/api/objects/{name}/formula", tag = "objects", params(("name" = String, Path)),
    extensions(("x-permission" = json!("object.define"))), responses((status = 200, description = "How far they are", body = State)))]
pub async fn computing(auth: Allowed<may::Define>, Path(name): Path<String>) -> Result<Answer<State>, Problem> {
    let computing = auth.records().computing(auth.access(), &name).await?;
    let told = |again::Computing { state, done, total }| Computing { state, done, total };
    Ok(Answer(State { computing: computing.map(told) }))
}
