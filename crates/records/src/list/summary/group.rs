//! By what records are told apart, and the condition that finds those of one group.

use super::Asked;
use super::figures::{self, Figures, Gathered};
use crate::access::Access;
use crate::condition::Sql;
use crate::labels::target;
use crate::{Error, Result};
use model::condition::{FieldTest, Path};
use model::def::{FieldDef, FieldKind};
use model::object::Part;
use model::{Condition, Date, Id, Op, Ts, Val};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Most groups of an answer, the largest first; months: the latest.
const GROUPS: usize = 200;
/// More months than these are told by year.
const MONTHS: i32 = 120;
/// Most years.
const YEARS: i32 = 400;

/// What times are told apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Month,
    /// Where there would be too many months.
    Year,
}

/// The groups of a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Groups {
    pub field: String,
    /// None but for times.
    pub unit: Option<Unit>,
    pub items: Vec<Group>,
    /// There are more, smaller ones.
    pub more: bool,
}

/// Records with one value.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Group {
    /// The value as the API writes it; of times `2026-01` or `2026`; null where there is none.
    pub value: Value,
    /// Title of the record that it refers to, where the asker may see it.
    pub title: Option<String>,
    /// The condition that finds its records beside that of the list.
    pub filter: String,
    pub count: i64,
    /// By field.
    pub fields: BTreeMap<String, Figures>,
    #[serde(skip)]
    key: Val,
}

/// The field by which records are told apart.
pub(super) struct Key {
    field: usize,
    /// SQL of the key.
    sql: String,
    /// SQL of a value that stands for the key.
    shown: String,
    times: Option<Times>,
}

/// Whether records can be told apart by a field.
pub(super) fn fits(def: &FieldDef) -> bool {
    use FieldKind as K;
    let kind = matches!(
        def.kind,
        K::Select { .. } | K::Boolean | K::Reference { .. } | K::User | K::Text { .. } | K::Date | K::DateTime
    );
    kind && !def.multi
}

/// Beginnings of months or years, one more than there are, and what the column holds at each.
struct Times {
    unit: Unit,
    days: Vec<Date>,
    values: Vec<i64>,
}

impl Key {
    /// # Errors
    /// `Invalid` when times lie too far apart; of the database.
    pub async fn of(asked: &Asked<'_>, field: usize) -> Result<Self> {
        let object = &asked.ready.object;
        let def = &object.fields[field];
        let name = |c: usize| format!("t.\"{}\"", object.columns[c].name);
        let column = name(object.column_of(field));
        match &def.kind {
            FieldKind::Date | FieldKind::DateTime => {
                let times = Times::of(asked, field, &column).await?;
                Ok(Self { field, shown: "null".into(), sql: times.sql(&column), times: Some(times) })
            }
            FieldKind::Text { .. } => {
                let key = object.part_of(field, Part::Key).map_or_else(|| column.clone(), name);
                Ok(Self { field, sql: key, shown: format!("min({column})"), times: None })
            }
            _ => Ok(Self { field, sql: column, shown: "null".into(), times: None }),
        }
    }

    pub fn unit(&self) -> Option<Unit> {
        self.times.as_ref().map(|t| t.unit)
    }

    /// Keys with their counts and a value of each, and whether there are more.
    pub async fn found(&self, asked: &Asked<'_>) -> Result<(Vec<(Val, i64, Option<String>)>, bool)> {
        let mut sql = Sql::new(asked.records.tenant().dialect());
        sql.push(&format!("select {}, count(*), {}", self.sql, self.shown));
        asked.table(&mut sql);
        let order = if self.times.is_some() { format!("{0} is null, {0} desc", self.sql) } else { "2 desc, 1".to_owned() };
        sql.push(&format!(" group by 1 order by {order} limit {}", GROUPS + 1));
        let rows = asked.scan(&sql).await?;
        let more = rows.len() > GROUPS;
        let one = |r: &store::Row| Ok((r.val(0).clone(), r.int(1)?, r.opt_text(2).map(str::to_owned)));
        Ok((rows.iter().take(GROUPS).map(one).collect::<Result<_>>()?, more))
    }

    /// Sums the columns of each group.
    pub async fn sum(&self, asked: &Asked<'_>, groups: &mut [Group], more: bool) -> Result<()> {
        let mut sql = Sql::new(asked.records.tenant().dialect());
        sql.push(&format!("select {}, ", self.sql));
        let split = figures::write(&mut sql, &asked.ready.object, &asked.columns, 1);
        asked.table(&mut sql);
        if more {
            let keys = groups.iter().map(|g| g.key.clone()).filter(|k| !k.is_null());
            sql.push(&format!(" and ({} in (", self.sql)).bind_all(keys).push(")");
            if groups.iter().any(|g| g.key.is_null()) {
                sql.push(&format!(" or {} is null", self.sql));
            }
            sql.push(")");
        }
        sql.push(" group by 1").push(if split.is_empty() { "" } else { ", " }).push(&split);
        let mut all: Vec<Gathered> = groups.iter().map(|_| Gathered::default()).collect();
        for row in &asked.scan(&sql).await? {
            if let Some(place) = groups.iter().position(|g| g.key == *row.val(0)) {
                all[place].add(&asked.columns, row, 1)?;
            }
        }
        for (group, gathered) in groups.iter_mut().zip(&all) {
            group.fields = gathered.told(&asked.ready.object, &asked.columns, asked.catalog);
        }
        Ok(())
    }

