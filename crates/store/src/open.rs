//! The store: tenants by name, opened when asked for and closed when nobody uses them.

use crate::blobs::Blobs;
use crate::config::StoreConfig;
use crate::control::{Control, Status, TenantInfo};
use crate::home::{Home, Homes, check_slug};
use crate::migrate::{self, CONTROL, Layer, STORE};
use crate::secrets::{self, Keys};
use crate::sqlite::Lite;
use crate::tenant::{Db, State, Tenant};
use crate::wake::{Waker, Wakes};
use crate::{Error, Result};
use model::Clock;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

/// How often unused tenants are looked for.
const SWEEP: Duration = Duration::from_secs(5);
/// How often the control database is asked whether an open tenant still lives where it was opened.
const LOOK: Duration = Duration::from_secs(2);
/// An unused tenant gives back its caches after this time, long before it is closed.
const REST: Duration = Duration::from_secs(10);

/// All tenants of an installation. Cheap to clone.
#[derive(Clone)]
pub struct Store(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) cfg: StoreConfig,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) control: Control,
    pub(crate) homes: Homes,
    pub(crate) wakes: Arc<Wakes>,
    pub(crate) blobs: Blobs,
    pub(crate) keys: Arc<Keys>,
    layers: Vec<Layer>,
    slots: Mutex<HashMap<String, Arc<Slot>>>,
}

/// A place for one tenant, open or on its way.
struct Slot {
    tenant: Mutex<Option<Tenant>>,
    /// Where it was opened, and when the control database was last asked whether that still holds.
    home: Mutex<Option<(Home, Instant)>>,
    used: Mutex<Instant>,
    rested: AtomicBool,
    opening: tokio::sync::Mutex<()>,
}

impl Slot {
    fn new() -> Arc<Self> {
        Arc::new(Self {
            tenant: Mutex::new(None),
            home: Mutex::new(None),
            used: Mutex::new(Instant::now()),
            rested: AtomicBool::new(false),
            opening: tokio::sync::Mutex::default(),
        })
    }

    /// Lets go of the tenant unless somebody has taken it meanwhile.
    fn close(&self) -> Option<Tenant> {
        let mut tenant = self.tenant.lock();
        let unused = tenant.as_ref().is_some_and(|t| Arc::strong_count(&t.0) == 1);
        if unused { tenant.take() } else { None }
    }

    /// True when another program may have moved the tenant since the last look; asks one caller only.
    fn is_due(&self) -> bool {
        let mut home = self.home.lock();
        let due = home.as_mut().filter(|(_, seen)| seen.elapsed() > LOOK);
        due.is_some_and(|(_, seen)| {
            *seen = Instant::now();
            true
        })
    }

    fn tenant(&self) -> Option<Tenant> {
        *self.used.lock() = Instant::now();
        self.rested.store(false, Ordering::Relaxed);
        self.tenant.lock().clone()
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("data", &self.0.cfg.data).finish_non_exhaustive()
    }
}

impl Store {
    /// Opens the control database, making it when it is not there yet. Tenants are opened later, one by one.
    ///
    /// # Errors
    /// [`Error::Config`] for a folder or address that cannot be used; errors of the database.
    pub async fn open(cfg: StoreConfig, clock: Arc<dyn Clock>) -> Result<Store> {
        let homes = Homes::new(&cfg)?;
        let none = Arc::new(Keys::none());
        let control = Tenant::new(0, "control", homes.control().await?, clock.clone(), (cfg.limits.scans, none), None);
        migrate::run(&control, &[CONTROL], &cfg.program).await?;
        let keys = Arc::new(Keys::settle(&cfg, &control).await?);
        let blobs = Blobs::open(cfg.blobs.as_deref(), &cfg.data)?;
        let layers = std::iter::once(STORE).chain(cfg.migrations.iter().copied()).collect();
        let inner = Inner {
            cfg,
            clock,
            wakes: Wakes::new(control.clone()),
            control: Control::new(control),
            homes,
            blobs,
            keys,
            layers,
            slots: Mutex::default(),
        };
        let store = Store(Arc::new(inner));
        tokio::spawn(sweep(Arc::downgrade(&store.0)));
        Ok(store)
    }

