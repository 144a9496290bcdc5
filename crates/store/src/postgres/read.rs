//! Reading: `get` over a connection shared by all tenants, `scan` and `stream` over one of one's own.

use super::{Bind, Pg, PgConn, value};
use crate::{Error, Result, Row, Rows};
use futures_util::{StreamExt, pin_mut};
use model::Val;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Instant;

/// What the error says, with its cause.
pub(super) fn why(e: &tokio_postgres::Error) -> String {
    match std::error::Error::source(e) {
        Some(s) => format!("{e}: {s}"),
        None => e.to_string(),
    }
}

impl PgConn {
    /// All rows of one statement.
    pub(crate) async fn rows(&self, sql: &Arc<str>, params: &[Val]) -> Result<Rows> {
        let mut rows = Rows::new();
        self.each(sql, params, &mut |row| {
            rows.push(row);
            Ok(())
        })
        .await?;
        Ok(rows)
    }

    /// Hands on the rows as they arrive. Returns how many were changed.
    pub(super) async fn each(
        &self,
        sql: &Arc<str>,
        params: &[Val],
        each: &mut (dyn FnMut(Row) -> Result<()> + Send),
    ) -> Result<u64> {
        let statement = self.prepare(sql).await?;
        let stream = self.client.query_raw(&statement, params.iter().map(Bind)).await.map_err(fault)?;
        pin_mut!(stream);
        while let Some(row) = stream.next().await {
            each(value::decode(&row.map_err(fault)?)?)?;
        }
        Ok(stream.rows_affected().unwrap_or(0))
    }
}

/// A value that does not fit its parameter is the caller's error, with its reason.
pub(super) fn fault(e: tokio_postgres::Error) -> Error {
    if e.as_db_error().is_none() && !e.is_closed() && e.to_string().contains("parameter") {
        return Error::Refused(why(&e));
    }
    e.into()
}

/// Rows as they arrive.
pub(crate) struct PgRows(Pin<Box<tokio_postgres::RowStream>>);

impl PgRows {
    pub(crate) async fn next(&mut self) -> Result<Option<Row>> {
        match self.0.next().await {
            Some(row) => value::decode(&row.map_err(fault)?).map(Some),
            None => Ok(None),
        }
    }
}

impl PgConn {
    /// The rows of one statement without parameters, one by one.
    pub(crate) async fn stream(&self, sql: &Arc<str>) -> Result<PgRows> {
        let statement = self.prepare(sql).await?;
        let none: [Bind<'_>; 0] = [];
        Ok(PgRows(Box::pin(self.client.query_raw(&statement, none).await.map_err(fault)?)))
    }
}

impl Pg {
    pub(crate) async fn get(&self, tenant: i64, sql: &Arc<str>, params: &[Val]) -> Result<Rows> {
        let conn = self.shared().await?;
        conn.serve(tenant);
        match conn.rows(sql, params).await {
            // The server closed the connection under us (restart, fail-over): a read may simply be asked again.
            Err(Error::Disconnected) => {
                let conn = self.shared().await?;
                conn.serve(tenant);
                conn.rows(sql, params).await
            }
            done => done,
        }
    }

    pub(crate) async fn scan(&self, tenant: i64, sql: &Arc<str>, params: &[Val], until: Instant) -> Result<Rows> {
        let mut tries = 0;
        loop {
            tries += 1;
            let mut rows = Rows::new();
            let mut each = |row| {
                rows.push(row);
                Ok(())
            };
            match self.lane(tenant, sql, params, until, &mut each).await {
                Err(Error::Disconnected) if tries < 3 => {}
                done => return done.map(|()| rows),
            }
        }
    }

    pub(crate) async fn stream(
        &self,
        tenant: i64,
        sql: &Arc<str>,
        params: &[Val],
        until: Instant,
        each: &mut (dyn FnMut(&Row) -> Result<()> + Send),
    ) -> Result<()> {
        self.lane(tenant, sql, params, until, &mut |row| each(&row)).await
    }

    /// Own connection, deadline on both sides. A dropped future cancels the statement on the server.
    async fn lane(
        &self,
        tenant: i64,
        sql: &Arc<str>,
        params: &[Val],
        until: Instant,
        each: &mut (dyn FnMut(Row) -> Result<()> + Send),
    ) -> Result<()> {
        let mut own = self.scans.take().await?;
        own.set_clean(false);
        let conn = own.conn()?;
        conn.serve(tenant);
        let left = u64::try_from(until.saturating_duration_since(Instant::now()).as_millis()).unwrap_or(u64::MAX);
        let work = conn.within(rounded(left), conn.each(sql, params, each));
        let done = tokio::time::timeout_at(until.into(), work).await;
        let done = done.unwrap_or(Err(Error::Deadline));
        // After an error of the server the connection is ready again; after our own, rows may still be on their way.
        own.set_clean(done.is_ok() || matches!(&done, Err(Error::Db(_) | Error::Refused(_))));
        done.map(drop)
    }
}

/// The server's own limit is a safety net above ours, in few sizes, so that it rarely needs to be told.
fn rounded(ms: u64) -> u64 {
    ms.saturating_add(100).next_power_of_two().clamp(1_024, i32::MAX as u64)
}
