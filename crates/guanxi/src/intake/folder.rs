//! A folder of the server as others fill it. Each step goes from an open folder to the next by name, and none follows a symbolic
//! link: no path leads out, and nobody who may write there makes the program read something else.

use super::Trouble;
use records::io::schedule::files::Found;
use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags, Stat};
use rustix::io::Errno;
use std::fs::File;
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::sync::Arc;

/// Below it each company has a folder of its own.
#[derive(Clone)]
pub(super) struct Folder(Arc<PathBuf>);

/// Most entries of a folder that are looked at.
const ENTRIES: usize = 100_000;
const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::NOFOLLOW).union(OFlags::CLOEXEC);

impl Folder {
    pub fn new(root: PathBuf) -> Self {
        Self(Arc::new(root))
    }

    /// Regular files of a folder with the time of their last change.
    pub async fn list(&self, company: &str, path: &str) -> Result<Vec<(i64, Found)>, Trouble> {
        self.with(company, path, |folder| {
            let mut found = Vec::new();
            for entry in Dir::read_from(folder)?.take(ENTRIES) {
                let entry = entry?;
                let Ok(name) = entry.file_name().to_str() else { continue };
                match stat(folder, name)? {
                    Some(stat) if is_file(&stat) => found.push((changed(&stat), of(name, &stat))),
                    _ => {}
                }
            }
            Ok(found)
        })
        .await
    }

    /// A regular file as it is now.
    pub async fn find(&self, company: &str, path: &str, name: &str) -> Result<Option<Found>, Trouble> {
        let name = name.to_owned();
        self.with(company, path, move |folder| Ok(stat(folder, &name)?.filter(is_file).map(|s| of(&name, &s)))).await
    }

    /// Opens a regular file; none when it is gone.
    pub async fn open(&self, company: &str, path: &str, name: &str) -> Result<Option<File>, Trouble> {
        let name = name.to_owned();
        // A pipe in the place of a file is not waited for.
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        self.with(company, path, move |folder| match rustix::fs::openat(folder, &name, flags, Mode::empty()) {
            Ok(file) => Ok(is_file(&rustix::fs::fstat(&file)?).then(|| File::from(file))),
            Err(Errno::NOENT | Errno::LOOP) => Ok(None),
            Err(e) => Err(e),
        })
        .await
    }

    /// Moves a file into a folder beside it, which is made when it is missing.
    pub async fn put_aside(&self, company: &str, path: &str, name: &str, into: &'static str, mark: &str) -> Result<(), Trouble> {
        let (name, marked) = (name.to_owned(), format!("{mark}-{name}"));
        self.with(company, path, move |folder| {
            match rustix::fs::mkdirat(folder, into, Mode::from_raw_mode(0o770)) {
                Ok(()) | Err(Errno::EXIST) => {}
                Err(e) => return Err(e),
            }
            let done = rustix::fs::openat(folder, into, FOLDER, Mode::empty())?;
            let to = if stat(&done, &name)?.is_some() { &marked } else { &name };
            match rustix::fs::renameat(folder, &name, &done, to) {
                Ok(()) | Err(Errno::NOENT) => Ok(()),
                Err(e) => Err(e),
            }
        })
        .await
    }

    /// Does something with a folder of a company, in a thread that may wait for the disk.
    async fn with<T, F>(&self, company: &str, path: &str, f: F) -> Result<T, Trouble>
    where
        T: Send + 'static,
        F: FnOnce(&OwnedFd) -> Result<T, Errno> + Send + 'static,
    {
        let (root, shown) = (self.0.clone(), format!("{company}/{path}").trim_end_matches('/').to_owned());
        let parts: Vec<String> = shown.split('/').map(str::to_owned).collect();
        let done = tokio::task::spawn_blocking(move || {
            let mut folder = rustix::fs::open(&*root, FOLDER.difference(OFlags::NOFOLLOW), Mode::empty())?;
            for part in &parts {
                folder = rustix::fs::openat(&folder, part, FOLDER, Mode::empty())?;
            }
            f(&folder)
        });
        let done = done.await.map_err(|e| Trouble::Told(format!("looking into the folder broke off: {e}")))?;
        done.map_err(|e| match e {
            Errno::NOENT => Trouble::Told(format!("there is no folder {shown} in the server's folder for imports")),
            Errno::LOOP | Errno::NOTDIR => Trouble::Told(format!("{shown} is no folder, or leads elsewhere")),
            Errno::ACCESS | Errno::PERM | Errno::ROFS => {
                Trouble::Told(format!("the server may not read {shown}, or may not move files in it"))
            }
            other => Trouble::Told(format!("{shown} cannot be read: {other}")),
        })
    }
}

fn stat(folder: &OwnedFd, name: &str) -> Result<Option<Stat>, Errno> {
    match rustix::fs::statat(folder, name, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(stat) => Ok(Some(stat)),
        Err(Errno::NOENT) => Ok(None),
        Err(e) => Err(e),
    }
}

fn is_file(stat: &Stat) -> bool {
    FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile
}

/// In microseconds since 1970.
fn changed(stat: &Stat) -> i64 {
    let (seconds, nanos) = times(stat);
    seconds.saturating_mul(1_000_000).saturating_add(nanos / 1_000)
}

#[allow(clippy::useless_conversion, clippy::unnecessary_fallible_conversions, reason = "the types differ between platforms")]
fn times(stat: &Stat) -> (i64, i64) {
    (i64::try_from(stat.st_mtime).unwrap_or(0), i64::try_from(stat.st_mtime_nsec).unwrap_or(0))
}

fn of(name: &str, stat: &Stat) -> Found {
    let (seconds, nanos) = times(stat);
    Found {
        name: name.to_owned(),
        size: u64::try_from(stat.st_size).unwrap_or(0),
        stamp: format!("{seconds}.{nanos:09}-{}", stat.st_ino),
    }
}
