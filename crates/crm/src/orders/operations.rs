//! What may be done with an order beyond writing its fields: each operation is one transaction.

use super::model::{Order, OrderLine, Refund};
use model::{Id, Record, Val, decimal};
use records::access::permission;
use records::{Access, By, Error, Records, Result, Writer};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

/// Most lines that one order is placed with.
pub const MAX_LINES: usize = 1_000;
const QUANTITY_SCALE: u8 = 3;

/// A new order with its lines.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewOrder {
    /// Chosen by the program when left out.
    pub number: Option<String>,
    #[schema(value_type = Option<String>, format = "uuid")]
    pub customer: Option<Id>,
    /// RFC 3339; now when left out.
    pub ordered_at: Option<String>,
    pub channel: Option<String>,
    pub shop: Option<String>,
    /// ISO 4217; the company's currency when left out.
    pub currency: Option<String>,
    /// Money: `{"amount": "5.00", "currency": "GBP"}`, or the amount as text.
    pub discount: Option<Value>,
    pub tax: Option<Value>,
    pub shipping: Option<Value>,
    pub ship_to: Option<Value>,
    pub note: Option<String>,
    /// It is paid already.
    #[serde(default)]
    pub paid: bool,
    pub lines: Vec<NewLine>,
}

/// A line of a new order. The product is named by id or by SKU; its name and price are taken over where they are left out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLine {
    #[schema(value_type = Option<String>, format = "uuid")]
    pub product: Option<Id>,
    pub sku: Option<String>,
    pub description: Option<String>,
    /// Decimal with at most three digits after the point; 1 when left out.
    pub quantity: Option<Value>,
    /// Decimal with at most four digits after the point.
    pub unit_price: Option<Value>,
    pub discount: Option<Value>,
}

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

/// Money given back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRefund {
    /// Money above zero, at most what was paid and not yet given back.
    pub amount: Value,
    pub method: Option<String>,
    pub reason: Option<String>,
}

fn operation(name: &'static str, access: &Access) -> By {
    By::Operation { name, user: access.actor.user }
}

/// Puts a value into a JSON object unless it is missing.
fn put(map: &mut Map<String, Value>, name: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        map.insert(name.to_owned(), value.into());
    }
}

fn text(record: &Record, field: &str) -> String {
    record.get(field).text().unwrap_or_default().to_owned()
}

/// Places an order: the order and its lines.
///
/// # Errors
/// `Invalid` names the field, for lines as `lines[2].sku`; `Forbidden` without `record.create`.
pub async fn place(records: &Records, access: &Access, new: &NewOrder) -> Result<Id> {
    access.require(permission::RECORD_CREATE)?;
    if new.lines.is_empty() || new.lines.len() > MAX_LINES {
        return Err(Error::field("lines", "bad_count", format!("an order has 1 to {MAX_LINES} lines")));
    }
    let by = operation("place_order", access);
    let id = records.write(access, by, move |w| {
        Box::pin(async move {
            let order = w.create(Order::OBJECT, &order_values(new, w.now())).await?.id();
            for (i, line) in new.lines.iter().enumerate() {
                place_line(w, order, i, line, new.currency.as_deref()).await.map_err(|e| within(e, &format!("lines[{i}]")))?;
            }
            Ok(order)
        })
    });
    id.await
}

fn order_values(new: &NewOrder, now: model::Ts) -> Map<String, Value> {
    let mut v = Map::new();
    let number = new.number.clone().unwrap_or_else(|| number_at(now));
    v.insert(Order::NUMBER.into(), number.into());
    put(&mut v, Order::CUSTOMER, new.customer.map(|c| json!(c)));
    v.insert(Order::ORDERED_AT.into(), new.ordered_at.clone().unwrap_or_else(|| now.rfc3339()).into());
    put(&mut v, Order::CHANNEL, new.channel.clone());
    put(&mut v, Order::SHOP, new.shop.clone());
    put(&mut v, Order::CURRENCY, new.currency.clone());
    put(&mut v, Order::DISCOUNT, new.discount.clone());
    put(&mut v, Order::TAX, new.tax.clone());
    put(&mut v, Order::SHIPPING, new.shipping.clone());
    put(&mut v, Order::SHIP_TO, new.ship_to.clone());
    put(&mut v, Order::NOTE, new.note.clone());
    if new.paid {
        v.insert(Order::PAYMENT_STATUS.into(), "paid".into());
        v.insert(Order::PAID_AT.into(), now.rfc3339().into());
    }
    v
}

