//! The writing end of a back-up: entries into one compressed file, on a thread where it may block.

use super::Contents;
use crate::blobs::hex;
use crate::{Error, Result};
use bytes::{Buf, Bytes};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::Path;
use tokio::sync::mpsc;

/// zstd's own default: a good deal smaller, about as fast as a disk.
const LEVEL: i32 = 3;

/// One entry of the archive.
pub(super) enum Entry {
    Bytes(String, Vec<u8>),
    Blob { path: String, size: u64, parts: mpsc::Receiver<Bytes> },
    End(Contents),
}

/// Writes entries until the last one. The file is on disk when this returns.
pub(super) fn pack(out: &Path, mut entries: mpsc::Receiver<Entry>) -> Result<Contents> {
    let file = File::create(out).map_err(|e| Error::Io(format!("{}: {e}", out.display())))?;
    let mut zstd = zstd::Encoder::new(BufWriter::new(file), LEVEL)?;
    zstd.include_checksum(true)?;
    let mut tar = tar::Builder::new(zstd);
    let mut hash = Sha256::new();
    while let Some(entry) = entries.blocking_recv() {
        match entry {
            Entry::Bytes(path, data) => append(&mut tar, &mut hash, &path, data.len() as u64, data.as_slice())?,
            Entry::Blob { path, size, parts } => {
                append(&mut tar, &mut hash, &path, size, Parts { parts, current: Bytes::new() })?;
            }
            Entry::End(mut contents) => {
                contents.sha256 = hex(&hash.clone().finalize());
                let text = serde_json::to_vec_pretty(&contents).map_err(|e| Error::Type(e.to_string()))?;
                append(&mut tar, &mut hash, "end.json", text.len() as u64, text.as_slice())?;
                let mut file = tar.into_inner()?.finish()?;
                file.flush()?;
                file.get_ref().sync_all()?;
                return Ok(contents);
            }
        }
    }
    Err(Error::Cancelled)
}

fn append<W: Write>(tar: &mut tar::Builder<W>, hash: &mut Sha256, path: &str, size: u64, data: impl Read) -> Result<()> {
    let mut header = tar::Header::new_gnu();
    header.set_size(size);
    header.set_mode(0o600);
    hash.update(path.as_bytes());
    hash.update([0]);
    let mut data = Hashing { data, hash, left: size };
    tar.append_data(&mut header, path, &mut data)?;
    if data.left > 0 {
        return Err(Error::Io(format!("{path} ended {} bytes too early", data.left)));
    }
    Ok(())
}

/// Passes bytes on, hashes and counts them.
struct Hashing<'a, R> {
    data: R,
    hash: &'a mut Sha256,
    left: u64,
}

impl<R: Read> Read for Hashing<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let room = out.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let n = self.data.read(&mut out[..room])?;
        self.hash.update(&out[..n]);
        self.left -= n as u64;
        Ok(n)
    }
}

/// A blob that arrives in parts.
struct Parts {
    parts: mpsc::Receiver<Bytes>,
    current: Bytes,
}

impl Read for Parts {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        while self.current.is_empty() {
            match self.parts.blocking_recv() {
                Some(part) => self.current = part,
                None => return Ok(0),
            }
        }
        let n = out.len().min(self.current.len());
        self.current.copy_to_slice(&mut out[..n]);
        Ok(n)
    }
}
