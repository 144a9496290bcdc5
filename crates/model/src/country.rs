//! Countries of ISO 3166-1, with their names in three languages and the other names that data has for them.

use crate::error::Refusal;
use crate::text::fold;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A country, or one of the two areas without a code of ISO that shops' data has (see [`all`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Country {
    /// Two letters: `CN`.
    pub code: &'static str,
    pub en: &'static str,
    pub zh_cn: &'static str,
    pub zh_tw: &'static str,
}

impl Country {
    /// Its name in a language of the staff app: `zh-CN`, `zh-TW`, anything else English.
    #[must_use]
    pub fn name(&self, language: &str) -> &'static str {
        match language {
            "zh-CN" => self.zh_cn,
            "zh-TW" => self.zh_tw,
            _ => self.en,
        }
    }
}

/// The European Union has the reserved code EU; the Channel Islands (Jersey and Guernsey together) have none and take XC,
/// one of the codes that ISO leaves to users.
const AREAS: [Country; 2] = [
    Country { code: "EU", en: "European Union", zh_cn: "欧盟", zh_tw: "歐盟" },
    Country { code: "XC", en: "Channel Islands", zh_cn: "海峡群岛", zh_tw: "海峽群島" },
];

static COUNTRIES: LazyLock<Vec<Country>> = LazyLock::new(|| {
    let row = |line: &'static str| {
        let mut parts = line.split('|');
        Some(Country { code: parts.next()?, en: parts.next()?, zh_cn: parts.next()?, zh_tw: parts.next()? })
    };
    let mut all: Vec<Country> = include_str!("../data/countries.txt").lines().filter_map(row).chain(AREAS).collect();
    all.sort_by_key(|c| c.code);
    all
});

/// All countries and the two areas, by code.
#[must_use]
pub fn all() -> &'static [Country] {
    &COUNTRIES
}

/// The country with a code of two letters, in upper or lower case.
#[must_use]
pub fn by_code(code: &str) -> Option<&'static Country> {
    let upper = code.to_ascii_uppercase();
    COUNTRIES.binary_search_by_key(&upper.as_str(), |c| c.code).ok().map(|i| &COUNTRIES[i])
}

/// Other names, folded.
#[rustfmt::skip]
const ALIASES: [(&str, &str); 66] = [
    ("uk", "GB"), ("gbr", "GB"), ("great britain", "GB"), ("britain", "GB"), ("england", "GB"), ("scotland", "GB"), ("wales", "GB"),
    ("northern ireland", "GB"), ("eire", "IE"), ("republic of ireland", "IE"), ("rsa", "ZA"), ("usa", "US"),
    ("u.s.a.", "US"), ("u.s.", "US"), ("united states of america", "US"), ("america", "US"), ("european community", "EU"),
    ("czech republic", "CZ"), ("holland", "NL"), ("the netherlands", "NL"), ("korea", "KR"), ("republic of korea", "KR"),
    ("korea, republic of", "KR"), ("russian federation", "RU"), ("viet nam", "VN"), ("uae", "AE"), ("macau", "MO"),
    ("prc", "CN"), ("p.r. china", "CN"), ("people's republic of china", "CN"), ("chn", "CN"), ("mainland china", "CN"),
    ("中华人民共和国", "CN"), ("中国大陆", "CN"), ("大陆", "CN"), ("hong kong sar", "HK"), ("hong kong, china", "HK"), ("香港特别行政区", "HK"),
    ("澳门特别行政区", "MO"), ("台湾省", "TW"), ("taiwan, province of china", "TW"), ("turkey", "TR"), ("swaziland", "SZ"),
    ("burma", "MM"), ("ivory coast", "CI"), ("cape verde", "CV"), ("macedonia", "MK"), ("brasil", "BR"), ("deutschland", "DE"),
    ("espana", "ES"), ("italia", "IT"), ("osterreich", "AT"), ("schweiz", "CH"), ("suisse", "CH"), ("polska", "PL"),
    ("日本国", "JP"), ("美利坚合众国", "US"), ("大不列颠", "GB"), ("英格兰", "GB"), ("南朝鲜", "KR"), ("大韩民国", "KR"), ("阿联酋", "AE"),
    ("hong kong sar china", "HK"), ("macao sar china", "MO"), ("中国香港特别行政区", "HK"), ("中国澳门特别行政区", "MO"),
];

