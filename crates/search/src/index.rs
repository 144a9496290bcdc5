//! A folder with an index: documents in, terms to ask by. How far it has come stands in its last commit, so that the two
//! cannot part.

use crate::error::{Error, Result};
use crate::field::{self, Field};
use crate::terms::{self, Terms};
use model::object::col;
use model::{Id, Record};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use store::FeedCursor;
use tantivy::indexer::IndexWriterOptions;
use tantivy::merge_policy::{LogMergePolicy, MergePolicy, NoMergePolicy};
use tantivy::schema::{BytesOptions, FAST, NumericOptions, Schema};
use tantivy::{IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, Term};

/// Memory of a writer that follows a company, in bytes: the least that there is.
const FOLLOWING: usize = 15_000_000;
/// Memory of each of the threads that make an index anew, in bytes.
const BUILDING: usize = 120_000_000;
/// Threads that make an index anew.
const BUILDERS: usize = 2;
/// Segments of about the same size that are merged into one.
const MERGED: usize = 5;
/// Share of deleted documents at which a segment is written anew at once.
const DELETED: f32 = 0.2;

/// How far an index has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// [`terms::VERSION`] of its terms.
    pub version: u32,
    /// The feed has been read up to here.
    pub cursor: FeedCursor,
    /// When the change there was made, to know the feed by: another one, as after a restore, has another change there.
    pub at: i64,
    /// Every record is in it.
    pub whole: bool,
    /// The end of the feed when it was begun: whoever asked for a new index before that has it.
    pub begun: FeedCursor,
    /// Somebody has asked for a new one.
    pub wanted: bool,
}

/// An index on disk. Cheap to clone.
#[derive(Clone)]
pub struct Index {
    inner: tantivy::Index,
    reader: IndexReader,
    folder: PathBuf,
    pub columns: Columns,
}

/// The columns of the index.
#[derive(Clone, Copy, Debug)]
pub struct Columns {
    pub key: tantivy::schema::Field,
    pub terms: tantivy::schema::Field,
    high: tantivy::schema::Field,
    low: tantivy::schema::Field,
    at: tantivy::schema::Field,
}

/// Names of the columns that are read by name.
pub const HIGH: &str = "high";
pub const LOW: &str = "low";
pub const AT: &str = "at";

fn schema() -> (Schema, Columns) {
    let mut schema = Schema::builder();
    let indexed = || BytesOptions::default().set_indexed();
    let fast = || NumericOptions::from(FAST);
    let columns = Columns {
        key: schema.add_bytes_field("key", indexed()),
        terms: schema.add_bytes_field("terms", indexed()),
        high: schema.add_u64_field(HIGH, fast()),
        low: schema.add_u64_field(LOW, fast()),
        at: schema.add_u64_field(AT, fast()),
    };
    (schema.build(), columns)
}

impl Index {
    /// Opens the index in a folder, or makes an empty one there.
    ///
    /// # Errors
    /// When the folder cannot be used, or holds a broken index.
    pub fn open(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        let (schema, columns) = schema();
        let directory = tantivy::directory::MmapDirectory::open(folder).map_err(tantivy::TantivyError::from)?;
        let inner = tantivy::Index::open_or_create(directory, schema)?;
        let reader = inner.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { inner, reader, folder: folder.to_owned(), columns })
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// How far the last commit had come; the beginning for an empty index and one of another program.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn place(&self) -> Result<Place> {
        let payload = self.inner.load_metas()?.payload;
        Ok(payload.and_then(|p| serde_json::from_str(&p).ok()).unwrap_or_default())
    }

    /// Shows what the last commit has.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn refresh(&self) -> Result<()> {
        Ok(self.reader.reload()?)
    }

    pub fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    /// The one writer of the index. None while another process has it.
    ///
    /// # Errors
    /// When the index cannot be written.
    pub fn writer(&self, building: bool) -> Result<Option<Writer>> {
        let options = IndexWriterOptions::builder().num_merge_threads(1);
        let options = match building {
            true => options.num_worker_threads(BUILDERS).memory_budget_per_thread(BUILDING).build(),
            false => options.num_worker_threads(1).memory_budget_per_thread(FOLLOWING).build(),
        };
        let inner: IndexWriter = match self.inner.writer_with_options(options) {
            Ok(inner) => inner,
            Err(tantivy::TantivyError::LockFailure(..)) => return Ok(None),
            Err(e) => return Err(e.into()),
        };
        inner.set_merge_policy(policy(building));
        Ok(Some(Writer { inner, columns: self.columns }))
    }
}

