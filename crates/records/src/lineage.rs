//! Where each value of a record comes from: who set it and when, by hand or by which import. It is read from the change log
//! of the one record, so that no write costs more for it.

use crate::{Access, Error, Records, Result, json, sources};
use model::object::col;
use model::{Id, Record, Ts};
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Changes of one record that are gone through, newest first.
const CHANGES: usize = 1_000;

/// How a value came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Origin {
    /// `person`, `operation`, `import`, `undo`, `merge`, `system`; `unknown` when it came before what the change log keeps.
    pub kind: String,
    #[serde(serialize_with = "when")]
    pub at: Option<Ts>,
    pub user: Option<Id>,
    pub import: Option<Id>,
    /// What the import is called.
    pub import_name: Option<String>,
    /// As which source, where the sources of the object have an order.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
}

fn when<S: serde::Serializer>(at: &Option<Ts>, s: S) -> Result<S::Ok, S::Error> {
    at.map(Ts::rfc3339).serialize(s)
}

impl Origin {
    /// Of a record that came with its values.
    pub(crate) fn created(at: Ts, user: Option<Id>, import: Option<Id>) -> Self {
        let kind = match (import, user) {
            (Some(_), _) => "import",
            (None, Some(_)) => "person",
            (None, None) => "system",
        };
        Self { kind: kind.into(), at: Some(at), user, import, import_name: None, source: None }
    }

    fn unknown() -> Self {
        Self { kind: "unknown".into(), ..Self::default() }
    }
}

/// One change of a field.
struct Set {
    origin: Origin,
    before: Value,
    after: Value,
}

/// The origins of one record's values.
pub(crate) struct Lineage {
    /// Changes by field, newest first.
    sets: HashMap<String, Vec<Set>>,
    /// Of what was never changed.
    first: Origin,
}

impl Lineage {
    /// Of the value that a field has.
    pub fn field(&self, name: &str) -> &Origin {
        self.sets.get(name).and_then(|all| all.first()).map_or(&self.first, |s| &s.origin)
    }

    /// Of one item of a list, or of the whole value of another field.
    pub fn item(&self, name: &str, item: &str) -> Origin {
        let has = |list: &Value| list.as_array().is_some_and(|l| l.iter().any(|i| i == item)) || list == item;
        let added = |s: &&Set| has(&s.after) && !has(&s.before);
        self.sets.get(name).and_then(|all| all.iter().find(added)).map_or_else(|| self.first.clone(), |s| s.origin.clone())
    }

    fn imports(&mut self) -> impl Iterator<Item = &mut Origin> {
        self.sets.values_mut().flatten().map(|s| &mut s.origin).chain([&mut self.first]).filter(|o| o.import.is_some())
    }
}

impl Records {
    /// How each value of a record came that is not empty and not computed, by field.
    ///
    /// # Errors
    /// As [`Records::get_any`].
    pub async fn lineage(&self, access: &Access, object: &str, id: Id) -> Result<BTreeMap<String, Origin>> {
        let record = self.get_any(access, object, id).await?;
        let lineage = self.lineage_of(&record).await?;
        let object = &record.object;
        let told = |i: &usize| {
            let def = &object.fields[*i];
            let column = object.column_of(*i);
            let own = column <= col::IMPORT_ID || def.hidden || json::engine_keeps(def);
            !own && !record.vals[column].is_null() && access.may_read(object.name(), &def.name)
        };
        let fields = (0..object.fields.len()).filter(told).map(|i| object.fields[i].name.to_string());
        let mut all: BTreeMap<String, Origin> = fields.map(|name| (name.clone(), lineage.field(&name).clone())).collect();
        if self.current().await?.sources(object.name()).is_some() {
            let known = sources::known(&mut sources::Reader::Tenant(&self.tenant), &record, &mut HashMap::new()).await?;
            for (name, origin) in &mut all {
                origin.source = Some(known.of(name).to_owned()).filter(|s| !s.is_empty());
            }
        }
        Ok(all)
    }

    pub(crate) async fn lineage_of(&self, record: &Record) -> Result<Lineage> {
        // The words of the partial index are in the text, or it is not used.
        let sql = format!(
            "select at, by_kind, by_id, kind, data from @change where record_id = $1 and kind <> 'insert' \
             and kind <> 'derive' and object = $2 order by seq desc limit {CHANGES}"
        );
        let rows = self.tenant.get(&sql, &[record.id().into(), record.object.name().into()]).await?;
        let mut sets: HashMap<String, Vec<Set>> = HashMap::new();
        let mut edits = 0;
        for row in &rows {
            let by_kind = row.text(1)?;
            edits += i64::from(by_kind != "system");
            if row.text(3)? != "update" {
                continue;
            }
            let import = row.opt_id(2).filter(|_| by_kind == "import");
            let user = row.opt_id(2).filter(|_| by_kind != "import");
            let origin = Origin { kind: by_kind.into(), at: Some(row.ts(0)?), user, import, import_name: None, source: None };
            let data: Map<String, Value> = row.opt_text(4).and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default();
            for (field, value) in data {
                let Value::Array(mut pair) = value else { continue };
                let (after, before) = (pair.pop().unwrap_or_default(), pair.pop().unwrap_or_default());
                sets.entry(field).or_default().push(Set { origin: origin.clone(), before, after });
            }
        }
        let id = |c: usize| record.vals[c].id();
        let created = Ts(record.vals[col::CREATED_AT].int().unwrap_or(0));
        // What was changed since it came and is not in the log any more could be any field.
        let whole = edits + 1 >= record.version();
        let first = if whole { Origin::created(created, id(col::CREATED_BY), id(col::IMPORT_ID)) } else { Origin::unknown() };
        let mut lineage = Lineage { sets, first };
        self.name_imports(&mut lineage).await?;
        Ok(lineage)
    }

    async fn name_imports(&self, lineage: &mut Lineage) -> Result<()> {
        let ids: BTreeSet<Id> = lineage.imports().filter_map(|o| o.import).collect();
        if ids.is_empty() {
            return Ok(());
        }
        let list = serde_json::to_string(&ids).map_err(|e| Error::Broken(e.to_string()))?;
        let sql = self.tenant.dialect().rows_by_ids("import", "id, name", "", false);
        let rows = self.tenant.get(&sql, &[list.into()]).await?;
        let names: HashMap<Id, String> = rows.iter().filter_map(|r| Some((r.opt_id(0)?, r.opt_text(1)?.to_owned()))).collect();
        for origin in lineage.imports() {
            origin.import_name = origin.import.and_then(|i| names.get(&i).cloned());
        }
        Ok(())
    }
}