    /// The control database: tenants and sessions.
    #[must_use]
    pub fn control(&self) -> &Control {
        &self.0.control
    }

    #[must_use]
    pub fn config(&self) -> &StoreConfig {
        &self.0.cfg
    }

    #[must_use]
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.0.clock
    }

    /// The version of this program, as compared with what a tenant's database needs.
    #[must_use]
    pub fn program(&self) -> &str {
        &self.0.cfg.program
    }

    /// # Errors
    /// Errors of the control database.
    pub async fn tenants(&self) -> Result<Vec<TenantInfo>> {
        self.0.control.tenants().await
    }

    /// Enters a tenant and makes its tables.
    ///
    /// # Errors
    /// [`Error::Exists`]; [`Error::Config`] for a bad name or a home that is full.
    pub async fn create_tenant(&self, slug: &str, name: &str, home: Home) -> Result<TenantInfo> {
        check_slug(slug)?;
        self.0.homes.check_room(slug, &home).await?;
        if self.0.control.tenant(slug).await.is_ok() {
            return Err(Error::Exists(format!("tenant {slug}")));
        }
        self.0.homes.throw_away(slug, &home).await?;
        let info = self.0.control.add_tenant(slug, name, &home).await?;
        if let Err(e) = self.tenant(slug).await {
            self.0.forget(slug);
            self.0.control.remove_tenant(info.id).await?;
            return Err(e);
        }
        self.0.control.tenant(slug).await
    }

    /// The handle of a tenant: at once when it is open; otherwise it is opened and migrated first.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NeedsNewerProgram`]; errors of the database.
    pub async fn tenant(&self, slug: &str) -> Result<Tenant> {
        let slot = match self.0.slots.lock().get(slug) {
            Some(slot) => slot.clone(),
            None => Slot::new(),
        };
        if let Some(open) = slot.tenant()
            && (!slot.is_due() || self.0.still_lives(&slot, &open).await?)
        {
            return Ok(open);
        }
        let info = self.0.control.tenant(slug).await?;
        if info.terms.is_due(self.0.clock.now()) {
            return Err(Error::NotFound(format!("tenant {slug}")));
        }
        let slot = self.0.slots.lock().entry(slug.to_owned()).or_insert(slot).clone();
        let _opening = slot.opening.lock().await;
        if let Some(open) = slot.tenant() {
            return Ok(open);
        }
        let tenant = self.0.open(&info).await?;
        *slot.tenant.lock() = Some(tenant.clone());
        *slot.home.lock() = Some((info.home, Instant::now()));
        Ok(tenant)
    }

    /// Tells an open tenant its terms anew.
    pub(crate) async fn tell(&self, slug: &str) -> Result<()> {
        let info = self.0.control.tenant(slug).await?;
        self.0.told(&info);
        Ok(())
    }

    /// Number of tenants that are open now.
    #[must_use]
    pub fn open_tenants(&self) -> usize {
        self.0.slots.lock().values().filter(|s| s.tenant.lock().is_some()).count()
    }
}

impl Inner {
    pub(crate) fn layers(&self) -> &[Layer] {
        &self.layers
    }

    pub(crate) fn forget(&self, slug: &str) {
        if let Some(slot) = self.slots.lock().remove(slug) {
            *slot.tenant.lock() = None;
        }
    }

    /// Tells a tenant, if it is open, what the control database says.
    pub(crate) fn told(&self, info: &TenantInfo) {
        if let Some(tenant) = self.slots.lock().get(&info.slug).and_then(|s| s.tenant.lock().clone()) {
            tenant.set_terms(info.terms.clone());
        }
    }

    /// Lets go of a tenant that is deleted; whoever holds it can do no more with it.
    pub(crate) fn end(&self, slug: &str) {
        if let Some(slot) = self.slots.lock().remove(slug)
            && let Some(tenant) = slot.tenant.lock().take()
        {
            tenant.set_state(State::Gone);
        }
    }

