//! `doctor`: looks at what a server needs and says what to do. One line a check: OK, WARN or FAIL.

mod machine;
mod secrets;

use super::{MailArgs, Out, Place, exit, out::Ink, run};
use crate::app::{App, store_config};
use clap::Args;
use model::Clock;
use model::time::SystemClock;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::sync::Arc;
use store::address::{is_address, masked, tells_password};

#[derive(Args, Debug, Clone)]
pub struct DoctorArgs {
    #[command(flatten)]
    pub place: Place,
    #[command(flatten)]
    pub mail: MailArgs,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Level {
    Ok,
    Warn,
    Fail,
}

/// What one check found.
struct Finding {
    name: &'static str,
    level: Level,
    says: String,
    /// What to do; empty when all is well.
    remedy: String,
}

impl Finding {
    fn ok(name: &'static str, says: impl Into<String>) -> Self {
        Self { name, level: Level::Ok, says: says.into(), remedy: String::new() }
    }

    fn warn(name: &'static str, says: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { name, level: Level::Warn, says: says.into(), remedy: remedy.into() }
    }

    fn fail(name: &'static str, says: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { name, level: Level::Fail, says: says.into(), remedy: remedy.into() }
    }

    fn json(&self) -> Value {
        let level = match self.level {
            Level::Ok => "ok",
            Level::Warn => "warn",
            Level::Fail => "fail",
        };
        json!({ "check": self.name, "level": level, "says": self.says, "remedy": self.remedy })
    }
}

/// # Errors
/// None of the checks; only of the output.
pub async fn run(args: &DoctorArgs, out: Out) -> anyhow::Result<u8> {
    let mut findings =
        vec![configuration(&args.place), machine::folder(&args.place.data), machine::permissions(&args.place.data)];
    findings.extend([machine::space(&args.place.data), machine::open_files(), machine::clock(&args.place.data)]);
    findings.extend(database(&args.place).await);
    findings.push(mail(&args.mail).await);
    for f in &findings {
        let (ink, word) = match f.level {
            Level::Ok => (Ink::Good, "OK  "),
            Level::Warn => (Ink::Warn, "WARN"),
            Level::Fail => (Ink::Bad, "FAIL"),
        };
        out.line(format!("{}  {:<14} {}", out.ink(ink, word), f.name, f.says));
        if !f.remedy.is_empty() {
            out.line(format!("      {:<14} {}", "", out.ink(Ink::Strong, &f.remedy)));
        }
    }
    out.value(&findings.iter().map(Finding::json).collect());
    Ok(if findings.iter().any(|f| f.level != Level::Ok) { exit::PARTLY } else { exit::DONE })
}

fn configuration(place: &Place) -> Finding {
    let name = "configuration";
    if let Some(url) = &place.database
        && !is_address(url)
    {
        return Finding::fail(
            name,
            format!("--database {} is not understood", masked(url)),
            "write it as postgres://user:password@host/database, env:NAME or file:PATH",
        );
    }
    let unknown: Vec<String> =
        std::env::vars().map(|(n, _)| n).filter(|n| n.starts_with("GUANXI_") && !known_variable(n)).collect();
    if !unknown.is_empty() {
        return Finding::warn(
            name,
            format!("unknown variables: {}", unknown.join(", ")),
            "see guanxi serve --help for those there are",
        );
    }
    for variable in ["GUANXI_LISTEN", "GUANXI_PUBLIC"] {
        let Ok(text) = std::env::var(variable) else { continue };
        match text.parse::<SocketAddr>() {
            Err(_) => return Finding::fail(name, format!("{variable}={text} is no address"), "write it as 127.0.0.1:8080"),
            Ok(a) if variable == "GUANXI_LISTEN" && !a.ip().is_loopback() && std::env::var_os("GUANXI_HTTPS").is_none() => {
                return Finding::warn(
                    name,
                    format!("{text} is open to others without https"),
                    "put a proxy with https in front and set GUANXI_HTTPS=true",
                );
            }
            Ok(_) => {}
        }
    }
    let database = place.database.as_deref().map_or("embedded databases".to_owned(), masked);
    Finding::ok(name, format!("data in {}, {database}", place.data.display()))
}

fn known_variable(name: &str) -> bool {
    use clap::CommandFactory;
    fn has(command: &clap::Command, name: &str) -> bool {
        command.get_arguments().any(|a| a.get_env().is_some_and(|e| e == name)) || command.get_subcommands().any(|c| has(c, name))
    }
    has(&super::Cli::command(), name)
}

/// Opens the store as the server would, and each company.
async fn database(place: &Place) -> Vec<Finding> {
    let name = "database";
    let settings = run::settings(place);
    let store = match store::Store::open(store_config(&settings), Arc::new(SystemClock)).await {
        Ok(store) => store,
        Err(e @ store::Error::Secrets(_)) => {
            let remedy = "bring back the key from where you keep a copy: chapter \"The secret key\" of docs/running.md";
            return vec![Finding::fail("secret key", e.to_string(), remedy)];
        }
        Err(e) => {
            let remedy = if place.database.is_some() {
                "check address, user and password: psql --dbname '<address>' -c 'select 1'"
            } else {
                "check the lines above; another program may hold the files"
            };
            return vec![Finding::fail(name, e.to_string(), remedy)];
        }
    };
    let mut findings = vec![version(&store, place).await];
    match App::over(store, settings) {
        Ok(app) => findings.extend([companies(&app).await, secrets::look(&app).await]),
        Err(e) => findings.push(Finding::fail("companies", e.to_string(), "see the message")),
    }
    findings
}

/// Connects to the mail server and signs in, as a letter would.
async fn mail(args: &MailArgs) -> Finding {
    let name = "mail";
    let mail = match args.read() {
        Ok(Some(mail)) => mail,
        Ok(None) => return Finding::ok(name, "none: no password resets and no digests by mail"),
        Err(e) => return Finding::fail(name, e.to_string(), "see guanxi serve --help"),
    };
    match mail.post().check().await {
        Ok(()) => Finding::ok(name, format!("{} takes letters of {}", mail.post().server(), mail.post().from())),
        Err(e) => Finding::fail(
            name,
            format!("{}: {e}", mail.post().server()),
            "check address, user, password and certificate of the mail server; letters wait meanwhile",
        ),
    }
}

async fn version(store: &store::Store, place: &Place) -> Finding {
    let name = "database";
    let before = SystemClock.now();
    let asked = store.control().server().await;
    let (text, at) = match asked {
        Ok(answer) => answer,
        Err(e) => return Finding::fail(name, e.to_string(), "start the database server"),
    };
    if place.database.is_none() {
        return Finding::ok(name, text);
    }
    let behind = at.map_or(0, |at| (at.0 - before.0).abs() / 1_000_000);
    if behind > 5 {
        return Finding::warn(name, format!("{text}; its clock is {behind} s off"), "set both clocks");
    }
    let major: u32 = text
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect::<String>()
        .parse()
        .unwrap_or(0);
    if major < 14 { Finding::fail(name, text, "use PostgreSQL 14 or later") } else { Finding::ok(name, text) }
}

async fn companies(app: &App) -> Finding {
    let name = "companies";
    let tenants = match app.store().tenants().await {
        Ok(tenants) => tenants,
        Err(e) => return Finding::fail(name, e.to_string(), "see the line above"),
    };
    if tenants.is_empty() {
        return Finding::warn(name, "none yet", "guanxi tenant create NAME, or serve --demo");
    }
    let mut broken = Vec::new();
    for tenant in &tenants {
        if let Err(e) = app.records(&tenant.slug).await {
            broken.push(format!("{}: {e}", tenant.slug));
        }
    }
    let telling = tenants.iter().filter(|t| matches!(&t.home, store::Home::PgDatabase { url } if tells_password(url)));
    let telling: Vec<&str> = telling.map(|t| t.slug.as_str()).collect();
    match broken.is_empty() {
        true if !telling.is_empty() => Finding::warn(
            name,
            format!("the control database holds the password of the home of {}", telling.join(", ")),
            "put the address into a variable or a file of this server and move the company there: --to env:NAME or file:PATH",
        ),
        true => Finding::ok(name, format!("{} open and migrated", tenants.len())),
        false => Finding::fail(name, broken.join("; "), "start the newest program, or restore from a back-up"),
    }
}
