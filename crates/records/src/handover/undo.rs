//! Takes a hand-over back: what still stands as it was given goes back, exactly; the rest is left and listed.

use super::assign::replaced;
use super::held::people;
use super::part::{Part, parts};
use super::plan::engine;
use super::row::HandOver;
use super::run::{locked, name_of, who};
use crate::audit::{self, Audit, AuditKind};
use crate::stop::{Stop, stopping};
use crate::writer::Writer;
use crate::{Access, By, Error, Records, Result, door};
use model::{Id, Val};
use serde::Serialize;
use serde_json::json;
use std::collections::{HashMap, HashSet};
use store::jobs::JobCtx;

/// Items handled in one transaction.
const TOGETHER: usize = 200;

/// What an undo would do to the records of one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UndoPreview {
    pub object: String,
    pub field: String,
    /// They would go back.
    pub back: i64,
    /// They were given on or deleted since, and stay.
    pub keep: i64,
}

impl Records {
    /// What an undo would do.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub async fn preview_hand_over_undo(&self, access: &Access, id: Id) -> Result<Vec<UndoPreview>> {
        self.hand_over(access, id).await?;
        let all = parts(&*self.current().await?);
        let sql = "select object, field, count(*) from @hand_over_item where hand_over_id = $1 and undone = 0 \
            group by object, field order by object, field";
        let mut preview = Vec::new();
        for row in self.tenant.scan(sql, &[id.into()], store::Scan::default()).await? {
            let (object, field, count) = (row.text(0)?.to_owned(), row.text(1)?.to_owned(), row.int(2)?);
            let part = all.iter().find(|p| p.object.name() == object && p.field_name() == field);
            let back = match part {
                Some(part) => self.standing(id, part).await?,
                None => 0,
            };
            preview.push(UndoPreview { object, field, back, keep: count - back });
        }
        Ok(preview)
    }

    /// How many records still stand as they were given.
    async fn standing(&self, id: Id, part: &Part) -> Result<i64> {
        let object = part.object.name();
        let stands = if part.multi() {
            let text = self.tenant.dialect().id_text("i.to_id");
            format!(
                "exists (select 1 from @value v where v.object = $2 and v.field = $3 and v.record_id = t.id and v.v = {text})"
            )
        } else {
            format!("t.\"{}\" = i.to_id", part.object.columns[part.column()].name)
        };
        let sql = format!(
            "select count(*) from @hand_over_item i join @{object} t on t.id = i.record_id \
             where i.hand_over_id = $1 and i.object = $2 and i.field = $3 and i.undone = 0 and t.deleted_at is null and {stands}"
        );
        let params = [id.into(), object.into(), part.field_name().into()];
        let rows = self.tenant.scan(&sql, &params, store::Scan::default()).await?;
        Ok(rows.first().and_then(|r| r.opt_int(0)).unwrap_or(0))
    }
}

/// Takes back all that stands.
pub(super) async fn all(records: &Records, ctx: &JobCtx, row: &HandOver) -> Result<(), Stop> {
    let all = parts(&*records.current().await?);
    loop {
        let sql = format!(
            "select object, field, record_id, to_id, had from @hand_over_item where hand_over_id = $1 and undone = 0 \
             order by object, field, record_id limit {TOGETHER}"
        );
        let rows = records.tenant().get(&sql, &[row.id.into()]).await?;
        let Some(first) = rows.first() else { return finish(records, ctx, row).await };
        let (object, field) = (first.text(0)?.to_owned(), first.text(1)?.to_owned());
        let same = rows.iter().take_while(|r| r.opt_text(0) == Some(&object) && r.opt_text(1) == Some(&field));
        let items: HashMap<Id, (Id, bool)> =
            same.filter_map(|r| Some((r.opt_id(2)?, (r.opt_id(3)?, r.opt_int(4) == Some(1))))).collect();
        let part = all.iter().find(|p| p.object.name() == object && p.field_name() == field);
        let (items, object, field) = (&items, object.as_str(), field.as_str());
        let by = By::Undo { id: row.id, user: row.undone_by };
        let access = engine(records.tenant().slug(), row.undone_by);
        let done = records.write(&access, by, move |w| {
            Box::pin(async move {
                ctx.save(w.tx, &()).await?;
                let back = match part {
                    Some(part) => put_back(w, row, part, items).await?,
                    None => HashSet::new(),
                };
                note(w, row, (object, field), items.keys(), &back).await
            })
        });
        done.await?;
        stopping(ctx)?;
    }
}

