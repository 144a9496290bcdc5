//! A person's open tasks in their calendar: at a secret address, as that person sees them now, closed as for guests.

mod document;
mod feed;
mod lines;

pub use document::{Form, document};
pub use feed::{Feed, end, of, renew};

use crate::app::App;
use crate::http::Problem;
use crate::signin::guest::outside;
use crate::signin::token::Token;
use crate::signin::{Account, accounts, roles};
use crm::tasks::model::Task;
use model::{Condition, Record};
use records::audit::Origin;
use records::labels::Labels;
use records::{Access, Error, ListQuery, Records, Sort};

/// Most tasks in a calendar, those due first.
const MOST: usize = 1_000;
/// Tasks read at once.
const PAGE: usize = 200;

/// What a calendar is made of.
pub struct Tasks {
    pub records: Records,
    pub access: Access,
    pub account: Account,
    pub tasks: Vec<Record>,
    /// What customers are called.
    pub titles: Labels,
}

/// Follows a secret address; `None` for whatever is wrong with it.
///
/// # Errors
/// 429 when it is asked for too often; of the database.
#[allow(clippy::disallowed_methods, reason = "a calendar has an address instead of an account, and reads one person's tasks")]
pub async fn enter(app: &App, text: &str, origin: &Origin) -> Result<Option<Tasks>, Problem> {
    app.gate().admit_guest(origin, text)?;
    let Some(token) = Token::parse(text) else { return Ok(None) };
    let records = match app.records(&token.tenant).await {
        Err(Error::Store(store::Error::NotFound(_))) => return Ok(None),
        other => other?,
    };
    let tenant = records.tenant();
    if tenant.shut().is_some() {
        return Ok(None);
    }
    let Some(user) = feed::find(tenant, &token).await? else { return Ok(None) };
    let Some(account) = accounts::by_id(tenant, user).await?.filter(|a| a.active) else { return Ok(None) };
    let access = outside(&*records.current().await?, &roles::access(tenant, &account).await?);
    let (tasks, titles) = match open_tasks(&records, &access, &account).await {
        Err(Error::Store(e)) => return Err(e.into()),
        // Whose role shows them no tasks has none.
        Err(_) => (Vec::new(), Labels::default()),
        Ok(found) => found,
    };
    feed::note_read(tenant, token.id).await?;
    Ok(Some(Tasks { records, access, account, tasks, titles }))
}

async fn open_tasks(records: &Records, access: &Access, account: &Account) -> Result<(Vec<Record>, Labels), Error> {
    let filter =
        Condition::parse(&format!("assignee:{} state:open", account.id)).map_err(|e| Error::BadRequest(e.to_string()))?;
    let (mut tasks, mut titles, mut cursor) = (Vec::new(), Labels::default(), None);
    loop {
        let (filter, sort) = (filter.clone(), Sort::parse(Task::DUE_AT));
        let query = ListQuery { filter, sort, limit: PAGE, labels: true, cursor, ..ListQuery::new(Task::OBJECT) };
        let page = records.list(access, &query).await?;
        tasks.extend(page.records);
        titles.0.extend(page.labels.0);
        cursor = page.next.filter(|_| tasks.len() < MOST);
        if cursor.is_none() {
            return Ok((tasks, titles));
        }
    }
}
