//! Sign-in by an identity provider, against a real one: the straight way, and every crooked one we could think of.

use axum::http::{StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use guanxi::settings::Settings;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::process::Stdio;
use testkit::{Answer, Client, TestApp, app_both_with};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

const CALLBACK: &str = "http://127.0.0.1:8080/api/sign-in/oidc/callback";
const SECRET: &str = "the secret of the client, long enough for a signature";

/// A provider of its own, ended when it is dropped.
struct Idp {
    issuer: String,
    http: reqwest::Client,
    _child: Child,
}

impl Idp {
    async fn start() -> Self {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../e2e/identity-provider.mjs");
        let mut child = Command::new("node")
            .args([script, CALLBACK])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("Node.js and the packages of e2e/ are there: `make test-rust` installs them");
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let issuer = loop {
            let line = lines.next_line().await.unwrap().expect("the provider starts");
            if let Some(issuer) = line.strip_prefix("ready ") {
                break issuer.to_owned();
            }
        };
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().unwrap();
        Self { issuer, http, _child: child }
    }

    async fn tamper(&self, how: &str) {
        assert!(self.http.get(format!("{}/tamper/{how}", self.issuer)).send().await.unwrap().status().is_success());
    }

    /// Goes through the provider as `who` and gives the address, within the program, that it sends the browser back to.
    async fn through(&self, url: &str, who: &Value) -> String {
        let mut jar: BTreeMap<String, String> = BTreeMap::new();
        let mut next = format!("{url}&login_hint={}", URL_SAFE_NO_PAD.encode(who.to_string()));
        for _ in 0..10 {
            let cookies: Vec<String> = jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
            let answer = self.http.get(&next).header("cookie", cookies.join("; ")).send().await.unwrap();
            for set in answer.headers().get_all("set-cookie") {
                let (name, value) = set.to_str().unwrap().split(';').next().unwrap().split_once('=').unwrap();
                jar.insert(name.to_owned(), value.to_owned());
            }
            let Some(to) = answer.headers().get("location").map(|l| l.to_str().unwrap().to_owned()) else {
                panic!("{next}: {}", answer.text().await.unwrap())
            };
            if let Some(back) = to.strip_prefix("http://127.0.0.1:8080") {
                return back.to_owned();
            }
            next = if to.starts_with('/') { format!("{}{to}", self.issuer) } else { to };
        }
        panic!("the provider goes in circles: {next}");
    }
}

fn inside(settings: &mut Settings) {
    settings.private_providers = true;
}

/// Trusts the provider; what is in `more` is different from the usual.
async fn trust(ada: &Client, idp: &Idp, more: Value) -> String {
    let mut input = json!({ "label": "Head office", "issuer": idp.issuer, "client_id": "guanxi", "client_secret": SECRET,
        "domains": ["@Alpha.example"] });
    for (name, value) in more.as_object().unwrap() {
        input[name] = value.clone();
    }
    let made = ada.post("/api/identity-providers", &input).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    assert!(!made.text().contains(SECRET));
    made.json()["id"].as_str().unwrap().to_owned()
}

/// Sets out for the provider: its address, and the browser with the cookie.
async fn away(app: &TestApp, provider: &str, next: &str) -> (String, Client) {
    let body = json!({ "company": "alpha", "provider": provider, "next": next });
    let begun = app.anonymous().post("/api/sign-in/oidc", &body).await;
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.text());
    let set = begun.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(set.contains("HttpOnly; SameSite=Lax") && set.contains("Path=/api/sign-in/oidc"), "{set}");
    let cookie = set.split(';').next().unwrap().to_owned();
    (begun.json()["url"].as_str().unwrap().to_owned(), app.anonymous().with("cookie", &cookie))
}

async fn enter(app: &TestApp, idp: &Idp, provider: &str, who: &Value) -> Answer {
    let (url, browser) = away(app, provider, "/records/customer?filter=a:b").await;
    browser.get(&idp.through(&url, who).await).await
}

fn location(answer: &Answer) -> &str {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    answer.headers[header::LOCATION].to_str().unwrap()
}

/// The browser that was let in.
fn signed_in(app: &TestApp, answer: &Answer) -> Client {
    let cookies: Vec<&str> = answer.headers.get_all(header::SET_COOKIE).iter().map(|c| c.to_str().unwrap()).collect();
    let session = cookies.iter().find(|c| c.starts_with("gx_session=")).unwrap_or_else(|| panic!("{:?}", answer.headers));
    assert!(session.contains("HttpOnly; SameSite=Lax"), "{session}");
    assert!(cookies.iter().any(|c| c.starts_with("gx_oidc=;") && c.contains("Max-Age=0")), "{cookies:?}");
    app.anonymous().with("cookie", session.split(';').next().unwrap()).with("x-guanxi", "1")
}

/// Not let in, and why.
fn assert_failed(answer: &Answer, word: &str) {
    assert_eq!(location(answer), format!("/sign-in?failed={word}"));
    let cookies: Vec<_> = answer.headers.get_all(header::SET_COOKIE).iter().collect();
    assert!(!cookies.iter().any(|c| c.to_str().unwrap().starts_with("gx_session")), "{cookies:?}");
}

fn max(more: Value) -> Value {
    let mut who = json!({ "sub": "max-1", "email": "Max@alpha.example", "email_verified": true, "name": "Max at head office" });
    for (name, value) in more.as_object().unwrap() {
        who[name] = value.clone();
    }
    who
}

