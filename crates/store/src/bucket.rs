//! A bucket that others put files into, to be read by the program: listed, opened, put aside. What a company may read lies below
//! its own name; the address and the keys are the server's alone.

use crate::blobs::{BlobReader, bucket_at, company};
use crate::{Error, Result};
use futures_util::{StreamExt, TryStreamExt};
use object_store::{ClientOptions, ObjectMeta, ObjectStore, ObjectStoreExt, RetryConfig, path::Path};
use std::sync::Arc;
use std::time::Duration;

/// How long a bucket that does not answer is asked again.
const PATIENCE: Duration = Duration::from_secs(15);
/// How long one listing may take.
const LISTING: Duration = Duration::from_secs(60);

/// A bucket with files from outside.
#[derive(Clone)]
pub struct Bucket {
    store: Arc<dyn ObjectStore>,
    prefix: Path,
}

/// One of its files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketFile {
    /// Name below the listed prefix.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Differs when the content does: its etag, else the time of its writing.
    pub stamp: String,
    /// When it was written, in microseconds since 1970.
    pub at: i64,
}

impl Bucket {
    /// Opens the bucket that `url` names, as [`crate::blobs::Blobs::open`] does.
    ///
    /// # Errors
    /// A URL that is none of a bucket.
    pub fn open(url: &str) -> Result<Self> {
        let (builder, prefix) = bucket_at(url)?;
        let retry = RetryConfig { max_retries: 3, retry_timeout: PATIENCE, ..RetryConfig::default() };
        let http = url.contains("endpoint=http://");
        let client = ClientOptions::new().with_connect_timeout(PATIENCE).with_allow_http(http);
        let store = builder.with_retry(retry).with_client_options(client).build()?;
        Ok(Self { store: Arc::new(store), prefix })
    }

    /// Files directly below a prefix of the company, in no particular order. A prefix that has none is no error.
    ///
    /// # Errors
    /// A path that is none; of the bucket, which must answer within a minute.
    pub async fn list(&self, tenant: &str, path: &str) -> Result<Vec<BucketFile>> {
        let place = self.place(tenant, path)?;
        let listed = tokio::time::timeout(LISTING, self.store.list_with_delimiter(Some(&place))).await;
        let listed = listed.map_err(|_| Error::Io("the bucket takes too long to list its files".into()))??;
        Ok(listed.objects.into_iter().filter_map(file).collect())
    }

    /// What is known of one file now; none when it is gone.
    ///
    /// # Errors
    /// Of the bucket.
    pub async fn find(&self, tenant: &str, path: &str, name: &str) -> Result<Option<BucketFile>> {
        match self.store.head(&self.key(tenant, path, name)?).await {
            Ok(meta) => Ok(file(meta)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(e) => Err(e.into()),
        }
    }

    /// Opens a file for reading.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is gone; of the bucket.
    pub async fn get(&self, tenant: &str, path: &str, name: &str) -> Result<BlobReader> {
        let found = self.store.get(&self.key(tenant, path, name)?).await?;
        Ok(BlobReader { size: found.meta.size, stream: found.into_stream().map_err(Error::from).boxed() })
    }

    /// Gives a file another name below the same prefix; one that is gone already is no error.
    ///
    /// # Errors
    /// Of the bucket.
    pub async fn rename(&self, tenant: &str, path: &str, name: &str, to: &str) -> Result<()> {
        match self.store.rename(&self.key(tenant, path, name)?, &self.key(tenant, path, to)?).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(e) => Err(e.into()),
        }
    }

    fn place(&self, tenant: &str, path: &str) -> Result<Path> {
        let place = [self.prefix.as_ref(), company(tenant)?, path].into_iter().filter(|p| !p.is_empty());
        let text = place.collect::<Vec<&str>>().join("/");
        Path::parse(&text).map_err(|_| Error::Invalid(format!("{path:?} is no prefix of a bucket")))
    }

    fn key(&self, tenant: &str, path: &str, name: &str) -> Result<Path> {
        let place = format!("{}/{name}", self.place(tenant, path)?);
        Path::parse(&place).map_err(|_| Error::Invalid(format!("{name:?} is no name of a file")))
    }
}

fn file(meta: ObjectMeta) -> Option<BucketFile> {
    let at = meta.last_modified.timestamp_micros();
    let name = meta.location.as_ref().rsplit('/').next()?.to_owned();
    Some(BucketFile { name, size: meta.size, stamp: meta.e_tag.unwrap_or_else(|| at.to_string()), at })
}
