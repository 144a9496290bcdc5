//! What people see of identifiers, and whom one leads to.

use super::keys::{self, Key, Own};
use super::shared::{self, Mark};
use super::{Holder, Part};
use crate::access::{Act, mask};
use crate::lineage::Origin;
use crate::prepared::Prepared;
use crate::{Access, Error, Records, Result};
use model::{Id, Record, Ts, Val};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// Records that one identifier may lead to.
const FOUND: usize = 1_000;
/// Other records that are told of.
const TOLD: usize = 20;
/// A kind of each way to compare.
const KINDS: [&str; 2] = ["device", "card"];

/// One identifier of a record.
#[derive(Clone, Debug, Serialize)]
pub struct Identifier {
    pub kind: String,
    /// As it was written; in part where the asker may see a part only.
    pub value: String,
    /// The field that it is a value of.
    pub field: Option<String>,
    /// The record that it is else.
    pub id: Option<Id>,
    pub source: Option<String>,
    /// How and when it came, as far as the change log goes back.
    pub origin: Origin,
    #[serde(serialize_with = "when")]
    pub last_seen_at: Option<Ts>,
    /// Identifies nobody; since when, and who said so.
    pub shared: bool,
    pub shared_by: Option<Id>,
    #[serde(serialize_with = "when")]
    pub shared_at: Option<Ts>,
}

/// Another record with an identifier of this one.
#[derive(Clone, Debug, Serialize)]
pub struct Match {
    pub record: Id,
    pub name: Option<String>,
    pub kinds: BTreeSet<String>,
    /// The pair in the list of duplicates, for those who merge.
    pub group: Option<Id>,
}

/// What a record is known by.
#[derive(Clone, Debug, Serialize)]
pub struct Known {
    pub items: Vec<Identifier>,
    pub matches: Vec<Match>,
    /// Kinds of identifiers that a record out of the asker's sight has too.
    pub hidden: BTreeSet<String>,
}

/// Whom an identifier leads to.
#[derive(Clone, Debug)]
pub struct Resolved {
    pub records: Vec<Record>,
    /// It identifies nobody, however many have it.
    pub shared: bool,
}

fn when<S: serde::Serializer>(at: &Option<Ts>, s: S) -> Result<S::Ok, S::Error> {
    at.map(Ts::rfc3339).serialize(s)
}

/// An object whose records are known by identifiers.
pub(super) fn holder_of(p: &Prepared) -> Result<&Holder> {
    match &p.identity {
        Some(Part::Holder(holder)) => Ok(holder),
        _ => Err(Error::BadRequest(format!("records of {} are not known by identifiers", p.object.name()))),
    }
}

/// Whether the asker may read identifiers of a kind.
pub(super) fn open(access: &Access, p: &Prepared, holder: &Holder, kind: &str) -> bool {
    match holder.field(kind) {
        Some(field) => access.may_read(p.object.name(), &p.object.fields[field].name),
        None => access.allows(Act::Read, holder.more) && access.may_read(holder.more, "value"),
    }
}

/// Whether the unit that has the record shows its identifiers of the kind to the asker.
pub(super) fn is_told(access: &Access, p: &Prepared, holder: &Holder, record: &Record, kind: &str) -> bool {
    holder.field(kind).is_none_or(|field| !access.kept.closes(record, &p.object.fields[field].name))
}

