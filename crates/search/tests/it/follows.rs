//! The index follows what is written, whatever happens to it.

use crate::stage::{Company, Stage, both, folder, settings};
use model::Id;
use records::merge::Merge;
use search::{Question, Search, Settings};
use serde_json::json;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use store::FeedCursor;
use testkit::until;

#[test]
fn changes_deletion_and_return() {
    both(|s| async move {
        let id = s.a.create("customer", &json!({ "kind": "person", "name": "王伟" })).await;
        s.settle().await;
        assert_eq!(s.find("王伟").await, [id]);
        s.a.patch("customer", id, &json!({ "name": "李娜" })).await;
        s.settle().await;
        assert_eq!((s.find("王伟").await, s.find("李娜").await), (vec![], vec![id]));
        s.a.records.delete(&s.a.access, "customer", id, None).await.unwrap();
        assert_eq!(s.find("李娜").await, [], "at once: the record is not there any more");
        s.settle().await;
        s.a.records.restore(&s.a.access, "customer", id).await.unwrap();
        s.settle().await;
        assert_eq!(s.find("李娜").await, [id]);
    });
}

#[test]
fn merges_and_what_takes_them_back() {
    both(|s| async move {
        let one = s.a.create("customer", &json!({ "kind": "person", "name": "王伟", "external_id": "M1" })).await;
        let two = s.a.create("customer", &json!({ "kind": "person", "name": "王维", "external_id": "M2" })).await;
        s.settle().await;
        let merge = Merge { others: vec![two], ..Merge::default() };
        let merged = s.a.records.merge(&s.a.access, "customer", one, &merge).await.unwrap();
        s.settle().await;
        assert_eq!((s.find("王维").await, s.find("m2").await), (vec![], vec![]));
        assert_eq!(s.find("王伟").await, [one]);
        s.a.records.unmerge(&s.a.access, "customer", merged.merges[0]).await.unwrap();
        s.settle().await;
        assert_eq!((s.find("王维").await, s.find("m2").await), (vec![two], vec![two]));
    });
}

#[test]
fn many_at_once() {
    both(|s| async move {
        s.settle().await;
        let plan = crm::synthetic::Plan { customers: 500, first: 0, orders: 0, seed: 1 };
        crm::synthetic::fill(&s.a.records, plan, |_| {}).await.unwrap();
        s.settle().await;
        let found =
            s.search.ask(&s.a.records, &s.a.access, Question { text: "S00000400", object: None, limit: 0 }).await.unwrap();
        assert_eq!(found.groups.len(), 1, "{found:?}");
    });
}

#[test]
fn made_anew_while_in_use() {
    both(|s| async move {
        for i in 0..300 {
            s.a.create("product", &json!({ "sku": format!("P{i}"), "name": format!("茶{i}") })).await;
        }
        s.settle().await;
        let begun = s.search.rebuild(&s.a.records).await.unwrap();
        let writing = async {
            for i in 300..400 {
                s.a.create("product", &json!({ "sku": format!("P{i}"), "name": format!("茶{i}") })).await;
                assert!(!s.find("P7").await.is_empty(), "it answers meanwhile");
            }
        };
        let (settled, ()) = tokio::join!(s.search.settled(&s.a.records, begun), writing);
        settled.unwrap();
        s.settle().await;
        for i in [0, 150, 299, 300, 399] {
            assert_eq!(s.find(&format!("茶{i}")).await.len(), s.find(&format!("p{i}")).await.len(), "{i}");
            assert!(!s.find(&format!("茶{i}")).await.is_empty(), "{i}");
        }
        until("the old index is gone", async || indexes(&folder(&s.db).join(s.db.a.id().to_string())) == 1).await;
    });
}

/// Indexes in a company's folder.
fn indexes(folder: &Path) -> usize {
    std::fs::read_dir(folder).unwrap().flatten().filter(|e| e.path().is_dir()).count()
}

#[test]
fn a_feed_that_is_another_one_is_noticed() {
    both(|s| async move {
        let id = s.a.create("customer", &json!({ "kind": "person", "name": "王伟" })).await;
        s.settle().await;
        let (search, stage) = closed(s).await;
        drop(search);
        // As after a restore by hand: the same places hold other changes.
        let sql = "update @change set at = at - 1";
        stage.db.a.write::<_, store::Error, _>(|tx| Box::pin(tx.run(sql, &[]))).await.unwrap();
        let sql = "update @customer set name = '李娜', name_key = '李娜'";
        stage.db.a.write::<_, store::Error, _>(|tx| Box::pin(tx.run(sql, &[]))).await.unwrap();
        stage.settle().await;
        assert_eq!((stage.find("王伟").await, stage.find("李娜").await), (vec![], vec![id]));
    });
}

/// Searching begun anew over the same data, as after a start of the program.
async fn closed(s: Stage) -> (Search, Stage) {
    let Stage { db, search, a, b } = s;
    let new = Search::new(db.store.clone(), Arc::new(crm::registry()), settings(&db));
    (search, Stage { search: new, db, a, b })
}

