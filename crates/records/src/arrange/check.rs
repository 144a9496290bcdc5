//! Whether an arrangement makes sense.

use super::{Arrangement, Shown};
use crate::{Catalog, Error, Result, validation};
use model::def::Labels;
use model::{FieldDef, FieldError, Object, Ts};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Most sections, tabs and roles.
const SECTIONS: usize = 50;
const TABS: usize = 10;
const ROLES: usize = 50;
/// Longest name and label, in characters.
const NAME: usize = 40;
const LABEL: usize = 100;

/// Kept by the engine for itself, so that it stands on no page; who owns a record does.
pub(super) fn engine(field: &FieldDef) -> bool {
    field.section == "system" && field.name != "owner"
}

struct Check<'a> {
    catalog: &'a Catalog,
    object: &'a Arc<Object>,
    now: Ts,
    errors: Vec<FieldError>,
    /// What each field must know of others to be shown.
    needs: HashMap<&'a str, Vec<String>>,
}

/// # Errors
/// `Invalid` with everything that is wrong, each at `sections[0].when` and the like.
pub(super) fn all(new: &Arrangement, catalog: &Catalog, object: &Arc<Object>, now: Ts) -> Result<()> {
    let mut check = Check { catalog, object, now, errors: Vec::new(), needs: HashMap::new() };
    check.tabs(new);
    check.sections(new);
    for (field, shown) in &new.fields {
        let at = format!("fields.{field}");
        if check.known(field) {
            check.shown(&at, shown, &[field]);
        } else {
            check.wrong(&at, "unknown_field", format!("`{}` has no field `{field}` that pages show", object.name()));
        }
    }
    check.circles(new);
    if check.errors.is_empty() { Ok(()) } else { Err(Error::Invalid(check.errors)) }
}

impl<'a> Check<'a> {
    fn wrong(&mut self, at: &str, code: &str, message: impl Into<String>) {
        self.errors.push(FieldError::new(at, code, message.into()));
    }

    fn known(&self, field: &str) -> bool {
        self.object.fields.iter().any(|f| f.name == field && !engine(f))
    }

    fn tabs(&mut self, new: &Arrangement) {
        if new.tabs.len() > TABS {
            self.wrong("tabs", "out_of_range", format!("a page has at most {TABS} tabs of its own"));
        }
        let mut names = HashSet::new();
        for (i, tab) in new.tabs.iter().take(TABS).enumerate() {
            let at = format!("tabs[{i}]");
            if tab.name.is_empty() || !names.insert(tab.name.as_str()) {
                self.wrong(&format!("{at}.name"), "not_unique", "must be another than those of the other tabs");
            }
            self.named(&at, &tab.name, &tab.labels);
            let Labels { en, zh_cn, zh_tw } = &tab.labels;
            if [en, zh_cn, zh_tw].iter().all(|words| words.trim().is_empty()) {
                self.wrong(&format!("{at}.labels"), "required", "say in one language at least what the tab is called");
            }
        }
    }

    fn named(&mut self, at: &str, name: &str, labels: &Labels) {
        let tame = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if name.len() > NAME || !name.chars().all(tame) || name == "system" {
            self.wrong(&format!("{at}.name"), "bad_name", format!("may have {NAME} of a-z, 0-9 and _, and is not `system`"));
        }
        let Labels { en, zh_cn, zh_tw } = labels;
        if [en, zh_cn, zh_tw].iter().any(|l| l.chars().count() > LABEL || l.chars().any(char::is_control)) {
            self.wrong(&format!("{at}.labels"), "too_long", format!("may have {LABEL} characters in each language"));
        }
    }

    fn sections(&mut self, new: &'a Arrangement) {
        if new.sections.len() > SECTIONS {
            self.wrong("sections", "out_of_range", format!("an object has at most {SECTIONS} sections"));
        }
        let (mut names, mut fields) = (HashSet::new(), HashSet::new());
        for (i, section) in new.sections.iter().take(SECTIONS).enumerate() {
            let at = format!("sections[{i}]");
            self.named(&at, &section.name, &section.labels);
            if !names.insert(section.name.as_str()) {
                self.wrong(&format!("{at}.name"), "not_unique", "is the name of another section");
            }
            if !section.tab.is_empty() && new.tabs.iter().all(|tab| tab.name != section.tab) {
                self.wrong(&format!("{at}.tab"), "unknown_option", format!("there is no tab `{}`", section.tab));
            }
            if !(1..=2).contains(&section.columns) {
                self.wrong(&format!("{at}.columns"), "out_of_range", "must be 1 or 2");
            }
            for field in &section.fields {
                if !self.known(field) {
                    let message = format!("`{}` has no field `{field}` that pages show", self.object.name());
                    self.wrong(&format!("{at}.fields"), "unknown_field", message);
                } else if !fields.insert(field.as_str()) {
                    self.wrong(&format!("{at}.fields"), "not_unique", format!("`{field}` stands twice"));
                }
            }
            self.shown(&at, &section.shown, &section.fields.iter().collect::<Vec<_>>());
        }
    }

    /// When and for whom some fields are shown.
    fn shown(&mut self, at: &str, shown: &'a Shown, fields: &[&'a String]) {
        if shown.roles.len() > ROLES || shown.roles.iter().any(|role| role.is_empty() || role.len() > 60) {
            self.wrong(&format!("{at}.roles"), "out_of_range", format!("may name {ROLES} roles by their codes"));
        }
        if shown.when.is_empty() {
            return;
        }
        if let Err(e) = validation::of_record(&shown.when, self.catalog, self.object, self.now) {
            return self.wrong(&format!("{at}.when"), &e.code, e.message);
        }
        if validation::far(&shown.when) {
            let message =
                "pages cannot judge windows of time and parts of addresses; compare with a value, or ask whether there is one";
            return self.wrong(&format!("{at}.when"), "not_judged", message);
        }
        let asked = validation::asks(&shown.when);
        for field in fields {
            self.needs.entry(field.as_str()).or_default().extend(asked.iter().cloned());
        }
    }

    /// A field that is shown only when itself, or one that needs it, has a value would never come into sight again.
    fn circles(&mut self, new: &Arrangement) {
        let again = |start: &str| {
            let mut seen: HashSet<&str> = HashSet::new();
            let mut next: Vec<&str> = vec![start];
            while let Some(field) = next.pop() {
                for needed in self.needs.get(field).into_iter().flatten() {
                    if needed == start {
                        return true;
                    }
                    if seen.insert(needed) {
                        next.push(needed);
                    }
                }
            }
            false
        };
        let message = |field: &str| {
            format!(
                "`{field}` would be shown only by its own value; put it elsewhere, or let the condition ask for another field"
            )
        };
        let in_sections = new.sections.iter().enumerate().filter(|(_, s)| !s.shown.when.is_empty());
        let own = new.fields.iter().filter(|(_, s)| !s.when.is_empty());
        let by_section = in_sections.flat_map(|(i, s)| s.fields.iter().map(move |f| (format!("sections[{i}].when"), f)));
        let mut told = HashSet::new();
        let found: Vec<FieldError> = own
            .map(|(field, _)| (format!("fields.{field}.when"), field))
            .chain(by_section)
            .filter(|(at, field)| again(field) && told.insert(at.clone()))
            .map(|(at, field)| FieldError::new(at, "circle_shown", message(field)))
            .collect();
        self.errors.extend(found);
    }
}
