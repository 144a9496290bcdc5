//! The authenticated context. It is the only thing in a handler that leads to a company's records: its fields are private
//! and nothing but the gate makes one.

use super::gate::{Carrier, Gate, Signed, served};
use super::oidc::Oidc;
use super::passkey::Passkeys;
use super::request::{credential, from_own_page, origin, to_enrol, writes};
use crate::app::App;
use crate::http::Problem;
use crate::intake::Inbox;
use crate::live::Live;
use crate::openapi::Documents;
use crate::settings::Settings;
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use bytes::Bytes;
use futures_util::Stream;
use model::{Id, Ts};
use records::audit::Origin;
use records::erase::{Mode, Told};
use records::{Access, Records};
use search::Search;
use std::ops::Range;
use std::sync::Arc;
use store::Tenant;
use store::blobs::{Blob, BlobReader, Blobs};

/// Who asks, and the records of their company.
#[derive(Clone)]
pub struct Auth {
    app: App,
    signed: Arc<Signed>,
    access: Arc<Access>,
    origin: Arc<Origin>,
    records: Records,
}

impl Auth {
    #[must_use]
    pub fn records(&self) -> &Records {
        &self.records
    }

    #[must_use]
    pub fn access(&self) -> &Access {
        &self.access
    }

    /// The asker as they ask in the name of a purpose; as they are for an empty one.
    ///
    /// # Errors
    /// 400 for a purpose that the company does not have.
    pub async fn in_name_of(&self, purpose: &str) -> Result<Arc<Access>, Problem> {
        if purpose.is_empty() {
            return Ok(self.access.clone());
        }
        let catalog = self.records.current().await?;
        Ok(Arc::new(super::closed::for_purpose(&catalog, &self.access, purpose)?))
    }

    /// Forgets a customer of the company.
    ///
    /// # Errors
    /// As [`crate::privacy::erase`].
    pub async fn erase(&self, customer: Id, mode: Mode) -> Result<Told, Problem> {
        crate::privacy::erase(&self.app, &self.records, &self.access, customer, mode).await
    }

    /// Deletes an archive of a customer with its file.
    ///
    /// # Errors
    /// As [`crate::privacy::archive::delete`].
    pub async fn forget_archive(&self, id: Id) -> Result<(), Problem> {
        crate::privacy::archive::delete(&self.records, &self.access, self.app.blobs(), id).await
    }

    /// Does what a request about somebody's data asks for.
    ///
    /// # Errors
    /// As [`crate::privacy::desk::act`].
    pub async fn act_for(&self, request: Id, act: crate::privacy::desk::Act) -> Result<crate::privacy::desk::Request, Problem> {
        crate::privacy::desk::act(&self.app, &self.records, &self.access, request, act).await
    }

    /// Deletes an archive of the asker's unit.
    ///
    /// # Errors
    /// As [`crate::leaving::delete`].
    pub async fn forget_unit_export(&self, id: Id) -> Result<(), Problem> {
        crate::leaving::delete(&self.records, &self.access, self.app.blobs(), id).await
    }

    #[must_use]
    pub fn signed(&self) -> &Signed {
        &self.signed
    }

    /// The company's database, for the tables of sign-in.
    #[must_use]
    pub fn tenant(&self) -> &Tenant {
        self.records.tenant()
    }

    /// Sign-in of the server, for changes of people and keys.
    #[must_use]
    pub fn gate(&self) -> &Gate {
        self.app.gate()
    }

