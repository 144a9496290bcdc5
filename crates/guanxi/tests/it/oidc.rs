//! Sign-in by an identity provider, against a real one.

use crate::provider::*;
use axum::http::{StatusCode, header};
use serde_json::{Value, json};
use testkit::{Answer, app_both_with};

#[test]
fn people_come_in_by_their_provider() {
    app_both_with(inside, |app| async move {
        let (idp, ada) = (Idp::start().await, app.admin().await);
        let provider = trust(&ada, &idp, json!({})).await;
        let mut offered = app.anonymous().get("/api/sign-in/providers?company=alpha").await.json();
        assert!(offered.as_object_mut().unwrap().remove("brand").is_some());
        assert_eq!(
            offered,
            json!({ "company": "alpha", "items": [{ "id": provider, "label": "Head office" }], "passkeys": null })
        );
        let unnamed = app.anonymous().get("/api/sign-in/providers").await.json();
        assert_eq!(unnamed["items"], json!([]), "there are two companies here");
        let (url, browser) = away(&app, &provider, "/records/customer?filter=a:b").await;
        for part in ["code_challenge_method=S256", "nonce=", "state=alpha_", "scope=openid+email+profile", "response_type=code"] {
            assert!(url.contains(part), "{part}: {url}");
        }
        let back = idp.through(&url, &max(json!({}))).await;
        let came = browser.get(&back).await;
        assert_eq!(location(&came), "/sign-in?done=1&next=/records/customer%3Ffilter%3Da%3Ab");
        let me = signed_in(&app, &came).get("/api/me").await.json();
        assert_eq!((&me["user"]["email"], &me["user"]["name"]), (&json!("max@alpha.example"), &json!("Max Member")), "{me}");
        let replayed = browser.get(&back).await;
        assert_failed(&replayed, "expired");
        // From now on by issuer and subject, whatever the address.
        let moved = max(json!({ "email": "other@elsewhere.example", "email_verified": false }));
        let again = enter(&app, &idp, &provider, &moved).await;
        assert_eq!(signed_in(&app, &again).get("/api/me").await.json()["user"]["email"], "max@alpha.example");
        let log = ada.get("/api/audit?kind=identity_linked,identity_provider_made,signed_in").await.json();
        let kinds: Vec<&str> = log["items"].as_array().unwrap().iter().map(|i| i["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds.iter().filter(|k| **k == "identity_linked").count(), 1, "{kinds:?}");
        let by = |i: &&Value| i["kind"] == "signed_in" && i["details"]["provider"] == "Head office";
        assert_eq!(log["items"].as_array().unwrap().iter().filter(by).count(), 2, "{log}");
        assert!(!log.to_string().contains(SECRET));
        assert!(!ada.get("/api/identity-providers").await.text().contains(SECRET));
    });
}

/// An address proves nothing when the provider has not verified it, or when its domain is not the company's.
#[test]
fn strangers_stay_outside() {
    app_both_with(inside, |app| async move {
        let (idp, ada) = (Idp::start().await, app.admin().await);
        let provider = trust(&ada, &idp, json!({})).await;
        for who in [
            max(json!({ "email_verified": false })),
            json!({ "sub": "max-1", "email": "max@alpha.example" }),
            json!({ "sub": "max-1" }),
            max(json!({ "email": "max@sub.alpha.example" })),
            max(json!({ "email": "max@alpha.example@evil.example" })),
            max(json!({ "email": "max@evil.example" })),
            max(json!({ "email": "nobody@alpha.example" })),
        ] {
            assert_failed(&enter(&app, &idp, &provider, &who).await, "unknown");
        }
        let log = ada.get("/api/audit?kind=sign_in_failed").await.json();
        assert_eq!(log["items"].as_array().unwrap().len(), 7, "{log}");
        let id = app.member().await.get("/api/me").await.json()["user"]["id"].as_str().unwrap().to_owned();
        let came = enter(&app, &idp, &provider, &max(json!({}))).await;
        let here = signed_in(&app, &came);
        assert_eq!(ada.patch(&format!("/api/users/{id}"), &json!({ "active": false })).await.status, StatusCode::OK);
        assert_eq!(here.get("/api/me").await.status, StatusCode::UNAUTHORIZED);
        assert_failed(&enter(&app, &idp, &provider, &max(json!({}))).await, "deactivated");
        assert_failed(&enter(&app, &idp, &provider, &max(json!({ "sub": "max-2" }))).await, "deactivated");
    });
}

#[test]
fn new_people_are_added_where_that_is_wanted() {
    app_both_with(inside, |app| async move {
        let (idp, ada) = (Idp::start().await, app.admin().await);
        let provider = trust(&ada, &idp, json!({ "role": "member" })).await;
        let zoe = json!({ "sub": "zoe", "email": "zoe@alpha.example", "email_verified": true, "name": "周一" });
        let me = signed_in(&app, &enter(&app, &idp, &provider, &zoe).await).get("/api/me").await.json();
        assert_eq!((&me["user"]["name"], &me["user"]["role"]), (&json!("周一"), &json!("member")), "{me}");
        let unverified = json!({ "sub": "eve", "email": "eve@alpha.example", "email_verified": false });
        assert_failed(&enter(&app, &idp, &provider, &unverified).await, "unknown");
        let elsewhere = json!({ "sub": "eve", "email": "eve@beta.example", "email_verified": true });
        assert_failed(&enter(&app, &idp, &provider, &elsewhere).await, "unknown");
        let again = enter(&app, &idp, &provider, &zoe).await;
        assert_eq!(signed_in(&app, &again).get("/api/me").await.json()["user"]["id"], me["user"]["id"]);
        assert_eq!(ada.get("/api/users").await.text().matches("zoe@alpha.example").count(), 1);
    });
}

#[test]
fn a_second_factor_is_asked_for_here_or_believed() {
    app_both_with(inside, |app| async move {
        let (idp, ada, member) = (Idp::start().await, app.admin().await, app.member().await);
        let provider = trust(&ada, &idp, json!({})).await;
        let at = format!("/api/identity-providers/{provider}");
        assert_eq!(ada.put("/api/sign-in-rules", &json!({ "second_factor": ["member"] })).await.status, StatusCode::OK);
        let must = async |answer: &Answer| signed_in(&app, answer).get("/api/me").await.json()["must_enrol"].clone();
        let strong = max(json!({ "amr": ["pwd", "mfa"] }));
        assert_eq!(must(&enter(&app, &idp, &provider, &strong).await).await, true, "the provider is not asked to vouch for it");
        assert_eq!(ada.patch(&at, &json!({ "second_factor": "amr" })).await.status, StatusCode::OK);
        assert_eq!(must(&enter(&app, &idp, &provider, &strong).await).await, false);
        assert_eq!(must(&enter(&app, &idp, &provider, &max(json!({ "amr": ["pwd"] }))).await).await, true);
        assert_eq!(ada.patch(&at, &json!({ "second_factor": "always" })).await.status, StatusCode::OK);
        assert_eq!(must(&enter(&app, &idp, &provider, &max(json!({}))).await).await, false);
        assert_eq!(ada.patch(&at, &json!({ "second_factor": "here" })).await.status, StatusCode::OK);

        let (secret, codes) = super::second::enrol(&app, &member).await;
        let came = enter(&app, &idp, &provider, &max(json!({ "amr": ["mfa"] }))).await;
        assert_eq!(location(&came), "/sign-in?step=code&next=/records/customer%3Ffilter%3Da%3Ab");
        let set: Vec<_> = came.headers.get_all(header::SET_COOKIE).iter().map(|c| c.to_str().unwrap().to_owned()).collect();
        assert!(set.len() == 1 && set[0].starts_with("gx_oidc=alpha_"), "{set:?}");
        let waiting = app.anonymous().with("cookie", set[0].split(';').next().unwrap());
        assert_eq!(waiting.get("/api/me").await.status, StatusCode::UNAUTHORIZED, "nobody is half signed in");
        let step = "/api/sign-in/oidc/code";
        let wrong = waiting.post(step, &json!({ "code": "000000" })).await;
        assert_eq!((wrong.status, wrong.code().as_str()), (StatusCode::UNAUTHORIZED, "wrong_code"));
        assert_eq!(app.anonymous().post(step, &json!({ "code": codes[0] })).await.code(), "expired");
        app.clock.advance(30);
        let right = waiting.post(step, &json!({ "code": super::second::code(&app, &secret) })).await;
        assert_eq!(right.status, StatusCode::OK, "{}", right.text());
        assert_eq!(signed_in(&app, &right).get("/api/me").await.json()["must_enrol"], false);
        assert_eq!(waiting.post(step, &json!({ "code": codes[0] })).await.code(), "expired", "good once");
        let came = enter(&app, &idp, &provider, &max(json!({}))).await;
        let cookie = came.headers[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
        let waiting = app.anonymous().with("cookie", &cookie);
        let mut stopped = 0;
        for n in 0..12 {
            let answer = waiting.post(step, &json!({ "code": format!("{:06}", 1000 + n) })).await;
            stopped += usize::from(answer.status == StatusCode::TOO_MANY_REQUESTS);
        }
        assert!(stopped >= 6, "codes are not guessed: {stopped}");
    });
}

#[test]
fn whom_to_believe_is_decided_by_those_who_may_do_everything() {
    app_both_with(inside, |app| async move {
        let (idp, ada) = (Idp::start().await, app.admin().await);
        let list = "/api/identity-providers";
        let good = json!({ "label": "X", "issuer": idp.issuer, "client_id": "guanxi", "client_secret": SECRET });
        let grants = json!({ "permissions": ["company.manage"], "objects": {} });
        assert_eq!(
            ada.post("/api/roles", &json!({ "name": "Clerk", "code": "clerk", "grants": grants })).await.status,
            StatusCode::CREATED
        );
        let id = app.member().await.get("/api/me").await.json()["user"]["id"].as_str().unwrap().to_owned();
        assert_eq!(ada.patch(&format!("/api/users/{id}"), &json!({ "role": "clerk" })).await.status, StatusCode::OK);
        let clerk = app.member().await;
        assert_eq!(clerk.get(list).await.status, StatusCode::OK);
        assert_eq!(clerk.post(list, &good).await.status, StatusCode::FORBIDDEN, "a clerk could become the administrator by it");
        let program = app.program(&["company.manage"]).await;
        assert_eq!(program.post(list, &good).await.status, StatusCode::FORBIDDEN);
        for (name, value) in [
            ("label", json!("")),
            ("issuer", json!("ftp://x")),
            ("issuer", json!(format!("{}/nothing", idp.issuer))),
            ("issuer", json!("http://127.0.0.1:1")),
            ("client_id", json!(" ")),
            ("domains", json!(["*.example.com"])),
            ("domains", json!(["localhost"])),
            ("role", json!("member")),
            ("role", json!("king")),
        ] {
            let mut input = good.clone();
            input[name] = value.clone();
            let refused = ada.post(list, &input).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name} {value}: {}", refused.text());
        }
        let provider = trust(&ada, &idp, json!({})).await;
        let at = format!("{list}/{provider}");
        let moved = ada.patch(&at, &json!({ "issuer": format!("{}/", idp.issuer) })).await;
        assert_eq!(moved.json()["errors"][0]["field"], "client_secret", "a secret does not go elsewhere: {}", moved.text());
        assert_eq!(app.stranger().await.patch(&at, &json!({ "label": "Y" })).await.status, StatusCode::NOT_FOUND);
        signed_in(&app, &enter(&app, &idp, &provider, &max(json!({}))).await);
        assert_eq!(ada.patch(&at, &json!({ "active": false })).await.json()["active"], false);
        let begin = json!({ "company": "alpha", "provider": provider });
        assert_eq!(app.anonymous().post("/api/sign-in/oidc", &begin).await.status, StatusCode::NOT_FOUND);
        assert_eq!(app.anonymous().get("/api/sign-in/providers?company=alpha").await.json()["items"], json!([]));
        assert_eq!(ada.delete(&at).await.status, StatusCode::NO_CONTENT);
        assert_eq!(app.db.a.get("select 1 from @federated", &[]).await.unwrap().len(), 0);
        let beta = json!({ "company": "beta", "provider": provider });
        assert_eq!(app.anonymous().post("/api/sign-in/oidc", &beta).await.status, StatusCode::NOT_FOUND);
    });
}

/// Where the one who runs the server has not said otherwise, nothing inside its network is asked.
#[test]
fn providers_are_outside() {
    app_both_with(
        |_| {},
        |app| async move {
            let idp = Idp::start().await;
            let ada = app.admin().await;
            for issuer in
                [idp.issuer.clone(), "https://127.0.0.1".into(), "https://[::1]:8080".into(), "https://169.254.169.254".into()]
            {
                let input = json!({ "label": "X", "issuer": issuer, "client_id": "guanxi" });
                let refused = ada.post("/api/identity-providers", &input).await;
                assert_eq!(refused.json()["errors"][0]["field"], "issuer", "{issuer}: {}", refused.text());
            }
        },
    );
}
