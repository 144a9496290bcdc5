//! How a company shows itself: to its people, to whoever comes to its sign-in page, and to nobody else's.

use super::config::{good, post};
use super::mail::{mailbox, mailing};
use axum::http::StatusCode;
use serde_json::{Value, json};
use testkit::{Answer, Client, app_both, app_both_with};

const BRAND: &str = "/api/company/brand";
const LOGO: &str = "/api/company/logo";

fn png(more: &[u8]) -> Vec<u8> {
    [&[0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a][..], more].concat()
}

async fn put(client: &Client, short_name: &str, accent: &str) -> Answer {
    client.put(BRAND, &json!({ "short_name": short_name, "accent": accent })).await
}

fn refused(answer: &Answer) -> (String, String) {
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text());
    let error = &answer.json()["errors"][0];
    (error["field"].as_str().unwrap().to_owned(), error["code"].as_str().unwrap().to_owned())
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers[name].to_str().unwrap()
}

fn brand(of: &Value) -> Value {
    json!([of["short_name"], of["accent"], of["logo"]])
}

#[test]
fn a_company_shows_itself_to_its_people_and_at_its_door() {
    app_both(|app| async move {
        let (ada, lin) = (app.admin().await, app.member().await);
        let none = json!(["", "", null]);
        assert_eq!(brand(&ada.get(BRAND).await.json()), none);
        let done = put(&ada, " Alpha ", "#1D4ED8").await;
        assert_eq!((done.status, brand(&done.json())), (StatusCode::OK, json!(["Alpha", "#1d4ed8", null])), "{}", done.text());
        for (accent, code) in [("#ffd400", "low_contrast"), ("red", "bad_colour"), ("#fff", "bad_colour")] {
            assert_eq!(refused(&put(&ada, "", accent).await), ("accent".into(), code.into()), "{accent}");
        }
        assert_eq!(refused(&put(&ada, &"A".repeat(25), "").await), ("short_name".into(), "too_long".into()));
        let told = put(&ada, "", "#ffd400").await.text();
        assert!(told.contains("use #877000") && told.contains("or a darker one"), "{told}");

        // A picture, by what it is and not by what it is called.
        let logo = ada.call("PUT", LOGO, png(b"one")).await;
        assert_eq!(logo.status, StatusCode::OK, "{}", logo.text());
        let address = logo.json()["logo"].as_str().unwrap().to_owned();
        for wrong in [&b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..], b"", b"GIF89a", b"\x89PNG"] {
            assert_eq!(refused(&ada.call("PUT", LOGO, wrong.to_vec()).await), ("logo".into(), "bad_picture".into()));
        }
        let large = ada.call("PUT", LOGO, png(&vec![0; 512 * 1024])).await;
        assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);

        // Everybody of the company knows, and whoever comes to its door.
        let all = json!(["Alpha", "#1d4ed8", address]);
        for client in [&ada, &lin] {
            assert_eq!(brand(&client.get("/api/me").await.json()["company"]), all);
            assert_eq!(brand(&client.get("/api/meta").await.json()["company"]), all);
        }
        let visitor = app.anonymous();
        assert_eq!(brand(&visitor.get("/api/sign-in/providers?company=alpha").await.json()["brand"]), all);
        let picture = visitor.get(&address).await;
        assert_eq!((picture.status, header(&picture, "content-type")), (StatusCode::OK, "image/png"));
        assert!(header(&picture, "content-security-policy").contains("sandbox"));

        // Other companies have nothing of it.
        assert_eq!(brand(&visitor.get("/api/sign-in/providers?company=beta").await.json()["brand"]), none);
        assert_eq!(brand(&visitor.get("/api/sign-in/providers?company=nowhere").await.json()["brand"]), none, "as one without");
        assert_eq!(brand(&app.stranger().await.get("/api/me").await.json()["company"]), none);
        for address in [address.replace("/alpha/", "/beta/"), address.replace("/alpha/", "/nowhere/")] {
            assert_eq!(visitor.get(&address).await.status, StatusCode::NOT_FOUND, "{address}");
        }

        // Members may not, and a file that is no logo is not given out.
        for answer in
            [put(&lin, "x", "").await, lin.call("PUT", LOGO, png(b"x")).await, lin.delete(LOGO).await, lin.get(BRAND).await]
        {
            assert_eq!(answer.status, StatusCode::FORBIDDEN);
        }
        let file = ada.call("POST", "/api/files?name=a.png", png(b"two")).await.json()["id"].clone();
        let other = format!("/api/sign-in/logo/alpha/{}", file.as_str().unwrap());
        assert_eq!(visitor.get(&other).await.status, StatusCode::NOT_FOUND);

        // Another one takes its place; the one before is gone.
        let next = ada.call("PUT", LOGO, png(b"three")).await.json()["logo"].as_str().unwrap().to_owned();
        assert_ne!(next, address);
        assert_eq!(visitor.get(&address).await.status, StatusCode::NOT_FOUND);
        assert_eq!(visitor.get(&next).await.status, StatusCode::OK);
        let bare = ada.delete(LOGO).await;
        assert_eq!(brand(&bare.json()), json!(["Alpha", "#1d4ed8", null]));
        assert_eq!(visitor.get(&next).await.status, StatusCode::NOT_FOUND);

        let audit = ada.get("/api/audit?kind=company_changed").await.json();
        let told: Vec<&Value> = audit["items"].as_array().unwrap().iter().map(|e| &e["details"]).collect();
        assert!(
            told.iter().any(|d| d["accent"] == json!(["", "#1d4ed8"]) && d["short_name"] == json!(["", "Alpha"])),
            "{told:?}"
        );

        // The configuration tells name and colour, never the picture.
        let config = ada.get("/api/config").await.text();
        assert!(config.contains("\"accent\": \"#1d4ed8\"") && !config.contains("logo"), "{config}");
    });
}

