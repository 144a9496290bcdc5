//! Each job once, in order, with its transaction.

use super::*;
use model::Ts;
use serde_json::json;
use std::collections::HashMap;
use store::jobs::Priority;
use testkit::{TestDb, both};

#[test]
fn four_workers_do_each_of_400_jobs_once() {
    both(check_four_workers);
}

async fn check_four_workers(db: TestDb) {
    let calls = Calls::default();
    let other = db.second_node().await;
    let workers: Vec<_> =
        [&db.store, &db.store, &other, &other].map(|s| worker(s).handle("count", noting(&calls)).start()).into();
    for tenant in [&db.a, &db.b] {
        for chunk in 0..20 {
            let add = tenant.write::<(), Error, _>(move |tx| {
                Box::pin(async move {
                    for n in 0..10 {
                        tx.enqueue(NewJob::new("count", json!([tx.now().0, chunk, n]))).await?;
                    }
                    Ok(())
                })
            });
            add.await.unwrap();
        }
    }
    until("400 calls", async || calls.lock().len() >= 400).await;
    for worker in workers {
        worker.stop(GRACE).await;
    }
    let mut times: HashMap<String, usize> = HashMap::new();
    calls.lock().iter().for_each(|c| *times.entry(c.to_string()).or_default() += 1);
    assert_eq!((times.len(), times.values().sum::<usize>()), (200, 400), "each of 200 payloads once in both companies");
    assert!(times.values().all(|n| *n == 2));
    for state in [JobState::Waiting, JobState::Running, JobState::Dead] {
        assert_eq!(jobs::list(&db.a, state, None, 10).await.unwrap(), []);
    }
}

#[test]
fn a_job_comes_and_goes_with_its_transaction() {
    both(check_transaction);
}

async fn check_transaction(db: TestDb) {
    let calls = Calls::default();
    let failed = db.a.write::<(), Error, _>(|tx| {
        Box::pin(async move {
            tx.enqueue(NewJob::new("note", json!("lost"))).await?;
            Err(Error::Invalid("changed my mind".into()))
        })
    });
    failed.await.unwrap_err();
    let worker = worker(&db.store).handle("note", noting(&calls)).start();
    gone(&db.a, enqueue(&db.a, NewJob::new("note", json!("kept"))).await).await;
    assert_eq!(*calls.lock(), [json!("kept")]);
    worker.stop(GRACE).await;
}

#[test]
fn order_keys_and_unknown_kinds() {
    both(check_order);
}

async fn check_order(db: TestDb) {
    let note = |text: &str| NewJob::new("note", json!(text));
    enqueue(&db.a, note("low").priority(Priority::Low)).await;
    enqueue(&db.a, note("normal")).await;
    enqueue(&db.a, note("high").priority(Priority::High)).await;
    db.clock.advance(1);
    let later = Ts(db.store.clock().now().0 + 60_000_000);
    let once = enqueue(&db.a, note("once").at(later).dedup("k").priority(Priority::Low)).await;
    assert_eq!(enqueue(&db.a, note("twice").dedup("k")).await, once, "one waits already, and is moved forward");
    assert_ne!(enqueue(&db.a, NewJob::new("other", json!("unknown here")).dedup("k")).await, once, "another kind");
    assert_ne!(enqueue(&db.b, note("neighbour").dedup("k").at(later)).await, once, "another company");
    enqueue(&db.a, note("later").at(later)).await;

    let calls = Calls::default();
    let worker = worker(&db.store).slots(1, 1).handle("note", noting(&calls)).start();
    until("four calls", async || calls.lock().len() >= 4).await;
    assert_eq!(*calls.lock(), ["high", "normal", "low", "once"]);
    db.clock.advance(61);
    until("the later ones", async || calls.lock().len() >= 6).await;
    let unknown = jobs::list(&db.a, JobState::Waiting, None, 10).await.unwrap();
    assert_eq!(unknown.len(), 1, "left to a node that knows it");
    assert_eq!(unknown[0].attempt, 0);
    worker.stop(GRACE).await;
}

#[test]
fn a_job_that_began_does_not_swallow_a_new_one() {
    both(check_dedup_of_running);
}

async fn check_dedup_of_running(db: TestDb) {
    let calls = Calls::default();
    let seen = calls.clone();
    let gate = Arc::new(tokio::sync::Semaphore::new(0));
    let pass = gate.clone();
    let slow = move |ctx: JobCtx| {
        seen.lock().push(ctx.payload().clone());
        let pass = pass.clone();
        async move {
            pass.acquire().await.unwrap().forget();
            Ok(())
        }
    };
    let worker = worker(&db.store).handle("slow", slow).start();
    let first = enqueue(&db.a, NewJob::new("slow", json!(1)).dedup("k")).await;
    in_state(&db.a, first, JobState::Running).await;
    let second = enqueue(&db.a, NewJob::new("slow", json!(2)).dedup("k")).await;
    assert_ne!(first, second);
    gate.add_permits(2);
    gone(&db.a, first).await;
    gone(&db.a, second).await;
    assert_eq!(*calls.lock(), [1, 2]);
    worker.stop(GRACE).await;
}
