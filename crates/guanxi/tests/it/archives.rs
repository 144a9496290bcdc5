//! Everything kept about a customer is told to them: whole, readable, to nobody else, and not for long.

use axum::http::StatusCode;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use testkit::app::PASSWORD;
use testkit::{Client, TestApp, app_both, until};

/// Names and contents of a ZIP file.
pub fn unpacked(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut all = BTreeMap::new();
    for i in 0..zip.len() {
        let mut entry = zip.by_index(i).unwrap();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        all.insert(entry.name().unwrap().into_owned(), content);
    }
    all
}

fn data(files: &BTreeMap<String, Vec<u8>>, name: &str) -> Value {
    let file = files.get(&format!("data/{name}.json")).unwrap_or_else(|| panic!("no {name} among {:?}", files.keys()));
    serde_json::from_slice(file).unwrap()
}

fn archives(customer: &str) -> String {
    format!("/api/privacy/customers/{customer}/archives")
}

/// Begins an archive and waits for its end.
pub async fn made(client: &Client, customer: &str) -> Value {
    let begun = client.post(&archives(customer), &json!({})).await;
    assert_eq!(begun.status, StatusCode::ACCEPTED, "{}", begun.text());
    let at = begun.headers["location"].to_str().unwrap().to_owned();
    until("the archive", async || !["waiting", "running"].contains(&client.get(&at).await.json()["state"].as_str().unwrap()))
        .await;
    client.get(&at).await.json()
}

pub async fn taken(client: &Client, archive: &Value) -> testkit::Answer {
    client.get(&format!("/api/privacy/archives/{}/file", archive["id"].as_str().unwrap())).await
}

/// A customer with something of everything; gives the id, and that of somebody else.
async fn planted(app: &TestApp, ada: &Client) -> (String, String) {
    let values = json!({ "kind": "person", "name": "王小明 <b>", "emails": ["ming@example.com"], "language": "zh-TW", "gender": "male",
        "external_id": "S-1", "birthday": "1990-01-02" });
    let customer = ada.create("customer", &values).await;
    let other = ada.create("customer", &json!({ "name": "Somebody Else", "company": customer })).await;
    app.clock.advance(60);
    let at = format!("/api/records/customer/{customer}");
    assert_eq!(ada.patch(&at, &json!({ "occupation": "Smith" })).await.status, StatusCode::OK);
    ada.create("note", &json!({ "customer": customer, "text": "likes green tea" })).await;
    let gone = ada.create("note", &json!({ "customer": customer, "text": "thrown away" })).await;
    assert_eq!(ada.delete(&format!("/api/records/note/{gone}")).await.status, StatusCode::NO_CONTENT);
    ada.create("note", &json!({ "customer": other, "text": "of somebody else" })).await;
    let order = json!({ "number": "N-1", "customer": customer, "ordered_at": "2026-01-02T03:04:05Z", "status": "completed" });
    let order = ada.create("order", &order).await;
    ada.create("order_line", &json!({ "order": order, "quantity": 2, "unit_price": "3.00" })).await;
    let sent = ada.with("content-type", "application/octet-stream");
    let file = sent.call("POST", "/api/files?name=contract.txt", "the contract").await.json()["id"].clone();
    ada.create("attachment", &json!({ "customer": customer, "name": "contract.txt", "file": file })).await;
    let consent = json!({ "customer": customer, "purpose": "third_party_share", "state": "granted", "basis": "consent", "proof": "form 7" });
    ada.create("consent", &consent).await;
    ada.create("identifier", &json!({ "customer": customer, "kind": "card", "value": "C-77" })).await;
    let twin = ada.create("customer", &json!({ "name": "Wang Twin", "emails": ["twin@example.com"] })).await;
    let merged = ada.post(&format!("{at}/merge"), &json!({ "others": [twin] })).await;
    assert_eq!(merged.status, StatusCode::OK, "{}", merged.text());
    (customer, other)
}

