//! Passkeys (WebAuthn): keys on devices, opened by finger, face or PIN, so that one of them is two factors at once.

pub mod ceremony;
pub mod key;

use crate::http::Problem;
use crate::settings::Settings;
use crate::signin::accounts::Account;
use crate::signin::token::Token;
use axum::http::StatusCode;
use ceremony::For;
use key::{Added, Found, Key, MOST};
use model::Id;
use records::Who;
use serde_json::{Value, json};
use store::Tenant;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential, Url, Uuid,
    Webauthn, WebauthnBuilder, WebauthnError,
};

/// Longest name of a key, in characters.
const NAME: usize = 100;
/// Longest name that a device may give a key, in bytes, as the standard has it.
const CREDENTIAL: usize = 1023;

/// Asks devices and checks what they answer.
pub struct Passkeys {
    /// None where the server's address is none that browsers have keys for.
    webauthn: Option<Webauthn>,
    url: String,
}

/// What a browser is to pass to the device, and what it brings along with the answer.
pub struct Asked {
    pub options: Value,
    pub ceremony: String,
}

/// A key that a device made, as the page sends it.
pub struct NewKey {
    pub name: String,
    pub ceremony: String,
    pub credential: Value,
}

/// A device's answer to being asked for any key.
pub struct Given {
    pub answer: PublicKeyCredential,
    pub state: DiscoverableAuthentication,
}

/// Why a device is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    Wrong,
    /// Its counter has not risen: there may be a copy of it.
    Copied,
}

/// What all answers say that are not believed, so that strangers learn nothing.
#[must_use]
pub fn refused() -> Problem {
    Problem::new(StatusCode::UNAUTHORIZED, "wrong_passkey", "The passkey was not accepted; try again or sign in another way.")
}

/// The address when browsers have keys for it: https and a name, or this machine's own.
fn usable(url: &str) -> Option<(Url, String)> {
    let url = Url::parse(url).ok()?;
    let host = url.domain()?.to_owned();
    let here = host == "localhost" || host.ends_with(".localhost");
    let safe = url.scheme() == "https" || (url.scheme() == "http" && here);
    safe.then_some((url, host))
}

impl Passkeys {
    #[must_use]
    pub fn new(settings: &Settings) -> Self {
        let webauthn = usable(&settings.url)
            .and_then(|(url, host)| WebauthnBuilder::new(&host, &url).and_then(|b| b.rp_name("Guanxi").build()).ok());
        Self { webauthn, url: settings.url.clone() }
    }

    /// Where people use them, as browsers write it: `https://crm.example`. None where there can be none.
    #[must_use]
    pub fn origin(&self) -> Option<String> {
        self.webauthn.as_ref()?;
        Some(Url::parse(&self.url).ok()?.origin().ascii_serialization())
    }

    fn webauthn(&self) -> Result<&Webauthn, Problem> {
        self.webauthn.as_ref().ok_or_else(|| {
            let detail = format!(
                "Passkeys need a server at https:// and a host name, or at http://localhost; this one is at {}. \
                 Whoever runs it sets --url (GUANXI_URL) to where people open the app.",
                self.url
            );
            Problem::new(StatusCode::CONFLICT, "passkeys_unavailable", detail)
        })
    }

    /// Asks for a new key for the person of a session.
    ///
    /// # Errors
    /// 409 where there can be none, and when the person has too many; of the database.
    pub async fn ask_new(&self, tenant: &Tenant, account: &Account, session: Id) -> Result<Asked, Problem> {
        let webauthn = self.webauthn()?;
        let known = key::credentials_of(tenant, account.id).await?;
        if known.len() >= MOST {
            return Err(too_many());
        }
        let user = Uuid::from_bytes(account.id.0);
        let begun = webauthn.start_passkey_registration(user, &account.email, &account.name, Some(known));
        let (options, state) = begun.map_err(|e| Problem::internal(&e))?;
        let mut options = json!(options);
        // The device itself finds the key, so that nobody types a name to sign in.
        options["publicKey"]["authenticatorSelection"]["residentKey"] = json!("required");
        options["publicKey"]["authenticatorSelection"]["requireResidentKey"] = json!(true);
        let browser = session.to_string();
        let ceremony = ceremony::put(tenant, For { user: Some(account.id), browser: &browser }, &state).await?;
        Ok(Asked { options, ceremony })
    }

