//! Refused rows of an import: as a file, and cell by cell to be mended.

use super::extract::{Path, Query};
use super::problem::Problem;
use super::stream::{self, PIECE};
use crate::signin::{Allowed, Auth, may};
use crate::templates;
use axum::Json as Answer;
use axum::response::Response;
use model::Id;
use records::io::source::from_stream;
use records::io::{Import, Look, Wanted};
use serde::Deserialize;
use serde_json::{Value, json};

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

/// Some of the refused rows.
#[derive(Deserialize, Default, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct Part {
    /// `next` of the page before.
    cursor: Option<String>,
    #[param(minimum = 1, maximum = 200)]
    limit: Option<usize>,
    /// With `code`: only rows with this fault in this column, 1 being the first, 0 for the row as a whole.
    column: Option<i64>,
    /// As the answer's `reasons` have it.
    code: Option<String>,
}

/// Refused rows cell by cell with what is wrong, to be mended: columns of the file, how they were read (a template for `map`), and how
/// often each reason was met
#[utoipa::path(get, path = "/api/imports/{id}/refused/rows", tag = "imports", params(("id" = String, Path, format = "uuid"), Part),
    extensions(("x-permission" = json!("import.run"))), responses((status = 200, description = "A page", body = Value)))]
pub async fn refused_rows(
    auth: Allowed<may::Import>,
    Path(id): Path<Id>,
    Query(part): Query<Part>,
) -> Result<Answer<Value>, Problem> {
    let after = match part.cursor.as_deref().filter(|c| !c.is_empty()) {
        Some(text) => text.parse().map_err(|_| Problem::bad_request("cursor", "The cursor is not one of this list."))?,
        None => 0,
    };
    let import = auth.records().import(auth.access(), id).await?;
    let look = header(&auth, &import).await;
    let delimiter = look.as_ref().and_then(|l| l.delimiter);
    let fault = part.code.filter(|c| !c.is_empty()).map(|code| (part.column.unwrap_or(0), code));
    let wanted = Wanted { after, limit: part.limit.unwrap_or(50).clamp(1, 200), fault };
    let page = auth.records().refusals(auth.access(), id, delimiter, wanted).await?;
    Ok(Answer(json!({
        "columns": look.map(|l| l.columns).unwrap_or_default(),
        "map": import.template,
        "reasons": page.reasons,
        "items": page.items,
        "next": page.next.map(|line| line.to_string()),
    })))
}

/// The beginning of an import's file; none when it is no longer kept or cannot be read.
async fn header(auth: &Auth, import: &Import) -> Option<Look> {
    let catalog = auth.records().current().await.ok()?;
    let blob = auth.files().get(import.blob.as_deref()?).await.ok()?;
    templates::look_into(from_stream(blob.stream), import.template.file.clone(), &catalog).await.ok()
}
