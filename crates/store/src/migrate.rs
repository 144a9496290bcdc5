//! Numbered migrations: run when a tenant is opened, one transaction each, remembered with a checksum.
//!
//! A file may begin with `-- needs: 1.4.0`: after it, programs older than that are refused. Without the line it only
//! adds, and older programs go on working beside newer ones.

use crate::secrets::Sealed;
use crate::{Error, Result, Tenant, Tx};
use model::Val;
use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// One step of a layer's tables. `sql` may hold several statements with table and type tokens.
#[derive(Clone, Copy, Debug)]
pub struct Migration {
    pub number: u32,
    pub name: &'static str,
    pub sql: &'static str,
}

/// The migrations of one layer (`store`, `records`, `crm`), numbered on their own.
#[derive(Clone, Copy, Debug)]
pub struct Layer {
    pub name: &'static str,
    pub list: &'static [Migration],
    /// Columns of its tables whose values are sealed.
    pub sealed: &'static [Sealed],
}

/// The store's own layer in each tenant.
pub(crate) const STORE: Layer = Layer {
    name: "store",
    list: &[Migration { number: 1, name: "store", sql: include_str!("../migrations/0001_store.sql") }],
    sealed: &[],
};

/// The layer of the control database.
pub(crate) const CONTROL: Layer = Layer {
    name: "control",
    list: &[
        Migration { number: 1, name: "control", sql: include_str!("../migrations/control_0001.sql") },
        Migration { number: 2, name: "failures", sql: include_str!("../migrations/control_0002.sql") },
        Migration { number: 3, name: "erased", sql: include_str!("../migrations/control_0003.sql") },
        Migration { number: 4, name: "second", sql: include_str!("../migrations/control_0004.sql") },
        Migration { number: 5, name: "terms", sql: include_str!("../migrations/control_0005.sql") },
        Migration { number: 6, name: "secret_key", sql: include_str!("../migrations/control_0006.sql") },
    ],
    sealed: &[],
};

/// The tables that remember the others: which migrations ran, and the text of every change of tables in order, from
/// which the same tables are made elsewhere.
pub(crate) const BOOT: &str = "create table if not exists @migration (
  layer {text} not null, number {int} not null, name {text} not null, checksum {text} not null,
  needs {text}, at {int} not null, primary key (layer, number)) {strict};
create table if not exists @ddl (seq {seq}, at {int} not null, sql {text} not null) {strict_rowid}";

/// Name of the table with the texts.
pub(crate) const DDL: &str = "ddl";

impl Migration {
    fn checksum(&self) -> String {
        Sha256::digest(self.sql.as_bytes()).iter().take(12).map(|b| format!("{b:02x}")).collect()
    }

    /// The oldest program that can work with the tables after this step.
    fn needs(&self) -> Option<&'static str> {
        self.sql.lines().next().and_then(|l| l.strip_prefix("-- needs:")).map(str::trim)
    }
}

/// What a tenant's tables are after a run.
pub(crate) struct Schema {
    /// `store:1 records:4`, the highest number of each layer.
    pub(crate) version: String,
    pub(crate) needs: Option<String>,
}

/// `1.2.3` as numbers that compare.
fn version(text: &str) -> [u64; 3] {
    let mut parts = text.split(['.', '-', '+']).map(|p| p.parse().unwrap_or(0));
    [parts.next().unwrap_or(0), parts.next().unwrap_or(0), parts.next().unwrap_or(0)]
}

/// True when version `a` comes after `b`.
pub(crate) fn is_newer(a: &str, b: &str) -> bool {
    version(a) > version(b)
}

