//! Jobs and schedules on both databases.

use model::{Clock, Id, Ts};
use parking_lot::Mutex;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use store::jobs::{self, JobCtx, JobError, JobState, NewJob, Priority, Schedule, When, Worker};
use store::{Error, Store, StoreConfig, Tenant};
use testkit::{TestClock, TestDb, both, until};

const GRACE: Duration = Duration::from_secs(5);

/// A worker that looks often.
fn worker(store: &Store) -> Worker {
    Worker::new(store.clone()).poll(Duration::from_millis(50))
}

async fn enqueue(tenant: &Tenant, job: NewJob) -> Id {
    let job = &job;
    tenant.write::<_, Error, _>(move |tx| Box::pin(tx.enqueue(job.clone()))).await.unwrap()
}

async fn gone(tenant: &Tenant, id: Id) {
    until("the job is done", async || jobs::get(tenant, id).await.unwrap().is_none()).await;
}

async fn in_state(tenant: &Tenant, id: Id, state: JobState) -> jobs::Job {
    let mut found = None;
    until("the job is in its state", async || {
        found = jobs::get(tenant, id).await.unwrap().filter(|j| j.state == state);
        found.is_some()
    })
    .await;
    found.unwrap()
}

/// What a handler was called with, in order.
type Calls = Arc<Mutex<Vec<Value>>>;

fn noting(
    calls: &Calls,
) -> impl Fn(JobCtx) -> futures_util::future::BoxFuture<'static, Result<(), JobError>> + Send + Sync + use<> {
    let calls = calls.clone();
    move |ctx| {
        calls.lock().push(ctx.payload().clone());
        Box::pin(async { Ok(()) })
    }
}

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
fn schedules_fire_once_each_time_also_after_a_restart() {
    both(check_schedules);
}

async fn check_schedules(db: TestDb) {
    let minute = Schedule {
        name: "minute".into(),
        kind: "note".into(),
        payload: json!("minute"),
        when: When::Every(Duration::from_secs(60)),
    };
    // The clock begins at 08:00 UTC, 16:00 in Shanghai.
    let at_five = When::Daily { time: "17:00".parse().unwrap(), zone: "Asia/Shanghai".into() };
    let daily = Schedule { name: "daily".into(), kind: "note".into(), payload: json!("daily"), when: at_five };
    let both = &[minute.clone(), daily.clone()];
    db.a.write::<_, Error, _>(move |tx| {
        Box::pin(async move {
            for schedule in both {
                tx.put_schedule(schedule).await?;
            }
            Ok(())
        })
    })
    .await
    .unwrap();
    let listed = jobs::schedules(&db.a).await.unwrap();
    assert_eq!(listed.iter().map(|(s, _)| s.clone()).collect::<Vec<_>>(), [daily, minute.clone()]);
    assert_eq!(listed[0].1.rfc3339(), "2026-01-15T09:00:00Z");

    let calls = Calls::default();
    let other = db.second_node().await;
    let first = [&db.store, &other].map(|s| worker(s).handle("note", noting(&calls)).start());
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(calls.lock().len(), 0, "not yet");
    db.clock.advance(61);
    until("the first minute", async || calls.lock().len() == 1).await;
    for worker in first {
        worker.stop(GRACE).await;
    }

    // Two hours without a worker: each fires once, and again at its own time.
    db.clock.advance(7200);
    let next = db.second_node().await;
    let second = worker(&next).handle("note", noting(&calls)).start();
    until("both once", async || calls.lock().len() == 3).await;
    tokio::time::sleep(Duration::from_millis(300)).await;
    let mut seen: Vec<_> = calls.lock().iter().map(|v| v.as_str().unwrap().to_owned()).collect();
    seen.sort();
    assert_eq!(seen, ["daily", "minute", "minute"]);
    let put = &minute;
    db.a.write::<_, Error, _>(move |tx| Box::pin(tx.put_schedule(put))).await.unwrap();
    let next_times: Vec<_> = jobs::schedules(&db.a).await.unwrap().iter().map(|(_, at)| at.rfc3339()).collect();
    assert_eq!(next_times, ["2026-01-16T09:00:00Z", "2026-01-15T10:02:00Z"], "the phase is kept");

    db.a.write::<_, Error, _>(|tx| {
        Box::pin(async move {
            tx.move_schedules("Europe/Berlin").await?;
            tx.remove_schedule("minute").await
        })
    })
    .await
    .unwrap();
    let left = jobs::schedules(&db.a).await.unwrap();
    assert_eq!((left.len(), left[0].1.rfc3339().as_str()), (1, "2026-01-15T16:00:00Z"));
    second.stop(GRACE).await;
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
    program.args(["--exact", "jobs::child"]).env(FOLDER, db.data()).stdout(std::process::Stdio::null());
    if let Some(url) = &db.config.database {
        program.env(DATABASE, url);
    }
    let mut child = program.spawn().unwrap();
    let steps = async || db.a.get("select attempt from @step order by id", &[]).await.unwrap();
    until("ten steps", async || steps().await.len() >= 10).await;
    child.kill().unwrap();
    child.wait().unwrap();
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
