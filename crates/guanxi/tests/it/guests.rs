//! Links for people without an account: what they show, when they end, and that nobody gets further by them.

use axum::http::StatusCode;
use serde_json::{Value, json};
use testkit::{Answer, Client, TestApp, app_both, app_both_with};

/// Makes a link and gives it as a path of the public entrance, with its id.
async fn link(client: &Client, record: &str, mut more: Value) -> (String, String) {
    if more.get("days").is_none() {
        more["days"] = json!(7);
    }
    if more.get("fields").is_none() {
        more["fields"] = json!(["name", "phones", "occupation"]);
    }
    let made = client.post(&format!("{record}/guest-links"), &more).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let made = made.json();
    let path = made["url"].as_str().unwrap().strip_prefix("http://127.0.0.1:8081").unwrap().to_owned();
    (path, made["id"].as_str().unwrap().to_owned())
}

async fn customer(ada: &Client, more: Value) -> String {
    let mut values =
        json!({ "name": "张宇池", "phones": ["+8613812348888"], "occupation": "<b>Smith & Co</b>", "country": "CN" });
    for (name, value) in more.as_object().unwrap() {
        values[name] = value.clone();
    }
    format!("/api/records/customer/{}", ada.create("customer", &values).await)
}

/// The page, which keeps to itself.
async fn opened(app: &TestApp, path: &str) -> Answer {
    let answer = app.public().get(path).await;
    for (header, value) in
        [("referrer-policy", "no-referrer"), ("x-robots-tag", "noindex, nofollow"), ("cache-control", "no-store")]
    {
        assert_eq!(answer.headers[header], value, "{}", answer.text());
    }
    assert!(answer.headers["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'; style-src"));
    assert!(answer.headers.get("set-cookie").is_none());
    answer
}

/// Not there, with the same words whatever the reason.
async fn assert_gone(app: &TestApp, path: &str) {
    let wrong = opened(app, &format!("/g/alpha_{}_{}", "0".repeat(32), "a".repeat(40))).await;
    let answer = opened(app, path).await;
    assert_eq!((answer.status, answer.text()), (StatusCode::NOT_FOUND, wrong.text()), "{path}");
    assert!(answer.text().contains("This link is not valid"));
}

#[test]
fn a_link_shows_one_record() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let one = customer(&ada, json!({})).await;
        let (path, id) = link(&ada, &one, json!({ "label": "her lawyer" })).await;
        let page = opened(&app, &path).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.text());
        let text = page.text();
        assert!(text.contains("<h1>张宇池</h1>") && text.contains("138 1234 8888"), "{text}");
        assert!(text.contains("&lt;b&gt;Smith &amp; Co&lt;/b&gt;") && !text.contains("<b>"), "text is text: {text}");
        assert!(text.contains("Ada Admin") && !text.contains("her lawyer") && !text.contains("<script"), "{text}");
        assert!(!text.contains("CN</dd>"), "a field that was not chosen: {text}");
        let chinese = app.public().with("accept-language", "zh-TW,zh;q=0.9").get(&path).await.text();
        assert!(chinese.contains("lang=\"zh-TW\"") && chinese.contains("僅供檢視"), "{chinese}");
        assert!(app.public().get(&format!("{path}?lang=zh-CN")).await.text().contains("仅供查看"));

        let listed = ada.get(&format!("{one}/guest-links")).await.json();
        let known = &listed["items"][0];
        assert_eq!((&known["id"], &known["opened"], &known["passcode"]), (&json!(id), &json!(3), &json!(false)), "{listed}");
        assert!(known["opened_at"].is_string() && !listed.to_string().contains(path.rsplit('_').next().unwrap()), "{listed}");
        let offered = listed["offered"].as_array().unwrap();
        for inside in ["owner", "company", "spend", "id", "created_by"] {
            assert!(!offered.contains(&json!(inside)), "{inside} stays in the house: {listed}");
        }
        let stored = app.db.a.get("select hash, label from @guest_link", &[]).await.unwrap();
        assert_eq!((stored.len(), stored[0].bytes(0).unwrap().len()), (1, 32), "the secret is not stored");
        let log = ada.get("/api/audit?kind=guest_link_made,guest_link_opened").await.json();
        let entries = log["items"].as_array().unwrap();
        assert_eq!(entries.len(), 4, "{log}");
        assert!(entries.iter().all(|e| e["details"]["label"] == "her lawyer" && e["subject"] == "张宇池"), "{log}");
        assert!(!app.anonymous().get(&path).await.text().contains("张宇池"), "staff have another entrance");
    });
}

