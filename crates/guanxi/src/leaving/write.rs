//! Writes a unit's archive, object by object; memory holds ids of customers, files and of what is referred to, nothing else.

use super::{history, page};
use crate::privacy::archive::Language;
use crate::sheet::{Lines, Sheet};
use model::def::FieldKind;
use model::money::Currency;
use model::{Id, Object, Record};
use records::access::Kept;
use records::labels::target;
use records::list::ListQuery;
use records::subject::closed_fields;
use records::{Access, Catalog, Records, Result};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{BufWriter, Seek, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use store::blobs::Blobs;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// Size from which lines are written, in bytes.
pub(super) const PIECE: usize = 64 * 1024;
/// Titles asked for at once.
const TITLES: usize = 200;

/// From where an archive is written, and as whom.
pub(super) struct Source<'a> {
    pub records: &'a Records,
    pub blobs: &'a Blobs,
    /// Reaches the unit's records alone.
    pub access: &'a Access,
    pub unit: (Id, &'a str),
    pub language: Language,
    /// Records written.
    pub done: &'a AtomicU64,
}

/// What is in an archive, and what is not.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Summary {
    /// By object.
    pub records: BTreeMap<String, u64>,
    pub events: u64,
    pub files: u64,
    pub left_out: LeftOut,
}

/// What is not in an archive.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LeftOut {
    /// Objects of whose records its maker's role does not reach all, or may not export them.
    pub objects: Vec<String>,
    /// Objects of which a unit below keeps records to itself.
    pub kept: Vec<String>,
    /// Fields by object: closed to the maker, or kept by a unit below.
    pub fields: BTreeMap<String, Vec<String>>,
    /// Events about records out of sight.
    pub events: u64,
    /// Files that are no longer there.
    pub files: u64,
}

/// An archive under way.
pub(super) struct Under<'a> {
    pub from: &'a Source<'a>,
    pub zip: ZipWriter<File>,
    pub told: Summary,
    pub customers: Vec<Id>,
    pub files: BTreeSet<Id>,
    /// Ids by object of what is named and not in the archive.
    named: BTreeMap<String, BTreeSet<Id>>,
}

pub(super) fn io(e: impl Into<std::io::Error>) -> records::Error {
    store::Error::from(e.into()).into()
}

/// Writes what is the unit's into `file` as ZIP. Gives it back at its beginning, and what is in it.
///
/// # Errors
/// Those of [`Records::stream`]; when it cannot be written.
pub(super) async fn write(from: &Source<'_>, file: File) -> Result<(File, Summary)> {
    let catalog = from.records.current().await?;
    let parts = from.records.of_teams(from.access).await?;
    let (told, named) = (Summary::default(), BTreeMap::new());
    let mut under = Under { from, zip: ZipWriter::new(file), told, customers: Vec::new(), files: BTreeSet::new(), named };
    for (name, whole) in &parts {
        let object = catalog.object(name)?;
        if *whole { under.object(object, &parts).await? } else { under.told.left_out.objects.push(name.clone()) }
    }
    under.references().await?;
    under.events().await?;
    under.add_files().await?;
    under.end(&catalog)
}

