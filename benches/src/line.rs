//! One line of the result: what was measured, ours, the reference of the same run, their ratio, and what is wanted.

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    Higher,
    Lower,
}

/// A figure. Ratios are told so that higher is better: ours / reference for speeds, reference / ours for times.
#[derive(Clone, Debug)]
pub struct Line {
    name: String,
    unit: &'static str,
    better: Better,
    ours: f64,
    reference: Option<f64>,
    /// Least ratio.
    ratio: Option<f64>,
    /// Least (or most, by `better`) of ours.
    limit: Option<f64>,
}

impl Line {
    /// A speed in `unit`s a second: the higher the better.
    pub fn speed(name: impl Into<String>, unit: &'static str, ours: f64) -> Self {
        Self::new(name.into(), unit, Better::Higher, ours)
    }

    /// A time or size: the lower the better.
    pub fn cost(name: impl Into<String>, unit: &'static str, ours: f64) -> Self {
        Self::new(name.into(), unit, Better::Lower, ours)
    }

    fn new(name: String, unit: &'static str, better: Better, ours: f64) -> Self {
        Self { name, unit, better, ours, reference: None, ratio: None, limit: None }
    }

    /// What the bare engine made of it in the same run.
    #[must_use]
    pub fn beside(mut self, reference: f64) -> Self {
        self.reference = Some(reference);
        self
    }

    /// The ratio should be at least this.
    #[must_use]
    pub fn ratio(mut self, least: f64) -> Self {
        self.ratio = Some(least);
        self
    }

    /// Ours should be at least this (speeds), or at most this (costs).
    #[must_use]
    pub fn limit(mut self, limit: f64) -> Self {
        self.limit = Some(limit);
        self
    }

    fn got_ratio(&self) -> Option<f64> {
        self.reference.map(|r| if self.better == Better::Higher { self.ours / r } else { r / self.ours })
    }

    fn is_reached(&self) -> bool {
        let ratio = self.ratio.is_none_or(|least| self.got_ratio().is_some_and(|r| r >= least));
        let limit = self.limit.is_none_or(|l| if self.better == Better::Higher { self.ours >= l } else { self.ours <= l });
        ratio && limit
    }

    fn wanted(&self) -> String {
        let sign = if self.better == Better::Higher { "≥" } else { "≤" };
        let limit = self.limit.map(|l| format!("{sign} {} {}", number(l), self.unit));
        let ratio = self.ratio.map(|r| format!("ratio ≥ {r}"));
        let all: Vec<String> = limit.into_iter().chain(ratio).collect();
        all.join(", ")
    }

    /// Prints the line.
    pub fn print(&self) {
        let dash = || "-".to_owned();
        let reference = self.reference.map_or_else(dash, number);
        let ratio = self.got_ratio().map_or_else(dash, |r| format!("{r:.2}"));
        let verdict = match (self.wanted().is_empty(), self.is_reached()) {
            (true, _) => "",
            (false, true) => "ok",
            (false, false) => "below",
        };
        let ours = format!("{} {}", number(self.ours), self.unit);
        println!("{:<58} {ours:>18} {reference:>12} {ratio:>7}  {:<36} {verdict}", self.name, self.wanted());
    }
}

/// The heads of the columns.
pub fn print_head() {
    println!("{:<58} {:>18} {:>12} {:>7}  {:<36}", "figure", "ours", "reference", "ratio", "wanted");
}

/// A number with three or so digits that tell, thousands apart.
fn number(n: f64) -> String {
    let digits = match n.abs() {
        a if a >= 100.0 || a == 0.0 => 0,
        a if a >= 10.0 => 1,
        a if a >= 1.0 => 2,
        _ => 3,
    };
    let text = format!("{n:.digits$}");
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut out = String::new();
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) && out != "-" {
            out.push(',');
        }
        out.push(c);
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_told_so_that_higher_is_better() {
        let speed = Line::speed("a", "/s", 40.0).beside(100.0).ratio(0.5);
        assert!(speed.got_ratio() == Some(0.4) && !speed.is_reached());
        let cost = Line::cost("b", "ms", 2.0).beside(1.0).ratio(0.5).limit(5.0);
        assert!(cost.got_ratio() == Some(0.5) && cost.is_reached());
        assert!(!Line::cost("c", "MB", 2.0).limit(1.0).is_reached());
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!([number(1_234_567.8), number(12.34), number(0.1234), number(999.9)], ["1,234,568", "12.3", "0.123", "1,000"]);
    }
}
