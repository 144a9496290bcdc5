//! What a search found, stored beside those who read.

use super::scan::Scan;
use super::values::Reading;
use super::{GROUP, pair};
use crate::{Error, Records, Result};
use matching::{Level, Pair, Table};
use model::object::ColType;
use model::{Id, Val};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use store::BulkColumn;
use store::jobs::JobCtx;

/// Groups written, and deleted, in one transaction.
const CHUNK: usize = 500;
/// Pairs of one group that are kept with their reasons, surest first.
const PAIRS: usize = 40;

/// Pairs with what they were compared in.
pub(super) struct Found {
    pub table: Arc<Table>,
    pub found: matching::Found,
}

/// Groups that no list shows: of runs that never came to their end, and of the one before.
pub(super) async fn drop_unlisted(records: &Records, ctx: &JobCtx, scan: &Scan) -> Result<()> {
    let shown = scan.shown.unwrap_or(Id::NIL);
    let params = [scan.object.as_str().into(), shown.into()];
    let params = &params;
    let which = format!(
        "select id from @duplicate_group where object = $1 and state = 'open' and scan_id <> $2 and origin = 'scan' \
         order by id limit {CHUNK}"
    );
    let (members, groups) = (
        format!("delete from @duplicate_member where group_id in ({which})"),
        format!("delete from @duplicate_group where id in ({which})"),
    );
    loop {
        let (members, groups) = (&members, &groups);
        let gone = records.tenant().write::<_, Error, _>(|tx| {
            Box::pin(async move {
                ctx.save(tx, &()).await?;
                tx.run(members, params).await?;
                Ok(tx.run(groups, params).await?)
            })
        });
        if gone.await? < CHUNK as u64 {
            return Ok(());
        }
    }
}

/// Stores the groups, not yet listed. Returns how many there are.
pub(super) async fn store(
    records: &Records,
    ctx: &JobCtx,
    scan: &Scan,
    reading: &Reading,
    ids: &[Id],
    found: &Found,
) -> Result<usize> {
    let apart = apart(records, &scan.object, ids).await?;
    let groups = matching::groups(&found.found.pairs, GROUP, &apart);
    let mut place: HashMap<u32, usize> = HashMap::new();
    for (g, group) in groups.iter().enumerate() {
        place.extend(group.iter().map(|r| (*r, g)));
    }
    let mut pairs: Vec<Vec<&Pair>> = vec![Vec::new(); groups.len()];
    for pair in &found.found.pairs {
        match (place.get(&pair.a), place.get(&pair.b)) {
            (Some(a), Some(b)) if a == b && !apart.contains(&(pair.a, pair.b)) => pairs[*a].push(pair),
            _ => {}
        }
    }
    let all: Vec<(&Vec<u32>, &Vec<&Pair>)> = groups.iter().zip(&pairs).collect();
    for chunk in all.chunks(CHUNK) {
        let told = Told { scan, reading, ids, found };
        let (mut rows, mut members) = (Vec::with_capacity(chunk.len()), Vec::new());
        for (group, pairs) in chunk {
            let id = Id::at(records.tenant().clock().now().unix_ms());
            rows.push(told.group(id, pairs));
            members.extend(group.iter().map(|r| vec![Val::Id(id), Val::Id(ids[*r as usize])]));
        }
        let (rows, members) = (&rows, &members);
        records
            .tenant()
            .write::<_, Error, _>(|tx| {
                Box::pin(async move {
                    ctx.save(tx, &()).await?;
                    tx.bulk("duplicate_group", &group_columns(), rows).await?;
                    tx.bulk("duplicate_member", &member_columns(), members).await?;
                    Ok(())
                })
            })
            .await?;
    }
    Ok(groups.len())
}

/// From now on the lists show what this run found.
pub(super) async fn list(records: &Records, ctx: &JobCtx, scan: &Scan, groups: usize) -> Result<()> {
    let groups = i64::try_from(groups).unwrap_or(i64::MAX);
    let params = [scan.id.into(), groups.into()];
    let params = &params;
    let done = records.tenant().write::<_, Error, _>(|tx| {
        Box::pin(async move {
            ctx.save(tx, &()).await?;
            pair::cover(tx, scan).await?;
            tx.run("update @duplicate_scan set shown = id, groups = $2, compared = 1000 where id = $1", params).await?;
            Ok(())
        })
    });
    done.await
}

