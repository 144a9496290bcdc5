//! How a file is read: by a template that the program brings, by one that the company has made, or by its own header.

use crate::http::Problem;
use model::{Id, Object, Ts};
use records::io::suggest::By;
use records::io::{Look, Source, Suggestion, Template, look, suggest, template::FileFormat};
use records::{Access, Catalog};
use serde::Serialize;
use std::collections::BTreeMap;
use store::Tenant;

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
/// by the first unique field among them.
///
/// # Errors
/// 422 when no column names a field.
pub fn by_header(catalog: &Catalog, access: &Access, object: &Object, look: &Look) -> Result<Template, Problem> {
    let found = suggest(catalog, access, object, look, By::Name);
    if found.columns.is_empty() {
        let detail =
            format!("no column is named like a field of {}; the columns are: {}", object.name(), look.columns.join(", "));
        return Err(Problem::field("file", "no_columns", detail));
    }
    Ok(found.template)
}

/// Rows of a file that are looked at before it is taken in.
const ROWS: usize = 20;

/// Looks into a file.
///
/// # Errors
/// 422 with what is wrong with the file as a whole.
pub async fn look_into(source: Source, file: FileFormat, catalog: &Catalog) -> Result<Look, Problem> {
    let region = catalog.company.country.clone();
    let looked = tokio::task::spawn_blocking(move || look(source, &file, &region, ROWS)).await;
    let looked = looked.map_err(|e| Problem::internal(&e))?;
    looked.map_err(|bad| {
        let place = match (bad.line, bad.column) {
            (0, _) | (_, 0) => String::new(),
            (line, column) => format!("line {line}, column {column}: "),
        };
        Problem::field("file", bad.code, format!("{place}{}", bad.message))
    })
}

/// How a file may be read, the reading that knows most of its columns first.
#[derive(Serialize)]
pub struct Reading {
    /// A template that is kept, by its name ...
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<Template>,
    /// ... or what is suggested for an object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<Suggestion>,
    /// Columns of the file that it takes.
    pub known: Vec<String>,
}

/// All readings of a file that know any of its columns. A template needs all of its own.
///
/// # Errors
/// Of the database.
pub async fn readings(tenant: &Tenant, catalog: &Catalog, access: &Access, look: &Look) -> store::Result<Vec<Reading>> {
    let mut all = Vec::new();
    for template in list(tenant).await? {
        let wanted = template.columns();
        let known: Vec<String> = look.columns.iter().filter(|c| wanted.contains(c.as_str())).cloned().collect();
        if known.len() == wanted.len() && !known.is_empty() {
            all.push(Reading { template: Some(template), suggestion: None, known });
        }
    }
    for object in catalog.iter().filter(|o| !o.def.hidden && !o.def.department.is_empty() && o.def.department != "studio") {
        let found = suggest(catalog, access, object, look, By::Content);
        let known: Vec<String> = look.columns.iter().filter(|c| found.columns.contains_key(c.as_str())).cloned().collect();
        all.push(Reading { template: None, suggestion: Some(found), known });
    }
    // Of those that know as many, one that was kept goes first, then one that needs less guessing.
    let guessed = |r: &Reading| r.suggestion.as_ref().map_or(0, |s| s.columns.values().filter(|(_, by)| *by != By::Name).count());
    all.sort_by_key(|r| (std::cmp::Reverse(r.known.len()), r.template.is_none(), guessed(r)));
    Ok(all)
}
