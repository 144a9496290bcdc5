//! Two listeners, headers of every answer, the web app, health and metrics.

use axum::http::StatusCode;
use serde_json::json;
use testkit::app_both;

#[test]
fn nothing_of_the_staff_is_public() {
    app_both(|app| async move {
        let (ada, public) = (app.admin().await, app.public());
        let document = ada.get("/api/openapi.json").await.json();
        for (path, item) in document["paths"].as_object().unwrap() {
            for method in item.as_object().unwrap().keys() {
                let mut client = public.clone();
                client.headers = ada.headers.clone();
                let answer = client.call(&method.to_uppercase(), &path.replace(['{', '}'], ""), "{}").await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{method} {path}");
            }
        }
        for path in ["/metrics", "/readyz", "/index.html", "/assets/x.js", "/customers"] {
            assert_eq!(public.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(public.get("/healthz").await.status, StatusCode::OK);
        assert_eq!(public.get("/").await.status, StatusCode::OK);
    });
}

#[test]
fn every_answer_is_guarded() {
    app_both(|app| async move {
        let ada = app.admin().await;
        for path in ["/", "/customers/123", "/api/me", "/api/nothing", "/healthz"] {
            let answer = ada.get(path).await;
            for header in
                ["content-security-policy", "x-request-id", "x-content-type-options", "referrer-policy", "x-frame-options"]
            {
                assert!(answer.headers.contains_key(header), "{path} has no {header}");
            }
            assert!(answer.headers["permissions-policy"].to_str().unwrap().contains("camera=(self)"), "{path}");
        }
        let page = ada.get("/customers").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.headers["content-type"].to_str().unwrap().starts_with("text/html"));
        assert!(page.headers["content-security-policy"].to_str().unwrap().contains("script-src 'self'"));
        assert_eq!(ada.get("/assets/missing.js").await.status, StatusCode::NOT_FOUND);
        let own = ada.with("x-request-id", "trace-0001").get("/api/me").await;
        assert_eq!(own.headers["x-request-id"], "trace-0001");
        let wild = ada.with("x-request-id", "a b").get("/api/me").await;
        assert_ne!(wild.headers["x-request-id"], "a b");
    });
}

#[test]
fn the_app_is_installable() {
    app_both(|app| async move {
        let nobody = app.anonymous();
        let worker = nobody.get("/service-worker.js").await;
        assert_eq!((worker.status, &worker.headers["cache-control"]), (StatusCode::OK, &"no-cache".parse().unwrap()));
        assert!(worker.headers["content-type"].to_str().unwrap().starts_with("text/javascript"));
        // a worker fetches by the policy that it came with
        assert!(worker.headers["content-security-policy"].to_str().unwrap().contains("connect-src 'self'"));
        for language in ["zh-CN", "zh-TW", "en"] {
            let manifest = nobody.get(&format!("/manifest/{language}.webmanifest")).await;
            assert_eq!(manifest.headers["content-type"], "application/manifest+json", "{language}");
            for icon in manifest.json()["icons"].as_array().unwrap() {
                let image = nobody.get(icon["src"].as_str().unwrap()).await;
                assert_eq!(image.headers["content-type"], icon["type"].as_str().unwrap(), "{icon}");
            }
        }
    });
}

#[test]
fn those_who_watch_see() {
    app_both(|app| async move {
        guanxi::http::meter::recorder();
        let nobody = app.anonymous();
        assert_eq!(nobody.get("/healthz").await.json()["status"], "ok");
        app.app.set_ready(false);
        let starting = nobody.get("/readyz").await;
        assert_eq!((starting.status, starting.headers["retry-after"].to_str().unwrap()), (StatusCode::SERVICE_UNAVAILABLE, "1"));
        app.app.set_ready(true);
        assert_eq!(nobody.get("/readyz").await.json(), json!({ "status": "ok", "companies": 2 }));
        app.admin().await.get("/api/me").await;
        let metrics = nobody.get("/metrics").await;
        assert!(metrics.text().contains("http_requests_total{route=\"/api/me\""), "{}", metrics.text());
    });
}

#[test]
fn large_answers_are_packed() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let packed = ada.with("accept-encoding", "gzip").get("/api/meta").await;
        assert_eq!(packed.headers["content-encoding"], "gzip");
        assert!(packed.body.len() * 3 < ada.get("/api/meta").await.body.len());
        assert!(!ada.with("accept-encoding", "gzip").get("/api/me").await.headers.contains_key("content-encoding"));
        let streamed = ada.with("accept-encoding", "gzip").get("/api/records/user/export").await;
        assert_eq!(streamed.status, StatusCode::OK);
        assert_eq!(streamed.headers["content-encoding"], "gzip");
        assert!(!streamed.body.is_empty());
    });
}

#[test]
fn files_go_in_and_out() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let made = ada
            .with("content-type", "application/octet-stream")
            .call("POST", "/api/files?name=%E5%90%88%E5%90%8C.html", "<script>")
            .await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
        let answer = ada.get(made.headers["location"].to_str().unwrap()).await;
        assert_eq!(answer.text(), "<script>");
        assert_eq!(answer.headers["content-type"], "application/octet-stream");
        assert!(answer.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
        assert_eq!(answer.headers["content-security-policy"], "default-src 'none'; sandbox");

        // in parts, as players ask
        let file = made.headers["location"].to_str().unwrap();
        let part = async |range: &str| ada.with("range", range).get(file).await;
        let middle = part("bytes=1-3").await;
        assert_eq!((middle.status, middle.text()), (StatusCode::PARTIAL_CONTENT, "scr".to_owned()));
        assert_eq!(middle.headers["content-range"], "bytes 1-3/8");
        assert_eq!(middle.headers["content-length"], "3");
        assert_eq!(part("bytes=-2").await.text(), "t>");
        let behind = part("bytes=8-").await;
        assert_eq!(behind.status, StatusCode::RANGE_NOT_SATISFIABLE);
        assert_eq!(behind.json()["code"], "range");
        assert_eq!(part("bytes=x").await.text(), "<script>");
    });
}
