//! Writes the constant declaration and the conversions.

use crate::attrs::{Field, ObjectInput};
use crate::infer::{Kind, Outcome, RollUp};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::{Error, Result};

pub fn object(o: &ObjectInput) -> Result<TokenStream> {
    let ident = &o.ident;
    let names = names(o);
    let def = def(o)?;
    let conversions = conversions(o);
    Ok(quote! {
        #names
        const _: () = {
            use ::model::{def as d, typed as t};
            const NO_LABELS: d::Labels =
                d::Labels { en: ::model::Str::Borrowed(""), zh_cn: ::model::Str::Borrowed(""), zh_tw: ::model::Str::Borrowed("") };
            #[automatically_derived]
            impl ::model::ObjectType for #ident {
                #def
                #conversions
            }
            #[automatically_derived]
            impl ::std::convert::TryFrom<&::model::Record> for #ident {
                type Error = ::model::FieldError;
                fn try_from(record: &::model::Record) -> ::std::result::Result<Self, Self::Error> {
                    <Self as ::model::ObjectType>::from_record(record)
                }
            }
        };
    })
}

/// `Customer::NAME == "name"`.
fn names(o: &ObjectInput) -> TokenStream {
    let ident = &o.ident;
    let consts = o.fields.iter().map(|f| {
        let name = f.ident.unraw().to_string();
        let upper = format_ident!("{}", name.to_uppercase());
        quote! { pub const #upper: &'static str = #name; }
    });
    let object = o.name();
    quote! {
        #[automatically_derived]
        #[allow(missing_docs, dead_code, reason = "names of fields explain themselves")]
        impl #ident {
            pub const OBJECT: &'static str = #object;
            #(#consts)*
        }
    }
}

