//! Where a tenant lives: one of three homes, with the same code on top.

use crate::address;
use crate::config::StoreConfig;
use crate::postgres::Pg;
use crate::sqlite::Lite;
use crate::tenant::Db;
use crate::token::Tokens;
use crate::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

/// Where the control database is in PostgreSQL.
pub(crate) const CONTROL_SCHEMA: &str = "guanxi_control";

/// The home of a tenant. Addresses are as [`crate::address`] has them, and are kept in the control database as they are given.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Home {
    /// A file of its own, `tenants/<slug>.db` in the data folder: thousands of small tenants on a node.
    Sqlite,
    /// A schema in a shared PostgreSQL database, at most 500 of them. `url` None: the store's own database.
    PgSchema {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        url: Option<String>,
    },
    /// A PostgreSQL database of its own, for a large tenant. The database must exist.
    PgDatabase { url: String },
}

/// Without passwords.
impl std::fmt::Debug for Home {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Home::Sqlite => f.write_str("Sqlite"),
            Home::PgSchema { url: None } => f.write_str("PgSchema"),
            Home::PgSchema { url: Some(url) } => write!(f, "PgSchema({})", address::masked(url)),
            Home::PgDatabase { url } => write!(f, "PgDatabase({})", address::masked(url)),
        }
    }
}

impl Home {
    /// A schema in the store's own database.
    pub const SHARED: Home = Home::PgSchema { url: None };

    pub(crate) fn to_json(&self) -> Result<String> {
        serde_json::to_string(self).map_err(|e| Error::Config(e.to_string()))
    }
}

/// The databases that are open, each once.
pub(crate) struct Homes {
    data: PathBuf,
    database: Option<String>,
    limits: crate::config::Limits,
    servers: parking_lot::Mutex<HashMap<String, Arc<Pg>>>,
    lite_tokens: Arc<Tokens>,
}

/// Letters of a tenant's address: `a-z`, digits and `-`, beginning with a letter, at most 40.
pub(crate) fn check_slug(slug: &str) -> Result<()> {
    let fits = (2..=40).contains(&slug.len())
        && slug.starts_with(|c: char| c.is_ascii_lowercase())
        && slug.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if fits {
        Ok(())
    } else {
        Err(Error::Config(format!("{slug:?} is no tenant name: use 2 to 40 of a-z, 0-9 and -, a letter first")))
    }
}

impl Homes {
    pub(crate) fn new(cfg: &StoreConfig) -> Result<Self> {
        std::fs::create_dir_all(cfg.data.join("tenants"))
            .map_err(|e| Error::Config(format!("cannot make the folder {}: {e}", cfg.data.display())))?;
        Ok(Self {
            data: cfg.data.clone(),
            database: cfg.database.clone(),
            limits: cfg.limits.clone(),
            servers: parking_lot::Mutex::default(),
            lite_tokens: Tokens::sqlite(),
        })
    }

    pub(crate) fn pg(&self, url: &str) -> Result<Arc<Pg>> {
        let mut servers = self.servers.lock();
        if let Some(pg) = servers.get(url) {
            return Ok(pg.clone());
        }
        let pg = Pg::new(&address::resolve(url)?, &self.limits)?;
        servers.insert(url.to_owned(), pg.clone());
        Ok(pg)
    }

    pub(crate) fn rest(&self) {
        self.servers.lock().values().for_each(|pg| pg.rest());
    }

    /// The file of a tenant that lives in one.
    pub(crate) fn file(&self, slug: &str) -> PathBuf {
        self.data.join("tenants").join(format!("{slug}.db"))
    }

    /// The address and the schema of a home in PostgreSQL.
    pub(crate) fn place(&self, slug: &str, home: &Home) -> Result<Option<(String, String)>> {
        Ok(match home {
            Home::Sqlite => None,
            Home::PgDatabase { url } => Some((url.clone(), format!("t_{slug}"))),
            Home::PgSchema { url } => {
                let url = url.clone().or_else(|| self.database.clone());
                let url = url.ok_or_else(|| {
                    Error::Config("a schema as home needs a PostgreSQL address: start with --database postgres://...".into())
                })?;
                Some((url, format!("t_{slug}")))
            }
        })
    }

