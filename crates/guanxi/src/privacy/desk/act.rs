//! What the program does for a request.

use super::change::acted;
use super::row::{Acted, Kind, Request, State, find};
use crate::app::App;
use crate::http::Problem;
use crate::privacy::{archive, erase};
use axum::http::StatusCode;
use model::Id;
use records::erase::Mode;
use records::{Access, Records};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

/// What shall be done; which it may be follows from what was asked for.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(tag = "act", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = RightsAct)]
pub enum Act {
    /// Gather everything kept about them; for access and portability.
    Archive,
    /// Erase them; orders stay without a customer.
    Erase,
    /// Make them anonymous; figures stay.
    Anonymise,
    /// Restrict processing.
    Restrict,
    /// They object to a purpose: it is withdrawn or denied in the ledger of consents, on all channels.
    Object {
        /// `marketing_email`, ...; `marketing` for all that serve it.
        purpose: String,
    },
}

impl Act {
    fn fits(&self, kind: Kind) -> bool {
        match self {
            Act::Archive => matches!(kind, Kind::Access | Kind::Portability),
            Act::Erase | Act::Anonymise => kind == Kind::Erasure,
            Act::Restrict => kind == Kind::Restriction,
            Act::Object { .. } => kind == Kind::Objection,
        }
    }
}

/// Does what a request asks for and notes it.
///
/// # Errors
/// 404; 409 when it is closed, or a legal hold keeps the customer; 422: it was not checked who asks, no customer is named, the act is
/// not what was asked for, there is no such purpose.
pub async fn act(app: &App, records: &Records, access: &Access, id: Id, wanted: Act) -> Result<Request, Problem> {
    let request = find(records, id).await?;
    if request.state != State::Open {
        return Err(Problem::new(StatusCode::CONFLICT, "closed", "The request is closed; open it again first."));
    }
    if request.identity.is_empty() {
        return Err(Problem::field("identity", "required", "say first how it was checked that they are who they say"));
    }
    let customer = request.customer.ok_or_else(|| Problem::field("customer", "required", "say first which customer it is"))?;
    if !wanted.fits(request.kind) {
        return Err(Problem::field("act", "not_possible", "this is not what the request asks for"));
    }
    let done = |act: &str, id: Option<Id>, purpose: Option<&str>| Acted {
        act: act.to_owned(),
        at: records.tenant().clock().now().rfc3339(),
        by: access.actor.user,
        id,
        purpose: purpose.map(str::to_owned),
    };
    match wanted {
        Act::Archive => {
            let made = archive::start(records, access, customer).await?;
            acted(records, access, id, &done("archive", Some(made.id), None)).await
        }
        Act::Erase => {
            erase(app, records, access, customer, Mode::Erase).await?;
            acted(records, access, id, &done("erase", None, None)).await
        }
        Act::Anonymise => {
            erase(app, records, access, customer, Mode::Anonymise).await?;
            acted(records, access, id, &done("anonymise", None, None)).await
        }
        Act::Restrict => {
            records.restrict(access, customer, Some(&format!("request {id}"))).await?;
            acted(records, access, id, &done("restrict", None, None)).await
        }
        Act::Object { purpose } => {
            let mut last = find(records, id).await?;
            for (purpose, row) in object(records, access, customer, &purpose).await? {
                last = acted(records, access, id, &done("object", Some(row), Some(&purpose))).await?;
            }
            Ok(last)
        }
    }
}

/// Adds to the ledger that a purpose, and all that serve it, are no longer allowed. Gives purposes and rows.
async fn object(records: &Records, access: &Access, customer: Id, purpose: &str) -> Result<Vec<(String, Id)>, Problem> {
    let catalog = records.current().await?;
    let purposes = catalog.consents_for(purpose)?;
    if purposes.is_empty() {
        return Err(Problem::field("purpose", "not_possible", "service needs no consent, so there is nothing to object to"));
    }
    let standing = records.consents(access, customer).await?;
    let mut rows = Vec::new();
    for purpose in purposes {
        let granted = standing.iter().any(|s| s.purpose == *purpose && s.state == records::consent::State::Granted);
        let state = if granted { "withdrawn" } else { "denied" };
        let values = json!({ "customer": customer, "purpose": purpose, "channel": "any", "state": state, "source": "letter" });
        let values: Map<String, Value> = values.as_object().cloned().unwrap_or_default();
        let row = records.create(access, "consent", &values).await?;
        rows.push((purpose.to_string(), row.id()));
    }
    Ok(rows)
}
