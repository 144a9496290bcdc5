//! The configuration as a file: taken out of a company, compared with another, applied, taken back; packs.

use super::programs::Program;
use axum::http::StatusCode;
use serde_json::{Value, json};
use testkit::{Answer, Client, Kind, TestDb, app_both, both, postgres_database};

pub(super) fn good(answer: &Answer) -> Value {
    assert!(answer.status.is_success(), "{}", answer.text());
    if answer.body.is_empty() { Value::Null } else { answer.json() }
}

pub(super) async fn post(client: &Client, path: &str, body: Value) -> Value {
    good(&client.post(path, &body).await)
}

pub(super) async fn put(client: &Client, path: &str, body: Value) {
    good(&client.put(path, &body).await);
}

pub(super) async fn patch(client: &Client, path: &str, body: Value) {
    good(&client.patch(path, &body).await);
}

pub(super) async fn file_of(client: &Client) -> Value {
    good(&client.get("/api/config").await)
}

pub(super) fn refused(answer: &Answer) -> Value {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text());
    answer.json()["errors"][0].clone()
}

/// The thing of a difference.
pub(super) fn of<'a>(difference: &'a Value, section: &str, key: &str) -> &'a Value {
    let items = difference["items"].as_array().unwrap();
    items.iter().find(|i| i["section"] == section && i["key"] == key).unwrap_or_else(|| panic!("{section} {key}: {difference}"))
}

