//! The type of a field: said in `#[field(...)]` or taken from the Rust type.

use syn::{Error, GenericArgument, Ident, PathArguments, Result, Type};

pub const UNKNOWN_KEY: &str = "unknown key; a type is text(max), long_text, integer, decimal(scale), money, boolean, date, datetime, \
     email, phone, url, address, geo, select(value = \"colour\"), reference(\"object\"), user, file, json, \
     auto_number(\"PREFIX\", digits), formula(\"expression\") or roll_up(...); other keys are required, unique, indexed, hidden, \
     default, sensitivity, purposes, by, section";

/// Mirrors `model::FieldKind`.
pub enum Kind {
    Text(u32),
    LongText,
    Integer,
    Decimal(u8),
    Money,
    Boolean,
    Date,
    DateTime,
    Email,
    Phone,
    Url,
    Address,
    GeoPoint,
    Select(Vec<(String, String)>),
    Reference { object: String, on_delete: Ident },
    User,
    File,
    Json,
    AutoNumber { prefix: String, digits: u8 },
    Formula { expr: String, result: Option<Outcome> },
    RollUp(Box<RollUp>),
}

/// Mirrors `model::def::ResultType`.
#[derive(Clone, Copy)]
pub enum Outcome {
    Text,
    Integer,
    Decimal(u8),
    Boolean,
    Money,
    Date,
    DateTime,
}

#[derive(Default)]
pub struct RollUp {
    pub object: String,
    pub via: String,
    pub function: Option<(Ident, Option<String>)>,
    pub of: String,
    pub only: Option<(String, Vec<String>)>,
    pub result: Option<Outcome>,
    pub lazy: bool,
}

/// A Rust type without its `Option` or `Vec`.
pub struct RustType {
    pub name: String,
    pub optional: bool,
    pub multi: bool,
}

impl RustType {
    pub fn of(ty: &Type) -> Self {
        let (name, inner) = last_segment(ty);
        match (name.as_str(), inner) {
            ("Option", Some(inner)) => Self { optional: true, ..Self::of(inner) },
            ("Vec", Some(inner)) => Self { multi: true, ..Self::of(inner) },
            _ => Self { name, optional: false, multi: false },
        }
    }
}

fn last_segment(ty: &Type) -> (String, Option<&Type>) {
    let Type::Path(path) = ty else { return (String::new(), None) };
    let Some(last) = path.path.segments.last() else { return (String::new(), None) };
    let inner = match &last.arguments {
        PathArguments::AngleBracketed(args) => args.args.iter().find_map(|a| match a {
            GenericArgument::Type(t) => Some(t),
            _ => None,
        }),
        _ => None,
    };
    (last.ident.to_string(), inner)
}

impl Kind {
    /// Values the engine computes; people never give them.
    pub fn computed(&self) -> bool {
        matches!(self, Kind::AutoNumber { .. } | Kind::Formula { .. } | Kind::RollUp(_))
    }
}

/// The field's type: the said one, completed from the Rust type, or the one that the Rust type means.
pub fn kind(said: Option<Kind>, rust: &RustType, f: &syn::Field) -> Result<Kind> {
    let at = |message: String| Error::new_spanned(&f.ty, message);
    match said {
        Some(Kind::Formula { expr, result: None }) => Ok(Kind::Formula { expr, result: Some(outcome_of(rust).map_err(at)?) }),
        Some(Kind::RollUp(mut r)) => {
            if r.result.is_none() {
                r.result = Some(outcome_of(rust).map_err(at)?);
            }
            Ok(Kind::RollUp(r))
        }
        Some(kind) => Ok(kind),
        None => Ok(match rust.name.as_str() {
            "String" => Kind::Text(0),
            "i64" => Kind::Integer,
            "bool" => Kind::Boolean,
            "Ts" => Kind::DateTime,
            "Date" => Kind::Date,
            "Money" => Kind::Money,
            "Address" => Kind::Address,
            "GeoPoint" => Kind::GeoPoint,
            "Value" => Kind::Json,
            "Id" => {
                return Err(at(
                    "say what the id points to: #[field(reference(\"customer\"))], #[field(user)] or #[field(file)]".into()
                ));
            }
            "f64" | "f32" | "Decimal" => return Err(at("say how many digits follow the point: #[field(decimal(2))]".into())),
            "i32" | "u32" | "u64" | "usize" => return Err(at("whole numbers are i64".into())),
            other => {
                return Err(at(format!(
                    "the type {other} says nothing about the field; use String, i64, bool, Id, Ts, Date, Money, Address or serde_json::Value, \
                     or name the type in #[field(...)]"
                )));
            }
        }),
    }
}

fn outcome_of(rust: &RustType) -> std::result::Result<Outcome, String> {
    Ok(match rust.name.as_str() {
        "String" => Outcome::Text,
        "i64" => Outcome::Integer,
        "bool" => Outcome::Boolean,
        "Money" => Outcome::Money,
        "Date" => Outcome::Date,
        "Ts" => Outcome::DateTime,
        _ => return Err("say what comes out: result = integer | decimal(2) | money | text | boolean | date | datetime".into()),
    })
}
