//! `doctor`: looks at what a server needs and says what to do. One line a check: OK, WARN or FAIL.

use super::{MailArgs, Out, Place, exit, out::Ink, run};
use crate::app::{App, store_config};
use clap::Args;
use model::Clock;
use model::time::SystemClock;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};
use store::address::{is_address, masked, tells_password};

#[derive(Args, Debug, Clone)]
pub struct DoctorArgs {
    #[command(flatten)]
    pub place: Place,
    #[command(flatten)]
    pub mail: MailArgs,
}

/// Free space below which the doctor warns and fails, in bytes.
const SPACE_WARN: u64 = 2 << 30;
const SPACE_FAIL: u64 = 200 << 20;
/// The program was made after this instant, so no clock can be before it: 2026-01-01, in seconds since 1970.
const MADE: u64 = 1_767_225_600;
/// Open files that a server for some hundred companies needs.
const FILES: u64 = 4096;

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
    let mut findings = vec![configuration(&args.place), folder(&args.place.data), permissions(&args.place.data)];
    findings.extend([space(&args.place.data), open_files(), clock(&args.place.data)]);
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

fn folder(data: &Path) -> Finding {
    let name = "data folder";
    let remedy = format!("give this user the folder: mkdir -p {0} && chown $(id -u) {0}", data.display());
    if let Err(e) = std::fs::create_dir_all(data) {
        return Finding::fail(name, format!("{} cannot be made: {e}", data.display()), remedy);
    }
    let probe = data.join(format!(".doctor-{}", std::process::id()));
    let written = std::fs::write(&probe, b"x").and_then(|()| std::fs::File::open(&probe)?.sync_all());
    let _ = std::fs::remove_file(&probe);
    match written {
        Ok(()) => Finding::ok(name, format!("{} can be written", data.display())),
        Err(e) => Finding::fail(name, format!("{} cannot be written: {e}", data.display()), remedy),
    }
}

fn permissions(data: &Path) -> Finding {
    use std::os::unix::fs::PermissionsExt;
    let name = "permissions";
    let Ok(meta) = std::fs::metadata(data) else {
        return Finding::fail(name, "the data folder cannot be read", "see the line above");
    };
    let mode = meta.permissions().mode() & 0o777;
    if mode & 0o022 != 0 {
        return Finding::fail(
            name,
            format!("others may write {} ({mode:o})", data.display()),
            format!("chmod 700 {}", data.display()),
        );
    }
    if mode & 0o005 != 0 {
        return Finding::warn(
            name,
            format!("every user of this machine may read {} ({mode:o})", data.display()),
            format!("chmod 700 {}", data.display()),
        );
    }
    Finding::ok(name, format!("{mode:o}"))
}

fn space(data: &Path) -> Finding {
    let name = "disk space";
    let Ok(disk) = rustix::fs::statvfs(data) else { return Finding::warn(name, "cannot be read", "look yourself: df -h") };
    let free = disk.f_bavail * disk.f_frsize;
    let says = format!("{} free", indicatif::HumanBytes(free));
    let remedy = "free space on this disk, or move the data folder to a larger one";
    match free {
        0..SPACE_FAIL => Finding::fail(name, says, remedy),
        SPACE_FAIL..SPACE_WARN => Finding::warn(name, says, remedy),
        _ => Finding::ok(name, says),
    }
}

fn open_files() -> Finding {
    let name = "open files";
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits.lines().find(|l| l.starts_with("Max open files"));
    let soft = line.and_then(|l| l.split_whitespace().nth(3)).and_then(|n| n.parse::<u64>().ok());
    match soft {
        Some(n) if n < FILES => {
            Finding::warn(name, format!("at most {n}"), format!("ulimit -n {FILES}, or LimitNOFILE={FILES} in the service file"))
        }
        Some(n) => Finding::ok(name, format!("at most {n}")),
        None => Finding::ok(name, "unlimited"),
    }
}

fn clock(data: &Path) -> Finding {
    let name = "clock";
    let now = Duration::from_millis(SystemClock.now().unix_ms());
    let remedy = "set the clock, and keep it right with chrony or systemd-timesyncd";
    if now.as_secs() < MADE {
        return Finding::fail(name, "is years behind", remedy);
    }
    let written = |file: &&str| std::fs::metadata(data.join(file)).ok()?.modified().ok()?.duration_since(UNIX_EPOCH).ok();
    let newest = ["control.db", "control.db-wal"].iter().filter_map(written).max();
    match newest.and_then(|n| n.checked_sub(now)) {
        Some(ahead) if ahead > Duration::from_secs(2) => {
            Finding::fail(name, format!("is {} s behind the newest data", ahead.as_secs()), remedy)
        }
        _ => Finding::ok(name, SystemClock.now().rfc3339()),
    }
}

/// Opens the store as the server would, and each company.
async fn database(place: &Place) -> Vec<Finding> {
    let name = "database";
    let settings = run::settings(place);
    let store = match store::Store::open(store_config(&settings), Arc::new(SystemClock)).await {
        Ok(store) => store,
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
    findings.push(match App::over(store, settings) {
        Ok(app) => companies(&app).await,
        Err(e) => Finding::fail("companies", e.to_string(), "see the message"),
    });
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
