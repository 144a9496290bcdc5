//! Tables that nobody made on purpose.
#![allow(clippy::unwrap_used, reason = "tests")]

use crate::{Block, Compare, Field, Proof, Search, Table, find_while, groups};
use proptest::prelude::*;
use std::collections::HashSet;
use std::convert::Infallible;
use std::ops::ControlFlow::{self, Break, Continue};

const WAYS: [Compare; 5] = [Compare::Exact, Compare::Text, Compare::Code, Compare::Account, Compare::Date];

/// Values that people and hostile programs send: short ones that meet, long ones, look-alike letters, letters without width.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[ab王伟]{0,3}",
        2 => "[a-z0-9@.+-]{0,12}",
        1 => any::<String>(),
        1 => "[аеорсaeopc\u{200b}\u{202e}\u{301}]{0,8}",
        1 => (1_usize..4).prop_map(|n| "长long ".repeat(n * 600)),
    ]
}

fn table() -> impl Strategy<Value = Table> {
    let fields = proptest::collection::vec((proptest::sample::select(WAYS.to_vec()), 0.0_f64..3.0), 1..4);
    fields.prop_flat_map(|fields| {
        let width = fields.len();
        let cell = proptest::collection::vec(value(), 0..3);
        proptest::collection::vec(proptest::collection::vec(cell, width), 0..25).prop_map(move |rows| {
            let named = |(i, (how, weight)): (usize, &(Compare, f64))| Field::new(format!("f{i}"), *how).weighing(*weight);
            let mut table = Table::new(fields.iter().enumerate().map(named).collect());
            for row in &rows {
                let cells: Vec<Vec<&str>> = row.iter().map(|c| c.iter().map(String::as_str).collect()).collect();
                let cells: Vec<&[&str]> = cells.iter().map(Vec::as_slice).collect();
                table.push(&cells);
            }
            table
        })
    })
}

fn search(width: usize, least: f64) -> Search {
    let blocks =
        (0..width).map(|c| Block::new(format!("b{c}"), &[c])).chain([Block::new("all", &(0..width).collect::<Vec<_>>())]);
    let proofs = vec![Proof { same: vec![0], if_known: (1..width).collect() }];
    Search { blocks: blocks.collect(), proofs, least }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 4, ..ProptestConfig::default() })]

    #[test]
    fn any_table_is_searched_and_the_same_way_twice(table in table(), least in 0.01_f64..0.999, most in 2_usize..6, cut in any::<u64>()) {
        let search = search(table.fields().len(), least);
        let Continue(found) = find_while(&table, &search, &|_| Continue::<Infallible>(()));
        let n = u32::try_from(table.len()).unwrap();
        for pair in &found.pairs {
            prop_assert!(pair.a < pair.b && pair.b < n);
            prop_assert!((least..=1.0).contains(&pair.chance), "{}", pair.chance);
            prop_assert_eq!(table.compare(pair.a, pair.b), table.compare(pair.b, pair.a), "whichever comes first");
            for (_, bits) in found.model.explain(&table, pair.a, pair.b, pair.pattern) {
                prop_assert!(bits.is_finite());
            }
        }
        let Continue(again) = find_while(&table, &search, &|_| Continue::<Infallible>(()));
        prop_assert_eq!(&again.pairs, &found.pairs);
        // some of them are known to be different ones
        let apart: HashSet<(u32, u32)> =
            found.pairs.iter().enumerate().filter(|(i, _)| cut.rotate_left(*i as u32) & 1 == 1).map(|(_, p)| (p.a, p.b)).collect();
        let mut seen = HashSet::new();
        for group in groups(&found.pairs, most, &apart) {
            prop_assert!((2..=most).contains(&group.len()));
            for (i, a) in group.iter().enumerate() {
                prop_assert!(seen.insert(*a), "nobody is in two groups");
                prop_assert!(group[i + 1..].iter().all(|b| !apart.contains(&(*a, *b))));
            }
        }
        let stopped: ControlFlow<(), _> = find_while(&table, &search, &|_| Break(()));
        prop_assert!(stopped.is_break(), "and it ends when it is told to");
    }
}