#[test]
fn what_is_deleted_leaves_the_disk() {
    both(|s| async move {
        let id = s.a.create("customer", &json!({ "kind": "person", "name": "Zwölf Kanarien" })).await;
        for i in 0..20 {
            s.a.create("customer", &json!({ "kind": "person", "name": format!("Ann {i}") })).await;
        }
        s.settle().await;
        let path = folder(&s.db).join(s.db.a.id().to_string());
        assert!(holds(&path, "zwolf"), "the test looks for what is there");
        s.a.records.delete(&s.a.access, "customer", id, None).await.unwrap();
        s.settle().await;
        until("nothing of it is on disk", async || !holds(&path, "zwolf")).await;
        assert_eq!(s.find("ann").await.len(), 20);
    });
}

/// Whether a term of any file of an index holds this text; also of files that are of no use any more.
fn holds(folder: &Path, text: &str) -> bool {
    std::fs::read_dir(folder).unwrap().flatten().map(|e| e.path()).filter(|p| p.is_dir()).any(|path| {
        let index = tantivy::Index::open_in_dir(&path).unwrap();
        let (searcher, terms) = (index.reader().unwrap().searcher(), index.schema().get_field("terms").unwrap());
        let live: Vec<String> = searcher.segment_readers().iter().map(|s| s.segment_id().uuid_string()).collect();
        let files = std::fs::read_dir(&path).unwrap().flatten().map(|e| e.file_name().into_string().unwrap());
        let stray = files.filter(|f| f.ends_with(".term")).any(|f| !live.iter().any(|id| f.starts_with(id.as_str())));
        let has = |segment: &tantivy::SegmentReader| {
            let inverted = segment.inverted_index(terms).unwrap();
            let mut all = inverted.terms().stream().unwrap();
            let mut found = false;
            while all.advance() {
                found |= all.key().windows(text.len()).any(|w| w == text.as_bytes());
            }
            found
        };
        stray || searcher.segment_readers().iter().any(has)
    })
}

#[test]
fn goes_with_its_company_and_closes_when_idle() {
    both(|s| async move {
        s.a.create("customer", &json!({ "kind": "person", "name": "王伟" })).await;
        s.settle().await;
        let path = folder(&s.db).join(s.db.a.id().to_string());
        assert!(path.exists());
        let theirs = folder(&s.db).join(s.db.b.id().to_string());
        s.search.settled(&s.b.records, FeedCursor::default()).await.unwrap();
        s.db.store.delete_tenant("alpha").await.unwrap();
        s.search.tidy().await.unwrap();
        assert!(!path.exists() && theirs.exists());
        let short = Settings { idle: Duration::from_millis(300), ..Settings::new(folder(&s.db).join("short")) };
        let search = Search::new(s.db.store.clone(), Arc::new(crm::registry()), short);
        search.settled(&s.b.records, FeedCursor::default()).await.unwrap();
        assert_eq!(search.open_companies(), 1);
        until("it is closed", async || search.open_companies() == 0).await;
        let made: Id = s.b.create("customer", &json!({ "kind": "person", "name": "王伟" })).await;
        let question = Question { text: "王伟", object: None, limit: 0 };
        until("opened when asked, and up to date", async || {
            crate::stage::ids(&search.ask(&s.b.records, &s.b.access, question).await.unwrap()) == [made]
        })
        .await;
    });
}

#[test]
fn more_companies_than_writers() {
    both(|s| async move {
        let one = Settings { writers: 1, ..settings(&s.db) };
        let search = Search::new(s.db.store.clone(), Arc::new(crm::registry()), one);
        for round in 0..3 {
            for company in [&s.a, &s.b] {
                company.create("customer", &json!({ "kind": "person", "name": format!("王伟{round}") })).await;
            }
            for company in [&s.a, &s.b] {
                search.settled(&company.records, FeedCursor::default()).await.unwrap();
                let question = Question { text: "王伟", object: None, limit: 0 };
                let found = search.ask(&company.records, &company.access, question).await.unwrap();
                assert_eq!(found.groups[0].hits.len(), round + 1);
            }
        }
    });
}

#[test]
fn two_processes_share_a_folder() {
    both(|s| async move {
        let other = Search::new(s.db.store.clone(), Arc::new(crm::registry()), settings(&s.db));
        let ours: &Company = &s.a;
        for round in 0..3 {
            let id = ours.create("customer", &json!({ "kind": "person", "name": format!("王伟{round}") })).await;
            for search in [&s.search, &other] {
                search.settled(&ours.records, FeedCursor::default()).await.unwrap();
                let text = format!("王伟{round}");
                let question = Question { text: &text, object: None, limit: 0 };
                until("both show it", async || {
                    crate::stage::ids(&search.ask(&ours.records, &ours.access, question).await.unwrap()) == [id]
                })
                .await;
            }
        }
        let begun = other.rebuild(&ours.records).await.unwrap();
        other.settled(&ours.records, begun).await.unwrap();
        s.search.settled(&ours.records, begun).await.unwrap();
    });
}
