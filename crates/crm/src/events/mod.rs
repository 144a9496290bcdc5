//! Events: what happened to a customer. Those that records cause appear by themselves; contacts whose channel is not
//! connected are entered by hand or by API, each kind with its own fields.

pub mod effect;
pub mod http;
mod kind;
pub mod timeline;

pub use kind::kinds;
