//! Provinces, cities and counties of China by their codes: `33` 浙江省, `3301` 杭州市, `330106` 西湖区.

mod resolve;
#[cfg(test)]
mod tests;

pub use resolve::{Resolved, resolve};
use std::sync::LazyLock;

/// How large an area is, by the length of its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    Province,
    City,
    County,
}

/// One area.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Division {
    /// 2, 4 or 6 digits; the code of the area that holds it is its beginning.
    pub code: &'static str,
    /// Full name in simplified characters.
    pub name: &'static str,
    /// Name without its kind: 浙江, 杭州, 恩施; as long as the full one where nothing of two characters would be left.
    pub short: &'static str,
}

static ALL: LazyLock<Vec<Division>> = LazyLock::new(|| {
    let row = |line: &'static str| {
        let at = line.find(|c: char| !c.is_ascii_digit())?;
        let (code, name) = line.split_at(at);
        Some(Division { code, name, short: short(name) })
    };
    include_str!("../data/divisions.txt").lines().filter_map(row).collect()
});

/// All areas, by code, so that each is followed by those inside it.
#[must_use]
pub fn all() -> &'static [Division] {
    &ALL
}

/// The area with a code.
#[must_use]
pub fn by_code(code: &str) -> Option<&'static Division> {
    ALL.binary_search_by_key(&code, |d| d.code).ok().map(|i| &ALL[i])
}

/// The area that people mean by a code, with or without the zeros of its larger areas (`33`, `330000`), or by its full name
/// (`浙江省杭州市`).
#[must_use]
pub fn read(text: &str) -> Option<&'static Division> {
    let text = text.trim();
    let short = text.strip_suffix("0000").or_else(|| text.strip_suffix("00")).filter(|_| text.len() == 6);
    let named = || resolve(text).filter(|r| r.rest.is_empty()).map(|r| r.division);
    short.and_then(by_code).or_else(|| by_code(text)).or_else(named)
}

/// The provinces, municipalities and regions.
pub fn provinces() -> impl Iterator<Item = &'static Division> {
    ALL.iter().filter(|d| d.level() == Level::Province)
}

impl Division {
    #[must_use]
    pub fn level(&self) -> Level {
        match self.code.len() {
            2 => Level::Province,
            4 => Level::City,
            _ => Level::County,
        }
    }

    /// Stands between a province and the counties that it holds directly; nobody writes its name in an address.
    #[must_use]
    pub fn is_placeholder(&self) -> bool {
        matches!(self.name, "市辖区" | "县" | "省直辖县级行政区划" | "自治区直辖县级行政区划")
    }

    /// The area around it; a placeholder is not passed over.
    #[must_use]
    pub fn parent(&self) -> Option<&'static Division> {
        by_code(self.code.get(..self.code.len().checked_sub(2)?)?)
    }

    /// The areas inside it that people choose from: where there is a placeholder, what it holds.
    #[must_use]
    pub fn children(&self) -> Vec<&'static Division> {
        let inside = self.direct_children();
        inside.flat_map(|d| if d.is_placeholder() { d.direct_children().collect() } else { vec![d] }).collect()
    }

    fn direct_children(&self) -> impl Iterator<Item = &'static Division> + use<> {
        let code = self.code;
        let start = ALL.partition_point(|d| d.code <= code);
        ALL[start..].iter().take_while(move |d| d.code.starts_with(code)).filter(move |d| d.code.len() == code.len() + 2)
    }

    /// From the province down to this area, without placeholders.
    #[must_use]
    pub fn path(&self) -> Vec<&'static Division> {
        let codes = [2, 4, 6].into_iter().filter_map(|n| self.code.get(..n));
        codes.filter_map(by_code).filter(|d| !d.is_placeholder()).collect()
    }

    /// Names of the path: `浙江省杭州市西湖区`.
    #[must_use]
    pub fn full_name(&self) -> String {
        self.path().iter().map(|d| d.name).collect()
    }
}

/// Peoples in the names of self-governing areas.
#[rustfmt::skip]
const PEOPLES: [&str; 49] = [
    "土家族", "苗族", "布依族", "侗族", "藏族", "羌族", "彝族", "回族", "蒙古族", "蒙古", "哈萨克族", "哈萨克", "柯尔克孜", "朝鲜族", "傣族", "景颇族",
    "傈僳族", "白族", "哈尼族", "壮族", "瑶族", "仫佬族", "毛南族", "黎族", "畲族", "满族", "达斡尔族", "鄂温克族", "土族", "撒拉族", "东乡族",
    "保安族", "裕固族", "锡伯", "塔吉克", "纳西族", "拉祜族", "佤族", "布朗族", "普米族", "独龙族", "怒族", "仡佬族", "水族", "各族", "维吾尔",
    "维吾尔族", "回", "满",
];

fn short(name: &'static str) -> &'static str {
    const KINDS: [&str; 14] =
        ["特别行政区", "自治区", "自治州", "自治县", "自治旗", "地区", "林区", "特区", "省", "市", "区", "县", "盟", "旗"];
    let long_enough = |rest: &str| rest.chars().nth(1).is_some();
    let Some((kind, mut rest)) = KINDS.iter().find_map(|k| Some((*k, name.strip_suffix(k)?))) else { return name };
    if kind.starts_with("自治") {
        while let Some(less) = PEOPLES.iter().find_map(|p| rest.strip_suffix(p)).filter(|r| long_enough(r)) {
            rest = less;
        }
        rest = rest.strip_suffix('族').filter(|r| long_enough(r)).unwrap_or(rest);
    }
    if long_enough(rest) { rest } else { name }
}
