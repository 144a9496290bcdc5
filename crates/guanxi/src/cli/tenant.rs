//! `tenant`: companies and where they live.

use super::{Out, TenantCommand, exit, out::Ink, run};
use crate::company::{self, NewCompany};
use serde_json::json;

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
        TenantCommand::Delete { slug, yes, place } => {
            if !yes {
                anyhow::bail!("this deletes company {slug} for good. Back it up first (guanxi backup), then say --yes");
            }
            run::open(&place).await?.store().delete_tenant(&slug).await?;
            out.value(&json!({ "slug": slug }));
            out.line(format!("{} company {slug}", out.ink(Ink::Good, "deleted")));
        }
        TenantCommand::Move { slug, to, place } => {
            let home = run::home(Some(&to), &place)?;
            let app = run::open(&place).await?;
            app.store().move_tenant(&slug, home).await?;
            out.value(&json!({ "slug": slug, "home": run::without_password(&to) }));
            out.line(format!("{} {slug} to {}", out.ink(Ink::Good, "moved"), run::without_password(&to)));
        }
    }
    Ok(exit::DONE)
}
