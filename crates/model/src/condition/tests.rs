#![allow(clippy::unwrap_used, reason = "tests")]
use super::*;
use crate::time::{Date, Ts};
use jiff::tz::TimeZone;
use proptest::prelude::*;
use serde_json::{Value, json};

fn json_of(text: &str) -> Value {
    Condition::parse(text).map_or_else(|e| Value::String(e.to_string()), |c| c.to_json())
}

#[test]
fn reads_the_compact_form() {
    let f = |field: &str, op: &str, value: Value| json!({"field": field, "op": op, "value": value});
    for (text, want) in [
        ("", json!({"all": []})),
        ("country:GB", f("country", "is", json!("GB"))),
        ("customer.country:CN", f("customer.country", "is", json!("CN"))),
        ("spend>=1000", f("spend", "gte", json!(1000))),
        ("price<2.55", f("price", "lt", json!(2.55))),
        ("sku:007", f("sku", "is", json!("007"))),
        ("sku:\"12\"", f("sku", "is", json!("12"))),
        ("active:true", f("active", "is", json!(true))),
        ("name~wang", f("name", "contains", json!("wang"))),
        ("name^王", f("name", "starts_with", json!("王"))),
        ("phones$0815", f("phones", "ends_with", json!("0815"))),
        ("tags:vip|gold|\"very good\"", f("tags", "in", json!(["vip", "gold", "very good"]))),
        ("email:empty", f("email", "empty", json!(true))),
        ("email:\"empty\"", f("email", "is", json!("empty"))),
        ("created_at:last(90d)", f("created_at", "within", json!({"last": "90d"}))),
        ("created_at:this(month)", f("created_at", "within", json!({"this": "month"}))),
        ("at:2011-01-01..2011-02-01", f("at", "within", json!({"from": "2011-01-01", "to": "2011-02-01"}))),
        ("at:..2011-02-01", f("at", "within", json!({"to": "2011-02-01"}))),
        ("spend:100..", f("spend", "within", json!({"from": 100}))),
        ("at:2011-01-01T08:30:00Z..", f("at", "within", json!({"from": "2011-01-01T08:30:00Z"}))),
        ("name：“王 伟”", f("name", "is", json!("王 伟"))),
        (r#"name:"a \"b\" \\""#, f("name", "is", json!(r#"a "b" \"#))),
        ("last:last", f("last", "is", json!("last"))),
    ] {
        assert_eq!(json_of(text), want, "{text}");
    }
}

#[test]
fn binds_and_or_not() {
    assert_eq!(
        json_of("a:1 b:2 or not c:3"),
        json!({"any": [
        {"all": [{"field": "a", "op": "is", "value": 1}, {"field": "b", "op": "is", "value": 2}]},
        {"not": {"field": "c", "op": "is", "value": 3}}]})
    );
    assert_eq!(Condition::parse("a:1 and (b:2 OR c:3)").unwrap().to_compact(), "a:1 (b:2 or c:3)");
    assert_eq!(Condition::parse("a:1 (b:2 c:3)").unwrap().to_compact(), "a:1 b:2 c:3");
    assert_eq!(Condition::parse("not (a:1 b:2)").unwrap().to_compact(), "not (a:1 b:2)");
    assert_eq!(Condition::parse("not not a:1").unwrap().to_compact(), "a:1");
    assert_eq!(Condition::Any(vec![]).to_compact(), "not ()");
}

#[test]
fn says_how_to_write_it() {
    for (text, want) in [
        ("wang", "column 1: `wang` is not a condition; write field, sign and value, like name~wang"),
        ("country:GB 王伟", "column 12: `王伟` is not a condition; write field, sign and value, like name~王伟"),
        ("country=GB", "column 1: write `country:value` for equal and `not country:value` for not equal"),
        ("country:", "column 9: the value of `country` is missing; write \"\" for none, or `country:empty`"),
        ("(a:1", "column 5: a `(` is not closed; add `)`"),
        ("a:1)", "column 4: there is a `)` without its `(`"),
        ("a:1 or", "column 7: a condition is missing; write field, sign and value, like country:GB"),
        ("or a:1", "column 1: there is no condition before `or`"),
        ("name:\"a", "column 6: a quote is not closed; add `\"`"),
        ("at:last(90x)", "column 9: `90x` is not a length of time; write 30min, 12h, 90d, 2w, 3m or 1y"),
        ("at:this(d)", "column 9: `this` takes day, week, month, quarter or year"),
        ("a.b.c:1", "column 1: `a.b.c` steps over more than one reference; only one is possible"),
        ("Name:x", "column 1: `Name` is not the name of a field; names are like spend or customer.country"),
    ] {
        assert_eq!(json_of(text), json!(want), "{text}");
    }
    assert!(Condition::parse(&"(".repeat(100)).is_err());
    assert!(Condition::parse(&"not ".repeat(5000)).unwrap_err().message.contains("nested"));
    assert!(Condition::parse(&"a:1 ".repeat(MAX_NODES)).unwrap_err().message.contains("more than 500"));
}

#[test]
fn json_errors_name_the_place() {
    let error = |v: Value| Condition::from_json(&v).unwrap_err().to_string();
    assert_eq!(error(json!([])), "expected an object, got a list");
    assert_eq!(error(json!({"all": {}})), "all: expected a list, got an object");
    assert_eq!(
        error(json!({"all": [{"any": []}, {"not": {"field": "a", "op": "like", "value": 1}}]})),
        "all[1].not.op: `like` is not one of is, in, lt, lte, gt, gte, contains, starts_with, ends_with, empty, within"
    );
    assert_eq!(error(json!({"field": "a", "op": "is"})), "value: is missing");
    assert_eq!(error(json!({"field": "a", "op": "is", "value": null})), "value: is null; write op `empty` to find empty fields");
    assert_eq!(error(json!({"field": "a", "op": "is", "value": [1]})), "value: `is` takes one value, got a list; write op `in`");
    assert_eq!(error(json!({"field": "a", "op": "in", "value": [1, null]})), "value: item 1 of the list is null, not a value");
    assert_eq!(error(json!({"all": [], "any": []})), "any: is not known beside all");
    assert!(error(json!({"field": "a", "op": "within", "value": {"last": "9"}})).contains("length of time"));
    let deep = (0..30).fold(json!({"all": []}), |c, _| json!({"not": c}));
    assert!(error(deep).contains("deeper than 20"));
    let wide = json!({"any": (0..600).map(|_| json!({"all": []})).collect::<Vec<_>>()});
    assert_eq!(error(wide), "any[499]: there are more than 500 conditions; split them");
    let at = Condition::from_json(&json!({"all": [1]})).unwrap_err().at("where");
    assert_eq!(at.field, "where.all[0]");
}

#[test]
fn windows_mean_instants_and_days() {
    let zone = TimeZone::get("Asia/Shanghai").unwrap();
    let now = Ts::parse_rfc3339("2011-12-09T18:30:00Z").unwrap(); // 10 December in Shanghai
    let of = |text: &str| match Condition::parse(&format!("a:{text}")).unwrap() {
        Condition::Field(t) => Window::from_json(&t.value).unwrap(),
        other => panic!("{other:?}"),
    };
    let instants = |text: &str| {
        let (from, to) = of(text).instants(now, &zone).unwrap();
        format!("{} {}", from.map_or_else(String::new, Ts::rfc3339), to.map_or_else(String::new, Ts::rfc3339))
    };
    let days = |text: &str| {
        let (from, to) = of(text).days(now.day_in(&zone)).unwrap();
        format!("{} {}", from.map_or_else(String::new, |d| d.to_string()), to.map_or_else(String::new, |d| d.to_string()))
    };
    assert_eq!(instants("last(90d)"), "2011-09-10T18:30:00Z 2011-12-09T18:30:00.000001Z");
    assert_eq!(instants("next(2h)"), "2011-12-09T18:30:00Z 2011-12-09T20:30:00Z");
    assert_eq!(instants("this(month)"), "2011-11-30T16:00:00Z 2011-12-31T16:00:00Z");
    assert_eq!(instants("2011-12-01..2011-12-10"), "2011-11-30T16:00:00Z 2011-12-09T16:00:00Z");
    assert_eq!(days("last(7d)"), "2011-12-04 2011-12-11");
    assert_eq!(days("next(7d)"), "2011-12-10 2011-12-17");
    assert_eq!(days("this(week)"), "2011-12-05 2011-12-12");
    assert_eq!(days("this(quarter)"), "2011-10-01 2012-01-01");
    assert_eq!(days("this(year)"), "2011-01-01 2012-01-01");
    assert_eq!(days("2011-12-01.."), "2011-12-01 ");
    assert!(of("1..5").days(Date(0)).is_err());
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<i64>().prop_map(|n| json!(n)),
        (-10_000_000_i64..10_000_000).prop_map(|n| {
            #[allow(clippy::cast_precision_loss, reason = "small numbers")]
            let f = n as f64 / 100.0;
            json!(f)
        }),
        any::<bool>().prop_map(|b| json!(b)),
        any::<String>().prop_map(Value::String),
        "[a-z0-9.|()<>=＝~^!\"\\\\ :王：“]{0,12}".prop_map(Value::String),
        prop_oneof![Just("empty"), Just("last(90d)"), Just("a..b"), Just("true"), Just("7"), Just("2.50"), Just("")]
            .prop_map(|s| json!(s)),
    ]
}

