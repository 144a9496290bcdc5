//! Limits on guests: how often links are followed, and how often passcodes are guessed.

use super::Gate;
use super::enter::{address_key, hash, wait};
use crate::http::Problem;
use model::Id;
use records::audit::Origin;
use store::{Attempt, Target, Tenant};

impl Gate {
    /// Lets somebody follow a link.
    ///
    /// # Errors
    /// 429 when they, or others with this link, did so too often.
    pub fn admit_guest(&self, origin: &Origin, link: &str) -> Result<(), Problem> {
        let link = hash("guest", link, "").iter().map(|b| format!("{b:02x}")).collect::<String>();
        self.guests.note(origin.address, &link).map_err(|seconds| wait(i64::from(seconds)))
    }

    /// Lets somebody without an account ask for what costs the server work.
    ///
    /// # Errors
    /// 429 when they did so too often.
    pub fn admit_visitor(&self, origin: &Origin) -> Result<(), Problem> {
        self.admit_guest(origin, &origin.address.to_string())
    }

    /// Lets a guest try a passcode; the attempt counts until it is forgiven.
    ///
    /// # Errors
    /// 429 after too many failures.
    pub async fn admit_passcode(&self, tenant: &Tenant, link: Id, origin: &Origin) -> Result<Vec<Target>, Problem> {
        let targets = vec![
            Target { key: hash("guest", tenant.slug(), &link.to_string()), lockout: self.lockouts.account },
            Target { key: address_key(origin.address), lockout: self.lockouts.address },
        ];
        match self.store.control().attempt(&targets).await? {
            Attempt::Counted(_) => Ok(targets),
            Attempt::Closed(until) => Err(wait((until.0 - self.now().0 + 999_999) / 1_000_000)),
        }
    }
}
