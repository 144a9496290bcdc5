//! What must hold of products and categories.

use super::model::{Category, Product};
use model::FieldError;
use records::{Change, Effects};

/// A product without a name is called by its number.
pub fn product(change: &mut Change<'_>) -> Result<Effects, Vec<FieldError>> {
    if let Some(after) = change.after.as_deref_mut()
        && after.get(Product::NAME).text().is_none_or(str::is_empty)
    {
        let sku = after.get(Product::SKU).clone();
        after.set(Product::NAME, sku);
    }
    Ok(Effects::default())
}

/// A category is not its own parent.
pub fn category(change: &mut Change<'_>) -> Result<Effects, Vec<FieldError>> {
    match change.after.as_deref() {
        Some(after) if after.get(Category::PARENT).id() == Some(after.id()) => {
            Err(vec![FieldError::new(Category::PARENT, "circle", "a category cannot stand below itself")])
        }
        _ => Ok(Effects::default()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::testing::{create, record, refusals};
    use model::ObjectType;

    #[test]
    fn the_number_stands_in_for_a_name() {
        let (p, _) = create(product, record(Product::DEF, &[("sku", "85123A".into())])).unwrap();
        assert_eq!(p.get("name").text(), Some("85123A"));
        let (p, _) = create(product, record(Product::DEF, &[("sku", "1".into()), ("name", "Lantern".into())])).unwrap();
        assert_eq!(p.get("name").text(), Some("Lantern"));
    }

    #[test]
    fn no_category_below_itself() {
        let mut c = record(Category::DEF, &[("name", "Gifts".into())]);
        assert!(create(category, c.clone()).is_ok());
        let id = c.id();
        c.set("parent", id);
        assert_eq!(refusals(create(category, c)), ["parent circle"]);
    }
}