impl Under<'_> {
    pub(super) fn begin(&mut self, name: &str, packed: bool) -> Result<()> {
        let method = if packed { CompressionMethod::Deflated } else { CompressionMethod::Stored };
        let options = SimpleFileOptions::default().compression_method(method).large_file(true).unix_permissions(0o600);
        self.zip.start_file(name, options).map_err(io)
    }

    /// All of the unit's records of an object, as a sheet and, put aside meanwhile, as JSON.
    async fn object(&mut self, object: &Object, parts: &[(String, bool)]) -> Result<()> {
        let (records, access, done) = (self.from.records, self.from.access, self.from.done);
        let catalog = records.current().await?;
        let home = Currency::parse(&catalog.company.currency).unwrap_or(Currency::CNY);
        let name = object.name();
        self.leave_out(object);
        self.begin(&format!("data/{name}.csv"), true)?;
        let mut sheet = Sheet::new(object, access, None, home);
        let mut aside = BufWriter::new(tempfile::tempfile().map_err(store::Error::from)?);
        aside.write_all(b"[").map_err(io)?;
        let refers: Vec<(usize, &str)> = refers(object, access).collect();
        let inside = |target: &str| parts.iter().any(|(part, whole)| *whole && part == target);
        let Self { zip, customers, files, named, .. } = self;
        let (mut count, mut json) = (0_u64, Vec::with_capacity(1024));
        let each = &mut |record: &Record| {
            json.clear();
            if count > 0 {
                json.extend_from_slice(b",\n");
            }
            records.write_json(access, record, None, &mut json);
            aside.write_all(&json).map_err(io)?;
            sheet.push(record);
            for (column, target) in &refers {
                let value = &record.vals[*column];
                let listed = records::json::items(value);
                let ids = listed.iter().filter_map(|v| v.as_str().and_then(Id::parse)).chain(value.id());
                match *target {
                    "file" => files.extend(ids),
                    other if inside(other) => {}
                    other => named.entry(other.to_owned()).or_default().extend(ids),
                }
            }
            if name == "customer" {
                customers.push(record.id());
            }
            count += 1;
            done.fetch_add(1, Ordering::Relaxed);
            if sheet.len() >= PIECE { zip.write_all(&sheet.take()).map_err(io) } else { Ok(()) }
        };
        records.stream(access, &ListQuery::new(name), each).await?;
        self.zip.write_all(&sheet.take()).map_err(io)?;
        aside.write_all(b"]\n").map_err(io)?;
        let mut aside = aside.into_inner().map_err(|e| io(e.into_error()))?;
        aside.rewind().map_err(io)?;
        self.begin(&format!("data/{name}.json"), true)?;
        std::io::copy(&mut aside, &mut self.zip).map_err(io)?;
        self.told.records.insert(name.to_owned(), count);
        Ok(())
    }

    /// Notes what of an object is closed to the maker.
    fn leave_out(&mut self, object: &Object) {
        let (access, left) = (self.from.access, &mut self.told.left_out);
        let below = |teams: &[Id]| teams.iter().any(|t| access.place.below.contains(t));
        let kept: &Kept = &access.kept;
        let mut fields = closed_fields(access, object);
        let more = object.fields.iter().filter(|f| !f.hidden && below(kept.field(object.name(), &f.name)));
        fields.extend(more.map(|f| f.name.to_string()));
        fields.sort_unstable();
        fields.dedup();
        if !fields.is_empty() {
            left.fields.insert(object.name().to_owned(), fields);
        }
        if below(kept.records(object.name())) {
            left.kept.push(object.name().to_owned());
        }
    }

    /// What records name that does not go along, such as products and people, by title.
    async fn references(&mut self) -> Result<()> {
        self.begin("data/references.csv", true)?;
        let mut lines = Lines::new(&["object", "id", "title"]);
        for (object, ids) in std::mem::take(&mut self.named) {
            let ids: Vec<Id> = ids.into_iter().collect();
            for part in ids.chunks(TITLES) {
                let wanted: Vec<(&str, Id)> = part.iter().map(|id| (object.as_str(), *id)).collect();
                let titles = self.from.records.labels(self.from.access, &wanted).await?;
                for id in part {
                    if let Some(title) = titles.get(*id) {
                        lines.push(&[object.as_str(), &id.to_string(), title]);
                    }
                }
                self.zip.write_all(&lines.take()).map_err(io)?;
            }
        }
        self.zip.write_all(&lines.take()).map_err(io)
    }

    async fn events(&mut self) -> Result<()> {
        history::events(self).await
    }

    async fn add_files(&mut self) -> Result<()> {
        history::files(self).await
    }

    fn end(mut self, catalog: &Catalog) -> Result<(File, Summary)> {
        let (unit, name) = self.from.unit;
        let made = self.from.records.tenant().clock().now();
        let manifest = json!({
            "unit": { "id": unit, "name": name },
            "company": catalog.company.name,
            "made_at": made.rfc3339(),
            "made_by": self.from.access.actor.name,
            "contents": self.told,
        });
        self.begin("manifest.json", true)?;
        serde_json::to_writer_pretty(&mut self.zip, &manifest).map_err(io)?;
        let page = page::page(self.from, catalog, &self.told, made).map_err(io)?;
        self.begin("README.html", true)?;
        std::io::copy(&mut &page, &mut self.zip).map_err(io)?;
        let mut file = self.zip.finish().map_err(io)?;
        file.rewind().map_err(io)?;
        Ok((file, self.told))
    }
}

/// Columns that name records or files, with the object that they name; those open to the maker.
fn refers<'o>(object: &'o Object, access: &'o Access) -> impl Iterator<Item = (usize, &'o str)> {
    let open = |i: &usize| access.may_read(object.name(), &object.fields[*i].name);
    let own = |i: &usize| !matches!(object.fields[*i].kind, FieldKind::Id);
    let fields = (0..object.fields.len()).filter(own).filter(open);
    fields.filter_map(|i| Some((object.column_of(i), target(&object.fields[i])?)))
}
