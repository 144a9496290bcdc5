//! Permissions as types: a handler's signature says what it needs, and without it the body is not even read.

use super::Auth;
use crate::app::App;
use crate::http::Problem;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use std::marker::PhantomData;

/// A permission as a type, so that a handler's signature says what it needs.
pub trait Permission: Send + Sync + 'static {
    const NAME: &'static str;
}

/// The authenticated context of somebody who has permission `P`. Without it the body is not even read.
pub struct Allowed<P: Permission>(Auth, PhantomData<P>);

impl<P: Permission> std::ops::Deref for Allowed<P> {
    type Target = Auth;

    fn deref(&self) -> &Auth {
        &self.0
    }
}

impl<P: Permission> FromRequestParts<App> for Allowed<P> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let auth = Auth::from_request_parts(parts, app).await?;
        auth.need(P::NAME)?;
        Ok(Self(auth, PhantomData))
    }
}

/// The permissions, one type each.
pub mod may {
    use super::Permission;
    use records::access::permission;

    macro_rules! permissions {
        ($($name:ident = $text:expr;)*) => {
            $(
                #[doc = concat!("`", stringify!($name), "`")]
                pub struct $name;
                impl Permission for $name {
                    const NAME: &'static str = $text;
                }
            )*
        };
    }

    permissions! {
        Read = permission::RECORD_READ;
        Create = permission::RECORD_CREATE;
        Update = permission::RECORD_UPDATE;
        Delete = permission::RECORD_DELETE;
        Export = permission::RECORD_EXPORT;
        Merge = permission::RECORD_MERGE;
        Share = permission::RECORD_SHARE;
        Units = permission::UNIT_MANAGE;
        Import = permission::IMPORT_RUN;
        Undo = permission::IMPORT_UNDO;
        Define = permission::OBJECT_DEFINE;
        Users = permission::USER_MANAGE;
        People = permission::UNIT_PEOPLE;
        Keys = permission::KEY_MANAGE;
        Company = permission::COMPANY_MANAGE;
        Write = permission::FILE_WRITE;
        Audit = permission::AUDIT_READ;
        Privacy = permission::PRIVACY_MANAGE;
    }
}
