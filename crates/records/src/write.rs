//! The generic operations that change records, each one transaction.

use crate::access::Act;
use crate::{Access, Error, Records, Result, Writer};
use model::{Id, Record};
use serde::Deserialize;
use serde_json::{Map, Value};

/// Most operations of a batch.
const BATCH_MAX: usize = 1_000;

/// One operation of a batch.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "op", rename_all = "snake_case", deny_unknown_fields)]
pub enum Operation {
    Create {
        #[serde(default)]
        values: Map<String, Value>,
    },
    Update {
        id: Id,
        #[serde(default)]
        version: Option<i64>,
        values: Map<String, Value>,
    },
    Delete {
        id: Id,
        #[serde(default)]
        version: Option<i64>,
    },
}

/// What an operation left: the record's id and its version, none when it was deleted.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Outcome {
    pub id: Id,
    pub version: Option<i64>,
    /// Fields that stayed as they were, because a higher source had set them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kept: Vec<String>,
}

impl Records {
    /// # Errors
    /// `Invalid` with every field's error; `Forbidden`; `NotFound` for an unknown object.
    pub async fn create(&self, access: &Access, object: &str, input: &Map<String, Value>) -> Result<Record> {
        access.require_on(Act::Create, object)?;
        self.refill(object).await?;
        let made = self.write(access, access.by(), move |w| Box::pin(w.create(object, input))).await?;
        Ok(made)
    }

    /// Changes the fields named in `input`: absent leaves, `null` empties, a value sets. `version` is the one that the
    /// caller last saw, `None` to overwrite whatever is there.
    ///
    /// # Errors
    /// `NotFound`, `Conflict` with the current version, `Invalid`, `Forbidden`.
    pub async fn patch(
        &self,
        access: &Access,
        object: &str,
        id: Id,
        input: &Map<String, Value>,
        version: Option<i64>,
    ) -> Result<Record> {
        Ok(self.patch_telling(access, object, id, input, version).await?.0)
    }

    /// As [`Records::patch`], and tells which fields stayed as they were, because a higher source had set them.
    ///
    /// # Errors
    /// As [`Records::patch`].
    pub async fn patch_telling(
        &self,
        access: &Access,
        object: &str,
        id: Id,
        input: &Map<String, Value>,
        version: Option<i64>,
    ) -> Result<(Record, Vec<String>)> {
        let work = self.write(access, access.by(), move |w| {
            Box::pin(async move {
                let record = w.patch(object, id, input, version).await?;
                Ok((record, w.kept_of(id)))
            })
        });
        work.await
    }

    /// # Errors
    /// `NotFound`, `Conflict`, `Forbidden`; `Referenced` when other records hold on to it.
    pub async fn delete(&self, access: &Access, object: &str, id: Id, version: Option<i64>) -> Result<()> {
        access.require_on(Act::Delete, object)?;
        self.write(access, access.by(), move |w| Box::pin(w.delete(object, id, version))).await
    }

    /// # Errors
    /// `NotFound`, `Forbidden`; `Invalid` when a unique key was taken since, or a referenced record is gone.
    pub async fn restore(&self, access: &Access, object: &str, id: Id) -> Result<Record> {
        access.require_on(Act::Delete, object)?;
        self.write(access, access.by(), move |w| Box::pin(async move { w.restore(object, id).await })).await
    }

    /// Creates the record whose unique field `key` has this value, or changes the one that has it. True when created.
    ///
    /// # Errors
    /// As [`Records::create`] and [`Records::patch`]; `BadRequest` when `key` is no unique field.
    pub async fn upsert(
        &self,
        access: &Access,
        object: &str,
        key: &str,
        value: &Value,
        input: &Map<String, Value>,
    ) -> Result<(Record, bool)> {
        let (record, new, _) = self.upsert_telling(access, object, key, value, input).await?;
        Ok((record, new))
    }

    /// As [`Records::upsert`], and tells which fields stayed as they were, because a higher source had set them.
    ///
    /// # Errors
    /// As [`Records::upsert`].
    pub async fn upsert_telling(
        &self,
        access: &Access,
        object: &str,
        key: &str,
        value: &Value,
        input: &Map<String, Value>,
    ) -> Result<(Record, bool, Vec<String>)> {
        access.require_on(Act::Update, object)?;
        self.refill(object).await?;
        let work = self.write(access, access.by(), move |w| {
            Box::pin(async move {
                let (record, new) = w.upsert(object, key, value, input).await?;
                let kept = w.kept_of(record.id());
                Ok((record, new, kept))
            })
        });
        work.await
    }

    /// All operations or none.
    ///
    /// # Errors
    /// `Item` naming the first operation that failed and why; `Limit` for more than a thousand operations.
    pub async fn batch(&self, access: &Access, object: &str, operations: &[Operation]) -> Result<Vec<Outcome>> {
        if operations.len() > BATCH_MAX {
            return Err(Error::Limit(format!("a batch has at most {BATCH_MAX} operations; send several")));
        }
        self.refill(object).await?;
        self.write(access, access.by(), move |w| Box::pin(run_batch(w, object, operations))).await
    }

    /// Takes dense numbers before the transaction begins.
    pub(crate) async fn refill(&self, object: &str) -> Result<()> {
        if self.current().await?.prepared(object)?.num.is_some() {
            self.state.numbers.refill(&self.tenant, object).await?;
        }
        Ok(())
    }
}

async fn run_batch(w: &mut Writer<'_>, object: &str, operations: &[Operation]) -> Result<Vec<Outcome>> {
    let mut done = Vec::with_capacity(operations.len());
    for (index, operation) in operations.iter().enumerate() {
        let one = w.operate(object, operation).await;
        let at = |e: Error| {
            let error = crate::records::explained(w.catalog(), e);
            Error::Item { index, error: Box::new(error) }
        };
        done.push(one.map_err(at)?);
    }
    Ok(done)
}

impl Writer<'_> {
    /// One operation of a batch.
    ///
    /// # Errors
    /// As [`Writer::create`], [`Writer::patch`] and [`Writer::delete`].
    pub async fn operate(&mut self, object: &str, operation: &Operation) -> Result<Outcome> {
        let record = match operation {
            Operation::Create { values } => self.create(object, values).await?,
            Operation::Update { id, version, values } => self.patch(object, *id, values, *version).await?,
            Operation::Delete { id, version } => {
                self.delete(object, *id, *version).await?;
                return Ok(Outcome { id: *id, version: None, kept: Vec::new() });
            }
        };
        Ok(Outcome { id: record.id(), version: Some(record.version()), kept: self.kept_of(record.id()) })
    }
}
