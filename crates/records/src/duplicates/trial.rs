//! Rules tried on what is there, before anybody keeps them.

use super::GROUP;
use super::rules::Rules;
use super::store::{self as kept, Found};
use super::values::Reading;
use crate::access::{Act, permission as may};
use crate::{Access, Error, Records, Result};
use model::{Id, Object, Record};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::ops::ControlFlow::{Break, Continue};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Records that rules are tried on: the latest.
const SAMPLE: usize = 20_000;
/// How long reading and comparing may take.
const TIME: Duration = Duration::from_secs(20);
/// Pairs shown, surest and least sure ones.
const SHOWN: usize = 5;

/// What rules find.
#[derive(Clone, Debug)]
pub struct Trial {
    /// Records compared, and records there are.
    pub records: usize,
    pub total: i64,
    pub pairs: usize,
    /// Groups that the pairs come to.
    pub groups: usize,
    /// The surest and the least sure pairs, of those that the asker may see.
    pub items: Vec<TrialPair>,
}

/// Two records that rules take for one.
#[derive(Clone, Debug)]
pub struct TrialPair {
    pub chance: f64,
    /// Field to level and bits, as in the reasons of a group.
    pub fields: Map<String, Value>,
    pub records: [Record; 2],
}

impl Records {
    /// Looks for duplicates by rules that nobody has kept, among the latest 20,000 records; nothing is stored.
    ///
    /// # Errors
    /// As [`Records::set_duplicate_rules`]; `Limit` when the rules bring so much together that it takes longer than 20 s.
    pub async fn try_duplicate_rules(&self, access: &Access, object: &str, rules: &Rules) -> Result<Trial> {
        self.check_tenant(access)?;
        access.require(may::OBJECT_DEFINE)?;
        access.require_on(Act::Merge, object)?;
        let def = self.mergeable(object).await?;
        rules.check(&def)?;
        let began = Instant::now();
        let reading = Arc::new(Reading::new(&def, rules));
        let (ids, total, table) = self.sample(&def, &reading).await?;
        let (table, search) = (Arc::new(table), reading.clone());
        let of_work = table.clone();
        let work = tokio::task::spawn_blocking(move || {
            let watch = |_: f64| if began.elapsed() > TIME { Break(()) } else { Continue(()) };
            matching::find_while(&of_work, &search.search, &watch)
        });
        let found = match work.await {
            Ok(Continue(found)) => Found { table, found },
            Ok(Break(())) => {
                let text =
                    "these rules bring so many records together that a try takes longer than 20 seconds; let them share more";
                return Err(Error::Limit(text.into()));
            }
            Err(e) => return Err(Error::Broken(format!("the comparison broke off: {e}"))),
        };
        let apart = kept::apart(self, object, &ids).await?;
        let mut pairs: Vec<&matching::Pair> = found.found.pairs.iter().filter(|p| !apart.contains(&(p.a, p.b))).collect();
        pairs.sort_by(|a, b| b.chance.total_cmp(&a.chance).then_with(|| (a.a, a.b).cmp(&(b.a, b.b))));
        let groups = matching::groups(&found.found.pairs, GROUP, &apart).len();
        let last = pairs.len().saturating_sub(SHOWN).max(SHOWN.min(pairs.len()));
        let shown: Vec<&matching::Pair> = pairs.iter().take(SHOWN).chain(&pairs[last..]).copied().collect();
        let place = |r: u32| ids[r as usize];
        let wanted: Vec<Id> = shown.iter().flat_map(|p| [place(p.a), place(p.b)]).collect();
        let seen: HashMap<Id, Record> = self.get_many(access, object, &wanted).await?.into_iter().map(|r| (r.id(), r)).collect();
        let told = |p: &&matching::Pair| {
            let records = [seen.get(&place(p.a))?.clone(), seen.get(&place(p.b))?.clone()];
            let open = |field: &String| access.may_read(object, field);
            let fields = kept::explained(&reading, &found, p).into_iter().filter(|(f, _)| open(f)).collect();
            Some(TrialPair { chance: p.chance, fields, records })
        };
        let items = shown.iter().filter_map(told).collect();
        Ok(Trial { records: ids.len(), total, pairs: pairs.len(), groups, items })
    }

    /// The compared fields of the latest records, in the order of their ids, and how many there are in all.
    async fn sample(&self, object: &Object, reading: &Reading) -> Result<(Vec<Id>, i64, matching::Table)> {
        let limits = store::Scan::within(TIME);
        let count = format!("select count(*) from @{} where deleted_at is null", object.name());
        let total = self.tenant.scan(&count, &[], limits).await?.first().and_then(|r| r.opt_int(0)).unwrap_or(0);
        let columns = reading.columns_of(object);
        let sql = format!("select id{columns} from @{} where deleted_at is null order by id desc limit {SAMPLE}", object.name());
        let catalog = self.current().await?;
        let marks = self.marks_of(catalog.prepared(object.name())?).await?;
        let (mut ids, mut table) = (Vec::new(), reading.table());
        for row in self.tenant.scan(&sql, &[], limits).await?.iter().rev() {
            ids.push(row.id(0)?);
            reading.push_without(&mut table, object, &marks, &row[1..]);
        }
        Ok((ids, total, table))
    }
}
