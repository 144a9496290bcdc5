//! The search as a job: reads, compares beside the runtime, stores.

use super::scan::{Scan, ScanState};
use super::store::{self as kept, Found};
use super::values::Reading;
use crate::{Error, Records, Registry, Result};
use matching::Table;
use model::{Id, Val};
use serde::Deserialize;
use std::ops::ControlFlow::{Break, Continue};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};
use store::jobs::{JobCtx, JobError, Worker};

/// Kind of job: payload `{"object": "customer", "scan": id}`.
pub const SCAN: &str = "records.duplicates";

/// Records read at a time.
const CHUNK: usize = 2_000;
/// How often the progress is written and somebody is heard who wants to stop it.
const TELL: Duration = Duration::from_millis(500);

#[derive(Deserialize)]
struct Payload {
    object: String,
    scan: Id,
}

/// Adds the search to a worker.
#[must_use]
pub fn handle(worker: Worker, registry: Arc<Registry>) -> Worker {
    worker.handle(SCAN, move |ctx| {
        let registry = registry.clone();
        async move { run(&ctx, registry).await }
    })
}

async fn run(ctx: &JobCtx, registry: Arc<Registry>) -> Result<(), JobError> {
    let Payload { object, scan: id } = ctx.parse()?;
    let records = Records::open(ctx.tenant().clone(), registry).await.map_err(JobError::retry)?;
    let scan = records.scan_row(&object).await.map_err(JobError::retry)?;
    let Some(scan) = scan.filter(|s| s.id == id && s.state.is_under_way()) else { return Ok(()) };
    let search = Search { records: &records, ctx, scan };
    match search.all().await {
        Ok(()) => Ok(()),
        Err(Stop::Asked) => search.end(ScanState::Cancelled, None).await,
        Err(Stop::Pause) => Err(JobError::Pause),
        Err(Stop::Failed(Error::Store(e))) => Err(JobError::retry(e)),
        Err(Stop::Failed(e)) => search.end(ScanState::Failed, Some(e.to_string())).await,
    }
}

/// Why a search does not go on.
enum Stop {
    /// Somebody cancelled it.
    Asked,
    /// The process ends; it begins again elsewhere.
    Pause,
    Failed(Error),
}

impl<E: Into<Error>> From<E> for Stop {
    fn from(e: E) -> Self {
        Stop::Failed(e.into())
    }
}

struct Search<'a> {
    records: &'a Records,
    ctx: &'a JobCtx,
    scan: Scan,
}

