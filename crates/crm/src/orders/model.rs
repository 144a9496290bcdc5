//! Orders, their lines, and money given back.

use model::{Extra, Id, Money, Ts};
use model_derive::Object;

/// A sale, a return of goods, or an adjustment of accounts. Kept without a customer when nobody knows who bought.
#[derive(Object, Clone, Debug)]
#[object(
    title = "number",
    sort = "-ordered_at",
    list(number, customer, kind, status, ordered_at, total, lines_count, payment_status, delivery_status),
    department = "sales",
    index(customer, ordered_at),
    owned,
    open(status = "open")
)]
pub struct Order {
    pub id: Id,
    pub version: i64,
    pub owner: Option<Id>,
    #[field(text(100), unique, section = "order")]
    pub number: String,
    #[field(select(sale = "green", r#return = "red", adjustment = "grey"), default = "sale", section = "order")]
    pub kind: String,
    #[field(reference("customer", on_delete = restrict), section = "order")]
    pub customer: Option<Id>,
    #[field(indexed, section = "order")]
    pub ordered_at: Ts,
    #[field(
        select(web_shop = "blue", marketplace = "teal", store = "green", phone = "amber", social = "purple", other),
        section = "order"
    )]
    pub channel: Option<String>,
    #[field(text(100), section = "order")]
    pub shop: Option<String>,
    /// ISO 4217 code of the prices; the company's when left out.
    #[field(text(3), section = "order")]
    pub currency: Option<String>,

    #[field(
        select(open = "blue", completed = "green", cancelled = "grey", returned = "red"),
        default = "open",
        indexed,
        section = "state"
    )]
    pub status: String,
    #[field(
        select(unpaid = "amber", paid = "green", partly_refunded = "purple", refunded = "grey"),
        by("pay_order", "place_order", "refund_order", "import", "system"),
        default = "unpaid",
        section = "state"
    )]
    pub payment_status: String,
    #[field(select(pending = "amber", shipped = "blue", delivered = "green", returned = "red"), section = "state")]
    pub delivery_status: Option<String>,
    #[field(by("pay_order", "place_order", "import", "system"), section = "state")]
    pub paid_at: Option<Ts>,
    #[field(text(500), section = "state")]
    pub status_reason: Option<String>,
    /// How the order counts for its customer: follows `kind` and `status`.
    #[field(select(sale = "green", r#return = "red", nothing = "grey"), by("engine"), default = "sale", section = "state")]
    pub counts_as: String,
    /// Of a return: the order that the goods came with.
    #[field(reference("order", on_delete = clear), indexed, section = "state")]
    pub original: Option<Id>,

    #[field(roll_up(object = "order_line", via = "order", function = count), section = "amounts")]
    pub lines_count: i64,
    /// Sum of the lines, minor units of the company's currency.
    #[field(roll_up(object = "order_line", via = "order", function = sum, of = "amount", result = money), section = "amounts")]
    pub subtotal: i64,
    #[field(section = "amounts")]
    pub discount: Option<Money>,
    #[field(section = "amounts")]
    pub tax: Option<Money>,
    #[field(section = "amounts")]
    pub shipping: Option<Money>,
    #[field(
        formula("subtotal - (discount == null ? 0 : discount) + (tax == null ? 0 : tax) + (shipping == null ? 0 : shipping)", result = money),
        indexed,
        section = "amounts"
    )]
    pub total: i64,
    #[field(roll_up(object = "refund", via = "order", function = sum, of = "amount", result = money), section = "amounts")]
    pub refunded: i64,

    /// Country delivered to.
    #[field(text(60), section = "delivery")]
    pub delivery_country: Option<String>,
    #[field(address, sensitivity = "personal", section = "delivery")]
    pub ship_to: Option<serde_json::Value>,
    #[field(long_text, section = "delivery")]
    pub note: Option<String>,
    pub extra: Extra,
}

/// One article of an order. Quantity and amount are negative on returns.
#[derive(Object, Clone, Debug)]
#[object(title = "description", sort = "id", list(order, position, sku, description, quantity, unit_price, amount))]
pub struct OrderLine {
    pub id: Id,
    #[field(reference("order", on_delete = cascade), indexed, section = "order_line")]
    pub order: Id,
    #[field(section = "order_line")]
    pub position: Option<i64>,
    #[field(reference("product", on_delete = restrict), indexed, section = "order_line")]
    pub product: Option<Id>,
    #[field(text(100), section = "order_line")]
    pub sku: Option<String>,
    #[field(text(300), section = "order_line")]
    pub description: Option<String>,
    #[field(decimal(3), default = "1", section = "order_line")]
    pub quantity: i64,
    /// May have fractions of the minor unit.
    #[field(decimal(4), section = "order_line")]
    pub unit_price: i64,
    #[field(section = "order_line")]
    pub discount: Option<Money>,
    /// ISO 4217 code of the price; the company's when left out.
    #[field(text(3), section = "order_line")]
    pub currency: Option<String>,
    /// Quantity x unit price less discount, rounded to the minor unit, half away from zero.
    #[field(by("engine"), section = "order_line")]
    pub amount: Option<Money>,
    pub extra: Extra,
}

/// Money given back for an order: a ledger.
#[derive(Object, Clone, Debug)]
#[object(title = "reason", sort = "-refunded_at", list(order, amount, method, reason, refunded_at), append_only)]
pub struct Refund {
    pub id: Id,
    #[field(reference("order", on_delete = restrict), indexed, by("refund_order", "import", "system"), section = "refund")]
    pub order: Id,
    #[field(by("refund_order", "import", "system"), section = "refund")]
    pub amount: Money,
    #[field(
        select(original = "blue", bank_transfer = "teal", credit = "purple", cash = "green"),
        default = "original",
        section = "refund"
    )]
    pub method: String,
    #[field(text(500), section = "refund")]
    pub reason: Option<String>,
    #[field(section = "refund")]
    pub refunded_at: Ts,
    pub extra: Extra,
}
