//! Types as they are written in `#[field(...)]`.

use crate::infer::{Kind, Outcome, RollUp};
use syn::ext::IdentExt;
use syn::meta::ParseNestedMeta;
use syn::punctuated::Punctuated;
use syn::{Error, Ident, LitInt, LitStr, Result, Token, parenthesized};

impl Kind {
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
pub fn only(m: &ParseNestedMeta) -> Result<(String, Vec<String>)> {
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
