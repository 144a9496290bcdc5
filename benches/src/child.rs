//! Work that is done in a process of its own, so that its memory and processor time are its own: this program started again
//! with `--child NAME ARGUMENTS`. What a child found out is one line of JSON on its standard output.

use crate::figures::{duplicates, import, tenants};
use crate::http::Connection;
use crate::served;
use anyhow::Context;
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};

/// First argument of a child.
pub const FLAG: &str = "--child";

/// What a child does.
pub async fn main(args: &[String]) -> anyhow::Result<()> {
    let (name, rest) = args.split_first().context("which child?")?;
    let found = match name.as_str() {
        "import" => import::child(rest).await?,
        "tenants" => tenants::child(rest).await?,
        "febrl" => duplicates::febrl(rest)?,
        "search" => duplicates::search_child(rest).await?,
        "bare-server" => return served::bare_child(rest).await,
        other => anyhow::bail!("no child is called {other}"),
    };
    println!("{found}");
    Ok(())
}

/// Runs a child to its end and returns what it found out.
pub fn run(name: &str, args: &[String]) -> anyhow::Result<Value> {
    let out = Command::new(std::env::current_exe()?).arg(FLAG).arg(name).args(args).stderr(Stdio::inherit()).output()?;
    anyhow::ensure!(out.status.success(), "the child {name} failed: {}", out.status);
    let text = String::from_utf8(out.stdout)?;
    serde_json::from_str(text.lines().last().unwrap_or_default()).with_context(|| format!("the child {name} said: {text}"))
}

/// A server in a process of its own; stopped with this value.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
}

impl Server {
    /// Starts a command that prints a line of JSON with its address under `listen` when it is ready.
    pub fn start(command: &mut Command) -> anyhow::Result<Self> {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn()?;
        let out = child.stdout.take().context("no output")?;
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line)?;
        let said: Result<Value, _> = serde_json::from_str(&line);
        let address = said.ok().and_then(|v| v["listen"].as_str().and_then(|a| a.parse().ok()));
        match address {
            Some(address) => Ok(Self { child, address }),
            None => {
                let _ = child.kill();
                let _ = child.wait();
                anyhow::bail!("the server did not start: {line}")
            }
        }
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    pub async fn connect(&self) -> anyhow::Result<Connection> {
        Connection::open(self.address).await
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The command that starts this program as a child.
pub fn command(name: &str, args: &[String]) -> anyhow::Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.arg(FLAG).arg(name).args(args);
    Ok(command)
}
