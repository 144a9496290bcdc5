//! The whole Online Retail data set through the importer, on both databases: the published figures come out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod ground;

use ground::on_both;
use model::Val;
use records::io::{Import, State, Template, Watch};
use records::{Access, Records};
use std::time::Duration;
use store::Scan;

struct Silent;
impl Watch for Silent {
    fn progress(&self, _: &Import) {}
}

async fn run(records: &Records, access: &Access, template: &str, text: &'static [u8]) -> Import {
    let template = Template::from_toml(template).unwrap();
    let import = records.note_import(access, "file.csv", template, false, text.len() as u64).await.unwrap();
    records::io::run(records, access, import, Box::new(text), &Silent).await.unwrap()
}

async fn number(records: &Records, sql: &str) -> i64 {
    let limits = Scan { deadline: Duration::from_secs(60) };
    let rows = records.tenant().scan(sql, &[], limits).await.unwrap();
    rows[0].val(0).int().unwrap_or_else(|| panic!("{sql}: {:?}", rows[0]))
}

const RETAIL: &str = include_str!("../../../packs/demo/online_retail.toml");
const FILE: &[u8] = include_bytes!("../../../packs/demo/online_retail.csv.gz");

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

const PEOPLE: &str = r#"
name = "people"
[[object]]
object = "customer"
key = ["external_id"]
[object.fields]
external_id = "id"
name = "name"
emails = "mail"
birthday = "born"
revenue = { column = "revenue", currency = "GBP" }
"#;

