//! One SQLite file: a writer that groups commits, and readers that run on the asker's thread.

pub(crate) mod read;
pub(crate) mod write;

use crate::{Error, Result, Row};
use model::{Id, Val};
use read::Reader;
use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, OpenFlags};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use write::Writer;

/// Readers kept for the next asker; more exist only while they are in use.
const READERS_KEPT: usize = 4;
const STATEMENTS_KEPT: usize = 128;

/// An open file. The writer's connection is opened by the first write, readers by the first read.
pub(crate) struct Lite {
    path: PathBuf,
    writer: Arc<tokio::sync::Mutex<Writer>>,
    readers: parking_lot::Mutex<Vec<Reader>>,
}

impl Lite {
    pub(crate) fn new(path: PathBuf) -> Arc<Self> {
        let writer = Arc::new(tokio::sync::Mutex::new(Writer::new(path.clone())));
        Arc::new(Self { path, writer, readers: parking_lot::Mutex::default() })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn writer(&self) -> &Arc<tokio::sync::Mutex<Writer>> {
        &self.writer
    }

    fn take_reader(&self) -> Result<Reader> {
        if let Some(reader) = self.readers.lock().pop() {
            return Ok(reader);
        }
        Reader::open(&self.path)
    }

    fn put_reader(&self, reader: Reader) {
        let mut readers = self.readers.lock();
        if readers.len() < READERS_KEPT {
            readers.push(reader);
        }
    }

    /// Gives back what caches hold, for a tenant that rests; keeps one reader.
    pub(crate) fn rest(&self) {
        let mut readers = self.readers.lock();
        readers.truncate(1);
        for reader in readers.iter() {
            reader.rest();
        }
        drop(readers);
        if let Ok(mut writer) = self.writer.try_lock() {
            writer.rest();
        }
    }
}

impl Lite {
    /// Writes the write-ahead log into the file and cuts it. False when a reader stood in the way.
    pub(crate) fn scrub(&self) -> Result<bool> {
        let conn = connect(self.path(), 1_024)?;
        let busy: i64 = blocking(|| conn.query_row("pragma wal_checkpoint(truncate)", [], |r| r.get(0)))?;
        Ok(busy == 0)
    }
}

/// Opens a connection with everything durability and memory ask for.
pub(crate) fn connect(path: &Path, cache_kb: u32) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    let conn = Connection::open_with_flags(path, flags).map_err(|e| Error::Db(format!("cannot open {}: {e}", path.display())))?;
    conn.busy_timeout(std::time::Duration::from_secs(10))?;
    conn.execute_batch(&format!(
        "pragma page_size = 8192; pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on;
         pragma secure_delete = on;
         pragma cache_size = -{cache_kb}; pragma journal_size_limit = 67108864; pragma wal_autocheckpoint = 16000"
    ))?;
    // Without this a kept statement is planned anew whenever a value bound to it may change the plan, at each use. Which index
    // drives a list is chosen by the engine.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS_KEPT);
    Ok(conn)
}

/// Runs `work` where blocking the thread harms nobody, if the runtime has such a place.
pub(crate) fn blocking<T>(work: impl FnOnce() -> T) -> T {
    use tokio::runtime::{Handle, RuntimeFlavor};
    match Handle::try_current() {
        Ok(h) if h.runtime_flavor() == RuntimeFlavor::MultiThread => tokio::task::block_in_place(work),
        _ => work(),
    }
}

fn bind(stmt: &mut CachedStatement<'_>, params: &[Val]) -> Result<()> {
    if stmt.parameter_count() != params.len() {
        return Err(Error::Db(format!("the statement has {} parameters, {} were given", stmt.parameter_count(), params.len())));
    }
    for (i, val) in params.iter().enumerate() {
        let value = match val {
            Val::Null => ValueRef::Null,
            Val::Int(n) => ValueRef::Integer(*n),
            Val::Real(r) => ValueRef::Real(*r),
            Val::Text(t) if t.as_bytes().contains(&0) => return Err(Error::Refused("text holds a NUL character".into())),
            Val::Text(t) => ValueRef::Text(t.as_bytes()),
            Val::Id(id) => ValueRef::Blob(&id.0),
            Val::Bytes(b) => ValueRef::Blob(b),
        };
        stmt.raw_bind_parameter(i + 1, ToSqlOutput::Borrowed(value))?;
    }
    Ok(())
}

fn decode(value: ValueRef<'_>) -> Val {
    match value {
        ValueRef::Null => Val::Null,
        ValueRef::Integer(n) => Val::Int(n),
        ValueRef::Real(r) => Val::Real(r),
        ValueRef::Text(t) => Val::Text(String::from_utf8_lossy(t).into_owned()),
        ValueRef::Blob(b) => <[u8; 16]>::try_from(b).map_or_else(|_| Val::Bytes(b.to_vec()), |id| Val::Id(Id(id))),
    }
}

/// Runs one statement and hands its rows on.
pub(crate) fn query(conn: &Connection, sql: &str, params: &[Val], each: &mut dyn FnMut(Row) -> Result<()>) -> Result<()> {
    let mut stmt = conn.prepare_cached(sql)?;
    bind(&mut stmt, params)?;
    let columns = stmt.column_count();
    let mut rows = stmt.raw_query();
    while let Some(row) = rows.next()? {
        let mut vals = Vec::with_capacity(columns);
        for i in 0..columns {
            vals.push(decode(row.get_ref(i)?));
        }
        each(Row(vals))?;
    }
    Ok(())
}
