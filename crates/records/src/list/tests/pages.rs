use super::*;
use crate::list::{Count, ListQuery, Sort};
use crate::{Access, Error, RowScope};
use model::Condition;

fn query(filter: &str, sort: &str) -> ListQuery {
    ListQuery { filter: Condition::parse(filter).unwrap(), sort: Sort::parse(sort), ..ListQuery::new("person") }
}

async fn names(records: &Records, access: &Access, query: &ListQuery) -> Vec<String> {
    let page = records.list(access, query).await.unwrap();
    page.records.iter().map(|r| r.get("name").text().unwrap_or("-").to_owned()).collect()
}

async fn people(db: &TestDb) -> Records {
    let records = open(db).await;
    let catalog = records.catalog();
    let (person, firm) = (&catalog.objects["person"], &catalog.objects["firm"]);
    let firms = [
        record(firm, 100, &[("name", "Acme".into()), ("country", "GB".into()), ("owner", ME.into())]),
        record(firm, 101, &[("name", "Bell".into()), ("country", "CN".into())]),
        record(firm, 102, &[("name", "Cold".into()), ("country", "GB".into()), ("deleted_at", 5_i64.into())]),
    ];
    insert(&db.a, &firms).await;
    let emails = |e: &str| Val::Text(format!("[\"{e}\"]"));
    let phones = |p: &str| Val::Text(format!("[\"{p}\"]"));
    let one = |n: u64, name: &str, more: &[(&str, Val)]| {
        let mut vals = vec![("name", Val::Text(name.into()))];
        vals.extend_from_slice(more);
        record(person, n, &vals)
    };
    let people = [
        one(
            1,
            "Wang Wei",
            &[("firm", id(100).into()), ("age", 30_i64.into()), ("emails", emails("wei@example.com")), ("owner", ME.into())],
        ),
        one(2, "Wáng Xiǎo", &[("firm", id(101).into()), ("age", 20_i64.into()), ("phones", phones("+8613812345678"))]),
        one(3, "Zoe", &[("firm", id(102).into()), ("owner", ME.into()), ("owner_team", id(50).into())]),
        one(4, "Gone", &[("deleted_at", 7_i64.into())]),
        one(5, "Li", &[("age", 40_i64.into()), ("emails", emails("LI@example.com"))]),
    ];
    insert(&db.a, &people).await;
    records
}

async fn filters_and_sorts(db: TestDb) {
    let records = people(&db).await;
    let all = access();
    assert_eq!(names(&records, &all, &query("", "name")).await, ["Li", "Wang Wei", "Wáng Xiǎo", "Zoe"]);
    assert_eq!(names(&records, &all, &query("", "-age")).await, ["Li", "Wang Wei", "Wáng Xiǎo", "Zoe"]);
    assert_eq!(names(&records, &all, &query("", "age,-name")).await, ["Wáng Xiǎo", "Wang Wei", "Li", "Zoe"]);
    assert_eq!(names(&records, &all, &query("firm.country:GB", "name")).await, ["Wang Wei"]);
    assert_eq!(names(&records, &all, &query("firm.country:empty", "name")).await, ["Li", "Zoe"]);
    assert_eq!(names(&records, &all, &query("emails:li@EXAMPLE.com or age<25", "name")).await, ["Li", "Wáng Xiǎo"]);
    let bin = ListQuery { deleted: true, ..query("", "") };
    assert_eq!(names(&records, &all, &bin).await, ["Gone"]);
    let counted =
        records.list(&all, &ListQuery { count: true, limit: 1, ..query("age:empty or age>=20", "name") }).await.unwrap();
    assert_eq!(counted.count, Some(Count { value: 4, more: false }));
    assert_eq!(counted.records.len(), 1);
}

async fn searches(db: TestDb) {
    let records = people(&db).await;
    let found = async |q: &str| names(&records, &access(), &ListQuery { q: q.into(), ..query("", "name") }).await;
    assert_eq!(found("WANG").await, ["Wang Wei", "Wáng Xiǎo"]);
    assert_eq!(found("wei@exa").await, ["Wang Wei"]);
    assert_eq!(found("138 1234").await, ["Wáng Xiǎo"]);
    assert_eq!(found("+86138").await, ["Wáng Xiǎo"]);
    assert_eq!(found(&id(5).to_string()).await, ["Li"]);
    assert_eq!(found("nobody").await, Vec::<String>::new());
    assert_eq!(found("gone").await, Vec::<String>::new());
    assert_eq!(found("  ").await.len(), 4);
}

