//! SQLite, PostgreSQL and memory give the same records for random data and conditions.

use super::*;
use crate::RowScope;
use crate::condition::{Asker, Bound, Sql, Via, bind, sql::Index};
use model::object::{ColType, Part, col};
use model::{Condition, FieldTest, Op, Path, Record, Ts, Val};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap, HashSet};
use store::{BulkColumn, Tenant};
use testkit::{Kind, TestDb};

const NOW: Ts = Ts(1_768_464_000_000_000);

/// Few values of each type, so that tests hit, with neighbours of bounds among them.
fn values(kind: &FieldKind) -> Vec<Value> {
    match kind {
        FieldKind::Text { .. } => {
            ["Wang Wei", "wang  wei", "José", "王小明", "Ｗang", "%_'\"", "z\u{10ffff}"].map(|s| json!(s)).to_vec()
        }
        FieldKind::Email => ["a@example.com", "A@EXAMPLE.com", "b@example.org"].map(|s| json!(s)).to_vec(),
        FieldKind::Phone => ["+8613812345678", "+8613812345679", "+442079460000"].map(|s| json!(s)).to_vec(),
        FieldKind::Select { options } => options.iter().map(|o| json!(o.value)).collect(),
        FieldKind::Integer => [json!(-1), json!(0), json!(1), json!(30), json!(i64::MAX)].to_vec(),
        FieldKind::Decimal { .. } | FieldKind::Formula { .. } => ["-0.01", "0", "1.75", "1.76"].map(|s| json!(s)).to_vec(),
        FieldKind::Money => ["10.00", "10 JPY", "0 GBP", "7 JPY"].map(|s| json!(s)).to_vec(),
        FieldKind::Boolean => vec![json!(true), json!(false)],
        FieldKind::Date => ["2026-01-14", "2026-01-15", "1985-02-28"].map(|s| json!(s)).to_vec(),
        FieldKind::DateTime => ["2026-01-14T16:00:00Z", "2026-01-15T15:59:59.999999Z", "2026-01-15T08:00:00Z", "2026-01-15"]
            .map(|s| json!(s))
            .to_vec(),
        FieldKind::Reference { object, .. } => (0..4).map(|n| json!(id_of(object, n).to_string())).collect(),
        FieldKind::Id => vec![json!(id_of("person", 1).to_string()), json!(id_of("firm", 2).to_string())],
        FieldKind::User => vec![json!(ME.to_string()), json!("me")],
        FieldKind::Address => ["330106 cn hangzhou", "gb london"].map(|s| json!(s)).to_vec(),
        _ => Vec::new(),
    }
}

fn id_of(object: &str, n: u8) -> Id {
    let mut id = [n; 16];
    id[0] = object.as_bytes()[0];
    Id(id)
}

fn ops(kind: &FieldKind, multi: bool) -> Vec<Op> {
    let def = field("x", kind.clone());
    crate::condition::value::Shape::of(&def, &Company::default()).operators(multi).to_vec()
}

fn window() -> BoxedStrategy<Value> {
    let ends = prop_oneof![Just("2026-01-14"), Just("2026-01-15"), Just("2026-01-16")];
    prop_oneof![
        Just(json!({"last": "1d"})),
        Just(json!({"next": "2d"})),
        Just(json!({"this": "week"})),
        (ends.clone(), ends).prop_map(|(a, b)| json!({"from": a, "to": b})),
    ]
    .boxed()
}

fn test_of(path: Path, def: FieldDef) -> BoxedStrategy<Condition> {
    let values = values(&def.kind);
    let ops = ops(&def.kind, def.multi);
    let times = matches!(def.kind, FieldKind::Date | FieldKind::DateTime);
    let one = if values.is_empty() { Just(Value::Null).boxed() } else { prop::sample::select(values).boxed() };
    let (empty, many) = (one.clone(), prop::collection::vec(one.clone(), 0..3));
    (prop::sample::select(ops), empty, many, window(), any::<bool>(), 1..4_usize)
        .prop_map(move |(op, one, many, window, flag, cut)| {
            let text = |v: &Value| v.as_str().map(|s| s.chars().take(cut).collect::<String>());
            let value = match op {
                Op::Empty => json!(flag),
                Op::In if matches!(def.kind, FieldKind::Money) => json!(["10", "0"]),
                Op::In => json!(many),
                Op::Within if times => window,
                Op::Within => json!({"from": "0", "to": "10.01"}),
                Op::Contains | Op::StartsWith => {
                    json!(text(&one).filter(|t| !t.trim().is_empty() && t != "+").unwrap_or("86".into()))
                }
                _ => one,
            };
            Condition::Field(FieldTest { path: path.clone(), op, value })
        })
        .boxed()
}

