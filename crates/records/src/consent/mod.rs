//! What customers allow: the standing that follows from the ledger of object `consent`, and who may use data for what.
//!
//! The ledger is only added to. Of each customer, purpose and channel the newest word holds; a word on all channels is a word on
//! each. Of customers that were merged the strictest standing of all holds, until something newer is said; taking the merge
//! back gives each their own again. The standing is kept in `@consent_state`, written in the transaction of the ledger's rows, so
//! that it is read by key. That a grant has ended is seen when it is read.

mod project;
mod standing;
pub(crate) mod using;

pub(crate) use project::after_unmerge;
pub use standing::State;
pub use using::{LeftOut, meant, serves};

use crate::access::Act;
use crate::{Access, Records, Result};
use model::{Id, Ts};
use serde::Serialize;
use store::Row;

/// The object that is the ledger.
pub(crate) const OBJECT: &str = "consent";
/// The channel that stands for all.
pub const ANY: &str = "any";

/// What holds for one purpose and channel of a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Standing {
    pub purpose: String,
    /// `any`: holds for channels that have no row of their own.
    pub channel: String,
    pub state: State,
    #[serde(serialize_with = "crate::stamp::rfc3339")]
    pub given_at: Ts,
    #[serde(serialize_with = "crate::stamp::rfc3339_opt")]
    pub expires_at: Option<Ts>,
    pub basis: Option<String>,
    /// The row of the ledger that decided.
    pub consent: Id,
}

/// An answer to whether data may be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    pub allowed: bool,
    /// None when nothing was ever said.
    pub state: Option<State>,
    /// The row of the ledger that decided; what was sent keeps it.
    pub consent: Option<Id>,
}

const COLUMNS: &str = "purpose, channel, state, given_at, expires_at, basis, consent_id";

/// A row of `@consent_state` as it holds at an instant.
fn standing(row: &Row, at: Ts) -> Result<Standing> {
    let expires_at = row.opt_int(4).map(Ts);
    let state = State::parse(row.text(2)?).unwrap_or(State::Withdrawn);
    let ended = state == State::Granted && expires_at.is_some_and(|e| e <= at);
    Ok(Standing {
        purpose: row.text(0)?.to_owned(),
        channel: row.text(1)?.to_owned(),
        state: if ended { State::Expired } else { state },
        given_at: row.ts(3)?,
        expires_at,
        basis: row.opt_text(5).map(str::to_owned),
        consent: row.id(6)?,
    })
}

impl Records {
    /// Everything that holds for a customer now.
    ///
    /// # Errors
    /// `NotFound` for a customer out of sight; `Forbidden` for who may not read consents.
    pub async fn consents(&self, access: &Access, customer: Id) -> Result<Vec<Standing>> {
        access.require_on(Act::Read, OBJECT)?;
        let customer = self.get(access, "customer", customer).await?.id();
        let sql = format!("select {COLUMNS} from @consent_state where customer_id = $1 order by purpose, channel");
        let now = self.tenant().clock().now();
        self.tenant().get(&sql, &[customer.into()]).await?.iter().map(|row| standing(row, now)).collect()
    }

    /// Whether data of a customer may be used for `purpose` on `channel` at an instant: one read by key. To be asked before each
    /// use, by whoever sends. An instant ahead tells what will have ended by then; one in the past is judged by what is known now.
    ///
    /// # Errors
    /// Of the database.
    pub async fn consent_allows(&self, customer: Id, purpose: &str, channel: &str, at: Ts) -> Result<Verdict> {
        let root = self.root_of(customer).await?;
        let sql =
            format!("select {COLUMNS} from @consent_state where customer_id = $1 and purpose = $2 and channel in ($3, '{ANY}')");
        let rows = self.tenant().get(&sql, &[root.into(), purpose.into(), channel.into()]).await?;
        let all = rows.iter().map(|row| standing(row, at)).collect::<Result<Vec<_>>>()?;
        let own = all.iter().find(|s| s.channel == channel).or(all.first());
        Ok(Verdict {
            allowed: own.is_some_and(|s| s.state == State::Granted),
            state: own.map(|s| s.state),
            consent: own.map(|s| s.consent),
        })
    }
}
