//! The outside world behind small types. Each channel says how it is configured, sends, and tells failures that may pass from
//! those that will not; when and what is sent is its callers' matter.

pub mod mail;