    /// Stores the key that a device made for the person of a session.
    ///
    /// # Errors
    /// 422 when it is not what was asked for, or took too long; 409 when it is known already.
    pub async fn add(&self, tenant: &Tenant, who: &Who, user: Id, session: Id, new: NewKey) -> Result<Key, Problem> {
        let webauthn = self.webauthn()?;
        let name = checked_name(&new.name)?;
        let token = Token::parse(&new.ceremony).ok_or_else(not_accepted)?;
        let browser = session.to_string();
        let asked = ceremony::take::<PasskeyRegistration>(tenant, &token, For { user: Some(user), browser: &browser }).await?;
        let state = asked.ok_or_else(not_accepted)?;
        let made: RegisterPublicKeyCredential = serde_json::from_value(new.credential).map_err(|_| not_accepted())?;
        let key = webauthn.finish_passkey_registration(&made, &state).map_err(|e| {
            tracing::info!(error = %e, "a new passkey was not accepted");
            not_accepted()
        })?;
        let credential: &[u8] = key.cred_id().as_ref();
        if credential.is_empty() || credential.len() > CREDENTIAL {
            return Err(not_accepted());
        }
        let now = tenant.clock().now();
        let stored = Key { id: Id::at(now.unix_ms()), name, created_at: now, used_at: None };
        match key::add(tenant, who, user, &stored, credential, json!(key)).await? {
            Added::Done => Ok(stored),
            Added::TooMany => Err(too_many()),
            Added::Known => {
                Err(Problem::new(StatusCode::CONFLICT, "passkey_known", "This key is known already; take another device."))
            }
        }
    }

    /// Asks for any key that the devices of a browser have for this server.
    ///
    /// # Errors
    /// 409 where there can be none; of the database.
    pub async fn ask_any(&self, tenant: &Tenant, browser: &str) -> Result<Asked, Problem> {
        let (options, state) = self.webauthn()?.start_discoverable_authentication().map_err(|e| Problem::internal(&e))?;
        let mut options = json!(options);
        if let Some(options) = options.as_object_mut() {
            // how the browser shows it is the page's to say
            options.remove("mediation");
        }
        let ceremony = ceremony::put(tenant, For { user: None, browser }, &state).await?;
        Ok(Asked { options, ceremony })
    }

    /// Takes the answer to a question that this browser was told to ask.
    ///
    /// # Errors
    /// 401 `wrong_passkey` when there was none such, or it was answered; of the database.
    pub async fn given(&self, tenant: &Tenant, ceremony: &Token, browser: &str, answer: Value) -> Result<Given, Problem> {
        self.webauthn()?;
        let state = ceremony::take(tenant, ceremony, For { user: None, browser }).await?.ok_or_else(refused)?;
        let answer = serde_json::from_value(answer).map_err(|_| refused())?;
        Ok(Given { answer, state })
    }

    /// The key that the device says it used; nothing of that is proved yet.
    ///
    /// # Errors
    /// Of the database.
    pub async fn said(&self, tenant: &Tenant, given: &Given) -> Result<Option<Found>, Problem> {
        let said = self.webauthn()?.identify_discoverable_authentication(&given.answer);
        let Ok((user, credential)) = said else { return Ok(None) };
        Ok(key::find(tenant, Id(*user.as_bytes()), credential).await?)
    }

    /// Whether the device has this key, asked for finger, face or PIN, was asked by a page of this server, and has counted on.
    ///
    /// # Errors
    /// Of the database.
    pub async fn check(&self, tenant: &Tenant, given: Given, found: &Found) -> Result<Result<(), Doubt>, Problem> {
        let mut key: Passkey = serde_json::from_str(&found.key).map_err(|e| Problem::internal(&e))?;
        let result = match self.webauthn()?.finish_discoverable_authentication_v2(&given.answer, given.state, &key) {
            Ok(result) if result.user_verified() => result,
            Ok(_) => return Ok(Err(Doubt::Wrong)),
            Err(e) => {
                tracing::info!(error = %e, company = tenant.slug(), "a passkey was refused");
                let copied = matches!(e, WebauthnError::CredentialPossibleCompromise);
                return Ok(Err(if copied { Doubt::Copied } else { Doubt::Wrong }));
            }
        };
        key.update_credential(&result);
        let there = key::used(tenant, found.id, &json!(key).to_string(), result.counter()).await?;
        Ok(if there { Ok(()) } else { Err(Doubt::Wrong) })
    }
}

/// A name for a key.
///
/// # Errors
/// 422.
pub fn checked_name(name: &str) -> Result<String, Problem> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > NAME || name.chars().any(char::is_control) {
        return Err(Problem::field("name", "required", format!("say which device it is, in 1 to {NAME} characters")));
    }
    Ok(name.to_owned())
}

fn not_accepted() -> Problem {
    Problem::field("credential", "not_accepted", "the device did not answer what it was asked; begin again")
}

fn too_many() -> Problem {
    let detail = format!("You have {MOST} passkeys already; remove one first.");
    Problem::new(StatusCode::CONFLICT, "too_many_passkeys", detail)
}

#[cfg(test)]
mod tests {
    use super::usable;

    #[test]
    fn browsers_have_keys_for_names_and_for_the_machine_itself() {
        for good in ["https://crm.example", "https://crm.example:8443/", "http://localhost:8080", "http://a.localhost"] {
            assert!(usable(good).is_some(), "{good}");
        }
        for bad in [
            "http://127.0.0.1:8080",
            "https://127.0.0.1",
            "https://[::1]",
            "http://crm.example",
            "ftp://localhost",
            "crm.example",
            "",
        ] {
            assert!(usable(bad).is_none(), "{bad}");
        }
    }
}
