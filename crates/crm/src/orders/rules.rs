//! What must hold of orders, lines and refunds, whoever writes them.

use super::model::{Order, OrderLine, Refund};
use crate::events::effect;
use model::object::Part;
use model::{Currency, FieldError, Money, Record, Ts, Val};
use records::{By, Change, Effects, NewEvent};

/// Digits after the point of quantities and unit prices (see `model.rs`).
const QUANTITY_SCALE: u8 = 3;
const PRICE_SCALE: u8 = 4;

/// - `counts_as` follows kind and status.
/// - People and operations move the status only forward: open → completed → returned, or cancelled before completion.
/// - The kind is fixed at creation.
/// - A sale, its cancellation and its return appear on the customer's timeline.
pub fn order(change: &mut Change<'_>) -> Result<Effects, Vec<FieldError>> {
    let (before, by, company, now) = (change.before, change.by, change.company, change.now);
    let Some(after) = change.after.as_deref_mut() else { return Ok(Effects::default()) };
    if after.get(Order::ORDERED_AT).is_null() {
        after.set(Order::ORDERED_AT, now.0);
    }
    let mut errors = currency(after, Order::CURRENCY, &company.currency).err().into_iter().collect::<Vec<_>>();
    if let Some(before) = before.filter(|_| held_to_order(by)) {
        errors.extend(moves(before, after));
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    after.set(Order::COUNTS_AS, counts_as(after));
    Ok(Effects { events: event_of(before, after, now).into_iter().collect(), ..Effects::default() })
}

/// Imports and undo tell of the past and may set any state.
fn held_to_order(by: &By) -> bool {
    matches!(by, By::Person(_) | By::Operation { .. })
}

fn text<'a>(record: &'a Record, field: &str) -> &'a str {
    record.get(field).text().unwrap_or_default()
}

fn moves(before: &Record, after: &Record) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if text(before, Order::KIND) != text(after, Order::KIND) {
        errors.push(FieldError::new(Order::KIND, "fixed", "the kind of an order is fixed when it is made; make a new order"));
    }
    let (from, to) = (text(before, Order::STATUS), text(after, Order::STATUS));
    if !may_move(from, to) {
        let message =
            format!("an order cannot go from {from} to {to}; open orders are completed or cancelled, completed ones returned");
        errors.push(FieldError::new(Order::STATUS, "bad_transition", message));
    }
    errors
}

/// Whether people may move an order from one status to the other.
#[must_use]
pub fn may_move(from: &str, to: &str) -> bool {
    from == to || matches!((from, to), ("open", "completed" | "cancelled") | ("completed", "returned" | "cancelled"))
}

/// A cancelled order counts for nothing; a sale that came back still was a sale, its return is an order of its own.
fn counts_as(order: &Record) -> &'static str {
    match (text(order, Order::KIND), text(order, Order::STATUS)) {
        (_, "cancelled") | ("adjustment", _) => "nothing",
        ("return", _) => "return",
        _ => "sale",
    }
}

/// The event that a change means: none when kind, status and customer stay.
fn event_of(before: Option<&Record>, after: &Record, now: Ts) -> Option<NewEvent> {
    let same = |b: &Record| [Order::STATUS, Order::CUSTOMER].iter().all(|f| b.get(f) == after.get(f));
    if before.is_some_and(same) {
        return None;
    }
    let (kind, status) = (text(after, Order::KIND), text(after, Order::STATUS));
    let moved = before.is_some_and(|b| text(b, Order::STATUS) != status);
    let at = if moved { now } else { after.get(Order::ORDERED_AT).int().map_or(now, Ts) };
    let event = match (kind, status) {
        ("adjustment", _) => return None,
        (_, "cancelled") => "order_cancelled",
        ("return", _) | (_, "returned") => "order_returned",
        // Completion of an order that was already told of when it was placed.
        _ if moved => return None,
        _ => "order_completed",
    };
    let props = effect::props(&[
        ("number", after.get(Order::NUMBER).text()),
        ("reason", after.get(Order::STATUS_REASON).text()),
        ("channel", after.get(Order::CHANNEL).text()),
    ]);
    Some(effect::about(after, after.get(Order::CUSTOMER).id(), at, event, event, props))
}

