//! Events entered by people and programs: calls, visits, letters whose channel is not connected.

use super::{API, MANUAL, append};
use crate::access::permission;
use crate::json::{Scalars, field_json, read};
use crate::{Access, Error, NewEvent, Records, Result};
use model::{FieldError, Id, Record, Ts};
use serde_json::{Map, Value};

/// An event as it is entered.
#[derive(Clone, Debug, Default)]
pub struct HandEvent {
    pub kind: String,
    /// When it happened; now when left out.
    pub at: Option<Ts>,
    /// Values of the kind's fields.
    pub props: Map<String, Value>,
    /// The same one sent again with the same time is stored once.
    pub message_id: Option<String>,
}

/// Clocks of other programs may run ahead this much, microseconds.
const AHEAD: i64 = 24 * 3_600_000_000;

impl Records {
    /// Enters an event of a customer. Returns its id.
    ///
    /// # Errors
    /// `Forbidden` without `event.create`; `NotFound` when the customer is not in sight; `Invalid` with every field's error.
    pub async fn add_event(&self, access: &Access, customer: Id, input: HandEvent) -> Result<Id> {
        access.require(permission::EVENT_CREATE)?;
        self.in_sight(access, customer).await?;
        let props = self.checked_props(&input)?;
        let api = access.actor.key.is_some();
        let event = NewEvent {
            customer: Some(customer),
            at: input.at.unwrap_or_else(|| self.tenant().clock().now()),
            kind: input.kind.into(),
            subject: None,
            source: if api { API } else { MANUAL }.into(),
            message_id: input.message_id.unwrap_or_else(|| Id::at(self.tenant().clock().now().unix_ms()).to_string()),
            props,
        };
        let (event, by) = (std::slice::from_ref(&event), &access.by());
        self.tenant().write(move |tx| Box::pin(append(tx, event, by))).await?;
        Ok(event[0].id())
    }

    fn checked_props(&self, input: &HandEvent) -> Result<Map<String, Value>> {
        let kind = self.registry().event_kind(&input.kind).filter(|k| k.by_hand).ok_or_else(|| {
            let names: Vec<&str> = self.registry().event_kinds().iter().filter(|k| k.by_hand).map(|k| k.name.as_ref()).collect();
            Error::field("kind", "unknown_option", format!("`{}` cannot be entered; there are {}", input.kind, names.join(", ")))
        })?;
        let mut errors = Vec::new();
        if input.at.is_some_and(|at| at.0 > self.tenant().clock().now().0.saturating_add(AHEAD)) {
            errors.push(FieldError::new("at", "out_of_range", "lies more than a day ahead; enter what has happened"));
        }
        if input.message_id.as_ref().is_some_and(|m| m.is_empty() || m.len() > 200) {
            errors.push(FieldError::new("message_id", "too_long", "must have 1 to 200 characters"));
        }
        let object = kind.object();
        let mut record = Record::empty(object.clone());
        let catalog = self.catalog();
        let scalars = Scalars::new(&catalog.company);
        let given = read(&scalars, &input.props, &mut record).unwrap_or_else(|e| {
            errors.extend(e);
            Vec::new()
        });
        let missing = |name: &str| input.props.get(name).is_none_or(Value::is_null);
        let required = kind.fields.iter().filter(|f| f.required && missing(&f.name));
        errors.extend(required.map(|f| FieldError::new(f.name.to_string(), "required", "is required; fill it in")));
        if !errors.is_empty() {
            return Err(Error::Invalid(errors));
        }
        let written = given.into_iter().map(|f| (object.fields[f].name.to_string(), field_json(&record, f, scalars.currency())));
        Ok(written.filter(|(_, v)| !v.is_null()).collect())
    }

    /// Takes back an event that was entered by hand or by a program's key: by its author, or an administrator.
    ///
    /// # Errors
    /// `NotFound`, also when its customer is not in sight; `Forbidden` for events of the program or of somebody else.
    pub async fn remove_event(&self, access: &Access, id: Id) -> Result<()> {
        access.require(permission::EVENT_CREATE)?;
        let sql = "select customer_id, by_id, source from @event where id = $1 and deleted_at is null";
        let rows = self.tenant().get(sql, &[id.into()]).await?;
        let row = rows.first().ok_or_else(|| Error::no_record("event", id))?;
        match row.opt_id(0) {
            Some(customer) => {
                self.in_sight(access, self.root_of(customer).await?).await.map_err(|_| Error::no_record("event", id))?
            }
            None if access.can(permission::EVENT_AMEND) => {}
            None => return Err(Error::no_record("event", id)),
        }
        if !matches!(row.opt_text(2), Some(MANUAL | API)) {
            return Err(Error::forbidden("this event was written by the program; only entered ones can be taken back"));
        }
        let author = row.opt_id(1).is_some() && row.opt_id(1) == access.actor.user;
        if !author && !access.can(permission::EVENT_AMEND) {
            return Err(Error::forbidden(
                "only its author, or somebody with the permission `event.amend`, may take back an event",
            ));
        }
        let params = &[self.tenant().clock().now().0.into(), access.actor.user.into(), id.into()];
        let update = "update @event set deleted_at = $1, deleted_by = $2 where id = $3";
        self.tenant().write(move |tx| Box::pin(async move { Ok::<_, Error>(tx.run(update, params).await?) })).await?;
        Ok(())
    }

    /// # Errors
    /// `NotFound` when the customer does not exist, is deleted, or is not in the asker's sight.
    pub(crate) async fn in_sight(&self, access: &Access, customer: Id) -> Result<()> {
        self.get(access, "customer", customer).await.map(|_| ())
    }
}
