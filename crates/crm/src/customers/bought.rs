//! What a customer bought most often.

use super::summary::sees_orders;
use crate::orders::model::OrderLine;
use model::{Id, Ts, Val};
use records::access::Act;
use records::{Access, Records, Result};
use serde::Serialize;
use serde_json::{Value, json};
use std::time::Duration;
use store::Scan;
use utoipa::ToSchema;

const DEADLINE: Duration = Duration::from_secs(5);
/// Most products told.
const MOST: usize = 20;

/// A product that a customer bought.
#[derive(Serialize, ToSchema)]
pub struct BoughtProduct {
    #[schema(value_type = String, format = "uuid")]
    product: Id,
    title: String,
    /// In how many orders.
    orders: i64,
    quantity: String,
    /// In the company's currency; left out for who may not see it.
    #[serde(skip_serializing_if = "Option::is_none")]
    amount: Option<Value>,
    #[schema(format = DateTime)]
    last_at: String,
}

/// Products, those in most orders first.
#[derive(Serialize, ToSchema)]
pub struct BoughtProducts {
    items: Vec<BoughtProduct>,
}

/// The products that stand in most of a customer's orders. Nothing for who sees a part of the orders, or not what is in them.
///
/// # Errors
/// `NotFound` when the customer is not in sight.
pub async fn products(records: &Records, access: &Access, customer: Id) -> Result<BoughtProducts> {
    let customer = records.get(access, "customer", customer).await?.id();
    let line = |field: &str| access.may_read(OrderLine::OBJECT, field);
    let open = access.allows(Act::Read, OrderLine::OBJECT) && access.allows(Act::Read, "product");
    if !(open && sees_orders(records, access) && line(OrderLine::PRODUCT) && line(OrderLine::QUANTITY) && line(OrderLine::ORDER))
    {
        return Ok(BoughtProducts { items: Vec::new() });
    }
    let sql = format!(
        "select l.product_id, count(distinct o.id), cast(sum(l.quantity) as bigint), cast(sum(l.amount_base_minor) as bigint), max(o.ordered_at) \
         from @order o join @order_line l on l.order_id = o.id \
         where o.customer_id = $1 and o.counts_as = 'sale' and o.deleted_at is null and l.deleted_at is null \
         and l.product_id is not null group by l.product_id order by 2 desc, 5 desc, 1 limit {MOST}"
    );
    let rows = records.tenant().scan(&sql, &[Val::Id(customer)], Scan::within(DEADLINE)).await?;
    let ids: Vec<(&str, Id)> = rows.iter().filter_map(|r| r.opt_id(0)).map(|id| ("product", id)).collect();
    let titles = records.labels(access, &ids).await?;
    let currency = records.catalog().company.currency.clone();
    let digits = model::Currency::parse(&currency).map_or(2, |c| c.digits());
    let money = |minor: i64| json!({ "amount": model::decimal::format(minor, digits), "currency": currency });
    let items = rows.iter().filter_map(|row| {
        let product = row.opt_id(0)?;
        Some(BoughtProduct {
            product,
            // A product out of sight has no title.
            title: titles.get(product)?.to_owned(),
            orders: row.opt_int(1)?,
            quantity: model::decimal::format(row.opt_int(2).unwrap_or(0), 3),
            amount: row.opt_int(3).filter(|_| line(OrderLine::AMOUNT)).map(money),
            last_at: Ts(row.opt_int(4)?).rfc3339(),
        })
    });
    Ok(BoughtProducts { items: items.collect() })
}
