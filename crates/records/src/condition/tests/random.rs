//! Random records and conditions on them.

use super::*;
use model::object::{Part, col};
use model::{Condition, FieldTest, Op, Path, Record, Ts, Val};
use proptest::prelude::*;
use serde_json::{Value, json};
use std::collections::HashSet;

pub(super) const NOW: Ts = Ts(1_768_464_000_000_000);

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
        FieldKind::Date => {
            ["2026-01-14", "2026-01-15", "1985-02-28", "1990-01-16", "1992-02-29", "1999-01-15"].map(|s| json!(s)).to_vec()
        }
        FieldKind::DateTime => ["2026-01-14T16:00:00Z", "2026-01-15T15:59:59.999999Z", "2026-01-15T08:00:00Z", "2026-01-15"]
            .map(|s| json!(s))
            .to_vec(),
        FieldKind::Reference { object, .. } => (0..4).map(|n| json!(id_of(object, n).to_string())).collect(),
        FieldKind::Id => vec![json!(id_of("person", 1).to_string()), json!(id_of("firm", 2).to_string())],
        FieldKind::User => vec![json!(ME.to_string()), json!("me")],
        FieldKind::Address => [
            json!({"country": "CN", "division": "330106", "city": "杭州市"}),
            json!({"country": "CN", "division": "33"}),
            json!({"country": "GB", "city": "London"}),
        ]
        .to_vec(),
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
    crate::condition::shape::Shape::of(&def, &Company::default()).operators(multi).to_vec()
}

fn window() -> BoxedStrategy<Value> {
    let ends = prop_oneof![Just("2026-01-14"), Just("2026-01-15"), Just("2026-01-16")];
    prop_oneof![
        Just(json!({"last": "1d"})),
        Just(json!({"next": "2d"})),
        Just(json!({"this": "week"})),
        Just(json!({"this": "month"})),
        Just(json!({"last": "2y"})),
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
                Op::In if matches!(def.kind, FieldKind::Address) => json!(["cn 33"]),
                Op::In => json!(many),
                Op::Within if times => window,
                Op::Within => json!({"from": "0", "to": "10.01"}),
                Op::EndsWith => json!(one.as_str().map(|s| s[s.len() - cut..].to_owned())),
                _ if matches!(def.kind, FieldKind::Address) => json!("cn 33"),
                Op::Contains | Op::StartsWith => {
                    json!(text(&one).filter(|t| !t.trim().is_empty() && t != "+").unwrap_or("86".into()))
                }
                _ => one,
            };
            Condition::Field(FieldTest { path: path.clone(), op, value })
        })
        .boxed()
}

fn area(address: &str) -> BoxedStrategy<Condition> {
    let path = Path { relation: Some(address.to_owned().into()), field: "division".into() };
    let test = move |(op, value)| Condition::Field(FieldTest { path: path.clone(), op, value });
    prop::sample::select(vec![
        (Op::Is, json!("33")),
        (Op::Is, json!("330106")),
        (Op::In, json!(["3302", "浙江省杭州市"])),
        (Op::Empty, json!(true)),
    ])
    .prop_map(test)
    .boxed()
}

fn conditions(catalog: &Catalog) -> BoxedStrategy<Condition> {
    let mut leaves: Vec<BoxedStrategy<Condition>> = Vec::new();
    let mut add = |relation: Option<&str>, object: &Object| {
        for f in object.fields.iter().filter(|f| !f.hidden) {
            let path = Path { relation: relation.map(|r| r.to_owned().into()), field: f.name.clone() };
            leaves.push(test_of(path, f.clone()));
            if f.kind == FieldKind::Address {
                leaves.push(area(&f.name));
            }
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
        FieldKind::Address => value.to_string().into(),
        _ => text.into(),
    };
    if let Some(k) = object.part_of(f, Part::Key) {
        let words = value.as_object().map(|parts| parts.values().filter_map(Value::as_str).collect::<Vec<_>>().join(" "));
        r.vals[k] = model::text::fold(&words.unwrap_or(text.to_owned())).into();
    }
}

pub(super) struct Case {
    pub records: Vec<Record>,
    pub conditions: Vec<Condition>,
    pub own: bool,
}

impl std::fmt::Debug for Case {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "own: {}", self.own)?;
        self.conditions.iter().try_for_each(|c| writeln!(f, "{}", c.to_compact()))?;
        self.records.iter().try_for_each(|r| writeln!(f, "{} {:?}", r.object.name(), r.vals))
    }
}

pub(super) fn cases() -> impl Strategy<Value = Case> {
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
