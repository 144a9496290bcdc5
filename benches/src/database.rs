//! The two databases: a folder, or a PostgreSQL database of its own on the server of `GUANXI_TEST_PG`.

use std::path::{Path, PathBuf};
use store::{Home, StoreConfig};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Kind::Sqlite => "SQLite",
            Kind::Postgres => "PostgreSQL",
        }
    }

    /// Both, or SQLite alone where no server is named.
    pub fn all() -> Vec<Self> {
        if std::env::var_os("GUANXI_TEST_PG").is_some() { vec![Kind::Sqlite, Kind::Postgres] } else { vec![Kind::Sqlite] }
    }
}

/// Where the tenants of one measurement live; gone with this value.
pub struct Database {
    folder: tempfile::TempDir,
    postgres: Option<testkit::database::Database>,
}

impl Database {
    pub async fn new(kind: Kind) -> anyhow::Result<Self> {
        let postgres = match kind {
            Kind::Sqlite => None,
            Kind::Postgres => Some(testkit::postgres_database().await),
        };
        Ok(Self { folder: tempfile::Builder::new().prefix("guanxi-bench-").tempdir()?, postgres })
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn url(&self) -> Option<&str> {
        self.postgres.as_ref().map(|d| d.url.as_str())
    }

    pub fn place(&self) -> Place {
        Place { folder: self.folder().to_owned(), url: self.url().map(str::to_owned) }
    }
}

/// A database as it is told to a child process.
#[derive(Clone, Debug)]
pub struct Place {
    pub folder: PathBuf,
    pub url: Option<String>,
}

impl Place {
    pub fn home(&self) -> Home {
        if self.url.is_some() { Home::SHARED } else { Home::Sqlite }
    }

    /// The configuration of the record engine's store.
    pub fn config(&self) -> StoreConfig {
        let mut config = StoreConfig::new(&self.folder);
        config.database = self.url.clone();
        config.migrations.push(records::MIGRATIONS);
        config
    }

    /// Arguments for a child process; [`Place::parse`] reads them.
    pub fn args(&self) -> [String; 2] {
        [self.folder.display().to_string(), self.url.clone().unwrap_or_default()]
    }

    pub fn parse(args: &[String]) -> anyhow::Result<Self> {
        let [folder, url, ..] = args else { anyhow::bail!("a child needs folder and address") };
        Ok(Self { folder: folder.into(), url: Some(url.clone()).filter(|u| !u.is_empty()) })
    }
}
