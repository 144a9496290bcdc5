//! Jobs that fail, are given up, retried by hand, cancelled.

use super::*;
use serde_json::json;
use std::sync::atomic::{AtomicUsize, Ordering};
use testkit::{TestDb, both};

#[test]
fn failures_wait_die_and_live_again() {
    both(check_failures);
}

async fn check_failures(db: TestDb) {
    let tries = Arc::new(AtomicUsize::new(0));
    let seen = tries.clone();
    let flaky = move |ctx: JobCtx| {
        let n = seen.fetch_add(1, Ordering::SeqCst) + 1;
        async move {
            assert_eq!(ctx.attempt(), i64::try_from((n - 1) % 3 + 1).unwrap(), "tries are counted");
            if n < 4 { Err(JobError::retry("the other side is down")) } else { Ok(()) }
        }
    };
    let hopeless = |_| async { Err(JobError::give_up("no such template")) };
    let broken = |ctx: JobCtx| async move { ctx.parse::<Vec<u32>>().map(drop) };
    let panics = |_| async { panic!("index out of bounds") };
    let worker = worker(&db.store)
        .handle("flaky", flaky)
        .handle("hopeless", hopeless)
        .handle("broken", broken)
        .handle("panics", panics)
        .start();

    // Waits 5 s, then 10 s, give or take a fifth; after three tries it is dead.
    let id = enqueue(&db.a, NewJob::new("flaky", json!({})).tries(3)).await;
    for (attempt, seconds) in [(1, 5), (2, 10)] {
        until("a failed try", async || tries.load(Ordering::SeqCst) == attempt).await;
        let job = in_state(&db.a, id, JobState::Waiting).await;
        assert_eq!(job.reason.as_deref(), Some("the other side is down"));
        let wait = (job.due_at.unwrap().0 - db.store.clock().now().0) / 100_000;
        assert!((seconds * 8..=seconds * 12).contains(&wait), "{wait} tenths of a second");
        db.clock.advance(seconds * 12 / 10 + 1);
    }
    let dead = in_state(&db.a, id, JobState::Dead).await;
    assert_eq!((dead.attempt, dead.reason.as_deref()), (3, Some("the other side is down")));
    assert!(dead.finished_at.is_some());
    assert_eq!(jobs::list(&db.a, JobState::Dead, None, 10).await.unwrap(), [dead]);
    assert_eq!(jobs::list(&db.b, JobState::Dead, None, 10).await.unwrap(), []);

    // By hand it gets another life.
    tries.store(3, Ordering::SeqCst);
    jobs::retry(&db.a, id).await.unwrap();
    gone(&db.a, id).await;
    assert_eq!(tries.load(Ordering::SeqCst), 4);
    assert!(matches!(jobs::retry(&db.a, id).await, Err(Error::NotFound(_))));

    for (kind, reason) in
        [("hopeless", "no such template"), ("broken", "the payload of broken is wrong: invalid type: map, expected a sequence")]
    {
        let id = enqueue(&db.a, NewJob::new(kind, json!({}))).await;
        assert_eq!(in_state(&db.a, id, JobState::Dead).await.reason.as_deref(), Some(reason));
    }
    let id = enqueue(&db.a, NewJob::new("panics", json!({})).tries(1)).await;
    assert_eq!(in_state(&db.a, id, JobState::Dead).await.reason.as_deref(), Some("the job panicked: index out of bounds"));
    db.clock.advance(3600);
    assert!(jobs::forget(&db.a, Duration::from_secs(60)).await.unwrap() >= 3);
    worker.stop(GRACE).await;
}

#[test]
fn cancelling() {
    both(check_cancel);
}

async fn check_cancel(db: TestDb) {
    let patient = |ctx: JobCtx| async move { Err(ctx.interrupted().await) };
    let waiting = enqueue(&db.a, NewJob::new("patient", json!({}))).await;
    jobs::cancel(&db.a, waiting).await.unwrap();
    assert_eq!(jobs::get(&db.a, waiting).await.unwrap().unwrap().state, JobState::Cancelled);

    let worker = worker(&db.store).lease(Duration::from_millis(300)).handle("patient", patient).start();
    let running = enqueue(&db.a, NewJob::new("patient", json!({}))).await;
    in_state(&db.a, running, JobState::Running).await;
    jobs::cancel(&db.a, running).await.unwrap();
    let job = in_state(&db.a, running, JobState::Cancelled).await;
    assert_eq!(job.reason.as_deref(), Some("cancelled"));
    assert!(matches!(jobs::cancel(&db.a, Id::NIL).await, Err(Error::NotFound(_))));
    worker.stop(GRACE).await;
}
