//! Imports that begin by themselves.

use super::extract::{Json, Path, Query};
use super::pages::{Pages, limit, page};
use super::problem::Problem;
use crate::intake::Trouble;
use crate::signin::{Allowed, Auth, may};
use crate::templates;
use axum::Json as Answer;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::{FieldError, Id};
use records::io::schedule::{After, Place, Plan, Schedule};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

/// Files shown of those that a place has.
const SHOWN: usize = 20;

/// A schedule as it is sent: all of it when it is made, what changes when it is changed.
#[derive(Deserialize, Default, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ImportSchedule {
    #[schema(max_length = 200)]
    name: Option<String>,
    /// Name of a template.
    template: Option<String>,
    /// `folder` or `bucket`, of those that the server has.
    #[schema(value_type = Option<String>)]
    source: Option<Place>,
    /// Folders below the company's own, as `erp/daily`; empty for that.
    #[schema(max_length = 200)]
    path: Option<String>,
    /// Names of files with `*` and `?`; `*` when left out.
    #[schema(max_length = 200)]
    pattern: Option<String>,
    /// Look every so many minutes, 1 to 10080 ...
    every_minutes: Option<i64>,
    /// ... or each day at this time of the company's zone, `hh:mm`.
    daily_at: Option<String>,
    /// What becomes of files that were taken over: `keep` (they are remembered) or `move` (to `done/`).
    #[schema(value_type = Option<String>)]
    after: Option<After>,
    /// In whose name; oneself when left out, others with `user.manage`.
    #[schema(value_type = Option<String>, format = "uuid")]
    run_as: Option<Id>,
    active: Option<bool>,
}

impl ImportSchedule {
    /// The whole plan: what is not said is as before.
    fn over(self, before: Option<Plan>) -> Result<Plan, Problem> {
        let mut missing = Vec::new();
        let mut need = |field: &str, there: bool| {
            if !there && before.is_none() {
                missing.push(FieldError::new(field, "required", "is required"));
            }
        };
        need("name", self.name.is_some());
        need("template", self.template.is_some());
        need("source", self.source.is_some());
        if !missing.is_empty() {
            return Err(Problem::invalid(missing));
        }
        let before = before.unwrap_or(Plan {
            name: String::new(),
            template: String::new(),
            source: Place::Folder,
            path: String::new(),
            pattern: "*".into(),
            every_minutes: None,
            daily_at: None,
            after: After::Keep,
            run_as: None,
            active: true,
        });
        let timed = self.every_minutes.is_some() || self.daily_at.is_some();
        let (every_minutes, daily_at) =
            if timed { (self.every_minutes, self.daily_at) } else { (before.every_minutes, before.daily_at) };
        Ok(Plan {
            name: self.name.unwrap_or(before.name),
            template: self.template.unwrap_or(before.template),
            source: self.source.unwrap_or(before.source),
            path: self.path.unwrap_or(before.path),
            pattern: self.pattern.unwrap_or(before.pattern),
            every_minutes,
            daily_at,
            after: self.after.unwrap_or(before.after),
            run_as: self.run_as.or(before.run_as),
            active: self.active.unwrap_or(before.active),
        })
    }
}

/// Whether all that a plan names is there.
async fn check(auth: &Auth, plan: &Plan) -> Result<(), Problem> {
    plan.check()?;
    templates::named(auth.tenant(), &plan.template).await?;
    if !auth.inbox().places().contains(&plan.source) {
        let message = "this server has no such place for files; whoever runs it names one (--import-folder, --import-bucket)";
        return Err(Problem::field("source", "not_an_option", message));
    }
    let Some(person) = plan.run_as else { return Ok(()) };
    match crate::signin::accounts::by_id(auth.tenant(), person).await?.filter(|a| a.active) {
        Some(_) => Ok(()),
        None => Err(Problem::field("run_as", "not_active", "is nobody who may sign in")),
    }
}

/// Imports that begin by themselves: `items`, and `places` where this server lets files be put
#[utoipa::path(get, path = "/api/import-schedules", tag = "import_schedules", extensions(("x-permission" = json!("import.run"))),
    responses((status = 200, description = "All of them", body = Value)))]
pub async fn list(auth: Allowed<may::Import>) -> Result<Answer<Value>, Problem> {
    let items = auth.records().import_schedules(auth.access()).await?;
    Ok(Answer(json!({ "items": items, "next": null, "places": auth.inbox().places() })))
}

/// Let files of a folder or bucket come in by themselves
#[utoipa::path(post, path = "/api/import-schedules", tag = "import_schedules", request_body = ImportSchedule,
    extensions(("x-permission" = json!("company.manage"))), responses((status = 201, description = "Made", body = Value)))]
