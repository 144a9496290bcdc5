//! Secrets of people and providers lie sealed in the databases, and the commands that look after their key.

use crate::programs::Program;
use crate::second::{code, enrol};
use ::records::Access;
use axum::http::StatusCode;
use guanxi::signin::oidc::provider::{self, Provider};
use model::{Id, Ts};
use serde_json::{Value, json};
use std::path::Path;
use testkit::app::PASSWORD;
use testkit::{Answer, Kind, TestApp, TestDb, app_both, both, postgres_database};
use totp_rs::Secret;

const CLIENT_SECRET: &str = "Kirschbaum-4711";

async fn sign_in(app: &TestApp, name: &str, code: &str) -> Answer {
    let body = json!({ "email": format!("{name}@alpha.example"), "password": PASSWORD, "company": "alpha", "code": code });
    app.anonymous().post("/api/sign-in", &body).await
}

/// Everything below a folder, but for the key.
fn bytes(folder: &Path) -> Vec<u8> {
    let mut all = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
        match entry {
            folder if folder.is_dir() => all.extend(bytes(&folder)),
            file if file.ends_with("secret.key") => {}
            file => all.extend(std::fs::read(file).unwrap()),
        }
    }
    all
}

/// Every row of the tables of people and providers, as the database writes them.
async fn rows(app: &TestApp) -> Vec<u8> {
    let mut all = Vec::new();
    for table in ["totp", "identity_provider", "visit", "audit", "answer", "job"] {
        for row in app.db.a.get(&format!("select * from @{table}"), &[]).await.unwrap() {
            for value in row.into_vals() {
                match value {
                    model::Val::Text(text) => all.extend(text.into_bytes()),
                    model::Val::Bytes(bytes) => all.extend(bytes.to_vec()),
                    _ => {}
                }
            }
        }
    }
    all
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|w| w == part)
}

#[test]
fn no_database_holds_a_secret_that_can_be_read() {
    app_both(|app| async move {
        let (ada, max) = (app.admin().await, app.member().await);
        let (secret, codes) = enrol(&app, &max).await;
        let raw = Secret::try_from_base32(&secret).unwrap().as_ref().to_vec();
        let provider = Provider {
            id: Id::at(1),
            label: "X".into(),
            issuer: "https://login.example.com".into(),
            client_id: "guanxi".into(),
            client_secret: CLIENT_SECRET.into(),
            domains: Vec::new(),
            role: None,
            second_factor: provider::Second::Here,
            active: true,
            updated_at: Ts(0),
        };
        provider::put(&app.db.a, &Access::system("alpha"), &provider).await.unwrap();
        let known = provider::find(&app.db.a, provider.id).await.unwrap().unwrap();
        assert_eq!(known.client_secret, CLIENT_SECRET);
        let mut all = rows(&app).await;
        assert!(holds(&all, b"login.example.com") && holds(&all, b"gx1."), "it is looked for in the right place");
        all.extend(bytes(&app.db.data()));
        for part in [raw.as_slice(), secret.as_bytes(), CLIENT_SECRET.as_bytes()] {
            assert!(!holds(&all, part));
        }
        app.clock.advance(60);
        assert_eq!(sign_in(&app, "max", &code(&app, &secret)).await.status, StatusCode::OK);

        // Somebody with a pen in the database gives Max's app to Ada: it opens nowhere else. Her own codes do not help then,
        // those for the day of loss do.
        let (_, hers) = enrol(&app, &ada).await;
        let there = app.db.a.get("select user_id, secret from @totp order by user_id", &[]).await.unwrap();
        for (row, other) in [(0, 1), (1, 0)] {
            let moved = &[there[row].id(0).unwrap().into(), there[other].val(1).clone()];
            let sql = "update @totp set secret = $2 where user_id = $1";
            app.db.a.write::<_, store::Error, _>(move |tx| Box::pin(tx.run(sql, moved))).await.unwrap();
        }
        app.clock.advance(60);
        let entered = sign_in(&app, "ada", &code(&app, &secret)).await;
        assert!(entered.status.is_server_error() && !entered.text().contains("gx1."), "{}", entered.text());
        assert_eq!(sign_in(&app, "ada", &hers[0]).await.status, StatusCode::OK);
        assert_eq!(sign_in(&app, "max", &codes[0]).await.status, StatusCode::OK);
    });
}

