//! Paths of the generic record operations, one set for each object, built-in or custom: made from definitions at run time.

use super::schema::{Side, object as object_schema, type_name};
use model::Object;
use records::access::permission as may;
use serde_json::{Map, Value, json};

/// Adds the paths of `object` to `paths` and its types to `schemas`.
pub fn describe(object: &Object, paths: &mut Map<String, Value>, schemas: &mut Map<String, Value>) {
    let of = Of::new(object);
    schemas.insert(of.ty.clone(), object_schema(object, Side::Read));
    schemas.insert(format!("{}Input", of.ty), object_schema(object, Side::Write));
    let base = format!("/api/records/{}", of.name);
    let all = json!({ "get": of.list(), "post": of.create() });
    let mut one = json!({ "get": of.get(), "patch": of.patch(), "delete": of.delete() });
    if object.def.append_only {
        remove(&mut one, &["patch", "delete"]);
    }
    paths.insert(format!("{base}/export"), json!({ "get": of.export() }));
    super::summary::paths(&of, paths);
    paths.insert(format!("{base}/{{id}}/history"), json!({ "get": of.history() }));
    paths.insert(format!("{base}/{{id}}/reveal"), json!({ "post": of.reveal() }));
    paths.insert(format!("{base}/{{id}}/seen-by"), json!({ "get": of.seen_by() }));
    if !object.def.append_only {
        paths.insert(format!("{base}/{{id}}/restore"), json!({ "post": of.restore() }));
        paths.insert(format!("{base}/batch"), json!({ "post": of.batch() }));
        super::bulk::paths(&of, paths);
        let keys = keys(object);
        if !keys.is_empty() {
            paths.insert(format!("{base}/by/{{key}}/{{value}}"), json!({ "put": of.upsert(&keys) }));
        }
    }
    if object.def.owned {
        super::share::paths(&of, paths);
    }
    paths.insert(format!("{base}/{{id}}/lineage"), json!({ "get": of.lineage() }));
    if object.name() == crm::customers::IDENTITY.object {
        super::identity::paths(&of, paths);
    }
    if object.def.mergeable {
        super::duplicates::paths(&of, paths);
        paths.insert(format!("{base}/{{id}}/merges"), json!({ "get": of.merges() }));
        paths.insert(format!("{base}/{{id}}/merge"), json!({ "post": of.merge("merge", "merge others into this one") }));
        let preview = of.merge("preview_merge", "what a merge would do; nothing is written");
        paths.insert(format!("{base}/{{id}}/merge/preview"), json!({ "post": preview }));
        paths.insert(format!("{base}/merges/{{merge}}/undo"), json!({ "post": of.unmerge("unmerge", "take a merge back") }));
        let preview = of.unmerge("preview_unmerge", "what taking a merge back would do; nothing is written");
        paths.insert(format!("{base}/merges/{{merge}}/undo/preview"), json!({ "post": preview }));
    }
    paths.insert(base.clone(), all);
    paths.insert(format!("{base}/{{id}}"), one);
}

/// Names of the keys by which upsert finds a record: unique fields, and unique keys of one field.
fn keys(object: &Object) -> Vec<String> {
    let fields = object.def.fields.iter().filter(|f| f.unique).map(|f| f.name.to_string());
    let single = object.def.unique.iter().filter(|k| k.fields.len() == 1).map(|k| k.fields[0].to_string());
    let mut all: Vec<String> = fields.chain(single).collect();
    all.sort();
    all.dedup();
    all
}

fn remove(item: &mut Value, methods: &[&str]) {
    if let Some(map) = item.as_object_mut() {
        map.retain(|m, _| !methods.contains(&m.as_str()));
    }
}

fn merged() -> Value {
    let schema = json!({ "$ref": "#/components/schemas/Merged" });
    json!({ "200": { "description": "What it did", "content": { "application/json": { "schema": schema } } } })
}

/// Parameters that more than one operation has.
pub(super) fn query(name: &str, schema: &Value, says: &str) -> Value {
    json!({ "name": name, "in": "query", "schema": schema, "description": says })
}

fn header(name: &str, says: &str) -> Value {
    json!({ "name": name, "in": "header", "schema": { "type": "string", "maxLength": 200 }, "description": says })
}

fn path(name: &str, schema: &Value) -> Value {
    json!({ "name": name, "in": "path", "required": true, "schema": schema })
}

pub(super) fn path_id() -> Value {
    path("id", &json!({ "type": "string", "format": "uuid" }))
}

pub(super) fn text() -> Value {
    json!({ "type": "string" })
}

pub(super) fn flag() -> Value {
    json!({ "type": "string", "enum": ["0", "1"] })
}

/// Which records: the same for lists and exports.
pub(super) fn selection() -> Vec<Value> {
    vec![
        query("filter", &text(), "condition in words: `country:GB spend>=1000`"),
        query("where", &text(), "condition as JSON"),
        query("q", &text(), "the beginning of a name, e-mail, phone or pinyin"),
        query("sort", &text(), "fields, `-` in front for descending: `-spend,name`"),
        query("fields", &text(), "fields to answer, separated by commas; left out: all"),
        query(
            "purpose",
            &text(),
            "what the data is used for (`service`, `marketing`, `profiling`): who did not agree to it and fields not meant for it are left out",
        ),
    ]
}

