//! Roll-ups equal a recount, whatever happens.

use crate::shop::{Shop, map, shop};
use model::{Id, Record, Val};
use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use records::rollup::{lazy, recount};
use serde_json::{Value, json};

async fn nothing_is_wrong(s: &Shop) {
    for object in ["order", "customer"] {
        assert_eq!(recount::object(&s.records, object).await.unwrap(), 0, "{object}");
    }
}

#[test]
fn a_chain_is_settled_in_one_transaction() {
    shop(|s, _db| async move {
        let c = s.create("customer", json!({"name": "A"})).await;
        let d = s.create("customer", json!({"name": "B"})).await;
        let at = |day: u32| format!("2026-01-{day:02}T00:00:00Z");
        let o = s.create("order", json!({"number": "1", "customer": c, "ordered_at": at(2), "shop": "web"})).await;
        let p = s.create("order", json!({"number": "2", "customer": c, "ordered_at": at(5), "shop": "app"})).await;
        let l = s.create("line", json!({"order": o, "amount": "10.00", "quantity": 2})).await;
        s.create("line", json!({"order": p, "amount": "4.50"})).await;
        let got = s.json("customer", c).await;
        assert_eq!(
            (&got["orders"], &got["spend"]["amount"], &got["biggest"]["amount"]),
            (&json!(2), &json!("14.50"), &json!("10.00"))
        );
        assert_eq!(
            (&got["average"]["amount"], &got["last_shop"], &got["first_order"]),
            (&json!("7.25"), &json!("app"), &json!(at(2)))
        );
        assert_eq!(got["version"], 1, "roll-ups are no edits");
        s.patch("line", l, json!({"amount": "1.00"})).await.unwrap();
        assert_eq!(s.json("customer", c).await["biggest"]["amount"], "4.50");
        // From one customer to another, cancelled, deleted, restored.
        s.patch("order", p, json!({"customer": d})).await.unwrap();
        assert_eq!(s.json("customer", d).await["spend"]["amount"], "4.50");
        assert_eq!(s.json("customer", c).await["last_shop"], "web");
        s.patch("order", p, json!({"status": "cancelled"})).await.unwrap();
        assert_eq!(s.json("customer", d).await["orders"], 0);
        assert_eq!(s.json("customer", d).await["last_order"], json!(null));
        s.patch("line", l, json!({"order": p})).await.unwrap();
        s.patch("order", p, json!({"status": "completed"})).await.unwrap();
        assert_eq!(s.json("customer", d).await["spend"]["amount"], "5.50");
        s.records.delete(&s.admin, "order", p, None).await.unwrap();
        assert_eq!(s.json("customer", d).await["spend"]["amount"], "0.00");
        s.records.restore(&s.admin, "order", p).await.unwrap();
        assert_eq!(s.json("customer", d).await["spend"]["amount"], "5.50");
        nothing_is_wrong(&s).await;
    });
}

#[test]
fn bulk_inserts_settle_new_and_old_parents() {
    shop(|s, db| async move {
        let c = s.create("customer", json!({"name": "Old"})).await;
        let product = s.create("product", json!({"sku": "P"})).await;
        let catalog = s.records.catalog();
        let blank = |o: &str| Record::empty(catalog.object(o).unwrap().clone());
        let chunk = |from: i64, n: i64, existing: Option<Id>| {
            let mut all = Vec::new();
            let mut order = existing.unwrap_or(Id::NIL);
            for i in from..from + n {
                if existing.is_none() && i % 5 == 0 {
                    let mut o = blank("order");
                    order = Id::at(1_700_000_000_000 + i.unsigned_abs());
                    o.vals[0] = Val::Id(order);
                    o.set("number", i.to_string());
                    o.set("customer", c);
                    o.set("ordered_at", i * 1_000_000);
                    o.set("shop", format!("s{i}"));
                    all.push(o);
                }
                let mut l = blank("line");
                l.set("order", order);
                l.set("product", product);
                l.set("quantity", 1);
                l.set("amount", i);
                all.insert(0, l);
            }
            (all, order)
        };
        let (first, order) = chunk(0, 100, None);
        let (second, _) = chunk(100, 10, Some(order));
        for records in [first, second] {
            let made = s
                .records
                .write(&s.admin, s.import(), |w| {
                    let records = records.clone();
                    Box::pin(async move {
                        let batch = records::prepare(w.catalog(), w.by(), w.now(), records)?.unwrap();
                        Ok(w.insert_many(&batch).await?.unwrap().len())
                    })
                })
                .await
                .unwrap();
            assert!(made > 0);
        }
        let got = s.json("customer", c).await;
        assert_eq!((&got["orders"], &got["spend"]["amount"], &got["last_shop"]), (&json!(20), &json!("59.95"), &json!("s95")));
        let o = s.json("order", order).await;
        assert_eq!((&o["lines"], &o["status"]), (&json!(15), &json!("open")));
        nothing_is_wrong(&s).await;
        assert_eq!(s.json("product", product).await["sold"], 0);
        assert_eq!(lazy::gather(&s.records).await.unwrap(), 1);
        assert_eq!(s.json("product", product).await["sold"], 110);
        let log = db.a.get("select object, data from @change where kind = 'import' order by seq", &[]).await.unwrap();
        let ids: usize = log.iter().map(|r| records::log::ids_of(&serde_json::from_str(r.text(1).unwrap()).unwrap()).len()).sum();
        assert_eq!((log.len(), ids), (3, 130));
        // A record that refers to nothing is named, and nothing is written.
        let mut l = blank("line");
        l.set("order", Id::at(5));
        let refused = s
            .records
            .write(&s.admin, s.import(), |w| {
                let l = l.clone();
                Box::pin(async move {
                    let batch = records::prepare(w.catalog(), w.by(), w.now(), vec![l])?.unwrap();
                    w.insert_many(&batch).await
                })
            })
            .await
            .unwrap()
            .unwrap_err();
        assert_eq!((refused.0[0].0, refused.0[0].1[0].code.as_str()), (0, "no_such_record"));
    });
}

