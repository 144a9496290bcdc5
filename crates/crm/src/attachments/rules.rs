//! Attachments appear on the timeline.

use super::model::Attachment;
use crate::events::effect;
use model::FieldError;
use records::{Change, Effects};

/// A new attachment is an event.
pub fn attachment(change: &mut Change<'_>) -> Result<Effects, Vec<FieldError>> {
    let mut effects = Effects::default();
    if let (None, Some(after)) = (change.before, change.after.as_deref()) {
        let props = effect::props(&[("content", after.get(Attachment::NAME).text())]);
        let customer = after.get(Attachment::CUSTOMER).id();
        effects.events.push(effect::about(after, customer, change.now, "attachment", "attachment", props));
    }
    Ok(effects)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::testing::{create, record};
    use model::{Id, ObjectType};

    #[test]
    fn an_attachment_is_told() {
        let a = record(Attachment::DEF, &[("customer", Id::at(1).into()), ("name", "contract.pdf".into())]);
        let (_, effects) = create(attachment, a).unwrap();
        assert_eq!((&*effects.events[0].kind, &effects.events[0].props["content"]), ("attachment", &"contract.pdf".into()));
    }
}
