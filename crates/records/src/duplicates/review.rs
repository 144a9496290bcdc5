//! The groups that people look at.

use crate::access::Act;
use crate::cursor::{Cursor, fingerprint};
use crate::{Access, Error, Records, Result, identity};
use model::object::ColType;
use model::{Id, Record, Ts, Val};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet};
use store::{Row, Scan as Limits};

/// Groups on a page, at most; and when nothing is said.
const MAX_LIMIT: usize = 100;
const USUAL_LIMIT: usize = 20;
/// Pages of groups that are gone through for one answer, when the asker may not see most of them.
const ROUNDS: usize = 20;

/// What was decided.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupState {
    #[default]
    Open,
    Merged,
    /// They are not the same.
    Apart,
}

impl GroupState {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            GroupState::Open => "open",
            GroupState::Merged => "merged",
            GroupState::Apart => "apart",
        }
    }

    pub(super) fn named(name: &str) -> Result<Self> {
        let all = [GroupState::Open, GroupState::Merged, GroupState::Apart];
        all.into_iter().find(|s| s.name() == name).ok_or_else(|| Error::Broken(format!("a group is `{name}`")))
    }
}

/// Why two records are in a group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reason {
    pub a: Id,
    pub b: Id,
    /// 0 to 1.
    pub chance: f64,
    /// For each field known of both how well it agrees (`same`, `near`, `like`, `other`) and what that is worth, in bits.
    pub fields: BTreeMap<String, (String, f64)>,
    /// Kinds of identifiers that both have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub identifiers: Vec<String>,
}

/// Records that are probably the same.
#[derive(Clone, Debug)]
pub struct Group {
    pub id: Id,
    pub state: GroupState,
    /// 0 to 1: how sure the least sure of its records is.
    pub chance: f64,
    /// Those that are there and not deleted.
    pub records: Vec<Record>,
    pub reasons: Vec<Reason>,
    pub decided_at: Option<Ts>,
    pub decided_by: Option<Id>,
    /// Of a merged one: the merges that can be taken back.
    pub merges: Vec<Id>,
    pub survivor: Option<Id>,
}

/// Which groups.
#[derive(Clone, Debug, Default)]
pub struct GroupQuery {
    pub object: String,
    pub state: GroupState,
    /// At least this sure, 0 to 1.
    pub least: f64,
    /// Only groups that this record is in.
    pub record: Option<Id>,
    pub cursor: Option<String>,
    /// 1 to 100; 0: 20.
    pub limit: usize,
}

#[derive(Clone, Debug)]
pub struct GroupPage {
    /// Open ones surest first, decided ones latest first.
    pub items: Vec<Group>,
    /// Cursor of the next page. A page may be short although there is one.
    pub next: Option<String>,
}

#[derive(Deserialize, Default)]
struct Kept {
    survivor: Option<Id>,
    #[serde(default)]
    merges: Vec<Id>,
}

const COLUMNS: &str = "id, state, chance, pairs, decided_at, decided_by, decision, rank";

fn group(row: &Row) -> Result<Group> {
    let broken = |e: serde_json::Error| Error::Broken(format!("a group of duplicates: {e}"));
    let kept: Kept = row.opt_text(6).map(serde_json::from_str).transpose().map_err(broken)?.unwrap_or_default();
    Ok(Group {
        id: row.id(0)?,
        state: GroupState::named(row.text(1)?)?,
        chance: row.int(2)? as f64 / 1e6,
        records: Vec::new(),
        reasons: serde_json::from_str(row.text(3)?).map_err(broken)?,
        decided_at: row.opt_int(4).map(Ts),
        decided_by: row.opt_id(5),
        merges: kept.merges,
        survivor: kept.survivor,
    })
}

impl Records {
    /// A page of groups; those with a record that the asker may not see are left out, and so are those that have become one
    /// record by other ways.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound`; `BadRequest` for an object whose records are not merged, or another list's cursor.
    pub async fn duplicate_groups(&self, access: &Access, query: &GroupQuery) -> Result<GroupPage> {
        self.check_tenant(access)?;
        access.require_on(Act::Merge, &query.object)?;
        self.mergeable(&query.object).await?;
        let limit = if query.limit == 0 { USUAL_LIMIT } else { query.limit.min(MAX_LIMIT) };
        let shown = self.scan_row(&query.object).await?.and_then(|s| s.shown).unwrap_or(Id::NIL);
        let scan = if query.state == GroupState::Open { shown } else { Id::NIL };
        let of = query.record.map(|id| id.to_string()).unwrap_or_default();
        let print =
            fingerprint(&[&access.tenant, &query.object, query.state.name(), &query.least.to_string(), &of, "duplicates"]);
        let now = self.tenant.clock().now();
        let types = [ColType::Int, ColType::Id];
        let cursor = query.cursor.as_deref().map(|c| Cursor::decode(c, print, now, &types)).transpose()?;
        let opened = cursor.as_ref().map_or(now, |c| c.opened);
        let mut after = cursor.map(|c| c.vals);
        let mut items: Vec<Group> = Vec::new();
        for _ in 0..ROUNDS {
            let wanted = limit - items.len();
            let rows = self.group_rows(query, scan, after.as_deref(), wanted).await?;
            let more = rows.len() > wanted;
            let rows = &rows[..rows.len().min(wanted)];
            items.extend(self.seen(access, &query.object, rows.iter().map(group).collect::<Result<_>>()?).await?);
            let last = rows.last().map(|r| vec![r.val(7).clone(), r.val(0).clone()]);
            if !more {
                return Ok(GroupPage { items, next: None });
            }
            after = last;
            if items.len() == limit {
                break;
            }
        }
        let next = after.map(|vals| Cursor { opened, vals }.encode(print));
        Ok(GroupPage { items, next })
    }

