//! From flags to work: logging, the runtime, and which command does what.

use super::{Cli, Command, General, Out, Place, Which, exit, out::Ink};
use crate::app::App;
use crate::settings::{Settings, node_name};
use clap::CommandFactory;
use model::time::SystemClock;
use serde_json::json;
use std::io::Write;
use std::sync::Arc;
use store::address::{is_address, masked};
use tracing_subscriber::EnvFilter;

/// Runs a command to its end. Returns the exit code.
#[must_use]
pub fn run(cli: Cli) -> u8 {
    let out = Out::new(&cli.general);
    start_log(&cli.general, matches!(cli.command, Command::Serve(_)));
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(e) => return fail(out, &anyhow::anyhow!("cannot start: {e}")),
    };
    match runtime.block_on(dispatch(cli, out)) {
        Ok(code) => code,
        Err(e) if reader_is_gone(&e) => exit::DONE,
        Err(e) => fail(out, &e),
    }
}

/// Whoever read the output has seen enough, as `head` does.
fn reader_is_gone(error: &anyhow::Error) -> bool {
    error.chain().any(|e| e.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe))
}

fn fail(out: Out, error: &anyhow::Error) -> u8 {
    out.value(&json!({ "error": format!("{error:#}") }));
    if !out.json {
        eprintln!("{} {error:#}", out.ink(Ink::Bad, "error:"));
    }
    exit::FAILED
}

/// Logs go to standard error, so that results can be piped. Commands for people are quiet unless asked.
fn start_log(general: &General, serving: bool) {
    let usual = if !serving && general.log == "info" { "warn" } else { &general.log };
    let filter = EnvFilter::try_new(usual).unwrap_or_else(|_| EnvFilter::new("info"));
    // below this it writes the values of every statement: customers' data, passwords in addresses
    let filter = match "tokio_postgres=info".parse() {
        Ok(quiet) => filter.add_directive(quiet),
        Err(_) => filter,
    };
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    let started = if general.log_json { log.json().try_init() } else { log.with_ansi(false).compact().try_init() };
    if let Err(e) = started {
        eprintln!("no log: {e}");
    }
}

async fn dispatch(cli: Cli, out: Out) -> anyhow::Result<u8> {
    match cli.command {
        Command::Serve(args) => super::serve::run(args, out).await,
        Command::Import(args) => super::import::run(args, out).await,
        Command::Schedule(command) => super::schedule::run(command, out).await,
        Command::Export(args) => super::export::run(args, out).await,
        Command::Config(command) => super::config::run(command, out).await,
        Command::Tenant(command) => super::tenant::run(command, out).await,
        Command::User(command) => super::user::run(command, out).await,
        Command::Search(command) => super::search::run(command, out).await,
        Command::Privacy(command) => super::privacy::run(command, out).await,
        Command::Secrets(command) => super::secrets::run(command, out).await,
        Command::Backup(args) => super::backup::backup(args, out).await,
        Command::Restore(args) => super::backup::restore(args, out).await,
        Command::Doctor(args) => super::doctor::run(&args, out).await,
        Command::Bench(command) => super::bench::run(command, out).await,
        Command::Openapi(args) => super::openapi::run(args).await,
        Command::Completions { shell } => {
            // the generator panics when it cannot write, as when somebody looks at the first lines only
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "guanxi", &mut script);
            std::io::stdout().write_all(&script)?;
            Ok(exit::DONE)
        }
    }
}

/// Settings that every command takes from its flags.
#[must_use]
pub fn settings(place: &Place) -> Settings {
    Settings {
        database: place.database.clone().filter(|d| !d.is_empty()),
        blobs: place.blobs.clone().filter(|b| !b.is_empty()),
        import_folder: place.import_folder.clone(),
        import_bucket: place.import_bucket.clone().filter(|b| !b.is_empty()),
        secret_key: secret_key(place),
        node: place.node.clone().unwrap_or_else(node_name),
        ..Settings::new(place.data.clone())
    }
}

fn secret_key(place: &Place) -> store::KeySource {
    let text = place.secret_key.clone().filter(|text| !text.trim().is_empty());
    let file = place.secret_key_file.clone().map_or(store::KeySource::Folder, store::KeySource::File);
    text.map_or(file, store::KeySource::Text)
}

/// Opens the program over the data, without serving.
///
/// # Errors
/// When the data cannot be used; `doctor` says why.
pub async fn open(place: &Place) -> anyhow::Result<App> {
    App::open(settings(place), Arc::new(SystemClock)).await
}

/// The company that a command works on: the one named, or the only one.
///
/// # Errors
/// When there is none, or more than one and none is named.
pub async fn company(app: &App, which: &Which) -> anyhow::Result<String> {
    if let Some(slug) = &which.tenant {
        return Ok(slug.clone());
    }
    let mut all = app.store().tenants().await?;
    match (all.len(), all.pop()) {
        (1, Some(only)) => Ok(only.slug),
        (0, _) => anyhow::bail!("there is no company yet; make one with: guanxi tenant create NAME"),
        _ => anyhow::bail!("there are several companies; name one with --tenant"),
    }
}

/// Reads `sqlite`, `schema` or `postgres://...`; left out: a schema where there is a database, else a file.
///
/// # Errors
/// For any other text.
pub fn home(text: Option<&str>, place: &Place) -> anyhow::Result<store::Home> {
    match text {
        Some("sqlite") => Ok(store::Home::Sqlite),
        Some("schema") => Ok(store::Home::SHARED),
        Some(url) if is_address(url) => Ok(store::Home::PgDatabase { url: url.to_owned() }),
        Some(other) => anyhow::bail!("{other} is no home: use sqlite, schema, postgres://..., env:NAME or file:PATH"),
        None if place.database.is_some() => Ok(store::Home::SHARED),
        None => Ok(store::Home::Sqlite),
    }
}

/// A home as people read it, without passwords.
#[must_use]
pub fn home_text(home: &store::Home) -> String {
    match home {
        store::Home::Sqlite => "sqlite".into(),
        store::Home::PgSchema { url: None } => "schema".into(),
        store::Home::PgSchema { url: Some(url) } => format!("schema on {}", masked(url)),
        store::Home::PgDatabase { url } => masked(url),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_flag_has_a_variable() {
        fn check(command: &clap::Command) {
            for argument in
                command.get_arguments().filter(|a| a.get_long().is_some() && !matches!(a.get_id().as_str(), "help" | "version"))
            {
                let name = argument.get_env().map(|e| e.to_string_lossy().into_owned()).unwrap_or_default();
                assert!(name.starts_with("GUANXI_"), "--{} of {} has no variable", argument.get_id(), command.get_name());
            }
            command.get_subcommands().for_each(check);
        }
        check(&Cli::command());
    }
}
