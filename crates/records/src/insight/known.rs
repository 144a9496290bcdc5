//! Share of known fields: of the records of each owner and unit, and of what each person has entered, how many have a value in
//! each field that people fill in.

use super::{DEADLINE, Targets};
use crate::access::{Act, RowScope};
use crate::{Access, Error, Records, Result};
use model::def::FieldKind;
use model::object::{Object, col};
use model::{Id, Val};
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, HashMap, HashSet};
use store::{Row, Scan};

const DAY: i64 = 86_400_000_000;
/// Days of which every one is kept; of older ones, one in seven.
const DAILY: i64 = 35;
/// Days after which figures are forgotten.
const KEPT: i64 = 3 * 366;

/// Some records, and of how many of them each field is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Share {
    pub records: i64,
    /// By field, in the order of [`Known::fields`]: records that have it, and records of which the asker may know.
    pub fields: Vec<(i64, i64)>,
}

/// A unit's records: those of a team and of the teams below it; `None`: of nobody in a team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unit {
    pub team: Option<Id>,
    #[serde(flatten)]
    pub share: Share,
}

/// A person's records; `None`: nobody's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Person {
    pub user: Option<Id>,
    /// Those they own.
    #[serde(flatten)]
    pub share: Share,
    /// Those they entered themselves, whoever owns them now.
    pub entered: Share,
}

/// A day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Point {
    /// `2026-11-22`
    pub day: String,
    #[serde(flatten)]
    pub share: Share,
}

/// What is known of the records of an object that the asker sees.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Known {
    pub object: String,
    /// Fields that people fill in and the asker may read.
    pub fields: Vec<String>,
    /// Of some of these: in how many percent of the records it shall be known.
    pub targets: Targets,
    pub all: Share,
    pub units: Vec<Unit>,
    pub people: Vec<Person>,
    /// Oldest first, up to today.
    pub trend: Vec<Point>,
}

/// Who owns records, and the team that they are in.
type Owner = (Option<Id>, Option<Id>);

/// Records of one owner, as they are counted.
struct Group {
    owner: Option<Id>,
    team: Option<Id>,
    /// Who entered them.
    by: Option<Id>,
    total: i64,
    /// By field of [`asked`].
    filled: Vec<i64>,
}

/// Fields that people fill in, or leave empty.
pub(super) fn asked(object: &Object) -> Vec<usize> {
    let told = |i: &usize| {
        let def = &object.fields[*i];
        let own = object.column_of(*i) <= col::IMPORT_ID || matches!(&*def.name, "owner" | "owner_team");
        let given = matches!(def.kind, FieldKind::Boolean | FieldKind::AutoNumber { .. } | FieldKind::Formula { .. });
        !own && !given && !def.hidden && !def.required && def.by.is_empty() && !matches!(def.kind, FieldKind::RollUp(_))
    };
    (0..object.fields.len()).filter(told).collect()
}

impl Share {
    fn of(fields: usize) -> Self {
        Self { records: 0, fields: vec![(0, 0); fields] }
    }

    /// Adds records; of fields that are kept from the asker in them nothing is counted.
    fn add(&mut self, total: i64, filled: impl Iterator<Item = Option<i64>>) {
        self.records += total;
        for (sum, n) in self.fields.iter_mut().zip(filled) {
            if let Some(n) = n {
                *sum = (sum.0 + n, sum.1 + total);
            }
        }
    }
}

impl Records {
    /// What is known of the records of an object that the asker sees, now and over time.
    ///
    /// # Errors
    /// `NotFound` for an unknown object, or one whose records have no owners; `Forbidden`; `Deadline` of the store.
    pub async fn known(&self, access: &Access, object: &str) -> Result<Known> {
        self.check_tenant(access)?;
        access.require_on(Act::Read, object)?;
        let catalog = self.current().await?;
        let object = catalog.object(object)?.clone();
        if !object.def.owned {
            return Err(Error::BadRequest(format!("records of {} have no owners; ask of one that has", object.name())));
        }
        let all = asked(&object);
        let open: Vec<usize> = (0..all.len()).filter(|i| access.may_read(object.name(), &object.fields[all[*i]].name)).collect();
        let names: Vec<String> = open.iter().map(|i| object.fields[all[*i]].name.to_string()).collect();
        let rows = access.rows(Act::Read, object.name());
        let kept: Vec<&[Id]> = names.iter().map(|name| access.kept.field(object.name(), name)).collect();
        let seen = |share: &mut Share, team: Option<Id>, total: i64, filled: &[i64]| {
            let hides = |i: usize| team.is_some_and(|t| kept[i].binary_search(&t).is_ok());
            share.add(total, open.iter().enumerate().map(|(i, f)| if hides(i) { None } else { filled.get(*f).copied() }));
        };
        let above = self.above().await?;
        let none = || Share::of(names.len());
        let (mut sum, mut units, mut people) = (none(), BTreeMap::new(), BTreeMap::new());
        for g in self.groups(&object, &all).await?.iter().filter(|g| rows.has(g.owner, g.team)) {
            seen(&mut sum, g.team, g.total, &g.filled);
            for team in up(g.team, &above) {
                seen(units.entry(team).or_insert_with(none), g.team, g.total, &g.filled);
            }
            let owned: &mut (Share, Share) = people.entry(g.owner).or_insert_with(|| (none(), none()));
            seen(&mut owned.0, g.team, g.total, &g.filled);
            if g.by.is_some() {
                let entered = people.entry(g.by).or_insert_with(|| (none(), none()));
                seen(&mut entered.1, g.team, g.total, &g.filled);
            }
        }
        let mut trend: BTreeMap<i64, Share> = BTreeMap::new();
        for (day, g) in self.kept_groups(&object, &all, &rows).await? {
            seen(trend.entry(day).or_insert_with(none), g.team, g.total, &g.filled);
        }
        trend.insert(self.today(), sum.clone());
        let mut targets = self.targets(object.name()).await?;
        targets.retain(|field, _| names.contains(field));
        Ok(Known {
            object: object.name().to_owned(),
            fields: names,
            targets,
            all: sum,
            units: units.into_iter().map(|(team, share)| Unit { team, share }).collect(),
            people: people.into_iter().map(|(user, (share, entered))| Person { user, share, entered }).collect(),
            trend: trend.into_iter().map(|(day, share)| Point { day: date(day), share }).collect(),
        })
    }