pub async fn create(auth: Allowed<may::Company>, Json(input): Json<ImportSchedule>) -> Result<Response, Problem> {
    let plan = input.over(None)?;
    check(&auth, &plan).await?;
    let made = auth.records().create_import_schedule(auth.access(), &plan).await?;
    let at = format!("/api/import-schedules/{}", made.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, at)], Answer(json!(made))).into_response())
}

/// One of them: what it does, when it looks next, why it fails
#[utoipa::path(get, path = "/api/import-schedules/{id}", tag = "import_schedules", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("import.run"))), responses((status = 200, description = "As it stands", body = Value)))]
pub async fn read(auth: Allowed<may::Import>, Path(id): Path<Id>) -> Result<Answer<Value>, Problem> {
    Ok(Answer(json!(auth.records().import_schedule(auth.access(), id).await?)))
}

/// Change, pause (`active`: false) or go on with a scheduled import
#[utoipa::path(patch, path = "/api/import-schedules/{id}", tag = "import_schedules", request_body = ImportSchedule,
    params(("id" = String, Path, format = "uuid")), extensions(("x-permission" = json!("company.manage"))),
    responses((status = 200, description = "As it stands now", body = Value)))]
pub async fn patch(
    auth: Allowed<may::Company>,
    Path(id): Path<Id>,
    Json(input): Json<ImportSchedule>,
) -> Result<Answer<Value>, Problem> {
    let Schedule { plan: before, .. } = auth.records().import_schedule(auth.access(), id).await?;
    let plan = input.over(Some(before.clone()))?;
    // One that is only paused need not be sound.
    if plan != (Plan { active: false, ..before }) {
        check(&auth, &plan).await?;
    }
    Ok(Answer(json!(auth.records().change_import_schedule(auth.access(), id, &plan).await?)))
}

/// Remove a scheduled import and what it remembers of files; imports that it began stay
#[utoipa::path(delete, path = "/api/import-schedules/{id}", tag = "import_schedules", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("company.manage"))), responses((status = 204, description = "Removed")))]
pub async fn delete(auth: Allowed<may::Company>, Path(id): Path<Id>) -> Result<StatusCode, Problem> {
    auth.records().remove_import_schedule(auth.access(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Look for files now, paused or not
#[utoipa::path(post, path = "/api/import-schedules/{id}/run", tag = "import_schedules", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("company.manage"))), responses((status = 202, description = "A worker will look")))]
pub async fn run(auth: Allowed<may::Company>, Path(id): Path<Id>) -> Result<StatusCode, Problem> {
    auth.records().look_now(auth.access(), id).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Where to look.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportPlace {
    /// `folder` or `bucket`.
    #[schema(value_type = String)]
    source: Place,
    #[serde(default)]
    path: String,
    pattern: Option<String>,
}

/// Files that a schedule would find now: `files` (the 20 oldest), `total`
#[utoipa::path(post, path = "/api/import-schedules/preview", tag = "import_schedules", request_body = ImportPlace,
    extensions(("x-permission" = json!("company.manage"))), responses((status = 200, description = "What is there", body = Value)))]
pub async fn preview(auth: Allowed<may::Company>, Json(place): Json<ImportPlace>) -> Result<Answer<Value>, Problem> {
    let plan = ImportSchedule {
        name: Some("preview".into()),
        template: Some(String::new()),
        source: Some(place.source),
        path: Some(place.path),
        pattern: place.pattern,
        every_minutes: Some(1),
        ..ImportSchedule::default()
    };
    let plan = plan.over(None)?;
    plan.check()?;
    let found = auth.inbox().list(auth.tenant().slug(), &plan).await.map_err(|t| match t {
        Trouble::Told(text) => Problem::field("path", "unreadable", text),
        Trouble::Store(e) => e.into(),
    })?;
    let files: Vec<Value> = found.iter().take(SHOWN).map(|f| json!({ "name": f.name, "size": f.size })).collect();
    Ok(Answer(json!({ "files": files, "total": found.len() })))
}

/// Files that a schedule met, the latest first: `state` is `standing` (it may still grow), `taken`, `same` (as `reason`), `refused`
#[utoipa::path(get, path = "/api/import-schedules/{id}/files", tag = "import_schedules", params(("id" = String, Path, format = "uuid"), Pages),
    extensions(("x-permission" = json!("import.run"))), responses((status = 200, description = "A page", body = Value)))]
pub async fn files(auth: Allowed<may::Import>, Path(id): Path<Id>, Query(pages): Query<Pages>) -> Result<Answer<Value>, Problem> {
    let limit = limit(pages.limit);
    let items = auth.records().scheduled_files(auth.access(), id, pages.cursor, limit).await?;
    Ok(page(&items, limit, |f| f.id))
}
