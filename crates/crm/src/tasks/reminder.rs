//! When whoever shall do a task is told of it.

use super::model::Task;
use model::{Record, Ts};

const MINUTE: i64 = 60_000_000;

/// How long before a task is due it is told, in microseconds, by the word of `remind`; `None` for never.
fn before(remind: &str) -> Option<i64> {
    Some(match remind {
        "none" => return None,
        "m10" => 10 * MINUTE,
        "m30" => 30 * MINUTE,
        "h1" => 60 * MINUTE,
        "h3" => 180 * MINUTE,
        "d1" => 1_440 * MINUTE,
        "d2" => 2_880 * MINUTE,
        "w1" => 10_080 * MINUTE,
        _ => 0,
    })
}

/// The instants at which an open task is told: when it was snoozed until, and before it is due, unless it is snoozed then.
#[must_use]
pub fn instants(task: &Record) -> Vec<Ts> {
    if !task.get(Task::DONE_AT).is_null() {
        return Vec::new();
    }
    let snoozed = task.get(Task::SNOOZED_UNTIL).int();
    let due = task.get(Task::DUE_AT).int().zip(before(task.get(Task::REMIND).text().unwrap_or_default()));
    let due = due.map(|(due, before)| due - before).filter(|at| snoozed.is_none_or(|until| *at > until));
    snoozed.into_iter().chain(due).map(Ts).collect()
}
