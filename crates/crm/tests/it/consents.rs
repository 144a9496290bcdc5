//! Consents: the newest word holds, merges keep the strictest, imports say where consents come from, and data asked for in the
//! name of a purpose leaves out who did not agree.

use crate::ground::{Ground, codes, object, on_both};
use crate::taking::{refused, run};
use model::{Id, Ts};
use records::consent::State;
use records::list::ListQuery;
use records::merge::Merge;
use records::{Access, Error};
use serde_json::{Value, json};

async fn customer(g: &Ground, name: &str) -> Id {
    g.create("customer", json!({ "name": name })).await
}

/// Says something for a customer, a minute after whatever was said before.
async fn say(g: &Ground, customer: Id, purpose: &str, channel: &str, state: &str) -> Id {
    g.db.clock.advance(60);
    let basis = (state == "granted").then_some("consent");
    let proof = (state == "granted").then_some("form 7");
    let values =
        json!({ "customer": customer, "purpose": purpose, "channel": channel, "state": state, "basis": basis, "proof": proof });
    g.create("consent", values).await
}

fn now(g: &Ground) -> Ts {
    g.records.tenant().clock().now()
}

async fn state(g: &Ground, customer: Id, purpose: &str, channel: &str) -> Option<State> {
    let verdict = g.records.consent_allows(customer, purpose, channel, now(g)).await.unwrap();
    assert_eq!(verdict.allowed, verdict.state == Some(State::Granted));
    verdict.state
}

const MAIL: &str = "marketing_email";

#[test]
fn the_newest_word_holds_and_is_told() {
    on_both(|g| async move {
        let ann = customer(&g, "Ann").await;
        assert_eq!(state(&g, ann, MAIL, "email").await, None, "nothing was said, nothing is allowed");
        let first = say(&g, ann, MAIL, "any", "granted").await;
        assert_eq!(state(&g, ann, MAIL, "email").await, Some(State::Granted));
        assert_eq!(state(&g, ann, "marketing_sms", "sms").await, None, "another purpose");
        say(&g, ann, MAIL, "email", "withdrawn").await;
        assert_eq!(state(&g, ann, MAIL, "email").await, Some(State::Withdrawn));
        assert_eq!(state(&g, ann, MAIL, "app").await, Some(State::Granted));
        let last = say(&g, ann, MAIL, "any", "denied").await;
        for channel in ["email", "app"] {
            let verdict = g.records.consent_allows(ann, MAIL, channel, now(&g)).await.unwrap();
            assert_eq!((verdict.state, verdict.consent), (Some(State::Denied), Some(last)), "{channel}");
        }
        let all = g.records.consents(&g.access, ann).await.unwrap();
        assert_eq!(all.iter().map(|s| s.channel.as_str()).collect::<Vec<_>>(), ["any", "email"]);
        let kinds = g.rows("select kind from @event where customer_id = $1 order by at", ann).await;
        assert_eq!(kinds, [["consent_granted"], ["consent_withdrawn"], ["consent_withdrawn"]]);
        let changed = g.patch("consent", first, json!({ "state": "denied" })).await.unwrap_err();
        assert_eq!(codes(&changed), ["id append_only"]);
        assert!(matches!(g.records.delete(&g.access, "consent", first, None).await, Err(Error::Forbidden { .. })));
    });
}

#[test]
fn grants_end_and_go_with_their_customer() {
    on_both(|g| async move {
        let ann = customer(&g, "Ann").await;
        let ends = Ts(now(&g).0 + 3_600_000_000);
        let values =
            json!({ "customer": ann, "purpose": MAIL, "state": "granted", "basis": "contract", "expires_at": ends.rfc3339() });
        g.create("consent", values).await;
        assert_eq!(state(&g, ann, MAIL, "email").await, Some(State::Granted));
        let then = g.records.consent_allows(ann, MAIL, "email", ends).await.unwrap();
        assert_eq!((then.allowed, then.state), (false, Some(State::Expired)));
        g.db.clock.advance(3_600);
        assert_eq!(state(&g, ann, MAIL, "email").await, Some(State::Expired));
        let bob = customer(&g, "Bob").await;
        say(&g, bob, MAIL, "any", "granted").await;
        g.records.delete(&g.access, "customer", bob, None).await.unwrap();
        assert_eq!(state(&g, bob, MAIL, "email").await, None);
        g.records.restore(&g.access, "customer", bob).await.unwrap();
        assert_eq!(state(&g, bob, MAIL, "email").await, Some(State::Granted));
    });
}

