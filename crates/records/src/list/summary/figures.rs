//! Sums of columns. Amounts are summed apart for each currency: nothing is converted.

use crate::condition::Sql;
use crate::json::Shape;
use crate::{Catalog, Error, Result};
use model::decimal;
use model::money::Currency;
use model::object::{Object, Part};
use serde::Serialize;
use std::collections::BTreeMap;
use store::Row;

/// Digits that an average of whole numbers has.
const AVERAGE: u8 = 2;

/// What the values of a field come to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// Records that have a value.
    pub count: i64,
    /// One for each currency of amounts, else one; none where no record has a value.
    pub sums: Vec<Sum>,
}

/// A sum and its average, as decimals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sum {
    /// None for numbers.
    pub currency: Option<String>,
    pub sum: String,
    pub average: String,
}

/// A column that is summed.
#[derive(Clone, Debug)]
pub(super) struct Column {
    pub field: usize,
    value: usize,
    /// Amounts in any currency have it beside them.
    currency: Option<usize>,
    shape: Shape,
}

impl Column {
    /// # Errors
    /// `Invalid` for a field that holds no number or amount.
    pub fn of(object: &Object, field: usize) -> Result<Self> {
        let def = &object.fields[field];
        let shape = Shape::of(def);
        if def.multi || !matches!(shape, Shape::Integer | Shape::Decimal(_) | Shape::Money | Shape::HomeMoney) {
            let why = "holds no numbers that could be summed; name fields with numbers or amounts";
            return Err(Error::field(format!("sums.{}", def.name), "not_summable", why));
        }
        Ok(Self { field, value: object.column_of(field), currency: object.part_of(field, Part::Currency), shape })
    }
}

/// Writes `count(*)`, then sum and count of each column, then the currencies; `before` columns stand in front. Gives what rows are
/// to be told apart by, beside what the caller tells them apart by.
pub(super) fn write(sql: &mut Sql, object: &Object, columns: &[Column], before: usize) -> String {
    sql.push("count(*)");
    for c in columns {
        let name = &object.columns[c.value].name;
        sql.push(", cast(sum(").column("t", name).push(") as text), count(").column("t", name).push(")");
    }
    let mut split = Vec::new();
    for (i, currency) in columns.iter().filter_map(|c| c.currency).enumerate() {
        sql.push(", ").column("t", &object.columns[currency].name);
        split.push((before + 2 + columns.len() * 2 + i).to_string());
    }
    split.join(", ")
}

/// Sums so far: by place of the column and currency.
#[derive(Default)]
pub(super) struct Gathered(BTreeMap<(usize, Option<String>), (i128, i64)>);

impl Gathered {
    /// Adds a row that [`write`] asked for. Gives how many records it stands for.
    pub fn add(&mut self, columns: &[Column], row: &Row, before: usize) -> Result<i64> {
        let mut currencies = before + 1 + columns.len() * 2;
        for (i, column) in columns.iter().enumerate() {
            let mut currency = None;
            if column.currency.is_some() {
                currency = row.opt_text(currencies).map(str::to_owned);
                currencies += 1;
            }
            let count = row.int(before + 2 + i * 2)?;
            if count == 0 {
                continue;
            }
            let sum = row.opt_text(before + 1 + i * 2).and_then(|t| t.parse::<i128>().ok());
            let sum = sum.ok_or_else(|| Error::Broken("a sum is no whole number".into()))?;
            let known = self.0.entry((i, currency)).or_default();
            *known = (known.0 + sum, known.1 + count);
        }
        Ok(row.int(before)?)
    }

    /// By name of the field; the company's currency first.
    pub fn told(&self, object: &Object, columns: &[Column], catalog: &Catalog) -> BTreeMap<String, Figures> {
        let home = catalog.scalars().currency();
        let of = |(i, column): (usize, &Column)| {
            let mut figures = Figures::default();
            for ((_, currency), (sum, count)) in self.0.iter().filter(|((at, _), _)| *at == i) {
                figures.count += count;
                figures.sums.push(told(column.shape, currency.as_deref(), home, *sum, *count));
            }
            figures.sums.sort_by_key(|s| s.currency.as_deref() != Some(home.code()));
            (object.fields[column.field].name.to_string(), figures)
        };
        columns.iter().enumerate().map(of).collect()
    }
}

fn told(shape: Shape, currency: Option<&str>, home: Currency, sum: i128, count: i64) -> Sum {
    let money = match shape {
        Shape::Money => currency.and_then(Currency::parse).or(Some(home)),
        Shape::HomeMoney => Some(home),
        _ => None,
    };
    let (scale, more) = match (shape, money) {
        (_, Some(currency)) => (currency.digits(), 0),
        (Shape::Decimal(scale), _) => (scale, 0),
        _ => (0, AVERAGE),
    };
    let average = rounded(sum * 10_i128.pow(more.into()), count.into());
    let text = |n: i128, scale: u8| decimal::format(i64::try_from(n).unwrap_or(i64::MAX), scale);
    Sum { currency: money.map(|c| c.code().to_owned()), sum: text(sum, scale), average: text(average, scale + more) }
}

/// Halves go away from zero.
fn rounded(n: i128, by: i128) -> i128 {
    let half = if n < 0 { -by / 2 } else { by / 2 };
    if by == 0 { 0 } else { (n + half) / by }
}
