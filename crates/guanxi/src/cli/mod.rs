//! The command line: one binary, one command for each duty. Every flag has a `GUANXI_*` variable.

use crate::app::App;
use crate::mail::Mail;
use clap::{Args, Parser, Subcommand, ValueEnum};
use records::Records;
use std::path::PathBuf;

pub mod backup;
pub mod bench;
mod config;
pub mod doctor;
pub mod export;
pub mod hand_over;
mod import;
pub mod openapi;
pub mod out;
pub mod privacy;
pub mod progress;
pub mod run;
pub mod schedule;
pub mod search;
mod secrets;
pub mod serve;
pub mod tenant;
mod terms;
pub mod user;

pub use out::Out;

/// How a run of the program ends, for scripts.
pub mod exit {
    pub const DONE: u8 = 0;
    pub const FAILED: u8 = 1;
    /// Wrong usage (clap's own).
    pub const USAGE: u8 = 2;
    /// Done in part: an import refused rows, the doctor found something to mend.
    pub const PARTLY: u8 = 3;
}

/// Guanxi: one customer database for sales, marketing and service.
#[derive(Parser, Debug)]
#[command(name = "guanxi", version, about, long_about = None, propagate_version = true, max_term_width = 110)]
#[command(after_help = "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done in part (rows refused, something to mend).\n\
    Start with: guanxi serve --demo")]
pub struct Cli {
    #[command(flatten)]
    pub general: General,
    #[command(subcommand)]
    pub command: Command,
}

/// Flags of every command.
#[derive(Args, Debug, Clone)]
pub struct General {
    /// Write the result as JSON, for programs
    #[arg(long, global = true, env = "GUANXI_JSON")]
    pub json: bool,
    /// Colours in the output
    #[arg(long, global = true, env = "GUANXI_COLOR", default_value = "auto", value_name = "WHEN")]
    pub color: Color,
    /// What to log, as level or filter: warn, info, debug, guanxi=debug,info
    #[arg(long, global = true, env = "GUANXI_LOG", default_value = "info", value_name = "FILTER")]
    pub log: String,
    /// Log lines as JSON
    #[arg(long, global = true, env = "GUANXI_LOG_JSON")]
    pub log_json: bool,
}

#[derive(ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Color {
    Auto,
    Always,
    Never,
}

/// Where the data lies.
#[derive(Args, Debug, Clone)]
pub struct Place {
    /// Folder of the embedded databases, files and back-ups; made when missing
    #[arg(long, env = "GUANXI_DATA", default_value = "./data", value_name = "DIR")]
    pub data: PathBuf,
    /// PostgreSQL server that holds the control database and new companies: postgres://user:password@host/database,
    /// or where that stands: env:NAME, file:PATH; with ?sslmode=verify-full unless it is near by
    #[arg(long, env = "GUANXI_DATABASE", value_name = "URL", hide_env_values = true)]
    pub database: Option<String>,
    /// Where uploaded files go: s3://bucket/prefix; left out: DATA/blobs
    #[arg(long, env = "GUANXI_BLOBS", value_name = "URL")]
    pub blobs: Option<String>,
    /// Folder into which others put files for scheduled imports; each company's lie below its short name
    #[arg(long, env = "GUANXI_IMPORT_FOLDER", value_name = "DIR")]
    pub import_folder: Option<PathBuf>,
    /// Bucket for the same: s3://[key:secret@]bucket/prefix[?endpoint=http://host:port&region=name]
    #[arg(long, env = "GUANXI_IMPORT_BUCKET", value_name = "URL", hide_env_values = true)]
    pub import_bucket: Option<String>,
    /// Keys that seal the secrets in the databases, one a line; left out: DATA/secret.key, made at the first start
    #[arg(long, env = "GUANXI_SECRET_KEY_FILE", value_name = "FILE")]
    pub secret_key_file: Option<PathBuf>,
    /// The same keys themselves, with commas between; better in the variable than where others see it
    #[arg(long, env = "GUANXI_SECRET_KEY", value_name = "KEYS", hide_env_values = true, conflicts_with = "secret_key_file")]
    pub secret_key: Option<String>,
    /// Name of this node among several; left out: the host's name
    #[arg(long, env = "GUANXI_NODE", value_name = "NAME")]
    pub node: Option<String>,
}