#[test]
fn people_come_in_by_their_provider() {
    app_both_with(inside, |app| async move {
        let (idp, ada) = (Idp::start().await, app.admin().await);
        let provider = trust(&ada, &idp, json!({})).await;
        let offered = app.anonymous().get("/api/sign-in/providers?company=alpha").await.json();
        assert_eq!(offered, json!({ "company": "alpha", "items": [{ "id": provider, "label": "Head office" }] }));
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

/// The answer belongs to the browser that set out, once, and not for long.
#[test]
fn an_answer_is_good_for_one_browser_once() {
    app_both_with(inside, |app| async move {
        let (idp, ada) = (Idp::start().await, app.admin().await);
        let provider = trust(&ada, &idp, json!({})).await;
        let who = max(json!({}));
        let (mine, my_browser) = away(&app, &provider, "/").await;
        let (theirs, _) = away(&app, &provider, "/").await;
        let (my_back, their_back) = (idp.through(&mine, &who).await, idp.through(&theirs, &who).await);
        // Somebody else's code and state in my browser: signing me in as them.
        assert_failed(&my_browser.get(&their_back).await, "expired");
        assert_failed(&app.anonymous().get(&my_back).await, "expired");
        let state = my_back.split("state=").nth(1).unwrap().split('&').next().unwrap();
        for wrong in ["x".to_owned(), state.replace("alpha_", "beta_"), format!("{}2", &state[..state.len() - 1]), String::new()]
        {
            assert_failed(&my_browser.get(&my_back.replace(state, &wrong)).await, "expired");
        }
        let my_code = my_back.split("code=").nth(1).unwrap().split('&').next().unwrap();
        let foreign = my_back.replace("iss=http", "iss=https");
        assert_failed(&my_browser.get(&foreign).await, "refused");
        assert_failed(&my_browser.get(&my_back).await, "expired");
        // A code that was not made for this visit fails on PKCE at the provider.
        let (url, browser) = away(&app, &provider, "/").await;
        let back = idp.through(&url, &who).await;
        let code = back.split("code=").nth(1).unwrap().split('&').next().unwrap();
        assert_failed(&browser.get(&back.replace(code, my_code)).await, "refused");
        let (url, browser) = away(&app, &provider, "/").await;
        let back = idp.through(&url, &who).await;
        app.clock.advance(601);
        assert_failed(&browser.get(&back).await, "expired");
        let (_, browser) = away(&app, &provider, "/").await;
        let cancelled = browser.headers["cookie"].to_str().unwrap().to_owned();
        assert!(cancelled.starts_with("gx_oidc=alpha_"));
        let (url, browser) = away(&app, &provider, "//evil.example").await;
        let state = url.split("state=").nth(1).unwrap().split('&').next().unwrap();
        let denied = browser.get(&format!("/api/sign-in/oidc/callback?error=access_denied&state={state}")).await;
        assert_failed(&denied, "cancelled");
        let (url, browser) = away(&app, &provider, "//evil.example").await;
        let came = browser.get(&idp.through(&url, &who).await).await;
        assert_eq!(location(&came), "/sign-in?done=1&next=/", "and nobody is sent elsewhere");
    });
}

/// Whoever had a session, or was given one, has another afterwards.
#[test]
fn a_session_cannot_be_fixed() {
    app_both_with(inside, |app| async move {
        let (idp, ada) = (Idp::start().await, app.admin().await);
        let provider = trust(&ada, &idp, json!({})).await;
        let planted = app.admin().await;
        let old = planted.headers["cookie"].to_str().unwrap().to_owned();
        let (url, browser) = away(&app, &provider, "/").await;
        let own = browser.headers["cookie"].to_str().unwrap().to_owned();
        let both = browser.with("cookie", &format!("{old}; {own}"));
        let came = both.get(&idp.through(&url, &max(json!({}))).await).await;
        let now = signed_in(&app, &came);
        assert_ne!(now.headers["cookie"].to_str().unwrap(), old);
        assert_eq!(planted.get("/api/me").await.status, StatusCode::UNAUTHORIZED, "the one before has ended");
        assert_eq!(now.get("/api/me").await.json()["user"]["email"], "max@alpha.example");
    });
}

#[test]
fn tokens_that_lie_are_refused() {
    app_both_with(inside, |app| async move {
        let (idp, ada) = (Idp::start().await, app.admin().await);
        let provider = trust(&ada, &idp, json!({})).await;
        for how in [
            "nonce",
            "no-nonce",
            "audience",
            "party",
            "issuer",
            "expired",
            "subject",
            "access",
            "foreign-key",
            "client-secret",
            "unsigned",
        ] {
            idp.tamper(how).await;
            let answer = enter(&app, &idp, &provider, &max(json!({}))).await;
            assert_eq!(location(&answer), "/sign-in?failed=refused", "{how}");
            assert_failed(&answer, "refused");
        }
        assert_eq!(app.db.a.get("select 1 from @federated", &[]).await.unwrap().len(), 0);
        idp.tamper("new-key").await;
        assert_failed(&enter(&app, &idp, &provider, &max(json!({}))).await, "refused");
        app.clock.advance(61);
        signed_in(&app, &enter(&app, &idp, &provider, &max(json!({}))).await);
        idp.tamper("").await;
        signed_in(&app, &enter(&app, &idp, &provider, &max(json!({}))).await);
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