/// Something of everything, made by hand. Objects refer to each other in a circle, and to built-in ones.
pub(super) async fn everything(ada: &Client) {
    let words = |en: &str, zh: &str| json!({ "en": en, "zh-CN": zh });
    let boat = json!({ "name": "x_boat", "labels": words("Boat", "船"), "department": "sales", "title": "x_name", "list": ["x_name", "x_kind"],
        "owned": true, "fields": [
            { "name": "x_name", "type": "text", "required": true, "max": 80 },
            { "name": "x_kind", "type": "select", "default": "\"sail\"", "options": [
                { "value": "sail", "labels": words("Sail", "帆船"), "color": "teal" }, { "value": "motor", "labels": words("Motor", "摩托艇") }] },
            { "name": "x_length", "type": "decimal", "scale": 0 },
            { "name": "x_number", "type": "auto_number", "prefix": "", "digits": 4 },
            { "name": "x_owner", "type": "reference", "object": "customer", "on_delete": "clear", "indexed": true }] });
    post(ada, "/api/objects", boat).await;
    let trip = json!({ "name": "x_trip", "title": "x_name", "open": { "field": "x_done", "values": ["false"] }, "fields": [
        { "name": "x_name", "type": "text" }, { "name": "x_done", "type": "boolean" },
        { "name": "x_boat", "type": "reference", "object": "x_boat", "on_delete": "cascade", "required": true }] });
    post(ada, "/api/objects", trip).await;
    for (object, field) in [
        ("x_boat", json!({ "name": "x_last_trip", "type": "reference", "object": "x_trip", "on_delete": "clear" })),
        (
            "x_boat",
            json!({ "name": "x_trips", "type": "roll_up", "object": "x_trip", "via": "x_boat", "function": "count", "result": "integer" }),
        ),
        ("x_boat", json!({ "name": "x_long", "type": "formula", "expr": "x_length > 10.0", "result": "boolean" })),
        (
            "customer",
            json!({ "name": "x_boats", "type": "roll_up", "object": "x_boat", "via": "x_owner", "function": "count", "result": "integer" }),
        ),
        (
            "customer",
            json!({ "name": "x_size", "type": "text", "sensitivity": "sensitive", "help": words("Of the jacket", "上衣") }),
        ),
        ("customer", json!({ "name": "x_old", "type": "text" })),
    ] {
        post(ada, &format!("/api/objects/{object}/fields"), field).await;
    }
    good(&ada.delete("/api/objects/customer/fields/x_old").await);
    let looks =
        json!({ "plural": words("Boats", "船只"), "icon": "truck", "description": words("Whatever floats", "漂浮的一切") });
    patch(ada, "/api/objects/x_boat", looks).await;
    let name = json!({ "sensitivity": "personal", "purposes": ["service"], "help": words("As painted on it", "船身上的") });
    patch(ada, "/api/objects/x_boat/fields/x_name", name).await;
    patch(ada, "/api/objects/customer", json!({ "plural": words("Sailors", "船员"), "icon": "gift" })).await;
    let section = |name: &str, fields: &[&str]| json!({ "name": name, "columns": 2, "fields": fields });
    let sections = json!([section("hull", &["x_length", "x_kind"]), section("papers", &["x_name", "x_owner"])]);
    put(ada, "/api/objects/x_boat/arrangement", json!({ "version": 0, "sections": sections })).await;
    patch(ada, "/api/objects/customer/fields/occupation", json!({ "hidden": true })).await;
    patch(ada, "/api/objects/customer/fields/country", json!({ "default": "CN", "labels": words("Land", "国家") })).await;
    let rule = |name: &str, active: bool| {
        json!({ "name": name, "condition": "x_kind:motor x_length:empty", "message": words("How long?", "多长？"),
        "field": "x_length", "active": active })
    };
    put(ada, "/api/objects/x_boat/rules", json!({ "items": [rule("Zulu", true), rule("Alpha", false)] })).await;
    put(ada, "/api/objects/customer/sources", json!({ "order": ["hand", "api"], "fields": { "phones": ["api"] } })).await;
    let rules = good(&ada.get("/api/records/customer/duplicates/rules").await);
    let mut rules = rules.get("rules").cloned().unwrap_or(rules);
    rules["least"] = json!(0.75);
    put(ada, "/api/records/customer/duplicates/rules", rules).await;
    put(ada, "/api/records/customer/duplicates/actions", json!({ "entry": "block", "api": "report", "import": "update" })).await;
    let grants = json!({ "permissions": ["file.write"], "usual": { "read": "own" },
        "objects": { "x_boat": { "read": "all", "create": true, "update": "team", "fields": { "x_name": "masked" } } } });
    let grants_b = json!({ "usual": { "read": "all" } });
    post(ada, "/api/roles", json!({ "code": "skipper", "name": "船长", "grants": grants })).await;
    post(ada, "/api/roles", json!({ "code": "cook", "name": "Cook", "grants": grants_b })).await;
    put(ada, "/api/sign-in-rules", json!({ "second_factor": ["skipper"], "networks": [] })).await;
    put(ada, "/api/roles/skipper/home", json!({ "cards": [{ "kind": "day", "wide": true }, { "kind": "recent" }] })).await;
    let group = ada.create("tag_group", &json!({ "name": "水上", "position": 3 })).await;
    ada.create("tag", &json!({ "code": "racer", "name": "Racer", "group": group, "color": "red" })).await;
    ada.create("tag", &json!({ "code": "帆", "name": "Sails" })).await;
    let view = json!({ "object": "x_boat", "name": "Long ones", "shared": "all", "state": { "filter": "x_length>10", "as": "board:x_kind" } });
    let view = post(ada, "/api/list-views", view).await["id"].as_str().unwrap().to_owned();
    put(ada, &format!("/api/list-views/{view}/default"), json!({ "company": true, "roles": ["skipper", "cook"] })).await;
    let own = json!({ "object": "x_boat", "name": "Mine", "state": {} });
    post(ada, "/api/list-views", own).await;
    let retention = json!({ "name": "Old trips", "object": "x_trip", "filter": "x_done:true", "field": "created_at", "days": 900, "action": "delete" });
    post(ada, "/api/privacy/retention", retention).await;
    put(ada, "/api/privacy/rules", json!({ "archive_days": 9, "answer_days": 20, "audit_days": 400 })).await;
}

