//! Who looks at which record. Kept in memory, by stream: it ends with the stream, or when the browser stops saying so.

use super::hub::Hub;
use super::seat::{Message, Seat};
use model::Id;
use serde::Serialize;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};
use utoipa::ToSchema;

/// A browser that has not said for so long what it shows is thought to be gone.
const FADES: Duration = Duration::from_secs(90);

/// A record: object and id.
pub type Subject = (String, Id);

/// What a stream's person looks at, and when that was last said.
#[derive(Debug)]
pub struct Watched {
    at: Instant,
    pub(super) records: BTreeSet<Subject>,
}

impl Default for Watched {
    fn default() -> Self {
        Self { at: Instant::now(), records: BTreeSet::new() }
    }
}

/// Somebody who looks at a record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
pub struct Person {
    name: String,
    #[schema(value_type = String, format = "uuid")]
    id: Id,
}

/// A record and who looks at it, oneself among them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Looking {
    object: String,
    #[schema(value_type = String, format = "uuid")]
    id: Id,
    people: Vec<Person>,
}

impl Hub {
    /// Notes what a stream's person looks at, tells the others, and says who looks at the same.
    pub fn look(&self, seat: &Arc<Seat>, records: BTreeSet<Subject>) -> Vec<Looking> {
        let before = std::mem::replace(&mut *seat.looking.lock(), Watched { at: Instant::now(), records: records.clone() });
        let changed: Vec<Subject> = before.records.symmetric_difference(&records).cloned().collect();
        self.tell_presence(&changed, Some(seat.id));
        records.into_iter().map(|subject| self.who(&self.seats(), subject)).collect()
    }

    /// Tells those who look at the records who else does.
    pub(super) fn tell_presence(&self, subjects: &[Subject], but: Option<Id>) {
        if subjects.is_empty() {
            return;
        }
        let seats = self.seats();
        for subject in subjects {
            let data: Arc<str> = json!(self.who(&seats, subject.clone())).to_string().into();
            let told = seats.iter().filter(|s| Some(s.id) != but && s.looking.lock().records.contains(subject));
            told.for_each(|s| s.send(Message { event: "presence", data: data.clone(), at: None }));
        }
    }

    /// Lets go of what browsers have not said again for long.
    pub(super) fn fade(&self) {
        for seat in self.seats() {
            let faded = {
                let mut looking = seat.looking.lock();
                if looking.at.elapsed() < FADES || looking.records.is_empty() {
                    continue;
                } else {
                    std::mem::take(&mut looking.records)
                }
            };
            self.tell_presence(&faded.into_iter().collect::<Vec<_>>(), None);
        }
    }

    fn who(&self, seats: &[Arc<Seat>], (object, id): Subject) -> Looking {
        let subject = (object, id);
        let here = seats.iter().filter(|s| s.looking.lock().records.contains(&subject));
        let people: BTreeMap<Id, String> = here.filter_map(|s| s.user.clone()).collect();
        let mut people: Vec<Person> = people.into_iter().map(|(id, name)| Person { name, id }).collect();
        people.sort();
        Looking { object: subject.0, id: subject.1, people }
    }
}
