//! The change feed on both databases.

use model::Id;
use std::time::Duration;
use store::{Change, Error, FeedCursor, FeedRow, Tenant};
use testkit::{Kind, TestDb, both, on, until};

fn change(kind: &str, rev: i64) -> Change {
    Change {
        kind: kind.into(),
        object: "customer".into(),
        record: Some(Id::at(1)),
        rev,
        by_kind: "system".into(),
        ..Change::default()
    }
}

async fn append(tenant: &Tenant, kind: &str, rev: i64) {
    let change = &change(kind, rev);
    tenant.write::<_, Error, _>(move |tx| Box::pin(tx.append(vec![change.clone()]))).await.unwrap();
}

async fn set_cursor(tenant: &Tenant, consumer: &'static str, cursor: FeedCursor) {
    tenant.write::<_, Error, _>(move |tx| Box::pin(tx.set_cursor(consumer, cursor))).await.unwrap();
}

/// The `count` changes after a place. Waits for them: other databases of the server hold back the horizon.
async fn read(tenant: &Tenant, after: FeedCursor, count: usize) -> Vec<FeedRow> {
    let mut rows = Vec::new();
    until("changes below the horizon", async || {
        rows = tenant.feed(after, 100).await.unwrap();
        rows.len() >= count
    })
    .await;
    assert_eq!(rows.len(), count);
    rows
}

fn revs(rows: &[FeedRow]) -> Vec<i64> {
    rows.iter().map(|r| r.change.rev).collect()
}

#[test]
fn pages_follow_each_other() {
    both(check_pages_follow_each_other);
}

#[test]
fn cursors_lag_and_trimming() {
    both(check_cursors_lag_and_trimming);
}

#[test]
fn a_write_taken_back_leaves_no_change() {
    both(check_a_write_taken_back_leaves_no_change);
}

#[test]
fn nothing_is_lost_among_concurrent_writers() {
    both(check_nothing_is_lost_among_concurrent_writers);
}

async fn check_pages_follow_each_other(db: TestDb) {
    let tenant = &db.a;
    for rev in 1..=25 {
        append(tenant, "update", rev).await;
    }
    read(tenant, FeedCursor::default(), 25).await;
    let mut cursor = FeedCursor::default();
    let mut revs = Vec::new();
    loop {
        let page = tenant.feed(cursor, 10).await.unwrap();
        let Some(last) = page.last() else { break };
        cursor = last.cursor;
        revs.extend(page.iter().map(|r| r.change.rev));
    }
    assert_eq!(revs, (1..=25).collect::<Vec<_>>());
    let first = tenant.feed(FeedCursor::default(), 1).await.unwrap().remove(0);
    let expected = Change { record: first.change.record, ..change("update", 1) };
    assert!(expected.record.is_some());
    assert_eq!(first.change, expected);
}

async fn check_cursors_lag_and_trimming(db: TestDb) {
    let tenant = &db.a;
    assert_eq!(tenant.cursor("search").await.unwrap(), FeedCursor::default());
    assert_eq!(tenant.feed_lag("search").await.unwrap(), Duration::ZERO);
    for rev in 1..=3 {
        append(tenant, "update", rev).await;
    }
    let rows = read(tenant, FeedCursor::default(), 3).await;
    set_cursor(tenant, "search", rows[1].cursor).await;
    set_cursor(tenant, "webhooks", rows[0].cursor).await;
    db.clock.advance(3600);
    assert!(tenant.feed_lag("search").await.unwrap() >= Duration::from_secs(3600));
    append(tenant, "update", 4).await;

    // Two consumers: only what both have read, and what is old enough.
    assert_eq!(tenant.trim_feed(Duration::from_secs(7200)).await.unwrap(), 0);
    assert_eq!(tenant.trim_feed(Duration::from_secs(60)).await.unwrap(), 1);
    tenant.write::<_, Error, _>(|tx| Box::pin(tx.drop_cursor("webhooks"))).await.unwrap();
    assert_eq!(tenant.trim_feed(Duration::from_secs(60)).await.unwrap(), 1);
    assert_eq!(revs(&read(tenant, FeedCursor::default(), 2).await), [3, 4]);
    let from = tenant.cursor("search").await.unwrap();
    assert_eq!(revs(&tenant.feed(from, 10).await.unwrap()), [3, 4]);
}

async fn check_a_write_taken_back_leaves_no_change(db: TestDb) {
    let failed = db.a.write::<(), Error, _>(|tx| {
        Box::pin(async move {
            tx.append(vec![change("insert", 1)]).await?;
            Err(Error::Invalid("changed my mind".into()))
        })
    });
    assert!(failed.await.is_err());
    append(&db.a, "insert", 2).await;
    assert_eq!(revs(&read(&db.a, FeedCursor::default(), 1).await), [2]);
}

