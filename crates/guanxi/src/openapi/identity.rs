//! Paths and types of identifiers, and where values come from.

use super::objects::{Of, path_id};
use records::access::permission as may;
use serde_json::{Map, Value, json};

fn schema(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn answer(says: &str, schema: &Value) -> Value {
    json!({ "200": { "description": says, "content": { "application/json": { "schema": schema } } } })
}

fn with_body(mut operation: Value, schema: &Value) -> Value {
    operation["requestBody"] = json!({ "required": true, "content": { "application/json": { "schema": schema } } });
    operation
}

/// Adds the paths of one object.
pub(super) fn paths(of: &Of, paths: &mut Map<String, Value>) {
    let base = format!("/api/records/{}", of.name);
    let known = || answer("What it is known by", &schema("Identifiers"));
    let one = |verb: &str, says: &str, permission: &str| of.operation(verb, says, permission, json!([path_id()]), known());
    let says = "add an identifier; one that another record has too makes the two a probable duplicate, and moves nothing";
    paths.insert(
        format!("{base}/{{id}}/identifiers"),
        json!({
            "get": one("identifiers", "what it is known by, and who else is", may::RECORD_READ),
            "post": with_body(one("add_identifier", says, may::RECORD_UPDATE), &schema("NewIdentifier")),
        }),
    );
    let remove = one("remove_identifier", "take an identifier away", may::RECORD_UPDATE);
    paths.insert(format!("{base}/{{id}}/identifiers/remove"), json!({ "post": with_body(remove, &schema("NewIdentifier")) }));
    let found = json!({ "type": "object", "required": ["items", "shared"], "properties": {
        "items": { "type": "array", "items": schema(&of.ty), "description": "one, unless several have it" },
        "shared": { "type": "boolean", "description": "it identifies nobody" } } });
    let all =
        |verb: &str, says: &str, permission: &str| of.operation(verb, says, permission, json!([]), answer("Who has it", &found));
    let (kind, value) = (json!({ "type": "string", "maxLength": 100 }), json!({ "type": "string", "maxLength": 1000 }));
    let which = json!({ "type": "object", "required": ["kind", "value"], "additionalProperties": false,
        "properties": { "kind": kind, "value": value } });
    let resolve = all("resolve", "who has this identifier; what was merged leads to what it became", may::RECORD_READ);
    paths.insert(format!("{base}/identifiers/resolve"), json!({ "post": with_body(resolve, &which) }));
    let mut share = which;
    share["properties"]["shared"] = json!({ "type": "boolean" });
    share["required"] = json!(["kind", "value", "shared"]);
    let says = "mark an identifier as shared by right (a family's phone): it raises no duplicates and proves none";
    paths.insert(
        format!("{base}/identifiers/share"),
        json!({ "post": with_body(all("share_identifier", says, may::RECORD_UPDATE), &share) }),
    );
}

/// Adds the types.
pub(super) fn describe(schemas: &mut Map<String, Value>) {
    let (text, flag) = (json!({ "type": "string" }), json!({ "type": "boolean" }));
    let perhaps = json!({ "type": ["string", "null"] });
    let (id, when) =
        (json!({ "type": ["string", "null"], "format": "uuid" }), json!({ "type": ["string", "null"], "format": "date-time" }));
    let kinds = json!({ "type": "array", "items": text });
    schemas.insert(
        "Origin".into(),
        json!({ "type": "object", "required": ["kind", "at", "user", "import", "import_name"], "properties": {
            "kind": { "type": "string", "enum": ["person", "operation", "import", "undo", "merge", "system", "unknown"] },
            "at": when, "user": id, "import": id, "import_name": perhaps,
            "source": { "type": "string", "description": "where the sources of the object have an order" } } }),
    );
    schemas.insert(
        "NewIdentifier".into(),
        json!({ "type": "object", "required": ["kind", "value"], "additionalProperties": false, "properties": {
            "kind": { "type": "string", "maxLength": 100, "description": "`email`, `phone`, `social`, `number`, or an option of \
                the field `kind` of object `identifier`" },
            "value": { "type": "string", "maxLength": 1000 },
            "source": { "type": ["string", "null"], "maxLength": 60, "description": "who tells of it" } } }),
    );
    schemas.insert(
        "Identifier".into(),
        json!({ "type": "object",
            "required": ["kind", "value", "field", "id", "source", "origin", "last_seen_at", "shared", "shared_by", "shared_at"],
            "properties": { "kind": text, "value": text, "field": perhaps, "id": id, "source": perhaps,
                "origin": schema("Origin"), "last_seen_at": when, "shared": flag, "shared_by": id, "shared_at": when } }),
    );
    let other = json!({ "type": "object", "required": ["record", "name", "kinds", "group"], "properties": {
        "record": { "type": "string", "format": "uuid" }, "name": perhaps, "kinds": kinds,
        "group": { "type": ["string", "null"], "format": "uuid", "description": "the pair in the list of duplicates" } } });
    schemas.insert(
        "Identifiers".into(),
        json!({ "type": "object", "required": ["items", "matches", "hidden"], "properties": {
            "items": { "type": "array", "items": schema("Identifier") },
            "matches": { "type": "array", "items": other },
            "hidden": { "type": "array", "items": text, "description": "kinds that a record out of sight has too" } } }),
    );
}
