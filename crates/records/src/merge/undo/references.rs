//! References go back to what they were before the merge, with the merges that stand applied again.

use super::super::journal::Journal;
use super::super::write;
use super::{Merged, equal};
use crate::door::{self, remove};
use crate::prepared::Prepared;
use crate::{Error, Result, Writer};
use model::object::col;
use model::{Id, Record, Val};
use std::sync::Arc;

impl Writer<'_> {
    /// Rule 2: first all references go back, then what is to stand again is looked at for twins.
    pub(super) async fn referrers_back(&mut self, journal: &Journal, told: &mut Merged) -> Result<()> {
        let sql = "select object, record_id, col, dropped from @merge_move where merge_id = $1 order by object, record_id, col";
        let mut again: Vec<(Arc<Prepared>, Id, usize)> = Vec::new();
        for row in self.tx.all(sql, &[journal.id.into()]).await? {
            let (object, id, dropped) = (row.text(0)?.to_owned(), row.id(1)?, row.int(3)? == 1);
            let Ok(child) = self.catalog.prepared(&object).cloned() else { continue };
            let name = row.text(2)?;
            let Some(column) = child.object.columns.iter().position(|c| c.name == name) else { continue };
            let Some(before) = self.lock(&object, id).await? else { continue };
            let value = self.without(journal, &child, column, &before).await?;
            let moves = value.as_ref().is_some_and(|v| !equal(&child, column, v, &before.vals[column]));
            let deleted_at = before.vals[col::DELETED_AT].int();
            let returns = dropped && deleted_at == Some(journal.at.0);
            let field = child.object.columns[column].field;
            let lifted = moves && deleted_at.is_none() && child.unique.iter().any(|u| u.fields.contains(&field));
            if lifted {
                self.stand(&child, id, Val::Int(self.now.0)).await?;
            }
            if returns || lifted {
                again.push((child.clone(), id, column));
            }
            if let Some(value) = value {
                let before = self.lock(&object, id).await?.ok_or_else(|| Error::no_record(&object, id))?;
                let mut after = before.clone();
                after.vals[column] = value;
                door::put(self, &child, &before, after).await?;
            }
            let counts = match (returns, moves, dropped) {
                (true, _, _) => &mut told.dropped,
                (false, true, _) => &mut told.moved,
                (false, false, false) => &mut told.stayed,
                (false, false, true) => continue,
            };
            *counts.entry(object).or_default() += 1;
        }
        for (child, id, column) in again {
            let object = child.object.name();
            let record = self.lock(object, id).await?.ok_or_else(|| Error::no_record(object, id))?;
            let deleted_at = match self.twin(&child, None, &record).await? {
                // Another merge makes it stand twice still.
                Some(twin) => Val::Int(self.hand_over(journal, object, &record, column, twin).await?),
                None => Val::Null,
            };
            self.stand(&child, id, deleted_at).await?;
        }
        Ok(())
    }

    /// Deletes a record, or lets it stand again.
    async fn stand(&mut self, p: &Arc<Prepared>, id: Id, deleted_at: Val) -> Result<()> {
        let object = p.object.name();
        let before = self.lock(object, id).await?.ok_or_else(|| Error::no_record(object, id))?;
        if before.vals[col::DELETED_AT] == deleted_at {
            return Ok(());
        }
        let mut after = before.clone();
        after.vals[col::DELETED_AT] = deleted_at;
        remove::put_away(self, p, &before, after).await
    }

    /// A reference as it would be had this merge never been: the others that stand are applied again to what was there before
    /// the first. `None` when the reference was changed since.
    async fn without(&mut self, journal: &Journal, child: &Prepared, column: usize, record: &Record) -> Result<Option<Val>> {
        let sql = "select v.merge_id, v.before, v.after, v.dropped, m.gone, m.survivor from @merge_move v \
            join @merge m on m.id = v.merge_id \
            where v.object = $1 and v.record_id = $2 and v.col = $3 and m.undone_at is null order by m.seq";
        let c = &child.object.columns[column];
        let multi = child.object.fields[c.field].multi;
        let key: [Val; 3] = [child.object.name().into(), record.id().into(), c.name.as_ref().into()];
        let rows = self.tx.all(sql, &key).await?;
        let Some(last) = rows.last() else { return Ok(None) };
        if !equal(child, column, &write::restored(last.opt_text(2)), &record.vals[column]) {
            return Ok(None);
        }
        // Where one merge does not begin at what the one before it set, somebody moved the reference between them: what was before
        // that is over.
        let gap = |pair: &[store::Row]| {
            !equal(child, column, &write::restored(pair[0].opt_text(2)), &write::restored(pair[1].opt_text(1)))
        };
        let rows = rows.windows(2).rposition(gap).map_or(&rows[..], |i| &rows[i + 1..]);
        let mut ours = false;
        for row in rows {
            ours |= row.id(0)? == journal.id;
        }
        let Some(first) = rows.first().filter(|_| ours) else { return Ok(None) };
        let mut value = write::restored(first.opt_text(1));
        for row in rows {
            let merge = row.id(0)?;
            if merge == journal.id {
                continue;
            }
            let stays = row.int(3)? == 1;
            let next = if stays { value.clone() } else { write::moved(&value, record.id(), multi, row.id(4)?, row.id(5)?) };
            let update = "update @merge_move set before = $5, after = $6 \
                where object = $1 and record_id = $2 and col = $3 and merge_id = $4";
            let mut params = key.to_vec();
            params.extend([merge.into(), write::stored(&value), write::stored(&next)]);
            self.tx.run(update, &params).await?;
            value = next;
        }
        Ok(Some(value))
    }

    /// Notes that a record stays away because of another merge, which moved it or its twin. Returns that merge's instant.
    async fn hand_over(&mut self, journal: &Journal, object: &str, record: &Record, column: usize, twin: Id) -> Result<i64> {
        let sql = "select m.id, m.at from @merge_move v join @merge m on m.id = v.merge_id \
            where v.object = $1 and v.record_id = $2 and m.undone_at is null and m.id <> $3 order by m.seq desc limit 1";
        for id in [record.id(), twin] {
            let rows = self.tx.all(sql, &[object.into(), id.into(), journal.id.into()]).await?;
            let Some(row) = rows.first() else { continue };
            let (merge, at) = (row.id(0)?, row.int(1)?);
            let note = "insert into @merge_move (merge_id, object, record_id, col, before, after, dropped) \
                values ($1, $2, $3, $4, $5, $5, 1) on conflict (object, record_id, col, merge_id) do update set dropped = 1";
            let name = record.object.columns[column].name.as_ref();
            let value = write::stored(&record.vals[column]);
            self.tx.run(note, &[merge.into(), object.into(), record.id().into(), name.into(), value]).await?;
            return Ok(at);
        }
        Ok(journal.at.0)
    }
}