#[test]
fn of_merged_ones_the_strictest_holds_and_each_gets_their_own_back() {
    on_both(|g| async move {
        let (ann, anna) = (customer(&g, "Ann").await, customer(&g, "Anna").await);
        say(&g, anna, MAIL, "any", "withdrawn").await;
        say(&g, ann, MAIL, "any", "granted").await;
        say(&g, anna, "profiling", "any", "granted").await;
        let before = standing(&g).await;
        g.db.clock.advance(60);
        let merge = Merge { others: vec![anna], ..Merge::default() };
        let merged = g.records.merge(&g.access, "customer", ann, &merge).await.unwrap();
        for id in [ann, anna] {
            assert_eq!(state(&g, id, MAIL, "email").await, Some(State::Withdrawn), "the strictest, by either id");
            assert_eq!(state(&g, id, "profiling", "web").await, Some(State::Granted));
        }
        g.db.clock.advance(60);
        g.records.unmerge(&g.access, "customer", merged.merges[0]).await.unwrap();
        assert_eq!(standing(&g).await, before, "nothing was said since, so all is as it was");
        // What is said while they are one: a grant stays with the one who said it, a withdrawal holds for both.
        let merged = g.records.merge(&g.access, "customer", ann, &merge).await.unwrap();
        say(&g, ann, MAIL, "any", "granted").await;
        say(&g, anna, "profiling", "any", "withdrawn").await;
        assert_eq!(state(&g, ann, MAIL, "email").await, Some(State::Granted));
        assert_eq!(state(&g, ann, "profiling", "web").await, Some(State::Withdrawn));
        g.db.clock.advance(60);
        g.records.unmerge(&g.access, "customer", merged.merges[0]).await.unwrap();
        assert_eq!(state(&g, ann, MAIL, "email").await, Some(State::Granted));
        assert_eq!(state(&g, anna, MAIL, "email").await, Some(State::Withdrawn));
        assert_eq!(state(&g, ann, "profiling", "web").await, Some(State::Withdrawn));
        assert_eq!(state(&g, anna, "profiling", "web").await, Some(State::Withdrawn), "the stricter goes to both");
    });
}

async fn standing(g: &Ground) -> Vec<Vec<String>> {
    let sql = "select customer_id, purpose, channel, state, given_at, consent_id from @consent_state order by 1, 2, 3";
    let rows = g.records.tenant().get(sql, &[]).await.unwrap();
    rows.into_iter().map(|r| r.into_vals().iter().map(|v| format!("{v:?}")).collect()).collect()
}

const TEMPLATE: &str = r#"
name = "consents"
[[object]]
object = "customer"
key = ["external_id"]
[object.fields]
external_id = "id"
name = "name"
[[object]]
object = "consent"
[object.fields]
purpose = "purpose"
state = "state"
basis = "basis"
source = "source"
given_at = "when"
customer = { record = "customer" }
"#;

#[test]
fn imported_consents_say_where_they_come_from() {
    on_both(|g| async move {
        let text = "id,name,purpose,state,basis,source,when\n\
            1,Ann,marketing_email,granted,consent,shop,2025-03-01T10:00:00Z\n\
            2,Bob,marketing_email,granted,,shop,2025-03-01T10:00:00Z\n\
            3,Cy,marketing_email,granted,consent,,2025-03-01T10:00:00Z\n\
            4,Di,marketing_email,granted,consent,shop,\n\
            5,Eve,marketing_email,withdrawn,,letter,2025-03-01T10:00:00Z\n";
        let import = run(&g.records, &g.access, TEMPLATE, text.as_bytes()).await;
        assert_eq!(
            (import.accepted, import.refused),
            (2, 3),
            "{:?} {:?}",
            import.error,
            refused(&g.records, &g.access, &import).await
        );
        let of = async |n: &str| g.records.get_by(&g.access, "customer", "external_id", &n.into()).await.unwrap().id();
        assert_eq!(state(&g, of("1").await, MAIL, "email").await, Some(State::Granted));
        assert_eq!(state(&g, of("5").await, MAIL, "email").await, Some(State::Withdrawn));
        let ann = of("1").await;
        g.records.undo_import(&g.access, import.id).await.unwrap();
        let noted = g.records.import(&g.access, import.id).await.unwrap();
        records::io::undo(&g.records, &Access::system("alpha"), noted, &|| false).await.unwrap();
        assert_eq!(state(&g, ann, MAIL, "email").await, None, "undone with its import");
    });
}

