//! The whole Online Retail data set through the importer, on both databases: the published figures come out.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod ground;

use ground::on_both;
use model::Val;
use records::io::{Import, State, Template, Watch};
use records::{Access, Records};
use std::time::Duration;
use store::Scan;

struct Silent;
impl Watch for Silent {
    fn progress(&self, _: &Import) {}
}

async fn run(records: &Records, access: &Access, template: &str, text: &'static [u8]) -> Import {
    let template = Template::from_toml(template).unwrap();
    let import = records.note_import(access, "file.csv", template, false, text.len() as u64).await.unwrap();
    records::io::run(records, access, import, Box::new(text), &Silent).await.unwrap()
}

async fn number(records: &Records, sql: &str) -> i64 {
    let limits = Scan { deadline: Duration::from_secs(60) };
    let rows = records.tenant().scan(sql, &[], limits).await.unwrap();
    rows[0].val(0).int().unwrap_or_else(|| panic!("{sql}: {:?}", rows[0]))
}

const RETAIL: &str = include_str!("../../../packs/demo/online_retail.toml");
const FILE: &[u8] = include_bytes!("../../../packs/demo/online_retail.csv.gz");

#[test]
fn the_published_figures_come_out() {
    on_both(|g| async move {
        let (records, access) = (g.records, g.access);
        let import = run(&records, &access, RETAIL, FILE).await;
        assert_eq!((import.state, import.error.as_deref()), (State::Done, None));
        assert_eq!((import.accepted, import.refused), (541_909, 0));
        let made = |o: &str| import.counts.get(o).copied().unwrap_or_default().created;
        assert_eq!([made("customer"), made("order"), made("order_line"), made("product")], [4_372, 25_900, 541_909, 4_070]);
        for (sql, expected) in [
            ("select count(*) from @customer", 4_372),
            ("select count(*) from @order", 25_900),
            ("select count(*) from @order_line", 541_909),
            ("select count(*) from @order_line where description is null", 1_454),
            ("select count(distinct customer_id) from @order", 4_372),
            ("select count(*) from @order_line l join @order o on o.id = l.order_id where o.customer_id is null", 135_080),
            ("select count(*) from @order_line l join @order o on o.id = l.order_id where o.kind = 'return'", 9_288),
            ("select count(*) from @order_line where unit_price <= 0", 2_517),
            ("select cast(sum(amount_minor) as bigint) from @order_line", 974_774_793),
            ("select cast(sum(total_minor) as bigint) from @order", 974_774_793),
            ("select cast(sum(spend) as bigint) from @customer", 891_140_790),
            ("select orders_count from @customer where external_id = '12347'", 7),
            ("select spend from @customer where external_id = '12347'", 431_000),
            ("select count(*) from @event where kind = 'order_completed' and customer_id is not null and quiet = 1", 18_536),
        ] {
            assert_eq!(number(&records, sql).await, expected, "{sql}");
        }
        let cleaned = "select cast(sum(l.amount_minor) as bigint) from @order_line l join @order o on o.id = l.order_id \
                       where o.customer_id is not null and o.kind = 'sale' and l.quantity > 0 and l.unit_price > 0";
        assert_eq!(number(&records, cleaned).await, 891_140_790);
        let customers = cleaned.replace("cast(sum(l.amount_minor) as bigint)", "count(distinct o.customer_id)");
        assert_eq!(number(&records, &customers).await, 4_338);
        let log = records.tenant().scan("select kind, count(*) from @change group by kind", &[], Scan::default()).await.unwrap();
        assert!(log.iter().any(|r| r.val(0) == &Val::from("import")), "{log:?}");
    });
}