#[test]
fn a_company_becomes_like_another() {
    app_both(|app| async move {
        let (ada, other) = (app.admin().await, app.stranger().await);
        everything(&ada).await;
        let exported = ada.get("/api/config").await;
        assert_eq!(exported.body, ada.get("/api/config").await.body, "the same bytes each time");
        let file = exported.json();
        for section in [
            "objects",
            "rules",
            "matching",
            "duplicates",
            "sources",
            "roles",
            "homes",
            "arrangements",
            "tag_groups",
            "tags",
            "views",
            "retention",
        ] {
            assert!(file[section].as_array().is_some_and(|all| !all.is_empty()), "{section}: {file}");
        }
        let text = exported.text();
        let own = good(&ada.get("/api/me").await)["user"]["id"].as_str().unwrap().to_owned();
        assert!(!text.contains(&own) && !text.contains("Mine") && !text.contains("alpha"), "{text}");

        let difference = post(&other, "/api/config/diff", file.clone()).await;
        assert_eq!(difference["refused"], 0, "{difference}");
        assert_eq!(of(&difference, "objects", "x_boat")["state"], "added");
        assert_eq!(of(&difference, "company", "")["state"], "same");
        let hidden = of(&difference, "fields", "customer.occupation");
        assert_eq!((&hidden["state"], &hidden["leaves"][0]["path"]), (&json!("changed"), &json!("hidden")), "{hidden}");
        assert_eq!(file_of(&other).await.get("objects"), None, "nothing is changed by looking");

        let seen = difference["seen"].as_str().unwrap();
        let applied = post(&other, &format!("/api/config/apply?seen={seen}"), file.clone()).await;
        assert!(applied["id"].is_string() && applied["refused"] == 0, "{applied}");
        let copied = other.get("/api/config").await;
        assert_eq!(copied.text(), text);
        // applied again it changes nothing
        let again = post(&other, "/api/config/apply", file.clone()).await;
        assert_eq!((&again["id"], &again["added"], &again["changed"]), (&Value::Null, &json!(0), &json!(0)), "{again}");

        // what was applied works
        let broken = other.post("/api/records/x_boat", &json!({ "x_name": "Ida", "x_kind": "motor" })).await;
        assert_eq!(refused(&broken)["rule"]["name"], "Zulu");
        let boat = other.create("x_boat", &json!({ "x_name": "Ida", "x_length": 12 })).await;
        other.create("x_trip", &json!({ "x_name": "Malta", "x_boat": boat })).await;
        let boat = good(&other.get(&format!("/api/records/x_boat/{boat}")).await);
        assert_eq!((&boat["x_trips"], &boat["x_kind"], &boat["x_long"]), (&json!(1), &json!("sail"), &json!(true)), "{boat}");
        let log = good(&other.get("/api/audit?kind=config_applied").await);
        assert_eq!(log["items"][0]["details"]["roles"], json!(["cook", "skipper"]), "{log}");
    });
}

