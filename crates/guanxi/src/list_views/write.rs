//! Views made, changed, removed and chosen to begin lists with.

use super::{COMPANY, Shared, State, Stored, View, administers, find, holder_of, holder_of_role, one};
use crate::http::Problem;
use axum::http::StatusCode;
use model::{FieldError, Id, Val};
use records::access::permission;
use records::list::usable::{Part, usable};
use records::{Access, Audit, AuditKind, Catalog, audit};
use serde_json::json;
use store::Tenant;

/// Most views that one person makes of one object.
const MOST: i64 = 200;
/// Longest name, in characters.
const NAME: usize = 100;
/// For how long a removed view may be brought back, in microseconds.
const KEPT: i64 = 24 * 3_600_000_000;

/// What to keep; what a change leaves out stays.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    pub name: Option<String>,
    pub state: Option<State>,
    pub shared: Option<Shared>,
    /// The team it is shared with; the asker's own when none is said.
    pub team: Option<Id>,
    /// The version that the asker saw.
    pub version: Option<i64>,
}

fn name_of(name: &str) -> Result<String, Problem> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > NAME || name.chars().any(char::is_control) {
        return Err(Problem::field("name", "required", format!("say what the view is called, in 1 to {NAME} characters")));
    }
    Ok(name.to_owned())
}

/// Whether a view for everybody could be kept.
///
/// # Errors
/// As [`create`].
pub fn check(tenant: &Tenant, catalog: &Catalog, access: &Access, object: &str, name: &str, state: State) -> Result<(), Problem> {
    name_of(name)?;
    checked(catalog, access, catalog.object(object)?.name(), state, tenant).map(drop)
}

/// Whether the asker can ask all of a list.
fn checked(catalog: &Catalog, access: &Access, object: &str, state: State, tenant: &Tenant) -> Result<State, Problem> {
    let longest = [
        ("filter", &state.filter, 4_000),
        ("q", &state.q, 500),
        ("sort", &state.sort, 400),
        ("cols", &state.cols, 4_000),
        ("group", &state.group, 100),
        ("totals", &state.totals, 1),
        ("as", &state.layout, 1_000),
    ];
    for (part, text, most) in longest {
        if text.chars().count() > most || text.contains('\0') {
            return Err(Problem::field(&format!("state.{part}"), "too_long", format!("takes {most} characters at most")));
        }
    }
    let wanted = state.wanted().map_err(|e| Problem::field("state.filter", "bad_condition", e))?;
    let (_, dropped) = usable(catalog, access, object, &wanted, tenant.clock().now())?;
    let wrong = |part: Part, field: Option<String>| {
        let place = match part {
            Part::Filter => "state.filter",
            Part::Sort => "state.sort",
            Part::Columns => "state.cols",
            Part::Group => "state.group",
            Part::Layout => "state.as",
        };
        let what = field.map_or_else(|| "a field that is closed to you".to_owned(), |f| format!("`{f}`"));
        FieldError::new(place, "not_usable", format!("cannot be asked: {what}"))
    };
    let errors: Vec<FieldError> = dropped.into_iter().map(|d| wrong(d.part, d.field)).collect();
    if errors.is_empty() { Ok(state) } else { Err(Problem::invalid(errors)) }
}

/// With whom a view is to be shared, and whether the asker may.
async fn sharing(tenant: &Tenant, access: &Access, shared: Shared, team: Option<Id>) -> Result<Option<Id>, Problem> {
    match shared {
        Shared::Me => Ok(None),
        Shared::All if administers(access) => Ok(None),
        Shared::All => Err(Problem::forbidden(permission::COMPANY_MANAGE)),
        Shared::Team => {
            let Some(team) = team.or(access.place.team) else {
                return Err(Problem::field("team", "required", "you are in no team; name one"));
            };
            if access.place.team != Some(team) && !administers(access) {
                return Err(Problem::forbidden(permission::COMPANY_MANAGE));
            }
            let there = tenant.get("select 1 from @team where id = $1 and deleted_at is null", &[team.into()]).await?;
            if there.is_empty() { Err(Problem::field("team", "not_an_option", "there is no such team")) } else { Ok(Some(team)) }
        }
    }
}

/// Told when others see it, before or after.
fn told(stored: &Stored, was: Shared, act: &str) -> Option<Audit> {
    let shown = stored.shared != Shared::Me || was != Shared::Me;
    let details = json!({ "object": stored.object, "act": act, "shared": stored.shared.word() });
    shown.then(|| Audit::new(AuditKind::ListViewChanged).of(stored.id, stored.name.as_str()).with(details))
}