#[test]
fn who_changes_the_name_and_who_changes_the_logo_do_not_undo_each_other() {
    app_both(|app| async move {
        let (ada, other) = (app.admin().await, app.admin().await);
        for round in 0..8_u8 {
            let name = format!("Alpha {round}");
            let picture = other.call("PUT", LOGO, png(&[round]));
            let (named, shown) = tokio::join!(put(&ada, &name, "#1d4ed8"), picture);
            assert_eq!((named.status, shown.status), (StatusCode::OK, StatusCode::OK), "{} {}", named.text(), shown.text());
            let now = ada.get(BRAND).await.json();
            assert_eq!(now["short_name"], name.as_str());
            let bytes = ada.get(now["logo"].as_str().unwrap()).await.body;
            assert_eq!(bytes.to_vec(), png(&[round]));
        }
    });
}

#[test]
fn name_and_colour_travel_with_the_configuration() {
    app_both(|app| async move {
        let (ada, other) = (app.admin().await, app.stranger().await);
        put(&ada, "Alpha", "#1d4ed8").await;
        let log = good(&ada.get("/api/config/changes").await);
        assert_eq!(
            (&log["items"][0]["by_hand"], &log["items"][0]["items"][0]["section"]),
            (&json!(true), &json!("company")),
            "{log}"
        );
        let file = good(&ada.get("/api/config").await);
        post(&other, "/api/config/apply", file.clone()).await;
        assert_eq!(brand(&good(&other.get(BRAND).await)), json!(["Alpha", "#1d4ed8", null]));

        // What a file does not say stays; what cannot be read is refused at its place.
        let mut silent = file.clone();
        silent["company"].as_object_mut().unwrap().retain(|key, _| !["accent", "short_name"].contains(&key.as_str()));
        let told = post(&other, "/api/config/diff", silent).await;
        assert_eq!((&told["changed"], &told["refused"]), (&json!(0), &json!(0)), "{told}");
        let mut light = file;
        light["company"]["accent"] = json!("#ffd400");
        let told = post(&other, "/api/config/diff", light).await;
        let company = told["items"].as_array().unwrap().iter().find(|i| i["section"] == "company").unwrap().clone();
        assert_eq!((&company["state"], &company["errors"][0]["code"]), (&json!("refused"), &json!("low_contrast")), "{company}");

        // By hand or by a file: taken back by a press.
        let undo = format!("/api/config/changes/{}/undo", log["items"][0]["id"].as_str().unwrap());
        assert_eq!(post(&ada, &undo, json!({})).await["back"], 1);
        assert_eq!(brand(&good(&ada.get(BRAND).await)), json!(["", "", null]));
    });
}

#[test]
fn letters_and_the_installed_app_are_in_name_and_colour() {
    app_both_with(mailing, |app| async move {
        let (ada, mailbox, visitor) = (app.admin().await, mailbox(&app), app.anonymous());
        put(&ada, "Alpha & Co", "#1d4ed8").await;
        assert_eq!(ada.post("/api/mail/test", &json!({})).await.status, StatusCode::ACCEPTED);
        let work = guanxi::work::start(&app.app);
        let got = mailbox.wait(1).await;
        let html = got[0]["html"].as_str().unwrap();
        assert!(html.contains("Alpha &amp; Co") && html.contains("#1d4ed8") && !html.contains("#0f766e"), "{html}");
        work.stop().await;

        let manifest = async |company: &str| good(&visitor.get(&format!("/api/sign-in/manifest/{company}/en")).await);
        let (alpha, beta) = (manifest("alpha").await, manifest("beta").await);
        assert_eq!((&alpha["name"], &alpha["theme_color"]), (&json!("Alpha & Co"), &json!("#1d4ed8")));
        assert_eq!((&alpha["start_url"], &alpha["icons"]), (&beta["start_url"], &beta["icons"]));
        assert_eq!((&beta["name"], &beta), (&json!("Guanxi CRM"), &manifest("nowhere").await));
        for path in ["/api/sign-in/manifest/alpha/fr", "/api/sign-in/manifest/alpha/..%2Fen"] {
            assert_eq!(visitor.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    });
}
