//! Roles of a company: kept, checked, and made into what somebody may do.

use super::accounts::Account;
use super::units;
use crate::http::Problem;
use axum::http::StatusCode;
use jiff::tz::TimeZone;
use model::{FieldError, Id, Ts};
use records::access::{Act, Grant, Level, mask, permission};
use records::{Access, Audit, AuditKind, Catalog, Error, Grants, Place, Records, Role, Who, audit};
use serde::Serialize;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use store::{Row, Scan, Tenant};

/// Most roles of a company, beside the program's own.
const MOST: usize = 200;
/// Longest name of a role, in characters.
const NAME: usize = 100;

/// A role as administrators see it.
#[derive(Clone, Debug, Serialize)]
pub struct Named {
    pub code: String,
    /// As the company calls it; empty for the program's own, whose names are words of the app.
    pub name: String,
    /// One of the program's own, which nobody changes.
    pub built_in: bool,
    /// People who have it.
    pub people: i64,
    pub grants: Grants,
}

/// What somebody may do: by their role, and by their place among the teams.
///
/// # Errors
/// Of the database.
pub async fn access(tenant: &Tenant, account: &Account) -> store::Result<Access> {
    let role = find(tenant, &account.role).await?.unwrap_or_else(|| Role::nothing(&account.role));
    let rules = units::all(tenant).await?;
    let tree = if account.team.is_none() && rules.is_empty() { Vec::new() } else { tree(tenant).await? };
    let place = Place::among(account.team, &tree);
    let kept = Arc::new(units::kept(&rules, account.team, &tree));
    let zone = account.zone.as_deref().and_then(|zone| TimeZone::get(zone).ok());
    Ok(Access { place, kept, zone, ..Access::person(tenant.slug(), account.id, &account.name, role) })
}

/// What a person may do now, fields closed to them; none when they may not sign in.
///
/// # Errors
/// Of the database.
pub async fn of_person(records: &Records, user: Id) -> records::Result<Option<Access>> {
    let account = super::accounts::by_id(records.tenant(), user).await?.filter(|a| a.active);
    let Some(account) = account else { return Ok(None) };
    let access = access(records.tenant(), &account).await?;
    let catalog = records.current().await?;
    let closed = Arc::new(super::closed::closed(&catalog, &access));
    let kept = Arc::new(super::closed::kept(&catalog, &access.kept));
    Ok(Some(Access { closed, kept, ..access }))
}

/// Each team with the one above it.
///
/// # Errors
/// Of the database.
pub async fn tree(tenant: &Tenant) -> store::Result<Vec<(Id, Option<Id>)>> {
    let rows = tenant.get("select id, parent_id from @team where deleted_at is null", &[]).await?;
    Ok(rows.iter().filter_map(|r| Some((r.opt_id(0)?, r.opt_id(1)))).collect())
}

/// The role of this code.
///
/// # Errors
/// Of the database.
pub async fn find(tenant: &Tenant, code: &str) -> store::Result<Option<Role>> {
    if let Some(role) = Role::built_in(code) {
        return Ok(Some(role));
    }
    let rows = tenant.get("select grants from @role where code = $1", &[code.into()]).await?;
    Ok(rows.first().map(|r| Role::new(code, grants(r, 0))))
}

/// What cannot be read grants nothing.
fn grants(row: &Row, column: usize) -> Grants {
    row.opt_text(column).and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default()
}

/// All roles: the program's own, then the company's by name.
///
/// # Errors
/// Of the database.
pub async fn list(tenant: &Tenant) -> store::Result<Vec<Named>> {
    let counts = "select role, count(*) from @user where deleted_at is null group by role";
    let counts = tenant.scan(counts, &[], Scan::default()).await?;
    let counts: BTreeMap<&str, i64> = counts.iter().filter_map(|r| Some((r.opt_text(0)?, r.opt_int(1)?))).collect();
    let people = |code: &str| counts.get(code).copied().unwrap_or(0);
    let own = [Role::administrator(), Role::member()].map(|r| Named {
        code: r.code().to_owned(),
        name: String::new(),
        built_in: true,
        people: people(r.code()),
        grants: r.grants().clone(),
    });
    let rows = tenant.get("select code, name, grants from @role order by name, code", &[]).await?;
    let made = rows.iter().map(|row| {
        let code = row.opt_text(0).unwrap_or_default();
        let name = row.opt_text(1).unwrap_or_default().to_owned();
        Named { code: code.to_owned(), name, built_in: false, people: people(code), grants: grants(row, 2) }
    });
    Ok(own.into_iter().chain(made).collect())
}

/// # Errors
/// 422 for what is no code.
pub fn check_code(code: &str) -> Result<(), Problem> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if code.is_empty() || code.len() > 60 || !code.chars().all(fits) {
        return Err(Problem::field("code", "bad_code", "takes small letters, digits and _, 60 at most"));
    }
    Ok(())
}

/// A role to be stored.
#[derive(Clone, Debug)]
pub struct Draft {
    pub code: String,
    pub name: String,
    pub grants: Grants,
}

