//! `objects.snap` holds one line for each field that was ever released. A field may only vanish or change its type together
//! with a numbered migration, which is named here.

use model::def::{FieldKind, ResultType};
use model::{FieldDef, ObjectDef};

/// Lines of `objects.snap` that no longer hold, each with the number of the migration that took care of its data.
pub const MIGRATED: &[(u32, &str)] = &[(4, "user.role select")];

/// The lines of the present declarations, in order of objects and fields.
#[must_use]
pub fn lines(objects: &[ObjectDef]) -> Vec<String> {
    let field =
        |o: &ObjectDef, f: &FieldDef| format!("{}.{} {}{}", o.name, f.name, kind(&f.kind), if f.multi { " list" } else { "" });
    objects.iter().flat_map(|o| o.fields.iter().map(move |f| field(o, f))).collect()
}

fn kind(kind: &FieldKind) -> String {
    match kind {
        FieldKind::Id => "id".into(),
        FieldKind::Text { .. } => "text".into(),
        FieldKind::LongText => "long_text".into(),
        FieldKind::Integer => "integer".into(),
        FieldKind::Decimal { scale } => format!("decimal({scale})"),
        FieldKind::Money => "money".into(),
        FieldKind::Boolean => "boolean".into(),
        FieldKind::Date => "date".into(),
        FieldKind::DateTime => "datetime".into(),
        FieldKind::Email => "email".into(),
        FieldKind::Phone => "phone".into(),
        FieldKind::Url => "url".into(),
        FieldKind::Address => "address".into(),
        FieldKind::GeoPoint => "geo_point".into(),
        FieldKind::Select { .. } => "select".into(),
        FieldKind::Reference { object, .. } => format!("reference({object})"),
        FieldKind::User => "user".into(),
        FieldKind::File => "file".into(),
        FieldKind::Json => "json".into(),
        FieldKind::AutoNumber { .. } => "auto_number".into(),
        FieldKind::Formula { result, .. } => format!("formula {}", outcome(*result)),
        FieldKind::RollUp(r) => format!("roll_up {}", outcome(r.result)),
    }
}

fn outcome(result: ResultType) -> String {
    match result {
        ResultType::Text => "text".into(),
        ResultType::Integer => "integer".into(),
        ResultType::Decimal(scale) => format!("decimal({scale})"),
        ResultType::Boolean => "boolean".into(),
        ResultType::Money => "money".into(),
        ResultType::Date => "date".into(),
        ResultType::DateTime => "datetime".into(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use std::collections::BTreeSet;

    /// To take new fields over: `GUANXI_SNAP=write cargo nextest run -p guanxi-crm snapshot`.
    #[test]
    fn no_field_vanishes_or_changes_its_type_without_a_migration() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/objects.snap");
        let now = super::lines(crate::registry().objects());
        let released = std::fs::read_to_string(path).unwrap_or_default();
        let kept: BTreeSet<&str> = now.iter().map(String::as_str).chain(super::MIGRATED.iter().map(|(_, l)| *l)).collect();
        let lost: Vec<&str> = released.lines().filter(|l| !kept.contains(l)).collect();
        assert!(
            lost.is_empty(),
            "without a migration named in snapshot.rs these fields are gone or have another type: {lost:#?}"
        );
        if std::env::var("GUANXI_SNAP").is_ok() {
            std::fs::write(path, now.join("\n") + "\n").unwrap();
            return;
        }
        let known: BTreeSet<&str> = released.lines().collect();
        let new: Vec<&String> = now.iter().filter(|l| !known.contains(l.as_str())).collect();
        assert!(new.is_empty(), "new fields, write them to objects.snap (see this test): {new:#?}");
    }
}
