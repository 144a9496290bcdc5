//! One part of an import in one transaction, together with how far the file has been read.

use super::batch::{self, Refused};
use super::import::Import;
use super::imports::no_nul;
use super::make::{Blame, Part};
use super::place::in_sheet;
use super::run::Runner;
use crate::door::Refused as Unfit;
use crate::{By, Error, Result, Writer, duplicates};
use model::{FieldError, Id, Record};
use std::collections::BTreeMap;

/// Refused rows kept with their text; further ones are only counted.
const REFUSED_KEPT: u64 = 100_000;

/// Why a part was not written.
pub(super) enum Stop {
    /// These rows (places) are to blame.
    Rows(Blame),
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

impl Runner<'_> {
    /// Writes a part.
    pub(super) async fn write(&mut self, part: &Part) -> Result<(), Stop> {
        let by = self.by();
        let mut after = self.count(part);
        (after.position, after.line, after.bytes) = (part.end, part.line, part.read);
        after.elapsed_ms = self.elapsed_ms();
        let (dry, watch, written) = (after.dry_run, self.watch, &after);
        let done = self.records.write_lazily(self.access, by, |w| {
            Box::pin(async move {
                // A trial tells it too.
                let (unfit, reported) = duplicates::guard_import(w, &part.new).await?;
                if let Some(unfit) = unfit {
                    return Ok(Err(unfit));
                }
                if !dry {
                    for (row, id, values) in &part.changed {
                        change(w, *row, *id, values).await?;
                    }
                    if let Err(unfit) = w.insert_many(&part.new).await? {
                        return Ok(Err(unfit));
                    }
                    duplicates::report(w, &reported).await?;
                }
                watch.guard(w.tx).await?;
                note_refused(w, written, &part.refused).await?;
                let mut written = written.clone();
                for kept in w.kept() {
                    written.counts.entry(kept.object.clone()).or_default().kept += 1;
                }
                written.save(w.tx).await?;
                Ok(Ok(written))
            })
        });
        let blame = |u: Unfit| Stop::Rows(self.plan.blame(u, &part.origin, &part.names, &part.rows));
        match done.await {
            Ok((Ok(written), pending)) => {
                self.pending.push_back((pending, part.rows.len()));
                self.import = written;
                Ok(())
            }
            Ok((Err(unfit), _)) => Err(blame(unfit)),
            Err(Error::Item { index, error }) => match *error {
                Error::Invalid(errors) => {
                    let reasons = self.plan.reasons(None, part.rows[index].row.line, errors);
                    Err(Stop::Rows(BTreeMap::from([(index, reasons)])))
                }
                other => Err(other.into()),
            },
            Err(e) => Err(e.into()),
        }
    }

    pub(super) fn by(&self) -> By {
        By::Import { id: self.import.id, user: self.import.created_by }
    }

    /// The import as it will stand when the part is written.
    fn count(&self, part: &Part) -> Import {
        let mut after = self.import.clone();
        self.written.note(&mut after.template.file);
        for name in &part.names {
            match after.counts.get_mut(name) {
                Some(c) => c.created += 1,
                None => after.counts.entry(name.clone()).or_default().created += 1,
            }
        }
        for (_, _, record) in &part.changed {
            after.counts.entry(record.object.name().to_owned()).or_default().updated += 1;
        }
        after.accepted += part.rows.len() as u64;
        after.refused += part.refused.len() as u64;
        after
    }
}

async fn change(w: &mut Writer<'_>, row: usize, id: Id, values: &Record) -> Result<()> {
    let done = async {
        let before = w.get(values.object.name(), id).await?.ok_or_else(|| Error::no_record(values.object.name(), id))?;
        let mut after = before.clone();
        batch::lay_over(&mut after, values);
        w.update(&before, after).await
    };
    done.await.map(drop).map_err(|e| Error::Item { index: row, error: Box::new(e) })
}

async fn note_refused(w: &mut Writer<'_>, import: &Import, refused: &[Refused]) -> Result<()> {
    const SQL: &str = "insert into @import_refused (import_id, line, pos, col, code, message, row) values ($1, $2, $3, $4, $5, $6, $7) \
        on conflict do nothing";
    if import.refused > REFUSED_KEPT {
        return Ok(());
    }
    let sheet = import.template.file.sheet.as_str();
    let mut rows = Vec::new();
    for r in refused {
        for (pos, reason) in r.reasons.iter().enumerate() {
            let message = match sheet {
                "" => no_nul(&reason.message),
                sheet => no_nul(&format!("{}: {}", in_sheet(sheet, reason.line, reason.column), reason.message)),
            };
            let text: String = String::from_utf8_lossy(&r.row.text).chars().take(10_000).collect();
            rows.push(vec![
                import.id.into(),
                i64::try_from(reason.line).unwrap_or(0).into(),
                i64::try_from(pos).unwrap_or(0).into(),
                i64::from(reason.column).into(),
                reason.code.into(),
                message,
                no_nul(&text),
            ]);
        }
    }
    w.tx.run_many(SQL, &rows).await?;
    Ok(())
}
