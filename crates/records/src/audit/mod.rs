//! The audit log: who came in and from where, and acts that a company must be able to answer for. It is only ever added to,
//! in the transaction of what it tells of where there is one.

mod read;

pub use read::{AuditItem, AuditPage, AuditQuery};

use crate::Access;
use model::Id;
use serde_json::Value;
use std::net::IpAddr;
use store::Tx;

/// Longest name of a browser that is kept, in characters.
const AGENT: usize = 200;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $name:literal;)*) => {
        /// What the audit log knows. A feature that does more of the sort adds its kind here.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum AuditKind { $($(#[$doc])* $kind,)* }

        impl AuditKind {
            /// Every kind.
            pub const ALL: &'static [AuditKind] = &[$(AuditKind::$kind,)*];

            /// Its word in the log.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(AuditKind::$kind => $name,)* }
            }
        }
    };
}

kinds! {
    SignedIn = "signed_in";
    SignInFailed = "sign_in_failed";
    /// Right, but from an address that the company does not let in.
    SignInRefused = "sign_in_refused";
    SignedOut = "signed_out";
    /// Nobody enters an account for a while.
    Locked = "locked";
    /// An administrator ended that early.
    Unlocked = "unlocked";
    SessionRevoked = "session_revoked";
    PasswordChanged = "password_changed";
    /// Somebody asked for a link to set a new one.
    PasswordResetAsked = "password_reset_asked";
    /// By such a link.
    PasswordReset = "password_reset";
    PersonAdded = "person_added";
    /// E-mail, name or language.
    PersonChanged = "person_changed";
    RoleChanged = "role_changed";
    PersonDeactivated = "person_deactivated";
    PersonActivated = "person_activated";
    KeyMade = "key_made";
    KeyRevoked = "key_revoked";
    ExportMade = "export_made";
    ImportUndone = "import_undone";
    /// Many records were changed or deleted in one act.
    BulkActionDone = "bulk_action_done";
    BulkActionUndone = "bulk_action_undone";
    /// Made, changed or removed.
    ImportScheduleChanged = "import_schedule_changed";
    RecordsMerged = "records_merged";
    MergeUndone = "merge_undone";
    CompanyChanged = "company_changed";
    /// A file of configuration, or a pack.
    ConfigApplied = "config_applied";
    ConfigTakenBack = "config_taken_back";
    RoleMade = "role_made";
    /// What a role grants, or its name.
    RoleEdited = "role_edited";
    RoleRemoved = "role_removed";
    /// A masked value was shown whole.
    FieldRevealed = "field_revealed";
    TotpEnabled = "totp_enabled";
    /// By the person.
    TotpRemoved = "totp_removed";
    /// By an administrator.
    TotpReset = "totp_reset";
    PasskeyAdded = "passkey_added";
    PasskeyRenamed = "passkey_renamed";
    PasskeyRemoved = "passkey_removed";
    /// Its counter has not risen: somebody may have a copy of it.
    PasskeyCopied = "passkey_copied";
    RecoveryCodeUsed = "recovery_code_used";
    RecoveryCodesMade = "recovery_codes_made";
    SignInRulesChanged = "sign_in_rules_changed";
    IdentityProviderMade = "identity_provider_made";
    IdentityProviderChanged = "identity_provider_changed";
    IdentityProviderRemoved = "identity_provider_removed";
    /// An identity provider vouched for somebody the first time.
    IdentityLinked = "identity_linked";
    /// A view of a list that others see was made, changed, removed, or begins somebody's list.
    ListViewChanged = "list_view_changed";
    /// Shown to somebody whom their role does not show them to.
    RecordsShared = "records_shared";
    RecordsUnshared = "records_unshared";
    /// Somebody outside may see a record by a link.
    GuestLinkMade = "guest_link_made";
    GuestLinkOpened = "guest_link_opened";
    /// With a wrong passcode.
    GuestLinkRefused = "guest_link_refused";
    GuestLinkEnded = "guest_link_ended";
    /// Calendars may read somebody's open tasks at a secret address, or may no more.
    CalendarFeedMade = "calendar_feed_made";
    CalendarFeedEnded = "calendar_feed_ended";
    /// What others see of a unit.
    UnitRulesChanged = "unit_rules_changed";
    /// What somebody holds shall go to others.
    HandOverStarted = "hand_over_started";
    /// It went.
    HandedOver = "handed_over";
    HandOverUndone = "hand_over_undone";
    /// A unit gathers its own data into one file.
    UnitExportMade = "unit_export_made";
    UnitExportTaken = "unit_export_taken";
    ReviewStarted = "review_started";
    /// A reviewer confirmed what somebody may do.
    AccessConfirmed = "access_confirmed";
    /// A reviewer gave somebody another role.
    AccessRevoked = "access_revoked";
    CustomerErased = "customer_erased";
    CustomerAnonymised = "customer_anonymised";
    /// Everything kept about a customer was gathered into one file, and taken out.
    ArchiveMade = "archive_made";
    ArchiveTaken = "archive_taken";
    /// A customer stays as they are and is used for no purpose.
    RestrictionPlaced = "restriction_placed";
    RestrictionLifted = "restriction_lifted";
    /// Somebody asked for what the law gives them.
    RequestReceived = "request_received";
    RequestChanged = "request_changed";
    /// What was asked for was done by the program.
    RequestActed = "request_acted";
    RequestClosed = "request_closed";
    PrivacyRulesChanged = "privacy_rules_changed";
    /// A rule of how long records are kept was made, switched, removed; and what one did.
    RetentionChanged = "retention_changed";
    RetentionRun = "retention_run";
    /// What people write of the record of processing.
    ProcessingChanged = "processing_changed";
    /// A customer must be kept: nobody erases them.
    HoldPlaced = "hold_placed";
    HoldLifted = "hold_lifted";
}

