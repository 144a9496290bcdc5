//! Runs an import: chunks of rows from the reading thread, sorted into batches, each written in one transaction together
//! with how far the file has been read.

use super::chunk::{self, Chunk, Piece};
use super::draft::Known;
use super::import::{Import, State};
use super::make::{Maker, Part, Rows};
use super::meant;
use super::open::{self, Source, Written};
use super::part::Stop;
use super::place::message;
use super::plan::Plan;
use crate::{Access, Actor, Error, Records, Result};
use futures_util::future::BoxFuture;
use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use store::{Pending, Tx};

/// How often it is looked whether somebody cancelled.
const LOOK: Duration = Duration::from_millis(300);
/// Fewest and most rows of a chunk.
const ROWS: std::ops::RangeInclusive<usize> = 50..=10_000;

/// Rows that may be on their way to disk; fewer than [`Known`] remembers, because nothing else can tell of their records.
const AHEAD: usize = 80_000;

/// What stands outside of a running import.
pub trait Watch: Send + Sync {
    /// Called after each chunk.
    fn progress(&self, import: &Import);

    /// True once the process shall end; the import stays `running` and goes on later.
    fn stopping(&self) -> bool {
        false
    }

    /// Called in each transaction; an error takes it back. For workers that may have lost their claim.
    fn guard<'a>(&'a self, _tx: &'a mut Tx) -> BoxFuture<'a, store::Result<()>> {
        Box::pin(std::future::ready(Ok(())))
    }
}

/// Runs an import from where it stands to its end, and returns it as it stands then.
///
/// # Errors
/// Errors of the database. What is wrong with the file or with rows is not an error: it stands in the import.
pub async fn run(records: &Records, access: &Access, mut import: Import, source: Source, watch: &dyn Watch) -> Result<Import> {
    let now = records.tenant().clock().now();
    import.state = State::Running;
    import.started_at.get_or_insert(now);
    records.save_import(&import).await?;
    let region = records.catalog().company.country.clone();
    let (file, from) = (import.template.file.clone(), import.position);
    let opened = tokio::task::spawn_blocking(move || open::open(source, &file, &region).and_then(|o| chunk::start(o, from)));
    let rows = match opened.await.map_err(|e| Error::Broken(format!("opening the file broke off: {e}")))? {
        Ok(rows) => rows,
        Err(refusal) => {
            let error = message(&import.template.file, &refusal);
            return finish(records, import, State::Failed, Some(error)).await;
        }
    };
    rows.written.note(&mut import.template.file);
    let mut plan = match Plan::new(&import.template, &rows.header, &records.catalog()) {
        Ok(plan) => plan,
        Err(e) => return finish(records, import, State::Failed, Some(explain(&e))).await,
    };
    if let Some(epoch) = rows.written.epoch() {
        plan.cells.of_spreadsheet(epoch);
    }
    let plan = Arc::new(plan);
    let matchers = meant::matchers(records, &plan).await?;
    let base_ms = import.elapsed_ms;
    let source = Some(import.template.source.clone()).filter(|s| !s.is_empty());
    let access = &Access { actor: Actor { source, ..access.actor.clone() }, ..access.clone() };
    let mut runner = Runner {
        records,
        access,
        watch,
        plan: plan.clone(),
        settles: plan.finds_own() || matchers.iter().any(Option::is_some),
        import,
        pending: VecDeque::new(),
        size: rows.size.clone(),
        written: rows.written.clone(),
        base_ms,
        started: Instant::now(),
    };
    let known = Known::new(plan.objects.len());
    let maker = Maker { records: records.clone(), plan, known, matchers, by: runner.by() };
    let (state, error) = match runner.rows(maker, rows).await {
        // what went in stays; the rest goes in when there is room
        Err(e @ Error::Store(store::Error::Quota { .. })) => (State::Failed, Some(e.to_string())),
        done => done?,
    };
    runner.settle().await?;
    finish(records, runner.import, state, error).await
}

