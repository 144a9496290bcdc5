//! Money: whole minor units of a currency. Unit prices are decimals, not money: a shop sells at 0.001 GBP.

mod currencies;

use crate::decimal::{self, NumberFormat};
use crate::error::Refusal;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// An ISO 4217 currency.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    pub const CNY: Currency = Currency(*b"CNY");
    pub const USD: Currency = Currency(*b"USD");
    pub const EUR: Currency = Currency(*b"EUR");
    pub const GBP: Currency = Currency(*b"GBP");
    pub const JPY: Currency = Currency(*b"JPY");

    /// Reads a code of ISO 4217, in upper or lower case.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        let bytes: [u8; 3] = code.as_bytes().try_into().ok()?;
        let code = Self(bytes.map(|b| b.to_ascii_uppercase()));
        currencies::minor_digits(&code.0).map(|_| code)
    }

    /// The three letters.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("XXX")
    }

    /// Digits of the minor unit: 2 for GBP, 0 for JPY, 3 for KWD.
    #[must_use]
    pub fn digits(&self) -> u8 {
        currencies::minor_digits(&self.0).unwrap_or(2)
    }

    /// All currencies, by code.
    pub fn all() -> impl Iterator<Item = Self> {
        currencies::ALL.iter().map(|(code, _)| Self(**code))
    }

    /// The currency that `sign` (`¥`, `US$`, `GBP`, `元`) stands for where amounts are usually in `home`.
    #[must_use]
    pub fn from_sign(sign: &str, home: Currency) -> Option<Self> {
        if let Some(code) = Self::parse(sign) {
            return Some(code);
        }
        let codes = currencies::signs(sign)?;
        if codes.contains(&home.code()) { Some(home) } else { Self::parse(codes.first()?) }
    }
}

/// Whether it is a currency's sign or code.
pub(crate) fn is_sign(sign: &str) -> bool {
    Currency::parse(sign).is_some() || currencies::signs(sign).is_some()
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(d)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("`{text}` is not an ISO 4217 currency code")))
    }
}

/// An amount. In JSON `{"amount": "4310.00", "currency": "GBP"}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    /// Minor units: pence, fen, yen.
    pub minor: i64,
    pub currency: Currency,
}

impl Money {
    #[must_use]
    pub fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Reads an amount such as `£4,310.00`, `4310`, `CNY 12.50`; without a currency of its own it is in `home`.
    ///
    /// # Errors
    /// As [`decimal::read`] and [`decimal::Number::exact`].
    pub fn parse(text: &str, home: Currency, format: NumberFormat) -> Result<Self, Refusal> {
        let number = decimal::read(text, format)?;
        let currency = match &number.currency {
            None => home,
            Some(sign) => Currency::from_sign(sign, home)
                .ok_or_else(|| Refusal::new("bad_currency", format!("`{sign}` is not a known currency")))?,
        };
        let minor = number.exact(currency.digits()).map_err(|e| match e.code {
            "too_many_digits" => Refusal::new(
                e.code,
                format!("has more digits after the point than {currency} has ({}); round it", currency.digits()),
            ),
            _ => e,
        })?;
        Ok(Self { minor, currency })
    }

    /// Quantity x unit price, half a minor unit rounded away from zero. `None` when it does not fit.
    #[must_use]
    pub fn of(quantity: i64, quantity_scale: u8, price: i64, price_scale: u8, currency: Currency) -> Option<Self> {
        let minor = decimal::amount(quantity, quantity_scale, price, price_scale, currency.digits())?;
        Some(Self { minor, currency })
    }

    /// The amount in another currency at `rate` x 10^-`rate_scale` units of it for one unit of this one.
    #[must_use]
    pub fn convert(self, rate: i64, rate_scale: u8, to: Currency) -> Option<Self> {
        let minor = decimal::amount(self.minor, self.currency.digits(), rate, rate_scale, to.digits())?;
        Some(Self { minor, currency: to })
    }

    /// The amount without its currency: `4310.00`.
    #[must_use]
    pub fn amount(&self) -> String {
        decimal::format(self.minor, self.currency.digits())
    }
}

/// `4310.00 GBP`
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount(), self.currency)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct MoneyJson {
    amount: String,
    currency: Currency,
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        MoneyJson { amount: self.amount(), currency: self.currency }.serialize(s)
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let json = MoneyJson::deserialize(d)?;
        let minor =
            decimal::parse(&json.amount, json.currency.digits(), NumberFormat::Point).map_err(serde::de::Error::custom)?;
        Ok(Self { minor, currency: json.currency })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    fn parse(text: &str, home: Currency) -> Result<String, &'static str> {
        Money::parse(text, home, NumberFormat::Point).map(|m| m.to_string()).map_err(|e| e.code)
    }

    #[test]
    fn reads_currencies() {
        assert_eq!(parse("£4,310", Currency::CNY).unwrap(), "4310.00 GBP");
        assert_eq!(parse("12.5", Currency::CNY).unwrap(), "12.50 CNY");
        assert_eq!(parse("¥12", Currency::CNY).unwrap(), "12.00 CNY");
        assert_eq!(parse("￥1,200", Currency::JPY).unwrap(), "1200 JPY");
        assert_eq!(parse("¥12", Currency::GBP).unwrap(), "12.00 CNY");
        assert_eq!(parse("$5", Currency::parse("HKD").unwrap()).unwrap(), "5.00 HKD");
        assert_eq!(parse("$5", Currency::GBP).unwrap(), "5.00 USD");
        assert_eq!(parse("kwd 1.234", Currency::GBP).unwrap(), "1.234 KWD");
        assert_eq!(parse("-12.30 元", Currency::GBP).unwrap(), "-12.30 CNY");
        assert_eq!(parse("1200円", Currency::GBP).unwrap(), "1200 JPY");
        assert_eq!(parse("12.5", Currency::JPY), Err("too_many_digits"));
        assert_eq!(parse("A5", Currency::JPY), Err("bad_number"));
    }

    #[test]
    fn table_is_sorted_and_complete() {
        let all: Vec<Currency> = Currency::all().collect();
        assert!(all.is_sorted());
        assert!(all.len() > 150);
        for (code, digits) in [("JPY", 0), ("KWD", 3), ("CLF", 4), ("VND", 0), ("TND", 3), ("CNY", 2), ("ISK", 0)] {
            assert_eq!(Currency::parse(code).unwrap().digits(), digits, "{code}");
        }
        assert!(Currency::parse("ABC").is_none());
        assert!(Currency::parse("£").is_none());
    }

    #[test]
    fn converts() {
        let yen = Money::new(1000, Currency::JPY).convert(46_512, 6, Currency::CNY).unwrap();
        assert_eq!(yen.to_string(), "46.51 CNY");
    }

    #[test]
    fn json_keeps_the_amount_as_text() {
        let m = Money::new(431_000, Currency::GBP);
        let json = serde_json::to_string(&m).unwrap();
        assert_eq!(json, r#"{"amount":"4310.00","currency":"GBP"}"#);
        assert_eq!(serde_json::from_str::<Money>(&json).unwrap(), m);
        assert!(serde_json::from_str::<Money>(r#"{"amount":"1.005","currency":"GBP"}"#).is_err());
    }

    proptest! {
        #[test]
        fn never_panics(s in any::<String>()) {
            let _ = Money::parse(&s, Currency::CNY, NumberFormat::Auto);
            let _ = Currency::from_sign(&s, Currency::CNY);
        }
    }
}
