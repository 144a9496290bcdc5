//! `tenant`: companies and where they live.

use super::user::refused;
use super::{Out, Place, exit, out::Ink, run, terms};
use crate::company::{self, NewCompany};
use crate::signin::{networks, rules, staff};
use clap::Subcommand;
use serde_json::json;
use std::path::PathBuf;
use store::address::masked;

#[derive(Subcommand, Debug, Clone)]
pub enum TenantCommand {
    /// Make a company
    Create {
        /// Short name, used in addresses and keys: a-z, 0-9 and -
        slug: String,
        /// Name as people write it; left out: the short name
        #[arg(long, env = "GUANXI_TENANT_NAME", value_name = "NAME")]
        name: Option<String>,
        /// sqlite, schema (on --database), or the address of a database of its own: postgres://..., env:NAME, file:PATH
        #[arg(long, env = "GUANXI_HOME", value_name = "HOME")]
        home: Option<String>,
        /// Currency of sums, ISO 4217
        #[arg(long, env = "GUANXI_CURRENCY", default_value = "CNY", value_name = "CODE")]
        currency: String,
        /// Time zone in which days begin
        #[arg(long, env = "GUANXI_ZONE", default_value = "Asia/Shanghai", value_name = "ZONE")]
        zone: String,
        /// Language of staff: zh-CN, zh-TW, en
        #[arg(long, env = "GUANXI_LANGUAGE", default_value = "zh-CN", value_name = "CODE")]
        language: String,
        /// Country of phone numbers without a country code, ISO 3166
        #[arg(long, env = "GUANXI_COUNTRY", default_value = "CN", value_name = "CODE")]
        country: String,
        #[command(flatten)]
        place: Place,
    },
    /// List companies with their homes, whether they are open, and how much they may hold
    List {
        /// Say how much each holds, too; opens each of them
        #[arg(long, env = "GUANXI_USAGE")]
        usage: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Move a company to another home
    Move {
        slug: String,
        /// sqlite, schema (on --database), or the address of a database of its own: postgres://..., env:NAME, file:PATH
        #[arg(long, env = "GUANXI_HOME", value_name = "HOME")]
        to: String,
        #[command(flatten)]
        place: Place,
    },
    /// Show or change from which networks people and programs come in: the way back for who locked themselves out
    Networks {
        /// Company (its short name)
        slug: String,
        /// Let in from here only: 203.0.113.0/24, 2001:db8::/32 or one address; several with commas
        #[arg(long, env = "GUANXI_ALLOW", value_name = "NETWORKS", value_delimiter = ',', conflicts_with = "anywhere")]
        allow: Vec<String>,
        /// Let in from anywhere
        #[arg(long, env = "GUANXI_ANYWHERE")]
        anywhere: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Shut a company: nobody signs in, programs are refused, jobs wait; nothing is lost
    Suspend {
        /// Company (its short name)
        slug: String,
        /// What its people are told
        #[arg(long, env = "GUANXI_WHY", default_value = "", value_name = "TEXT")]
        why: String,
        #[command(flatten)]
        place: Place,
    },
    /// Open a suspended company again
    Resume {
        /// Company (its short name)
        slug: String,
        #[command(flatten)]
        place: Place,
    },
    /// Say how much a company may hold; what is left out has no limit
    Quota {
        /// Company (its short name)
        slug: String,
        /// Most records in use
        #[arg(long, env = "GUANXI_QUOTA_RECORDS", value_name = "N")]
        records: Option<u32>,
        /// Most megabytes of uploaded files
        #[arg(long, env = "GUANXI_QUOTA_MEGABYTES", value_name = "N")]
        megabytes: Option<u32>,
        /// Most people who may sign in
        #[arg(long, env = "GUANXI_QUOTA_PEOPLE", value_name = "N")]
        people: Option<u32>,
        #[command(flatten)]
        place: Place,
    },
    /// Back a company up, then delete it; for a while it can be brought back
    Delete {
        /// Company (its short name)
        slug: String,
        /// Yes, delete it: its short name once more
        #[arg(long, env = "GUANXI_YES", value_name = "SLUG")]
        yes: Option<String>,
        /// Back-up to write first; left out: in the folder `deleted` of the data
        #[arg(long, env = "GUANXI_EXPORT", value_name = "FILE")]
        export: Option<PathBuf>,
        /// Days in which it can be brought back, before it is removed for good
        #[arg(long, env = "GUANXI_GRACE_DAYS", default_value_t = 30, value_name = "DAYS")]
        grace_days: u16,
        #[command(flatten)]
        place: Place,
    },
    /// Bring a deleted company back, as it was
    Undelete {
        /// Company (its short name)
        slug: String,
        #[command(flatten)]
        place: Place,
    },
    /// Remove for good what was deleted and whose days are over; the server does it by itself
    Purge {
        #[command(flatten)]
        place: Place,
    },
}

/// # Errors
/// Of the store; names that exist or do not.
pub async fn run(command: TenantCommand, out: Out) -> anyhow::Result<u8> {
    match command {
        TenantCommand::Create { slug, name, home, currency, zone, language, country, place } => {
            let home = run::home(home.as_deref(), &place)?;
            let app = run::open(&place).await?;
            let name = name.unwrap_or_else(|| slug.clone());
            company::create(&app, NewCompany { slug: slug.clone(), name, home, currency, zone, language, country }).await?;
            out.value(&json!({ "slug": slug }));
            out.line(format!(
                "{} company {slug}. Next: guanxi user add EMAIL --role administrator --tenant {slug}",
                out.ink(Ink::Good, "made")
            ));
        }
        TenantCommand::List { usage, place } => terms::list(&run::open(&place).await?, usage, out).await?,
        TenantCommand::Suspend { slug, why, place } => {
            run::open(&place).await?.store().suspend(&slug, &why).await?;
            terms::told(out, "suspended", &slug);
        }
        TenantCommand::Networks { slug, allow, anywhere, place } => networks(&slug, &allow, anywhere, &place, out).await?,
        TenantCommand::Resume { slug, place } => {
            let was = run::open(&place).await?.store().resume(&slug).await?;
            terms::told(out, if was { "open again:" } else { "was open already:" }, &slug);
        }
        TenantCommand::Quota { slug, records, megabytes, people, place } => {
            let bytes = megabytes.map(|m| i64::from(m) * 1_000_000);
            let quota = store::Quota { records: records.map(i64::from), bytes, people: people.map(i64::from) };
            run::open(&place).await?.store().set_quota(&slug, quota).await?;
            terms::told(out, &format!("may hold {}:", terms::limits(&quota)), &slug);
        }
        TenantCommand::Delete { slug, yes, export, grace_days, place } => {
            if yes.as_deref() != Some(slug.as_str()) {
                anyhow::bail!("this deletes company {slug} with everything that it has. If you mean it: --yes {slug}");
            }
            terms::delete(&run::open(&place).await?, &slug, export, grace_days, out).await?;
        }
        TenantCommand::Undelete { slug, place } => {
            let was = run::open(&place).await?.store().bring_back(&slug).await?;
            anyhow::ensure!(was, "{slug} is not deleted");
            terms::told(out, "brought back", &slug);
        }
        TenantCommand::Purge { place } => {
            let app = run::open(&place).await?;
            let gone = app.store().purge().await?;
            app.search().tidy().await?;
            out.value(&json!({ "removed": gone }));
            out.line(format!(
                "{} {}",
                out.ink(Ink::Good, "removed for good:"),
                if gone.is_empty() { "none".into() } else { gone.join(", ") }
            ));
        }
        TenantCommand::Move { slug, to, place } => {
            let home = run::home(Some(&to), &place)?;
            let app = run::open(&place).await?;
            app.store().move_tenant(&slug, home).await?;
            out.value(&json!({ "slug": slug, "home": masked(&to) }));
            out.line(format!("{} {slug} to {}", out.ink(Ink::Good, "moved"), masked(&to)));
        }
    }
    Ok(exit::DONE)
}

async fn networks(slug: &str, allow: &[String], anywhere: bool, place: &Place, out: Out) -> anyhow::Result<()> {
    let records = run::open(place).await?.records(slug).await?;
    let mut rules = rules::of(records.tenant()).await?;
    if anywhere || !allow.is_empty() {
        rules.networks = networks::checked(allow).map_err(refused)?;
        rules::put(records.tenant(), &staff::system(&records).who(), &rules).await?;
    }
    out.value(&json!({ "slug": slug, "networks": rules.networks }));
    match rules.networks.as_slice() {
        [] => out.line(format!("people and programs of {slug} come in from anywhere")),
        list => out.line(format!("people and programs of {slug} come in from {}", list.join(", "))),
    }
    Ok(())
}