async fn refused(records: &Records, access: &Access, import: &Import) -> Vec<(i64, i64, String)> {
    let mut all = Vec::new();
    let mut each = |r: records::io::RefusedRow| {
        all.push((r.line, r.column, r.code));
        Ok(())
    };
    records.refused_rows(access, import.id, &mut each).await.unwrap();
    all
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
        assert_eq!(import.counts["customer"], records::io::Counts { created: 2, updated: 2 });
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

/// Stops after a number of chunks, as the end of a process does between two transactions.
struct StopAfter(std::sync::atomic::AtomicUsize);
impl Watch for StopAfter {
    fn progress(&self, _: &Import) {
        self.0.fetch_sub(1, std::sync::atomic::Ordering::Relaxed);
    }
    fn stopping(&self) -> bool {
        self.0.load(std::sync::atomic::Ordering::Relaxed) == 0
    }
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

/// What is written over and over until it is a file of several chunks.
fn many(head: &str, row: impl Fn(usize) -> String) -> String {
    let rows: String = (0..3_000).map(row).collect();
    format!("{head}\n{rows}")
}

fn in_gb18030(text: &str) -> Vec<u8> {
    records::io::encoding::named("gb18030").unwrap().encode(text).0.into_owned()
}

/// Runs an import that ends its process after each chunk, and how often it had to be started.
async fn in_pieces(records: &Records, access: &Access, name: &str, bytes: &'static [u8]) -> (Import, usize) {
    let template = Template::from_toml(PEOPLE).unwrap();
    let mut import = records.note_import(access, name, template, false, bytes.len() as u64).await.unwrap();
    let mut runs = 0;
    while import.state != State::Done {
        runs += 1;
        assert!(import.error.is_none() && runs < 1_000, "{:?}", import.error);
        let stop = StopAfter(std::sync::atomic::AtomicUsize::new(1));
        records::io::run(records, access, import.clone(), Box::new(bytes), &stop).await.unwrap();
        import = records.import(access, import.id).await.unwrap();
    }
    (import, runs)
}

#[test]
fn a_file_in_another_encoding_is_read_as_what_it_is_and_goes_on_where_it_stood() {
    on_both(|g| async move {
        let (records, access) = (g.records, g.access);
        // The first characters beyond ASCII come late, so that the encoding is told in the midst of the file.
        let text = many("id,name,mail,born,revenue", |i| {
            if i < 1_500 { format!("{i},Name {i},,,1\n") } else { format!("{i},王伟{i}号,,,1\n") }
        });
        let bytes: &'static [u8] = Box::leak(in_gb18030(&text).into_boxed_slice());
        let (import, runs) = in_pieces(&records, &access, "f.csv", bytes).await;
        assert!(runs > 2, "the file was one chunk");
        assert_eq!((import.accepted, import.refused, import.counts["customer"].created), (3_000, 0, 3_000));
        assert_eq!(import.template.file.encoding, "gb18030");
        let last = records.get_by(&access, "customer", "external_id", &"2999".into()).await.unwrap();
        assert_eq!(last.get("name").text(), Some("王伟2999号"));
        assert_eq!(number(&records, "select cast(sum(revenue_minor) as bigint) from @customer").await, 300_000);
    });
}

#[test]
fn bytes_that_mean_nothing_are_refused_and_another_encoding_may_be_named() {
    on_both(|g| async move {
        let (records, access) = (g.records, g.access);
        let mut text = in_gb18030("id,name,mail,born,revenue\n1,王伟,,,1\n2,");
        text.extend(b"\xff\xff,,,2\n3,Ann,,,3\n");
        let text: &'static [u8] = Box::leak(text.into_boxed_slice());
        let named = format!("{PEOPLE}\n").replace("name = \"people\"", "name = \"people\"\n[file]\nencoding = \"GBK\"");
        let import = run(&records, &access, &named, text).await;
        assert_eq!((import.state, import.accepted, import.refused), (State::Done, 2, 1), "{:?}", import.error);
        assert_eq!(refused(&records, &access, &import).await, [(3, 2, "undecodable".to_owned())]);
        assert_eq!(import.template.file.encoding, "gb18030", "as it was read");
        let unknown = named.replace("GBK", "klingon");
        let template = Template::from_toml(&unknown).unwrap();
        let error = records.note_import(&access, "f.csv", template, false, 1).await.unwrap_err().to_string();
        assert!(error.contains("klingon"), "{error}");
    });
}

/// A spreadsheet of people, with a day as a number and one as a text, a broken cell and a title above nothing.
fn people(rows: u32) -> &'static [u8] {
    use rust_xlsxwriter::{Format, Workbook};
    let mut book = Workbook::new();
    let day = Format::new().set_num_format("dd/mm/yyyy");
    let sheet = book.add_worksheet().set_name("Leute").unwrap();
    for (i, name) in ["id", "name", "mail", "born", "revenue"].into_iter().enumerate() {
        sheet.write_string(0, u16::try_from(i).unwrap(), name).unwrap();
    }
    for row in 1..=rows {
        sheet.write_number(row, 0, row).unwrap().write_string(row, 1, format!("Name {row}")).unwrap();
        sheet.write_number_with_format(row, 3, 33_000.0, &day).unwrap().write_number(row, 4, 1234.5).unwrap();
    }
    sheet.write_string(2, 3, "1990-05-07").unwrap().write_number(3, 3, 33_001).unwrap();
    sheet.write_string(4, 2, "not a mail").unwrap();
    Box::leak(book.save_to_buffer().unwrap().into_boxed_slice())
}

#[test]
fn a_spreadsheet_comes_in_as_a_text_does() {
    on_both(|g| async move {
        let (records, access) = (g.records, g.access);
        let dry = records.note_import(&access, "p.csv", Template::from_toml(PEOPLE).unwrap(), true, 1).await.unwrap();
        let dry = records::io::run(&records, &access, dry, Box::new(people(5)), &Silent).await.unwrap();
        assert_eq!((dry.state, dry.accepted, dry.refused), (State::Done, 4, 1), "{:?}", dry.error);
        assert_eq!(number(&records, "select count(*) from @customer").await, 0);
        let import = run(&records, &access, PEOPLE, people(5)).await;
        assert_eq!((import.state, import.accepted, import.refused), (State::Done, 4, 1), "{:?}", import.error);
        assert_eq!(import.template.file.sheet, "Leute");
        let mut messages = Vec::new();
        let mut each = |r: records::io::RefusedRow| {
            messages.push((r.line, r.column, r.code, r.message, r.row));
            Ok(())
        };
        records.refused_rows(&access, import.id, &mut each).await.unwrap();
        let (line, column, code, message, row) = &messages[0];
        assert_eq!((*line, *column, code.as_str(), row.as_str()), (5, 3, "bad_email", "4,Name 4,not a mail,1990-05-07,1234.5"));
        assert!(message.starts_with("sheet `Leute`, row 5, column 3 (C5): customer.emails: "), "{message}");
        for (id, born) in [("1", "1990-05-07"), ("2", "1990-05-07"), ("3", "1990-05-08")] {
            let one = records.get_by(&access, "customer", "external_id", &id.into()).await.unwrap();
            let json = records.json(&access, &one);
            assert_eq!((&json["birthday"], one.get("revenue").int()), (&born.into(), Some(123_450)), "{id}");
        }
        records.undo_import(&access, import.id).await.unwrap();
        let noted = records.import(&access, import.id).await.unwrap();
        let done = records::io::undo(&records, &Access::system("alpha"), noted, &|| false).await.unwrap();
        assert_eq!(
            (done.state, number(&records, "select count(*) from @customer where deleted_at is null").await),
            (State::Undone, 0)
        );
    });
}

#[test]
fn a_spreadsheet_goes_on_with_the_row_where_it_stood() {
    on_both(|g| async move {
        let (records, access) = (g.records, g.access);
        let (import, runs) = in_pieces(&records, &access, "p.xlsx", people(3_000)).await;
        assert!(runs > 1, "the file was one chunk");
        assert_eq!((import.accepted, import.refused, import.counts["customer"].created), (2_999, 1, 2_999));
        assert_eq!((import.position, import.line), (3_001, 3_001));
        let sum = "select cast(sum(revenue_minor) as bigint) from @customer";
        assert_eq!(number(&records, sum).await, 2_999 * 123_450);
    });
}

#[test]
fn a_damaged_spreadsheet_fails_and_says_so() {
    on_both(|g| async move {
        let (records, access) = (g.records, g.access);
        let mut bytes = people(5).to_vec();
        let at = bytes.len() / 2;
        bytes[at..at + 40].fill(0xff);
        let import = run(&records, &access, PEOPLE, Box::leak(bytes.into_boxed_slice())).await;
        let error = import.error.unwrap_or_default();
        assert!(import.state == State::Failed && !error.is_empty(), "{error}");
    });
}

/// The first lines of Online Retail as a text, and as the spreadsheet that its makers would have sent: numbers as numbers and
/// times as times.
fn retail(lines: usize) -> (&'static [u8], &'static [u8]) {
    use records::io::csv::{CsvReader, Format, Next};
    use rust_xlsxwriter::{Format as Style, Workbook};
    let mut reader = CsvReader::new(flate2::read::GzDecoder::new(FILE), Format { delimiter: b',', quote: b'"' });
    let (mut text, mut book) = (Vec::new(), Workbook::new());
    let moment = Style::new().set_num_format("m/d/yy h:mm");
    let sheet = book.add_worksheet();
    for row in 0..u32::try_from(lines).unwrap() {
        assert!(matches!(reader.advance().unwrap(), Next::Record));
        text.extend([reader.raw(), b"\n"].concat());
        for (column, cell) in reader.fields().iter().enumerate() {
            let at = u16::try_from(column).unwrap();
            match (column, cell.parse::<f64>()) {
                (4, _) if row > 0 => {
                    let when: jiff::civil::DateTime = cell.parse().unwrap();
                    let from = jiff::civil::date(1899, 12, 30).at(0, 0, 0, 0);
                    #[expect(clippy::cast_precision_loss, reason = "seconds of a century")]
                    let serial = when.duration_since(from).as_secs() as f64 / 86_400.0;
                    sheet.write_number_with_format(row, at, serial, &moment).unwrap();
                }
                // Stock codes stay text: `85123A` stands beside `71053`.
                (column, Ok(number)) if column != 1 => drop(sheet.write_number(row, at, number).unwrap()),
                _ => drop(sheet.write_string(row, at, cell).unwrap()),
            }
        }
    }
    (Box::leak(text.into_boxed_slice()), Box::leak(book.save_to_buffer().unwrap().into_boxed_slice()))
}

#[test]
fn real_purchases_are_the_same_from_a_text_and_from_a_spreadsheet() {
    on_both(|g| async move {
        let (records, access) = (g.records, g.access);
        let (text, sheet) = retail(3_000);
        let figures = async || {
            let mut all = Vec::new();
            for what in ["count(*)", "sum(amount_minor)", "sum(unit_price)", "count(description)", "count(distinct sku)"] {
                all.push(
                    number(&records, &format!("select cast({what} as bigint) from @order_line where deleted_at is null")).await,
                );
            }
            for what in
                ["count(*)", "min(ordered_at)", "max(ordered_at)", "sum(total)", "count(customer_id)", "count(distinct number)"]
            {
                all.push(number(&records, &format!("select cast({what} as bigint) from @order where deleted_at is null")).await);
            }
            all
        };
        let first = run(&records, &access, RETAIL, text).await;
        assert_eq!((first.state, first.accepted, first.refused), (State::Done, 2_999, 0), "{:?}", first.error);
        let from_text = figures().await;
        assert!(from_text.iter().all(|n| *n > 0), "{from_text:?}");
        records.undo_import(&access, first.id).await.unwrap();
        let noted = records.import(&access, first.id).await.unwrap();
        records::io::undo(&records, &Access::system("alpha"), noted, &|| false).await.unwrap();
        let again = run(&records, &access, RETAIL, sheet).await;
        assert_eq!((again.state, again.accepted, again.refused), (State::Done, 2_999, 0), "{:?}", again.error);
        assert_eq!((again.counts, figures().await), (first.counts, from_text));
    });
}
