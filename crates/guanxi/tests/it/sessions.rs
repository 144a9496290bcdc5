//! Sessions: listed, ended, never taken over; one's own account and nobody else's.

use axum::http::StatusCode;
use serde_json::{Value, json};
use testkit::app::PASSWORD;
use testkit::{Client, app_both};

async fn list(client: &Client, path: &str) -> Vec<Value> {
    let answer = client.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
    answer.json()["items"].as_array().unwrap().clone()
}

fn id(session: &Value) -> &str {
    session["id"].as_str().unwrap()
}

#[test]
fn people_see_and_end_their_devices() {
    app_both(|app| async move {
        let (here, there, third) = (app.member().await, app.member().await, app.member().await);
        let all = list(&here, "/api/me/sessions").await;
        assert_eq!((all.len(), all[0]["address"].as_str()), (3, Some("127.0.0.1")));
        let current: Vec<&Value> = all.iter().filter(|s| s["current"] == true).collect();
        assert_eq!(current.len(), 1);
        let there_id = list(&there, "/api/me/sessions").await.into_iter().find(|s| s["current"] == true).unwrap();
        assert_eq!(here.delete(&format!("/api/me/sessions/{}", id(&there_id))).await.status, StatusCode::NO_CONTENT);
        assert_eq!(there.get("/api/me").await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(here.delete(&format!("/api/me/sessions/{}", id(&there_id))).await.status, StatusCode::NOT_FOUND);
        assert_eq!(here.delete("/api/me/sessions").await.status, StatusCode::NO_CONTENT);
        assert_eq!(
            (third.get("/api/me").await.status, here.get("/api/me").await.status),
            (StatusCode::UNAUTHORIZED, StatusCode::OK)
        );
        let ada = app.admin().await;
        assert_eq!(list(&ada, "/api/audit?kind=session_revoked").await.len(), 2);
    });
}

#[test]
fn administrators_end_those_of_others_of_their_company() {
    app_both(|app| async move {
        let (ada, max, strange) = (app.admin().await, app.member().await, app.stranger().await);
        let own = list(&max, "/api/me/sessions").await;
        let user = max.get("/api/me").await.json()["user"]["id"].as_str().unwrap().to_owned();
        let (of, one) = (format!("/api/users/{user}/sessions"), format!("/api/sessions/{}", id(&own[0])));
        for (client, status) in [(&max, StatusCode::FORBIDDEN), (&strange, StatusCode::NOT_FOUND)] {
            for (method, path) in [("GET", &of), ("DELETE", &of), ("DELETE", &one)] {
                assert_eq!(client.call(method, path, "").await.status, status, "{method} {path}");
            }
        }
        // somebody else's session is not one's own
        let ada_own = list(&ada, "/api/me/sessions").await;
        assert_eq!(max.delete(&format!("/api/me/sessions/{}", id(&ada_own[0]))).await.status, StatusCode::NOT_FOUND);
        assert_eq!(list(&ada, &of).await.len(), 1);
        assert_eq!(ada.delete(&one).await.status, StatusCode::NO_CONTENT);
        assert_eq!(max.get("/api/me").await.status, StatusCode::UNAUTHORIZED);
        let (again, more) = (app.member().await, app.member().await);
        assert_eq!(ada.delete(&of).await.status, StatusCode::NO_CONTENT);
        for client in [again, more] {
            assert_eq!(client.get("/api/me").await.status, StatusCode::UNAUTHORIZED);
        }
        assert_eq!(ada.get("/api/me").await.status, StatusCode::OK);
    });
}

/// A cookie that somebody planted is never the session that one gets, and the one before ends.
#[test]
fn a_session_cannot_be_fixed() {
    app_both(|app| async move {
        let planted = app.stranger().await;
        let cookie = planted.headers["cookie"].to_str().unwrap().to_owned();
        let body = json!({ "email": "max@alpha.example", "password": PASSWORD, "company": "alpha" });
        for before in
            [cookie.as_str(), "gx_session=alpha_0193a000000070008000000000000001_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"]
        {
            let answer = app.anonymous().with("cookie", before).post("/api/sign-in", &body).await;
            assert_eq!(answer.status, StatusCode::OK);
            let set = answer.headers["set-cookie"].to_str().unwrap();
            assert!(!set.starts_with(before), "{set}");
        }
        assert_eq!(planted.get("/api/me").await.status, StatusCode::UNAUTHORIZED, "the one before has ended");
        let max = app.member().await;
        let first = max.headers["cookie"].to_str().unwrap().to_owned();
        let answer = app.anonymous().with("cookie", &first).post("/api/sign-in", &body).await;
        assert!(!answer.headers["set-cookie"].to_str().unwrap().starts_with(&first));
        assert_eq!(max.get("/api/me").await.status, StatusCode::UNAUTHORIZED);
    });
}

#[test]
fn another_site_cannot_end_sessions() {
    app_both(|app| async move {
        let mut ada = app.admin().await;
        ada.headers.remove("x-guanxi");
        let evil = ada.with("origin", "https://evil.example").with("host", "crm.example");
        let own = list(&ada, "/api/me/sessions").await;
        for path in
            ["/api/me/sessions".to_owned(), format!("/api/me/sessions/{}", id(&own[0])), format!("/api/sessions/{}", id(&own[0]))]
        {
            let answer = evil.delete(&path).await;
            assert_eq!((answer.status, answer.code().as_str()), (StatusCode::FORBIDDEN, "cross_site"), "{path}");
        }
        let text = evil.with("content-type", "text/plain");
        let body = json!({ "email": "max@alpha.example", "password": PASSWORD }).to_string();
        assert_eq!(text.call("POST", "/api/sign-in", body).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    });
}

#[test]
fn programs_have_no_sessions() {
    app_both(|app| async move {
        let all = app.admin().await.get("/api/me").await.json()["permissions"].clone();
        let scopes: Vec<&str> = all.as_array().unwrap().iter().filter_map(Value::as_str).collect();
        let program = app.program(&scopes).await;
        for (method, path) in [("GET", "/api/me/sessions"), ("DELETE", "/api/me/sessions"), ("PATCH", "/api/me")] {
            assert_eq!(
                program.json(method, path, &json!({ "name": "x" })).await.status,
                StatusCode::FORBIDDEN,
                "{method} {path}"
            );
        }
    });
}

/// Nobody gives themselves a role, a way in or a longer life by naming fields.
#[test]
fn roles_are_not_taken() {
    app_both(|app| async move {
        let max = app.member().await;
        let me = max.get("/api/me").await.json()["user"]["id"].as_str().unwrap().to_owned();
        let at = format!("/api/records/user/{me}");
        for field in [json!({ "role": "administrator" }), json!({ "active": false }), json!({ "email": "x@y.example" })] {
            assert_eq!(max.patch(&at, &field).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
            let batch = json!({ "operations": [{ "op": "update", "id": me, "values": field }] });
            assert_eq!(max.post("/api/records/user/batch", &batch).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
            assert_eq!(max.patch("/api/me", &field).await.status, StatusCode::UNPROCESSABLE_ENTITY, "{field}");
        }
        let ada = app.admin().await.get("/api/me").await.json()["user"]["id"].as_str().unwrap().to_owned();
        let batch = json!({ "operations": [{ "op": "delete", "id": ada }] });
        for (client, status) in [(max.clone(), StatusCode::FORBIDDEN), (app.admin().await, StatusCode::UNPROCESSABLE_ENTITY)] {
            let gone = client.delete(&format!("/api/records/user/{ada}")).await;
            assert_eq!(gone.status, status, "nobody deletes an administrator: {}", gone.text());
            assert_eq!(client.post("/api/records/user/batch", &batch).await.status, status);
        }
        assert_eq!(app.admin().await.get("/api/me").await.json()["user"]["role"], "administrator");
        let new = json!({ "name": "Eve", "email": "eve@alpha.example", "role": "administrator" });
        let made = max.post("/api/records/user", &new).await;
        assert!(made.status.is_client_error(), "{}", made.text());
    });
}

/// What people may write of themselves, and of nobody else.
#[test]
fn people_change_only_themselves() {
    app_both(|app| async move {
        let (ada, max) = (app.admin().await, app.member().await);
        let id = async |of: &Client| of.get("/api/me").await.json()["user"]["id"].as_str().unwrap().to_owned();
        let (ada_id, max_id) = (id(&ada).await, id(&max).await);
        let team = ada.create("team", &json!({ "name": "North" })).await;
        let needs = |answer: &testkit::Answer, what: &str| {
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{what}: {}", answer.text());
            assert!(answer.text().contains("user.manage"), "{what}: {}", answer.text());
        };
        let own = format!("/api/records/user/{max_id}");
        for field in ["name", "phone", "language", "position"] {
            let value = match field {
                "phone" => "+8613800138000",
                "language" => "zh-TW",
                _ => "Maximilian",
            };
            let change = json!({ field: value });
            assert_eq!(max.patch(&own, &change).await.status, StatusCode::OK, "{field}");
            needs(&max.patch(&format!("/api/records/user/{ada_id}"), &change).await, field);
            let batch = json!({ "operations": [{ "op": "update", "id": ada_id, "values": change }] });
            needs(&max.post("/api/records/user/batch", &batch).await, "batch");
            needs(&max.put("/api/records/user/by/email/ada@alpha.example", &change).await, "upsert");
        }
        needs(&max.patch(&own, &json!({ "team": team })).await, "own team");
        needs(&max.patch(&own, &json!({ "name": "Max", "team": team })).await, "own team among others");
        needs(&max.patch(&format!("/api/records/team/{team}"), &json!({ "name": "South" })).await, "a team");
        needs(&max.post("/api/records/team", &json!({ "name": "Mine" })).await, "a team of one's own");
        needs(&max.delete(&format!("/api/records/team/{team}")).await, "a team's end");
        assert_eq!(ada.delete(&format!("/api/records/team/{team}")).await.status, StatusCode::NO_CONTENT);
        needs(&max.post(&format!("/api/records/team/{team}/restore"), &json!({})).await, "a team's return");
        assert_eq!(ada.post(&format!("/api/records/team/{team}/restore"), &json!({})).await.status, StatusCode::OK);
        assert_eq!(ada.patch(&own, &json!({ "team": team, "position": "Seller" })).await.status, StatusCode::OK);
        let program = app.program(&["record.read", "record.update"]).await;
        needs(&program.patch(&own, &json!({ "name": "x" })).await, "a program without the permission");
        assert_eq!(max.get(&own).await.json()["name"], "Maximilian");
    });
}

#[test]
fn imports_into_people_need_those_who_manage_them() {
    app_both(|app| async move {
        let send = async |client: Client| {
            client.with("content-type", "text/csv").call("POST", "/api/imports?object=team", "name\nNorth\n").await
        };
        let refused = send(app.member().await).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text());
        assert!(refused.text().contains("user.manage"));
        assert_eq!(send(app.admin().await).await.status, StatusCode::ACCEPTED);
    });
}
