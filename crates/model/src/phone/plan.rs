//! Numbering plans, with patterns compiled when a country is first met.

use super::PhoneKind;
use phonenumber::metadata::{DATABASE, Descriptor, Format, Metadata};
use regex::{Captures, Regex, RegexBuilder};
use std::collections::HashMap;
use std::sync::{LazyLock, OnceLock};

/// A pattern that matches the whole of its text, or its beginning.
pub(super) struct Pattern {
    source: String,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    fn whole(source: &str) -> Self {
        Self { source: format!("^(?:{source})$"), compiled: OnceLock::new() }
    }

    fn beginning(source: &str) -> Self {
        Self { source: format!("^(?:{source})"), compiled: OnceLock::new() }
    }

    fn regex(&self) -> Option<&Regex> {
        let build = || RegexBuilder::new(&self.source).ignore_whitespace(true).unicode(false).build().ok();
        self.compiled.get_or_init(build).as_ref()
    }

    pub(super) fn is_match(&self, digits: &str) -> bool {
        self.regex().is_some_and(|r| r.is_match(digits))
    }

    pub(super) fn captures<'t>(&self, digits: &'t str) -> Option<Captures<'t>> {
        self.regex()?.captures(digits)
    }

    /// Length of the match at the beginning.
    pub(super) fn matched(&self, digits: &str) -> Option<usize> {
        self.regex()?.find(digits).map(|m| m.end())
    }

    pub(super) fn replace(&self, digits: &str, by: &str) -> String {
        self.regex().map_or_else(|| digits.to_owned(), |r| r.replace(digits, by).into_owned())
    }
}

/// The numbers of one kind.
pub(super) struct Numbers {
    lengths: Vec<u16>,
    pattern: Pattern,
}

impl Numbers {
    fn new(d: &'static Descriptor) -> Self {
        Self { lengths: d.possible_length().to_vec(), pattern: Pattern::whole(d.national_number().as_str()) }
    }

    pub(super) fn is_match(&self, national: &str) -> bool {
        let length = u16::try_from(national.len()).unwrap_or(u16::MAX);
        (self.lengths.is_empty() || self.lengths.contains(&length)) && self.pattern.is_match(national)
    }
}

/// One way of grouping digits.
pub(super) struct Grouping {
    pub(super) pattern: Pattern,
    leading: Option<Pattern>,
    /// With `$1`, `$2`: the groups.
    pub(super) format: &'static str,
    /// With `$NP` and `$FG`: the trunk prefix and the first group.
    pub(super) prefix_rule: Option<&'static str>,
}

impl Grouping {
    fn new(f: &'static Format) -> Self {
        Self {
            pattern: Pattern::whole(f.pattern().as_str()),
            leading: f.leading_digits().last().map(|l| Pattern::beginning(l.as_str())),
            format: f.format(),
            prefix_rule: f.national_prefix().filter(|r| !r.is_empty()),
        }
    }

    pub(super) fn fits(&self, national: &str) -> bool {
        self.leading.as_ref().is_none_or(|l| l.is_match(national)) && self.pattern.is_match(national)
    }
}

/// How the length of a number compares with those of its country.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Length {
    Possible,
    /// Possible inside an area only.
    Local,
    TooShort,
    TooLong,
    Wrong,
}

/// The plan of one country.
pub(super) struct Plan {
    pub(super) region: &'static str,
    pub(super) code: u16,
    pub(super) general: Numbers,
    /// Lengths of numbers of any kind, and those that are dialled inside an area only; sorted.
    lengths: Vec<u16>,
    local_lengths: Vec<u16>,
    kinds: Vec<(PhoneKind, Numbers)>,
    same_fixed_and_mobile: bool,
    leading: Option<Pattern>,
    pub(super) international_prefix: Option<Pattern>,
    /// The trunk prefix, for showing.
    pub(super) trunk: Option<&'static str>,
    /// The trunk prefix, for reading, with its transformation.
    pub(super) trunk_pattern: Option<Pattern>,
    pub(super) transform: Option<&'static str>,
    pub(super) groupings: Vec<Grouping>,
    pub(super) international_groupings: Vec<Grouping>,
}