/// Words for no country.
const UNSPECIFIED: [&str; 8] = ["unspecified", "unknown", "n/a", "none", "null", "-", "未知", "不详"];

static NAMES: LazyLock<HashMap<String, &'static Country>> = LazyLock::new(|| {
    let mut names = HashMap::new();
    for country in COUNTRIES.iter() {
        for name in [country.code, country.en, country.zh_cn, country.zh_tw] {
            let folded = fold(name);
            names.insert(folded.replace(" & ", " and "), country);
            names.insert(folded.replace("st. ", "saint "), country);
            names.insert(folded, country);
        }
    }
    names.extend(ALIASES.iter().filter_map(|(name, code)| Some(((*name).to_owned(), by_code(code)?))));
    names
});

/// The country with a name (in English or Chinese) or code; `None` for unknown names and words such as `Unspecified`.
#[must_use]
pub fn from_name(name: &str) -> Option<&'static Country> {
    let folded = fold(name);
    NAMES.get(&folded).or_else(|| NAMES.get(folded.strip_prefix("the ")?)).copied()
}

/// As [`from_name`], telling "no country" (empty, `Unspecified`, `n/a`) from an unknown name.
///
/// # Errors
/// `unknown_country`.
pub fn read(text: &str) -> Result<Option<&'static Country>, Refusal> {
    let folded = fold(text);
    if folded.is_empty() || UNSPECIFIED.contains(&folded.as_str()) {
        return Ok(None);
    }
    let shown = || text.trim().chars().take(40).collect::<String>();
    let unknown =
        || Refusal::new("unknown_country", format!("`{}` is not a known country; write its ISO code, like GB", shown()));
    from_name(text).map(Some).ok_or_else(unknown)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn finds_by_code() {
        assert_eq!(all().len(), 251);
        assert!(all().is_sorted_by_key(|c| c.code));
        assert_eq!(by_code("gb").unwrap().zh_cn, "英国");
        assert_eq!(by_code("NZ").unwrap().name("zh-TW"), "紐西蘭");
        assert!(by_code("ZZ").is_none());
    }

    #[test]
    fn every_name_and_alias_leads_back() {
        for c in all() {
            for name in [c.code, c.en, c.zh_cn, c.zh_tw] {
                assert_eq!(from_name(name).map(|f| f.code), Some(c.code), "{name}");
            }
        }
        for (name, code) in ALIASES {
            assert_eq!(fold(name), name);
            assert_eq!(from_name(name).map(|f| f.code), Some(code), "{name}");
        }
    }

    #[test]
    fn names_that_shops_write() {
        for (name, code) in [
            ("United Kingdom", "GB"),
            ("中國香港特別行政區", "HK"),
            ("EIRE", "IE"),
            ("RSA", "ZA"),
            ("USA", "US"),
            ("Channel Islands", "XC"),
            ("European Community", "EU"),
            ("Czech Republic", "CZ"),
            ("United Arab Emirates", "AE"),
            ("Hong Kong", "HK"),
            ("Saudi Arabia", "SA"),
            ("Netherlands", "NL"),
            ("The Netherlands", "NL"),
            ("中國", "CN"),
            ("  united   kingdom ", "GB"),
            ("Bosnia and Herzegovina", "BA"),
            ("Cote d'Ivoire", "CI"),
            ("ＪＡＰＡＮ", "JP"),
        ] {
            assert_eq!(from_name(name).map(|c| c.code), Some(code), "{name}");
        }
        assert_eq!(read("Unspecified"), Ok(None));
        assert_eq!(read(" "), Ok(None));
        assert_eq!(read("Atlantis").unwrap_err().code, "unknown_country");
        assert_eq!(read("EIRE").unwrap().unwrap().code, "IE");
    }

    proptest! {
        #[test]
        fn never_panics(s in any::<String>()) {
            let _ = (from_name(&s), by_code(&s), read(&s));
        }
    }
}
