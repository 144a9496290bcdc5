//! `export`: records as CSV or as a spreadsheet.

use super::{Out, Place, Which, exit, out::Ink, run};
use crate::book::Book;
use crate::sheet::Sheet;
use clap::Args;
use model::money::Currency;
use model::{Condition, Record};
use records::Access;
use records::list::{ListQuery, Sort};
use serde_json::json;
use std::io::Write;
use std::path::{Path, PathBuf};

#[derive(Args, Debug, Clone)]
pub struct ExportArgs {
    /// Object: customer, order, product, x_...
    pub object: String,
    /// Which records, as in the search box: "country:GB spend>=1000"
    #[arg(long, env = "GUANXI_FILTER", value_name = "FILTER")]
    pub filter: Option<String>,
    /// Order: -spend,name
    #[arg(long, env = "GUANXI_SORT", value_name = "FIELDS")]
    pub sort: Option<String>,
    /// Columns, separated by commas; left out: all
    #[arg(long, env = "GUANXI_FIELDS", value_name = "FIELDS")]
    pub fields: Option<String>,
    /// What the data is used for: marketing, profiling, ...; who did not agree to it is left out
    #[arg(long, env = "GUANXI_PURPOSE", value_name = "PURPOSE")]
    pub purpose: Option<String>,
    /// File to write; left out: standard output
    #[arg(short, long, env = "GUANXI_OUTPUT", value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Format of the file; left out: by its ending, else csv
    #[arg(long, env = "GUANXI_FORMAT", value_name = "FORMAT")]
    pub format: Option<FileKind>,
    #[command(flatten)]
    pub which: Which,
    #[command(flatten)]
    pub place: Place,
}

/// What is written.
#[derive(clap::ValueEnum, Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    Csv,
    /// At most 1,048,576 rows
    Xlsx,
}

/// Written at once, in bytes.
const PIECE: usize = 64 * 1024;

/// # Errors
/// A filter that makes no sense; fields that are not there; the file cannot be written.
pub async fn run(args: ExportArgs, out: Out) -> anyhow::Result<u8> {
    let app = run::open(&args.place).await?;
    let slug = run::company(&app, &args.which).await?;
    let records = app.records(&slug).await?;
    let mut access = Access::system(&slug);
    let filter = match args.filter.as_deref() {
        Some(text) => Condition::parse(text).map_err(|e| anyhow::anyhow!("--filter: {e}"))?,
        None => Condition::everything(),
    };
    let fields = args.fields.map(|f| f.split(',').map(|f| f.trim().to_owned()).collect::<Vec<_>>());
    let sort = Sort::parse(args.sort.as_deref().unwrap_or_default());
    let mut query = ListQuery { filter, sort, fields, ..ListQuery::new(args.object.clone()) };
    let catalog = records.current().await?;
    if let Some(purpose) = &args.purpose {
        access = crate::signin::for_purpose(&catalog, &access, purpose)?;
    }
    let left = records.left_out(&access, &query).await?;
    if let Some(fields) = &mut query.fields {
        fields.retain(|f| !left.fields.contains(f));
    }
    let object = catalog.object(&args.object)?.clone();
    let home = Currency::parse(&catalog.company.currency).unwrap_or(Currency::CNY);
    let by_ending = || args.output.as_ref().is_some_and(|f| f.extension().is_some_and(|e| e.eq_ignore_ascii_case("xlsx")));
    let spreadsheet = args.format.map_or_else(by_ending, |f| f == FileKind::Xlsx);
    let mut rows = 0u64;
    if spreadsheet {
        let mut book = Book::new(&object, &access, query.fields.as_deref(), home, &catalog.company.zone)?;
        records.export(&access, &query, &mut |record: &Record| book.push(record)).await?;
        rows = book.rows().into();
        let mut made = book.end(tempfile::tempfile()?)?;
        std::io::copy(&mut made, &mut *open(args.output.as_deref())?)?;
    } else {
        let mut to = open(args.output.as_deref())?;
        let mut sheet = Sheet::new(&object, &access, query.fields.as_deref(), home);
        records
            .export(&access, &query, &mut |record: &Record| {
                rows += 1;
                sheet.push(record);
                if sheet.len() >= PIECE { Ok(to.write_all(&sheet.take()).map_err(store::Error::from)?) } else { Ok(()) }
            })
            .await?;
        to.write_all(&sheet.take())?;
        to.flush()?;
    }
    if let Some(file) = args.output {
        out.value(&json!({ "object": args.object, "rows": rows, "file": file, "left_out": left }));
        out.line(format!("{} {rows} rows to {}", out.ink(Ink::Good, "wrote"), file.display()));
        if access.purpose.is_some() {
            let fields = if left.fields.is_empty() { String::new() } else { format!(" and {}", left.fields.join(", ")) };
            out.line(format!("{} rows{fields} left out: no consent for this purpose", left.records));
        }
    }
    Ok(exit::DONE)
}

fn open(file: Option<&Path>) -> std::io::Result<Box<dyn Write + Send>> {
    Ok(match file {
        Some(file) => Box::new(std::fs::File::create(file)?),
        None => Box::new(std::io::stdout()),
    })
}
