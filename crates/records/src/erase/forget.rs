//! Writes what is left of a person: nothing.

use super::gather::{Fate, Found, One};
use super::{Mode, SUBJECT};
use crate::facet;
use crate::log::LogRow;
use crate::{Error, Result, Writer, json};
use model::{Id, Val};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Words in events that tell nothing of a person.
const WORDS: &[&str] =
    &["purpose", "channel", "consent", "from", "to", "state", "status", "currency", "direction", "rating", "payment_status"];
/// Events read and written at once.
const CHUNK: usize = 500;
/// Texts looked for by one statement.
const AT_ONCE: usize = 20;

fn list(ids: impl IntoIterator<Item = Id>) -> Result<Val> {
    let ids: Vec<Id> = ids.into_iter().collect();
    Ok(Val::Text(serde_json::to_string(&ids).map_err(|e| Error::Broken(e.to_string()))?))
}

impl Writer<'_> {
    /// Deletes and empties the rows of records, with those by which they are found.
    pub(super) async fn forget_rows(&mut self, found: &Found) -> Result<()> {
        let touched: Vec<Vec<Val>> = found.touched().map(|id| vec![id.into()]).collect();
        // Before anything is added to it: what the log knows of their values.
        let old = "update @change set data = null where record_id = $1 and kind <> 'insert' and data is not null";
        self.tx.run_many(old, &touched).await?;
        let mut recount: BTreeSet<String> = BTreeSet::new();
        for one in &found.all {
            let (object, id) = (one.p.object.name().to_owned(), one.before.id());
            let rev = one.before.rev() + 1;
            match &one.fate {
                Fate::Goes => {
                    self.tx.run(&format!("delete from @{object} where id = $1"), &[id.into()]).await?;
                    self.tx
                        .run("delete from @value where object = $1 and record_id = $2", &[object.as_str().into(), id.into()])
                        .await?;
                    self.log(LogRow::of("delete", &object, Some(id), rev, None));
                    recount.extend(one.p.feeds.iter().map(|f| f.parent.clone()));
                }
                Fate::Stays(columns) => {
                    self.empty(one, columns).await?;
                    self.log(LogRow::of("update", &object, Some(id), rev, None));
                }
            }
        }
        recount.remove(SUBJECT);
        for object in recount {
            self.tx.enqueue(crate::work::recount(&object)).await?;
        }
        Ok(())
    }

    async fn empty(&mut self, one: &One, columns: &[usize]) -> Result<()> {
        let (object, id) = (&one.p.object, one.before.id());
        let mut values: BTreeMap<usize, Val> = columns.iter().map(|c| (*c, Val::Null)).collect();
        for (column, gone) in &one.cut {
            let multi = object.fields[object.columns[*column].field].multi;
            let now = values.get(column).unwrap_or(&one.before.vals[*column]).clone();
            values.insert(*column, if multi { without(&now, *gone) } else { Val::Null });
        }
        let mut sets = vec!["rev = rev + 1".to_owned()];
        let mut params: Vec<Val> = vec![id.into()];
        for (column, val) in values {
            params.push(val);
            sets.push(format!("\"{}\" = ${}", object.columns[column].name, params.len()));
        }
        let sql = format!("update @{} set {} where id = $1", object.name(), sets.join(", "));
        self.tx.run(&sql, &params).await?;
        let fields: BTreeSet<usize> = columns.iter().map(|c| object.columns[*c].field).collect();
        let key = |name: &str| vec![object.name().into(), id.into(), name.into()];
        let mut keys: Vec<Vec<Val>> = Vec::new();
        for field in fields {
            let name = &object.fields[field].name;
            keys.push(key(name));
            keys.push(key(&facet::key(name)));
        }
        self.tx.run_many("delete from @value where object = $1 and record_id = $2 and field = $3", &keys).await?;
        let of_cut = one.cut.iter().map(|(c, gone)| {
            let name = object.fields[object.columns[*c].field].name.as_ref();
            vec![object.name().into(), id.into(), name.into(), gone.to_string().into()]
        });
        let sql = "delete from @value where object = $1 and record_id = $2 and field = $3 and v = $4";
        self.tx.run_many(sql, &of_cut.collect::<Vec<_>>()).await?;
        Ok(())
    }

    pub(super) async fn count_events(&mut self, found: &Found) -> Result<u64> {
        let ids = self.tx.dialect().json_ids("$1");
        let sql = format!("select count(*) from @event where customer_id in ({ids})");
        let rows = self.tx.all(&sql, &[list(found.ids.iter().copied())?]).await?;
        Ok(rows.first().and_then(|r| r.opt_int(0)).and_then(|n| u64::try_from(n).ok()).unwrap_or(0))
    }

    /// Events go, or stay without their texts.
    pub(super) async fn forget_events(&mut self, found: &Found, mode: Mode) -> Result<()> {
        let ids = self.tx.dialect().json_ids("$1");
        let of = list(found.ids.iter().copied())?;
        if mode == Mode::Erase {
            self.tx.run(&format!("delete from @event where customer_id in ({ids})"), &[of]).await?;
            return Ok(());
        }
        let goes: BTreeSet<Id> = found.all.iter().filter(|o| o.fate == Fate::Goes).map(|o| o.before.id()).collect();
        let sql = format!(
            "select id, subject_id, props from @event where customer_id in ({ids}) and id > $2 order by id limit {CHUNK}"
        );
        let mut after = Id::NIL;
        loop {
            let rows = self.tx.all(&sql, &[of.clone(), after.into()]).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.id(0)?;
            let mut updates = Vec::with_capacity(rows.len());
            for row in &rows {
                let subject = row.opt_id(1).filter(|id| !goes.contains(id));
                let props = row.opt_text(2).and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default();
                updates.push(vec![row.id(0)?.into(), subject.into(), Value::Object(harmless(props)).to_string().into()]);
            }
            self.tx.run_many("update @event set subject_id = $2, props = $3 where id = $1", &updates).await?;
        }
    }

    /// Names of the files that imports of the person were read from.
    pub(super) async fn sources(&mut self, found: &Found) -> Result<Vec<String>> {
        let mut blobs = Vec::new();
        for import in &found.imports {
            let rows =
                self.tx.all("select blob from @import where id = $1 and finished_at is not null", &[(*import).into()]).await?;
            blobs.extend(rows.iter().filter_map(|r| r.opt_text(0).map(str::to_owned)));
        }
        Ok(blobs)
    }

    /// What else knows of the records: keys and journals of merges, duplicates, notices, consents, audit, imports, dead jobs;
    /// what keeps texts is gone through for a person alone.
    pub(super) async fn forget_traces(&mut self, found: &Found, person: bool) -> Result<()> {
        let ids = self.tx.dialect().json_ids("$1");
        let all = list(found.touched())?;
        for sql in [
            "delete from @alias_key where id in",
            "delete from @consent_state where customer_id in",
            "delete from @notice where record_id in",
            "delete from @share where record_id in",
            "update @bulk_action set what = '{\"do\":\"edit\"}' where total = 1 and what <> '{\"do\":\"delete\"}' \
             and id in (select bulk_id from @bulk_item where record_id in",
            "delete from @bulk_item where record_id in",
            "delete from @guest_link where record_id in",
            "delete from @duplicate_group where id in (select group_id from @duplicate_member where record_id in",
            "delete from @duplicate_member where record_id in",
            "update @merge set changed = '{}' where survivor in",
            "update @merge set changed = '{}' where gone in",
            "update @audit set subject = '', details = '{}' where subject_id in",
        ] {
            let close = if sql.contains("(select") { "))" } else { ")" };
            self.tx.run(&format!("{sql} ({ids}{close}"), std::slice::from_ref(&all)).await?;
        }
        if !person {
            return Ok(());
        }
        self.forget_imports(found).await?;
        self.forget_jobs(found).await
    }

    async fn forget_imports(&mut self, found: &Found) -> Result<()> {
        let rows: Vec<Vec<Val>> = found.imports.iter().map(|id| vec![(*id).into()]).collect();
        self.tx
            .run_many("update @import set blob = null, error = null, name = '' where id = $1 and finished_at is not null", &rows)
            .await?;
        self.tx.run_many("delete from @import_refused where import_id = $1", &rows).await?;
        let dialect = self.tx.dialect();
        for texts in found.texts().chunks(AT_ONCE) {
            let any = |column: &str| {
                let test = |n: usize| dialect.contains(column, &format!("${}", n + 1));
                (0..texts.len()).map(test).collect::<Vec<_>>().join(" or ")
            };
            let params: Vec<Val> = texts.iter().map(|t| t.as_str().into()).collect();
            let sql = format!("delete from @import_refused where {} or {}", any("row"), any("message"));
            self.tx.run(&sql, &params).await?;
            self.tx.run(&format!("update @import set name = '' where {}", any("name")), &params).await?;
            self.tx.run(&format!("update @import set error = null where {}", any("error")), &params).await?;
            let told = format!("update @bulk_action set what = '{{\"do\":\"edit\"}}' where {}", any("what"));
            self.tx.run(&told, &params).await?;
            for column in ["chosen", "error"] {
                let sql = format!("update @bulk_action set {column} = null where {}", any(column));
                self.tx.run(&sql, &params).await?;
            }
        }
        Ok(())
    }

    /// Dead and cancelled jobs that name the person, by id or text.
    async fn forget_jobs(&mut self, found: &Found) -> Result<()> {
        let mut known = found.texts();
        known.extend(found.ids.iter().map(Id::to_string));
        let sql = "select id, payload, reason, progress, checkpoint from @job where state in ('dead', 'cancelled')";
        let mut gone = Vec::new();
        for row in self.tx.all(sql, &[]).await? {
            let says = |t: &str| known.iter().any(|k| t.contains(k.as_str()) || t.contains(escaped(k).as_str()));
            if (1..5).any(|c| row.opt_text(c).is_some_and(says)) {
                gone.push(vec![row.id(0)?.into()]);
            }
        }
        self.tx.run_many("delete from @job where id = $1", &gone).await?;
        Ok(())
    }
}

/// A text as it stands within JSON.
pub fn escaped(text: &str) -> String {
    let quoted = Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// Properties of an event that tell nothing of a person: numbers, amounts, words of the program.
fn harmless(props: Map<String, Value>) -> Map<String, Value> {
    let amount =
        |v: &Value| v.as_object().is_some_and(|o| o.len() == 2 && o.contains_key("amount") && o.contains_key("currency"));
    let kept = |(name, value): &(String, Value)| {
        value.is_number() || value.is_boolean() || amount(value) || (value.is_string() && WORDS.contains(&name.as_str()))
    };
    props.into_iter().filter(kept).collect()
}

fn without(val: &Val, gone: Id) -> Val {
    let gone = Value::from(gone.to_string());
    let rest: Vec<Value> = json::items(val).into_iter().filter(|v| *v != gone).collect();
    if rest.is_empty() { Val::Null } else { Val::Text(Value::Array(rest).to_string()) }
}
