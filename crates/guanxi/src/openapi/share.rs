//! Paths and types of sharing.

use super::objects::{Of, path_id};
use records::access::permission as may;
use serde_json::{Map, Value, json};

pub(super) fn paths(of: &Of, paths: &mut Map<String, Value>) {
    let base = format!("/api/records/{}", of.name);
    let list = answer("With whom", "Shares");
    let list = of.operation("shares", "with whom it is shared", may::RECORD_READ, json!([path_id()]), list);
    paths.insert(format!("{base}/{{id}}/shares"), json!({ "get": list }));
    for (verb, says) in [("share", "show records to people whom their role does not show them to"), ("unshare", "end that")] {
        let mut operation = of.operation(verb, says, may::RECORD_SHARE, json!([]), answer("Of how many", "SharedCount"));
        let schema = json!({ "$ref": "#/components/schemas/Sharing" });
        operation["requestBody"] = json!({ "required": true, "content": { "application/json": { "schema": schema } } });
        paths.insert(format!("{base}/{verb}"), json!({ "post": operation }));
    }
}

fn answer(says: &str, schema: &str) -> Value {
    let schema = json!({ "$ref": format!("#/components/schemas/{schema}") });
    json!({ "200": { "description": says, "content": { "application/json": { "schema": schema } } } })
}

pub(super) fn describe(schemas: &mut Map<String, Value>) {
    let id = json!({ "type": "string", "format": "uuid" });
    let some = json!({ "type": ["string", "null"], "format": "uuid" });
    let when = json!({ "type": ["string", "null"], "format": "date-time" });
    let sharing = json!({
        "type": "object",
        "properties": {
            "records": { "type": "array", "items": id, "minItems": 1, "maxItems": 1000 },
            "user": { "type": ["string", "null"], "format": "uuid", "description": "with whom; or else `team`" },
            "team": { "type": ["string", "null"], "format": "uuid", "description": "a team and those below it" },
            "change": { "type": "boolean", "default": false, "description": "they may change the records, as far as their role changes any" },
            "until": { "type": ["string", "null"], "format": "date-time", "description": "when it ends; left out: when it is taken back" },
            "note": { "type": "string", "maxLength": 500, "default": "" },
        },
        "required": ["records"],
        "additionalProperties": false,
    });
    let share = json!({
        "type": "object",
        "properties": {
            "user": some, "team": some, "change": { "type": "boolean" }, "until": when, "note": { "type": "string" },
            "by": some, "at": { "type": "string", "format": "date-time" },
        },
        "required": ["user", "team", "change", "until", "note", "by", "at"],
    });
    let items = json!({ "type": "array", "items": share });
    schemas.insert("Sharing".into(), sharing);
    schemas.insert("Shares".into(), json!({ "type": "object", "properties": { "items": items }, "required": ["items"] }));
    let count = json!({ "type": "object", "properties": { "count": { "type": "integer" } }, "required": ["count"] });
    schemas.insert("SharedCount".into(), count);
}