#[test]
fn a_link_ends() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let one = customer(&ada, json!({})).await;
        let (path, id) = link(&ada, &one, json!({})).await;
        assert_eq!(opened(&app, &path).await.status, StatusCode::OK);
        assert_eq!(app.member().await.delete(&format!("{one}/guest-links/{id}")).await.status, StatusCode::NO_CONTENT);
        assert_gone(&app, &path).await;
        assert_eq!(ada.delete(&format!("{one}/guest-links/{id}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(ada.get("/api/audit?kind=guest_link_ended").await.json()["items"].as_array().unwrap().len(), 1);

        let (short, _) = link(&ada, &one, json!({ "days": 1 })).await;
        let (long, _) = link(&ada, &one, json!({ "days": 90 })).await;
        app.clock.advance(86_399);
        assert_eq!(opened(&app, &short).await.status, StatusCode::OK);
        app.clock.advance(1);
        assert_gone(&app, &short).await;
        assert_eq!(opened(&app, &long).await.status, StatusCode::OK);
        let ada = app.admin().await;
        assert_eq!(ada.get(&format!("{one}/guest-links")).await.json()["items"].as_array().unwrap().len(), 1);
        assert_eq!(ada.delete(&one).await.status, StatusCode::NO_CONTENT);
        assert_gone(&app, &long).await;
        for wrong in
            ["x", "alpha__", "%00", "beta_", &"a".repeat(3_000), &long.replace("/g/alpha", "beta"), &long[3..long.len() - 1]]
        {
            let status = app.public().get(&format!("/g/{wrong}")).await.status;
            assert!([StatusCode::NOT_FOUND, StatusCode::BAD_REQUEST].contains(&status), "{wrong}: {status}");
        }
    });
}

