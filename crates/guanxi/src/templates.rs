//! How a file is read: by a template that the program brings, by one that the company has made, or by its own header.

use crate::http::Problem;
use model::def::{FieldKind, Labels};
use model::{Id, Object, Ts};
use records::io::csv::{CsvReader, Format, Next, guess_delimiter};
use records::io::template::{Mode, ObjectMap, Source};
use records::io::{Template, template::FileFormat};
use std::collections::BTreeMap;
use std::io::Read;
use store::Tenant;

/// Bytes at the beginning of a file in which the header must end.
pub const HEAD: usize = 256 * 1024;

/// Templates that the program brings.
fn own() -> Vec<Template> {
    [crm::demo::PURCHASES_TEMPLATE].into_iter().filter_map(|text| Template::from_toml(text).ok()).collect()
}

/// All templates of a company by name: its own and those of the program.
///
/// # Errors
/// Of the database.
pub async fn list(tenant: &Tenant) -> store::Result<Vec<Template>> {
    let rows = tenant.get("select template from @import_template order by name", &[]).await?;
    let made = rows.iter().filter_map(|r| serde_json::from_str(r.opt_text(0)?).ok());
    let mut all: BTreeMap<String, Template> = own().into_iter().map(|t| (t.name.clone(), t)).collect();
    all.extend(made.map(|t: Template| (t.name.clone(), t)));
    Ok(all.into_values().collect())
}

/// The template with this name.
///
/// # Errors
/// 422 that lists those there are.
pub async fn named(tenant: &Tenant, name: &str) -> Result<Template, Problem> {
    let all = list(tenant).await?;
    let names: Vec<&str> = all.iter().map(|t| t.name.as_str()).collect();
    let missing =
        || Problem::field("template", "not_an_option", format!("there is no template '{name}'; there are: {}", names.join(", ")));
    all.iter().find(|t| t.name == name).cloned().ok_or_else(missing)
}

/// Keeps a template; one of the same name is replaced.
///
/// # Errors
/// Of the database.
pub async fn keep(tenant: &Tenant, template: &Template, user: Option<Id>, now: Ts) -> Result<(), Problem> {
    let text = serde_json::to_string(template).map_err(|e| Problem::internal(&e))?;
    let params = [template.name.as_str().into(), text.into(), now.0.into(), user.into()];
    let params = &params;
    let sql = "insert into @import_template (name, template, created_at, created_by) values ($1, $2, $3, $4)
               on conflict (name) do update set template = excluded.template";
    tenant.write::<_, store::Error, _>(move |tx| Box::pin(tx.run(sql, params))).await?;
    Ok(())
}

/// A template made from the header of a file: each column is taken for the field of that name or label, and records are found
/// by the first unique field among them. `head` is the beginning of the file, packed or not.
///
/// # Errors
/// 422 when no column names a field.
pub fn by_header(object: &Object, head: &[u8]) -> Result<Template, Problem> {
    let header = header(head)?;
    let fields: BTreeMap<String, Source> =
        header.iter().filter_map(|column| Some((field_of(object, column)?, Source::Column(column.clone())))).collect();
    if fields.is_empty() {
        let detail = format!("no column is named like a field of {}; the columns are: {}", object.name(), header.join(", "));
        return Err(Problem::field("file", "no_columns", detail));
    }
    let unique = object.def.fields.iter().find(|f| f.unique && fields.contains_key(f.name.as_ref()));
    let key: Vec<String> = unique.map(|f| f.name.to_string()).into_iter().collect();
    let mode = if key.is_empty() { Mode::Create } else { Mode::Upsert };
    let map = ObjectMap { object: object.name().to_owned(), key, mode, when: None, fields };
    Ok(Template { name: object.name().to_owned(), title: String::new(), file: FileFormat::default(), objects: vec![map] })
}

fn field_of(object: &Object, column: &str) -> Option<String> {
    let wanted = model::text::fold(column.trim());
    let labelled = |l: &Labels| [&l.en, &l.zh_cn, &l.zh_tw].into_iter().any(|t| !t.is_empty() && model::text::fold(t) == wanted);
    let open = object.def.fields.iter().filter(|f| {
        let computed = matches!(f.kind, FieldKind::Formula { .. } | FieldKind::RollUp(_) | FieldKind::AutoNumber { .. });
        !f.hidden && !computed && (f.by.is_empty() || f.by.iter().any(|b| b == "import"))
    });
    let mut open = open.filter(|f| *f.name == *wanted || labelled(&f.labels));
    open.next().map(|f| f.name.to_string())
}

/// The cells of the first line.
fn header(head: &[u8]) -> Result<Vec<String>, Problem> {
    let plain = if head.starts_with(&[0x1f, 0x8b]) {
        let mut out = Vec::new();
        // the head of a packed file ends in the middle, which is no error here
        let _ = flate2::read::MultiGzDecoder::new(head).take(HEAD as u64).read_to_end(&mut out);
        out
    } else {
        head.to_vec()
    };
    let plain = plain.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&plain);
    let first = plain.split(|b| *b == b'\n').next().unwrap_or_default();
    let mut reader = CsvReader::new(plain, Format { delimiter: guess_delimiter(first), quote: b'"' });
    match reader.advance() {
        Ok(Next::Record) => Ok(reader.fields().iter().map(|c| c.trim().to_owned()).collect()),
        Ok(Next::End) => Err(Problem::field("file", "empty", "the file is empty; send one with a header line")),
        _ => Err(Problem::field("file", "bad_header", "the header line cannot be read; use CSV with one header line")),
    }
}