#[test]
fn all_that_is_kept_is_told() {
    app_both(|app| async move {
        let worker = guanxi::work::start(&app.app);
        let ada = app.admin().await;
        let (customer, other) = planted(&app, &ada).await;
        assert_eq!(ada.get("/api/records/customer/export").await.status, StatusCode::OK);
        let archive = made(&ada, &customer).await;
        assert_eq!(
            (&archive["state"], &archive["error"], &archive["mine"]),
            (&json!("done"), &Value::Null, &json!(true)),
            "{archive}"
        );
        assert_eq!(archive["left_out"], json!({ "fields": {}, "records": {}, "files": 0 }));
        let answer = taken(&ada, &archive).await;
        assert_eq!((answer.status, answer.headers["content-type"].to_str().unwrap()), (StatusCode::OK, "application/zip"));
        let files = unpacked(&answer.body);
        // The page is in their language, shows what there is, and nothing in it runs.
        let page = String::from_utf8(files["index.html"].clone()).unwrap();
        for text in ["您的個人資料", "王小明 &lt;b&gt;", "likes green tea", "N-1", "contract.txt", "Smith", "C-77", "資源回收筒"]
        {
            assert!(page.contains(text), "{text}: {page}");
        }
        assert!(!page.contains("<b>") && !page.contains("Somebody Else") && !page.contains("Ada Admin"), "{page}");
        // The same as data.
        let people = data(&files, "customer");
        assert_eq!(people.as_array().unwrap().len(), 2, "the one that was merged into them too: {people}");
        let summary = data(&files, "summary");
        assert_eq!((summary["ids"].as_array().unwrap().len(), &summary["ids"][0]), (2, &json!(customer)), "{summary}");
        assert_eq!(summary["named_by"], json!({ "customer": 1 }), "who works for them is counted, not told");
        let notes = data(&files, "note");
        let texts: BTreeSet<&str> = notes.as_array().unwrap().iter().map(|n| n["text"].as_str().unwrap()).collect();
        let wanted = BTreeSet::from(["likes green tea", "thrown away"]);
        assert_eq!(texts, wanted, "what lies in the recycle bin is kept, so it is told");
        assert_eq!(
            (data(&files, "order")[0]["number"].as_str(), data(&files, "order_line").as_array().unwrap().len()),
            (Some("N-1"), 1)
        );
        assert_eq!(data(&files, "consent").as_array().unwrap().len(), 1);
        assert_eq!(data(&files, "consents-now")[0]["state"], "granted");
        assert_eq!(data(&files, "identifier")[0]["value"], "C-77");
        let kinds: Vec<Value> = data(&files, "events").as_array().unwrap().iter().map(|e| e["kind"].clone()).collect();
        assert!(kinds.contains(&json!("consent_granted")), "{kinds:?}");
        let fields = data(&files, "fields");
        let birthday = fields.as_array().unwrap().iter().find(|f| f["field"] == "birthday").unwrap();
        assert_eq!((&birthday["source"], &birthday["sensitivity"]), (&json!("person"), &json!("personal")));
        assert_eq!(birthday["purposes"], json!(["service", "marketing"]));
        let recipients = data(&files, "recipients");
        assert_eq!((recipients["exports"].as_array().unwrap().len(), &recipients["third_parties_allowed"]), (1, &json!(true)));
        assert!(data(&files, "history").to_string().contains("Smith"));
        assert_eq!(files["files/1-contract.txt"], b"the contract");
        let told = ada.get("/api/audit?kind=archive_made,archive_taken").await.json();
        let mut entries: Vec<(&str, &Value)> =
            told["items"].as_array().unwrap().iter().map(|i| (i["kind"].as_str().unwrap(), &i["subject_id"])).collect();
        entries.sort_unstable_by_key(|(kind, _)| *kind);
        assert_eq!(entries, [("archive_made", &json!(customer)), ("archive_taken", &json!(customer))]);
        // A customer who was asked for by an id that was merged away is the same.
        let by_other_id = summary["ids"][1].as_str().unwrap();
        assert_eq!(ada.get(&archives(by_other_id)).await.json()["items"].as_array().unwrap().len(), 1);
        assert_eq!(ada.get(&archives(&other)).await.json()["items"], json!([]));
        worker.stop().await;
    });
}

