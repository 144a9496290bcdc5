//! Reads `#[object(...)]` and `#[field(...)]` into plain data.

use crate::infer::{self, Kind};
use syn::ext::IdentExt;
use syn::meta::ParseNestedMeta;
use syn::parse::ParseStream;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Error, Fields, Ident, LitStr, Result, Token};

/// Fields that the engine keeps for every record.
pub const SYSTEM: &[&str] = &[
    "id",
    "version",
    "rev",
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
    "deleted_at",
    "import_id",
    "owner",
    "owner_team",
    "num",
];

#[derive(Default)]
pub struct ObjectAttrs {
    pub name: Option<String>,
    pub title: Option<LitStr>,
    pub sort: Option<LitStr>,
    pub department: Option<String>,
    pub list: Vec<Ident>,
    pub unique: Vec<Vec<Ident>>,
    pub indexes: Vec<Vec<Ident>>,
    pub owned: bool,
    pub numbered: bool,
    pub append_only: bool,
    pub mergeable: bool,
    /// Field and values; no field: always.
    pub open: Option<(String, Vec<String>)>,
}

#[derive(Default)]
pub struct FieldAttrs {
    pub kind: Option<Kind>,
    pub required: bool,
    pub unique: bool,
    pub indexed: bool,
    pub hidden: bool,
    pub default: Option<String>,
    pub sensitivity: Option<LitStr>,
    pub purposes: Vec<String>,
    pub by: Vec<String>,
    pub section: String,
}

/// A declared field with its type.
pub struct Field {
    pub ident: Ident,
    pub kind: Kind,
    pub multi: bool,
    pub attrs: FieldAttrs,
}

/// What the derive knows of the struct.
pub struct ObjectInput {
    pub ident: Ident,
    pub attrs: ObjectAttrs,
    pub fields: Vec<Field>,
    /// Fields of the engine that the struct also holds.
    pub system: Vec<Ident>,
    pub extra: Option<Ident>,
}

impl ObjectInput {
    pub fn read(input: &DeriveInput) -> Result<Self> {
        let Data::Struct(data) = &input.data else {
            return Err(Error::new(input.span(), "an object is a struct with named fields"));
        };
        let Fields::Named(named) = &data.fields else {
            return Err(Error::new(input.span(), "an object is a struct with named fields, like `struct Note { text: String }`"));
        };
        let mut object =
            Self { ident: input.ident.clone(), attrs: object_attrs(input)?, fields: Vec::new(), system: Vec::new(), extra: None };
        for f in &named.named {
            let Some(ident) = f.ident.clone() else { continue };
            let name = ident.unraw().to_string();
            if name == "extra" {
                object.extra = Some(ident);
            } else if SYSTEM.contains(&name.as_str()) {
                object.system.push(ident);
            } else {
                object.fields.push(read_field(f, ident)?);
            }
        }
        object.check()?;
        Ok(object)
    }

    pub fn name(&self) -> String {
        self.attrs.name.clone().unwrap_or_else(|| snake_case(&self.ident.to_string()))
    }

    fn has(&self, name: &str) -> bool {
        SYSTEM.contains(&name) || self.fields.iter().any(|f| f.ident.unraw() == name)
    }

    /// Every field named in `object(...)` must exist.
    fn check(&self) -> Result<()> {
        let Some(title) = &self.attrs.title else {
            return Err(Error::new(self.ident.span(), "say which field names a record to people: #[object(title = \"name\")]"));
        };
        let sort = self.attrs.sort.iter().map(|s| (s.value().trim_start_matches('-').to_owned(), s.span()));
        let lists = [&self.attrs.list].into_iter().chain(&self.attrs.unique).chain(&self.attrs.indexes);
        let listed = lists.flatten().map(|i| (i.unraw().to_string(), i.span()));
        for (name, span) in [(title.value(), title.span())].into_iter().chain(sort).chain(listed) {
            if !self.has(&name) {
                let known: Vec<_> = self.fields.iter().map(|f| f.ident.unraw().to_string()).collect();
                return Err(Error::new(span, format!("no field `{name}`; the fields are {}", known.join(", "))));
            }
        }
        match &self.attrs.open {
            Some((field, _)) if !field.is_empty() && !self.has(field) => {
                Err(Error::new(self.ident.span(), format!("no field `{field}`, which open(...) names")))
            }
            _ => Ok(()),
        }
    }
}

