//! Who asks: passwords, sessions, API keys and the authenticated context that is the only way to a company's records.

pub mod limit;
pub mod password;
pub mod token;
