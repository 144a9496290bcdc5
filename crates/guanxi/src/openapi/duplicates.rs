//! Paths and types of the search for duplicates.

use super::objects::Of;
use records::access::permission as may;
use serde_json::{Map, Value, json};

fn schema(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn answer(status: &str, says: &str, schema: &Value) -> Value {
    json!({ status: { "description": says, "content": { "application/json": { "schema": schema } } } })
}

fn body(schema: &Value) -> Value {
    json!({ "required": true, "content": { "application/json": { "schema": schema } } })
}

/// Adds the paths of one object.
pub(super) fn paths(of: &Of, paths: &mut Map<String, Value>) {
    let base = format!("/api/records/{}/duplicates", of.name);
    let query =
        |name: &str, schema: Value, says: &str| json!({ "name": name, "in": "query", "schema": schema, "description": says });
    let parameters = json!([
        query("state", json!({ "type": "string", "enum": ["open", "merged", "apart"], "default": "open" }), "what was decided"),
        query("least", json!({ "type": "number", "minimum": 0, "maximum": 1 }), "least chance"),
        query("record", json!({ "type": "string", "format": "uuid" }), "only groups that this record is in"),
        query("cursor", json!({ "type": "string" }), "`next` of the page before"),
        query("limit", json!({ "type": "integer", "minimum": 1, "maximum": 100, "default": 20 }), "groups on the page"),
    ]);
    let group = json!({ "allOf": [schema("DuplicateGroup"), { "type": "object", "required": ["records"],
        "properties": { "records": { "type": "array", "items": schema(&of.ty) } } }] });
    let page = json!({ "type": "object", "required": ["items", "next"],
        "properties": { "items": { "type": "array", "items": group }, "next": { "type": ["string", "null"] } } });
    let says = "groups of probable duplicates: open ones surest first, decided ones latest first; a page may be short although there is a next";
    let list = of.operation("duplicates", says, may::RECORD_MERGE, parameters, answer("200", "A page", &page));
    paths.insert(base.clone(), json!({ "get": list }));

    let decided = json!({ "type": "object", "required": ["items"],
        "properties": { "items": { "type": "array", "items": schema("DuplicateDecided") } } });
    let mut decide = of.operation(
        "decide_duplicates",
        "decide on groups, each by itself",
        may::RECORD_MERGE,
        json!([]),
        answer("200", "What became of each, in order", &decided),
    );
    decide["requestBody"] = body(&json!({ "type": "object", "required": ["decisions"], "additionalProperties": false,
        "properties": { "decisions": { "type": "array", "items": schema("DuplicateDecision"), "minItems": 1, "maxItems": 100 } } }));
    paths.insert(format!("{base}/decide"), json!({ "post": decide }));

    let scan = json!({ "type": "object", "required": ["scan"],
        "properties": { "scan": { "oneOf": [schema("DuplicateScan"), { "type": "null" }] } } });
    let of_scan = |verb: &str, says: &str, answers: Value| of.operation(verb, says, may::RECORD_MERGE, json!([]), answers);
    let says = "search all records for duplicates; while a search is under way, that one is told";
    let scans = json!({
        "get": of_scan("duplicate_scan", "the latest search for duplicates", answer("200", "As it stands", &scan)),
        "post": of_scan("start_duplicate_scan", says, answer("202", "It waits for its turn", &scan)),
        "delete": of_scan("cancel_duplicate_scan", "stop the search", json!({ "204": { "description": "It will stop" } })),
    });
    paths.insert(format!("{base}/scan"), scans);

    let rules = || answer("200", "What holds", &schema("DuplicateRules"));
    let of_rules = |verb: &str, says: &str, permission: &str| of.operation(verb, says, permission, json!([]), rules());
    let mut set = of_rules("set_duplicate_rules", "find duplicates in another way", may::OBJECT_DEFINE);
    set["requestBody"] = body(&schema("DuplicateRules"));
    let all = json!({
        "get": of_rules("duplicate_rules", "how duplicates are found", may::RECORD_MERGE),
        "put": set,
        "delete": of_rules("reset_duplicate_rules", "find duplicates in the usual way again", may::OBJECT_DEFINE),
    });
    paths.insert(format!("{base}/rules"), all);
    let (count, pair) = (json!({ "type": "integer" }), trial_pair(&of.ty));
    let trial = json!({ "type": "object", "required": ["records", "total", "pairs", "groups", "items"], "properties": {
        "records": { "type": "integer", "description": "compared: the latest 20,000 at most" }, "total": count, "pairs": count,
        "groups": count, "items": { "type": "array", "items": pair, "description": "the surest and the least sure" } } });
    let says = "what rules would find among the records of now; nothing is kept";
    let mut tried =
        of.operation("try_duplicate_rules", says, may::OBJECT_DEFINE, json!([]), answer("200", "What they find", &trial));
    tried["requestBody"] = body(&schema("DuplicateRules"));
    paths.insert(format!("{base}/rules/try"), json!({ "post": tried }));
    way_in(of, &base, paths);
}

fn trial_pair(ty: &str) -> Value {
    let agreement = json!({ "type": "array", "prefixItems": [
        { "type": "string", "enum": ["same", "near", "like", "other"] }, { "type": "number" }], "minItems": 2, "maxItems": 2 });
    json!({ "type": "object", "required": ["chance", "fields", "records"], "properties": {
        "chance": { "type": "number" },
        "fields": { "type": "object", "additionalProperties": agreement },
        "records": { "type": "array", "items": schema(ty), "minItems": 2, "maxItems": 2 } } })
}

/// What is done on the way in.
fn way_in(of: &Of, base: &str, paths: &mut Map<String, Value>) {
    let similar = json!({ "type": "object", "required": ["fields", "record"], "properties": {
        "fields": { "type": "array", "items": { "type": "string" }, "description": "in which they agree" }, "record": schema(&of.ty) } });
    let found = json!({ "type": "object", "required": ["action", "items"],
        "properties": { "action": action(), "items": { "type": "array", "items": similar } } });
    let says = "records that are probably the same as one that is about to be saved";
    let mut check = of.operation("check_duplicates", says, may::RECORD_READ, json!([]), answer("200", "What is known", &found));
    check["requestBody"] = body(&json!({ "type": "object", "required": ["values"], "additionalProperties": false,
        "properties": { "values": { "type": "object" }, "id": { "type": ["string", "null"], "format": "uuid", "description": "the record that is being changed" } } }));
    paths.insert(format!("{base}/check"), json!({ "post": check }));
    let actions = || answer("200", "What holds", &schema("DuplicateActions"));
    let mut set = of.operation(
        "set_duplicate_actions",
        "do something else about duplicates on their way in",
        may::OBJECT_DEFINE,
        json!([]),
        actions(),
    );
    set["requestBody"] = body(&schema("DuplicateActions"));
    let get = of.operation(
        "duplicate_actions",
        "what is done about duplicates on their way in",
        may::RECORD_READ,
        json!([]),
        actions(),
    );
    paths.insert(format!("{base}/actions"), json!({ "get": get, "put": set }));
}

/// What is done where nobody can be warned.
fn unseen(says: &str) -> Value {
    json!({ "type": "string", "enum": ["off", "report", "block"], "default": "off", "description": says })
}

fn by_file() -> Value {
    let says = "brought by a file; block: a refused row; update: it changes the one record that it surely means";
    json!({ "type": "string", "enum": ["off", "report", "block", "update"], "default": "off", "description": says })
}

fn action() -> Value {
    json!({ "type": "string", "enum": ["off", "warn", "report", "block"] })
}

fn actions() -> Value {
    json!({
        "type": "object",
        "properties": { "entry": action(), "api": unseen("sent by a program"), "import": by_file() },
        "required": ["entry", "api"],
        "additionalProperties": false,
    })
}

/// Adds the types.
pub(super) fn describe(schemas: &mut Map<String, Value>) {
    schemas.insert("DuplicateGroup".into(), group());
    schemas.insert("DuplicateDecision".into(), decision());
    schemas.insert("DuplicateDecided".into(), decided());
    schemas.insert("DuplicateScan".into(), scan());
    schemas.insert("DuplicateRules".into(), rules());
    schemas.insert("DuplicateActions".into(), actions());
}

fn id() -> Value {
    json!({ "type": "string", "format": "uuid" })
}

fn group() -> Value {
    let reason = json!({
        "type": "object",
        "properties": {
            "a": id(), "b": id(), "chance": { "type": "number" },
            "fields": { "type": "object", "additionalProperties": { "type": "array", "prefixItems": [
                { "type": "string", "enum": ["same", "near", "like", "other"] }, { "type": "number" }],
                "minItems": 2, "maxItems": 2 },
                "description": "how well each field agrees, and what that is worth in bits" },
            "identifiers": { "type": "array", "items": { "type": "string" }, "description": "kinds of identifiers that both have" },
        },
        "required": ["a", "b", "chance", "fields"],
    });
    json!({
        "type": "object",
        "properties": {
            "id": id(), "state": { "type": "string", "enum": ["open", "merged", "apart"] },
            "chance": { "type": "number", "description": "0 to 1: how sure the least sure of its records is" },
            "reasons": { "type": "array", "items": reason },
            "decided_at": { "type": ["string", "null"], "format": "date-time" },
            "decided_by": { "type": ["string", "null"], "format": "uuid" },
            "survivor": { "type": ["string", "null"], "format": "uuid" },
            "merges": { "type": "array", "items": id(), "description": "of a merged one: what undo takes back" },
        },
        "required": ["id", "state", "chance", "reasons", "decided_at", "decided_by", "survivor", "merges"],
    })
}

fn decision() -> Value {
    let chosen = json!({
        "type": "object",
        "properties": {
            "survivor": { "type": "string", "format": "uuid", "description": "left out: the one with most values" },
            "others": { "type": "array", "items": id(), "minItems": 1, "maxItems": 20, "description": "left out: all others" },
            "choose": { "type": "object", "additionalProperties": id(), "description": "for a field the record whose value is kept" },
            "strategy": { "type": "string", "enum": ["survivor", "newest", "oldest", "frequent"], "default": "survivor" },
        },
        "additionalProperties": false,
    });
    json!({
        "type": "object",
        "properties": {
            "group": id(),
            "do": { "oneOf": [
                { "type": "string", "enum": ["apart", "undo"], "description": "they are not the same; take back what was decided" },
                { "type": "object", "properties": { "merge": chosen }, "required": ["merge"], "additionalProperties": false },
            ] },
        },
        "required": ["group", "do"],
        "additionalProperties": false,
    })
}

fn decided() -> Value {
    json!({
        "type": "object",
        "properties": {
            "group": id(), "state": { "type": "string", "enum": ["open", "merged", "apart"] },
            "merged": { "type": "array", "items": schema("Merged") },
            "problem": {
                "type": "object",
                "description": "why this group was not decided; a `Problem` without the id of its request",
                "required": ["type", "title", "status", "detail", "code"],
            },
        },
        "required": ["group"],
    })
}

fn scan() -> Value {
    let (count, when) = (json!({ "type": "integer" }), json!({ "type": ["string", "null"], "format": "date-time" }));
    json!({
        "type": "object",
        "properties": {
            "id": id(), "object": { "type": "string" },
            "state": { "type": "string", "enum": ["waiting", "running", "done", "failed", "cancelled"] },
            "cancelling": { "type": "boolean" }, "done": count, "total": count,
            "compared": { "type": "integer", "description": "thousandths of the comparison that are done" },
            "groups": count, "error": { "type": ["string", "null"] }, "by": { "type": ["string", "null"], "format": "uuid" },
            "created_at": { "type": "string", "format": "date-time" }, "started_at": when, "finished_at": when,
        },
        "required": ["id", "object", "state", "cancelling", "done", "total", "compared", "groups", "error", "by", "created_at",
            "started_at", "finished_at"],
    })
}

fn rules() -> Value {
    let how = json!({ "type": "string", "enum": ["exact", "text", "name", "code", "email", "phone", "address", "date"] });
    let compared = json!({
        "type": "object",
        "properties": { "field": { "type": "string" }, "how": how,
            "weight": { "type": "number", "minimum": 0, "maximum": 3, "default": 1, "description": "its evidence is multiplied with this" } },
        "required": ["field", "how"],
        "additionalProperties": false,
    });
    let sets = |says: &str| {
        json!({ "type": "array", "maxItems": 12, "description": says,
            "items": { "type": "array", "items": { "type": "string" }, "minItems": 1, "maxItems": 3 } })
    };
    json!({
        "type": "object",
        "properties": {
            "compare": { "type": "array", "items": compared, "minItems": 1, "maxItems": 8 },
            "blocks": sets("records are compared when they agree in all fields of one of these sets"),
            "sure": sets("records that agree in all fields of one of these sets are the same"),
            "least": { "type": "number", "minimum": 0.01, "maximum": 0.999, "description": "chance from which records are shown" },
        },
        "required": ["compare", "blocks", "sure", "least"],
        "additionalProperties": false,
    })
}
