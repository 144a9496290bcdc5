//! Imports: a file comes in as it is sent, a job takes it from there.

use super::extract::{Json, Path, Query, flag};
use super::files::Upload;
use super::problem::Problem;
use super::stream::{self, PIECE};
use crate::signin::{Allowed, Auth, may};
use crate::templates;
use axum::Json as Answer;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use model::{Id, Ts};
use records::io::{Import, NewImport, Template};
use serde::Deserialize;
use serde_json::{Value, json};

/// How the file is to be read.
#[derive(Deserialize, Default, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// Name of a template, as `online_retail`.
    template: Option<String>,
    /// Instead of a template: the object whose fields the columns are named after.
    object: Option<String>,
    /// 1: read and check everything, write nothing.
    #[serde(deserialize_with = "flag")]
    #[param(value_type = String)]
    dry_run: bool,
    /// Name of the file, for people.
    #[param(max_length = 200)]
    name: String,
}

fn view(import: &Import) -> Value {
    let mut value = serde_json::to_value(import).unwrap_or_default();
    value["rows"] = import.rows().into();
    value["rows_per_second"] = json!(import.rows_per_second());
    value["seconds_left"] = json!(import.seconds_left());
    value["template"] = import.template.name.as_str().into();
    value
}

/// Send a CSV file (plain or gzip) and start its import
#[utoipa::path(post, path = "/api/imports", tag = "imports", params(Wanted),
    request_body(content = String, content_type = "text/csv"), extensions(("x-permission" = json!("import.run"))),
    responses((status = 202, description = "It waits for its turn", body = Value)))]
pub async fn create(auth: Allowed<may::Import>, Query(wanted): Query<Wanted>, upload: Upload) -> Result<Response, Problem> {
    let given = match (&wanted.template, &wanted.object) {
        (Some(name), None) => Some(templates::named(auth.tenant(), name).await?),
        (None, Some(_)) => None,
        _ => {
            return Err(Problem::field(
                "template",
                "required",
                "name a template, or the object whose fields the columns are named after",
            ));
        }
    };
    let files = auth.files();
    let blob = files.put(upload.stream()).await.map_err(super::files::broken_off)?;
    let noted = async {
        let template = match (given, &wanted.object) {
            (Some(template), _) => template,
            (None, object) => by_header(&auth, object.as_deref().unwrap_or_default(), &blob.key).await?,
        };
        let name = super::files::plain_name(&wanted.name);
        let new = NewImport { name: &name, template, dry_run: wanted.dry_run, blob: &blob };
        Ok::<_, Problem>(auth.records().start_import(auth.access(), new).await?)
    };
    match noted.await {
        Ok(import) => {
            let at = format!("/api/imports/{}", import.id);
            Ok((StatusCode::ACCEPTED, [(header::LOCATION, at)], Answer(view(&import))).into_response())
        }
        Err(problem) => {
            files.delete(&blob.key).await?;
            Err(problem)
        }
    }
}

async fn by_header(auth: &Auth, object: &str, key: &str) -> Result<Template, Problem> {
    let catalog = auth.records().current().await?;
    let object = catalog.object(object)?;
    let mut blob = auth.files().get(key).await?;
    let mut head = Vec::new();
    while head.len() < templates::HEAD
        && let Some(piece) = blob.stream.next().await
    {
        head.extend_from_slice(&piece?);
    }
    templates::by_header(object, &head)
}

/// Pages of imports.
#[derive(Deserialize, Default, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct Pages {
    /// `next` of the page before.
    cursor: Option<String>,
    #[param(minimum = 1, maximum = 200)]
    limit: Option<usize>,
}

/// Imports, newest first
#[utoipa::path(get, path = "/api/imports", tag = "imports", params(Pages), extensions(("x-permission" = json!("import.run"))),
    responses((status = 200, description = "A page", body = Value)))]
pub async fn list(auth: Allowed<may::Import>, Query(pages): Query<Pages>) -> Result<Answer<Value>, Problem> {
    let before = match pages.cursor.as_deref().filter(|c| !c.is_empty()) {
        Some(text) => {
            Some(Ts(text.parse().map_err(|_| Problem::bad_request("cursor", "The cursor is not one of this list."))?))
        }
        None => None,
    };
    let limit = pages.limit.unwrap_or(50).clamp(1, 200);
    let imports = auth.records().imports(auth.access(), before, limit).await?;
    let next = if imports.len() == limit { imports.last().map(|i| i.created_at.0.to_string()) } else { None };
    Ok(Answer(json!({ "items": imports.iter().map(view).collect::<Vec<_>>(), "next": next })))
}

