//! Who asks: passwords, sessions, API keys and the authenticated context that is the only way to a company's records.

pub mod absent;
pub mod accounts;
pub mod allowed;
pub mod auth;
mod closed;
pub mod gate;
pub mod guest;
pub mod holders;
pub mod keys;
pub mod limit;
pub mod networks;
pub mod oidc;
pub mod passkey;
pub mod password;
pub mod request;
pub mod review;
pub mod roles;
pub mod rules;
pub mod staff;
pub mod token;
pub mod totp;
pub mod units;

pub use accounts::Account;
pub use allowed::{Allowed, may};
pub use auth::Auth;
pub use closed::for_purpose;
pub use gate::{Gate, access_of};
