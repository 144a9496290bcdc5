//! Files kept with a customer.

use model::{Extra, Id};
use model_derive::Object;

/// A file that belongs to a customer.
#[derive(Object, Clone, Debug)]
#[object(title = "name", sort = "-created_at", list(name, customer, created_at), owned)]
pub struct Attachment {
    pub id: Id,
    #[field(reference("customer", on_delete = cascade), indexed, section = "attachment")]
    pub customer: Id,
    #[field(text(255), section = "attachment")]
    pub name: String,
    #[field(file, section = "attachment")]
    pub file: Id,
    pub extra: Extra,
}
