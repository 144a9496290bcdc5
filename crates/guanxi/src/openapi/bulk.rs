//! Paths and types of changes of many records.

use super::objects::Of;
use records::access::permission as may;
use serde_json::{Map, Value, json};

pub(super) fn paths(of: &Of, paths: &mut Map<String, Value>) {
    let base = format!("/api/records/{}/bulk", of.name);
    let schema = json!({ "$ref": "#/components/schemas/BulkAction" });
    let begun = json!({ "202": { "description": "It waits for its turn", "headers": {
        "Location": { "schema": { "type": "string" }, "description": "address of the bulk action" } },
        "content": { "application/json": { "schema": schema } } } });
    let input = json!({ "$ref": format!("#/components/schemas/{}Input", of.ty) });
    let lists = json!({ "type": "object", "additionalProperties": { "type": "array", "minItems": 1 } });
    let mut edit = which();
    edit["set"] = json!({ "allOf": [input], "description": "fields with their new values; null empties" });
    edit["add"] = described(&lists, "values that list fields get beside those that they have");
    edit["remove"] = described(&lists, "values that are taken out of list fields");
    let says = "change many: those named, or all that match";
    let mut operation = of.operation("edit_many", says, may::RECORD_UPDATE, json!([]), begun.clone());
    operation["requestBody"] = body(edit);
    paths.insert(format!("{base}/edit"), json!({ "post": operation }));
    let says = "delete many, recoverably: those named, or all that match";
    let mut operation = of.operation("delete_many", says, may::RECORD_DELETE, json!([]), begun);
    operation["requestBody"] = body(which());
    paths.insert(format!("{base}/delete"), json!({ "post": operation }));
}

fn described(schema: &Value, says: &str) -> Value {
    let mut schema = schema.clone();
    schema["description"] = says.into();
    schema
}

fn body(properties: Value) -> Value {
    let schema = json!({ "type": "object", "properties": properties, "additionalProperties": false });
    json!({ "required": true, "content": { "application/json": { "schema": schema } } })
}

fn which() -> Value {
    let id = json!({ "type": "string", "format": "uuid" });
    json!({
        "records": { "type": ["array", "null"], "items": id, "minItems": 1, "maxItems": 10000, "description": "these; left out: all that match" },
        "filter": { "type": "string", "description": "condition in words: `country:GB spend>=1000`" },
        "where": { "type": ["object", "null"], "description": "condition as JSON" },
        "q": { "type": "string", "description": "the beginning of a name, e-mail, phone or pinyin" },
        "purpose": { "type": "string", "description": "what it is for: who did not agree to it is left out" },
    })
}

pub(super) fn describe(schemas: &mut Map<String, Value>) {
    let (id, count) = (json!({ "type": "string", "format": "uuid" }), json!({ "type": "integer" }));
    let some = json!({ "type": ["string", "null"], "format": "uuid" });
    let (at, when) =
        (json!({ "type": "string", "format": "date-time" }), json!({ "type": ["string", "null"], "format": "date-time" }));
    let state = json!({ "type": "string", "enum": ["waiting", "running", "done", "failed", "cancelled", "undoing", "undone"] });
    let map = json!({ "type": "object" });
    let what = json!({ "type": "object", "properties": {
        "do": { "type": "string", "enum": ["edit", "delete"] }, "set": map, "add": map, "remove": map }, "required": ["do"] });
    let action = json!({
        "type": "object",
        "properties": {
            "id": id, "object": { "type": "string" }, "state": state, "cancelling": { "type": "boolean" },
            "what": described(&what, "what is done; an edit without fields when that told of somebody who was erased"),
            "total": { "type": "integer", "description": "records to go through; 0 until they are counted" },
            "changed": count, "unchanged": count,
            "refused": { "type": "integer", "description": "they cannot be so; the items say why" },
            "skipped": { "type": "integer", "description": "who asked may read them, not change them, or they are gone" },
            "restored": { "type": "integer", "description": "put back by the undoing" },
            "kept": { "type": "integer", "description": "left by the undoing, because they were changed since" },
            "error": { "type": ["string", "null"] }, "by": id, "created_at": at, "begun_at": when, "finished_at": when,
            "undone_by": some, "undone_at": when,
        },
        "required": ["id", "object", "state", "cancelling", "what", "total", "changed", "unchanged", "refused", "skipped", "restored",
            "kept", "error", "by", "created_at", "begun_at", "finished_at", "undone_by", "undone_at"],
    });
    schemas.insert("BulkAction".into(), action);
}
