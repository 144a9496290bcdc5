//! What is found where a tenant is to live, and who may touch it: the ground that moves stand on.

use crate::home::{Home, Homes};
use crate::postgres::{Pg, PgConn};
use crate::sqlite::connect;
use crate::tenant::Db;
use crate::{Error, Result};
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// `pragma user_version` of a file that takes no changes any more.
pub(crate) const DISABLED: i64 = 7_007;
/// `pragma user_version` of a file that is still being filled.
const INCOMPLETE: i64 = 7_008;
/// Table that marks a schema which is still being filled.
const MARK: &str = "incomplete";

/// What lies at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ground {
    Free,
    /// What an interrupted move or creation left; may be thrown away.
    Leftover,
    /// Somebody's tables.
    Taken,
}

impl Homes {
    pub(crate) async fn ground(&self, slug: &str, home: &Home) -> Result<Ground> {
        match self.place(slug, home)? {
            None => file_ground(&self.file(slug)),
            Some((url, schema)) => self.pg(&url)?.ground(&schema).await,
        }
    }

    /// Makes the place empty.
    ///
    /// # Errors
    /// [`Error::Exists`] when what lies there is not known to be rubbish.
    pub(crate) async fn throw_away(&self, slug: &str, home: &Home) -> Result<()> {
        match (self.ground(slug, home).await?, self.place(slug, home)?) {
            (Ground::Free, _) => Ok(()),
            (Ground::Leftover, None) => remove_file(&self.file(slug)),
            (Ground::Leftover, Some((url, schema))) => self.pg(&url)?.drop_schema(&schema).await,
            (Ground::Taken, None) => Err(Error::Exists(format!("the file {}", self.file(slug).display()))),
            (Ground::Taken, Some((_, schema))) => Err(Error::Exists(format!("the schema {schema} in that database"))),
        }
    }
}

fn file_ground(file: &Path) -> Result<Ground> {
    if !file.exists() {
        return Ok(Ground::Free);
    }
    let conn = connect(file, 1_024)?;
    let version: i64 = conn.query_row("pragma user_version", [], |r| r.get(0))?;
    let tables: i64 = conn.query_row("select count(*) from sqlite_schema", [], |r| r.get(0))?;
    Ok(if tables == 0 || version == DISABLED || version == INCOMPLETE { Ground::Leftover } else { Ground::Taken })
}

/// Deletes a SQLite file with what belongs to it.
pub(crate) fn remove_file(path: &Path) -> Result<()> {
    for suffix in ["", "-wal", "-shm"] {
        match std::fs::remove_file(beside(path, suffix)) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(e.into()),
            _ => {}
        }
    }
    Ok(())
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// Marks a place as being filled, or as complete.
pub(crate) async fn set_complete(db: &Db, complete: bool) -> Result<()> {
    match db {
        Db::Lite(lite) => {
            let version = if complete { 0 } else { INCOMPLETE };
            Ok(connect(lite.path(), 1_024)?.execute_batch(&format!("pragma user_version = {version}"))?)
        }
        Db::Pg { pg, schema } => {
            let mark = format!("\"{schema}\".\"{MARK}\"");
            let sql =
                if complete { format!("drop table if exists {mark}") } else { format!("create table if not exists {mark} ()") };
            pg.execute(&sql).await
        }
    }
}

/// Only one program at a time moves a tenant out of a place; let go when dropped and when the program dies.
pub(crate) enum MoveLock {
    Lite { _file: File },
    Pg { _conn: Box<PgConn> },
}

impl MoveLock {
    /// None when somebody else has it.
    pub(crate) async fn take(db: &Db) -> Result<Option<Self>> {
        match db {
            Db::Lite(lite) => {
                let file = File::create(beside(lite.path(), "-moving"))?;
                match file.try_lock() {
                    Ok(()) => Ok(Some(Self::Lite { _file: file })),
                    Err(TryLockError::WouldBlock) => Ok(None),
                    Err(TryLockError::Error(e)) => Err(e.into()),
                }
            }
            Db::Pg { pg, schema } => {
                let conn = pg.single().await?;
                let sql = "select pg_try_advisory_lock(hashtextextended($1, 1))";
                let rows = conn.rows(&Arc::from(sql), &[schema.as_ref().into()]).await?;
                Ok((rows.first().and_then(|r| r.opt_int(0)) == Some(1)).then_some(Self::Pg { _conn: Box::new(conn) }))
            }
        }
    }

    /// The lock of a home that may not be open, or may be parked.
    pub(crate) async fn take_at(homes: &Homes, slug: &str, home: &Home) -> Result<Option<(Self, Db)>> {
        let (db, _) = homes.handle(slug, home)?;
        Ok(Self::take(&db).await?.map(|lock| (lock, db)))
    }
}

fn parked(schema: &str) -> String {
    format!("moving_{schema}")
}

/// SQL that makes a home useless for every program that has it open; for PostgreSQL.
pub(crate) fn park(schema: &str) -> String {
    format!("alter schema \"{schema}\" rename to \"{}\"", parked(schema))
}

/// Takes the disabling of a home back.
pub(crate) async fn enable(db: &Db) -> Result<()> {
    match db {
        Db::Lite(lite) => Ok(connect(lite.path(), 1_024)?.execute_batch("pragma user_version = 0")?),
        Db::Pg { pg, schema } => {
            if pg.ground(&parked(schema)).await? == Ground::Free {
                return Ok(());
            }
            pg.execute(&format!("alter schema \"{}\" rename to \"{schema}\"", parked(schema))).await
        }
    }
}

/// Deletes a home that was disabled.
pub(crate) async fn remove(old: &Db) -> Result<()> {
    match old {
        Db::Lite(lite) => {
            remove_file(lite.path())?;
            Ok(std::fs::remove_file(beside(lite.path(), "-moving"))?)
        }
        Db::Pg { pg, schema } => pg.drop_schema(&parked(schema)).await,
    }
}

impl Pg {
    async fn ground(&self, schema: &str) -> Result<Ground> {
        let sql = "select count(c.relname), count(*) filter (where c.relname = $2)
                   from pg_catalog.pg_namespace n left join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relkind = 'r'
                   where n.nspname = $1 group by n.oid";
        let rows = self.get(0, &Arc::from(sql), &[schema.into(), MARK.into()]).await?;
        Ok(match rows.first() {
            None => Ground::Free,
            Some(row) if row.int(0)? == 0 || row.int(1)? > 0 => Ground::Leftover,
            Some(_) => Ground::Taken,
        })
    }

    async fn drop_schema(&self, schema: &str) -> Result<()> {
        self.execute(&format!("drop schema if exists \"{schema}\" cascade")).await
    }

    /// Administration of schemas, outside any tenant.
    async fn execute(&self, sql: &str) -> Result<()> {
        let conn = self.single().await?;
        Ok(conn.client.batch_execute(sql).await?)
    }
}