/// Pairs that people said are not the same, by place; of merged records what they became.
pub(super) async fn apart(records: &Records, object: &str, ids: &[Id]) -> Result<HashSet<(u32, u32)>> {
    let sql = "select coalesce(x.root, n.a), coalesce(y.root, n.b) from @not_same n \
        left join @alias x on x.id = n.a left join @alias y on y.id = n.b where n.object = $1";
    let rows = records.tenant().scan(sql, &[object.into()], store::Scan::default()).await?;
    let place = |id: Option<Id>| u32::try_from(ids.binary_search(&id?).ok()?).ok();
    let pair = |r: &store::Row| {
        let (a, b) = (place(r.opt_id(0))?, place(r.opt_id(1))?);
        Some((a.min(b), a.max(b)))
    };
    Ok(rows.iter().filter_map(pair).collect())
}

fn columns(all: &[(&'static str, ColType)]) -> Vec<BulkColumn> {
    all.iter().map(|(name, ty)| BulkColumn::new(*name, *ty)).collect()
}

fn group_columns() -> Vec<BulkColumn> {
    use ColType::{Id, Int, Json, Text};
    columns(&[("id", Id), ("object", Text), ("state", Text), ("scan_id", Id), ("rank", Int), ("chance", Int), ("pairs", Json)])
}

fn member_columns() -> Vec<BulkColumn> {
    columns(&[("group_id", ColType::Id), ("record_id", ColType::Id)])
}

/// What is told of each pair.
struct Told<'a> {
    scan: &'a Scan,
    reading: &'a Reading,
    ids: &'a [Id],
    found: &'a Found,
}

impl Told<'_> {
    /// The row of a group; it is as sure as the surest pair of its least sure record.
    fn group(&self, id: Id, pairs: &[&Pair]) -> Vec<Val> {
        let mut best: BTreeMap<u32, f64> = BTreeMap::new();
        for pair in pairs {
            for record in [pair.a, pair.b] {
                let chance = best.entry(record).or_default();
                *chance = chance.max(pair.chance);
            }
        }
        let chance = best.values().copied().fold(1.0_f64, f64::min);
        let chance = (chance * 1e6).floor() as i64;
        let told: Vec<Value> = pairs.iter().take(PAIRS).map(|p| self.pair(p)).collect();
        vec![
            id.into(),
            self.scan.object.as_str().into(),
            "open".into(),
            self.scan.id.into(),
            chance.into(),
            chance.into(),
            Value::Array(told).to_string().into(),
        ]
    }

    fn pair(&self, pair: &Pair) -> Value {
        let chance = (pair.chance * 1e6).floor() / 1e6;
        let fields = explained(self.reading, self.found, pair);
        json!({ "a": self.ids[pair.a as usize], "b": self.ids[pair.b as usize], "chance": chance, "fields": fields })
    }
}

/// How well the fields of a pair agree, and what that is worth in bits.
pub(super) fn explained(reading: &Reading, found: &Found, pair: &Pair) -> Map<String, Value> {
    let columns = found.found.model.explain(&found.table, pair.a, pair.b, pair.pattern);
    let mut fields = Map::new();
    for field in &reading.fields {
        let parts = &columns[field.columns.clone()];
        let known = parts.iter().filter(|(level, _)| *level != Level::Unknown);
        let Some(worst) = known.clone().map(|(level, _)| *level).max() else { continue };
        let bits: f64 = known.map(|(_, bits)| bits).sum();
        let level = match worst {
            Level::Same | Level::Unknown => "same",
            Level::Near => "near",
            Level::Like => "like",
            Level::Other => "other",
        };
        fields.insert(field.name.clone(), json!([level, (bits * 10.0).round() / 10.0]));
    }
    fields
}
