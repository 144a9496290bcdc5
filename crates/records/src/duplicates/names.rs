//! Names of people and companies made comparable, whatever their order and script.

use super::values::plain;
use model::name::{PersonName, pinyin};
use model::text::is_han;

/// Legal forms that end the names of companies, folded and without blanks; longer ones first.
const FORMS: [&str; 26] = [
    "股份有限公司",
    "有限责任公司",
    "有限公司",
    "株式会社",
    "集团",
    "公司",
    "incorporated",
    "corporation",
    "limited",
    "gmbh",
    "company",
    "pteltd",
    "pvtltd",
    "coltd",
    "corp",
    "sarl",
    "spa",
    "ltd",
    "llc",
    "llp",
    "plc",
    "inc",
    "bv",
    "nv",
    "ag",
    "co",
];
/// Readings of Chinese family names: compound ones, then the most frequent, most frequent first. They tell which word of `Wang Wei` is which; it
/// matters only that it is told the same way each time.
const FAMILIES: [&str; 78] = [
    "ouyang",
    "sima",
    "zhuge",
    "shangguan",
    "situ",
    "huangfu",
    "ximen",
    "dongfang",
    "gongsun",
    "murong",
    "linghu",
    "xiahou",
    "yuchi",
    "zhangsun",
    "wang",
    "li",
    "zhang",
    "liu",
    "chen",
    "yang",
    "huang",
    "zhao",
    "wu",
    "zhou",
    "xu",
    "sun",
    "ma",
    "zhu",
    "hu",
    "guo",
    "he",
    "gao",
    "lin",
    "luo",
    "zheng",
    "liang",
    "xie",
    "song",
    "tang",
    "han",
    "feng",
    "deng",
    "cao",
    "peng",
    "zeng",
    "xiao",
    "tian",
    "dong",
    "pan",
    "yuan",
    "cai",
    "jiang",
    "yu",
    "du",
    "ye",
    "cheng",
    "wei",
    "su",
    "lu",
    "ding",
    "ren",
    "yao",
    "shen",
    "zhong",
    "cui",
    "tan",
    "wan",
    "fan",
    "jin",
    "shi",
    "liao",
    "jia",
    "xia",
    "fu",
    "fang",
    "zou",
    "xiong",
    "bai",
];

/// Given name or company, and family name; each as written and, of Chinese ones, as read.
pub(super) fn name(text: &str, cells: &mut [Vec<String>]) {
    let whole = plain(text);
    let company = FORMS.iter().find_map(|form| whole.strip_suffix(form)).filter(|rest| rest.chars().count() > 1);
    let is_company = match company {
        Some(_) => text.split_whitespace().count() > 1 || text.chars().any(is_han),
        None => text.chars().filter(|c| is_han(*c)).count() > 4 && !text.contains('·'),
    };
    if is_company {
        let company = company.unwrap_or(&whole);
        let shorter = FORMS.iter().find_map(|form| company.strip_suffix(form)).filter(|rest| rest.chars().count() > 1);
        let name = shorter.unwrap_or(company);
        let read = pinyin(name).map(|p| plain(&p.joined()));
        return cells[0].extend([Some(name.to_owned()), read].into_iter().flatten());
    }
    let person = PersonName::parse(text);
    let (mut family, mut given) = (plain(&person.family), plain(&person.given));
    let rank = |word: &str| FAMILIES.iter().position(|f| *f == word).unwrap_or(FAMILIES.len());
    if rank(&given) < rank(&family) {
        std::mem::swap(&mut family, &mut given);
    }
    if family.is_empty() && given.is_empty() {
        return cells[0].push(whole);
    }
    let read = |text: &str| pinyin(text).map(|p| plain(&p.joined()));
    let (whole_read, given_read) = (person.pinyin().map(|p| plain(&p.joined())), read(&given));
    // Family names have readings of their own: what remains of the whole one.
    let family_read = whole_read.and_then(|all| Some(all.strip_suffix(given_read.as_deref().unwrap_or(&given))?.to_owned()));
    cells[0].extend([Some(given), given_read].into_iter().flatten().filter(|t| !t.is_empty()));
    cells[1].extend([Some(family), family_read].into_iter().flatten().filter(|t| !t.is_empty()));
}

#[cfg(test)]
mod tests {
    use super::super::values::LONGEST;
    use super::*;
    use proptest::prelude::*;

    fn named(text: &str) -> [Vec<String>; 2] {
        let mut cells = [Vec::new(), Vec::new()];
        name(text, &mut cells);
        cells
    }

    #[test]
    fn names_meet_whatever_their_order_and_script() {
        let meets = |a: &str, b: &str| {
            let (a, b) = (named(a), named(b));
            a.iter().zip(&b).all(|(a, b)| a.is_empty() && b.is_empty() || a.iter().any(|x| b.contains(x)))
        };
        for (a, b) in [
            ("王小明", "Wang Xiaoming"),
            ("王小明", "xiaoming wang"),
            ("欧阳晓红", "Ouyang Xiaohong"),
            ("王小明", "王 小明"),
            ("張偉", "张伟"),
            ("Anna Schmidt", "Schmidt, Anna"),
            ("José Muñoz", "jose munoz"),
            ("杭州云上科技有限公司", "杭州云上科技"),
            ("Acme Tools Ltd.", "ACME Tools Limited"),
            ("Acme Tools Co., Ltd", "Acme Tools Limited"),
        ] {
            assert!(meets(a, b), "{a} {:?}, {b} {:?}", named(a), named(b));
        }
        assert!(!meets("王小明", "李小明"));
        assert!(!meets("Anna Schmidt", "Anna Schulz"));
    }

    proptest! {
        /// Whatever stands in a name, nothing panics and nothing grows without end.
        #[test]
        fn anything_is_read(text in ".{0,300}") {
            for cell in named(&text).iter().flatten() {
                prop_assert!(cell.len() <= 6 * 4 * LONGEST);
            }
        }
    }
}
