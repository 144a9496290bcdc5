//! What people say of a schedule: where, which files, how often, by which template.

use crate::{Error, Result};
use model::{FieldError, Id};
use serde::{Deserialize, Serialize};

/// Longest path, pattern and name, in characters.
const LONGEST: usize = 200;
/// Most minutes between two looks: a week.
const RAREST: i64 = 7 * 24 * 60;

/// Where files are put by others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// A folder of the server.
    Folder,
    /// A bucket that speaks S3.
    Bucket,
}

/// What becomes of a file whose content was taken over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum After {
    /// It stays, and is remembered.
    #[default]
    Keep,
    /// It goes to `done/` beside the others.
    Move,
}

impl Place {
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Place::Folder => "folder",
            Place::Bucket => "bucket",
        }
    }
}

impl After {
    pub(super) fn name(self) -> &'static str {
        match self {
            After::Keep => "keep",
            After::Move => "move",
        }
    }
}

/// What people say of a schedule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    pub name: String,
    /// Name of the template that says what columns mean.
    pub template: String,
    pub source: Place,
    /// Below what the company has there; empty for all of that.
    #[serde(default)]
    pub path: String,
    /// Names of files, with `*` and `?`; whatever case.
    #[serde(default = "any")]
    pub pattern: String,
    /// Either this, 1 to 10080 ...
    #[serde(default)]
    pub every_minutes: Option<i64>,
    /// ... or each day at this time in the company's zone, `hh:mm`.
    #[serde(default)]
    pub daily_at: Option<String>,
    #[serde(default)]
    pub after: After,
    /// In whose name files are taken in; the asker when left out.
    #[serde(default)]
    pub run_as: Option<Id>,
    #[serde(default = "yes")]
    pub active: bool,
}

fn any() -> String {
    "*".into()
}

fn yes() -> bool {
    true
}

impl Plan {
    /// # Errors
    /// `Invalid` with everything that is wrong at once.
    pub fn check(&self) -> Result<()> {
        let mut errors = Vec::new();
        let mut wrong = |field: &str, code: &str, message: &str| errors.push(FieldError::new(field, code, message));
        let short = |text: &str| text.chars().count() <= LONGEST && !text.chars().any(char::is_control);
        if self.name.trim().is_empty() || !short(&self.name) {
            wrong("name", "required", "say what it is called, in 1 to 200 characters");
        }
        if !short(&self.path) || !self.path.is_empty() && !self.path.split('/').all(plain) {
            wrong("path", "bad_path", "name folders with / between them, below the company's own; none begins with a dot");
        }
        if self.pattern.is_empty() || !short(&self.pattern) || self.pattern.contains('/') {
            wrong("pattern", "bad_pattern", "write names of files with * and ?, such as orders-*.csv");
        }
        match (self.every_minutes, &self.daily_at) {
            (Some(minutes), None) if (1..=RAREST).contains(&minutes) => {}
            (None, Some(at)) if time(at).is_some() => {}
            (Some(_), None) => wrong("every_minutes", "out_of_range", "is 1 to 10080 minutes"),
            (None, Some(_)) => wrong("daily_at", "bad_time", "is a time of day such as 06:30"),
            _ => wrong("every_minutes", "required", "give either every_minutes or daily_at"),
        }
        if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
    }

    pub(super) fn when(&self, zone: &str) -> Result<store::jobs::When> {
        use store::jobs::When;
        match (self.every_minutes, self.daily_at.as_deref().and_then(time)) {
            (_, Some(time)) => Ok(When::Daily { time, zone: zone.to_owned() }),
            (Some(n), None) => Ok(When::Every(std::time::Duration::from_secs(n.unsigned_abs() * 60))),
            (None, None) => Err(Error::Broken("a schedule without a time".into())),
        }
    }

    /// Whether a file of this name is meant.
    #[must_use]
    pub fn takes(&self, name: &str) -> bool {
        fits(&self.pattern.to_lowercase(), &name.to_lowercase())
    }
}

/// A name of a folder or file that means nothing but itself.
#[must_use]
pub fn plain(name: &str) -> bool {
    !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\']) && !name.chars().any(char::is_control)
}

fn time(text: &str) -> Option<jiff::civil::Time> {
    let (hours, minutes) = text.split_once(':')?;
    let number = |t: &str| t.parse::<i8>().ok().filter(|_| t.len() == 2 && t.bytes().all(|b| b.is_ascii_digit()));
    jiff::civil::Time::new(number(hours)?, number(minutes)?, 0, 0).ok()
}

/// Whether `name` is of the form `pattern`, in which `*` stands for any text and `?` for one character. Takes at most
/// their lengths multiplied.
fn fits(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut p, mut n, mut star) = (0, 0, None);
    while n < name.len() {
        match pattern.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(c) if *c == '?' || *c == name[n] => (p, n) = (p + 1, n + 1),
            _ => match star {
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    (p, n) = (at + 1, from + 1);
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_fit_patterns() {
        for (pattern, name, fit) in [
            ("*", "a.csv", true),
            ("orders-*.csv", "orders-2026-01.csv", true),
            ("orders-*.csv", "orders-.csv.gz", false),
            ("*.xls?", "客户.xlsx", true),
            ("a*b*c", "abbbbbc", true),
            ("a*b*c", "abbbbb", false),
            ("", "a", false),
        ] {
            assert_eq!(fits(pattern, name), fit, "{pattern} {name}");
        }
        assert!(!fits(&"*a".repeat(100), &"a".repeat(99)), "and that at once");
    }

    /// The plainest way to say what a pattern means.
    fn model(pattern: &[char], name: &[char]) -> bool {
        match (pattern.split_first(), name.split_first()) {
            (None, _) => name.is_empty(),
            (Some(('*', rest)), _) => (0..=name.len()).any(|i| model(rest, &name[i..])),
            (Some((p, rest)), Some((n, others))) => (*p == '?' || p == n) && model(rest, others),
            (Some(_), None) => false,
        }
    }

    proptest! {
        #[test]
        fn patterns_mean_what_the_model_says(pattern in "[ab*?]{0,8}", name in "[ab]{0,8}") {
            let chars = |t: &str| t.chars().collect::<Vec<_>>();
            prop_assert_eq!(fits(&pattern, &name), model(&chars(&pattern), &chars(&name)));
        }

        #[test]
        fn no_path_leads_out(path in "([a.]{0,3}|/|\\\\|\\PC){0,12}") {
            let plan = Plan { name: "x".into(), template: "x".into(), source: Place::Folder, path: path.clone(), pattern: "*".into(),
                every_minutes: Some(5), daily_at: None, after: After::Keep, run_as: None, active: true };
            let safe = path.is_empty() || path.split('/').all(|p| !p.is_empty() && !p.starts_with('.') && !p.contains('\\'));
            prop_assert_eq!(plan.check().is_ok(), safe && path.chars().count() <= LONGEST);
        }
    }

    #[test]
    fn times_are_checked() {
        for (text, good) in
            [("06:30", true), ("23:59", true), ("24:00", false), ("6:30", false), ("+6:30", false), ("06:30:00", false)]
        {
            assert_eq!(time(text).is_some(), good, "{text}");
        }
    }
}
