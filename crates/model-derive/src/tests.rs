#![allow(clippy::unwrap_used, reason = "tests")]

use crate::expand;
use quote::quote;

fn message(input: proc_macro2::TokenStream) -> String {
    expand(input).unwrap_err().to_string()
}

#[test]
fn a_missing_title_says_what_to_write() {
    let m = message(quote! { struct Note { text: String } });
    assert!(m.contains("#[object(title = \"name\")]"), "{m}");
}

#[test]
fn a_bare_id_asks_what_it_points_to() {
    let m = message(quote! { #[object(title = "a")] struct Note { a: String, customer: Id } });
    assert!(m.contains("reference(\"customer\")"), "{m}");
}

#[test]
fn a_float_asks_for_a_scale() {
    let m = message(quote! { #[object(title = "a")] struct Note { a: String, weight: Option<f64> } });
    assert!(m.contains("decimal(2)"), "{m}");
}

#[test]
fn an_unknown_key_lists_the_known_ones() {
    let m = message(quote! { #[object(title = "a")] struct Note { #[field(colour = "red")] a: String } });
    assert!(m.contains("long_text") && m.contains("sensitivity"), "{m}");
    let m = message(quote! { #[object(titel = "a")] struct Note { a: String } });
    assert!(m.contains("department"), "{m}");
}

#[test]
fn fields_named_on_the_struct_must_exist() {
    let m = message(quote! { #[object(title = "a", list(a, created_at, wieght))] struct Note { a: String } });
    assert!(m.contains("no field `wieght`; the fields are a"), "{m}");
    let m = message(quote! { #[object(title = "a", sort = "-b")] struct Note { a: String } });
    assert!(m.contains("no field `b`"), "{m}");
}

#[test]
fn a_roll_up_must_be_complete() {
    let m = message(
        quote! { #[object(title = "a")] struct C { a: String, #[field(roll_up(object = "order", function = sum))] s: i64 } },
    );
    assert!(m.contains("via = \"customer\""), "{m}");
    let m = message(quote! { #[object(title = "a")] struct C { a: String, #[field(roll_up(function = mean))] s: i64 } });
    assert!(m.contains("count, sum, min, max"), "{m}");
}

#[test]
fn only_structs_with_named_fields_are_objects() {
    assert!(message(quote! { enum E { A } }).contains("named fields"));
    assert!(message(quote! { struct E(String); }).contains("named fields"));
}
