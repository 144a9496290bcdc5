//! What merges mean for groups, whoever merged.

use crate::merge::Merged;
use crate::{Result, Writer};
use model::{Id, Val};
use serde_json::json;

/// Groups that have one record left after a merge are merged.
pub(crate) async fn after_merge(w: &mut Writer<'_>, object: &str, told: &Merged, gone: &[Id], user: Option<Id>) -> Result<()> {
    for id in gone {
        let decision = json!({ "survivor": told.survivor, "merges": told.merges }).to_string();
        for group in of_record(w, object, *id, "open").await? {
            if living(w, object, group).await? > 1 {
                continue;
            }
            let sql = "update @duplicate_group set state = 'merged', scan_id = $2, rank = $3, decided_at = $3, decided_by = $4, \
                decision = $5 where id = $1";
            let params = [group.into(), Id::NIL.into(), w.now().0.into(), user.into(), decision.as_str().into()];
            w.tx.run(sql, &params).await?;
        }
    }
    Ok(())
}

/// Groups that were merged and have several records again are open again.
pub(crate) async fn after_unmerge(w: &mut Writer<'_>, object: &str, back: Id) -> Result<()> {
    for group in of_record(w, object, back, "merged").await? {
        if living(w, object, group).await? > 1 {
            reopen(w, object, group).await?;
        }
    }
    Ok(())
}

/// Puts a decided group back into the list of open ones.
pub(super) async fn reopen(w: &mut Writer<'_>, object: &str, group: Id) -> Result<()> {
    let shown = shown(w, object).await?;
    let sql = "update @duplicate_group set state = 'open', scan_id = $2, rank = chance, decided_at = null, decided_by = null, \
        decision = null where id = $1";
    w.tx.run(sql, &[group.into(), shown.into()]).await?;
    Ok(())
}

/// The run whose groups are listed; nil before the first one.
pub(crate) async fn shown(w: &mut Writer<'_>, object: &str) -> Result<Id> {
    let rows = w.tx.all("select shown from @duplicate_scan where object = $1", &[object.into()]).await?;
    Ok(rows.first().and_then(|r| r.opt_id(0)).unwrap_or(Id::NIL))
}

async fn of_record(w: &mut Writer<'_>, object: &str, record: Id, state: &str) -> Result<Vec<Id>> {
    let lock = w.tx.dialect().for_update();
    // A pair behind a group goes with that one.
    let sql = format!(
        "select id from @duplicate_group d where object = $2 and state = $3 and id in \
         (select group_id from @duplicate_member where record_id = $1) and (origin = 'scan' or not exists \
         (select 1 from @duplicate_group g where g.id = d.scan_id)) order by id{lock}"
    );
    let rows = w.tx.all(&sql, &[record.into(), object.into(), state.into()]).await?;
    rows.iter().map(|r| Ok(r.id(0)?)).collect()
}

/// Records of a group that are not deleted.
async fn living(w: &mut Writer<'_>, object: &str, group: Id) -> Result<i64> {
    let sql = format!(
        "select count(*) from @duplicate_member m join @{object} r on r.id = m.record_id \
         where m.group_id = $1 and r.deleted_at is null"
    );
    Ok(w.tx.all(&sql, &[Val::Id(group)]).await?.first().and_then(|r| r.opt_int(0)).unwrap_or(0))
}
