//! Names of the permissions that the engine and its callers check.

pub const RECORD_READ: &str = "record.read";
pub const RECORD_CREATE: &str = "record.create";
pub const RECORD_UPDATE: &str = "record.update";
pub const RECORD_DELETE: &str = "record.delete";
/// Make several records one, and take that back.
pub const RECORD_MERGE: &str = "record.merge";
/// Show records to people whom their role does not show them to.
pub const RECORD_SHARE: &str = "record.share";
pub const RECORD_EXPORT: &str = "record.export";
pub const IMPORT_RUN: &str = "import.run";
pub const IMPORT_UNDO: &str = "import.undo";
pub const OBJECT_DEFINE: &str = "object.define";
pub const USER_MANAGE: &str = "user.manage";
pub const KEY_MANAGE: &str = "key.manage";
pub const COMPANY_MANAGE: &str = "company.manage";
pub const EVENT_CREATE: &str = "event.create";
/// Take back events that others have entered.
pub const EVENT_AMEND: &str = "event.amend";
pub const FILE_WRITE: &str = "file.write";
/// Read, find and write fields that are marked sensitive.
pub const FIELD_SENSITIVE: &str = "field.sensitive";
/// Say what others see of one's unit.
pub const UNIT_MANAGE: &str = "unit.manage";
/// Administer the people of one's own team and of the teams below it. Whoever has [`USER_MANAGE`] has this too.
pub const UNIT_PEOPLE: &str = "unit.people";
/// Read the audit log.
pub const AUDIT_READ: &str = "audit.read";

/// Hold, erase and make anonymous whom records are about.
pub const PRIVACY_MANAGE: &str = "privacy.manage";

/// Those that follow from what a role may do with the records of each object.
pub const OF_RECORDS: &[&str] =
    &[IMPORT_RUN, RECORD_CREATE, RECORD_DELETE, RECORD_EXPORT, RECORD_MERGE, RECORD_READ, RECORD_UPDATE];

/// Those that a role names itself.
pub const GENERAL: &[&str] = &[
    AUDIT_READ,
    COMPANY_MANAGE,
    EVENT_AMEND,
    EVENT_CREATE,
    FIELD_SENSITIVE,
    FILE_WRITE,
    IMPORT_UNDO,
    KEY_MANAGE,
    OBJECT_DEFINE,
    PRIVACY_MANAGE,
    RECORD_SHARE,
    UNIT_MANAGE,
    UNIT_PEOPLE,
    USER_MANAGE,
];
