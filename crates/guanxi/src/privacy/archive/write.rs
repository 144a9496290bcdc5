//! Writes an archive, section by section; memory holds ids and one page of records.

use super::page::Page;
use super::value::Reader;
use super::words::Language;
use futures_util::StreamExt;
use jiff::tz::TimeZone;
use model::def::FieldKind;
use model::object::{Object, Record, col};
use model::{Id, Ts};
use records::labels::{Labels, target};
use records::subject::{Belongings, PAGE, closed_fields, is_deleted};
use records::{Access, Records, Result, json};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::{Seek, Write};
use store::blobs::Blobs;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

pub(super) const SUBJECT: &str = "customer";

/// What is not in an archive, because its maker does not see it or it is no longer there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LeftOut {
    /// Fields by object, those shown in part too.
    pub fields: BTreeMap<String, Vec<String>>,
    /// Records by object.
    pub records: BTreeMap<String, u64>,
    pub files: u64,
}

impl LeftOut {
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What is in an archive.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Summary {
    pub records: u64,
    pub events: u64,
    pub files: u64,
    pub left_out: LeftOut,
}

/// From where an archive is written, and as whom.
pub struct Source<'a> {
    pub records: &'a Records,
    pub blobs: &'a Blobs,
    pub access: &'a Access,
    /// The row that is told how far it is; none for the command line.
    pub archive: Option<Id>,
    /// In place of the customer's own.
    pub language: Option<Language>,
}

pub(super) struct Under<'a> {
    pub(super) from: &'a Source<'a>,
    pub(super) zip: ZipWriter<File>,
    pub(super) page: Page,
    pub(super) language: Language,
    pub(super) zone: TimeZone,
    pub(super) found: Belongings,
    pub(super) own: HashSet<Id>,
    /// Names within the archive of the files that were met, and those yet to be added: name and key.
    pub(super) files: BTreeMap<Id, String>,
    pub(super) blobs: Vec<(String, String)>,
    pub(super) told: Summary,
    pub(super) total: u64,
}

pub(super) fn io(e: impl Into<std::io::Error>) -> records::Error {
    store::Error::from(e.into()).into()
}

/// Writes everything kept about a customer into `file` as ZIP. `None` when somebody asked for it to stop.
///
/// # Errors
/// As [`Records::belongings`]; when it cannot be written.
pub async fn write(from: &Source<'_>, customer: Id, file: File) -> Result<Option<(Summary, File)>> {
    let found = from.records.belongings(from.access, customer).await?;
    let person = from.records.get_any(from.access, SUBJECT, customer).await?;
    let company = from.records.current().await?.company.clone();
    let spoken = person.get("language").text().and_then(Language::near);
    let language = from.language.or(spoken).or_else(|| Language::near(&company.language)).unwrap_or(Language::En);
    let zone = TimeZone::get(&company.zone).unwrap_or(TimeZone::UTC);
    let own = found.ids.iter().copied().collect();
    let total = found.count() as u64;
    let page = Page::new(language, "title").map_err(io)?;
    let (files, blobs, told) = (BTreeMap::new(), Vec::new(), Summary::default());
    let mut under = Under { from, zip: ZipWriter::new(file), page, language, zone, found, own, files, blobs, told, total };
    under.opening(&company.name)?;
    let mut objects: Vec<String> = under.found.records.keys().filter(|o| *o != SUBJECT).cloned().collect();
    objects.insert(0, SUBJECT.to_owned());
    for object in objects {
        if !under.object(&object).await? {
            return Ok(None);
        }
        if object == SUBJECT {
            under.uses(&person).await?;
            under.consents(&person).await?;
            under.recipients(&person).await?;
        }
    }
    under.events().await?;
    under.history(&person).await?;
    if !under.add_files().await? {
        return Ok(None);
    }
    under.end().map(Some)
}

