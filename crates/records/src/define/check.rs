//! Whether a definition makes sense.

use super::{FIELDS_MAX, INDEXED_MAX};
use crate::{Catalog, Registry, Result, stages};
use model::def::{FieldKind, ResultType};
use model::{FieldDef, FieldError, ObjectDef};
use std::collections::HashSet;
use store::Dialect;

/// Longest name.
const NAME_MAX: usize = 40;
const OPTIONS_MAX: usize = 500;

/// Errors of a name: `x_`, then ASCII letters in lower case, digits and underscores.
pub(super) fn name(name: &str, at: &str, errors: &mut Vec<FieldError>) {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let good = name.len() <= NAME_MAX
        && name.strip_prefix("x_").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()))
        && name.chars().all(plain)
        && !name.ends_with('_')
        && !name.contains("__");
    if !good {
        let message = format!(
            "must begin with x_, a letter, then letters, digits and single _ in lower case, at most {NAME_MAX} in all, such as x_lens_color"
        );
        errors.push(FieldError::new(at, "bad_name", message));
    }
}

/// Errors of a field's settings; `at` is put before their names, `known` tells which objects there are.
pub(super) fn field(def: &FieldDef, at: &str, known: &dyn Fn(&str) -> bool, errors: &mut Vec<FieldError>) {
    let mut bad = |part: &str, code: &str, message: String| errors.push(FieldError::new(format!("{at}{part}"), code, message));
    match &def.kind {
        FieldKind::Id => bad("type", "bad_type", "is kept by the system; choose another type".into()),
        FieldKind::Text { max } if *max > 10_000 => {
            bad("max", "too_large", "may be 10000 at most; use long_text for more".into())
        }
        FieldKind::Decimal { scale } if *scale > 9 => bad("scale", "too_large", "may be 9 at most".into()),
        FieldKind::Formula { result: ResultType::Decimal(s), .. } if *s > 9 => {
            bad("result", "too_large", "may have 9 digits at most".into())
        }
        FieldKind::Select { options } => {
            let distinct: HashSet<&str> = options.iter().map(|o| o.value.as_ref()).collect();
            let empty = options.iter().any(|o| o.value.trim().is_empty() || o.value.len() > 100);
            if options.is_empty() || options.len() > OPTIONS_MAX || distinct.len() != options.len() || empty {
                bad(
                    "options",
                    "bad_options",
                    format!("must be 1 to {OPTIONS_MAX} different values, none empty or longer than 100"),
                );
            }
        }
        FieldKind::Reference { object, .. } if !known(object) => {
            bad("object", "unknown_object", format!("there is no object `{object}`"));
        }
        FieldKind::AutoNumber { prefix, digits } if prefix.len() > 20 || *digits > 18 => {
            bad("digits", "too_large", "may be 18 at most, with a prefix of at most 20 characters".into());
        }
        _ => {}
    }
    let derived = matches!(def.kind, FieldKind::Formula { .. } | FieldKind::RollUp(_));
    let whole = matches!(
        def.kind,
        FieldKind::Json | FieldKind::LongText | FieldKind::GeoPoint | FieldKind::AutoNumber { .. } | FieldKind::Boolean
    );
    if def.multi && (derived || whole) {
        bad("multi", "not_possible", "this type of field holds one value".into());
    }
    if def.multi && (def.unique || def.indexed) {
        bad("multi", "not_possible", "a list has an index of its own and cannot be unique".into());
    }
    if derived && (def.required || def.unique || def.default.is_some()) {
        bad("required", "not_possible", "the value is computed: it can neither be required nor unique nor have a default".into());
    }
    if (def.indexed || def.unique)
        && matches!(def.kind, FieldKind::Json | FieldKind::LongText | FieldKind::GeoPoint | FieldKind::Address)
    {
        bad("indexed", "not_possible", "this type of field has no index".into());
    }
    if !def.by.is_empty() && def.by.iter().any(|b| b == "engine") {
        bad("by", "not_possible", "`engine` is for the system's own fields".into());
    }
}

/// Errors of purposes: each is one that customers can agree to, or that a field is used for already.
pub(super) fn purposes(all: &[String], catalog: &Catalog, errors: &mut Vec<FieldError>) {
    let used = |purpose: &str| catalog.iter().flat_map(|o| o.fields.iter()).any(|f| f.purposes.iter().any(|p| p == purpose));
    for purpose in all {
        if let (Err(e), false) = (catalog.consents_for(purpose), used(purpose)) {
            errors.push(FieldError::new("purposes", "unknown_option", e.to_string()));
        }
    }
}

/// Errors of the numbers of custom fields.
pub(super) fn limits(def: &ObjectDef, errors: &mut Vec<FieldError>) {
    let custom = |f: &&FieldDef| f.name.starts_with("x_");
    let count = def.fields.iter().filter(custom).count();
    if count > FIELDS_MAX {
        errors.push(FieldError::new(
            "fields",
            "too_many",
            format!("an object has at most {FIELDS_MAX} custom fields, hidden ones included"),
        ));
    }
    let indexed = |f: &&FieldDef| f.indexed || f.unique || matches!(f.kind, FieldKind::Reference { .. });
    if def.fields.iter().filter(custom).filter(indexed).count() > INDEXED_MAX {
        let message = format!("at most {INDEXED_MAX} custom fields are indexed, references and unique ones included");
        errors.push(FieldError::new("fields", "too_many_indexed", message));
    }
}

/// Builds the catalogue as it would be, so that formulas, roll-ups, defaults and stages are tried before anything is stored.
///
/// # Errors
/// `Invalid` naming what makes no sense.
pub(super) fn trial(defs: Vec<ObjectDef>, catalog: &Catalog, registry: &Registry, dialect: Dialect) -> Result<Catalog> {
    let trial = Catalog::new(defs, catalog.company.clone(), registry, dialect)?;
    let mut errors = Vec::new();
    let scalars = trial.scalars();
    for object in trial.iter() {
        errors.extend(stages::faults(object));
        let held = catalog.objects.get(object.name());
        for formula in &trial.prepared(object.name())?.formulas {
            let f = &object.fields[formula.field];
            let as_before = held.and_then(|o| o.field(&f.name)).is_some_and(|before| before.kind == f.kind);
            if let (Some(fault), false) = (&formula.unknown, as_before) {
                errors.push(FieldError::new("expr", "bad_formula", fault.message.clone()));
            }
        }
        for (i, f) in object.fields.iter().enumerate().filter(|(_, f)| f.name.starts_with("x_")) {
            let Some(text) = f.default.as_deref() else { continue };
            let value = serde_json::from_str(text).unwrap_or_else(|_| text.into());
            let mut probe = model::Record::empty(object.clone());
            if let Err(e) = crate::json::read_field(&scalars, object, i, &value, &mut probe) {
                errors.extend(e.into_iter().map(|e| FieldError::new("default", e.code, e.message)));
            }
        }
    }
    if errors.is_empty() { Ok(trial) } else { Err(crate::Error::Invalid(errors)) }
}
