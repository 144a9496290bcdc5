//! `#[derive(Object)]`: a Rust struct and the declaration of a built-in object are one thing.
//!
//! ```text
//! #[derive(Object)]
//! #[object(name = "note", title = "text", sort = "-created_at", list(text, customer, created_at), owned)]
//! pub struct Note {
//!     pub id: Id,
//!     #[field(reference("customer", on_delete = cascade), section = "note")]
//!     pub customer: Id,
//!     #[field(long_text, sensitivity = "personal")]
//!     pub text: String,
//!     pub extra: Extra,
//! }
//! ```
//!
//! On the struct, `object(...)` takes:
//!
//! | key | meaning |
//! |---|---|
//! | `name = "order_line"` | singular snake_case; the struct's name in snake_case when left out |
//! | `title = "name"` | the field that names a record to people; needed |
//! | `sort = "-ordered_at"` | how lists are sorted at first |
//! | `list(number, total)` | columns of the first list |
//! | `department = "customers"` | where the navigation shows it; left out: nowhere |
//! | `owned`, `numbered`, `append_only`, `mergeable`, `open`, `open(status = "open")` | see `ObjectDef` |
//! | `unique(a, b)`, `index(a, b)` | a unique key, an index, over several fields; may be repeated |
//!
//! On a field, `field(...)` takes a type when the Rust type does not say it (`long_text`, `email`, `phone`, `url`, `address`,
//! `geo`, `json`, `file`, `user`, `text(max)`, `decimal(scale)`, `money`, `select(value = "colour", ...)`,
//! `reference("object", on_delete = restrict | clear | cascade)`, `auto_number("PREFIX", digits)`, `formula("expression")`,
//! `roll_up(object = "order", via = "customer", function = sum, of = "total", only(counts_as = "sale"), result = money, lazy)`)
//! and `required`, `unique`, `indexed`, `hidden`, `default = "open"`, `sensitivity = "personal" | "sensitive"`,
//! `purposes("service", "marketing")`, `by("pay_order", "import")`, `section = "contact"`.
//! A field is required when its Rust type is neither `Option`, `Vec` nor computed, and there is no default.
//!
//! Fields named like the engine's own (`id`, `version`, `created_at`, `owner` ...) are read and written but not declared;
//! `extra: Extra` carries the columns that the struct does not know.

mod attrs;
mod emit;
mod infer;
mod kinds;
#[cfg(test)]
mod tests;

use proc_macro::TokenStream;

/// Implements `model::ObjectType`, `TryFrom<&Record>` and a constant with the name of each field.
#[proc_macro_derive(Object, attributes(object, field))]
pub fn derive_object(input: TokenStream) -> TokenStream {
    expand(input.into()).unwrap_or_else(|e| e.to_compile_error()).into()
}

fn expand(input: proc_macro2::TokenStream) -> syn::Result<proc_macro2::TokenStream> {
    let input: syn::DeriveInput = syn::parse2(input)?;
    emit::object(&attrs::ObjectInput::read(&input)?)
}
