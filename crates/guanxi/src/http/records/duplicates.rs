//! Records that mean the same: the search, what it found, what was decided.

use crate::http::extract::{Json, Path, Query};
use crate::http::meta::json_answer;
use crate::http::problem::Problem;
use crate::signin::{Allowed, Auth, may};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use model::{Id, Ts};
use records::duplicates::{Actions, Decision, Group, GroupQuery, GroupState, Rules, Scan};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::io::Write;

/// Most decisions of one request.
const DECISIONS: usize = 100;

/// Which groups.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct Which {
    state: GroupState,
    least: Option<f64>,
    record: Option<Id>,
    cursor: Option<String>,
    limit: Option<usize>,
}

/// `GET /api/records/{object}/duplicates`
pub async fn list(
    auth: Allowed<may::Merge>,
    Path(object): Path<String>,
    Query(which): Query<Which>,
) -> Result<Response, Problem> {
    let least = which.least.unwrap_or(0.0);
    if !(0.0..=1.0).contains(&least) || which.limit.is_some_and(|n| n == 0 || n > 100) {
        return Err(Problem::bad_request("query", "least is 0 to 1, limit is 1 to 100"));
    }
    let cursor = which.cursor.filter(|c| !c.is_empty());
    let query = GroupQuery { object, state: which.state, least, record: which.record, cursor, limit: which.limit.unwrap_or(0) };
    let page = auth.records().duplicate_groups(auth.access(), &query).await?;
    let mut out = b"{\"items\":[".to_vec();
    for (i, group) in page.items.iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        write_group(&auth, group, &mut out)?;
    }
    write!(out, "],\"next\":{}}}", json!(page.next)).map_err(|e| Problem::internal(&e))?;
    Ok(json_answer(out))
}

fn write_group(auth: &Auth, group: &Group, out: &mut Vec<u8>) -> Result<(), Problem> {
    let told = json!({
        "id": group.id, "state": group.state, "chance": group.chance, "reasons": group.reasons,
        "decided_at": group.decided_at.map(Ts::rfc3339), "decided_by": group.decided_by,
        "survivor": group.survivor, "merges": group.merges,
    });
    let told = told.to_string();
    out.extend_from_slice(told.strip_suffix('}').unwrap_or(&told).as_bytes());
    out.extend_from_slice(b",\"records\":[");
    auth.records().write_all_json(auth.access(), &group.records, None, out);
    out.extend_from_slice(b"]}");
    Ok(())
}

/// What is to be decided.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decisions {
    decisions: Vec<One>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct One {
    group: Id,
    #[serde(rename = "do")]
    decision: Decision,
}

/// `POST /api/records/{object}/duplicates/decide`: each by itself, so that one which fails does not spoil the others.
pub async fn decide(
    auth: Allowed<may::Merge>,
    Path(object): Path<String>,
    Json(input): Json<Decisions>,
) -> Result<Response, Problem> {
    if input.decisions.is_empty() || input.decisions.len() > DECISIONS {
        return Err(Problem::field("decisions", "out_of_range", format!("send 1 to {DECISIONS} decisions at once")));
    }
    auth.records().duplicate_scan(auth.access(), &object).await?;
    let mut items: Vec<Value> = Vec::with_capacity(input.decisions.len());
    for One { group, decision } in &input.decisions {
        let decided = auth.records().decide_duplicates(auth.access(), &object, *group, decision).await;
        items.push(match decided {
            Ok(done) => json!({ "group": group, "state": done.state, "merged": done.merged }),
            Err(error) => json!({ "group": group, "problem": told(&error.into()) }),
        });
    }
    Ok(axum::Json(json!({ "items": items })).into_response())
}

/// A problem inside an answer.
fn told(problem: &Problem) -> Value {
    if let Some(cause) = &problem.cause {
        tracing::error!(cause, "a decision on duplicates failed");
    }
    let mut value: Value = serde_json::from_slice(&problem.write("")).unwrap_or_default();
    if let Some(problem) = value.as_object_mut() {
        problem.remove("request_id");
    }
    value
}

fn scan_json(scan: Option<&Scan>) -> Value {
    let Some(scan) = scan else { return Value::Null };
    let mut value = serde_json::to_value(scan).unwrap_or_default();
    for (name, at) in [("created_at", Some(scan.created_at)), ("started_at", scan.started_at), ("finished_at", scan.finished_at)]
    {
        value[name] = json!(at.map(Ts::rfc3339));
    }
    value
}

