//! Sign-in by identity providers (OpenID Connect): authorization code with PKCE, state bound to the browser by a cookie.
//!
//! | file | duty |
//! |---|---|
//! | `provider` | which providers a company trusts, and how far |
//! | `wire` | requests to providers, kept from addresses inside |
//! | `visit` | one row for a browser on its way to a provider and back; good once |
//! | `flow` | away to the provider, back with a code, tokens checked |
//! | `link` | whose account it is |

pub mod flow;
mod link;
pub mod provider;
mod visit;
mod wire;

use crate::http::Problem;
use crate::settings::Settings;
use model::{Id, Ts};
use moka::sync::Cache;
use openidconnect::core::CoreProviderMetadata;
use openidconnect::{DiscoveryError, IssuerUrl};
use provider::Provider;
use std::sync::Arc;
use std::time::Duration;
use store::Tenant;
use wire::{Wire, WireError};

/// How long what a provider says of itself is believed, its keys too.
const BELIEVED: Duration = Duration::from_secs(3600);
/// Keys are asked for again at most this often, in microseconds, when a token is signed by one that is not known.
const ASK_AGAIN: i64 = 60_000_000;

/// What a provider says of itself, and since when we know.
type Known = (Arc<CoreProviderMetadata>, Ts);

/// The way to identity providers, one for the server.
pub struct Oidc {
    wire: Wire,
    known: Cache<(String, Id, i64), Known>,
}

impl Oidc {
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(settings: &Settings) -> anyhow::Result<Self> {
        let known = Cache::builder().max_capacity(1_000).time_to_live(BELIEVED).build();
        Ok(Self { wire: Wire::new(settings.private_providers)?, known })
    }

    /// What a provider says of itself; `anew`: asked again unless that was just done.
    async fn metadata(&self, tenant: &Tenant, provider: &Provider, anew: bool) -> Result<Arc<CoreProviderMetadata>, Problem> {
        let key = (tenant.slug().to_owned(), provider.id, provider.updated_at.0);
        let now = tenant.clock().now();
        if let Some((known, since)) = self.known.get(&key)
            && (!anew || now.0 - since.0 < ASK_AGAIN)
        {
            return Ok(known);
        }
        let found = Arc::new(self.discover(&provider.issuer).await.map_err(|said| {
            tracing::warn!(company = tenant.slug(), issuer = provider.issuer, said, "an identity provider does not answer");
            Problem::unavailable("The identity provider does not answer; sign in another way or try again.", 30)
        })?);
        self.known.insert(key, (found.clone(), now));
        Ok(found)
    }

    /// Asks an issuer what it is; an error says why it could not be learnt.
    ///
    /// # Errors
    /// In words, for those who enter providers.
    pub async fn discover(&self, issuer: &str) -> Result<CoreProviderMetadata, String> {
        let issuer = IssuerUrl::new(issuer.to_owned()).map_err(|e| e.to_string())?;
        CoreProviderMetadata::discover_async(issuer, &self.wire).await.map_err(|e: DiscoveryError<WireError>| match e {
            DiscoveryError::Request(e) => e.to_string(),
            DiscoveryError::Response(status, ..) => format!("it answers {status}"),
            other => other.to_string(),
        })
    }
}
