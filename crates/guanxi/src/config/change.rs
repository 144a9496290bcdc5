//! What was changed of the configuration, by hand and by files: kept so that it is seen and can be taken back, and so that it is known
//! which packs are there.

use super::Current;
use super::compare::{Difference, State, leaves};
use super::file::Pack;
use super::item::{Section, object_of_key};
use crate::http::Problem;
use model::{Id, Val};
use records::{Access, Audit, AuditKind, Records, audit};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use store::Row;
use utoipa::ToSchema;

/// Rows that are read at once, and looked through for one page.
const BATCH: usize = 100;
const LOOKED: usize = 5_000;

/// What became of one thing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    pub section: Section,
    pub key: String,
    /// `None`: it was not there.
    pub before: Option<Value>,
    /// `None`: it is gone.
    pub after: Option<Value>,
}

impl Change {
    pub(super) fn of(item: &Difference) -> Self {
        let Difference { section, key, before, after, .. } = item.clone();
        Self { section, key, before, after: Some(after) }
    }

    /// As people see it.
    fn shown(self) -> Difference {
        let Self { section, key, before, after } = self;
        let state = match (&before, &after) {
            (None, _) => State::Added,
            (_, None) => State::Removed,
            _ => State::Changed,
        };
        let none = Value::Null;
        let leaves = leaves(before.as_ref().unwrap_or(&none), after.as_ref().unwrap_or(&none));
        Difference {
            section,
            key,
            state,
            place: String::new(),
            leaves,
            errors: Vec::new(),
            before,
            after: after.unwrap_or_default(),
        }
    }
}

/// One act that changed the configuration.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ConfigChanged)]
pub struct Changed {
    #[schema(value_type = String, format = "uuid")]
    pub id: Id,
    #[schema(format = DateTime)]
    pub at: String,
    /// Who did it; null for the command line.
    #[schema(value_type = Option<String>, format = "uuid")]
    pub by: Option<Id>,
    /// By hand, else by a file.
    pub by_hand: bool,
    pub pack: Option<Pack>,
    /// What it changed, as far as it was asked for.
    pub items: Vec<Difference>,
    /// When it was taken back.
    #[schema(value_type = Option<String>, format = DateTime)]
    pub undone_at: Option<String>,
}

/// A row.
pub(super) struct Kept {
    pub id: Id,
    pub at: String,
    pub by: Option<Id>,
    by_hand: bool,
    pub pack: Option<Pack>,
    pub changes: Vec<Change>,
    pub undone_at: Option<String>,
}

const COLUMNS: &str = "id, at, by_id, by_hand, pack, changes, undone_at";

fn read(row: &Row) -> store::Result<Kept> {
    let json = |i: usize| row.opt_text(i).unwrap_or_default();
    Ok(Kept {
        id: row.id(0)?,
        at: row.ts(1)?.rfc3339(),
        by: row.opt_id(2),
        by_hand: row.int(3)? == 1,
        pack: serde_json::from_str(json(4)).ok(),
        changes: serde_json::from_str(json(5)).unwrap_or_default(),
        undone_at: row.opt_int(6).map(|at| model::Ts(at).rfc3339()),
    })
}

/// Which of them.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// Only of this object ...
    pub object: Option<String>,
    /// ... and of this section.
    pub section: Option<Section>,
    /// The last one that was seen.
    pub cursor: Option<Id>,
    pub limit: usize,
}

/// What was changed, newest first.
///
/// # Errors
/// Of the database.
pub async fn changes(records: &Records, asked: &Asked) -> store::Result<Vec<Changed>> {
    let (mut found, mut cursor, mut looked) = (Vec::new(), asked.cursor, 0);
    let narrowed = asked.object.is_some() || asked.section.is_some();
    while looked < LOOKED {
        let after = if cursor.is_some() { "where id < $1" } else { "" };
        let sql = format!("select {COLUMNS} from @config_change {after} order by id desc limit {BATCH}");
        let from: Vec<Val> = cursor.map(Val::from).into_iter().collect();
        let rows = records.tenant().get(&sql, &from).await?;
        for row in &rows {
            let Kept { id, at, by, by_hand, pack, changes, undone_at } = read(row)?;
            cursor = Some(id);
            let wanted = |c: &Change| {
                asked.section.is_none_or(|s| s == c.section)
                    && asked.object.as_deref().is_none_or(|o| object_of_key(c.section, &c.key) == Some(o))
            };
            let items: Vec<Difference> = changes.into_iter().filter(wanted).map(Change::shown).collect();
            if !items.is_empty() || !narrowed {
                found.push(Changed { id, at, by, by_hand, pack, items, undone_at });
            }
            if found.len() == asked.limit {
                return Ok(found);
            }
        }
        looked += rows.len();
        if rows.len() < BATCH {
            break;
        }
    }
    Ok(found)
}