/// Fills in and checks a currency code.
fn currency(record: &mut Record, field: &str, home: &str) -> Result<Currency, FieldError> {
    let Some(code) = record.get(field).text() else {
        return Currency::parse(home).ok_or_else(|| bad_currency(field, home));
    };
    let currency = Currency::parse(code).ok_or_else(|| bad_currency(field, code))?;
    if currency.code() != code {
        record.set(field, currency.code());
    }
    Ok(currency)
}

fn bad_currency(field: &str, code: &str) -> FieldError {
    FieldError::new(field, "bad_currency", format!("`{code}` is not an ISO 4217 currency code such as GBP or CNY"))
}

/// `amount` = quantity x unit price less discount, in the line's currency, rounded half away from zero.
pub fn order_line(change: &mut Change<'_>) -> Result<Effects, Vec<FieldError>> {
    let home = &change.company.currency;
    let Some(after) = change.after.as_deref_mut() else { return Ok(Effects::default()) };
    match amount(after, home) {
        Ok(amount) => put_money(after, OrderLine::AMOUNT, amount, home),
        Err(error) => return Err(vec![error]),
    }
    Ok(Effects::default())
}

fn amount(line: &mut Record, home: &str) -> Result<Money, FieldError> {
    let currency = currency(line, OrderLine::CURRENCY, home)?;
    let quantity = line.get(OrderLine::QUANTITY).int().unwrap_or(0);
    let price = line.get(OrderLine::UNIT_PRICE).int().unwrap_or(0);
    let too_large =
        || FieldError::new(OrderLine::QUANTITY, "out_of_range", "quantity times unit price is too large to be an amount");
    let gross = Money::of(quantity, QUANTITY_SCALE, price, PRICE_SCALE, currency).ok_or_else(too_large)?;
    let Some(discount) = line.get(OrderLine::DISCOUNT).int() else { return Ok(gross) };
    let part = line.object.field_index(OrderLine::DISCOUNT).and_then(|f| line.object.part_of(f, Part::Currency));
    let given = part.and_then(|c| line.vals[c].text()).unwrap_or(home);
    if given != currency.code() {
        let message = format!("the discount is in {given} but the line in {}; use one currency", currency.code());
        return Err(FieldError::new(OrderLine::DISCOUNT, "other_currency", message));
    }
    let minor = gross.minor.checked_sub(discount).ok_or_else(too_large)?;
    Ok(Money::new(minor, currency))
}

/// Writes all parts of a money field; the amount in the company's currency only when it is the same currency.
fn put_money(record: &mut Record, field: &str, money: Money, home: &str) {
    let Some(index) = record.object.field_index(field) else { return };
    let base = if money.currency.code() == home { Val::Int(money.minor) } else { Val::Null };
    let parts = [(Part::Value, Val::Int(money.minor)), (Part::Currency, money.currency.code().into()), (Part::Base, base)];
    for (part, val) in parts {
        if let Some(column) = record.object.part_of(index, part) {
            record.vals[column] = val;
        }
    }
}

/// A refund is an amount given back: above zero.
pub fn refund(change: &mut Change<'_>) -> Result<Effects, Vec<FieldError>> {
    let now = change.now;
    let Some(after) = change.after.as_deref_mut() else { return Ok(Effects::default()) };
    if after.get(Refund::REFUNDED_AT).is_null() {
        after.set(Refund::REFUNDED_AT, now.0);
    }
    match after.get(Refund::AMOUNT).int() {
        Some(minor) if minor <= 0 => {
            Err(vec![FieldError::new(Refund::AMOUNT, "not_positive", "a refund is an amount above zero")])
        }
        _ => Ok(Effects::default()),
    }
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
