//! Two companies with their records, and searching in them.

use model::Id;
use records::{Access, Records};
use search::{Answer, Question, Search, Settings};
use serde_json::{Map, Value};
use std::path::PathBuf;
use std::sync::Arc;
use store::{FeedCursor, Store};
use testkit::{TestDb, both_with};

pub struct Stage {
    pub db: TestDb,
    pub search: Search,
    pub a: Company,
    pub b: Company,
}

/// One company.
pub struct Company {
    pub records: Records,
    pub access: Access,
}

pub fn map(value: &Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

/// Runs a test body on both databases.
pub fn both<F, Fut>(body: F)
where
    F: Fn(Stage) -> Fut,
    Fut: Future<Output = ()>,
{
    both_with(
        |config| config.migrations = vec![records::MIGRATIONS],
        |db| async {
            let registry = Arc::new(crm::registry());
            let (a, b) = (Company::open(&db.store, "alpha").await, Company::open(&db.store, "beta").await);
            let search = Search::new(db.store.clone(), registry, settings(&db));
            body(Stage { db, search, a, b }).await;
        },
    );
}

pub fn folder(db: &TestDb) -> PathBuf {
    db.data().join("search")
}

pub fn settings(db: &TestDb) -> Settings {
    Settings::new(folder(db))
}

impl Company {
    pub async fn open(store: &Store, slug: &str) -> Self {
        let tenant = store.tenant(slug).await.unwrap();
        let records = Records::open(tenant, Arc::new(crm::registry())).await.unwrap();
        Self { records, access: Access::system(slug) }
    }

    pub async fn create(&self, object: &str, values: &Value) -> Id {
        self.records.create(&self.access, object, &map(values)).await.unwrap().id()
    }

    pub async fn patch(&self, object: &str, id: Id, values: &Value) {
        self.records.patch(&self.access, object, id, &map(values), None).await.unwrap();
    }
}

impl Stage {
    /// Everything that is written is in the index.
    pub async fn settle(&self) {
        self.search.settled(&self.a.records, FeedCursor::default()).await.unwrap();
    }

    pub async fn ask(&self, access: &Access, text: &str) -> Answer {
        let question = Question { text, object: None, limit: 50 };
        self.search.ask(&self.a.records, access, question).await.unwrap()
    }

    /// Ids of what the administrator of `alpha` finds, best first.
    pub async fn find(&self, text: &str) -> Vec<Id> {
        ids(&self.ask(&self.a.access, text).await)
    }
}

pub fn ids(answer: &Answer) -> Vec<Id> {
    answer.groups.iter().flat_map(|g| &g.hits).map(|h| h.id).collect()
}

/// The best hit's title, what was found in brackets.
pub fn title(answer: &Answer) -> String {
    answer.groups.first().map(|g| marked(&g.hits[0].title)).unwrap_or_default()
}

pub fn marked(parts: &[search::Part]) -> String {
    parts.iter().map(|p| if p.found { format!("[{}]", p.text) } else { p.text.clone() }).collect()
}
