//! Notes on customers.

use model::{Extra, Id, Ts};
use model_derive::Object;

/// What somebody wrote down about a customer.
#[derive(Object, Clone, Debug)]
#[object(title = "text", sort = "-created_at", list(customer, text, created_at, owner), department = "customers", owned)]
pub struct Note {
    pub id: Id,
    pub created_at: Ts,
    pub owner: Option<Id>,
    #[field(reference("customer", on_delete = cascade), indexed, section = "note")]
    pub customer: Id,
    #[field(long_text, sensitivity = "personal", section = "note")]
    pub text: String,
    /// Whom it speaks to: they are told, as far as they may see it. In the text they stand as `@name`.
    #[field(user, section = "note")]
    pub mentions: Vec<Id>,
    /// Shown above the timeline.
    #[field(section = "note")]
    pub pinned: bool,
    pub extra: Extra,
}
