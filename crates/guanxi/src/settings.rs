//! What the program needs to know before it starts.

use crate::live::Pace;
use crate::mail::Mail;
use crate::signin::limit::{Lockouts, Rates};
use crate::signin::password::Cost;
use std::path::PathBuf;
use std::time::Duration;

/// Settings of a server; from flags and `GUANXI_*`, or from a test.
#[derive(Clone)]
pub struct Settings {
    /// Folder of embedded databases and files.
    pub data: PathBuf,
    /// `postgres://...` of the control database.
    pub database: Option<String>,
    /// `s3://...` for files.
    pub blobs: Option<String>,
    /// Folder into which others put files to be imported: each company's below its short name.
    pub import_folder: Option<PathBuf>,
    /// `s3://...` of a bucket for the same.
    pub import_bucket: Option<String>,
    /// How long a file of that folder must stay the same before it is taken.
    pub stand: Duration,
    /// Name of this node.
    pub node: String,
    /// Cookies are marked Secure.
    pub https: bool,
    /// `x-forwarded-for` is believed.
    pub behind_proxy: bool,
    /// Largest body of ordinary requests, in bytes.
    pub max_body: usize,
    /// Largest file taken, in bytes.
    pub max_upload: usize,
    /// A session ends when it is not used for this long.
    pub session: Duration,
    pub password_cost: Cost,
    pub sign_in_rates: Rates,
    pub lockouts: Lockouts,
    /// How often one address, and everybody together, may follow a guest's link within a minute.
    pub guest_rates: Rates,
    /// Identity providers may be inside the server's network, and speak plain http.
    pub private_providers: bool,
    /// Where the staff's entrance is reached: `https://crm.example.com`, without a slash at the end.
    pub url: String,
    /// Where the public entrance is reached: `https://example.com`, without a slash at the end.
    pub public_url: String,
    /// How long an authenticated request is remembered: changes of roles take this long on other nodes.
    pub remember: Duration,
    /// How often live streams do what.
    pub live: Pace,
    /// How letters go; without it the server sends none.
    pub mail: Option<Mail>,
    /// Where the key is that seals secrets.
    pub secret_key: store::KeySource,
    /// Takes a key of this server in place of one that is lost.
    pub replace_lost_key: bool,
    /// Jobs run at once; 0 for none.
    pub jobs: usize,
    /// How long the history of records and ended jobs are kept.
    pub keep: store::upkeep::Keep,
}

impl Settings {
    /// Usual settings over a data folder.
    #[must_use]
    pub fn new(data: PathBuf) -> Self {
        Self {
            data,
            database: None,
            blobs: None,
            import_folder: None,
            import_bucket: None,
            stand: Duration::from_secs(30),
            node: node_name(),
            https: false,
            behind_proxy: false,
            max_body: 1 << 20,
            max_upload: 4 << 30,
            session: Duration::from_secs(14 * 86_400),
            password_cost: Cost::STANDARD,
            sign_in_rates: Rates::default(),
            lockouts: Lockouts::default(),
            guest_rates: Rates { per_address: 60, per_account: 120 },
            private_providers: false,
            url: "http://127.0.0.1:8080".into(),
            public_url: "http://127.0.0.1:8081".into(),
            remember: Duration::from_secs(3),
            live: Pace::default(),
            mail: None,
            secret_key: store::KeySource::default(),
            replace_lost_key: false,
            jobs: 2,
            keep: store::upkeep::Keep::default(),
        }
    }
}

/// The host's name; `node` when it has none.
#[must_use]
pub fn node_name() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let name = name.trim();
    if name.is_empty() { "node".to_owned() } else { name.to_owned() }
}