    /// Looks whether an open tenant was moved by another program, and lets go of it then.
    async fn still_lives(&self, slot: &Slot, tenant: &Tenant) -> Result<bool> {
        let info = match self.control.tenant(tenant.slug()).await {
            Ok(info) => Some(info),
            Err(Error::NotFound(_)) => None,
            // The control database is away for a moment: what is open stays open.
            Err(_) => return Ok(true),
        };
        let home = slot.home.lock().as_ref().map(|(home, _)| home.clone());
        let Some(info) =
            info.filter(|i| Some(&i.home) == home.as_ref() && i.id == tenant.id() && !i.terms.is_due(self.clock.now()))
        else {
            tenant.set_state(State::Gone);
            self.forget(tenant.slug());
            return Ok(false);
        };
        tenant.set_state(self.state(&info).await?);
        tenant.set_terms(info.terms);
        Ok(true)
    }

    async fn state(&self, info: &TenantInfo) -> Result<State> {
        Ok(match info.status {
            Status::Moving if self.recover(info).await? == Status::Moving => State::Moving,
            _ => State::Active,
        })
    }

    async fn open(&self, info: &TenantInfo) -> Result<Tenant> {
        let state = self.state(info).await?;
        // Nothing is made or changed at a place that somebody is clearing.
        let db = match state {
            State::Active => self.homes.open(&info.slug, &info.home).await?,
            _ => self.homes.handle(&info.slug, &info.home)?,
        };
        let waker = Waker { wakes: self.wakes.clone(), beside: self.homes.is_beside_control(&info.slug, &info.home)? };
        let tenant =
            Tenant::new(info.id, &info.slug, db, self.clock.clone(), (self.cfg.limits.scans, self.keys.clone()), Some(waker));
        tenant.set_terms(info.terms.clone());
        if state != State::Active {
            tenant.set_state(state);
            return Ok(tenant);
        }
        let schema = migrate::run(&tenant, &self.layers, &self.cfg.program).await?;
        secrets::renew(&tenant, &self.layers).await?;
        if schema.version != info.schema_version || schema.needs != info.needs_program {
            self.control.set_schema(info.id, &schema.version, schema.needs.as_deref()).await?;
        }
        Ok(tenant)
    }

    /// Lets tenants that nobody holds rest, and closes those that are unused for long or too many. What it returns is
    /// to be let go where blocking harms nobody: the last connection of a file tidies it up.
    fn sweep(&self) -> (Vec<Arc<Lite>>, Vec<Tenant>) {
        let mut slots = self.slots.lock();
        let mut unused: Vec<(Instant, String)> = Vec::new();
        let (mut resting, mut closed) = (Vec::new(), Vec::new());
        for (slug, slot) in slots.iter() {
            let used = *slot.used.lock();
            let tenant = slot.tenant.lock();
            let Some(tenant) = tenant.as_ref().filter(|t| Arc::strong_count(&t.0) == 1) else { continue };
            unused.push((used, slug.clone()));
            if used.elapsed() > REST
                && !slot.rested.swap(true, Ordering::Relaxed)
                && let Db::Lite(lite) = &tenant.0.db
            {
                resting.push(lite.clone());
            }
        }
        unused.sort();
        let mut over = slots.len().saturating_sub(self.cfg.limits.open_tenants);
        for (used, slug) in unused {
            if over > 0 || used.elapsed() > self.cfg.limits.idle {
                over = over.saturating_sub(1);
                if let Some(tenant) = slots.get(&slug).and_then(|s| s.close()) {
                    closed.push(tenant);
                    slots.remove(&slug);
                }
            }
        }
        #[allow(clippy::cast_precision_loss, reason = "a gauge")]
        metrics::gauge!("guanxi_store_open_tenants").set(slots.len() as f64);
        drop(slots);
        self.homes.rest();
        (resting, closed)
    }
}

async fn sweep(store: Weak<Inner>) {
    loop {
        tokio::time::sleep(SWEEP).await;
        let Some(inner) = store.upgrade() else { return };
        let (resting, closed) = inner.sweep();
        drop(inner);
        if !resting.is_empty() || !closed.is_empty() {
            let tidy = tokio::task::spawn_blocking(move || {
                resting.iter().for_each(|lite| lite.rest());
                drop(closed);
            });
            let _ = tidy.await;
        }
    }
}
