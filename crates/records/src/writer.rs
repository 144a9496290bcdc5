//! One transaction over records. Everything written through it is stored together or not at all.

mod finish;

use crate::access::Act;
use crate::door::{Batch, Refused};
use crate::log::LogRow;
use crate::notice::NewNotice;
use crate::numbers::Numbers;
use crate::prepared::Prepared;
use crate::rollup::Deltas;
use crate::rule::NewEvent;
use crate::sources::{Kept, Known};
use crate::{Access, By, Catalog, Error, Result, door, json, people};
use model::object::col;
use model::{Id, Record, Str, Ts, Val};
use serde_json::{Map, Value};
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::sync::Arc;
use store::Tx;

/// The handle that the closure of [`Records::write`](crate::Records::write) gets.
///
/// Roll-ups, events, jobs and the change log are written when the closure has returned; records read in between show
/// roll-ups as they were before. Nothing but this writer may be awaited.
pub struct Writer<'t> {
    /// The transaction, for statements of a feature's own tables.
    pub tx: &'t mut Tx,
    pub(crate) catalog: Arc<Catalog>,
    pub(crate) access: Option<Arc<Access>>,
    pub(crate) by: By,
    pub(crate) now: Ts,
    pub(crate) deltas: Deltas,
    pub(crate) numbers: Arc<Numbers>,
    log: Vec<LogRow>,
    events: Vec<NewEvent>,
    jobs: Vec<(Str, Value)>,
    later: Vec<(Str, Value, Ts)>,
    pub(crate) notices: Vec<NewNotice>,
    /// Customers whose consents were touched.
    pub(crate) consents: BTreeSet<Id>,
    create: VecDeque<(Str, Map<String, Value>)>,
    lazy: BTreeSet<(usize, Id)>,
    /// Records whose identifiers changed.
    pub(crate) identified: BTreeSet<(String, Id)>,
    /// What was not written because a higher source had set it.
    pub(crate) kept: Vec<Kept>,
    /// Where values of records come from, and the sources of imports, as they were read.
    pub(crate) sources: HashMap<Id, Known>,
    pub(crate) imports: HashMap<Id, String>,
}

impl<'t> Writer<'t> {
    pub(crate) fn new(tx: &'t mut Tx, catalog: Arc<Catalog>, access: Option<Arc<Access>>, by: By, numbers: Arc<Numbers>) -> Self {
        let now = tx.now();
        Self {
            tx,
            catalog,
            access,
            by,
            now,
            deltas: Deltas::default(),
            numbers,
            log: Vec::new(),
            events: Vec::new(),
            jobs: Vec::new(),
            later: Vec::new(),
            notices: Vec::new(),
            consents: BTreeSet::new(),
            create: VecDeque::new(),
            lazy: BTreeSet::new(),
            identified: BTreeSet::new(),
            kept: Vec::new(),
            sources: HashMap::new(),
            imports: HashMap::new(),
        }
    }

    /// The definitions that this transaction works with.
    #[must_use]
    pub fn catalog(&self) -> &Arc<Catalog> {
        &self.catalog
    }

    /// The instant at which the transaction began.
    #[must_use]
    pub fn now(&self) -> Ts {
        self.now
    }

    #[must_use]
    pub fn by(&self) -> &By {
        &self.by
    }

    /// A new record of the object with its defaults, to be filled and given to [`Writer::insert`].
    ///
    /// # Errors
    /// `NotFound` for an unknown object.
    pub fn blank(&self, object: &str) -> Result<Record> {
        Ok(self.catalog.prepared(object)?.blank.clone())
    }

    /// Reads and locks a record; `None` when there is none or it is deleted.
    ///
    /// # Errors
    /// `NotFound` for an unknown object; errors of the store.
    pub async fn get(&mut self, object: &str, id: Id) -> Result<Option<Record>> {
        Ok(self.lock(object, id).await?.filter(|r| r.vals[col::DELETED_AT].is_null()))
    }

