//! A plan as a question to the index: which records of an object may be what is looked for, likeliest first.

use crate::error::Result;
use crate::field::{Class, Field, Shape};
use crate::index::{Columns, HIGH, LOW};
use crate::likeliest::likeliest;
use crate::mistyped::Mistyped;
use crate::pinyin::{Piece, beginning};
use crate::plan::{Plan, Unit, Word};
use crate::terms::{self, tag, term};
use levenshtein_automata::DFA;
use model::Id;
use records::access::RowScope;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;
use tantivy::query::{BooleanQuery, ConstScoreQuery, Occur, Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{InvertedIndexReader, Searcher, Term};

/// Most words that a mistyped one is taken for, in each field.
const MEANT: usize = 20;

/// What counts beside the weight of a field.
mod score {
    /// The whole text is what was typed.
    pub const WHOLE: f32 = 40.0;
    /// The text begins with it.
    pub const START: f32 = 4.0;
    /// The number ends with it.
    pub const ENDING: f32 = 2.0;
    /// By how it is read, not as it is written.
    pub const SPELT: f32 = 0.5;
}

/// Records of one object that are looked for.
pub struct Asked<'a> {
    pub object: &'a str,
    pub fields: &'a [Field],
    pub plan: &'a Plan,
    /// Which of its records are in sight, as far as the index knows.
    pub rows: RowScope,
    /// Others that are in sight.
    pub shared: &'a [Id],
    /// Words may have letters wrong.
    pub mistyped: bool,
}

/// The likeliest `limit` records after `skip` likelier ones.
///
/// # Errors
/// When the index cannot be read.
pub fn propose(searcher: &Searcher, columns: Columns, asked: &Asked, skip: usize, limit: usize) -> Result<Vec<Id>> {
    let words = searcher.segment_readers().iter().map(|s| s.inverted_index(columns.terms)).collect::<tantivy::Result<_>>()?;
    let ask = Ask { columns, asked, words, known: RefCell::default() };
    let Some(query) = ask.query()? else { return Ok(Vec::new()) };
    let found = likeliest(searcher, &query, any(ask.whole()), skip + limit)?;
    let mut ids = Vec::with_capacity(limit);
    for address in found.into_iter().skip(skip) {
        let fast = searcher.segment_reader(address.segment_ord).fast_fields();
        let read = |name| Ok::<u64, tantivy::TantivyError>(fast.u64(name)?.first(address.doc_id).unwrap_or(0));
        let (high, low) = (read(HIGH)?.to_be_bytes(), read(LOW)?.to_be_bytes());
        let mut id = [0; 16];
        id[..8].copy_from_slice(&high);
        id[8..].copy_from_slice(&low);
        ids.push(Id(id));
    }
    Ok(ids)
}

type Part = Box<dyn Query>;

struct Ask<'a> {
    columns: Columns,
    asked: &'a Asked<'a>,
    /// The words of each segment.
    words: Vec<Arc<InvertedIndexReader>>,
    /// Which terms there are, as far as it was asked.
    known: RefCell<HashMap<Vec<u8>, bool>>,
}

