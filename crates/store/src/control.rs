//! The control database: which tenants there are and where they live; `sessions` and `failures` say who is signed in.
//!
//! SQLite `control.db` in the data folder, or the schema `guanxi_control` in the shared PostgreSQL database.

use crate::home::Home;
use crate::terms::Terms;
use crate::{Error, Result, Row, Tenant};
use model::{Ts, Val};

/// Whether a tenant takes changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Active,
    /// On its way to another home; may be read.
    Moving,
}

impl Status {
    fn as_str(self) -> &'static str {
        match self {
            Status::Active => "active",
            Status::Moving => "moving",
        }
    }
}

/// A row of the control database.
#[derive(Clone, Debug, PartialEq)]
pub struct TenantInfo {
    pub id: i64,
    pub slug: String,
    pub name: String,
    pub home: Home,
    pub status: Status,
    /// Highest migration of each layer, `records:4 store:1`; empty before the first opening.
    pub schema_version: String,
    /// Programs older than this are refused.
    pub needs_program: Option<String>,
    pub created_at: Ts,
    /// Whether it is open, and how much it may hold.
    pub terms: Terms,
}

const COLUMNS: &str = "id, slug, name, home, status, schema_version, needs_program, created_at, shut, quota";

impl TenantInfo {
    fn read(row: &Row) -> Result<Self> {
        let home =
            serde_json::from_str(row.text(3)?).map_err(|e| Error::Db(format!("the home of a tenant is not understood: {e}")));
        Ok(Self {
            id: row.int(0)?,
            slug: row.text(1)?.to_owned(),
            name: row.text(2)?.to_owned(),
            home: home?,
            status: if row.text(4)? == "moving" { Status::Moving } else { Status::Active },
            schema_version: row.text(5)?.to_owned(),
            needs_program: row.opt_text(6).map(str::to_owned),
            created_at: row.ts(7)?,
            terms: Terms::read(row.opt_text(8), row.opt_text(9))?,
        })
    }
}

/// The control database.
#[derive(Clone, Debug)]
pub struct Control {
    db: Tenant,
}

impl Control {
    pub(crate) fn new(db: Tenant) -> Self {
        Self { db }
    }

    /// The control database's own handle, for the tables of leases and wakes.
    pub(crate) fn db(&self) -> &Tenant {
        &self.db
    }

    /// The instant by the store's clock.
    pub(crate) fn now(&self) -> Ts {
        self.db.clock().now()
    }

    /// Name and version of the database server, and its clock when that is not ours.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn server(&self) -> Result<(String, Option<Ts>)> {
        let rows = self.db.get(self.db.dialect().server(), &[]).await?;
        let row = rows.first().ok_or(Error::Closed)?;
        Ok((row.text(0)?.to_owned(), row.opt_int(1).map(Ts)))
    }

    /// # Errors
    /// [`Error::NotFound`] when there is no such tenant.
    pub async fn tenant(&self, slug: &str) -> Result<TenantInfo> {
        let sql = format!("select {COLUMNS} from @tenant where slug = $1");
        let rows = self.db.get(&sql, &[slug.into()]).await?;
        rows.first().map(TenantInfo::read).ok_or_else(|| Error::NotFound(format!("tenant {slug}")))?
    }

    /// # Errors
    /// [`Error::NotFound`] when there is no such tenant.
    pub async fn tenant_by_id(&self, id: i64) -> Result<TenantInfo> {
        let sql = format!("select {COLUMNS} from @tenant where id = $1");
        let rows = self.db.get(&sql, &[id.into()]).await?;
        rows.first().map(TenantInfo::read).ok_or_else(|| Error::NotFound(format!("tenant {id}")))?
    }

    /// All tenants by name of address.
    ///
    /// # Errors
    /// Errors of the database.
    pub async fn tenants(&self) -> Result<Vec<TenantInfo>> {
        let sql = format!("select {COLUMNS} from @tenant order by slug");
        self.db.scan(&sql, &[], crate::Scan::default()).await?.iter().map(TenantInfo::read).collect()
    }

    /// Enters a tenant. Its tables are made when it is opened.
    pub(crate) async fn add_tenant(&self, slug: &str, name: &str, home: &Home) -> Result<TenantInfo> {
        let home = home.to_json()?;
        let values = [slug.into(), name.into(), home.into(), Status::Active.as_str().into(), "".into(), self.now().0.into()];
        let values = &values;
        let sql = format!(
            "insert into @tenant (slug, name, home, status, schema_version, created_at) values ($1, $2, $3, $4, $5, $6)
             returning {COLUMNS}"
        );
        let sql = &sql;
        let rows = self.db.write::<_, Error, _>(move |tx| Box::pin(tx.all(sql, values))).await;
        match rows {
            Ok(rows) => rows.first().map(TenantInfo::read).ok_or(Error::Closed)?,
            Err(Error::Conflict { .. }) => Err(Error::Exists(format!("tenant {slug}"))),
            Err(e) => Err(e),
        }
    }

    pub(crate) async fn remove_tenant(&self, id: i64) -> Result<()> {
        self.change("delete from @tenant where id = $1", vec![id.into()]).await.map(drop)
    }

    pub(crate) async fn set_schema(&self, id: i64, version: &str, needs: Option<&str>) -> Result<()> {
        let sql = "update @tenant set schema_version = $2, needs_program = $3 where id = $1";
        self.change(sql, vec![id.into(), version.into(), needs.into()]).await.map(drop)
    }

    pub(crate) async fn set_status(&self, id: i64, to: Status) -> Result<()> {
        let sql = "update @tenant set status = $2 where id = $1";
        self.change(sql, vec![id.into(), to.as_str().into()]).await.map(drop)
    }

    /// The tenant lives elsewhere from now on and takes changes again.
    pub(crate) async fn set_home(&self, id: i64, home: &Home) -> Result<()> {
        let sql = "update @tenant set home = $2, status = 'active' where id = $1";
        self.change(sql, vec![id.into(), home.to_json()?.into()]).await.map(drop)
    }

    /// Runs one statement as a write of its own.
    pub(crate) async fn change(&self, sql: &str, values: Vec<Val>) -> Result<u64> {
        let values = &values;
        self.db.write(move |tx| Box::pin(tx.run(sql, values))).await
    }
}
