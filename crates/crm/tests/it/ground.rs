//! A company with the built-in objects on both databases.

use model::Id;
use records::{Access, Error, Records, Role};
use serde_json::{Map, Value, json};
use std::sync::Arc;
use testkit::TestDb;

/// The engine of one tenant, and an administrator who asks.
pub struct Ground {
    pub records: Records,
    pub access: Access,
    pub db: TestDb,
}

/// Runs a test on SQLite and on PostgreSQL, in a company that counts in pounds.
pub fn on_both<F, Fut>(body: F)
where
    F: Fn(Ground) -> Fut,
    Fut: Future<Output = ()>,
{
    testkit::both_with(
        |config| config.migrations.push(records::MIGRATIONS),
        |db| async {
            body(Ground::new(db).await).await;
        },
    );
}

impl Ground {
    async fn new(db: TestDb) -> Self {
        let registry = Arc::new(guanxi_crm::registry());
        let company =
            json!({"name": "Alpha", "currency": "GBP", "zone": "Europe/London", "language": "en", "country": "GB"}).to_string();
        let sql = "insert into @setting (name, value) values ('company', $1)";
        let params = &[company.into()];
        db.a.write::<_, store::Error, _>(move |tx| Box::pin(async move { tx.run(sql, params).await })).await.unwrap();
        let records = Records::open(db.a.clone(), registry).await.unwrap();
        let user = records.system(|w| {
            Box::pin(async move {
                let input = object(json!({"name": "Ada", "email": "ada@example.com", "role": "administrator"}));
                Ok(w.create("user", &input).await?.id())
            })
        });
        let user = user.await.unwrap();
        let access = Access::person("alpha", user, "Ada", Role::administrator());
        Self { records, access, db }
    }

    pub async fn create(&self, object_name: &str, values: Value) -> Id {
        self.records.create(&self.access, object_name, &object(values)).await.unwrap().id()
    }

    pub async fn patch(&self, object_name: &str, id: Id, values: Value) -> Result<(), Error> {
        self.records.patch(&self.access, object_name, id, &object(values), None).await.map(|_| ())
    }

    pub async fn get(&self, object_name: &str, id: Id) -> Value {
        let record = self.records.get(&self.access, object_name, id).await.unwrap();
        self.records.json(&self.access, &record)
    }

    /// A completed order with lines of quantity and unit price.
    pub async fn order(&self, customer: Option<Id>, number: &str, kind: &str, at: &str, lines: &[(&str, &str)]) -> Id {
        let values = json!({"number": number, "kind": kind, "customer": customer, "ordered_at": at, "status": "completed"});
        let order = self.create("order", values).await;
        for (i, (quantity, price)) in lines.iter().enumerate() {
            self.create("order_line", json!({"order": order, "position": i + 1, "quantity": quantity, "unit_price": price}))
                .await;
        }
        order
    }

    /// Ids that a statement yields.
    pub async fn ids(&self, sql: &str, id: Id) -> Vec<Id> {
        let rows = self.records.tenant().get(sql, &[id.into()]).await.unwrap();
        rows.iter().filter_map(|r| r.opt_id(0)).collect()
    }

    /// Texts of a statement's rows.
    pub async fn rows(&self, sql: &str, id: Id) -> Vec<Vec<String>> {
        let rows = self.records.tenant().get(sql, &[id.into()]).await.unwrap();
        rows.into_iter().map(|r| r.into_vals().iter().map(|v| v.text().unwrap_or("-").to_owned()).collect()).collect()
    }
}

pub fn object(values: Value) -> Map<String, Value> {
    let Value::Object(map) = values else { unreachable!("an object") };
    map
}

/// `field code` of each refused field.
pub fn codes(error: &Error) -> Vec<String> {
    match error {
        Error::Invalid(errors) => errors.iter().map(|e| format!("{} {}", e.field, e.code)).collect(),
        other => vec![other.to_string()],
    }
}
