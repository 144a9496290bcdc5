//! Views of lists: how a list was, kept by a name, for oneself, a team or everybody. What of it somebody cannot ask (fields that are
//! gone or closed to them) is left out when they read it.

mod write;

pub use write::{Begins, Draft, begins, check, create, patch, remove, restore};

use crate::http::Problem;
use model::{Condition, Id, Ts};
use records::access::{Act, permission};
use records::list::Sort;
use records::list::usable::{Part, Wanted, usable};
use records::{Access, Catalog};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use store::{Row, Tenant};
use utoipa::ToSchema;

/// Who sees a view beside whoever made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = ListViewShared)]
pub enum Shared {
    /// Nobody.
    Me,
    /// The people of a team and of the teams below it.
    Team,
    /// Everybody who may read the object.
    All,
}

impl Shared {
    fn word(self) -> &'static str {
        match self {
            Shared::Me => "me",
            Shared::Team => "team",
            Shared::All => "all",
        }
    }
}

/// How a list is, as its address has it; what is empty is the list's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = ListState)]
pub struct State {
    /// A condition: `country:GB spend>=1000`.
    #[schema(max_length = 4000)]
    pub filter: String,
    /// What records are searched by.
    #[schema(max_length = 500)]
    pub q: String,
    /// Fields with commas between, `-` in front for descending.
    #[schema(max_length = 400)]
    pub sort: String,
    /// Columns in order, with commas between.
    #[schema(max_length = 4000)]
    pub cols: String,
    /// The field by which records are grouped.
    #[schema(max_length = 100)]
    pub group: String,
    /// `1`: with a row of totals.
    #[schema(max_length = 1)]
    pub totals: String,
    /// As what it is laid out, and by which fields: `board:stage|cards:spend,owner`. Empty: a table.
    #[serde(rename = "as")]
    #[schema(max_length = 1000)]
    pub layout: String,
}

fn names(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|n| !n.is_empty()).map(str::to_owned).collect()
}

impl State {
    /// # Errors
    /// Why the condition cannot be read.
    fn wanted(&self) -> Result<Wanted, String> {
        let filter =
            if self.filter.trim().is_empty() { None } else { Some(Condition::parse(&self.filter).map_err(|e| e.to_string())?) };
        let group = Some(self.group.trim()).filter(|g| !g.is_empty()).map(str::to_owned);
        let layout = self.layout.split(['|', ':', ',']).map(str::to_owned).collect();
        Ok(Wanted { filter, sort: Sort::parse(&self.sort), fields: names(&self.cols), group, layout })
    }
}

/// Something that was left out of a view.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ListViewLeftOut)]
pub struct LeftOut {
    /// `filter`, `sort`, `columns`, `group` or `layout`.
    #[schema(value_type = String)]
    pub part: Part,
    /// The field; none when it is closed to the asker.
    pub field: Option<String>,
}

/// Whose lists begin with a view.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ListViewDefaults)]
pub struct Defaults {
    pub me: bool,
    pub company: bool,
    /// Codes of roles; told to those who set them.
    pub roles: Vec<String>,
}

/// A view as somebody sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ListView)]
pub struct View {
    #[schema(value_type = String, format = "uuid")]
    pub id: Id,
    pub object: String,
    pub name: String,
    /// Without what the asker cannot ask.
    pub state: State,
    pub left_out: Vec<LeftOut>,
    pub shared: Shared,
    #[schema(value_type = Option<String>, format = "uuid")]
    pub team: Option<Id>,
    #[schema(value_type = String, format = "uuid")]
    pub made_by: Id,
    /// Whether the asker may change and remove it.
    pub may_change: bool,
    pub defaults: Defaults,
    /// Goes up with each change.
    pub version: i64,
    #[schema(format = DateTime)]
    pub updated_at: String,
}

/// The views of an object that somebody sees.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ListViews)]
pub struct Views {
    /// By name.
    pub items: Vec<View>,
    /// Always null: there is one page.
    #[schema(value_type = Option<String>)]
    pub next: (),
    /// The view that the asker's list begins with: their own choice, else that of their role, else the company's.
    #[schema(value_type = Option<String>, format = "uuid")]
    pub default: Option<Id>,
}

