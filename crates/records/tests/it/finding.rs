//! What records are found by beside their values: the end of a phone, the area of an address, a birthday.

use crate::shop::{Shop, field, object, registry, select, shop_of, text};
use model::def::FieldKind;
use model::{Condition, FieldDef, Record, Ts};
use records::{By, ListQuery, Records, Registry};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use testkit::{TestDb, until};

fn contacts() -> Registry {
    let mut r = registry();
    r.object(object(
        "contact",
        vec![
            text("name"),
            FieldDef { multi: true, ..field("phones", FieldKind::Phone) },
            FieldDef { indexed: true, ..field("fax", FieldKind::Phone) },
            FieldDef { multi: true, ..field("addresses", FieldKind::Address) },
            field("office", FieldKind::Address),
            field("birthday", FieldKind::Date),
            FieldDef { default: Some("solar".into()), ..select("birthday_calendar", &["solar", "lunar"]) },
        ],
    ));
    r
}

fn shop<F, Fut>(body: F)
where
    F: Fn(Shop, TestDb) -> Fut,
    Fut: Future<Output = ()>,
{
    shop_of(contacts, |s, db| async {
        let china = records::Company { zone: "Asia/Shanghai".into(), country: "CN".into(), ..Default::default() };
        s.records.change_company(&s.admin, |c| *c = china.clone()).await.unwrap();
        body(s, db).await;
    });
}

/// Names of what a query finds, in order.
async fn names(s: &Shop, records: &Records, query: ListQuery) -> String {
    let page = records.list(&s.admin, &ListQuery { sort: records::Sort::parse("name"), ..query }).await.unwrap();
    page.records.iter().map(|r| r.get("name").text().unwrap_or_default()).collect()
}

async fn typed(s: &Shop, q: &str) -> String {
    names(s, &s.records, ListQuery { q: q.into(), ..ListQuery::new("contact") }).await
}

async fn filter(s: &Shop, filter: &str) -> String {
    let compact = Condition::parse(filter).unwrap();
    let json = Condition::from_json(&compact.to_json()).unwrap();
    assert_eq!(json, compact);
    names(s, &s.records, ListQuery { filter: json, ..ListQuery::new("contact") }).await
}

async fn refused(s: &Shop, filter: &str) -> String {
    let query = ListQuery { filter: Condition::parse(filter).unwrap(), ..ListQuery::new("contact") };
    crate::shop::codes(s.records.list(&s.admin, &query).await.unwrap_err()).join(" ")
}

#[test]
fn a_phone_is_found_in_any_writing_and_by_its_last_digits() {
    shop(|s, _db| async move {
        let a = s.create("contact", json!({"name": "a", "phones": ["138 1234 5678", "+44 20 7946 0018"]})).await;
        s.create("contact", json!({"name": "b", "phones": ["13912344444"], "fax": "0571-8888 5678"})).await;
        for (q, found) in [
            ("13812345678", "a"),
            ("138 1234 5678", "a"),
            ("+86 138-1234-5678", "a"),
            ("8613812345678", "a"),
            ("１３８１２３４５６７８", "a"),
            ("1381234", "a"),
            ("020 7946 0018", "a"),
            ("5678", "ab"),
            ("345678", "a"),
            ("88885678", "b"),
            ("4444", "b"),
            ("567", ""),
            ("1234567", ""),
            ("0000", ""),
        ] {
            assert_eq!(typed(&s, q).await, found, "{q}");
        }
        assert_eq!(filter(&s, "phones$5678").await, "a");
        assert_eq!(filter(&s, "fax$5678 not phones$5678").await, "b");
        assert_eq!(filter(&s, "phones$18").await, "a");
        assert!(refused(&s, "name$18").await.contains("operator"));
        assert!(refused(&s, "phones$x").await.contains("bad_value"));

        s.patch("contact", a, json!({"name": "a", "phones": ["13700001111"]})).await.unwrap();
        assert_eq!((typed(&s, "5678").await, typed(&s, "1111").await), ("b".into(), "a".into()));
        s.records.delete(&s.admin, "contact", a, None).await.unwrap();
        assert_eq!(typed(&s, "1111").await, "");
        s.records.restore(&s.admin, "contact", a).await.unwrap();
        assert_eq!(typed(&s, "1111").await, "a");
        imported(&s).await;
        assert_eq!(typed(&s, "7777").await, "z");
    });
}

/// A record through the door of imports.
async fn imported(s: &Shop) {
    let catalog = s.records.catalog();
    let mut r = Record::empty(catalog.object("contact").unwrap().clone());
    r.set("name", "z");
    r.set("phones", json!(["+8613600007777"]).to_string());
    let batch = records::prepare(&catalog, &s.import(), Ts(0), vec![r]).unwrap().unwrap();
    let batch = &batch;
    let by: By = s.import();
    let done = s.records.write(&s.admin, by, move |w| Box::pin(async move { w.insert_many(batch).await })).await;
    done.unwrap().unwrap();
}

