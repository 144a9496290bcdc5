//! Taking a merge back by the six rules: first the survivor's fields, then the references.

mod fields;
mod references;

use super::journal::{self, Journal};
use super::{Merged, alias};
use crate::access::Act;
use crate::door::{self, remove};
use crate::prepared::Prepared;
use crate::{Error, Result, Writer, consent, duplicates};
use model::object::col;
use model::{Id, Val};

impl Writer<'_> {
    /// Takes a merge back; to be written by `By::Merge`.
    ///
    /// # Errors
    /// As [`Records::unmerge`](crate::Records::unmerge).
    pub async fn unmerge(&mut self, object: &str, merge: Id) -> Result<Merged> {
        let (_, user) = self.merge_by()?;
        let journal = journal::read(self, merge).await?.filter(|m| m.object == object);
        let journal = journal.ok_or_else(|| Error::NotFound { what: format!("merge {merge} of {object}") })?;
        if journal.undone {
            return Err(Error::BadRequest("this merge was taken back already".into()));
        }
        self.not_erased(&[journal.gone, journal.survivor]).await?;
        let p = self.catalog.prepared(&journal.object)?.clone();
        let chain = self.chain(&journal).await?;
        let above: Vec<Id> = chain.iter().map(|n| n.id).collect();
        let root = chain.last().map_or(journal.survivor, |n| n.id);
        let mut ids: Vec<Id> = chain.iter().map(|n| n.id).collect();
        ids.push(journal.gone);
        self.tx.lock_rows(&journal.object, &ids).await?;
        let standing = self.get(&journal.object, root).await?;
        let Some(standing) = standing else {
            return Err(Error::BadRequest(format!("{} {root} is deleted; restore it first", journal.object)));
        };
        self.must_reach(Act::Merge, &standing).await?;
        let lost = || Error::BadRequest("one side of the merge is no longer there; it cannot be taken back".into());
        let gone = self.lock(&journal.object, journal.gone).await?.ok_or_else(lost)?;
        let mut told = Merged { merges: vec![merge], survivor: journal.survivor, ..Merged::default() };
        self.fields_back(&p, &journal, chain, &mut told).await?;
        let mut back = gone.clone();
        back.vals[col::DELETED_AT] = Val::Null;
        remove::put_away(self, &p, &gone, back).await?;
        self.referrers_back(&journal, &mut told).await?;
        let sql = "update @merge set undone_at = $2, undone_by = $3 where id = $1";
        self.tx.run(sql, &[merge.into(), self.now.0.into(), user.into()]).await?;
        alias::part(self, journal.gone, root).await?;
        duplicates::after_unmerge(self, object, journal.gone).await?;
        consent::after_unmerge(self, journal.gone, &above, journal.at.0).await?;
        self.consent_of([journal.gone, root]);
        Ok(told)
    }

    pub(crate) async fn is_undone(&mut self, merge: Id) -> Result<bool> {
        Ok(journal::read(self, merge).await?.is_none_or(|j| j.undone))
    }

    /// The survivor, what it became in turn, and so on.
    async fn chain(&mut self, journal: &Journal) -> Result<Vec<Node>> {
        let mut chain: Vec<Node> = Vec::new();
        let mut next = Some(journal.survivor);
        while let Some(id) = next {
            let mut into = journal::into(self, id).await?;
            into.retain(|m| m.id != journal.id);
            chain.push(Node { id, into });
            next = journal::became(self, id).await?;
        }
        Ok(chain)
    }
}

/// A record that others were merged into, with the merges that stand.
struct Node {
    id: Id,
    into: Vec<Journal>,
}

fn equal(p: &Prepared, column: usize, a: &Val, b: &Val) -> bool {
    door::ready::equal(&p.object, column, a, b)
}
