//! Home pages: which cards they show and in which order, for a person, else for their role.

use crate::http::Problem;
use model::{Id, Val};
use records::{Access, Audit, AuditKind, audit};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Tenant;
use utoipa::ToSchema;

/// What a card shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = HomeCardKind)]
pub enum Kind {
    /// One's open tasks: overdue, today, to come.
    Day,
    /// What others said to one or gave one, and one has not read.
    Mentions,
    /// What waits for a decision: duplicates, refused rows of imports, reviews.
    Waiting,
    /// One's own figures.
    Numbers,
    /// Records that one opened last.
    Recent,
    /// Customers with the highest spend.
    Best,
    /// Customers that changed last.
    Changed,
    /// How much the base holds.
    Base,
}

/// A card of a home page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = HomeCard)]
pub struct Card {
    pub kind: Kind,
    /// Across the page instead of in a column.
    #[serde(default)]
    pub wide: bool,
}

/// Who arranged what somebody sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = HomeSource)]
pub enum Source {
    /// They themselves.
    Me,
    /// An administrator, for their role.
    Role,
    /// Nobody: the app chooses.
    App,
}

/// Of whom an arrangement is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    User(Id),
    /// By its code.
    Role(String),
}

impl Holder {
    fn text(&self) -> String {
        match self {
            Holder::User(id) => format!("user:{id}"),
            Holder::Role(code) => format!("role:{code}"),
        }
    }
}

/// The arrangement that holds for the asker.
///
/// # Errors
/// Of the database.
pub async fn of(tenant: &Tenant, user: Id, role: &str) -> store::Result<(Source, Vec<Card>)> {
    for (source, holder) in [(Source::Me, Holder::User(user)), (Source::Role, Holder::Role(role.to_owned()))] {
        let rows = tenant.get("select cards from @home where holder = $1", &[holder.text().into()]).await?;
        if let Some(text) = rows.first().and_then(|r| r.opt_text(0)) {
            // Cards that an older or newer program knows are left out.
            let all: Vec<serde_json::Value> = serde_json::from_str(text).unwrap_or_default();
            return Ok((source, all.into_iter().filter_map(|card| serde_json::from_value(card).ok()).collect()));
        }
    }
    Ok((Source::App, Vec::new()))
}

/// # Errors
/// 422 for a card that stands twice.
pub fn check(cards: &[Card]) -> Result<(), Problem> {
    let twice = cards.iter().enumerate().find(|(at, card)| cards[..*at].iter().any(|other| other.kind == card.kind));
    match twice {
        Some((at, _)) => Err(Problem::field(&format!("cards[{at}]"), "duplicate", "stands there already")),
        None => Ok(()),
    }
}

/// The arrangements of roles, by code.
///
/// # Errors
/// Of the database.
pub async fn of_roles(tenant: &Tenant) -> store::Result<Vec<(String, Vec<Card>)>> {
    let rows = tenant.get("select holder, cards from @home where holder like 'role:%' order by holder", &[]).await?;
    let read = |row: &store::Row| {
        let cards: Vec<serde_json::Value> = serde_json::from_str(row.opt_text(1)?).ok()?;
        let cards = cards.into_iter().filter_map(|card| serde_json::from_value(card).ok()).collect();
        Some((row.opt_text(0)?.strip_prefix("role:")?.to_owned(), cards))
    };
    Ok(rows.iter().filter_map(read).collect())
}

/// Keeps an arrangement, or with `None` goes back to the one before it; that of a role is told to the audit log.
///
/// # Errors
/// 422 for a card that stands twice; of the database.
pub async fn put(tenant: &Tenant, access: &Access, holder: &Holder, cards: Option<&[Card]>) -> Result<(), Problem> {
    check(cards.unwrap_or_default())?;
    let (who, text) = (&access.who(), cards.map(|c| json!(c).to_string()));
    let entry = match holder {
        Holder::Role(code) => Some(Audit::new(AuditKind::CompanyChanged).named("home").with(json!({ "role": code }))),
        Holder::User(_) => None,
    };
    let (params, entry): (&[Val; 2], _) = (&[holder.text().into(), text.into()], &entry);
    let sql = if cards.is_some() {
        "insert into @home (holder, cards) values ($1, $2) on conflict (holder) do update set cards = excluded.cards"
    } else {
        "delete from @home where holder = $1"
    };
    let count = if cards.is_some() { 2 } else { 1 };
    let write = tenant.write::<_, store::Error, _>(move |tx| {
        Box::pin(async move {
            tx.run(sql, &params[..count]).await?;
            if let Some(entry) = entry {
                audit::note(tx, who, entry).await?;
            }
            Ok(())
        })
    });
    Ok(write.await?)
}
