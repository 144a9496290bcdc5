//! The whole Online Retail data set through the importer, on both databases: the published figures come out.
use crate::ground::on_both;
use crate::taking::{FILE, PEOPLE, RETAIL, Silent, StopAfter, number, refused, run};
use model::Val;
use records::Access;
use records::io::{State, Template};
use store::Scan;

#[test]
fn the_published_figures_come_out() {
    on_both(|g| async move {
        let (records, access) = (g.records, g.access);
        let import = run(&records, &access, RETAIL, FILE).await;
        assert_eq!((import.state, import.error.as_deref()), (State::Done, None));
        assert_eq!((import.accepted, import.refused), (541_909, 0));
        let made = |o: &str| import.counts.get(o).copied().unwrap_or_default().created;
        assert_eq!([made("customer"), made("order"), made("order_line"), made("product")], [4_372, 25_900, 541_909, 3_958]);
        for (sql, expected) in [
            // 112 stock codes differ from another one in case only; a product's SKU is unique without regard to case.
            ("select count(distinct sku) from @order_line", 4_070),
            ("select count(*) from @customer", 4_372),
            ("select count(*) from @order", 25_900),
            ("select count(*) from @order_line", 541_909),
            ("select count(*) from @order_line where description is null", 1_454),
            ("select count(distinct customer_id) from @order", 4_372),
            ("select count(*) from @order_line l join @order o on o.id = l.order_id where o.customer_id is null", 135_080),
            ("select count(*) from @order_line l join @order o on o.id = l.order_id where o.kind = 'return'", 9_288),
            ("select count(*) from @order_line where unit_price <= 0", 2_517),
            ("select cast(sum(amount_minor) as bigint) from @order_line", 974_774_793),
            ("select cast(sum(total) as bigint) from @order", 974_774_793),
            ("select cast(sum(spend) as bigint) from @customer", 891_140_790),
            ("select orders_count from @customer where external_id = '12347'", 7),
            ("select spend from @customer where external_id = '12347'", 431_000),
            ("select count(*) from @event where kind = 'order_completed' and customer_id is not null and quiet = 1", 18_536),
        ] {
            assert_eq!(number(&records, sql).await, expected, "{sql}");
        }
        let cleaned = "select cast(sum(l.amount_minor) as bigint) from @order_line l join @order o on o.id = l.order_id \
                       where o.customer_id is not null and o.kind = 'sale' and l.quantity > 0 and l.unit_price > 0";
        assert_eq!(number(&records, cleaned).await, 891_140_790);
        let customers = cleaned.replace("cast(sum(l.amount_minor) as bigint)", "count(distinct o.customer_id)");
        assert_eq!(number(&records, &customers).await, 4_338);
        let log = records.tenant().scan("select kind, count(*) from @change group by kind", &[], Scan::default()).await.unwrap();
        assert!(log.iter().any(|r| r.val(0) == &Val::from("import")), "{log:?}");
    });
}

#[test]
fn bad_rows_are_refused_where_they_are_bad_and_good_ones_stay() {
    on_both(|g| async move {
        let (records, access) = (g.records, g.access);
        let text = "id,name,mail,born,revenue\n\
            1,Ann,ann@example.com,1990-02-28,\"1,234.50\"\n\
            2,Bob,not a mail,1990-02-31,12\n\
            3,\"Cy,cy@example.com,,\n\
            4,王伟,wang@example.com;wei@example.com,１９９０年１２月３日,￥１２\n\
            5,Eve,eve@example.com\n\
            6,,f@example.com,,x\n\
            1,Ann Other,,,\n";
        let import = run(&records, &access, PEOPLE, text.as_bytes()).await;
        assert_eq!((import.state, import.accepted, import.refused), (State::Done, 3, 4), "{:?}", import.error);
        let refused = refused(&records, &access, &import).await;
        let expected =
            [(3, 3, "bad_email"), (3, 4, "bad_date"), (4, 2, "unclosed_quote"), (6, 4, "ragged_row"), (7, 5, "bad_number")];
        assert_eq!(refused, expected.map(|(l, c, code)| (l, c, code.to_owned())), "{refused:?}");
        let count = import.counts["customer"];
        assert_eq!((count.created, count.updated), (2, 0));
        let ann = records.get_by(&access, "customer", "external_id", &"1".into()).await.unwrap();
        assert_eq!(ann.get("name").text(), Some("Ann Other"));
        assert_eq!(ann.get("revenue").int(), Some(123_450), "an empty cell erases nothing");
        let wang = records.get_by(&access, "customer", "external_id", &"4".into()).await.unwrap();
        let emails = &records.json(&access, &wang)["emails"];
        assert_eq!(emails, &serde_json::json!(["wang@example.com", "wei@example.com"]));
    });
}

