//! What can go wrong below the records, said the same way for both databases.

/// An error of the store. Cheap to clone, because one failed commit answers many writers.
#[derive(Clone, Debug, thiserror::Error, PartialEq, Eq)]
pub enum Error {
    /// A unique key is taken. `key` names the columns (SQLite) or the index (PostgreSQL).
    #[error("{key} must be unique and this value is already in use")]
    Conflict { key: String },
    /// A row refers to one that does not exist, or is still referred to.
    #[error("a reference does not hold: {0}")]
    Reference(String),
    /// A `check`, `not null` or type rule of a table refused the value.
    #[error("the value is refused by the database: {0}")]
    Refused(String),
    /// The transaction met another one and was given up, also after it had been tried again.
    #[error("the data was changed by someone else at the same moment; try again")]
    Serialisation,
    /// A lock was not granted in time.
    #[error("the table is busy; try again")]
    Locked,
    /// The statement ran longer than its deadline.
    #[error("the query took longer than allowed")]
    Deadline,
    /// The asker went away, so the statement was stopped.
    #[error("the query was cancelled")]
    Cancelled,
    /// Too many queries of this tenant, or too few connections; nothing was done.
    #[error("too many queries at once; try again in a moment")]
    Busy,
    #[error("{0} does not exist")]
    NotFound(String),
    #[error("{0} exists already")]
    Exists(String),
    /// The tenant's database was changed by a newer program in a way this one cannot follow.
    #[error("{tenant} needs Guanxi {needs} or newer; this is {have}. Start the newer program")]
    NeedsNewerProgram { tenant: String, needs: String, have: String },
    /// The tenant is on its way to another home and takes no changes.
    #[error("{0} is being moved; changes are possible again in a moment")]
    Moving(String),
    /// The tenant holds as much as it may.
    #[error("the company has {used} of at most {limit} {what}; remove some, or ask whoever runs the server for more")]
    Quota { what: &'static str, limit: i64, used: i64 },
    /// The tenant or the store is closed.
    #[error("the database is closed")]
    Closed,
    /// The disk is full.
    #[error("the disk is full; free space and try again")]
    Full,
    /// The closure of a write waited for something that is not the transaction.
    #[error("a write waited for something other than its own transaction and was rolled back")]
    Awaited,
    /// Everything that was to be committed together is lost, although this writer did nothing wrong.
    #[error("the change was not saved because the database failed: {0}")]
    Lost(String),
    /// The connection to the server broke; nothing was saved. It has been tried again already.
    #[error("the connection to the database broke; try again")]
    Disconnected,
    /// The connection broke while committing: the change may or may not be there.
    #[error("the connection broke while saving; check whether the change is there")]
    Unknown,
    #[error("{0}")]
    Config(String),
    /// The key that seals secrets is missing, is another one, or does not open something.
    #[error("{0}")]
    Secrets(String),
    /// A name or address that the store does not take.
    #[error("{0}")]
    Invalid(String),
    /// A lease was lost: somebody else has taken over, and this work must not be saved.
    #[error("somebody else has taken over {0}")]
    Fenced(String),
    /// A value or row has another type than asked for.
    #[error("wrong type: {0}")]
    Type(String),
    #[error("input or output: {0}")]
    Io(String),
    /// Everything else the database says.
    #[error("database: {0}")]
    Db(String),
}

/// Result with the store's error.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// True when the same work may succeed if it is done again at once.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(self, Error::Serialisation | Error::Locked | Error::Disconnected)
    }
}

impl From<std::io::Error> for Error {
    fn from(e: std::io::Error) -> Self {
        if e.kind() == std::io::ErrorKind::StorageFull { Error::Full } else { Error::Io(e.to_string()) }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(e: rusqlite::Error) -> Self {
        use rusqlite::ffi;
        let rusqlite::Error::SqliteFailure(code, message) = &e else { return Error::Db(e.to_string()) };
        let text = message.clone().unwrap_or_else(|| code.to_string());
        match (code.extended_code, code.code) {
            (ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID, _) => {
                Error::Conflict { key: text.strip_prefix("UNIQUE constraint failed: ").unwrap_or(&text).to_owned() }
            }
            (ffi::SQLITE_CONSTRAINT_FOREIGNKEY, _) => Error::Reference(text),
            (_, rusqlite::ErrorCode::ConstraintViolation) => Error::Refused(text),
            (_, rusqlite::ErrorCode::DiskFull) => Error::Full,
            (_, rusqlite::ErrorCode::OperationInterrupted) => Error::Cancelled,
            (_, rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => Error::Locked,
            _ => Error::Db(text),
        }
    }
}

impl From<tokio_postgres::Error> for Error {
    fn from(e: tokio_postgres::Error) -> Self {
        let Some(db) = e.as_db_error() else {
            let io = std::error::Error::source(&e).is_some_and(|s| s.is::<std::io::Error>());
            return if e.is_closed() || io { Error::Disconnected } else { Error::Db(with_source(&e)) };
        };
        let text = db.detail().map_or_else(|| db.message().to_owned(), |d| format!("{}: {d}", db.message()));
        match db.code().code() {
            "23505" => Error::Conflict { key: db.constraint().unwrap_or("key").to_owned() },
            "23503" => Error::Reference(text),
            "40001" | "40P01" => Error::Serialisation,
            "55P03" => Error::Locked,
            "57014" => Error::Deadline,
            "53100" => Error::Full,
            "53300" => Error::Busy,
            "57P01" | "57P02" | "57P03" => Error::Disconnected,
            c if c.starts_with("23") || c.starts_with("22") => Error::Refused(text),
            c => Error::Db(format!("{text} ({c})")),
        }
    }
}

fn with_source(e: &tokio_postgres::Error) -> String {
    match std::error::Error::source(e) {
        Some(s) => format!("{e}: {s}"),
        None => e.to_string(),
    }
}
