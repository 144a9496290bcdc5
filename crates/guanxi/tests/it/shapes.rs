//! Whole requests as clients see them: the main operations, the same on both databases, written down in `snapshots/`.

use serde_json::{Map, Value, json};
use std::collections::HashMap;
use testkit::{Answer, Client, TestApp, app_both};

/// What was asked and answered so far. Ids and secrets are replaced by their order of appearance.
#[derive(Default)]
struct Talk {
    said: Vec<Value>,
    ids: HashMap<String, String>,
}

impl Talk {
    async fn ask(&mut self, client: &Client, method: &str, path: &str, body: Value) -> Answer {
        let answer = match &body {
            Value::Null => client.call(method, path, "").await,
            body => client.json(method, path, body).await,
        };
        let mut heads = Map::new();
        for name in ["etag", "location", "content-type"] {
            if let Some(value) = answer.headers.get(name) {
                heads.insert(name.into(), value.to_str().unwrap().into());
            }
        }
        let mut told = if answer.body.is_empty() { Value::Null } else { answer.json() };
        if let Some(map) = told.as_object_mut() {
            map.remove("request_id");
        }
        let mut entry = json!({ "ask": format!("{method} {path}"), "body": body, "status": answer.status.as_u16(), "headers": heads, "answer": told });
        self.hide(&mut entry);
        self.said.push(entry);
        answer
    }

    /// Replaces ids and secrets wherever they stand.
    fn hide(&mut self, value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(|i| self.hide(i)),
            Value::Object(map) => {
                let old = std::mem::take(map);
                for (key, mut value) in old {
                    self.hide(&mut value);
                    map.insert(self.hidden(&key), value);
                }
            }
            Value::String(text) => *text = self.hidden(text),
            _ => {}
        }
    }

    fn hidden(&mut self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.char_indices().map(|(i, _)| i).find(|i| is_id(&rest[*i..])) {
            let next = self.ids.len() + 1;
            let name = self.ids.entry(rest[at..at + 36].to_owned()).or_insert_with(|| format!("id-{next}"));
            out += &rest[..at];
            out += name;
            rest = &rest[at + 36..];
        }
        out += rest;
        if out.starts_with("gx_alpha_") { "gx_alpha_...".to_owned() } else { out }
    }
}

fn is_id(text: &str) -> bool {
    let Some(head) = text.as_bytes().get(..36) else { return false };
    head.iter().enumerate().all(|(i, b)| if matches!(i, 8 | 13 | 18 | 23) { *b == b'-' } else { b.is_ascii_hexdigit() })
}

async fn records(app: &TestApp, talk: &mut Talk) {
    let ada = app.admin().await;
    talk.ask(&ada, "GET", "/api/me", Value::Null).await;
    let customer = json!({ "kind": "person", "name": "王小明", "emails": ["Wang@Example.com"], "phones": ["131 2345 6789"], "external_id": "12347",
        "country": "CN", "birthday": "1990-02-03", "tags": ["vip"] });
    let made = talk.ask(&ada, "POST", "/api/records/customer", customer).await;
    let id = made.json()["id"].as_str().unwrap().to_owned();
    let at = format!("/api/records/customer/{id}");
    app.clock.advance(60);
    talk.ask(&ada.with("if-match", "\"v1\""), "PATCH", &at, json!({ "occupation": "Teacher", "tags": null })).await;
    talk.ask(&ada, "GET", &at, Value::Null).await;
    talk.ask(&ada, "GET", &format!("{at}/history"), Value::Null).await;
    talk.ask(&ada, "GET", "/api/records/customer?filter=country:CN&fields=name,owner&count=1&labels=1", Value::Null).await;
    talk.ask(&ada, "PUT", "/api/records/customer/by/external_id/12347", json!({ "name": "王大明" })).await;
    let order = json!({ "number": "536365", "customer": id, "ordered_at": "2011-12-09T10:00:00Z", "status": "completed" });
    talk.ask(&ada, "POST", "/api/records/order", order).await;
    talk.ask(&ada, "GET", &format!("/api/customers/{id}/summary"), Value::Null).await;
    talk.ask(&ada, "DELETE", &at, Value::Null).await;
}

async fn refusals(app: &TestApp, talk: &mut Talk) {
    let (ada, max) = (app.admin().await, app.member().await);
    talk.ask(&app.anonymous(), "GET", "/api/me", Value::Null).await;
    talk.ask(&app.anonymous(), "POST", "/api/sign-in", json!({ "email": "x", "password": "y" })).await;
    talk.ask(&max, "GET", "/api/users", Value::Null).await;
    talk.ask(&ada, "POST", "/api/records/customer", json!({ "kind": "robot", "revenue": "lots", "nonsense": true })).await;
    talk.ask(&ada, "GET", "/api/records/customer?filter=spend%3E%3D", Value::Null).await;
    talk.ask(&ada, "POST", "/api/keys", json!({ "name": "shop", "scopes": ["record.read"], "days": 30 })).await;
    talk.ask(&ada, "GET", "/api/imports", Value::Null).await;
    talk.ask(&ada, "GET", "/api/divisions?parent=33", Value::Null).await;
}

#[test]
fn main_operations_have_these_shapes() {
    app_both(|app| async move {
        let mut talk = Talk::default();
        records(&app, &mut talk).await;
        insta::assert_json_snapshot!("records", talk.said);
        let mut talk = Talk::default();
        refusals(&app, &mut talk).await;
        insta::assert_json_snapshot!("refusals", talk.said);
    });
}
