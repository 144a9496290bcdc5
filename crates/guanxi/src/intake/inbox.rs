//! Where others put files: a folder of the server and a bucket, both named by whoever runs it. A company sees what lies below its
//! own name there, and nothing else.

use super::Trouble;
use super::folder::Folder;
use crate::settings::Settings;
use futures_util::{StreamExt, TryStreamExt};
use records::io::schedule::files::Found;
use records::io::schedule::{Place, Plan, plain};
use store::blobs::BlobReader;
use store::bucket::{Bucket, BucketFile};
use tokio_util::io::ReaderStream;

/// Name of the folder for files that were taken over.
const DONE: &str = "done";
/// Endings of files that are still on their way.
const UNDER_WAY: &[&str] = &["~", ".tmp", ".part", ".partial", ".filepart", ".crdownload"];
/// Most files of one place.
const MOST: usize = 10_000;

/// The places that this server lets companies look into.
#[derive(Clone, Default)]
pub struct Inbox {
    folder: Option<Folder>,
    bucket: Option<Bucket>,
}

impl Inbox {
    /// # Errors
    /// When the address of the bucket is none.
    pub fn open(settings: &Settings) -> anyhow::Result<Self> {
        let bucket = settings.import_bucket.as_deref().map(Bucket::open).transpose()?;
        Ok(Self { folder: settings.import_folder.clone().map(Folder::new), bucket })
    }

    /// The kinds of place there are.
    #[must_use]
    pub fn places(&self) -> Vec<Place> {
        let folder = self.folder.as_ref().map(|_| Place::Folder);
        folder.into_iter().chain(self.bucket.as_ref().map(|_| Place::Bucket)).collect()
    }

    /// Whether a file may still grow after it is first seen.
    pub(super) fn grows(plan: &Plan) -> bool {
        plan.source == Place::Folder
    }

    /// Files that a plan means, oldest first.
    ///
    /// # Errors
    /// When there is no such place, or it cannot be read.
    pub async fn list(&self, company: &str, plan: &Plan) -> Result<Vec<Found>, Trouble> {
        let mut all = match plan.source {
            Place::Folder => self.folder()?.list(company, &plan.path).await?,
            Place::Bucket => self.bucket()?.list(company, &plan.path).await.map_err(unread)?.into_iter().map(found).collect(),
        };
        let coming = |name: &str| UNDER_WAY.iter().any(|end| name.to_lowercase().ends_with(end));
        all.retain(|(_, f)| plain(&f.name) && f.name.len() <= 255 && !coming(&f.name) && plan.takes(&f.name));
        if all.len() > MOST {
            let text = format!(
                "there are {} files that fit; at most {MOST} are looked at: let them be moved away, or narrow the names",
                all.len()
            );
            return Err(Trouble::Told(text));
        }
        all.sort_by(|(a, f), (b, g)| a.cmp(b).then_with(|| f.name.cmp(&g.name)));
        Ok(all.into_iter().map(|(_, found)| found).collect())
    }

    /// Opens a file as it was found; none when it is gone or another by now.
    ///
    /// # Errors
    /// When the place cannot be read.
    pub(super) async fn open_file(&self, company: &str, plan: &Plan, file: &Found) -> Result<Option<BlobReader>, Trouble> {
        if !self.is_still(company, plan, file).await? {
            return Ok(None);
        }
        match plan.source {
            Place::Folder => {
                let Some(opened) = self.folder()?.open(company, &plan.path, &file.name).await? else { return Ok(None) };
                let stream = ReaderStream::with_capacity(tokio::fs::File::from_std(opened), 256 * 1024);
                // A file that grows while it is read is not read for ever.
                let most = file.size.saturating_add(1);
                let stream = stream.map_err(store::Error::from).scan(0, move |read, part| {
                    let goes_on = *read < most;
                    *read += part.as_ref().map_or(0, |p| p.len() as u64);
                    std::future::ready(goes_on.then_some(part))
                });
                Ok(Some(BlobReader { size: file.size, stream: stream.boxed() }))
            }
            Place::Bucket => match self.bucket()?.get(company, &plan.path, &file.name).await {
                Ok(reader) => Ok(Some(reader)),
                Err(store::Error::NotFound(_)) => Ok(None),
                Err(e) => Err(unread(e)),
            },
        }
    }

    /// Whether a file is there as it was found.
    ///
    /// # Errors
    /// When the place cannot be read.
    pub(super) async fn is_still(&self, company: &str, plan: &Plan, file: &Found) -> Result<bool, Trouble> {
        let now = match plan.source {
            Place::Folder => self.folder()?.find(company, &plan.path, &file.name).await?,
            Place::Bucket => self.bucket()?.find(company, &plan.path, &file.name).await.map_err(unread)?.map(|f| found(f).1),
        };
        Ok(now.is_some_and(|n| n == *file))
    }

    /// Moves a file that was taken over to `done/`; `mark` goes into its name when one of that name lies there.
    ///
    /// # Errors
    /// When the place cannot be written.
    pub(super) async fn put_aside(&self, company: &str, plan: &Plan, name: &str, mark: &str) -> Result<(), Trouble> {
        match plan.source {
            Place::Folder => self.folder()?.put_aside(company, &plan.path, name, DONE, mark).await,
            Place::Bucket => {
                let bucket = self.bucket()?;
                let wanted = format!("{DONE}/{name}");
                let taken = bucket.find(company, &plan.path, &wanted).await.map_err(unread)?.is_some();
                let to = if taken { format!("{DONE}/{mark}-{name}") } else { wanted };
                bucket.rename(company, &plan.path, name, &to).await.map_err(unread)
            }
        }
    }

    fn folder(&self) -> Result<&Folder, Trouble> {
        let none = "this server has no folder for imports; whoever runs it names one with --import-folder";
        self.folder.as_ref().ok_or_else(|| Trouble::Told(none.into()))
    }

    fn bucket(&self) -> Result<&Bucket, Trouble> {
        let none = "this server has no bucket for imports; whoever runs it names one with --import-bucket";
        self.bucket.as_ref().ok_or_else(|| Trouble::Told(none.into()))
    }
}

fn found(file: BucketFile) -> (i64, Found) {
    (file.at, Found { name: file.name, size: file.size, stamp: file.stamp })
}

/// Addresses and keys of the server are for its log alone.
fn unread(error: store::Error) -> Trouble {
    tracing::warn!(%error, "the bucket for imports does not answer");
    Trouble::Told("the bucket for imports cannot be read or written; the server's log says why".into())
}
