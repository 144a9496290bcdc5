//! Streams of changes: colleagues hear at once, nobody hears of what they may not see, nobody listens who was shut out.

use axum::http::StatusCode;
use model::Id;
use records::access::{Role, RowScope};
use records::{Access, By};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use testkit::{Client, Event, Events, TestApp, app_both, app_both_with};

const QUICK: Duration = Duration::from_millis(50);

async fn listen(client: &Client) -> (Events, String) {
    let mut events = client.listen("/api/live").await;
    let hello = events.next().await.unwrap();
    assert_eq!(hello.event, "hello");
    let stream = hello.data["stream"].as_str().unwrap().to_owned();
    (events, stream)
}

/// Ids that a change names, and the objects of which many changed.
fn told(event: &Event) -> (Vec<&str>, Vec<&str>) {
    let ids = event.data["records"].as_array().unwrap().iter().map(|r| r["id"].as_str().unwrap()).collect();
    (ids, event.data["lists"].as_array().unwrap().iter().map(|l| l.as_str().unwrap()).collect())
}

/// Reads on until a change names the record; gives the change and all ids named up to it. What came before the stream may be
/// told too: on PostgreSQL it comes into sight when older transactions of the whole server have ended.
async fn heard(events: &mut Events, id: &str) -> (Event, BTreeSet<String>) {
    let mut ids = BTreeSet::new();
    loop {
        let event = events.until("change").await;
        ids.extend(told(&event).0.into_iter().map(str::to_owned));
        if ids.contains(id) {
            return (event, ids);
        }
    }
}

#[test]
fn colleagues_hear_what_changed_and_no_value() {
    app_both(|app| async move {
        let (ada, max) = (app.admin().await, app.member().await);
        let program = app.program(&["record.read"]).await;
        let (mut person, _) = listen(&max).await;
        let (mut keyed, _) = listen(&program).await;
        let id = ada.create("customer", &json!({ "name": "Secret Smith" })).await;
        let at = format!("/api/records/customer/{id}");
        for (rev, step) in (1..).zip(["create", "update", "delete", "restore"]) {
            match step {
                "create" => {}
                "update" => drop(ada.patch(&at, &json!({ "name": "Secret Jones" })).await),
                "delete" => drop(ada.delete(&at).await),
                _ => drop(ada.post(&format!("{at}/restore"), &json!({})).await),
            }
            for events in [&mut person, &mut keyed] {
                let (event, _) = heard(events, &id).await;
                assert!(!event.data.to_string().contains("Secret"), "{step}: {}", event.data);
                let named = event.data["records"].as_array().unwrap().iter().find(|r| r["id"] == json!(id)).unwrap();
                assert_eq!((&named["object"], &named["rev"]), (&json!("customer"), &json!(rev)), "{step}");
            }
        }
        ada.post("/api/objects/customer/fields", &json!({ "name": "x_shoe", "type": "integer" })).await;
        person.until("definitions").await;
    });
}

#[test]
fn imports_name_lists() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let (mut events, _) = listen(&app.member().await).await;
        let work = guanxi::work::start(&app.app);
        let rows: String = (0..200).map(|i| format!("Person {i}\n")).collect();
        let sent =
            ada.with("content-type", "text/csv").call("POST", "/api/imports?object=customer", format!("name\n{rows}")).await;
        assert_eq!(sent.status, StatusCode::ACCEPTED, "{}", sent.text());
        loop {
            let event = events.until("change").await;
            let (ids, lists) = told(&event);
            assert!(ids.len() <= 50, "{} records are named", ids.len());
            if lists.contains(&"customer") {
                break;
            }
        }
        work.stop().await;
    });
}

#[test]
fn the_look_alike_company_hears_nothing() {
    app_both(|app| async move {
        let (ada, strange) = (app.admin().await, app.stranger().await);
        let (mut here, _) = listen(&ada).await;
        let (mut there, stream) = listen(&strange).await;
        let ours = ada.create("customer", &json!({ "name": "Ours" })).await;
        heard(&mut here, &ours).await;
        let theirs = strange.create("customer", &json!({ "name": "Theirs" })).await;
        assert!(!heard(&mut there, &theirs).await.1.contains(&ours), "all that is heard up to their own");
        let look = ada.put(&format!("/api/live/{stream}"), &json!({ "looking": [] })).await;
        assert_eq!((look.status, look.code().as_str()), (StatusCode::NOT_FOUND, "not_found"), "nor are streams shared");
    });
}

/// The engine of company `alpha`, and an access that sees the customers of `user` alone.
async fn scoped(app: &TestApp, user: Id) -> (records::Records, Access) {
    let records = app.app.records("alpha").await.unwrap();
    let access = Access::person("alpha", user, "Max", Role::member()).limited(RowScope::Own(user));
    (records, access)
}

