//! `import`: a file into a company, by this process, with a bar.

use super::progress::{Shown, figures};
use super::{Out, Place, Which, exit, out::Ink, run};
use crate::sheet::Lines;
use crate::templates;
use anyhow::Context;
use clap::Args;
use model::Object;
use records::io::{Import, Source, State, Template, run as take, template::FileFormat};
use records::{Access, Records};
use serde_json::json;
use std::fs::File;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

#[derive(Args, Debug, Clone)]
pub struct ImportArgs {
    /// What the rows are: an object (customer, order, product, x_...) or its plural
    pub what: String,
    /// CSV file, plain or gzip, or spreadsheet (.xlsx); - reads standard input
    pub file: PathBuf,
    /// Template that maps columns to fields (TOML)
    #[arg(long, env = "GUANXI_MAP", value_name = "FILE", conflicts_with = "template")]
    pub map: Option<PathBuf>,
    /// Name of a template that the company has, as online_retail
    #[arg(long, env = "GUANXI_TEMPLATE", value_name = "NAME")]
    pub template: Option<String>,
    /// Encoding of the file, as gb18030 or windows-1252; left out: told from its bytes
    #[arg(long, env = "GUANXI_ENCODING", value_name = "NAME")]
    pub encoding: Option<String>,
    /// Sheet of a spreadsheet; left out: the first one
    #[arg(long, env = "GUANXI_SHEET", value_name = "NAME")]
    pub sheet: Option<String>,
    /// Read and check everything, write nothing
    #[arg(long, env = "GUANXI_DRY_RUN")]
    pub dry_run: bool,
    /// Where to write refused rows; left out: FILE.refused.csv
    #[arg(long, env = "GUANXI_REFUSED", value_name = "FILE")]
    pub refused: Option<PathBuf>,
    #[command(flatten)]
    pub which: Which,
    #[command(flatten)]
    pub place: Place,
}

/// # Errors
/// Of the file, the template or the store. Refused rows are no error: the exit code says that there were some.
pub async fn run(args: ImportArgs, out: Out) -> anyhow::Result<u8> {
    let app = run::open(&args.place).await?;
    let slug = run::company(&app, &args.which).await?;
    let records = app.records(&slug).await?;
    let access = Access::system(&slug);
    let opened = open(&args.file)?;
    let template = template(&args, &records, &access, &opened).await?;
    let name = args.file.file_name().map_or_else(|| "standard input".into(), |n| n.to_string_lossy().into_owned());
    let import = records.note_import(&access, &name, template, args.dry_run, opened.bytes).await?;
    let stop = Arc::new(AtomicBool::new(false));
    let told = stop.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            told.store(true, Ordering::Relaxed);
        }
    });
    let shown = Shown::new(out, &name, opened.bytes, Some(&stop));
    let import = take(&records, &access, import, opened.whole()?, &shown).await?;
    shown.end();
    ended(&args, out, &records, &access, &import).await
}

/// A file, and its beginning when it can be read but once.
struct Opened {
    path: PathBuf,
    bytes: u64,
    head: Vec<u8>,
    /// Where a spreadsheet from standard input was put, because it is read from its end.
    aside: Option<tempfile::NamedTempFile>,
}

/// Bytes at the beginning of standard input in which the header must end.
const HEAD: u64 = 256 * 1024;

fn open(path: &Path) -> anyhow::Result<Opened> {
    if path != Path::new("-") {
        let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
        let bytes = file.metadata()?.len();
        return Ok(Opened { path: path.to_owned(), bytes, head: Vec::new(), aside: None });
    }
    let mut head = Vec::new();
    std::io::stdin().take(HEAD).read_to_end(&mut head)?;
    if !head.starts_with(b"PK") {
        return Ok(Opened { path: path.to_owned(), bytes: 0, head, aside: None });
    }
    let mut aside = tempfile::NamedTempFile::new()?;
    let bytes = std::io::copy(&mut Cursor::new(head).chain(std::io::stdin()), &mut aside)?;
    Ok(Opened { path: aside.path().to_owned(), bytes, head: Vec::new(), aside: Some(aside) })
}

impl Opened {
    fn piped(&self) -> bool {
        self.aside.is_none() && self.path == Path::new("-")
    }

    /// As much as there is to look at before it is read.
    fn beginning(&self) -> anyhow::Result<Source> {
        if self.piped() { Ok(Box::new(Cursor::new(self.head.clone()))) } else { self.whole() }
    }

    fn whole(&self) -> anyhow::Result<Source> {
        if self.piped() {
            return Ok(Box::new(Cursor::new(self.head.clone()).chain(std::io::stdin())));
        }
        Ok(Box::new(File::open(&self.path).with_context(|| format!("cannot read {}", self.path.display()))?))
    }
}

