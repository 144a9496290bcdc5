//! The page that tells what is in an archive, in the language of who made it.

use super::write::{Source, Summary};
use crate::privacy::archive::Page;
use jiff::tz::TimeZone;
use model::Ts;
use records::Catalog;
use records::labels::target;
use std::fs::File;
use std::io::Result;

/// The page, at its beginning.
///
/// # Errors
/// When it cannot be written.
pub(super) fn page(from: &Source<'_>, catalog: &Catalog, told: &Summary, made: Ts) -> Result<File> {
    let language = from.language;
    let plural = |name: &str| catalog.objects.get(name).map_or(name, |o| language.label(&o.def.plural, name)).to_owned();
    let field = |object: &str, name: &str| {
        let found = catalog.objects.get(object).and_then(|o| o.field(name));
        found.map_or(name, |f| language.label(&f.labels, name)).to_owned()
    };
    let mut page = Page::new(language, "unit_title")?;
    let zone = TimeZone::get(&catalog.company.zone).unwrap_or(TimeZone::UTC);
    let at = made.civil_in(&zone).map_or_else(|| made.rfc3339(), |local| local.strftime("%Y-%m-%d %H:%M").to_string());
    let by = language.word("unit_by").replacen("{}", from.unit.1, 1);
    page.line(&by.replacen("{}", &catalog.company.name, 1))?;
    page.line(&language.word("made").replace("{}", &at))?;
    page.line(language.word("unit_data"))?;
    let left = &told.left_out;
    let mut missing: Vec<String> = left.objects.iter().map(|o| plural(o)).collect();
    missing.extend(left.kept.iter().map(|o| language.word("unit_kept").replace("{}", &plural(o))));
    for (object, names) in &left.fields {
        let names: Vec<String> = names.iter().map(|name| field(object, name)).collect();
        missing.push(format!("{}: {}", plural(object), names.join(", ")));
    }
    for (word, count) in [("unit_events", left.events), ("unit_gone", left.files)] {
        missing.extend((count > 0).then(|| language.word(word).replace("{}", &count.to_string())));
    }
    if !missing.is_empty() {
        page.warning(&language.word("unit_partly").replace("{}", &missing.join("; ")))?;
    }
    page.head(&[language.word("activity"), language.word("file"), language.word("number")])?;
    for (object, count) in &told.records {
        page.row(&[&plural(object), &format!("data/{object}.csv, data/{object}.json"), &count.to_string()])?;
    }
    page.row(&[language.word("events"), "data/events.csv, data/events.json", &told.events.to_string()])?;
    page.row(&[language.word("files"), "files/, data/files.csv", &told.files.to_string()])?;
    page.row(&[language.word("unit_named"), "data/references.csv", ""])?;
    page.end_table()?;
    for name in told.records.keys() {
        let Some(object) = catalog.objects.get(name) else { continue };
        page.section(&plural(name))?;
        page.head(&[language.word("column"), language.word("field"), language.word("unit_target")])?;
        for f in object.fields.iter().filter(|f| !f.hidden && from.access.may_read(name, &f.name)) {
            let refers = target(f).map(&plural).unwrap_or_default();
            page.row(&[&f.name, language.label(&f.labels, &f.name), &refers])?;
        }
        page.end_table()?;
    }
    page.end()
}
