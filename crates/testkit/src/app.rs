//! The whole program in the test's process: two look-alike companies with people in them, and clients that are signed in.

use crate::TestClock;
use crate::database::{Kind, TestDb, both_with};
use crate::events::Events;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode, header};
use guanxi::app::{App, store_config};
use guanxi::settings::Settings;
use guanxi::signin::limit::Rates;
use guanxi::signin::password::Cost;
use guanxi::signin::staff::{self, NewPerson};
use serde_json::{Value, json};
use std::sync::Arc;
use tower::ServiceExt;

/// Password of everybody in a [`TestApp`].
pub const PASSWORD: &str = "correct horse battery";

/// The program over a [`TestDb`]: companies `alpha` and `beta`, each with an administrator and a member.
pub struct TestApp {
    pub kind: Kind,
    pub app: App,
    pub db: TestDb,
    pub clock: Arc<TestClock>,
    staff: Router,
    public: Router,
}

/// Settings that make tests quick: cheap passwords, no limits on signing in.
#[must_use]
pub fn settings(db: &TestDb) -> Settings {
    Settings {
        database: db.config.database.clone(),
        password_cost: Cost::CHEAP,
        sign_in_rates: Rates { per_address: 100_000, per_account: 100_000 },
        ..Settings::new(db.data())
    }
}

/// Runs a test body on SQLite and then on PostgreSQL.
pub fn app_both<F, Fut>(body: F)
where
    F: Fn(TestApp) -> Fut,
    Fut: Future<Output = ()>,
{
    app_both_with(|_| {}, body);
}

/// As [`app_both`], with changes to the settings.
pub fn app_both_with<F, Fut>(change: impl Fn(&mut Settings), body: F)
where
    F: Fn(TestApp) -> Fut,
    Fut: Future<Output = ()>,
{
    let configure = |config: &mut store::StoreConfig| {
        config.migrations = store_config(&Settings::new(config.data.clone())).migrations;
    };
    both_with(configure, |db| async {
        let mut settings = settings(&db);
        change(&mut settings);
        body(TestApp::new(db, settings).await).await;
    });
}

impl TestApp {
    #[allow(clippy::disallowed_methods, reason = "makes the first people")]
    async fn new(db: TestDb, settings: Settings) -> Self {
        let app = App::over(db.store.clone(), settings).unwrap();
        for slug in ["alpha", "beta"] {
            let records = app.records(slug).await.unwrap();
            for (name, role) in [("Ada Admin", "administrator"), ("Max Member", "member")] {
                let email = format!("{}@{slug}.example", name.split(' ').next().unwrap_or_default().to_lowercase());
                let new = NewPerson {
                    email,
                    name: name.into(),
                    role: role.into(),
                    password: Some(PASSWORD.into()),
                    ..NewPerson::default()
                };
                staff::add(app.gate(), &records, &staff::system(&records), new).await.unwrap();
            }
        }
        let (staff, public) = (guanxi::http::routes::staff(&app), guanxi::http::routes::public(&app));
        Self { kind: db.kind, clock: db.clock.clone(), app, db, staff, public }
    }

    /// Somebody who is not signed in.
    #[must_use]
    pub fn anonymous(&self) -> Client {
        Client { router: self.staff.clone(), headers: HeaderMap::new() }
    }

    /// A client of the public listener.
    #[must_use]
    pub fn public(&self) -> Client {
        Client { router: self.public.clone(), headers: HeaderMap::new() }
    }

    /// The administrator of company `alpha`, by cookie.
    pub async fn admin(&self) -> Client {
        self.signed_in("alpha", "ada@alpha.example").await
    }

    /// A member of company `alpha`, by cookie.
    pub async fn member(&self) -> Client {
        self.signed_in("alpha", "max@alpha.example").await
    }

    /// The administrator of the look-alike company `beta`, by cookie.
    pub async fn stranger(&self) -> Client {
        self.signed_in("beta", "ada@beta.example").await
    }

    /// Signs in and keeps the cookie.
    pub async fn signed_in(&self, company: &str, email: &str) -> Client {
        let body = json!({ "email": email, "password": PASSWORD, "company": company });
        let answer = self.anonymous().post("/api/sign-in", &body).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let cookie = answer.headers[header::SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
        self.anonymous().with("cookie", &cookie).with("x-guanxi", "1")
    }

    /// A program of company `alpha` with an API key of these scopes.
    pub async fn program(&self, scopes: &[&str]) -> Client {
        let made = self.admin().await.post("/api/keys", &json!({ "name": "test", "scopes": scopes })).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        self.anonymous().with("authorization", &format!("Bearer {}", made.json()["secret"].as_str().unwrap()))
    }
}

/// Sends requests with certain headers.
#[derive(Clone)]
pub struct Client {
    router: Router,
    pub headers: HeaderMap,
}

impl Client {
    /// The same client with one more header.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Self {
        let mut other = self.clone();
        other.headers.insert(name.parse::<HeaderName>().unwrap(), HeaderValue::from_str(value).unwrap());
        other
    }

    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        let given = request.headers().clone();
        for (name, value) in self.headers.iter().filter(|(name, _)| !given.contains_key(*name)) {
            request.headers_mut().append(name.clone(), value.clone());
        }
        let answer = self.router.clone().oneshot(request).await.unwrap();
        let (head, body) = answer.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Answer { status: head.status, headers: head.headers, body }
    }

    /// Opens a stream of events.
    ///
    /// # Panics
    /// When it is refused.
    pub async fn listen(&self, path: &str) -> Events {
        let mut request = Request::builder().uri(path).body(Body::empty()).unwrap();
        request.headers_mut().extend(self.headers.clone());
        let answer = self.router.clone().oneshot(request).await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        assert_eq!(answer.headers()[header::CONTENT_TYPE], "text/event-stream");
        Events::new(answer.into_body())
    }

    pub async fn call(&self, method: &str, path: &str, body: impl Into<Body>) -> Answer {
        let method: Method = method.parse().unwrap();
        self.send(Request::builder().method(method).uri(path).body(body.into()).unwrap()).await
    }

    pub async fn json(&self, method: &str, path: &str, body: &Value) -> Answer {
        self.with("content-type", "application/json").call(method, path, body.to_string()).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.call("GET", path, Body::empty()).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.call("DELETE", path, Body::empty()).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.json("POST", path, body).await
    }

    pub async fn patch(&self, path: &str, body: &Value) -> Answer {
        self.json("PATCH", path, body).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        self.json("PUT", path, body).await
    }

    /// Creates a record and gives its id.
    pub async fn create(&self, object: &str, values: &Value) -> String {
        let answer = self.post(&format!("/api/records/{object}"), values).await;
        assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text());
        answer.json()["id"].as_str().unwrap().to_owned()
    }
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Answer {
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }

    /// The stable code of a refusal.
    #[must_use]
    pub fn code(&self) -> String {
        assert_eq!(self.headers[header::CONTENT_TYPE], "application/problem+json", "{}", self.text());
        self.json()["code"].as_str().unwrap_or_default().to_owned()
    }
}
