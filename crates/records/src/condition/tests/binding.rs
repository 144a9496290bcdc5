use super::*;
use crate::condition::{Asker, Check, Node, On, Sql, bind, sql::Index};
use crate::{Error, RowScope};
use model::{Condition, Ts, Val};
use serde_json::json;

/// 2026-01-15T08:00:00Z, 16:00 in Shanghai.
const NOW: Ts = Ts(1_768_464_000_000_000);

fn bound(filter: &str) -> Result<Node, Error> {
    let catalog = catalog();
    let access = access();
    let asker = Asker { catalog: &catalog, access: &access, now: NOW };
    bind(&Condition::parse(filter).unwrap(), &catalog.objects["person"], &asker).map(|b| b.root)
}

fn check(filter: &str) -> Check {
    match bound(filter).unwrap() {
        Node::Test(t) => t.check,
        other => panic!("{other:?}"),
    }
}

fn wrong(filter: &str) -> String {
    match bound(filter) {
        Err(Error::Invalid(e)) => {
            e.iter().map(|e| format!("{} {}: {}", e.field, e.code, e.message)).collect::<Vec<_>>().join("\n")
        }
        other => panic!("{filter}: {other:?}"),
    }
}

fn range(from: impl Into<Option<i64>>, to: impl Into<Option<i64>>) -> Check {
    Check::Range { from: from.into(), to: to.into() }
}

#[test]
fn values_become_what_columns_hold() {
    assert_eq!(check("name:\"  José  ÁLVAREZ\""), Check::In(vec!["jose alvarez".into()]));
    assert_eq!(check("name:12347"), Check::In(vec!["12347".into()]));
    assert_eq!(check("name~Wáng"), Check::Contains("wang".into()));
    assert_eq!(check("phone:\"138 1234 5678\""), Check::In(vec!["+8613812345678".into()]));
    assert_eq!(check("phone^\"+86138\""), Check::StartsWith("+86138".into()));
    assert_eq!(check("tags:vip|gold"), Check::In(vec!["vip".into(), "gold".into()]));
    assert_eq!(check("active:true"), Check::In(vec![Val::Int(1)]));
    assert_eq!(check("owner:me"), Check::In(vec![Val::Id(ME)]));
    assert_eq!(check("born:1970-01-02"), Check::In(vec![Val::Int(1)]));
    assert_eq!(check("seen_at:1970-01-02"), range(57_600_000_000, 144_000_000_000));
    assert_eq!(check("seen_at:1970-01-02T00:00:00Z"), Check::In(vec![Val::Int(86_400_000_000)]));
}

#[test]
fn numbers_compare_exactly() {
    assert_eq!(check("age>30"), range(31, None));
    assert_eq!(check("age>=30"), range(30, None));
    assert_eq!(check("age<30.5"), range(None, 31));
    assert_eq!(check("age>=30.5"), range(31, None));
    assert_eq!(check("age>30.5"), range(31, None));
    assert_eq!(check("age:30.5"), Check::In(vec![]));
    assert_eq!(check("height<=1.755"), range(None, 176));
    assert_eq!(check("height:1.70"), Check::In(vec![Val::Int(170)]));
    assert_eq!(check("height<-0.001"), range(None, 0));
    assert_eq!(check("height>-0.001"), range(0, None));
    assert_eq!(check("age:18..65"), range(18, 65));
    assert_eq!(check("age>9223372036854775807"), Check::In(vec![]));
    assert_eq!(check("fee>=10"), range(1000, None));
}

#[test]
fn money_is_compared_in_the_company_s_currency_unless_another_is_named() {
    let Node::Test(home) = bound("spend>=10").unwrap() else { panic!() };
    let catalog = catalog();
    let person = &catalog.objects["person"];
    assert_eq!(home.on, On::Column(person.part_of(person.field_index("spend").unwrap(), model::object::Part::Base).unwrap()));
    assert_eq!(home.check, range(1000, None));
    let Node::All(foreign) = bound("spend>=\"10.00 JPY\"").unwrap() else { panic!() };
    let checks: Vec<Check> = foreign.into_iter().map(|n| if let Node::Test(t) = n { t.check } else { panic!() }).collect();
    assert_eq!(checks, [Check::In(vec!["JPY".into()]), range(10, None)]);
}

#[test]
fn windows_are_the_company_s() {
    let day = 86_400_000_000_i64;
    let midnight = 1_768_406_400_000_000; // 2026-01-15T00:00 in Shanghai
    assert_eq!(check("seen_at:this(day)"), range(midnight, midnight + day));
    assert_eq!(check("seen_at:last(2h)"), range(NOW.0 - 7_200_000_000, NOW.0 + 1));
    assert_eq!(check("born:2026-01-15..2026-01-16"), range(20_468, 20_469));
    // The 27th of the eleventh month, which is no leap month this year.
    assert_eq!(check("born:this(day)"), Check::In(["l11+27", "l1127", "s0115"].map(Val::from).to_vec()));
    assert_eq!(check("seen_at:2026-01-15..2026-01-16"), range(midnight, midnight + day));
    assert_eq!(check("seen_at>2026-01-15"), range(midnight + day, None));
    assert_eq!(check("seen_at<=2026-01-15"), range(None, midnight + day));
}

