//! Rows that mean a record which is there, by what proves it, change that record; two rows of one chunk that mean the same make
//! one. Only where the company wants it ([`crate::duplicates::Action::Update`]).

use super::batch::{Found, Ready};
use super::csv::Refusal;
use super::draft::Draft;
use super::make::{Blame, Maker, Stop};
use super::plan::Plan;
use crate::duplicates::{Matcher, Meant};
use crate::{Access, Records, Result, ddl};
use model::{Id, Record};
use std::collections::{HashMap, HashSet};

/// A matcher for each object of a plan that has one.
pub(super) async fn matchers(records: &Records, plan: &Plan) -> Result<Vec<Option<Matcher>>> {
    let mut all = Vec::with_capacity(plan.objects.len());
    for object in &plan.objects {
        all.push(records.matcher(object.object.name()).await?);
    }
    Ok(all)
}

impl Maker {
    /// Says of each row whose record is not known by its key which one it means.
    pub(super) async fn mean(&self, rows: &mut [Ready], found: &Found) -> Result<(), Stop> {
        let mut bad = Blame::new();
        for (place, matcher) in self.matchers.iter().enumerate() {
            if let Some(matcher) = matcher {
                self.mean_at(place, matcher, rows, found, &mut bad).await?;
            }
        }
        if bad.is_empty() { Ok(()) } else { Err(Stop::Rows(bad)) }
    }

    async fn mean_at(
        &self,
        place: usize,
        matcher: &Matcher,
        rows: &mut [Ready],
        found: &Found,
        bad: &mut Blame,
    ) -> Result<(), Stop> {
        let access = Access::system(self.records.tenant().slug());
        let (mut keys, mut before) = (HashSet::new(), HashMap::<String, Vec<(usize, Record)>>::new());
        for i in 0..rows.len() {
            let line = rows[i].row.line;
            let Draft::Values(values) = &mut rows[i].drafts[place] else { continue };
            let known = values.id.is_some() || found[place].contains_key(&values.key);
            if known || !values.key.is_empty() && !keys.insert(values.key.clone()) {
                continue;
            }
            let probe = matcher.probe(&values.record);
            match matcher.meant(&self.records, &access, &probe).await? {
                Meant::One(record) if self.keyed_alike(place, &probe, &record) => {
                    (values.id, values.matched) = (Some(record.id()), true);
                }
                Meant::Several(ids) => {
                    bad.insert(i, vec![unclear(&self.plan.objects[place].object, line, &ids)]);
                }
                Meant::One(_) | Meant::Nothing if values.key.is_empty() => {
                    let own = matcher.keys(&probe);
                    let alike = own.iter().filter_map(|k| before.get(k)).flatten().find(|(_, p)| matcher.sure(&probe, p));
                    match alike.map(|(first, _)| *first) {
                        Some(first) => share(rows, place, first, i),
                        None => own.into_iter().for_each(|k| before.entry(k).or_default().push((i, probe.clone()))),
                    }
                }
                Meant::One(_) | Meant::Nothing => {}
            }
        }
        Ok(())
    }

    /// A record with another key is another one, whatever else it has in common.
    fn keyed_alike(&self, place: usize, probe: &Record, record: &Record) -> bool {
        let object = &self.plan.objects[place];
        object.key.iter().all(|k| {
            let column = ddl::order_column(&object.object, object.fields[*k].field);
            let (own, theirs) = (&probe.vals[column], &record.vals[column]);
            own.is_null() || theirs.is_null() || own == theirs
        })
    }
}

/// Two rows without a key get one that is theirs alone.
fn share(rows: &mut [Ready], place: usize, first: usize, second: usize) {
    let key = format!("\u{1e}{}", rows[first].row.line);
    for (i, again) in [(first, false), (second, true)] {
        if let Draft::Values(values) = &mut rows[i].drafts[place] {
            values.key.clone_from(&key);
            values.matched |= again;
        }
    }
}

fn unclear(object: &model::Object, line: u64, ids: &[Id]) -> Refusal {
    let some: Vec<String> = ids.iter().take(5).map(Id::to_string).collect();
    let (name, count) = (object.name(), ids.len());
    let message = format!("this row means {count} records of {name} ({}); merge them, or name one by its key", some.join(", "));
    Refusal { line, column: 0, code: "duplicate", message }
}