#[test]
fn what_a_file_would_do_is_said_before() {
    app_both(|app| async move {
        let ada = app.admin().await;
        post(
            &ada,
            "/api/objects/customer/fields",
            json!({ "name": "x_tier", "type": "select", "options": [{ "value": "a" }, { "value": "b" }] }),
        )
        .await;
        let tier = json!({ "name": "x_tier", "type": "select", "labels": { "en": "Tier" }, "options": [{ "value": "a", "color": "red" }, { "value": "c" }] });
        let file = json!({ "guanxi": 1, "objects": [
            { "name": "customer", "fields": [
                tier,
                { "name": "x_sum", "type": "formula", "expr": "nothing + 1", "result": "integer" },
                { "name": "x_fine", "type": "integer" },
                { "name": "external_id", "required": true },
                { "name": "invented", "required": true }] },
            { "name": "x_lost", "title": "x_nothing", "fields": [
                { "name": "x_name", "type": "text" }, { "name": "x_of", "type": "reference", "object": "x_nowhere" }] }],
            "roles": [{ "code": "clerk", "name": "Clerk", "grants": { "objects": { "x_lost": { "read": "all" } } } }],
            "views": [{ "object": "customer", "name": "Fine", "state": { "filter": "x_fine>3" } },
                { "object": "customer", "name": "Bad", "state": { "filter": "x_sum>3" } }] });
        let told = post(&ada, "/api/config/diff", file.clone()).await;
        let changed = of(&told, "fields", "customer.x_tier");
        let leaves: Vec<String> = changed["leaves"]
            .as_array()
            .unwrap()
            .iter()
            .map(|l| format!("{}: {} -> {}", l["path"].as_str().unwrap(), l["before"], l["after"]))
            .collect();
        assert_eq!(changed["state"], "changed", "{changed}");
        assert!(
            leaves.contains(&"labels.en: null -> \"Tier\"".to_owned())
                && leaves.contains(&"options[a].color: null -> \"red\"".to_owned()),
            "{leaves:?}"
        );
        assert!(!leaves.iter().any(|l| l.starts_with("options[b]")), "nothing is deleted: {leaves:?}");
        for (section, key, place, code) in [
            ("fields", "customer.x_sum", "objects[0].fields[1]", "bad_formula"),
            ("fields", "customer.invented", "objects[0].fields[4]", "not_found"),
            ("fields", "x_lost.x_of", "objects[1].fields[1]", "unknown_object"),
            ("objects", "x_lost", "objects[1]", "unknown_field"),
            ("fields", "x_lost.x_name", "objects[1].fields[0]", "object_refused"),
            ("roles", "clerk", "roles[0]", "unknown_object"),
            ("views", "customer/Bad", "views[1]", "not_usable"),
        ] {
            let item = of(&told, section, key);
            assert_eq!(
                (&item["state"], &item["place"], &item["errors"][0]["code"]),
                (&json!("refused"), &json!(place), &json!(code)),
                "{item}"
            );
        }
        for (section, key) in [("fields", "customer.x_fine"), ("views", "customer/Fine")] {
            assert_eq!(of(&told, section, key)["state"], "added", "{told}");
        }
        // all or nothing, unless one says so; never what was not seen
        let whole = ada.post("/api/config/apply", &file).await;
        assert_eq!(refused(&whole)["field"].as_str().map(|f| f.starts_with("objects[1].title")), Some(true), "{}", whole.text());
        assert_eq!(post(&ada, "/api/config/diff", file.clone()).await["seen"], told["seen"]);
        patch(&ada, "/api/objects/customer/fields/x_tier", json!({ "required": true })).await;
        let path = format!("/api/config/apply?partly=1&seen={}", told["seen"].as_str().unwrap());
        let moved = ada.post(&path, &file).await;
        assert_eq!((moved.status, moved.code().as_str()), (StatusCode::CONFLICT, "config_changed"));
        let applied = post(&ada, "/api/config/apply?partly=1", file).await;
        assert!(applied["refused"].as_i64().unwrap() >= 5, "{applied}");
        let meta = good(&ada.get("/api/meta").await).to_string();
        assert!(meta.contains("x_fine") && !meta.contains("x_sum") && !meta.contains("\"clerk\""));

        // whatever may be changed by hand may be by a file, of one's own things too
        let own = json!({ "guanxi": 1, "objects": [{ "name": "x_thing", "title": "x_name", "fields": [{ "name": "x_name", "type": "text" }] }] });
        post(&ada, "/api/config/apply", own.clone()).await;
        let mut file = file_of(&ada).await;
        let thing = file["objects"].as_array_mut().unwrap().iter_mut().find(|o| o["name"] == "x_thing").unwrap();
        thing["icon"] = json!("gift");
        thing["description"] = json!({ "en": "Anything" });
        thing["fields"][0]["sensitivity"] = json!("personal");
        thing["fields"][0]["purposes"] = json!(["service"]);
        let changed = post(&ada, "/api/config/apply", file.clone()).await;
        assert_eq!((&changed["changed"], &changed["refused"]), (&json!(2), &json!(0)), "{changed}");
        assert_eq!(file_of(&ada).await, file);

        // a type stays as it is
        let other = json!({ "guanxi": 1, "objects": [{ "name": "customer", "fields": [{ "name": "x_fine", "type": "text" }] }] });
        let item = of(&post(&ada, "/api/config/diff", other).await, "fields", "customer.x_fine").clone();
        assert_eq!((&item["state"], &item["errors"][0]["code"]), (&json!("refused"), &json!("fixed")), "{item}");
    });
}

