//! The program Guanxi: command line, HTTP, sign-in, embedded web app. Wiring only: records, rules and features live in
//! the crates below.
//!
//! | folder | duty |
//! |---|---|
//! | `cli` | commands and their flags |
//! | `http` | the two listeners, layers, operations |
//! | `openapi` | the document of the API |
//! | `signin` | passwords, sessions, API keys, the authenticated context |

pub mod cli;
pub mod http;
pub mod openapi;
pub mod signin;
