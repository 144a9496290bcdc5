//! Declarations: what an object is, which fields it has. Const data for built-in objects, rows for custom ones.

use crate::{List, Stage, Str};
use serde::{Deserialize, Serialize};

/// The three languages of the staff app.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Labels {
    pub en: Str,
    #[serde(rename = "zh-CN")]
    pub zh_cn: Str,
    #[serde(rename = "zh-TW")]
    pub zh_tw: Str,
}

impl Labels {
    /// The words in this language, or in the next best one; empty when there are none.
    #[must_use]
    pub fn in_language(&self, language: &str) -> &str {
        let wanted = match language {
            "zh-CN" => [&self.zh_cn, &self.zh_tw, &self.en],
            "zh-TW" => [&self.zh_tw, &self.zh_cn, &self.en],
            _ => [&self.en, &self.zh_cn, &self.zh_tw],
        };
        wanted.into_iter().find(|words| !words.is_empty()).map_or("", |words| words.as_ref())
    }
}

/// The icons that an object may have, by their names in the app's set.
pub const ICONS: &[&str] = &[
    "box",
    "building",
    "calendar",
    "check",
    "file",
    "folder",
    "gift",
    "globe",
    "heart",
    "link",
    "mail",
    "map",
    "message",
    "package",
    "paperclip",
    "phone",
    "receipt",
    "rows",
    "shield",
    "star",
    "note",
    "store",
    "tag",
    "tags",
    "ticket",
    "truck",
    "undo",
    "user",
    "users",
    "wrench",
];

/// A kind of record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ObjectDef {
    /// Singular snake_case: `customer`; custom objects begin with `x_`. Also the table's name.
    pub name: Str,
    #[serde(default)]
    pub labels: Labels,
    #[serde(default)]
    pub plural: Labels,
    /// What its records are for, in a sentence.
    #[serde(default)]
    pub description: Labels,
    /// Name of the icon that the app shows with it, one of [`ICONS`]; empty: the app's own choice.
    #[serde(default)]
    pub icon: Str,
    /// Department of the navigation it belongs to: `customers`, `sales`, ... Empty: not listed there.
    #[serde(default)]
    pub department: Str,
    pub fields: List<FieldDef>,
    /// The field whose value names a record to people.
    pub title: Str,
    /// Field to sort lists by, `-` in front for descending.
    #[serde(default)]
    pub sort: Str,
    /// Columns of the first list, in order.
    #[serde(default)]
    pub list: List<Str>,
    #[serde(default)]
    pub unique: List<UniqueKey>,
    /// Indexes beyond those of references and unique keys; each a list of fields.
    #[serde(default)]
    pub indexes: List<List<Str>>,
    /// Records have `owner` and `owner_team`.
    #[serde(default)]
    pub owned: bool,
    /// Records have a dense number `num` (for bitmaps and short references).
    #[serde(default)]
    pub numbered: bool,
    /// Records are never changed or deleted by people or programs (ledgers).
    #[serde(default)]
    pub append_only: bool,
    /// Records that mean the same may be merged.
    #[serde(default)]
    pub mergeable: bool,
    #[serde(default)]
    pub custom: bool,
    /// Hidden by its administrator; table and rows stay.
    #[serde(default)]
    pub hidden: bool,
    /// Records ask something of the people that they name, while they are open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open: Option<Open>,
}

/// When a record asks something of the people whom it names: while its select or boolean field has one of these values, or
/// always where no field is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Open {
    #[serde(default)]
    pub field: Str,
    #[serde(default)]
    pub values: List<Str>,
}

/// Fields whose values together occur at most once among records that are not deleted. Null never collides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UniqueKey {
    pub name: Str,
    pub fields: List<Str>,
}

