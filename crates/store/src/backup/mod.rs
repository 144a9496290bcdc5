//! Back-up and restore of one tenant, while it is in use: one file that any kind of home can be made from.
//!
//! The file is a tar archive compressed with zstd, readable with `tar --zstd -xf`:
//!
//! | entry | content |
//! |---|---|
//! | `manifest.json` | who, when, which program, the statements that make the tables, the tables and their columns |
//! | `tables/NAME/000001.ndjson` ... | rows, one JSON array a line: the same text whichever database they come from |
//! | `blobs/KEY` | each blob as it is |
//! | `end.json` | counts, and the SHA-256 over everything before it |
//!
//! Rows come from one frozen state of the database; blobs never change, so those that the rows name are among them.
//! Everything streams: memory does not grow with the tenant.

mod pack;
mod restore;
mod rows;
mod unpack;

use crate::snapshot::Snapshot;
use crate::{Error, Result, Store};
use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt};
use model::Ts;
use pack::Entry;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tokio::sync::mpsc;

/// The form of the file. A program refuses numbers above its own.
const FORMAT: u32 = 1;
/// Bytes of rows in one entry.
const CHUNK: usize = 1 << 20;

/// What a back-up says of itself at its beginning.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    pub format: u32,
    /// Version of the program that wrote it.
    pub program: String,
    /// The oldest program that can work with these tables.
    pub needs_program: Option<String>,
    /// Highest migration of each layer.
    pub schema_version: String,
    pub slug: String,
    pub name: String,
    pub created_at: Ts,
    /// Statements that make the tables, with table and type tokens, in order.
    ddl: Vec<String>,
    tables: Vec<TableOf>,
}

/// A table in a back-up.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct TableOf {
    name: String,
    columns: Vec<String>,
    /// The column that numbers the rows, and its last number.
    sequence: Option<(String, i64)>,
}

/// What a back-up holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contents {
    /// Rows by table.
    pub rows: BTreeMap<String, u64>,
    pub blobs: u64,
    pub blob_bytes: u64,
    /// SHA-256 over all entries.
    pub sha256: String,
}

impl Store {
    /// Writes a back-up of a tenant to `out`, replacing what is there when all of it is on disk. The tenant may be used
    /// meanwhile.
    ///
    /// # Errors
    /// [`Error::NotFound`]; errors of the database, of the blob store and of the file.
    pub async fn backup(&self, slug: &str, out: &Path) -> Result<Contents> {
        let part = beside(out);
        let (entries, receive) = mpsc::channel(4);
        let file = part.clone();
        let packing = tokio::task::spawn_blocking(move || pack::pack(&file, receive));
        let gathered = self.gather(slug, entries).await;
        let packed = packing.await.unwrap_or(Err(Error::Closed));
        // When packing fails, gathering only notices that nobody listens.
        let done = match (gathered, packed) {
            (Err(Error::Cancelled), Err(e)) | (Ok(()), Err(e)) | (Err(e), _) => Err(e),
            (Ok(()), Ok(contents)) => std::fs::rename(&part, out).map(|()| contents).map_err(Error::from),
        };
        if done.is_err() {
            let _ = std::fs::remove_file(&part);
        }
        done
    }

    /// Reads a back-up from beginning to end and checks it, without restoring it.
    ///
    /// # Errors
    /// [`Error::Invalid`] when it is damaged or no back-up at all.
    pub async fn check_backup(&self, file: &Path) -> Result<(Manifest, Contents)> {
        let mut pieces = unpack::Pieces::open(file).await?;
        let manifest = pieces.manifest().await?;
        loop {
            if let unpack::Piece::End(contents) = pieces.next().await? {
                return Ok((manifest, contents));
            }
        }
    }

    async fn gather(&self, slug: &str, entries: mpsc::Sender<Entry>) -> Result<()> {
        let tenant = self.tenant(slug).await?;
        let info = self.control().tenant(slug).await?;
        let snapshot = Snapshot::open(&tenant.0.db).await?;
        let tables = snapshot.tables().await?;
        let of = |t: &crate::snapshot::Table| TableOf {
            name: t.name.clone(),
            columns: t.columns.clone(),
            sequence: t.sequence.clone(),
        };
        let manifest = Manifest {
            format: FORMAT,
            program: self.program().to_owned(),
            needs_program: info.needs_program,
            schema_version: info.schema_version,
            slug: info.slug,
            name: info.name,
            created_at: self.clock().now(),
            ddl: crate::relocate::steps(&snapshot).await?,
            tables: tables.iter().map(of).collect(),
        };
        let text = serde_json::to_vec_pretty(&manifest).map_err(|e| Error::Type(e.to_string()))?;
        send(&entries, Entry::Bytes("manifest.json".into(), text)).await?;
        let mut contents = Contents::default();
        for table in &tables {
            let count = gather_rows(&snapshot, table, &entries).await?;
            contents.rows.insert(table.name.clone(), count);
        }
        drop(snapshot);
        self.gather_blobs(slug, &entries, &mut contents).await?;
        send(&entries, Entry::End(contents)).await
    }

    async fn gather_blobs(&self, slug: &str, entries: &mpsc::Sender<Entry>, contents: &mut Contents) -> Result<()> {
        let mut keys = self.blobs().list(slug)?;
        while let Some((key, _)) = keys.try_next().await? {
            let mut reader = match self.blobs().get(slug, &key).await {
                Ok(reader) => reader,
                // Deleted since the list was made.
                Err(Error::NotFound(_)) => continue,
                Err(e) => return Err(e),
            };
            let (parts, receive) = mpsc::channel::<Bytes>(4);
            send(entries, Entry::Blob { path: format!("blobs/{key}"), size: reader.size, parts: receive }).await?;
            while let Some(part) = reader.stream.next().await {
                parts.send(part?).await.map_err(|_| Error::Cancelled)?;
            }
            contents.blobs += 1;
            contents.blob_bytes += reader.size;
        }
        Ok(())
    }
}

async fn gather_rows(snapshot: &Snapshot, table: &crate::snapshot::Table, entries: &mpsc::Sender<Entry>) -> Result<u64> {
    let (mut count, mut part, mut text) = (0, 0, Vec::new());
    let mut chunks = snapshot.stream(crate::load::select(snapshot, table));
    loop {
        let chunk = chunks.recv().await.transpose()?;
        for row in chunk.iter().flatten() {
            rows::write(row, &mut text)?;
            count += 1;
        }
        if text.len() >= CHUNK || (chunk.is_none() && !text.is_empty()) {
            part += 1;
            let path = format!("tables/{}/{part:06}.ndjson", table.name);
            send(entries, Entry::Bytes(path, std::mem::take(&mut text))).await?;
        }
        if chunk.is_none() {
            return Ok(count);
        }
    }
}

async fn send(entries: &mpsc::Sender<Entry>, entry: Entry) -> Result<()> {
    entries.send(entry).await.map_err(|_| Error::Cancelled)
}

/// The name under which a file is written before it is whole.
fn beside(out: &Path) -> PathBuf {
    let mut name = out.as_os_str().to_owned();
    name.push(".part");
    name.into()
}

fn damaged(what: impl std::fmt::Display) -> Error {
    Error::Invalid(format!("the back-up is damaged or incomplete: {what}. Use another copy of it"))
}