async fn finish(records: &Records, mut import: Import, state: State, error: Option<String>) -> Result<Import> {
    if state == State::Running {
        return Ok(import);
    }
    import.state = state;
    import.error = error;
    import.finished_at = Some(records.tenant().clock().now());
    if state == State::Done {
        import.bytes = import.total_bytes;
    }
    records.save_ended(&import).await?;
    // Sums of products and the like were only marked while rows went in.
    crate::rollup::lazy::gather(records).await?;
    Ok(import)
}

fn explain(e: &Error) -> String {
    match e {
        Error::Invalid(all) => all.iter().map(|f| format!("{}: {}", f.field, f.message)).collect::<Vec<_>>().join("\n"),
        other => other.to_string(),
    }
}

/// An import under way.
pub(super) struct Runner<'a> {
    pub records: &'a Records,
    pub access: &'a Access,
    pub watch: &'a dyn Watch,
    pub plan: Arc<Plan>,
    /// Rows may name or mean records of the rows just before them, which must be on disk then.
    settles: bool,
    pub import: Import,
    /// Parts that may not be on disk yet, with their rows.
    pub pending: VecDeque<(Pending, usize)>,
    /// Rows that the next chunk should have.
    size: Arc<AtomicUsize>,
    pub written: Written,
    /// Working time of earlier runs.
    base_ms: u64,
    started: Instant,
}

/// Makes rows ready in a thread of its own, because it is all computing.
async fn make(mut maker: Maker, rows: Rows) -> Result<(Maker, Option<Part>)> {
    let runtime = tokio::runtime::Handle::current();
    let made = tokio::task::spawn_blocking(move || {
        let part = runtime.block_on(maker.make(rows))?;
        Ok((maker, part))
    });
    made.await.map_err(|e| Error::Broken(format!("reading rows broke off: {e}")))?
}

