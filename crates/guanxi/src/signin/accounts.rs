//! People as sign-in sees them: a row of object `user`, and the password beside it that no record operation can read.

use model::{Id, Ts};
use store::{Row, Tenant, Tx};

/// Somebody who may sign in, or may no longer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    pub id: Id,
    pub name: String,
    pub email: String,
    /// Code of their role.
    pub role: String,
    pub team: Option<Id>,
    /// `en`, `zh-CN`, `zh-TW`; `None`: the company's.
    pub language: Option<String>,
    /// IANA name; `None`: the company's.
    pub zone: Option<String>,
    pub active: bool,
}

const COLUMNS: &str = "id, name, email, role, language, active, team_id, zone";

impl Account {
    fn read(row: &Row) -> Option<Self> {
        Some(Self {
            id: row.opt_id(0)?,
            name: row.opt_text(1).unwrap_or_default().to_owned(),
            email: row.opt_text(2).unwrap_or_default().to_owned(),
            role: row.opt_text(3).unwrap_or_default().to_owned(),
            team: row.opt_id(6),
            language: row.opt_text(4).filter(|l| !l.is_empty()).map(str::to_owned),
            zone: row.opt_text(7).filter(|z| !z.is_empty()).map(str::to_owned),
            active: row.opt_int(5) == Some(1),
        })
    }
}

/// The account with this e-mail, however it is written.
///
/// # Errors
/// Of the database.
pub async fn by_email(tenant: &Tenant, email: &str) -> store::Result<Option<Account>> {
    let sql = format!("select {COLUMNS} from @user where email_key = $1 and deleted_at is null");
    let rows = tenant.get(&sql, &[model::text::fold(email.trim()).into()]).await?;
    Ok(rows.first().and_then(Account::read))
}

/// # Errors
/// Of the database.
pub async fn by_id(tenant: &Tenant, id: Id) -> store::Result<Option<Account>> {
    let sql = format!("select {COLUMNS} from @user where id = $1 and deleted_at is null");
    let rows = tenant.get(&sql, &[id.into()]).await?;
    Ok(rows.first().and_then(Account::read))
}

/// The stored hash of a person's password; `None` when they have none yet.
///
/// # Errors
/// Of the database.
pub async fn password(tenant: &Tenant, user: Id) -> store::Result<Option<String>> {
    let rows = tenant.get("select password from @credential where user_id = $1", &[user.into()]).await?;
    Ok(rows.first().and_then(|r| r.opt_text(0).map(str::to_owned)))
}

/// Stores the hash of a person's password; a link to set another is void.
///
/// # Errors
/// Of the database.
pub async fn put_password(tx: &mut Tx, user: Id, hash: &str, now: Ts) -> store::Result<()> {
    let sql = "insert into @credential (user_id, password, changed_at) values ($1, $2, $3)
               on conflict (user_id) do update set password = excluded.password, changed_at = excluded.changed_at";
    tx.run(sql, &[user.into(), hash.into(), now.0.into()]).await?;
    super::gate::reset::void(tx, user).await
}

/// All people who are not deleted, by name.
///
/// # Errors
/// Of the database.
pub async fn list(tenant: &Tenant) -> store::Result<Vec<Account>> {
    let sql = format!("select {COLUMNS} from @user where deleted_at is null order by name_key, id");
    let rows = tenant.scan(&sql, &[], store::Scan::default()).await?;
    Ok(rows.iter().filter_map(Account::read).collect())
}
