//! Rows of a chunk to one transaction: found, sorted, checked, written. Rows that are to blame are refused and the others
//! tried again without them.

use super::batch::{self, Batch, Found, Ready, Refused};
use super::chunk::Row;
use super::csv::Refusal;
use super::draft::{self, Draft, InChunk};
use super::import::Import;
use super::plan::{Plan, PlanSource};
use super::run::Runner;
use crate::door::ready::fill_keys;
use crate::{By, Error, Result, Writer, ddl, prepare};
use model::{FieldError, Id, Record, Val};
use std::collections::{BTreeSet, HashMap};

/// Refused rows kept with their text; further ones are only counted.
const REFUSED_KEPT: u64 = 100_000;
/// Keys looked for with one statement.
const KEYS: usize = 500;

/// Why an attempt did not write.
enum Stop {
    /// These rows (places) are to blame.
    Rows(Vec<(usize, Vec<Refusal>)>),
    /// One row is to blame, nobody knows which.
    One(Vec<FieldError>),
    Error(Error),
}

impl From<Error> for Stop {
    fn from(e: Error) -> Self {
        match e {
            Error::Invalid(errors) => Stop::One(errors),
            other => Stop::Error(other),
        }
    }
}

/// Rows that are not written yet.
struct Todo {
    rows: Vec<Ready>,
    refused: Vec<Refused>,
}

impl Runner<'_> {
    /// Writes rows in one transaction. Gives them back when one of them, nobody knows which, cannot be written.
    pub(super) async fn part(&mut self, rows: Vec<Row>) -> Result<Option<Vec<Row>>> {
        let Some((end, line)) = rows.last().map(|r| (r.end, r.line)) else { return Ok(None) };
        let mut todo = Todo { rows: Vec::with_capacity(rows.len()), refused: Vec::new() };
        let mut left = rows;
        loop {
            self.read(left, &mut todo);
            let bad = match self.attempt(&todo, end, line).await {
                Ok(()) => return Ok(None),
                Err(Stop::Rows(bad)) => bad,
                Err(Stop::One(errors)) if todo.rows.len() == 1 => {
                    vec![(0, errors.into_iter().map(|e| self.reason(None, todo.rows[0].line, e)).collect())]
                }
                Err(Stop::One(_)) => return Ok(Some(todo.into_rows())),
                Err(Stop::Error(e)) => return Err(e),
            };
            left = todo.refuse(bad);
        }
    }

    /// Reads rows into drafts; those that cannot be read are refused.
    fn read(&mut self, rows: Vec<Row>, todo: &mut Todo) {
        let mut chunk: InChunk = vec![HashMap::new(); self.plan.objects.len()];
        for Row { line, end, text, cells } in rows {
            let drafts = match &cells {
                Err(reason) => Err(vec![reason.clone()]),
                Ok(cells) => draft::read_row(&self.plan, cells, line, &mut self.known, &mut chunk),
            };
            match (drafts, cells) {
                (Ok(drafts), Ok(cells)) => todo.rows.push(Ready { line, end, text, cells, drafts }),
                (Err(reasons), _) | (Ok(_), Err(_)) if false => todo.refused.push(Refused { line, end, reasons, text }),
                (Err(reasons), cells) => todo.refused.push(Refused { line, end, reasons, text, cells: cells.ok() }),
                (Ok(_), Err(_)) => {}
            }
        }
    }
}
