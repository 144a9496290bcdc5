//! Bad input: always a 4xx problem that says what to do, never a 5xx.

use axum::http::{Request, StatusCode};
use serde_json::json;
use testkit::app_both;

#[test]
fn bodies_that_cannot_be_read() {
    app_both(|app| async move {
        let ada = app.admin().await.with("content-type", "application/json");
        let deep = format!("{{\"name\":{}1{}}}", "[".repeat(5000), "]".repeat(5000));
        let large = format!("{{\"name\":\"{}\"}}", "x".repeat(2 << 20));
        let cases: [(&[u8], u16, &str); 9] = [
            (b"", 400, "empty"),
            (b"{", 400, "not_json"),
            (b"{\"name\":\"\xff\xfe\"}", 400, "not_utf8"),
            (b"{\"name\":\"a\\u0000b\"}", 400, "nul"),
            (deep.as_bytes(), 400, "too_deep"),
            (large.as_bytes(), 413, "too_large"),
            (b"[]", 422, "invalid"),
            (b"\"text\"", 422, "invalid"),
            (b"{\"name\":{\"a\":1},\"kind\":7}", 422, "invalid"),
        ];
        for (body, status, code) in cases {
            let answer = ada.call("POST", "/api/records/customer", body.to_vec()).await;
            let start = String::from_utf8_lossy(&body[..body.len().min(40)]).into_owned();
            assert_eq!((answer.status.as_u16(), answer.code().as_str()), (status, code), "{start}: {}", answer.text());
            let batch = ada.call("POST", "/api/records/customer/batch", body.to_vec()).await;
            assert!(batch.status.is_client_error(), "{start}: {}", batch.text());
        }
        let form = ada.with("content-type", "text/plain").call("POST", "/api/records/customer", "{}").await;
        assert_eq!((form.status.as_u16(), form.code().as_str()), (415, "unsupported_media_type"));
    });
}

#[test]
fn addresses_that_make_no_sense() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let long = format!("/api/records/customer?q={}", "x".repeat(20_000));
        for (path, status) in [
            ("/api/nothing", 404),
            ("/api/records/nothing", 404),
            ("/api/records/customer/not-an-id", 400),
            ("/api/records/customer/0193a000-0000-7000-8000-000000000001", 404),
            ("/api/records/customer/%00", 400),
            ("/api/records/%FF%FE", 400),
            ("/api/records/customer?limit=0", 400),
            ("/api/records/customer?limit=-1", 400),
            ("/api/records/customer?limit=100000", 422),
            ("/api/records/customer?limit=99999999999999999999999", 400),
            ("/api/records/customer?nonsense=1", 400),
            ("/api/records/customer?count=maybe", 400),
            ("/api/records/customer?q=%FF", 400),
            ("/api/records/customer?cursor=abc", 400),
            ("/api/records/customer?filter=(", 400),
            ("/api/records/customer?filter=nofield%3A1", 422),
            ("/api/records/customer?where=%7B", 400),
            ("/api/records/customer?where=%5B%5D", 400),
            ("/api/records/customer?sort=nofield", 422),
            ("/api/records/customer?fields=nofield", 422),
            (long.as_str(), 414),
        ] {
            let answer = ada.get(path).await;
            assert_eq!(answer.status.as_u16(), status, "{}: {}", &path[..path.len().min(80)], answer.text());
            assert!(!answer.code().is_empty());
            assert!(answer.json()["request_id"].as_str().is_some_and(|id| answer.headers["x-request-id"] == id));
        }
    });
}

#[test]
fn methods_and_types_that_are_not_there() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let answer = ada.call("PUT", "/api/me", "{}").await;
        assert_eq!((answer.status.as_u16(), answer.code().as_str()), (405, "method_not_allowed"));
        assert!(answer.headers["allow"].to_str().unwrap().contains("GET"));
        assert_eq!(ada.with("accept", "image/png").get("/api/me").await.status.as_u16(), 406);
        assert_eq!(ada.with("accept", "text/html, */*;q=0.1").get("/api/me").await.status.as_u16(), 200);
        assert_eq!(
            ada.with("if-match", "nonsense")
                .patch("/api/records/customer/0193a000-0000-7000-8000-000000000001", &json!({}))
                .await
                .status
                .as_u16(),
            400
        );
        let strange = Request::builder().method("FROB").uri("/api/me").body(axum::body::Body::empty()).unwrap();
        assert_eq!(ada.send(strange).await.status, StatusCode::METHOD_NOT_ALLOWED);
    });
}

#[test]
fn credentials_that_are_none() {
    app_both(|app| async move {
        let nobody = app.anonymous();
        for (name, value) in [
            ("authorization", "Bearer"),
            ("authorization", "Bearer gx_"),
            ("authorization", "Bearer gx_alpha_00000000000000000000000000000000_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
            ("authorization", "Basic YTpi"),
            ("cookie", "gx_session="),
            ("cookie", "gx_session=alpha_1_2"),
            ("cookie", "gx_session=nowhere_00000000000000000000000000000000_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
        ] {
            let answer = nobody.with(name, value).get("/api/me").await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{name}: {value}");
        }
    });
}

#[test]
fn a_cookie_of_one_company_opens_no_other() {
    app_both(|app| async move {
        let cookie = app.admin().await.headers["cookie"].to_str().unwrap().to_owned();
        let forged = cookie.replace("gx_session=alpha_", "gx_session=beta_");
        assert_eq!(app.anonymous().with("cookie", &forged).get("/api/me").await.status, StatusCode::UNAUTHORIZED);
    });
}