/// Many writers, a reader that never stops: every change is seen once.
async fn check_nothing_is_lost_among_concurrent_writers(db: TestDb) {
    let mut writers = tokio::task::JoinSet::new();
    for writer in 0..8_i64 {
        let tenant = db.a.clone();
        writers.spawn(async move {
            for n in 0..40 {
                append(&tenant, "update", writer * 1000 + n).await;
            }
        });
    }
    let (mut cursor, mut seen) = (FeedCursor::default(), Vec::new());
    testkit::until("320 changes", async || {
        for row in db.a.feed(cursor, 7).await.unwrap() {
            cursor = row.cursor;
            seen.push(row.change.rev);
        }
        seen.len() >= 320
    })
    .await;
    while let Some(done) = writers.join_next().await {
        done.unwrap();
    }
    assert!(db.a.feed(cursor, 10).await.unwrap().is_empty());
    seen.sort_unstable();
    let mut all: Vec<i64> = (0..8).flat_map(|w| (0..40).map(move |n| w * 1000 + n)).collect();
    all.sort_unstable();
    assert_eq!(seen, all);
}

/// PostgreSQL: a transaction that took its sequence number early and commits late is waited for, not skipped.
#[test]
fn an_older_open_transaction_loses_nothing() {
    on(Kind::Postgres, |_| {}, check_an_older_open_transaction);
}

async fn check_an_older_open_transaction(db: TestDb) {
    let url = db.config.database.as_ref().unwrap();
    let (mut slow, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await.unwrap();
    tokio::spawn(connection);
    let insert = "insert into t_alpha.change (tx, at, kind, object, rev, by_kind)
                  values (pg_current_xact_id()::text::bigint, 0, 'update', 'customer', $1, 'system')";
    append(&db.a, "update", 1).await;
    let start = read(&db.a, FeedCursor::default(), 1).await[0].cursor;
    let open = slow.transaction().await.unwrap();
    open.execute(insert, &[&2_i64]).await.unwrap();
    append(&db.a, "update", 3).await;

    assert_eq!(db.a.feed(start, 10).await.unwrap(), [], "what may be overtaken is held back");
    db.clock.advance(60);
    assert!(db.a.feed_lag("nobody").await.unwrap() >= Duration::from_secs(60), "and shows as lag");
    open.commit().await.unwrap();
    let second = read(&db.a, start, 2).await;
    assert_eq!(revs(&second), [2, 3]);

    // A transaction that began earlier but wrote later has the smaller number and the greater sequence.
    let early = slow.transaction().await.unwrap();
    early.execute("select pg_current_xact_id()::text", &[]).await.unwrap();
    append(&db.a, "update", 5).await;
    assert_eq!(db.a.feed(second[1].cursor, 10).await.unwrap(), []);
    early.execute(insert, &[&4_i64]).await.unwrap();
    early.commit().await.unwrap();
    let third = read(&db.a, second[1].cursor, 2).await;
    assert_eq!(revs(&third), [4, 5]);
    assert!(third[0].cursor.seq > third[1].cursor.seq && third[0].cursor.tx < third[1].cursor.tx);
}

#[test]
fn who_follows_is_woken_and_finds_the_end() {
    both(|db: TestDb| async move {
        let mut changes = db.a.changes();
        assert_eq!(db.a.feed_end().await.unwrap(), FeedCursor::default());
        append(&db.a, "insert", 1).await;
        append(&db.a, "update", 2).await;
        assert!(changes.has_changed().unwrap());
        changes.mark_unchanged();
        let rows = read(&db.a, FeedCursor::default(), 2).await;
        assert_eq!(db.a.feed_end().await.unwrap(), rows[1].cursor);
        let nowhere = FeedCursor { tx: rows[0].cursor.tx, seq: rows[1].cursor.seq + 1 };
        let known = (db.a.feed_at(rows[0].cursor).await.unwrap(), db.a.feed_at(nowhere).await.unwrap());
        assert_eq!(known, (Some(rows[0].at), None));
        let taken_back = db.a.write::<(), Error, _>(|tx| {
            Box::pin(async move {
                tx.append(vec![change("insert", 3)]).await?;
                Err(Error::Busy)
            })
        });
        taken_back.await.unwrap_err();
        append(&db.b, "insert", 4).await;
        assert!(!changes.has_changed().unwrap(), "neither what was taken back nor another company");
    });
}