/// One field of an object.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FieldDef {
    /// snake_case; custom fields begin with `x_`, for ever.
    pub name: Str,
    #[serde(flatten)]
    pub kind: FieldKind,
    #[serde(default)]
    pub labels: Labels,
    #[serde(default)]
    pub help: Labels,
    #[serde(default)]
    pub required: bool,
    /// Holds a list of values: several e-mails, tags, multi-select. The row keeps the list as JSON, table `value` indexes it.
    #[serde(default)]
    pub multi: bool,
    #[serde(default)]
    pub unique: bool,
    /// Has an index of its own, so that filters and sorts by it are fast.
    #[serde(default)]
    pub indexed: bool,
    /// JSON value taken when a new record leaves the field out.
    #[serde(default)]
    pub default: Option<Str>,
    #[serde(default)]
    pub sensitivity: Sensitivity,
    /// Purposes the value may be used for: `service`, `marketing`, `analytics`, ... Empty: any.
    #[serde(default)]
    pub purposes: List<Str>,
    /// Who may set it: `person`, `import`, `system`, or names of operations. Empty: everybody.
    #[serde(default)]
    pub by: List<Str>,
    /// Section of form and record page.
    #[serde(default)]
    pub section: Str,
    #[serde(default)]
    pub hidden: bool,
    /// Of a select that holds the stages of its object: what its options mean. Where nothing is said a built-in field stays as it is
    /// brought; an empty list: it holds none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stages: Option<List<Stage>>,
}

impl FieldDef {
    /// A field of which nothing else is said.
    #[must_use]
    pub fn new(name: impl Into<Str>, kind: FieldKind) -> Self {
        Self {
            name: name.into(),
            kind,
            labels: Labels::default(),
            help: Labels::default(),
            required: false,
            multi: false,
            unique: false,
            indexed: false,
            default: None,
            sensitivity: Sensitivity::None,
            purposes: List::default(),
            by: List::default(),
            section: Str::default(),
            hidden: false,
            stages: None,
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sensitivity {
    #[default]
    None,
    Personal,
    Sensitive,
}

/// Type of a field with its settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FieldKind {
    /// The record's id; system fields only.
    Id,
    /// One line, at most `max` characters (0: 500).
    Text {
        #[serde(default)]
        max: u32,
    },
    LongText,
    Integer,
    /// Exact number with `scale` digits after the point (0 to 9).
    Decimal {
        scale: u8,
    },
    Money,
    Boolean,
    Date,
    #[serde(rename = "datetime")]
    DateTime,
    Email,
    /// Stored as E.164.
    Phone,
    Url,
    /// `{country, division, province, city, district, street, postcode}`; division is the Chinese county code.
    Address,
    GeoPoint,
    Select {
        options: List<SelectOption>,
    },
    Reference {
        object: Str,
        #[serde(default)]
        on_delete: OnDelete,
    },
    User,
    File,
    Json,
    /// Number given by the engine at creation: prefix and at least `digits` digits.
    AutoNumber {
        prefix: Str,
        digits: u8,
    },
    /// CEL expression over stored fields of the same record, computed at write.
    Formula {
        expr: Str,
        result: ResultType,
    },
    RollUp(RollUp),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SelectOption {
    /// Stable value, snake_case.
    pub value: Str,
    #[serde(default)]
    pub labels: Labels,
    /// Name of a colour of the theme: `green`, `amber`, `red`, `blue`, `grey`, `teal`, `purple` ...
    #[serde(default)]
    pub color: Str,
    #[serde(default)]
    pub hidden: bool,
}

/// What happens to a record when the one it refers to is deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnDelete {
    /// The delete is refused and says how many refer to it.
    #[default]
    Restrict,
    /// The reference becomes empty.
    Clear,
    /// The record is deleted with it.
    Cascade,
}

/// What a formula or roll-up yields, and how it is stored and shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResultType {
    Text,
    Integer,
    /// Digits after the point.
    Decimal(u8),
    Boolean,
    /// Minor units in the company's currency.
    Money,
    Date,
    #[serde(rename = "datetime")]
    DateTime,
}

/// A value gathered from the records that refer to this one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RollUp {
    /// Object of the gathered records, and its reference field that points here.
    pub object: Str,
    pub via: Str,
    pub function: RollUpFunction,
    /// Field gathered; empty for count.
    #[serde(default)]
    pub of: Str,
    pub result: ResultType,
    /// Only records whose select or boolean field has one of these values count: `(field, values)`.
    #[serde(default)]
    pub only: Option<(Str, List<Str>)>,
    /// Gathered by a worker about a second later, for parents that gather from everybody.
    #[serde(default)]
    pub lazy: bool,
}

/// `first` and `last` take `of` from the record with the smallest or largest `by` field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RollUpFunction {
    Count,
    Sum,
    Min,
    Max,
    First { by: Str },
    Last { by: Str },
}
