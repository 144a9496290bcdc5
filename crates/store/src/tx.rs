//! A transaction, as the closure of [`Tenant::write`](crate::Tenant::write) gets it.

use crate::postgres::write::PgTx;
use crate::sqlite::write::LiteTx;
use crate::token::Tokens;
use crate::{Dialect, Error, Result, Rows, ScopedFuture};
use model::object::ColType;
use model::{Id, Str, Ts, Val};
use std::sync::Arc;
use tokio::sync::watch;
use tokio_postgres::types::Type;

/// A column of [`Tx::bulk`].
#[derive(Clone, Debug)]
pub struct BulkColumn {
    pub name: Str,
    pub ty: ColType,
}

impl BulkColumn {
    pub fn new(name: impl Into<Str>, ty: ColType) -> Self {
        Self { name: name.into(), ty }
    }
}

/// Work to do when the transaction is on disk.
pub(crate) type AfterCommit = Box<dyn FnOnce() + Send>;

/// A transaction under way. After any error it is poisoned: whatever follows fails with the same error and the whole
/// closure is taken back, on both databases. To expect an error, put the statement into [`Tx::savepoint`], or use
/// `on conflict ... returning`.
pub struct Tx {
    pub(crate) conn: Conn,
    tokens: Arc<Tokens>,
    schema: Arc<str>,
    now: Ts,
    pub(crate) poison: Option<Error>,
    depth: u32,
    xid: Option<i64>,
    /// When the earliest job made here is due.
    pub(crate) wake: Option<Ts>,
    pub(crate) after: Vec<AfterCommit>,
    /// Tells those who follow the feed; taken by the first change that is appended.
    pub(crate) changes: Option<Arc<watch::Sender<u64>>>,
}

pub(crate) enum Conn {
    Lite(LiteTx),
    Pg(Box<PgTx>),
}

/// Calls the same method of whichever connection it is; PostgreSQL's is awaited.
macro_rules! on_conn {
    ($self:ident, $method:ident ( $($arg:expr),* )) => {{
        $self.check()?;
        let done = match &mut $self.conn {
            Conn::Lite(c) => c.$method($($arg),*),
            Conn::Pg(c) => c.$method($($arg),*).await,
        };
        $self.noted(done)
    }};
}

impl Tx {
    pub(crate) fn new(conn: Conn, tokens: Arc<Tokens>, schema: Arc<str>, now: Ts) -> Self {
        Self { conn, tokens, schema, now, poison: None, depth: 0, xid: None, wake: None, after: Vec::new(), changes: None }
    }

    /// The instant at which the transaction began, by the store's clock.
    #[must_use]
    pub fn now(&self) -> Ts {
        self.now
    }

    #[must_use]
    pub fn dialect(&self) -> Dialect {
        match self.conn {
            Conn::Lite(_) => Dialect::Sqlite,
            Conn::Pg(_) => Dialect::Postgres,
        }
    }

    fn check(&self) -> Result<()> {
        self.poison.clone().map_or(Ok(()), Err)
    }

    fn noted<T>(&mut self, done: Result<T>) -> Result<T> {
        if let Err(e) = &done {
            self.poison = Some(e.clone());
        }
        done
    }

    /// The rows of one statement; for `returning` too.
    ///
    /// # Errors
    /// Any error poisons the transaction.
    pub async fn all(&mut self, sql: &str, params: &[Val]) -> Result<Rows> {
        let sql = self.tokens.expand(sql);
        on_conn!(self, all(&sql, params))
    }

    /// Runs one statement. Returns the number of rows changed.
    ///
    /// # Errors
    /// [`Error::Conflict`] for a taken unique key, and others. Any error poisons the transaction.
    pub async fn run(&mut self, sql: &str, params: &[Val]) -> Result<u64> {
        let sql = self.tokens.expand(sql);
        on_conn!(self, run(&sql, params))
    }