/// From `--map`, from `--template`, or from the header, with what is said of the file beside it.
async fn template(args: &ImportArgs, records: &Records, access: &Access, opened: &Opened) -> anyhow::Result<Template> {
    let file = |mut file: FileFormat| {
        file.encoding = args.encoding.clone().unwrap_or(file.encoding);
        file.sheet = args.sheet.clone().unwrap_or(file.sheet);
        file
    };
    if let Some(path) = &args.map {
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let template = Template::from_toml(&text)?;
        return Ok(Template { file: file(template.file.clone()), ..template });
    }
    if let Some(name) = &args.template {
        let template = templates::named(records.tenant(), name).await.map_err(super::user::refused)?;
        return Ok(Template { file: file(template.file.clone()), ..template });
    }
    let object = object(records, &args.what)?;
    let catalog = records.catalog();
    let file = file(FileFormat::default());
    let look = templates::look_into(opened.beginning()?, file.clone(), &catalog).await.map_err(super::user::refused)?;
    let template = templates::by_header(&catalog, access, &object, &look).map_err(super::user::refused)?;
    Ok(Template { file, ..template })
}

/// The object by its name, or by its plural in any language.
fn object(records: &Records, what: &str) -> anyhow::Result<Arc<Object>> {
    let catalog = records.catalog();
    let wanted = model::text::fold(what);
    let plural = |o: &&Arc<Object>| {
        let p = &o.def.plural;
        o.name() == wanted || [&p.en, &p.zh_cn, &p.zh_tw].into_iter().any(|t| !t.is_empty() && model::text::fold(t) == wanted)
    };
    let found = catalog.iter().find(plural).cloned();
    found.ok_or_else(|| {
        anyhow::anyhow!("there is no object {what}; name one, or say how to read the file with --map or --template")
    })
}

async fn ended(args: &ImportArgs, out: Out, records: &Records, access: &Access, import: &Import) -> anyhow::Result<u8> {
    let mut value = serde_json::to_value(import)?;
    value["rows_per_second"] = json!(import.rows_per_second());
    let seconds = std::time::Duration::from_millis(import.elapsed_ms).as_secs_f64();
    out.line(format!("{}: {} in {seconds:.1} s", out.ink(ink(import), import.state.name()), figures(import)));
    let file = &import.template.file;
    if !matches!(file.encoding.as_str(), "" | "UTF-8") {
        out.line(format!("  read as {}; --encoding names another", file.encoding));
    }
    if !file.sheet.is_empty() {
        out.line(format!("  sheet {}", file.sheet));
    }
    value["encoding"] = json!(Some(&file.encoding).filter(|e| !e.is_empty()));
    value["sheet"] = json!(Some(&file.sheet).filter(|s| !s.is_empty()));
    for (object, counts) in &import.counts {
        out.line(format!("  {object}: {} created, {} updated", counts.created, counts.updated));
    }
    if let Some(error) = &import.error {
        out.line(format!("  {error}"));
    }
    if import.refused > 0 {
        let file = args.refused.clone().unwrap_or_else(|| beside(&args.file));
        write_refused(records, access, import, &file).await?;
        out.line(format!("  {} refused rows with reasons in {}", import.refused, file.display()));
        value["refused_file"] = json!(file);
    }
    if import.state == State::Running {
        out.line("  interrupted; what was taken in stays");
    }
    out.value(&value);
    Ok(match (import.state, import.refused) {
        (State::Done, 0) => exit::DONE,
        (State::Done | State::Running | State::Cancelled, _) => exit::PARTLY,
        _ => exit::FAILED,
    })
}

fn ink(import: &Import) -> Ink {
    match (import.state, import.refused) {
        (State::Done, 0) => Ink::Good,
        (State::Failed, _) => Ink::Bad,
        _ => Ink::Warn,
    }
}

/// `orders.csv.gz` becomes `orders.refused.csv`.
fn beside(file: &Path) -> PathBuf {
    let name = file.file_name().map_or_else(|| "import".into(), |n| n.to_string_lossy().into_owned());
    let stem = name.trim_end_matches(".gz").trim_end_matches(".csv").trim_end_matches(".xlsx").trim_end_matches('-');
    file.with_file_name(format!("{}.refused.csv", if stem.is_empty() { "import" } else { stem }))
}

async fn write_refused(records: &Records, access: &Access, import: &Import, path: &Path) -> anyhow::Result<()> {
    let mut file = std::io::BufWriter::new(File::create(path)?);
    let mut lines = Lines::new(&["line", "column", "code", "message", "row"]);
    records
        .refused_rows(access, import.id, &mut |row| {
            lines.push(&[&row.line.to_string(), &row.column.to_string(), &row.code, &row.message, &row.row]);
            Ok(file.write_all(&lines.take())?)
        })
        .await?;
    file.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refused_rows_lie_beside_the_file() {
        assert_eq!(beside(Path::new("/a/orders.csv.gz")), Path::new("/a/orders.refused.csv"));
        assert_eq!(beside(Path::new("-")), Path::new("import.refused.csv"));
    }
}