#[test]
fn every_problem_is_named_with_its_place_and_a_remedy() {
    let all = wrong("agee>3 kind:c (name:x or tags:vip or not height~1) born:soon note:x firm.city:x name.x:1 phone:call age:x");
    for part in [
        "filter.all[0].agee unknown_field: `person` has no field `agee`; there is `age`",
        "filter.all[1].kind unknown_option: `c` is not an option; there are a, b",
        "filter.all[2].any[2].not.height operator: `contains` does not fit this field; it takes `is`, `in`, `lt`",
        "filter.all[3].born bad_date",
        "filter.all[4].note operator: `is` does not fit this field; it takes `empty`",
        "filter.all[5].firm.city unknown_field: `firm` has no field `city`",
        "filter.all[6].name.x not_a_reference",
        "filter.all[7].phone bad_phone",
        "filter.all[8].age bad_number",
    ] {
        assert!(all.contains(part), "{part}\n---\n{all}");
    }
    assert!(wrong("gone:1").contains("unknown_field"), "dropped fields are not there");
    assert!(wrong("friends.name:x").contains("not_a_reference"));
    assert!(wrong("age:last(3d)").contains("no time"));
}

#[test]
fn size_is_limited() {
    let many = Condition::Any((0..201).map(|_| Condition::parse("age:1").unwrap()).collect());
    let catalog = catalog();
    let access = access();
    let asker = Asker { catalog: &catalog, access: &access, now: NOW };
    let refused = |c: &Condition| match bind(c, &catalog.objects["person"], &asker) {
        Err(Error::Invalid(e)) => e[0].code.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(&many), "too_many");
    let deep = (0..30).fold(Condition::everything(), |c, _| Condition::Not(Box::new(c)));
    assert_eq!(refused(&deep), "too_deep");
    let list = json!({"field": "age", "op": "in", "value": vec![1; 1001]});
    assert_eq!(refused(&Condition::from_json(&list).unwrap()), "too_many");
}

#[test]
fn a_field_out_of_sight_is_forbidden_by_name() {
    let catalog = catalog();
    let mut access = access();
    access.closed = Arc::new([("person".to_owned(), "phone".to_owned()), ("firm".to_owned(), "staff".to_owned())].into());
    let asker = Asker { catalog: &catalog, access: &access, now: NOW };
    for (filter, named) in
        [("phone^138", "person.phone"), ("age:1 or not firm.staff>3", "firm.staff"), ("phone:empty", "person.phone")]
    {
        match bind(&Condition::parse(filter).unwrap(), &catalog.objects["person"], &asker) {
            Err(Error::Forbidden { what }) => assert!(what.contains(named), "{what}"),
            other => panic!("{other:?}"),
        }
    }
    // Names of fields out of sight are not suggested.
    let near = bind(&Condition::parse("phon:1").unwrap(), &catalog.objects["person"], &asker).unwrap_err().to_string();
    assert!(!near.contains("`phone`"), "{near}");
}

fn sql(filter: &str, rows: RowScope, dialect: Dialect) -> String {
    let catalog = catalog();
    let access = access().limited(rows);
    let asker = Asker { catalog: &catalog, access: &access, now: NOW };
    let bound = bind(&Condition::parse(filter).unwrap(), &catalog.objects["person"], &asker).unwrap();
    let mut sql = Sql::new(dialect);
    sql.condition(&bound, "t", Index::May);
    sql.text
}

#[test]
fn sql_of_conditions() {
    let of = |filter| sql(filter, RowScope::All, Dialect::Sqlite);
    insta::assert_snapshot!(of("name^wang age>=18 kind:a|b"), @r#"((t."name_key" >= $1 and t."name_key" < $2) and t."age" >= $3 and t."kind" in ($4, $5))"#);
    insta::assert_snapshot!(of("not (age>3 or born:empty)"), @r#"((t."age" >= $1 or t."born" is null)) is not true"#);
    insta::assert_snapshot!(of("tags:vip"), @r#"exists (select 1 from @value v where v.object = 'person' and v.field = 'tags' and v.record_id = t."id" and v."v" = $1)"#);
    insta::assert_snapshot!(of("firm.country:GB"), @r#"exists (select 1 from @firm r where r.id = t."firm_id" and r.deleted_at is null and +r."country" = $1)"#);
    insta::assert_snapshot!(of("firm.country:empty"), @r#"not exists (select 1 from @firm r where r.id = t."firm_id" and r.deleted_at is null and +r."country" is not null)"#);
    insta::assert_snapshot!(of(""), @"true");
    insta::assert_snapshot!(sql("name~x", RowScope::All, Dialect::Postgres), @r#"strpos(t."name_key", $1) > 0"#);
}

#[test]
fn rows_out_of_sight_are_left_out_of_related_records_too() {
    insta::assert_snapshot!(sql("firm.staff>3", RowScope::Own(ME), Dialect::Postgres), @r#"(t."owner_id" = $1 or t.id in (select v.record_id from @share v where v.object = 'person' and v."principal" = $2 and (v.until is null or v.until > $3))) and exists (select 1 from @firm r where r.id = t."firm_id" and r.deleted_at is null and (r."owner_id" = $4 or r.id in (select v.record_id from @share v where v.object = 'firm' and v."principal" = $5 and (v.until is null or v.until > $6))) and r."staff" >= $7)"#);
    insta::assert_snapshot!(sql("", RowScope::Teams([ME, Id::NIL].into()), Dialect::Postgres), @r#"(t."owner_team" in ($1, $2) or t.id in (select v.record_id from @share v where v.object = 'person' and v."principal" in ($3, $4) and (v.until is null or v.until > $5))) and true"#);
    insta::assert_snapshot!(sql("", RowScope::Teams([].into()), Dialect::Postgres), @r#"(false or t.id in (select v.record_id from @share v where v.object = 'person' and v."principal" in ($1, $2) and (v.until is null or v.until > $3))) and true"#);
}
