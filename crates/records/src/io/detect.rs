//! Tells the encoding of a text from its bytes.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

/// Tells a legacy encoding from UTF-8 with some broken bytes, and which one it is.
pub(super) fn guess(window: &[u8], whole: bool, region: &str) -> &'static Encoding {
    let (good, bad) = utf8_tally(window, whole);
    if bad == 0 || good >= 10 * bad {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(window, whole);
    let country = region.to_ascii_lowercase();
    let tame = country.len() == 2 && country.bytes().all(|b| b.is_ascii_lowercase());
    // East Asian encodings are told apart by their text; a hint at one of them only makes the others look like it.
    let hint = if !tame || matches!(&*country, "cn" | "tw" | "hk" | "mo" | "jp" | "kr" | "sg") { "gb" } else { &country };
    let found = detector.guess(Some(hint.as_bytes()), Utf8Detection::Deny);
    let here = matches!(&*country, "cn" | "sg") && !found.is_single_byte() && is_brief_chinese(window);
    if found == GBK || here { GB18030 } else { found }
}

/// A few characters of GB 2312, most of them common ones. As many of other encodings have the same bytes, and only where the
/// file is from tells which they are.
fn is_brief_chinese(window: &[u8]) -> bool {
    const FEW: usize = 64;
    let (mut all, mut common) = (0, 0);
    let mut bytes = window.iter().skip_while(|b| b.is_ascii());
    while let Some(lead) = bytes.next() {
        if lead.is_ascii() {
            continue;
        }
        let pair = bytes.next().is_none_or(|trail| (0xa1..=0xfe).contains(trail));
        // Rows 4 and 5 are kana.
        if !pair || !(0xa1..=0xf7).contains(lead) || matches!(lead, 0xa4 | 0xa5) {
            return false;
        }
        all += 1;
        common += usize::from((0xb0..=0xd7).contains(lead));
    }
    all <= FEW && common * 10 >= all * 7
}

/// Characters beyond ASCII that are right in UTF-8, and places that are not. The last character of a part may be cut.
fn utf8_tally(window: &[u8], whole: bool) -> (usize, usize) {
    let (mut good, mut bad, mut seen) = (0, 0, 0);
    for chunk in window.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        seen += chunk.valid().len() + chunk.invalid().len();
        let cut = seen == window.len() && !whole;
        bad += usize::from(!chunk.invalid().is_empty() && !cut);
    }
    (good, bad)
}

/// UTF-16 without a mark: what separates cells and lines is ASCII, so that every second byte of it is zero.
pub(super) fn sixteen(head: &[u8]) -> Option<&'static Encoding> {
    let head = &head[..head.len().min(4096) & !1];
    let zeros = |of: usize| head.iter().skip(of).step_by(2).filter(|b| **b == 0).count();
    let encoding = match (zeros(0), zeros(1)) {
        (0, n) if n > 1 => UTF_16LE,
        (n, 0) if n > 1 => UTF_16BE,
        _ => return None,
    };
    // The part that is looked at may end within a character of four bytes.
    let whole = |part: &[u8]| encoding.decode_without_bom_handling_and_without_replacement(part).map(|text| text.into_owned());
    let text = whole(head).or_else(|| whole(&head[..head.len().saturating_sub(2)]))?;
    text.contains([',', ';', '\t', '|', '\n']).then_some(encoding)
}
