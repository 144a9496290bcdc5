//! The OpenAPI 3.1 document: operations written by hand (utoipa) and the paths of every object, made from its definition.
//!
//! Documents are kept by company and version of its definitions, so that a second request costs a look-up.

mod bulk;
mod duplicates;
mod identity;
mod merge;
pub mod objects;
pub mod schema;
mod share;
mod summary;

use bytes::Bytes;
use model::Object;
use moka::sync::Cache;
use records::Catalog;
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::sync::Arc;

/// Errors that every operation may answer, and those that need a body or a version.
const ALWAYS: &[(&str, &str)] = &[
    ("400", "The address or the query cannot be read"),
    ("401", "Not signed in"),
    ("403", "Not allowed"),
    ("404", "Not there"),
    ("406", "The client does not take the answer's type"),
    ("414", "The address is too long"),
    ("422", "Fields are not valid; all of them are listed"),
    ("429", "Too many requests; wait as header retry-after says"),
    ("503", "Not now; wait as header retry-after says"),
];
const WITH_BODY: &[(&str, &str)] = &[
    ("409", "In conflict with what is stored"),
    ("412", "The record has changed since; `version` is the current one"),
    ("413", "The body is too large"),
    ("415", "The body is not of the type taken here"),
];

/// Builds and keeps documents.
#[derive(Clone)]
pub struct Documents {
    operations: Arc<Value>,
    kept: Cache<(String, i64, String), Bytes>,
    /// Definitions as people of a role see them.
    definitions: Cache<(String, i64, String), Bytes>,
}

impl Documents {
    /// `operations`: the hand-written part.
    #[must_use]
    pub fn new(operations: &utoipa::openapi::OpenApi) -> Self {
        let mut operations = serde_json::to_value(operations).unwrap_or_default();
        name_apart(&mut operations);
        Self { operations: Arc::new(operations), kept: Cache::new(64), definitions: Cache::new(500) }
    }

    /// The document of one company as JSON bytes; `only` names the objects wanted, empty for all.
    #[must_use]
    pub fn of(&self, tenant: &str, catalog: &Catalog, only: &str) -> Bytes {
        let key = (tenant.to_owned(), catalog.version, only.to_owned());
        self.kept.get_with(key, || {
            let objects: Vec<Arc<Object>> = catalog.iter().cloned().collect();
            serde_json::to_vec(&self.build(&objects, only)).unwrap_or_default().into()
        })
    }

    /// The definitions of a company, by the version that they have and what else they depend on; described when they are not kept.
    pub fn definitions(&self, key: (String, i64, String), describe: impl FnOnce() -> Bytes) -> Bytes {
        self.definitions.get_with(key, describe)
    }

    /// The document over `objects`.
    #[must_use]
    pub fn build(&self, objects: &[Arc<Object>], only: &str) -> Value {
        let wanted: Vec<&str> = only.split(',').map(str::trim).filter(|o| !o.is_empty()).collect();
        let mut document = (*self.operations).clone();
        let (mut paths, mut schemas) = (Map::new(), Map::new());
        for object in objects.iter().filter(|o| !o.def.hidden && (wanted.is_empty() || wanted.contains(&o.name()))) {
            objects::describe(object, &mut paths, &mut schemas);
        }
        shared_schemas(&mut schemas);
        document["openapi"] = json!("3.1.0");
        document["info"] = info();
        extend(&mut document["paths"], paths);
        extend(&mut document["components"]["schemas"], schemas);
        document["components"]["securitySchemes"] = json!({
            "session": { "type": "apiKey", "in": "cookie", "name": "gx_session", "description": "set by sign-in; writes also need header `X-Guanxi: 1`" },
            "key": { "type": "http", "scheme": "bearer", "description": "`gx_<company>_<id>_<secret>`" },
        });
        document["security"] = json!([{ "session": [] }, { "key": [] }]);
        add_keys(&mut document);
        add_errors(&mut document);
        document
    }
}

/// Handlers of different features may be called alike; their operations get their path into their name.
fn name_apart(document: &mut Value) {
    let name = |operation: &Value| operation["operationId"].as_str().unwrap_or_default().to_owned();
    let mut count: HashMap<String, usize> = HashMap::new();
    for (_, operation) in each_operation(document) {
        *count.entry(name(operation)).or_default() += 1;
    }
    for (path, item) in document["paths"].as_object_mut().into_iter().flatten() {
        let words = path.split('/').filter(|word| !matches!(*word, "" | "api") && !word.starts_with('{'));
        let place = words.collect::<Vec<_>>().join("_").replace('-', "_");
        for operation in item.as_object_mut().into_iter().flat_map(Map::values_mut) {
            let old = name(operation);
            if count.get(&old).is_some_and(|n| *n > 1) {
                operation["operationId"] = format!("{old}_{place}").into();
            }
        }
    }
}