/// What the doctor says of the key.
fn doctor(g: &mut Program) -> Value {
    let output = g.output(&["doctor", "--json"]);
    let findings: Value = serde_json::from_slice(&output.stdout).unwrap();
    findings.as_array().unwrap().iter().find(|f| f["check"] == "secret key").cloned().unwrap_or_default()
}

#[test]
fn the_key_is_looked_after_by_commands() {
    both(|db: TestDb| async move {
        let control = postgres_database().await;
        let database = (db.kind == Kind::Postgres).then(|| control.url.clone());
        let mut g = Program { folder: tempfile::tempdir().unwrap(), database, said: String::new() };
        g.run(&["tenant", "create", "acme"]);
        let path = g.folder.path().join("secret.key");
        let first = std::fs::read_to_string(&path).unwrap();
        let told = doctor(&mut g);
        assert!(told["level"] == "ok" && told["says"].as_str().unwrap().contains("opens 0 secrets"), "{told}");
        let backup = g.folder.path().join("acme.backup").to_str().unwrap().to_owned();
        g.run(&["backup", &backup]);

        let done = g.json(&["secrets", "rotate"]);
        let second = std::fs::read_to_string(&path).unwrap();
        assert!(second != first && second.contains(done["key"].as_str().unwrap()), "{done}");
        let kept = std::fs::read_to_string(done["old_keys"].as_str().unwrap()).unwrap();
        assert_eq!(kept, first, "for back-ups made before");
        g.refused(&["secrets", "rotate", "--to", "0123456789abcdef"], "there is no key 0123456789abcdef");
        assert_eq!(doctor(&mut g)["level"], "ok");

        // Open to others, gone, another one, and back.
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
        let told = doctor(&mut g);
        assert!(told["level"] == "fail" && told["remedy"].as_str().unwrap().contains("chmod 600"), "{told}");
        std::fs::remove_file(&path).unwrap();
        for words in [["tenant", "list"], ["restore", backup.as_str()]] {
            g.refused(&words, "is missing, with which the companies' secrets are sealed");
        }
        let told = doctor(&mut g);
        assert!(told["level"] == "fail" && told["remedy"].as_str().unwrap().contains("docs/running.md"), "{told}");
        std::fs::write(&path, &first).unwrap();
        g.refused(&["tenant", "list"], "share one key");
        g.refused(&["secrets", "forget-lost"], "--yes");
        std::fs::write(&path, &second).unwrap();
        g.run(&["tenant", "list"]);

        let new = g.run(&["secrets", "new"]);
        let (key, id) = new.trim().split_once(" # ").unwrap();
        std::fs::write(&path, format!("{second}{key}\n")).unwrap();
        assert_eq!(g.json(&["secrets", "rotate", "--to", id])["key"], id);
        std::fs::remove_file(&path).unwrap();
        let done = g.json(&["secrets", "forget-lost", "--yes"]);
        assert!(done["taken_away"] == 0 && done["key"] != id, "{done}");
        assert_eq!(doctor(&mut g)["level"], "warn", "the lost key is still named: {}", doctor(&mut g));
        g.run(&["secrets", "rotate"]);
        assert_eq!(doctor(&mut g)["level"], "ok");
        let said = g.said.replace(key, "");
        assert!(!first.lines().chain(second.lines()).any(|l| l.len() > 60 && said.contains(&l[..64])), "keys are not told");
        drop(control);
    });
}
