//! Blobs: uploaded files and import sources, outside the database, in a local folder or in an S3 bucket.
//!
//! A blob belongs to one tenant, is written once under a random key and never changes. Its content travels as a stream,
//! so size is bounded by the disk, not by memory. Records hold the key; [`Blob`] carries what else is known of it.

use crate::{Error, Result};
use bytes::Bytes;
use futures_util::{Stream, StreamExt, TryStreamExt, stream::BoxStream};
use object_store::{
    GetOptions, ObjectStore, ObjectStoreExt, aws::AmazonS3Builder, buffered::BufWriter, local::LocalFileSystem, path::Path,
};
use sha2::{Digest, Sha256};
use std::{fmt::Write as _, ops::Range, sync::Arc};
use tokio::io::AsyncWriteExt;

/// Bytes buffered for one upload before a part is sent.
const PART: usize = 5 << 20;

/// What is known of a stored blob.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Blob {
    /// Name inside the tenant's folder, for example `3f/3f9a...`; safe to keep in a column and in a URL.
    pub key: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of the content, 64 hex digits.
    pub sha256: String,
}

/// The content of a blob on its way out.
pub struct BlobReader {
    /// Bytes that the stream gives.
    pub size: u64,
    pub stream: BoxStream<'static, Result<Bytes>>,
}

/// The blob store of an installation.
#[derive(Clone)]
pub struct Blobs {
    store: Arc<dyn ObjectStore>,
    /// Set for a local folder: its files are synced to disk after they are written.
    local: Option<Arc<LocalFileSystem>>,
    prefix: Path,
}

/// A key that nobody has and nobody guesses, for [`Blobs::put_as`] where the key is to be known before.
#[must_use]
pub fn new_key() -> String {
    let random: u128 = rand::random();
    format!("{:02x}/{random:032x}", random >> 120)
}

impl Blobs {
    /// Opens the folder `data/blobs` (made when missing), or the bucket named by `url`.
    ///
    /// `s3://[key:secret@]bucket/prefix[?endpoint=http://host:port&region=name]`; what the URL leaves out comes from the
    /// usual `AWS_*` variables.
    ///
    /// # Errors
    /// A URL that is not of this form, or a folder that cannot be made.
    pub fn open(url: Option<&str>, data: &std::path::Path) -> Result<Self> {
        match url {
            Some(url) => Self::s3(url),
            None => Self::folder(&data.join("blobs")),
        }
    }

    /// Blobs in a local folder, made when missing.
    ///
    /// # Errors
    /// When the folder cannot be made or opened.
    pub fn folder(dir: &std::path::Path) -> Result<Self> {
        std::fs::create_dir_all(dir)?;
        let local = Arc::new(LocalFileSystem::new_with_prefix(dir)?);
        Ok(Self { store: local.clone(), local: Some(local), prefix: Path::default() })
    }

    fn s3(url: &str) -> Result<Self> {
        let (builder, prefix) = bucket_at(url)?;
        Ok(Self { store: Arc::new(builder.build()?), local: None, prefix })
    }

    /// Stores the stream under a new key. Nothing is visible under the key until all of it is stored; when the stream
    /// fails, what was sent is thrown away.
    ///
    /// # Errors
    /// An error of the stream, or of the store.
    pub async fn put<S, E>(&self, tenant: &str, content: S) -> Result<Blob>
    where
        S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
        E: std::error::Error + 'static,
    {
        self.put_as(tenant, &new_key(), content).await
    }

    /// [`Blobs::put`] of bytes at hand.
    ///
    /// # Errors
    /// As [`Blobs::put`].
    pub async fn put_bytes(&self, tenant: &str, content: impl Into<Bytes>) -> Result<Blob> {
        let once = futures_util::stream::iter([Ok::<_, std::io::Error>(content.into())]);
        self.put(tenant, once).await
    }

