//! Proposals to ranked hits: read with the asker's access, compared again, and marked from the record as read.

use crate::compare::{Fit, fit};
use crate::error::{Error, Result};
use crate::field::{self, Class, Field, texts};
use crate::index::Index;
use crate::letters::text;
use crate::marked::{Part, Text};
use crate::plan::{Plan, Unit};
use crate::propose::{Asked, propose};
use crate::service::Search;
use model::object::col;
use model::{Id, Object, Record};
use records::access::{Act, permission};
use records::{Access, Records};
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

/// Hits of an object when the question does not say how many, and at most.
const USUAL: usize = 6;
const MOST: usize = 50;
/// Records proposed for an object at first, at once, and in all: among so many likeliest ones a page is looked for.
const FIRST: usize = 40;
const LARGEST: usize = 800;
const BOUND: usize = 2_000;
/// A company that was not in use is waited for so long; then what there is answers.
const WAIT: Duration = Duration::from_millis(1_000);
/// What it is worth that the whole text is an identifier of a record.
const IDENTIFIED: u32 = 5_000;
/// Fields shown to tell records apart, when they were found by their title alone.
const BESIDE: usize = 2;
/// Most records shared with the asker that are looked through, the newest.
const SHARED: usize = 1_000;

/// What somebody looks for.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    pub text: &'a str,
    /// Only records of this object.
    pub object: Option<&'a str>,
    /// Hits of each object, 1 to 50; 0 is 6.
    pub limit: usize,
}

/// What was found, by object; the object with the best hit first.
#[derive(Debug, Default)]
pub struct Answer {
    pub groups: Vec<Group>,
    /// False while the index is being made: there may be more.
    pub complete: bool,
}

#[derive(Debug)]
pub struct Group {
    pub object: Arc<Object>,
    pub hits: Vec<Hit>,
    /// There are more than these.
    pub more: bool,
}

/// A record that was found.
#[derive(Debug)]
pub struct Hit {
    pub id: Id,
    pub title: Vec<Part>,
    /// Fields that it was found by; or those that tell it from others, when its title was enough.
    pub shown: Vec<Shown>,
    worth: u32,
    at: i64,
}

/// A text of a field, in parts.
#[derive(Debug)]
pub struct Shown {
    pub field: String,
    pub parts: Vec<Part>,
}

impl Search {
    /// What the asker may see of what they look for, best first.
    ///
    /// # Errors
    /// `Forbidden` without the permission to read records; `NotFound` for an unknown object; `Invalid` for a limit out of range;
    /// errors of the database and the index.
    pub async fn ask(&self, records: &Records, access: &Access, question: Question<'_>) -> Result<Answer> {
        access.require(permission::RECORD_READ)?;
        if access.tenant != records.tenant().slug() {
            return Err(records::Error::forbidden("this access belongs to another company").into());
        }
        let limit = match question.limit {
            0 => USUAL,
            n if n <= MOST => n,
            n => {
                let message = format!("is {n}; 1 to {MOST} hits of an object can be asked for");
                return Err(records::Error::field("limit", "out_of_range", message).into());
            }
        };
        let catalog = records.current().await?;
        let objects: Vec<Arc<Object>> = match question.object {
            Some(name) => vec![catalog.object(name)?.clone()],
            None => catalog.iter().filter(|o| !o.def.hidden).cloned().collect(),
        };
        let shelf = self.shelf(records);
        let mut watch = shelf.watch();
        let ready = watch.wait_for(|o| o.whole && o.current);
        let _ = tokio::time::timeout(WAIT, ready).await;
        let open = watch.borrow().clone();
        let plan = Arc::new(Plan::of(question.text));
        let mut answer = Answer { groups: Vec::new(), complete: open.whole };
        let Some(index) = open.index.filter(|_| !plan.ways.is_empty()) else { return Ok(answer) };
        for mistyped in [false, true] {
            if mistyped && !(answer.groups.is_empty() && plan.may_be_mistyped()) {
                break;
            }
            let ask = Ask { records, access, index: &index, plan: &plan, limit, mistyped };
            for object in objects.iter().filter(|o| field::searched(o)) {
                match ask.object(object).await {
                    Ok(group) => answer.groups.extend(group),
                    // The asker may read other objects.
                    Err(Error::Records(records::Error::Forbidden { .. })) if question.object.is_none() => {}
                    Err(e) => return Err(e),
                }
            }
        }
        for object in &objects {
            known_as(records, access, object, question.text, limit, &mut answer.groups).await?;
        }
        let best = |g: &Group| g.hits.first().map_or(0, |h| h.worth);
        answer.groups.sort_by_key(|g| std::cmp::Reverse(best(g)));
        Ok(answer)
    }
}