pub(super) struct Of {
    pub name: String,
    pub ty: String,
    label: String,
}

impl Of {
    fn new(object: &Object) -> Self {
        let label =
            if object.def.labels.en.is_empty() { object.name().replace('_', " ") } else { object.def.labels.en.to_string() };
        Self { name: object.name().to_owned(), ty: type_name(object.name()), label }
    }

    fn record(&self) -> Value {
        json!({ "$ref": format!("#/components/schemas/{}", self.ty) })
    }

    fn input(&self) -> Value {
        let schema = json!({ "$ref": format!("#/components/schemas/{}Input", self.ty) });
        json!({ "required": true, "content": { "application/json": { "schema": schema } } })
    }

    pub fn operation(&self, verb: &str, says: &str, permission: &str, parameters: Value, answers: Value) -> Value {
        json!({
            "operationId": format!("{verb}_{}", self.name),
            "tags": [self.name],
            "summary": format!("{}: {says}", self.label),
            "x-permission": permission,
            "parameters": parameters,
            "responses": answers,
        })
    }

    fn one(&self, says: &str) -> Value {
        let etag = json!({ "description": "`\"v3\"`: the record's version", "schema": { "type": "string" } });
        json!({ "description": says, "headers": { "ETag": etag }, "content": { "application/json": { "schema": self.record() } } })
    }

    fn reveal(&self) -> Value {
        let schema = json!({ "type": "object", "properties": { "value": {} }, "required": ["value"] });
        let answers = json!({ "200": { "description": "The value", "content": { "application/json": { "schema": schema } } } });
        let says = "the whole value of a field that one sees in part; the audit log is told";
        let mut operation = self.operation("reveal", says, may::RECORD_READ, json!([path_id()]), answers);
        let field = json!({ "type": "string", "maxLength": 100 });
        let body =
            json!({ "type": "object", "properties": { "field": field }, "required": ["field"], "additionalProperties": false });
        operation["requestBody"] = json!({ "required": true, "content": { "application/json": { "schema": body } } });
        operation
    }

    fn seen_by(&self) -> Value {
        let page = json!({ "type": "object", "properties": { "items": { "type": "array", "items": { "type": "object" } } } });
        let answers = json!({ "200": { "description": "People", "content": { "application/json": { "schema": page } } } });
        self.operation("seen_by", "who sees it, and why", may::USER_MANAGE, json!([path_id()]), answers)
    }

    fn list(&self) -> Value {
        let mut parameters = selection();
        parameters.extend([
            query("cursor", &text(), "`next` of the page before"),
            query("limit", &json!({ "type": "integer", "minimum": 1, "maximum": 200, "default": 50 }), "records on the page"),
            query("count", &flag(), "1: also count all"),
            query("labels", &flag(), "1: also titles of referenced records, by id"),
            query("deleted", &flag(), "1: deleted records instead"),
        ]);
        let page = json!({
            "type": "object",
            "properties": {
                "items": { "type": "array", "items": self.record() },
                "next": { "type": ["string", "null"] },
                "count": { "type": "integer" },
                "count_is_exact": { "type": "boolean", "description": "false: there are more than `count`" },
                "left_out": { "type": "object", "description": "with `count` and `purpose`: how many `records` were left out, and which `fields`" },
                "labels": { "type": "object", "additionalProperties": { "type": "string" } },
            },
            "required": ["items", "next"],
        });
        let answers = json!({ "200": { "description": "A page", "content": { "application/json": { "schema": page } } } });
        self.operation("list", "list by condition, sorted, page by page", may::RECORD_READ, parameters.into(), answers)
    }

    fn create(&self) -> Value {
        let mut created = self.one("Created");
        created["headers"]["Location"] = json!({ "schema": { "type": "string" }, "description": "address of the record" });
        let answers = json!({ "201": created });
        let mut operation = self.operation("create", "create", may::RECORD_CREATE, json!([]), answers);
        operation["requestBody"] = self.input();
        operation
    }

    fn get(&self) -> Value {
        let parameters = json!([path_id(), query("fields", &text(), "fields to answer, separated by commas"),]);
        let answers = json!({ "200": self.one("The record") });
        self.operation("get", "read one", may::RECORD_READ, parameters, answers)
    }

    fn patch(&self) -> Value {
        let parameters = json!([path_id(), header("If-Match", "ETag that was edited: 412 when the record has changed since")]);
        let answers = json!({ "200": self.one("As it is now") });
        let mut operation =
            self.operation("patch", "change fields: absent stays, null empties", may::RECORD_UPDATE, parameters, answers);
        operation["requestBody"] = self.input();
        operation
    }