fn test_strategy() -> impl Strategy<Value = Condition> {
    let path = "[a-z][a-z0-9_]{0,5}(\\.[a-z][a-z0-9_]{0,5})?".prop_map(|p| Path::parse(&p).unwrap());
    let end = scalar().prop_filter("text or number", |v| !v.is_boolean()).boxed();
    let op_value = prop_oneof![
        (
            prop_oneof![
                Just(Op::Is),
                Just(Op::Lt),
                Just(Op::Lte),
                Just(Op::Gt),
                Just(Op::Gte),
                Just(Op::Contains),
                Just(Op::StartsWith),
                Just(Op::EndsWith)
            ],
            scalar()
        ),
        (Just(Op::In), prop::collection::vec(scalar(), 0..4).prop_map(Value::Array)),
        (Just(Op::Empty), any::<bool>().prop_map(Value::Bool)),
        (
            Just(Op::Within),
            prop_oneof![Just(json!({"last": "90d"})), Just(json!({"next": "30min"})), Just(json!({"this": "week"}))]
        ),
        (Just(Op::Within), (end.clone(), end.clone()).prop_map(|(a, b)| json!({"from": a, "to": b}))),
        (Just(Op::Within), end.clone().prop_map(|a| json!({"from": a}))),
        (Just(Op::Within), end.prop_map(|a| json!({"to": a}))),
    ];
    (path, op_value).prop_map(|(path, (op, value))| Condition::Field(FieldTest { path, op, value }))
}