    /// Stores the stream under a key chosen by the caller, replacing what is there; for restoring.
    ///
    /// # Errors
    /// As [`Blobs::put`], and a key that is not safe.
    pub async fn put_as<S, E>(&self, tenant: &str, key: &str, mut content: S) -> Result<Blob>
    where
        S: Stream<Item = Result<Bytes, E>> + Send + Unpin,
        E: std::error::Error + 'static,
    {
        let path = self.path(tenant, key)?;
        let mut out = BufWriter::with_capacity(self.store.clone(), path.clone(), PART).with_max_concurrency(2);
        let (mut hash, mut size) = (Sha256::new(), 0);
        while let Some(part) = content.next().await {
            let sent = match part {
                Ok(part) => {
                    hash.update(&part);
                    size += part.len() as u64;
                    out.put(part).await.map_err(Error::from)
                }
                Err(e) => match (&e as &dyn std::error::Error).downcast_ref::<Error>() {
                    Some(own) => Err(own.clone()),
                    None => Err(Error::Io(format!("the content broke off after {size} bytes: {e}"))),
                },
            };
            if let Err(e) = sent {
                let _ = out.abort().await;
                return Err(e);
            }
        }
        out.shutdown().await?;
        self.sync(&path).await?;
        Ok(Blob { key: key.to_owned(), size, sha256: hex(&hash.finalize()) })
    }

    /// Opens a blob for reading.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such blob.
    pub async fn get(&self, tenant: &str, key: &str) -> Result<BlobReader> {
        self.read(tenant, key, GetOptions::new()).await
    }

    /// Opens some bytes of a blob for reading; those behind its end are left out.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such blob; a range that is empty or begins behind the end.
    pub async fn get_part(&self, tenant: &str, key: &str, part: Range<u64>) -> Result<BlobReader> {
        self.read(tenant, key, GetOptions::new().with_range(Some(part))).await
    }

    async fn read(&self, tenant: &str, key: &str, options: GetOptions) -> Result<BlobReader> {
        let found = self.store.get_opts(&self.path(tenant, key)?, options).await?;
        let size = found.range.end - found.range.start;
        Ok(BlobReader { size, stream: found.into_stream().map_err(Error::from).boxed() })
    }

    /// The size of a blob in bytes, `None` when there is no such blob.
    ///
    /// # Errors
    /// Of the store.
    pub async fn size(&self, tenant: &str, key: &str) -> Result<Option<u64>> {
        match self.store.head(&self.path(tenant, key)?).await {
            Ok(meta) => Ok(Some(meta.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(e) => Err(e.into()),
        }
    }

    /// Deletes a blob; one that is gone already is no error.
    ///
    /// # Errors
    /// Of the store.
    pub async fn delete(&self, tenant: &str, key: &str) -> Result<()> {
        match self.store.delete(&self.path(tenant, key)?).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(e) => Err(e.into()),
        }
    }

    /// Keys and sizes of all blobs of a tenant, in no particular order.
    ///
    /// # Errors
    /// A tenant name that is not safe; errors of the store come in the stream.
    pub fn list(&self, tenant: &str) -> Result<BoxStream<'static, Result<(String, u64)>>> {
        let folder = self.folder_of(tenant)?;
        let list = self.store.list(Some(&folder)).map(move |meta| {
            let meta = meta?;
            let key: Vec<_> = meta.location.prefix_match(&folder).into_iter().flatten().collect();
            Ok((key.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join("/"), meta.size))
        });
        Ok(list.boxed())
    }

    /// Deletes every blob of a tenant. Returns how many there were.
    ///
    /// # Errors
    /// Of the store.
    pub async fn delete_all(&self, tenant: &str) -> Result<u64> {
        let mut list = self.list(tenant)?;
        let mut count = 0;
        while let Some((key, _)) = list.try_next().await? {
            self.delete(tenant, &key).await?;
            count += 1;
        }
        Ok(count)
    }

    fn folder_of(&self, tenant: &str) -> Result<Path> {
        Ok(self.prefix.clone().join(company(tenant)?))
    }

