//! What a hand-over would do.

use super::assign::{Share, Sharing};
use super::part::parts;
use super::plan::{Plan, engine, out_of_reach, reaches};
use super::start::{check_people, team_of};
use crate::access::permission::UNIT_PEOPLE;
use crate::{Access, Records, Result};
use model::Id;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Records shown of each part.
const SAMPLE: usize = 5;

/// What would go to whom.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Preview {
    /// Fields by which records name the person; those without records are left out.
    pub parts: Vec<PartPreview>,
    /// Records that each rule fits.
    pub rules: Vec<u64>,
    /// Records that would be changed, counted once for each field.
    pub total: u64,
}

/// One field by which records name the person.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PartPreview {
    pub object: String,
    pub field: String,
    /// It makes the person responsible; the others are handed over when they are named.
    pub held: bool,
    /// It is handed over.
    pub chosen: bool,
    pub count: u64,
    /// How many each gets.
    pub to: BTreeMap<String, u64>,
    pub sample: Vec<Sample>,
}

/// A record, and who would get it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Sample {
    pub id: Id,
    /// What it is called; none when the asker may not see it.
    pub title: Option<String>,
    pub to: Option<Id>,
}

impl Records {
    /// What a hand-over would do; a plan that names nobody shows what there is.
    ///
    /// # Errors
    /// `Forbidden`; `Invalid` for a plan that makes no sense; `Deadline` of the store on a very large base.
    pub async fn preview_hand_over(&self, access: &Access, from: Id, plan: &Plan) -> Result<Preview> {
        self.check_tenant(access)?;
        access.require(UNIT_PEOPLE)?;
        let team = team_of(self, from).await?;
        access.must_manage(from, team)?;
        let catalog = self.current().await?;
        let now = self.tenant.clock().now();
        plan.checked(&catalog, access, now)?;
        check_people(self, access, from, plan).await?;
        let engine = engine(self.tenant.slug(), access.actor.user);
        let checked = plan.checked(&catalog, &engine, now)?;
        let mut sharing = Sharing::new(self, plan, &checked, from);
        let shares = sharing.all().await?;
        let far = |s: &&Share| !s.moves.is_empty() && !reaches(access, &s.part.object, from, team);
        if let Some(far) = shares.iter().find(far) {
            return Err(out_of_reach(far.part.object.name()));
        }
        let rules = sharing.fitted;
        let chosen: BTreeSet<String> = checked.parts.iter().map(super::part::Part::name).collect();
        let others = Plan {
            parts: Some(parts(&catalog).iter().map(super::part::Part::name).filter(|n| !chosen.contains(n)).collect()),
            finished: plan.finished,
            ..Plan::default()
        };
        let unchosen = others.checked(&catalog, &engine, now)?;
        let beside = Sharing::new(self, &others, &unchosen, from).all().await?;
        let mut preview = Preview { rules, ..Preview::default() };
        for (share, chosen) in shares.iter().map(|s| (s, true)).chain(beside.iter().map(|s| (s, false))) {
            if !share.moves.is_empty() {
                preview.total += if chosen { share.moves.len() as u64 } else { 0 };
                preview.parts.push(self.part_preview(access, share, chosen).await?);
            }
        }
        Ok(preview)
    }

    async fn part_preview(&self, access: &Access, share: &Share, chosen: bool) -> Result<PartPreview> {
        let object = share.part.object.name();
        let mut to: BTreeMap<String, u64> = BTreeMap::new();
        for id in share.moves.iter().filter_map(|(_, to)| *to) {
            *to.entry(id.to_string()).or_default() += 1;
        }
        let shown = &share.moves[..share.moves.len().min(SAMPLE)];
        let wanted: Vec<(&str, Id)> = shown.iter().map(|(id, _)| (object, *id)).collect();
        let labels = self.labels(access, &wanted).await?;
        let sample = |(id, to): &(Id, Option<Id>)| Sample { id: *id, title: labels.get(*id).map(str::to_owned), to: *to };
        Ok(PartPreview {
            object: object.to_owned(),
            field: share.part.field_name().to_owned(),
            held: share.part.held,
            chosen,
            count: share.moves.len() as u64,
            to,
            sample: shown.iter().map(sample).collect(),
        })
    }
}