impl AuditKind {
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|k| k.name() == name)
    }
}

/// Where a request came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    pub address: IpAddr,
    /// What the browser or program calls itself.
    pub agent: String,
}

impl Origin {
    /// Keeps the beginning of `agent`.
    #[must_use]
    pub fn new(address: IpAddr, agent: &str) -> Self {
        Self { address, agent: agent.chars().filter(|c| !c.is_control()).take(AGENT).collect() }
    }
}

/// Who did something, as the log keeps it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Who {
    pub user: Option<Id>,
    pub key: Option<Id>,
    /// Their name at the time; empty for somebody unknown, `system` for the command line and the program itself.
    pub name: String,
    pub origin: Option<Origin>,
}

impl Who {
    /// Somebody who has not proved who they are.
    #[must_use]
    pub fn nobody(origin: &Origin) -> Self {
        Self { origin: Some(origin.clone()), ..Self::default() }
    }

    /// A person of the company.
    #[must_use]
    pub fn person(user: Id, name: &str, origin: &Origin) -> Self {
        Self { user: Some(user), key: None, name: name.to_owned(), origin: Some(origin.clone()) }
    }
}

impl Access {
    /// As whom the audit log knows the asker.
    #[must_use]
    pub fn who(&self) -> Who {
        let origin = self.origin.as_deref().cloned();
        Who { user: self.actor.user, key: self.actor.key, name: self.actor.name.clone(), origin }
    }
}

/// One entry to be.
#[derive(Clone, Debug)]
pub struct Audit {
    kind: AuditKind,
    subject_id: Option<Id>,
    subject: String,
    details: Value,
}

impl Audit {
    #[must_use]
    pub fn new(kind: AuditKind) -> Self {
        Self { kind, subject_id: None, subject: String::new(), details: Value::Object(serde_json::Map::new()) }
    }

    /// Whom or what it was done to, with its name at the time.
    #[must_use]
    pub fn of(self, id: Id, name: impl Into<String>) -> Self {
        Self { subject_id: Some(id), subject: name.into(), ..self }
    }

    /// What it was done to, when that has no id.
    #[must_use]
    pub fn named(self, name: impl Into<String>) -> Self {
        Self { subject: name.into(), ..self }
    }

    /// More about it, as a JSON object. Never a secret, nor what a person typed where a secret belongs.
    #[must_use]
    pub fn with(self, details: Value) -> Self {
        Self { details, ..self }
    }
}

/// Adds an entry within a transaction.
///
/// # Errors
/// Of the database.
pub async fn note(tx: &mut Tx, who: &Who, entry: &Audit) -> store::Result<()> {
    let now = tx.now();
    let sql = "insert into @audit (id, at, kind, user_id, key_id, actor, subject_id, subject, address, agent, details)
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    let origin = who.origin.as_ref();
    let values = [
        Id::at(now.unix_ms()).into(),
        now.0.into(),
        entry.kind.name().into(),
        who.user.into(),
        who.key.into(),
        who.name.as_str().into(),
        entry.subject_id.into(),
        entry.subject.as_str().into(),
        origin.map(|o| o.address.to_string()).into(),
        origin.map_or("", |o| o.agent.as_str()).into(),
        entry.details.to_string().into(),
    ];
    tx.run(sql, &values).await.map(drop)
}

/// Adds an entry in a transaction of its own, for what has none here.
///
/// # Errors
/// Of the database.
pub async fn note_alone(tenant: &store::Tenant, who: &Who, entry: &Audit) -> store::Result<()> {
    tenant.write::<_, store::Error, _>(move |tx| Box::pin(note(tx, who, entry))).await
}
