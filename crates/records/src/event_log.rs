//! Appending events. They are never changed and never re-pointed; the same one sent twice is stored once, because its id
//! is made of its time, source and message id.

use crate::rule::NewEvent;
use crate::{By, Result};
use model::{Id, Val};
use store::Tx;

const INSERT: &str = "insert into @event (id, customer_id, at, kind, subject_object, subject_id, by_kind, by_id, source, \
                      quiet, import_id, props) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) \
                      on conflict (id) do nothing";

impl NewEvent {
    /// The id under which the event is stored.
    #[must_use]
    pub fn id(&self) -> Id {
        // FNV-1a, 128 bits: stable for ever, because stored ids depend on it.
        let bytes = self.source.bytes().chain([0]).chain(self.message_id.bytes());
        let hash = bytes.fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128, |h, b| {
            (h ^ u128::from(b)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
        });
        Id::event(self.at.unix_ms(), hash)
    }
}

/// Stores the events.
///
/// # Errors
/// Those of the store.
pub(crate) async fn append(tx: &mut Tx, events: &[NewEvent], by: &By) -> Result<()> {
    let rows: Vec<Vec<Val>> = events.iter().map(|e| row(e, by)).collect();
    match rows.as_slice() {
        [] => {}
        [one] => {
            tx.run(INSERT, one).await?;
        }
        many => {
            tx.run_many(INSERT, many).await?;
        }
    }
    Ok(())
}

fn row(e: &NewEvent, by: &By) -> Vec<Val> {
    vec![
        e.id().into(),
        e.customer.into(),
        e.at.0.into(),
        e.kind.as_ref().into(),
        e.subject.as_ref().map(|s| s.0.to_string()).into(),
        e.subject.as_ref().map(|s| s.1).into(),
        by.kind().into(),
        by.user().into(),
        e.source.as_ref().into(),
        by.quiet().into(),
        by.import().into(),
        serde_json::Value::Object(e.props.clone()).to_string().into(),
    ]
}