fn conditions(catalog: &Catalog) -> BoxedStrategy<Condition> {
    let mut leaves: Vec<BoxedStrategy<Condition>> = Vec::new();
    let mut add = |relation: Option<&str>, object: &Object| {
        for f in object.fields.iter().filter(|f| !f.hidden) {
            let path = Path { relation: relation.map(|r| r.to_owned().into()), field: f.name.clone() };
            leaves.push(test_of(path, f.clone()));
        }
    };
    add(None, &catalog.objects["person"]);
    add(Some("firm"), &catalog.objects["firm"]);
    let leaf = prop::sample::select((0..leaves.len()).collect::<Vec<_>>()).prop_flat_map(move |i| leaves[i].clone());
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Condition::All),
            prop::collection::vec(inner.clone(), 0..4).prop_map(Condition::Any),
            inner.prop_map(|c| Condition::Not(Box::new(c))),
        ]
    })
    .boxed()
}

/// A record from one choice a field: 0 is empty.
fn record(object: &Arc<Object>, n: u8, choices: &[usize]) -> Record {
    let mut r = Record::empty(object.clone());
    r.vals[col::ID] = id_of(object.name(), n).into();
    for c in [col::VERSION, col::REV, col::CREATED_AT, col::UPDATED_AT] {
        r.vals[c] = Val::Int(NOW.0);
    }
    let own = |f: &FieldDef| {
        !matches!(f.name.as_ref(), "id" | "import_id" | "version" | "rev" | "created_at" | "updated_at" | "owner_team")
    };
    for (f, choice) in (0..object.fields.len()).filter(|f| own(&object.fields[*f])).zip(choices.iter().cycle()) {
        fill(&mut r, f, *choice);
    }
    r
}

fn fill(r: &mut Record, f: usize, choice: usize) {
    let object = r.object.clone();
    let def = &object.fields[f];
    let values: Vec<Value> = values(&def.kind).into_iter().filter(|v| *v != json!("me")).collect();
    let values: Vec<Value> = if def.kind == FieldKind::DateTime { values[..3].to_vec() } else { values };
    if choice == 0 || values.is_empty() {
        return;
    }
    let value = &values[choice % values.len()];
    let c = object.column_of(f);
    let text = value.as_str().unwrap_or_default();
    let scaled = |t: &str, s| model::decimal::parse(t, s, model::decimal::NumberFormat::Point).unwrap();
    if def.multi {
        let second = &values[(choice / 2) % values.len()];
        r.vals[c] = json!([value, second]).to_string().into();
        return;
    }
    r.vals[c] = match &def.kind {
        FieldKind::Integer => value.as_i64().into(),
        FieldKind::Decimal { scale } => scaled(text, *scale).into(),
        FieldKind::Formula { .. } => scaled(text, 2).into(),
        FieldKind::Boolean => value.as_bool().map(i64::from).into(),
        FieldKind::Date => i64::from(model::Date::parse_iso(text).unwrap().0).into(),
        FieldKind::DateTime => Ts::parse_rfc3339(text).unwrap().0.into(),
        FieldKind::Reference { .. } | FieldKind::User => Id::parse(text).into(),
        FieldKind::Money => {
            let m = model::Money::parse(text, model::Currency::GBP, model::decimal::NumberFormat::Point).unwrap();
            r.vals[object.part_of(f, Part::Currency).unwrap()] = m.currency.code().into();
            r.vals[object.part_of(f, Part::Base).unwrap()] = (m.minor * 3).into();
            m.minor.into()
        }
        FieldKind::Address => json!({"country": text}).to_string().into(),
        _ => text.into(),
    };
    if let Some(k) = object.part_of(f, Part::Key) {
        r.vals[k] = model::text::fold(text).into();
    }
}

struct Case {
    records: Vec<Record>,
    conditions: Vec<Condition>,
    own: bool,
}

impl std::fmt::Debug for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "own: {}", self.own)?;
        self.conditions.iter().try_for_each(|c| writeln!(f, "{}", c.to_compact()))?;
        self.records.iter().try_for_each(|r| writeln!(f, "{} {:?}", r.object.name(), r.vals))
    }
}

fn cases() -> impl Strategy<Value = Case> {
    let catalog = catalog();
    let rows = prop::collection::vec((any::<bool>(), 0..12_u8, prop::collection::vec(0..8_usize, 12..24)), 1..14);
    (rows, prop::collection::vec(conditions(&catalog), 12), any::<bool>()).prop_map(move |(rows, conditions, own)| {
        let mut seen = HashSet::new();
        let records = rows
            .into_iter()
            .map(|(firm, n, choices)| {
                record(&catalog.objects[if firm { "firm" } else { "person" }], if firm { n % 4 } else { n }, &choices)
            })
            .filter(|r| seen.insert(r.id()))
            .collect();
        Case { records, conditions, own }
    })
}