impl Records {
    /// What a record is known by, with the others that have some of it too.
    ///
    /// # Errors
    /// As [`Records::get`]; `BadRequest` for an object without identifiers.
    pub async fn identifiers(&self, access: &Access, object: &str, id: Id) -> Result<Known> {
        let record = self.get(access, object, id).await?;
        let catalog = self.current().await?;
        let p = catalog.prepared(object)?;
        let holder = holder_of(p)?;
        let own = keys::owns(&self.tenant.get(&keys::own_of(holder), &[record.id().into()]).await?)?;
        let fields = keys::in_fields(holder, &record);
        let all: BTreeSet<Key> = fields.iter().map(|f| f.key.clone()).chain(own.iter().map(|o| o.key.clone())).collect();
        let marks = self.marks(object, &all).await?;
        let origins = self.lineage_of(&record).await?;
        let mut items = Vec::with_capacity(all.len());
        for f in &fields {
            let name = &p.object.fields[f.field].name;
            let (open, masked) = (access.may_read(object, name), access.masks(object, name));
            if open || masked {
                let value = if open { f.shown.clone() } else { mask::masked(&f.shown) };
                let (field, origin) = (Some(name.to_string()), origins.item(name, &f.shown));
                items.push(identifier(&f.key, value, marks.get(&f.key), origin, field));
            }
        }
        let (open_more, masked) = (open(access, p, holder, ""), access.masks(holder.more, "value"));
        for o in own.iter().filter(|_| open_more || masked) {
            let value = if open_more { o.value.clone() } else { mask::masked(&o.value) };
            items.push(of_own(
                o,
                identifier(&o.key, value, marks.get(&o.key), Origin::created(o.created_at, o.created_by, o.import), None),
            ));
        }
        let mut known = Known { items, matches: Vec::new(), hidden: BTreeSet::new() };
        let keys = all.into_iter().filter(|k| !marks.contains_key(k) && open(access, p, holder, &k.kind)).collect();
        self.tell_others(access, p, holder, &record, &keys, &mut known).await?;
        Ok(known)
    }

    async fn marks(&self, object: &str, keys: &BTreeSet<Key>) -> Result<BTreeMap<Key, Mark>> {
        if keys.is_empty() {
            return Ok(BTreeMap::new());
        }
        let (sql, params) = shared::marks_of(object, keys);
        shared::marks(&self.tenant.get(&sql, &params).await?)
    }

    async fn tell_others(
        &self,
        access: &Access,
        p: &Arc<Prepared>,
        holder: &Holder,
        record: &Record,
        keys: &BTreeSet<Key>,
        known: &mut Known,
    ) -> Result<()> {
        let mut others: BTreeMap<Id, BTreeSet<String>> = BTreeMap::new();
        for look in keys::lookups(p, holder, keys, true, TOLD + 1) {
            for row in self.tenant.get(&look.sql, &look.params).await? {
                let (id, key) = keys::found(&row)?;
                if id != record.id() {
                    others.entry(id).or_default().insert(key.kind);
                }
            }
        }
        let object = p.object.name();
        let ids: Vec<Id> = others.keys().copied().take(TOLD).collect();
        let seen = self.get_many(access, object, &ids).await?;
        let groups =
            if access.allows(Act::Merge, object) { self.groups_with(object, record.id()).await? } else { HashMap::new() };
        let title = &p.object.def.title;
        for other in &seen {
            let name = access.may_read(object, title).then(|| other.get(title).text().map(str::to_owned)).flatten();
            let mut kinds = others.remove(&other.id()).unwrap_or_default();
            kinds.retain(|kind| is_told(access, p, holder, other, kind));
            if kinds.is_empty() {
                continue;
            }
            known.matches.push(Match { record: other.id(), name, kinds, group: groups.get(&other.id()).copied() });
        }
        known.hidden = ids.iter().filter_map(|id| others.remove(id)).flatten().collect();
        Ok(())
    }

    /// Open groups of a record, by the other one in it.
    async fn groups_with(&self, object: &str, id: Id) -> Result<HashMap<Id, Id>> {
        let sql = "select o.record_id, g.id from @duplicate_member m join @duplicate_group g on g.id = m.group_id \
            join @duplicate_member o on o.group_id = g.id where m.record_id = $1 and o.record_id <> $1 and g.object = $2 \
            and g.state = 'open' and (g.origin <> 'scan' or exists \
            (select 1 from @duplicate_scan s where s.object = $2 and s.shown = g.scan_id)) \
            order by (case when g.origin = 'scan' then 1 else 0 end)";
        let rows = self.tenant.get(sql, &[id.into(), object.into()]).await?;
        rows.iter().map(|r| Ok((r.id(0)?, r.id(1)?))).collect()
    }

