//! The type of a field: said in `#[field(...)]` or taken from the Rust type.

use syn::ext::IdentExt;
use syn::meta::ParseNestedMeta;
use syn::punctuated::Punctuated;
use syn::{Error, GenericArgument, Ident, LitInt, LitStr, PathArguments, Result, Token, Type, parenthesized};

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

    /// The type that a key of `#[field(...)]` names; `None` when it names none.
    pub fn parse(key: &str, m: &ParseNestedMeta) -> Result<Option<Self>> {
        Ok(Some(match key {
            "text" => Kind::Text(number(m)?),
            "long_text" => Kind::LongText,
            "integer" => Kind::Integer,
            "decimal" => Kind::Decimal(scale(m)?),
            "money" => Kind::Money,
            "boolean" => Kind::Boolean,
            "date" => Kind::Date,
            "datetime" => Kind::DateTime,
            "email" => Kind::Email,
            "phone" => Kind::Phone,
            "url" => Kind::Url,
            "address" => Kind::Address,
            "geo" => Kind::GeoPoint,
            "user" => Kind::User,
            "file" => Kind::File,
            "json" => Kind::Json,
            "select" => Kind::Select(options(m)?),
            "reference" => reference(m)?,
            "auto_number" => auto_number(m)?,
            "formula" => formula(m)?,
            "roll_up" => Kind::RollUp(Box::new(roll_up(m)?)),
            _ => return Ok(None),
        }))
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

fn number(m: &ParseNestedMeta) -> Result<u32> {
    let content;
    parenthesized!(content in m.input);
    content.parse::<LitInt>()?.base10_parse()
}

fn scale(m: &ParseNestedMeta) -> Result<u8> {
    match u8::try_from(number(m)?) {
        Ok(n) if n <= 9 => Ok(n),
        _ => Err(m.error("a decimal has 0 to 9 digits after the point")),
    }
}

/// `select(open = "blue", done = "green", other)`.
fn options(m: &ParseNestedMeta) -> Result<Vec<(String, String)>> {
    let mut all = Vec::new();
    let content;
    parenthesized!(content in m.input);
    while !content.is_empty() {
        let value = content.call(Ident::parse_any)?.unraw().to_string();
        let colour =
            if content.parse::<Option<Token![=]>>()?.is_some() { content.parse::<LitStr>()?.value() } else { String::new() };
        all.push((value, colour));
        if content.parse::<Option<Token![,]>>()?.is_none() {
            break;
        }
    }
    if all.is_empty() { Err(m.error("a select needs values: select(open = \"blue\", done = \"green\")")) } else { Ok(all) }
}

/// `reference("customer", on_delete = clear)`.
fn reference(m: &ParseNestedMeta) -> Result<Kind> {
    let content;
    parenthesized!(content in m.input);
    let object = content.parse::<LitStr>()?.value();
    let mut on_delete = Ident::new("restrict", m.path.require_ident()?.span());
    if content.parse::<Option<Token![,]>>()?.is_some() && !content.is_empty() {
        let key: Ident = content.parse()?;
        content.parse::<Token![=]>()?;
        on_delete = content.call(Ident::parse_any)?;
        if key != "on_delete" || !["restrict", "clear", "cascade"].contains(&on_delete.to_string().as_str()) {
            return Err(Error::new(key.span(), "write on_delete = restrict, clear or cascade"));
        }
    }
    Ok(Kind::Reference { object, on_delete })
}

fn auto_number(m: &ParseNestedMeta) -> Result<Kind> {
    let content;
    parenthesized!(content in m.input);
    let prefix = content.parse::<LitStr>()?.value();
    content.parse::<Token![,]>()?;
    Ok(Kind::AutoNumber { prefix, digits: content.parse::<LitInt>()?.base10_parse()? })
}

/// `formula("a * b", result = money)`.
fn formula(m: &ParseNestedMeta) -> Result<Kind> {
    let content;
    parenthesized!(content in m.input);
    let expr = content.parse::<LitStr>()?.value();
    let mut result = None;
    if content.parse::<Option<Token![,]>>()?.is_some() && !content.is_empty() {
        let key: Ident = content.parse()?;
        if key != "result" {
            return Err(Error::new(key.span(), "after the expression only result = ... may follow"));
        }
        content.parse::<Token![=]>()?;
        result = Some(outcome(&content)?);
    }
    Ok(Kind::Formula { expr, result })
}

fn outcome(input: syn::parse::ParseStream) -> Result<Outcome> {
    let name: Ident = input.parse()?;
    Ok(match name.to_string().as_str() {
        "text" => Outcome::Text,
        "integer" => Outcome::Integer,
        "boolean" => Outcome::Boolean,
        "money" => Outcome::Money,
        "date" => Outcome::Date,
        "datetime" => Outcome::DateTime,
        "decimal" => {
            let digits;
            parenthesized!(digits in input);
            Outcome::Decimal(digits.parse::<LitInt>()?.base10_parse()?)
        }
        _ => return Err(Error::new(name.span(), "a result is text, integer, decimal(scale), boolean, money, date or datetime")),
    })
}

fn roll_up(m: &ParseNestedMeta) -> Result<RollUp> {
    let mut r = RollUp::default();
    m.parse_nested_meta(|k| {
        match k.path.require_ident()?.to_string().as_str() {
            "object" => r.object = k.value()?.parse::<LitStr>()?.value(),
            "via" => r.via = k.value()?.parse::<LitStr>()?.value(),
            "of" => r.of = k.value()?.parse::<LitStr>()?.value(),
            "function" => r.function = Some(function(k.value()?)?),
            "only" => r.only = Some(only(&k)?),
            "result" => r.result = Some(outcome(k.value()?)?),
            "lazy" => r.lazy = true,
            _ => return Err(k.error("a roll-up has object, via, function, of, only(field = \"value\"), result, lazy")),
        }
        Ok(())
    })?;
    let counts = r.function.as_ref().is_some_and(|(f, _)| f == "count");
    if r.object.is_empty() || r.via.is_empty() || r.function.is_none() || (r.of.is_empty() && !counts) {
        return Err(m.error(
            "a roll-up needs object = \"order\", via = \"customer\", function = count, or function = sum with of = \"total\"",
        ));
    }
    Ok(r)
}

/// `count`, `sum`, `min`, `max`, `first("ordered_at")`, `last("ordered_at")`.
fn function(input: syn::parse::ParseStream) -> Result<(Ident, Option<String>)> {
    let name: Ident = input.parse()?;
    match name.to_string().as_str() {
        "count" | "sum" | "min" | "max" => Ok((name, None)),
        "first" | "last" => {
            let by;
            parenthesized!(by in input);
            let by = by.parse::<LitStr>()?.value();
            Ok((name, Some(by)))
        }
        _ => Err(Error::new(name.span(), "a roll-up's function is count, sum, min, max, first(\"field\") or last(\"field\")")),
    }
}

/// `only(status = "open")` or `only(status = ("open", "completed"))`.
fn only(m: &ParseNestedMeta) -> Result<(String, Vec<String>)> {
    let content;
    parenthesized!(content in m.input);
    let field = content.call(Ident::parse_any)?.to_string();
    content.parse::<Token![=]>()?;
    if content.peek(syn::token::Paren) {
        let values;
        parenthesized!(values in content);
        let values = values.call(Punctuated::<LitStr, Token![,]>::parse_terminated)?;
        return Ok((field, values.into_iter().map(|v| v.value()).collect()));
    }
    Ok((field, vec![content.parse::<LitStr>()?.value()]))
}