fn tree() -> impl Strategy<Value = Condition> {
    test_strategy().prop_recursive(4, 40, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Condition::All),
            prop::collection::vec(inner.clone(), 0..4).prop_map(Condition::Any),
            inner.prop_map(|c| Condition::Not(Box::new(c))),
        ]
    })
}

proptest! {
    #[test]
    fn compact_round_trip(c in tree()) {
        let text = c.to_compact();
        let back = Condition::parse(&text).map_err(|e| TestCaseError::fail(format!("{text}: {e}")))?;
        prop_assert_eq!(&back, &c.canonical(), "{}", text);
        prop_assert_eq!(back.to_compact(), text);
    }

    #[test]
    fn json_round_trip(c in tree()) {
        let back = Condition::from_json(&c.to_json()).map_err(|e| TestCaseError::fail(e.to_string()))?;
        prop_assert_eq!(&back, &c);
        let text = serde_json::to_string(&c).unwrap();
        prop_assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), c.to_json());
    }

    #[test]
    fn canonical_is_stable(c in tree()) {
        prop_assert_eq!(c.canonical().canonical(), c.canonical());
    }

    #[test]
    fn never_panics(s in any::<String>(), t in "[a-z:|()\" .\\\\~^<>=：（“”]{0,40}", span in "[0-9]{0,6}[a-z]{0,3}", now in any::<i64>()) {
        let _ = Condition::parse(&s);
        if let Ok(c) = Condition::parse(&t) {
            prop_assert_eq!(Condition::parse(&c.to_compact()), Ok(c));
        }
        if let Some(span) = Span::parse(&span) {
            let _ = Window::Last(span).instants(Ts(now), &TimeZone::UTC);
            let _ = Window::Next(span).instants(Ts(now), &TimeZone::UTC);
            let _ = Window::Last(span).days(Date(i32::try_from(now % 1_000_000).unwrap_or(0)));
        }
        for unit in [Unit::Day, Unit::Week, Unit::Month, Unit::Quarter, Unit::Year] {
            let _ = Window::This(unit).instants(Ts(now), &TimeZone::UTC);
        }
    }
}
