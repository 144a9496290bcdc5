#![allow(clippy::unwrap_used, reason = "tests")]
use super::*;
use proptest::prelude::*;

fn found(text: &str) -> Option<(&'static str, &str)> {
    resolve(text).map(|r| (r.division.code, r.rest))
}

#[test]
fn table_is_whole() {
    assert_eq!(all().len(), 3759);
    assert!(all().is_sorted_by_key(|d| d.code));
    assert_eq!(provinces().count(), 34);
    assert!(all().iter().all(|d| d.level() == Level::Province || d.parent().is_some()));
    assert_eq!(by_code("330106").unwrap().full_name(), "浙江省杭州市西湖区");
    assert_eq!(by_code("110105").unwrap().full_name(), "北京市朝阳区");
    assert_eq!(by_code("429004").unwrap().full_name(), "湖北省仙桃市");
    assert!(by_code("").is_none() && by_code("3301061").is_none());
}

#[test]
fn children_pass_over_placeholders() {
    let names = |code: &str| by_code(code).unwrap().children().iter().map(|d| d.name).collect::<Vec<_>>();
    assert_eq!(names("33").len(), 11);
    assert_eq!(names("3301").len(), 13);
    assert_eq!(names("11").len(), 16);
    assert!(names("41").contains(&"济源市"));
    assert_eq!(names("81").len(), 18);
    assert!(names("330106").is_empty());
}

#[test]
fn short_names() {
    for (code, want) in [
        ("33", "浙江"),
        ("45", "广西"),
        ("65", "新疆"),
        ("15", "内蒙古"),
        ("81", "香港"),
        ("4228", "恩施"),
        ("2327", "大兴安岭"),
        ("1525", "锡林郭勒"),
        ("5329", "大理"),
        ("230108", "平房"),
        ("130982", "任丘"),
        ("110101", "东城"),
        ("421321", "随县"),
        ("620721", "肃南"),
    ] {
        if let Some(d) = by_code(code) {
            assert_eq!(d.short, want, "{}", d.name);
        }
    }
}

#[test]
fn resolves_addresses() {
    for (text, code, rest) in [
        ("浙江省杭州市西湖区文三路1号", "330106", "文三路1号"),
        ("浙江 杭州 西湖 文三路1号", "330106", "文三路1号"),
        ("浙江杭州西湖文三路1号", "330106", "文三路1号"),
        ("杭州市西湖区", "330106", ""),
        ("杭州西湖区文三路", "330106", "文三路"),
        ("中国浙江省杭州市余杭塘路2号", "3301", "余杭塘路2号"),
        ("北京市朝阳区建国路1号", "110105", "建国路1号"),
        ("北京市北京市朝阳区建国路", "110105", "建国路"),
        ("北京市市辖区朝阳区", "110105", ""),
        ("北京朝阳区", "110105", ""),
        ("上海市南京东路100号", "31", "南京东路100号"),
        ("江苏省昆山市前进路", "320583", "前进路"),
        ("昆山市前进路", "320583", "前进路"),
        ("吉林省吉林市昌邑区", "220202", ""),
        ("吉林市昌邑区", "220202", ""),
        ("辽宁省朝阳市双塔区", "211302", ""),
        ("朝阳市双塔区", "211302", ""),
        ("海南藏族自治州共和县", "632521", ""),
        ("海南省三亚市", "4602", ""),
        ("湖北省仙桃市沔街", "429004", "沔街"),
        ("广东省东莞市南城街道", "4419", "南城街道"),
        ("重庆市渝中区解放碑", "500103", "解放碑"),
        ("重庆云阳县", "500235", ""),
        ("内蒙古自治区呼和浩特市", "1501", ""),
        ("新疆维吾尔自治区乌鲁木齐市天山区", "650102", ""),
        ("臺灣省臺北市大安區忠孝東路", "710101", "忠孝東路"),
        ("香港九龍油尖旺區彌敦道", "810005", "彌敦道"),
        ("香港特别行政区中西区", "810001", ""),
        ("香港九龙城区", "810008", ""),
        ("浙江省，杭州市，西湖区，文三路", "330106", "文三路"),
    ] {
        let want = if code == "810008" { by_name("81", "九龙城区") } else { code };
        assert_eq!(found(text), Some((want, rest)), "{text}");
    }
    for text in ["", "南京东路100号", "西湖区文三路", "London", "朝阳区建国路", "中国"] {
        assert_eq!(found(text), None, "{text}");
    }
}

fn by_name(province: &str, name: &str) -> &'static str {
    by_code(province).unwrap().children().iter().find(|d| d.name == name).unwrap().code
}

#[test]
fn every_full_name_resolves_to_itself() {
    let wrong: Vec<String> = all()
        .iter()
        .filter(|d| !d.is_placeholder())
        .filter(|d| found(&d.full_name()) != Some((d.code, "")))
        .map(|d| format!("{} {} {:?}", d.code, d.full_name(), found(&d.full_name())))
        .collect();
    // Cities without counties have one of their own name, which the same text cannot tell apart.
    assert!(wrong.is_empty(), "{wrong:#?}");
}

proptest! {
    #[test]
    fn never_panics(s in any::<String>(), t in "[浙江省杭州市西湖区北京上海香港九龙路街大 ,]{0,12}") {
        for text in [s, t] {
            if let Some(r) = resolve(&text) {
                prop_assert!(text.ends_with(r.rest));
            }
            let _ = by_code(&text);
        }
    }
}

#[test]
fn areas_are_read_by_code_and_by_full_name() {
    for d in super::all().iter().filter(|d| !d.is_placeholder()) {
        let name = d.full_name();
        assert_eq!(super::read(&name).map(|r| r.code), Some(d.code), "{name}");
        // Of areas that share their six digits (cities without counties) the largest is meant.
        let six = |code: &str| format!("{code:0<6}");
        let read = super::read(&six(d.code)).unwrap();
        assert!(d.code.starts_with(read.code) && six(read.code) == six(d.code), "{name}");
    }
    assert_eq!(super::read(" 330100 ").map(|d| d.name), Some("杭州市"));
    for nothing in ["", "99", "33010", "330199", "London", "浙江省 1"] {
        assert_eq!(super::read(nothing), None, "{nothing}");
    }
}
