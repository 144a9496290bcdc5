//! Definitions for generic screens, and the OpenAPI document of the company.

use super::arrangement;
use super::extract::Query;
use super::session::MeCompany;
use crate::signin::Auth;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use model::Object;
use records::access::{Act, Level};
use records::validation::{Rule, asks};
use records::{Access, Catalog, LANGUAGES};
use serde::Deserialize;
use serde_json::{Value, json};

/// All definitions of the company: objects, fields, labels, options
#[utoipa::path(get, path = "/api/meta", tag = "meta", responses((status = 200, description = "The definitions", body = serde_json::Value)))]
pub async fn meta(auth: Auth) -> Response {
    let catalog = auth.records().catalog();
    let access = auth.access();
    let key = format!("{} {:?} {:?}", access.role.stamp(), access.scopes, catalog.company);
    let key = (access.tenant.clone(), catalog.version, key);
    json_answer(auth.documents().definitions(key, || describe(access, &catalog)))
}

fn describe(access: &Access, catalog: &Catalog) -> Bytes {
    let slug = &access.tenant;
    let readable = |o: &&std::sync::Arc<Object>| access.allows(Act::Read, o.name());
    let objects: Vec<Value> = catalog.iter().filter(readable).map(|object| open_definition(object, access, catalog)).collect();
    let meta = json!({
        "version": catalog.version,
        "program": env!("CARGO_PKG_VERSION"),
        "company": MeCompany::new(slug, &catalog.company),
        "languages": LANGUAGES,
        "objects": objects,
    });
    serde_json::to_vec(&meta).unwrap_or_default().into()
}

/// A definition whose list of fields includes those that the engine keeps.
#[must_use]
pub fn definition(object: &Object) -> Value {
    let mut def = serde_json::to_value(&object.def).unwrap_or_default();
    def["fields"] = serde_json::to_value(&object.fields).unwrap_or_default();
    def
}

/// A definition without the fields that are closed to the asker, so that no list or form asks for them; `access` of a field says
/// how open it is (`write`, `read`, `masked`), `may` what the asker may do with records. `rules` are the company's own that hold, as far as
/// they ask for nothing that is closed. Fields stand in the order of pages.
fn open_definition(object: &Object, access: &Access, catalog: &Catalog) -> Value {
    let mut def = definition(object);
    let level = |name: &Value| access.closed.level(object.name(), name.as_str().unwrap_or_default().trim_start_matches('-'));
    let open = |name: &Value| level(name) <= Level::Read;
    for (list, name) in [("fields", "/name"), ("list", "")] {
        if let Some(items) = def[list].as_array_mut() {
            items.retain(|item| item.pointer(name).is_none_or(|n| level(n) != Level::Hidden));
        }
    }
    for field in def["fields"].as_array_mut().into_iter().flatten() {
        field["access"] = json!(level(&field["name"]));
    }
    let rules: Vec<&Rule> = catalog.rules(object.name()).iter().filter(|rule| rule.active).collect();
    if !rules.is_empty() {
        let seen = |name: &str| access.closed.level(object.name(), name) <= Level::Read;
        let open = rules.iter().filter(|rule| asks(&rule.condition).iter().chain([&rule.field]).all(|name| seen(name)));
        let told = open.map(|r| json!({ "name": r.name, "condition": r.condition, "field": r.field, "message": r.message }));
        def["rules"] = told.collect();
    }
    arrangement::tell(&mut def, object, access, catalog);
    let acts = Act::ALL.into_iter().filter(|a| access.allows(*a, object.name()));
    def["may"] = acts.map(Act::name).collect();
    if !open(&def["sort"]) {
        def["sort"] = json!("");
    }
    def
}

/// Narrows the document.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Objects {
    /// Objects to describe, separated by commas; left out: all.
    #[serde(default)]
    objects: String,
}

/// This document, with the company's own objects and fields
#[utoipa::path(get, path = "/api/openapi.json", tag = "meta", params(Objects),
    responses((status = 200, description = "The document", body = serde_json::Value)))]
pub async fn openapi(auth: Auth, Query(query): Query<Objects>) -> Response {
    json_answer(auth.documents().of(&auth.access().tenant, &auth.records().catalog(), &query.objects))
}

/// JSON bytes as an answer.
#[must_use]
pub fn json_answer(bytes: impl Into<axum::body::Body>) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], bytes.into()).into_response()
}