/// Puts back the records that stand as they were given. Says which.
async fn put_back(w: &mut Writer<'_>, row: &HandOver, part: &Part, items: &HashMap<Id, (Id, bool)>) -> Result<HashSet<Id>> {
    let p = w.catalog().prepared(part.object.name())?.clone();
    let ids: Vec<Id> = items.keys().copied().collect();
    let team = door::team::teams(w, &HashSet::from([row.from])).await?.remove(&row.from);
    let mut back = HashSet::new();
    for before in locked(w, &p, &ids).await? {
        let Some((to, had)) = items.get(&before.id()).copied() else { continue };
        if !people(&before, part.field).contains(&to) {
            continue;
        }
        let mut after = before.clone();
        let value = &mut after.vals[part.column()];
        *value = match (part.multi(), had) {
            (false, _) => row.from.into(),
            (true, false) => replaced(value, to, row.from).0,
            (true, true) => with(value, row.from),
        };
        if let Some((_, column)) = p.owner.filter(|_| part.owns()) {
            after.vals[column] = team.into();
        }
        back.insert(before.id());
        door::put(w, &p, &before, after).await?;
    }
    Ok(back)
}

/// A list of people with one more.
fn with(stored: &Val, user: Id) -> Val {
    let mut items = crate::json::items(stored);
    if !items.iter().any(|i| i.as_str() == Some(&user.to_string())) {
        items.push(user.to_string().into());
    }
    Val::Text(serde_json::Value::from(items).to_string())
}

async fn note(
    w: &mut Writer<'_>,
    row: &HandOver,
    (object, field): (&str, &str),
    items: impl Iterator<Item = &Id>,
    back: &HashSet<Id>,
) -> Result<()> {
    let mut rows: Vec<Vec<Val>> = Vec::new();
    for id in items {
        let undone = if back.contains(id) { 1 } else { 2 };
        rows.push(vec![row.id.into(), object.into(), field.into(), (*id).into(), i64::from(undone).into()]);
    }
    let sql = "update @hand_over_item set undone = $5 where hand_over_id = $1 and object = $2 and field = $3 and record_id = $4";
    w.tx.run_many(sql, &rows).await?;
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let params = [row.id.into(), count(back.len()).into(), count(rows.len() - back.len()).into()];
    w.tx.run("update @hand_over set restored = restored + $2, kept = kept + $3 where id = $1", &params).await?;
    Ok(())
}

async fn finish(records: &Records, ctx: &JobCtx, row: &HandOver) -> Result<(), Stop> {
    let told = records.tenant().write::<_, Error, _>(|tx| {
        Box::pin(async move {
            let sql = "update @hand_over set state = 'undone' where id = $1 returning restored, kept";
            let counts = tx.all(sql, &[row.id.into()]).await?;
            let count = |i: usize| counts.first().and_then(|r| r.opt_int(i)).unwrap_or(0);
            let (name, who) = (name_of(tx, Some(row.from)).await?, who(tx, row.undone_by).await?);
            let details = json!({ "records": count(0), "kept": count(1) });
            audit::note(tx, &who, &Audit::new(AuditKind::HandOverUndone).of(row.from, name).with(details)).await?;
            Ok(ctx.finish(tx).await?)
        })
    });
    Ok(told.await?)
}
