//! The reading end of a back-up: the file in pieces, read and checked on a thread where it may block.

use super::{Contents, FORMAT, Manifest, damaged};
use crate::blobs::hex;
use crate::{Error, Result};
use bytes::Bytes;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use tokio::sync::mpsc;

/// An entry of rows is never larger; one that claims to be is not ours.
const LARGEST: u64 = 256 << 20;
const PART: usize = 256 << 10;

/// A part of a back-up.
pub(super) enum Piece {
    Manifest(Box<Manifest>),
    Rows {
        table: String,
        text: Vec<u8>,
    },
    /// Its bytes follow as `BlobPart`s, `size` in all.
    Blob {
        key: String,
        size: u64,
    },
    BlobPart(Bytes),
    /// Everything has been read and its checksum is right.
    End(Contents),
}

/// The pieces of a file in order, with a look at the next one.
pub(super) struct Pieces {
    receive: mpsc::Receiver<Result<Piece>>,
    next: Option<Piece>,
}

impl Pieces {
    pub(super) async fn open(file: &Path) -> Result<Self> {
        let (send, receive) = mpsc::channel(4);
        let file: PathBuf = file.into();
        tokio::task::spawn_blocking(move || {
            if let Err(e) = unpack(&file, &send) {
                let _ = send.blocking_send(Err(e));
            }
        });
        Ok(Self { receive, next: None })
    }

    pub(super) async fn peek(&mut self) -> Result<&Piece> {
        let next = match self.next.take() {
            Some(next) => next,
            None => self.receive.recv().await.unwrap_or_else(|| Err(damaged("it ends without its last entry")))?,
        };
        Ok(self.next.insert(next))
    }

    pub(super) async fn next(&mut self) -> Result<Piece> {
        self.peek().await?;
        self.next.take().ok_or(Error::Closed)
    }

    /// The first piece.
    pub(super) async fn manifest(&mut self) -> Result<Manifest> {
        match self.next().await? {
            Piece::Manifest(manifest) => Ok(*manifest),
            _ => Err(damaged("it does not begin with its manifest")),
        }
    }
}

fn unpack(file: &Path, send: &mpsc::Sender<Result<Piece>>) -> Result<()> {
    let open = File::open(file).map_err(|e| Error::Io(format!("{}: {e}", file.display())))?;
    let zstd = zstd::Decoder::new(BufReader::new(open)).map_err(damaged)?;
    let mut tar = tar::Archive::new(zstd);
    let mut hash = Sha256::new();
    for entry in tar.entries().map_err(damaged)? {
        let mut entry = entry.map_err(damaged)?;
        let path = entry.path().map_err(damaged)?.to_string_lossy().into_owned();
        let size = entry.size();
        if path == "end.json" {
            let contents: Contents = serde_json::from_slice(&whole(&mut entry, size, None)?).map_err(damaged)?;
            if contents.sha256 != hex(&hash.finalize()) {
                return Err(damaged("its checksum is wrong"));
            }
            drop(entry);
            // The file's own checksum comes after its last byte.
            std::io::copy(&mut tar.into_inner(), &mut std::io::sink()).map_err(damaged)?;
            return give(send, Piece::End(contents));
        }
        hash.update(path.as_bytes());
        hash.update([0]);
        match path.split('/').collect::<Vec<_>>().as_slice() {
            ["manifest.json"] => give(send, manifest(&whole(&mut entry, size, Some(&mut hash))?)?)?,
            ["tables", table, _] => {
                let table = (*table).to_owned();
                give(send, Piece::Rows { table, text: whole(&mut entry, size, Some(&mut hash))? })?;
            }
            ["blobs", key @ ..] => {
                give(send, Piece::Blob { key: key.join("/"), size })?;
                blob(&mut entry, &mut hash, send)?;
            }
            _ => return Err(damaged(format!("the entry {path} is unknown"))),
        }
    }
    Err(damaged("it ends without its last entry"))
}

/// Reads the manifest. One of a newer form says so before anything else of it is understood.
fn manifest(text: &[u8]) -> Result<Piece> {
    #[derive(serde::Deserialize)]
    struct Form {
        format: u32,
        program: String,
        slug: String,
    }
    let form: Form = serde_json::from_slice(text).map_err(damaged)?;
    if form.format > FORMAT {
        let have = format!("a program that reads back-ups up to form {FORMAT}");
        return Err(Error::NeedsNewerProgram { tenant: format!("the back-up of {}", form.slug), needs: form.program, have });
    }
    Ok(Piece::Manifest(serde_json::from_slice(text).map_err(damaged)?))
}

fn give(send: &mpsc::Sender<Result<Piece>>, piece: Piece) -> Result<()> {
    send.blocking_send(Ok(piece)).map_err(|_| Error::Cancelled)
}

fn whole(entry: &mut impl Read, size: u64, hash: Option<&mut Sha256>) -> Result<Vec<u8>> {
    if size > LARGEST {
        return Err(damaged(format!("an entry of {size} bytes")));
    }
    let mut text = Vec::new();
    entry.by_ref().take(size).read_to_end(&mut text).map_err(damaged)?;
    if text.len() as u64 != size {
        return Err(damaged("an entry is cut off"));
    }
    if let Some(hash) = hash {
        hash.update(&text);
    }
    Ok(text)
}

fn blob(entry: &mut impl Read, hash: &mut Sha256, send: &mpsc::Sender<Result<Piece>>) -> Result<()> {
    loop {
        let mut part = Vec::with_capacity(PART);
        entry.by_ref().take(PART as u64).read_to_end(&mut part).map_err(damaged)?;
        if part.is_empty() {
            return Ok(());
        }
        hash.update(&part);
        give(send, Piece::BlobPart(part.into()))?;
    }
}
