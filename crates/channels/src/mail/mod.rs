//! E-mail out, through a mail server (SMTP submission) or, while developing, into a folder.
//!
//! | part | duty |
//! |---|---|
//! | [`Server`] | where letters go, from one text |
//! | [`Letter`] | what is said to whom; becomes plain text and simple HTML |
//! | [`Post`] | a server and a sender: sends letters, looks whether it could |

mod letter;
mod post;
mod server;

pub use letter::{Letter, Part};
pub use post::{Failure, Post};
pub use server::{ConfigError, Server};
