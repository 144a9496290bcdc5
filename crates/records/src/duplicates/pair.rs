//! Pairs that no search put into the list. They stay through searches; while a group of the latest one has both records, which
//! knows more of them, the pair stands behind it: its `scan_id` is that group, so that no list shows it, and it is decided with it.

use super::review::GroupState;
use super::scan::Scan;
use super::state;
use crate::{Result, Writer};
use model::Id;
use serde_json::{Map, Value, json};
use store::Tx;

/// Chance of such a pair, in millionths; nothing was learnt about it.
const CHANCE: i64 = 900_000;

/// Where a group comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    Scan,
    /// Somebody brought in a record that is like another one.
    Entry,
    /// Both have an identifier.
    Identity,
}

impl Origin {
    fn name(self) -> &'static str {
        match self {
            Origin::Scan => "scan",
            Origin::Entry => "entry",
            Origin::Identity => "identity",
        }
    }

    /// The origin of this name; whatever is not known is treated as a search's.
    pub fn named(name: &str) -> Self {
        [Origin::Entry, Origin::Identity].into_iter().find(|o| o.name() == name).unwrap_or(Origin::Scan)
    }
}

/// Two records and why they are probably the same.
pub(crate) struct Pair {
    pub a: Id,
    pub b: Id,
    /// Fields in which they agree.
    pub fields: Vec<String>,
    /// Kinds of identifiers that both have.
    pub identifiers: Vec<String>,
    pub origin: Origin,
}

impl Pair {
    /// The reasons as a group keeps them.
    fn reasons(&self) -> String {
        let (a, b) = (self.a.min(self.b), self.a.max(self.b));
        let fields: Map<String, Value> = self.fields.iter().map(|f| (f.clone(), json!(["same", 0.0]))).collect();
        let chance = CHANCE as f64 / 1e6;
        json!([{ "a": a, "b": b, "chance": chance, "fields": fields, "identifiers": self.identifiers }]).to_string()
    }
}

/// Keeps others from listing groups of an object until this transaction ends.
pub(crate) async fn lock_list(w: &mut Writer<'_>, object: &str) -> Result<()> {
    Ok(w.tx.lock_names(&[list_lock(object)].into()).await?)
}

fn list_lock(object: &str) -> String {
    format!("duplicates {object}")
}

/// Puts a pair into the list of open groups, where it stays through later searches; or behind the group that has both.
pub(crate) async fn put_pair(w: &mut Writer<'_>, object: &str, pair: &Pair, behind: Option<Id>) -> Result<()> {
    let pairs = pair.reasons();
    let group = Id::at(w.now().unix_ms());
    let place = match behind {
        Some(group) => group,
        None => state::shown(w, object).await?,
    };
    let sql = "insert into @duplicate_group (id, object, state, scan_id, rank, chance, pairs, origin) \
        values ($1, $2, 'open', $3, $4, $4, $5, $6)";
    let params = [group.into(), object.into(), place.into(), CHANCE.into(), pairs.as_str().into(), pair.origin.name().into()];
    w.tx.run(sql, &params).await?;
    let sql = "insert into @duplicate_member (group_id, record_id) values ($1, $2)";
    w.tx.run_many(sql, &[vec![group.into(), pair.a.into()], vec![group.into(), pair.b.into()]]).await?;
    Ok(())
}

/// Says anew why the two of a pair are probably the same.
pub(crate) async fn tell_pair(w: &mut Writer<'_>, group: Id, pair: &Pair) -> Result<()> {
    let params = [group.into(), pair.reasons().into()];
    w.tx.run("update @duplicate_group set pairs = $2 where id = $1", &params).await?;
    Ok(())
}

/// From now on the groups of this run are listed: pairs go behind those that have both their records, and to the list again where
/// none has.
pub(super) async fn cover(tx: &mut Tx, scan: &Scan) -> Result<()> {
    tx.lock_names(&[list_lock(&scan.object)].into()).await?;
    let params = [scan.object.as_str().into(), scan.id.into()];
    let over = "select g.id from @duplicate_member m join @duplicate_member o on o.record_id = m.record_id \
        join @duplicate_group g on g.id = o.group_id where m.group_id = k.id and g.scan_id = $2 and g.origin = 'scan' \
        and g.state = 'open' group by g.id having count(*) > 1 limit 1";
    let sql = format!(
        "update @duplicate_group as k set scan_id = coalesce(({over}), $2) \
         where object = $1 and state = 'open' and origin <> 'scan'"
    );
    tx.run(&sql, &params).await?;
    Ok(())
}

/// Pairs behind a group are decided with it, and open with it again.
pub(super) async fn follow(w: &mut Writer<'_>, group: Id, state: GroupState) -> Result<()> {
    let sql = "update @duplicate_group set state = $2 where scan_id = $1 and origin <> 'scan'";
    w.tx.run(sql, &[group.into(), state.name().into()]).await?;
    Ok(())
}

/// Takes an open group out of the list.
pub(crate) async fn drop_group(w: &mut Writer<'_>, group: Id) -> Result<()> {
    w.tx.run("delete from @duplicate_member where group_id = $1", &[group.into()]).await?;
    w.tx.run("delete from @duplicate_group where id = $1", &[group.into()]).await?;
    Ok(())
}