impl Ask<'_> {
    fn query(&self) -> Result<Option<BooleanQuery>> {
        let mut ways = Vec::new();
        for way in &self.asked.plan.ways {
            let units: Vec<Option<Part>> = way.iter().map(|u| self.unit(u)).collect::<Result<_>>()?;
            ways.extend(all(units));
        }
        let Some(found) = any(ways) else { return Ok(None) };
        let mut parts = vec![(Occur::Must, found)];
        match self.rows() {
            Rows::All => {}
            Rows::None => return Ok(None),
            Rows::These(seen) => parts.push((Occur::Must, seen)),
        }
        parts.extend(self.whole().into_iter().map(|part| (Occur::Should, part)));
        Ok(Some(BooleanQuery::new(parts)))
    }

    /// Fields that are what was typed as a whole.
    fn whole(&self) -> Vec<Part> {
        let whole = self.asked.plan.whole.as_bytes();
        let fields = self.asked.fields.iter().filter(|f| f.class >= Class::Key && !whole.is_empty());
        fields.filter_map(|f| worth(self.term(f, b'x', whole), score::WHOLE * f32::from(f.class.weight()))).collect()
    }

    /// Records in sight, by their owners.
    fn rows(&self) -> Rows {
        let of_object = tag(self.asked.object, "");
        let owned = |kind: u8, id: &Id| self.exact(term(of_object, kind, &id.0));
        let seen: Vec<Part> = match &self.asked.rows {
            RowScope::All | RowScope::AllBut(_) => return Rows::All,
            RowScope::Own(id) => owned(b'o', id).into_iter().collect(),
            RowScope::Teams(teams) => teams.iter().filter_map(|t| owned(b't', t)).collect(),
        };
        let shared = self.asked.shared.iter().map(|id| self.key(*id));
        worth(any(seen.into_iter().chain(shared).collect()), 0.0).map_or(Rows::None, Rows::These)
    }

    /// Where a unit may be found, in any of the fields; none: nowhere.
    fn unit(&self, unit: &Unit) -> Result<Option<Part>> {
        if let Unit::Id(id) = unit {
            return Ok(worth(Some(self.key(*id)), score::WHOLE));
        }
        let mut parts = Vec::new();
        for f in self.asked.fields {
            let weight = f32::from(f.class.weight());
            match unit {
                Unit::Dense(chars) => parts.extend(self.dense(f, chars, weight)),
                Unit::Digits(digits) => parts.extend(self.digits(f, digits, weight)),
                Unit::Word(word) => parts.extend(self.word(f, word, weight)?),
                Unit::Id(_) => {}
            }
        }
        Ok(any(parts))
    }

    fn dense(&self, f: &Field, chars: &[char], weight: f32) -> Vec<Part> {
        if f.shape == Shape::Phone {
            return Vec::new();
        }
        let text = |part: &[char]| part.iter().collect::<String>();
        let pairs: Vec<Option<Part>> = match chars {
            [one] => vec![self.term(f, b'c', text(&[*one]).as_bytes())],
            _ => distinct(chars.windows(2)).map(|pair| self.term(f, b'c', text(pair).as_bytes())).collect(),
        };
        let start = (f.class == Class::Title && chars.len() <= 2).then(|| self.term(f, b's', text(chars).as_bytes())).flatten();
        worth(all(pairs), weight).into_iter().chain(worth(start, score::START)).collect()
    }

    fn digits(&self, f: &Field, digits: &str, weight: f32) -> Vec<Part> {
        let threes = || distinct(digits.as_bytes().windows(3)).map(|d| self.term(f, b'd', d));
        let inside = worth(all(threes().collect()), weight);
        let ending = digits.len().checked_sub(4).filter(|_| inside.is_some()).and_then(|last| {
            let last = self.term(f, b'e', &digits.as_bytes()[last..]);
            worth(all(threes().chain([last]).collect()), score::ENDING)
        });
        inside.into_iter().chain(ending).collect()
    }

    fn word(&self, f: &Field, word: &Word, weight: f32) -> Result<Vec<Part>> {
        if f.shape == Shape::Phone {
            return Ok(Vec::new());
        }
        let mut parts: Vec<Part> = worth(self.exact(terms::beginning(f.tag, &word.text)), weight).into_iter().collect();
        if f.shape != Shape::Name {
            return Ok(parts);
        }
        parts.extend(word.spelt.iter().filter_map(|pieces| worth(self.spelt(f, pieces), weight * score::SPELT)));
        if self.asked.mistyped
            && let Some(dfa) = word.wrong()
        {
            parts.extend(self.meant(f, dfa)?.into_iter().filter_map(|t| worth(self.exact(t), weight * score::SPELT)));
        }
        Ok(parts)
    }

    /// Characters that are read so, one after the other.
    fn spelt(&self, f: &Field, pieces: &[Piece]) -> Option<Part> {
        let initial = |p: &Piece| p.text().as_bytes()[0];
        let mut parts: Vec<Option<Part>> =
            pieces.windows(2).map(|p| self.term(f, b'j', &[initial(&p[0]), initial(&p[1])])).collect();
        for piece in pieces {
            match piece {
                Piece::Whole(syllable) => parts.push(self.term(f, b'y', syllable.as_bytes())),
                // The initials of two say as much.
                Piece::Begin(part) if part.len() > 1 || pieces.len() == 1 => {
                    parts.push(any(beginning(part).filter_map(|s| self.term(f, b'y', s.as_bytes())).collect()));
                }
                Piece::Begin(_) => {}
            }
        }
        all(parts)
    }

    /// Words of a field that a mistyped one may be meant for.
    fn meant(&self, f: &Field, dfa: &DFA) -> Result<Vec<Vec<u8>>> {
        let automaton = Mistyped { prefix: term(f.tag, b'w', b""), dfa };
        let mut found: Vec<Vec<u8>> = Vec::new();
        for words in &self.words {
            let mut words = words.terms().search(&automaton).into_stream()?;
            let mut n = 0;
            while n < MEANT && words.advance() {
                found.push(words.key().to_vec());
                n += 1;
            }
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    fn key(&self, id: Id) -> Part {
        let key = terms::key(self.asked.object, id);
        Box::new(TermQuery::new(Term::from_field_bytes(self.columns.key, &key), IndexRecordOption::Basic))
    }

    fn term(&self, f: &Field, kind: u8, text: &[u8]) -> Option<Part> {
        self.exact(term(f.tag, kind, text))
    }

    /// Documents with a term; none: there are none. Most terms of a question are in no document, and to open what finds a term
    /// in a segment costs much more than to see that it is not there.
    fn exact(&self, term: Vec<u8>) -> Option<Part> {
        let there = |term: &[u8]| self.words.iter().any(|w| w.terms().get(term).is_ok_and(|found| found.is_some()));
        let known = *self.known.borrow_mut().entry(term.clone()).or_insert_with_key(|term| there(term));
        let query = || TermQuery::new(Term::from_field_bytes(self.columns.terms, &term), IndexRecordOption::Basic);
        known.then(|| Box::new(query()) as Part)
    }
}

/// Which records are in sight.
enum Rows {
    All,
    None,
    These(Part),
}

fn worth(part: Option<Part>, score: f32) -> Option<Part> {
    Some(Box::new(ConstScoreQuery::new(part?, score)))
}

fn distinct<T: Ord>(parts: impl Iterator<Item = T>) -> impl Iterator<Item = T> {
    parts.collect::<std::collections::BTreeSet<T>>().into_iter()
}

/// What has all of these; nothing has what is nowhere, and nothing is asked by no parts.
fn all(parts: Vec<Option<Part>>) -> Option<Part> {
    let parts: Vec<Part> = parts.into_iter().collect::<Option<_>>()?;
    if parts.is_empty() {
        return None;
    }
    Some(one(parts).unwrap_or_else(|parts| Box::new(BooleanQuery::intersection(parts))))
}

/// What has any of these.
fn any(parts: Vec<Part>) -> Option<Part> {
    if parts.is_empty() {
        return None;
    }
    Some(one(parts).unwrap_or_else(|parts| Box::new(BooleanQuery::union(parts))))
}

fn one(mut parts: Vec<Part>) -> Result<Part, Vec<Part>> {
    match (parts.len(), parts.pop()) {
        (1, Some(only)) => Ok(only),
        (_, last) => {
            parts.extend(last);
            Err(parts)
        }
    }
}