    /// Whom an identifier leads to, as far as the asker sees them. What was merged leads to what it became.
    ///
    /// # Errors
    /// `Invalid` for an unknown kind or what is no identifier of it; `Forbidden` for a kind that the asker may not read.
    pub async fn resolve(&self, access: &Access, object: &str, kind: &str, value: &str) -> Result<Resolved> {
        self.check_tenant(access)?;
        access.require_on(Act::Read, object)?;
        let catalog = self.current().await?;
        let p = catalog.prepared(object)?;
        let holder = holder_of(p)?;
        let key = keys::read(&catalog, p, holder, kind, value)?;
        if !open(access, p, holder, kind) {
            return Err(Error::forbidden(format!("identifiers of the kind `{kind}` are not open to you")));
        }
        let keys: BTreeSet<Key> = [key].into();
        let ids = self.holders(p, holder, &keys).await?;
        let mut records = self.get_many(access, object, &ids).await?;
        records.retain(|r| is_told(access, p, holder, r, kind));
        // Nobody hears of a mark on what they do not see.
        let shared = !records.is_empty() && !self.marks(object, &keys).await?.is_empty();
        Ok(Resolved { records, shared })
    }

    /// Records that have exactly this text as an identifier with a record of its own, of whatever kind, with the identifier as
    /// it was written. Of objects without identifiers there are none.
    ///
    /// # Errors
    /// As [`Records::get_many`].
    pub async fn known_as(&self, access: &Access, object: &str, text: &str) -> Result<Vec<(Record, String)>> {
        let catalog = self.current().await?;
        let p = catalog.prepared(object)?;
        let Some(Part::Holder(holder)) = &p.identity else { return Ok(Vec::new()) };
        let keys: Vec<Val> = KINDS.iter().filter_map(|k| model::identifier::key(k, text).ok()).map(Val::from).collect();
        if keys.is_empty() || !open(access, p, holder, "") {
            return Ok(Vec::new());
        }
        let places: Vec<String> = (1..=keys.len()).map(|i| format!("${i}")).collect();
        let sql = format!(
            "select \"{}\", kind, \"key\", \"value\" from @{} where key_key in ({}) and deleted_at is null order by id limit {TOLD}",
            holder.column,
            holder.more,
            places.join(", ")
        );
        let mut written: BTreeMap<Id, String> = BTreeMap::new();
        for row in self.tenant.get(&sql, &keys).await? {
            if model::identifier::key(row.text(1)?, text).is_ok_and(|key| row.opt_text(2) == Some(&key)) {
                written.insert(row.id(0)?, row.text(3)?.to_owned());
            }
        }
        let ids: Vec<Id> = written.keys().copied().collect();
        let records = self.get_many(access, object, &ids).await?;
        Ok(records.into_iter().filter_map(|r| Some((written.remove(&r.id())?, r))).map(|(text, r)| (r, text)).collect())
    }

    /// Who has one of these identifiers, in the order of their ids; deleted ones too.
    pub(super) async fn holders(&self, p: &Arc<Prepared>, holder: &Holder, keys: &BTreeSet<Key>) -> Result<Vec<Id>> {
        let mut ids: HashSet<Id> = HashSet::new();
        for look in keys::lookups(p, holder, keys, false, FOUND) {
            for row in self.tenant.get(&look.sql, &look.params).await? {
                ids.insert(keys::found(&row)?.0);
            }
        }
        let list = serde_json::to_string(&ids).map_err(|e| Error::Broken(e.to_string()))?;
        let sql = self.tenant.dialect().rows_by_ids("alias", "id, root", "", false);
        for row in self.tenant.get(&sql, &[Val::Text(list)]).await? {
            ids.remove(&row.id(0)?);
            ids.insert(row.id(1)?);
        }
        let mut ids: Vec<Id> = ids.into_iter().collect();
        ids.sort_unstable();
        ids.truncate(FOUND);
        Ok(ids)
    }
}

fn identifier(key: &Key, value: String, mark: Option<&Mark>, origin: Origin, field: Option<String>) -> Identifier {
    Identifier {
        kind: key.kind.clone(),
        value,
        field,
        id: None,
        source: None,
        origin,
        last_seen_at: None,
        shared: mark.is_some(),
        shared_by: mark.and_then(|m| m.by),
        shared_at: mark.map(|m| m.at),
    }
}

fn of_own(own: &Own, identifier: Identifier) -> Identifier {
    Identifier { id: Some(own.id), source: own.source.clone(), last_seen_at: own.last_seen_at, ..identifier }
}
