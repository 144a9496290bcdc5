//! The key that seals secrets, looked at.

use super::Finding;
use crate::app::App;
use model::Clock;
use model::time::SystemClock;
use std::os::unix::fs::PermissionsExt;

const NAME: &str = "secret key";

/// Whether the secrets of all companies open, and nobody else reads the key.
pub(super) async fn look(app: &App) -> Finding {
    match found(app).await {
        Ok(finding) => finding,
        Err(e) => Finding::fail(NAME, e.to_string(), "see the lines above"),
    }
}

async fn found(app: &App) -> store::Result<Finding> {
    let store = app.store();
    let (key, old) = store.key_ids().await?;
    let (mut whole, mut lost) = (0, Vec::new());
    for tenant in store.tenants().await?.iter().filter(|t| !t.terms.is_due(SystemClock.now())) {
        let state = store.sealed(&tenant.slug).await?;
        whole += state.whole;
        if state.lost > 0 {
            lost.push(format!("{} of {}", state.lost, tenant.slug));
        }
    }
    let place = store.keys().place();
    if !lost.is_empty() {
        let remedy =
            format!("add the key that sealed them as a further line to {place}; if it is lost: guanxi secrets forget-lost");
        return Ok(Finding::fail(NAME, format!("secrets do not open: {}", lost.join(", ")), remedy));
    }
    let mode = store.keys().file().and_then(|f| std::fs::metadata(f).ok()).map_or(0o600, |m| m.permissions().mode() & 0o777);
    if mode & 0o077 != 0 {
        return Ok(Finding::fail(NAME, format!("others may read {place} ({mode:o})"), format!("chmod 600 {place}")));
    }
    if !old.is_empty() {
        let says = format!("a change from the key {} to {key} is not finished", old.join(", "));
        return Ok(Finding::warn(NAME, says, "guanxi secrets rotate"));
    }
    Ok(Finding::ok(NAME, format!("{key} in {place} opens {whole} secrets; keep a copy apart from the back-ups")))
}