    async fn group_rows(&self, query: &GroupQuery, scan: Id, after: Option<&[Val]>, wanted: usize) -> Result<Vec<Row>> {
        let least = (query.least.clamp(0.0, 1.0) * 1e6) as i64;
        let mut params: Vec<Val> = vec![query.object.as_str().into(), query.state.name().into(), scan.into(), least.into()];
        let beyond = match after {
            Some([rank, id]) => {
                params.extend([rank.clone(), id.clone()]);
                " and rank <= $5 and (rank < $5 or id < $6)"
            }
            _ => "",
        };
        let of = query.record.map_or_else(String::new, |id| {
            params.push(id.into());
            format!(" and id in (select group_id from @duplicate_member where record_id = ${})", params.len())
        });
        let sql = format!(
            "select {COLUMNS} from @duplicate_group where object = $1 and state = $2 and scan_id = $3 and chance >= $4{beyond}{of} \
             order by rank desc, id desc limit {}",
            wanted + 1
        );
        Ok(self.tenant.scan(&sql, &params, Limits::default()).await?)
    }

    /// One group that the asker may see.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden`.
    pub async fn duplicate_group(&self, access: &Access, object: &str, id: Id) -> Result<Group> {
        self.check_tenant(access)?;
        access.require_on(Act::Merge, object)?;
        self.mergeable(object).await?;
        let sql = format!("select {COLUMNS} from @duplicate_group where id = $1 and object = $2");
        let rows = self.tenant.get(&sql, &[id.into(), object.into()]).await?;
        let groups = rows.iter().map(group).collect::<Result<_>>()?;
        let seen = self.seen(access, object, groups).await?.pop();
        seen.ok_or_else(|| Error::NotFound { what: format!("group {id} of duplicates of {object}") })
    }

    /// Fills in the records; groups with one out of the asker's sight, and open ones with fewer than two, are left out.
    async fn seen(&self, access: &Access, object: &str, groups: Vec<Group>) -> Result<Vec<Group>> {
        let ids: Vec<Id> = groups.iter().map(|g| g.id).collect();
        let list = serde_json::to_string(&ids).map_err(|e| Error::Broken(e.to_string()))?;
        let sql = format!(
            "select m.group_id, m.record_id from @duplicate_member m join @{object} r on r.id = m.record_id \
             where m.group_id in ({}) and r.deleted_at is null order by m.group_id, m.record_id",
            self.tenant.dialect().json_ids("$1")
        );
        let mut members: HashMap<Id, Vec<Id>> = HashMap::new();
        for row in self.tenant.scan(&sql, &[list.into()], Limits::default()).await? {
            members.entry(row.id(0)?).or_default().push(row.id(1)?);
        }
        let all: Vec<Id> = members.values().flatten().copied().collect::<HashSet<_>>().into_iter().collect();
        let mut records: HashMap<Id, Record> = HashMap::new();
        for part in all.chunks(500) {
            records.extend(self.get_many(access, object, part).await?.into_iter().map(|r| (r.id(), r)));
        }
        let catalog = self.current().await?;
        let p = catalog.prepared(object)?;
        let fill = |mut g: Group| {
            let ids = members.get(&g.id).map_or(&[][..], Vec::as_slice);
            g.records = ids.iter().filter_map(|id| records.get(id).cloned()).collect();
            let least = if g.state == GroupState::Open { 2 } else { 1 };
            if g.records.len() != ids.len() || ids.len() < least {
                return None;
            }
            for r in &mut g.reasons {
                r.fields.retain(|f, _| access.may_read(object, f) && g.records.iter().all(|one| !access.kept.closes(one, f)));
                r.identifiers.retain(|kind| identity::opens(access, p, kind, &g.records));
            }
            Some(g)
        };
        Ok(groups.into_iter().filter_map(fill).collect())
    }
}