async fn scopes(db: TestDb) {
    let records = people(&db).await;
    let own = access().limited(RowScope::Own(ME));
    assert_eq!(names(&records, &own, &query("", "name")).await, ["Wang Wei", "Zoe"]);
    assert_eq!(names(&records, &own, &query("firm.country:GB", "name")).await, ["Wang Wei"]);
    let team = access().limited(RowScope::Teams([id(50), id(51)].into()));
    assert_eq!(names(&records, &team, &query("", "name")).await, ["Zoe"]);
    assert_eq!(names(&records, &team, &query("firm.country:CN", "name")).await, Vec::<String>::new());
    let none = access().limited(RowScope::Teams([].into()));
    assert_eq!(names(&records, &none, &query("", "name")).await, Vec::<String>::new());
    let mut streamed = 0;
    records
        .stream(&own, &query("", "-age"), &mut |_| {
            streamed += 1;
            Ok(())
        })
        .await
        .unwrap();
    assert_eq!(streamed, 2);
}

async fn fields_and_labels(db: TestDb) {
    let records = people(&db).await;
    let wanted = ListQuery { fields: Some(vec!["name".into(), "firm".into()]), labels: true, ..query("", "name") };
    let page = records.list(&access(), &wanted).await.unwrap();
    assert!(page.records.iter().all(|r| r.get("emails").is_null() && r.version() == 1));
    let person = &records.catalog().objects["person"];
    let names: Vec<&str> = page.fields.iter().map(|f| person.fields[*f].name.as_ref()).collect();
    assert_eq!(names, ["id", "version", "created_at", "updated_at", "name", "firm"]);
    assert_eq!(page.labels.get(id(100)), Some("Acme"));
    assert_eq!(page.labels.get(id(102)), Some("Cold"), "titles of deleted records stay readable");
    let own = access().limited(RowScope::Own(ME));
    let page = records.list(&own, &wanted).await.unwrap();
    assert_eq!((page.labels.get(id(100)), page.labels.get(id(101))), (Some("Acme"), None));

    let hidden = Access { closed: Arc::new([("person".to_owned(), "age".to_owned())].into()), ..access() };
    for q in [query("", "age"), query("age>1", ""), ListQuery { fields: Some(vec!["age".into()]), ..query("", "") }] {
        assert!(matches!(records.list(&hidden, &q).await, Err(Error::Forbidden { what }) if what.contains("person.age")));
    }
    let page = records.list(&hidden, &query("", "name")).await.unwrap();
    assert!(page.records.iter().all(|r| r.get("age").is_null()));
    assert!(!page.fields.iter().any(|f| person.fields[*f].name == "age"));
}

async fn refusals(db: TestDb) {
    let records = people(&db).await;
    let code = async |q: ListQuery| match records.list(&access(), &q).await {
        Err(Error::Invalid(e)) => format!("{} {}", e[0].field, e[0].code),
        Err(e) => e.to_string(),
        Ok(_) => "ok".into(),
    };
    assert_eq!(code(query("", "nam")).await, "sort.nam unknown_field");
    assert_eq!(code(query("", "emails")).await, "sort.emails not_sortable");
    assert_eq!(code(query("", "firm")).await, "sort.firm not_sortable");
    assert_eq!(code(query("", "gone")).await, "sort.gone unknown_field");
    assert_eq!(code(ListQuery { limit: 201, ..query("", "") }).await, "limit out_of_range");
    assert_eq!(code(ListQuery { fields: Some(vec!["x".into()]), ..query("", "") }).await, "fields.x unknown_field");
    assert_eq!(code(ListQuery::new("nothing")).await, "object `nothing` was not found");
    let first = records.list(&access(), &ListQuery { limit: 1, ..query("", "name") }).await.unwrap();
    let cursor = first.next;
    assert!(cursor.is_some());
    assert!(code(ListQuery { cursor: cursor.clone(), ..query("", "-name") }).await.contains("another list"));
    assert!(code(ListQuery { cursor: cursor.clone(), ..query("age>1", "name") }).await.contains("another list"));
    assert_eq!(code(ListQuery { cursor: cursor.clone(), limit: 7, ..query("", "name") }).await, "ok");
    db.clock.advance(2 * 86_400);
    assert!(code(ListQuery { cursor, ..query("", "name") }).await.contains("older than a day"));
    assert!(code(ListQuery { cursor: Some("x".into()), ..query("", "name") }).await.contains("damaged"));
}

#[test]
fn lists_filter_and_sort() {
    both(filters_and_sorts);
}

#[test]
fn quick_search_finds_beginnings() {
    both(searches);
}

#[test]
fn rows_out_of_sight_are_left_out() {
    both(scopes);
}

#[test]
fn pages_hold_the_fields_asked_for() {
    both(fields_and_labels);
}

#[test]
fn wrong_questions_are_refused() {
    both(refusals);
}