/// `G`, the millisecond of the order and four letters of chance, in base 36: short, rising, and not given twice.
fn number_at(now: model::Ts) -> String {
    const CHANCE: u64 = 36 * 36 * 36 * 36;
    let id = Id::at(now.unix_ms());
    let chance = id.0[8..].iter().fold(0, |n: u64, b| (n * 256 + u64::from(*b)) % CHANCE);
    format!("G{}", base36(now.unix_ms() * CHANCE + chance))
}

fn base36(mut number: u64) -> String {
    let mut out = Vec::new();
    while number > 0 || out.is_empty() {
        out.push(u32::try_from(number % 36).ok().and_then(|d| char::from_digit(d, 36)).unwrap_or('0').to_ascii_uppercase());
        number /= 36;
    }
    out.into_iter().rev().collect()
}

async fn place_line(w: &mut Writer<'_>, order: Id, index: usize, new: &NewLine, currency: Option<&str>) -> Result<()> {
    let product = match (new.product, &new.sku) {
        (Some(id), _) => w.get("product", id).await?,
        (None, Some(sku)) => w.find("product", "sku", &sku.as_str().into()).await?,
        (None, None) => None,
    };
    if product.is_none() && (new.product.is_some() || new.sku.is_some()) {
        let field = if new.product.is_some() { "product" } else { "sku" };
        return Err(Error::field(field, "not_found", "there is no such product; make it first, or leave product and sku out"));
    }
    let mut v = Map::new();
    v.insert(OrderLine::ORDER.into(), json!(order));
    v.insert(OrderLine::POSITION.into(), (index + 1).into());
    put(&mut v, OrderLine::PRODUCT, product.as_ref().map(|p| json!(p.id())));
    put(&mut v, OrderLine::SKU, product.as_ref().map(|p| text(p, "sku")));
    put(&mut v, OrderLine::DESCRIPTION, new.description.clone().or_else(|| product.as_ref().map(|p| text(p, "name"))));
    put(&mut v, OrderLine::QUANTITY, new.quantity.clone());
    let price = product.as_ref().and_then(|p| p.get("price").int()).map(|p| Value::from(decimal::format_short(p, 4)));
    put(&mut v, OrderLine::UNIT_PRICE, new.unit_price.clone().or(price));
    put(&mut v, OrderLine::DISCOUNT, new.discount.clone());
    put(&mut v, OrderLine::CURRENCY, currency);
    w.create(OrderLine::OBJECT, &v).await?;
    Ok(())
}

/// Errors of a part of the input, with the part's place in front.
fn within(error: Error, place: &str) -> Error {
    match error {
        Error::Invalid(mut errors) => {
            for e in &mut errors {
                e.field = format!("{place}.{}", e.field);
            }
            Error::Invalid(errors)
        }
        other => other,
    }
}

/// The order was paid.
///
/// # Errors
/// `Invalid` when it is cancelled or paid already; `NotFound`; `Forbidden`.
pub async fn pay(records: &Records, access: &Access, id: Id, paid_at: Option<&str>) -> Result<()> {
    records.get(access, Order::OBJECT, id).await?;
    let done = records.write(access, operation("pay_order", access), move |w| {
        Box::pin(async move {
            let order = locked(w, id).await?;
            if text(&order, Order::STATUS) == "cancelled" || text(&order, Order::PAYMENT_STATUS) != "unpaid" {
                return Err(Error::field(
                    Order::PAYMENT_STATUS,
                    "bad_transition",
                    "only an unpaid order that is not cancelled can be paid",
                ));
            }
            let at = paid_at.map_or_else(|| w.now().rfc3339(), str::to_owned);
            patch(w, id, json!({"payment_status": "paid", "paid_at": at})).await
        })
    });
    done.await
}

/// Cancels an order that did not come back already.
///
/// # Errors
/// `Invalid` when its status does not allow it; `NotFound`; `Forbidden`.
pub async fn cancel(records: &Records, access: &Access, id: Id, reason: Option<&str>) -> Result<()> {
    records.get(access, Order::OBJECT, id).await?;
    let done = records.write(access, operation("cancel_order", access), move |w| {
        Box::pin(async move {
            let order = locked(w, id).await?;
            if text(&order, Order::STATUS) == "cancelled" {
                return Err(Error::field(Order::STATUS, "bad_transition", "the order is cancelled already"));
            }
            patch(w, id, json!({"status": "cancelled", "status_reason": reason})).await
        })
    });
    done.await
}