    /// Reads and locks a record, deleted or not.
    pub(crate) async fn lock(&mut self, object: &str, id: Id) -> Result<Option<Record>> {
        let p = self.catalog.prepared(object)?.clone();
        let mut rows = self.tx.all(&p.sql.lock, &[Val::Id(id)]).await?;
        Ok(rows.pop().map(|row| Record { object: p.object.clone(), vals: row.into_vals() }))
    }

    /// Creates a record from JSON values.
    ///
    /// # Errors
    /// `Invalid` with every field's error; `Forbidden`.
    pub async fn create(&mut self, object: &str, input: &Map<String, Value>) -> Result<Record> {
        self.require(Act::Create, object)?;
        self.may_manage(object)?;
        let p = self.catalog.prepared(object)?.clone();
        let mut record = p.blank.clone();
        self.may_write(object, input)?;
        let read = json::read(&self.catalog.scalars(), input, &mut record);
        if let Err(mut errors) = read {
            errors.extend(missing_required(&p, input));
            return Err(Error::Invalid(errors));
        }
        self.must_own(&mut record).await?;
        let record = door::change(self, &p, None, record).await?;
        crate::duplicates::guard(self, &record).await?;
        Ok(record)
    }

    /// Changes the fields named in `input`. `version` is what the caller last saw.
    ///
    /// # Errors
    /// `NotFound`, `Conflict` when the version is another one, `Invalid`, `Forbidden`.
    pub async fn patch(&mut self, object: &str, id: Id, input: &Map<String, Value>, version: Option<i64>) -> Result<Record> {
        // Of themselves people may change what `may_change` says, whatever their role says of people.
        let act = if people::is_self(&self.by, object, id) { Act::Read } else { Act::Update };
        self.require(act, object)?;
        let p = self.catalog.prepared(object)?.clone();
        self.may_write(object, input)?;
        let before = self.sought(act, object, id, version).await?;
        let mut after = before.clone();
        json::read(&self.catalog.scalars(), input, &mut after).map_err(Error::Invalid)?;
        self.may_change(&p, &before, &after)?;
        self.must_stay(&after).await?;
        door::change(self, &p, Some(&before), after).await
    }

    /// Deletes a record, so that it can be restored.
    ///
    /// # Errors
    /// `NotFound`, `Conflict`, `Forbidden`; `Referenced` when other records hold on to it.
    pub async fn delete(&mut self, object: &str, id: Id, version: Option<i64>) -> Result<()> {
        self.require(Act::Delete, object)?;
        let p = self.catalog.prepared(object)?.clone();
        let before = self.sought(Act::Delete, object, id, version).await?;
        self.may_manage(object)?;
        door::remove::delete(self, &p, before).await
    }

    /// Restores a deleted record with what was deleted together with it. A record that is not deleted is returned as it is.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`; `Invalid` when a unique key was taken since, or a referenced record is gone.
    pub async fn restore(&mut self, object: &str, id: Id) -> Result<Record> {
        self.require(Act::Delete, object)?;
        let p = self.catalog.prepared(object)?.clone();
        let before = self.lock(object, id).await?.ok_or_else(|| Error::no_record(object, id))?;
        self.must_reach(Act::Delete, &before).await?;
        self.may_manage(object)?;
        if before.vals[col::DELETED_AT].is_null() {
            return Ok(before);
        }
        if let Some(root) = crate::merge::alias::root(self, id).await? {
            return Err(Error::BadRequest(format!("{object} {id} was merged into {root}; take the merge back instead")));
        }
        door::remove::restore(self, &p, before).await
    }

    /// Stores a new record that the caller has filled (see [`Writer::blank`]).
    ///
    /// # Errors
    /// As [`Writer::create`].
    pub async fn insert(&mut self, record: Record) -> Result<Record> {
        let p = self.catalog.prepared(record.object.name())?.clone();
        door::change(self, &p, None, record).await
    }

    /// Stores a changed record; `before` is what [`Writer::get`] gave.
    ///
    /// # Errors
    /// As [`Writer::patch`].
    pub async fn update(&mut self, before: &Record, after: Record) -> Result<Record> {
        let p = self.catalog.prepared(after.object.name())?.clone();
        door::change(self, &p, Some(before), after).await
    }

