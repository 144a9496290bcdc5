//! Reports on people and data: customers whom only one colleague knows, and which fields are filled in. Each over what the
//! asker sees, and as a file.

use super::extract::{Json, Path, Query};
use super::problem::Problem;
use super::stream;
use crate::sheet::Lines;
use crate::signin::{Allowed, Auth, accounts, may};
use axum::Json as Answer;
use axum::http::StatusCode;
use axum::response::Response;
use model::Id;
use records::access::{Act, permission};
use records::insight::{Known, Sole};
use records::{Audit, AuditKind, audit};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};

/// Customers of a page.
const PAGE: usize = 50;
/// Most customers of a file.
const FILE: usize = 100_000;

/// Who alone knows how many of the customers that one sees
#[utoipa::path(get, path = "/api/reports/sole", tag = "reports", extensions(("x-permission" = json!("record.read"))),
    responses((status = 200, description = "`people`: `user`, `name`, `customers`, most first; `customers`: how many one sees", body = Value)))]
pub async fn soles(auth: Allowed<may::Read>) -> Result<Answer<Value>, Problem> {
    Ok(Answer(json!(auth.records().soles(auth.access()).await?)))
}

/// Whose.
#[derive(Deserialize, Default, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct Whose {
    /// Known by this person alone; left out: by anybody.
    #[param(value_type = Option<String>, format = "uuid")]
    user: Option<Id>,
    /// `next` of the page before.
    #[param(value_type = Option<String>, format = "uuid")]
    cursor: Option<Id>,
}

/// Customers whom one person alone knows
#[utoipa::path(get, path = "/api/reports/sole/customers", tag = "reports", params(Whose), extensions(("x-permission" = json!("record.read"))),
    responses((status = 200, description = "A page: `customer`, `title`, `user`", body = Value)))]
pub async fn sole(auth: Allowed<may::Read>, Query(whose): Query<Whose>) -> Result<Answer<Value>, Problem> {
    let mut items = auth.records().sole(auth.access(), whose.user, whose.cursor, PAGE + 1).await?;
    let more = items.len() > PAGE;
    items.truncate(PAGE);
    let next = items.last().filter(|_| more).map(|i| i.customer);
    Ok(Answer(json!({ "items": items, "next": next })))
}

/// Customers whom one person alone knows, as CSV; the audit log is told
#[utoipa::path(get, path = "/api/reports/sole/export", tag = "reports", params(Whose), extensions(("x-permission" = json!("record.export"))),
    responses((status = 200, description = "The file", body = String, content_type = "text/csv")))]
pub async fn export_sole(auth: Allowed<may::Export>, Query(whose): Query<Whose>) -> Result<Response, Problem> {
    auth.access().require_on(Act::Export, "customer")?;
    let items: Vec<Sole> = auth.records().sole(auth.access(), whose.user, None, FILE).await?;
    let names = names(&auth).await?;
    let mut lines = Lines::new(&["customer", "name", "known_by", "user"]);
    for item in &items {
        let (id, title) = (item.customer.to_string(), item.title.as_deref().unwrap_or_default());
        lines.push(&[&id, title, name(&names, Some(item.user)), &item.user.to_string()]);
    }
    file(&auth, "sole", lines).await
}

/// Which fields of an object's records are filled in: of all that one sees, by unit, by person, and over time
#[utoipa::path(get, path = "/api/reports/known/{name}", tag = "reports", params(("name" = String, Path)),
    extensions(("x-permission" = json!("record.read"))),
    responses((status = 200, description = "`fields`; `targets`: percent by field; `all`, `units`, `people` (also what each `entered`) and `trend`: `records` and for each field how many have it, of how many", body = Value)))]
pub async fn known(auth: Allowed<may::Read>, Path(object): Path<String>) -> Result<Answer<Value>, Problem> {
    Ok(Answer(json!(auth.records().known(auth.access(), &object).await?)))
}

/// In how many percent of the records fields shall be known.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct KnownTargets {
    /// By field, 1 to 100; `null` takes the target away. Fields that are not named keep theirs.
    fields: BTreeMap<String, Option<u8>>,
}

/// Set how much of an object's fields shall be known
#[utoipa::path(patch, path = "/api/reports/known/{name}/targets", tag = "reports", request_body = KnownTargets, params(("name" = String, Path)),
    extensions(("x-permission" = json!("object.define"))), responses((status = 204, description = "Set")))]
pub async fn set_targets(
    auth: Allowed<may::Define>,
    Path(object): Path<String>,
    Json(input): Json<KnownTargets>,
) -> Result<StatusCode, Problem> {
    auth.records().set_known_targets(auth.access(), &object, &input.fields).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which fields are filled in, as CSV: a line for each unit or person and field
#[utoipa::path(get, path = "/api/reports/known/{name}/export", tag = "reports", params(("name" = String, Path)),
    extensions(("x-permission" = json!("record.export"))),
    responses((status = 200, description = "The file", body = String, content_type = "text/csv")))]
pub async fn export_known(auth: Allowed<may::Export>, Path(object): Path<String>) -> Result<Response, Problem> {
    auth.access().require_on(Act::Export, &object)?;
    let known: Known = auth.records().known(auth.access(), &object).await?;
    let (people, units) = (names(&auth).await?, auth.records());
    let wanted: Vec<(&str, Id)> = known.units.iter().filter_map(|u| Some(("team", u.team?))).collect();
    let units = units.labels(auth.access(), &wanted).await?;
    let mut lines = Lines::new(&["of", "name", "field", "records", "known", "date"]);
    let mut add = |of: &str, name: &str, date: &str, share: &records::insight::Share| {
        for (field, (filled, asked)) in known.fields.iter().zip(&share.fields) {
            lines.push(&[of, name, field, &asked.to_string(), &filled.to_string(), date]);
        }
    };
    add("all", "", "", &known.all);
    for unit in &known.units {
        add("unit", unit.team.and_then(|t| units.get(t)).unwrap_or_default(), "", &unit.share);
    }
    for person in &known.people {
        add("owner", name(&people, person.user), "", &person.share);
        add("entered_by", name(&people, person.user), "", &person.entered);
    }
    for point in &known.trend {
        add("day", "", &point.day, &point.share);
    }
    file(&auth, &format!("known_{object}"), lines).await
}

/// The names of people, as far as the asker may see people.
async fn names(auth: &Auth) -> Result<HashMap<Id, String>, Problem> {
    if !auth.access().allows(Act::Read, "user") && !auth.access().can(permission::UNIT_PEOPLE) {
        return Ok(HashMap::new());
    }
    Ok(accounts::list(auth.tenant()).await?.into_iter().map(|a| (a.id, a.name)).collect())
}

fn name(names: &HashMap<Id, String>, user: Option<Id>) -> &str {
    user.and_then(|u| names.get(&u)).map(String::as_str).unwrap_or_default()
}

pub(super) async fn file(auth: &Auth, name: &str, mut lines: Lines) -> Result<Response, Problem> {
    let told = Audit::new(AuditKind::ExportMade).named(format!("report:{name}"));
    audit::note_alone(auth.tenant(), &auth.access().who(), &told).await?;
    let (pieces, ready) = stream::pieces();
    tokio::spawn(async move { pieces.end(Ok(lines.take())).await });
    stream::csv(ready, &format!("{name}.csv")).await
}