/// Takes goods back: makes a return with the lines turned negative. When nothing is left, the order is `returned`.
///
/// # Errors
/// `Invalid` when the order is no sale, is cancelled, or more comes back than is left; `NotFound`; `Forbidden`.
pub async fn take_back(records: &Records, access: &Access, id: Id, new: &NewReturn) -> Result<Id> {
    access.require(permission::RECORD_CREATE)?;
    records.get(access, Order::OBJECT, id).await?;
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

/// The lines of an order with the quantities, scaled, that did not come back yet.
async fn left_of(w: &mut Writer<'_>, order: Id) -> Result<Vec<(Record, i64)>> {
    let own = "select id from @order_line where order_id = $1 and deleted_at is null order by position, id";
    let rows = w.tx.all(own, &[order.into()]).await?;
    let returned = "select l.product_id, l.sku, l.position, l.quantity from @order_line l join @order o on o.id = l.order_id \
        where o.original_id = $1 and o.deleted_at is null and o.status <> 'cancelled' and l.deleted_at is null";
    let mut back: Vec<(Val, i64)> =
        w.tx.all(returned, &[order.into()]).await?.iter().map(|r| (r.val(2).clone(), r.opt_int(3).unwrap_or(0))).collect();
    let mut left = Vec::new();
    for id in rows.iter().filter_map(|r| r.opt_id(0)) {
        let Some(line) = w.get(OrderLine::OBJECT, id).await? else { continue };
        let mut quantity = line.get(OrderLine::QUANTITY).int().unwrap_or(0);
        back.retain(|(position, returned)| {
            let same = position == line.get(OrderLine::POSITION);
            quantity += if same { *returned } else { 0 };
            !same
        });
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
        let mut v = Map::new();
        v.insert(OrderLine::ORDER.into(), json!(made));
        v.insert(OrderLine::QUANTITY.into(), decimal::format_short(-quantity, QUANTITY_SCALE).into());
        v.insert(
            OrderLine::UNIT_PRICE.into(),
            decimal::format_short(line.get(OrderLine::UNIT_PRICE).int().unwrap_or(0), 4).into(),
        );
        put(&mut v, OrderLine::POSITION, line.get(OrderLine::POSITION).int());
        put(&mut v, OrderLine::PRODUCT, line.get(OrderLine::PRODUCT).id().map(|p| json!(p)));
        for field in [OrderLine::SKU, OrderLine::DESCRIPTION, OrderLine::CURRENCY] {
            put(&mut v, field, line.get(field).text());
        }
        w.create(OrderLine::OBJECT, &v).await?;
    }
    Ok(made)
}

/// Gives money back for a paid order.
///
/// # Errors
/// `Invalid` when the order was not paid or more is given back than was paid; `NotFound`; `Forbidden`.
pub async fn refund(records: &Records, access: &Access, id: Id, new: &NewRefund) -> Result<Id> {
    access.require(permission::RECORD_CREATE)?;
    records.get(access, Order::OBJECT, id).await?;
    let done = records.write(access, operation("refund_order", access), move |w| {
        Box::pin(async move {
            let order = locked(w, id).await?;
            if !matches!(text(&order, Order::PAYMENT_STATUS).as_str(), "paid" | "partly_refunded") {
                return Err(Error::field("amount", "not_paid", "the order was not paid, so nothing can be given back"));
            }
            let mut v = Map::new();
            v.insert(Refund::ORDER.into(), json!(id));
            v.insert(Refund::AMOUNT.into(), new.amount.clone());
            put(&mut v, Refund::METHOD, new.method.clone());
            put(&mut v, Refund::REASON, new.reason.clone());
            v.insert(Refund::REFUNDED_AT.into(), w.now().rfc3339().into());
            let made = w.create(Refund::OBJECT, &v).await?;
            let left = order.get(Order::TOTAL).int().unwrap_or(0) - order.get(Order::REFUNDED).int().unwrap_or(0);
            let base = made.object.field_index(Refund::AMOUNT).and_then(|f| made.object.part_of(f, model::object::Part::Base));
            let given = base.and_then(|c| made.vals[c].int()).unwrap_or(0);
            if given > left {
                return Err(Error::field("amount", "out_of_range", "is more than was paid and not yet given back"));
            }
            let status = if given == left { "refunded" } else { "partly_refunded" };
            patch(w, id, json!({ "payment_status": status })).await?;
            Ok(made.id())
        })
    });
    done.await
}

async fn locked(w: &mut Writer<'_>, id: Id) -> Result<Record> {
    w.get(Order::OBJECT, id).await?.ok_or_else(|| Error::no_record(Order::OBJECT, id))
}

async fn patch(w: &mut Writer<'_>, id: Id, values: Value) -> Result<()> {
    let Value::Object(values) = values else { return Ok(()) };
    w.patch(Order::OBJECT, id, &values, None).await?;
    Ok(())
}