fn def(o: &ObjectInput) -> Result<TokenStream> {
    let a = &o.attrs;
    let (name, title) = (o.name(), a.title.as_ref().map(syn::LitStr::value).unwrap_or_default());
    let sort = a.sort.as_ref().map(syn::LitStr::value).unwrap_or_default();
    let department = a.department.clone().unwrap_or_default();
    let fields = o.fields.iter().map(field).collect::<Result<Vec<_>>>()?;
    let list = list(a.list.iter().map(|i| i.unraw().to_string()));
    let unique = a.unique.iter().map(|key| {
        let key: Vec<_> = key.iter().map(|i| i.unraw().to_string()).collect();
        let (name, fields) = (key.join("_"), self::list(key));
        quote! { d::UniqueKey { name: ::model::Str::Borrowed(#name), fields: #fields } }
    });
    let indexes = a.indexes.iter().map(|key| self::list(key.iter().map(|i| i.unraw().to_string())));
    let (owned, numbered, append_only, mergeable) = (a.owned, a.numbered, a.append_only, a.mergeable);
    let open = match &a.open {
        None => quote! { ::std::option::Option::None },
        Some((field, values)) => {
            let values = self::list(values.iter().cloned());
            quote! { ::std::option::Option::Some(d::Open { field: ::model::Str::Borrowed(#field), values: #values }) }
        }
    };
    Ok(quote! {
        const DEF: ::model::ObjectDef = {
            const FIELDS: &[::model::FieldDef] = &[#(#fields),*];
            const UNIQUE: &[d::UniqueKey] = &[#(#unique),*];
            const INDEXES: &[::model::List<::model::Str>] = &[#(#indexes),*];
            ::model::ObjectDef {
                name: ::model::Str::Borrowed(#name),
                labels: NO_LABELS,
                plural: NO_LABELS,
                description: NO_LABELS,
                icon: ::model::Str::Borrowed(""),
                department: ::model::Str::Borrowed(#department),
                fields: ::model::List::Borrowed(FIELDS),
                title: ::model::Str::Borrowed(#title),
                sort: ::model::Str::Borrowed(#sort),
                list: #list,
                unique: ::model::List::Borrowed(UNIQUE),
                indexes: ::model::List::Borrowed(INDEXES),
                owned: #owned,
                numbered: #numbered,
                append_only: #append_only,
                mergeable: #mergeable,
                custom: false,
                hidden: false,
                open: #open,
            }
        };
    })
}

/// A constant list of texts.
fn list(items: impl IntoIterator<Item = String>) -> TokenStream {
    let items = items.into_iter().map(|s| quote! { ::model::Str::Borrowed(#s) });
    quote! { { const LIST: &[::model::Str] = &[#(#items),*]; ::model::List::Borrowed(LIST) } }
}

fn field(f: &Field) -> Result<TokenStream> {
    let a = &f.attrs;
    let name = f.ident.unraw().to_string();
    let kind = kind(&f.kind);
    let (required, multi, unique, indexed, hidden) = (a.required, f.multi, a.unique, a.indexed, a.hidden);
    let default = match &a.default {
        None => quote! { ::std::option::Option::None },
        Some(said) => {
            let json = default_json(&f.kind, said);
            quote! { ::std::option::Option::Some(::model::Str::Borrowed(#json)) }
        }
    };
    let sensitivity = match a.sensitivity.as_ref().map(|s| (s.value(), s)) {
        None => quote! { None },
        Some((s, _)) if s == "none" => quote! { None },
        Some((s, _)) if s == "personal" => quote! { Personal },
        Some((s, _)) if s == "sensitive" => quote! { Sensitive },
        Some((_, at)) => return Err(Error::new(at.span(), "sensitivity is \"none\", \"personal\" or \"sensitive\"")),
    };
    let (purposes, by, section) = (list(a.purposes.clone()), list(a.by.clone()), &a.section);
    Ok(quote! {
        ::model::FieldDef {
            name: ::model::Str::Borrowed(#name),
            kind: #kind,
            labels: NO_LABELS,
            help: NO_LABELS,
            required: #required,
            multi: #multi,
            unique: #unique,
            indexed: #indexed,
            default: #default,
            sensitivity: d::Sensitivity::#sensitivity,
            purposes: #purposes,
            by: #by,
            section: ::model::Str::Borrowed(#section),
            hidden: #hidden,
            stages: ::std::option::Option::None,
        }
    })
}

/// Defaults are JSON; those of text-like fields are written without quotes.
fn default_json(kind: &Kind, said: &str) -> String {
    match kind {
        Kind::Integer | Kind::Boolean | Kind::Json | Kind::Money | Kind::Address | Kind::GeoPoint => said.to_owned(),
        _ => format!("\"{}\"", said.replace('\\', "\\\\").replace('"', "\\\"")),
    }
}

fn kind(kind: &Kind) -> TokenStream {
    let variant = match kind {
        Kind::Text(max) => quote! { Text { max: #max } },
        Kind::LongText => quote! { LongText },
        Kind::Integer => quote! { Integer },
        Kind::Decimal(scale) => quote! { Decimal { scale: #scale } },
        Kind::Money => quote! { Money },
        Kind::Boolean => quote! { Boolean },
        Kind::Date => quote! { Date },
        Kind::DateTime => quote! { DateTime },
        Kind::Email => quote! { Email },
        Kind::Phone => quote! { Phone },
        Kind::Url => quote! { Url },
        Kind::Address => quote! { Address },
        Kind::GeoPoint => quote! { GeoPoint },
        Kind::User => quote! { User },
        Kind::File => quote! { File },
        Kind::Json => quote! { Json },
        Kind::Select(options) => {
            let options = options.iter().map(|(value, color)| {
                quote! { d::SelectOption {
                    value: ::model::Str::Borrowed(#value), labels: NO_LABELS, color: ::model::Str::Borrowed(#color), hidden: false
                } }
            });
            quote! { Select { options: { const O: &[d::SelectOption] = &[#(#options),*]; ::model::List::Borrowed(O) } } }
        }
        Kind::Reference { object, on_delete } => {
            let rule = capital(&on_delete.to_string());
            quote! { Reference { object: ::model::Str::Borrowed(#object), on_delete: d::OnDelete::#rule } }
        }
        Kind::AutoNumber { prefix, digits } => quote! { AutoNumber { prefix: ::model::Str::Borrowed(#prefix), digits: #digits } },
        Kind::Formula { expr, result } => {
            let result = outcome(*result);
            quote! { Formula { expr: ::model::Str::Borrowed(#expr), result: #result } }
        }
        Kind::RollUp(r) => roll_up(r),
    };
    quote! { d::FieldKind::#variant }
}

fn capital(word: &str) -> syn::Ident {
    let mut letters = word.chars();
    let first = letters.next().map(|c| c.to_ascii_uppercase());
    format_ident!("{}", first.into_iter().chain(letters).collect::<String>())
}

fn outcome(result: Option<Outcome>) -> TokenStream {
    let variant = match result {
        Some(Outcome::Text) | None => quote! { Text },
        Some(Outcome::Integer) => quote! { Integer },
        Some(Outcome::Decimal(scale)) => quote! { Decimal(#scale) },
        Some(Outcome::Boolean) => quote! { Boolean },
        Some(Outcome::Money) => quote! { Money },
        Some(Outcome::Date) => quote! { Date },
        Some(Outcome::DateTime) => quote! { DateTime },
    };
    quote! { d::ResultType::#variant }
}

fn roll_up(r: &RollUp) -> TokenStream {
    let (object, via, of, lazy) = (&r.object, &r.via, &r.of, r.lazy);
    let result = outcome(r.result);
    let function = r.function.as_ref().map(|(name, by)| {
        let variant = capital(&name.to_string());
        match by {
            Some(by) => quote! { #variant { by: ::model::Str::Borrowed(#by) } },
            None => quote! { #variant },
        }
    });
    let only = match &r.only {
        None => quote! { ::std::option::Option::None },
        Some((field, values)) => {
            let values = list(values.clone());
            quote! { ::std::option::Option::Some((::model::Str::Borrowed(#field), #values)) }
        }
    };
    quote! {
        RollUp(d::RollUp {
            object: ::model::Str::Borrowed(#object),
            via: ::model::Str::Borrowed(#via),
            function: d::RollUpFunction::#function,
            of: ::model::Str::Borrowed(#of),
            result: #result,
            only: #only,
            lazy: #lazy,
        })
    }
}

fn conversions(o: &ObjectInput) -> TokenStream {
    let all: Vec<_> = o.system.iter().chain(o.fields.iter().map(|f| &f.ident)).collect();
    let names: Vec<_> = all.iter().map(|i| i.unraw().to_string()).collect();
    let (take, put) = match &o.extra {
        Some(extra) => (quote! { #extra: t::extra(record, &[#(#names),*]), }, quote! { t::put_extra(record, &self.#extra); }),
        None => (TokenStream::new(), TokenStream::new()),
    };
    quote! {
        fn from_record(record: &::model::Record) -> ::std::result::Result<Self, ::model::FieldError> {
            ::std::result::Result::Ok(Self { #(#all: t::read(record, #names)?,)* #take })
        }
        fn to_record(&self, record: &mut ::model::Record) {
            #(t::write(record, #names, &self.#all);)*
            #put
        }
    }
}