/// One statement, and what the audit log is told. False when it changed nothing.
async fn run(tenant: &Tenant, access: &Access, sql: &str, params: &[Val], told: Option<Audit>) -> Result<bool, Problem> {
    let (who, told) = (&access.who(), &told);
    let write = tenant.write::<_, store::Error, _>(move |tx| {
        Box::pin(async move {
            let done = tx.run(sql, params).await? > 0;
            if let (true, Some(told)) = (done, told) {
                audit::note(tx, who, told).await?;
            }
            Ok(done)
        })
    });
    Ok(write.await?)
}

/// Keeps a list as a view.
///
/// # Errors
/// 403 for what the asker may not share or read, 404 for an unknown object, 422 with what is wrong.
pub async fn create(tenant: &Tenant, catalog: &Catalog, access: &Access, object: &str, draft: Draft) -> Result<View, Problem> {
    let object = catalog.object(object)?.name().to_owned();
    let Some(user) = access.actor.user else { return Err(Problem::forbidden(permission::COMPANY_MANAGE)) };
    let name = name_of(draft.name.as_deref().unwrap_or_default())?;
    let state = checked(catalog, access, &object, draft.state.unwrap_or_default(), tenant)?;
    let shared = draft.shared.unwrap_or(Shared::Me);
    let team = sharing(tenant, access, shared, draft.team).await?;
    let count = "select count(*) from @list_view where object = $1 and made_by = $2 and deleted_at is null";
    let count = tenant.get(count, &[object.as_str().into(), user.into()]).await?;
    if count.first().and_then(|r| r.opt_int(0)).unwrap_or(0) >= MOST {
        return Err(Problem::field("name", "too_many", format!("you have {MOST} views of this list; remove one first")));
    }
    let now = tenant.clock().now();
    let id = Id::at(now.unix_ms());
    let stored = Stored { id, object, name, state, shared, team, made_by: user, version: 1, updated_at: now };
    let params = [
        id.into(),
        stored.object.as_str().into(),
        stored.name.as_str().into(),
        json!(stored.state).to_string().into(),
        shared.word().into(),
        team.into(),
        user.into(),
        now.0.into(),
    ];
    let sql = "insert into @list_view (id, object, name, state, shared, team_id, made_by, version, updated_at)
        values ($1, $2, $3, $4, $5, $6, $7, 1, $8)";
    run(tenant, access, sql, &params, told(&stored, Shared::Me, "made")).await?;
    one(tenant, catalog, access, id, &stored.object).await
}

/// Changes a view.
///
/// # Errors
/// 404 for one that the asker does not see, 403 for one of others, 412 when somebody changed it meanwhile, 422.
pub async fn patch(tenant: &Tenant, catalog: &Catalog, access: &Access, id: Id, draft: Draft) -> Result<View, Problem> {
    let mut stored = changeable(tenant, catalog, access, id, false).await?;
    let was = stored.shared;
    if let Some(name) = draft.name {
        stored.name = name_of(&name)?;
    }
    if let Some(state) = draft.state {
        stored.state = checked(catalog, access, &stored.object, state, tenant)?;
    }
    if draft.shared.is_some() || draft.team.is_some() {
        stored.shared = draft.shared.unwrap_or(stored.shared);
        // Who takes a view of others for themselves would take it from them.
        if stored.shared == Shared::Me && access.actor.user != Some(stored.made_by) {
            return Err(Problem::field("shared", "not_yours", "somebody else made it; save it as your own instead"));
        }
        stored.team = sharing(tenant, access, stored.shared, draft.team.or(stored.team)).await?;
    }
    let params = [
        id.into(),
        stored.name.as_str().into(),
        json!(stored.state).to_string().into(),
        stored.shared.word().into(),
        stored.team.into(),
        tenant.clock().now().0.into(),
        draft.version.unwrap_or(stored.version).into(),
    ];
    let sql = "update @list_view set name = $2, state = $3, shared = $4, team_id = $5, updated_at = $6, version = version + 1
        where id = $1 and version = $7 and deleted_at is null";
    if !run(tenant, access, sql, &params, told(&stored, was, "changed")).await? {
        let detail = "Somebody changed the view meanwhile; read it again.";
        return Err(Problem::new(StatusCode::PRECONDITION_FAILED, "version_conflict", detail));
    }
    one(tenant, catalog, access, id, &stored.object).await
}

async fn changeable(tenant: &Tenant, catalog: &Catalog, access: &Access, id: Id, removed: bool) -> Result<Stored, Problem> {
    let stored = find(tenant, catalog, access, id, removed).await?;
    if stored.changed_by(access) {
        return Ok(stored);
    }
    let detail = "The view belongs to others; save it as your own instead.";
    Err(Problem::new(StatusCode::FORBIDDEN, "forbidden", detail))
}

