//! Writing: a transaction on a connection of its own. `begin` travels with the first statement.

use super::pool::Pooled;
use super::{Bind, PgConn, read::fault};
use crate::{Error, Result, Row, Rows};
use futures_util::future::{join, try_join_all};
use model::Val;
use std::pin::pin;
use std::sync::Arc;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::{ToSql, Type};

/// Statements sent ahead of their answers.
const AHEAD: usize = 256;

pub(crate) struct PgTx {
    own: Pooled,
    begun: bool,
}

impl PgTx {
    pub(crate) fn new(mut own: Pooled, tenant: i64) -> Result<Self> {
        own.set_clean(false);
        own.conn()?.serve(tenant);
        Ok(Self { own, begun: false })
    }

    /// Runs work inside the transaction, opening it first.
    async fn inside<T>(begun: &mut bool, conn: &PgConn, work: impl Future<Output = Result<T>>) -> Result<T> {
        if *begun {
            return work.await;
        }
        *begun = true;
        let (begin, done) = join(conn.client.batch_execute("begin"), work).await;
        begin?;
        done
    }

    pub(crate) async fn all(&mut self, sql: &Arc<str>, params: &[Val]) -> Result<Rows> {
        let conn = self.own.conn()?;
        Self::inside(&mut self.begun, conn, conn.rows(sql, params)).await
    }

    pub(crate) async fn run(&mut self, sql: &Arc<str>, params: &[Val]) -> Result<u64> {
        let conn = self.own.conn()?;
        let mut skip = |_: Row| Ok(());
        Self::inside(&mut self.begun, conn, conn.each(sql, params, &mut skip)).await
    }

    /// The same statement for each row of parameters, sent without waiting for answers.
    pub(crate) async fn run_many(&mut self, sql: &Arc<str>, params: &[Vec<Val>]) -> Result<u64> {
        let conn = self.own.conn()?;
        Self::inside(&mut self.begun, conn, async {
            let statement = conn.prepare(sql).await?;
            let mut changed = 0;
            for chunk in params.chunks(AHEAD) {
                let sent = chunk.iter().map(|row| conn.client.execute_raw(&statement, row.iter().map(Bind)));
                changed += try_join_all(sent).await.map_err(fault)?.iter().sum::<u64>();
            }
            Ok(changed)
        })
        .await
    }

    /// As [`PgTx::run_many`], with the rows of each.
    pub(crate) async fn all_many(&mut self, sql: &Arc<str>, params: &[Vec<Val>]) -> Result<Vec<Rows>> {
        let conn = self.own.conn()?;
        Self::inside(&mut self.begun, conn, async {
            conn.prepare(sql).await?;
            let mut found = Vec::with_capacity(params.len());
            for chunk in params.chunks(AHEAD) {
                found.extend(try_join_all(chunk.iter().map(|row| conn.rows(sql, row))).await?);
            }
            Ok(found)
        })
        .await
    }

    pub(crate) async fn batch(&mut self, sql: &str) -> Result<()> {
        let conn = self.own.conn()?;
        Self::inside(&mut self.begun, conn, async { Ok(conn.client.batch_execute(sql).await?) }).await
    }

    /// Binary COPY into `copy`, the text of a `copy ... from stdin binary`.
    pub(crate) async fn copy<R: AsRef<[Val]>>(&mut self, copy: &str, types: &[Type], rows: &[R]) -> Result<u64> {
        let conn = self.own.conn()?;
        Self::inside(&mut self.begun, conn, async {
            let sink = conn.client.copy_in(copy).await?;
            let mut writer = pin!(BinaryCopyInWriter::new(sink, types));
            for row in rows {
                let binds: Vec<Bind<'_>> = row.as_ref().iter().map(Bind).collect();
                writer.as_mut().write(&dynamic(&binds)).await.map_err(fault)?;
            }
            writer.finish().await.map_err(fault)
        })
        .await
    }

    /// # Errors
    /// [`Error::Unknown`] when the connection breaks before the answer.
    pub(crate) async fn commit(mut self) -> Result<()> {
        let conn = self.own.conn()?;
        if self.begun
            && let Err(e) = conn.client.batch_execute("commit").await
        {
            return Err(if e.as_db_error().is_some() { e.into() } else { Error::Unknown });
        }
        self.own.set_clean(true);
        Ok(())
    }

    /// Takes everything back. A connection that cannot do so is closed, which does the same.
    pub(crate) async fn undo(mut self) {
        let Ok(conn) = self.own.conn() else { return };
        if !self.begun || conn.client.batch_execute("rollback").await.is_ok() {
            self.own.set_clean(true);
        }
    }
}

fn dynamic<'a>(binds: &'a [Bind<'_>]) -> Vec<&'a (dyn ToSql + Sync)> {
    binds.iter().map(|b| b as &(dyn ToSql + Sync)).collect()
}
