//! What may be done with an order beyond writing its fields: each operation is one transaction.

use super::model::{Order, OrderLine, Refund};
use model::{Id, Record, decimal};
use records::access::Act;
use records::{Access, By, Error, Records, Result, Writer};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

/// Most lines that one order is placed with.
pub const MAX_LINES: usize = 1_000;

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

/// Money given back.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRefund {
    /// Money above zero, at most what was paid and not yet given back.
    pub amount: Value,
    pub method: Option<String>,
    pub reason: Option<String>,
}

pub(super) fn operation(name: &'static str, access: &Access) -> By {
    By::Operation { name, user: access.actor.user }
}

/// Puts a value into a JSON object unless it is missing.
pub(super) fn put(map: &mut Map<String, Value>, name: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value {
        map.insert(name.to_owned(), value.into());
    }
}

pub(super) fn text(record: &Record, field: &str) -> String {
    record.get(field).text().unwrap_or_default().to_owned()
}

/// Places an order: the order and its lines.
///
/// # Errors
/// `Invalid` names the field, for lines as `lines[2].sku`; `Forbidden` without `record.create`.
pub async fn place(records: &Records, access: &Access, new: &NewOrder) -> Result<Id> {
    access.require_on(Act::Create, Order::OBJECT)?;
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
pub(super) fn number_at(now: model::Ts) -> String {
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
    records.reached(access, Act::Update, Order::OBJECT, id).await?;
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
    records.reached(access, Act::Update, Order::OBJECT, id).await?;
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

/// Gives money back for a paid order.
///
/// # Errors
/// `Invalid` when the order was not paid or more is given back than was paid; `NotFound`; `Forbidden`.
pub async fn refund(records: &Records, access: &Access, id: Id, new: &NewRefund) -> Result<Id> {
    access.require_on(Act::Create, Refund::OBJECT)?;
    records.reached(access, Act::Update, Order::OBJECT, id).await?;
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

pub(super) async fn locked(w: &mut Writer<'_>, id: Id) -> Result<Record> {
    w.get(Order::OBJECT, id).await?.ok_or_else(|| Error::no_record(Order::OBJECT, id))
}

pub(super) async fn patch(w: &mut Writer<'_>, id: Id, values: Value) -> Result<()> {
    let Value::Object(values) = values else { return Ok(()) };
    w.patch(Order::OBJECT, id, &values, None).await?;
    Ok(())
}
