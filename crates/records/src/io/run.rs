//! Runs an import: chunks of rows from the reading thread, sorted into batches, each written in one transaction together
//! with how far the file has been read.

use super::chunk::{self, Chunk, Piece, Source};
use super::csv::Refusal;
use super::draft::Known;
use super::import::{Import, State};
use super::plan::Plan;
use crate::{Access, Error, Records, Result};
use futures_util::future::BoxFuture;
use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use store::{Pending, Tx};

/// A transaction should hold the writer no longer than this.
const TARGET: Duration = Duration::from_millis(40);
/// How often it is looked whether somebody cancelled.
const LOOK: Duration = Duration::from_millis(300);
/// Fewest and most rows of a chunk.
const ROWS: std::ops::RangeInclusive<usize> = 50..=5_000;

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
    let opened = chunk::open(source, &import.template.file, import.position);
    let rows = match opened {
        Ok(rows) => rows,
        Err(refusal) => return finish(records, import, State::Failed, Some(message(&refusal))).await,
    };
    let plan = match Plan::new(&import.template, &rows.header, &records.catalog()) {
        Ok(plan) => plan,
        Err(e) => return finish(records, import, State::Failed, Some(explain(&e))).await,
    };
    let known = Known::new(plan.objects.len());
    let base_ms = import.elapsed_ms;
    let mut runner =
        Runner { records, access, watch, known, plan, import, pending: VecDeque::new(), base_ms, started: Instant::now() };
    let (state, error) = runner.rows(rows).await?;
    for pending in runner.pending {
        pending.settled().await?;
    }
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
    records.save_import(&import).await?;
    // Sums of products and the like were only marked while rows went in.
    crate::rollup::lazy::gather(records).await?;
    Ok(import)
}

fn message(r: &Refusal) -> String {
    match (r.line, r.column) {
        (0, _) => r.message.clone(),
        (line, 0) => format!("line {line}: {}", r.message),
        (line, column) => format!("line {line}, column {column}: {}", r.message),
    }
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
    pub plan: Plan,
    pub known: Known,
    pub import: Import,
    /// Parts that may not be on disk yet.
    pub pending: VecDeque<Pending>,
    /// Working time of earlier runs.
    base_ms: u64,
    started: Instant,
}

impl Runner<'_> {
    async fn rows(&mut self, mut rows: chunk::Rows) -> Result<(State, Option<String>)> {
        let mut looked = Instant::now();
        while let Some(piece) = rows.pieces.recv().await {
            let chunk = match piece {
                Piece::Broken(refusal) => return Ok((State::Failed, Some(message(&refusal)))),
                Piece::Chunk(chunk) => chunk,
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
            let (begun, n) = (Instant::now(), chunk.rows.len());
            self.chunk(chunk).await?;
            resize(&rows.size, n, begun.elapsed());
            self.look_back()?;
            self.watch.progress(&self.import);
        }
        Ok((State::Done, None))
    }

    /// Writes a chunk, in halves when one row spoils it: each part stands with its own place in the file.
    async fn chunk(&mut self, chunk: Chunk) -> Result<()> {
        self.import.bytes = chunk.read;
        let mut parts = vec![chunk.rows];
        while let Some(rows) = parts.pop() {
            if let Some(mut spoiled) = self.part(rows).await? {
                let back = spoiled.split_off(spoiled.len().div_ceil(2));
                parts.push(back);
                parts.push(spoiled);
            }
        }
        Ok(())
    }

    /// Forgets parts that are on disk; fails when one never got there, since later ones build on it.
    fn look_back(&mut self) -> Result<()> {
        while let Some(first) = self.pending.front_mut() {
            if !first.look()? {
                break;
            }
            self.pending.pop_front();
        }
        Ok(())
    }

    /// Working time of this run and those before it, in milliseconds.
    pub(super) fn elapsed_ms(&self) -> u64 {
        self.base_ms + u64::try_from(self.started.elapsed().as_millis()).unwrap_or(0)
    }
}

/// Chunks grow and shrink so that a transaction takes about [`TARGET`].
fn resize(size: &AtomicUsize, rows: usize, took: Duration) {
    let now = size.load(Ordering::Relaxed);
    if rows < now {
        return;
    }
    let wanted = u128::try_from(rows).unwrap_or(0) * TARGET.as_micros() / took.as_micros().max(1);
    let wanted = usize::try_from(wanted).unwrap_or(now).clamp(now / 2, now * 2);
    size.store(wanted.clamp(*ROWS.start(), *ROWS.end()), Ordering::Relaxed);
}
