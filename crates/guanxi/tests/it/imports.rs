//! Files in and out over HTTP, with the worker running.

use axum::http::StatusCode;
use serde_json::{Value, json};
use std::time::Duration;
use testkit::{Client, app_both};

const CSV: &str = "external_id,name,kind,country\n1,王伟,person,CN\n2,李娜,person,CN\n3,Ada,robot,GB\n";

pub async fn ended(client: &Client, path: &str) -> Value {
    for _ in 0..600 {
        let import = client.get(path).await.json();
        if !["waiting", "running", "undoing"].contains(&import["state"].as_str().unwrap()) {
            return import;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the import does not end");
}

#[test]
fn a_file_comes_in_and_is_taken_back() {
    app_both(|app| async move {
        let worker = guanxi::work::start(&app.app);
        let ada = app.admin().await;
        let sent = ada.with("content-type", "text/csv").call("POST", "/api/imports?object=customer&name=people.csv", CSV).await;
        assert_eq!(sent.status, StatusCode::ACCEPTED, "{}", sent.text());
        let at = sent.headers["location"].to_str().unwrap().to_owned();
        let import = ended(&ada, &at).await;
        assert_eq!((&import["state"], &import["rows"], &import["refused"]), (&json!("done"), &json!(3), &json!(1)), "{import}");
        assert_eq!(import["counts"]["customer"]["created"], 2);
        let refused = ada.with("accept", "text/csv").get(&format!("{at}/refused")).await.text();
        assert!(refused.contains("3,Ada,robot,GB"), "{refused}");
        let list = ada.get("/api/records/customer?sort=name").await.json();
        assert_eq!(list["items"].as_array().unwrap().len(), 2);
        let preview = ada.get(&format!("{at}/undo-preview")).await.json();
        assert_eq!(preview["objects"]["customer"]["delete"], 2, "{preview}");
        assert_eq!(app.member().await.call("POST", &format!("{at}/undo"), "").await.status, StatusCode::FORBIDDEN);
        assert_eq!(ada.call("POST", &format!("{at}/undo"), "").await.status, StatusCode::NO_CONTENT);
        assert_eq!(ended(&ada, &at).await["state"], "undone");
        assert_eq!(ada.get("/api/records/customer").await.json()["items"], json!([]));
        worker.stop().await;
    });
}

#[test]
fn files_that_fit_nothing_are_refused_at_once() {
    app_both(|app| async move {
        let ada = app.admin().await.with("content-type", "text/csv");
        for (path, body, status) in [
            ("/api/imports?name=a.csv", CSV, 422),
            ("/api/imports?template=nothing", CSV, 422),
            ("/api/imports?object=nothing", CSV, 404),
            ("/api/imports?object=customer", "", 422),
            ("/api/imports?object=customer", "foo,bar\n1,2\n", 422),
            ("/api/imports?object=customer&dry_run=perhaps", CSV, 400),
        ] {
            let answer = ada.call("POST", path, body).await;
            assert_eq!(answer.status.as_u16(), status, "{path}: {}", answer.text());
        }
        let templates = ada.get("/api/import-templates").await.json();
        assert_eq!(templates["items"][0]["name"], "online_retail");
    });
}

#[test]
fn a_list_goes_out_as_csv() {
    app_both(|app| async move {
        let ada = app.admin().await;
        for (name, tags) in [("=cmd()", json!([])), ("李娜", json!(["vip", "gold"]))] {
            ada.create("customer", &json!({ "kind": "person", "name": name, "tags": tags, "country": "CN" })).await;
        }
        let csv = ada
            .with("accept", "text/csv")
            .get("/api/records/customer/export?fields=name,tags&sort=name&filter=country%3ACN")
            .await;
        assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8", "{}", csv.text());
        assert_eq!(csv.text(), "\u{feff}name,tags\r\n\"'=cmd()\",\r\n李娜,vip;gold\r\n");
        for packed in ["gzip", "identity"] {
            let none = ada.with("accept-encoding", packed).get("/api/records/customer/export?fields=").await;
            assert_eq!(none.status, StatusCode::OK, "a file of no columns ends too");
        }
        assert_eq!(ada.get("/api/records/customer/export?filter=(").await.status, StatusCode::BAD_REQUEST);
        assert_eq!(ada.get("/api/records/customer/export?sort=nofield").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    });
}

/// A merge that was taken back, and a record that came back from the recycle bin, do not stand in the way of an undo; a merge that
/// stands does.
#[test]
fn what_was_taken_back_is_untouched() {
    app_both(|app| async move {
        let worker = guanxi::work::start(&app.app);
        let ada = app.admin().await;
        let csv = "external_id,name\n1,Ann\n2,Ann B\n3,Bo\n4,Bo C\n5,Cy\n";
        let sent = ada.with("content-type", "text/csv").call("POST", "/api/imports?object=customer", csv).await;
        let at = sent.headers["location"].to_str().unwrap().to_owned();
        ended(&ada, &at).await;
        let list = ada.get("/api/records/customer?sort=external_id").await.json();
        let id = |i: usize| list["items"][i]["id"].as_str().unwrap().to_owned();
        let merge = async |stays: String, goes: String| {
            let body = json!({ "others": [goes], "choose": { "name": goes } });
            let done = ada.post(&format!("/api/records/customer/{stays}/merge"), &body).await;
            assert_eq!(done.status, StatusCode::OK, "{}", done.text());
            done.json()["merges"][0].as_str().unwrap().to_owned()
        };
        let back = merge(id(0), id(1)).await;
        assert_eq!(ada.call("POST", &format!("/api/records/customer/merges/{back}/undo"), "").await.status, StatusCode::OK);
        merge(id(2), id(3)).await;
        assert_eq!(ada.delete(&format!("/api/records/customer/{}", id(4))).await.status, StatusCode::NO_CONTENT);
        assert_eq!(ada.call("POST", &format!("/api/records/customer/{}/restore", id(4)), "").await.status, StatusCode::OK);
        let preview = ada.get(&format!("{at}/undo-preview")).await.json();
        assert_eq!(preview["objects"]["customer"], json!({ "delete": 3, "keep": 1 }));
        assert_eq!(ada.call("POST", &format!("{at}/undo"), "").await.status, StatusCode::NO_CONTENT);
        let undone = ended(&ada, &at).await["undone"].clone();
        assert_eq!((&undone["deleted"], &undone["conflict_count"]), (&json!(3), &json!(1)), "{undone}");
        let left = ada.get("/api/records/customer").await.json();
        assert_eq!((left["items"].as_array().unwrap().len(), &left["items"][0]["name"]), (1, &json!("Bo C")));
        worker.stop().await;
    });
}

/// Numbers are read as dialled in the country of their row, addresses as people write them; what is refused is told cell by cell,
/// mended, and taken in by the same mapping.
#[test]
fn rows_are_read_by_their_country_and_refused_ones_mended() {
    app_both(|app| async move {
        let worker = guanxi::work::start(&app.app);
        let ada = app.admin().await;
        let file = ada.with("content-type", "text/csv");
        let csv = "external_id;country;name;phones;addresses;birthday\n\
            1;英国;Ann;020 7946 0018;\"12 High Street, Leeds\";1980-02-03\n\
            2;CN;李娜;13812345678;浙江省杭州市西湖区文三路1号;1981年2月3日\n\
            3;GB;王伟;13912345678;;\n\
            4;GB;Bo;ask him;\"1; High Street\";1980-02-31\n\
            5;Atlantis;Cy;1;;\n6;DE;Di\n";
        let sent = file.call("POST", "/api/imports?object=customer&name=people.csv", csv).await;
        assert_eq!(sent.status, StatusCode::ACCEPTED, "{}", sent.text());
        let at = sent.headers["location"].to_str().unwrap().to_owned();
        let import = ended(&ada, &at).await;
        assert_eq!((&import["accepted"], &import["refused"]), (&json!(3), &json!(3)), "{import}");
        let list = ada.get("/api/records/customer?sort=external_id").await.json();
        let shown = |i: usize, field: &str| list["items"][i][field][0].clone();
        assert_eq!(shown(0, "phones"), "+442079460018");
        assert_eq!(shown(0, "addresses"), json!({ "country": "GB", "street": "12 High Street, Leeds" }));
        assert_eq!(shown(1, "phones"), "+8613812345678");
        assert_eq!(
            (&shown(1, "addresses")["division"], &shown(1, "addresses")["street"]),
            (&json!("330106"), &json!("文三路1号"))
        );
        assert_eq!(shown(2, "phones"), "+8613912345678", "not possible there, so it is one of the company's country");

        let first = ada.get(&format!("{at}/refused/rows?limit=2")).await.json();
        let columns = json!(["external_id", "country", "name", "phones", "addresses", "birthday"]);
        assert_eq!((&first["columns"], &first["next"]), (&columns, &json!("6")), "{first}");
        let bo = &first["items"][0];
        assert_eq!((&bo["line"], &bo["cells"][4]), (&json!(5), &json!("1; High Street")), "{bo}");
        let faults: Vec<_> =
            bo["faults"].as_array().unwrap().iter().map(|f| (&f["column"], f["code"].as_str().unwrap())).collect();
        assert_eq!(faults, [(&json!(4), "bad_phone"), (&json!(6), "bad_date")]);
        assert!(first["reasons"].as_array().unwrap().iter().any(|r| r["code"] == "bad_country" && r["count"] == 1), "{first}");
        let rest = ada.get(&format!("{at}/refused/rows?limit=2&cursor=6")).await.json();
        assert_eq!((&rest["items"][0]["cells"], &rest["next"]), (&json!(["6", "DE", "Di"]), &Value::Null));
        let phones = ada.get(&format!("{at}/refused/rows?column=4&code=bad_phone")).await.json();
        let lines: Vec<_> = phones["items"].as_array().unwrap().iter().map(|row| row["line"].as_i64().unwrap()).collect();
        assert_eq!(lines, [5, 6], "{phones}");
        assert_eq!(phones["items"][0]["faults"].as_array().unwrap().len(), 2, "all that is wrong with a row is told");
        assert_eq!(phones["reasons"], first["reasons"]);
        let none = ada.get(&format!("{at}/refused/rows?column=5&code=bad_phone")).await.json();
        assert_eq!((&none["items"], &none["next"]), (&json!([]), &Value::Null));
        assert_eq!(ada.get(&format!("{at}/refused/rows?cursor=x")).await.status, StatusCode::BAD_REQUEST);

        let mut map = first["map"].clone();
        map["file"]["delimiter"] = json!(",");
        let mended = "external_id,country,name,phones,addresses,birthday\n4,GB,Bo,020 7946 0019,,1980-02-29\n";
        let again = format!("/api/imports?{}", query(&[("map", &map.to_string())]));
        let sent = file.call("POST", &again, mended).await;
        let import = ended(&ada, sent.headers["location"].to_str().unwrap()).await;
        assert_eq!((&import["accepted"], &import["refused"]), (&json!(1), &json!(0)), "{import}");
        worker.stop().await;
    });
}

fn in_gb18030(text: &str) -> Vec<u8> {
    ::records::io::encoding::named("gb18030").unwrap().encode(text).0.into_owned()
}

/// A spreadsheet whose first sheet is a cover and whose second has people.
fn spreadsheet() -> Vec<u8> {
    use rust_xlsxwriter::{Format, Workbook};
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Cover").unwrap().write_string(0, 0, "Our customers").unwrap();
    let day = Format::new().set_num_format("d/m/yyyy");
    let sheet = book.add_worksheet().set_name("客户").unwrap();
    for (i, name) in ["会员编号", "客户名称", "手机号码", "生日", "x"].into_iter().enumerate() {
        sheet.write_string(0, u16::try_from(i).unwrap(), name).unwrap();
    }
    for (row, name, phone) in [(1, "王伟", 13_812_345_678_f64), (2, "李娜", 13_912_345_678.0)] {
        sheet.write_number(row, 0, row).unwrap().write_string(row, 1, name).unwrap();
        sheet.write_number(row, 2, phone).unwrap().write_number_with_format(row, 3, 33_000 + row, &day).unwrap();
    }
    book.save_to_buffer().unwrap()
}

fn query(pairs: &[(&str, &str)]) -> String {
    let coded = |text: &str| text.bytes().map(|b| format!("%{b:02X}")).collect::<String>();
    pairs.iter().map(|(k, v)| format!("{k}={}", coded(v))).collect::<Vec<_>>().join("&")
}

#[test]
fn a_preview_says_how_a_file_is_written_and_may_be_read() {
    app_both(|app| async move {
        let ada = app.admin().await.with("content-type", "application/octet-stream");
        let look = async |path: &str, body: Vec<u8>| ada.call("POST", path, body).await;
        let text = in_gb18030("会员编号,客户名称,邮箱,备用\n1,王伟,wang@example.com,a\n2,李娜,li@example.com,b\n");
        let seen = look("/api/imports/preview", text.clone()).await;
        assert_eq!(seen.status, StatusCode::OK, "{}", seen.text());
        let seen = seen.json();
        assert_eq!((&seen["kind"], &seen["encoding"], &seen["delimiter"]), (&json!("text"), &json!("gb18030"), &json!(",")));
        assert_eq!(seen["columns"], json!(["会员编号", "客户名称", "邮箱", "备用"]));
        assert_eq!(seen["rows"][1], json!(["2", "李娜", "li@example.com", "b"]));
        assert!(seen["encodings"].as_array().unwrap().contains(&json!("Big5")));
        let best = &seen["readings"][0];
        assert_eq!((&best["suggestion"]["object"], best["known"].as_array().unwrap().len()), (&json!("customer"), 3), "{best}");
        assert_eq!(best["suggestion"]["columns"]["邮箱"], json!(["emails", "word"]));
        assert_eq!(best["suggestion"]["columns"]["会员编号"], json!(["external_id", "word"]));
        let other = look("/api/imports/preview?encoding=Big5", text).await.json();
        assert_eq!(other["encoding"], "Big5");
        assert_ne!(other["columns"], seen["columns"]);
        let sheet = look(&format!("/api/imports/preview?{}", query(&[("sheet", "客户")])), spreadsheet()).await.json();
        assert_eq!((&sheet["kind"], &sheet["sheets"]), (&json!("spreadsheet"), &json!(["Cover", "客户"])), "{sheet}");
        assert_eq!(sheet["rows"][0], json!(["1", "王伟", "13812345678", "1990-05-08", ""]));
        assert_eq!(sheet["readings"][0]["suggestion"]["columns"]["手机号码"], json!(["phones", "word"]));
        for (path, body, says) in [
            ("/api/imports/preview", Vec::new(), "empty"),
            ("/api/imports/preview?encoding=klingon", b"a,b\n".to_vec(), "klingon"),
            ("/api/imports/preview?sheet=None", spreadsheet(), "Cover"),
            ("/api/imports/preview", b"PK\x03\x04".to_vec(), "too early"),
            ("/api/imports/preview", b"\xd0\xcf\x11\xe0old".to_vec(), ".xls"),
        ] {
            let answer = look(path, body).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {}", answer.text());
            assert!(answer.text().contains(says), "{path}: {}", answer.text());
        }
        assert_eq!(ada.get("/api/records/customer").await.json()["items"], json!([]), "a look writes nothing");
    });
}

#[test]
fn columns_without_a_known_heading_are_told_by_what_they_hold() {
    app_both(|app| async move {
        let ada = app.admin().await.with("content-type", "text/csv");
        let text = "who,reach,ring,when,x\nAnn,a@example.com,+86 138 1234 5678,1990-02-28,7\nBob,b@example.org,+86 139 1234 5678,1991-03-01,8\n";
        let seen = ada.call("POST", "/api/imports/preview", text).await.json();
        let readings = seen["readings"].as_array().unwrap();
        let customer = readings.iter().find(|r| r["suggestion"]["object"] == "customer").unwrap();
        let columns = &customer["suggestion"]["columns"];
        assert_eq!(columns["reach"], json!(["emails", "content"]), "{columns}");
        assert_eq!(columns["ring"], json!(["phones", "content"]));
        assert!(columns.get("x").is_none() && columns.get("who").is_none(), "{columns}");
        let orders = "订单号,会员编号,下单日期,总金额\nA1,7,2024-01-31,12.50\n";
        let seen = ada.call("POST", "/api/imports/preview", orders).await.json();
        let best = &seen["readings"][0]["suggestion"];
        assert_eq!(best["object"], "order", "{best}");
        let fields = &best["template"]["object"][0]["fields"];
        assert_eq!(fields["customer"], json!({ "column": "会员编号", "find_by": "external_id" }), "{fields}");
    });
}

#[test]
fn a_file_is_read_by_the_encoding_sheet_and_map_that_are_given() {
    app_both(|app| async move {
        let worker = guanxi::work::start(&app.app);
        let ada = app.admin().await.with("content-type", "application/octet-stream");
        let map = json!({ "name": "once", "object": [{ "object": "customer", "key": ["external_id"], "fields": {
            "external_id": "会员编号", "name": "客户名称", "phones": "手机号码", "birthday": "生日" } }] });
        let sent = |pairs: &[(&str, &str)], body: Vec<u8>| {
            let path = format!("/api/imports?{}", query(pairs));
            let ada = ada.clone();
            async move { ada.call("POST", &path, body).await }
        };
        let answer = sent(&[("map", &map.to_string()), ("sheet", "客户"), ("name", "people.csv")], spreadsheet()).await;
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text());
        let import = ended(&ada, answer.headers["location"].to_str().unwrap()).await;
        assert_eq!(
            (&import["state"], &import["accepted"], &import["sheet"]),
            (&json!("done"), &json!(2), &json!("客户")),
            "{import}"
        );
        let found = ada.get("/api/records/customer?sort=external_id").await.json();
        assert_eq!(found["items"][0]["phones"], json!(["+8613812345678"]), "{found}");
        assert_eq!(found["items"][0]["birthday"], "1990-05-08");
        let latin = b"external_id,name,country\n9,Zo\xeb,CN\n".to_vec();
        let answer = sent(&[("object", "customer"), ("encoding", "latin1")], latin).await;
        let import = ended(&ada, answer.headers["location"].to_str().unwrap()).await;
        assert_eq!((&import["state"], &import["encoding"]), (&json!("done"), &json!("windows-1252")), "{import}");
        let found = ada.get("/api/records/customer?filter=external_id%3A9").await.json();
        assert_eq!(found["items"][0]["name"], "Zoë");
        for (pairs, says) in [
            (&[("map", "{")][..], "does not parse"),
            (&[("map", r#"{"name":"x","object":[]}"#)], "names no object"),
            (&[("object", "customer"), ("encoding", "klingon")], "klingon"),
            (&[("object", "customer"), ("map", "{}")], "name a template"),
        ] {
            let answer = sent(pairs, b"name\nx\n".to_vec()).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{pairs:?}: {}", answer.text());
            assert!(answer.text().contains(says), "{pairs:?}: {}", answer.text());
        }
        worker.stop().await;
    });
}

#[test]
fn a_list_goes_out_as_a_spreadsheet_with_typed_cells() {
    app_both(|app| async move {
        let ada = app.admin().await;
        for (name, tags, born, revenue) in [
            ("=cmd()", json!([]), json!(null), json!(null)),
            ("李娜", json!(["vip", "gold"]), json!("1990-05-08"), json!("1234.50")),
        ] {
            let values =
                json!({ "kind": "person", "name": name, "tags": tags, "country": "CN", "birthday": born, "revenue": revenue });
            ada.create("customer", &values).await;
        }
        let fields = "fields=name,tags,birthday,revenue,created_at&sort=name";
        let by_name = ada.get(&format!("/api/records/customer/export?format=xlsx&{fields}")).await;
        let media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        assert_eq!(
            (by_name.status, by_name.headers["content-type"].to_str().unwrap()),
            (StatusCode::OK, media),
            "{}",
            by_name.text()
        );
        assert!(by_name.headers["content-disposition"].to_str().unwrap().contains("customer.xlsx"));
        let accepted = ada.with("accept", media).get(&format!("/api/records/customer/export?{fields}")).await;
        for answer in [by_name, accepted] {
            let bytes = answer.body.to_vec();
            let look = ::records::io::look(Box::new(std::io::Cursor::new(bytes)), &Default::default(), "CN", 9).unwrap();
            assert_eq!((look.kind, look.columns.join(",").as_str()), ("spreadsheet", "name,tags,birthday,revenue,created_at"));
            assert_eq!(look.rows[0][..4], ["=cmd()", "", "", ""], "text is text, as it was written");
            assert_eq!(look.rows[1][..4], ["李娜", "vip;gold", "1990-05-08", "1234.5"]);
            assert!(model::Date::parse_iso(&look.rows[1][4][..10]).is_some(), "{:?}", look.rows);
        }
        assert_eq!(ada.get("/api/records/customer/export?format=ods").await.status, StatusCode::BAD_REQUEST);
        let long = json!({ "name": "Long", "country": "CN" });
        let long = ada.create("customer", &long).await;
        ada.create("note", &json!({ "customer": long, "text": "字".repeat(40_000) })).await;
        let answer = ada.get("/api/records/note/export?format=xlsx").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text());
        assert!(answer.text().contains("CSV"), "{}", answer.text());
    });
}
