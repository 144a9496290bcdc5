//! The worker: looks at tenants that have something due, claims, and runs handlers beside each other.
//!
//! The table of wake-ups in the control database says which tenants to look at; it is asked about once a second, however
//! many tenants there are. A hint from a commit in the same process makes it quicker, and losing one costs a second.

use super::queue::{self, Claimed, Kinds};
use super::run::{self, Run};
use super::tenants::Found;
use super::{JobCtx, JobError, schedule};
use crate::wake::Due;
use crate::{Result, Store, Tenant};
use futures_util::future::BoxFuture;
use model::Ts;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio::task::{JoinHandle, JoinSet};

pub(super) type Handler = Arc<dyn Fn(JobCtx) -> BoxFuture<'static, Result<(), JobError>> + Send + Sync>;

/// Handlers and settings of a worker, before it starts.
pub struct Worker {
    store: Store,
    handlers: HashMap<&'static str, Handler>,
    settings: Settings,
}

#[derive(Clone, Copy)]
pub(super) struct Settings {
    pub slots: usize,
    pub per_tenant: usize,
    pub lease: Duration,
    pub poll: Duration,
}

impl Worker {
    /// A worker with 8 slots, 4 of them at most for one tenant, leases of a minute, and a look each second.
    #[must_use]
    pub fn new(store: Store) -> Self {
        let settings = Settings { slots: 8, per_tenant: 4, lease: Duration::from_secs(60), poll: Duration::from_secs(1) };
        Self { store, handlers: HashMap::new(), settings }
    }

    /// Says what does jobs of a kind.
    #[must_use]
    pub fn handle<F, Fut>(mut self, kind: &'static str, handler: F) -> Self
    where
        F: Fn(JobCtx) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<(), JobError>> + Send + 'static,
    {
        self.handlers.insert(kind, Arc::new(move |ctx| Box::pin(handler(ctx))));
        self
    }

    /// Jobs at once, in all and for one tenant.
    #[must_use]
    pub fn slots(mut self, all: usize, per_tenant: usize) -> Self {
        (self.settings.slots, self.settings.per_tenant) = (all.max(1), per_tenant.max(1));
        self
    }

    /// How long a job stays claimed after its worker's last sign of life; signs come three times as often.
    #[must_use]
    pub fn lease(mut self, lease: Duration) -> Self {
        self.settings.lease = lease;
        self
    }

    /// How often the table of wake-ups is asked.
    #[must_use]
    pub fn poll(mut self, poll: Duration) -> Self {
        self.settings.poll = poll;
        self
    }

    /// Starts working, until [`RunningWorker::stop`] or until the handle is dropped.
    #[must_use]
    pub fn start(self) -> RunningWorker {
        let (stop, stopped) = watch::channel(Stop::No);
        let kinds = Kinds::new(self.handlers.keys().copied());
        let (freed, free) = mpsc::unbounded_channel();
        let looking = Looking {
            store: self.store,
            handlers: self.handlers,
            settings: self.settings,
            kinds,
            stop: stopped,
            running: HashMap::new(),
            backlog: HashSet::new(),
            jobs: JoinSet::new(),
            freed,
        };
        RunningWorker { stop, task: Some(tokio::spawn(looking.work(free))) }
    }
}

/// How far a stop has gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stop {
    No,
    /// Claim nothing more; ask handlers to come to an end.
    Asked,
    /// Put back what still runs.
    Now,
}

/// A worker at work.
pub struct RunningWorker {
    stop: watch::Sender<Stop>,
    task: Option<JoinHandle<()>>,
}

impl RunningWorker {
    /// Claims nothing more, asks running handlers to pause, and after `grace` puts back those that still run.
    pub async fn stop(mut self, grace: Duration) {
        let Some(mut task) = self.task.take() else { return };
        self.stop.send_replace(Stop::Asked);
        if tokio::time::timeout(grace, &mut task).await.is_err() {
            self.stop.send_replace(Stop::Now);
            let _ = tokio::time::timeout(Duration::from_secs(10), task).await;
        }
    }
}

impl Drop for RunningWorker {
    fn drop(&mut self) {
        self.stop.send_replace(Stop::Now);
    }
}

/// The state of the loop that looks for jobs.
struct Looking {
    store: Store,
    handlers: HashMap<&'static str, Handler>,
    settings: Settings,
    kinds: Kinds,
    stop: watch::Receiver<Stop>,
    /// Running jobs by tenant.
    running: HashMap<i64, usize>,
    /// Tenants that have more due than there was room for.
    backlog: HashSet<i64>,
    jobs: JoinSet<()>,
    freed: mpsc::UnboundedSender<i64>,
}

