//! Tasks: what somebody has to do for a customer.

use model::{Extra, Id, Ts};
use model_derive::Object;

/// Something to do, for one person, by a time. Open until `done_at` is set.
#[derive(Object, Clone, Debug)]
#[object(
    title = "title",
    sort = "due_at",
    list(title, customer, state, priority, due_at, assignee),
    department = "customers",
    index(assignee, state, due_at),
    owned,
    open(state = "open")
)]
pub struct Task {
    pub id: Id,
    pub owner: Option<Id>,
    #[field(text(200), section = "task")]
    pub title: String,
    #[field(reference("customer", on_delete = cascade), indexed, section = "task")]
    pub customer: Option<Id>,
    #[field(long_text, section = "task")]
    pub description: Option<String>,
    #[field(user, section = "task")]
    pub assignee: Option<Id>,
    #[field(indexed, section = "task")]
    pub due_at: Option<Ts>,
    #[field(select(low = "grey", normal = "blue", high = "amber", urgent = "red"), default = "normal", section = "task")]
    pub priority: String,
    /// Follows `done_at`.
    #[field(select(open = "blue", done = "green"), by("engine"), default = "open", indexed, section = "task")]
    pub state: String,
    #[field(section = "task")]
    pub done_at: Option<Ts>,
    #[field(text(500), section = "task")]
    pub result: Option<String>,
    pub extra: Extra,
}