async fn store_all(tenant: &Tenant, records: &[Record]) {
    let lists: Vec<Vec<Val>> = records.iter().flat_map(list_rows).collect();
    tenant
        .write(|tx| {
            let lists = &lists;
            Box::pin(async move {
                for table in ["person", "firm", "value"] {
                    tx.run(&format!("delete from @{table}"), &[]).await?;
                }
                for r in records {
                    let columns: Vec<BulkColumn> =
                        r.object.columns.iter().map(|c| BulkColumn::new(c.name.clone(), c.ty)).collect();
                    tx.bulk(r.object.name(), &columns, vec![r.vals.clone()]).await?;
                }
                let text = |n: &'static str| BulkColumn::new(n, ColType::Text);
                let columns = [
                    text("object"),
                    text("field"),
                    BulkColumn::new("record_id", ColType::Id),
                    BulkColumn::new("pos", ColType::Int),
                    text("v"),
                ];
                tx.bulk("value", &columns, lists.clone()).await?;
                Ok::<_, store::Error>(())
            })
        })
        .await
        .unwrap();
}

fn list_rows(r: &Record) -> Vec<Vec<Val>> {
    let multi = (0..r.object.fields.len()).filter(|f| r.object.fields[*f].multi);
    let values =
        multi.flat_map(|f| crate::condition::value::stored_values(r, f).into_iter().enumerate().map(move |(i, v)| (f, i, v)));
    values
        .map(|(f, i, v)| {
            vec![r.object.name().into(), r.object.fields[f].name.as_ref().into(), r.id().into(), (i as i64).into(), v]
        })
        .collect()
}

fn in_memory(bound: &Bound, records: &[Record]) -> BTreeSet<Id> {
    let all: HashMap<Id, &Record> = records.iter().map(|r| (r.id(), r)).collect();
    let alive = |r: &&Record| r.vals[col::DELETED_AT].is_null();
    let related = |via: &Via, id: Id| {
        all.get(&id).filter(|r| r.object.name() == via.object.name()).filter(|r| alive(r)).map(|r| (*r).clone())
    };
    records
        .iter()
        .filter(|r| r.object.name() == "person")
        .filter(alive)
        .filter(|r| bound.holds(r, &related))
        .map(Record::id)
        .collect()
}

async fn in_sql(tenant: &Tenant, bound: &Bound, index: Index) -> BTreeSet<Id> {
    let mut sql = Sql::new(tenant.dialect());
    sql.push("select t.id from @person t where t.deleted_at is null and ").condition(bound, "t", index);
    let rows = tenant.scan(&sql.text, &sql.params, Default::default()).await;
    rows.unwrap_or_else(|e| panic!("{}: {e}", sql.text)).iter().map(|r| r.id(0).unwrap()).collect()
}

async fn judge(tenant: &Tenant, case: &Case) -> Result<(), TestCaseError> {
    store_all(tenant, &case.records).await;
    let catalog = catalog();
    let access = Access { rows: if case.own { RowScope::Own(ME) } else { RowScope::All }, ..access() };
    let asker = Asker { catalog: &catalog, access: &access, now: NOW };
    for c in &case.conditions {
        let bound =
            bind(c, &catalog.objects["person"], &asker).map_err(|e| TestCaseError::fail(format!("{}: {e:?}", c.to_compact())))?;
        let memory = in_memory(&bound, &case.records);
        for index in [Index::May, Index::No] {
            prop_assert_eq!(&in_sql(tenant, &bound, index).await, &memory, "{}", c.to_compact());
        }
        // What an index finds is what a test of each row finds.
        if let crate::condition::Node::Test(t) = &bound.root
            && !matches!(t.check, crate::condition::Check::Empty)
        {
            let mut sql = Sql::new(tenant.dialect());
            sql.push("select t.id from @person t where t.deleted_at is null and ").seek(&bound.object, "t", t);
            if let Some(scope) = &bound.scope {
                sql.push(" and ").test(&bound.object, "t", scope, Index::No);
            }
            let rows = tenant.scan(&sql.text, &sql.params, Default::default()).await.unwrap();
            prop_assert_eq!(rows.iter().map(|r| r.id(0).unwrap()).collect::<BTreeSet<_>>(), memory, "seek {}", c.to_compact());
        }
    }
    Ok(())
}

async fn agree(db: TestDb) {
    let _records = crate::list::tests::open(&db).await;
    let handle = tokio::runtime::Handle::current();
    let cases_a_kind = if db.kind == Kind::Sqlite { 250 } else { 60 };
    let config = proptest::test_runner::Config {
        cases: cases_a_kind,
        max_shrink_iters: 400,
        failure_persistence: None,
        ..Default::default()
    };
    tokio::task::block_in_place(|| {
        let mut runner = proptest::test_runner::TestRunner::new(config);
        let done = runner.run(&cases(), |case| handle.block_on(judge(&db.a, &case)));
        if let Err(e) = done {
            panic!("{e}");
        }
    });
}

#[test]
fn databases_and_memory_agree() {
    crate::list::tests::both(agree);
}
