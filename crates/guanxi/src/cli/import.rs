//! `import`: a file into a company, by this process, with a bar.

use super::progress::{Shown, figures};
use super::{Out, Place, Which, exit, out::Ink, run};
use crate::sheet::Lines;
use crate::templates;
use anyhow::Context;
use clap::Args;
use model::Object;
use records::io::{Import, State, Template, run as take};
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
    /// CSV file, plain or gzip; - reads standard input
    pub file: PathBuf,
    /// Template that maps columns to fields (TOML)
    #[arg(long, env = "GUANXI_MAP", value_name = "FILE", conflicts_with = "template")]
    pub map: Option<PathBuf>,
    /// Name of a template that the company has, as online_retail
    #[arg(long, env = "GUANXI_TEMPLATE", value_name = "NAME")]
    pub template: Option<String>,
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
    let (mut source, bytes) = open(&args.file)?;
    let mut head = Vec::new();
    source.by_ref().take(templates::HEAD as u64).read_to_end(&mut head)?;
    let template = template(&args, &records, &head).await?;
    let name = args.file.file_name().map_or_else(|| "standard input".into(), |n| n.to_string_lossy().into_owned());
    let import = records.note_import(&access, &name, template, args.dry_run, bytes).await?;
    let stop = Arc::new(AtomicBool::new(false));
    let told = stop.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            told.store(true, Ordering::Relaxed);
        }
    });
    let shown = Shown::new(out, &name, bytes, Some(&stop));
    let whole: Box<dyn Read + Send> = Box::new(Cursor::new(head).chain(source));
    let import = take(&records, &access, import, whole, &shown).await?;
    shown.end();
    ended(&args, out, &records, &access, &import).await
}

fn open(path: &Path) -> anyhow::Result<(Box<dyn Read + Send>, u64)> {
    if path == Path::new("-") {
        return Ok((Box::new(std::io::stdin()), 0));
    }
    let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
    let bytes = file.metadata()?.len();
    Ok((Box::new(file), bytes))
}

/// From `--map`, from `--template`, or from the header.
async fn template(args: &ImportArgs, records: &Records, head: &[u8]) -> anyhow::Result<Template> {
    if let Some(path) = &args.map {
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        return Ok(Template::from_toml(&text)?);
    }
    if let Some(name) = &args.template {
        return templates::named(records.tenant(), name).await.map_err(super::user::refused);
    }
    let object = object(records, &args.what)?;
    templates::by_header(&object, head).map_err(super::user::refused)
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
    let stem = name.trim_end_matches(".gz").trim_end_matches(".csv").trim_end_matches('-');
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
