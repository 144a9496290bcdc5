//! The command line: one binary, one command for each duty. Every flag has a `GUANXI_*` variable.

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::net::SocketAddr;
use std::path::PathBuf;

pub mod backup;
pub mod bench;
pub mod doctor;
pub mod export;
pub mod import;
pub mod openapi;
pub mod out;
pub mod progress;
pub mod run;
pub mod serve;
pub mod tenant;
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
    /// PostgreSQL server that holds the control database and new companies: postgres://user:password@host/database
    #[arg(long, env = "GUANXI_DATABASE", value_name = "URL", hide_env_values = true)]
    pub database: Option<String>,
    /// Where uploaded files go: s3://bucket/prefix; left out: DATA/blobs
    #[arg(long, env = "GUANXI_BLOBS", value_name = "URL")]
    pub blobs: Option<String>,
    /// Name of this node among several; left out: the host's name
    #[arg(long, env = "GUANXI_NODE", value_name = "NAME")]
    pub node: Option<String>,
}

#[derive(Subcommand, Debug)]
pub enum Command {
    /// Serve the API and the web app
    Serve(ServeArgs),
    /// Load a CSV file (plain or gzip) into a company
    Import(ImportArgs),
    /// Write records as CSV
    Export(ExportArgs),
    /// Make, list, move and delete companies
    #[command(subcommand)]
    Tenant(TenantCommand),
    /// Make, list and change the people who sign in
    #[command(subcommand)]
    User(UserCommand),
    /// Write a company to one file, while it is in use
    Backup(BackupArgs),
    /// Make a company from a back-up, in any kind of home
    Restore(RestoreArgs),
    /// Check configuration, database, disk, clock and permissions, and say what to do
    Doctor(DoctorArgs),
    /// Print the OpenAPI document
    Openapi(OpenapiArgs),
    /// Make synthetic records for measuring
    #[command(subcommand)]
    Bench(BenchCommand),
    /// Print a completion script for a shell
    Completions {
        /// bash, zsh, fish, elvish or powershell
        shell: clap_complete::Shell,
    },
}

#[derive(Args, Debug, Clone)]
pub struct ServeArgs {
    #[command(flatten)]
    pub place: Place,
    /// Address for staff: API and web app
    #[arg(long, env = "GUANXI_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub listen: SocketAddr,
    /// Address for everybody: nothing of the staff's answers here
    #[arg(long, env = "GUANXI_PUBLIC", default_value = "127.0.0.1:8081", value_name = "ADDRESS")]
    pub public: SocketAddr,
    /// Make and fill the demo company when it is missing
    #[arg(long, env = "GUANXI_DEMO")]
    pub demo: bool,
    /// Served over https by a proxy in front: cookies are marked Secure
    #[arg(long, env = "GUANXI_HTTPS")]
    pub https: bool,
    /// Believe `x-forwarded-for` of a proxy in front (only when every request comes through it)
    #[arg(long, env = "GUANXI_BEHIND_PROXY")]
    pub behind_proxy: bool,
    /// Largest body of ordinary requests, in bytes
    #[arg(long, env = "GUANXI_MAX_BODY", default_value_t = 1 << 20, value_name = "BYTES")]
    pub max_body: usize,
    /// Largest file taken for import or upload, in bytes
    #[arg(long, env = "GUANXI_MAX_UPLOAD", default_value_t = 4 << 30, value_name = "BYTES")]
    pub max_upload: usize,
    /// Days after which a session ends when it is not used
    #[arg(long, env = "GUANXI_SESSION_DAYS", default_value_t = 14, value_name = "DAYS")]
    pub session_days: u32,
    /// Jobs run at once; 0 leaves them to other nodes
    #[arg(long, env = "GUANXI_JOBS", default_value_t = 2, value_name = "N")]
    pub jobs: usize,
}

/// Which company a command works on.
#[derive(Args, Debug, Clone)]
pub struct Which {
    /// Company (its short name); may be left out when there is one
    #[arg(long, env = "GUANXI_TENANT", value_name = "SLUG")]
    pub tenant: Option<String>,
}

#[derive(Args, Debug, Clone)]
pub struct ImportArgs {
    /// What the rows are: an object (customer, order, product, x_...) or its plural
    pub what: String,
    /// CSV file, plain or gzip; - reads standard input
    pub file: PathBuf,
    /// Template that maps columns to fields (TOML)
    #[arg(long, env = "GUANXI_MAP", value_name = "FILE", conflicts_with = "template")]
    pub map: Option<PathBuf>,
    /// Name of a template that the company has, as online_retail
    #[arg(long, env = "GUANXI_TEMPLATE", value_name = "NAME")]
    pub template: Option<String>,
    /// Read and check everything, write nothing
    #[arg(long, env = "GUANXI_DRY_RUN")]
    pub dry_run: bool,
    /// Where to write refused rows; left out: FILE.refused.csv
    #[arg(long, env = "GUANXI_REFUSED", value_name = "FILE")]
    pub refused: Option<PathBuf>,
    #[command(flatten)]
    pub which: Which,
    #[command(flatten)]
    pub place: Place,
}

#[derive(Args, Debug, Clone)]
pub struct ExportArgs {
    /// Object: customer, order, product, x_...
    pub object: String,
    /// Which records, as in the search box: "country:GB spend>=1000"
    #[arg(long, env = "GUANXI_FILTER", value_name = "FILTER")]
    pub filter: Option<String>,
    /// Order: -spend,name
    #[arg(long, env = "GUANXI_SORT", value_name = "FIELDS")]
    pub sort: Option<String>,
    /// Columns, separated by commas; left out: all
    #[arg(long, env = "GUANXI_FIELDS", value_name = "FIELDS")]
    pub fields: Option<String>,
    /// File to write; left out: standard output
    #[arg(short, long, env = "GUANXI_OUTPUT", value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub which: Which,
    #[command(flatten)]
    pub place: Place,
}

