//! The demo company's files go through the importer, and leave the purchases as they are.

use crate::ground::{Ground, on_both};
use flate2::read::GzDecoder;
use guanxi_crm::demo::facts::Buying;
use guanxi_crm::demo::{self, sheets};
use records::io::{self, Import, State, Template, Watch};
use std::io::{BufRead, BufReader, Cursor};

struct Nobody;

impl Watch for Nobody {
    fn progress(&self, _: &Import) {}
}

/// The first rows of the real purchases.
fn purchases(rows: usize) -> String {
    let lines = BufReader::new(GzDecoder::new(demo::PURCHASES)).lines();
    lines.take(rows + 1).map(|l| l.unwrap() + "\n").collect()
}

async fn take(g: &Ground, name: &str, template: &str, csv: String) -> Import {
    let template = Template::from_toml(template).unwrap();
    let import = g.records.note_import(&g.access, name, template, false, csv.len() as u64).await.unwrap();
    let done = io::run(&g.records, &g.access, import, Box::new(Cursor::new(csv)), &Nobody).await.unwrap();
    assert_eq!(done.state, State::Done, "{name}: {:?}", done.error);
    let why = g.rows("select message from @import_refused where import_id = $1 order by line limit 3", done.id).await;
    assert_eq!(done.refused, 0, "{name}: {why:?}");
    done
}

async fn buying(g: &Ground) -> Vec<Buying> {
    let sql = "select external_id, country, orders_count, spend, returns_count, first_order_at, last_order_at from @customer order by external_id";
    let rows = g.records.tenant().get(sql, &[]).await.unwrap();
    let text = |r: &store::Row, i: usize| r.opt_text(i).unwrap_or_default().to_owned();
    rows.iter()
        .map(|r| Buying {
            number: text(r, 0),
            country: text(r, 1),
            orders: r.opt_int(2).unwrap_or(0),
            spend: r.opt_int(3).unwrap_or(0),
            returns: r.opt_int(4).unwrap_or(0),
            first: r.opt_int(5).map(model::Ts),
            last: r.opt_int(6).map(model::Ts),
        })
        .collect()
}

#[test]
fn people_are_added_and_purchases_stay() {
    on_both(|g| async move {
        let csv = purchases(6_000);
        let numbers: std::collections::HashSet<&str> =
            csv.lines().skip(1).filter_map(|l| l.rsplit(',').nth(1)).filter(|n| !n.is_empty()).collect();
        take(&g, "purchases", demo::PURCHASES_TEMPLATE, csv.clone()).await;
        let before = buying(&g).await;
        assert_eq!(before.len(), numbers.len());
        let owners = [g.access.actor.user.unwrap()];
        let now = g.records.tenant().clock().now();
        for sheet in [
            sheets::identities(&before, &owners),
            sheets::contacts(&before),
            sheets::notes(&before, &owners),
            sheets::tasks(&before, &owners, now),
        ] {
            take(&g, sheet.name, sheet.template, sheet.csv).await;
        }
        let after = buying(&g).await;
        for (b, a) in before.iter().zip(&after) {
            assert_eq!((&b.number, b.orders, b.spend, b.last), (&a.number, a.orders, a.spend, a.last));
        }
        let entered = demo::contacts::enter(&g.records, &before).await.unwrap();
        assert_eq!(demo::contacts::enter(&g.records, &before).await.unwrap(), entered);
        let stored = g.records.tenant().get("select count(*) from @event where source = 'demo'", &[]).await.unwrap();
        assert_eq!(stored[0].opt_int(0), i64::try_from(entered).ok(), "entered once however often");
        let named =
            "select count(*) from @customer where name is null or (kind = 'person' and (family_name is null or pinyin is null))";
        assert_eq!(g.records.tenant().get(named, &[]).await.unwrap()[0].opt_int(0), Some(0));
        let lost = "select count(*) from @customer where stage = 'lost' and stage_reason is null";
        assert_eq!(g.records.tenant().get(lost, &[]).await.unwrap()[0].opt_int(0), Some(0));
    });
}