#[test]
fn it_holds_what_its_maker_sees_and_goes_to_nobody_else() {
    app_both(|app| async move {
        let worker = guanxi::work::start(&app.app);
        let ada = app.admin().await;
        let (customer, _) = planted(&app, &ada).await;
        let grants = json!({
            "objects": {
                "customer": { "read": "all", "export": true, "fields": { "phones": "hidden", "emails": "masked" } },
                "order": { "read": "none" }
            },
            "usual": { "read": "all", "export": true },
            "permissions": ["privacy.manage"]
        });
        let role = ada.post("/api/roles", &json!({ "name": "Desk", "grants": grants })).await;
        assert_eq!(role.status, StatusCode::CREATED, "{}", role.text());
        let dora = json!({ "email": "dora@alpha.example", "name": "Dora", "password": PASSWORD, "role": role.json()["code"] });
        assert_eq!(ada.post("/api/users", &dora).await.status, StatusCode::CREATED);
        let dora = app.signed_in("alpha", "dora@alpha.example").await;
        let archive = made(&dora, &customer).await;
        assert_eq!(archive["state"], "done", "{archive}");
        let left = &archive["left_out"];
        let closed = left["fields"]["customer"].as_array().unwrap();
        assert!(closed.contains(&json!("phones")) && closed.contains(&json!("emails")), "{left}");
        assert_eq!((&left["records"]["order"], &left["files"]), (&json!(1), &json!(0)), "{left}");
        let files = unpacked(&taken(&dora, &archive).await.body);
        assert_eq!(data(&files, "order"), json!([]));
        let all: String = files.values().map(|f| String::from_utf8_lossy(f).into_owned()).collect();
        assert!(!all.contains("ming@example.com") && !all.contains("twin@example.com"), "masked values are not told whole");
        assert!(String::from_utf8_lossy(&files["index.html"]).contains("部分內容"), "the page says that it is not all");
        // Somebody else may make one of their own; programs and members may not.
        let strange = taken(&ada, &archive).await;
        assert_eq!((strange.status, strange.code().as_str()), (StatusCode::FORBIDDEN, "forbidden"));
        assert_eq!(ada.get(&archives(&customer)).await.json()["items"][0]["mine"], false);
        assert_eq!(app.member().await.post(&archives(&customer), &json!({})).await.status, StatusCode::FORBIDDEN);
        let narrow = app.program(&["privacy.manage", "record.read"]).await;
        assert_eq!(narrow.post(&archives(&customer), &json!({})).await.status, StatusCode::FORBIDDEN, "it may not export");
        // A key tells no more than it may see itself.
        let key = app.program(&["privacy.manage", "record.read:customer", "record.export"]).await;
        let by_key = made(&key, &customer).await;
        assert_eq!((&by_key["state"], &by_key["left_out"]["records"]["note"]), (&json!("done"), &json!(2)), "{by_key}");
        worker.stop().await;
    });
}

#[test]
fn it_is_gone_when_its_time_is_over() {
    app_both(|app| async move {
        let ada = app.admin().await;
        let customer = ada.create("customer", &json!({ "name": "Ann" })).await;
        // Stopped before it began.
        let first = ada.post(&archives(&customer), &json!({})).await.json();
        let at = format!("/api/privacy/archives/{}", first["id"].as_str().unwrap());
        let twice = ada.post(&archives(&customer), &json!({})).await;
        assert_eq!((twice.status, twice.code().as_str()), (StatusCode::CONFLICT, "under_way"));
        let early = taken(&ada, &first).await;
        assert_eq!((early.status, early.code().as_str()), (StatusCode::CONFLICT, "not_done"));
        assert_eq!(ada.post(&format!("{at}/cancel"), &json!({})).await.status, StatusCode::NO_CONTENT);
        assert_eq!(ada.post(&format!("{at}/cancel"), &json!({})).await.status, StatusCode::CONFLICT);
        let worker = guanxi::work::start(&app.app);
        let second = made(&ada, &customer).await;
        assert_eq!(second["state"], "done", "{second}");
        assert_eq!(ada.get(&at).await.json()["state"], "cancelled");
        let third = made(&ada, &customer).await;
        let blobs = async || {
            let mut list = app.app.blobs().list("alpha").unwrap();
            let mut count = 0;
            while let Some(Ok(_)) = futures_util::StreamExt::next(&mut list).await {
                count += 1;
            }
            count
        };
        assert_eq!(blobs().await, 2);
        assert_eq!(
            ada.delete(&format!("/api/privacy/archives/{}", third["id"].as_str().unwrap())).await.status,
            StatusCode::NO_CONTENT
        );
        assert_eq!(blobs().await, 1);
        app.clock.advance(7 * 86_400 + 60);
        let ada = app.admin().await;
        let path = format!("/api/privacy/archives/{}", second["id"].as_str().unwrap());
        until("the archive goes", async || ada.get(&path).await.status == StatusCode::NOT_FOUND).await;
        assert_eq!(blobs().await, 0);
        // Nor does it outlive its customer.
        let fourth = made(&ada, &customer).await;
        let erased = ada.post(&format!("/api/privacy/customers/{customer}/erasure"), &json!({ "mode": "anonymise" })).await;
        assert_eq!(erased.status, StatusCode::OK, "{}", erased.text());
        assert_eq!(blobs().await, 0);
        assert_eq!(taken(&ada, &fourth).await.status, StatusCode::NOT_FOUND);
        worker.stop().await;
    });
}
