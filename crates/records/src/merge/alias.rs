//! Who stands for whom.

use super::GROUP;
use crate::prepared::Prepared;
use crate::{Error, Result, Writer, ddl};
use model::{Id, Record, Val};
use std::collections::HashMap;

/// The record that an id stands for now.
pub(crate) async fn root(w: &mut Writer<'_>, id: Id) -> Result<Option<Id>> {
    let rows = w.tx.all("select root from @alias where id = $1", &[id.into()]).await?;
    Ok(rows.first().and_then(|r| r.opt_id(0)))
}

/// The records that many ids stand for now; those that stand for themselves are left out.
pub(crate) async fn roots(w: &mut Writer<'_>, ids: &[Id]) -> Result<HashMap<Id, Id>> {
    let list = serde_json::to_string(ids).map_err(|e| Error::Broken(e.to_string()))?;
    let sql = w.tx.dialect().rows_by_ids("alias", "id, root", "", false);
    let rows = w.tx.all(&sql, &[list.into()]).await?;
    rows.iter().map(|r| Ok((r.id(0)?, r.id(1)?))).collect()
}

/// `gone` and all that stood for it stand for `survivor` from now on.
pub(super) async fn join(w: &mut Writer<'_>, p: &Prepared, gone: &Record, survivor: Id, merge: Id) -> Result<()> {
    let count = "select count(*) from @alias where root = $1 or root = $2";
    let n = w.tx.all(count, &[gone.id().into(), survivor.into()]).await?.first().and_then(|r| r.opt_int(0)).unwrap_or(0);
    if usize::try_from(n).unwrap_or(usize::MAX) + 2 > GROUP {
        return Err(Error::Limit(format!("at most {GROUP} records can become one; {survivor} stands for that many already")));
    }
    w.tx.run("update @alias set root = $1 where root = $2", &[survivor.into(), gone.id().into()]).await?;
    let insert = "insert into @alias (id, root, merge_id) values ($1, $2, $3)";
    w.tx.run(insert, &[gone.id().into(), survivor.into(), merge.into()]).await?;
    let key = "insert into @alias_key (object, col, v, id) values ($1, $2, $3, $4) \
        on conflict (object, col, v) do update set id = excluded.id";
    for (column, value) in keys(p, gone) {
        w.tx.run(key, &[p.object.name().into(), column.into(), value.into(), gone.id().into()]).await?;
    }
    Ok(())
}

/// Values of the unique keys of one field, as they are compared, with their columns.
fn keys<'r>(p: &'r Prepared, record: &'r Record) -> impl Iterator<Item = (&'r str, &'r str)> {
    p.unique.iter().filter_map(|u| match u.fields.as_slice() {
        [field] => {
            let column = ddl::order_column(&p.object, *field);
            Some((p.object.columns[column].name.as_ref(), record.vals[column].text()?))
        }
        _ => None,
    })
}

/// `gone` stands for itself again, and what was merged into it stands for it.
pub(super) async fn part(w: &mut Writer<'_>, gone: Id, root: Id) -> Result<()> {
    w.tx.run("delete from @alias where id = $1", &[gone.into()]).await?;
    w.tx.run("delete from @alias_key where id = $1", &[gone.into()]).await?;
    let sql = "select a.id, m.survivor from @alias a join @merge m on m.gone = a.id and m.undone_at is null where a.root = $1";
    let rows = w.tx.all(sql, &[root.into()]).await?;
    let links: HashMap<Id, Id> = rows.iter().map(|r| Ok((r.id(0)?, r.id(1)?))).collect::<Result<_>>()?;
    for id in links.keys() {
        let mut up = *id;
        for _ in 0..=GROUP {
            match links.get(&up) {
                Some(next) => up = *next,
                None => break,
            }
        }
        if up != root {
            w.tx.run("update @alias set root = $2 where id = $1", &[(*id).into(), up.into()]).await?;
        }
    }
    Ok(())
}

/// A select of what the records became that had one of `n` values (from `$3` on) in the unique column `$2` of the object `$1`
/// before they were merged away: root, value.
pub(crate) fn by_keys(n: usize) -> String {
    let places: Vec<String> = (3..n + 3).map(|i| format!("${i}")).collect();
    format!(
        "select a.root, k.v from @alias_key k join @alias a on a.id = k.id where k.object = $1 and k.col = $2 and k.v in ({})",
        places.join(", ")
    )
}

/// Parameters of [`by_keys`] for one key.
pub(crate) fn key_params(object: &str, column: &str, key: &Val) -> [Val; 3] {
    [object.into(), column.into(), key.clone()]
}
