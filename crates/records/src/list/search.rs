//! Quick search: what a person types to find a record by the beginning of its name, number, e-mail or phone,
//! or the end of its phone.

use crate::Access;
use crate::condition::asker::not_kept;
use crate::condition::shape::{Shape, compared};
use crate::condition::value::{Moment, Reader};
use crate::condition::{Check, Node, On, Test};
use crate::facet::{Facet, reversed};
use crate::list::plan::leads_index;
use crate::{Catalog, Company};
use model::def::FieldKind;
use model::object::{Object, col};
use model::{FieldDef, Id, Op, Ts, Val};
use serde_json::Value;

/// Longest text to search for, in characters.
pub const MAX_TEXT: usize = 100;

/// Fewer digits of a phone's end than these find too many.
const LEAST_ENDING: usize = 4;

/// Letters of the longest family names in pinyin (`shuang`, `ouyang`, `huangfu`, `zhangsun`).
const LONGEST_FAMILY_NAME: usize = 8;

/// The condition "begins like what was typed" over the object's searchable fields that the asker may read; `None` when
/// nothing was typed.
#[must_use]
pub fn search(object: &Object, typed: &str, catalog: &Catalog, access: &Access) -> Option<Node> {
    let typed: String = typed.trim().chars().take(MAX_TEXT).collect();
    if typed.is_empty() {
        return None;
    }
    let (mut tests, mut open): (Vec<Node>, Vec<Node>) = (Vec::new(), Vec::new());
    let mut add = |field: &str, on, check| {
        let node = Node::Test(Test { via: None, on, check });
        if tests.contains(&node) {
            return;
        }
        tests.push(node.clone());
        open.push(match not_kept(object, field, access) {
            Some(seen) => Node::All(vec![node, seen]),
            None => node,
        });
    };
    for (i, def) in object.fields.iter().enumerate() {
        if def.hidden || !access.may_read(object.name(), &def.name) || !searchable(object, i, def) {
            continue;
        }
        for check in checks(def, &typed, &catalog.company) {
            add(&def.name, compared(object, i), check);
        }
        if let Some(facet @ Facet::Ending) = Facet::of(object, i) {
            endings(&typed).into_iter().for_each(|check| add(&def.name, On::Facet(i, facet), check));
        }
    }
    if let Some(id) = Id::parse(&typed) {
        add("id", On::Column(col::ID), Check::In(vec![Val::Id(id)]));
    }
    // Indexes find what matches; what is kept from the asker is taken out of that.
    Some(if tests == open { Node::Any(tests) } else { Node::All(vec![Node::Any(tests), Node::Any(open)]) })
}

/// The title; numbers and keys that are unique or have an index declared for themselves; e-mail and phone with an index.
fn searchable(object: &Object, field: usize, def: &FieldDef) -> bool {
    let title = object.def.title == def.name;
    let own = |l: &model::List<model::Str>| l.len() == 1 && l[0] == def.name;
    match def.kind {
        FieldKind::AutoNumber { .. } => true,
        FieldKind::Text { .. } => title || (!def.multi && (def.unique || object.def.indexes.iter().any(own))),
        FieldKind::Email | FieldKind::Phone => {
            title || def.multi || matches!(compared(object, field), On::Column(c) if leads_index(object, c))
        }
        _ => false,
    }
}

fn checks(def: &FieldDef, typed: &str, company: &Company) -> Vec<Check> {
    let moment = Moment { now: Ts(0), zone: jiff::tz::TimeZone::UTC };
    let reader = Reader { shape: Shape::of(def, company), company, moment: &moment, me: None, my_team: &[] };
    let phone = def.kind == FieldKind::Phone;
    let plain = model::text::half_width(typed);
    let typed = if phone { plain.as_ref() } else { typed };
    let digits = typed.chars().filter(char::is_ascii_digit).count();
    if phone && (digits < 3 || typed.chars().any(char::is_alphabetic)) {
        return Vec::new();
    }
    let begins = |text: &str| reader.part(Op::StartsWith, &Value::String(text.to_owned())).ok();
    let mut checks: Vec<Check> = begins(typed).into_iter().collect();
    if def.name == "pinyin" && typed.len() <= 30 && typed.bytes().all(|b| b.is_ascii_alphabetic()) {
        // Family and given name are apart: `wangx` finds `wang xiaoming`.
        let splits = 1..typed.len().min(LONGEST_FAMILY_NAME + 1);
        checks.extend(splits.filter_map(|n| begins(&format!("{} {}", &typed[..n], &typed[n..]))));
    }
    checks
}

/// A phone by its last digits, whatever was typed before them of country and trunk: `5678`, `020 7946 0018`.
fn endings(typed: &str) -> Vec<Check> {
    let typed = model::text::half_width(typed);
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    if digits.len() < LEAST_ENDING || typed.chars().any(char::is_alphabetic) {
        return Vec::new();
    }
    let inside = digits.trim_start_matches('0');
    let whole = (inside.len() < digits.len() && inside.len() >= LEAST_ENDING).then_some(inside);
    [Some(digits.as_str()), whole].into_iter().flatten().map(|d| Check::StartsWith(reversed(d))).collect()
}