/// Brings the tenant's tables to what `layers` say.
///
/// # Errors
/// [`Error::NeedsNewerProgram`]; [`Error::Config`] when an applied step was edited; errors of the statements.
pub(crate) async fn run(tenant: &Tenant, layers: &[Layer], program: &str) -> Result<Schema> {
    if !tenant.table_exists(DDL).await? {
        tenant.write_ddl(|tx| Box::pin(boot(tx))).await?;
    }
    let mut applied = read(tenant).await?;
    applied.check(tenant.slug(), layers, program)?;
    let mut changed = false;
    for layer in layers {
        for step in layer.list {
            if applied.steps.contains_key(&(layer.name.to_owned(), step.number)) {
                continue;
            }
            changed = true;
            apply(tenant, layer.name, step).await.map_err(|e| match e {
                Error::Db(m) | Error::Refused(m) => {
                    Error::Db(format!("migration {} {} {}: {m}", layer.name, step.number, step.name))
                }
                e => e,
            })?;
            tracing::info!(tenant = tenant.slug(), layer = layer.name, number = step.number, name = step.name, "migrated");
        }
    }
    if changed {
        applied = read(tenant).await?;
    }
    Ok(Schema { version: applied.version(), needs: applied.needs })
}

#[derive(Default)]
struct Applied {
    steps: HashMap<(String, u32), String>,
    needs: Option<String>,
}

impl Applied {
    fn check(&self, slug: &str, layers: &[Layer], program: &str) -> Result<()> {
        if let Some(needs) = &self.needs
            && version(needs) > version(program)
        {
            return Err(Error::NeedsNewerProgram { tenant: slug.to_owned(), needs: needs.clone(), have: program.to_owned() });
        }
        for layer in layers {
            for step in layer.list {
                let sum = self.steps.get(&(layer.name.to_owned(), step.number));
                if sum.is_some_and(|s| *s != step.checksum()) {
                    return Err(Error::Config(format!(
                        "migration {} {} of {slug} was changed after it had run; add a new one instead",
                        layer.name, step.number
                    )));
                }
            }
        }
        Ok(())
    }

    fn version(&self) -> String {
        let mut highest: HashMap<&str, u32> = HashMap::new();
        for (layer, number) in self.steps.keys() {
            let n = highest.entry(layer).or_default();
            *n = (*n).max(*number);
        }
        let mut parts: Vec<String> = highest.iter().map(|(l, n)| format!("{l}:{n}")).collect();
        parts.sort();
        parts.join(" ")
    }
}

async fn read(tenant: &Tenant) -> Result<Applied> {
    let rows = tenant.get("select layer, number, checksum, needs from @migration", &[]).await?;
    let mut applied = Applied::default();
    for row in &rows {
        let number = u32::try_from(row.int(1)?).unwrap_or(u32::MAX);
        applied.steps.insert((row.text(0)?.to_owned(), number), row.text(2)?.to_owned());
        if let Some(needs) = row.opt_text(3)
            && applied.needs.as_deref().is_none_or(|n| version(n) < version(needs))
        {
            applied.needs = Some(needs.to_owned());
        }
    }
    Ok(applied)
}

async fn apply(tenant: &Tenant, layer: &'static str, step: &'static Migration) -> Result<()> {
    tenant.write_ddl(move |tx| Box::pin(apply_in(tx, layer, step))).await
}

async fn boot(tx: &mut Tx) -> Result<()> {
    tx.lock_schema().await?;
    tx.batch(BOOT).await
}

/// One step under the tenant's lock, unless another node was quicker.
async fn apply_in(tx: &mut Tx, layer: &str, step: &Migration) -> Result<()> {
    tx.lock_schema().await?;
    let key = [Val::from(layer), Val::Int(step.number.into())];
    if !tx.all("select 1 from @migration where layer = $1 and number = $2", &key).await?.is_empty() {
        return Ok(());
    }
    tx.change_tables(step.sql).await?;
    let [layer, number] = key;
    let values =
        [layer, number, step.name.into(), step.checksum().into(), step.needs().map(str::to_owned).into(), tx.now().0.into()];
    tx.run("insert into @migration (layer, number, name, checksum, needs, at) values ($1, $2, $3, $4, $5, $6)", &values).await?;
    Ok(())
}
