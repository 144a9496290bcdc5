//! One frozen state of a tenant's tables, for moves and back-ups: what tables there are, and their rows as streams.

use crate::postgres::{Pg, PgConn};
use crate::sqlite::Lite;
use crate::tenant::Db;
use crate::{Error, Result, Row, Rows};
use model::Val;
use parking_lot::Mutex;
use rusqlite::Connection;
use std::sync::Arc;
use tokio::sync::mpsc;

/// Rows handed over at once.
const CHUNK: usize = 500;

/// Some rows of a table, in the order of its columns.
pub(crate) type Chunk = Vec<Vec<Val>>;

/// A read transaction that stays open. One that is `locked` also keeps everybody else from writing.
pub(crate) enum Snapshot {
    Lite(Arc<Mutex<Connection>>),
    Pg { conn: Arc<PgConn>, schema: Arc<str> },
}

/// A table as the database describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) name: String,
    pub(crate) columns: Vec<String>,
    /// PostgreSQL's names of the types; empty on SQLite.
    pub(crate) types: Vec<String>,
    /// The column that numbers the rows, and its last number.
    pub(crate) sequence: Option<(String, i64)>,
}

impl Snapshot {
    /// A state that others may go on changing.
    pub(crate) async fn open(db: &Db) -> Result<Self> {
        match db {
            Db::Lite(lite) => Self::lite(lite, "begin"),
            Db::Pg { pg, schema } => {
                let conn = reader(pg).await?;
                conn.client.batch_execute("begin isolation level repeatable read read only").await?;
                Ok(Self::Pg { conn, schema: schema.clone() })
            }
        }
    }

    /// A state that nobody changes until this value is dropped. Waits for writes under way.
    pub(crate) async fn locked(db: &Db) -> Result<Self> {
        match db {
            Db::Lite(lite) => {
                let lite = lite.clone();
                blocking(move || Self::lite(&lite, "begin immediate")).await
            }
            Db::Pg { pg, schema } => {
                let conn = reader(pg).await?;
                let all = "select coalesce(string_agg(format('%I.%I', schemaname, tablename), ', '), '')
                           from pg_catalog.pg_tables where schemaname = $1";
                let rows = conn.rows(&Arc::from(all), &[schema.as_ref().into()]).await?;
                let tables = rows.first().map_or(Ok(""), |r| r.text(0))?;
                conn.client
                    .batch_execute(&format!("begin isolation level repeatable read; lock table {tables} in share mode"))
                    .await?;
                Ok(Self::Pg { conn, schema: schema.clone() })
            }
        }
    }

    fn lite(lite: &Arc<Lite>, begin: &str) -> Result<Self> {
        let conn = crate::sqlite::connect(lite.path(), 16_384)?;
        conn.execute_batch(begin)?;
        Ok(Self::Lite(Arc::new(Mutex::new(conn))))
    }

    pub(crate) async fn rows(&self, sql: &str, params: &[Val]) -> Result<Rows> {
        match self {
            Self::Lite(conn) => {
                let mut rows = Rows::new();
                crate::sqlite::query(&conn.lock(), sql, params, &mut |row| {
                    rows.push(row);
                    Ok(())
                })?;
                Ok(rows)
            }
            Self::Pg { conn, .. } => conn.rows(&Arc::from(sql), params).await,
        }
    }

    /// The full name of a table of this snapshot.
    pub(crate) fn name(&self, table: &str) -> String {
        match self {
            Self::Lite(_) => format!("\"{table}\""),
            Self::Pg { schema, .. } => format!("\"{schema}\".\"{table}\""),
        }
    }

    /// All tables by name.
    pub(crate) async fn tables(&self) -> Result<Vec<Table>> {
        match self {
            Self::Lite(_) => self.lite_tables().await,
            Self::Pg { schema, .. } => self.pg_tables(schema).await,
        }
    }

