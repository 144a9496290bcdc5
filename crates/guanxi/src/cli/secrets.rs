//! `secrets`: the key that seals what the databases keep secret (second factors, secrets of identity providers).

use super::{Out, Place, exit, out::Ink, run};
use crate::app::App;
use crate::settings::Settings;
use clap::Subcommand;
use model::time::SystemClock;
use serde_json::json;
use std::sync::Arc;

#[derive(Subcommand, Debug, Clone)]
pub enum SecretsCommand {
    /// Seal everything with a new key, while the program is in use; run again when it was interrupted
    Rotate {
        /// Id of a key that all servers have already; left out: a new key, which goes to the key file
        #[arg(long, env = "GUANXI_TO", value_name = "ID")]
        to: Option<String>,
        #[command(flatten)]
        place: Place,
    },
    /// Print a new key, #, and its id, for a key file or (without the id) GUANXI_SECRET_KEY
    New,
    /// Go on with another key when the old one is lost for good: whatever it sealed is taken away
    ForgetLost {
        /// Yes: second factors and secrets of identity providers that do not open are to be set up anew
        #[arg(long, env = "GUANXI_YES")]
        yes: bool,
        #[command(flatten)]
        place: Place,
    },
}

/// # Errors
/// Of the store; when there is no new key and none can be made.
pub async fn run(command: SecretsCommand, out: Out) -> anyhow::Result<u8> {
    match command {
        SecretsCommand::Rotate { to, place } => rotate(to.as_deref(), &place, out).await,
        SecretsCommand::New => {
            let key = store::new_key()?;
            out.value(&json!({ "key": key }));
            out.line(key);
            Ok(exit::DONE)
        }
        SecretsCommand::ForgetLost { yes, place } => forget_lost(yes, &place, out).await,
    }
}

async fn rotate(to: Option<&str>, place: &Place, out: Out) -> anyhow::Result<u8> {
    let app = run::open(place).await?;
    let done = app.store().rotate_secrets(to, &mut |slug, sealed| out.line(format!("{slug}: {sealed}"))).await?;
    out.value(&json!({ "key": done.key, "sealed": done.sealed, "old_keys": done.kept }));
    out.line(format!("{} {} secrets with the key {}", out.ink(Ink::Good, "sealed anew:"), done.sealed, done.key));
    match done.kept {
        Some(kept) => out.line(format!(
            "Back-ups made before need the old key, which is in {}: keep it with them, or delete it. Copy the new key to where you keep one.",
            kept.display()
        )),
        None if app.store().keys().file().is_some() => {}
        None => out.line("The old key may leave GUANXI_SECRET_KEY now; back-ups made before still need it."),
    }
    Ok(exit::DONE)
}

async fn forget_lost(yes: bool, place: &Place, out: Out) -> anyhow::Result<u8> {
    if !yes {
        anyhow::bail!(
            "this takes away second factors and secrets of identity providers that do not open, for good: people sign in without the \
             second factor until they set it up anew. Look for the key first; then: guanxi secrets forget-lost --yes"
        );
    }
    let settings = Settings { replace_lost_key: true, ..run::settings(place) };
    let app = App::open(settings, Arc::new(SystemClock)).await?;
    let mut gone = 0;
    for tenant in app.store().tenants().await? {
        let lost = app.store().forget_lost(&tenant.slug).await?;
        gone += lost;
        out.line(format!("{}: {lost}", tenant.slug));
    }
    let (key, _) = app.store().key_ids().await?;
    out.value(&json!({ "key": key, "taken_away": gone }));
    out.line(format!("{} {gone} secrets; the key is {key} now", out.ink(Ink::Good, "taken away:")));
    Ok(exit::DONE)
}