#[test]
fn nobody_hears_of_records_out_of_sight() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let id = async |of: &Client| of.get("/api/me").await.json()["user"]["id"].as_str().unwrap().to_owned();
        let (ada_id, max_id) = (id(&ada).await, id(&app.member().await).await);
        let (records, access) = scoped(&app, Id::parse(&max_id).unwrap()).await;
        let hub = app.app.live().hub(&records).await.unwrap();
        let mut seated = hub.sit(Id::at(1), Arc::new(access), None, None).unwrap().unwrap();
        let customer = async |name: &str, owner: &str| ada.create("customer", &json!({ "name": name, "owner": owner })).await;
        let mut next = async |what: &str| loop {
            let message = tokio::time::timeout(Duration::from_secs(20), seated.messages.recv()).await.expect(what).unwrap();
            if message.event != "change" {
                continue;
            }
            let mut data: Value = serde_json::from_str(&message.data).unwrap();
            data["records"].as_array_mut().unwrap().retain(|r| r["object"] == "customer");
            if data["records"] != json!([]) || data["lists"] != json!([]) {
                return Event { event: message.event.into(), data, id: None };
            }
        };
        let mut expect = async |what: &str, id: &str| assert_eq!(told(&next(what).await), (vec![id], vec![]), "{what}");
        let (theirs, own) = (customer("Theirs", &ada_id).await, customer("Own", &max_id).await);
        let at = |id: &str| format!("/api/records/customer/{id}");
        expect("one's own is told, that of others is not", &own).await;
        ada.patch(&at(&theirs), &json!({ "name": "Theirs still" })).await;
        ada.patch(&at(&own), &json!({ "owner": ada_id })).await;
        expect("it was in sight before", &own).await;
        ada.patch(&at(&own), &json!({ "name": "Gone" })).await;
        ada.patch(&at(&theirs), &json!({ "owner": max_id })).await;
        expect("it has come in sight", &theirs).await;
        ada.delete(&at(&theirs)).await;
        expect("it was deleted in sight", &theirs).await;
        // many at once: told only when one's own is among them
        let rows = |owner: &str| -> Vec<Value> {
            (0..60).map(|i| json!({ "op": "create", "values": { "name": format!("P{i}"), "owner": owner } })).collect()
        };
        for owner in [&ada_id, &max_id] {
            let made = ada.post("/api/records/customer/batch", &json!({ "operations": rows(owner) })).await;
            assert_eq!(made.status, StatusCode::OK, "{}", made.text());
        }
        assert_eq!(told(&next("many of one's own").await), (vec![], vec!["customer"]));
        let last = customer("Last", &max_id).await;
        assert_eq!(told(&next("many of others are not told").await), (vec![last.as_str()], vec![]));
        hub.leave(seated.seat.id);
    });
}

#[test]
fn streams_end_with_what_opened_them() {
    app_both_with(
        |settings| settings.live.check = QUICK,
        |app| async move {
            let (ada, max) = (app.admin().await, app.member().await);
            let user = max.get("/api/me").await.json()["user"]["id"].as_str().unwrap().to_owned();
            // ended by an administrator
            let session = max.get("/api/me/sessions").await.json()["items"][0]["id"].as_str().unwrap().to_owned();
            let (mut events, _) = listen(&max).await;
            assert_eq!(ada.delete(&format!("/api/sessions/{session}")).await.status, StatusCode::NO_CONTENT);
            events.end().await;
            // signed out
            let max = app.member().await;
            let (mut events, _) = listen(&max).await;
            max.post("/api/sign-out", &json!({})).await;
            events.end().await;
            // a program whose key is taken away
            let (mut events, _) = listen(&app.program(&["record.read"]).await).await;
            let keys = ada.get("/api/keys").await.json();
            ada.delete(&format!("/api/keys/{}", keys["items"][0]["id"].as_str().unwrap())).await;
            events.end().await;
            // deactivated, and this said by another node
            let max = app.member().await;
            let (mut events, _) = listen(&max).await;
            let records = app.app.records("alpha").await.unwrap();
            let values = Map::from_iter([("active".to_owned(), json!(false))]);
            let (by, id) = (By::System, Id::parse(&user).unwrap());
            let system = Access::system("alpha");
            let values = &values;
            records.write(&system, by, move |w| Box::pin(async move { w.patch("user", id, values, None).await })).await.unwrap();
            events.end().await;
            // listening is no use of a session: it lapses
            let (mut events, _) = listen(&ada).await;
            for _ in 0..3 {
                app.clock.advance(5 * 86_400);
                tokio::time::sleep(QUICK * 3).await;
            }
            events.end().await;
            // the program ends
            let (mut events, _) = listen(&app.admin().await).await;
            app.app.live().close();
            events.end().await;
        },
    );
}

