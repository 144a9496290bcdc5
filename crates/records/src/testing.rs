//! Short definitions for tests, of this crate's insides and of the whole.

use model::def::{FieldKind, Labels};
use model::{FieldDef, ObjectDef};

pub fn field(name: &str, kind: FieldKind) -> FieldDef {
    FieldDef::new(name.to_owned(), kind)
}

pub fn definition(name: &str, fields: Vec<FieldDef>) -> ObjectDef {
    ObjectDef {
        name: name.to_owned().into(),
        labels: Labels::default(),
        plural: Labels::default(),
        description: Labels::default(),
        icon: "".into(),
        department: "".into(),
        title: fields.first().map_or("id".into(), |f| f.name.clone()),
        fields: fields.into(),
        sort: "".into(),
        list: Vec::new().into(),
        unique: Vec::new().into(),
        indexes: Vec::new().into(),
        owned: false,
        numbered: false,
        append_only: false,
        mergeable: false,
        open: None,
        custom: false,
        hidden: false,
    }
}
