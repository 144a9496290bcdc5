//! Leases on both databases.

use std::time::Duration;
use testkit::{TestDb, both};

const TTL: Duration = Duration::from_secs(30);

#[test]
fn one_holder_at_a_time() {
    both(check_one_holder_at_a_time);
}

#[test]
fn many_ask_one_gets() {
    both(check_many_ask_one_gets);
}

async fn check_one_holder_at_a_time(db: TestDb) {
    let (control, id) = (db.store.control(), db.a.id());
    let a = control.acquire_lease(id, "search", "a", TTL).await.unwrap().unwrap();
    assert_eq!((a.fence, a.node.as_str()), (1, "a"));
    assert_eq!(control.acquire_lease(id, "search", "b", TTL).await.unwrap(), None);
    assert!(control.acquire_lease(id, "compact", "b", TTL).await.unwrap().is_some(), "another role");
    assert!(control.acquire_lease(id + 1, "search", "b", TTL).await.unwrap().is_some(), "another company");

    // Renewed, it lasts beyond its first end.
    db.clock.advance(20);
    let a = control.renew_lease(&a, TTL).await.unwrap().unwrap();
    db.clock.advance(20);
    assert_eq!(control.acquire_lease(id, "search", "b", TTL).await.unwrap(), None);
    assert_eq!(control.lease(id, "search").await.unwrap().unwrap(), a);

    // Run out, it goes to the next one with a greater fence, and the old holder learns of it.
    db.clock.advance(20);
    assert_eq!(control.lease(id, "search").await.unwrap(), None);
    assert_eq!(control.renew_lease(&a, TTL).await.unwrap(), None, "too late, although nobody has taken it");
    let b = control.acquire_lease(id, "search", "b", TTL).await.unwrap().unwrap();
    assert_eq!((b.fence, b.node.as_str()), (2, "b"));
    assert_eq!(control.renew_lease(&a, TTL).await.unwrap(), None);
    control.release_lease(&a).await.unwrap();
    assert!(control.lease(id, "search").await.unwrap().is_some(), "a lost lease releases nothing");

    // Given back, it is free at once and the fence still grows. A new life of a node takes over from its old one.
    control.release_lease(&b).await.unwrap();
    let c = control.acquire_lease(id, "search", "c", TTL).await.unwrap().unwrap();
    assert_eq!(c.fence, 3);
    assert_eq!(control.acquire_lease(id, "search", "c", TTL).await.unwrap().unwrap().fence, 4);
    assert_eq!(control.renew_lease(&c, TTL).await.unwrap(), None);
}

async fn check_many_ask_one_gets(db: TestDb) {
    let mut asked = tokio::task::JoinSet::new();
    for node in 0..12 {
        let (store, id) = (db.store.clone(), db.a.id());
        asked.spawn(async move { store.control().acquire_lease(id, "timer", &format!("n{node}"), TTL).await.unwrap() });
    }
    let got: Vec<_> = asked.join_all().await.into_iter().flatten().collect();
    assert_eq!(got.len(), 1);
}
