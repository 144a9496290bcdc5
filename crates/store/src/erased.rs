//! The ledger of what was erased: ids alone, kept outside of the tenants, so that it survives the restore of a back-up that was
//! made before.

use crate::control::Control;
use crate::{Result, Scan};
use model::{Id, Val};

/// A record that was erased.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErasedRecord {
    pub id: Id,
    pub object: String,
    /// How: the word of whoever erased it.
    pub mode: String,
}

impl Control {
    /// Notes records as erased.
    ///
    /// # Errors
    /// Of the database.
    pub async fn note_erased(&self, object: &str, mode: &str, ids: &[Id]) -> Result<()> {
        let now = self.now().0;
        let rows: Vec<Vec<Val>> = ids.iter().map(|id| vec![(*id).into(), object.into(), mode.into(), now.into()]).collect();
        let rows = &rows;
        let sql = "insert into @erased (record_id, object, mode, at) values ($1, $2, $3, $4)
                   on conflict (record_id) do update set mode = excluded.mode";
        self.db().write(move |tx| Box::pin(tx.run_many(sql, rows))).await.map(drop)
    }

    /// Takes back a note, of what was not erased after all.
    ///
    /// # Errors
    /// Of the database.
    pub async fn unnote_erased(&self, ids: &[Id]) -> Result<()> {
        let rows: Vec<Vec<Val>> = ids.iter().map(|id| vec![(*id).into()]).collect();
        let rows = &rows;
        self.db().write(move |tx| Box::pin(tx.run_many("delete from @erased where record_id = $1", rows))).await.map(drop)
    }

    /// Everything that was ever erased, in the order of ids.
    ///
    /// # Errors
    /// Of the database.
    pub async fn erased(&self) -> Result<Vec<ErasedRecord>> {
        let sql = "select record_id, object, mode from @erased order by record_id";
        let rows = self.db().scan(sql, &[], Scan::default()).await?;
        let read = |r: &crate::Row| Ok(ErasedRecord { id: r.id(0)?, object: r.text(1)?.to_owned(), mode: r.text(2)?.to_owned() });
        rows.iter().map(read).collect()
    }
}