    async fn lite_tables(&self) -> Result<Vec<Table>> {
        let names =
            "select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\' order by name";
        let counted = "select 1 from sqlite_schema where name = 'sqlite_sequence'";
        let counted = !self.rows(counted, &[]).await?.is_empty();
        let mut tables = Vec::new();
        for row in self.rows(names, &[]).await? {
            let name = row.text(0)?;
            let rows = self.rows("select name, pk from pragma_table_info(?1) order by cid", &[name.into()]).await?;
            let mut sequence = None;
            if counted
                && let Some(last) = self.rows("select seq from sqlite_sequence where name = ?1", &[name.into()]).await?.first()
            {
                let key = rows.iter().find(|r| r.opt_int(1) == Some(1)).map(|r| r.text(0).map(str::to_owned)).transpose()?;
                sequence = key.zip(last.opt_int(0));
            }
            let columns = rows.iter().map(|r| r.text(0).map(str::to_owned)).collect::<Result<_>>()?;
            tables.push(Table { name: name.to_owned(), columns, types: Vec::new(), sequence });
        }
        Ok(tables)
    }

    async fn pg_tables(&self, schema: &str) -> Result<Vec<Table>> {
        let sql = "select c.relname::text, a.attname::text, t.typname::text, a.attidentity <> ''
             from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
             join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
             join pg_catalog.pg_type t on t.oid = a.atttypid
             where n.nspname = $1 and c.relkind = 'r' order by c.relname collate \"C\", a.attnum";
        let mut tables: Vec<Table> = Vec::new();
        for row in self.rows(sql, &[schema.into()]).await? {
            let (name, column) = (row.text(0)?, row.text(1)?);
            if tables.last().is_none_or(|t| t.name != name) {
                tables.push(Table { name: name.to_owned(), columns: Vec::new(), types: Vec::new(), sequence: None });
            }
            let Some(table) = tables.last_mut() else { continue };
            table.columns.push(column.to_owned());
            table.types.push(row.text(2)?.to_owned());
            if row.opt_int(3) == Some(1) {
                let full = format!("\"{schema}\".\"{name}\"");
                let last = "select coalesce(pg_sequence_last_value(pg_get_serial_sequence($1, $2)::regclass), 0)";
                let last = self.rows(last, &[full.into(), column.into()]).await?;
                table.sequence = last.first().and_then(|r| r.opt_int(0)).map(|n| (column.to_owned(), n));
            }
        }
        Ok(tables)
    }

    /// The rows of one statement without parameters, in chunks, in constant memory.
    pub(crate) fn stream(&self, sql: String) -> mpsc::Receiver<Result<Chunk>> {
        let (send, receive) = mpsc::channel(2);
        match self {
            Self::Lite(conn) => {
                let conn = conn.clone();
                tokio::task::spawn_blocking(move || {
                    let mut chunk = Chunk::new();
                    let done = crate::sqlite::query(&conn.lock(), &sql, &[], &mut |row: Row| {
                        chunk.push(row.0);
                        if chunk.len() < CHUNK {
                            return Ok(());
                        }
                        send.blocking_send(Ok(std::mem::take(&mut chunk))).map_err(|_| Error::Cancelled)
                    });
                    let _ = send.blocking_send(done.map(|()| chunk));
                });
            }
            Self::Pg { conn, .. } => {
                tokio::spawn(pg_stream(conn.clone(), sql, send));
            }
        }
        receive
    }
}

async fn reader(pg: &Pg) -> Result<Arc<PgConn>> {
    let conn = pg.single().await?;
    conn.client.batch_execute("set idle_in_transaction_session_timeout = 0").await?;
    Ok(Arc::new(conn))
}

async fn pg_stream(conn: Arc<PgConn>, sql: String, send: mpsc::Sender<Result<Chunk>>) {
    let done = async {
        let mut rows = conn.stream(&Arc::from(sql.as_str())).await?;
        let mut chunk = Chunk::new();
        while let Some(row) = rows.next().await? {
            chunk.push(row.0);
            if chunk.len() == CHUNK {
                send.send(Ok(std::mem::take(&mut chunk))).await.map_err(|_| Error::Cancelled)?;
            }
        }
        send.send(Ok(chunk)).await.map_err(|_| Error::Cancelled)
    };
    if let Err(e) = done.await {
        let _ = send.send(Err(e)).await;
    }
}

/// Runs work on a thread where it may block.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or(Err(Error::Closed))
}