impl Under<'_> {
    pub(super) fn reader(&self) -> Reader<'_> {
        Reader { language: self.language, zone: self.zone.clone(), own: &self.own, files: &self.files }
    }

    pub(super) fn entry(&mut self, name: &str, packed: bool) -> Result<()> {
        let method = if packed { CompressionMethod::Deflated } else { CompressionMethod::Stored };
        let options = SimpleFileOptions::default().compression_method(method).large_file(!packed).unix_permissions(0o600);
        self.zip.start_file(name, options).map_err(io)
    }

    pub(super) fn data(&mut self, name: &str, value: &Value) -> Result<()> {
        self.entry(&format!("data/{name}.json"), true)?;
        serde_json::to_writer_pretty(&mut self.zip, value).map_err(io)
    }

    fn opening(&mut self, company: &str) -> Result<()> {
        let (language, now) = (self.language, self.from.records.tenant().clock().now());
        let made = language.word("made").replace("{}", &self.reader().at(now));
        let lines = [language.word("by").replace("{}", company), made, language.word("data").to_owned()];
        lines.iter().try_for_each(|l| self.page.line(l)).map_err(io)?;
        let texts: Vec<String> = self.found.ids.iter().map(Id::to_string).collect();
        let (first, former) = texts.split_first().map_or((String::new(), &[][..]), |(first, rest)| (first.clone(), rest));
        let mut rows = vec![(language.word("known").to_owned(), first)];
        if !former.is_empty() {
            rows.push((language.word("former").to_owned(), former.join(" ")));
        }
        self.page.thing("", "", &rows).map_err(io)
    }

    /// All records of an object. False when it shall stop.
    async fn object(&mut self, name: &str) -> Result<bool> {
        let catalog = self.from.records.current().await?;
        let object = catalog.object(name)?.clone();
        let ids = self.found.records.get(name).cloned().unwrap_or_default();
        let closed = closed_fields(self.from.access, &object);
        if !closed.is_empty() {
            self.told.left_out.fields.insert(name.to_owned(), closed);
        }
        let plural = self.language.label(&object.def.plural, name).to_owned();
        self.page.section(&format!("{plural} ({})", ids.len())).map_err(io)?;
        self.entry(&format!("data/{name}.json"), true)?;
        self.zip.write_all(b"[").map_err(io)?;
        let mut first = true;
        for part in ids.chunks(PAGE) {
            let seen = self.from.records.belonging(self.from.access, name, part).await?;
            let missing = (part.len() - seen.len()) as u64;
            if missing > 0 {
                *self.told.left_out.records.entry(name.to_owned()).or_default() += missing;
            }
            self.meet_files(&object, &seen).await?;
            let fields: Vec<usize> = (0..object.fields.len()).filter(|i| target(&object.fields[*i]).is_some()).collect();
            let labels = self.from.records.labels_of(self.from.access, &object, &fields, &seen).await?;
            for record in &seen {
                if !std::mem::take(&mut first) {
                    self.zip.write_all(b",\n").map_err(io)?;
                }
                let mut text = Vec::with_capacity(1024);
                self.from.records.write_json(self.from.access, record, None, &mut text);
                self.zip.write_all(&text).map_err(io)?;
                self.thing(&object, record, &text, &labels)?;
            }
            self.told.records += seen.len() as u64;
            if !self.step().await? {
                return Ok(false);
            }
        }
        self.zip.write_all(b"]").map_err(io)?;
        Ok(true)
    }

    fn thing(&mut self, object: &Object, record: &Record, text: &[u8], labels: &Labels) -> Result<()> {
        let values: Map<String, Value> = serde_json::from_slice(text).unwrap_or_default();
        let reader = self.reader();
        let (mut title, mut rows) = (String::new(), Vec::new());
        for (i, field) in object.fields.iter().enumerate().filter(|(i, _)| object.column_of(*i) > col::IMPORT_ID) {
            let shown = values.get(&*field.name).map(|v| reader.text(field, v, labels)).unwrap_or_default();
            if shown.is_empty() || matches!(field.name.as_ref(), "owner_team" | "num") {
                continue;
            }
            if object.fields[i].name == object.def.title {
                title.clone_from(&shown);
            }
            rows.push((self.language.label(&field.labels, &field.name).to_owned(), shown));
        }
        let at = record.vals[col::CREATED_AT].int().map(|at| reader.at(Ts(at))).unwrap_or_default();
        let note = if is_deleted(record) { format!("{at}, {}", self.language.word("deleted")) } else { at };
        self.page.thing(&title, &note, &rows).map_err(io)
    }

    /// Names the files of some records.
    async fn meet_files(&mut self, object: &Object, records: &[Record]) -> Result<()> {
        for (i, field) in object.fields.iter().enumerate().filter(|(_, f)| matches!(f.kind, FieldKind::File)) {
            if !self.from.access.may_read(object.name(), &field.name) {
                continue;
            }
            let column = object.column_of(i);
            for record in records.iter().filter(|r| !self.from.access.kept.closes(r, &field.name)) {
                let listed = json::items(&record.vals[column]);
                let ids = listed.iter().filter_map(|v| v.as_str().and_then(Id::parse)).chain(record.vals[column].id());
                for id in ids.collect::<Vec<_>>() {
                    self.meet(id).await?;
                }
            }
        }
        Ok(())
    }

    async fn meet(&mut self, id: Id) -> Result<()> {
        if self.files.contains_key(&id) {
            return Ok(());
        }
        let rows = self.from.records.tenant().get("select name, blob from @file where id = $1", &[id.into()]).await?;
        let Some(row) = rows.first() else {
            self.told.left_out.files += 1;
            return Ok(());
        };
        let tame = |c: char| if c.is_alphanumeric() || "-_. ".contains(c) { c } else { '_' };
        let plain: String = row.text(0)?.chars().map(tame).take(100).collect();
        let name = format!("files/{}-{}", self.files.len() + 1, plain.trim());
        self.blobs.push((name.clone(), row.text(1)?.to_owned()));
        self.files.insert(id, name);
        Ok(())
    }

    /// False when it shall stop.
    async fn add_files(&mut self) -> Result<bool> {
        for (name, key) in std::mem::take(&mut self.blobs) {
            let mut content = match self.from.blobs.get(self.from.records.tenant().slug(), &key).await {
                Ok(blob) => blob.stream,
                Err(store::Error::NotFound(_)) => {
                    self.told.left_out.files += 1;
                    continue;
                }
                Err(e) => return Err(e.into()),
            };
            self.entry(&name, false)?;
            while let Some(part) = content.next().await {
                self.zip.write_all(&part?).map_err(io)?;
            }
            self.told.files += 1;
            if !self.step().await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn end(mut self) -> Result<(Summary, File)> {
        let named: u64 = self.found.named_by.values().sum();
        if named > 0 {
            self.page.line(&self.language.word("named").replace("{}", &named.to_string())).map_err(io)?;
        }
        if !self.told.left_out.is_empty() {
            self.page.warning(self.language.word("partly")).map_err(io)?;
        }
        let (ids, made) = (self.found.ids.clone(), self.from.records.tenant().clock().now());
        let about =
            json!({ "ids": ids, "made_at": made.rfc3339(), "language": self.language.tag(), "named_by": self.found.named_by });
        let mut summary = json!(self.told);
        if let (Some(all), Value::Object(more)) = (summary.as_object_mut(), about) {
            all.extend(more);
        }
        self.data("summary", &summary)?;
        self.entry("index.html", true)?;
        let Self { page, mut zip, told, .. } = self;
        std::io::copy(&mut page.end().map_err(io)?, &mut zip).map_err(io)?;
        let mut file = zip.finish().map_err(io)?;
        file.rewind().map_err(io)?;
        Ok((told, file))
    }

    /// Tells how far it is. False when nobody wants it any more.
    async fn step(&self) -> Result<bool> {
        match self.from.archive {
            None => Ok(true),
            Some(id) => Ok(super::row::progress(self.from.records.tenant(), id, self.told.records, self.total).await?),
        }
    }
}
