//! What a merge wrote down.

use super::MergeEntry;
use crate::{Error, Result, Writer};
use model::object::ColType;
use model::{Id, Object, Ts, Val};
use serde_json::{Map, Value};
use store::Row;

/// A merge with what it changed in its survivor: column, before, after.
#[derive(Clone, Debug)]
pub(super) struct Journal {
    pub id: Id,
    pub object: String,
    pub survivor: Id,
    pub gone: Id,
    pub at: Ts,
    pub changed: Map<String, Value>,
    pub undone: bool,
}

const COLUMNS: &str = "id, object, survivor, gone, at, changed, undone_at";

fn journal(row: &Row) -> Result<Journal> {
    let changed = serde_json::from_str(row.text(5)?).map_err(|e| Error::Broken(format!("journal of a merge: {e}")))?;
    Ok(Journal {
        id: row.id(0)?,
        object: row.text(1)?.to_owned(),
        survivor: row.id(2)?,
        gone: row.id(3)?,
        at: Ts(row.int(4)?),
        changed,
        undone: row.opt_int(6).is_some(),
    })
}

pub(super) fn entry(row: &Row) -> Result<MergeEntry> {
    Ok(MergeEntry {
        id: row.id(0)?,
        survivor: row.id(1)?,
        gone: row.id(2)?,
        survivor_name: None,
        gone_name: None,
        at: Ts(row.int(3)?),
        by: row.opt_id(4),
        undone_at: row.opt_int(5).map(Ts),
    })
}

impl Journal {
    /// Before and after of a column.
    pub fn of(&self, object: &Object, column: usize) -> Option<(Val, Val)> {
        let c = &object.columns[column];
        let pair = self.changed.get(c.name.as_ref())?.as_array()?;
        Some((val(c.ty, pair.first()?), val(c.ty, pair.get(1)?)))
    }

    pub fn set(&mut self, object: &Object, column: usize, before: &Val, after: &Val) {
        let pair = Value::Array(vec![json(before), json(after)]);
        self.changed.insert(object.columns[column].name.to_string(), pair);
    }

    pub fn unset(&mut self, object: &Object, column: usize) {
        self.changed.remove(object.columns[column].name.as_ref());
    }

    pub async fn insert(&self, w: &mut Writer<'_>, user: Option<Id>) -> Result<()> {
        let sql =
            "insert into @merge (id, seq, object, survivor, gone, at, by_id, changed) values ($1, $8, $2, $3, $4, $5, $6, $7)";
        let seq = w.take_numbers("merge", 1).await?;
        let changed = Value::Object(self.changed.clone()).to_string();
        let params = [
            self.id.into(),
            self.object.as_str().into(),
            self.survivor.into(),
            self.gone.into(),
            self.at.0.into(),
            user.into(),
            changed.into(),
            seq.into(),
        ];
        w.tx.run(sql, &params).await?;
        Ok(())
    }

    pub async fn update(&self, w: &mut Writer<'_>) -> Result<()> {
        let changed = Value::Object(self.changed.clone()).to_string();
        w.tx.run("update @merge set changed = $2 where id = $1", &[self.id.into(), changed.into()]).await?;
        Ok(())
    }
}

pub(super) async fn read(w: &mut Writer<'_>, merge: Id) -> Result<Option<Journal>> {
    let lock = w.tx.dialect().for_update();
    let rows = w.tx.all(&format!("select {COLUMNS} from @merge where id = $1{lock}"), &[merge.into()]).await?;
    rows.first().map(journal).transpose()
}

/// Merges into a record that stand, oldest first.
pub(super) async fn into(w: &mut Writer<'_>, survivor: Id) -> Result<Vec<Journal>> {
    let sql = format!("select {COLUMNS} from @merge where survivor = $1 and undone_at is null order by seq");
    w.tx.all(&sql, &[survivor.into()]).await?.iter().map(journal).collect()
}

/// What a record became, if a merge of it stands.
pub(super) async fn became(w: &mut Writer<'_>, gone: Id) -> Result<Option<Id>> {
    let sql = "select survivor from @merge where gone = $1 and undone_at is null";
    Ok(w.tx.all(sql, &[gone.into()]).await?.first().and_then(|r| r.opt_id(0)))
}

fn json(v: &Val) -> Value {
    match v {
        Val::Null => Value::Null,
        Val::Int(i) => (*i).into(),
        Val::Real(r) => (*r).into(),
        Val::Text(t) => t.as_str().into(),
        Val::Id(id) => id.to_string().into(),
        Val::Bytes(_) => Value::Null,
    }
}

fn val(ty: ColType, json: &Value) -> Val {
    match (ty, json) {
        (ColType::Int, Value::Number(n)) => n.as_i64().into(),
        (ColType::Real, Value::Number(n)) => n.as_f64().map_or(Val::Null, Val::Real),
        (ColType::Id, Value::String(t)) => Id::parse(t).into(),
        (ColType::Text | ColType::Json, Value::String(t)) => Val::Text(t.clone()),
        _ => Val::Null,
    }
}
