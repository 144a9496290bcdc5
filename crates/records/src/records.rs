//! The engine of one tenant: its catalogue and the transactions that change its records.

use crate::catalog::Base;
use crate::numbers::Numbers;
use crate::usage::Usage;
use crate::validation::Rules;
use crate::writer::Writer;
use crate::{Access, By, Catalog, Company, Error, Registry, Result, ddl, overlay};
use model::FieldError;
use parking_lot::RwLock;
use std::collections::{HashMap, HashSet};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use store::{Layer, Migration, Pending, Scoped, Tenant};

/// The engine's own tables; goes into `StoreConfig::migrations`.
pub const MIGRATIONS: Layer = Layer {
    name: "records",
    list: &[
        Migration { number: 1, name: "records", sql: include_str!("../migrations/0001_records.sql") },
        Migration { number: 2, name: "import", sql: include_str!("../migrations/0002_import.sql") },
        Migration { number: 3, name: "audit", sql: include_str!("../migrations/0003_audit.sql") },
        Migration { number: 4, name: "merge", sql: include_str!("../migrations/0004_merge.sql") },
        Migration { number: 5, name: "duplicate", sql: include_str!("../migrations/0005_duplicate.sql") },
        Migration { number: 6, name: "notice", sql: include_str!("../migrations/0006_notice.sql") },
        Migration { number: 7, name: "consent", sql: include_str!("../migrations/0007_consent.sql") },
        Migration { number: 8, name: "share", sql: include_str!("../migrations/0008_share.sql") },
        Migration { number: 9, name: "identity", sql: include_str!("../migrations/0009_identity.sql") },
        Migration { number: 10, name: "hand_over", sql: include_str!("../migrations/0010_hand_over.sql") },
        Migration { number: 11, name: "erase", sql: include_str!("../migrations/0011_erase.sql") },
        Migration { number: 12, name: "guest_link", sql: include_str!("../migrations/0012_guest_link.sql") },
        Migration { number: 13, name: "import_schedule", sql: include_str!("../migrations/0013_import_schedule.sql") },
        Migration { number: 14, name: "value_source", sql: include_str!("../migrations/0014_value_source.sql") },
        Migration { number: 15, name: "digest", sql: include_str!("../migrations/0015_digest.sql") },
        Migration { number: 16, name: "insight", sql: include_str!("../migrations/0016_insight.sql") },
        Migration { number: 17, name: "bulk_action", sql: include_str!("../migrations/0017_bulk_action.sql") },
    ],
    sealed: &[],
};

/// How long a catalogue is used before another node's definitions are looked for.
const LOOK_AFTER: Duration = Duration::from_secs(2);

/// What the closure of [`Records::write`] returns: `Box::pin(async move { ... })`. It may borrow the writer and whatever
/// the caller lends for the whole write (`'env`).
pub type WriteFuture<'env, 't, 'a, T> = Pin<Box<dyn Scoped<(&'a &'env (), &'t &'env ()), T> + Send + 'a>>;

/// The record engine of one tenant. Cheap to clone; all handles of an open tenant share one catalogue.
#[derive(Clone)]
pub struct Records {
    pub(crate) tenant: Tenant,
    pub(crate) registry: Arc<Registry>,
    pub(crate) state: Arc<State>,
}

/// What hangs on an open tenant.
pub(crate) struct State {
    catalog: RwLock<Option<Arc<Catalog>>>,
    loading: tokio::sync::Mutex<()>,
    born: Instant,
    /// When definitions were last looked at, in milliseconds since `born`.
    looked: AtomicU64,
    pub(crate) numbers: Arc<Numbers>,
    pub(crate) usage: Usage,
    registry: Arc<Registry>,
}

impl State {
    fn new(registry: Arc<Registry>) -> Self {
        Self {
            catalog: RwLock::default(),
            loading: tokio::sync::Mutex::default(),
            born: Instant::now(),
            looked: AtomicU64::new(0),
            numbers: Arc::default(),
            usage: Usage::default(),
            registry,
        }
    }

