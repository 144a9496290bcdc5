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
use records::{Access, Records, Result, consent, json};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io::{Seek, Write};
use store::blobs::Blobs;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

const SUBJECT: &str = "customer";

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

struct Under<'a> {
    from: &'a Source<'a>,
    zip: ZipWriter<File>,
    page: Page,
    language: Language,
    zone: TimeZone,
    found: Belongings,
    own: HashSet<Id>,
    /// Names within the archive of the files that were met, and those yet to be added: name and key.
    files: BTreeMap<Id, String>,
    blobs: Vec<(String, String)>,
    told: Summary,
    total: u64,
}

fn io(e: impl Into<std::io::Error>) -> records::Error {
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
    fn reader(&self) -> Reader<'_> {
        Reader { language: self.language, zone: self.zone.clone(), own: &self.own, files: &self.files }
    }

    fn entry(&mut self, name: &str, packed: bool) -> Result<()> {
        let method = if packed { CompressionMethod::Deflated } else { CompressionMethod::Stored };
        let options = SimpleFileOptions::default().compression_method(method).large_file(!packed).unix_permissions(0o600);
        self.zip.start_file(name, options).map_err(io)
    }

    fn data(&mut self, name: &str, value: &Value) -> Result<()> {
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

    /// Where each value of the person comes from, and what it may be used for.
    async fn uses(&mut self, person: &Record) -> Result<()> {
        let origins = self.from.records.lineage(self.from.access, SUBJECT, person.id()).await?;
        let catalog = self.from.records.current().await?;
        let purpose_words = catalog.object("consent").ok().and_then(|o| o.field("purpose").cloned());
        let (language, none) = (self.language, Labels::default());
        let mut all = Vec::new();
        self.page.section(language.word("uses")).map_err(io)?;
        self.page.head(&["field", "origin", "since", "purposes"].map(|w| language.word(w))).map_err(io)?;
        for (name, origin) in &origins {
            let Some(field) = person.object.field(name) else { continue };
            let word = ["person", "operation", "import", "merge", "system"].into_iter().find(|w| *w == origin.kind);
            let from = language.word(word.unwrap_or("unknown"));
            let since = origin.at.map(|at| self.reader().at(at)).unwrap_or_default();
            let said = |p: &str| {
                let value = Value::from(p);
                purpose_words.as_ref().map_or_else(|| p.to_owned(), |f| self.reader().text(f, &value, &none))
            };
            let purposes: Vec<String> = field.purposes.iter().map(|p| said(p)).collect();
            let used = if purposes.is_empty() { language.word("any").to_owned() } else { purposes.join(", ") };
            self.page.row(&[language.label(&field.labels, name), from, &since, &used]).map_err(io)?;
            all.push(json!({ "field": name, "sensitivity": field.sensitivity, "purposes": field.purposes,
                "source": origin.kind, "import": origin.import_name, "since": origin.at.map(Ts::rfc3339) }));
        }
        self.page.end_table().map_err(io)?;
        self.data("fields", &json!(all))
    }

    /// What holds of what the customer allows; all that was ever said is among the records.
    async fn consents(&mut self, person: &Record) -> Result<()> {
        if is_deleted(person) {
            return Ok(());
        }
        let standing = match self.from.records.consents(self.from.access, person.id()).await {
            Ok(standing) => standing,
            Err(records::Error::Forbidden { .. }) => return Ok(()),
            Err(e) => return Err(e),
        };
        let catalog = self.from.records.current().await?;
        let consent = catalog.object("consent")?.clone();
        self.page.section(self.language.word("consents")).map_err(io)?;
        let none = Labels::default();
        let mut rows = Vec::new();
        for s in &standing {
            let reader = self.reader();
            let text = |field: &str, value: &str| {
                consent.field(field).map_or_else(String::new, |f| reader.text(f, &Value::from(value), &none))
            };
            let state = match s.state {
                consent::State::Granted => "granted",
                consent::State::Expired => "expired",
                consent::State::Withdrawn => "withdrawn",
                consent::State::Denied => "denied",
            };
            let what = format!("{} · {}", text("purpose", &s.purpose), text("channel", &s.channel));
            rows.push((what, format!("{}, {}", self.language.word(state), reader.at(s.given_at))));
        }
        self.page.thing("", "", &rows).map_err(io)?;
        self.data("consents-now", &json!(standing))
    }

    /// Categories of those who received the data.
    async fn recipients(&mut self, person: &Record) -> Result<()> {
        let (records, language) = (self.from.records, self.language);
        let shares = if is_deleted(person) { Vec::new() } else { records.shares(self.from.access, SUBJECT, person.id()).await? };
        let people = shares.iter().filter(|s| s.user.is_some()).count();
        let exports =
            "select at, details from @audit where kind = 'export_made' and subject = $1 and at >= $2 order by at limit 1000";
        let created = person.vals[col::CREATED_AT].clone();
        let rows = records.tenant().scan(exports, &[SUBJECT.into(), created], store::Scan::default()).await?;
        let mut exported = Vec::with_capacity(rows.len());
        for row in &rows {
            let details: Value = row.opt_text(1).and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default();
            exported.push(json!({ "at": row.ts(0)?.rfc3339(), "purpose": details["purpose"], "fields": details["fields"] }));
        }
        let now = records.tenant().clock().now();
        let third = records.consent_allows(person.id(), "third_party_share", consent::ANY, now).await?.allowed;
        let abroad = records.consent_allows(person.id(), "cross_border", consent::ANY, now).await?.allowed;
        self.page.section(language.word("recipients")).map_err(io)?;
        let mut lines = vec![language.word("colleagues").to_owned()];
        if !shares.is_empty() {
            let text = language.word("shared").replacen("{}", &people.to_string(), 1);
            lines.push(text.replacen("{}", &(shares.len() - people).to_string(), 1));
        }
        if !exported.is_empty() {
            lines.push(language.word("exports").replace("{}", &exported.len().to_string()));
        }
        lines.extend(
            [(third, "third"), (abroad, "abroad")].into_iter().filter(|(yes, _)| *yes).map(|(_, w)| language.word(w).to_owned()),
        );
        lines.iter().try_for_each(|l| self.page.line(l)).map_err(io)?;
        let deeds = records.deeds(&self.found.ids).await?;
        self.data(
            "recipients",
            &json!({ "shared_with": { "people": people, "teams": shares.len() - people }, "exports": exported,
                "third_parties_allowed": third, "abroad_allowed": abroad, "handled": deeds }),
        )
    }

    async fn events(&mut self) -> Result<()> {
        let kinds: BTreeMap<String, String> = {
            let kinds = self.from.records.registry().event_kinds().iter();
            kinds.map(|k| (k.name.to_string(), self.language.label(&k.labels, &k.name).to_owned())).collect()
        };
        self.page.section(self.language.word("events")).map_err(io)?;
        self.page.head(&[]).map_err(io)?;
        self.entry("data/events.json", true)?;
        self.zip.write_all(b"[").map_err(io)?;
        let mut after = None;
        loop {
            let items = self.from.records.happenings(self.from.access, &self.found.ids, after).await?;
            for item in &items {
                if self.told.events > 0 {
                    self.zip.write_all(b",\n").map_err(io)?;
                }
                self.told.events += 1;
                let subject = item.subject.as_ref().map(|s| json!({ "object": s.object, "id": s.id }));
                let told = json!({ "id": item.id, "at": item.at.rfc3339(), "kind": item.kind, "title": item.title,
                    "source": item.source, "props": item.props, "subject": subject });
                serde_json::to_writer(&mut self.zip, &told).map_err(io)?;
                let at = self.reader().at(item.at);
                let kind = kinds.get(&item.kind).map_or(item.kind.as_str(), String::as_str);
                self.page.row(&[&at, kind, &item.title]).map_err(io)?;
            }
            match items.last() {
                Some(last) if items.len() == PAGE => after = Some((last.at, last.id)),
                _ => break,
            }
        }
        self.zip.write_all(b"]").map_err(io)?;
        self.page.end_table().map_err(io)
    }

    /// What the values of the person were before, without who changed them.
    async fn history(&mut self, person: &Record) -> Result<()> {
        self.entry("data/history.json", true)?;
        self.zip.write_all(b"[").map_err(io)?;
        let (mut cursor, mut first) = (None, true);
        loop {
            let page = self.from.records.history(self.from.access, SUBJECT, person.id(), cursor.as_deref(), PAGE).await?;
            for entry in &page.items {
                if !std::mem::take(&mut first) {
                    self.zip.write_all(b",\n").map_err(io)?;
                }
                let told =
                    json!({ "at": entry.at.rfc3339(), "kind": entry.kind, "source": entry.by_kind, "changes": entry.changes });
                serde_json::to_writer(&mut self.zip, &told).map_err(io)?;
            }
            cursor = page.next;
            if cursor.is_none() {
                return self.zip.write_all(b"]").map_err(io);
            }
        }
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
