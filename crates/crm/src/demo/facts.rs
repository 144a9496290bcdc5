//! What the real purchases say of a customer: stage, value class, tags.

use super::dice::Dice;
use model::Ts;

/// The day after the last purchase of the data set, 2011-12-10, in microseconds.
pub const AS_OF: Ts = Ts(1_323_475_200_000_000);
const DAY: i64 = 86_400_000_000;

/// A customer's purchases.
#[derive(Clone, Debug, Default)]
pub struct Buying {
    /// The shop's number of the customer.
    pub number: String,
    /// ISO 3166; empty when not known.
    pub country: String,
    pub orders: i64,
    /// Minor units.
    pub spend: i64,
    pub returns: i64,
    pub first: Option<Ts>,
    pub last: Option<Ts>,
}

impl Buying {
    /// Whole days since the last purchase.
    #[must_use]
    pub fn days_since_last(&self) -> Option<i64> {
        self.last.map(|l| (AS_OF.0 - l.0) / DAY)
    }

    /// Stage and, for lost customers, why.
    #[must_use]
    pub fn stage(&self) -> (&'static str, &'static str) {
        let young = self.first.is_some_and(|f| (AS_OF.0 - f.0) / DAY <= 60);
        match self.days_since_last() {
            None => ("prospect", ""),
            Some(_) if young => ("new", ""),
            Some(days) if days <= 60 && self.orders >= 4 => ("retained", ""),
            Some(days) if days <= 120 => ("satisfied", ""),
            Some(days) if days <= 240 => ("old", ""),
            Some(days) => ("lost", lost_because(days)),
        }
    }

    /// Codes of tags.
    #[must_use]
    pub fn tags(&self, class: &str) -> Vec<&'static str> {
        let mut dice = Dice::of(&self.number, 2);
        let average = if self.orders > 0 { self.spend / self.orders } else { 0 };
        let all = [
            ("vip", class == "key"),
            ("wholesale", average > 100_000),
            ("frequent", self.orders >= 10),
            ("first_time", self.orders == 1),
            ("returns", self.returns >= 5),
            ("newsletter", dice.once_in(3)),
            ("callback", dice.once_in(60)),
        ];
        all.into_iter().filter(|(_, holds)| *holds).map(|(code, _)| code).collect()
    }
}

fn lost_because(days: i64) -> &'static str {
    if days > 330 {
        "No order for eleven months. 十一个月没有下单。"
    } else {
        "No order for eight months. 八个月没有下单。"
    }
}

/// Limits of spend between the value classes: the best twentieth are key, the next 15 % main, the next 40 % ordinary.
#[derive(Clone, Copy, Debug)]
pub struct Classes {
    key: i64,
    main: i64,
    ordinary: i64,
}

impl Classes {
    #[must_use]
    pub fn of(all: &[Buying]) -> Self {
        let mut spends: Vec<i64> = all.iter().map(|b| b.spend).collect();
        spends.sort_unstable();
        let at = |percent: usize| spends.get(spends.len() * percent / 100).copied().unwrap_or(i64::MAX);
        Self { key: at(95), main: at(80), ordinary: at(40) }
    }

    #[must_use]
    pub fn class(&self, spend: i64) -> &'static str {
        match spend {
            s if s >= self.key => "key",
            s if s >= self.main => "main",
            s if s >= self.ordinary => "ordinary",
            _ => "potential",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bought(orders: i64, first_days: i64, last_days: i64) -> Buying {
        let ago = |days: i64| Some(Ts(AS_OF.0 - days * DAY));
        Buying { number: "1".into(), orders, first: ago(first_days), last: ago(last_days), ..Buying::default() }
    }

    #[test]
    fn stages_follow_recency() {
        let stage = |b: Buying| b.stage().0;
        assert_eq!(stage(Buying::default()), "prospect");
        assert_eq!(stage(bought(1, 20, 20)), "new");
        assert_eq!(stage(bought(7, 366, 2)), "retained");
        assert_eq!(stage(bought(2, 300, 90)), "satisfied");
        assert_eq!(stage(bought(2, 300, 200)), "old");
        assert_eq!(stage(bought(1, 300, 300)), "lost");
        assert!(!bought(1, 300, 300).stage().1.is_empty(), "a lost customer has a reason");
    }

    #[test]
    fn classes_are_shares_of_the_base() {
        let all: Vec<Buying> = (0..1000).map(|n| Buying { spend: n, ..Buying::default() }).collect();
        let classes = Classes::of(&all);
        let count = |class: &str| all.iter().filter(|b| classes.class(b.spend) == class).count();
        assert_eq!((count("key"), count("main"), count("ordinary"), count("potential")), (50, 150, 400, 400));
    }

    #[test]
    fn tags_follow_purchases() {
        let wholesale = Buying { spend: 5_000_000, ..bought(10, 300, 1) };
        let tags = wholesale.tags("key");
        assert!(["vip", "wholesale", "frequent"].iter().all(|t| tags.contains(t)) && !tags.contains(&"first_time"));
    }
}
