//! What is found, by whom, and how it is shown.

use crate::stage::{both, ids, marked, title};
use model::Id;
use records::access::{Closed, Grant, Level, Scope};
use records::{Access, Grants, Place, Role};
use search::Question;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

#[test]
fn by_each_of_its_keys() {
    both(|s| async move {
        let wang = json!({ "kind": "person", "name": "王伟", "emails": ["Wang.Wei88@Example.com"], "phones": ["+8613812345678"],
            "external_id": "C-0004711", "addresses": [{ "country": "CN", "street": "文三路90号" }], "interests": ["露营装备"] });
        let wang = s.a.create("customer", &wang).await;
        let muller = s.a.create("customer", &json!({ "kind": "person", "name": "José Müller-Lüdenscheidt" })).await;
        let zeng = s.a.create("customer", &json!({ "kind": "person", "name": "曾國藩" })).await;
        let customer = json!({ "number": "SO-2026-000123", "customer": wang, "ordered_at": "2026-01-02T03:04:05Z", "note": "质量问题，退货" });
        let order = s.a.create("order", &customer).await;
        let product = s.a.create("product", &json!({ "sku": "TEA-7", "name": "西湖龙井茶" })).await;
        s.settle().await;
        for typed in [
            "王",
            "伟",
            "王伟",
            "王偉",
            "wangwei",
            "wang wei",
            "ww",
            "wangw",
            "WangWei",
            "ｗｗ",
            "wei.wang",
            "wang.wei88@example.com",
            "wei88",
            "example.com",
            "5678",
            "12345678",
            "13812345678",
            "+86 138 1234 5678",
            "138-1234-5678",
            "0086 13812345678",
            "C-0004711",
            "4711",
            "c0004711",
            "文三路",
            "三路90",
            "露营",
            "王伟 露营",
            "文三路 5678",
        ] {
            assert!(s.find(typed).await.contains(&wang), "{typed}");
        }
        for typed in ["muller", "MÜLLER", "jose lude", "mullerlud", "Lüdenscheidt", "mulelr", "josé"] {
            assert_eq!(s.find(typed).await, [muller], "{typed}");
        }
        for typed in ["曾国藩", "曾國", "zengguofan", "zgf", "zengg", "guofan", "国藩"] {
            assert_eq!(s.find(typed).await, [zeng], "{typed}");
        }
        for typed in ["SO-2026-000123", "so2026", "000123", "质量问题", "退货"] {
            assert_eq!(s.find(typed).await, [order], "{typed}");
        }
        for typed in ["龙井", "龍井", "xihulongjing", "xhlj", "tea-7", "湖龙"] {
            assert_eq!(s.find(typed).await, [product], "{typed}");
        }
        for typed in ["王五", "5679", "wangli", "wx", "伟王", "退货王伟", "zzzz", "C-0004712"] {
            assert_eq!(s.find(typed).await, [], "{typed}");
        }
        let by_id = s.find(&product.to_string()).await;
        assert_eq!(by_id, [product]);
        let answer = s.ask(&s.a.access, "ww").await;
        assert_eq!((title(&answer), answer.complete), ("[王伟]".to_owned(), true));
        let answer = s.ask(&s.a.access, "5678").await;
        let shown = &answer.groups[0].hits[0].shown[0];
        assert_eq!((shown.field.as_str(), marked(&shown.parts)), ("phones", "+861381234[5678]".to_owned()));
        assert_eq!(title(&answer), "王伟");
    });
}