#[test]
fn a_slow_reader_reads_anew_and_costs_little() {
    app_both(|app| async move {
        let (ada, max) = (app.admin().await, app.member().await);
        let id = ada.create("customer", &json!({ "name": "Watched" })).await;
        let (mut slow, slow_stream) = listen(&ada).await;
        let (_quick, quick_stream) = listen(&max).await;
        let looking = json!({ "looking": [{ "object": "customer", "id": id }] });
        let looks = async |client: &Client, stream: &str, what: &Value| {
            assert_eq!(client.put(&format!("/api/live/{stream}"), what).await.status, StatusCode::OK);
        };
        looks(&ada, &slow_stream, &looking).await;
        for _ in 0..100 {
            looks(&max, &quick_stream, &looking).await;
            looks(&max, &quick_stream, &json!({})).await;
        }
        let first = slow.next().await.unwrap();
        assert_eq!(first.event, "resync", "what waited is worth nothing");
        let next = ada.create("customer", &json!({ "name": "After" })).await;
        heard(&mut slow, &next).await;
    });
}

#[test]
fn who_comes_back_hears_what_was_missed() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let (mut events, _) = listen(&ada).await;
        let first = ada.create("customer", &json!({ "name": "First" })).await;
        let (last, _) = heard(&mut events, &first).await;
        drop(events);
        let second = ada.create("customer", &json!({ "name": "Second" })).await;
        let back = ada.with("last-event-id", last.id.as_deref().unwrap());
        let (mut events, _) = listen(&back).await;
        let (missed, ids) = heard(&mut events, &second).await;
        assert!(!ids.contains(&first), "what was heard is not told again");
        for unknown in ["0-0", "9-999999999", "x", "-1--1"] {
            let mut events = ada.listen(&format!("/api/live?after={unknown}")).await;
            events.until("hello").await;
            assert_eq!(events.next().await.unwrap().event, "resync", "{unknown}");
        }
        let mut events = ada.listen(&format!("/api/live?after={}", missed.id.unwrap())).await;
        events.until("hello").await;
        let third = ada.create("customer", &json!({ "name": "Third" })).await;
        let (_, ids) = heard(&mut events, &third).await;
        assert!(!ids.contains(&second), "nothing was missed");
    });
}

#[test]
fn people_see_who_looks_at_the_same() {
    app_both(|app| async move {
        let (ada, max) = (app.admin().await, app.member().await);
        let id = ada.create("customer", &json!({ "name": "Watched" })).await;
        let (mut events, ada_stream) = listen(&ada).await;
        let (max_events, max_stream) = listen(&max).await;
        let looking = json!({ "looking": [{ "object": "customer", "id": id }] });
        let put = async |client: &Client, stream: &str, what: &Value| client.put(&format!("/api/live/{stream}"), what).await;
        let names = |people: &Value| -> Vec<String> {
            people.as_array().unwrap().iter().map(|p| p["name"].as_str().unwrap().to_owned()).collect()
        };
        let alone = put(&ada, &ada_stream, &looking).await.json();
        assert_eq!(names(&alone["looking"][0]["people"]), ["Ada Admin"]);
        let both = put(&max, &max_stream, &looking).await.json();
        assert_eq!(names(&both["looking"][0]["people"]), ["Ada Admin", "Max Member"]);
        let come = events.until("presence").await;
        assert_eq!((names(&come.data["people"]), &come.data["id"]), (vec!["Ada Admin".into(), "Max Member".into()], &json!(id)));
        drop(max_events);
        assert_eq!(names(&events.until("presence").await.data["people"]), ["Ada Admin"], "leaving is noticed");
        // what is not there is not looked at; nobody speaks for another stream; programs are not people
        let gone = json!({ "looking": [{ "object": "customer", "id": max_stream }, { "object": "nothing", "id": id }] });
        assert_eq!(put(&ada, &ada_stream, &gone).await.json(), json!({ "looking": [] }));
        let (_third, third_stream) = listen(&app.member().await).await;
        assert_eq!(put(&max, &third_stream, &looking).await.status, StatusCode::NOT_FOUND);
        let program = app.program(&["record.read"]).await;
        let (_keyed, keyed_stream) = listen(&program).await;
        assert_eq!(put(&program, &keyed_stream, &looking).await.status, StatusCode::FORBIDDEN);
        let many: Vec<Value> = (0..21).map(|_| json!({ "object": "customer", "id": id })).collect();
        let many = put(&ada, &ada_stream, &json!({ "looking": many })).await;
        assert_eq!(many.status, StatusCode::UNPROCESSABLE_ENTITY);
    });
}

#[test]
fn streams_are_counted() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let mut open = Vec::new();
        for _ in 0..50 {
            open.push(listen(&ada).await);
        }
        let refused = ada.get("/api/live").await;
        assert_eq!((refused.status, refused.code().as_str()), (StatusCode::TOO_MANY_REQUESTS, "too_many_streams"));
        drop(open);
        listen(&ada).await;
    });
}
