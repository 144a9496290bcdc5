//! All records that match, as a CSV file or a spreadsheet.

use super::list::Selection;
use crate::book::Book;
use crate::http::extract::{Path, Query};
use crate::http::problem::Problem;
use crate::http::stream::{self, PIECE};
use crate::sheet::Sheet;
use crate::signin::{Allowed, may};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::Response;
use model::Record;
use model::money::Currency;
use records::consent::LeftOut;
use serde::Deserialize;

/// Query of an export, as the address has it.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct ExportParams {
    format: Option<String>,
    filter: String,
    #[serde(rename = "where")]
    condition: String,
    q: String,
    sort: String,
    fields: Option<String>,
    purpose: String,
}

/// `GET /api/records/{object}/export`
pub async fn export(
    auth: Allowed<may::Export>,
    Path(name): Path<String>,
    Query(params): Query<ExportParams>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let spreadsheet = match params.format.as_deref() {
        Some("xlsx") => true,
        Some("csv") => false,
        None => headers.get(header::ACCEPT).and_then(|a| a.to_str().ok()).is_some_and(|a| a.contains(stream::XLSX)),
        Some(_) => return Err(Problem::bad_request("format", "format: csv or xlsx.")),
    };
    let select = Selection {
        filter: &params.filter,
        condition: &params.condition,
        q: &params.q,
        sort: &params.sort,
        fields: params.fields.as_deref(),
    };
    let mut query = select.query(name.clone())?;
    let records = auth.records().clone();
    let access = auth.in_name_of(&params.purpose).await?;
    let left = records.left_out(&access, &query).await?;
    if let Some(fields) = &mut query.fields {
        fields.retain(|f| !left.fields.contains(f));
    }
    let left = access.purpose.is_some().then_some(left);
    let catalog = records.current().await?;
    let object = catalog.object(&name)?.clone();
    let home = Currency::parse(&catalog.company.currency).unwrap_or(Currency::CNY);
    if spreadsheet {
        let mut book = Book::new(&object, &access, query.fields.as_deref(), home, &catalog.company.zone)?;
        records.export(&access, &query, &mut |record: &Record| book.push(record)).await?;
        let made = tokio::task::spawn_blocking(move || book.end(tempfile::tempfile().map_err(store::Error::from)?)).await;
        let file = made.map_err(|e| Problem::internal(&e))??;
        return stream::spreadsheet(file, &format!("{name}.xlsx")).map(|answer| told(answer, left.as_ref()));
    }
    let (pieces, ready) = stream::pieces();
    tokio::spawn(async move {
        let mut sheet = Sheet::new(&object, &access, query.fields.as_deref(), home);
        let done = records
            .export(&access, &query, &mut |record: &Record| {
                sheet.push(record);
                if sheet.len() >= PIECE { pieces.send(sheet.take()).map_err(records::Error::from) } else { Ok(()) }
            })
            .await;
        pieces.end(done.map(|_| sheet.take()).map_err(Problem::from)).await;
    });
    stream::csv(ready, &format!("{name}.csv")).await.map(|answer| told(answer, left.as_ref()))
}

/// Says in the head of the answer what was left out for a purpose.
fn told(mut answer: Response, left: Option<&LeftOut>) -> Response {
    let Some(left) = left else { return answer };
    for (name, value) in [("x-left-out", left.records.to_string()), ("x-left-out-fields", left.fields.join(","))] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            answer.headers_mut().insert(HeaderName::from_static(name), value);
        }
    }
    answer
}
