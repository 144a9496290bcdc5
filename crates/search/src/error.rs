//! What can go wrong in searching.

pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a question was not answered or an index not kept.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Records(#[from] records::Error),
    /// The index on disk failed; it is derived, so it can be made anew.
    #[error("the search index failed: {0}")]
    Index(#[from] tantivy::TantivyError),
    #[error("the search index failed: {0}")]
    Disk(#[from] std::io::Error),
    /// Work for the index ended without an answer.
    #[error("the search index stopped: {0}")]
    Stopped(String),
}

impl From<store::Error> for Error {
    fn from(e: store::Error) -> Self {
        Error::Records(e.into())
    }
}

impl From<tokio::task::JoinError> for Error {
    fn from(e: tokio::task::JoinError) -> Self {
        Error::Stopped(e.to_string())
    }
}