impl Runner<'_> {
    /// Each part is written while the next one is made ready.
    async fn rows(&mut self, mut maker: Maker, mut rows: chunk::Rows) -> Result<(State, Option<String>)> {
        let mut looked = Instant::now();
        let mut ready: Option<Part> = None;
        loop {
            let chunk = match rows.pieces.recv().await {
                Some(Piece::Chunk(chunk)) => Some(chunk),
                None => None,
                Some(Piece::Broken(refusal)) => {
                    self.last(maker, ready).await?;
                    return Ok((State::Failed, Some(message(&self.import.template.file, &refusal))));
                }
            };
            if self.watch.stopping() {
                return Ok((State::Running, None));
            }
            if looked.elapsed() > LOOK {
                looked = Instant::now();
                if self.records.import_is_cancelled(self.import.id).await? {
                    return Ok((State::Cancelled, None));
                }
            }
            let Some(Chunk { rows, read }) = chunk else {
                self.last(maker, ready).await?;
                return Ok((State::Done, None));
            };
            let rows = Rows { left: rows, refused: Vec::new(), read };
            (maker, ready) = self.step(maker, ready, rows).await?;
        }
    }

    /// Writes what is ready and makes the next part ready meanwhile, unless its rows may name records of this one.
    async fn step(&mut self, maker: Maker, ready: Option<Part>, rows: Rows) -> Result<(Maker, Option<Part>)> {
        let Some(part) = ready else { return make(maker, rows).await };
        if self.settles {
            let mut maker = maker;
            if let Err(stop) = self.timed(&part).await {
                self.again(&mut maker, vec![part], stop).await?;
            }
            self.settle().await?;
            return make(maker, rows).await;
        }
        let making = tokio::spawn(make(maker, rows));
        let written = self.timed(&part).await;
        let made = making.await.map_err(|e| Error::Broken(format!("reading rows broke off: {e}")))?;
        let (mut maker, next) = made?;
        match written {
            Ok(()) => Ok((maker, next)),
            Err(stop) => {
                let parts = std::iter::once(part).chain(next).collect();
                self.again(&mut maker, parts, stop).await?;
                Ok((maker, None))
            }
        }
    }

    async fn last(&mut self, mut maker: Maker, ready: Option<Part>) -> Result<()> {
        let Some(part) = ready else { return Ok(()) };
        match self.timed(&part).await {
            Ok(()) => Ok(()),
            Err(stop) => self.again(&mut maker, vec![part], stop).await,
        }
    }

    /// Writes a part and lets chunks grow or shrink by the time it took.
    async fn timed(&mut self, part: &Part) -> Result<(), Stop> {
        let (begun, n) = (Instant::now(), part.rows.len() + part.refused.len());
        self.write(part).await?;
        resize(&self.size, n, begun.elapsed(), self.records.tenant().dialect().turn());
        while self.pending.iter().map(|(_, rows)| rows).sum::<usize>() > AHEAD {
            self.first_settles().await?;
        }
        self.watch.progress(&self.import);
        Ok(())
    }

    /// Parts again of which the first was not written: without the rows that are to blame, or in halves until the one is
    /// found. Each part stands with its own place in the file.
    async fn again(&mut self, maker: &mut Maker, parts: Vec<Part>, stop: Stop) -> Result<()> {
        parts.iter().for_each(|p| maker.forget(p));
        let mut parts = parts.into_iter();
        let Some(first) = parts.next() else { return Ok(()) };
        let mut todo: Vec<Rows> = parts.map(Part::into_rows).collect();
        todo.extend(self.less(first, stop)?);
        while let Some(rows) = todo.pop() {
            // What is looked for is looked for on disk, and what was just forgotten may be there.
            self.settle().await?;
            let Some(part) = maker.make(rows).await? else { continue };
            if let Err(stop) = self.timed(&part).await {
                maker.forget(&part);
                todo.extend(self.less(part, stop)?);
            }
        }
        Ok(())
    }

    /// What is to be tried instead of a part, last one first.
    fn less(&self, part: Part, stop: Stop) -> Result<Vec<Rows>> {
        match stop {
            Stop::Rows(bad) => Ok(vec![part.refuse(bad)]),
            Stop::One(errors) => match part.rows.as_slice() {
                [] => Err(Error::Invalid(errors)),
                [row] => {
                    let reasons = self.plan.reasons(None, row.row.line, errors);
                    Ok(vec![part.refuse([(0, reasons)].into())])
                }
                _ => {
                    let mut front = part.into_rows();
                    let back = front.left.split_off(front.left.len().div_ceil(2));
                    Ok(vec![Rows { left: back, refused: Vec::new(), read: front.read }, front])
                }
            },
            Stop::Error(e) => Err(e),
        }
    }

    /// Waits until everything written is on disk; fails when something never got there, since later parts build on it.
    async fn settle(&mut self) -> Result<()> {
        while !self.pending.is_empty() {
            self.first_settles().await?;
        }
        Ok(())
    }

    async fn first_settles(&mut self) -> Result<()> {
        match self.pending.pop_front() {
            Some((pending, _)) => Ok(pending.settled().await?),
            None => Ok(()),
        }
    }

    /// Working time of this run and those before it, in milliseconds.
    pub(super) fn elapsed_ms(&self) -> u64 {
        self.base_ms + u64::try_from(self.started.elapsed().as_millis()).unwrap_or(0)
    }
}

/// Chunks grow and shrink so that a transaction takes about as long as it should.
fn resize(size: &AtomicUsize, rows: usize, took: Duration, target: Duration) {
    let now = size.load(Ordering::Relaxed);
    if rows < now {
        return;
    }
    let wanted = u128::try_from(rows).unwrap_or(0) * target.as_micros() / took.as_micros().max(1);
    let wanted = usize::try_from(wanted).unwrap_or(now).clamp(now / 2, now * 2);
    size.store(wanted.clamp(*ROWS.start(), *ROWS.end()), Ordering::Relaxed);
}
