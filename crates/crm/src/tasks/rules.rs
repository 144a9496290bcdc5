//! What must hold of tasks.

use super::model::Task;
use super::react::{REMIND, REPEAT};
use super::repeat::Repeat;
use super::{checklist, reminder};
use crate::events::effect;
use model::{FieldError, Record, Ts, Val};
use records::{Change, Effects};
use serde_json::json;

/// - The state follows `done_at`, the progress the checklist; whoever does not say who shall do it, does it.
/// - Whoever shall do it is told when it is due, or so long before, and when it was snoozed until.
/// - When one that repeats is done, the next one is made; when it is opened again, that one goes.
/// - A task of a customer appears on the timeline when it is made and when it is done.
pub fn task(change: &mut Change<'_>) -> Result<Effects, Vec<FieldError>> {
    let (before, now, user) = (change.before, change.now, change.by.user());
    let Some(after) = change.after.as_deref_mut() else { return Ok(Effects::default()) };
    if before.is_none() && after.get(Task::ASSIGNEE).is_null() {
        after.set(Task::ASSIGNEE, user);
    }
    complete(after)?;
    let state = if after.get(Task::DONE_AT).is_null() { "open" } else { "done" };
    let told = before.and_then(|b| b.get(Task::STATE).text()) == Some(state);
    after.set(Task::STATE, state);
    if state == "done" {
        after.set(Task::SNOOZED_UNTIL, Val::Null);
    }
    let mut effects = Effects::default();
    let known = before.map(reminder::instants).unwrap_or_default();
    let due_ahead = after.get(Task::DUE_AT).int().is_some_and(|due| due > now.0);
    for at in reminder::instants(after).into_iter().filter(|at| !known.contains(at)) {
        // Who says a day before, of something that is due in an hour, is told now.
        if at > now || due_ahead {
            effects.later.push((REMIND.into(), json!({ "task": after.id(), "at": at.0 }), at.max(now)));
        }
    }
    if before.is_some() && !told && !after.get(Task::REPEAT).is_null() {
        effects.jobs.push((REPEAT.into(), json!({ "task": after.id(), "by": user })));
    }
    let reopened = before.is_some() && state == "open";
    if !told && !reopened && after.get(Task::CUSTOMER).id().is_some() {
        effects.events.push(event(after, state, now));
    }
    Ok(effects)
}

/// Writes the checklist and the rule of repeating as they are kept.
fn complete(task: &mut Record) -> Result<(), Vec<FieldError>> {
    let mut wrong = Vec::new();
    match checklist::read(task.get(Task::CHECKLIST)) {
        Ok(items) => {
            task.set(Task::PROGRESS, checklist::progress(&items));
            task.set(Task::CHECKLIST, checklist::written(&items));
        }
        Err(why) => wrong.push(FieldError::new(Task::CHECKLIST, "bad_checklist", why)),
    }
    match task.get(Task::REPEAT).text().map(Repeat::parse) {
        Some(Ok(_)) if task.get(Task::DUE_AT).is_null() => {
            wrong.push(FieldError::new(Task::DUE_AT, "required", "says when it is due for the first time"));
        }
        Some(Ok(rule)) => drop(task.set(Task::REPEAT, rule.to_string())),
        Some(Err(why)) => wrong.push(FieldError::new(Task::REPEAT, "bad_repeat", why)),
        None => {}
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong) }
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
    use crate::testing::{NOW, create, record, refusals, update};
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

    /// When something is told, in microseconds from now.
    fn told(effects: &Effects) -> Vec<i64> {
        effects.later.iter().inspect(|l| assert_eq!(l.0, REMIND)).map(|l| l.2.0 - NOW.0).collect()
    }

    #[test]
    fn a_time_to_come_is_remembered_once() {
        let mut t = call();
        t.set("due_at", NOW.0 + 5);
        let (made, effects) = create(task, t).unwrap();
        assert_eq!(told(&effects), [5]);
        assert!(told(&update(task, &made, &[("title", "Call".into())]).unwrap().1).is_empty());
        assert_eq!(told(&update(task, &made, &[("due_at", (NOW.0 + 9).into())]).unwrap().1), [9]);
        assert!(told(&update(task, &made, &[("due_at", (NOW.0 - 9).into())]).unwrap().1).is_empty());
        assert!(told(&update(task, &made, &[("remind", "none".into())]).unwrap().1).is_empty());
        let (before, effects) = update(task, &made, &[("remind", "m10".into())]).unwrap();
        assert_eq!(told(&effects), [0], "ten minutes before has passed");
        let (_, effects) = update(task, &before, &[("due_at", (NOW.0 + 700_000_000).into())]).unwrap();
        assert_eq!(told(&effects), [100_000_000]);
        let (done, effects) = update(task, &before, &[("done_at", NOW.0.into()), ("due_at", (NOW.0 + 99).into())]).unwrap();
        assert!(told(&effects).is_empty());
        assert_eq!(told(&update(task, &done, &[("done_at", Val::Null)]).unwrap().1), [0]);
    }

    #[test]
    fn a_snoozed_task_is_told_again() {
        let mut t = call();
        t.set("due_at", NOW.0 + 5);
        let (made, _) = create(task, t).unwrap();
        let (snoozed, effects) = update(task, &made, &[("snoozed_until", (NOW.0 + 7).into())]).unwrap();
        assert_eq!(told(&effects), [7]);
        let (done, _) = update(task, &snoozed, &[("done_at", NOW.0.into())]).unwrap();
        assert!(done.get("snoozed_until").is_null());
    }

    #[test]
    fn checklists_and_repeats_are_kept_in_one_form() {
        let mut t = call();
        t.set("checklist", r#"[ {"text":"a","done":true}, {"text":"b"} ]"#);
        t.set("repeat", "BYDAY=FR,MO;FREQ=WEEKLY;INTERVAL=1");
        assert_eq!(refusals(create(task, t.clone())), ["due_at required"]);
        t.set("due_at", NOW.0);
        let (made, effects) = create(task, t.clone()).unwrap();
        assert_eq!(made.get("progress").text(), Some("1/2"));
        assert_eq!(made.get("checklist").text(), Some(r#"[{"text":"a","done":true},{"text":"b","done":false}]"#));
        assert_eq!(made.get("repeat").text(), Some("FREQ=WEEKLY;BYDAY=MO,FR"));
        assert!(effects.jobs.is_empty());
        let (done, effects) = update(task, &made, &[("done_at", NOW.0.into())]).unwrap();
        assert_eq!(effects.jobs[0].0, REPEAT);
        assert!(update(task, &done, &[("title", "Call".into())]).unwrap().1.jobs.is_empty());
        assert_eq!(update(task, &done, &[("done_at", Val::Null)]).unwrap().1.jobs.len(), 1);
        t.set("repeat", "FREQ=HOURLY");
        t.set("checklist", "[1]");
        assert_eq!(refusals(create(task, t)), ["checklist bad_checklist", "repeat bad_repeat"]);
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
