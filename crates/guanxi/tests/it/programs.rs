//! The commands that keep companies, run as programs on both databases.

use serde_json::Value;
use std::process::{Command, Output};
use testkit::{Kind, TestDb, both, postgres_database};

const PASSWORD: &str = "topsecret";

/// The program over a folder of its own; whatever it says is kept, to be searched for passwords.
pub struct Program {
    pub folder: tempfile::TempDir,
    pub database: Option<String>,
    pub said: String,
}

impl Program {
    pub fn output(&mut self, words: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_guanxi"));
        command.args(words).args(["--log", "debug"]).env("GUANXI_DATA", self.folder.path());
        for name in std::env::vars().map(|(name, _)| name).filter(|n| n.starts_with("GUANXI_TEST_")) {
            command.env_remove(name);
        }
        if let Some(url) = &self.database {
            command.env("GUANXI_DATABASE", url);
        }
        let output = command.output().unwrap();
        for stream in [&output.stdout, &output.stderr] {
            self.said.push_str(&String::from_utf8_lossy(stream));
        }
        output
    }

    /// What a command that succeeds writes.
    pub fn run(&mut self, words: &[&str]) -> String {
        let output = self.output(words);
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    pub fn json(&mut self, words: &[&str]) -> Value {
        let words: Vec<&str> = words.iter().copied().chain(["--json"]).collect();
        let text = self.run(&words);
        serde_json::from_str(&text).unwrap_or_else(|e| panic!("{words:?}: {e}: {text}"))
    }

    pub fn refused(&mut self, words: &[&str], says: &str) {
        let output = self.output(words);
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!((output.status.code(), text.contains(says)), (Some(1), true), "{words:?}: {text}");
    }

    /// Everything of a company that matters here, as text.
    fn content(&mut self, slug: &str) -> String {
        let mut all = String::new();
        for object in ["customer", "order", "order_line"] {
            all += &self.run(&["export", object, "--sort", "id", "--tenant", slug]);
        }
        all
    }

    fn home(&mut self, slug: &str) -> String {
        let list = self.json(&["tenant", "list"]);
        let found = list.as_array().unwrap().iter().find(|t| t["slug"] == slug).cloned().unwrap_or_default();
        found["home"].as_str().unwrap_or_default().to_owned()
    }
}

/// The same address with a password in it, which a server that trusts everybody does not look at.
fn with_password(url: &str) -> String {
    url.replacen("postgres@", &format!("postgres:{PASSWORD}@"), 1)
}

#[test]
fn companies_are_kept_moved_and_brought_back() {
    both(|db: TestDb| async move {
        let own = postgres_database().await;
        let own = with_password(&own.url);
        let control = postgres_database().await;
        let database = (db.kind == Kind::Postgres).then(|| with_password(&control.url));
        let mut g = Program { folder: tempfile::tempdir().unwrap(), database, said: String::new() };
        assert_eq!(g.json(&["tenant", "create", "acme", "--currency", "GBP", "--country", "GB"])["slug"], "acme");
        let user = g.json(&["user", "add", "ada@acme.example", "--role", "administrator"]);
        assert_eq!(user["password"].as_str().map(str::len), Some(16), "{user}");
        assert_eq!(g.json(&["bench", "seed", "--customers", "40", "--orders", "1"])["customers"], 40);
        g.refused(&["tenant", "networks", "acme", "--allow", "office"], "is no network");
        let list = g.json(&["tenant", "networks", "acme", "--allow", "10.0.0.9/8,::1"]);
        assert_eq!(list["networks"], serde_json::json!(["10.0.0.0/8", "::1/128"]));
        assert_eq!(g.json(&["tenant", "networks", "acme"])["networks"], list["networks"]);
        assert_eq!(g.json(&["tenant", "networks", "acme", "--anywhere"])["networks"], serde_json::json!([]));
        let before = g.content("acme");
        assert!(before.lines().count() > 80, "{before}");

        let file = g.folder.path().join("acme.backup").display().to_string();
        assert_eq!(g.json(&["backup", &file])["contents"]["rows"]["customer"], 40);
        assert_eq!(g.json(&["restore", &file, "--check"])["company"], "acme");
        g.refused(&["restore", &file], "exists already");
        for (slug, home) in [("in-a-file", "sqlite"), ("on-its-own", own.as_str())] {
            g.json(&["restore", &file, "--tenant", slug, "--home", home]);
            assert_eq!(g.content(slug), before, "{slug}");
        }
        assert!(g.home("on-its-own").contains(":***@"), "{}", g.home("on-its-own"));

        for home in [own.as_str(), "sqlite"] {
            g.json(&["tenant", "move", "in-a-file", "--to", home]);
            assert_eq!(g.content("in-a-file"), before, "{}", g.home("in-a-file"));
        }
        let address = g.folder.path().join("address");
        std::fs::write(&address, &own).unwrap();
        let address = format!("file:{}", address.display());
        g.json(&["tenant", "move", "on-its-own", "--to", &address]);
        assert_eq!((g.home("on-its-own"), g.content("on-its-own")), (address, before.clone()));

        g.refused(&["tenant", "delete", "on-its-own"], "--yes");
        g.refused(&["tenant", "delete", "on-its-own", "--yes", "acme"], "--yes on-its-own");
        let export = g.folder.path().join("last.backup").display().to_string();
        let deleted = g.json(&["tenant", "delete", "on-its-own", "--yes", "on-its-own", "--export", &export]);
        assert!(deleted["archive"].as_str().unwrap().ends_with("last.backup"), "{deleted}");
        assert_eq!(g.json(&["restore", &export, "--check"])["contents"]["rows"]["customer"], 40);
        g.refused(&["tenant", "delete", "on-its-own", "--yes", "on-its-own"], "deleted already");
        g.refused(&["tenant", "resume", "on-its-own"], "bring it back");
        assert_eq!(g.json(&["tenant", "purge"])["removed"], serde_json::json!([]), "its days are not over");
        g.json(&["tenant", "undelete", "on-its-own"]);
        assert_eq!(g.content("on-its-own"), before, "as it was");
        let again = g.json(&["tenant", "delete", "on-its-own", "--yes", "on-its-own", "--grace-days", "0"]);
        assert!(std::path::Path::new(again["archive"].as_str().unwrap()).exists(), "{again}");
        assert_eq!(g.json(&["tenant", "purge"])["removed"], serde_json::json!(["on-its-own"]));
        assert_eq!(g.home("on-its-own"), "");
        g.json(&["tenant", "suspend", "acme", "--why", "unpaid"]);
        g.json(&["tenant", "quota", "acme", "--records", "5000", "--megabytes", "2"]);
        let list = g.json(&["tenant", "list", "--usage"]);
        let acme = list.as_array().unwrap().iter().find(|t| t["slug"] == "acme").unwrap().clone();
        assert_eq!((&acme["shut"]["kind"], &acme["shut"]["why"]), (&"suspended".into(), &"unpaid".into()), "{acme}");
        assert_eq!((&acme["quota"]["records"], &acme["usage"]["bytes"]["limit"]), (&5000.into(), &2_000_000.into()), "{acme}");
        assert!(acme["usage"]["records"]["used"].as_i64().unwrap() > 80, "{acme}");
        g.json(&["tenant", "resume", "acme"]);
        g.refused(&["tenant", "move", "acme", "--to", "nonsense"], "is no home");
        g.refused(&["backup", &file, "--tenant", "nobody"], "nobody");
        let lame = with_password("postgres://postgres@127.0.0.1:1/x");
        g.refused(&["tenant", "move", "acme", "--to", &lame], "cannot connect");
        assert_eq!(g.content("acme"), before, "and nothing has happened");
        assert!(g.said.len() > 10_000 && !g.said.contains(PASSWORD), "no output and no log line shows a password");
    });
}

#[test]
fn a_damaged_back_up_is_refused() {
    both(|_| async move {
        let mut g = Program { folder: tempfile::tempdir().unwrap(), database: None, said: String::new() };
        g.run(&["tenant", "create", "acme"]);
        g.run(&["bench", "seed", "--customers", "40"]);
        let path = g.folder.path().join("acme.backup");
        let file = path.display().to_string();
        g.run(&["backup", &file]);
        let whole = std::fs::read(&path).unwrap();
        let mut flipped = whole.clone();
        let middle = flipped.len() / 2;
        flipped[middle] ^= 0xff;
        for damaged in [&whole[..whole.len() / 2], &flipped, b"no back-up", b""] {
            std::fs::write(&path, damaged).unwrap();
            for words in [["restore", file.as_str(), "--check", "--json"], ["restore", &file, "--tenant", "other"]] {
                let output = g.output(&words);
                assert_eq!(output.status.code(), Some(1), "{words:?} of {} bytes", damaged.len());
            }
        }
        assert_eq!(g.home("other"), "", "nothing of it stays");
    });
}

#[test]
fn every_command_explains_itself() {
    let mut g = Program { folder: tempfile::tempdir().unwrap(), database: None, said: String::new() };
    for command in
        ["serve", "import", "export", "tenant", "user", "backup", "restore", "doctor", "openapi", "bench", "completions"]
    {
        let help = g.run(&[command, "--help"]);
        assert!(help.contains("Usage: guanxi") && help.lines().next().is_some_and(|l| l.len() > 10), "{help}");
    }
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(g.run(&["completions", shell]).contains("restore"), "{shell}");
    }
    let document: Value = serde_json::from_str(&g.run(&["openapi", "--objects", "customer"])).unwrap();
    assert!(document["paths"]["/api/records/customer"].is_object() && document["paths"]["/api/records/order"].is_null());
    let doctor = g.output(&["doctor", "--json"]);
    assert_eq!(doctor.status.code(), Some(3), "there is no company yet");
    let findings: Value = serde_json::from_slice(&doctor.stdout).unwrap();
    let names: Vec<&str> = findings.as_array().unwrap().iter().filter_map(|f| f["check"].as_str()).collect();
    for check in ["configuration", "data folder", "disk space", "clock", "database", "companies"] {
        assert!(names.contains(&check), "{names:?}");
    }
}