/// What its maker may see when it is opened, and not what they could see when they made it.
#[test]
fn a_link_goes_with_its_maker() {
    app_both(|app| async move {
        let (ada, max) = (app.admin().await, app.member().await);
        let user = max.get("/api/me").await.json()["user"]["id"].as_str().unwrap().to_owned();
        let one = customer(&ada, json!({ "owner": user })).await;
        let fields = json!({ "fields": ["name", "phones", "occupation"] });
        let (path, _) = link(&max, &one, fields.clone()).await;
        assert!(opened(&app, &path).await.text().contains("138 1234 8888"));
        let grant = |permissions: Value, level: &str, read: &str| {
            json!({ "name": "Seller", "code": "seller", "grants": { "permissions": permissions, "objects": {
                "customer": { "read": read, "update": read, "fields": { "phones": level, "occupation": "hidden" } } } } })
        };
        let share = json!(["record.share"]);
        assert_eq!(ada.post("/api/roles", &grant(share.clone(), "masked", "own")).await.status, StatusCode::CREATED);
        assert_eq!(ada.patch(&format!("/api/users/{user}"), &json!({ "role": "seller" })).await.status, StatusCode::OK);
        let text = opened(&app, &path).await.text();
        assert!(text.contains("+86138****8888") && !text.contains("Smith") && !text.contains("1234"), "{text}");
        let listed = max.get(&format!("{one}/guest-links")).await.json();
        assert!(!listed["offered"].as_array().unwrap().contains(&json!("occupation")), "{listed}");
        let hidden = max.post(&format!("{one}/guest-links"), &json!({ "days": 1, "fields": ["occupation"] })).await;
        assert_eq!(hidden.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", hidden.text());

        let of_ada = json!({ "owner": ada.get("/api/me").await.json()["user"]["id"] });
        assert_eq!(ada.patch(&one, &of_ada).await.status, StatusCode::OK);
        assert_gone(&app, &path).await;
        let shared = json!({ "records": [one.rsplit('/').next().unwrap()], "user": user, "change": true });
        assert_eq!(ada.post("/api/records/customer/share", &shared).await.status, StatusCode::OK);
        assert_gone(&app, &path).await;
        assert_eq!(ada.patch(&one, &json!({ "owner": user })).await.status, StatusCode::OK);
        assert_eq!(opened(&app, &path).await.status, StatusCode::OK, "and with the record it comes back");
        let edit = |mut role: Value| {
            role.as_object_mut().unwrap().remove("code");
            role
        };
        let mute = ada.patch("/api/roles/seller", &edit(grant(json!([]), "masked", "own"))).await;
        assert_eq!(mute.status, StatusCode::OK, "{}", mute.text());
        assert_gone(&app, &path).await;
        let loud = edit(grant(share, "masked", "all"));
        assert_eq!(ada.patch("/api/roles/seller", &loud).await.status, StatusCode::OK);
        assert_eq!(opened(&app, &path).await.status, StatusCode::OK);
        assert_eq!(ada.patch(&one, &of_ada).await.status, StatusCode::OK);
        assert_eq!(opened(&app, &path).await.status, StatusCode::OK);
        let gone = ada.patch(&format!("/api/users/{user}"), &json!({ "active": false })).await;
        assert_eq!(gone.status, StatusCode::OK, "{}", gone.text());
        assert_gone(&app, &path).await;
    });
}

#[test]
fn sensitive_and_kept_fields_stay_in_the_house() {
    app_both(|app| async move {
        let (ada, max) = (app.admin().await, app.member().await);
        for field in [
            json!({ "name": "x_salary", "type": "decimal", "scale": 2, "sensitivity": "sensitive" }),
            json!({ "name": "x_double", "type": "formula", "expr": "x_salary * 2.0", "result": { "decimal": 2 } }),
            json!({ "name": "x_shoe", "type": "decimal", "scale": 1, "labels": { "en": "Shoe" } }),
        ] {
            assert_eq!(ada.post("/api/objects/customer/fields", &field).await.status, StatusCode::CREATED);
        }
        let dealer = ada.create("team", &json!({ "name": "Dealer" })).await;
        let user = max.get("/api/me").await.json()["user"]["id"].as_str().unwrap().to_owned();
        assert_eq!(ada.patch(&format!("/api/records/user/{user}"), &json!({ "team": dealer })).await.status, StatusCode::OK);
        let one = customer(&ada, json!({ "owner": user, "x_salary": "98765.43", "x_shoe": "43.5" })).await;
        for closed in ["x_salary", "x_double", "owner", "spend", "company", "nothing"] {
            let refused = ada.post(&format!("{one}/guest-links"), &json!({ "days": 1, "fields": ["name", closed] })).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{closed}: {}", refused.text());
        }
        let (path, _) = link(&ada, &one, json!({ "fields": ["name", "phones", "x_shoe"] })).await;
        let text = opened(&app, &path).await.text();
        assert!(text.contains("<dt>Shoe</dt><dd>43.5</dd>") && text.contains("1234"), "{text}");
        let closing = json!({ "sensitivity": "sensitive" });
        assert_eq!(ada.patch("/api/objects/customer/fields/x_shoe", &closing).await.status, StatusCode::OK);
        let rules = json!({ "objects": { "customer": { "hidden": ["phones"] } } });
        assert_eq!(ada.put(&format!("/api/units/{dealer}/rules"), &rules).await.status, StatusCode::OK);
        let text = opened(&app, &path).await.text();
        assert!(text.contains("张宇池") && !text.contains("43.5") && !text.contains("1234"), "{text}");
        let rules = json!({ "objects": { "customer": { "records": "shared" } } });
        assert_eq!(ada.put(&format!("/api/units/{dealer}/rules"), &rules).await.status, StatusCode::OK);
        assert_gone(&app, &path).await;
    });
}

#[test]
fn a_passcode_is_asked_for_and_not_guessed() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let one = customer(&ada, json!({})).await;
        for short in ["short", &"x".repeat(65)] {
            let refused =
                ada.post(&format!("{one}/guest-links"), &json!({ "days": 1, "fields": ["name"], "passcode": short })).await;
            assert_eq!(refused.json()["errors"][0]["field"], "passcode", "{}", refused.text());
        }
        let (path, _) = link(&ada, &one, json!({ "passcode": "blue horse 7", "label": "x" })).await;
        let asked = opened(&app, &path).await;
        assert_eq!((asked.status, asked.text().contains("name=\"passcode\"")), (StatusCode::OK, true));
        assert!(!asked.text().contains("张宇池"));
        let form = app.public().with("content-type", "application/x-www-form-urlencoded");
        let right = form.call("POST", &path, "passcode=blue+horse%207").await;
        assert!(right.status == StatusCode::OK && right.text().contains("张宇池"), "{}", right.text());
        let stored = app.db.a.get("select passcode from @guest_link", &[]).await.unwrap();
        assert!(stored[0].text(0).unwrap().starts_with("$argon2id$"));
        let (mut wrong, mut stopped) = (0, 0);
        for n in 0..20 {
            match form.call("POST", &path, format!("passcode=guess+{n}")).await.status {
                StatusCode::FORBIDDEN => wrong += 1,
                StatusCode::TOO_MANY_REQUESTS => stopped += 1,
                other => panic!("{other}"),
            }
        }
        assert!((4..=10).contains(&wrong) && stopped >= 10, "{wrong} passcodes were checked");
        let late = form.call("POST", &path, "passcode=blue+horse%207").await;
        assert_eq!(late.status, StatusCode::TOO_MANY_REQUESTS, "nor the right one");
        assert!(late.headers.contains_key("retry-after") && late.text().contains("Too many attempts"), "{}", late.text());
        assert_eq!(ada.get(&format!("{one}/guest-links")).await.json()["items"][0]["opened"], 1);
        let refused = ada.get("/api/audit?kind=guest_link_refused").await.json();
        assert_eq!(refused["items"].as_array().unwrap().len(), wrong, "{refused}");
        assert!(!ada.get("/api/audit").await.text().contains("guess"), "what was typed is not kept");
    });
}

