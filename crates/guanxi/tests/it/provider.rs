//! An identity provider of its own for a test, and browsers that go through it.

use axum::http::{StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use guanxi::settings::Settings;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::process::Stdio;
use testkit::{Answer, Client, TestApp};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

pub const CALLBACK: &str = "http://127.0.0.1:8080/api/sign-in/oidc/callback";
pub const SECRET: &str = "the secret of the client, long enough for a signature";

/// A provider of its own, ended when it is dropped.
pub struct Idp {
    pub issuer: String,
    pub http: reqwest::Client,
    _child: Child,
}

impl Idp {
    pub async fn start() -> Self {
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

    pub async fn tamper(&self, how: &str) {
        assert!(self.http.get(format!("{}/tamper/{how}", self.issuer)).send().await.unwrap().status().is_success());
    }

    /// Goes through the provider as `who` and gives the address, within the program, that it sends the browser back to.
    pub async fn through(&self, url: &str, who: &Value) -> String {
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

pub fn inside(settings: &mut Settings) {
    settings.private_providers = true;
}

/// Trusts the provider; what is in `more` is different from the usual.
pub async fn trust(ada: &Client, idp: &Idp, more: Value) -> String {
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
pub async fn away(app: &TestApp, provider: &str, next: &str) -> (String, Client) {
    let body = json!({ "company": "alpha", "provider": provider, "next": next });
    let begun = app.anonymous().post("/api/sign-in/oidc", &body).await;
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.text());
    let set = begun.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(set.contains("HttpOnly; SameSite=Lax") && set.contains("Path=/api/sign-in/oidc"), "{set}");
    let cookie = set.split(';').next().unwrap().to_owned();
    (begun.json()["url"].as_str().unwrap().to_owned(), app.anonymous().with("cookie", &cookie))
}

pub async fn enter(app: &TestApp, idp: &Idp, provider: &str, who: &Value) -> Answer {
    let (url, browser) = away(app, provider, "/records/customer?filter=a:b").await;
    browser.get(&idp.through(&url, who).await).await
}

pub fn location(answer: &Answer) -> &str {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    answer.headers[header::LOCATION].to_str().unwrap()
}

/// The browser that was let in.
pub fn signed_in(app: &TestApp, answer: &Answer) -> Client {
    let cookies: Vec<&str> = answer.headers.get_all(header::SET_COOKIE).iter().map(|c| c.to_str().unwrap()).collect();
    let session = cookies.iter().find(|c| c.starts_with("gx_session=")).unwrap_or_else(|| panic!("{:?}", answer.headers));
    assert!(session.contains("HttpOnly; SameSite=Lax"), "{session}");
    assert!(cookies.iter().any(|c| c.starts_with("gx_oidc=;") && c.contains("Max-Age=0")), "{cookies:?}");
    app.anonymous().with("cookie", session.split(';').next().unwrap()).with("x-guanxi", "1")
}

/// Not let in, and why.
pub fn assert_failed(answer: &Answer, word: &str) {
    assert_eq!(location(answer), format!("/sign-in?failed={word}"));
    let cookies: Vec<_> = answer.headers.get_all(header::SET_COOKIE).iter().collect();
    assert!(!cookies.iter().any(|c| c.to_str().unwrap().starts_with("gx_session")), "{cookies:?}");
}

pub fn max(more: Value) -> Value {
    let mut who = json!({ "sub": "max-1", "email": "Max@alpha.example", "email_verified": true, "name": "Max at head office" });
    for (name, value) in more.as_object().unwrap() {
        who[name] = value.clone();
    }
    who
}
