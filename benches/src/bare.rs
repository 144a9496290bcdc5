//! The reference of the import: the rows that it left behind, put by hand into empty tables with the same indexes.

use bytes::{Bytes, BytesMut};
use futures_util::{SinkExt, TryStreamExt};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};
use std::path::Path;
use std::time::{Duration, Instant};

/// What a copy came to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Copied {
    pub rows: usize,
    pub took: Duration,
}

/// The settings of the product's own connections.
pub const PRAGMAS: &str =
    "pragma page_size = 8192; pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -65536";

/// Copies every table of a file into a new one. Only the inserts are timed: one transaction and one prepared statement a table.
pub fn sqlite(from: &Path, to: &Path) -> anyhow::Result<Copied> {
    let source = Connection::open(from)?;
    let mut target = Connection::open(to)?;
    target.execute_batch(PRAGMAS)?;
    let schema = "select sql from sqlite_master where sql is not null and name not like 'sqlite_%' order by type = 'index'";
    for sql in source.prepare(schema)?.query_map([], |r| r.get::<_, String>(0))? {
        target.execute_batch(&sql?)?;
    }
    let mut copied = Copied::default();
    let tables = "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'";
    let tables: Vec<String> = source.prepare(tables)?.query_map([], |r| r.get(0))?.collect::<Result<_, _>>()?;
    for table in tables {
        let rows = all_rows(&source, &table)?;
        let Some(columns) = rows.first().map(Vec::len) else { continue };
        let places = vec!["?"; columns].join(", ");
        let begun = Instant::now();
        let transaction = target.transaction()?;
        let mut insert = transaction.prepare(&format!("insert into \"{table}\" values ({places})"))?;
        for row in &rows {
            insert.execute(params_from_iter(row))?;
        }
        drop(insert);
        transaction.commit()?;
        copied.took += begun.elapsed();
        copied.rows += rows.len();
    }
    Ok(copied)
}

fn all_rows(source: &Connection, table: &str) -> anyhow::Result<Vec<Vec<Value>>> {
    let mut select = source.prepare(&format!("select * from \"{table}\""))?;
    let columns = select.column_count();
    let rows = select.query_map([], |r| (0..columns).map(|i| r.get(i)).collect())?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// As [`sqlite`], for the schema of a tenant: one binary COPY a table, of bytes that are at hand.
pub async fn postgres(url: &str, schema: &str) -> anyhow::Result<Copied> {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
    let connection = tokio::spawn(connection);
    client.batch_execute("create schema bare").await?;
    let tables = client.query("select tablename from pg_tables where schemaname = $1", &[&schema]).await?;
    let mut copied = Copied::default();
    for table in &tables {
        let table: String = table.get(0);
        client.batch_execute(&format!("create table bare.\"{table}\" (like \"{schema}\".\"{table}\" including all)")).await?;
        let rows: i64 = client.query_one(&format!("select count(*) from \"{schema}\".\"{table}\""), &[]).await?.get(0);
        let out = client.copy_out(&format!("copy \"{schema}\".\"{table}\" to stdout binary")).await?;
        let bytes: BytesMut = out
            .try_fold(BytesMut::new(), |mut all, part| async move {
                all.extend_from_slice(&part);
                Ok(all)
            })
            .await?;
        let bytes = bytes.freeze();
        let begun = Instant::now();
        let sink = client.copy_in::<_, Bytes>(&format!("copy bare.\"{table}\" from stdin binary")).await?;
        let mut sink = std::pin::pin!(sink);
        for start in (0..bytes.len()).step_by(1 << 16) {
            sink.send(bytes.slice(start..bytes.len().min(start + (1 << 16)))).await?;
        }
        sink.finish().await?;
        copied.took += begun.elapsed();
        copied.rows += usize::try_from(rows)?;
    }
    drop(client);
    connection.await??;
    Ok(copied)
}
