//! What the derive makes of a struct.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use guanxi_model_derive::Object as DeriveObject;
use model::def::{FieldKind, OnDelete, ResultType, RollUpFunction, Sensitivity};
use model::{Date, Extra, Id, Object, ObjectType, Record, Ts, Val};

#[derive(DeriveObject, Clone, Debug, PartialEq)]
#[object(
    title = "name",
    sort = "-due_at",
    list(name, state, owner),
    department = "sales",
    owned,
    unique(state, name),
    index(due_at, name)
)]
struct JobOffer {
    id: Id,
    version: i64,
    owner: Option<Id>,
    name: String,
    #[field(long_text, sensitivity = "personal", section = "text", purposes("service"))]
    text: Option<String>,
    #[field(select(open = "blue", r#return = "red", type), default = "open")]
    state: String,
    #[field(reference("customer", on_delete = cascade), indexed)]
    customer: Id,
    due_at: Option<Ts>,
    day: Option<Date>,
    done: bool,
    #[field(decimal(4), by("pay", "import"))]
    weight: Option<i64>,
    #[field(email)]
    emails: Vec<String>,
    data: Option<serde_json::Value>,
    #[field(auto_number("J-", 6), unique)]
    number: String,
    #[field(formula("weight * 2", result = decimal(4)))]
    double: Option<i64>,
    #[field(roll_up(object = "task", via = "offer", function = last("at"), of = "title", only(state = ("open", "late")), lazy))]
    last_task: Option<String>,
    #[field(roll_up(object = "task", via = "offer", function = count))]
    tasks: i64,
    extra: Extra,
}

fn field(name: &str) -> model::FieldDef {
    JobOffer::DEF.fields.iter().find(|f| f.name == name).unwrap().clone()
}

#[test]
fn the_declaration_is_constant_data() {
    const DEF: model::ObjectDef = JobOffer::DEF;
    assert_eq!(DEF.name, "job_offer");
    assert_eq!((DEF.owned, DEF.numbered, DEF.append_only), (true, false, false));
    assert_eq!(DEF.list.as_ref(), ["name", "state", "owner"]);
    assert_eq!(DEF.unique[0].name, "state_name");
    assert_eq!(DEF.indexes[0].as_ref(), ["due_at", "name"]);
    assert!(DEF.fields.iter().all(|f| f.name != "id" && f.name != "owner" && f.name != "extra"));
    assert_eq!(JobOffer::EMAILS, "emails");
}

#[test]
fn types_come_from_rust_or_from_the_attribute() {
    assert_eq!(field("name").kind, FieldKind::Text { max: 0 });
    assert_eq!(field("text").kind, FieldKind::LongText);
    assert_eq!(field("weight").kind, FieldKind::Decimal { scale: 4 });
    assert_eq!(field("due_at").kind, FieldKind::DateTime);
    assert_eq!(field("data").kind, FieldKind::Json);
    assert_eq!(field("customer").kind, FieldKind::Reference { object: "customer".into(), on_delete: OnDelete::Cascade });
    assert_eq!(field("double").kind, FieldKind::Formula { expr: "weight * 2".into(), result: ResultType::Decimal(4) });
    let FieldKind::Select { options } = field("state").kind else { panic!("a select") };
    let values: Vec<_> = options.iter().map(|o| (o.value.as_ref(), o.color.as_ref())).collect();
    assert_eq!(values, [("open", "blue"), ("return", "red"), ("type", "")]);
    let FieldKind::RollUp(r) = field("last_task").kind else { panic!("a roll-up") };
    assert_eq!(r.function, RollUpFunction::Last { by: "at".into() });
    assert_eq!(r.result, ResultType::Text);
    assert!(r.lazy);
    assert_eq!(r.only.unwrap().1.as_ref(), ["open", "late"]);
}

#[test]
fn required_follows_from_the_type() {
    assert!(field("name").required && field("customer").required);
    assert!(!field("text").required && !field("emails").required && !field("number").required && !field("tasks").required);
    assert!(!field("state").required && field("state").default.as_deref() == Some("\"open\""));
    assert_eq!(field("done").default.as_deref(), Some("false"));
    assert!(field("emails").multi && field("number").unique && field("customer").indexed);
    assert_eq!(field("text").sensitivity, Sensitivity::Personal);
    assert_eq!(field("weight").by.as_ref(), ["pay", "import"]);
}

#[test]
fn a_record_comes_back_as_it_went_and_unknown_columns_are_carried() {
    let mut def = JobOffer::DEF;
    let mut custom = field("day");
    custom.name = "x_birthday".into();
    def.fields.to_mut().push(custom);
    let object = Object::new(def);
    let mut record = Record::empty(object.clone());
    record.set("name", "a");
    record.set("x_birthday", 12);
    record.set("emails", r#"["a@example.com"]"#);
    record.set("data", r#"{"a":1}"#);
    record.set("due_at", 5_000_000);
    let offer = JobOffer::try_from(&record).unwrap();
    assert_eq!(offer.emails, ["a@example.com"]);
    assert_eq!(offer.due_at, Some(Ts(5_000_000)));
    assert_eq!(offer.extra.get("x_birthday"), Some(&Val::Int(12)));
    assert_eq!(offer.tasks, 0);
    let mut back = Record::empty(object);
    offer.to_record(&mut back);
    assert_eq!(back.get("x_birthday"), &Val::Int(12));
    assert_eq!(JobOffer::try_from(&back).unwrap(), offer);
    record.set("due_at", "soon");
    assert_eq!(JobOffer::try_from(&record).unwrap_err().field, "due_at");
}
