//! A company's rules of sign-in.

use super::networks::{self, Networks};
use super::roles;
use crate::http::Problem;
use records::{Audit, AuditKind, Who, audit};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::Tenant;
use utoipa::ToSchema;

/// What a company asks of those who sign in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = SignInRules)]
pub struct Rules {
    /// Roles that need a second factor.
    pub second_factor: Vec<String>,
    /// Networks from which people and programs come in: `203.0.113.0/24`, `2001:db8::/32`; empty: from anywhere.
    pub networks: Vec<String>,
}

impl Rules {
    /// The rules with every role and network once.
    ///
    /// # Errors
    /// 422 for a role that there is not, and for what is no network.
    pub async fn checked(mut self, tenant: &Tenant) -> Result<Self, Problem> {
        for role in &self.second_factor {
            if roles::find(tenant, role).await?.is_none() {
                return Err(Problem::field("second_factor", "not_an_option", format!("there is no role '{role}'")));
            }
        }
        self.second_factor.sort();
        self.second_factor.dedup();
        self.networks = networks::checked(&self.networks)?;
        Ok(self)
    }

    /// From where people come in.
    #[must_use]
    pub fn networks(&self) -> Networks {
        Networks::of(&self.networks)
    }

    /// Whether somebody of this role needs a second factor.
    #[must_use]
    pub fn needs_second(&self, role: &str) -> bool {
        self.second_factor.iter().any(|r| r == role)
    }
}

/// The rules of a company; those of the beginning ask for nothing.
///
/// # Errors
/// Of the database.
pub async fn of(tenant: &Tenant) -> store::Result<Rules> {
    let rows = tenant.get("select value from @sign_in_rule where name = 'rules'", &[]).await?;
    Ok(rows.first().and_then(|r| r.opt_text(0)).and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default())
}

/// Replaces the rules.
///
/// # Errors
/// Of the database.
pub async fn put(tenant: &Tenant, who: &Who, rules: &Rules) -> store::Result<()> {
    let value = serde_json::to_value(rules).unwrap_or(Value::Null);
    let text = value.to_string();
    let entry = &Audit::new(AuditKind::SignInRulesChanged).with(value);
    let text = text.as_str();
    let sql =
        "insert into @sign_in_rule (name, value) values ('rules', $1) on conflict (name) do update set value = excluded.value";
    tenant
        .write::<_, store::Error, _>(move |tx| {
            Box::pin(async move {
                tx.run(sql, &[text.into()]).await?;
                audit::note(tx, who, entry).await
            })
        })
        .await
}
