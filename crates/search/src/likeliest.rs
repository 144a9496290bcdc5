//! The likeliest documents of a question. Where very many match, the newest of them and those that match as a whole are looked at,
//! so that what an answer costs does not grow with the base.

use crate::error::Result;
use crate::index::AT;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use tantivy::query::{BooleanQuery, EnableScoring, Occur, Query, Scorer, Weight};
use tantivy::{DocAddress, DocId, DocSet, Searcher, SegmentReader, TERMINATED};

/// About so many matches are looked at first: those at the end of each segment, where the documents are newest.
const LOOKED_AT: u64 = 8_000;
/// More matches than these seen, and older ones are not looked at.
const ENOUGH: usize = 4_000;
/// Places in a segment are in parts of this: an estimate of matches is no better.
const ALL: u64 = 1 << 16;

/// What is better: a higher score, then a later change.
type Rank = (u32, u64, Reverse<DocAddress>);

/// The best of what was seen, at most `limit`.
struct Best {
    limit: usize,
    seen: usize,
    kept: BinaryHeap<Reverse<Rank>>,
}

impl Best {
    fn new(limit: usize) -> Self {
        Self { limit, seen: 0, kept: BinaryHeap::with_capacity(limit + 1) }
    }

    fn take(&mut self, rank: Rank) {
        self.seen += 1;
        if self.kept.len() < self.limit {
            self.kept.push(Reverse(rank));
        } else if self.kept.peek().is_some_and(|least| rank > least.0) {
            self.kept.pop();
            self.kept.push(Reverse(rank));
        }
    }

    fn sorted(self) -> Vec<DocAddress> {
        self.kept.into_sorted_vec().into_iter().map(|Reverse((.., Reverse(address)))| address).collect()
    }
}

/// At most `limit` documents, the likeliest first; among equals the one changed last. `whole` are the documents that match as a
/// whole: these are always among them.
///
/// # Errors
/// When the index cannot be read.
pub fn likeliest(
    searcher: &Searcher,
    query: &BooleanQuery,
    whole: Option<Box<dyn Query>>,
    limit: usize,
) -> Result<Vec<DocAddress>> {
    let mut best = Best::new(limit);
    let weight = |query: &BooleanQuery| query.weight(EnableScoring::enabled_from_searcher(searcher));
    let asked = weight(query)?;
    let mut looks = open(searcher, &*asked)?;
    let matches: u64 = looks.iter().map(|look| u64::from(look.scorer.size_hint())).sum();
    // In each segment what is before this, in parts of ALL, was not looked at yet.
    let mut before = ALL;
    let mut share = (ALL * LOOKED_AT / matches.max(1)).clamp(1, ALL);
    loop {
        let from = before.saturating_sub(share);
        looks.iter_mut().for_each(|look| look.at(from, before, &mut best));
        if from == 0 || best.seen > ENOUGH {
            before = from;
            break;
        }
        (before, share) = (from, share * 8);
        looks = open(searcher, &*asked)?;
    }
    if let Some(whole) = whole.filter(|_| before > 0) {
        let both = BooleanQuery::new(vec![(Occur::Must, Box::new(query.clone())), (Occur::Must, whole)]);
        open(searcher, &*weight(&both)?)?.iter_mut().for_each(|look| look.at(0, before, &mut best));
    }
    Ok(best.sorted())
}

/// The matches of a segment.
struct Look<'a> {
    segment: u32,
    reader: &'a SegmentReader,
    scorer: Box<dyn Scorer>,
}

fn open<'a>(searcher: &'a Searcher, weight: &dyn Weight) -> Result<Vec<Look<'a>>> {
    let mut looks = Vec::new();
    for (segment, reader) in (0_u32..).zip(searcher.segment_readers()) {
        let scorer = weight.scorer(reader, 1.0)?;
        if scorer.doc() != TERMINATED {
            looks.push(Look { segment, reader, scorer });
        }
    }
    Ok(looks)
}

impl Look<'_> {
    /// Looks at the matches in a range of the segment, in parts of [`ALL`].
    fn at(&mut self, from: u64, to: u64, best: &mut Best) {
        let place = |part: u64| DocId::try_from(u64::from(self.reader.max_doc()) * part / ALL).unwrap_or(DocId::MAX);
        let (from, to) = (place(from), place(to));
        let mut doc = self.scorer.doc();
        if doc < from {
            doc = self.scorer.seek(from);
        }
        if doc >= to {
            return;
        }
        let changed = self.reader.fast_fields().u64(AT).ok().map(|c| c.first_or_default_col(0));
        let alive = self.reader.alive_bitset();
        while doc < to {
            if alive.is_none_or(|a| a.is_alive(doc)) {
                // Scores are sums of what is positive, whose bits are in the order of their values.
                let score = self.scorer.score().to_bits();
                best.take((score, changed.as_ref().map_or(0, |c| c.get_val(doc)), Reverse(DocAddress::new(self.segment, doc))));
            }
            doc = self.scorer.advance();
        }
    }
}
