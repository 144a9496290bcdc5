#![allow(clippy::unwrap_used, reason = "tests")]
use super::*;
use proptest::prelude::*;

#[test]
fn splits_names() {
    for (full, family, given) in [
        ("王伟", "王", "伟"),
        ("王小明", "王", "小明"),
        ("欧阳修", "欧阳", "修"),
        ("歐陽娜娜", "歐陽", "娜娜"),
        ("司马相如", "司马", "相如"),
        ("上官婉儿", "上官", "婉儿"),
        ("陈方安生", "陈方", "安生"),
        ("王先生", "王", ""),
        ("欧阳女士", "欧阳", ""),
        ("欧阳", "欧阳", ""),
        ("小明", "", "小明"),
        ("阿里木·买买提", "买买提", "阿里木"),
        ("田中 太郎", "田中", "太郎"),
        ("김철수", "김", "철수"),
        ("남궁민수", "남궁", "민수"),
        ("John Smith", "Smith", "John"),
        ("Smith, John", "Smith", "John"),
        ("Ludwig van Beethoven", "van Beethoven", "Ludwig"),
        ("Dr. Martin Luther King, Jr.", "King", "Martin Luther"),
        ("WANG Wei", "WANG", "Wei"),
        ("JOHN SMITH", "SMITH", "JOHN"),
        ("Madonna", "", "Madonna"),
        ("", "", ""),
    ] {
        let n = PersonName::parse(full);
        assert_eq!((n.family.as_str(), n.given.as_str()), (family, given), "{full}");
        assert_eq!(n.full, full);
    }
}

#[test]
fn puts_names_together() {
    let full = |f: &str, g: &str| PersonName::from_parts(f, g).full;
    assert_eq!(full("王", "伟"), "王伟");
    assert_eq!(full("Smith", "John"), "John Smith");
    assert_eq!(full("", "John"), "John");
    assert_eq!(full("王", ""), "王");
    assert_eq!(full("买买提", "阿里木·"), "阿里木· 买买提");
}

#[test]
fn reads_surnames_as_surnames() {
    for (name, joined, initials) in [
        ("曾国藩", "zengguofan", "zgf"),
        ("单雄信", "shanxiongxin", "sxx"),
        ("仇英", "qiuying", "qy"),
        ("解缙", "xiejin", "xj"),
        ("区志强", "ouzhiqiang", "ozq"),
        ("查良镛", "zhaliangyong", "zly"),
        ("朴智星", "piaozhixing", "pzx"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("任正非", "renzhengfei", "rzf"),
        ("華羅庚", "hualuogeng", "hlg"),
        ("冼星海", "xianxinghai", "xxh"),
        ("盖叫天", "gejiaotian", "gjt"),
        ("欧阳修", "ouyangxiu", "oyx"),
        ("吕布", "lvbu", "lb"),
        ("万俟卨", "moqixie", "mqx"),
        ("重庆银行", "chongqingyinhang", "cqyh"),
    ] {
        let p = if name.ends_with('行') { pinyin(name) } else { PersonName::parse(name).pinyin() }.unwrap();
        assert_eq!((p.joined().as_str(), p.initials.as_str()), (joined, initials), "{name}");
    }
    assert_eq!(PersonName::parse("John Smith").pinyin(), None);
    assert_eq!(pinyin("Apple 中国 7店").unwrap().syllables, "apple zhong guo 7 dian");
}

#[test]
fn avatars_and_sort_keys() {
    let avatar = |t: &str| PersonName::parse(t).avatar();
    assert_eq!(avatar("王小明"), "小明");
    assert_eq!(avatar("王伟"), "王伟");
    assert_eq!(avatar("John Smith"), "JS");
    assert_eq!(avatar("WANG Wei"), "WW");
    assert_eq!(avatar("madonna"), "M");
    assert_eq!(avatar(""), "");
    let mut names = ["赵云", "Zoe Adams", "王伟", "欧阳修", "John Smith", "曾国藩", "Émile Zola"].map(PersonName::parse);
    names.sort_by_key(PersonName::sort_key);
    assert_eq!(names.map(|n| n.full), ["Zoe Adams", "欧阳修", "John Smith", "王伟", "曾国藩", "赵云", "Émile Zola"]);
}

proptest! {
    #[test]
    fn never_panics(s in any::<String>(), t in "[王欧阳小先生·a-zA-Z., 김남궁]{0,8}") {
        for text in [&s, &t] {
            let n = PersonName::parse(text);
            let _ = (n.pinyin(), n.avatar(), n.sort_key(), pinyin(text), PersonName::from_parts(text, &t));
        }
    }

    #[test]
    fn chinese_names_lose_nothing(s in "[王李欧阳司马伟明国强]{1,4}") {
        let n = PersonName::parse(&s);
        prop_assert_eq!(format!("{}{}", n.family, n.given), s);
    }
}