#[test]
fn what_fits_best_comes_first() {
    both(|s| async move {
        let mut made = BTreeMap::new();
        for name in ["王小伟", "欧阳王伟", "王伟", "王伟强", "李王"] {
            made.insert(name, s.a.create("customer", &json!({ "kind": "person", "name": name })).await);
        }
        s.settle().await;
        let named = |found: Vec<Id>| -> Vec<&str> {
            found.iter().map(|id| *made.iter().find(|(_, made)| *made == id).unwrap().0).collect()
        };
        assert_eq!(named(s.find("王伟").await), ["王伟", "王伟强", "欧阳王伟"]);
        assert_eq!(named(s.find("ww").await)[..2], ["王伟", "王伟强"]);
        assert_eq!(named(s.find("王").await).last(), Some(&"欧阳王伟"));
        let few = Question { text: "王", object: Some("customer"), limit: 2 };
        let few = s.search.ask(&s.a.records, &s.a.access, few).await.unwrap();
        assert_eq!((few.groups[0].hits.len(), few.groups[0].more), (2, true));
    });
}

/// Names of one, two and three characters, complete where segmentation loses half of them.
#[test]
fn short_names_are_complete() {
    let families = ["王", "李", "张", "欧阳", "龚", "曾", "单", "司马", "吕", "仇"];
    let given = ["伟", "芳", "娜", "小明", "建国", "一", "丽", "龙", "浩然", "雨桐"];
    both(|s| async move {
        let mut names = BTreeMap::new();
        for family in families {
            for given in given {
                let name = format!("{family}{given}");
                let id = s.a.create("customer", &json!({ "kind": "person", "name": name })).await;
                names.insert(id, name);
            }
        }
        s.settle().await;
        let texts: BTreeSet<String> = names
            .values()
            .flat_map(|n| {
                let letters: Vec<char> = n.chars().collect();
                (1..=2).flat_map(move |k| letters.windows(k).map(String::from_iter).collect::<Vec<_>>())
            })
            .collect();
        assert!(texts.len() > 80, "{}", texts.len());
        for text in texts {
            let wanted: BTreeSet<Id> = names.iter().filter(|(_, n)| n.contains(&text)).map(|(id, _)| *id).collect();
            let found: BTreeSet<Id> = s.find(&text).await.into_iter().collect();
            assert_eq!(found, wanted, "{text}");
        }
    });
}

#[test]
fn only_by_what_one_may_see() {
    both(|s| async move {
        let (me, other, team) = (Id([1; 16]), Id([2; 16]), Id([3; 16]));
        let mut mine = BTreeSet::new();
        let mut ours = BTreeSet::new();
        // Many of others before and after, so that a page of them would crowd out one's own.
        for i in 0..130 {
            let id = s
                .a
                .create("customer", &json!({ "kind": "person", "name": format!("王伟{i}"), "external_id": format!("K{i}77") }))
                .await;
            let owner = if i % 40 == 7 { me } else { other };
            let of_team = i % 40 == 8;
            let sql = "update @customer set owner_id = $1, owner_team = $2 where id = $3";
            let of = if of_team { Some(team) } else { None };
            s.db.a
                .write::<_, store::Error, _>(|tx| {
                    Box::pin(async move { tx.run(sql, &[owner.into(), of.into(), id.into()]).await })
                })
                .await
                .unwrap();
            if owner == me {
                mine.insert(id);
            }
            if of_team {
                ours.insert(id);
            }
        }
        let all = s.search.rebuild(&s.a.records).await.unwrap();
        s.search.settled(&s.a.records, all).await.unwrap();
        let reach = |read| {
            let grants = Grants { usual: Grant { read, ..Grant::all() }, ..Grants::default() };
            Role::new("seller", grants)
        };
        let person = Access::person("alpha", me, "me", Role::member());
        let own = Access::person("alpha", me, "me", reach(Scope::Own));
        let place = Place { team: Some(team), below: Arc::from([team]), ..Place::default() };
        let teams = Access { place, ..Access::person("alpha", me, "me", reach(Scope::Team)) };
        let nobody = Access::person("alpha", Id([9; 16]), "nobody", reach(Scope::Own));
        let blind = Access::person("alpha", me, "me", reach(Scope::None));
        let found = async |access: &Access, text: &str| -> BTreeSet<Id> { ids(&s.ask(access, text).await).into_iter().collect() };
        for text in ["王伟", "ww", "k"] {
            assert_eq!(found(&own, text).await, mine, "{text}");
            assert_eq!(found(&teams, text).await, ours, "{text}");
            assert_eq!(found(&nobody, text).await, BTreeSet::new(), "{text}");
            assert_eq!(found(&person, text).await.len(), 50, "{text}");
        }
        let question = Question { text: "王", object: Some("customer"), limit: 0 };
        assert!(s.search.ask(&s.a.records, &blind, question).await.is_err());
        // A field that is closed neither finds nor is shown.
        let without = |fields: &[&str], level: Level| {
            let mut closed = Closed::default();
            fields.iter().for_each(|f| closed.close("customer", f, level));
            Access { closed: Arc::new(closed), ..person.clone() }
        };
        let closed = without(&["external_id"], Level::Hidden);
        assert_eq!(found(&without(&["external_id"], Level::Masked), "K7777").await.len(), 0, "nor one that is masked");
        assert_eq!(found(&closed, "K7777").await.len(), 0);
        assert_eq!(found(&person, "K4777").await.len(), 1);
        let shown = s.ask(&closed, "王伟47").await;
        assert!(shown.groups[0].hits[0].shown.iter().all(|s| s.field != "external_id"), "{shown:?}");
        let nameless = without(&["name", "family_name", "given_name"], Level::Hidden);
        assert_eq!(found(&nameless, "王伟47").await.len(), 0);
        assert_eq!(title(&s.ask(&nameless, "K4777").await), "", "a closed title is not shown");
        let keyless = Access { permissions: records::Permissions::default(), ..person.clone() };
        let question = Question { text: "王", object: None, limit: 0 };
        let refused = s.search.ask(&s.a.records, &keyless, question).await;
        assert!(matches!(refused, Err(search::Error::Records(records::Error::Forbidden { .. }))));
    });
}