#[derive(Subcommand, Debug, Clone)]
pub enum TenantCommand {
    /// Make a company
    Create {
        /// Short name, used in addresses and keys: a-z, 0-9 and -
        slug: String,
        /// Name as people write it; left out: the short name
        #[arg(long, env = "GUANXI_TENANT_NAME", value_name = "NAME")]
        name: Option<String>,
        /// sqlite, schema (on --database) or postgres://... (a database of its own)
        #[arg(long, env = "GUANXI_HOME", value_name = "HOME")]
        home: Option<String>,
        /// Currency of sums, ISO 4217
        #[arg(long, env = "GUANXI_CURRENCY", default_value = "CNY", value_name = "CODE")]
        currency: String,
        /// Time zone in which days begin
        #[arg(long, env = "GUANXI_ZONE", default_value = "Asia/Shanghai", value_name = "ZONE")]
        zone: String,
        /// Language of staff: zh-CN, zh-TW, en
        #[arg(long, env = "GUANXI_LANGUAGE", default_value = "zh-CN", value_name = "CODE")]
        language: String,
        /// Country of phone numbers without a country code, ISO 3166
        #[arg(long, env = "GUANXI_COUNTRY", default_value = "CN", value_name = "CODE")]
        country: String,
        #[command(flatten)]
        place: Place,
    },
    /// List companies with their homes
    List {
        #[command(flatten)]
        place: Place,
    },
    /// Move a company to another home
    Move {
        slug: String,
        /// sqlite, schema (on --database) or postgres://... (a database of its own)
        #[arg(long, env = "GUANXI_HOME", value_name = "HOME")]
        to: String,
        #[command(flatten)]
        place: Place,
    },
    /// Delete a company with everything that it has; only a back-up brings it back
    Delete {
        /// Company (its short name)
        slug: String,
        /// Yes, delete it
        #[arg(long, env = "GUANXI_YES")]
        yes: bool,
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Subcommand, Debug, Clone)]
pub enum UserCommand {
    /// Add a person; the password is read from standard input or made and printed
    Add {
        /// E-mail to sign in with
        email: String,
        #[arg(long, env = "GUANXI_USER_NAME", value_name = "NAME")]
        name: Option<String>,
        /// administrator or member
        #[arg(long, env = "GUANXI_ROLE", default_value = "member", value_name = "ROLE")]
        role: String,
        /// Read the password from the first line of standard input
        #[arg(long, env = "GUANXI_PASSWORD_STDIN")]
        password_stdin: bool,
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        place: Place,
    },
    /// List the people who sign in
    List {
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        place: Place,
    },
    /// Give a person a new password and end their sessions
    Password {
        email: String,
        /// Read the password from the first line of standard input
        #[arg(long, env = "GUANXI_PASSWORD_STDIN")]
        password_stdin: bool,
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        place: Place,
    },
    /// Stop a person from signing in and end their sessions
    Deactivate {
        email: String,
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Subcommand, Debug, Clone)]
pub enum BenchCommand {
    /// Store invented customers, with orders if wanted
    Seed {
        /// How many customers
        #[arg(long, env = "GUANXI_CUSTOMERS", default_value_t = 10_000, value_name = "N")]
        customers: u64,
        /// Orders of each customer on average, with one to three lines each
        #[arg(long, env = "GUANXI_ORDERS", default_value_t = 0, value_name = "N")]
        orders: u32,
        /// Number of the first one; begin behind the last to make a base larger
        #[arg(long, env = "GUANXI_FIRST", default_value_t = 1, value_name = "N")]
        first: u64,
        /// The same seed makes the same records
        #[arg(long, env = "GUANXI_SEED", default_value_t = 1, value_name = "N")]
        seed: u64,
        #[command(flatten)]
        which: Which,
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Args, Debug, Clone)]
pub struct BackupArgs {
    /// File to write, for example acme.backup; replaced when it is there
    pub file: PathBuf,
    #[command(flatten)]
    pub which: Which,
    #[command(flatten)]
    pub place: Place,
}

#[derive(Args, Debug, Clone)]
pub struct RestoreArgs {
    /// Back-up to read
    pub file: PathBuf,
    /// Short name of the company to make; left out: the one in the back-up. It must be free
    #[arg(long, env = "GUANXI_TENANT", value_name = "SLUG")]
    pub tenant: Option<String>,
    /// sqlite, schema (on --database) or postgres://... (a database of its own)
    #[arg(long, env = "GUANXI_HOME", value_name = "HOME")]
    pub home: Option<String>,
    /// Only read it from beginning to end and say whether it is whole
    #[arg(long, env = "GUANXI_CHECK")]
    pub check: bool,
    #[command(flatten)]
    pub place: Place,
}

#[derive(Args, Debug, Clone)]
pub struct DoctorArgs {
    #[command(flatten)]
    pub place: Place,
}

#[derive(Args, Debug, Clone)]
pub struct OpenapiArgs {
    /// Only these objects, separated by commas
    #[arg(long, env = "GUANXI_OBJECTS", value_name = "NAMES")]
    pub objects: Option<String>,
    /// Include the custom objects and fields of this company
    #[arg(long, env = "GUANXI_TENANT", value_name = "SLUG")]
    pub tenant: Option<String>,
    #[command(flatten)]
    pub place: Place,
}