    /// True when both homes are one database, however its address is written.
    pub(crate) fn same_place(&self, slug: &str, one: &Home, other: &Home) -> Result<bool> {
        let place = |home: &Home| -> Result<Option<(String, String)>> {
            let Some((url, schema)) = self.place(slug, home)? else { return Ok(None) };
            Ok(Some((address::resolve(&url)?, schema)))
        };
        Ok(place(one)? == place(other)?)
    }

    /// True when one transaction can change both the tenant and the control database.
    pub(crate) fn is_beside_control(&self, slug: &str, home: &Home) -> Result<bool> {
        let place = self.place(slug, home)?;
        Ok(place.is_some_and(|(url, _)| self.database.as_ref() == Some(&url)))
    }

    /// A home as it is, whether there is anything or not.
    pub(crate) fn handle(&self, slug: &str, home: &Home) -> Result<(Db, Arc<Tokens>)> {
        Ok(match self.place(slug, home)? {
            None => (Db::Lite(Lite::new(self.file(slug))), self.lite_tokens.clone()),
            Some((url, schema)) => {
                let tokens = Tokens::schema(&schema);
                (Db::Pg { pg: self.pg(&url)?, schema: schema.into() }, tokens)
            }
        })
    }

    /// Opens a home, making its schema when it is not there yet.
    pub(crate) async fn open(&self, slug: &str, home: &Home) -> Result<(Db, Arc<Tokens>)> {
        match self.place(slug, home)? {
            None => self.handle(slug, home),
            Some((url, schema)) => self.open_schema(&url, &schema).await,
        }
    }

    async fn open_schema(&self, url: &str, schema: &str) -> Result<(Db, Arc<Tokens>)> {
        let pg = self.pg(url)?;
        pg.make_schema(schema).await?;
        Ok((Db::Pg { pg, schema: schema.into() }, Tokens::schema(schema)))
    }

    /// The control database.
    pub(crate) async fn control(&self) -> Result<(Db, Arc<Tokens>)> {
        match &self.database {
            Some(url) => self.open_schema(url, CONTROL_SCHEMA).await,
            None => Ok((Db::Lite(Lite::new(self.data.join("control.db"))), self.lite_tokens.clone())),
        }
    }

    /// Refuses a home that is full.
    pub(crate) async fn check_room(&self, slug: &str, home: &Home) -> Result<()> {
        let (Home::PgSchema { .. }, Some((url, _))) = (home, self.place(slug, home)?) else { return Ok(()) };
        let used = self.pg(&url)?.count_schemas().await?;
        if used >= self.limits.schemas {
            return Err(Error::Config(format!(
                "this PostgreSQL database holds {used} tenants, its limit is {}; use another database (home url) or a SQLite file",
                self.limits.schemas
            )));
        }
        Ok(())
    }
}

impl Pg {
    async fn make_schema(&self, schema: &str) -> Result<()> {
        let known = "select 1 from pg_catalog.pg_namespace where nspname = $1";
        if !self.get(0, &Arc::from(known), &[schema.into()]).await?.is_empty() {
            return Ok(());
        }
        let own = self.writes.take().await?;
        let sql = format!("create schema if not exists \"{schema}\"");
        match own.conn()?.client.batch_execute(&sql).await.map_err(Error::from) {
            // Two nodes at once: the other one made it.
            Err(Error::Conflict { .. }) => Ok(()),
            done => done,
        }
    }

    async fn count_schemas(&self) -> Result<usize> {
        let sql = "select count(*) from pg_catalog.pg_namespace where nspname like 't\\_%'";
        let rows = self.get(0, &Arc::from(sql), &[]).await?;
        Ok(rows.first().and_then(|r| r.opt_int(0)).and_then(|n| usize::try_from(n).ok()).unwrap_or(0))
    }
}