    pub fn group(&self, name: &str, key: Val, count: i64, shown: Option<String>) -> Group {
        let value = match (&self.times, &key) {
            (_, Val::Null) => Value::Null,
            (Some(times), Val::Int(i)) => times.name(*i),
            (None, Val::Int(i)) => Value::Bool(*i != 0),
            (None, Val::Id(id)) => json!(id),
            (_, key) => shown.map_or_else(|| json!(key.text().unwrap_or_default()), Value::from),
        };
        let test = |op: Op, value: Value| {
            let path = Path { relation: None, field: name.to_owned().into() };
            Condition::Field(FieldTest { path, op, value }).to_compact()
        };
        let filter = match (&self.times, &key) {
            (_, Val::Null) => test(Op::Empty, json!(true)),
            (Some(times), Val::Int(i)) => test(Op::Within, times.window(*i)),
            _ => test(Op::Is, value.clone()),
        };
        Group { value, title: None, filter, count, fields: BTreeMap::new(), key }
    }

    /// Gives groups the titles of the records that they refer to.
    pub async fn entitle(&self, asked: &Asked<'_>, access: &Access, groups: &mut [Group]) -> Result<()> {
        let Some(target) = target(&asked.ready.object.fields[self.field]) else { return Ok(()) };
        let wanted: Vec<(&str, Id)> = groups.iter().filter_map(|g| Some((target, g.key.id()?))).collect();
        let labels = asked.records.labels(access, &wanted).await?;
        for group in groups {
            group.title = group.key.id().and_then(|id| labels.get(id)).map(str::to_owned);
        }
        Ok(())
    }
}

impl Times {
    async fn of(asked: &Asked<'_>, field: usize, column: &str) -> Result<Self> {
        let mut sql = Sql::new(asked.records.tenant().dialect());
        sql.push(&format!("select min({column}), max({column})"));
        asked.table(&mut sql);
        let rows = asked.scan(&sql).await?;
        let ends = rows.first().and_then(|r| Some((r.opt_int(0)?, r.opt_int(1)?)));
        let zone = &asked.zone;
        let instants = matches!(asked.ready.object.fields[field].kind, FieldKind::DateTime);
        let day = |v: i64| match instants {
            true => Ts(v).day_in(zone),
            false => Date(i32::try_from(v).unwrap_or_default()),
        };
        let first_of = |d: Date, unit: Unit| {
            let (year, month, _) = d.ymd();
            Date::from_ymd(year, if unit == Unit::Month { month } else { 1 }, 1).unwrap_or(d)
        };
        let Some((from, to)) = ends.map(|(from, to)| (day(from), day(to))) else {
            return Ok(Self { unit: Unit::Month, days: Vec::new(), values: Vec::new() });
        };
        let months = |d: Date| i32::from(d.ymd().0) * 12 + i32::from(d.ymd().1);
        let unit = if months(to) - months(from) < MONTHS { Unit::Month } else { Unit::Year };
        if i32::from(to.ymd().0) - i32::from(from.ymd().0) > YEARS {
            let name = &asked.ready.object.fields[field].name;
            let why = format!("lies more than {YEARS} years apart; narrow the list by it first");
            return Err(Error::field(format!("group.{name}"), "too_wide", why));
        }
        let step = if unit == Unit::Month { 1 } else { 12 };
        let mut days = vec![first_of(from, unit)];
        while days.last().is_some_and(|d| *d <= to) {
            days.push(days[days.len() - 1].add_months(step));
        }
        let value = |d: &Date| if instants { d.start_in(zone).0 } else { i64::from(d.0) };
        let values = days.iter().map(value).collect();
        Ok(Self { unit, days, values })
    }

    /// The place of a value among the months: halves are compared, so that a hundred months take seven comparisons.
    fn sql(&self, column: &str) -> String {
        fn between(column: &str, values: &[i64], from: usize, to: usize) -> String {
            if to - from <= 1 {
                return from.to_string();
            }
            let middle = usize::midpoint(from, to);
            let (low, high) = (between(column, values, from, middle), between(column, values, middle, to));
            format!("case when {column} < {} then {low} else {high} end", values[middle])
        }
        let last = self.values.len().saturating_sub(1);
        format!("case when {column} is null then null else {} end", between(column, &self.values, 0, last))
    }

    fn at(&self, place: i64) -> Option<(Date, Date)> {
        let i = usize::try_from(place).ok()?;
        Some((*self.days.get(i)?, *self.days.get(i + 1)?))
    }

    fn name(&self, place: i64) -> Value {
        let Some((day, _)) = self.at(place) else { return Value::Null };
        let (year, month, _) = day.ymd();
        match self.unit {
            Unit::Month => format!("{year:04}-{month:02}").into(),
            Unit::Year => format!("{year:04}").into(),
        }
    }

    fn window(&self, place: i64) -> Value {
        let (from, to) = self.at(place).unzip();
        json!({ "from": from.map(|d| d.to_string()), "to": to.map(|d| d.to_string()) })
    }
}
