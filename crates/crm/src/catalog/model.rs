//! What is sold.

use model::{Extra, Id};
use model_derive::Object;

/// A node of the category tree.
#[derive(Object, Clone, Debug)]
#[object(title = "name", sort = "position", list(name, parent, position), department = "sales")]
pub struct Category {
    pub id: Id,
    #[field(text(100), indexed, section = "category")]
    pub name: String,
    #[field(reference("category", on_delete = restrict), indexed, section = "category")]
    pub parent: Option<Id>,
    #[field(default = "0", section = "category")]
    pub position: i64,
    pub extra: Extra,
}

/// An article with a stock-keeping number.
#[derive(Object, Clone, Debug)]
#[object(title = "name", sort = "name", list(sku, name, category, price, sold, revenue, active), department = "sales")]
pub struct Product {
    pub id: Id,
    #[field(text(100), unique, section = "product")]
    pub sku: String,
    /// The number again when nobody gave a name.
    #[field(text(300), indexed, section = "product")]
    pub name: Option<String>,
    #[field(reference("category", on_delete = clear), indexed, section = "product")]
    pub category: Option<Id>,
    /// Unit price in the company's currency; may have fractions of its minor unit.
    #[field(decimal(4), section = "product")]
    pub price: Option<i64>,
    #[field(decimal(4), sensitivity = "sensitive", section = "product")]
    pub cost: Option<i64>,
    #[field(file, section = "product")]
    pub picture: Option<Id>,
    #[field(long_text, section = "product")]
    pub description: Option<String>,
    #[field(default = "true", section = "product")]
    pub active: bool,
    /// Quantity sold less quantity returned.
    #[field(
        roll_up(object = "order_line", via = "product", function = sum, of = "quantity", result = decimal(3), lazy),
        section = "sales"
    )]
    pub sold: Option<i64>,
    #[field(roll_up(object = "order_line", via = "product", function = sum, of = "amount", result = money, lazy), section = "sales")]
    pub revenue: Option<i64>,
    pub extra: Extra,
}
