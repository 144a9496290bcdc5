//! Types of merging.

use serde_json::{Map, Value, json};

pub(super) fn describe(schemas: &mut Map<String, Value>) {
    schemas.insert("Merge".into(), merge());
    schemas.insert("MergeEntry".into(), merge_entry());
    schemas.insert("Merged".into(), merged());
}

fn merge() -> Value {
    let id = json!({ "type": "string", "format": "uuid" });
    json!({
        "type": "object",
        "properties": {
            "others": { "type": "array", "items": id, "minItems": 1, "maxItems": 20, "uniqueItems": true,
                "description": "the records that go; in this order they fill what the survivor lacks" },
            "choose": { "type": "object", "additionalProperties": id, "description": "for a field the record whose value is kept" },
            "strategy": { "type": "string", "enum": ["survivor", "newest", "oldest", "frequent"], "default": "survivor",
                "description": "whose value the other fields keep" },
        },
        "required": ["others"],
        "additionalProperties": false,
    })
}

fn merge_entry() -> Value {
    let name = json!({ "type": ["string", "null"] });
    let (id, when) =
        (json!({ "type": "string", "format": "uuid" }), json!({ "type": ["string", "null"], "format": "date-time" }));
    json!({
        "type": "object",
        "properties": {
            "id": id, "survivor": id, "gone": id, "survivor_name": name, "gone_name": name, "at": { "type": "string", "format": "date-time" },
            "by": { "type": ["string", "null"], "format": "uuid" }, "undone_at": when,
        },
        "required": ["id", "survivor", "gone", "survivor_name", "gone_name", "at", "by", "undone_at"],
    })
}

fn merged() -> Value {
    let id = json!({ "type": "string", "format": "uuid" });
    let counts = json!({ "type": "object", "additionalProperties": { "type": "integer" } });
    json!({
        "type": "object",
        "properties": {
            "merges": { "type": "array", "items": id },
            "survivor": id,
            "fields": { "type": "object", "additionalProperties": { "type": ["string", "null"], "format": "uuid" },
                "description": "fields of the survivor that changed, with the record whose value they have now" },
            "kept": { "type": "array", "items": { "type": "string" }, "description": "fields that hold something else by now and stay" },
            "moved": counts, "dropped": counts, "stayed": counts,
        },
        "required": ["merges", "survivor", "fields", "kept", "moved", "dropped", "stayed"],
    })
}
