//! The FEBRL sets, whose truth is known.
#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use matching::{Block, Compare, Field, Found, Table, find};
use std::collections::HashSet;
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
    assert_eq!(matching::clusters(&found.pairs).iter().filter(|g| g.len() == 2).count(), found.pairs.len());
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
