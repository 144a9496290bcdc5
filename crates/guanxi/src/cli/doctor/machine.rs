//! What a server needs of its machine: a folder of its own, space, open files, the right time.

use super::Finding;
use model::Clock;
use model::time::SystemClock;
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

/// Free space below which the doctor warns and fails, in bytes.
const SPACE_WARN: u64 = 2 << 30;
const SPACE_FAIL: u64 = 200 << 20;
/// The program was made after this instant, so no clock can be before it: 2026-01-01, in seconds since 1970.
const MADE: u64 = 1_767_225_600;
/// Open files that a server for some hundred companies needs.
const FILES: u64 = 4096;

pub(super) fn folder(data: &Path) -> Finding {
    let name = "data folder";
    let remedy = format!("give this user the folder: mkdir -p {0} && chown $(id -u) {0}", data.display());
    if let Err(e) = std::fs::create_dir_all(data) {
        return Finding::fail(name, format!("{} cannot be made: {e}", data.display()), remedy);
    }
    let probe = data.join(format!(".doctor-{}", std::process::id()));
    let written = std::fs::write(&probe, b"x").and_then(|()| std::fs::File::open(&probe)?.sync_all());
    let _ = std::fs::remove_file(&probe);
    match written {
        Ok(()) => Finding::ok(name, format!("{} can be written", data.display())),
        Err(e) => Finding::fail(name, format!("{} cannot be written: {e}", data.display()), remedy),
    }
}

pub(super) fn permissions(data: &Path) -> Finding {
    use std::os::unix::fs::PermissionsExt;
    let name = "permissions";
    let Ok(meta) = std::fs::metadata(data) else {
        return Finding::fail(name, "the data folder cannot be read", "see the line above");
    };
    let mode = meta.permissions().mode() & 0o777;
    if mode & 0o022 != 0 {
        return Finding::fail(
            name,
            format!("others may write {} ({mode:o})", data.display()),
            format!("chmod 700 {}", data.display()),
        );
    }
    if mode & 0o005 != 0 {
        return Finding::warn(
            name,
            format!("every user of this machine may read {} ({mode:o})", data.display()),
            format!("chmod 700 {}", data.display()),
        );
    }
    Finding::ok(name, format!("{mode:o}"))
}

pub(super) fn space(data: &Path) -> Finding {
    let name = "disk space";
    let Ok(disk) = rustix::fs::statvfs(data) else { return Finding::warn(name, "cannot be read", "look yourself: df -h") };
    let free = disk.f_bavail * disk.f_frsize;
    let says = format!("{} free", indicatif::HumanBytes(free));
    let remedy = "free space on this disk, or move the data folder to a larger one";
    match free {
        0..SPACE_FAIL => Finding::fail(name, says, remedy),
        SPACE_FAIL..SPACE_WARN => Finding::warn(name, says, remedy),
        _ => Finding::ok(name, says),
    }
}

pub(super) fn open_files() -> Finding {
    let name = "open files";
    let limits = std::fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits.lines().find(|l| l.starts_with("Max open files"));
    let soft = line.and_then(|l| l.split_whitespace().nth(3)).and_then(|n| n.parse::<u64>().ok());
    match soft {
        Some(n) if n < FILES => {
            Finding::warn(name, format!("at most {n}"), format!("ulimit -n {FILES}, or LimitNOFILE={FILES} in the service file"))
        }
        Some(n) => Finding::ok(name, format!("at most {n}")),
        None => Finding::ok(name, "unlimited"),
    }
}

pub(super) fn clock(data: &Path) -> Finding {
    let name = "clock";
    let now = Duration::from_millis(SystemClock.now().unix_ms());
    let remedy = "set the clock, and keep it right with chrony or systemd-timesyncd";
    if now.as_secs() < MADE {
        return Finding::fail(name, "is years behind", remedy);
    }
    let written = |file: &&str| std::fs::metadata(data.join(file)).ok()?.modified().ok()?.duration_since(UNIX_EPOCH).ok();
    let newest = ["control.db", "control.db-wal"].iter().filter_map(written).max();
    match newest.and_then(|n| n.checked_sub(now)) {
        Some(ahead) if ahead > Duration::from_secs(2) => {
            Finding::fail(name, format!("is {} s behind the newest data", ahead.as_secs()), remedy)
        }
        _ => Finding::ok(name, SystemClock.now().rfc3339()),
    }
}