/// Records that have the whole text as an identifier come first: it means them. The engine finds them by an index of its own.
async fn known_as(
    records: &Records,
    access: &Access,
    object: &Arc<Object>,
    typed: &str,
    limit: usize,
    groups: &mut Vec<Group>,
) -> Result<()> {
    if !access.allows(Act::Read, object.name()) {
        return Ok(());
    }
    let known = records.known_as(access, object.name(), typed).await?;
    let title = &object.def.title;
    let whole = |text: String, found: bool| vec![Part { text, found }];
    let mut hits = known.into_iter().map(|(record, identifier)| Hit {
        id: record.id(),
        title: record
            .get(title)
            .text()
            .filter(|_| access.may_read(object.name(), title))
            .map_or_else(Vec::new, |t| whole(t.to_owned(), false)),
        shown: vec![Shown { field: "identifier".into(), parts: whole(identifier, true) }],
        worth: IDENTIFIED,
        at: record.vals[col::UPDATED_AT].int().unwrap_or(0),
    });
    let Some(first) = hits.next() else { return Ok(()) };
    let place = groups.iter().position(|g| g.object.name() == object.name()).unwrap_or_else(|| {
        groups.push(Group { object: object.clone(), hits: Vec::new(), more: false });
        groups.len() - 1
    });
    let group = &mut groups[place];
    let all: Vec<Hit> = std::iter::once(first).chain(hits).collect();
    group.hits.retain(|h| !all.iter().any(|a| a.id == h.id));
    group.hits.splice(0..0, all);
    group.more |= group.hits.len() > limit;
    group.hits.truncate(limit);
    Ok(())
}

struct Ask<'a> {
    records: &'a Records,
    access: &'a Access,
    index: &'a Index,
    plan: &'a Arc<Plan>,
    limit: usize,
    mistyped: bool,
}