/// Removes a view; for a day it may be brought back, with whose lists begin with it.
///
/// # Errors
/// Those of [`patch`].
pub async fn remove(tenant: &Tenant, catalog: &Catalog, access: &Access, id: Id) -> Result<(), Problem> {
    let stored = changeable(tenant, catalog, access, id, false).await?;
    let now = tenant.clock().now().0;
    let sql = "update @list_view set deleted_at = $2 where id = $1 and deleted_at is null";
    run(tenant, access, sql, &[id.into(), now.into()], told(&stored, stored.shared, "removed")).await?;
    let old = [(now - KEPT).into()];
    run(tenant, access, "delete from @list_view where deleted_at < $1", &old, None).await?;
    let orphans = "delete from @list_view_default where not exists (select 1 from @list_view v where v.id = view_id)";
    run(tenant, access, orphans, &[], None).await?;
    Ok(())
}

/// Brings a removed view back.
///
/// # Errors
/// Those of [`patch`].
pub async fn restore(tenant: &Tenant, catalog: &Catalog, access: &Access, id: Id) -> Result<View, Problem> {
    let stored = changeable(tenant, catalog, access, id, true).await?;
    let sql = "update @list_view set deleted_at = null where id = $1";
    run(tenant, access, sql, &[id.into()], told(&stored, stored.shared, "restored")).await?;
    one(tenant, catalog, access, id, &stored.object).await
}

/// Whose lists are to begin with a view; what is left out stays.
#[derive(Clone, Debug, Default)]
pub struct Begins {
    pub me: Option<bool>,
    pub company: Option<bool>,
    /// Exactly these roles.
    pub roles: Option<Vec<String>>,
}

/// Says whose lists begin with a view.
///
/// # Errors
/// 404 for one that the asker does not see, 403 without the right, 422 for a view that not everybody sees and for unknown roles.
pub async fn begins(tenant: &Tenant, catalog: &Catalog, access: &Access, id: Id, new: Begins) -> Result<View, Problem> {
    let stored = find(tenant, catalog, access, id, false).await?;
    let before = one(tenant, catalog, access, id, &stored.object).await?.defaults;
    let for_others = new.company.is_some() || new.roles.is_some();
    if for_others && !administers(access) {
        return Err(Problem::forbidden(permission::COMPANY_MANAGE));
    }
    let any = new.company == Some(true) || new.roles.as_ref().is_some_and(|r| !r.is_empty());
    if any && stored.shared != Shared::All {
        return Err(Problem::field("shared", "not_for_all", "lists of others begin with views that everybody sees"));
    }
    let roles = new.roles.unwrap_or_else(|| before.roles.clone());
    let known = crate::signin::roles::list(tenant).await?;
    if let Some(role) = roles.iter().find(|r| !before.roles.contains(r) && !known.iter().any(|k| k.code == **r)) {
        return Err(Problem::field("roles", "not_an_option", format!("there is no role `{role}`")));
    }
    let mut wanted: Vec<(String, bool)> = Vec::new();
    wanted.extend(access.actor.user.zip(new.me).map(|(user, on)| (holder_of(user), on)));
    wanted.extend(new.company.map(|on| (COMPANY.to_owned(), on)));
    wanted.extend(roles.iter().map(|r| (holder_of_role(r), true)));
    wanted.extend(before.roles.iter().filter(|r| !roles.contains(r)).map(|r| (holder_of_role(r), false)));
    let details = json!({ "object": stored.object, "act": "default", "company": new.company, "roles": roles });
    let entry = Audit::new(AuditKind::ListViewChanged).of(id, stored.name.as_str()).with(details);
    let (who, entry, wanted, object) = (&access.who(), &entry, &wanted, stored.object.as_str());
    let write = tenant.write::<_, store::Error, _>(move |tx| {
        Box::pin(async move {
            for (holder, on) in wanted {
                let params: [Val; 3] = [object.into(), holder.as_str().into(), id.into()];
                let sql = if *on {
                    "insert into @list_view_default (object, holder, view_id) values ($1, $2, $3)
                     on conflict (object, holder) do update set view_id = excluded.view_id"
                } else {
                    "delete from @list_view_default where object = $1 and holder = $2 and view_id = $3"
                };
                tx.run(sql, &params).await?;
            }
            if for_others {
                audit::note(tx, who, entry).await?;
            }
            Ok(())
        })
    });
    write.await?;
    one(tenant, catalog, access, id, &stored.object).await
}