#[test]
fn companies_do_not_meet() {
    both(|s| async move {
        let ours = s.a.create("customer", &json!({ "kind": "person", "name": "王伟", "external_id": "X1" })).await;
        let theirs = s.b.create("customer", &json!({ "kind": "person", "name": "王伟", "external_id": "X1" })).await;
        s.settle().await;
        s.search.settled(&s.b.records, store::FeedCursor::default()).await.unwrap();
        for text in ["王伟", "ww", "x1"] {
            assert_eq!(s.find(text).await, [ours], "{text}");
            let question = Question { text, object: None, limit: 0 };
            let found = s.search.ask(&s.b.records, &s.b.access, question).await.unwrap();
            assert_eq!(ids(&found), [theirs], "{text}");
            let wrong = s.search.ask(&s.b.records, &s.a.access, question).await;
            assert!(wrong.is_err(), "the access of one company opens no other");
        }
        assert_eq!(s.find(&theirs.to_string()).await, []);
    });
}

#[test]
fn custom_objects_and_fields_are_searched() {
    both(|s| async move {
        let r = &s.a.records;
        let field = json!({ "name": "x_plate", "type": "text", "labels": { "en": "Plate" } });
        r.define_field(&s.a.access, "customer", serde_json::from_value(field).unwrap()).await.unwrap();
        let id = s.a.create("customer", &json!({ "kind": "person", "name": "Ann", "x_plate": "沪A·12345" })).await;
        let object = json!({ "name": "x_car", "title": "x_name", "labels": { "en": "Car" }, "plural": { "en": "Cars" },
            "fields": [{ "name": "x_name", "type": "text", "labels": { "en": "Name" } }] });
        r.define_object(&s.a.access, serde_json::from_value(object).unwrap()).await.unwrap();
        let car = s.a.create("x_car", &json!({ "x_name": "红旗轿车" })).await;
        s.settle().await;
        assert_eq!(s.find("沪A12345").await, [id]);
        assert_eq!(s.find("红旗").await, [car]);
        assert_eq!(s.find("hqjc").await, [car]);
    });
}
