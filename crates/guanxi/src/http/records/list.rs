//! Lists.

use crate::http::extract::{Path, Query, flag};
use crate::http::meta::json_answer;
use crate::http::problem::Problem;
use crate::signin::Auth;
use axum::response::Response;
use model::Condition;
use records::Access;
use records::list::{ListQuery, Page, Sort};
use serde::Deserialize;
use std::io::Write;

/// Query of a list, as the address has it.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct ListParams {
    filter: String,
    #[serde(rename = "where")]
    condition: String,
    q: String,
    sort: String,
    purpose: String,
    cursor: String,
    limit: Option<usize>,
    fields: Option<String>,
    #[serde(deserialize_with = "flag")]
    count: bool,
    #[serde(deserialize_with = "flag")]
    labels: bool,
    #[serde(deserialize_with = "flag")]
    deleted: bool,
}

/// Which records and which fields: what lists and exports have in common.
pub struct Selection<'a> {
    pub filter: &'a str,
    pub condition: &'a str,
    pub q: &'a str,
    pub sort: &'a str,
    pub fields: Option<&'a str>,
}

impl Selection<'_> {
    /// The question to the engine.
    ///
    /// # Errors
    /// 400 that names the place in the filter.
    pub fn query(&self, object: String) -> Result<ListQuery, Problem> {
        let fields = self.fields.map(|f| f.split(',').map(|f| f.trim().to_owned()).filter(|f| !f.is_empty()).collect());
        Ok(ListQuery {
            filter: self.condition()?,
            q: self.q.to_owned(),
            sort: Sort::parse(self.sort),
            fields,
            ..ListQuery::new(object)
        })
    }

    fn condition(&self) -> Result<Condition, Problem> {
        let mut all = Vec::new();
        if !self.filter.trim().is_empty() {
            all.push(Condition::parse(self.filter).map_err(|e| Problem::bad_request("filter", format!("filter: {e}")))?);
        }
        if !self.condition.trim().is_empty() {
            let json = crate::http::extract::parse(self.condition.as_bytes())
                .map_err(|p| Problem::bad_request("where", format!("where: {}", p.detail)))?;
            let condition = Condition::from_json(&json).map_err(|fault| {
                let error = fault.at("where");
                Problem {
                    errors: vec![error.clone()],
                    ..Problem::bad_request("where", format!("{}: {}", error.field, error.message))
                }
            })?;
            all.push(condition);
        }
        Ok(if all.len() == 1 { all.remove(0) } else { Condition::All(all) })
    }
}

/// `GET /api/records/{object}`
pub async fn list(auth: Auth, Path(object): Path<String>, Query(params): Query<ListParams>) -> Result<Response, Problem> {
    if params.limit == Some(0) {
        return Err(Problem::bad_request("limit", "limit: a page has at least 1 record."));
    }
    let select = Selection {
        filter: &params.filter,
        condition: &params.condition,
        q: &params.q,
        sort: &params.sort,
        fields: params.fields.as_deref(),
    };
    let query = ListQuery {
        cursor: Some(params.cursor).filter(|c| !c.is_empty()),
        limit: params.limit.unwrap_or(0),
        count: params.count,
        labels: params.labels,
        deleted: params.deleted,
        ..select.query(object)?
    };
    let access = auth.in_name_of(&params.purpose).await?;
    let page = auth.records().list(&access, &query).await?;
    let mut out = page_json(&auth, &access, &query, &page);
    if query.count && access.purpose.is_some() {
        let left = auth.records().left_out(&access, &query).await?;
        out.pop();
        out.extend_from_slice(b",\"left_out\":");
        let _ = serde_json::to_writer(&mut out, &left);
        out.push(b'}');
    }
    Ok(json_answer(out))
}

fn page_json(auth: &Auth, access: &Access, query: &ListQuery, page: &Page) -> Vec<u8> {
    let fields = query.fields.is_some().then_some(&*page.fields);
    let mut out = Vec::with_capacity(64 + page.records.len() * 512);
    out.extend_from_slice(b"{\"items\":[");
    auth.records().write_all_json(access, &page.records, fields, &mut out);
    out.extend_from_slice(b"],\"next\":");
    let _ = serde_json::to_writer(&mut out, &page.next);
    if let Some(count) = page.count {
        let _ = write!(out, ",\"count\":{},\"count_is_exact\":{}", count.value, !count.more);
    }
    if query.labels {
        out.extend_from_slice(b",\"labels\":");
        let labels: std::collections::BTreeMap<String, &str> =
            page.labels.0.iter().map(|(id, t)| (id.to_string(), t.as_str())).collect();
        let _ = serde_json::to_writer(&mut out, &labels);
    }
    out.push(b'}');
    out
}
