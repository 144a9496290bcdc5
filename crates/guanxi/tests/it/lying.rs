//! Files that are not what they say: the bytes tell what is read, and nothing that comes in goes out as something that runs.

use super::imports::ended;
use axum::http::StatusCode;
use serde_json::json;
use std::io::Write;
use testkit::{Client, app_both};

fn sheet() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "name").unwrap().write_string(1, 0, "Ada").unwrap();
    book.save_to_buffer().unwrap()
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gz.write_all(bytes).unwrap();
    gz.finish().unwrap()
}

async fn import(ada: &Client, kind: &str, name: &str, body: Vec<u8>) -> testkit::Answer {
    ada.with("content-type", kind).call("POST", &format!("/api/imports?object=customer&dry_run=1&name={name}"), body).await
}

#[test]
fn the_bytes_tell_what_a_file_is() {
    app_both(|app| async move {
        let worker = guanxi::work::start(&app.app);
        let ada = app.admin().await;
        for (kind, name, body, sheet) in [
            ("text/csv", "a.csv", sheet(), true),
            ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "a.xlsx", b"name\nAda\n".to_vec(), false),
            ("image/png", "a.png", b"name\nAda\n".to_vec(), false),
            ("text/csv", "a.csv", packed(b"name\nAda\n"), false),
        ] {
            let sent = import(&ada, kind, name, body).await;
            assert_eq!(sent.status, StatusCode::ACCEPTED, "{kind} {name}: {}", sent.text());
            let done = ended(&ada, sent.headers["location"].to_str().unwrap()).await;
            assert_eq!((&done["state"], &done["accepted"]), (&json!("done"), &json!(1)), "{done}");
            assert_eq!(done["sheet"].is_string(), sheet, "{done}");
        }
        let nested = packed(&packed(b"name\nAda\n"));
        for (name, body) in [
            ("doc.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an old workbook".to_vec()),
            ("a.xlsx", b"PK\x03\x04 and then nothing of the kind".to_vec()),
            ("page.csv", b"<!DOCTYPE html><script>alert(1)</script>".to_vec()),
            ("twice.csv", nested),
            ("prog.csv", b"\x7fELF\x02\x01\x01\0\0\0\0\0".to_vec()),
        ] {
            let refused = import(&ada, "text/csv", name, body).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {}", refused.text());
        }
        worker.stop().await;
    });
}

#[test]
fn nothing_that_comes_in_runs_when_it_goes_out() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let script = "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>";
        for (kind, name, goes_as) in [
            ("text/html", "a.png", "image/png"),
            ("text/html", "a.html", "application/octet-stream"),
            ("image/svg+xml", "a.svg", "application/octet-stream"),
            ("application/xhtml+xml", "a.xhtml", "application/octet-stream"),
            ("text/javascript", "a.js", "application/octet-stream"),
            ("image/png", "a.png.html", "application/octet-stream"),
        ] {
            let made = ada.with("content-type", kind).call("POST", &format!("/api/files?name={name}"), script).await;
            assert_eq!(made.status, StatusCode::CREATED, "{name}: {}", made.text());
            let answer = ada.get(made.headers["location"].to_str().unwrap()).await;
            let header = |name: &str| answer.headers.get(name).map_or("", |v| v.to_str().unwrap());
            assert_eq!(header("content-type"), goes_as, "{name}");
            assert_eq!(header("x-content-type-options"), "nosniff", "{name}: no browser may think otherwise");
            assert_eq!(header("content-security-policy"), "default-src 'none'; sandbox", "{name}");
        }
    });
}