    /// The server's settings.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        self.app.settings()
    }

    /// Places that others put files into.
    #[must_use]
    pub fn inbox(&self) -> &Inbox {
        self.app.inbox()
    }

    /// Streams of changes.
    #[must_use]
    pub fn live(&self) -> &Live {
        self.app.live()
    }

    /// Searching.
    #[must_use]
    pub fn search(&self) -> &Search {
        self.app.search()
    }

    /// Identity providers.
    #[must_use]
    pub fn oidc(&self) -> &Oidc {
        self.app.oidc()
    }

    /// Keys on devices.
    #[must_use]
    pub fn passkeys(&self) -> &Passkeys {
        self.app.passkeys()
    }

    /// OpenAPI documents.
    #[must_use]
    pub fn documents(&self) -> &Documents {
        self.app.documents()
    }

    /// The present, as the server's clock has it.
    #[must_use]
    pub fn now(&self) -> Ts {
        self.tenant().clock().now()
    }

    /// Files of the company, and of no other.
    #[must_use]
    pub fn files(&self) -> Files<'_> {
        Files { blobs: self.app.blobs(), slug: self.tenant().slug() }
    }

    /// Who writes, for answers kept by idempotency key: the API key, else the person.
    #[must_use]
    pub fn writer(&self) -> Id {
        self.access().actor.key.or(self.access().actor.user).unwrap_or(Id::NIL)
    }

    /// # Errors
    /// 403 for programs: what concerns the account of the person behind a key is that person's alone.
    pub fn in_person(&self) -> Result<Id, Problem> {
        let programs = "Programs cannot change the account of the person behind their key.";
        self.signed.session.ok_or_else(|| Problem::new(StatusCode::FORBIDDEN, "forbidden", programs))
    }

    /// Where the request came from.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// # Errors
    /// 403 naming the permission.
    pub fn need(&self, permission: &str) -> Result<(), Problem> {
        if self.access().can(permission) { Ok(()) } else { Err(Problem::forbidden(permission)) }
    }
}

/// The files of one company.
pub struct Files<'a> {
    blobs: &'a Blobs,
    slug: &'a str,
}

impl Files<'_> {
    /// Stores what comes; nothing of it stays when the stream breaks off.
    ///
    /// # Errors
    /// Of the stream and of the file store.
    pub async fn put<S>(&self, content: S) -> store::Result<Blob>
    where
        S: Stream<Item = Result<Bytes, std::io::Error>> + Send + Unpin,
    {
        self.blobs.put(self.slug, content).await
    }

    /// # Errors
    /// `NotFound`; of the file store.
    pub async fn get(&self, key: &str) -> store::Result<BlobReader> {
        self.blobs.get(self.slug, key).await
    }

    /// Some bytes of a file.
    ///
    /// # Errors
    /// `NotFound`; of the file store.
    pub async fn get_part(&self, key: &str, part: Range<u64>) -> store::Result<BlobReader> {
        self.blobs.get_part(self.slug, key, part).await
    }

    /// # Errors
    /// Of the file store.
    pub async fn delete(&self, key: &str) -> store::Result<()> {
        self.blobs.delete(self.slug, key).await
    }
}

impl FromRequestParts<App> for Auth {
    type Rejection = Problem;

    #[allow(clippy::disallowed_methods, reason = "this is the way")]
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let (text, carrier) = credential(&parts.headers).ok_or_else(Problem::unauthorized)?;
        if carrier == Carrier::Cookie && writes(&parts.method) && !from_own_page(&parts.headers) {
            let detail = "Writes with a session need header 'X-Guanxi: 1'; programs use an API key.";
            return Err(Problem::new(StatusCode::FORBIDDEN, "cross_site", detail));
        }
        let signed = app.gate().recognise(text, carrier).await?;
        let origin = Arc::new(origin(parts, app.settings()));
        signed.networks.check(origin.address)?;
        if signed.must_enrol && !to_enrol(parts.uri.path()) {
            let detail = "Your company asks you for a second factor; set it up at /api/me/totp or /api/me/passkeys.";
            return Err(Problem::new(StatusCode::FORBIDDEN, "second_factor_required", detail));
        }
        let records = app.records(&signed.access.tenant).await?;
        served(records.tenant())?;
        let open = signed.under(&*records.current().await?);
        let access = Arc::new(Access { origin: Some(origin.clone()), ..(*open).clone() });
        Ok(Self { app: app.clone(), signed, access, origin, records })
    }
}