    /// Runs the same statement for each row of parameters; on PostgreSQL without waiting in between. Returns the
    /// number of rows changed in all.
    ///
    /// # Errors
    /// Those of [`Tx::run`].
    pub async fn run_many(&mut self, sql: &str, params: &[Vec<Val>]) -> Result<u64> {
        let sql = self.tokens.expand(sql);
        on_conn!(self, run_many(&sql, params))
    }

    /// The rows of the same statement for each row of parameters; on PostgreSQL without waiting in between.
    ///
    /// # Errors
    /// Those of [`Tx::all`].
    pub async fn all_many(&mut self, sql: &str, params: &[Vec<Val>]) -> Result<Vec<Rows>> {
        let sql = self.tokens.expand(sql);
        on_conn!(self, all_many(&sql, params))
    }

    /// Inserts rows as fast as the database can: binary COPY, or a prepared loop. `table` is the bare name. Values
    /// must be of the columns' types. Returns the number of rows.
    ///
    /// # Errors
    /// Those of [`Tx::run`]; one bad row fails all.
    pub async fn bulk<R: AsRef<[Val]> + Sync>(&mut self, table: &str, columns: &[BulkColumn], rows: &[R]) -> Result<u64> {
        self.check()?;
        if let Some(bad) = rows.iter().map(R::as_ref).find(|r| r.len() != columns.len()) {
            let e = Error::Refused(format!("a row for {table} has {} values for {} columns", bad.len(), columns.len()));
            return self.noted(Err(e));
        }
        let names: Vec<String> = columns.iter().map(|c| format!("\"{}\"", c.name)).collect();
        let (table, names) = (self.tokens.table(table), names.join(", "));
        let done = match &mut self.conn {
            Conn::Lite(c) => {
                let places: Vec<String> = (1..=columns.len()).map(|i| format!("?{i}")).collect();
                c.run_many(&format!("insert into {table} ({names}) values ({})", places.join(", ")), rows)
            }
            Conn::Pg(c) => {
                let types: Vec<Type> = columns.iter().map(|c| copy_type(c.ty)).collect();
                c.copy(&format!("copy {table} ({names}) from stdin binary"), &types, rows).await
            }
        };
        self.noted(done)
    }

