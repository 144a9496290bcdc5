//! The configuration as a file: taken out, compared, applied, taken back; and packs, which are such files.

use super::extract::{Path, Query, RawJson, flag};
use super::pages;
use super::problem::Problem;
use crate::config::{self, Applied, Asked, Changed, Compared, Current, File, Section, TakenBack, Wish, packs};
use crate::signin::{Allowed, may};
use axum::Json as Answer;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use model::Id;
use records::{Audit, AuditKind, audit};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Largest file taken, in bytes.
pub const LARGEST: usize = 8 << 20;

/// Everything that administrators defined, as one file to read, compare and keep; the same configuration gives the same bytes
#[utoipa::path(get, path = "/api/config", tag = "config", extensions(("x-permission" = json!("company.manage"))),
    responses((status = 200, description = "The file", body = Value)))]
pub async fn export_config(auth: Allowed<may::Company>) -> Result<Response, Problem> {
    let current = Current::read(auth.records(), auth.access()).await?;
    let body = config::write(&current);
    audit::note_alone(auth.tenant(), &auth.access().who(), &Audit::new(AuditKind::ExportMade).named("config")).await?;
    let name = format!("attachment; filename=\"guanxi-{}.json\"", auth.access().tenant);
    Ok(([(header::CONTENT_TYPE, "application/json".to_owned()), (header::CONTENT_DISPOSITION, name)], body).into_response())
}

/// What applying a file would add and change, field by field, and what of it cannot be applied; nothing is changed
#[utoipa::path(post, path = "/api/config/diff", tag = "config", request_body = Value, extensions(("x-permission" = json!("company.manage"))),
    responses((status = 200, description = "The difference; `seen` stands for it", body = Compared)))]
pub async fn diff_config(auth: Allowed<may::Company>, RawJson(body): RawJson) -> Result<Answer<Compared>, Problem> {
    config::administers(auth.access())?;
    Ok(Answer(config::compare(auth.records(), auth.access(), &File::read(&body)?).await?))
}

/// How a file is applied.
#[derive(Deserialize, Default, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct How {
    /// Leave out what cannot be applied; without it nothing is applied then.
    #[serde(deserialize_with = "flag")]
    partly: bool,
    /// `seen` of the difference that was shown; another one by now is refused.
    seen: Option<String>,
}

/// Apply a file: add and change what it names, delete nothing
#[utoipa::path(post, path = "/api/config/apply", tag = "config", request_body = Value, params(How),
    extensions(("x-permission" = json!("company.manage"))),
    responses((status = 200, description = "Applied; `id` takes it back", body = Applied)))]
pub async fn apply_config(
    auth: Allowed<may::Company>,
    Query(how): Query<How>,
    RawJson(body): RawJson,
) -> Result<Answer<Applied>, Problem> {
    config::administers(auth.access())?;
    let wish = Wish { partly: how.partly, seen: how.seen };
    let applied = config::apply(auth.records(), auth.access(), &File::read(&body)?, &wish).await;
    // Roles may have changed, even where it broke off.
    auth.gate().forget();
    Ok(Answer(applied?))
}

/// Which changes.
#[derive(Deserialize, Default, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// Only of this object.
    object: Option<String>,
    /// Only of this section: `fields`, `roles` ...
    #[param(inline)]
    section: Option<Section>,
    /// `next` of the page before.
    #[param(value_type = Option<String>, format = "uuid")]
    cursor: Option<Id>,
    /// 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    limit: Option<usize>,
}

/// What was changed of the configuration.
#[derive(Serialize, ToSchema)]
pub struct ConfigChanges {
    /// Newest first.
    items: Vec<Changed>,
    #[schema(value_type = Option<String>, format = "uuid")]
    next: Option<Id>,
}

/// What was changed of the configuration, by hand and by files, newest first: who, when, from what to what
#[utoipa::path(get, path = "/api/config/changes", tag = "config", params(Wanted), extensions(("x-permission" = json!("company.manage"))),
    responses((status = 200, description = "A page", body = ConfigChanges)))]
pub async fn config_changes(auth: Allowed<may::Company>, Query(wanted): Query<Wanted>) -> Result<Answer<ConfigChanges>, Problem> {
    config::administers(auth.access())?;
    let Wanted { object, section, cursor, limit } = wanted;
    let limit = pages::limit(limit);
    let items = config::changes(auth.records(), &Asked { object, section, cursor, limit }).await?;
    let next = items.last().filter(|_| items.len() == limit).map(|c| c.id);
    Ok(Answer(ConfigChanges { items, next }))
}

/// Take a change back; what was changed since stays, and new objects and fields are hidden
#[utoipa::path(post, path = "/api/config/changes/{id}/undo", tag = "config", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("company.manage"))), responses((status = 200, description = "Taken back", body = TakenBack)))]
pub async fn undo_config_change(auth: Allowed<may::Company>, Path(id): Path<Id>) -> Result<Answer<TakenBack>, Problem> {
    let back = config::take_back(auth.records(), auth.access(), id).await;
    auth.gate().forget();
    Ok(Answer(back?))
}

/// Packs.
#[derive(Serialize, ToSchema)]
pub struct Packs {
    /// By name.
    items: Vec<packs::Known>,
    /// Always null: there is one page.
    #[schema(value_type = Option<String>)]
    next: (),
}

/// Packs that the program brings, and those that are installed with their version
#[utoipa::path(get, path = "/api/packs", tag = "config", extensions(("x-permission" = json!("company.manage"))),
    responses((status = 200, description = "All of them", body = Packs)))]
pub async fn list_packs(auth: Allowed<may::Company>) -> Result<Answer<Packs>, Problem> {
    config::administers(auth.access())?;
    Ok(Answer(Packs { items: packs::all(auth.records()).await?, next: () }))
}

/// The file of a pack that the program brings, to be compared and applied as any other
#[utoipa::path(get, path = "/api/packs/{name}", tag = "config", params(("name" = String, Path)),
    extensions(("x-permission" = json!("company.manage"))), responses((status = 200, description = "The file", body = Value)))]
pub async fn read_pack(auth: Allowed<may::Company>, Path(name): Path<String>) -> Result<Response, Problem> {
    config::administers(auth.access())?;
    let text = packs::file(&name).ok_or_else(|| Problem::not_found("pack"))?;
    Ok(([(header::CONTENT_TYPE, "application/json")], text).into_response())
}
