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
    guest_paths(of, &base, paths);
}

fn guest_paths(of: &Of, base: &str, paths: &mut Map<String, Value>) {
    let list = answer("Those that are good, newest first, and which fields may be shown", "GuestLinks");
    let list = of.operation("guest_links", "links for people without an account", may::RECORD_SHARE, json!([path_id()]), list);
    let made = json!({ "$ref": "#/components/schemas/MadeGuestLink" });
    let made = json!({ "201": { "description": "Made", "content": { "application/json": { "schema": made } } } });
    let says = "make a link for somebody without an account; the answer is the only time it is shown";
    let mut make = of.operation("make_guest_link", says, may::RECORD_SHARE, json!([path_id()]), made);
    let schema = json!({ "$ref": "#/components/schemas/NewGuestLink" });
    make["requestBody"] = json!({ "required": true, "content": { "application/json": { "schema": schema } } });
    let ended = json!({ "204": { "description": "It shows nothing any more" } });
    let link = json!({ "name": "link", "in": "path", "required": true, "schema": { "type": "string", "format": "uuid" } });
    let end = of.operation("end_guest_link", "end such a link", may::RECORD_SHARE, json!([path_id(), link]), ended);
    paths.insert(format!("{base}/{{id}}/guest-links"), json!({ "get": list, "post": make }));
    paths.insert(format!("{base}/{{id}}/guest-links/{{link}}"), json!({ "delete": end }));
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
    describe_guests(schemas);
}

fn describe_guests(schemas: &mut Map<String, Value>) {
    let fields = json!({ "type": "array", "items": { "type": "string" }, "description": "the fields that it shows" });
    let at = json!({ "type": "string", "format": "date-time" });
    let mut shown = json!({
        "id": { "type": "string", "format": "uuid" },
        "label": { "type": "string" },
        "fields": fields,
        "passcode": { "type": "boolean", "description": "it asks for one" },
        "by": { "type": "string", "format": "uuid", "description": "who made it: it shows what they may see when it is opened" },
        "at": at, "until": at,
        "opened": { "type": "integer", "description": "how often" },
        "opened_at": { "type": ["string", "null"], "format": "date-time" },
    });
    let mut required = json!(["id", "label", "fields", "passcode", "by", "at", "until", "opened", "opened_at"]);
    let link = json!({ "type": "object", "properties": shown, "required": required });
    shown["url"] = json!({ "type": "string", "description": "the link, shown once" });
    if let Some(names) = required.as_array_mut() {
        names.push("url".into());
    }
    let made = json!({ "type": "object", "properties": shown, "required": required });
    let new = json!({
        "type": "object",
        "properties": {
            "label": { "type": "string", "maxLength": 200, "default": "", "description": "for whom it is" },
            "days": { "type": "integer", "minimum": 1, "maximum": records::share::guest::DAYS, "description": "how long it is good for" },
            "fields": { "type": "array", "items": { "type": "string" }, "minItems": 1, "description": "some of `offered`" },
            "passcode": { "type": ["string", "null"], "minLength": 8, "maxLength": 64, "description": "asked for when it is opened" },
        },
        "required": ["days", "fields"],
        "additionalProperties": false,
    });
    let offered = json!({ "type": "array", "items": { "type": "string" }, "description": "fields that guests may be shown" });
    let items = json!({ "type": "array", "items": { "$ref": "#/components/schemas/GuestLink" } });
    let list =
        json!({ "type": "object", "properties": { "items": items, "offered": offered }, "required": ["items", "offered"] });
    for (name, schema) in [("GuestLink", link), ("MadeGuestLink", made), ("NewGuestLink", new), ("GuestLinks", list)] {
        schemas.insert(name.into(), schema);
    }
}
