//! The program Guanxi: command line, HTTP, sign-in, embedded web app. Wiring only: records, rules and features live in
//! the crates below.
//!
//! | folder | duty |
//! |---|---|
//! | `app`, `settings` | the running program and what it needs to know |
//! | `cli` | commands and their flags |
//! | `company` | a new company |
//! | `demo` | the demo company |
//! | `http` | the two listeners, layers, operations |
//! | `openapi` | the document of the API |
//! | `sheet`, `templates` | CSV out and in |
//! | `signin` | passwords, sessions, API keys, the authenticated context |
//! | `work` | background jobs |

pub mod app;
pub mod cli;
pub mod company;
pub mod demo;
pub mod http;
pub mod openapi;
pub mod settings;
pub mod sheet;
pub mod signin;
pub mod templates;
pub mod work;
