//! Runs rules without a database.
#![allow(clippy::unwrap_used, reason = "tests")]

use model::{FieldError, Id, Object, ObjectDef, Record, Ts, Val};
use records::{By, Change, Company, Effects, RuleFn};

pub const NOW: Ts = Ts(1_700_000_000_000_000);

pub fn company() -> Company {
    Company { currency: "GBP".into(), ..Company::default() }
}

/// A record with these values, and an id.
pub fn record(def: ObjectDef, set: &[(&str, Val)]) -> Record {
    let mut r = Record::empty(Object::new(def));
    r.set("id", Id::at(1_600_000_000_000));
    for (field, val) in set {
        assert!(r.set(field, val.clone()), "no field {field}");
    }
    r
}

/// The record after the rule, with its effects, or the refused fields.
pub fn run(rule: RuleFn, before: Option<&Record>, mut after: Record, by: &By) -> Result<(Record, Effects), Vec<FieldError>> {
    let mut change = Change { before, after: Some(&mut after), by, company: &company(), now: NOW };
    let effects = rule(&mut change)?;
    Ok((after, effects))
}

pub fn create(rule: RuleFn, after: Record) -> Result<(Record, Effects), Vec<FieldError>> {
    run(rule, None, after, &By::Person(Id::NIL))
}

/// `before` with these values changed, by a person.
pub fn update(rule: RuleFn, before: &Record, set: &[(&str, Val)]) -> Result<(Record, Effects), Vec<FieldError>> {
    let mut after = before.clone();
    for (field, val) in set {
        assert!(after.set(field, val.clone()), "no field {field}");
    }
    run(rule, Some(before), after, &By::Person(Id::NIL))
}

/// Codes of the refused fields, as `field code`.
pub fn refusals<T: std::fmt::Debug>(result: Result<T, Vec<FieldError>>) -> Vec<String> {
    result.unwrap_err().into_iter().map(|e| format!("{} {}", e.field, e.code)).collect()
}