/// One of them.
///
/// # Errors
/// 404.
pub(super) async fn find(records: &Records, id: Id) -> Result<Kept, Problem> {
    let sql = format!("select {COLUMNS} from @config_change where id = $1");
    let rows = records.tenant().get(&sql, &[id.into()]).await?;
    rows.first().map(read).transpose()?.ok_or_else(|| Problem::not_found("change of the configuration"))
}

/// Packs that were applied and not taken back, newest first.
pub(super) async fn packs(records: &Records) -> store::Result<Vec<(Pack, Kept)>> {
    let sql = format!("select {COLUMNS} from @config_change where pack is not null and undone_at is null order by id desc");
    let rows = records.tenant().get(&sql, &[]).await?;
    let kept = rows.iter().map(read).collect::<store::Result<Vec<_>>>()?;
    Ok(kept.into_iter().filter_map(|k| Some((k.pack.clone()?, k))).collect())
}

/// Whether a pack is installed as it is.
pub(super) async fn is_installed(records: &Records, pack: &Pack) -> store::Result<bool> {
    let all = packs(records).await?;
    Ok(all.iter().find(|(p, _)| p.name == pack.name).is_some_and(|(p, _)| p == pack))
}

/// Keeps what a file did.
pub(super) async fn note(records: &Records, access: &Access, pack: Option<&Pack>, done: &[Change]) -> Result<Id, Problem> {
    let id = Id::at(records.tenant().clock().now().unix_ms());
    let name = pack.map(|p| format!("{} {}", p.name, p.version)).unwrap_or_default();
    let entry = Audit::new(AuditKind::ConfigApplied).of(id, name).with(told(done));
    keep(records, access, (id, pack, false), done, Some(&entry)).await?;
    Ok(id)
}

/// Keeps what somebody changed by hand between two looks at the configuration; the operation has told the audit log.
///
/// # Errors
/// Of the database.
pub async fn note_by_hand(records: &Records, access: &Access, before: &Current, after: &Current) -> Result<(), Problem> {
    let done = before.changed(after);
    if done.is_empty() {
        return Ok(());
    }
    let id = Id::at(records.tenant().clock().now().unix_ms());
    keep(records, access, (id, None, true), &done, None).await
}

async fn keep(
    records: &Records,
    access: &Access,
    (id, pack, by_hand): (Id, Option<&Pack>, bool),
    done: &[Change],
    entry: Option<&Audit>,
) -> Result<(), Problem> {
    let values: &[Val] = &[
        id.into(),
        records.tenant().clock().now().0.into(),
        access.actor.user.into(),
        i64::from(by_hand).into(),
        pack.map(|p| json!(p).to_string()).into(),
        json!(done).to_string().into(),
    ];
    let who = &access.who();
    let sql = "insert into @config_change (id, at, by_id, by_hand, pack, changes) values ($1, $2, $3, $4, $5, $6)";
    let write = records.tenant().write::<_, store::Error, _>(move |tx| {
        Box::pin(async move {
            tx.run(sql, values).await?;
            if let Some(entry) = entry {
                audit::note(tx, who, entry).await?;
            }
            Ok(())
        })
    });
    Ok(write.await?)
}

/// Notes that it was taken back.
pub(super) async fn undone(records: &Records, access: &Access, change: &Kept, back: &[Change]) -> Result<(), Problem> {
    let values: &[Val] = &[change.id.into(), records.tenant().clock().now().0.into()];
    let name = change.pack.as_ref().map(|p| format!("{} {}", p.name, p.version)).unwrap_or_default();
    let entry = &Audit::new(AuditKind::ConfigTakenBack).of(change.id, name).with(told(back));
    let who = &access.who();
    let sql = "update @config_change set undone_at = $2 where id = $1 and undone_at is null";
    let write = records.tenant().write::<_, store::Error, _>(move |tx| {
        Box::pin(async move {
            tx.run(sql, values).await?;
            audit::note(tx, who, entry).await
        })
    });
    Ok(write.await?)
}

/// What the audit log is told: which things of each section.
fn told(done: &[Change]) -> Value {
    let mut all = serde_json::Map::new();
    for change in done {
        let keys = all.entry(change.section.word()).or_insert_with(|| json!([]));
        if let Some(keys) = keys.as_array_mut() {
            keys.push(json!(change.key));
        }
    }
    all.into()
}