#[test]
fn bad_files_are_told_where_they_are_bad() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let diff = async |body: &str| {
            ada.with("content-type", "application/json").call("POST", "/api/config/diff", body.to_owned()).await
        };
        let torn = diff("{\n  \"guanxi\": 1,\n  \"objects\": [").await;
        assert_eq!((torn.status, torn.text().contains("line 3")), (StatusCode::BAD_REQUEST, true), "{}", torn.text());
        for (body, field, code) in [
            (json!([]), "", "wrong_type"),
            (json!({ "objects": [] }), "guanxi", "not_a_configuration"),
            (json!({ "guanxi": 7 }), "guanxi", "other_version"),
            (json!({ "guanxi": 1, "object": [] }), "object", "unknown_key"),
            (json!({ "guanxi": 1, "objects": {} }), "objects", "wrong_type"),
            (json!({ "guanxi": 1, "objects": [3] }), "objects[0]", "wrong_type"),
            (json!({ "guanxi": 1, "roles": [{ "name": "A" }] }), "roles[0].code", "required"),
            (json!({ "guanxi": 1, "objects": [{ "name": "customer", "color": "red" }] }), "objects[0]", "wrong_type"),
            (
                json!({ "guanxi": 1, "objects": [{ "name": "x_a", "title": "x_b", "sheep": 1 }] }),
                "objects[0].sheep",
                "unknown_key",
            ),
            (
                json!({ "guanxi": 1, "objects": [{ "name": "customer", "fields": [{ "name": "x_b", "type": "wool" }] }] }),
                "objects[0].fields[0]",
                "wrong_type",
            ),
            (
                json!({ "guanxi": 1, "objects": [{ "name": "customer", "fields": [{ "name": "x_b", "type": "text", "labels": { "fr": "Nom" } }] }] }),
                "objects[0].fields[0].labels.fr",
                "unknown_key",
            ),
            (
                json!({ "guanxi": 1, "tags": [{ "code": "a", "name": "A", "color": "red" }, { "code": "a", "name": "B", "color": "red" }] }),
                "tags[1]",
                "twice",
            ),
            (json!({ "guanxi": 1, "pack": { "name": "A B", "version": "1", "title": { "en": "A" } } }), "pack.name", "bad_name"),
            (
                json!({ "guanxi": 1, "pack": { "name": "a", "version": "one", "title": { "en": "A" } } }),
                "pack.version",
                "bad_name",
            ),
        ] {
            let answer = diff(&body.to_string()).await;
            let error = refused(&answer);
            assert_eq!((&error["field"], &error["code"]), (&json!(field), &json!(code)), "{body}: {error}");
        }
        let huge = diff(&format!("{{\"guanxi\": 1, \"tags\": [{}]}}", " ".repeat(9 << 20))).await;
        assert_eq!(huge.status, StatusCode::PAYLOAD_TOO_LARGE);
        // fewer than everything administered is not enough
        let file = json!({ "guanxi": 1 });
        for client in [app.member().await, app.program(&["company.manage", "object.define"]).await] {
            for (method, path) in [
                ("GET", "/api/config"),
                ("POST", "/api/config/diff"),
                ("POST", "/api/config/apply"),
                ("GET", "/api/packs"),
                ("GET", "/api/config/changes"),
                ("GET", "/api/packs/auto-dealer"),
            ] {
                let answer = if method == "GET" { client.get(path).await } else { client.post(path, &file).await };
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{method} {path}: {}", answer.text());
            }
        }
        let nobody = format!("/api/config/changes/{}/undo", "019a0000-0000-7000-8000-000000000000");
        assert_eq!(ada.post(&nobody, &json!({})).await.status, StatusCode::NOT_FOUND);
        assert_eq!(ada.get("/api/packs/nothing").await.status, StatusCode::NOT_FOUND);
    });
}

#[test]
fn the_command_line_takes_a_configuration_along() {
    both(|db: TestDb| async move {
        let control = postgres_database().await;
        let database = (db.kind == Kind::Postgres).then(|| control.url.clone());
        let mut g = Program { folder: tempfile::tempdir().unwrap(), database, said: String::new() };
        for slug in ["acme", "bolt"] {
            g.json(&["tenant", "create", slug]);
            g.json(&["user", "add", &format!("ada@{slug}.example"), "--role", "administrator", "--tenant", slug]);
        }
        let pack = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packs/auto-dealer/pack.json");
        let told = g.json(&["config", "diff", pack, "--tenant", "acme"]);
        assert_eq!((&told["refused"], told["added"].as_i64() > Some(20)), (&json!(0), true), "{told}");
        assert!(g.run(&["config", "diff", pack, "--tenant", "acme"]).contains("added objects x_vehicle"));
        g.refused(&["config", "apply", pack, "--tenant", "acme", "--by", "max@acme.example"], "no administrator");
        g.json(&["config", "apply", pack, "--tenant", "acme", "--by", "ada@acme.example"]);
        let file = g.folder.path().join("acme.json").display().to_string();
        g.json(&["config", "export", "--output", &file, "--tenant", "acme"]);
        g.json(&["config", "apply", &file, "--tenant", "bolt"]);
        assert_eq!(g.run(&["config", "export", "--tenant", "bolt"]), std::fs::read_to_string(&file).unwrap());
        std::fs::write(&file, "{ \"guanxi\": 1, \"object\": [] }").unwrap();
        g.refused(&["config", "apply", &file, "--tenant", "bolt"], "object: is not known");
    });
}