impl Draft {
    /// # Errors
    /// 422 with everything that is wrong; 403 when it grants more than the asker has.
    pub fn checked(self, catalog: &Catalog, asker: &Access) -> Result<Self, Problem> {
        let mut errors = Vec::new();
        let name = self.name.trim().to_owned();
        if name.is_empty() || name.chars().count() > NAME || name.contains('\0') {
            errors.push(FieldError::new("name", "required", format!("say what the role is called, in 1 to {NAME} characters")));
        }
        for p in self.grants.permissions.iter().filter(|p| !permission::GENERAL.contains(&p.as_str())) {
            let known = permission::GENERAL.join(", ");
            errors.push(FieldError::new("grants.permissions", "not_an_option", format!("there is no `{p}`; use {known}")));
        }
        if !self.grants.usual.fields.is_empty() {
            errors.push(FieldError::new(
                "grants.usual.fields",
                "not_allowed",
                "fields are closed object by object; leave it out",
            ));
        }
        for (object, grant) in &self.grants.objects {
            wrong(catalog, object, grant, &mut errors);
        }
        if !errors.is_empty() {
            return Err(Error::Invalid(errors).into());
        }
        let role = Role::new(&self.code, self.grants.clone());
        match exceeds(&role, &asker.role) {
            Some(what) => Err(beyond(&what)),
            None => Ok(Self { name, ..self }),
        }
    }
}

fn wrong(catalog: &Catalog, object: &str, grant: &Grant, errors: &mut Vec<FieldError>) {
    let place = format!("grants.objects.{object}");
    let Some(def) = catalog.objects.get(object) else {
        errors.push(FieldError::new(place, "unknown_object", format!("there is no object `{object}`")));
        return;
    };
    for (field, level) in &grant.fields {
        let place = format!("{place}.fields.{field}");
        match def.field(field) {
            None => errors.push(FieldError::new(place, "unknown_field", format!("`{object}` has no field `{field}`"))),
            Some(f) if *level == Level::Masked && !mask::maskable(f) => {
                errors.push(FieldError::new(place, "not_maskable", "cannot be shown in part; hide it"));
            }
            Some(_) => {}
        }
    }
}

/// Nobody gives what they do not have.
fn beyond(what: &str) -> Problem {
    Problem::new(StatusCode::FORBIDDEN, "beyond_own_role", format!("This grants {what}, which your own role does not."))
}

/// # Errors
/// 403 when the role grants more than the asker has.
pub fn within_own(role: &Role, asker: &Access) -> Result<(), Problem> {
    exceeds(role, &asker.role).map_or(Ok(()), |what| Err(beyond(&what)))
}

/// Something that a role grants and `own` does not.
fn exceeds(role: &Role, own: &Role) -> Option<String> {
    let missing = role.permissions().iter().find(|p| !own.permissions().has(p)).map(|p| format!("`{p}`"));
    if missing.is_some() {
        return missing;
    }
    let (grants, owned) = (role.grants(), own.grants());
    let objects = grants.objects.keys().chain(owned.objects.keys()).map(String::as_str);
    for object in objects.chain([""]) {
        let (new, has) = (role.grant(object), own.grant(object));
        let further = Act::ALL.into_iter().find(|a| new.scope(*a) > has.scope(*a));
        if let Some(act) = further {
            let of = if object.is_empty() { "other records" } else { object };
            return Some(format!("`{}` of {of} further", act.permission()));
        }
        let opened = |(field, level): &(&String, &Level)| new.fields.get(*field).copied().unwrap_or_default() < **level;
        if let Some((field, _)) = has.fields.iter().find(|f| opened(f)) {
            return Some(format!("the field `{object}.{field}`"));
        }
    }
    None
}

/// Stores a role, new or changed.
///
/// # Errors
/// Of the database; 422 when there are too many, or `new` and the code is taken.
pub async fn put(tenant: &Tenant, who: &Who, draft: &Draft, new: bool, now: Ts) -> Result<(), Problem> {
    let known = list(tenant).await?;
    if new && known.iter().any(|r| r.code == draft.code) {
        return Err(Problem::field("code", "taken", "is the code of another role"));
    }
    if new && known.len() >= MOST {
        return Err(Problem::field("name", "too_many", "there are too many roles; remove one that nobody has"));
    }
    let kind = if new { AuditKind::RoleMade } else { AuditKind::RoleEdited };
    let told = &Audit::new(kind).named(draft.name.as_str()).with(json!({ "code": draft.code, "grants": draft.grants }));
    let grants = serde_json::to_string(&draft.grants).unwrap_or_default();
    let params = &[draft.code.as_str().into(), draft.name.as_str().into(), grants.into(), now.0.into(), who.user.into()];
    let sql = "insert into @role (code, name, grants, created_at, updated_at, updated_by) values ($1, $2, $3, $4, $4, $5)
        on conflict (code) do update set name = excluded.name, grants = excluded.grants, updated_at = excluded.updated_at,
        updated_by = excluded.updated_by";
    tenant
        .write::<_, store::Error, _>(move |tx| {
            Box::pin(async move {
                tx.run(sql, params).await?;
                audit::note(tx, who, told).await
            })
        })
        .await?;
    Ok(())
}

/// Removes a role that nobody has. False when somebody has it.
///
/// # Errors
/// Of the database.
pub async fn remove(tenant: &Tenant, who: &Who, role: &Named) -> store::Result<bool> {
    let told = &Audit::new(AuditKind::RoleRemoved).named(role.name.as_str()).with(json!({ "code": role.code }));
    let params = &[role.code.as_str().into()];
    tenant
        .write::<_, store::Error, _>(move |tx| {
            Box::pin(async move {
                let sql = "select count(*) from @user where role = $1 and deleted_at is null";
                if tx.all(sql, params).await?.first().and_then(|r| r.opt_int(0)).unwrap_or(0) > 0 {
                    return Ok(false);
                }
                tx.run("delete from @role where code = $1", params).await?;
                audit::note(tx, who, told).await?;
                Ok(true)
            })
        })
        .await
}