/// One import: how far it is, what it made, why it failed
#[utoipa::path(get, path = "/api/imports/{id}", tag = "imports", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("import.run"))), responses((status = 200, description = "As it stands", body = Value)))]
pub async fn read(auth: Allowed<may::Import>, Path(id): Path<Id>) -> Result<Answer<Value>, Problem> {
    Ok(Answer(view(&auth.records().import(auth.access(), id).await?)))
}

/// Stop an import; what was taken in stays
#[utoipa::path(post, path = "/api/imports/{id}/cancel", tag = "imports", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("import.run"))), responses((status = 204, description = "It will stop")))]
pub async fn cancel(auth: Allowed<may::Import>, Path(id): Path<Id>) -> Result<StatusCode, Problem> {
    auth.records().cancel_import(auth.access(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Go on with an import that failed or was stopped
#[utoipa::path(post, path = "/api/imports/{id}/resume", tag = "imports", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("import.run"))), responses((status = 204, description = "It waits for its turn")))]
pub async fn resume(auth: Allowed<may::Import>, Path(id): Path<Id>) -> Result<StatusCode, Problem> {
    auth.records().resume_import(auth.access(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take an import back as far as nobody has touched what it did
#[utoipa::path(post, path = "/api/imports/{id}/undo", tag = "imports", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("import.undo"))), responses((status = 204, description = "It waits for its turn")))]
pub async fn undo(auth: Allowed<may::Undo>, Path(id): Path<Id>) -> Result<StatusCode, Problem> {
    auth.records().undo_import(auth.access(), id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What an undo would do
#[utoipa::path(get, path = "/api/imports/{id}/undo-preview", tag = "imports", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("import.run"))), responses((status = 200, description = "Records, by object", body = Value)))]
pub async fn undo_preview(auth: Allowed<may::Import>, Path(id): Path<Id>) -> Result<Answer<Value>, Problem> {
    let preview = auth.records().preview_undo(auth.access(), id).await?;
    Ok(Answer(json!({ "objects": preview })))
}

/// Refused rows with line, column and reason, as CSV
#[utoipa::path(get, path = "/api/imports/{id}/refused", tag = "imports", params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("import.run"))),
    responses((status = 200, description = "The file, streamed", body = String, content_type = "text/csv")))]
pub async fn refused(auth: Allowed<may::Import>, Path(id): Path<Id>) -> Result<Response, Problem> {
    let (records, access) = (auth.records().clone(), auth.access().clone());
    let (pieces, ready) = stream::pieces();
    tokio::spawn(async move {
        let mut lines = crate::sheet::Lines::new(&["line", "column", "code", "message", "row"]);
        let done = records
            .refused_rows(&access, id, &mut |row| {
                lines.push(&[&row.line.to_string(), &row.column.to_string(), &row.code, &row.message, &row.row]);
                if lines.len() >= PIECE { pieces.send(lines.take()) } else { Ok(()) }
            })
            .await;
        pieces.end(done.map(|()| lines.take()).map_err(Problem::from)).await;
    });
    stream::csv(ready, &format!("refused-{id}.csv")).await
}

/// Templates that say how files are read
#[utoipa::path(get, path = "/api/import-templates", tag = "imports", extensions(("x-permission" = json!("import.run"))),
    responses((status = 200, description = "All of them", body = Value)))]
pub async fn list_templates(auth: Allowed<may::Import>) -> Result<Answer<Value>, Problem> {
    Ok(Answer(json!({ "items": templates::list(auth.tenant()).await?, "next": null })))
}

/// Keep a template; one of the same name is replaced
#[utoipa::path(post, path = "/api/import-templates", tag = "imports", request_body = Value, extensions(("x-permission" = json!("import.run"))),
    responses((status = 201, description = "Kept", body = Value)))]
pub async fn create_template(auth: Allowed<may::Import>, Json(template): Json<Template>) -> Result<Response, Problem> {
    let tame = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if template.name.is_empty() || template.name.len() > 60 || !template.name.chars().all(tame) {
        return Err(Problem::field("name", "bad_name", "use 1 to 60 of a-z, 0-9 and _"));
    }
    let catalog = auth.records().current().await?;
    for map in &template.objects {
        catalog
            .object(&map.object)
            .map_err(|_| Problem::field("object", "unknown_object", format!("there is no object '{}'", map.object)))?;
    }
    let now = auth.now();
    templates::keep(auth.tenant(), &template, auth.access().actor.user, now).await?;
    Ok((StatusCode::CREATED, Answer(json!(template))).into_response())
}