    /// Stores many new records, of several objects, in one go: rows in bulk, one row of log an object, each parent's
    /// roll-ups written once. Records may refer to each other in any order. See [`prepare`](crate::prepare) for the first half.
    ///
    /// # Errors
    /// The inner error lists the records that refer to nothing; nothing was written then. Taken unique keys are an
    /// `Invalid` of the whole transaction.
    pub async fn insert_many(&mut self, batch: &Batch) -> Result<Result<Vec<Id>, Refused>> {
        door::bulk::insert(self, batch).await
    }

    /// Finds the record whose unique key has this value.
    ///
    /// # Errors
    /// `BadRequest` when `key` names no unique key of one field.
    pub async fn find(&mut self, object: &str, key: &str, value: &Value) -> Result<Option<Record>> {
        let p = self.catalog.prepared(object)?.clone();
        let by = crate::read::by_key(&self.catalog, &p, key, value)?;
        let lock = self.tx.dialect().for_update();
        let mut rows = self.tx.all(&format!("{}{lock}", by.sql), &[by.param]).await?;
        if let (true, Some((sql, params))) = (rows.is_empty(), by.merged) {
            let root = self.tx.all(&sql, &params).await?.first().and_then(|r| r.opt_id(0));
            if let Some(root) = root {
                return self.get(object, root).await;
            }
        }
        Ok(rows.pop().map(|row| Record { object: p.object.clone(), vals: row.into_vals() }))
    }

    /// Creates the record with this unique key, or changes the one that has it. True when it was created.
    ///
    /// # Errors
    /// As [`Writer::create`] and [`Writer::patch`].
    pub async fn upsert(&mut self, object: &str, key: &str, value: &Value, input: &Map<String, Value>) -> Result<(Record, bool)> {
        self.open_to(object, key)?;
        if let Some(found) = self.find(object, key, value).await? {
            self.must_reach(Act::Read, &found).await?;
            return Ok((self.patch(object, found.id(), input, None).await?, false));
        }
        let mut input = input.clone();
        input.insert(key.to_owned(), value.clone());
        Ok((self.create(object, &input).await?, true))
    }

    /// Appends an event.
    pub fn emit(&mut self, event: NewEvent) {
        self.events.push(event);
    }

    /// Enqueues a job that runs once the transaction is committed.
    pub fn enqueue(&mut self, kind: impl Into<Str>, payload: Value) {
        self.jobs.push((kind.into(), payload));
    }

    /// Reads and locks the record to be changed, as the asker may see it and last saw it.
    async fn sought(&mut self, act: Act, object: &str, id: Id, version: Option<i64>) -> Result<Record> {
        let before = self.get(object, id).await?.ok_or_else(|| Error::no_record(object, id))?;
        self.must_reach(act, &before).await?;
        match version {
            Some(v) if v != before.version() => Err(Error::Conflict { current: before.version() }),
            _ => Ok(before),
        }
    }

    /// Records that there are more of than before, so far.
    pub(crate) fn added(&self) -> i64 {
        self.log.iter().map(LogRow::adds).sum()
    }

    pub(crate) fn log(&mut self, row: LogRow) {
        self.log.push(row);
    }

    /// Numbers `next .. next + count` of a counter.
    pub(crate) async fn take_numbers(&mut self, counter: &str, count: i64) -> Result<i64> {
        crate::numbers::take(self.tx, counter, count).await
    }

    /// A dense number: from the block at hand, else from the counter.
    pub(crate) async fn take_num(&mut self, object: &str) -> Result<i64> {
        if let Some(n) = self.numbers.pop(object) {
            return Ok(n);
        }
        self.take_numbers(&crate::numbers::counter(object), 1).await
    }
}

/// Required fields that the input does not even name, so that they are told together with what is wrong.
fn missing_required(p: &Prepared, input: &Map<String, Value>) -> Vec<model::FieldError> {
    let missing = |i: &&usize| {
        let name = p.object.fields[**i].name.as_ref();
        p.blank.vals[p.object.column_of(**i)].is_null() && input.get(name).is_none_or(Value::is_null)
    };
    let error = |i: &usize| model::FieldError::new(p.object.fields[*i].name.to_string(), "required", "is required; give a value");
    p.required.iter().filter(missing).map(error).collect()
}
