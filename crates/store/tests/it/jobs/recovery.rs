//! Leases, fences, stops, crashes: a job goes on from its checkpoint.

use super::*;
use model::{Clock, Ts};
use serde_json::json;
use std::sync::atomic::{AtomicUsize, Ordering};
use store::StoreConfig;
use testkit::{TestClock, TestDb, both};

#[test]
fn a_lost_lease_is_taken_over_and_fenced() {
    both(check_fence);
}

async fn check_fence(db: TestDb) {
    let held: Arc<Mutex<Vec<JobCtx>>> = Arc::default();
    let hang = |held: &Arc<Mutex<Vec<JobCtx>>>| {
        let held = held.clone();
        move |ctx: JobCtx| {
            held.lock().push(ctx.clone());
            async move { if ctx.attempt() == 1 { std::future::pending().await } else { Ok(()) } }
        }
    };
    let ten_minutes = Duration::from_secs(600);
    let first = worker(&db.store).lease(ten_minutes).handle("hang", hang(&held)).start();
    let id = enqueue(&db.a, NewJob::new("hang", json!({}))).await;
    until("a handler that hangs", async || held.lock().len() == 1).await;
    let stale = held.lock()[0].clone();
    save(&stale, "begun").await.unwrap();

    // Within the lease nobody else touches it; after it the next worker does.
    let other = db.second_node().await;
    let second = worker(&other).lease(ten_minutes).handle("hang", hang(&held)).start();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(held.lock().len(), 1);
    db.clock.advance(601);
    gone(&db.a, id).await;
    let fresh = held.lock()[1].clone();
    assert_eq!((fresh.attempt(), fresh.checkpoint::<String>().as_deref()), (2, Some("begun")));

    // Whoever lost it can save nothing, also not in a transaction of its own work.
    assert!(matches!(save(&stale, "late").await, Err(Error::Fenced(_))));
    assert!(matches!(stale.progress(&json!(99)).await, Err(Error::Fenced(_))));
    let ctx = &stale;
    let work = db.a.write::<_, Error, _>(move |tx| {
        Box::pin(async move {
            tx.enqueue(NewJob::new("effect", json!({}))).await?;
            ctx.finish(tx).await
        })
    });
    assert!(matches!(work.await, Err(Error::Fenced(_))));
    assert_eq!(jobs::list(&db.a, JobState::Waiting, None, 10).await.unwrap(), [], "nothing of it is left");
    first.stop(Duration::ZERO).await;
    second.stop(GRACE).await;
}

async fn save(ctx: &JobCtx, checkpoint: &'static str) -> Result<(), Error> {
    ctx.tenant().write(move |tx| Box::pin(async move { ctx.save(tx, &checkpoint).await })).await
}

#[test]
fn heartbeats_keep_a_long_job() {
    both(check_heartbeat);
}

async fn check_heartbeat(db: TestDb) {
    let calls = Arc::new(AtomicUsize::new(0));
    let handler = |clock: &Arc<TestClock>| {
        let (calls, clock) = (calls.clone(), clock.clone());
        move |ctx: JobCtx| {
            calls.fetch_add(1, Ordering::SeqCst);
            let clock = clock.clone();
            async move {
                for step in 0..20 {
                    tokio::time::sleep(Duration::from_millis(150)).await;
                    clock.set(Ts(clock.now().0 + 150_000));
                    ctx.progress(&json!({ "step": step })).await?;
                }
                Ok(())
            }
        }
    };
    let other = db.second_node().await;
    let lease = Duration::from_millis(1_500);
    let workers = [&db.store, &other].map(|s| worker(s).lease(lease).handle("long", handler(&db.clock)).start());
    let id = enqueue(&db.a, NewJob::new("long", json!("x"))).await;
    let job = in_state(&db.a, id, JobState::Running).await;
    assert!(job.node.is_some_and(|n| n.starts_with("node-")));
    let mut progress = None;
    until("progress", async || {
        progress = jobs::get(&db.a, id).await.unwrap().and_then(|j| j.progress);
        progress.is_some()
    })
    .await;
    assert!(progress.unwrap()["step"].is_number());
    gone(&db.a, id).await;
    for worker in workers {
        worker.stop(GRACE).await;
    }
    assert_eq!(calls.load(Ordering::SeqCst), 1, "twice the lease, and still the same worker");
}

#[test]
fn a_stop_pauses_and_the_next_start_goes_on() {
    both(check_stop);
}

