//! What must hold of tasks.

use super::model::Task;
use super::react::DUE;
use crate::events::effect;
use model::{FieldError, Record, Ts};
use records::{Change, Effects};
use serde_json::json;

/// - The state follows `done_at`; whoever does not say who shall do it, does it.
/// - Whoever shall do it is told when it is due.
/// - A task of a customer appears on the timeline when it is made and when it is done.
pub fn task(change: &mut Change<'_>) -> Result<Effects, Vec<FieldError>> {
    let (before, now, user) = (change.before, change.now, change.by.user());
    let Some(after) = change.after.as_deref_mut() else { return Ok(Effects::default()) };
    if before.is_none() && after.get(Task::ASSIGNEE).is_null() {
        after.set(Task::ASSIGNEE, user);
    }
    let state = if after.get(Task::DONE_AT).is_null() { "open" } else { "done" };
    let told = before.and_then(|b| b.get(Task::STATE).text()) == Some(state);
    after.set(Task::STATE, state);
    let mut effects = Effects::default();
    let due_at = after.get(Task::DUE_AT).int();
    let put_off = before.and_then(|b| b.get(Task::DUE_AT).int()) != due_at;
    if let Some(due_at) = due_at.filter(|at| put_off && *at > now.0) {
        effects.later.push((DUE.into(), json!({ "task": after.id(), "due_at": due_at }), Ts(due_at)));
    }
    let reopened = before.is_some() && state == "open";
    if !told && !reopened && after.get(Task::CUSTOMER).id().is_some() {
        effects.events.push(event(after, state, now));
    }
    Ok(effects)
}

fn event(task: &Record, state: &str, now: Ts) -> records::NewEvent {
    let at = task.get(Task::DONE_AT).int().map_or(now, Ts);
    let props = effect::props(&[
        ("content", task.get(Task::TITLE).text()),
        ("state", Some(state)),
        ("result", task.get(Task::RESULT).text()),
    ]);
    effect::about(task, task.get(Task::CUSTOMER).id(), at, "task", state, props)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::testing::{NOW, create, record, update};
    use model::{Id, ObjectType, Val};
    use proptest::prelude::*;

    fn call() -> Record {
        record(Task::DEF, &[("title", "Call back".into()), ("customer", Id::at(1).into())])
    }

    #[test]
    fn making_and_doing_are_told_reopening_is_not() {
        let (open, effects) = create(task, call()).unwrap();
        assert_eq!((&*effects.events[0].kind, &effects.events[0].props["state"]), ("task", &"open".into()));
        let (done, effects) = update(task, &open, &[("done_at", NOW.0.into()), ("result", "sold".into())]).unwrap();
        assert_eq!(done.get("state").text(), Some("done"));
        assert_eq!(effects.events[0].props["result"], "sold");
        let (again, effects) = update(task, &done, &[("done_at", Val::Null)]).unwrap();
        assert_eq!(again.get("state").text(), Some("open"));
        assert!(effects.events.is_empty());
    }

    #[test]
    fn a_time_to_come_is_remembered_once() {
        let mut t = call();
        t.set("due_at", NOW.0 + 5);
        let (made, effects) = create(task, t).unwrap();
        assert_eq!((&*effects.later[0].0, effects.later[0].2), (DUE, Ts(NOW.0 + 5)));
        assert!(update(task, &made, &[("title", "Call".into())]).unwrap().1.later.is_empty());
        assert_eq!(update(task, &made, &[("due_at", (NOW.0 + 9).into())]).unwrap().1.later.len(), 1);
        assert!(update(task, &made, &[("due_at", (NOW.0 - 9).into())]).unwrap().1.later.is_empty());
    }

    #[test]
    fn a_task_without_a_customer_is_on_no_timeline() {
        let mut t = call();
        t.set("customer", Val::Null);
        assert!(create(task, t).unwrap().1.events.is_empty());
    }

    proptest! {
        /// Whatever is set in whatever order, the state says whether `done_at` is set.
        #[test]
        fn state_follows_done_at(steps in prop::collection::vec(prop::option::of(1_i64..i64::MAX), 1..8)) {
            let (mut t, _) = create(task, call()).unwrap();
            for done_at in steps {
                t = update(task, &t, &[("done_at", done_at.into())]).unwrap().0;
                prop_assert_eq!(t.get("state").text() == Some("done"), done_at.is_some());
            }
        }
    }
}
