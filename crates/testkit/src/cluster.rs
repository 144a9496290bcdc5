//! A PostgreSQL server of a test's own, beside the one that `GUANXI_TEST_PG` names.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A running server on loopback; stopped and removed with this value.
pub struct Cluster {
    pub port: u16,
    folder: tempfile::TempDir,
    programs: PathBuf,
}

impl Cluster {
    /// Starts a server that trusts everybody on loopback. `files` are put into its data folder before the start, among
    /// them `pg_hba.conf` if it is to trust others; `options` are lines of its configuration.
    ///
    /// # Panics
    /// When PostgreSQL is not installed or does not start.
    #[must_use]
    pub fn start(files: &[(&str, &str)], options: &[&str]) -> Self {
        let folder = tempfile::Builder::new().prefix("gx-cluster").tempdir_in("/tmp").unwrap();
        // The server runs as somebody else when the test runs as root.
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o777)).unwrap();
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let cluster = Self { port, folder, programs: programs() };
        let data = cluster.data();
        let place = data.to_string_lossy().into_owned();
        cluster.run("initdb", &["-D", &place, "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]);
        let socket = cluster.folder.path().to_string_lossy().into_owned();
        let own = format!("port = {port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '{socket}'\nfsync = off\n");
        let config = std::fs::read_to_string(data.join("postgresql.conf")).unwrap();
        put(&data, "postgresql.conf", &format!("{config}\n{own}{}\n", options.join("\n")));
        files.iter().for_each(|(name, content)| put(&data, name, content));
        let log = format!("{socket}/server.log");
        cluster.run("pg_ctl", &["-D", &place, "-l", &log, "-w", "-s", "start"]);
        cluster
    }

    /// The address of its first database.
    #[must_use]
    pub fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let (status, told) = self.try_run(program, arguments);
        assert!(status, "{program} failed: {told}");
    }

    /// PostgreSQL refuses to run as root.
    fn try_run(&self, program: &str, arguments: &[&str]) -> (bool, String) {
        let path = self.programs.join(program);
        let root = std::fs::metadata("/proc/self").is_ok_and(|m| m.uid() == 0);
        let mut command = if root {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(&path);
            command
        } else {
            Command::new(&path)
        };
        // Not through pipes, which the server would inherit and keep open.
        let told = self.folder.path().join("told");
        let file = std::fs::File::create(&told).unwrap();
        let status = command
            .args(arguments)
            .current_dir("/tmp")
            .stdin(std::process::Stdio::null())
            .stdout(file.try_clone().unwrap())
            .stderr(file)
            .status();
        let done = status.unwrap_or_else(|e| panic!("{}: {e}", path.display())).success();
        let log = std::fs::read_to_string(self.folder.path().join("server.log")).unwrap_or_default();
        (done, std::fs::read_to_string(&told).unwrap_or_default() + &log)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let place = self.data().to_string_lossy().into_owned();
        let _ = self.try_run("pg_ctl", &["-D", &place, "-m", "immediate", "-s", "stop"]);
    }
}

/// Writes a file for the server's eyes only, as its own.
fn put(data: &Path, name: &str, content: &str) {
    let path = data.join(name);
    std::fs::write(&path, content).unwrap();
    let owner = std::fs::metadata(data).unwrap();
    std::os::unix::fs::chown(&path, Some(owner.uid()), Some(owner.gid())).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
}

/// The newest PostgreSQL of the machine.
fn programs() -> PathBuf {
    let all = std::fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL is installed; `make test` does so by itself");
    let versions = all.filter_map(|v| v.ok()?.file_name().to_string_lossy().parse::<u32>().ok());
    let newest = versions.max().expect("a version of PostgreSQL");
    PathBuf::from(format!("/usr/lib/postgresql/{newest}/bin"))
}
