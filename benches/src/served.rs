//! The two servers that are compared: `guanxi serve`, and a bare axum route over the same file.

use crate::child::{self, Server};
use crate::http::{header, with_body};
use anyhow::Context;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use parking_lot::Mutex;
use rusqlite::types::{Value as Sql, ValueRef};
use rusqlite::{Connection, params_from_iter};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::path::Path as File;
use std::process::{Command, Stdio};
use std::sync::Arc;

/// Who signs in to the served companies.
pub const EMAIL: &str = "bench@example.com";
pub const PASSWORD: &str = "correct horse battery staple";

/// The program, which is built beside this one.
pub fn guanxi() -> anyhow::Result<Command> {
    let path = std::env::current_exe()?.with_file_name("guanxi");
    anyhow::ensure!(path.exists(), "{} is missing; build it with: cargo build --release -p guanxi", path.display());
    let mut command = Command::new(path);
    command.env("GUANXI_LOG", "warn");
    Ok(command)
}

/// Runs a command of the program to its end, its data in `data`. Returns what it said.
pub fn run(data: &File, args: &[&str], input: &str) -> anyhow::Result<Value> {
    use std::io::Write;
    let mut command = guanxi()?;
    command.args(args).arg("--json").arg("--data").arg(data);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    child.stdin.take().context("no input")?.write_all(input.as_bytes())?;
    let out = child.wait_with_output()?;
    anyhow::ensure!(out.status.success(), "guanxi {} failed: {}", args.join(" "), String::from_utf8_lossy(&out.stdout));
    let text = String::from_utf8(out.stdout)?;
    Ok(text.lines().last().and_then(|l| serde_json::from_str(l).ok()).unwrap_or(Value::Null))
}

/// A company with a person who signs in and that many customers, made by the program's own commands.
pub fn base(data: &File, slug: &str, customers: u64) -> anyhow::Result<()> {
    run(data, &["tenant", "create", slug, "--currency", "GBP"], "")?;
    run(data, &["user", "add", EMAIL, "--role", "administrator", "--password-stdin", "--tenant", slug], PASSWORD)?;
    run(data, &["bench", "seed", "--customers", &customers.to_string(), "--tenant", slug], "")?;
    Ok(())
}

/// Starts the program over a folder.
pub fn serve(data: &File) -> anyhow::Result<Server> {
    let mut command = guanxi()?;
    command.args(["serve", "--json", "--listen", "127.0.0.1:0", "--public", "127.0.0.1:0", "--data"]).arg(data);
    Server::start(&mut command)
}

/// Signs in and returns the cookie.
pub async fn sign_in(server: &Server, slug: &str) -> anyhow::Result<String> {
    sign_in_as(server, slug, EMAIL, PASSWORD).await
}

/// Signs in somebody else and returns the cookie.
pub async fn sign_in_as(server: &Server, slug: &str, email: &str, password: &str) -> anyhow::Result<String> {
    let body = json!({ "email": email, "password": password, "company": slug }).to_string();
    let answer = server.connect().await?.ask(&with_body("POST", "/api/sign-in", &body, None)).await?;
    anyhow::ensure!(answer.status == 200, "sign-in: {}", String::from_utf8_lossy(&answer.body));
    let cookie = header(&answer.head, "set-cookie").context("no cookie")?;
    Ok(cookie.split(';').next().unwrap_or_default().to_owned())
}

/// Starts the bare route over one SQLite file.
pub fn bare(file: &File) -> anyhow::Result<Server> {
    Server::start(&mut child::command("bare-server", &[file.display().to_string()])?)
}

#[derive(Clone)]
struct Bare {
    file: Arc<str>,
    idle: Arc<Mutex<Vec<Connection>>>,
}

/// The select of one customer, and of a page: the same columns that the product reads.
const ONE: &str = "select * from customer where id = ?1";

impl Bare {
    /// Runs a select on a connection that nobody uses, on the asker's thread, and makes JSON of its rows.
    fn rows(&self, sql: &str, params: &[Sql]) -> rusqlite::Result<Vec<Value>> {
        let idle = self.idle.lock().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => {
                let connection = Connection::open(&*self.file)?;
                connection.execute_batch("pragma query_only = on; pragma cache_size = -2048")?;
                connection
            }
        };
        let rows = read(&connection, sql, params);
        self.idle.lock().push(connection);
        rows
    }
}

fn read(connection: &Connection, sql: &str, params: &[Sql]) -> rusqlite::Result<Vec<Value>> {
    let mut select = connection.prepare_cached(sql)?;
    let names: Vec<String> = select.column_names().map(str::to_owned).collect();
    let rows = select.query_map(params_from_iter(params), |row| {
        let mut out = Map::new();
        for (i, name) in names.iter().enumerate() {
            out.insert(name.clone(), json_of(row.get_ref(i)?));
        }
        Ok(Value::Object(out))
    })?;
    rows.collect()
}

fn json_of(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(n) => n.into(),
        ValueRef::Real(r) => r.into(),
        ValueRef::Text(t) => String::from_utf8_lossy(t).into(),
        ValueRef::Blob(b) => <[u8; 16]>::try_from(b).map_or(Value::Null, |id| model::Id(id).to_string().into()),
    }
}

async fn one(State(bare): State<Bare>, Path(id): Path<String>) -> Result<Json<Value>, StatusCode> {
    let id = model::Id::parse(&id).ok_or(StatusCode::NOT_FOUND)?;
    let rows = bare.rows(ONE, &[Sql::Blob(id.0.to_vec())]).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    rows.into_iter().next().map(Json).ok_or(StatusCode::NOT_FOUND)
}

async fn page(State(bare): State<Bare>, Query(wanted): Query<HashMap<String, String>>) -> Result<Json<Value>, StatusCode> {
    let text = |name: &str| Sql::Text(wanted.get(name).cloned().unwrap_or_default());
    let params = [text("country"), text("stage")];
    let rows = bare.rows(crate::figures::list::SQL, &params).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    Ok(Json(json!({ "items": rows })))
}

/// The bare route, until the process is killed.
pub async fn bare_child(args: &[String]) -> anyhow::Result<()> {
    let file = args.first().context("which file?")?;
    let state = Bare { file: file.as_str().into(), idle: Arc::default() };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", json!({ "listen": listener.local_addr()?.to_string() }));
    let app = Router::new().route("/customers/{id}", get(one)).route("/customers", get(page)).with_state(state);
    let listener = axum::serve::ListenerExt::tap_io(listener, |stream| drop(stream.set_nodelay(true)));
    Ok(axum::serve(listener, app).await?)
}
