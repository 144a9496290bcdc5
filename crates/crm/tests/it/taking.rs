//! What tests of imports share: files, templates, and how one is taken in.

use records::io::{Import, Template, Watch};
use records::{Access, Records};
use std::time::Duration;
use store::Scan;

pub struct Silent;
impl Watch for Silent {
    fn progress(&self, _: &Import) {}
}

pub async fn run(records: &Records, access: &Access, template: &str, text: &'static [u8]) -> Import {
    let template = Template::from_toml(template).unwrap();
    let import = records.note_import(access, "file.csv", template, false, text.len() as u64).await.unwrap();
    records::io::run(records, access, import, Box::new(text), &Silent).await.unwrap()
}

pub async fn number(records: &Records, sql: &str) -> i64 {
    let limits = Scan { deadline: Duration::from_secs(60) };
    let rows = records.tenant().scan(sql, &[], limits).await.unwrap();
    rows[0].val(0).int().unwrap_or_else(|| panic!("{sql}: {:?}", rows[0]))
}

pub const RETAIL: &str = include_str!("../../../../packs/demo/online_retail.toml");
pub const FILE: &[u8] = include_bytes!("../../../../packs/demo/online_retail.csv.gz");

pub const PEOPLE: &str = r#"
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

pub async fn refused(records: &Records, access: &Access, import: &Import) -> Vec<(i64, i64, String)> {
    let mut all = Vec::new();
    let mut each = |r: records::io::RefusedRow| {
        all.push((r.line, r.column, r.code));
        Ok(())
    };
    records.refused_rows(access, import.id, &mut each).await.unwrap();
    all
}

/// Stops after a number of chunks, as the end of a process does between two transactions.
pub struct StopAfter(pub std::sync::atomic::AtomicUsize);
impl Watch for StopAfter {
    fn progress(&self, _: &Import) {
        self.0.fetch_sub(1, std::sync::atomic::Ordering::Relaxed);
    }
    fn stopping(&self) -> bool {
        self.0.load(std::sync::atomic::Ordering::Relaxed) == 0
    }
}
