//! Orders of synthetic customers: over the last two years, one to three lines each.

use super::{Filled, Plan};
use crate::demo::dice::Dice;
use crate::orders::model::{Order, OrderLine};
use model::object::col;
use model::{Id, Object, Record, Ts};
use records::{Catalog, Result};
use std::sync::Arc;

const TWO_YEARS_S: u64 = 2 * 365 * 86_400;
const ARTICLES: u64 = 2_000;

pub(super) struct Maker {
    order: Arc<Object>,
    line: Arc<Object>,
    plan: Plan,
    now: Ts,
}

impl Maker {
    pub(super) fn new(catalog: &Catalog, plan: Plan, now: Ts) -> Result<Self> {
        let object = |name| catalog.object(name).cloned();
        Ok(Self { order: object(Order::OBJECT)?, line: object(OrderLine::OBJECT)?, plan, now })
    }

    /// Adds the orders of a customer to `all`: from none to twice the plan's number.
    pub(super) fn of(&self, number: u64, customer: &Record, all: &mut Vec<Record>, part: &mut Filled) {
        if self.plan.orders == 0 {
            return;
        }
        let mut dice = Dice::of("orders", self.plan.seed.wrapping_mul(0x9e37_79b9).wrapping_add(number));
        for n in 0..dice.below(2 * u64::from(self.plan.orders) + 1) {
            let order = self.order(number, n, customer, &mut dice);
            for position in 1..=(1 + dice.below(3)) {
                all.push(self.line(&order, position, &mut dice));
                part.lines += 1;
            }
            all.push(order);
            part.orders += 1;
        }
    }

    fn order(&self, number: u64, n: u64, customer: &Record, dice: &mut Dice) -> Record {
        let mut r = self.new_record(&self.order);
        let ago = i64::try_from(dice.below(TWO_YEARS_S)).unwrap_or(0) * 1_000_000;
        r.set(Order::NUMBER, format!("S{number:08}-{n:03}"));
        r.set(Order::KIND, if dice.once_in(12) { "return" } else { "sale" });
        r.set(Order::CUSTOMER, customer.id());
        r.set(Order::ORDERED_AT, self.now.0 - ago);
        r.set(Order::STATUS, "completed");
        r.set(Order::PAYMENT_STATUS, "paid");
        r.set(Order::CHANNEL, dice.pick(&["web_shop", "web_shop", "marketplace", "store"]));
        r
    }

    fn line(&self, order: &Record, position: u64, dice: &mut Dice) -> Record {
        let mut r = self.new_record(&self.line);
        let article = dice.below(ARTICLES);
        let sign = if order.get(Order::KIND).text() == Some("return") { -1 } else { 1 };
        let whole = |n: u64| i64::try_from(n).unwrap_or(0);
        r.set(OrderLine::ORDER, order.id());
        r.set(OrderLine::POSITION, whole(position));
        r.set(OrderLine::SKU, format!("A{article:05}"));
        r.set(OrderLine::DESCRIPTION, format!("Article {article}"));
        r.set(OrderLine::QUANTITY, sign * 1_000 * whole(1 + dice.below(6)));
        // Each article has its price: 0.50 to 60.00.
        r.set(OrderLine::UNIT_PRICE, 100 * whole(50 + Dice::of("price", article).below(5_950)));
        r
    }

    fn new_record(&self, object: &Arc<Object>) -> Record {
        let mut r = Record::empty(object.clone());
        r.vals[col::ID] = Id::at(self.now.unix_ms()).into();
        r
    }
}