#[test]
fn an_area_finds_the_addresses_inside_it() {
    shop(|s, _db| async move {
        let of = |division: &str| json!({"country": "CN", "division": division, "street": "1"});
        let london = json!({"country": "GB", "city": "London"});
        s.create("contact", json!({"name": "a", "addresses": [of("330106"), of("11")]})).await;
        let b = s.create("contact", json!({"name": "b", "addresses": [of("3302")], "office": of("330106")})).await;
        s.create("contact", json!({"name": "c", "addresses": [london]})).await;
        s.create("contact", json!({"name": "d"})).await;
        for (test, found) in [
            ("addresses.division:33", "ab"),
            ("addresses.division:330000", "ab"),
            ("addresses.division:浙江省", "ab"),
            ("addresses.division:3301", "a"),
            ("addresses.division:浙江省杭州市西湖区", "a"),
            ("addresses.division:330106", "a"),
            ("addresses.division:330105", ""),
            ("addresses.division:11|3302", "ab"),
            ("addresses.division:empty", "cd"),
            ("office.division:33", "b"),
            ("not office.division:33", "acd"),
        ] {
            assert_eq!(filter(&s, test).await, found, "{test}");
        }
        assert!(refused(&s, "addresses.division:99").await.contains("unknown_division"));
        assert!(refused(&s, "addresses.street:x").await.contains("unknown_field"));
        assert!(refused(&s, "addresses.division~33").await.contains("operator"));
        s.patch("contact", b, json!({"office": null, "addresses": [of("310106")]})).await.unwrap();
        assert_eq!((filter(&s, "office.division:33").await, filter(&s, "addresses.division:31").await), ("".into(), "b".into()));
    });
}

#[test]
fn birthdays_come_back_every_year() {
    shop(|s, db| async move {
        let born = async |name: &str, birthday: &str, calendar: &str| {
            s.create("contact", json!({"name": name, "birthday": birthday, "birthday_calendar": calendar})).await
        };
        born("a", "1990-12-31", "solar").await;
        born("b", "1985-01-02", "solar").await;
        born("c", "2000-02-29", "solar").await;
        // Mid-autumn; New Year's Eve, the 30th of the twelfth month in 1992 and the 29th in 2025; the 15th of the eleventh.
        born("d", "1990-10-03", "lunar").await;
        let e = born("e", "1992-02-03", "lunar").await;
        born("f", "1990-12-31", "lunar").await;
        let at = |day: &str| db.clock.set(Ts::parse_rfc3339(&format!("{day}T15:30:00Z")).unwrap());
        for (day, window, found) in [
            ("2025-12-28", "next(7d)", "abf"),
            ("2025-12-25", "next(7d)", "a"),
            ("2025-12-24", "next(7d)", ""),
            ("2026-01-02", "last(3d)", "ab"),
            ("2025-02-28", "this(day)", "c"),
            ("2024-02-28", "this(day)", ""),
            ("2024-02-29", "this(day)", "c"),
            ("2025-10-06", "this(day)", "d"),
            ("2024-09-01", "this(month)", "d"),
            ("2025-10-01", "this(month)", "d"),
            ("2025-01-28", "this(day)", "e"),
            ("2025-01-01", "this(month)", "be"),
            ("2025-01-01", "next(2y)", "abcdef"),
        ] {
            at(day);
            assert_eq!(filter(&s, &format!("birthday:{window}")).await, found, "{day} {window}");
        }
        // Half past midnight in Shanghai.
        db.clock.set(Ts::parse_rfc3339("2025-12-31T16:30:00Z").unwrap());
        assert_eq!(filter(&s, "birthday:this(day)").await, "");
        at("2025-12-31");
        assert_eq!(filter(&s, "birthday:this(day)").await, "a");
        // Ranges ask for the date of birth.
        assert_eq!(filter(&s, "birthday:1990-01-01..1991-01-01").await, "adf");
        assert_eq!(filter(&s, "birthday<1989-01-01").await, "b");
        // The calendar changes, the day stays.
        s.patch("contact", e, json!({"birthday_calendar": "solar"})).await.unwrap();
        at("2025-02-03");
        assert_eq!(filter(&s, "birthday:this(day)").await, "e");
    });
}

#[test]
fn records_of_an_older_program_are_found_after_a_while() {
    shop(|s, db| async move {
        let phone = json!({"name": "a", "phones": ["13812345678"], "birthday": "1990-01-16"});
        for _ in 0..250 {
            s.create("contact", json!({"name": "x", "phones": ["13900000000"]})).await;
        }
        s.create("contact", phone).await;
        let undo = [
            "delete from @value where field like '%~'",
            "delete from @layout where name like '%~'",
            "delete from @setting where name like 'layout.%'",
        ];
        db.a.write::<_, store::Error, _>(move |tx| {
            Box::pin(async move {
                for sql in undo {
                    tx.run(sql, &[]).await?;
                }
                Ok(())
            })
        })
        .await
        .unwrap();
        assert_eq!(typed(&s, "5678").await, "");
        let node = db.second_node().await;
        let registry = Arc::new(contacts());
        let newer = Records::open(node.tenant("alpha").await.unwrap(), registry.clone()).await.unwrap();
        let worker = records::work::handle(store::jobs::Worker::new(node.clone()), &registry).start();
        let query = |q: &str| ListQuery { q: q.into(), ..ListQuery::new("contact") };
        until("the last one", async || names(&s, &newer, query("5678")).await == "a").await;
        assert_eq!(filter(&s, "birthday:next(7d)").await, "a");
        assert_eq!(names(&s, &newer, query("0000")).await.len(), 50, "a page of the first");
        worker.stop(Duration::from_secs(1)).await;
    });
}