async fn check_stop(db: TestDb) {
    let steps = Arc::new(Mutex::new(Vec::new()));
    let handler = |steps: &Arc<Mutex<Vec<(i64, u32)>>>| {
        let steps = steps.clone();
        move |ctx: JobCtx| {
            let steps = steps.clone();
            async move {
                for step in ctx.checkpoint::<u32>().map_or(0, |s| s + 1)..6 {
                    ctx.check()?;
                    steps.lock().push((ctx.attempt(), step));
                    let (job, at) = (&ctx, &step);
                    ctx.tenant().write::<_, Error, _>(move |tx| Box::pin(job.save(tx, at))).await?;
                    if step == 2 && ctx.attempt() == 1 && steps.lock().len() == 3 {
                        return Err(ctx.interrupted().await);
                    }
                }
                Ok(())
            }
        }
    };
    let worker1 = worker(&db.store).handle("steps", handler(&steps)).handle("stuck", |_| std::future::pending()).start();
    let stuck = enqueue(&db.a, NewJob::new("stuck", json!({}))).await;
    let id = enqueue(&db.a, NewJob::new("steps", json!({}))).await;
    until("three steps", async || steps.lock().len() == 3).await;
    worker1.stop(Duration::from_millis(300)).await;
    for id in [id, stuck] {
        let job = jobs::get(&db.a, id).await.unwrap().unwrap();
        assert_eq!((job.state, job.attempt), (JobState::Waiting, 0), "a pause is not a try");
    }
    let next = db.second_node().await;
    let worker2 = worker(&next).handle("steps", handler(&steps)).start();
    gone(&db.a, id).await;
    assert_eq!(*steps.lock(), (0..6).map(|s| (1, s)).collect::<Vec<_>>());
    worker2.stop(GRACE).await;
}

#[test]
fn what_a_crash_left_behind_is_found_at_start() {
    both(check_sweep);
}

async fn check_sweep(db: TestDb) {
    let id = enqueue(&db.a, NewJob::new("note", json!("left"))).await;
    // As if the process had died between the job's commit and the wake-up (which on one database cannot happen).
    tokio::time::sleep(Duration::from_millis(200)).await;
    if db.kind == testkit::Kind::Sqlite {
        let control = rusqlite::Connection::open(db.data().join("control.db")).unwrap();
        assert_eq!(control.execute("delete from wake", []).unwrap(), 1);
    }
    let calls = Calls::default();
    let next = db.second_node().await;
    let worker = worker(&next).handle("note", noting(&calls)).start();
    gone(&db.a, id).await;
    assert_eq!(*calls.lock(), ["left"]);
    worker.stop(GRACE).await;
}

/// The program that gets killed: counts to 60 with a checkpoint at each step, slowly.
#[test]
fn child() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let mut config = StoreConfig::new(folder);
    config.database = std::env::var(DATABASE).ok();
    config.node = "child".into();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let store = Store::open(config, Arc::new(model::time::SystemClock)).await.unwrap();
        let _worker = worker(&store).lease(Duration::from_secs(2)).handle("count", count).start();
        let () = std::future::pending().await;
    });
}

const FOLDER: &str = "GUANXI_JOBS_TEST_FOLDER";
const DATABASE: &str = "GUANXI_JOBS_TEST_DATABASE";

/// Each step's row and the checkpoint are one transaction.
async fn count(ctx: JobCtx) -> Result<(), JobError> {
    for step in ctx.checkpoint::<i64>().map_or(0, |s| s + 1)..60 {
        tokio::time::sleep(Duration::from_millis(20)).await;
        let ctx = &ctx;
        let save = ctx.tenant().write::<_, Error, _>(move |tx| {
            Box::pin(async move {
                tx.run("insert into @step (id, attempt) values ($1, $2)", &[step.into(), ctx.attempt().into()]).await?;
                ctx.save(tx, &step).await
            })
        });
        save.await?;
    }
    Ok(())
}

#[test]
fn a_killed_worker_is_followed_by_one_that_goes_on() {
    both(check_kill);
}

async fn check_kill(db: TestDb) {
    // The killed program goes by the machine's clock, and so must what follows.
    db.clock.set(model::time::SystemClock.now());
    db.a.ddl(&["create table @step (id {int} not null primary key, attempt {int} not null) {strict_rowid}".into()])
        .await
        .unwrap();
    let id = enqueue(&db.a, NewJob::new("count", json!({}))).await;
    let mut program = std::process::Command::new(std::env::current_exe().unwrap());
    program.args(["--exact", "jobs::recovery::child"]).env(FOLDER, db.data()).stdout(std::process::Stdio::null());
    if let Some(url) = &db.config.database {
        program.env(DATABASE, url);
    }
    let mut child = program.spawn().unwrap();
    let steps = async || db.a.get("select attempt from @step order by id", &[]).await.unwrap();
    until("ten steps", async || steps().await.len() >= 10).await;
    child.kill().unwrap();
    child.wait().unwrap();
    // A server may still finish the commit that the program had sent.
    tokio::time::sleep(Duration::from_millis(300)).await;
    let done = steps().await.len();
    assert!(done < 60, "it was killed in the middle");
    assert_eq!(jobs::get(&db.a, id).await.unwrap().unwrap().state, JobState::Running, "as far as anybody knows");

    let next = db.second_node().await;
    let worker = worker(&next).handle("count", count).start();
    db.clock.set(Ts(model::time::SystemClock.now().0 + 3_000_000));
    gone(&db.a, id).await;
    let attempts: Vec<i64> = steps().await.iter().map(|r| r.int(0).unwrap()).collect();
    assert_eq!(attempts.len(), 60, "each step once");
    assert_eq!(attempts.iter().filter(|a| **a == 1).count(), done, "from where it was");
    assert!(attempts.iter().all(|a| *a == 1 || *a == 2));
    worker.stop(GRACE).await;
}
