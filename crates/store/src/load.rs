//! Fills empty tables with the rows of a [`Snapshot`](crate::snapshot::Snapshot): the second half of a move.

use crate::postgres::{Bind, PgConn};
use crate::snapshot::{Chunk, Snapshot, Table, blocking};
use crate::tenant::Db;
use crate::{Error, Result};
use parking_lot::Mutex;
use rusqlite::Connection;
use std::fs::File;
use std::path::PathBuf;
use std::pin::pin;
use std::sync::Arc;
use tokio::sync::mpsc;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::{ToSql, Type};

/// A connection that loads tables, with references switched off until the end.
pub(crate) enum Loader {
    Lite(Arc<Mutex<Connection>>, PathBuf),
    Pg { conn: Arc<PgConn>, schema: Arc<str>, references: Vec<(String, String, String)> },
}

/// Copies all rows of all tables. The target has the same tables, empty but for what their making left there.
/// The feed's transaction numbers mean nothing elsewhere, so they become 0, and readers' places are set to where
/// nothing is missed.
///
/// # Errors
/// [`Error::Config`] when the tables differ; errors of either database. The target is then to be thrown away.
pub(crate) async fn copy(from: &Snapshot, to: &Db) -> Result<u64> {
    let tables = from.tables().await?;
    let here = Snapshot::open(to).await?.tables().await?;
    let loader = Loader::open(to).await?;
    let mut total = 0;
    for table in &tables {
        let same = here.iter().find(|t| t.name == table.name && same_columns(t, table));
        let Some(there) = same else {
            return Err(Error::Config(format!(
                "the table {} was made or changed outside of migrations and ddl, so it cannot be made elsewhere",
                table.name
            )));
        };
        total += loader.fill(table, there, from.stream(select(from, table))).await?;
    }
    loader.finish().await?;
    Ok(total)
}

fn same_columns(a: &Table, b: &Table) -> bool {
    a.columns.len() == b.columns.len() && a.columns.iter().all(|c| b.columns.contains(c))
}

/// What is read of each column: itself, but for the feed.
pub(crate) fn select(from: &Snapshot, table: &Table) -> String {
    let change = from.name("change");
    let columns: Vec<String> = table
        .columns
        .iter()
        .map(|column| match (table.name.as_str(), column.as_str()) {
            ("change" | "cursor", "tx") => "cast(0 as bigint)".to_owned(),
            // Everything unread lies above its lowest number; what lies between was read and is read again.
            ("cursor", "seq") => format!(
                "coalesce((select min(k.seq) - 1 from {change} k where (k.tx, k.seq) > (s.tx, s.seq)),
                          (select max(k.seq) from {change} k), s.seq)"
            ),
            _ => format!("s.\"{column}\""),
        })
        .collect();
    format!("select {} from {} s", columns.join(", "), from.name(&table.name))
}

impl Loader {
    pub(crate) async fn open(to: &Db) -> Result<Self> {
        match to {
            Db::Lite(lite) => {
                let conn = crate::sqlite::connect(lite.path(), 65_536)?;
                conn.execute_batch("pragma foreign_keys = off; pragma synchronous = off")?;
                Ok(Self::Lite(Arc::new(Mutex::new(conn)), lite.path().to_owned()))
            }
            Db::Pg { pg, schema } => {
                let conn = Arc::new(pg.single().await?);
                conn.client.batch_execute("set idle_in_transaction_session_timeout = 0; begin").await?;
                let sql = "select r.conrelid::regclass::text, quote_ident(r.conname), pg_get_constraintdef(r.oid)
                           from pg_catalog.pg_constraint r join pg_catalog.pg_namespace n on n.oid = r.connamespace
                           where n.nspname = $1 and r.contype = 'f'";
                let mut references = Vec::new();
                for row in conn.rows(&Arc::from(sql), &[schema.as_ref().into()]).await? {
                    references.push((row.text(0)?.to_owned(), row.text(1)?.to_owned(), row.text(2)?.to_owned()));
                }
                for (table, name, _) in &references {
                    conn.client.batch_execute(&format!("alter table {table} drop constraint {name}")).await?;
                }
                Ok(Self::Pg { conn, schema: schema.clone(), references })
            }
        }
    }

