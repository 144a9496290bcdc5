//! Files in other encodings and spreadsheets: they are read as what they are, and go on where they stood.

use crate::ground::on_both;
use crate::taking::{FILE, PEOPLE, RETAIL, Silent, StopAfter, number, refused, run};
use records::io::{Import, State, Template};
use records::{Access, Records};

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
