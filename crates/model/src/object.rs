//! A declaration made ready for work: columns laid out, fields found by name; and the records of it.

use crate::def::{FieldDef, FieldKind, ObjectDef, ResultType};
use crate::{Id, Str, Val};
use std::collections::HashMap;
use std::sync::Arc;

/// Storage type of a column; each database writes it its own way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColType {
    /// 64-bit integer: whole and scaled numbers, times, days, booleans.
    Int,
    Real,
    Text,
    Json,
    Id,
}

/// What a column holds of its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Value,
    /// Folded text for comparison and sorting.
    Key,
    /// Money: the currency, and the amount in the company's currency.
    Currency,
    Base,
    /// Geo point: the longitude (the latitude is `Value`).
    Lng,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    pub name: Str,
    pub ty: ColType,
    pub part: Part,
    /// Index into [`Object::fields`].
    pub field: usize,
}

/// An object with its system fields, columns and look-ups.
#[derive(Debug)]
pub struct Object {
    pub def: ObjectDef,
    /// System fields first (see [`system_fields`]), then the declared ones in order.
    pub fields: Vec<FieldDef>,
    pub columns: Vec<Column>,
    first_column: Vec<usize>,
    by_name: HashMap<String, usize>,
}

/// Positions of the system columns that every table has.
pub mod col {
    pub const ID: usize = 0;
    pub const VERSION: usize = 1;
    pub const REV: usize = 2;
    pub const CREATED_AT: usize = 3;
    pub const CREATED_BY: usize = 4;
    pub const UPDATED_AT: usize = 5;
    pub const UPDATED_BY: usize = 6;
    pub const DELETED_AT: usize = 7;
    pub const IMPORT_ID: usize = 8;
}

pub(crate) fn system_field(name: Str, kind: FieldKind) -> FieldDef {
    FieldDef { by: vec![Str::from("engine")].into(), section: "system".into(), ..FieldDef::new(name, kind) }
}

/// The fields that the engine keeps for every record, in column order. `owned` adds `owner` and `owner_team`, which
/// people may set; `numbered` adds `num`, stages add since when a record stands in its own.
#[must_use]
pub fn system_fields(def: &ObjectDef) -> Vec<FieldDef> {
    let mut all = vec![
        system_field("id".into(), FieldKind::Id),
        system_field("version".into(), FieldKind::Integer),
        system_field("rev".into(), FieldKind::Integer),
        system_field("created_at".into(), FieldKind::DateTime),
        system_field("created_by".into(), FieldKind::User),
        system_field("updated_at".into(), FieldKind::DateTime),
        system_field("updated_by".into(), FieldKind::User),
        system_field("deleted_at".into(), FieldKind::DateTime),
        system_field("import_id".into(), FieldKind::Id),
    ];
    if def.owned {
        all.push(FieldDef { by: Vec::new().into(), ..system_field("owner".into(), FieldKind::User) });
        all.push(FieldDef { by: Vec::new().into(), ..system_field("owner_team".into(), FieldKind::Id) });
    }
    if def.numbered {
        all.push(system_field("num".into(), FieldKind::Integer));
    }
    all.extend(crate::stage::since(def));
    all
}

