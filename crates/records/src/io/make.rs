//! Rows of a chunk made ready for one transaction without writing anything: cut, read, found, sorted, checked. Rows that
//! cannot be used are refused and the others made ready without them.
//!
//! While one part is written the next is made ready, so what is read here is what is on disk, and [`Known`] stands for the
//! records of the parts on their way there.

use super::batch::{self, Batch, Misfit, Ready, Refused};
use super::chunk::Row;
use super::csv::Refusal;
use super::draft::{self, InChunk, Known};
use super::plan::Plan;
use crate::door::{self, Refused as Unfit};
use crate::duplicates::Matcher;
use crate::{By, Error, Records, Result};
use model::{Id, Record};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Rows with the reasons why they cannot be taken in, by their place.
pub(super) type Blame = BTreeMap<usize, Vec<Refusal>>;

/// Rows on their way: not looked at yet, and already refused.
pub(super) struct Rows {
    pub left: Vec<Row>,
    pub refused: Vec<Refused>,
    /// Bytes of the file as it was sent, up to these rows.
    pub read: u64,
}

/// Rows ready for one transaction.
pub(super) struct Part {
    pub rows: Vec<Ready>,
    pub refused: Vec<Refused>,
    /// New records; `origin` tells the row of each.
    pub new: door::Batch,
    pub origin: Vec<usize>,
    pub names: Vec<String>,
    /// Existing records with the row and the values to lay over them.
    pub changed: Vec<(usize, Id, Record)>,
    /// What [`Known`] was told: place of the object, key.
    pub told: Vec<(usize, String)>,
    /// End of the last row in the unpacked file, and its line.
    pub end: u64,
    pub line: u64,
    pub read: u64,
}

impl Part {
    /// Moves rows to the refused ones; the others are to be read again, because what they said may have hung on a row that is
    /// refused now.
    pub(super) fn refuse(self, mut bad: Blame) -> Rows {
        let mut rows = Rows { left: Vec::with_capacity(self.rows.len()), refused: self.refused, read: self.read };
        for (i, r) in self.rows.into_iter().enumerate() {
            match bad.remove(&i) {
                Some(reasons) => rows.refused.push(Refused { row: r.row, reasons }),
                None => rows.left.push(r.row),
            }
        }
        rows
    }

    /// The rows as they came.
    pub(super) fn into_rows(self) -> Rows {
        let ready = self.rows.into_iter().map(|r| r.row);
        let mut left: Vec<Row> = ready.chain(self.refused.into_iter().map(|r| r.row)).collect();
        left.sort_by_key(|r| r.end);
        Rows { left, refused: Vec::new(), read: self.read }
    }
}

/// What making ready needs; goes to a task of its own and comes back.
pub(super) struct Maker {
    pub records: Records,
    pub plan: Arc<Plan>,
    pub known: Known,
    /// For each object of the plan whose rows change what they surely mean.
    pub matchers: Vec<Option<Matcher>>,
    pub by: By,
}

type Sorted = (door::Batch, Vec<usize>, Vec<String>, Vec<(usize, Id, Record)>, Vec<(usize, String)>);

/// Why rows could not be made ready.
pub(super) enum Stop {
    Rows(Blame),
    Error(Error),
}

impl From<Error> for Stop {
    fn from(e: Error) -> Self {
        Self::Error(e)
    }
}

impl Maker {
    /// Makes rows ready. `None` when there are none at all.
    pub(super) async fn make(&mut self, rows: Rows) -> Result<Option<Part>> {
        let last = rows.left.iter().chain(rows.refused.iter().map(|r| &r.row)).max_by_key(|r| r.end);
        let Some((end, line)) = last.map(|r| (r.end, r.line)) else { return Ok(None) };
        let Rows { mut left, mut refused, read } = rows;
        loop {
            let mut ready = self.read(left, &mut refused);
            match self.sort(&mut ready).await {
                Ok((new, origin, names, changed, told)) => {
                    return Ok(Some(Part { rows: ready, refused, new, origin, names, changed, told, end, line, read }));
                }
                Err(Stop::Error(e)) => return Err(e),
                Err(Stop::Rows(mut bad)) => {
                    left = Vec::with_capacity(ready.len());
                    for (i, r) in ready.into_iter().enumerate() {
                        match bad.remove(&i) {
                            Some(reasons) => refused.push(Refused { row: r.row, reasons }),
                            None => left.push(r.row),
                        }
                    }
                }
            }
        }
    }

    /// Forgets what a part told that was not written.
    pub(super) fn forget(&mut self, part: &Part) {
        for (place, key) in &part.told {
            self.known.forget(*place, key);
        }
    }

    /// Reads rows into drafts; those that cannot be read are refused.
    fn read(&mut self, rows: Vec<Row>, refused: &mut Vec<Refused>) -> Vec<Ready> {
        let mut chunk: InChunk = vec![HashMap::new(); self.plan.objects.len()];
        let mut ready = Vec::with_capacity(rows.len());
        for row in rows {
            let drafts = match &row.cells {
                Err(reason) => Err(vec![reason.clone()]),
                Ok(cells) => draft::read_row(&self.plan, cells, row.line, &mut self.known, &mut chunk),
            };
            match drafts {
                Ok(drafts) => ready.push(Ready { row, drafts }),
                Err(reasons) => refused.push(Refused { row, reasons }),
            }
        }
        ready
    }

    /// Finds what rows name, and brings them to checked records.
    async fn sort(&mut self, rows: &mut [Ready]) -> Result<Sorted, Stop> {
        let catalog = self.records.catalog();
        let now = self.records.tenant().clock().now();
        self.find_references(rows).await?;
        let found = self.find(rows).await?;
        self.mean(rows, &found).await?;
        let Batch { new, changed, seen } =
            batch::sort(&self.plan, rows, &found, now.unix_ms()).map_err(|m| Stop::Rows(misfit(rows, m)))?;
        let (origin, new): (Vec<usize>, Vec<Record>) = new.into_iter().unzip();
        let names: Vec<String> = new.iter().map(|r| r.object.name().to_owned()).collect();
        let blame = |unfit: Unfit| Stop::Rows(self.plan.blame(unfit, &origin, &names, rows));
        let new = door::prepare(&catalog, &self.by, now, new)?.map_err(blame)?;
        let told = seen.iter().map(|(place, key, _)| (*place, key.clone())).collect();
        batch::remember(&mut self.known, seen);
        Ok((new, origin, names, changed, told))
    }
}

fn misfit(rows: &[Ready], m: Misfit) -> Blame {
    let refusal = Refusal { line: rows[m.row].row.line, column: 0, code: m.code, message: m.message };
    BTreeMap::from([(m.row, vec![refusal])])
}
