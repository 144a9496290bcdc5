//! `tenant`: companies and where they live.

use super::user::refused;
use super::{Out, Place, exit, out::Ink, run};
use crate::company::{self, NewCompany};
use crate::signin::{networks, rules, staff};
use clap::Subcommand;
use serde_json::json;
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
    /// List companies with their homes
    List {
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
    /// Delete a company with everything that it has; only a back-up brings it back
    Delete {
        /// Company (its short name)
        slug: String,
        /// Yes, delete it
        #[arg(long, env = "GUANXI_YES")]
        yes: bool,
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
        TenantCommand::List { place } => {
            let tenants = run::open(&place).await?.store().tenants().await?;
            let row = |t: &store::TenantInfo| {
                vec![t.slug.clone(), t.name.clone(), run::home_text(&t.home), t.schema_version.clone(), t.created_at.rfc3339()]
            };
            let rows: Vec<Vec<String>> = tenants.iter().map(row).collect();
            let value = |t: &store::TenantInfo| {
                json!({ "slug": t.slug, "name": t.name, "home": run::home_text(&t.home), "schema_version": t.schema_version,
                        "moving": t.status == store::Status::Moving, "created_at": t.created_at.rfc3339() })
            };
            out.value(&tenants.iter().map(value).collect());
            out.table(&["company", "name", "home", "version", "made"], &rows);
        }
        TenantCommand::Networks { slug, allow, anywhere, place } => networks(&slug, &allow, anywhere, &place, out).await?,
        TenantCommand::Delete { slug, yes, place } => {
            if !yes {
                anyhow::bail!("this deletes company {slug} for good. Back it up first (guanxi backup), then say --yes");
            }
            let app = run::open(&place).await?;
            app.store().delete_tenant(&slug).await?;
            app.search().tidy().await?;
            out.value(&json!({ "slug": slug }));
            out.line(format!("{} company {slug}", out.ink(Ink::Good, "deleted")));
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
