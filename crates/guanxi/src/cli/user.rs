//! `user`: the people who sign in.

use super::hand_over::HandOverArgs;
use super::{At, Out, exit, out::Ink};
use crate::http::Problem;
use crate::signin::passkey::key as passkeys;
use crate::signin::staff::{self, NewPerson, PersonPatch};
use crate::signin::{Account, accounts, token::random_text};
use clap::Subcommand;
use records::{AuditKind, Records};
use serde_json::{Value, json};

#[derive(Subcommand, Debug, Clone)]
pub enum UserCommand {
    /// Add a person; the password is read from standard input or made and printed
    Add {
        /// E-mail to sign in with
        email: String,
        #[arg(long, env = "GUANXI_USER_NAME", value_name = "NAME")]
        name: Option<String>,
        /// administrator or member
        #[arg(long, env = "GUANXI_ROLE", default_value = "member", value_name = "ROLE")]
        role: String,
        /// Read the password from the first line of standard input
        #[arg(long, env = "GUANXI_PASSWORD_STDIN")]
        password_stdin: bool,
        #[command(flatten)]
        at: At,
    },
    /// List the people who sign in
    List {
        #[command(flatten)]
        at: At,
    },
    /// Give a person a new password and end their sessions
    Password {
        email: String,
        /// Read the password from the first line of standard input
        #[arg(long, env = "GUANXI_PASSWORD_STDIN")]
        password_stdin: bool,
        #[command(flatten)]
        at: At,
    },
    /// Take the second factor off a person who lost theirs
    TotpReset {
        email: String,
        #[command(flatten)]
        at: At,
    },
    /// Remove the passkeys of a person who lost a device, and end their sessions
    PasskeysRemove {
        email: String,
        #[command(flatten)]
        at: At,
    },
    /// Stop a person from signing in and end their sessions and keys; refused while they hold something
    Deactivate {
        email: String,
        #[command(flatten)]
        at: At,
    },
    /// Give what a person holds to others: customers, open tasks, whatever names them
    HandOver(HandOverArgs),
}

/// # Errors
/// Names that exist or do not; passwords that are too short.
pub async fn run(command: UserCommand, out: Out) -> anyhow::Result<u8> {
    match command {
        UserCommand::Add { email, name, role, password_stdin, at } => {
            let (app, records) = at.open().await?;
            let name = name.unwrap_or_else(|| email.split('@').next().unwrap_or(&email).to_owned());
            let password = if password_stdin { Some(read_password()?) } else { None };
            let new = NewPerson { email, name, role, password, ..NewPerson::default() };
            let (account, made) = staff::add(app.gate(), &records, &staff::system(&records), new).await.map_err(refused)?;
            told(out, &account, "added", made);
        }
        UserCommand::List { at } => {
            let (_, records) = at.open().await?;
            let people = accounts::list(records.tenant()).await?;
            let row = |a: &Account| {
                let active = if a.active { "yes" } else { "no" };
                vec![a.email.clone(), a.name.clone(), a.role.clone(), active.into()]
            };
            out.value(&people.iter().map(staff::view).collect());
            out.table(&["e-mail", "name", "role", "active"], &people.iter().map(row).collect::<Vec<_>>());
        }
        UserCommand::Password { email, password_stdin, at } => {
            let made = if password_stdin { None } else { Some(random_text(16)) };
            let password = match &made {
                Some(made) => made.clone(),
                None => read_password()?,
            };
            let patch = PersonPatch { password: Some(password), ..PersonPatch::default() };
            let account = change(&at, &email, patch).await?;
            told(out, &account, "new password for", made);
        }
        UserCommand::TotpReset { email, at } => {
            let (app, records) = at.open().await?;
            let account = named(&records, &email).await?;
            let system = staff::system(&records);
            let reset = staff::without_totp(app.gate(), &records, &system, account.id, AuditKind::TotpReset);
            let had = reset.await.map_err(refused)?;
            told(out, &account, if had { "no second factor any more for" } else { "there was no second factor for" }, None);
        }
        UserCommand::PasskeysRemove { email, at } => {
            let (app, records) = at.open().await?;
            let account = named(&records, &email).await?;
            let (who, user) = (staff::system(&records).who(), (account.id, account.name.as_str()));
            let gone = passkeys::remove(records.tenant(), &who, user, passkeys::Which::All).await?;
            app.gate().end_sessions(records.tenant(), account.id, None).await.map_err(refused)?;
            let what = if gone > 0 { "no passkeys any more for" } else { "there were no passkeys for" };
            told(out, &account, what, None);
        }
        UserCommand::Deactivate { email, at } => {
            let patch = PersonPatch { active: Some(false), ..PersonPatch::default() };
            let account = change(&at, &email, patch).await?;
            told(out, &account, "deactivated", None);
        }
        UserCommand::HandOver(args) => return super::hand_over::run(args, out).await,
    }
    Ok(exit::DONE)
}

async fn change(at: &At, email: &str, patch: PersonPatch) -> anyhow::Result<Account> {
    let (app, records) = at.open().await?;
    let account = named(&records, email).await?;
    staff::change(app.gate(), &records, &staff::system(&records), account.id, patch).await.map_err(refused)
}

pub(super) async fn named(records: &Records, email: &str) -> anyhow::Result<Account> {
    let account = accounts::by_email(records.tenant(), email).await?;
    account.ok_or_else(|| anyhow::anyhow!("nobody has the e-mail {email}; see: guanxi user list"))
}

fn told(out: Out, account: &Account, what: &str, made: Option<String>) {
    let mut value: Value = staff::view(account);
    out.line(format!("{} {} ({})", out.ink(Ink::Good, what), account.email, account.role));
    if let Some(password) = made {
        out.line(format!("password: {}   (shown once)", out.ink(Ink::Strong, &password)));
        value["password"] = json!(password);
    }
    out.value(&value);
}

fn read_password() -> anyhow::Result<String> {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// A refusal in the words of the command line.
pub fn refused(problem: Problem) -> anyhow::Error {
    match problem.errors.as_slice() {
        [] => anyhow::anyhow!("{}", problem.detail),
        errors => {
            anyhow::anyhow!("{}", errors.iter().map(|e| format!("{}: {}", e.field, e.message)).collect::<Vec<_>>().join("; "))
        }
    }
}
