//! Whether rules make sense, and ask for nothing but the record itself.

use super::Rule;
use crate::condition::{Asker, bind};
use crate::{Access, Catalog, Error, Result};
use model::def::{FieldKind, Labels};
use model::object::{Object, col};
use model::{Condition, FieldError, FieldTest, Ts};
use std::collections::HashSet;
use std::sync::Arc;

/// Most rules of an object.
const MOST: usize = 50;
/// Longest name, condition and message, in characters.
const NAME: usize = 100;
const CONDITION: usize = 4_000;
const MESSAGE: usize = 300;

/// Calls `see` with every test of a condition.
pub(super) fn each(condition: &Condition, see: &mut dyn FnMut(&FieldTest)) {
    match condition {
        Condition::All(list) | Condition::Any(list) => list.iter().for_each(|c| each(c, see)),
        Condition::Not(inner) => each(inner, see),
        Condition::Field(test) => see(test),
    }
}

/// # Errors
/// `Invalid` with everything that is wrong, each at `items[0].condition` and the like.
pub(super) fn all(rules: &[Rule], catalog: &Catalog, object: &Arc<Object>, now: Ts) -> Result<()> {
    let mut errors = Vec::new();
    if rules.len() > MOST {
        errors.push(FieldError::new("items", "out_of_range", format!("an object has at most {MOST} rules")));
    }
    let mut names = HashSet::new();
    for (i, one) in rules.iter().take(MOST).enumerate() {
        let at = |e: FieldError| FieldError { field: format!("items[{i}].{}", e.field), ..e };
        errors.extend(rule(one, catalog, object, now).into_iter().map(at));
        if !names.insert(one.name.to_lowercase()) {
            errors.push(at(FieldError::new("name", "not_unique", "is the name of another rule of the object")));
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
}

/// What is wrong with one rule.
#[must_use]
pub fn rule(rule: &Rule, catalog: &Catalog, object: &Arc<Object>, now: Ts) -> Vec<FieldError> {
    let mut errors = Vec::new();
    if rule.name.trim().is_empty() || rule.name.chars().count() > NAME || rule.name.chars().any(char::is_control) {
        errors.push(FieldError::new("name", "required", format!("must have 1 to {NAME} characters")));
    }
    let Labels { en, zh_cn, zh_tw } = &rule.message;
    let words = [en, zh_cn, zh_tw];
    if words.iter().all(|w| w.trim().is_empty()) {
        errors.push(FieldError::new("message", "required", "say in one language at least what is to be done"));
    }
    if words.iter().any(|w| w.chars().count() > MESSAGE || w.contains('\0')) {
        errors.push(FieldError::new("message", "too_long", format!("may have {MESSAGE} characters in each language")));
    }
    if object.field(&rule.field).is_none_or(|f| f.hidden) {
        let message = format!("`{}` has no field `{}`; name the field at which the message is shown", object.name(), rule.field);
        errors.push(FieldError::new("field", "unknown_field", message));
    }
    errors.extend(condition(&rule.condition, catalog, object, now).err());
    errors
}

/// # Errors
/// Why a condition asks for nothing, makes no sense, or asks for more than the record holds when it is written; at `condition`.
pub(crate) fn condition(text: &str, catalog: &Catalog, object: &Arc<Object>, now: Ts) -> Result<(), FieldError> {
    let wrong = |code: &str, message: String| FieldError::new("condition", code, message);
    if text.trim().is_empty() {
        return Err(wrong("required", "say which records are meant".into()));
    }
    if text.chars().count() > CONDITION {
        return Err(wrong("too_long", format!("may have {CONDITION} characters")));
    }
    let condition = Condition::parse(text).map_err(|e| wrong("bad_condition", e.to_string()))?;
    let mut beyond = None;
    let mut tests = 0;
    each(&condition, &mut |test| {
        tests += 1;
        beyond = beyond.take().or_else(|| outside(test, object));
    });
    if let Some(message) = beyond {
        return Err(wrong("beyond_record", message));
    }
    if tests == 0 {
        return Err(wrong("required", "say which records are meant".into()));
    }
    let access = Access::system("");
    match bind(&condition, object, &Asker { catalog, access: &access, now }) {
        Ok(_) => Ok(()),
        Err(Error::Invalid(errors)) => {
            let first = errors.into_iter().next().unwrap_or_else(|| wrong("bad_condition", "makes no sense".into()));
            let place = first.field.rsplit('.').next().unwrap_or_default().to_owned();
            Err(wrong(&first.code, format!("{place}: {}", first.message)))
        }
        Err(e) => Err(wrong("bad_condition", e.to_string())),
    }
}

/// Why a test cannot be judged by the record alone when it is written.
fn outside(test: &FieldTest, object: &Object) -> Option<String> {
    let first = test.path.relation.as_ref().unwrap_or(&test.path.field);
    let index = object.field_index(first)?;
    let def = &object.fields[index];
    if test.path.relation.is_some() && !matches!(def.kind, FieldKind::Address) {
        let message =
            format!("`{}` is in another record; ask for the record's own fields, `{first}:empty` for example", test.path);
        return Some(message);
    }
    if test.value.as_str() == Some("me") || test.value.as_array().is_some_and(|all| all.iter().any(|v| v == "me")) {
        return matches!(def.kind, FieldKind::User)
            .then(|| format!("`{first}` is compared with whoever asks; this holds for everybody alike"));
    }
    let team = |v: &serde_json::Value| v == "my_team";
    if team(&test.value) || test.value.as_array().is_some_and(|all| all.iter().any(team)) {
        return Some(format!("`{first}` is compared with the team of whoever asks; this holds for everybody alike"));
    }
    let created = [col::CREATED_AT, col::CREATED_BY].contains(&object.column_of(index));
    let engine = (def.by.iter().any(|b| b == "engine") && !created) || first == "owner_team";
    let later = matches!(def.kind, FieldKind::RollUp(_) | FieldKind::AutoNumber { .. });
    (engine || later)
        .then(|| format!("`{first}` is given by the system after the record is judged; ask for what people and programs enter"))
}