    fn delete(&self) -> Value {
        let parameters = json!([path_id(), header("If-Match", "ETag that was read: 412 when the record has changed since")]);
        let answers = json!({ "204": { "description": "Deleted; restore brings it back" } });
        self.operation("delete", "delete, recoverably", may::RECORD_DELETE, parameters, answers)
    }

    fn restore(&self) -> Value {
        let answers = json!({ "200": self.one("As it is now") });
        self.operation("restore", "bring back a deleted one", may::RECORD_DELETE, json!([path_id()]), answers)
    }

    fn history(&self) -> Value {
        let parameters = json!([
            path_id(),
            query("cursor", &text(), "`next` of the page before"),
            query("limit", &json!({ "type": "integer", "minimum": 1, "maximum": 200, "default": 50 }), "changes on the page")
        ]);
        let schema = json!({ "$ref": "#/components/schemas/HistoryPage" });
        let answers =
            json!({ "200": { "description": "Changes, newest first", "content": { "application/json": { "schema": schema } } } });
        self.operation("history", "who changed what, and when", may::RECORD_READ, parameters, answers)
    }

    fn lineage(&self) -> Value {
        let origin = json!({ "$ref": "#/components/schemas/Origin" });
        let schema = json!({ "type": "object", "required": ["fields"],
            "properties": { "fields": { "type": "object", "additionalProperties": origin } } });
        let answers = json!({ "200": { "description": "By field", "content": { "application/json": { "schema": schema } } } });
        self.operation("lineage", "where each value comes from", may::RECORD_READ, json!([path_id()]), answers)
    }

    fn merges(&self) -> Value {
        let item = json!({ "$ref": "#/components/schemas/MergeEntry" });
        let page =
            json!({ "type": "object", "properties": { "items": { "type": "array", "items": item } }, "required": ["items"] });
        let answers =
            json!({ "200": { "description": "Merges, newest first", "content": { "application/json": { "schema": page } } } });
        self.operation("merges", "the merges it took part in", may::RECORD_READ, json!([path_id()]), answers)
    }

    fn merge(&self, verb: &str, says: &str) -> Value {
        let mut operation = self.operation(verb, says, may::RECORD_MERGE, json!([path_id()]), merged());
        let schema = json!({ "$ref": "#/components/schemas/Merge" });
        operation["requestBody"] = json!({ "required": true, "content": { "application/json": { "schema": schema } } });
        operation
    }

    fn unmerge(&self, verb: &str, says: &str) -> Value {
        let id = path("merge", &json!({ "type": "string", "format": "uuid" }));
        self.operation(verb, says, may::RECORD_MERGE, json!([id]), merged())
    }

    fn upsert(&self, keys: &[String]) -> Value {
        let parameters = json!([
            path("key", &json!({ "type": "string", "enum": keys })),
            path("value", &json!({ "type": "string", "minLength": 1 }))
        ]);
        let answers = json!({ "200": self.one("It was there and is changed"), "201": self.one("Created") });
        let mut operation = self.operation("upsert", "create or change by a unique key", may::RECORD_UPDATE, parameters, answers);
        operation["requestBody"] = self.input();
        operation
    }

    fn batch(&self) -> Value {
        let values = json!({ "$ref": format!("#/components/schemas/{}Input", self.ty) });
        let item = json!({
            "type": "object",
            "properties": {
                "op": { "type": "string", "enum": ["create", "update", "delete"] },
                "id": { "type": "string", "format": "uuid" },
                "version": { "type": "integer" },
                "values": values,
            },
            "required": ["op"],
            "additionalProperties": false,
        });
        let body = json!({ "type": "object", "properties": { "operations": { "type": "array", "items": item, "maxItems": 1000 } }, "required": ["operations"], "additionalProperties": false });
        let items = json!({ "type": "object", "properties": { "items": { "type": "array", "items": { "type": "object" } } }, "required": ["items"] });
        let answers = json!({ "200": { "description": "All were done, in order", "content": { "application/json": { "schema": items } } } });
        let mut operation = self.operation("batch", "many changes, all or none", may::RECORD_UPDATE, json!([]), answers);
        operation["requestBody"] = json!({ "required": true, "content": { "application/json": { "schema": body } } });
        operation
    }

    fn export(&self) -> Value {
        let mut parameters = selection();
        parameters.push(query(
            "format",
            &json!({ "type": "string", "enum": ["csv", "xlsx"], "default": "csv" }),
            "format of the file; a spreadsheet has at most 1,048,576 rows",
        ));
        let left = json!({
            "x-left-out": { "description": "with `purpose`: how many records were left out", "schema": { "type": "integer" } },
            "x-left-out-fields": { "description": "and which fields", "schema": { "type": "string" } },
        });
        let answers = json!({ "200": { "description": "The file, streamed", "headers": left, "content": { "text/csv": { "schema": text() },
            crate::http::stream::XLSX: { "schema": { "type": "string", "format": "binary" } } } } });
        self.operation("export", "all that match, as a file", may::RECORD_EXPORT, parameters.into(), answers)
    }
}
