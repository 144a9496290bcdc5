//! Instants as the API writes them: RFC 3339 in UTC. For `#[serde(serialize_with = ...)]`, because [`Ts`] alone is a number.

use model::Ts;
use serde::{Serialize, Serializer};

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
pub(crate) fn rfc3339<S: Serializer>(at: &Ts, s: S) -> Result<S::Ok, S::Error> {
    s.serialize_str(&at.rfc3339())
}

/// `null` where there is none.
#[allow(clippy::ref_option, reason = "the signature serde asks for")]
pub(crate) fn rfc3339_opt<S: Serializer>(at: &Option<Ts>, s: S) -> Result<S::Ok, S::Error> {
    at.map(Ts::rfc3339).serialize(s)
}
