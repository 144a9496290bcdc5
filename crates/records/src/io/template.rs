//! An import template: how the columns of a file become records of one or several objects.
//!
//! ```toml
//! name = "orders"
//! source = "erp"            # for the order of sources; may be left out
//! [file]
//! encoding = "gb18030"       # left out: told from the bytes
//! datetime = ["%Y-%m-%d %H:%M:%S"]
//! zone = "Europe/London"
//!
//! [[object]]
//! object = "customer"
//! key = ["external_id"]      # found by this field; made when there is none
//! mode = "keep"              # "upsert" (default), "keep" (first value wins), "create", "update"
//! when = "CustomerID"        # rows with this cell empty make no customer
//! [object.fields]
//! external_id = { column = "CustomerID", strip_suffix = ".0" }
//! country = { column = "Country", country = true }
//!
//! [[object]]
//! object = "order"
//! key = ["number"]
//! [object.fields]
//! number = "InvoiceNo"       # short for { column = "InvoiceNo" }
//! kind = { column = "InvoiceNo", prefix = { C = "return" }, otherwise = "sale" }
//! customer = { record = "customer" }
//! total = { column = "Total", currency = "GBP" }
//! channel = { value = "web" }
//! ```

use crate::Error;
use model::FieldError;
use model::decimal::NumberFormat;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Short name by which the API and the command line call it.
    pub name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// As which source its values come (see [`crate::sources`]); empty: `import`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    #[serde(default)]
    pub file: FileFormat,
    #[serde(rename = "object")]
    pub objects: Vec<ObjectMap>,
}

/// How the file is written. All of it has defaults that fit most files.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FileFormat {
    /// Name of the encoding, as `gb18030` or `windows-1252`; empty: told from the bytes. A byte order mark goes before it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub encoding: String,
    /// Name of the sheet of a spreadsheet; empty: the first one.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sheet: String,
    /// One character; empty: guessed from the header line.
    pub delimiter: String,
    pub quote: String,
    /// `.`, `,` or `auto`.
    pub decimal: String,
    /// strftime forms tried in turn; empty: ISO and the usual Chinese forms.
    pub date: Vec<String>,
    pub datetime: Vec<String>,
    /// IANA zone of times without one; empty: the company's.
    pub zone: String,
    /// Region of phone numbers without a country code; empty: the company's.
    pub region: String,
    /// Separates the values of list fields within a cell.
    pub list: String,
}

impl Default for FileFormat {
    fn default() -> Self {
        Self {
            encoding: String::new(),
            sheet: String::new(),
            delimiter: String::new(),
            quote: "\"".into(),
            decimal: ".".into(),
            date: Vec::new(),
            datetime: Vec::new(),
            zone: String::new(),
            region: String::new(),
            list: ";".into(),
        }
    }
}

impl FileFormat {
    /// How numbers are written.
    #[must_use]
    pub fn numbers(&self) -> NumberFormat {
        match self.decimal.as_str() {
            "," => NumberFormat::Comma,
            "auto" => NumberFormat::Auto,
            _ => NumberFormat::Point,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectMap {
    pub object: String,
    /// Fields that find an existing record; empty: each row makes one.
    #[serde(default)]
    pub key: Vec<String>,
    #[serde(default)]
    pub mode: Mode,
    /// Column that must not be empty for a row to have this record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    pub fields: BTreeMap<String, Source>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Change the record that has the key, or make it.
    #[default]
    Upsert,
    /// Make the record when the key is new, else leave it as it is.
    Keep,
    /// Make a record; a key that is taken refuses the row.
    Create,
    /// Change the record that has the key; refuse the row when there is none.
    Update,
}

/// Where a field's value comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Source {
    Column(String),
    Full(Box<FullSource>),
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FullSource {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// The same value for every row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The record that this row made of another object of the template.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// Finds the referred record by this field of its object, the cell being the value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub find_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strip_suffix: Option<String>,
    /// Cell text (exact) to value.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub map: BTreeMap<String, String>,
    /// Beginning of the cell to value.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub prefix: BTreeMap<String, String>,
    /// Value when neither `map` nor `prefix` fits, or the cell is empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<String>,
    /// The cell is a country's name in any language; the value is its ISO code.
    #[serde(skip_serializing_if = "is_false")]
    pub country: bool,
    /// Currency of a money field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// Format of a date or time, in place of the file's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
fn is_false(b: &bool) -> bool {
    !*b
}

impl Source {
    /// The long form of either way of writing.
    #[must_use]
    pub fn full(&self) -> FullSource {
        match self {
            Source::Column(c) => FullSource { column: Some(c.clone()), ..FullSource::default() },
            Source::Full(f) => (**f).clone(),
        }
    }
}

impl Template {
    /// Reads TOML. The error names the line.
    pub fn from_toml(text: &str) -> Result<Self, Error> {
        toml::from_str(text).map_err(|e| Error::Invalid(vec![FieldError::new("template", "bad_template", e.to_string())]))
    }

    /// Columns that the template names.
    #[must_use]
    pub fn columns(&self) -> BTreeSet<&str> {
        let named = self.objects.iter().flat_map(|o| o.fields.values()).filter_map(|s| match s {
            Source::Column(c) => Some(c.as_str()),
            Source::Full(f) => f.column.as_deref(),
        });
        named.chain(self.objects.iter().filter_map(|o| o.when.as_deref())).collect()
    }

    /// A template that takes each column for the field of the same name.
    #[must_use]
    pub fn by_header(object: &str, key: Vec<String>, fields: impl Iterator<Item = String>) -> Self {
        let fields = fields.map(|f| (f.clone(), Source::Column(f))).collect();
        let map = ObjectMap { object: object.to_owned(), key, mode: Mode::Upsert, when: None, fields };
        Self {
            name: object.to_owned(),
            title: String::new(),
            source: String::new(),
            file: FileFormat::default(),
            objects: vec![map],
        }
    }
}
