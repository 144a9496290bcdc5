//! Schedules.

use super::*;
use serde_json::json;
use store::jobs::{Schedule, When};
use testkit::{TestDb, both};

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