#[test]
fn who_did_not_agree_is_left_out() {
    on_both(|g| async move {
        let (ann, bob, cy) = (customer(&g, "Ann").await, customer(&g, "Bob").await, customer(&g, "Cy").await);
        for c in [ann, bob] {
            g.create("note", json!({ "customer": c, "text": "hello" })).await;
        }
        say(&g, ann, MAIL, "any", "granted").await;
        say(&g, cy, "profiling", "any", "granted").await;
        say(&g, bob, MAIL, "any", "granted").await;
        say(&g, bob, MAIL, "any", "withdrawn").await;
        let asking = |purpose: &str| Access { purpose: Some(purpose.into()), ..g.access.clone() };
        let names = async |access: &Access, query: &ListQuery| {
            let mut names = Vec::new();
            let mut each = |r: &model::Record| {
                names.push(r.get("name").text().unwrap_or_default().to_owned());
                Ok(())
            };
            g.records.export(access, query, &mut each).await.unwrap();
            names.sort();
            names
        };
        let all = ListQuery::new("customer");
        assert_eq!(names(&g.access, &all).await, ["Ann", "Bob", "Cy"]);
        for (purpose, expected, left) in [
            ("service", vec!["Ann", "Bob", "Cy"], 0),
            ("marketing", vec!["Ann"], 2),
            (MAIL, vec!["Ann"], 2),
            ("profiling", vec!["Cy"], 2),
        ] {
            assert_eq!(names(&asking(purpose), &all).await, expected, "{purpose}");
            let out = g.records.left_out(&asking(purpose), &all).await.unwrap();
            assert_eq!(out.records, left, "{purpose}");
            let birthday = out.fields.contains(&"birthday".to_owned());
            assert_eq!(birthday, purpose == "profiling", "{purpose}: {:?}", out.fields);
        }
        let marketing = asking("marketing");
        assert!(g.records.get(&marketing, "customer", ann).await.is_ok());
        assert!(matches!(g.records.get(&marketing, "customer", bob).await, Err(Error::NotFound { .. })));
        assert_eq!(
            g.records.list(&marketing, &ListQuery::new("note")).await.unwrap().records.len(),
            1,
            "notes go with their customer"
        );
        assert!(g.records.catalog().consents_for("nonsense").is_err());
        assert!(g.records.list(&asking("nonsense"), &all).await.unwrap().records.is_empty());
        let told = g.rows("select details from @audit where kind = 'export_made' and id > $1", Id::NIL).await;
        let purposes: Vec<Value> =
            told.iter().map(|r| serde_json::from_str::<Value>(&r[0]).unwrap()["purpose"].clone()).collect();
        assert!(purposes.contains(&json!("profiling")) && purposes.contains(&Value::Null), "{purposes:?}");
    });
}

#[test]
fn nonsense_is_refused() {
    on_both(|g| async move {
        let ann = customer(&g, "Ann").await;
        for (values, expected) in [
            (json!({ "customer": ann, "purpose": "nonsense", "state": "denied" }), "purpose unknown_option"),
            (json!({ "customer": ann, "purpose": MAIL, "state": "expired" }), "state unknown_option"),
            (json!({ "customer": ann, "purpose": MAIL, "state": "denied", "subject": "x" }), "subject unknown_field"),
            (json!({ "customer": Id::at(5), "purpose": MAIL, "state": "denied" }), "customer no_such_record"),
        ] {
            let refused = g.records.create(&g.access, "consent", &object(values)).await.unwrap_err();
            assert_eq!(codes(&refused), [expected]);
        }
    });
}