/// `GET /api/records/{object}/duplicates/scan`
pub async fn scan(auth: Allowed<may::Merge>, Path(object): Path<String>) -> Result<Response, Problem> {
    let scan = auth.records().duplicate_scan(auth.access(), &object).await?;
    Ok(axum::Json(json!({ "scan": scan_json(scan.as_ref()) })).into_response())
}

/// `POST /api/records/{object}/duplicates/scan`
pub async fn start(auth: Allowed<may::Merge>, Path(object): Path<String>) -> Result<Response, Problem> {
    let scan = auth.records().start_duplicate_scan(auth.access(), &object).await?;
    Ok((StatusCode::ACCEPTED, axum::Json(json!({ "scan": scan_json(Some(&scan)) }))).into_response())
}

/// `DELETE /api/records/{object}/duplicates/scan`
pub async fn cancel(auth: Allowed<may::Merge>, Path(object): Path<String>) -> Result<StatusCode, Problem> {
    auth.records().cancel_duplicate_scan(auth.access(), &object).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `GET /api/records/{object}/duplicates/rules`
pub async fn rules(auth: Allowed<may::Merge>, Path(object): Path<String>) -> Result<axum::Json<Rules>, Problem> {
    Ok(axum::Json(auth.records().duplicate_rules(auth.access(), &object).await?))
}

/// `PUT /api/records/{object}/duplicates/rules`
pub async fn set_rules(
    auth: Allowed<may::Define>,
    Path(object): Path<String>,
    Json(rules): Json<Rules>,
) -> Result<axum::Json<Rules>, Problem> {
    Ok(axum::Json(auth.records().set_duplicate_rules(auth.access(), &object, Some(&rules)).await?))
}

/// `DELETE /api/records/{object}/duplicates/rules`: the default ones again.
pub async fn reset_rules(auth: Allowed<may::Define>, Path(object): Path<String>) -> Result<axum::Json<Rules>, Problem> {
    Ok(axum::Json(auth.records().set_duplicate_rules(auth.access(), &object, None).await?))
}

/// `POST /api/records/{object}/duplicates/rules/try`
pub async fn try_rules(
    auth: Allowed<may::Define>,
    Path(object): Path<String>,
    Json(rules): Json<Rules>,
) -> Result<Response, Problem> {
    let trial = auth.records().try_duplicate_rules(auth.access(), &object, &rules).await?;
    let record = |r: &model::Record| auth.records().json(auth.access(), r);
    let item = |p: &records::duplicates::TrialPair| {
        let chance = (p.chance * 1e6).floor() / 1e6;
        json!({ "chance": chance, "fields": p.fields, "records": p.records.iter().map(record).collect::<Vec<_>>() })
    };
    let items: Vec<Value> = trial.items.iter().map(item).collect();
    let told =
        json!({ "records": trial.records, "total": trial.total, "pairs": trial.pairs, "groups": trial.groups, "items": items });
    Ok(axum::Json(told).into_response())
}

/// A record that is about to be saved.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Probe {
    values: Map<String, Value>,
    /// The record that is being changed.
    #[serde(default)]
    id: Option<Id>,
}

/// `POST /api/records/{object}/duplicates/check`
pub async fn check(auth: Allowed<may::Read>, Path(object): Path<String>, Json(probe): Json<Probe>) -> Result<Response, Problem> {
    let action = auth.records().duplicate_actions(auth.access(), &object).await?.of(auth.access());
    let similar = auth.records().similar(auth.access(), &object, &probe.values, probe.id).await?;
    let one =
        |s: &records::duplicates::Similar| json!({ "fields": s.fields, "record": auth.records().json(auth.access(), &s.record) });
    let items: Vec<Value> = similar.iter().map(one).collect();
    Ok(axum::Json(json!({ "action": action, "items": items })).into_response())
}

/// `GET /api/records/{object}/duplicates/actions`
pub async fn actions(auth: Allowed<may::Read>, Path(object): Path<String>) -> Result<axum::Json<Actions>, Problem> {
    Ok(axum::Json(auth.records().duplicate_actions(auth.access(), &object).await?))
}

/// `PUT /api/records/{object}/duplicates/actions`
pub async fn set_actions(
    auth: Allowed<may::Define>,
    Path(object): Path<String>,
    Json(actions): Json<Actions>,
) -> Result<axum::Json<Actions>, Problem> {
    auth.records().set_duplicate_actions(auth.access(), &object, actions).await?;
    Ok(axum::Json(actions))
}
