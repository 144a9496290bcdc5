#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use model::Ts;
use records::Company;
use store::Dialect;

fn catalog() -> Arc<Catalog> {
    let registry = crate::registry();
    let defs = registry.objects().to_vec();
    Arc::new(Catalog::new(defs, Company::default(), &registry, Dialect::Sqlite).unwrap())
}

fn made(plan: Plan) -> (Vec<usize>, Filled) {
    let (send, mut receive) = mpsc::channel(100);
    make(&catalog(), plan, Ts(1_700_000_000_000_000), &send).unwrap();
    drop(send);
    let (mut sizes, mut sum) = (Vec::new(), Filled::default());
    while let Some((batch, part)) = receive.blocking_recv() {
        sizes.push(batch.len());
        sum.customers += part.customers;
        sum.orders += part.orders;
        sum.lines += part.lines;
    }
    (sizes, sum)
}

#[test]
fn every_record_is_acceptable_and_counted() {
    let (sizes, filled) = made(Plan { customers: 5_000, first: 1, orders: 2, seed: 7 });
    assert_eq!(filled.customers, 5_000);
    assert!((9_000..11_000).contains(&filled.orders), "{filled:?}");
    assert_eq!(sizes.iter().sum::<usize>() as u64, filled.customers + filled.orders + filled.lines);
}

#[test]
fn the_same_number_is_the_same_customer() {
    let catalog = catalog();
    let maker = Maker::new(&catalog, 1, Ts(1_700_000_000_000_000)).unwrap();
    let (a, b) = (maker.customer(77), maker.customer(77));
    assert_eq!(a.vals[1..], b.vals[1..]);
    assert_ne!(a.vals[1..], maker.customer(78).vals[1..]);
}
