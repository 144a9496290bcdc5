//! Tasks: what somebody has to do for a customer.

use model::{Extra, Id, Ts};
use model_derive::Object;

/// Something to do, for one person, by a time. Open until `done_at` is set.
#[derive(Object, Clone, Debug)]
#[object(
    title = "title",
    sort = "due_at",
    list(title, customer, state, priority, due_at, progress, assignee),
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
    /// How long before `due_at` whoever shall do it is told.
    #[field(select(none, at_due, m10, m30, h1, h3, d1, d2, w1), default = "at_due", section = "task")]
    pub remind: Option<String>,
    /// Out of sight until then, when it is told again; `due_at` stays.
    #[field(section = "task")]
    pub snoozed_until: Option<Ts>,
    /// A rule of RFC 5545 by which the next one is made when this one is done; see [`Repeat`](super::repeat::Repeat).
    #[field(text(200), section = "task")]
    pub repeat: Option<String>,
    #[field(select(low = "grey", normal = "blue", high = "amber", urgent = "red"), default = "normal", section = "task")]
    pub priority: String,
    /// What it takes, in order: `[{"text": "Print", "done": false}]`.
    #[field(json, section = "task")]
    pub checklist: Option<serde_json::Value>,
    /// Of the checklist: `2/5`.
    #[field(text(9), by("engine"), section = "task")]
    pub progress: Option<String>,
    /// Follows `done_at`.
    #[field(select(open = "blue", done = "green"), by("engine"), default = "open", indexed, section = "task")]
    pub state: String,
    #[field(section = "task")]
    pub done_at: Option<Ts>,
    #[field(text(500), section = "task")]
    pub result: Option<String>,
    /// The one that this one repeats.
    #[field(reference("task", on_delete = clear), unique, by("repeat_task"), section = "task")]
    pub previous: Option<Id>,
    pub extra: Extra,
}