    /// Runs `f` so that its error takes back only what `f` did; the transaction goes on. After a loss of the whole
    /// transaction (disk full) nothing goes on.
    ///
    /// # Errors
    /// Whatever `f` returns.
    pub async fn savepoint<'env, T, E, F>(&mut self, f: F) -> Result<T, E>
    where
        T: Send,
        E: From<Error> + Send,
        F: for<'a> FnOnce(&'a mut Tx) -> ScopedFuture<'env, 'a, Result<T, E>> + Send,
    {
        self.depth += 1;
        let depth = self.depth;
        let opened = self.mark(depth, "savepoint s").await;
        let done = match opened {
            Ok(()) => f(self).await,
            Err(e) => Err(e.into()),
        };
        self.depth -= 1;
        let broken = self.poison.clone();
        match (done, broken) {
            (Ok(value), None) => {
                self.mark(depth, "release s").await?;
                Ok(value)
            }
            (done, broken) => {
                self.poison = None;
                self.mark(depth, "rollback to s").await?;
                done.and_then(|_| Err(broken.unwrap_or(Error::Closed).into()))
            }
        }
    }

    async fn mark(&mut self, depth: u32, what: &str) -> Result<()> {
        self.check()?;
        let sql =
            if what.starts_with("rollback") { format!("{what}{depth}; release s{depth}") } else { format!("{what}{depth}") };
        on_conn!(self, batch(&sql))
    }

    /// Runs several statements without parameters, with table and type tokens.
    ///
    /// # Errors
    /// Those of [`Tx::run`].
    pub(crate) async fn batch(&mut self, sql: &str) -> Result<()> {
        let sql = self.tokens.expand(&self.dialect().types(sql));
        on_conn!(self, batch(&sql))
    }

    /// Additive changes of tables, with table and type tokens. PostgreSQL waits at most 300 ms for a lock, so that
    /// nobody queues behind this; then the write is tried again.
    ///
    /// # Errors
    /// [`Error::Locked`] when the table stayed busy.
    pub async fn ddl(&mut self, statements: &[String]) -> Result<()> {
        if self.dialect() == Dialect::Postgres {
            self.batch("set local lock_timeout = '300ms'").await?;
        }
        for sql in statements {
            self.change_tables(sql).await?;
        }
        Ok(())
    }

    /// Changes tables and remembers how, so that a move can make the same tables elsewhere.
    pub(crate) async fn change_tables(&mut self, sql: &str) -> Result<()> {
        self.batch(sql).await?;
        let known = "insert into @ddl (at, sql) select $1, $2 where not exists (select 1 from @ddl where sql = $2)";
        let always = "insert into @ddl (at, sql) values ($1, $2)";
        let once = sql.to_ascii_lowercase().contains(" if not exists ");
        self.run(if once { known } else { always }, &[self.now.0.into(), sql.into()]).await.map(drop)
    }

    /// Locks rows of a table against other transactions, in the order of their ids. SQLite has one writer and needs none.
    ///
    /// # Errors
    /// Those of [`Tx::all`].
    pub async fn lock_rows(&mut self, table: &str, ids: &[Id]) -> Result<()> {
        if self.dialect() == Dialect::Sqlite || ids.is_empty() {
            return Ok(());
        }
        let list = serde_json::to_string(ids).map_err(|e| Error::Type(e.to_string()))?;
        let sql = self.dialect().rows_by_ids(table, "1", "", true);
        self.all(&sql, &[Val::Text(list)]).await.map(drop)
    }

    /// Keeps other transactions that name one of these texts waiting until this one ends, so that what each looks for afterwards
    /// it finds. SQLite has one writer and needs none.
    ///
    /// # Errors
    /// Those of [`Tx::all`].
    pub async fn lock_names(&mut self, names: &std::collections::BTreeSet<String>) -> Result<()> {
        let sql = self.dialect().lock_name();
        if sql.is_empty() || names.is_empty() {
            return Ok(());
        }
        for name in names {
            self.all(sql, &[Val::Text(name.clone())]).await?;
        }
        Ok(())
    }

    /// The number of this transaction for the change log's `tx` column: 0 on SQLite.
    ///
    /// # Errors
    /// Those of [`Tx::all`].
    pub async fn xid(&mut self) -> Result<i64> {
        if self.dialect() == Dialect::Sqlite {
            return Ok(0);
        }
        if let Some(xid) = self.xid {
            return Ok(xid);
        }
        let rows = self.all("select pg_current_xact_id()::text::bigint", &[]).await?;
        let xid = rows.first().ok_or(Error::Closed)?.int(0)?;
        self.xid = Some(xid);
        Ok(xid)
    }

    /// Does `work` once the transaction is on disk, never when it is taken back. For hints; not for anything that
    /// must happen.
    pub fn after_commit(&mut self, work: impl FnOnce() + Send + 'static) {
        self.after.push(Box::new(work));
    }

    /// Says that the tenant has work for a job worker at `due`.
    pub(crate) fn wake_at(&mut self, due: Ts) {
        self.wake = Some(self.wake.map_or(due, |d| d.min(due)));
    }

    /// One at a time changes the tables of a tenant.
    pub(crate) async fn lock_schema(&mut self) -> Result<()> {
        if self.dialect() == Dialect::Sqlite {
            return Ok(());
        }
        let name = Val::from(self.schema.as_ref());
        self.all("select pg_advisory_xact_lock(hashtextextended($1, 0))", &[name]).await.map(drop)
    }
}

fn copy_type(ty: ColType) -> Type {
    match ty {
        ColType::Int => Type::INT8,
        ColType::Real => Type::FLOAT8,
        ColType::Text => Type::TEXT,
        ColType::Json => Type::JSONB,
        ColType::Id => Type::UUID,
    }
}
