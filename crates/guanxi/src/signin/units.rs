//! Units: teams with all below them, such as branches, dealers, stations, agencies. What a unit keeps to itself, nobody outside of
//! it sees, whatever their role.

use crate::http::Problem;
use model::{FieldError, Id, Ts};
use records::access::{Kept, permission};
use records::{Access, Audit, AuditKind, Catalog, Error, Place, Who, audit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use store::Tenant;

/// Most fields that a unit keeps, of one object.
const FIELDS: usize = 100;

/// Which records of a unit others see.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// Those that their role reaches.
    #[default]
    Role,
    /// Only those that are shared with them.
    Shared,
}

/// What a unit keeps of its records of one object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rule {
    pub records: Shown,
    /// Fields that others do not see.
    pub hidden: BTreeSet<String>,
}

/// What a unit keeps, by object.
pub type Rules = BTreeMap<String, Rule>;

/// What each unit keeps.
///
/// # Errors
/// Of the database.
pub async fn all(tenant: &Tenant) -> store::Result<Vec<(Id, Rules)>> {
    let rows = tenant.get("select team_id, objects from @unit_rule order by team_id", &[]).await?;
    let rules = |r: &store::Row| r.opt_text(1).and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default();
    Ok(rows.iter().filter_map(|r| Some((r.opt_id(0)?, rules(r)))).collect())
}

/// Units that whoever manages units above them may make an archive of.
///
/// # Errors
/// Of the database.
pub async fn lent(tenant: &Tenant) -> store::Result<BTreeSet<Id>> {
    let rows = tenant.get("select team_id from @unit_rule where taken_by_above = 1", &[]).await?;
    Ok(rows.iter().filter_map(|r| r.opt_id(0)).collect())
}

/// What units keep from somebody with this team, in a tree of teams.
#[must_use]
pub fn kept(rules: &[(Id, Rules)], team: Option<Id>, tree: &[(Id, Option<Id>)]) -> Kept {
    let mut kept = Kept::default();
    for (unit, rules) in rules {
        let inside = Place::among(Some(*unit), tree).below;
        if team.is_some_and(|t| inside.contains(&t)) {
            continue;
        }
        for (object, rule) in rules {
            if rule.records == Shown::Shared {
                kept.keep_records(object, &inside);
            }
            rule.hidden.iter().for_each(|field| kept.keep_field(object, field, &inside));
        }
    }
    kept
}

/// # Errors
/// 422 with everything that is wrong.
pub fn check(catalog: &Catalog, rules: &Rules) -> Result<(), Problem> {
    let mut errors = Vec::new();
    for (name, rule) in rules {
        let place = format!("objects.{name}");
        let Some(object) = catalog.objects.get(name).filter(|o| o.def.owned) else {
            errors.push(FieldError::new(
                place,
                "unknown_object",
                format!("there is no object `{name}` whose records have owners"),
            ));
            continue;
        };
        if rule.hidden.len() > FIELDS {
            errors.push(FieldError::new(format!("{place}.hidden"), "too_many", format!("names more than {FIELDS} fields")));
        }
        let system = model::object::system_fields(&object.def);
        let sort = object.def.sort.trim_start_matches('-');
        for field in &rule.hidden {
            let refused = match object.field(field) {
                None => Some(("unknown_field", format!("`{name}` has no field `{field}`"))),
                Some(f) if f.name == sort => Some(("not_allowed", format!("lists are sorted by `{field}`; leave it out"))),
                Some(_) if system.iter().any(|f| f.name == **field) => {
                    Some(("not_allowed", format!("`{field}` is what records are told by")))
                }
                Some(_) => None,
            };
            errors.extend(refused.map(|(code, says)| FieldError::new(format!("{place}.hidden.{field}"), code, says)));
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors).into()) }
}

/// Whether somebody who may manage units may manage this one: their own and those below it; any, without a team or when they manage
/// the company.
#[must_use]
pub fn within_reach(access: &Access, unit: Id) -> bool {
    access.place.team.is_none() || access.can(permission::COMPANY_MANAGE) || access.place.below.contains(&unit)
}

/// Stores what a unit keeps, and whether those above it may make an archive of its data.
///
/// # Errors
/// Of the database.
pub async fn put(tenant: &Tenant, who: &Who, unit: (Id, &str), set: (&Rules, bool), now: Ts) -> store::Result<()> {
    let ((id, name), (rules, lent)) = (unit, set);
    let rules: Rules = rules.iter().filter(|(_, r)| **r != Rule::default()).map(|(o, r)| (o.clone(), r.clone())).collect();
    let told = &Audit::new(AuditKind::UnitRulesChanged).of(id, name).with(json!({ "objects": rules, "taken_by_above": lent }));
    let objects = serde_json::to_string(&rules).unwrap_or_default();
    let params = &[id.into(), objects.into(), now.0.into(), who.user.into(), i64::from(lent).into()];
    let sql = "insert into @unit_rule (team_id, objects, updated_at, updated_by, taken_by_above) values ($1, $2, $3, $4, $5)
        on conflict (team_id) do update set objects = excluded.objects, updated_at = excluded.updated_at,
        updated_by = excluded.updated_by, taken_by_above = excluded.taken_by_above";
    tenant
        .write::<_, store::Error, _>(move |tx| {
            Box::pin(async move {
                tx.run(sql, params).await?;
                audit::note(tx, who, told).await
            })
        })
        .await
}