    fn age(&self) -> u64 {
        u64::try_from(self.born.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}

impl std::fmt::Debug for Records {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Records").field(&self.tenant.slug()).finish()
    }
}

impl Records {
    /// The engine of an open tenant. The first time, definitions are read and tables, columns and indexes that they ask
    /// for and the tenant lacks are made.
    ///
    /// # Errors
    /// Those of the store; `Invalid` when definitions contradict each other.
    pub async fn open(tenant: Tenant, registry: Arc<Registry>) -> Result<Self> {
        let shared = tenant.extension(|| State::new(registry.clone()));
        let same = Arc::ptr_eq(&shared.registry, &registry);
        let state = if same { shared } else { Arc::new(State::new(registry.clone())) };
        let records = Self { tenant, registry, state };
        if records.state.catalog.read().is_none() {
            records.reload().await?;
        }
        Ok(records)
    }

    #[must_use]
    pub fn tenant(&self) -> &Tenant {
        &self.tenant
    }

    #[must_use]
    pub fn registry(&self) -> &Arc<Registry> {
        &self.registry
    }

    /// The definitions as this node last saw them.
    #[must_use]
    pub fn catalog(&self) -> Arc<Catalog> {
        self.state.catalog.read().clone().unwrap_or_default()
    }

    /// The definitions, at most two seconds behind what another node has defined.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn current(&self) -> Result<Arc<Catalog>> {
        let catalog = self.catalog();
        let age = self.state.age();
        if u128::from(age.saturating_sub(self.state.looked.load(Ordering::Relaxed))) < LOOK_AFTER.as_millis() {
            return Ok(catalog);
        }
        self.state.looked.store(age, Ordering::Relaxed);
        let rows = self.tenant.get("select value from @setting where name = 'version'", &[]).await?;
        let version = rows.first().and_then(|r| r.opt_text(0)).and_then(|t| t.parse().ok()).unwrap_or(0);
        if version > catalog.version { self.reload().await } else { Ok(catalog) }
    }

    /// Reads the definitions again and brings the tables up to them.
    ///
    /// # Errors
    /// Those of the store; `Invalid` when definitions contradict each other.
    pub async fn reload(&self) -> Result<Arc<Catalog>> {
        let _one_at_a_time = self.state.loading.lock().await;
        let (catalog, layouts) = self.load().await?;
        let print = ddl::fingerprint(catalog.all_prepared().map(|p| (p.object.as_ref(), p.feeds.as_slice())));
        if !layouts.contains(&print) {
            self.lay_out(&catalog, &print).await?;
        }
        let catalog = Arc::new(catalog);
        *self.state.catalog.write() = Some(catalog.clone());
        self.state.looked.store(self.state.age(), Ordering::Relaxed);
        Ok(catalog)
    }

    async fn load(&self) -> Result<(Catalog, HashSet<String>)> {
        let rows = self.tenant.get("select name, value from @setting", &[]).await?;
        let mut settings: HashMap<String, String> = HashMap::new();
        let mut layouts = HashSet::new();
        for row in &rows {
            match row.text(0)?.strip_prefix("layout.") {
                Some(print) => drop(layouts.insert(print.to_owned())),
                None => drop(settings.insert(row.text(0)?.to_owned(), row.text(1)?.to_owned())),
            }
        }
        let version = settings.get("version").and_then(|v| v.parse().ok()).unwrap_or(0);
        let company = Company::read(settings.get("company").map(String::as_str));
        let overlay = overlay::read(&self.tenant).await?;
        let base = if overlay.is_empty() {
            self.registry.shared(&company, self.tenant.dialect())?
        } else {
            let defs = overlay.apply(self.registry.objects());
            Arc::new(Base::new(defs, &company, &self.registry, self.tenant.dialect())?)
        };
        let actions = settings.iter().filter_map(|(name, value)| {
            let object = name.strip_prefix(crate::duplicates::SETTING)?;
            Some((object.to_owned(), serde_json::from_str(value).ok()?))
        });
        let actions = actions.collect();
        let sources = settings.iter().filter_map(|(name, value)| {
            let object = name.strip_prefix(crate::sources::SETTING)?;
            Some((object.to_owned(), Arc::new(serde_json::from_str(value).ok()?)))
        });
        let sources = sources.collect();
        let rules = settings.iter().filter_map(|(name, value)| {
            let object = name.strip_prefix(crate::validation::SETTING)?;
            Some((object.to_owned(), Arc::new(Rules::new(serde_json::from_str(value).ok()?))))
        });
        let rules = rules.collect();
        let arrangements = crate::arrange::read(settings.iter());
        Ok((Catalog { version, company, actions, sources, rules, arrangements, base }, layouts))
    }

