//! What must hold of consents, and what is told of them.

use super::model::Consent;
use crate::events::effect;
use model::{FieldError, Record, Ts};
use records::{By, Change, Effects};

/// Clocks of those who record may run ahead this much, microseconds.
const AHEAD: i64 = 300_000_000;

/// - Granted: on which basis; by consent: with a proof.
/// - Imported: basis, source and date are in the file.
/// - Not said in the future; not ended before it began.
pub fn consent(change: &mut Change<'_>) -> Result<Effects, Vec<FieldError>> {
    let (now, by, new) = (change.now, change.by, change.before.is_none());
    let Some(after) = change.after.as_deref_mut().filter(|_| new) else { return Ok(Effects::default()) };
    let imported = matches!(by, By::Import { .. });
    if !imported {
        fill(after, now);
    }
    let mut errors = missing(after, imported);
    let (given, expires) = (after.get(Consent::GIVEN_AT).int(), after.get(Consent::EXPIRES_AT).int());
    if given.is_some_and(|g| g > now.0 + AHEAD) {
        errors.push(FieldError::new(Consent::GIVEN_AT, "out_of_range", "lies ahead; enter what was said already"));
    }
    if expires.is_some() && !granted(after) {
        errors.push(FieldError::new(Consent::EXPIRES_AT, "not_possible", "only what is granted ends; leave it out"));
    } else if expires.zip(given).is_some_and(|(e, g)| e <= g) {
        errors.push(FieldError::new(Consent::EXPIRES_AT, "out_of_range", "must come after the day it was given"));
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    if let Some(customer) = after.get(Consent::CUSTOMER).id() {
        after.set(Consent::SUBJECT, customer.to_string());
    }
    Ok(told(after, now))
}

fn granted(consent: &Record) -> bool {
    consent.get(Consent::STATE).text() == Some("granted")
}

/// What goes without saying when somebody records what they are told.
fn fill(after: &mut Record, now: Ts) {
    if after.get(Consent::GIVEN_AT).is_null() {
        after.set(Consent::GIVEN_AT, now.0);
    }
    if after.get(Consent::SOURCE).is_null() {
        after.set(Consent::SOURCE, "agent");
    }
}

fn missing(after: &Record, imported: bool) -> Vec<FieldError> {
    let empty = |field: &str| after.get(field).is_null();
    let mut errors = Vec::new();
    let mut needs = |field: &'static str, message: &'static str| {
        if empty(field) {
            errors.push(FieldError::new(field, "required", message));
        }
    };
    if imported {
        needs(Consent::SOURCE, "say where the consent was given: form, shop, letter ...");
        needs(Consent::GIVEN_AT, "say when the consent was given; the day of the import is not it");
    }
    if granted(after) {
        needs(Consent::BASIS, "say on which legal basis: consent, contract, legitimate_interest ...");
        let by_consent = after.get(Consent::BASIS).text() == Some("consent");
        let proved = [Consent::PROOF, Consent::EVIDENCE, Consent::TEXT_VERSION].iter().any(|f| !empty(f));
        if by_consent && !proved && !imported {
            let message = "say by what it is proved: a reference, a file, or the wording agreed to";
            errors.push(FieldError::new(Consent::PROOF, "required", message));
        }
    }
    errors
}

fn told(after: &Record, now: Ts) -> Effects {
    let text = |field: &str| after.get(field).text();
    let props = effect::props(&[
        (Consent::PURPOSE, text(Consent::PURPOSE)),
        (Consent::CHANNEL, text(Consent::CHANNEL)),
        ("consent", text(Consent::STATE)),
    ]);
    let kind = if granted(after) { "consent_granted" } else { "consent_withdrawn" };
    let at = after.get(Consent::GIVEN_AT).int().map_or(now, Ts);
    let mut effects = Effects::default();
    effects.events.push(effect::about(after, after.get(Consent::CUSTOMER).id(), at, kind, "consent", props));
    effects
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::testing::{NOW, create, record, refusals, run};
    use model::{Id, ObjectType, Val};

    fn row(set: &[(&str, Val)]) -> Record {
        let mut all: Vec<(&str, Val)> = vec![
            ("customer", Id([7; 16]).into()),
            ("purpose", "marketing_email".into()),
            ("channel", "any".into()),
            ("state", "granted".into()),
        ];
        all.extend(set.iter().cloned());
        record(Consent::DEF, &all)
    }

    #[test]
    fn a_grant_has_a_basis_and_a_proof_and_is_told() {
        assert_eq!(refusals(create(consent, row(&[]))), ["basis required"]);
        assert_eq!(refusals(create(consent, row(&[("basis", "consent".into())]))), ["proof required"]);
        assert!(create(consent, row(&[("basis", "contract".into())])).is_ok());
        let (made, effects) = create(consent, row(&[("basis", "consent".into()), ("proof", "form 7".into())])).unwrap();
        assert_eq!((made.get("given_at").int(), made.get("source").text()), (Some(NOW.0), Some("agent")));
        assert_eq!(made.get("subject").text(), Some(Id([7; 16]).to_string().as_str()));
        let event = &effects.events[0];
        assert_eq!((&*event.kind, event.customer, event.at), ("consent_granted", Some(Id([7; 16])), NOW));
        assert_eq!(event.props["purpose"], "marketing_email");
    }

    #[test]
    fn a_withdrawal_is_as_easy_as_can_be() {
        let (_, effects) = create(consent, row(&[("state", "withdrawn".into())])).unwrap();
        assert_eq!(&*effects.events[0].kind, "consent_withdrawn");
        let late = row(&[("state", "denied".into()), ("expires_at", (NOW.0 + 1).into())]);
        assert_eq!(refusals(create(consent, late)), ["expires_at not_possible"]);
    }

    #[test]
    fn imports_say_it_all_themselves() {
        let by = By::Import { id: Id::at(1), user: None };
        let bare = run(consent, None, row(&[]), &by);
        assert_eq!(refusals(bare), ["source required", "given_at required", "basis required"]);
        let whole = row(&[("basis", "consent".into()), ("source", "shop".into()), ("given_at", (NOW.0 - 5).into())]);
        assert!(run(consent, None, whole, &by).is_ok());
        assert_eq!(
            refusals(run(consent, None, row(&[("state", "withdrawn".into())]), &by)),
            ["source required", "given_at required"]
        );
    }

    #[test]
    fn times_are_in_order() {
        let basis = ("basis", Val::from("contract"));
        let ahead = row(&[basis.clone(), ("given_at", (NOW.0 + AHEAD + 1).into())]);
        assert_eq!(refusals(create(consent, ahead)), ["given_at out_of_range"]);
        let ended = row(&[basis, ("given_at", NOW.0.into()), ("expires_at", NOW.0.into())]);
        assert_eq!(refusals(create(consent, ended)), ["expires_at out_of_range"]);
    }
}