/// A view as it is stored.
#[derive(Clone, Debug)]
struct Stored {
    id: Id,
    object: String,
    name: String,
    state: State,
    shared: Shared,
    team: Option<Id>,
    made_by: Id,
    version: i64,
    updated_at: Ts,
}

const COLUMNS: &str = "id, object, name, state, shared, team_id, made_by, version, updated_at";

/// What cannot be read is a view of everything, and its maker's alone.
fn read(row: &Row) -> store::Result<Stored> {
    Ok(Stored {
        id: row.id(0)?,
        object: row.text(1)?.to_owned(),
        name: row.text(2)?.to_owned(),
        state: row.opt_text(3).and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default(),
        shared: match row.opt_text(4) {
            Some("team") => Shared::Team,
            Some("all") => Shared::All,
            _ => Shared::Me,
        },
        team: row.opt_id(5),
        made_by: row.id(6)?,
        version: row.int(7)?,
        updated_at: row.ts(8)?,
    })
}

/// Who administers what everybody sees.
fn administers(access: &Access) -> bool {
    access.can(permission::COMPANY_MANAGE)
}

impl Stored {
    fn seen_by(&self, access: &Access) -> bool {
        let (place, mine) = (&access.place, access.actor.user == Some(self.made_by));
        let within = |team: Id| place.team == Some(team) || place.above.contains(&team);
        match self.shared {
            Shared::Me => mine,
            Shared::Team => mine || administers(access) || self.team.is_some_and(within),
            Shared::All => true,
        }
    }

    fn changed_by(&self, access: &Access) -> bool {
        match self.shared {
            Shared::Me => access.actor.user == Some(self.made_by),
            Shared::Team => access.actor.user == Some(self.made_by) || administers(access),
            Shared::All => administers(access),
        }
    }

    /// As the asker sees it.
    fn shown(self, catalog: &Catalog, access: &Access, defaults: Defaults, now: Ts) -> Result<View, Problem> {
        let may_change = self.changed_by(access);
        let Stored { id, object, name, mut state, shared, team, made_by, version, updated_at } = self;
        // It was read when it was kept; if it no longer can be, the list shows everything.
        let wanted = state.wanted().unwrap_or_default();
        let (open, dropped) = usable(catalog, access, &object, &wanted, now)?;
        let left = |part: Part| dropped.iter().any(|d| d.part == part);
        if left(Part::Filter) {
            state.filter = open.filter.map(|f| f.to_compact()).unwrap_or_default();
        }
        if left(Part::Sort) {
            let key = |s: &Sort| format!("{}{}", if s.desc { "-" } else { "" }, s.field);
            state.sort = open.sort.iter().map(key).collect::<Vec<_>>().join(",");
        }
        if left(Part::Columns) {
            state.cols = open.fields.join(",");
        }
        if left(Part::Group) {
            state.group.clear();
        }
        if left(Part::Layout) {
            state.layout.clear();
        }
        let left_out = dropped.into_iter().map(|d| LeftOut { part: d.part, field: d.field }).collect();
        let updated_at = updated_at.rfc3339();
        Ok(View { id, object, name, state, left_out, shared, team, made_by, may_change, defaults, version, updated_at })
    }
}

fn holder_of(user: Id) -> String {
    format!("user:{user}")
}

fn holder_of_role(code: &str) -> String {
    format!("role:{code}")
}

const COMPANY: &str = "company";

