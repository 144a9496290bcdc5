//! JSON schemas (2020-12, as OpenAPI 3.1 has them) of fields and objects, made from their definitions.

use model::def::{FieldDef, FieldKind, ResultType};
use model::{Id, Object};
use serde_json::{Map, Value, json};

/// What a schema describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// As answers have it.
    Read,
    /// As create, patch and upsert take it.
    Write,
}

/// Name of an object's schema: `order_line` is `OrderLine`.
#[must_use]
pub fn type_name(object: &str) -> String {
    object
        .split('_')
        .map(|part| {
            let mut chars = part.chars();
            chars.next().map(|c| c.to_ascii_uppercase()).into_iter().chain(chars).collect::<String>()
        })
        .collect()
}

/// Whether clients may send the field: not the engine's own, not computed.
#[must_use]
pub fn writable(field: &FieldDef) -> bool {
    let computed = matches!(field.kind, FieldKind::Id | FieldKind::Formula { .. } | FieldKind::RollUp(_));
    !computed && !field.hidden && (field.by.is_empty() || field.by.iter().any(|b| b == "person"))
}

/// Schema of an object: `Customer` for answers, `CustomerInput` for what clients send.
#[must_use]
pub fn object(object: &Object, side: Side) -> Value {
    let mut properties = Map::new();
    for field in object.fields.iter().filter(|f| !f.hidden && (side == Side::Read || writable(f))) {
        properties.insert(field.name.to_string(), self::field(field, side));
    }
    let label = if object.def.labels.en.is_empty() { object.name() } else { &object.def.labels.en };
    match side {
        Side::Read => json!({
            "type": "object", "title": label, "properties": properties, "required": ["id"],
        }),
        // an empty value is null, also for required fields: whether one may stay empty depends on the record
        Side::Write => json!({
            "type": "object", "title": label, "properties": properties, "additionalProperties": false,
        }),
    }
}

/// Schema of one field.
#[must_use]
pub fn field(field: &FieldDef, side: Side) -> Value {
    let one = kind(&field.kind, side);
    let mut schema = if field.multi {
        json!({ "type": ["array", "null"], "items": one, "maxItems": 1000 })
    } else if matches!(&*field.name, "id" | "version" | "rev" | "created_at" | "updated_at") {
        one
    } else {
        nullable(one)
    };
    if let Some(map) = schema.as_object_mut() {
        if !field.labels.en.is_empty() {
            map.insert("title".into(), json!(field.labels.en));
        }
        if !field.help.en.is_empty() {
            map.insert("description".into(), json!(field.help.en));
        }
        if !writable(field) {
            map.insert("readOnly".into(), json!(true));
        }
        if field.sensitivity != model::def::Sensitivity::None {
            map.insert("x-sensitivity".into(), json!(field.sensitivity));
        }
    }
    schema
}

fn kind(kind: &FieldKind, side: Side) -> Value {
    match kind {
        FieldKind::Id | FieldKind::Reference { .. } | FieldKind::User | FieldKind::File => id(),
        FieldKind::Text { max } => text(if *max == 0 { 500 } else { *max }, side),
        FieldKind::LongText => json!({ "type": "string" }),
        FieldKind::Email => json!({ "type": "string", "maxLength": 254, "examples": ["wang@example.com"] }),
        FieldKind::Phone => json!({ "type": "string", "maxLength": 40, "examples": ["+8613123456789"] }),
        FieldKind::Url => json!({ "type": "string", "maxLength": 2000, "examples": ["https://example.com/"] }),
        FieldKind::Integer => json!({ "type": "integer", "format": "int64" }),
        FieldKind::Decimal { scale } => decimal(*scale, side),
        FieldKind::Money => money(side),
        FieldKind::Boolean => json!({ "type": "boolean" }),
        FieldKind::Date => date(),
        FieldKind::DateTime => date_time(),
        FieldKind::Address => address(),
        FieldKind::GeoPoint => geo(),
        FieldKind::Select { options } => {
            let values: Vec<&str> = options.iter().map(|o| o.value.as_ref()).collect();
            if values.is_empty() { json!({ "type": "string" }) } else { json!({ "type": "string", "enum": values }) }
        }
        FieldKind::Json => json!({}),
        FieldKind::AutoNumber { .. } => json!({ "type": "string", "maxLength": 40 }),
        FieldKind::Formula { result, .. } => result_type(*result),
        FieldKind::RollUp(rollup) => result_type(rollup.result),
    }
}

fn result_type(result: ResultType) -> Value {
    match result {
        ResultType::Text => json!({ "type": "string" }),
        ResultType::Integer => json!({ "type": "integer", "format": "int64" }),
        ResultType::Decimal(scale) => decimal(scale, Side::Read),
        ResultType::Boolean => json!({ "type": "boolean" }),
        ResultType::Money => money(Side::Read),
        ResultType::Date => date(),
        ResultType::DateTime => date_time(),
    }
}

fn id() -> Value {
    json!({ "type": "string", "format": "uuid", "examples": [Id([1, 0x93, 0x4c, 0x2a, 0x90, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, 1])] })
}

fn text(max: u32, side: Side) -> Value {
    match side {
        Side::Read => json!({ "type": "string" }),
        Side::Write => json!({ "type": "string", "maxLength": max }),
    }
}

fn decimal(scale: u8, side: Side) -> Value {
    let exact = json!({ "type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)?$", "description": format!("exact, {scale} digits after the point") });
    match side {
        Side::Read => exact,
        Side::Write => json!({ "anyOf": [exact, { "type": "number" }] }),
    }
}

fn money(side: Side) -> Value {
    let exact = json!({
        "type": "object",
        "properties": {
            "amount": { "type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)?$" },
            "currency": { "type": "string", "minLength": 3, "maxLength": 3 },
        },
        "required": ["amount", "currency"],
    });
    match side {
        Side::Read => exact,
        Side::Write => {
            json!({ "anyOf": [exact, { "type": "string" }, { "type": "number" }], "description": "plain text and numbers are in the company's currency" })
        }
    }
}

fn date() -> Value {
    json!({ "type": "string", "format": "date" })
}

fn date_time() -> Value {
    json!({ "type": "string", "format": "date-time" })
}

fn geo() -> Value {
    json!({
        "type": "object",
        "properties": { "lat": { "type": "number", "minimum": -90, "maximum": 90 }, "lng": { "type": "number", "minimum": -180, "maximum": 180 } },
        "required": ["lat", "lng"],
    })
}

fn address() -> Value {
    let part = || json!({ "type": ["string", "null"] });
    json!({
        "type": "object",
        "properties": {
            "country": part(), "division": part(), "province": part(), "city": part(), "district": part(), "street": part(), "postcode": part(),
        },
    })
}

/// The same schema, or null.
fn nullable(mut schema: Value) -> Value {
    if schema.get("anyOf").is_none() && schema.get("type").is_none() {
        return schema;
    }
    if let Some(list) = schema.get_mut("anyOf").and_then(Value::as_array_mut) {
        list.push(json!({ "type": "null" }));
        return schema;
    }
    if let Some(values) = schema.get_mut("enum").and_then(Value::as_array_mut) {
        values.push(Value::Null);
    }
    if let Some(kind) = schema.get_mut("type")
        && let Some(name) = kind.as_str()
    {
        *kind = json!([name, "null"]);
    }
    schema
}
