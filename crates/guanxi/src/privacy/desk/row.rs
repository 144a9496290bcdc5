//! Requests: what is kept of them, and how they are found.

use crate::http::Problem;
use model::{Id, Ts, Val};
use records::Records;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Row;
use utoipa::ToSchema;

pub(super) const DAY: i64 = 86_400_000_000;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RightsKind)]
pub enum Kind {
    Access,
    Correction,
    Erasure,
    Restriction,
    Objection,
    Portability,
}

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RightsState)]
pub enum State {
    Open,
    Done,
    Refused,
    /// By who asked.
    Withdrawn,
}

pub(super) fn word(value: impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// A request as it is received.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewRightsRequest)]
pub struct Draft {
    pub kind: Kind,
    /// `email`, `phone`, `letter`, `form`, `visit`, `chat`, `other`.
    pub channel: String,
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "uuid")]
    pub customer: Option<Id>,
    /// Who asks.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub name: String,
    /// Where the answer goes.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub contact: String,
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub note: String,
    /// RFC 3339; now when left out. The clock runs from then.
    #[serde(default)]
    #[schema(format = DateTime)]
    pub received_at: Option<String>,
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub identity: String,
    /// Who answers; the one who enters it when left out.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = "uuid")]
    pub assignee: Option<Id>,
}

/// What shall be different; what is left out stays.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = RightsRequestPatch)]
pub struct Patch {
    /// The one last seen; left out: whatever it is.
    pub version: Option<i64>,
    #[schema(value_type = Option<String>, format = "uuid")]
    pub customer: Option<Id>,
    #[schema(max_length = 200)]
    pub name: Option<String>,
    #[schema(max_length = 200)]
    pub contact: Option<String>,
    #[schema(max_length = 2000)]
    pub note: Option<String>,
    /// By what it was proved that they are who they say.
    #[schema(max_length = 2000)]
    pub identity: Option<String>,
    #[schema(value_type = Option<String>, format = "uuid")]
    pub assignee: Option<Id>,
    /// RFC 3339; at most 61 days later than the rules say.
    #[schema(format = DateTime)]
    pub due_at: Option<String>,
    /// `done`, `refused`, `withdrawn`; `open` again.
    pub state: Option<State>,
    /// What was answered; needed to close it.
    #[schema(max_length = 2000)]
    pub outcome: Option<String>,
}

/// Something that the program did for a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acted {
    /// `archive`, `erase`, `anonymise`, `restrict`, `object`.
    pub act: String,
    pub at: String,
    pub by: Option<Id>,
    /// The archive, or the row of the ledger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<Id>,
    /// Of an objection.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
}

/// One request.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Request {
    pub id: Id,
    pub version: i64,
    pub kind: Kind,
    pub channel: String,
    pub customer: Option<Id>,
    pub name: String,
    pub contact: String,
    pub note: String,
    pub received_at: String,
    pub due_at: String,
    /// Days that are left; negative when it is late; none once it is closed.
    pub days_left: Option<i64>,
    pub identity: String,
    pub assignee: Option<Id>,
    pub state: State,
    pub outcome: String,
    pub acts: Vec<Acted>,
    pub created_by: Option<Id>,
    pub closed_at: Option<String>,
    pub closed_by: Option<Id>,
    #[serde(skip)]
    pub(super) received: i64,
    #[serde(skip)]
    pub(super) due: i64,
}

const COLUMNS: &str = "id, version, kind, channel, customer_id, name, contact, note, received_at, due_at, identity, assignee_id, \
    state, outcome, acts, created_by, closed_at, closed_by";

fn read(row: &Row, now: Ts) -> store::Result<Request> {
    let text = |i: usize| row.opt_text(i).unwrap_or_default().to_owned();
    let wrong = |what: &str| store::Error::Type(format!("a request has no such {what}"));
    let state: State = serde_json::from_value(json!(text(12))).map_err(|_| wrong("state"))?;
    let (received, due) = (row.int(8)?, row.int(9)?);
    Ok(Request {
        id: row.id(0)?,
        version: row.int(1)?,
        kind: serde_json::from_value(json!(text(2))).map_err(|_| wrong("kind"))?,
        channel: text(3),
        customer: row.opt_id(4),
        name: text(5),
        contact: text(6),
        note: text(7),
        received_at: Ts(received).rfc3339(),
        due_at: Ts(due).rfc3339(),
        days_left: (state == State::Open).then(|| (due - now.0).div_euclid(DAY)),
        identity: text(10),
        assignee: row.opt_id(11),
        state,
        outcome: text(13),
        acts: row.opt_text(14).and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default(),
        created_by: row.opt_id(15),
        closed_at: row.opt_int(16).map(|at| Ts(at).rfc3339()),
        closed_by: row.opt_id(17),
        received,
        due,
    })
}

/// Which requests.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// None: all.
    pub state: Option<State>,
    /// Open ones whose time is over.
    pub overdue: bool,
    pub customer: Option<Id>,
    pub before: Option<Id>,
    pub limit: usize,
}

/// A page of requests: open ones by what is due first, when asked for; else newest first. And how many are late.
///
/// # Errors
/// Of the database.
pub async fn list(records: &Records, wanted: &Wanted) -> Result<(Vec<Request>, i64), Problem> {
    let tenant = records.tenant();
    let now = tenant.clock().now();
    let mut tests = vec!["1 = 1".to_owned()];
    let mut params: Vec<Val> = Vec::new();
    let mut test = |text: &str, value: Val| {
        params.push(value);
        tests.push(text.replace('?', &format!("${}", params.len())));
    };
    if let Some(state) = wanted.state {
        test("state = ?", word(state).into());
    }
    if wanted.overdue {
        test("state = 'open' and due_at < ?", now.0.into());
    }
    if let Some(customer) = wanted.customer {
        let ids = serde_json::to_string(&records.group_of(customer).await?).unwrap_or_default();
        let text = tenant.dialect().json_ids("?");
        test(&format!("customer_id in ({text})"), ids.into());
    }
    if let Some(before) = wanted.before {
        test("id < ?", before.into());
    }
    let sql =
        format!("select {COLUMNS} from @rights_request where {} order by id desc limit {}", tests.join(" and "), wanted.limit);
    let rows = tenant.get(&sql, &params).await?;
    let late = tenant.get("select count(*) from @rights_request where state = 'open' and due_at < $1", &[now.0.into()]).await?;
    let late = late.first().and_then(|r| r.opt_int(0)).unwrap_or(0);
    Ok((rows.iter().map(|row| read(row, now)).collect::<store::Result<_>>()?, late))
}

/// One request.
///
/// # Errors
/// 404.
pub async fn find(records: &Records, id: Id) -> Result<Request, Problem> {
    let sql = format!("select {COLUMNS} from @rights_request where id = $1");
    let now = records.tenant().clock().now();
    let rows = records.tenant().get(&sql, &[id.into()]).await?;
    rows.first().map(|row| read(row, now)).transpose()?.ok_or_else(|| Problem::not_found("request"))
}
