//! From a number to text.

use super::Phone;
use super::plan::{self, Grouping, Plan};
use super::read::braced;

fn plan_of(phone: &Phone) -> Option<&'static Plan> {
    plan::by_code(phone.code)?.first()
}

pub(super) fn national(phone: &Phone) -> String {
    let grouped = plan_of(phone).and_then(|plan| {
        let grouping = plan.groupings.iter().find(|g| g.fits(&phone.national))?;
        Some(grouping.pattern.replace(&phone.national, &braced(&with_trunk(plan, grouping))))
    });
    grouped.unwrap_or_else(|| phone.national.clone()) + &extension(phone)
}

pub(super) fn international(phone: &Phone) -> String {
    let grouped = plan_of(phone).and_then(|plan| {
        let list = if plan.international_groupings.is_empty() { &plan.groupings } else { &plan.international_groupings };
        let grouping = list.iter().find(|g| g.format != "NA" && g.fits(&phone.national))?;
        Some(grouping.pattern.replace(&phone.national, &braced(grouping.format)))
    });
    format!("+{} {}{}", phone.code, grouped.unwrap_or_else(|| phone.national.clone()), extension(phone))
}

/// The format with its first group as the trunk prefix rule says: `$NP$FG` makes `$1 $2` into `0$1 $2`.
fn with_trunk(plan: &Plan, grouping: &Grouping) -> String {
    let format = grouping.format;
    let Some(rule) = grouping.prefix_rule else { return format.to_owned() };
    let Some(at) = format.find('$').filter(|at| format.is_char_boundary(at + 2)) else { return format.to_owned() };
    let first = &format[at..at + 2];
    let rule = rule.replace("$NP", plan.trunk.unwrap_or("")).replace("$FG", first).replace("$1", first);
    format!("{}{rule}{}", &format[..at], &format[at + 2..])
}

fn extension(phone: &Phone) -> String {
    phone.extension.as_ref().map_or_else(String::new, |e| format!(" ext. {e}"))
}