#[test]
fn files_that_are_broken_as_a_whole_say_so() {
    on_both(|g| async move {
        let (records, access) = (g.records, g.access);
        let gz = |text: &str| {
            let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
            std::io::Write::write_all(&mut gz, text.as_bytes()).unwrap();
            gz.finish().unwrap()
        };
        let head = "id,name,mail,born,revenue\n";
        let many: String = (0..20_000).map(|i| format!("{i},Name {i},n{i}@example.com,,{i}\n")).collect();
        let whole = gz(&format!("{head}{many}"));
        let wide: String = (0..5_000).map(|i| format!("c{i},")).collect();
        let cases: [(Vec<u8>, &str); 8] = [
            (Vec::new(), "empty"),
            (b"id,name,id,born,revenue\n".to_vec(), "column 3"),
            (b"id,,mail\n".to_vec(), "column 2"),
            (wide.into_bytes(), "5001 columns"),
            (b"id,name\n1,x\n".to_vec(), "no column `mail`"),
            (b"\xff\xfei\0d\0".to_vec(), "no column `name`; it has id"),
            (b"PK\x03\x04xxxx".to_vec(), "too early"),
            (whole[..whole.len() - 500].to_vec(), "ends too early"),
        ];
        for (text, says) in cases {
            let import = run(&records, &access, PEOPLE, Box::leak(text.into_boxed_slice())).await;
            let error = import.error.unwrap_or_default();
            assert!(import.state == State::Failed && error.contains(says), "{says}: {error}");
        }
        assert!(number(&records, "select count(*) from @customer").await > 1_000, "rows before the break were taken in");
    });
}

#[test]
fn an_undo_takes_back_what_nobody_touched_and_lists_the_rest() {
    on_both(|g| async move {
        let (records, access) = (g.records, g.access);
        let old = g.db.clock.clone();
        run(&records, &access, PEOPLE, b"id,name,mail,born,revenue\n7,Old,old@example.com,,5\n8,Kept,,,\n").await;
        old.advance(60);
        let text = "id,name,mail,born,revenue\n7,New,,,9\n8,Better,,,\n9,Nine,,,\n10,Ten,,,\n";
        let import = run(&records, &access, PEOPLE, text.as_bytes()).await;
        assert_eq!(import.counts["customer"], records::io::Counts { created: 2, updated: 2, kept: 0 });
        let ten = records.get_by(&access, "customer", "external_id", &"10".into()).await.unwrap();
        let eight = records.get_by(&access, "customer", "external_id", &"8".into()).await.unwrap();
        let by_hand = |name: &str| serde_json::json!({ "name": name }).as_object().unwrap().clone();
        records.patch(&access, "customer", ten.id(), &by_hand("Tenth"), None).await.unwrap();
        records.patch(&access, "customer", eight.id(), &by_hand("By hand"), None).await.unwrap();
        let preview = records.preview_undo(&access, import.id).await.unwrap();
        assert_eq!((preview["customer"].delete, preview["customer"].keep), (1, 1));
        records.undo_import(&access, import.id).await.unwrap();
        let noted = records.import(&access, import.id).await.unwrap();
        let done = records::io::undo(&records, &Access::system("alpha"), noted, &|| false).await.unwrap();
        assert_eq!(done.state, State::Undone);
        let undone: records::io::Undone = serde_json::from_value(done.undone.unwrap()).unwrap();
        assert_eq!((undone.deleted, undone.restored, undone.conflict_count), (1, 1, 2), "{undone:?}");
        let seven = records.get_by(&access, "customer", "external_id", &"7".into()).await.unwrap();
        assert_eq!((seven.get("name").text(), seven.get("revenue").int()), (Some("Old"), Some(500)));
        assert!(records.get_by(&access, "customer", "external_id", &"9".into()).await.is_err());
        assert!(records.undo_import(&access, import.id).await.is_err(), "undone twice");
        let again = run(&records, &access, PEOPLE, b"id,name,mail,born,revenue\n9,Nine again,,,\n").await;
        assert_eq!(again.counts["customer"].created, 1, "a key is free again after the undo");
    });
}

#[test]
fn a_dry_run_writes_nothing() {
    on_both(|g| async move {
        let (records, access) = (g.records, g.access);
        let template = Template::from_toml(PEOPLE).unwrap();
        let text: &[u8] = b"id,name,mail,born,revenue\n1,Ann,,,\n2,Bob,,1990-13-01,\n";
        let import = records.note_import(&access, "f.csv", template, true, 60).await.unwrap();
        let import = records::io::run(&records, &access, import, Box::new(text), &Silent).await.unwrap();
        assert_eq!((import.state, import.accepted, import.refused, import.counts["customer"].created), (State::Done, 1, 1, 1));
        assert_eq!(number(&records, "select count(*) from @customer").await, 0);
    });
}

#[test]
fn a_stopped_import_goes_on_where_it_stood() {
    on_both(|g| async move {
        let (records, access) = (g.records, g.access);
        let rows: String = (0..3_000).map(|i| format!("{},Name {i},,,{}\n", i % 1_500, i + 1)).collect();
        let text: &'static [u8] = Box::leak(format!("id,name,mail,born,revenue\n{rows}").into_bytes().into_boxed_slice());
        let template = Template::from_toml(PEOPLE).unwrap();
        let mut import = records.note_import(&access, "f.csv", template, false, text.len() as u64).await.unwrap();
        let mut runs = 0;
        while import.state != State::Done {
            runs += 1;
            let stop = StopAfter(std::sync::atomic::AtomicUsize::new(1));
            records::io::run(&records, &access, import.clone(), Box::new(text), &stop).await.unwrap();
            import = records.import(&access, import.id).await.unwrap();
        }
        assert!(runs > 1, "the file was one chunk");
        assert_eq!((import.accepted, import.counts["customer"].created), (3_000, 1_500));
        assert_eq!(
            number(&records, "select cast(sum(revenue_minor) as bigint) from @customer").await,
            (1_501..=3_000).sum::<i64>() * 100
        );
    });
}
