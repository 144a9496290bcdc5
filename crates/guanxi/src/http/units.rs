//! Units of the company, and what each keeps to itself.

use super::extract::{Json, Path};
use super::problem::Problem;
use crate::signin::units::{self, Rules};
use crate::signin::{Allowed, Auth, may};
use axum::Json as Answer;
use model::{Id, Record};
use records::access::{Act, permission};
use serde::Deserialize;
use serde_json::{Value, json};
use store::Scan;
use utoipa::ToSchema;

/// All units, with how many people are in each and what it keeps to itself
#[utoipa::path(get, path = "/api/units", tag = "units", extensions(("x-permission" = json!("record.read"))),
    responses((status = 200, description = "Teams: `id`, `name`, `kind`, `parent`, `people`, `objects` (what it keeps), `may_change`, `taken_by_above` (those above it may take its data along, too), `may_take` (the asker may), `own` (it is the asker's own)", body = Value)))]
pub async fn list(auth: Allowed<may::Read>) -> Result<Answer<Value>, Problem> {
    auth.access().require_on(Act::Read, "team")?;
    let rules: std::collections::BTreeMap<Id, Rules> = units::all(auth.tenant()).await?.into_iter().collect();
    let sql = "select t.id, t.name, t.kind, t.parent_id, (select count(*) from @user u where u.team_id = t.id
        and u.deleted_at is null) from @team t where t.deleted_at is null order by t.name, t.id";
    let rows = auth.tenant().scan(sql, &[], Scan::default()).await?;
    let lent = units::lent(auth.tenant()).await?;
    let unit = |row: &store::Row| {
        let id = row.opt_id(0)?;
        Some(json!({
            "id": id, "name": row.opt_text(1), "kind": row.opt_text(2), "parent": row.opt_id(3), "people": row.opt_int(4),
            "objects": rules.get(&id).cloned().unwrap_or_default(), "may_change": may_change(&auth, id),
            "taken_by_above": lent.contains(&id), "own": own(&auth, id),
            "may_take": may_change(&auth, id) && (own(&auth, id) || lent.contains(&id)),
        }))
    };
    Ok(Answer(json!({ "items": rows.iter().filter_map(unit).collect::<Vec<_>>(), "next": null })))
}

fn may_change(auth: &Auth, unit: Id) -> bool {
    auth.access().can(permission::UNIT_MANAGE) && units::within_reach(auth.access(), unit)
}

fn own(auth: &Auth, unit: Id) -> bool {
    auth.access().can(permission::UNIT_MANAGE) && auth.access().place.team == Some(unit)
}

/// What a unit is to keep.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitRules {
    /// For each object `records` (`role`: others see what their role reaches; `shared`: only what is shared with them) and
    /// `hidden`, the fields that others do not see. Objects that are left out keep nothing.
    #[schema(value_type = Value)]
    objects: Rules,
    /// Whoever manages units above it may take its data along, too, without what it keeps. Left out: they may not. Only
    /// somebody of the unit itself turns it on.
    #[serde(default)]
    taken_by_above: bool,
}

/// Set what a unit keeps to itself; it holds within seconds
#[utoipa::path(put, path = "/api/units/{id}/rules", tag = "units", request_body = UnitRules, params(("id" = String, Path)),
    extensions(("x-permission" = json!("unit.manage"))), responses((status = 200, description = "As it is now", body = Value)))]
pub async fn put(auth: Allowed<may::Units>, Path(id): Path<Id>, Json(input): Json<UnitRules>) -> Result<Answer<Value>, Problem> {
    let team: Record = auth.records().get(auth.access(), "team", id).await?;
    if !may_change(&auth, id) {
        let detail = "You manage your own unit and those below it; ask its people.";
        return Err(Problem::new(axum::http::StatusCode::FORBIDDEN, "other_unit", detail));
    }
    let lent = input.taken_by_above;
    if lent && !own(&auth, id) && !units::lent(auth.tenant()).await?.contains(&id) {
        let detail = "Only somebody of this unit who manages it allows those above to take its data along.";
        return Err(Problem::new(axum::http::StatusCode::FORBIDDEN, "other_unit", detail));
    }
    units::check(&auth.records().catalog(), &input.objects)?;
    let name = team.get("name").text().unwrap_or_default();
    units::put(auth.tenant(), &auth.access().who(), (id, name), (&input.objects, lent), auth.now()).await?;
    auth.gate().forget();
    Ok(Answer(json!({ "objects": input.objects, "taken_by_above": lent })))
}