/// Operations with their methods.
fn each_operation(document: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    let paths = document["paths"].as_object_mut();
    let items = paths.into_iter().flat_map(Map::values_mut).filter_map(Value::as_object_mut);
    items.flat_map(Map::iter_mut).filter(|(_, o)| o.get("responses").is_some())
}

fn info() -> Value {
    json!({
        "title": "Guanxi",
        "version": env!("CARGO_PKG_VERSION"),
        "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        "description": "Customers, their orders and everything else a company keeps. Every object has the same operations below \
             `/api/records/{object}`; `x-permission` says what an operation needs. Errors are problem+json (RFC 9457).",
    })
}

fn extend(place: &mut Value, more: Map<String, Value>) {
    if !place.is_object() {
        *place = json!({});
    }
    if let Some(map) = place.as_object_mut() {
        map.extend(more);
    }
}

/// What every POST takes; sign-in does not know who asks.
fn add_keys(document: &mut Value) {
    let key = json!({
        "name": "Idempotency-Key", "in": "header", "schema": { "type": "string", "minLength": 1, "maxLength": 200 },
        "description": "The same key with the same request gives the first answer again, for 24 hours, with header \
            `Idempotency-Replayed: true`; nothing is done twice. With another request: 422. While the first one is worked on, or when \
            its answer showed a secret: 409.",
    });
    let posts = document["paths"].as_object_mut().into_iter().flat_map(Map::values_mut).filter_map(|item| item.get_mut("post"));
    for operation in posts.filter(|o| o["security"] != json!([{}])) {
        match operation["parameters"].as_array_mut() {
            Some(parameters) => parameters.push(key.clone()),
            None => operation["parameters"] = json!([key]),
        }
    }
}

/// One loop documents the error answers of every operation.
fn add_errors(document: &mut Value) {
    for (method, operation) in each_operation(document) {
        let extra: &[(&str, &str)] = if method == "get" { &[] } else { WITH_BODY };
        for (status, says) in ALWAYS.iter().chain(extra) {
            if operation["responses"].get(*status).is_none() {
                operation["responses"][*status] = problem(says);
            }
        }
        operation["responses"]["default"] = problem("Any other refusal");
    }
}

fn problem(says: &str) -> Value {
    let schema = json!({ "$ref": "#/components/schemas/Problem" });
    json!({ "description": says, "content": { "application/problem+json": { "schema": schema } } })
}

fn shared_schemas(schemas: &mut Map<String, Value>) {
    let field = json!({
        "type": "object",
        "properties": {
            "field": { "type": "string" },
            "code": { "type": "string" },
            "message": { "type": "string" },
            "rule": {
                "type": "object",
                "description": "with code `rule`: the company's own rule that the record breaks, and its message by language",
                "properties": {
                    "name": { "type": "string" },
                    "message": { "type": "object", "additionalProperties": { "type": "string" } },
                },
                "required": ["name", "message"],
            },
        },
        "required": ["field", "code", "message"],
    });
    let problem = json!({
        "type": "object",
        "description": "A refusal (RFC 9457)",
        "properties": {
            "type": { "type": "string" },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "detail": { "type": "string", "description": "what happened and what to do" },
            "code": { "type": "string", "description": "stable, for programs" },
            "errors": { "type": "array", "items": field, "description": "every refused field" },
            "version": { "type": "integer", "description": "current version of the record, with 412" },
            "request_id": { "type": "string" },
        },
        "required": ["type", "title", "status", "detail", "code", "request_id"],
    });
    let change = json!({ "type": "object", "description": "One change: who, when, and fields with old and new values" });
    let page = json!({
        "type": "object",
        "properties": { "items": { "type": "array", "items": change }, "next": { "type": ["string", "null"] } },
        "required": ["items", "next"],
    });
    schemas.insert("Problem".into(), problem);
    schemas.insert("HistoryPage".into(), page);
    bulk::describe(schemas);
    duplicates::describe(schemas);
    identity::describe(schemas);
    merge::describe(schemas);
    share::describe(schemas);
    summary::describe(schemas);
}
