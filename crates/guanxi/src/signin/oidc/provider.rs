//! Identity providers that a company trusts.

use crate::http::Problem;
use crate::signin::roles;
use model::{FieldError, Id, Ts, Val};
use records::{Access, Audit, AuditKind, Error, audit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::{Keys, Row, Tenant};
use utoipa::ToSchema;

/// Most providers of a company.
const MOST: usize = 20;

/// Whether a sign-in by a provider counts as second factor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Second {
    /// No: who has a second factor here is asked for it.
    #[default]
    Here,
    /// When the provider says (`amr`) that it asked for one.
    Amr,
    /// Always.
    Always,
}

impl Second {
    fn name(self) -> &'static str {
        match self {
            Second::Here => "here",
            Second::Amr => "amr",
            Second::Always => "always",
        }
    }

    fn read(name: &str) -> Self {
        [Second::Amr, Second::Always].into_iter().find(|s| s.name() == name).unwrap_or_default()
    }
}

/// A provider as it is stored.
#[derive(Clone)]
pub struct Provider {
    pub id: Id,
    pub label: String,
    pub issuer: String,
    pub client_id: String,
    /// Empty for a public client.
    pub client_secret: String,
    pub domains: Vec<String>,
    pub role: Option<String>,
    pub second_factor: Second,
    pub active: bool,
    pub updated_at: Ts,
}

/// Where the secret lies, sealed.
const TABLE: &str = "identity_provider";
const SECRET: &str = "client_secret";
const COLUMNS: &str = "id, label, issuer, client_id, client_secret, domains, role, second_factor, active, updated_at";

fn read(keys: &Keys, row: &Row) -> store::Result<Provider> {
    let (id, sealed) = (row.id(0)?, row.text(4)?);
    let secret = if sealed.is_empty() { Vec::new() } else { keys.open(TABLE, SECRET, id, sealed.as_bytes())? };
    Ok(Provider {
        id,
        label: row.text(1)?.to_owned(),
        issuer: row.text(2)?.to_owned(),
        client_id: row.text(3)?.to_owned(),
        client_secret: String::from_utf8(secret).unwrap_or_default(),
        domains: serde_json::from_str(row.text(5)?).unwrap_or_default(),
        role: row.opt_text(6).map(str::to_owned),
        second_factor: Second::read(row.text(7)?),
        active: row.int(8)? == 1,
        updated_at: row.ts(9)?,
    })
}

/// All providers, by label.
///
/// # Errors
/// Of the database.
pub async fn list(tenant: &Tenant) -> store::Result<Vec<Provider>> {
    let sql = format!("select {COLUMNS} from @identity_provider order by label, id");
    tenant.get(&sql, &[]).await?.iter().map(|row| read(tenant.keys(), row)).collect()
}

/// # Errors
/// Of the database.
pub async fn find(tenant: &Tenant, id: Id) -> store::Result<Option<Provider>> {
    let sql = format!("select {COLUMNS} from @identity_provider where id = $1");
    tenant.get(&sql, &[id.into()]).await?.first().map(|row| read(tenant.keys(), row)).transpose()
}

impl Provider {
    /// The provider made fit to be stored.
    ///
    /// # Errors
    /// 422 with everything that is wrong; 403 when its role grants more than the asker has.
    pub async fn checked(mut self, tenant: &Tenant, asker: &Access) -> Result<Self, Problem> {
        let mut errors = Vec::new();
        for (name, text, longest) in [("label", &mut self.label, 100), ("client_id", &mut self.client_id, 500)] {
            *text = text.trim().to_owned();
            if text.is_empty() || text.chars().count() > longest || text.chars().any(char::is_control) {
                errors.push(FieldError::new(name, "required", format!("1 to {longest} characters")));
            }
        }
        if self.client_secret.len() > 2_000 || self.client_secret.chars().any(char::is_control) {
            errors.push(FieldError::new("client_secret", "too_long", "at most 2,000 characters"));
        }
        self.issuer = self.issuer.trim().to_owned();
        if self.issuer.len() > 1_000 || !(self.issuer.starts_with("https://") || self.issuer.starts_with("http://")) {
            errors.push(FieldError::new("issuer", "bad_url", "the provider's address, like https://login.example.com"));
        }
        self.domains = self.domains.iter().map(|d| d.trim().trim_start_matches('@').to_lowercase()).collect();
        self.domains.sort();
        self.domains.dedup();
        let fits = |d: &String| d.len() <= 253 && d.contains('.') && !d.contains(['@', '/', ' ', '*']);
        if self.domains.len() > 100 || !self.domains.iter().all(fits) {
            errors.push(FieldError::new("domains", "bad_domain", "domains of e-mail addresses, like example.com; at most 100"));
        }
        if self.role.is_some() && self.domains.is_empty() {
            errors.push(FieldError::new("domains", "required", "name the domains whose people are added"));
        }
        if let Some(role) = &self.role {
            match roles::find(tenant, role).await? {
                Some(role) => roles::within_own(&role, asker)?,
                None => errors.push(FieldError::new("role", "not_an_option", format!("there is no role '{role}'"))),
            }
        }
        if errors.is_empty() { Ok(self) } else { Err(Error::Invalid(errors).into()) }
    }