fn policy(building: bool) -> Box<dyn MergePolicy> {
    if building {
        return Box::new(NoMergePolicy);
    }
    let mut policy = LogMergePolicy::default();
    policy.set_min_num_segments(MERGED);
    policy.set_del_docs_ratio_before_merge(DELETED);
    Box::new(policy)
}

/// Writes an index.
pub struct Writer {
    inner: IndexWriter,
    columns: Columns,
}

impl Writer {
    /// Puts a record in, in place of what there was of it.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn put(&self, record: &Record, fields: &[Field]) -> Result<()> {
        self.remove(record.object.name(), record.id());
        self.add(record, fields)
    }

    /// Puts in a record of which there is nothing yet.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn add(&self, record: &Record, fields: &[Field]) -> Result<()> {
        self.inner.add_document(document(record, fields, self.columns))?;
        Ok(())
    }

    /// Takes a record out.
    pub fn remove(&self, object: &str, id: Id) {
        self.inner.delete_term(Term::from_field_bytes(self.columns.key, &terms::key(object, id)));
    }

    /// Makes what was done durable, with how far it has come.
    ///
    /// # Errors
    /// When the disk fails; nothing was done then.
    pub fn commit(&mut self, place: &Place) -> Result<()> {
        let payload = serde_json::to_string(place).map_err(|e| Error::Stopped(e.to_string()))?;
        let mut prepared = self.inner.prepare_commit()?;
        prepared.set_payload(&payload);
        prepared.commit()?;
        Ok(())
    }

    /// Writes the segments that hold deleted documents anew without them. [`Writer::sweep`] then takes the old files off the
    /// disk, once nobody reads them.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn purge(&mut self) -> Result<()> {
        let segments = self.inner.index().searchable_segment_metas()?;
        for segment in segments.iter().filter(|s| s.num_deleted_docs() > 0) {
            // A segment that is being merged already cannot be merged again; its deleted documents go with that.
            if let Err(e) = self.inner.merge(&[segment.id()]).wait() {
                tracing::debug!(error = %e, "a segment was not purged");
            }
        }
        Ok(())
    }

    /// Deletes files that are of no use any more.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn sweep(&self) -> Result<()> {
        self.inner.garbage_collect_files().wait()?;
        Ok(())
    }

    /// Whether anything deleted is still on disk.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn has_deleted(&self) -> Result<bool> {
        Ok(self.inner.index().searchable_segment_metas()?.iter().any(|s| s.num_deleted_docs() > 0))
    }

    /// Lets merges end, then closes.
    ///
    /// # Errors
    /// When a merge failed.
    pub fn close(self) -> Result<()> {
        Ok(self.inner.wait_merging_threads()?)
    }
}

fn document(record: &Record, fields: &[Field], columns: Columns) -> TantivyDocument {
    let mut document = TantivyDocument::default();
    let (object, id) = (record.object.name(), record.id());
    document.add_bytes(columns.key, &terms::key(object, id));
    let (high, low) = id.0.split_at(8);
    document.add_u64(columns.high, u64::from_be_bytes(high.try_into().unwrap_or_default()));
    document.add_u64(columns.low, u64::from_be_bytes(low.try_into().unwrap_or_default()));
    document.add_u64(columns.at, record.vals[col::UPDATED_AT].int().and_then(|at| u64::try_from(at).ok()).unwrap_or(0));
    let mut put = |term: &[u8]| document.add_bytes(columns.terms, term);
    let mut terms = Terms::new(&mut put);
    for f in fields {
        field::texts(record, f.index).iter().for_each(|text| terms.text(f, text));
    }
    if record.object.def.owned {
        terms.owner(object, record.get("owner").id(), record.get("owner_team").id());
    }
    document
}
