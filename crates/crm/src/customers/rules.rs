//! What must hold of customers, their relations and roles.

use super::model::{ContactRole, Customer, Identifier, Relation, StageChange};
use super::names;
use crate::events::effect;
use model::{FieldError, Id, Record, Ts, Val};
use records::{Change, Effects};
use serde_json::{Map, Value, json};

/// - Name, family name and given name agree; pinyin and initials follow.
/// - The country is two capital letters.
/// - A move to another stage is written to the ledger and told on the timeline; the reason of the one before does not stand for it.
pub fn customer(change: &mut Change<'_>) -> Result<Effects, Vec<FieldError>> {
    let (before, now, user) = (change.before, change.now, change.by.user());
    let Some(after) = change.after.as_deref_mut() else { return Ok(Effects::default()) };
    let mut errors = Vec::new();
    names::agree(before, after);
    if after.get(Customer::NAME).is_null() {
        errors.push(FieldError::new(Customer::NAME, "required", "give a name, an e-mail, a phone or a customer number"));
    }
    errors.extend(country(after));
    errors.extend(own_company(after));
    let stage = stage_of(after).to_owned();
    let from = before.map(|b| stage_of(b).to_owned());
    let mut effects = Effects::default();
    if from.as_deref() != Some(stage.as_str()) {
        let reason_is_new = before.is_none_or(|b| b.get(Customer::STAGE_REASON) != after.get(Customer::STAGE_REASON));
        if !reason_is_new {
            after.set(Customer::STAGE_REASON, Val::Null);
        }
        if let Some(from) = from {
            moved(&mut effects, after, &from, &stage, now, user);
        }
    }
    if errors.is_empty() { Ok(effects) } else { Err(errors) }
}

fn stage_of(customer: &Record) -> &str {
    customer.get(Customer::STAGE).text().unwrap_or("prospect")
}

fn country(customer: &mut Record) -> Option<FieldError> {
    let code = customer.get(Customer::COUNTRY).text()?;
    if code.len() == 2 && code.bytes().all(|b| b.is_ascii_alphabetic()) {
        let upper = code.to_ascii_uppercase();
        customer.set(Customer::COUNTRY, upper);
        return None;
    }
    let message = format!("`{code}` is not an ISO 3166 code of two letters such as GB or CN");
    Some(FieldError::new(Customer::COUNTRY, "bad_country", message))
}

fn own_company(customer: &Record) -> Option<FieldError> {
    let own = customer.get(Customer::COMPANY).id().is_some_and(|c| c == customer.id());
    own.then(|| FieldError::new(Customer::COMPANY, "circle", "a customer cannot be its own company"))
}

/// The ledger row and the event of a move.
fn moved(effects: &mut Effects, customer: &Record, from: &str, to: &str, now: Ts, user: Option<Id>) {
    let reason = customer.get(Customer::STAGE_REASON).text();
    let mut row = Map::new();
    row.insert(StageChange::CUSTOMER.into(), json!(customer.id()));
    row.insert(StageChange::FROM.into(), from.into());
    row.insert(StageChange::TO.into(), to.into());
    row.insert(StageChange::REASON.into(), reason.map_or(Value::Null, Value::from));
    row.insert(StageChange::CHANGED_AT.into(), now.rfc3339().into());
    row.insert(StageChange::CHANGED_BY.into(), json!(user));
    effects.create.push((StageChange::OBJECT.into(), row));
    let props = effect::props(&[("from", Some(from)), ("to", Some(to)), ("reason", reason)]);
    let mark = format!("stage:{}", now.0);
    effects.events.push(effect::about(customer, Some(customer.id()), now, "stage_changed", &mark, props));
}

/// Nobody is related to themselves.
pub fn relation(change: &mut Change<'_>) -> Result<Effects, Vec<FieldError>> {
    apart(change, Relation::FROM, Relation::TO, "a customer cannot be related to itself; choose another")
}

/// An identifier is kept as it came, and compared by its key.
pub fn identifier(change: &mut Change<'_>) -> Result<Effects, Vec<FieldError>> {
    let Some(after) = change.after.as_deref_mut() else { return Ok(Effects::default()) };
    let text = |field: &str| after.get(field).text().unwrap_or_default().to_owned();
    match model::identifier::key(&text(Identifier::KIND), &text(Identifier::VALUE)) {
        Ok(key) => {
            after.set(Identifier::KEY, key);
            Ok(Effects::default())
        }
        Err(refusal) => Err(vec![refusal.at(Identifier::VALUE)]),
    }
}

/// A company is not its own contact.
pub fn contact_role(change: &mut Change<'_>) -> Result<Effects, Vec<FieldError>> {
    apart(change, ContactRole::COMPANY, ContactRole::PERSON, "a company cannot be its own contact; choose a person")
}

fn apart(change: &Change<'_>, one: &str, other: &str, message: &str) -> Result<Effects, Vec<FieldError>> {
    match change.after.as_deref() {
        Some(r) if !r.get(one).is_null() && r.get(one) == r.get(other) => Err(vec![FieldError::new(other, "same", message)]),
        _ => Ok(Effects::default()),
    }
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
