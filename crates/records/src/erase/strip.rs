//! Which fields tell who somebody is: pure.

use model::def::{FieldDef, FieldKind, ResultType, Sensitivity};
use model::object::{Object, col};

/// Texts that tell no more of somebody than where they live and what they speak.
const TELLING_NOTHING: &[&str] = &["country", "language"];

/// Columns that are emptied: of the record of the person itself whatever may lead back to them, of records that are kept for
/// their own sake what is personal, and long texts.
pub(super) fn columns(object: &Object, person: bool) -> Vec<usize> {
    let own = |i: &usize| object.column_of(*i) > col::IMPORT_ID;
    let mut gone: Vec<usize> = (0..object.fields.len()).filter(own).filter(|i| leads_back(&object.fields[*i], person)).collect();
    // What is computed from what goes, goes.
    loop {
        let computed = |i: &usize| {
            let FieldKind::Formula { expr, .. } = &object.fields[*i].kind else { return false };
            let mut words = expr.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
            words.any(|w| gone.iter().any(|g| object.fields[*g].name == w))
        };
        let more: Vec<usize> = (0..object.fields.len()).filter(|i| !gone.contains(i)).filter(computed).collect();
        if more.is_empty() {
            break;
        }
        gone.extend(more);
    }
    let mut columns: Vec<usize> = gone
        .into_iter()
        .flat_map(|i| (0..object.fields[i].parts().len()).map(move |part| (i, part)))
        .map(|(i, part)| object.column_of(i) + part)
        .collect();
    columns.sort_unstable();
    columns
}

fn leads_back(field: &FieldDef, person: bool) -> bool {
    if field.name == "owner" || field.name == "owner_team" || field.name == "num" {
        return false;
    }
    if field.sensitivity != Sensitivity::None {
        return true;
    }
    let text = |result: ResultType| result == ResultType::Text;
    match &field.kind {
        FieldKind::LongText
        | FieldKind::Json
        | FieldKind::File
        | FieldKind::Email
        | FieldKind::Phone
        | FieldKind::Address
        | FieldKind::GeoPoint => true,
        FieldKind::Text { max } if !person => *max >= 500,
        FieldKind::Text { .. } => !TELLING_NOTHING.contains(&field.name.as_ref()),
        FieldKind::Url | FieldKind::AutoNumber { .. } | FieldKind::Reference { .. } => person,
        FieldKind::Formula { result, .. } => person && text(*result),
        FieldKind::RollUp(r) => person && text(r.result),
        _ => false,
    }
}