    fn told(&self, kind: AuditKind) -> Audit {
        let second = self.second_factor.name();
        Audit::new(kind).of(self.id, self.label.as_str()).with(json!({ "issuer": self.issuer, "client_id": self.client_id,
            "domains": self.domains, "role": self.role, "second_factor": second, "active": self.active }))
    }
}

/// Stores a provider, new or changed.
///
/// # Errors
/// Of the database; 422 when there are too many.
pub async fn put(tenant: &Tenant, access: &Access, provider: &Provider) -> Result<(), Problem> {
    let known = list(tenant).await?;
    let new = !known.iter().any(|p| p.id == provider.id);
    if new && known.len() >= MOST {
        return Err(Problem::field("label", "too_many", format!("there are {MOST} already; remove one")));
    }
    let kind = if new { AuditKind::IdentityProviderMade } else { AuditKind::IdentityProviderChanged };
    let (who, entry) = (&access.who(), &provider.told(kind));
    let secret = match provider.client_secret.as_str() {
        "" => String::new(),
        clear => tenant.keys().seal(TABLE, SECRET, provider.id, clear.as_bytes()).await?,
    };
    let params: &[Val; 11] = &[
        provider.id.into(),
        provider.label.as_str().into(),
        provider.issuer.as_str().into(),
        provider.client_id.as_str().into(),
        secret.into(),
        json!(provider.domains).to_string().into(),
        provider.role.clone().into(),
        provider.second_factor.name().into(),
        i64::from(provider.active).into(),
        provider.updated_at.0.into(),
        access.actor.user.into(),
    ];
    let sql = "insert into @identity_provider (id, label, issuer, client_id, client_secret, domains, role, second_factor, active,
               updated_at, updated_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (id) do update set
               label = excluded.label, issuer = excluded.issuer, client_id = excluded.client_id, client_secret = excluded.client_secret,
               domains = excluded.domains, role = excluded.role, second_factor = excluded.second_factor, active = excluded.active,
               updated_at = excluded.updated_at, updated_by = excluded.updated_by";
    tenant
        .write::<_, store::Error, _>(move |tx| {
            Box::pin(async move {
                tx.run(sql, params).await?;
                audit::note(tx, who, entry).await
            })
        })
        .await?;
    Ok(())
}

/// Removes a provider, and who is known by it unless another one has its issuer.
///
/// # Errors
/// Of the database.
pub async fn remove(tenant: &Tenant, access: &Access, provider: &Provider) -> store::Result<()> {
    let (who, entry) = (&access.who(), &provider.told(AuditKind::IdentityProviderRemoved));
    let (id, issuer) = (provider.id, provider.issuer.as_str());
    tenant
        .write::<_, store::Error, _>(move |tx| {
            Box::pin(async move {
                tx.run("delete from @visit where provider_id = $1", &[id.into()]).await?;
                tx.run("delete from @identity_provider where id = $1", &[id.into()]).await?;
                let sql = "delete from @federated where issuer = $1 and not exists
                           (select 1 from @identity_provider p where p.issuer = $1)";
                tx.run(sql, &[issuer.into()]).await?;
                audit::note(tx, who, entry).await
            })
        })
        .await
}