fn read_field(f: &syn::Field, ident: Ident) -> Result<Field> {
    let mut attrs = field_attrs(f)?;
    let rust = infer::RustType::of(&f.ty);
    let kind = infer::kind(attrs.kind.take(), &rust, f)?;
    if !rust.optional && !rust.multi && !kind.computed() && attrs.default.is_none() {
        if matches!(kind, Kind::Boolean) {
            attrs.default = Some("false".into());
        } else {
            attrs.required = true;
        }
    }
    Ok(Field { ident, kind, multi: rust.multi, attrs })
}

fn object_attrs(input: &DeriveInput) -> Result<ObjectAttrs> {
    let mut a = ObjectAttrs::default();
    for attr in input.attrs.iter().filter(|a| a.path().is_ident("object")) {
        attr.parse_nested_meta(|m| {
            let key = m.path.require_ident()?.to_string();
            match key.as_str() {
                "name" => a.name = Some(m.value()?.parse::<LitStr>()?.value()),
                "title" => a.title = Some(m.value()?.parse()?),
                "sort" => a.sort = Some(m.value()?.parse()?),
                "department" => a.department = Some(m.value()?.parse::<LitStr>()?.value()),
                "list" => a.list = idents(&m)?,
                "unique" => a.unique.push(idents(&m)?),
                "index" => a.indexes.push(idents(&m)?),
                "owned" => a.owned = true,
                "numbered" => a.numbered = true,
                "append_only" => a.append_only = true,
                "mergeable" => a.mergeable = true,
                "open" if m.input.peek(syn::token::Paren) => a.open = Some(crate::kinds::only(&m)?),
                "open" => a.open = Some(Default::default()),
                _ => {
                    return Err(m.error(
                        "unknown key; use name, title, sort, department, list(...), unique(...), index(...), owned, numbered, append_only, mergeable, open",
                    ));
                }
            }
            Ok(())
        })?;
    }
    Ok(a)
}

fn field_attrs(f: &syn::Field) -> Result<FieldAttrs> {
    let mut a = FieldAttrs::default();
    for attr in f.attrs.iter().filter(|a| a.path().is_ident("field")) {
        attr.parse_nested_meta(|m| {
            let key = m.path.require_ident()?.to_string();
            match key.as_str() {
                "required" => a.required = true,
                "unique" => a.unique = true,
                "indexed" => a.indexed = true,
                "hidden" => a.hidden = true,
                "default" => a.default = Some(m.value()?.parse::<LitStr>()?.value()),
                "sensitivity" => a.sensitivity = Some(m.value()?.parse()?),
                "purposes" => a.purposes = strings(&m)?,
                "by" => a.by = strings(&m)?,
                "section" => a.section = m.value()?.parse::<LitStr>()?.value(),
                _ => match Kind::parse(&key, &m)? {
                    Some(kind) => a.kind = Some(kind),
                    None => return Err(m.error(infer::UNKNOWN_KEY)),
                },
            }
            Ok(())
        })?;
    }
    Ok(a)
}

/// `(a, b)` after a key; words that are keywords of Rust are taken too.
pub fn idents(m: &ParseNestedMeta) -> Result<Vec<Ident>> {
    let content;
    syn::parenthesized!(content in m.input);
    let list = content.call(|c: ParseStream| Punctuated::<Ident, Token![,]>::parse_terminated_with(c, Ident::parse_any))?;
    Ok(list.into_iter().collect())
}

fn strings(m: &ParseNestedMeta) -> Result<Vec<String>> {
    let content;
    syn::parenthesized!(content in m.input);
    let list = content.call(Punctuated::<LitStr, Token![,]>::parse_terminated)?;
    Ok(list.into_iter().map(|s| s.value()).collect())
}

fn snake_case(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}