impl Plan {
    fn new(m: &'static Metadata) -> Self {
        let d = m.descriptors();
        // The order in which libphonenumber asks.
        let kinds = [
            (PhoneKind::PremiumRate, d.premium_rate()),
            (PhoneKind::TollFree, d.toll_free()),
            (PhoneKind::SharedCost, d.shared_cost()),
            (PhoneKind::Voip, d.voip()),
            (PhoneKind::Personal, d.personal_number()),
            (PhoneKind::Pager, d.pager()),
            (PhoneKind::Company, d.uan()),
            (PhoneKind::Voicemail, d.voicemail()),
            (PhoneKind::Fixed, d.fixed_line()),
            (PhoneKind::Mobile, d.mobile()),
        ];
        let all = |of: fn(&'static Descriptor) -> &'static [u16]| -> Vec<u16> {
            let mut lengths: Vec<u16> = kinds.iter().filter_map(|(_, d)| *d).flat_map(of).copied().collect();
            lengths.sort_unstable();
            lengths.dedup();
            lengths
        };
        let source = |d: Option<&'static Descriptor>| d.map(|d| d.national_number().as_str());
        Self {
            region: m.id(),
            code: m.country_code(),
            general: Numbers::new(d.general()),
            lengths: all(Descriptor::possible_length),
            local_lengths: all(Descriptor::possible_local_length),
            kinds: kinds.into_iter().filter_map(|(k, d)| Some((k, Numbers::new(d?)))).collect(),
            same_fixed_and_mobile: source(d.fixed_line()) == source(d.mobile()),
            leading: m.leading_digits().map(|l| Pattern::beginning(l.as_str())),
            international_prefix: m.international_prefix().map(|p| Pattern::beginning(p.as_str())),
            trunk: m.national_prefix(),
            trunk_pattern: m.national_prefix_for_parsing().map(|p| p.as_str()).or(m.national_prefix()).map(Pattern::beginning),
            transform: m.national_prefix_transform_rule().filter(|t| !t.is_empty()),
            groupings: m.formats().iter().map(Grouping::new).collect(),
            international_groupings: m.international_formats().iter().map(Grouping::new).collect(),
        }
    }

    /// What the number is for; `Unknown` when it is not of this plan.
    pub(super) fn kind(&self, national: &str) -> PhoneKind {
        if !self.general.is_match(national) {
            return PhoneKind::Unknown;
        }
        let Some((kind, _)) = self.kinds.iter().find(|(_, n)| n.is_match(national)) else { return PhoneKind::Unknown };
        let mobile_too = || self.kinds.iter().any(|(k, n)| *k == PhoneKind::Mobile && n.is_match(national));
        if *kind == PhoneKind::Fixed && (self.same_fixed_and_mobile || mobile_too()) { PhoneKind::FixedOrMobile } else { *kind }
    }

    pub(super) fn length(&self, national: &str) -> Length {
        let n = u16::try_from(national.len()).unwrap_or(u16::MAX);
        match (self.lengths.first(), self.lengths.last()) {
            _ if self.lengths.contains(&n) => Length::Possible,
            _ if self.local_lengths.contains(&n) => Length::Local,
            (Some(min), _) if n < *min => Length::TooShort,
            (_, Some(max)) if n > *max => Length::TooLong,
            _ => Length::Wrong,
        }
    }

    fn claims(&self, national: &str) -> bool {
        match &self.leading {
            Some(leading) => leading.is_match(national),
            None => self.kind(national) != PhoneKind::Unknown,
        }
    }
}

/// All plans, by calling code; the main country of a code first.
static PLANS: LazyLock<HashMap<u16, Vec<Plan>>> = LazyLock::new(|| {
    let of = |code: u16| Some((code, DATABASE.by_code(&code)?.into_iter().map(Plan::new).collect()));
    (1..=999).filter_map(of).collect()
});

/// Plans of the countries that share a calling code.
pub(super) fn by_code(code: u16) -> Option<&'static [Plan]> {
    PLANS.get(&code).map(Vec::as_slice)
}

/// Plan of a country.
pub(super) fn by_region(region: &str) -> Option<&'static Plan> {
    static CODES: LazyLock<HashMap<&'static str, u16>> =
        LazyLock::new(|| PLANS.values().flatten().map(|p| (p.region, p.code)).filter(|(r, _)| *r != "001").collect());
    by_code(*CODES.get(region)?)?.iter().find(|p| p.region == region)
}

/// The country among those of a code that a number belongs to.
pub(super) fn owner(code: u16, national: &str) -> Option<&'static Plan> {
    match by_code(code)? {
        [only] => Some(only),
        many => many.iter().find(|p| p.claims(national)),
    }
}
