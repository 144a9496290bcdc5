//! A small shop: customers with orders with lines of products; categories in a tree; ledger entries.

pub use crate::testing::{definition as object, field};
use model::def::{FieldKind, Labels, OnDelete, ResultType, RollUp, RollUpFunction, SelectOption};
use model::{FieldDef, Id, ObjectDef};
use records::{Access, By, Change, Company, Effects, NewEvent, Records, Registry, Role};
use serde_json::{Map, Value, json};
use std::sync::Arc;
use testkit::TestDb;

pub fn text(name: &str) -> FieldDef {
    field(name, FieldKind::Text { max: 0 })
}

pub fn reference(name: &str, object: &'static str, on_delete: OnDelete) -> FieldDef {
    field(name, FieldKind::Reference { object: object.into(), on_delete })
}

pub fn roll_up(
    name: &str,
    object: &'static str,
    via: &'static str,
    function: RollUpFunction,
    of: &'static str,
    result: ResultType,
) -> FieldDef {
    let roll = RollUp { object: object.into(), via: via.into(), function, of: of.into(), result, only: None, lazy: false };
    field(name, FieldKind::RollUp(roll))
}

pub fn select(name: &str, options: &[&'static str]) -> FieldDef {
    let option =
        |v: &&'static str| SelectOption { value: (*v).into(), labels: Labels::default(), color: "".into(), hidden: false };
    field(name, FieldKind::Select { options: options.iter().map(option).collect::<Vec<_>>().into() })
}

fn only(mut def: FieldDef, values: &[&'static str]) -> FieldDef {
    if let FieldKind::RollUp(r) = &mut def.kind {
        let values: Vec<_> = values.iter().map(|v| (*v).into()).collect();
        r.only = Some(("status".into(), values.into()));
    }
    def
}

pub fn customer() -> ObjectDef {
    use RollUpFunction as F;
    let order = |name, f, of, result| only(roll_up(name, "order", "customer", f, of, result), &["open", "completed"]);
    let average = FieldKind::Formula { expr: "spend / orders".into(), result: ResultType::Money };
    ObjectDef {
        owned: true,
        numbered: true,
        mergeable: true,
        sort: "name".into(),
        ..object(
            "customer",
            vec![
                FieldDef { required: true, ..text("name") },
                FieldDef { unique: true, ..field("email", FieldKind::Email) },
                FieldDef { multi: true, ..field("phones", FieldKind::Phone) },
                FieldDef { multi: true, ..text("tags") },
                field("address", FieldKind::Address),
                FieldDef { default: Some("new".into()), ..select("stage", &["new", "old", "lost"]) },
                field("credit", FieldKind::Money),
                field("birthday", FieldKind::Date),
                field("place", FieldKind::GeoPoint),
                field("notes", FieldKind::Json),
                field("code", FieldKind::AutoNumber { prefix: "C".into(), digits: 4 }),
                FieldDef { by: vec!["award".into(), "import".into()].into(), ..field("points", FieldKind::Integer) },
                order("orders", F::Count, "", ResultType::Integer),
                order("spend", F::Sum, "total", ResultType::Money),
                order("first_order", F::Min, "ordered_at", ResultType::DateTime),
                order("last_order", F::Max, "ordered_at", ResultType::DateTime),
                order("biggest", F::Max, "total", ResultType::Money),
                order("last_shop", F::Last { by: "ordered_at".into() }, "shop", ResultType::Text),
                field("average", average),
            ],
        )
    }
}

pub fn order() -> ObjectDef {
    object(
        "order",
        vec![
            FieldDef { unique: true, ..text("number") },
            reference("customer", "customer", OnDelete::Restrict),
            FieldDef { default: Some("open".into()), ..select("status", &["open", "completed", "cancelled"]) },
            field("ordered_at", FieldKind::DateTime),
            text("shop"),
            roll_up("lines", "line", "order", RollUpFunction::Count, "", ResultType::Integer),
            roll_up("total", "line", "order", RollUpFunction::Sum, "amount", ResultType::Money),
        ],
    )
}

pub fn line() -> ObjectDef {
    object(
        "line",
        vec![
            text("sku"),
            FieldDef { required: true, ..reference("order", "order", OnDelete::Cascade) },
            reference("product", "product", OnDelete::Clear),
            field("quantity", FieldKind::Integer),
            field("price", FieldKind::Decimal { scale: 4 }),
            field("amount", FieldKind::Money),
        ],
    )
}

pub fn product() -> ObjectDef {
    let mut sold = roll_up("sold", "line", "product", RollUpFunction::Sum, "quantity", ResultType::Integer);
    if let FieldKind::RollUp(r) = &mut sold.kind {
        r.lazy = true;
    }
    object("product", vec![FieldDef { unique: true, ..text("sku") }, sold])
}

fn ledger() -> ObjectDef {
    let entry = object("ledger", vec![text("what"), field("points", FieldKind::Integer)]);
    ObjectDef { append_only: true, ..entry }
}

/// An order that becomes completed is an event of its customer, and a line in the ledger.
fn order_rule(change: &mut Change<'_>) -> Result<Effects, Vec<model::FieldError>> {
    let mut effects = Effects::default();
    let Some(after) = change.after.as_deref() else { return Ok(effects) };
    let was = change.before.and_then(|b| b.get("status").text());
    if after.get("status").text() == Some("completed") && was != Some("completed") {
        effects.events.push(NewEvent {
            customer: after.get("customer").id(),
            at: change.now,
            kind: "order_completed".into(),
            subject: Some(("order".into(), after.id())),
            source: "order".into(),
            message_id: format!("{} completed", after.id()),
            props: Map::new(),
        });
        let entry = json!({"what": "completed", "points": 1});
        effects.create.push(("ledger".into(), entry.as_object().unwrap().clone()));
    }
    Ok(effects)
}

pub fn registry() -> Registry {
    let mut r = Registry::new();
    for def in [customer(), order(), line(), product(), ledger()] {
        r.object(def);
    }
    r.rule("order", order_rule);
    r
}

/// One tenant's shop, and an administrator.
pub struct Shop {
    pub records: Records,
    pub admin: Access,
}

/// Runs a test in a shop in pounds, on both databases.
pub fn shop<F, Fut>(body: F)
where
    F: Fn(Shop, TestDb) -> Fut,
    Fut: Future<Output = ()>,
{
    shop_of(registry, body);
}

/// As [`shop`], with other objects.
pub fn shop_of<F, Fut>(registry: fn() -> Registry, body: F)
where
    F: Fn(Shop, TestDb) -> Fut,
    Fut: Future<Output = ()>,
{
    testkit::both_with(
        |c| c.migrations.push(records::MIGRATIONS),
        |db| async {
            let shop = open(&db, registry()).await;
            body(shop, db).await;
        },
    );
}

pub async fn open(db: &TestDb, registry: Registry) -> Shop {
    let records = Records::open(db.a.clone(), Arc::new(registry)).await.unwrap();
    let admin = Access::person("alpha", Id::at(1), "Ada", Role::administrator());
    let company = Company { name: "Alpha".into(), currency: "GBP".into(), zone: "Europe/London".into(), ..Company::default() };
    records.change_company(&admin, |c| *c = company.clone()).await.unwrap();
    Shop { records, admin }
}

pub fn map(v: Value) -> Map<String, Value> {
    v.as_object().unwrap().clone()
}

impl Shop {
    pub async fn create(&self, object: &str, input: Value) -> Id {
        self.records.create(&self.admin, object, &map(input)).await.unwrap().id()
    }

    pub async fn patch(&self, object: &str, id: Id, input: Value) -> records::Result<model::Record> {
        self.records.patch(&self.admin, object, id, &map(input), None).await
    }

    pub async fn json(&self, object: &str, id: Id) -> Value {
        let r = self.records.get_any(&self.admin, object, id).await.unwrap();
        self.records.json(&self.admin, &r)
    }

    pub fn import(&self) -> By {
        By::Import { id: Id::at(7), user: self.admin.actor.user }
    }
}

/// Codes of the field errors, as `field code`.
pub fn codes(e: records::Error) -> Vec<String> {
    match e {
        records::Error::Invalid(errors) => errors.iter().map(|e| format!("{} {}", e.field, e.code)).collect(),
        other => panic!("not invalid: {other}"),
    }
}
