//! What must hold of users.

use super::model::{Team, User};
use jiff::tz::TimeZone;
use model::FieldError;
use records::{By, Change, Effects, LANGUAGES};

/// A user's language is one that the app has, and their time zone one that there is. People are not deleted by hand: what they did
/// stays theirs, and nobody may take the way in from others past the rules of their administration.
pub fn user(change: &mut Change<'_>) -> Result<Effects, Vec<FieldError>> {
    let Some(after) = change.after.as_deref() else {
        let by_hand = matches!(change.by, By::Person(_));
        let message = "people are not deleted; deactivate them, so that they can no longer sign in";
        return if by_hand { Err(vec![FieldError::new(User::ACTIVE, "deactivate", message)]) } else { Ok(Effects::default()) };
    };
    let mut errors = Vec::new();
    if let Some(l) = after.get(User::LANGUAGE).text().filter(|l| !LANGUAGES.contains(l)) {
        let message = format!("`{l}` is not a language of the app; use zh-CN, zh-TW or en");
        errors.push(FieldError::new(User::LANGUAGE, "bad_language", message));
    }
    // A zone that went away since does not keep a person from being changed.
    let held = change.before.and_then(|b| b.get(User::ZONE).text());
    if let Some(z) = after.get(User::ZONE).text().filter(|z| held != Some(z) && TimeZone::get(z).is_err()) {
        let message = format!("`{z}` is not a time zone such as Asia/Shanghai; leave it empty for the company's");
        errors.push(FieldError::new(User::ZONE, "bad_zone", message));
    }
    if errors.is_empty() { Ok(Effects::default()) } else { Err(errors) }
}

/// A team is not above itself. Longer circles do no harm: whoever walks the tree goes round once.
pub fn team(change: &mut Change<'_>) -> Result<Effects, Vec<FieldError>> {
    let Some(after) = change.after.as_deref() else { return Ok(Effects::default()) };
    if after.get(Team::PARENT).id() == Some(after.id()) {
        return Err(vec![FieldError::new(Team::PARENT, "circle", "is the team itself; choose another one, or none")]);
    }
    Ok(Effects::default())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::testing::{create, record, refusals};
    use model::ObjectType;

    #[test]
    fn time_zones_are_those_there_are() {
        let zone = |zone: &str| create(user, record(User::DEF, &[("zone", zone.into())]));
        assert!(zone("America/New_York").is_ok());
        for wrong in ["Nowhere", "+08:00", "../etc/passwd", "EST5EDT,M3.2.0,M11.1.0"] {
            assert_eq!(refusals(zone(wrong)), ["zone bad_zone"], "{wrong}");
        }
    }

    #[test]
    fn languages_are_those_of_the_app() {
        assert!(create(user, record(User::DEF, &[("language", "zh-TW".into())])).is_ok());
        assert!(create(user, record(User::DEF, &[])).is_ok());
        assert_eq!(refusals(create(user, record(User::DEF, &[("language", "fr".into())]))), ["language bad_language"]);
    }
}
