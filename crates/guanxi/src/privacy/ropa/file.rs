//! The record of processing as a file: a page, or a sheet with a line a field.

use super::{Activity, Processing};
use crate::privacy::archive::{Language, Page};
use crate::sheet::Lines;
use jiff::tz::TimeZone;
use model::def::Sensitivity;
use records::Catalog;
use std::fs::File;

/// Words of definitions in a language.
struct Words<'a> {
    catalog: &'a Catalog,
    language: Language,
}

impl Words<'_> {
    fn object(&self, name: &str) -> String {
        let object = self.catalog.objects.get(name);
        object.map_or(name, |o| self.language.label(&o.def.plural, name)).to_owned()
    }

    fn field(&self, object: &str, name: &str) -> String {
        let field = self.catalog.objects.get(object).and_then(|o| o.field(name));
        field.map_or(name, |f| self.language.label(&f.labels, name)).to_owned()
    }

    fn option(&self, field: &str, value: &str) -> String {
        let field = self.catalog.objects.get("consent").and_then(|o| o.field(field));
        let options = field.map(|f| &f.kind);
        match options {
            Some(model::def::FieldKind::Select { options }) => {
                let option = options.iter().find(|o| o.value == value);
                option.map_or(value, |o| self.language.label(&o.labels, value)).to_owned()
            }
            _ => value.to_owned(),
        }
    }

    fn purposes<'p>(&self, all: impl IntoIterator<Item = &'p String>) -> String {
        let words: Vec<String> = all.into_iter().map(|p| self.option("purpose", p)).collect();
        if words.is_empty() { self.language.word("any_purpose").to_owned() } else { words.join(", ") }
    }

    fn sensitivity(&self, sensitivity: Sensitivity) -> &'static str {
        self.language.word(if sensitivity == Sensitivity::Sensitive { "sensitive" } else { "personal" })
    }

    fn kept(&self, activity: &Activity) -> String {
        let rule = |r: &super::Rule| {
            let text = self.language.word("kept_days").replacen("{}", &r.days.to_string(), 1);
            format!("{} ({})", text.replacen("{}", &self.field(&r.object, &r.field), 1), r.name)
        };
        let all: Vec<String> = activity.retention.iter().map(rule).collect();
        if all.is_empty() { self.language.word("kept_on").to_owned() } else { all.join("; ") }
    }
}

/// A sheet: a line for each field with personal data.
#[must_use]
pub fn csv(record: &Processing, catalog: &Catalog, language: Language) -> Vec<u8> {
    let words = Words { catalog, language };
    let head =
        ["activity", "field", "sensitivity", "purposes", "basis", "recipients", "transfers", "kept", "controller", "contact"];
    let mut lines = Lines::new(&head.map(|w| language.word(w)));
    for activity in &record.activities {
        for datum in &activity.data {
            lines.push(&[
                words.object(&activity.object),
                words.field(&activity.object, &datum.field),
                words.sensitivity(datum.sensitivity).to_owned(),
                words.purposes(&datum.purposes),
                record.texts.basis.clone(),
                record.texts.recipients.clone(),
                record.texts.transfers.clone(),
                words.kept(activity),
                record.texts.controller.clone(),
                record.texts.contact.clone(),
            ]);
        }
    }
    lines.take()
}

/// A page to be read and printed.
///
/// # Errors
/// When nothing can be put aside.
pub fn html(record: &Processing, catalog: &Catalog, language: Language) -> std::io::Result<File> {
    let words = Words { catalog, language };
    let zone = TimeZone::get(&catalog.company.zone).unwrap_or(TimeZone::UTC);
    let at = |ts: model::Ts| ts.civil_in(&zone).map_or_else(|| ts.rfc3339(), |l| l.strftime("%Y-%m-%d %H:%M").to_string());
    let mut page = Page::new(language, "record_title")?;
    page.line(&record.company)?;
    page.line(&language.word("made").replace("{}", &at(record.made_at)))?;
    let written: Vec<(String, String)> =
        record.texts.all().map(|(name, text)| (language.word(name).to_owned(), text.to_owned())).to_vec();
    page.thing("", "", &written)?;
    for activity in &record.activities {
        page.section(&words.object(&activity.object))?;
        page.thing("", "", &[(language.word("kept").to_owned(), words.kept(activity))])?;
        page.head(&["field", "sensitivity", "purposes"].map(|w| language.word(w)))?;
        for datum in &activity.data {
            let field = words.field(&activity.object, &datum.field);
            page.row(&[&field, words.sensitivity(datum.sensitivity), &words.purposes(&datum.purposes)])?;
        }
        page.end_table()?;
    }
    page.section(language.word("consents"))?;
    page.head(&["purposes", "granted", "denied"].map(|w| language.word(w)))?;
    for purpose in &record.purposes {
        let basis = |(basis, count): (&String, &i64)| format!("{} {count}", words.option("basis", basis));
        let granted = purpose.granted.iter().map(basis).collect::<Vec<_>>().join(", ");
        page.row(&[&words.option("purpose", &purpose.purpose), &granted, &purpose.refused.to_string()])?;
    }
    page.end_table()?;
    page.section(language.word("went_out"))?;
    page.line(&language.word("programs").replace("{}", &record.programs.to_string()))?;
    page.head(&["activity", "purposes", "times", "since"].map(|w| language.word(w)))?;
    for one in &record.exports {
        let purpose = one.purpose.as_ref().map_or_else(String::new, |p| words.option("purpose", p));
        page.row(&[&words.object(&one.object), &purpose, &one.count.to_string(), &at(one.last)])?;
    }
    page.end_table()?;
    page.end()
}
