//! Goods that come back: a return is an order of its own with negative lines, linked to the order that they came with.

use super::model::{Order, OrderLine};
use super::operations::{locked, number_at, operation, patch, put, text};
use model::{Id, Record, Val, decimal};
use records::access::Act;
use records::{Access, Error, Records, Result, Writer};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

const QUANTITY_SCALE: u8 = 3;
const PRICE_SCALE: u8 = 4;

/// What comes back of an order.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReturn {
    pub reason: Option<String>,
    /// Everything that has not come back yet when left out.
    #[serde(default)]
    pub lines: Vec<ReturnedLine>,
}

/// How much of a line comes back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReturnedLine {
    #[schema(value_type = String, format = "uuid")]
    pub line: Id,
    /// Decimal above zero.
    pub quantity: Value,
}

/// Takes goods back: makes a return with the lines turned negative. When nothing is left, the order is `returned`.
///
/// # Errors
/// `Invalid` when the order is no sale, is cancelled, or more comes back than is left; `NotFound`; `Forbidden`.
pub async fn take_back(records: &Records, access: &Access, id: Id, new: &NewReturn) -> Result<Id> {
    access.require_on(Act::Create, Order::OBJECT)?;
    records.reached(access, Act::Update, Order::OBJECT, id).await?;
    let done = records.write(access, operation("return_order", access), move |w| {
        Box::pin(async move {
            let order = locked(w, id).await?;
            if text(&order, Order::KIND) != "sale" || text(&order, Order::STATUS) == "cancelled" {
                return Err(Error::field(Order::STATUS, "bad_transition", "only a sale that is not cancelled can come back"));
            }
            let left = left_of(w, id).await?;
            let back = chosen(&left, new)?;
            let made = return_order(w, &order, new.reason.as_deref(), &back).await?;
            let all: i64 = left.iter().map(|(_, quantity)| *quantity).sum();
            if back.iter().map(|(_, quantity)| *quantity).sum::<i64>() == all {
                if text(&order, Order::STATUS) == "open" {
                    patch(w, id, json!({"status": "completed"})).await?;
                }
                patch(w, id, json!({"status": "returned", "status_reason": new.reason})).await?;
            }
            Ok(made)
        })
    });
    done.await
}

/// By what a returned line is known to be of a sold one: orders from files have lines without positions.
fn likeness(position: &Val, product: &Val, sku: &Val, price: &Val) -> [Val; 4] {
    [position, product, sku, price].map(Clone::clone)
}

/// The lines of an order with the quantities, scaled, that did not come back yet.
async fn left_of(w: &mut Writer<'_>, order: Id) -> Result<Vec<(Record, i64)>> {
    let own = "select id from @order_line where order_id = $1 and deleted_at is null order by position, id";
    let rows = w.tx.all(own, &[order.into()]).await?;
    let returned = "select l.position, l.product_id, l.sku, l.unit_price, l.quantity from @order_line l \
        join @order o on o.id = l.order_id \
        where o.original_id = $1 and o.deleted_at is null and o.status <> 'cancelled' and l.deleted_at is null";
    let back = w.tx.all(returned, &[order.into()]).await?;
    let mut back: Vec<([Val; 4], i64)> =
        back.iter().map(|r| (likeness(r.val(0), r.val(1), r.val(2), r.val(3)), -r.opt_int(4).unwrap_or(0))).collect();
    let mut left = Vec::new();
    for id in rows.iter().filter_map(|r| r.opt_id(0)) {
        let Some(line) = w.get(OrderLine::OBJECT, id).await? else { continue };
        let of = |field: &str| line.get(field);
        let like = likeness(of(OrderLine::POSITION), of(OrderLine::PRODUCT), of(OrderLine::SKU), of(OrderLine::UNIT_PRICE));
        let mut quantity = line.get(OrderLine::QUANTITY).int().unwrap_or(0);
        for (_, returned) in back.iter_mut().filter(|(of, _)| *of == like) {
            let taken = quantity.min(*returned).max(0);
            quantity -= taken;
            *returned -= taken;
        }
        if quantity > 0 {
            left.push((line, quantity));
        }
    }
    Ok(left)
}

/// Which lines come back, and how much of each.
fn chosen(left: &[(Record, i64)], new: &NewReturn) -> Result<Vec<(Record, i64)>> {
    if new.lines.is_empty() {
        let none = || Error::field("lines", "nothing_left", "nothing of this order is left to come back");
        return if left.is_empty() { Err(none()) } else { Ok(left.to_vec()) };
    }
    let mut back = Vec::new();
    for (i, wanted) in new.lines.iter().enumerate() {
        let refuse = |field: &str, code: &str, message: &str| Err(Error::field(format!("lines[{i}].{field}"), code, message));
        let Some((line, most)) = left.iter().find(|(line, _)| line.id() == wanted.line) else {
            return refuse("line", "not_found", "is no line of this order, or nothing of it is left");
        };
        if back.iter().any(|(taken, _): &(Record, i64)| taken.id() == line.id()) {
            return refuse("line", "twice", "is named twice; give one quantity");
        }
        let text = wanted.quantity.as_str().map_or_else(|| wanted.quantity.to_string(), str::to_owned);
        match decimal::parse(&text, QUANTITY_SCALE, decimal::NumberFormat::Point) {
            Ok(quantity) if quantity > 0 && quantity <= *most => back.push((line.clone(), quantity)),
            _ => {
                let message = format!("must lie between 0 and {}", decimal::format_short(*most, QUANTITY_SCALE));
                return refuse("quantity", "out_of_range", &message);
            }
        }
    }
    Ok(back)
}

async fn return_order(w: &mut Writer<'_>, order: &Record, reason: Option<&str>, back: &[(Record, i64)]) -> Result<Id> {
    let mut v = Map::new();
    v.insert(Order::NUMBER.into(), format!("R{}", number_at(w.now())).into());
    v.insert(Order::KIND.into(), "return".into());
    v.insert(Order::STATUS.into(), "completed".into());
    v.insert(Order::ORIGINAL.into(), json!(order.id()));
    v.insert(Order::ORDERED_AT.into(), w.now().rfc3339().into());
    put(&mut v, Order::CUSTOMER, order.get(Order::CUSTOMER).id().map(|c| json!(c)));
    put(&mut v, Order::STATUS_REASON, reason);
    for field in [Order::CHANNEL, Order::SHOP, Order::CURRENCY, Order::DELIVERY_COUNTRY] {
        put(&mut v, field, order.get(field).text());
    }
    let made = w.create(Order::OBJECT, &v).await?.id();
    for (line, quantity) in back {
        w.create(OrderLine::OBJECT, &returned_line(made, line, *quantity)).await?;
    }
    Ok(made)
}

fn returned_line(order: Id, line: &Record, quantity: i64) -> Map<String, Value> {
    let mut v = Map::new();
    v.insert(OrderLine::ORDER.into(), json!(order));
    v.insert(OrderLine::QUANTITY.into(), decimal::format_short(-quantity, QUANTITY_SCALE).into());
    let price = line.get(OrderLine::UNIT_PRICE).int().unwrap_or(0);
    v.insert(OrderLine::UNIT_PRICE.into(), decimal::format_short(price, PRICE_SCALE).into());
    put(&mut v, OrderLine::POSITION, line.get(OrderLine::POSITION).int());
    put(&mut v, OrderLine::PRODUCT, line.get(OrderLine::PRODUCT).id().map(|p| json!(p)));
    for field in [OrderLine::SKU, OrderLine::DESCRIPTION, OrderLine::CURRENCY] {
        put(&mut v, field, line.get(field).text());
    }
    v
}
