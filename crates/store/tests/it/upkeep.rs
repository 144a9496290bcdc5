//! What every tenant needs now and then.

use std::time::Duration;
use store::jobs::{self, JobState, NewJob, Worker};
use store::upkeep::{self, Done, Keep};
use store::{Change, Error, FeedCursor, Tenant};
use testkit::{TestDb, both, until};

const DAY: i64 = 86_400;

/// A job that was cancelled.
async fn cancelled(tenant: &Tenant) {
    let job = NewJob::new("mail", serde_json::json!({}));
    let job = &job;
    let id = tenant.write::<_, Error, _>(move |tx| Box::pin(tx.enqueue(job.clone()))).await.unwrap();
    jobs::cancel(tenant, id).await.unwrap();
}

async fn at_rest(tenant: &Tenant) -> usize {
    jobs::list(tenant, JobState::Cancelled, None, 10).await.unwrap().len()
}

async fn appended(tenant: &Tenant, count: usize) {
    let rows = vec![Change::default(); count];
    let rows = &rows;
    tenant.write::<_, Error, _>(move |tx| Box::pin(tx.append(rows.clone()))).await.unwrap();
}

async fn changes(tenant: &Tenant) -> usize {
    tenant.feed(FeedCursor::default(), 100).await.unwrap().len()
}

#[test]
fn old_things_go_and_new_ones_stay() {
    both(|db: TestDb| async move {
        let days = |n: u64| Duration::from_secs(86_400 * n);
        cancelled(&db.a).await;
        appended(&db.a, 3).await;
        until("the changes are visible", async || changes(&db.a).await == 3).await;
        let read = db.a.feed(FeedCursor::default(), 2).await.unwrap()[1].cursor;
        db.a.write::<_, Error, _>(move |tx| Box::pin(tx.set_cursor("search", read))).await.unwrap();
        db.clock.advance(DAY * 100);
        cancelled(&db.a).await;
        appended(&db.a, 1).await;
        until("the last change is visible", async || changes(&db.a).await == 4).await;

        let done = upkeep::run(&db.a, Keep::default()).await.unwrap();
        assert_eq!(done, Done { jobs_forgotten: 1, changes_cut: 0, lag: days(100) });
        assert_eq!((at_rest(&db.a).await, changes(&db.a).await), (1, 4), "history is kept for ever");
        let keep = Keep { history: Some(days(30)), ..Keep::default() };
        let done = upkeep::run(&db.a, keep).await.unwrap();
        assert_eq!(done, Done { jobs_forgotten: 0, changes_cut: 2, lag: days(100) });
        assert_eq!(changes(&db.a).await, 2, "what the search has not read stays");
        let done = upkeep::run(&db.b, keep).await.unwrap();
        assert_eq!(done, Done::default());
    });
}

#[test]
fn it_comes_once_a_day() {
    both(|db: TestDb| async move {
        let schedule = &upkeep::schedule();
        for _ in 0..2 {
            db.a.write::<_, Error, _>(move |tx| Box::pin(tx.put_schedule(schedule))).await.unwrap();
        }
        let worker = Worker::new(db.store.clone()).poll(Duration::from_millis(50));
        let worker = worker.handle(upkeep::KIND, |ctx| async move {
            upkeep::run(ctx.tenant(), Keep::default()).await.map(drop).map_err(Into::into)
        });
        let running = worker.start();
        for _ in 0..2 {
            cancelled(&db.a).await;
            db.clock.advance(DAY * 91);
            until("forgotten", async || at_rest(&db.a).await == 0).await;
        }
        running.stop(Duration::from_secs(5)).await;
    });
}