    /// Everything that `f` does is one transaction, with its roll-ups, events, jobs and log. `f` must await nothing but
    /// the writer, and must be repeatable: on PostgreSQL it runs again when it met another transaction.
    ///
    /// # Errors
    /// Those of `f`; `Invalid` when a unique key is taken; errors of the store. Nothing was written then.
    pub async fn write<'env, T, F>(&self, access: &Access, by: By, f: F) -> Result<T>
    where
        T: Send,
        F: for<'a, 't> Fn(&'a mut Writer<'t>) -> WriteFuture<'env, 't, 'a, Result<T>> + Send + Sync,
    {
        self.check_tenant(access)?;
        let access = Arc::new(access.clone());
        self.transact(Some(access), by, f).await
    }

    /// As [`Records::write`], without waiting for the disk; see [`store::Tenant::write_as`].
    ///
    /// # Errors
    /// As [`Records::write`].
    pub async fn write_lazily<'env, T, F>(&self, access: &Access, by: By, f: F) -> Result<(T, Pending)>
    where
        T: Send,
        F: for<'a, 't> Fn(&'a mut Writer<'t>) -> WriteFuture<'env, 't, 'a, Result<T>> + Send + Sync,
    {
        self.check_tenant(access)?;
        let access = Arc::new(access.clone());
        self.transact_with(Some(access), by, f, true).await
    }

    /// As [`Records::write`], by the engine itself.
    ///
    /// # Errors
    /// As [`Records::write`].
    pub async fn system<'env, T, F>(&self, f: F) -> Result<T>
    where
        T: Send,
        F: for<'a, 't> Fn(&'a mut Writer<'t>) -> WriteFuture<'env, 't, 'a, Result<T>> + Send + Sync,
    {
        self.transact(None, By::System, f).await
    }

    async fn transact<'env, T, F>(&self, access: Option<Arc<Access>>, by: By, f: F) -> Result<T>
    where
        T: Send,
        F: for<'a, 't> Fn(&'a mut Writer<'t>) -> WriteFuture<'env, 't, 'a, Result<T>> + Send + Sync,
    {
        let (value, pending) = self.transact_with(access, by, f, false).await?;
        pending.settled().await?;
        Ok(value)
    }

    async fn transact_with<'env, T, F>(&self, access: Option<Arc<Access>>, by: By, f: F, lazy: bool) -> Result<(T, Pending)>
    where
        T: Send,
        F: for<'a, 't> Fn(&'a mut Writer<'t>) -> WriteFuture<'env, 't, 'a, Result<T>> + Send + Sync,
    {
        let catalog = self.current().await?;
        let limit = self.limit().await?;
        let (f, access, by) = (&f, &access, &by);
        let (of_tx, numbers) = (&catalog, &self.state.numbers);
        let done = self.tenant.write_as::<(T, i64), Error, _>(lazy, move |tx| {
            Box::pin(async move {
                let mut w = Writer::new(tx, of_tx.clone(), access.clone(), by.clone(), numbers.clone());
                let value = f(&mut w).await?;
                Self::room_for(limit, w.added())?;
                let added = w.added();
                w.finish().await?;
                Ok((value, added))
            })
        });
        let ((value, added), pending) = done.await.map_err(|e| explained(&catalog, e))?;
        self.state.usage.add(added);
        Ok((value, pending))
    }

    /// An access is good for its own tenant only.
    pub(crate) fn check_tenant(&self, access: &Access) -> Result<()> {
        if access.tenant == self.tenant.slug() { Ok(()) } else { Err(Error::forbidden("this access belongs to another company")) }
    }
}

/// Says which fields a taken unique key is about.
pub(crate) fn explained(catalog: &Catalog, error: Error) -> Error {
    match error {
        Error::Store(store::Error::Conflict { key }) => match catalog.unique_named(&key) {
            Some((object, fields)) => {
                let message = format!("another {object} has this value; it must be unique");
                Error::Invalid(fields.into_iter().map(|f| FieldError::new(f, "not_unique", message.clone())).collect())
            }
            None => Error::Store(store::Error::Conflict { key }),
        },
        Error::Item { index, error } => Error::Item { index, error: Box::new(explained(catalog, *error)) },
        other => other,
    }
}