impl Ask<'_> {
    /// Hits of one object. More and more records are proposed until the page is full or enough were looked at.
    async fn object(&self, object: &Arc<Object>) -> Result<Option<Group>> {
        self.access.require_on(Act::Read, object.name())?;
        let fields = field::open(object, self.access);
        let title = object.field_index(&object.def.title).filter(|i| fields.iter().any(|f| f.index == *i));
        let mut hits: Vec<Hit> = Vec::new();
        let mut seen: HashSet<Id> = HashSet::new();
        let (mut skip, mut wanted) = (0, FIRST.max(self.limit * 2));
        while skip < BOUND && !fields.is_empty() {
            let proposed = self.propose(object, &fields, skip, wanted).await?;
            let last = proposed.len() < wanted;
            let new: Vec<Id> = proposed.into_iter().filter(|id| seen.insert(*id)).collect();
            for record in self.records.get_many(self.access, object.name(), &new).await? {
                hits.extend(self.hit(&record, &fields, title));
            }
            if last || hits.len() > self.limit {
                break;
            }
            (skip, wanted) = (skip + wanted, (wanted * 4).min(LARGEST));
        }
        hits.sort_by_key(|h| std::cmp::Reverse((h.worth, h.at, h.id)));
        let more = hits.len() > self.limit;
        hits.truncate(self.limit);
        Ok((!hits.is_empty()).then(|| Group { object: object.clone(), hits, more }))
    }

    async fn propose(&self, object: &Arc<Object>, fields: &[Field], skip: usize, limit: usize) -> Result<Vec<Id>> {
        let (searcher, columns) = (self.index.searcher(), self.index.columns);
        let (object, fields, plan) = (object.clone(), fields.to_vec(), self.plan.clone());
        let (rows, mistyped) = (self.rows(&object), self.mistyped);
        let shared =
            if object.def.owned { self.records.shared_with(self.access, object.name(), SHARED).await? } else { Vec::new() };
        let work = move || {
            let asked = Asked { object: object.name(), fields: &fields, plan: &plan, rows, shared: &shared, mistyped };
            propose(&searcher, columns, &asked, skip, limit)
        };
        tokio::task::spawn_blocking(work).await?
    }

    /// What the index may know of which records are in sight: their owners. Only to propose fewer; the engine decides.
    fn rows(&self, object: &Object) -> records::RowScope {
        if object.def.owned { self.access.rows(Act::Read, object.name()) } else { records::RowScope::All }
    }

    /// The record as a hit, if it has what is looked for in fields that the asker may read.
    fn hit(&self, record: &Record, fields: &[Field], title: Option<usize>) -> Option<Hit> {
        let texts: Vec<Text> =
            fields.iter().flat_map(|f| texts(record, f.index).into_iter().map(|t| Text::new(f, t.into()))).collect();
        let titled = texts.iter().position(|t| Some(t.field.index) == title);
        let found = self.plan.ways.iter().filter_map(|way| self.way(way, record.id(), &texts, titled)).max_by_key(|f| f.worth)?;
        let whole = |t: &&Text| t.field.class >= Class::Key && text(&t.letters) == self.plan.whole;
        let exact = texts.iter().find(whole).map_or(0, |t| 1_000 * u32::from(t.field.class.weight()));
        let parts = |(i, t): (usize, &Text)| t.parts(found.fits.iter().filter(|(of, _)| *of == i).map(|(_, fit)| fit));
        let name = |t: &Text| record.object.fields[t.field.index].name.to_string();
        let by = |(i, t): &(usize, &Text)| Some(t.field.index) != title && found.fits.iter().any(|(of, _)| of == i);
        let mut shown: Vec<Shown> =
            texts.iter().enumerate().filter(by).map(|t| Shown { field: name(t.1), parts: parts(t) }).collect();
        if shown.is_empty() {
            let beside = |(_, t): &(usize, &Text)| t.field.class == Class::Key && Some(t.field.index) != title;
            shown.extend(
                texts.iter().enumerate().filter(beside).take(BESIDE).map(|t| Shown { field: name(t.1), parts: parts(t) }),
            );
        }
        Some(Hit {
            id: record.id(),
            title: titled.map(|i| parts((i, &texts[i]))).unwrap_or_default(),
            shown,
            worth: found.worth + exact,
            at: record.vals[col::UPDATED_AT].int().unwrap_or(0),
        })
    }

    /// All units of a way: worth what each is where it fits best, marked in the title where it has them.
    fn way(&self, way: &[Unit], id: Id, texts: &[Text], titled: Option<usize>) -> Option<Found> {
        let mut found = Found::default();
        for unit in way {
            if *unit == Unit::Id(id) {
                found.worth += 1_000;
                continue;
            }
            let fits = texts.iter().enumerate().filter_map(|(i, t)| {
                let fit = fit(unit, &t.letters, t.field.shape, self.mistyped)?;
                Some((u32::from(fit.worth) * u32::from(t.field.class.weight()), i, fit))
            });
            // The first of equals: titles and names come first.
            let (worth, i, fit) = fits.fold(None, |best: Option<(u32, usize, Fit)>, new| match best {
                Some(best) if best.0 >= new.0 => Some(best),
                _ => Some(new),
            })?;
            found.worth += worth;
            let in_title =
                titled.and_then(|t| Some((t, self::fit(unit, &texts[t].letters, texts[t].field.shape, self.mistyped)?)));
            found.fits.push(in_title.unwrap_or((i, fit)));
        }
        Some(found)
    }
}

/// How a way was found: in which texts, and where.
#[derive(Default)]
struct Found {
    worth: u32,
    fits: Vec<(usize, Fit)>,
}
