//! The likeliest documents of a question. Where very many match, the newest of them and those that match as a whole are looked at,
//! so that what an answer costs does not grow with the base.

use crate::error::Result;
use crate::index::AT;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::Range;
use tantivy::query::{BooleanQuery, EnableScoring, Occur, Query, Weight};
use tantivy::{DocAddress, DocId, DocSet, Searcher, SegmentReader, TERMINATED};

/// The part of each segment that is looked at first: its end, where the documents are newest.
const NEWEST: DocId = 16;
/// More matches than these in that part, and the rest is not looked at.
const ENOUGH: usize = 4_000;

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
    let older = |max: DocId| 0..(max - max / NEWEST);
    look(searcher, &*asked, |max| (max - max / NEWEST)..max, &mut best)?;
    if best.seen <= ENOUGH {
        look(searcher, &*asked, older, &mut best)?;
    } else if let Some(whole) = whole {
        let both = BooleanQuery::new(vec![(Occur::Must, Box::new(query.clone())), (Occur::Must, whole)]);
        look(searcher, &*weight(&both)?, older, &mut best)?;
    }
    Ok(best.sorted())
}

/// Looks at a range of the documents of each segment.
fn look(searcher: &Searcher, weight: &dyn Weight, range: impl Fn(DocId) -> Range<DocId>, best: &mut Best) -> Result<()> {
    for (segment, reader) in (0_u32..).zip(searcher.segment_readers()) {
        let range = range(reader.max_doc());
        if range.is_empty() {
            continue;
        }
        let at = changed_at(reader);
        let alive = reader.alive_bitset();
        let mut scorer = weight.scorer(reader, 1.0)?;
        let mut doc = scorer.doc();
        if doc < range.start {
            doc = scorer.seek(range.start);
        }
        while doc != TERMINATED && doc < range.end {
            if alive.is_none_or(|a| a.is_alive(doc)) {
                // Scores are sums of what is positive, whose bits are in the order of their values.
                best.take((scorer.score().to_bits(), at(doc), Reverse(DocAddress::new(segment, doc))));
            }
            doc = scorer.advance();
        }
    }
    Ok(())
}

fn changed_at(reader: &SegmentReader) -> impl Fn(DocId) -> u64 + use<> {
    let column = reader.fast_fields().u64(AT).ok().map(|c| c.first_or_default_col(0));
    move |doc| column.as_ref().map_or(0, |c| c.get_val(doc))
}
