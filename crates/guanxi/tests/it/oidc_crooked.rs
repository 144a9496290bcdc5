//! Sign-in by an identity provider: every crooked way that we could think of.

use crate::provider::*;
use axum::http::StatusCode;
use serde_json::json;
use testkit::app_both_with;

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
        let (rest, last) = state.split_at(state.len() - 1);
        let altered = format!("{rest}{}", if last == "2" { "3" } else { "2" });
        for wrong in ["x".to_owned(), state.replace("alpha_", "beta_"), altered, String::new()] {
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