    /// Keys are one to four segments of letters, digits, `-`, `_` and inner dots: nothing that a file system or a URL
    /// reads in another way.
    fn path(&self, tenant: &str, key: &str) -> Result<Path> {
        let safe =
            |s: &str| !s.is_empty() && !s.starts_with('.') && s.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
        if key.len() > 200 || key.split('/').count() > 4 || !key.split('/').all(safe) {
            return Err(Error::Invalid(format!("blob store: {key:?} is not a key")));
        }
        Ok(key.split('/').fold(self.folder_of(tenant)?, |path, part| path.join(part)))
    }

    /// Waits until a local file and its name are on disk. A bucket has answered only when it had done so.
    async fn sync(&self, path: &Path) -> Result<()> {
        let Some(local) = &self.local else { return Ok(()) };
        let file = local.path_to_filesystem(path)?;
        let sync = move || -> std::io::Result<()> {
            std::fs::File::open(&file)?.sync_all()?;
            file.parent().map_or(Ok(()), |dir| std::fs::File::open(dir)?.sync_all())
        };
        tokio::task::spawn_blocking(sync).await.map_err(|e| Error::Io(e.to_string()))??;
        Ok(())
    }
}

/// The name of a company where it may stand in an address.
pub(crate) fn company(tenant: &str) -> Result<&str> {
    let safe = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
    if tenant.is_empty() || tenant.len() > 100 || !tenant.chars().all(safe) {
        return Err(Error::Invalid(format!("blob store: {tenant:?} is not the name of a company")));
    }
    Ok(tenant)
}

impl From<object_store::Error> for Error {
    fn from(e: object_store::Error) -> Self {
        match e {
            object_store::Error::NotFound { path, .. } => Error::NotFound(format!("blob {path}")),
            other => Error::Io(format!("blob store: {other}")),
        }
    }
}

/// The bucket of an `s3://` URL, to be opened, and the prefix in it.
pub(crate) fn bucket_at(url: &str) -> Result<(AmazonS3Builder, Path)> {
    let place = S3Place::parse(url)?;
    let mut builder = AmazonS3Builder::from_env().with_bucket_name(place.bucket);
    if let Some((key, secret)) = place.keys {
        builder = builder.with_access_key_id(key).with_secret_access_key(secret);
    }
    if let Some(region) = place.region {
        builder = builder.with_region(region);
    }
    if let Some(endpoint) = place.endpoint {
        builder = builder.with_endpoint(endpoint).with_allow_http(endpoint.starts_with("http://"));
    }
    let prefix = Path::parse(place.prefix).map_err(|e| Error::Invalid(format!("blob store {}: {e}", place.bucket)))?;
    Ok((builder, prefix))
}

/// The parts of an `s3://` URL.
struct S3Place<'a> {
    keys: Option<(&'a str, &'a str)>,
    bucket: &'a str,
    prefix: &'a str,
    endpoint: Option<&'a str>,
    region: Option<&'a str>,
}

impl<'a> S3Place<'a> {
    fn parse(url: &'a str) -> Result<Self> {
        let wrong = || {
            let form = "s3://[key:secret@]bucket/prefix[?endpoint=http://host:port&region=name]";
            Error::Invalid(format!("the address of the blob store must have the form {form}"))
        };
        let rest = url.strip_prefix("s3://").ok_or_else(wrong)?;
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (keys, place) = match place.rsplit_once('@') {
            Some((keys, place)) => (Some(keys.split_once(':').ok_or_else(wrong)?), place),
            None => (None, place),
        };
        let (bucket, prefix) = place.split_once('/').unwrap_or((place, ""));
        let mut this = Self { keys, bucket, prefix, endpoint: None, region: None };
        for pair in query.split('&').filter(|p| !p.is_empty()) {
            match pair.split_once('=').ok_or_else(wrong)? {
                ("endpoint", v) => this.endpoint = Some(v),
                ("region", v) => this.region = Some(v),
                _ => return Err(wrong()),
            }
        }
        if bucket.is_empty() { Err(wrong()) } else { Ok(this) }
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, b| {
        let _ = write!(text, "{b:02x}");
        text
    })
}
