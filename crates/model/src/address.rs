//! Postal addresses, with the code of the county for Chinese ones.

use crate::country;
use crate::division::{self, Division};
use crate::error::Refusal;
use crate::text::{clean, fold, half_width, is_han};
use serde::{Deserialize, Serialize};
use std::fmt;

/// An address. Any part may be empty; in JSON empty parts are left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Address {
    /// ISO 3166 code: `CN`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub country: String,
    /// Code of the Chinese county, city or province: `330106`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub division: String,
    /// Province, state or region.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub province: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub city: String,
    /// County or district.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub district: String,
    /// The rest: street, house, flat.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub street: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub postcode: String,
}

impl Address {
    /// Reads an address of one line. In China (and Hong Kong, Macao, Taiwan) the areas are found in it; elsewhere the whole
    /// line is the street. `country` is an ISO code, or empty: then it is China when the line begins with one of its areas.
    #[must_use]
    pub fn parse(line: &str, country: &str) -> Self {
        let line = line.trim();
        let (line, postcode) = chinese_postcode(line).unwrap_or((line, ""));
        let chinese = matches!(country, "" | "CN" | "HK" | "MO" | "TW");
        let found = if chinese { division::resolve(line) } else { None };
        let mut address = Self { country: country.to_owned(), street: line.to_owned(), ..Self::default() };
        if chinese && (found.is_some() || country == "CN") {
            address.postcode = half_width(postcode).into_owned();
        } else if !postcode.is_empty() {
            address.street = format!("{line} {postcode}");
        }
        if let Some(found) = found {
            address.street = found.rest.to_owned();
            address.place(found.division);
        }
        address
    }

    /// The address made fit to store: text clean, the country a code, area code and names in step with each other.
    ///
    /// # Errors
    /// `control_character`, `unknown_country`, `unknown_division`, `bad_postcode` (Chinese ones have six digits).
    pub fn complete(mut self) -> Result<Self, Refusal> {
        for part in [&mut self.province, &mut self.city, &mut self.district, &mut self.street, &mut self.postcode] {
            *part = clean(part)?.into_owned();
        }
        self.country = country::read(&self.country)?.map_or_else(String::new, |c| c.code.to_owned());
        let code = half_width(self.division.trim()).into_owned();
        if !code.is_empty() {
            let area = division::by_code(&code).ok_or_else(|| {
                Refusal::new("unknown_division", format!("`{}` is not the code of a Chinese area, like 330106", first_40(&code)))
            })?;
            self.place(area);
        } else if matches!(self.country.as_str(), "" | "CN" | "HK" | "MO" | "TW") {
            self.find_division();
        }
        self.postcode = half_width(&self.postcode).into_owned();
        let six = self.postcode.len() == 6 && self.postcode.bytes().all(|b| b.is_ascii_digit());
        if self.country == "CN" && !self.postcode.is_empty() && !six {
            return Err(Refusal::new(
                "bad_postcode",
                format!("`{}` is not a Chinese postcode of six digits", first_40(&self.postcode)),
            ));
        }
        Ok(self)
    }

    /// Takes code, names and country from an area.
    fn place(&mut self, area: &'static Division) {
        (self.province, self.city, self.district) = (String::new(), String::new(), String::new());
        area.code.clone_into(&mut self.division);
        for part in area.path() {
            let name = match part.level() {
                division::Level::Province => &mut self.province,
                division::Level::City => &mut self.city,
                division::Level::County => &mut self.district,
            };
            part.name.clone_into(name);
        }
        if self.country.is_empty() {
            "CN".clone_into(&mut self.country);
        }
    }

    /// The code of the areas that were given by name, when all of them are known.
    fn find_division(&mut self) {
        let mut names: Vec<&str> = [&self.province, &self.city, &self.district].into_iter().map(String::as_str).collect();
        names.dedup();
        let text = names.join(" ");
        if let Some(found) = division::resolve(&text).filter(|f| f.rest.is_empty()) {
            self.place(found.division);
        }
    }