/// How letters go.
#[derive(Args, Debug, Clone)]
pub struct MailArgs {
    /// Mail server for password resets and digests: smtp://user:password@host:587, smtps://..., folder:/path for tests, or
    /// where that stands: env:NAME, file:PATH
    #[arg(long = "mail", env = "GUANXI_MAIL", value_name = "URL", hide_env_values = true)]
    pub server: Option<String>,
    /// Whom letters come from: Shop <crm@shop.example>
    #[arg(long = "mail-from", env = "GUANXI_MAIL_FROM", value_name = "ADDRESS")]
    pub from: Option<String>,
    /// Where people open the web app, for links in letters, identity providers and passkeys: https://crm.example
    #[arg(long, env = "GUANXI_URL", value_name = "URL")]
    pub url: Option<String>,
}

impl MailArgs {
    /// What the flags say; `None`: no letters.
    ///
    /// # Errors
    /// What is missing or not understood.
    pub fn read(&self) -> anyhow::Result<Option<Mail>> {
        Mail::read(self.server.as_deref(), self.from.as_deref(), self.url.as_deref())
    }
}

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Serve the API and the web app
    Serve(serve::ServeArgs),
    /// Load a CSV file (plain or gzip) into a company
    Import(import::ImportArgs),
    /// Imports that begin by themselves: list them, look for their files now
    #[command(subcommand)]
    Schedule(schedule::ScheduleCommand),
    /// Write records as CSV
    Export(export::ExportArgs),
    /// The configuration as one file: take it out, compare it, apply it
    #[command(subcommand)]
    Config(config::ConfigCommand),
    /// Make, list, move and delete companies
    #[command(subcommand)]
    Tenant(tenant::TenantCommand),
    /// Make, list and change the people who sign in
    #[command(subcommand)]
    User(user::UserCommand),
    /// Look after the search index
    #[command(subcommand)]
    Search(search::SearchCommand),
    /// Erase people, tell them what is kept of them, and forget them again after a restore
    #[command(subcommand)]
    Privacy(privacy::PrivacyCommand),
    /// The key that seals secrets: change it, or do without one that is lost
    #[command(subcommand)]
    Secrets(secrets::SecretsCommand),
    /// Write a company to one file, while it is in use
    Backup(backup::BackupArgs),
    /// Make a company from a back-up, in any kind of home
    Restore(backup::RestoreArgs),
    /// Check configuration, database, disk, clock and permissions, and say what to do
    Doctor(doctor::DoctorArgs),
    /// Print the OpenAPI document
    Openapi(openapi::OpenapiArgs),
    /// Make synthetic records for measuring
    #[command(subcommand)]
    Bench(bench::BenchCommand),
    /// Print a completion script for a shell
    Completions {
        /// bash, zsh, fish, elvish or powershell
        shell: clap_complete::Shell,
    },
}

/// Which company a command works on.
#[derive(Args, Debug, Clone)]
pub struct Which {
    /// Company (its short name); may be left out when there is one
    #[arg(long, env = "GUANXI_TENANT", value_name = "SLUG")]
    pub tenant: Option<String>,
}

/// A company of a store.
#[derive(Args, Debug, Clone)]
pub struct At {
    #[command(flatten)]
    pub which: Which,
    #[command(flatten)]
    pub place: Place,
}

impl At {
    /// Opens the store, and in it the company.
    ///
    /// # Errors
    /// Of the store; a company that is not there, or not named where there are several.
    pub(crate) async fn open(&self) -> anyhow::Result<(App, Records)> {
        let app = run::open(&self.place).await?;
        let slug = run::company(&app, &self.which).await?;
        let records = app.records(&slug).await?;
        Ok((app, records))
    }
}
