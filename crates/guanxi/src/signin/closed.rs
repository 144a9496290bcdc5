//! Which fields are closed to somebody: sensitive ones without the right to them, those that their role closes, and whatever is
//! computed from a closed one.

use model::Id;
use model::def::{FieldDef, FieldKind, RollUp, RollUpFunction, Sensitivity};
use records::access::{Closed, Kept, Level, mask, permission};
use records::{Access, Catalog, consent};

/// The asker in the name of a purpose: who did not agree to it and fields that are not meant for it are out of sight.
///
/// # Errors
/// `BadRequest` for a purpose that the company does not have.
pub fn for_purpose(catalog: &Catalog, access: &Access, purpose: &str) -> records::Result<Access> {
    catalog.consents_for(purpose)?;
    let access = Access { purpose: Some(purpose.to_owned()), ..access.clone() };
    Ok(Access { closed: std::sync::Arc::new(closed(catalog, &access)), ..access })
}

/// The fields that are not wholly open to the asker.
#[must_use]
pub fn closed(catalog: &Catalog, access: &Access) -> Closed {
    let mut closed = of_role(catalog, access);
    if !access.can(permission::FIELD_SENSITIVE) {
        let sensitive = |f: &&FieldDef| f.sensitivity == Sensitivity::Sensitive;
        each(catalog).filter(|(_, f)| sensitive(f)).for_each(|(o, f)| closed.close(o, &f.name, Level::Hidden));
    }
    if let Some(purpose) = &access.purpose {
        let astray = |f: &&FieldDef| !consent::meant(f, purpose);
        each(catalog).filter(|(_, f)| astray(f)).for_each(|(o, f)| closed.close(o, &f.name, Level::Hidden));
    }
    loop {
        let more: Vec<(&str, &FieldDef)> = each(catalog)
            .filter(|(object, field)| closed.level(object, &field.name) < Level::Masked && computed_from(object, field, &closed))
            .collect();
        if more.is_empty() {
            return closed;
        }
        more.into_iter().for_each(|(object, field)| closed.close(object, &field.name, Level::Hidden));
    }
}

fn each(catalog: &Catalog) -> impl Iterator<Item = (&str, &FieldDef)> {
    catalog.iter().flat_map(|o| o.fields.iter().map(move |f| (o.name(), f)))
}

/// What the role closes. A field that cannot be shown in part is hidden instead.
fn of_role(catalog: &Catalog, access: &Access) -> Closed {
    let mut closed = Closed::default();
    for (object, field, level) in access.role.fields() {
        let whole = |o: &std::sync::Arc<model::Object>| o.field(field).is_some_and(|f| !mask::maskable(f));
        let hides = level == Level::Masked && catalog.objects.get(object).is_some_and(whole);
        closed.close(object, field, if hides { Level::Hidden } else { level });
    }
    closed
}

/// Whether the field is computed from one that is closed.
fn computed_from(object: &str, field: &FieldDef, closed: &Closed) -> bool {
    sources(object, field).into_iter().any(|(object, field)| closed.level(object, field) >= Level::Masked)
}

/// What a field may be computed from: object and field.
fn sources<'a>(object: &'a str, field: &'a FieldDef) -> Vec<(&'a str, &'a str)> {
    match &field.kind {
        FieldKind::Formula { expr, .. } => words(expr).map(|word| (object, word)).collect(),
        FieldKind::RollUp(rollup) => gathered(rollup).map(|name| (&*rollup.object, name)).collect(),
        _ => Vec::new(),
    }
}

/// What units keep, with what is computed from it: sums of records that are not seen, and of fields.
#[must_use]
pub fn kept(catalog: &Catalog, kept: &Kept) -> Kept {
    let mut all = kept.clone();
    if all.is_empty() {
        return all;
    }
    loop {
        let before = all.clone();
        for (object, field) in each(catalog) {
            let of_records = match &field.kind {
                FieldKind::RollUp(rollup) => before.records(&rollup.object),
                _ => &[],
            };
            let of_fields = sources(object, field).into_iter().flat_map(|(object, field)| before.field(object, field));
            let teams: Vec<Id> = of_records.iter().chain(of_fields).copied().collect();
            if !teams.is_empty() {
                all.keep_field(object, &field.name, &teams);
            }
        }
        if all == before {
            return all;
        }
    }
}

/// Everything in an expression that may name a field.
fn words(expression: &str) -> impl Iterator<Item = &str> {
    expression.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).filter(|w| !w.is_empty())
}

/// Fields of the gathered records that a roll-up tells something of.
fn gathered(rollup: &RollUp) -> impl Iterator<Item = &str> {
    let by = match &rollup.function {
        RollUpFunction::First { by } | RollUpFunction::Last { by } => Some(&**by),
        _ => None,
    };
    let only = rollup.only.as_ref().map(|(field, _)| &**field);
    [Some(&*rollup.of), Some(&*rollup.via), by, only].into_iter().flatten()
}