impl Search<'_> {
    async fn all(&self) -> Result<(), Stop> {
        let object = self.records.mergeable(&self.scan.object).await?;
        let rules = self.records.rules_of(&self.scan.object).await?;
        let reading = Arc::new(Reading::new(&object, &rules));
        kept::drop_unlisted(self.records, self.ctx, &self.scan).await?;
        let (ids, table) = self.read(&object, &reading).await?;
        let found = self.compare(Arc::new(table), &reading).await?;
        let groups = kept::store(self.records, self.ctx, &self.scan, &reading, &ids, &found).await?;
        kept::list(self.records, self.ctx, &self.scan, groups).await?;
        kept::drop_unlisted(self.records, self.ctx, &Scan { shown: Some(self.scan.id), ..self.scan.clone() }).await?;
        self.end(ScanState::Done, None).await.map_err(|e| Stop::Failed(Error::Broken(format!("{e:?}"))))
    }

    /// The compared fields of all records, in the order of their ids.
    async fn read(&self, object: &model::Object, reading: &Reading) -> Result<(Vec<Id>, Table), Stop> {
        let tenant = self.records.tenant();
        let limits = store::Scan::within(Duration::from_secs(120));
        let count = format!("select count(*) from @{} where deleted_at is null", object.name());
        let total = tenant.scan(&count, &[], limits).await?.first().and_then(|r| r.opt_int(0)).unwrap_or(0);
        let columns = reading.columns_of(object);
        let sql =
            format!("select id{columns} from @{} where id > $1 and deleted_at is null order by id limit {CHUNK}", object.name());
        let catalog = self.records.current().await?;
        let marks = self.records.marks_of(catalog.prepared(object.name())?).await?;
        let (mut ids, mut table, mut after, mut told) = (Vec::new(), reading.table(), Id::NIL, Instant::now());
        loop {
            let rows = tenant.scan(&sql, &[Val::Id(after)], limits).await?;
            for row in &rows {
                after = row.id(0)?;
                ids.push(after);
                reading.push_without(&mut table, object, &marks, &row[1..]);
            }
            if rows.len() < CHUNK {
                self.tell(ids.len(), total, 0).await?;
                return Ok((ids, table));
            }
            if told.elapsed() > TELL {
                told = Instant::now();
                self.tell(ids.len(), total, 0).await?;
            }
        }
    }

    /// Finds pairs on a thread of its own, and groups them.
    async fn compare(&self, table: Arc<Table>, reading: &Arc<Reading>) -> Result<Found, Stop> {
        let (stop, share) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU32::new(0)));
        let _stop_when_dropped = StopWhenDropped(stop.clone());
        let (of_work, reading) = ((table.clone(), stop.clone(), share.clone()), reading.clone());
        let mut work = tokio::task::spawn_blocking(move || {
            let (table, stop, share) = of_work;
            let watch = |done: f64| {
                share.store((done * 1000.0) as u32, Ordering::Relaxed);
                if stop.load(Ordering::Relaxed) { Break(()) } else { Continue(()) }
            };
            matching::find_while(&table, &reading.search, &watch)
        });
        let done = loop {
            match tokio::time::timeout(TELL, &mut work).await {
                Ok(done) => break done,
                Err(_) => self.tell(table.len(), table.len() as i64, share.load(Ordering::Relaxed)).await?,
            }
        };
        match done {
            Ok(Continue(found)) => Ok(Found { table, found }),
            Ok(Break(())) => Err(Stop::Pause),
            Err(e) => Err(Stop::Failed(Error::Broken(format!("the comparison broke off: {e}")))),
        }
    }

    /// Writes how far it is; the answer says whether to go on.
    async fn tell(&self, done: usize, total: i64, compared: u32) -> Result<(), Stop> {
        let done = i64::try_from(done).unwrap_or(i64::MAX);
        let params = [self.scan.id.into(), done.into(), total.max(done).into(), i64::from(compared).into()];
        let (params, ctx) = (&params, self.ctx);
        let sql = "update @duplicate_scan set state = 'running', done = $2, total = $3, compared = $4, \
            started_at = coalesce(started_at, $5) where id = $1 returning cancel";
        let rows = self
            .records
            .tenant()
            .write::<_, Error, _>(|tx| {
                Box::pin(async move {
                    ctx.save(tx, &()).await?;
                    let now = tx.now();
                    let params: Vec<Val> = params.iter().cloned().chain([now.0.into()]).collect();
                    Ok(tx.all(sql, &params).await?)
                })
            })
            .await?;
        if rows.first().is_none_or(|r| r.opt_int(0) == Some(1)) {
            return Err(Stop::Asked);
        }
        match self.ctx.check() {
            Ok(()) => Ok(()),
            Err(JobError::Cancelled) => Err(Stop::Asked),
            Err(_) => Err(Stop::Pause),
        }
    }

    /// Ends job and run together.
    async fn end(&self, state: ScanState, error: Option<String>) -> Result<(), JobError> {
        let params = [self.scan.id.into(), state.name().into(), error.into()];
        let (params, ctx) = (&params, self.ctx);
        let ended = self.records.tenant().write::<_, store::Error, _>(|tx| {
            Box::pin(async move {
                let sql = "update @duplicate_scan set state = $2, error = $3, finished_at = $4 where id = $1";
                let params: Vec<Val> = params.iter().cloned().chain([tx.now().0.into()]).collect();
                tx.run(sql, &params).await?;
                ctx.finish(tx).await
            })
        });
        ended.await.map_err(JobError::retry)
    }
}

/// Ends the comparison when nobody waits for it any more.
struct StopWhenDropped(Arc<AtomicBool>);

impl Drop for StopWhenDropped {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