    fn today(&self) -> i64 {
        self.tenant().clock().now().0.div_euclid(DAY)
    }

    /// Each team with the one above it.
    async fn above(&self) -> Result<HashMap<Id, Id>> {
        let rows = self.tenant().get("select id, parent_id from @team where deleted_at is null", &[]).await?;
        Ok(rows.iter().filter_map(|r| Some((r.opt_id(0)?, r.opt_id(1)?))).collect())
    }

    /// One reading of the whole table, grouped by owner and by who entered the record; what was imported nobody entered.
    async fn groups(&self, object: &Object, asked: &[usize]) -> Result<Vec<Group>> {
        let column = |i: &usize| format!(", count(t.\"{}\")", object.columns[object.column_of(*i)].name);
        let counts: String = asked.iter().map(column).collect();
        let by = format!("case when t.import_id is null then t.\"{}\" end", object.columns[col::CREATED_BY].name);
        let sql = format!(
            "select t.owner_id, t.owner_team, {by}, count(*){counts} from @{} t where t.deleted_at is null \
             group by t.owner_id, t.owner_team, {by}",
            object.name()
        );
        let rows = self.tenant().scan(&sql, &[], Scan::within(DEADLINE)).await?;
        let group = |r: &Row| {
            let filled = (0..asked.len()).map(|i| r.opt_int(4 + i).unwrap_or(0)).collect();
            Ok(Group { owner: r.opt_id(0), team: r.opt_id(1), by: r.opt_id(2), total: r.int(3)?, filled })
        };
        rows.iter().map(group).collect()
    }

    /// What was kept of days before.
    async fn kept_groups(&self, object: &Object, asked: &[usize], rows: &RowScope) -> Result<Vec<(i64, Group)>> {
        let sql = "select day, owner_id, owner_team, total, filled from @known where object = $1 and day < $2 order by day";
        let found = self.tenant().scan(sql, &[object.name().into(), self.today().into()], Scan::within(DEADLINE)).await?;
        let group = |r: &Row| {
            let filled: Map<String, Value> = r.opt_text(4).and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default();
            let of = |i: &usize| filled.get(&*object.fields[*i].name).and_then(Value::as_i64).unwrap_or(0);
            let filled = asked.iter().map(of).collect();
            Some((r.opt_int(0)?, Group { owner: r.opt_id(1), team: r.opt_id(2), by: None, total: r.opt_int(3)?, filled }))
        };
        Ok(found.iter().filter_map(group).filter(|(_, g)| rows.has(g.owner, g.team)).collect())
    }

    /// Keeps today's figures of all objects whose records have owners, and forgets old ones. Repeated, it replaces today's.
    ///
    /// # Errors
    /// Of the database.
    pub async fn keep_known(&self) -> Result<()> {
        let (catalog, today) = (self.current().await?, self.today());
        for object in catalog.iter().filter(|o| o.def.owned) {
            let asked = asked(object);
            let mut owners: BTreeMap<Owner, (i64, Vec<i64>)> = BTreeMap::new();
            for g in self.groups(object, &asked).await? {
                let (total, filled) = owners.entry((g.owner, g.team)).or_insert_with(|| (0, vec![0; asked.len()]));
                *total += g.total;
                filled.iter_mut().zip(&g.filled).for_each(|(sum, n)| *sum += n);
            }
            let row = |(&(owner, team), (total, filled)): (&Owner, &(i64, Vec<i64>))| {
                let names = asked.iter().map(|i| object.fields[*i].name.to_string());
                let filled: Map<String, Value> = names.zip(filled.iter().map(|n| Value::from(*n))).collect();
                let filled = Value::Object(filled).to_string();
                vec![object.name().into(), today.into(), owner.into(), team.into(), (*total).into(), filled.into()]
            };
            let rows: &Vec<Vec<Val>> = &owners.iter().map(row).collect();
            let old: &[Val] = &[object.name().into(), today.into(), (today - DAILY).into(), (today - KEPT).into()];
            self.tenant()
                .write::<_, Error, _>(move |tx| {
                    Box::pin(async move {
                        let sql = "delete from @known where object = $1 and (day = $2 or day < $4 or day < $3 and day % 7 <> 0)";
                        tx.run(sql, old).await?;
                        let sql = "insert into @known (object, day, owner_id, owner_team, total, filled) \
                            values ($1, $2, $3, $4, $5, $6)";
                        tx.run_many(sql, rows).await?;
                        Ok(())
                    })
                })
                .await?;
        }
        Ok(())
    }
}

/// A team and all above it; nobody's team alone.
fn up(team: Option<Id>, above: &HashMap<Id, Id>) -> Vec<Option<Id>> {
    let (mut all, mut seen) = (vec![team], HashSet::new());
    let mut next = team;
    while let Some(team) = next.filter(|t| seen.insert(*t)).and_then(|t| above.get(&t).copied()) {
        if seen.contains(&team) {
            break;
        }
        all.push(Some(team));
        next = Some(team);
    }
    all
}

/// `2026-11-22`
fn date(day: i64) -> String {
    model::Ts(day * DAY).rfc3339().chars().take(10).collect()
}