    /// By what addresses are grouped and filtered: `CN/33/3301/330106`, `GB/london`; a place's key begins with the key of what
    /// holds it. Empty for an address without country and city.
    #[must_use]
    pub fn key(&self) -> String {
        let mut key = self.country.clone();
        if division::by_code(&self.division).is_some() {
            for n in [2, 4, 6] {
                if let Some(code) = self.division.get(..n) {
                    key.push('/');
                    key.push_str(code);
                }
            }
            return key;
        }
        let city = fold(&self.city).replace('/', " ");
        if !city.is_empty() {
            key.push('/');
            key.push_str(&city);
        }
        key
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Takes a postcode of six digits off the beginning or end of a line: the rest and the postcode.
fn chinese_postcode(line: &str) -> Option<(&str, &str)> {
    let digits = |t: &str| t.chars().all(|c| c.is_ascii_digit() || matches!(c, '０'..='９')) && t.chars().count() == 6;
    let (first, rest) = line.split_once(char::is_whitespace)?;
    if digits(first) {
        return Some((rest.trim(), first));
    }
    let (rest, last) = line.rsplit_once(char::is_whitespace)?;
    digits(last).then(|| (rest.trim(), last))
}

fn first_40(text: &str) -> String {
    text.chars().take(40).collect()
}

/// One line, in the order of its language: `浙江省杭州市西湖区文三路1号`, `12 High Street, London, W1 1AA, United Kingdom`.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let chinese = [&self.province, &self.city, &self.street].iter().any(|t| t.chars().any(is_han));
        if chinese {
            let areas = [&self.province, &self.city, &self.district].map(String::as_str);
            let repeated = areas[0] == areas[1];
            let areas = areas.into_iter().skip(usize::from(repeated));
            return write!(f, "{}{}", areas.collect::<String>(), self.street);
        }
        let country = country::by_code(&self.country).map_or("", |c| c.en);
        let parts = [&self.street, &self.district, &self.city, &self.province, &self.postcode].map(String::as_str);
        let line: Vec<&str> = parts.into_iter().chain([country]).filter(|p| !p.is_empty()).collect();
        f.write_str(&line.join(", "))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_a_line() {
        let a = Address::parse("310012 浙江省杭州市西湖区文三路1号", "");
        assert_eq!((a.country.as_str(), a.division.as_str(), a.street.as_str()), ("CN", "330106", "文三路1号"));
        assert_eq!((a.province.as_str(), a.city.as_str(), a.district.as_str()), ("浙江省", "杭州市", "西湖区"));
        assert_eq!(a.postcode, "310012");
        assert_eq!(a.key(), "CN/33/3301/330106");
        assert_eq!(a.to_string(), "浙江省杭州市西湖区文三路1号");
        let b = Address::parse("北京市朝阳区建国路1号", "CN");
        assert_eq!((b.city.as_str(), b.key().as_str()), ("", "CN/11/1101/110105"));
        let c = Address::parse("12 High Street, London", "GB");
        assert_eq!((c.street.as_str(), c.key().as_str()), ("12 High Street, London", "GB"));
        assert_eq!(Address::parse("Box 100000 123456", "US").street, "Box 100000 123456");
    }

    #[test]
    fn completes() {
        let of = |json: &str| serde_json::from_str::<Address>(json).unwrap().complete();
        let a = of(r#"{"division":"330106","street":" 文三路\t1号 "}"#).unwrap();
        assert_eq!((a.country.as_str(), a.city.as_str(), a.street.as_str()), ("CN", "杭州市", "文三路 1号"));
        let b = of(r#"{"country":"China","province":"浙江","city":"杭州","district":"西湖区"}"#).unwrap();
        assert_eq!((b.division.as_str(), b.province.as_str()), ("330106", "浙江省"));
        let c = of(r#"{"country":"United Kingdom","city":"London","street":"12 High Street","postcode":"W1 1AA"}"#).unwrap();
        assert_eq!((c.key().as_str(), c.to_string().as_str()), ("GB/london", "12 High Street, London, W1 1AA, United Kingdom"));
        let d = of(r#"{"country":"CN","province":"上海市","city":"上海市","district":"静安区"}"#).unwrap();
        assert_eq!((d.division.as_str(), d.to_string().as_str()), ("310106", "上海市静安区"));
        let code = |json: &str| of(json).unwrap_err().code;
        assert_eq!(code(r#"{"division":"999999"}"#), "unknown_division");
        assert_eq!(code(r#"{"country":"Atlantis"}"#), "unknown_country");
        assert_eq!(code(r#"{"country":"CN","postcode":"1234"}"#), "bad_postcode");
        assert_eq!(code(r#"{"street":"a\u0000b"}"#), "control_character");
    }

    #[test]
    fn json_leaves_empty_parts_out() {
        let a = Address { country: "GB".into(), city: "London".into(), ..Address::default() };
        assert_eq!(serde_json::to_string(&a).unwrap(), r#"{"country":"GB","city":"London"}"#);
        assert!(serde_json::from_str::<Address>(r#"{"town":"London"}"#).is_err());
        assert!(Address::default().is_empty() && Address::default().key().is_empty());
    }

    proptest! {
        #[test]
        fn never_panics(s in any::<String>(), t in "[0-9０浙江杭州西湖 ]{0,12}", c in prop_oneof![Just(""), Just("CN"), Just("GB")]) {
            for line in [s, t] {
                let a = Address::parse(&line, c);
                let _ = (a.key(), a.to_string());
                if let Ok(done) = a.complete() {
                    prop_assert_eq!(done.clone().complete(), Ok(done));
                }
            }
        }
    }
}
