//! Imports: a file comes in as it is sent, a job takes it from there.

use super::extract::{Json, Path, Query, flag};
use super::files::Upload;
use super::pages::limit;
use super::problem::Problem;
use crate::signin::{Allowed, Auth, may};
use crate::templates;
use axum::Json as Answer;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use model::{Id, Ts};
use records::io::source::from_stream;
use records::io::{Import, NewImport, Template, encoding, template::FileFormat};
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
    /// Instead of both: a template as JSON that is used this once.
    map: Option<String>,
    /// Encoding of a text, as `gb18030`, in place of the template's; left out: told from the bytes.
    encoding: Option<String>,
    /// Sheet of a spreadsheet, in place of the template's; left out: the first one.
    sheet: Option<String>,
    /// What separates the cells of a text, in place of the template's; left out: told from the header line.
    delimiter: Option<String>,
    /// 1: read and check everything, write nothing.
    #[serde(deserialize_with = "flag")]
    #[param(value_type = String)]
    dry_run: bool,
    /// Name of the file, for people.
    #[param(max_length = 200)]
    name: String,
}

impl Wanted {
    fn file(&self, file: &mut FileFormat) {
        for (given, set) in
            [(&self.encoding, &mut file.encoding), (&self.sheet, &mut file.sheet), (&self.delimiter, &mut file.delimiter)]
        {
            if let Some(given) = given {
                given.clone_into(set);
            }
        }
    }

    /// What was given beside an object.
    async fn template(&self, auth: &Auth) -> Result<Option<Template>, Problem> {
        match (&self.template, &self.object, &self.map) {
            (Some(name), None, None) => Ok(Some(templates::named(auth.tenant(), name).await?)),
            (None, Some(_), None) => Ok(None),
            (None, None, Some(map)) => serde_json::from_str(map)
                .map(Some)
                .map_err(|e| Problem::field("map", "bad_template", format!("the template does not parse: {e}"))),
            _ => Err(Problem::field(
                "template",
                "required",
                "name a template, or the object whose fields the columns are named after, or give a map",
            )),
        }
    }
}

fn view(import: &Import) -> Value {
    let mut value = serde_json::to_value(import).unwrap_or_default();
    value["rows"] = import.rows().into();
    value["rows_per_second"] = json!(import.rows_per_second());
    value["seconds_left"] = json!(import.seconds_left());
    value["template"] = import.template.name.as_str().into();
    let told = |text: &str| if text.is_empty() { Value::Null } else { text.into() };
    value["encoding"] = told(&import.template.file.encoding);
    value["sheet"] = told(&import.template.file.sheet);
    value
}

/// Send a CSV file (plain or gzip) or a spreadsheet (XLSX) and start its import
#[utoipa::path(post, path = "/api/imports", tag = "imports", params(Wanted),
    request_body(content = String, content_type = "text/csv"), extensions(("x-permission" = json!("import.run"))),
    responses((status = 202, description = "It waits for its turn", body = Value)))]
pub async fn create(auth: Allowed<may::Import>, Query(wanted): Query<Wanted>, upload: Upload) -> Result<Response, Problem> {
    let given = wanted.template(&auth).await?;
    let files = auth.files();
    let blob = files.put(upload.stream()).await.map_err(super::files::broken_off)?;
    let noted = async {
        let template = match given {
            Some(mut template) => {
                wanted.file(&mut template.file);
                template
            }
            None => by_header(&auth, &wanted, &blob.key).await?,
        };
        let name = super::files::plain_name(&wanted.name);
        let new = NewImport { name: &name, template, dry_run: wanted.dry_run, blob: &blob, schedule: None };
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

async fn by_header(auth: &Auth, wanted: &Wanted, key: &str) -> Result<Template, Problem> {
    let catalog = auth.records().current().await?;
    let object = catalog.object(wanted.object.as_deref().unwrap_or_default())?;
    let mut file = FileFormat::default();
    wanted.file(&mut file);
    let blob = auth.files().get(key).await?;
    let look = templates::look_into(from_stream(blob.stream), file.clone(), &catalog).await?;
    let template = templates::by_header(&catalog, auth.access(), object, &look)?;
    Ok(Template { file, ..template })
}

/// How a file that is looked into is written.
#[derive(Deserialize, Default, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct Looked {
    /// Encoding of a text; left out: told from the bytes.
    encoding: String,
    /// Sheet of a spreadsheet; left out: the first one.
    sheet: String,
    /// What separates the cells of a text; left out: told from the header line.
    delimiter: String,
}

/// Look into a file: its encoding or sheets, columns, first rows, and how it may be read. Of a text its beginning is enough
#[utoipa::path(post, path = "/api/imports/preview", tag = "imports", params(Looked),
    request_body(content = String, content_type = "text/csv"), extensions(("x-permission" = json!("import.run"))),
    responses((status = 200, description = "What it looks like", body = Value)))]
pub async fn preview(auth: Allowed<may::Import>, Query(looked): Query<Looked>, upload: Upload) -> Result<Answer<Value>, Problem> {
    let Looked { encoding, sheet, delimiter } = looked;
    let file = FileFormat { encoding, sheet, delimiter, ..FileFormat::default() };
    let catalog = auth.records().current().await?;
    let look = templates::look_into(from_stream(upload.stream()), file, &catalog).await?;
    let readings = templates::readings(auth.tenant(), &catalog, auth.access(), &look).await?;
    let mut answer = json!(look);
    answer["readings"] = json!(readings);
    answer["encodings"] = json!(encoding::OFFERED);
    Ok(Answer(answer))
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
    let limit = limit(pages.limit);
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
    if !template.source.is_empty() && !records::sources::is_source(&template.source) {
        return Err(Problem::field("source", "bad_name", "use 1 to 40 of a-z, 0-9, - and _"));
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
