//! What each person may do, and whether they use it.

use super::accounts::{self, Account};
use super::{Auth, keys, roles};
use crate::http::Problem;
use model::{Id, Ts};
use records::Role;
use records::access::permission as may;
use serde::Serialize;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::time::Duration;
use store::{Row, Scan, Tenant};

/// Use longer ago than this is none, in microseconds.
const RECENT: i64 = 90 * 86_400_000_000;
/// Looking for what was used is stopped after this time.
const DEADLINE: Duration = Duration::from_secs(30);

/// Permissions of which it is known whether they are used, each with the acts of the audit log that need it.
const USES: &[(&str, &[&str])] = &[
    (may::RECORD_EXPORT, &["export_made"]),
    (may::RECORD_MERGE, &["records_merged", "merge_undone"]),
    (may::RECORD_SHARE, &["records_shared", "records_unshared"]),
    (may::IMPORT_UNDO, &["import_undone"]),
    (may::UNIT_MANAGE, &["unit_rules_changed"]),
    (may::KEY_MANAGE, &["key_made", "key_revoked"]),
    (may::COMPANY_MANAGE, &["company_changed", "sign_in_rules_changed"]),
    (may::PRIVACY_MANAGE, &["customer_erased", "customer_anonymised", "hold_placed", "hold_lifted"]),
    (may::UNIT_PEOPLE, PEOPLE),
    (may::USER_MANAGE, PEOPLE),
];
const PEOPLE: &[&str] = &[
    "person_added",
    "person_changed",
    "role_changed",
    "person_deactivated",
    "person_activated",
    "hand_over_started",
    "role_made",
    "role_edited",
    "totp_reset",
    "unlocked",
];
/// The same, by what was written to the change log.
const WRITES: &[(&str, &str)] = &[(may::RECORD_CREATE, "insert"), (may::RECORD_UPDATE, "update"), (may::RECORD_DELETE, "delete")];

/// What somebody may do, and whether they do.
#[derive(Clone, Debug, Serialize)]
pub struct Holder {
    pub user: Id,
    pub name: String,
    pub email: String,
    pub role: String,
    pub team: Option<Id>,
    pub active: bool,
    /// The last time they came in; null: never.
    pub last_sign_in: Option<String>,
    /// They may sign in, and did not for 90 days.
    pub idle: bool,
    /// What they may do.
    pub permissions: Vec<String>,
    /// What they may do and did not for 90 days, of what leaves a trace.
    pub unused: Vec<String>,
    pub keys: Vec<HeldKey>,
}

/// An API key that works.
#[derive(Clone, Debug, Serialize)]
pub struct HeldKey {
    pub name: String,
    pub scopes: Vec<String>,
    /// Days since it was made.
    pub age: i64,
    pub last_used_at: Option<String>,
    pub expires_at: Option<String>,
}

/// Everybody whom the asker administers.
///
/// # Errors
/// Of the database.
pub async fn list(auth: &Auth) -> Result<Vec<Holder>, Problem> {
    let (tenant, now) = (auth.tenant(), auth.now());
    let mut people = accounts::list(tenant).await?;
    people.retain(|a| auth.access().manages(a.team));
    let mut known: HashMap<String, Role> = HashMap::new();
    for code in people.iter().map(|a| a.role.clone()).collect::<BTreeSet<_>>() {
        let role = roles::find(tenant, &code).await?.unwrap_or_else(|| Role::nothing(&code));
        known.insert(code, role);
    }
    let came = last_sign_ins(tenant).await?;
    let used = used(tenant, now).await?;
    let mut keys: HashMap<Id, Vec<HeldKey>> = HashMap::new();
    for key in keys::list(tenant).await?.into_iter().filter(|k| k.expires_at.is_none_or(|end| end > now)) {
        let held = HeldKey {
            name: key.name,
            scopes: key.scopes,
            age: (now.0 - key.created_at.0).div_euclid(86_400_000_000),
            last_used_at: key.last_used_at.map(Ts::rfc3339),
            expires_at: key.expires_at.map(Ts::rfc3339),
        };
        keys.entry(key.user).or_default().push(held);
    }
    let holder = |a: Account| {
        let granted = known.get(&a.role).map(Role::permissions).unwrap_or_default();
        let last = came.get(&a.id).copied();
        let of_use = |p: &str| USES.iter().any(|(u, _)| *u == p) || WRITES.iter().any(|(w, _)| *w == p);
        let unused = |p: &&str| of_use(p) && !used.contains(&(a.id, (*p).to_owned()));
        Holder {
            user: a.id,
            idle: a.active && last.is_none_or(|at| now.0 - at > RECENT),
            last_sign_in: last.map(|at| Ts(at).rfc3339()),
            unused: granted.iter().filter(unused).map(str::to_owned).collect(),
            permissions: granted.iter().map(str::to_owned).collect(),
            keys: keys.remove(&a.id).unwrap_or_default(),
            name: a.name,
            email: a.email,
            role: a.role,
            team: a.team,
            active: a.active,
        }
    };
    Ok(people.into_iter().map(holder).collect())
}

/// When people came in last, in microseconds.
async fn last_sign_ins(tenant: &Tenant) -> store::Result<HashMap<Id, i64>> {
    let sql = "select user_id, max(at) from @audit where kind = 'signed_in' and user_id is not null group by user_id";
    let rows = tenant.scan(sql, &[], Scan::within(DEADLINE)).await?;
    Ok(rows.iter().filter_map(|r| Some((r.opt_id(0)?, r.opt_int(1)?))).collect())
}

/// Which permissions people have used of late.
async fn used(tenant: &Tenant, now: Ts) -> store::Result<HashSet<(Id, String)>> {
    let since = &[(now.0 - RECENT).into()];
    let mut used = HashSet::new();
    let pair = |r: &Row| Some((r.opt_id(0)?, r.opt_text(1)?.to_owned()));
    let sql = "select user_id, kind from @audit where at >= $1 and user_id is not null group by user_id, kind";
    for (user, kind) in tenant.scan(sql, since, Scan::within(DEADLINE)).await?.iter().filter_map(pair) {
        let needs = USES.iter().filter(|(_, kinds)| kinds.contains(&kind.as_str()));
        used.extend(needs.map(|(permission, _)| (user, (*permission).to_owned())));
    }
    let sql = "select by_id, kind from @change where at >= $1 and by_id is not null and by_kind in ('person', 'operation') \
        and kind in ('insert', 'update', 'delete') group by by_id, kind";
    for (user, kind) in tenant.scan(sql, since, Scan::within(DEADLINE)).await?.iter().filter_map(pair) {
        let needs = WRITES.iter().filter(|(_, k)| *k == kind);
        used.extend(needs.map(|(permission, _)| (user, (*permission).to_owned())));
    }
    Ok(used)
}
