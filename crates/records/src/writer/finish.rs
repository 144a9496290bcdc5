//! What a transaction notes while records are written, and writes at its end.

use super::Writer;
use crate::notice;
use crate::prepared::Prepared;
use crate::rollup::settle;
use crate::rule::Effects;
use crate::{By, Error, Result, door, identity, json, log};
use model::Record;
use store::jobs::NewJob;

/// Records that effects of rules may create in one transaction, so that rules cannot chase each other for ever.
const MAX_EFFECTS: usize = 10_000;

impl Writer<'_> {
    /// Notes what a written record means for roll-ups, people and identifiers.
    pub(crate) fn note(&mut self, p: &Prepared, before: Option<&Record>, after: Option<&Record>) {
        self.tell_given(p, before, after);
        if p.object.name() == crate::consent::OBJECT {
            self.consent_of([before, after].into_iter().flatten().filter_map(|r| r.get("customer").id()));
        }
        identity::note(self, p, before, after);
        self.deltas.note(&p.feeds, before, after);
        for feed in p.feeds.iter().filter(|f| f.lazy) {
            let (old, new) = (before.and_then(|r| feed.share(r)), after.and_then(|r| feed.share(r)));
            if old != new {
                let parents = [old, new].into_iter().flatten().map(|s| (feed.at.1, s.parent));
                self.lazy.extend(parents);
            }
        }
    }

    pub(crate) fn take_effects(&mut self, effects: Effects) {
        if matches!(self.by, By::Merge { .. }) {
            return;
        }
        self.events.extend(effects.events);
        self.create.extend(effects.create);
        if !self.by.quiet() {
            self.jobs.extend(effects.jobs);
            self.later.extend(effects.later);
        }
    }

    /// Brings the roll-ups up to what was written so far.
    pub(crate) async fn settled(&mut self) -> Result<()> {
        settle::settle(self).await
    }

    /// Writes what was noted: records that rules asked for, roll-ups, events, jobs, log.
    pub(crate) async fn finish(mut self) -> Result<()> {
        let by = self.by.clone();
        let mut created = 0;
        while let Some((object, input)) = self.create.pop_front() {
            created += 1;
            if created > MAX_EFFECTS {
                return Err(Error::Broken(format!("rules go on creating records of {object}")));
            }
            let p = self.catalog.prepared(&object)?.clone();
            let mut record = p.blank.clone();
            json::read(&self.catalog.scalars(), &input, &mut record).map_err(Error::Invalid)?;
            // The rule's own records: kept apart from the guards of the writer, but of the same import.
            self.by = match &by {
                By::Import { .. } => by.clone(),
                _ => By::System,
            };
            let done = door::change(&mut self, &p, None, record).await;
            self.by = by.clone();
            done?;
        }
        self.settled().await?;
        self.settle_consents().await?;
        identity::settle(&mut self).await?;
        let lazy = std::mem::take(&mut self.lazy);
        crate::rollup::lazy::mark(&mut self, lazy).await?;
        let events = std::mem::take(&mut self.events);
        crate::event::append(self.tx, &events, &by).await?;
        for (kind, payload) in std::mem::take(&mut self.jobs) {
            self.tx.enqueue(NewJob::new(&kind, payload)).await?;
        }
        for (kind, payload, at) in std::mem::take(&mut self.later) {
            self.tx.enqueue(NewJob::new(&kind, payload).at(at)).await?;
        }
        notice::write(self.tx, std::mem::take(&mut self.notices), &by).await?;
        let rows = std::mem::take(&mut self.log);
        log::write(self.tx, rows, &by).await
    }
}
