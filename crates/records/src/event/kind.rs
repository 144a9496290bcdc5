//! Kinds of event: what may happen to a customer, and what is told of it.

use model::def::Labels;
use model::{FieldDef, List, Object, ObjectDef, Str};
use serde::Serialize;
use std::sync::Arc;

/// A kind of event, declared by a feature.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EventKind {
    /// snake_case: `order_completed`, `call_in`.
    pub name: Str,
    pub labels: Labels,
    /// What the event's properties may hold. Kinds written by the program may carry more.
    pub fields: List<FieldDef>,
    /// People and programs may enter it; otherwise only features write it.
    pub by_hand: bool,
    /// Names of an icon and a colour of the theme.
    pub icon: Str,
    pub color: Str,
}

impl EventKind {
    /// The properties laid out like an object's fields, so that they are read and written by the same rules.
    #[must_use]
    pub fn object(&self) -> Arc<Object> {
        Object::new(ObjectDef {
            name: self.name.clone(),
            labels: self.labels.clone(),
            plural: Labels::default(),
            description: Labels::default(),
            icon: "".into(),
            department: "".into(),
            fields: self.fields.clone(),
            title: "id".into(),
            sort: "".into(),
            list: Vec::new().into(),
            unique: Vec::new().into(),
            indexes: Vec::new().into(),
            owned: false,
            numbered: false,
            append_only: true,
            mergeable: false,
            open: None,
            custom: false,
            hidden: false,
        })
    }
}
