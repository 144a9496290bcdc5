//! Who gets which record: by the first rule that fits, else as the record that it belongs to, else by turns.

use super::part::Part;
use super::plan::{Checked, Plan};
use crate::condition::Sql;
use crate::condition::sql::Index;
use crate::{Records, Result};
use model::{Id, Val};
use std::collections::{HashMap, HashSet};
use std::time::Duration;
use store::Scan;

/// Reading what one field holds is stopped after this time.
const DEADLINE: Duration = Duration::from_secs(120);

/// The records that one field names the person in, and who gets each; nobody while the plan names nobody.
pub(super) struct Share {
    pub part: Part,
    pub moves: Vec<(Id, Option<Id>)>,
}

/// Shares out everything.
pub(super) struct Sharing<'a> {
    records: &'a Records,
    plan: &'a Plan,
    checked: &'a Checked,
    from: Id,
    /// New owners, by object and record.
    owners: HashMap<String, HashMap<Id, Id>>,
    /// Whose turn it is, by rule; the last is of the rest.
    turns: Vec<usize>,
    /// Records that each rule fitted.
    pub fitted: Vec<u64>,
}

impl<'a> Sharing<'a> {
    pub fn new(records: &'a Records, plan: &'a Plan, checked: &'a Checked, from: Id) -> Self {
        let (turns, fitted) = (vec![0; plan.rules.len() + 1], vec![0; plan.rules.len()]);
        Self { records, plan, checked, from, owners: HashMap::new(), turns, fitted }
    }

    /// Goes on where a job was interrupted: what it gave already stands.
    pub async fn go_on(&mut self, id: Id) -> Result<()> {
        let sql = "select record_id, to_id from @hand_over_item where hand_over_id = $1 and object = $2 and field = 'owner'";
        for part in self.checked.parts.iter().filter(|p| p.owns()) {
            let rows = self.records.tenant().scan(sql, &[id.into(), part.object.name().into()], Scan::within(DEADLINE)).await?;
            let given = rows.iter().filter_map(|r| Some((r.opt_id(0)?, r.opt_id(1)?))).collect();
            self.turns.iter_mut().for_each(|t| *t += rows.len());
            self.owners.insert(part.object.name().to_owned(), given);
        }
        Ok(())
    }

    pub async fn all(&mut self) -> Result<Vec<Share>> {
        let mut shares = Vec::new();
        for part in &self.checked.parts {
            let moves = self.part(part).await?;
            if part.owns() {
                let known = self.owners.entry(part.object.name().to_owned()).or_default();
                known.extend(moves.iter().filter_map(|(id, to)| Some((*id, (*to)?))));
            }
            shares.push(Share { part: part.clone(), moves });
        }
        Ok(shares)
    }

    async fn part(&mut self, part: &Part) -> Result<Vec<(Id, Option<Id>)>> {
        let apart = self.plan.people().len() > 1;
        let parents: Vec<(usize, &str)> =
            part.parents().filter(|(_, object)| apart && self.owners.contains_key(*object)).collect();
        let mut sql = Sql::new(self.records.tenant().dialect());
        sql.push("select t.id");
        for (column, _) in &parents {
            sql.push(", ").column("t", &part.object.columns[*column].name);
        }
        part.write(&mut sql, self.from, self.plan.finished);
        sql.push(" order by t.id");
        let rows = self.records.tenant().scan(&sql.text, &sql.params, Scan::within(DEADLINE)).await?;
        let fitting = self.fitting(part, rows.is_empty()).await?;
        let mut moves = Vec::with_capacity(rows.len());
        for row in &rows {
            let id = row.id(0)?;
            let rule = fitting.iter().find(|(_, ids)| ids.contains(&id)).map(|(rule, _)| *rule);
            let followed = || {
                let owner =
                    |(i, (_, object)): (usize, &(usize, &str))| self.owners.get(*object)?.get(&row.opt_id(i + 1)?).copied();
                parents.iter().enumerate().find_map(owner)
            };
            let to = match rule {
                Some(rule) => self.turn(rule),
                None => match followed() {
                    Some(to) => Some(to),
                    None => self.turn(self.plan.rules.len()),
                },
            };
            if let Some(rule) = rule {
                self.fitted[rule] += 1;
            }
            moves.push((id, to));
        }
        Ok(moves)
    }

    /// The records that each rule over this object fits.
    async fn fitting(&self, part: &Part, nothing: bool) -> Result<Vec<(usize, HashSet<Id>)>> {
        let mut all = Vec::new();
        let rules = self.plan.rules.iter().zip(&self.checked.rules).enumerate();
        for (i, (_, node)) in rules.filter(|(_, (rule, _))| !nothing && rule.object == part.object.name()) {
            let mut sql = Sql::new(self.records.tenant().dialect());
            sql.push("select t.id");
            part.write(&mut sql, self.from, self.plan.finished);
            sql.push(" and ").node(&part.object, "t", node, Index::No);
            let rows = self.records.tenant().scan(&sql.text, &sql.params, Scan::within(DEADLINE)).await?;
            all.push((i, rows.iter().filter_map(|r| r.opt_id(0)).collect()));
        }
        Ok(all)
    }

    /// The next of those among whom a rule, or the rest, goes by turns.
    fn turn(&mut self, rule: usize) -> Option<Id> {
        let people = self.plan.rules.get(rule).map_or(&self.plan.to, |r| &r.to);
        let turn = self.turns.get_mut(rule)?;
        let next = people.get(*turn % people.len().max(1)).copied();
        *turn += 1;
        next
    }
}

/// The values that a list of people has after one of them was replaced, and whether it named the new one before.
pub(super) fn replaced(stored: &Val, from: Id, to: Id) -> (Val, bool) {
    let (from, to) = (from.to_string(), to.to_string());
    let mut items: Vec<String> = crate::json::items(stored).iter().filter_map(|v| v.as_str().map(str::to_owned)).collect();
    let had = items.contains(&to);
    if had {
        items.retain(|i| *i != from);
    } else {
        items.iter_mut().filter(|i| **i == from).for_each(|i| i.clone_from(&to));
    }
    (Val::Text(serde_json::Value::from(items).to_string()), had)
}
