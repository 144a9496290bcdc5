//! A server looks after the companies that it works for.

use std::time::Duration;
use store::jobs::{self, JobState, NewJob};
use store::upkeep::Keep;
use store::{Error, FeedCursor};
use testkit::{app_both_with, until};

#[test]
fn a_server_forgets_old_jobs_and_cuts_the_history_as_told() {
    let month = Some(Duration::from_secs(30 * 86_400));
    app_both_with(
        |settings| settings.keep = Keep { history: month, ..Keep::default() },
        |app| async move {
            let tenant = &app.db.a;
            let ada = app.admin().await;
            let new = serde_json::json!({ "kind": "person", "name": "李娜" });
            let id = ada.create("customer", &new).await;
            ada.patch(&format!("/api/records/customer/{id}"), &serde_json::json!({ "occupation": "Teacher" })).await;
            let job = &NewJob::new("mail", serde_json::Value::Null);
            let job = tenant.write::<_, Error, _>(move |tx| Box::pin(tx.enqueue(job.clone()))).await.unwrap();
            jobs::cancel(tenant, job).await.unwrap();
            let worker = guanxi::work::start(&app.app);
            app.clock.advance(91 * 86_400);
            let gone = async || {
                let jobs = jobs::list(tenant, JobState::Cancelled, None, 10).await.unwrap();
                jobs.is_empty() && tenant.feed(FeedCursor::default(), 10).await.unwrap().is_empty()
            };
            until("upkeep", gone).await;
            assert_eq!(app.admin().await.get(&format!("/api/records/customer/{id}")).await.json()["occupation"], "Teacher");
            worker.stop().await;
        },
    );
}
