//! The company's own rules: which records are refused, and what whoever brings them is told.

use super::extract::{Json, Path};
use super::problem::Problem;
use crate::signin::{Allowed, Auth, may};
use axum::Json as Answer;
use model::def::Labels;
use records::validation::Rule;
use serde::Deserialize;
use serde_json::{Value, json};

/// A rule for records of an object.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ValidationRule {
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    /// A condition as lists take it, `tags:vip phones:empty`, on the record's own fields: records that it finds are refused.
    #[schema(min_length = 1, max_length = 4000)]
    condition: String,
    /// What whoever breaks it is told, by language: `en`, `zh-CN`, `zh-TW`.
    #[schema(value_type = std::collections::BTreeMap<String, String>)]
    message: Labels,
    /// The field at which it is told.
    field: String,
    /// It holds; else it is only kept.
    #[serde(default = "holds")]
    active: bool,
}

fn holds() -> bool {
    true
}

/// All rules of an object, in their order.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ValidationRules {
    #[schema(max_items = 50)]
    items: Vec<ValidationRule>,
}

/// The company's own rules for records of an object; `fault` says why one judges nothing
#[utoipa::path(get, path = "/api/objects/{name}/rules", tag = "objects", params(("name" = String, Path)),
    extensions(("x-permission" = json!("object.define"))), responses((status = 200, description = "What holds", body = Value)))]
pub async fn read_rules(auth: Allowed<may::Define>, Path(name): Path<String>) -> Result<Answer<Value>, Problem> {
    rules_of(&auth, &name).await
}

/// Say which records are refused from now on, whoever brings them; those that are there stay. How many break a rule tells the list of its
/// condition
#[utoipa::path(put, path = "/api/objects/{name}/rules", tag = "objects", request_body = ValidationRules, params(("name" = String, Path)),
    extensions(("x-permission" = json!("object.define"))), responses((status = 200, description = "What holds now", body = Value)))]
pub async fn put_rules(
    auth: Allowed<may::Define>,
    Path(name): Path<String>,
    Json(input): Json<ValidationRules>,
) -> Result<Answer<Value>, Problem> {
    let rule = |r: ValidationRule| Rule {
        name: r.name.trim().to_owned(),
        condition: r.condition.trim().to_owned(),
        message: r.message,
        field: r.field,
        active: r.active,
    };
    let rules: Vec<Rule> = input.items.into_iter().map(rule).collect();
    auth.records().set_validation_rules(auth.access(), &name, &rules).await?;
    rules_of(&auth, &name).await
}

async fn rules_of(auth: &Auth, name: &str) -> Result<Answer<Value>, Problem> {
    Ok(Answer(json!({ "items": auth.records().validation_rules(auth.access(), name).await? })))
}