    /// Empties one table, fills it with `chunks` of the columns of `table`, and checks that as many rows arrived as
    /// left. `there` is the table as the target describes it.
    pub(crate) async fn fill(&self, table: &Table, there: &Table, mut chunks: mpsc::Receiver<Result<Chunk>>) -> Result<u64> {
        let names: Vec<String> = table.columns.iter().map(|c| format!("\"{c}\"")).collect();
        let names = names.join(", ");
        let mut sent = 0;
        match self {
            Self::Lite(conn, _) => {
                let empty = format!("delete from \"{}\"", table.name);
                let places: Vec<String> = (1..=table.columns.len()).map(|i| format!("?{i}")).collect();
                let insert = format!("insert into \"{}\" ({names}) values ({})", table.name, places.join(", "));
                conn.lock().execute_batch(&empty)?;
                while let Some(chunk) = chunks.recv().await {
                    let (conn, insert, chunk) = (conn.clone(), insert.clone(), chunk?);
                    sent += chunk.len() as u64;
                    blocking(move || lite_insert(&conn.lock(), &insert, &chunk)).await?;
                }
                if let Some((_, last)) = &table.sequence {
                    lite_sequence(&conn.lock(), &table.name, *last)?;
                }
            }
            Self::Pg { conn, schema, .. } => {
                let full = format!("\"{schema}\".\"{}\"", table.name);
                conn.client.batch_execute(&format!("delete from {full}")).await?;
                let types = types_for(table, there)?;
                let sink = conn.client.copy_in(&format!("copy {full} ({names}) from stdin binary")).await?;
                let mut writer = pin!(BinaryCopyInWriter::new(sink, &types));
                while let Some(chunk) = chunks.recv().await {
                    for row in &chunk? {
                        let binds: Vec<Bind<'_>> = row.iter().map(Bind).collect();
                        writer.as_mut().write(&dynamic(&binds)).await?;
                        sent += 1;
                    }
                }
                writer.finish().await?;
                if let Some((column, last)) = table.sequence.as_ref().filter(|(_, last)| *last > 0) {
                    let set = format!("select setval(pg_get_serial_sequence('{full}', '{column}')::regclass, {last})");
                    conn.client.batch_execute(&set).await?;
                }
            }
        }
        self.check_count(table, sent).await?;
        Ok(sent)
    }

    async fn check_count(&self, table: &Table, sent: u64) -> Result<()> {
        let sql = |name: String| format!("select count(*) from {name}");
        let count = match self {
            Self::Lite(conn, _) => conn.lock().query_row(&sql(format!("\"{}\"", table.name)), [], |r| r.get::<_, i64>(0))?,
            Self::Pg { conn, schema, .. } => {
                let rows = conn.rows(&Arc::from(sql(format!("\"{schema}\".\"{}\"", table.name))), &[]).await?;
                rows.first().ok_or(Error::Closed)?.int(0)?
            }
        };
        if u64::try_from(count) == Ok(sent) {
            return Ok(());
        }
        Err(Error::Db(format!("of {sent} rows of {} only {count} arrived", table.name)))
    }

    /// Checks references, and puts everything on disk.
    pub(crate) async fn finish(self) -> Result<()> {
        match self {
            Self::Lite(conn, path) => {
                blocking(move || {
                    let conn = conn.lock();
                    let broken: i64 = conn.query_row("select count(*) from pragma_foreign_key_check", [], |r| r.get(0))?;
                    if broken > 0 {
                        return Err(Error::Reference(format!("{broken} rows refer to rows that do not exist")));
                    }
                    conn.execute_batch("pragma synchronous = full; pragma wal_checkpoint(truncate)")?;
                    // The file and its name in the folder, because the old home will be deleted.
                    File::open(&path)?.sync_all()?;
                    path.parent().map_or(Ok(()), |folder| Ok(File::open(folder)?.sync_all()?))
                })
                .await
            }
            Self::Pg { conn, references, .. } => {
                for (table, name, definition) in &references {
                    conn.client.batch_execute(&format!("alter table {table} add constraint {name} {definition}")).await?;
                }
                Ok(conn.client.batch_execute("commit").await?)
            }
        }
    }
}

fn lite_insert(conn: &Connection, insert: &str, chunk: &Chunk) -> Result<()> {
    conn.execute_batch("begin")?;
    for row in chunk {
        crate::sqlite::query(conn, insert, row, &mut |_| Ok(()))?;
    }
    Ok(conn.execute_batch("commit")?)
}

/// Numbers go on where they were, even if the last rows were removed.
fn lite_sequence(conn: &Connection, table: &str, last: i64) -> Result<()> {
    conn.execute("delete from sqlite_sequence where name = ?1", [table])?;
    conn.execute("insert into sqlite_sequence (name, seq) values (?1, ?2)", rusqlite::params![table, last])?;
    Ok(())
}

fn types_for(table: &Table, there: &Table) -> Result<Vec<Type>> {
    let of = |column: &String| {
        let name = there.columns.iter().position(|c| c == column).and_then(|i| there.types.get(i));
        Ok(match name.map(String::as_str) {
            Some("int8") => Type::INT8,
            Some("int4") => Type::INT4,
            Some("float8") => Type::FLOAT8,
            Some("text") => Type::TEXT,
            Some("jsonb") => Type::JSONB,
            Some("uuid") => Type::UUID,
            Some("bytea") => Type::BYTEA,
            other => return Err(Error::Type(format!("column {column} of {} is of type {other:?}", table.name))),
        })
    };
    table.columns.iter().map(of).collect()
}

fn dynamic<'a>(binds: &'a [Bind<'_>]) -> Vec<&'a (dyn ToSql + Sync)> {
    binds.iter().map(|b| b as &(dyn ToSql + Sync)).collect()
}