impl FieldDef {
    /// Type and suffix of each column of the field, the value's first.
    #[must_use]
    pub fn parts(&self) -> &'static [(Part, &'static str, ColType)] {
        use ColType as T;
        use Part as P;
        const TEXT: &[(Part, &str, ColType)] = &[(P::Value, "", T::Text), (P::Key, "_key", T::Text)];
        const INT: &[(Part, &str, ColType)] = &[(P::Value, "", T::Int)];
        const ID: &[(Part, &str, ColType)] = &[(P::Value, "_id", T::Id)];
        const BARE_ID: &[(Part, &str, ColType)] = &[(P::Value, "", T::Id)];
        const PLAIN: &[(Part, &str, ColType)] = &[(P::Value, "", T::Text)];
        const JSON: &[(Part, &str, ColType)] = &[(P::Value, "", T::Json)];
        const MONEY: &[(Part, &str, ColType)] =
            &[(P::Value, "_minor", T::Int), (P::Currency, "_currency", T::Text), (P::Base, "_base_minor", T::Int)];
        const GEO: &[(Part, &str, ColType)] = &[(P::Value, "_lat", T::Real), (P::Lng, "_lng", T::Real)];
        const ADDRESS: &[(Part, &str, ColType)] = &[(P::Value, "", T::Json), (P::Key, "_key", T::Text)];
        if self.multi {
            return JSON;
        }
        match &self.kind {
            FieldKind::Text { .. } | FieldKind::Email | FieldKind::Url | FieldKind::AutoNumber { .. } => TEXT,
            FieldKind::Formula { result, .. } => {
                if *result == ResultType::Text {
                    TEXT
                } else {
                    INT
                }
            }
            FieldKind::RollUp(r) => {
                if r.result == ResultType::Text {
                    TEXT
                } else {
                    INT
                }
            }
            FieldKind::Integer | FieldKind::Decimal { .. } | FieldKind::Boolean | FieldKind::Date | FieldKind::DateTime => INT,
            FieldKind::Id => BARE_ID,
            FieldKind::Reference { .. } | FieldKind::User | FieldKind::File => ID,
            FieldKind::LongText | FieldKind::Phone | FieldKind::Select { .. } => PLAIN,
            FieldKind::Json => JSON,
            FieldKind::Address => ADDRESS,
            FieldKind::Money => MONEY,
            FieldKind::GeoPoint => GEO,
        }
    }
}

impl Object {
    /// Lays out the columns of a declaration.
    #[must_use]
    pub fn new(def: ObjectDef) -> Arc<Self> {
        let mut fields = system_fields(&def);
        fields.extend(def.fields.iter().cloned());
        let mut columns = Vec::new();
        let mut first_column = Vec::with_capacity(fields.len());
        let mut by_name = HashMap::with_capacity(fields.len());
        for (i, f) in fields.iter().enumerate() {
            first_column.push(columns.len());
            by_name.insert(f.name.to_string(), i);
            columns.extend(f.parts().iter().map(|(part, suffix, ty)| Column {
                name: format!("{}{suffix}", f.name).into(),
                ty: *ty,
                part: *part,
                field: i,
            }));
        }
        Arc::new(Self { def, fields, columns, first_column, by_name })
    }

    #[must_use]
    pub fn name(&self) -> &str {
        &self.def.name
    }

    /// Index of a field by its name.
    #[must_use]
    pub fn field_index(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    #[must_use]
    pub fn field(&self, name: &str) -> Option<&FieldDef> {
        self.field_index(name).map(|i| &self.fields[i])
    }

    /// Position of a field's value column.
    #[must_use]
    pub fn column_of(&self, field: usize) -> usize {
        self.first_column[field]
    }

    /// Position of the column that holds `part` of a field.
    #[must_use]
    pub fn part_of(&self, field: usize, part: Part) -> Option<usize> {
        let first = self.first_column[field];
        self.fields[field].parts().iter().position(|(p, _, _)| *p == part).map(|n| first + n)
    }
}

/// One record: a value for each column of its object, in order.
#[derive(Clone, Debug)]
pub struct Record {
    pub object: Arc<Object>,
    pub vals: Vec<Val>,
}

impl Record {
    /// A record with every column empty.
    #[must_use]
    pub fn empty(object: Arc<Object>) -> Self {
        let vals = vec![Val::Null; object.columns.len()];
        Self { object, vals }
    }

    #[must_use]
    pub fn id(&self) -> Id {
        self.vals[col::ID].id().unwrap_or(Id::NIL)
    }

    #[must_use]
    pub fn version(&self) -> i64 {
        self.vals[col::VERSION].int().unwrap_or(0)
    }

    #[must_use]
    pub fn rev(&self) -> i64 {
        self.vals[col::REV].int().unwrap_or(0)
    }

    /// The stored value of a field's value column; `Null` for an unknown field.
    #[must_use]
    pub fn get(&self, field: &str) -> &Val {
        const NULL: &Val = &Val::Null;
        self.object.field_index(field).map_or(NULL, |i| &self.vals[self.object.column_of(i)])
    }

    /// Sets a field's value column. False when there is no such field.
    pub fn set(&mut self, field: &str, val: impl Into<Val>) -> bool {
        let Some(i) = self.object.field_index(field) else { return false };
        let c = self.object.column_of(i);
        self.vals[c] = val.into();
        true
    }
}
