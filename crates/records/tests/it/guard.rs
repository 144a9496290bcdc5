//! A guarded field through every path.

use crate::shop::{codes, map, shop};
use model::{Id, Val};
use records::By;
use serde_json::json;

#[test]
fn a_guarded_field_is_set_only_by_those_named() {
    shop(|s, _db| async move {
        let user = s.admin.actor.user;
        let id = s.create("customer", json!({"name": "A", "email": "a@example.com"})).await;
        let points = map(json!({"points": 5}));
        // Create, patch, upsert and batch by a person.
        let e = s.records.create(&s.admin, "customer", &map(json!({"name": "B", "points": 1}))).await.unwrap_err();
        assert_eq!(codes(e), ["points not_writable"]);
        let e = s.records.patch(&s.admin, "customer", id, &points, None).await.unwrap_err();
        assert_eq!(codes(e), ["points not_writable"]);
        let e = s.records.upsert(&s.admin, "customer", "email", &json!("a@example.com"), &points).await.unwrap_err();
        assert_eq!(codes(e), ["points not_writable"]);
        let e = s.records.create(&s.admin, "customer", &map(json!({"name": "B", "code": "mine"}))).await.unwrap_err();
        assert_eq!(codes(e), ["code not_writable"]);
        // Every kind of writer through typed records.
        let set = |by: By| {
            let records = s.records.clone();
            let admin = s.admin.clone();
            async move {
                let done = records
                    .write(&admin, by, move |w| {
                        Box::pin(async move {
                            let before = w.get("customer", id).await?.unwrap();
                            let mut after = before.clone();
                            after.set("points", before.get("points").int().unwrap_or(0) + 1);
                            w.update(&before, after).await
                        })
                    })
                    .await;
                done.map(|r| r.get("points").clone()).map_err(codes)
            }
        };
        let refused = Err(vec!["points not_writable".to_owned()]);
        assert_eq!(set(By::Person(Id::at(1))).await, refused);
        assert_eq!(set(By::Operation { name: "pay_order", user }).await, refused);
        assert_eq!(set(By::System).await, refused);
        assert_eq!(set(By::Operation { name: "award", user }).await, Ok(Val::Int(1)));
        assert_eq!(set(By::Import { id: Id::at(3), user }).await, Ok(Val::Int(2)));
        assert_eq!(set(By::Undo { id: Id::at(3), user }).await, Ok(Val::Int(3)));
        assert_eq!(set(By::Merge { id: Id::at(3), user }).await, Ok(Val::Int(4)));
        // The engine's own fields are nobody's.
        for f in ["version", "rev", "created_at", "import_id", "num", "spend", "average"] {
            let e = s.records.patch(&s.admin, "customer", id, &map(json!({f: 77})), None).await.unwrap_err();
            assert_eq!(codes(e), [format!("{f} not_writable")]);
        }
        // Bulk: what a person may not set is refused there too, the rest goes in.
        let catalog = s.records.catalog();
        let mut r = model::Record::empty(catalog.object("customer").unwrap().clone());
        r.set("name", "Bulk");
        r.set("points", 9);
        let refused = records::prepare(&catalog, &By::Person(Id::at(1)), model::Ts(0), vec![r.clone()]).unwrap().unwrap_err();
        assert_eq!(refused.0[0].1[0].field, "points");
        assert!(records::prepare(&catalog, &s.import(), model::Ts(0), vec![r]).unwrap().is_ok());
    });
}
