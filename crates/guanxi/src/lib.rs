//! The program Guanxi: command line, HTTP, sign-in, embedded web app. Wiring only: records, rules and features live in
//! the crates below.
//!
//! | folder | duty |
//! |---|---|
//! | `app`, `settings` | the running program and what it needs to know |
//! | `archives` | what archives have in common that a job makes: the customer's own data, a unit's |
//! | `bulk` | changes of many records as a job, as whom they were begun by |
//! | `calendar` | a person's open tasks in their calendar |
//! | `cli` | commands and their flags |
//! | `company` | a new company |
//! | `config` | what administrators defined, as a file; packs |
//! | `demo` | the demo company |
//! | `home` | what home pages show |
//! | `http` | the two listeners, layers, operations |
//! | `intake` | files that come in by themselves |
//! | `list_views` | lists that people keep |
//! | `mail` | letters to the company's people |
//! | `mentions` | whom a note mentions is told |
//! | `openapi` | the document of the API |
//! | `privacy` | somebody is forgotten by every store, or told everything that is kept about them |
//! | `sheet`, `book`, `templates` | CSV and spreadsheets out, files in |
//! | `signin` | passwords, sessions, API keys, the authenticated context |
//! | `work` | background jobs |

pub mod app;
pub mod archives;
pub mod book;
#[allow(clippy::disallowed_methods, reason = "jobs belong to the program")]
pub mod bulk;
pub mod calendar;
#[allow(clippy::disallowed_methods, reason = "whoever may run commands beside the data may open it")]
pub mod cli;
#[allow(clippy::disallowed_methods, reason = "a new company has nobody to sign in yet")]
pub mod company;
pub mod config;
#[allow(clippy::disallowed_methods, reason = "the program fills its own demo")]
pub mod demo;
pub mod home;
pub mod http;
#[allow(clippy::disallowed_methods, reason = "takes files in as the person of their schedule")]
pub mod intake;
pub mod leaving;
pub mod list_views;
pub mod live;
#[allow(clippy::disallowed_methods, reason = "letters are jobs of the program")]
pub mod mail;
#[allow(clippy::disallowed_methods, reason = "jobs belong to the program")]
pub mod mentions;
pub mod openapi;
#[allow(clippy::disallowed_methods, reason = "forgets whoever was erased in restored companies")]
pub mod privacy;
pub mod settings;
pub mod sheet;
pub mod signin;
pub mod templates;
pub mod usage;
#[allow(clippy::disallowed_methods, reason = "jobs belong to the program")]
pub mod work;
