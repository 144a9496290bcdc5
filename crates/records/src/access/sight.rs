//! Which records an act reaches: by their owner, or because they were shared; without an owner by the records that they belong to;
//! else all.

use super::{Access, Act, RowScope};
use crate::condition::Sql;
use crate::{Catalog, Result};
use model::def::FieldKind;
use model::object::{Object, Record};
use model::{Id, Ts, Val};
use std::collections::HashSet;
use std::sync::Arc;
use store::{Dialect, Row, Tenant, Tx};

/// What limits the records of an object.
#[derive(Clone, Debug)]
pub(crate) enum Sight {
    All,
    Nothing,
    Owner(Reach),
    /// All of these must be in reach.
    Parents(Vec<Parent>),
}

/// Records with owners that are within: by their owners, or because they were shared.
#[derive(Clone, Debug)]
pub(crate) struct Reach {
    pub rows: RowScope,
    pub shared: Option<Shared>,
}

/// What was shared with an asker.
#[derive(Clone, Debug)]
pub(crate) struct Shared {
    pub with: Arc<[Id]>,
    /// Only what they may change too.
    pub change: bool,
}

/// A record that a record belongs to.
#[derive(Clone, Debug)]
pub(crate) struct Parent {
    /// Column of the reference.
    pub column: usize,
    pub object: Arc<Object>,
    pub reach: Reach,
}

/// How far an act reaches among the records of an object. Records without owner that must refer to one with an owner belong to
/// it: who sees the order sees its lines, who may change the order may change them.
pub(crate) fn sight(catalog: &Catalog, access: &Access, object: &Object, act: Act) -> Sight {
    if !access.allows(act, object.name()) {
        return Sight::Nothing;
    }
    if object.def.owned {
        return reach(access, act, object.name()).map_or(Sight::All, Sight::Owner);
    }
    let of_parent = if matches!(act, Act::Read | Act::Export) { Act::Read } else { Act::Update };
    let parent = |i: usize| {
        let def = &object.fields[i];
        let FieldKind::Reference { object: target, .. } = &def.kind else { return None };
        let target = catalog.objects.get(target.as_ref()).filter(|t| def.required && !def.multi && t.def.owned)?;
        let reach = reach(access, of_parent, target.name())?;
        Some(Parent { column: object.column_of(i), object: target.clone(), reach })
    };
    let parents: Vec<Parent> = (0..object.fields.len()).filter_map(parent).collect();
    if parents.is_empty() { Sight::All } else { Sight::Parents(parents) }
}

/// How far an act reaches among records with owners; `None`: to all. What was shared is read, exported or changed, no more.
fn reach(access: &Access, act: Act, object: &str) -> Option<Reach> {
    let rows = access.rows(act, object);
    if rows == RowScope::All {
        return None;
    }
    let may = matches!(act, Act::Read | Act::Export | Act::Update) && access.allows(act, object);
    let shared = may.then(|| Shared { with: access.principals().into(), change: act == Act::Update });
    Some(Reach { rows, shared: shared.filter(|s| !s.with.is_empty()) })
}

/// Where it is read who owns what, and what was shared.
pub(crate) enum Source<'a> {
    Tenant(&'a Tenant),
    Tx(&'a mut Tx),
}

impl Source<'_> {
    async fn rows(&mut self, sql: &str, params: &[Val]) -> Result<Vec<Row>> {
        Ok(match self {
            Source::Tenant(tenant) => tenant.get(sql, params).await?,
            Source::Tx(tx) => tx.all(sql, params).await?,
        })
    }

    fn dialect(&self) -> Dialect {
        match self {
            Source::Tenant(tenant) => tenant.dialect(),
            Source::Tx(tx) => tx.dialect(),
        }
    }
}

impl Sight {
    /// Leaves those of some records of one object that are within at `now`.
    ///
    /// # Errors
    /// Of the database.
    pub async fn retain(&self, source: &mut Source<'_>, now: Ts, records: &mut Vec<Record>) -> Result<()> {
        match self {
            Sight::All => {}
            Sight::Nothing => records.clear(),
            Sight::Owner(reach) => {
                let Some(object) = records.first().map(|r| r.object.clone()) else { return Ok(()) };
                let owner = |r: &Record| (r.id(), r.get("owner").id(), r.get("owner_team").id());
                let owners = records.iter().map(owner).collect();
                let seen = reach.within(source, &object, owners, now).await?;
                records.retain(|r| seen.contains(&r.id()));
            }
            Sight::Parents(parents) => {
                for parent in parents {
                    let ids: HashSet<Id> = records.iter().filter_map(|r| r.vals[parent.column].id()).collect();
                    let list = serde_json::to_string(&ids).unwrap_or_default();
                    let sql = source.dialect().rows_by_ids(parent.object.name(), "id, owner_id, owner_team", "", false);
                    let rows = source.rows(&sql, &[Val::Text(list)]).await?;
                    let owners = rows.iter().filter_map(|r| Some((r.opt_id(0)?, r.opt_id(1), r.opt_id(2)))).collect();
                    let seen = parent.reach.within(source, &parent.object, owners, now).await?;
                    records.retain(|r| r.vals[parent.column].id().is_some_and(|id| seen.contains(&id)));
                }
            }
        }
        Ok(())
    }
}

impl Reach {
    /// Which of these records (id, owner, owner's team) are within.
    async fn within(
        &self,
        source: &mut Source<'_>,
        object: &Object,
        records: Vec<(Id, Option<Id>, Option<Id>)>,
        now: Ts,
    ) -> Result<HashSet<Id>> {
        let (mut seen, mut others) = (HashSet::new(), Vec::new());
        for (id, owner, team) in records {
            if self.rows.has(owner, team) { seen.extend([id]) } else { others.push(id) }
        }
        if let (Some(shared), false) = (&self.shared, others.is_empty()) {
            let mut sql = Sql::new(source.dialect());
            sql.push("select record_id from @share where object = ").bind(object.name()).push(" and principal in (");
            sql.bind_all(shared.with.iter().copied().map(Val::Id)).push(") and (until is null or until > ").bind(now.0);
            sql.push(if shared.change { ") and change = 1" } else { ")" }).push(" and record_id in (");
            sql.bind_all(others.into_iter().map(Val::Id)).push(")");
            let rows = source.rows(&sql.text, &sql.params).await?;
            seen.extend(rows.iter().filter_map(|r| r.opt_id(0)));
        }
        Ok(seen)
    }
}
