//! Paths and types of what lists come to.

use super::objects::{Of, flag, query, selection, text};
use records::access::permission as may;
use serde_json::{Map, Value, json};

pub(super) fn paths(of: &Of, paths: &mut Map<String, Value>) {
    let mut parameters: Vec<Value> =
        selection().into_iter().filter(|p| !["sort", "fields"].iter().any(|n| p["name"] == *n)).collect();
    parameters.extend([
        query("sums", &text(), "fields with numbers or amounts, separated by commas, 20 at most"),
        query(
            "group",
            &text(),
            "the field by whose values records are told apart; dates by month, or by year where they span ten years",
        ),
        query("deleted", &flag(), "1: deleted records instead"),
    ]);
    let schema = json!({ "$ref": "#/components/schemas/ListSummary" });
    let answers =
        json!({ "200": { "description": "Counts, sums, averages", "content": { "application/json": { "schema": schema } } } });
    let says = "what a list comes to, as a whole and by groups; 503 `deadline` when there is too much to go through";
    let operation = of.operation("summary", says, may::RECORD_READ, parameters.into(), answers);
    paths.insert(format!("/api/records/{}/summary", of.name), json!({ "get": operation }));
}

pub(super) fn describe(schemas: &mut Map<String, Value>) {
    let (count, name) = (json!({ "type": "integer" }), json!({ "type": "string" }));
    let sum = json!({ "type": "object", "required": ["currency", "sum", "average"], "properties": {
        "currency": { "type": ["string", "null"], "description": "of amounts; nothing is converted" }, "sum": name, "average": name } });
    let figures = json!({ "type": "object", "required": ["count", "sums"], "properties": {
        "count": { "type": "integer", "description": "records that have a value" }, "sums": { "type": "array", "items": sum } } });
    let of_fields = json!({ "type": "object", "additionalProperties": { "$ref": "#/components/schemas/ListFigures" } });
    let group = json!({ "type": "object", "required": ["value", "title", "filter", "count", "fields"], "properties": {
        "value": { "type": ["string", "boolean", "null"], "description": "as records have it; of dates `2026-01` or `2026`; null: none" },
        "title": { "type": ["string", "null"], "description": "of the record that it refers to" },
        "filter": { "type": "string", "description": "finds its records, beside the list's own condition" },
        "count": count, "fields": of_fields } });
    let groups = json!({ "type": "object", "required": ["field", "unit", "items", "more"], "properties": {
        "field": name, "unit": { "type": ["string", "null"], "enum": ["month", "year", null] },
        "items": { "type": "array", "items": { "$ref": "#/components/schemas/ListGroup" }, "description": "200 at most: the largest, or the latest" },
        "more": { "type": "boolean", "description": "there are more" } } });
    let summary = json!({ "type": "object", "required": ["count", "fields", "left_out", "groups"], "properties": {
        "count": count, "fields": of_fields,
        "left_out": { "type": "array", "items": name, "description": "fields that a unit keeps from the asker" },
        "groups": { "anyOf": [groups, { "type": "null" }] } } });
    for (name, schema) in [("ListFigures", figures), ("ListGroup", group), ("ListSummary", summary)] {
        schemas.insert(name.into(), schema);
    }
}