/// A reader that goes away, as `head` does, is no failure.
#[test]
fn nobody_needs_to_read_to_the_end() {
    for words in [["completions", "bash"], ["openapi", "--json"]] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_guanxi"));
        child.args(words).stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
        let mut child = child.spawn().unwrap();
        drop(child.stdout.take());
        let ended = child.wait_with_output().unwrap();
        assert!(ended.status.success() && ended.stderr.is_empty(), "{words:?}: {}", String::from_utf8_lossy(&ended.stderr));
    }
}

#[test]
fn files_in_other_encodings_and_spreadsheets_go_in_and_out() {
    let mut g = Program { folder: tempfile::tempdir().unwrap(), database: None, said: String::new() };
    g.run(&["tenant", "create", "acme"]);
    let path = |name: &str| g.folder.path().join(name).to_str().unwrap().to_owned();
    let (text, sheet, again) = (path("people.csv"), path("out.XLSX"), path("again.csv"));
    let bytes = ::records::io::encoding::named("gb18030").unwrap().encode("external_id,name,country\n1,王伟,CN\n2,李娜,CN\n").0;
    std::fs::write(&text, bytes).unwrap();
    let done = g.json(&["import", "customer", &text, "--tenant", "acme"]);
    assert_eq!((&done["accepted"], &done["encoding"]), (&2.into(), &"gb18030".into()), "{done}");
    let wrong = g.output(&["import", "customer", &text, "--tenant", "acme", "--encoding", "klingon"]);
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("klingon"), "{wrong:?}");
    g.run(&["export", "customer", "--tenant", "acme", "--fields", "external_id,name", "--sort", "external_id", "-o", &sheet]);
    assert!(std::fs::read(&sheet).unwrap().starts_with(b"PK"));
    let done = g.json(&["import", "customer", &sheet, "--tenant", "acme", "--sheet", "customer"]);
    assert_eq!((&done["accepted"], &done["refused"], &done["sheet"]), (&2.into(), &0.into(), &"customer".into()), "{done}");
    g.run(&["export", "customer", "--tenant", "acme", "--fields", "external_id,name", "--sort", "external_id", "-o", &again]);
    assert_eq!(std::fs::read_to_string(&again).unwrap(), "\u{feff}external_id,name\r\n1,王伟\r\n2,李娜\r\n");
}
