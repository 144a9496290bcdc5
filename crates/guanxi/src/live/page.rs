//! What a page of the feed says, and who may hear it.

use super::seat::{Message, Seat};
use model::Id;
use records::{Access, Records, Witnessed, notice, share};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use store::{FeedCursor, FeedRow};

/// When more records of an object changed at once, its lists are named instead of them.
const NAMED: usize = 50;

/// Changes of some rows of the feed, by object.
pub struct Page {
    rows: Vec<FeedRow>,
    objects: BTreeMap<String, Touched>,
    /// Definitions of objects or fields changed.
    definitions: bool,
    /// People who have notices, or have read some.
    noticed: BTreeSet<Id>,
    at: FeedCursor,
}

/// What happened to the records of one object.
#[derive(Default)]
struct Touched {
    /// Highest revision by record.
    named: BTreeMap<Id, i64>,
    many: BTreeSet<Id>,
    /// Rows with what was there before.
    images: Vec<usize>,
    /// Records that are no longer shared, with whom.
    left: Vec<(Id, Id)>,
}

impl Page {
    /// Of rows in the order of the feed; `None` when there are none.
    pub fn new(rows: Vec<FeedRow>) -> Option<Self> {
        let at = rows.last()?.cursor;
        let mut objects: BTreeMap<String, Touched> = BTreeMap::new();
        let (mut definitions, mut noticed) = (false, BTreeSet::new());
        for (i, row) in rows.iter().enumerate() {
            let change = &row.change;
            if change.kind == "define" {
                definitions = true;
                continue;
            }
            if change.kind == notice::KIND {
                noticed.extend(change.record);
                continue;
            }
            let touched = objects.entry(change.object.clone()).or_default();
            match (change.record, &change.data) {
                (Some(id), _) => {
                    let rev = touched.named.entry(id).or_insert(change.rev);
                    *rev = change.rev.max(*rev);
                    match change.kind.as_str() {
                        "update" => touched.images.push(i),
                        share::KIND => touched.left.extend(left(change.data.as_deref()).map(|with| (id, with))),
                        _ => {}
                    }
                }
                (None, Some(data)) => {
                    let data: Value = serde_json::from_str(data).unwrap_or_default();
                    touched.many.extend(records::log::ids_of(&data));
                }
                (None, None) => {}
            }
        }
        for touched in objects.values_mut().filter(|t| t.named.len() > NAMED) {
            touched.many.extend(std::mem::take(&mut touched.named).into_keys());
        }
        Some(Self { rows, objects, definitions, noticed, at })
    }

    /// The place of its last row.
    #[must_use]
    pub fn at(&self) -> FeedCursor {
        self.at
    }

    /// What each seat may hear, queued there.
    ///
    /// # Errors
    /// Of the database: nobody was told then.
    pub async fn tell(&self, records: &Records, seats: &[Arc<Seat>]) -> Result<(), records::Error> {
        let mut telling = Telling { page: self, records, looks: HashMap::new(), whole: None };
        let mut queued = Vec::with_capacity(seats.len());
        for seat in seats {
            let access = seat.access();
            queued.push((seat, telling.hint(&access).await?, self.notices(&access)));
        }
        for (seat, hint, noticed) in queued {
            for message in self.messages(hint, noticed) {
                seat.send(message);
            }
        }
        Ok(())
    }

    /// What one asker may hear.
    ///
    /// # Errors
    /// Of the database.
    pub async fn for_one(&self, records: &Records, access: &Access) -> Result<Vec<Message>, records::Error> {
        let mut telling = Telling { page: self, records, looks: HashMap::new(), whole: None };
        let hint = telling.hint(access).await?;
        Ok(self.messages(hint, self.notices(access)))
    }

    fn notices(&self, access: &Access) -> bool {
        access.actor.key.is_none() && access.actor.user.is_some_and(|u| self.noticed.contains(&u))
    }

    fn messages(&self, hint: Option<Arc<str>>, noticed: bool) -> Vec<Message> {
        let at = Some(self.at);
        let noticed = noticed.then(|| Message { event: "notice", data: "{}".into(), at });
        let definitions = self.definitions.then(|| Message { event: "definitions", data: "{}".into(), at });
        definitions.into_iter().chain(noticed).chain(hint.map(|data| Message { event: "change", data, at })).collect()
    }
}

/// Works out who may hear what of a page, and looks at each object once.
struct Telling<'a> {
    page: &'a Page,
    records: &'a Records,
    looks: HashMap<&'a str, Witnessed>,
    /// What somebody hears who sees everything.
    whole: Option<Option<Arc<str>>>,
}

impl<'a> Telling<'a> {
    async fn hint(&mut self, access: &Access) -> Result<Option<Arc<str>>, records::Error> {
        let page = self.page;
        if page.objects.keys().all(|o| self.records.sees_all(access, o)) {
            return Ok(self.whole.get_or_insert_with(|| said(page.objects.iter().map(|(o, t)| (o.as_str(), t, None)))).clone());
        }
        let mut heard = Vec::new();
        for (object, touched) in &page.objects {
            if self.records.sees_all(access, object) {
                heard.push((object.as_str(), touched, None));
            } else if self.records.catalog().object(object).is_ok() {
                let seen = self.seen(access, object, touched).await?;
                heard.push((object.as_str(), touched, Some(seen)));
            }
        }
        Ok(said(heard.into_iter()))
    }

    async fn seen(&mut self, access: &Access, object: &'a str, touched: &Touched) -> Result<HashSet<Id>, records::Error> {
        if !self.looks.contains_key(object) {
            let ids: Vec<Id> = touched.named.keys().chain(&touched.many).copied().collect();
            let before = |i: &usize| {
                let change = &self.page.rows[*i].change;
                Some((change.record?, change.data.as_deref()?))
            };
            let before: Vec<(Id, &str)> = touched.images.iter().filter_map(before).collect();
            let looked = self.records.witnessed(object, &ids, &before).await?;
            self.looks.insert(object, looked);
        }
        let looks = self.looks.get(object).cloned().unwrap_or_default();
        let mut seen = self.records.visible(access, &looks).await?;
        let with = access.principals();
        seen.extend(touched.left.iter().filter(|(_, left)| with.contains(left)).map(|(id, _)| *id));
        Ok(seen)
    }
}

/// With whom a record is no longer shared.
fn left(data: Option<&str>) -> Option<Id> {
    let data: Value = serde_json::from_str(data?).ok()?;
    Id::parse(data.get("left")?.as_str()?)
}

/// The message's JSON; `None` when there is nothing to say. What is `seen` limits it.
fn said<'a>(heard: impl Iterator<Item = (&'a str, &'a Touched, Option<HashSet<Id>>)>) -> Option<Arc<str>> {
    let (mut named, mut lists) = (Vec::new(), Vec::new());
    for (object, touched, seen) in heard {
        let hears = |id: &Id| seen.as_ref().is_none_or(|s| s.contains(id));
        let of_object = touched.named.iter().filter(|(id, _)| hears(id));
        named.extend(of_object.map(|(id, rev)| json!({ "object": object, "id": id, "rev": rev })));
        if touched.many.iter().any(hears) {
            lists.push(object);
        }
    }
    (!named.is_empty() || !lists.is_empty()).then(|| json!({ "records": named, "lists": lists }).to_string().into())
}
