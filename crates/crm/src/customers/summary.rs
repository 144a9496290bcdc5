//! The value card of a customer: how valuable, whether rising or falling, what is open.

use model::{Condition, Id, Ts, Val};
use records::access::Act;
use records::{Access, ListQuery, Page, Records, Result, Sort};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::time::Duration;
use store::Scan;

const DEADLINE: Duration = Duration::from_secs(5);
/// Months before the last purchase that the curve shows.
const MONTHS: i64 = 24;
/// Open tasks listed.
const TASKS: usize = 5;
/// Figures of the customer that the card repeats.
const FIGURES: &[&str] = &[
    "orders_count",
    "spend",
    "average_order",
    "first_order_at",
    "last_order_at",
    "returns_count",
    "returned",
    "stage",
    "value_class",
];
/// The longest month, in microseconds.
const MONTH: i64 = 31 * 86_400_000_000;

/// Figures, purchases by month, open tasks, and how many events of each kind, in all and by month.
///
/// # Errors
/// `NotFound` when the customer is not in sight.
pub async fn summary(records: &Records, access: &Access, id: Id) -> Result<Value> {
    let customer = records.get(access, "customer", id).await?;
    let shown = records.json(access, &customer);
    let mut card = Map::new();
    for figure in FIGURES.iter().filter(|f| shown.get(**f).is_some()) {
        card.insert((*figure).to_owned(), shown[*figure].clone());
    }
    if let Some(last) = customer.get("last_order_at").int().filter(|_| sees_orders(records, access)) {
        card.insert("months".into(), months(records, customer.id(), last).await?);
    } else {
        card.insert("months".into(), json!([]));
    }
    let (open, overdue, next) = tasks(records, access, customer.id()).await?;
    card.insert("open_tasks".into(), json!({"count": open, "overdue": overdue, "next": next}));
    let kinds: Map<String, Value> =
        records.event_counts(access, customer.id()).await?.into_iter().map(|(kind, n)| (kind, n.into())).collect();
    card.insert("kinds".into(), kinds.into());
    let activity = records.event_months(access, customer.id()).await?;
    let mut months: Vec<Value> = Vec::new();
    for (month, kind, count) in activity.into_iter().rev() {
        match months.last_mut().filter(|m| m["month"] == month) {
            Some(known) => known["kinds"][kind] = count.into(),
            None => months.push(json!({ "month": month, "kinds": { kind: count } })),
        }
    }
    card.insert("activity".into(), months.into());
    Ok(card.into())
}

/// Sums of what one sees a part of would tell the rest.
pub(super) fn sees_orders(records: &Records, access: &Access) -> bool {
    access.may_read("order", "total") && access.may_read("order", "customer") && records.sees_all(access, "order")
}

/// Sales by month of the company's zone, oldest first; months without any are left out.
async fn months(records: &Records, customer: Id, last: i64) -> Result<Value> {
    let sql = "select ordered_at, total from @order where customer_id = $1 and ordered_at >= $2 and counts_as = 'sale' \
        and deleted_at is null order by ordered_at";
    let params = [Val::Id(customer), (last - MONTHS * MONTH).into()];
    let rows = records.tenant().scan(sql, &params, Scan::within(DEADLINE)).await?;
    let company = &records.catalog().company;
    let zone = jiff::tz::TimeZone::get(&company.zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let mut by_month: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    for row in &rows {
        let (Some(at), total) = (row.opt_int(0), row.opt_int(1).unwrap_or(0)) else { continue };
        let (year, month, _) = Ts(at).day_in(&zone).ymd();
        let sum = by_month.entry(format!("{year:04}-{month:02}")).or_default();
        *sum = (sum.0 + 1, sum.1 + total);
    }
    let digits = model::Currency::parse(&company.currency).map_or(2, |c| c.digits());
    let money = |minor: i64| json!({"amount": model::decimal::format(minor, digits), "currency": company.currency});
    Ok(by_month
        .into_iter()
        .map(|(month, (orders, spend))| json!({"month": month, "orders": orders, "spend": money(spend)}))
        .collect())
}

/// How many tasks are open and how many of them late, and the next ones.
async fn tasks(records: &Records, access: &Access, customer: Id) -> Result<(i64, i64, Vec<Value>)> {
    if !access.allows(Act::Read, "task") {
        return Ok((0, 0, Vec::new()));
    }
    let now = records.tenant().clock().now().rfc3339();
    let of = |more: &str, limit| {
        let filter = Condition::parse(&format!("customer:{customer} state:open {more}"))
            .map_err(|e| records::Error::BadRequest(e.to_string()))?;
        Ok::<_, records::Error>(ListQuery { filter, sort: Sort::parse("due_at"), limit, count: true, ..ListQuery::new("task") })
    };
    let open = records.list(access, &of("", TASKS)?).await?;
    let late = records.list(access, &of(&format!("due_at<\"{now}\""), 1)?).await?;
    let count = |page: &Page| page.count.map_or(0, |c| c.value);
    Ok((count(&open), count(&late), open.records.iter().map(|t| records.json(access, t)).collect()))
}
