//! The FEBRL sets, whose truth is known.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use matching::{Block, Compare, Field, Found, Proof, Search, Table, find, find_while};
use std::collections::HashSet;
use std::ops::ControlFlow;
use std::path::Path;

const DATA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data");

const FIELDS: [(&str, Compare); 10] = [
    ("given_name", Compare::Text),
    ("surname", Compare::Text),
    ("street_number", Compare::Code),
    ("address_1", Compare::Text),
    ("address_2", Compare::Text),
    ("suburb", Compare::Text),
    ("postcode", Compare::Code),
    ("state", Compare::Exact),
    ("date_of_birth", Compare::Date),
    ("soc_sec_id", Compare::Code),
];

fn blocks() -> Vec<Block> {
    vec![
        Block::new("given name", &[0]),
        Block::new("surname", &[1]),
        Block::new("street", &[6, 2]),
        Block::new("birth", &[8]),
        Block::new("number", &[9]),
    ]
}

/// Reads a file into the table; returns the people that its rows are about.
fn read(table: &mut Table, file: &str) -> Vec<u32> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_path(Path::new(DATA).join(file)).unwrap();
    let mut people = Vec::new();
    for row in reader.records() {
        let row = row.unwrap();
        people.push(row[0].split('-').nth(1).unwrap().parse().unwrap());
        let cells: Vec<[&str; 1]> = (1..=10).map(|i| [&row[i]]).collect();
        let cells: Vec<&[&str]> = cells.iter().map(<[&str; 1]>::as_slice).collect();
        table.push(&cells);
    }
    people
}

fn table() -> Table {
    Table::new(FIELDS.map(|(name, compare)| Field::new(name, compare)).to_vec())
}

/// Precision and recall.
fn quality(found: &Found, people: &[u32], truth: usize) -> (f64, f64) {
    let pairs: HashSet<(u32, u32)> = found.pairs.iter().map(|p| (p.a, p.b)).collect();
    let right = pairs.iter().filter(|(a, b)| people[*a as usize] == people[*b as usize]).count();
    (right as f64 / pairs.len() as f64, right as f64 / truth as f64)
}

#[test]
fn two_lists_are_linked() {
    let mut table = table();
    let mut people = read(&mut table, "dataset4a.csv");
    table.split();
    people.extend(read(&mut table, "dataset4b.csv"));
    let found = find(&table, &blocks(), 0.5);
    let (precision, recall) = quality(&found, &people, 5000);
    println!("set 4: {} compared, precision {precision:.4}, recall {recall:.4}", found.compared);
    assert!(precision >= 0.99 && recall >= 0.99, "precision {precision}, recall {recall}");
}

#[test]
fn duplicates_of_one_list_are_found() {
    let mut table = table();
    let people = read(&mut table, "dataset1.csv");
    let found = find(&table, &blocks(), 0.5);
    let (precision, recall) = quality(&found, &people, 500);
    println!("set 1: {} compared, precision {precision:.4}, recall {recall:.4}", found.compared);
    assert!(precision >= 0.99 && recall >= 0.99, "precision {precision}, recall {recall}");
    let groups = |apart: &HashSet<(u32, u32)>| matching::groups(&found.pairs, 20, apart);
    let all = groups(&HashSet::new());
    assert_eq!(all.iter().filter(|g| g.len() == 2).count(), found.pairs.len());
    let apart = HashSet::from([(found.pairs[0].a, found.pairs[0].b)]);
    assert_eq!(groups(&apart).len(), all.len() - 1);
}

/// What is proof is found though the rest differs, and what is not is not.
#[test]
fn proof_is_enough() {
    let mut table = Table::new(vec![
        Field::new("name", Compare::Text),
        Field::new("mail", Compare::Exact),
        Field::new("born", Compare::Date),
    ]);
    for i in 0..400 {
        let (name, mail, born) =
            (format!("name {}", i % 50), format!("m{}@example.com", i % 390), format!("19{:02}{:02}01", i % 97, 1 + i % 12));
        table.push(&[&[&name], &[&mail], &[&born]]);
    }
    let pairs = |proofs: Vec<Proof>| {
        let search = Search { blocks: vec![Block::new("mail", &[1])], proofs, least: 0.9 };
        let ControlFlow::Continue(found) = find_while(&table, &search, &|_| ControlFlow::Continue::<()>(())) else {
            panic!("nobody ends it")
        };
        found.pairs.len()
    };
    let same_mail = Proof { same: vec![1], if_known: vec![] };
    assert_eq!(pairs(vec![same_mail]), 10);
    assert_eq!(pairs(vec![Proof { same: vec![1], if_known: vec![0] }]), pairs(vec![]));
    let ended =
        find_while(&table, &Search { blocks: vec![Block::new("all", &[2])], ..Search::default() }, &|_| ControlFlow::Break(7));
    assert!(matches!(ended, ControlFlow::Break(7)));
}

/// A group does not grow beyond what people can look at, and keeps apart what is known to be.
#[test]
fn groups_have_limits() {
    let mut table = Table::new(vec![Field::new("name", Compare::Text), Field::new("phone", Compare::Code)]);
    for i in 0..60 {
        let phone = format!("1381234{:04}", i % 2);
        table.push(&[&["wang wei"], &[&phone]]);
    }
    let pair = |a, b| matching::Pair { a, b, chance: 0.9, pattern: table.compare(a, b) };
    let chain: Vec<matching::Pair> = (0..59).map(|i| pair(i, i + 1)).collect();
    let groups = matching::groups(&chain, 21, &HashSet::new());
    assert!(groups.iter().all(|g| g.len() <= 21), "{groups:?}");
    assert_eq!(groups.iter().map(Vec::len).sum::<usize>(), 60);
    let apart = HashSet::from([(0, 2)]);
    let groups = matching::groups(&chain[..2], 21, &apart);
    assert_eq!(groups, [vec![0, 1]]);
}

/// A base ten times as large is not a hundred times the work.
#[test]
fn work_grows_with_the_records() {
    let compared = |n: u32| {
        let mut table = Table::new(vec![Field::new("name", Compare::Text), Field::new("city", Compare::Text)]);
        for i in 0..n {
            let (name, city) = (format!("name {}", i % 7), format!("city {}", i % 11));
            table.push(&[&[&name], &[&city]]);
        }
        find(&table, &[Block::new("name", &[0]), Block::new("city", &[1])], 0.99).compared
    };
    let (small, large) = (compared(3_000), compared(30_000));
    assert!(large <= 12 * small, "{small} {large}");
}