#[test]
fn who_may_not_share_makes_no_links() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let one = customer(&ada, json!({})).await;
        let at = format!("{one}/guest-links");
        let good = json!({ "days": 7, "fields": ["name"] });
        let program = app.program(&["record.read", "record.update", "record.share"]).await;
        assert_eq!(program.post(&at, &good).await.status, StatusCode::FORBIDDEN, "people vouch for guests");
        assert_eq!(program.get(&at).await.status, StatusCode::OK);
        let stranger = app.stranger().await;
        assert_eq!(stranger.post(&at, &good).await.status, StatusCode::NOT_FOUND);
        let line = ada.create("order", &json!({ "number": "N1", "customer": one.rsplit('/').next().unwrap() })).await;
        for (path, body, status) in [
            (at.clone(), json!({ "fields": ["name"] }), StatusCode::UNPROCESSABLE_ENTITY),
            (at.clone(), json!({ "days": 0, "fields": ["name"] }), StatusCode::UNPROCESSABLE_ENTITY),
            (at.clone(), json!({ "days": 91, "fields": ["name"] }), StatusCode::UNPROCESSABLE_ENTITY),
            (at.clone(), json!({ "days": 7, "fields": [] }), StatusCode::UNPROCESSABLE_ENTITY),
            (at.clone(), json!({ "days": 7, "fields": ["name"], "label": "x".repeat(201) }), StatusCode::UNPROCESSABLE_ENTITY),
            (at.clone(), json!({ "days": 7, "fields": ["name"], "by": line }), StatusCode::UNPROCESSABLE_ENTITY),
            (format!("/api/records/customer/{line}/guest-links"), good.clone(), StatusCode::NOT_FOUND),
            (format!("/api/records/nothing/{line}/guest-links"), good.clone(), StatusCode::NOT_FOUND),
        ] {
            let answer = ada.post(&path, &body).await;
            assert_eq!(answer.status, status, "{path} {body}: {}", answer.text());
        }
        let (path, id) = link(&ada, &one, json!({})).await;
        assert_eq!(stranger.delete(&format!("{at}/{id}")).await.status, StatusCode::NOT_FOUND);
        let other = customer(&ada, json!({ "name": "Other" })).await;
        assert_eq!(ada.delete(&format!("{other}/guest-links/{id}")).await.status, StatusCode::NOT_FOUND);
        assert_eq!(opened(&app, &path).await.status, StatusCode::OK);
        let theirs = path.replace("/g/alpha_", "/g/beta_");
        assert_gone(&app, &theirs).await;
    });
}

#[test]
fn a_merged_record_is_followed() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let (one, two) = (customer(&ada, json!({})).await, customer(&ada, json!({ "name": "王小明" })).await);
        let (path, id) = link(&ada, &two, json!({})).await;
        let gone = two.rsplit('/').next().unwrap();
        let merged = ada.post(&format!("{one}/merge"), &json!({ "others": [gone] })).await;
        assert_eq!(merged.status, StatusCode::OK, "{}", merged.text());
        assert!(opened(&app, &path).await.text().contains("张宇池"));
        let listed = ada.get(&format!("{one}/guest-links")).await.json();
        assert_eq!(listed["items"][0]["id"], json!(id), "{listed}");
        assert_eq!(ada.delete(&format!("{one}/guest-links/{id}")).await.status, StatusCode::NO_CONTENT);
        assert_gone(&app, &path).await;
    });
}

#[test]
fn floods_end() {
    app_both_with(
        |settings| settings.guest_rates = guanxi::signin::limit::Rates { per_address: 5, per_account: 3 },
        |app| async move {
            let ada = app.admin().await;
            let one = customer(&ada, json!({})).await;
            let (path, _) = link(&ada, &one, json!({})).await;
            for n in 0..4 {
                let expected = if n < 3 { StatusCode::OK } else { StatusCode::TOO_MANY_REQUESTS };
                assert_eq!(opened(&app, &path).await.status, expected);
            }
            assert_eq!(opened(&app, "/g/other").await.status, StatusCode::NOT_FOUND);
            assert_eq!(opened(&app, "/g/third").await.status, StatusCode::TOO_MANY_REQUESTS, "whatever they follow");
        },
    );
}