/// One random change; the ones that a rule of the engine refuses are part of the game.
async fn step(s: &Shop, rng: &mut StdRng, customers: &[Id], orders: &[Id], lines: &mut Vec<Id>) {
    let pick = |rng: &mut StdRng, from: &[Id]| from[rng.random_range(0..from.len())];
    let (c, o) = (pick(rng, customers), pick(rng, orders));
    let amount = format!("{}.{:02}", rng.random_range(-50..500), rng.random_range(0..100));
    let day = rng.random_range(1..28);
    let input = |v: Value| map(v);
    let (r, a) = (&s.records, &s.admin);
    let done = match rng.random_range(0..9) {
        0 | 1 => match r.create(a, "line", &input(json!({"order": o, "amount": amount}))).await {
            Ok(l) => {
                lines.push(l.id());
                Ok(())
            }
            Err(e) => Err(e),
        },
        2 if !lines.is_empty() => r.patch(a, "line", pick(rng, lines), &input(json!({"amount": amount})), None).await.map(drop),
        3 if !lines.is_empty() => r.patch(a, "line", pick(rng, lines), &input(json!({"order": o})), None).await.map(drop),
        4 if !lines.is_empty() => r.delete(a, "line", pick(rng, lines), None).await,
        5 if !lines.is_empty() => r.restore(a, "line", pick(rng, lines)).await.map(drop),
        6 => r
            .patch(a, "order", o, &input(json!({"customer": c, "ordered_at": format!("2026-03-{day:02}T10:00:00Z")})), None)
            .await
            .map(drop),
        7 => {
            let status = ["open", "completed", "cancelled"][rng.random_range(0..3)];
            r.patch(a, "order", o, &input(json!({"status": status, "shop": format!("s{day}")})), None).await.map(drop)
        }
        _ if rng.random_bool(0.5) => r.delete(a, "order", o, None).await,
        _ => r.restore(a, "order", o).await.map(drop),
    };
    match done {
        Ok(()) | Err(records::Error::NotFound { .. } | records::Error::Invalid(_)) => {}
        Err(e) => panic!("{e}"),
    }
}

#[test]
fn random_concurrent_changes_equal_a_recount() {
    shop(|s, _db| async move {
        let s = std::sync::Arc::new(s);
        let (mut customers, mut orders) = (Vec::new(), Vec::new());
        for i in 0..3 {
            customers.push(s.create("customer", json!({"name": format!("c{i}")})).await);
        }
        for i in 0..5 {
            orders.push(s.create("order", json!({"number": i.to_string(), "customer": customers[i % 3]})).await);
        }
        let mut tasks = Vec::new();
        for seed in 0..6 {
            let (s, customers, orders) = (s.clone(), customers.clone(), orders.clone());
            tasks.push(tokio::spawn(async move {
                let mut rng = StdRng::seed_from_u64(seed);
                let mut lines = Vec::new();
                for _ in 0..60 {
                    step(&s, &mut rng, &customers, &orders, &mut lines).await;
                }
            }));
        }
        for t in tasks {
            t.await.unwrap();
        }
        nothing_is_wrong(&s).await;
    });
}

#[test]
fn recounting_beside_writers_loses_nothing() {
    shop(|s, _db| async move {
        let s = std::sync::Arc::new(s);
        let c = s.create("customer", json!({"name": "A"})).await;
        let o = s.create("order", json!({"number": "1", "customer": c})).await;
        let writer = |n: usize| {
            let s = s.clone();
            tokio::spawn(async move {
                for _ in 0..n {
                    s.create("line", json!({"order": o, "amount": "1.00"})).await;
                }
            })
        };
        let writers = [writer(40), writer(40), writer(40)];
        for _ in 0..10 {
            recount::object(&s.records, "order").await.unwrap();
            recount::object(&s.records, "customer").await.unwrap();
        }
        for w in writers {
            w.await.unwrap();
        }
        let got = s.json("customer", c).await;
        assert_eq!(got["spend"]["amount"], "120.00");
        nothing_is_wrong(&s).await;
    });
}