/// The views of an object that the asker sees.
///
/// # Errors
/// 404 for an unknown object, 403 for one that the asker may not read; of the database.
pub async fn list(tenant: &Tenant, catalog: &Catalog, access: &Access, object: &str) -> Result<Views, Problem> {
    let object = catalog.object(object)?;
    access.require_on(Act::Read, object.name())?;
    let param = [object.name().into()];
    let sql = format!("select {COLUMNS} from @list_view where object = $1 and deleted_at is null");
    let rows = tenant.get(&sql, &param).await?;
    let chosen = tenant.get("select holder, view_id from @list_view_default where object = $1", &param).await?;
    let chosen: Vec<(&str, Id)> = chosen.iter().filter_map(|r| Some((r.opt_text(0)?, r.opt_id(1)?))).collect();
    let mut of_view: HashMap<Id, Defaults> = HashMap::new();
    let own = access.actor.user.map(holder_of).unwrap_or_default();
    for (holder, id) in &chosen {
        let defaults = of_view.entry(*id).or_default();
        defaults.me |= *holder == own;
        defaults.company |= *holder == COMPANY;
        defaults.roles.extend(holder.strip_prefix("role:").filter(|_| administers(access)).map(str::to_owned));
    }
    let now = tenant.clock().now();
    let mut items = Vec::new();
    for stored in rows.iter().map(read).collect::<store::Result<Vec<_>>>()? {
        if stored.seen_by(access) {
            let defaults = of_view.remove(&stored.id).unwrap_or_default();
            items.push(stored.shown(catalog, access, defaults, now)?);
        }
    }
    items.sort_by(|a, b| a.name.cmp(&b.name).then(a.id.cmp(&b.id)));
    let holders = [own, holder_of_role(access.role.code()), COMPANY.to_owned()];
    let seen = |holder: &String| chosen.iter().find(|(h, id)| h == holder && items.iter().any(|v| v.id == *id)).map(|c| c.1);
    let default = holders.iter().find_map(seen);
    Ok(Views { items, next: (), default })
}

/// A view that everybody sees, as it is kept.
#[derive(Clone, Debug)]
pub struct Everybodys {
    pub id: Id,
    pub object: String,
    pub name: String,
    pub state: State,
    /// Everybody's lists begin with it.
    pub company: bool,
    /// Codes of roles whose lists begin with it.
    pub roles: Vec<String>,
}

/// The views that everybody sees, by object and name.
///
/// # Errors
/// Of the database.
pub async fn of_everybody(tenant: &Tenant) -> store::Result<Vec<Everybodys>> {
    let sql = format!("select {COLUMNS} from @list_view where shared = 'all' and deleted_at is null order by object, name, id");
    let rows = tenant.get(&sql, &[]).await?;
    let chosen = tenant.get("select view_id, holder from @list_view_default order by holder", &[]).await?;
    let chosen: Vec<(Id, &str)> = chosen.iter().filter_map(|r| Some((r.opt_id(0)?, r.opt_text(1)?))).collect();
    let view = |stored: Stored| {
        let holders = || chosen.iter().filter(|(view, _)| *view == stored.id).map(|(_, holder)| *holder);
        let roles = holders().filter_map(|holder| holder.strip_prefix("role:")).map(str::to_owned).collect();
        let company = holders().any(|holder| holder == COMPANY);
        Everybodys { id: stored.id, object: stored.object, name: stored.name, state: stored.state, company, roles }
    };
    Ok(rows.iter().map(read).collect::<store::Result<Vec<_>>>()?.into_iter().map(view).collect())
}

/// One view as the asker sees it.
async fn one(tenant: &Tenant, catalog: &Catalog, access: &Access, id: Id, object: &str) -> Result<View, Problem> {
    let views = list(tenant, catalog, access, object).await?;
    views.items.into_iter().find(|v| v.id == id).ok_or_else(|| Problem::not_found("view"))
}

/// A view that the asker sees, removed or not.
async fn find(tenant: &Tenant, catalog: &Catalog, access: &Access, id: Id, removed: bool) -> Result<Stored, Problem> {
    let gone = if removed { "not null" } else { "null" };
    let sql = format!("select {COLUMNS} from @list_view where id = $1 and deleted_at is {gone}");
    let rows = tenant.get(&sql, &[id.into()]).await?;
    let stored = rows.first().map(read).transpose()?.filter(|v| v.seen_by(access));
    let readable = |v: &Stored| catalog.object(&v.object).is_ok() && access.require_on(Act::Read, &v.object).is_ok();
    stored.filter(readable).ok_or_else(|| Problem::not_found("view"))
}
