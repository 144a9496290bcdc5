//! What happened, when, to whom: append-only, one row an event.
//!
//! An event's id is made of its time and a hash of (source, message id): the primary key is ordered by time and finds the
//! same message sent twice, so that appending again changes nothing. Events written by the engine's own writers travel in the
//! transaction of the change that caused them.

mod hand;
mod kind;

pub use hand::HandEvent;
pub use kind::EventKind;

use crate::{By, NewEvent, Result};
use model::{Id, Val};
use sha2::{Digest, Sha256};
use store::Tx;

/// Sources of events that people and programs enter; only these can be taken back.
pub const MANUAL: &str = "manual";
pub const API: &str = "api";

const INSERT: &str = "insert into @event \
    (id, customer_id, at, kind, subject_object, subject_id, by_kind, by_id, import_id, source, quiet, props) \
    values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) on conflict (id) do nothing";

impl NewEvent {
    /// The id under which the event is stored, and found when it comes again.
    #[must_use]
    pub fn id(&self) -> Id {
        let mut hash = Sha256::new();
        hash.update(self.source.as_bytes());
        hash.update([0]);
        hash.update(self.message_id.as_bytes());
        let digest = hash.finalize();
        let bits = digest.iter().take(16).fold(0_u128, |n, b| (n << 8) | u128::from(*b));
        Id::event(self.at.unix_ms(), bits)
    }

    fn row(&self, by: &By) -> Vec<Val> {
        let (object, subject) = self.subject.as_ref().map_or((Val::Null, Val::Null), |(o, id)| (o.as_ref().into(), (*id).into()));
        vec![
            self.id().into(),
            self.customer.into(),
            self.at.0.into(),
            self.kind.as_ref().into(),
            object,
            subject,
            by.kind().into(),
            by.user().into(),
            by.import().into(),
            self.source.as_ref().into(),
            by.quiet().into(),
            serde_json::Value::Object(self.props.clone()).to_string().into(),
        ]
    }
}

/// Appends events; those that are there already are left as they are. Returns how many were new.
///
/// # Errors
/// Those of the database.
pub async fn append(tx: &mut Tx, events: &[NewEvent], by: &By) -> Result<u64> {
    match events {
        [] => Ok(0),
        [one] => Ok(tx.run(INSERT, &one.row(by)).await?),
        many => {
            let rows: Vec<Vec<Val>> = many.iter().map(|e| e.row(by)).collect();
            Ok(tx.run_many(INSERT, &rows).await?)
        }
    }
}
