//! Answers that are made while they are sent, in constant memory. An error before the first byte is a problem; after it the
//! connection breaks off, so that nobody takes half a file for a whole one.

use super::problem::Problem;
use axum::body::Body;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use bytes::Bytes;
use futures_util::StreamExt;
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// Pieces under way between the database and the client.
const PIECES: usize = 4;
/// Size from which a piece is sent, in bytes.
pub const PIECE: usize = 64 * 1024;

/// Media type of spreadsheets.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Where the maker of an answer puts its pieces.
#[derive(Clone)]
pub struct Pieces(Sender<Result<Bytes, Problem>>);

impl Pieces {
    /// Sends a piece from within a reader of the database, waiting while the client is slower.
    ///
    /// # Errors
    /// When the client is gone.
    pub fn send(&self, piece: Vec<u8>) -> store::Result<()> {
        tokio::task::block_in_place(|| self.0.blocking_send(Ok(piece.into()))).map_err(|_| store::Error::Cancelled)
    }

    /// Sends the last piece, or what went wrong.
    pub async fn end(self, last: Result<Vec<u8>, Problem>) {
        // a client that is gone needs no answer
        let _ = self.0.send(last.map(Bytes::from)).await;
    }
}

/// Two ends of an answer.
#[must_use]
pub fn pieces() -> (Pieces, Receiver<Result<Bytes, Problem>>) {
    let (send, receive) = channel(PIECES);
    (Pieces(send), receive)
}

/// A CSV file for download from pieces; waits for the first one.
///
/// # Errors
/// What went wrong before the first piece.
pub async fn csv(mut pieces: Receiver<Result<Bytes, Problem>>, name: &str) -> Result<Response, Problem> {
    let first = match pieces.recv().await {
        Some(first) => first?,
        None => return Err(Problem::internal(&"the maker of the answer died")),
    };
    let rest = futures_util::stream::unfold(pieces, |mut pieces| async move { Some((pieces.recv().await?, pieces)) });
    let rest = rest.map(|piece| piece.map_err(|p| std::io::Error::other(p.detail.into_owned())));
    // compression asks once more after the end
    let all = futures_util::stream::once(async move { Ok(first) }).chain(rest).fuse();
    let mut answer = Response::new(Body::from_stream(all));
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    answer.headers_mut().insert(header::CONTENT_DISPOSITION, super::files::disposition(name));
    Ok(answer)
}

/// A spreadsheet for download from a finished file.
///
/// # Errors
/// When the file cannot be read.
pub fn spreadsheet(file: std::fs::File, name: &str) -> Result<Response, Problem> {
    let size = file.metadata().map_err(|e| Problem::internal(&e))?.len();
    let pieces = tokio_util::io::ReaderStream::with_capacity(tokio::fs::File::from_std(file), PIECE);
    let mut answer = Response::new(Body::from_stream(pieces));
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(XLSX));
    answer.headers_mut().insert(header::CONTENT_LENGTH, size.into());
    answer.headers_mut().insert(header::CONTENT_DISPOSITION, super::files::disposition(name));
    Ok(answer)
}