impl Looking {
    async fn work(mut self, mut free: mpsc::UnboundedReceiver<i64>) {
        let sweep = tokio::spawn(sweep(self.store.clone(), self.kinds.clone()));
        let mut next_poll = tokio::time::Instant::now();
        let mut stop = self.stop.clone();
        while *stop.borrow() == Stop::No {
            tokio::select! {
                _ = stop.changed() => break,
                Some(tenant) = free.recv() => {
                    self.freed(tenant);
                    while let Ok(tenant) = free.try_recv() {
                        self.freed(tenant);
                    }
                    for tenant in std::mem::take(&mut self.backlog) {
                        self.look_at(tenant, &[]).await;
                    }
                }
                () = self.store.wakes().hinted() => {
                    for tenant in self.store.wakes().take_hints() {
                        self.look_at(tenant, &[]).await;
                    }
                }
                () = tokio::time::sleep_until(next_poll) => {
                    next_poll = tokio::time::Instant::now() + self.settings.poll.mul_f64(rand::random_range(0.8..1.2));
                    self.poll().await;
                }
            }
        }
        sweep.abort();
        while self.jobs.join_next().await.is_some() {}
    }

    fn freed(&mut self, tenant: i64) {
        while self.jobs.try_join_next().is_some() {}
        if let Some(n) = self.running.get_mut(&tenant) {
            *n -= 1;
            if *n == 0 {
                self.running.remove(&tenant);
            }
        }
    }

    /// Looks at every tenant whose time has come.
    async fn poll(&mut self) {
        let due = match self.store.wakes().due().await {
            Ok(due) => due,
            Err(e) => return tracing::warn!(error = %e, "cannot ask which companies have work"),
        };
        for Due { tenant, rows } in due {
            self.look_at(tenant, &rows).await;
        }
    }

    async fn look_at(&mut self, tenant: i64, rows: &[i64]) {
        if let Err(e) = self.look(tenant, rows).await {
            tracing::warn!(tenant, error = %e, "cannot look for jobs of a company");
        }
    }

    /// Claims what there is room for. `rows` are the wake-ups that led here; when nothing more is due now, they give
    /// way to one for the next time.
    async fn look(&mut self, id: i64, rows: &[i64]) -> Result<()> {
        let in_all: usize = self.running.values().sum();
        let of_tenant = self.running.get(&id).copied().unwrap_or(0);
        let room = self.settings.slots.saturating_sub(in_all).min(self.settings.per_tenant.saturating_sub(of_tenant));
        if room == 0 {
            self.backlog.insert(id);
            return Ok(());
        }
        let tenant = match self.store.tenant_to_work_for(id).await? {
            Found::Here(tenant) => tenant,
            Found::Elsewhere => return Ok(()),
            Found::Gone => return self.store.wakes().replace(id, rows, None).await,
        };
        let (kinds, node, lease) = (&self.kinds, self.store.node(), self.settings.lease);
        let claimed = tenant
            .write(move |tx| {
                Box::pin(async move {
                    schedule::fire(tx, kinds).await?;
                    queue::claim(tx, kinds, node, room, lease).await
                })
            })
            .await?;
        let next = queue::next_due(&tenant, &self.kinds).await?;
        let more = next.is_some_and(|due| due <= tenant.clock().now());
        if more && claimed.len() == room {
            self.backlog.insert(id);
        }
        claimed.into_iter().for_each(|job| self.start(&tenant, job));
        if !more {
            self.store.wakes().replace(id, rows, next).await?;
        }
        Ok(())
    }

    fn start(&mut self, tenant: &Tenant, job: Claimed) {
        let Some(handler) = self.handlers.get(job.kind.as_str()).cloned() else { return };
        let (id, freed) = (tenant.id(), self.freed.clone());
        *self.running.entry(id).or_default() += 1;
        let run = Run { tenant: tenant.clone(), job, handler, lease: self.settings.lease, stop: self.stop.clone() };
        self.jobs.spawn(async move {
            run::run(run).await;
            let _ = freed.send(id);
        });
    }
}

/// Once at start: tenants whose wake-ups are not written in the transaction of their jobs may have lost some in a crash.
async fn sweep(store: Store, kinds: Kinds) {
    let ids = match store.tenants_to_sweep().await {
        Ok(ids) => ids,
        Err(e) => return tracing::warn!(error = %e, "cannot look for jobs that a crash left behind"),
    };
    for id in ids {
        let swept: Result<Option<Ts>> = async {
            let Found::Here(tenant) = store.tenant_to_work_for(id).await? else { return Ok(None) };
            queue::next_due(&tenant, &kinds).await
        }
        .await;
        match swept {
            Ok(Some(due)) => store.wakes().wake(id, due),
            Ok(None) => {}
            Err(e) => tracing::warn!(tenant = id, error = %e, "cannot look for jobs that a crash left behind"),
        }
        tokio::task::yield_now().await;
    }
}
