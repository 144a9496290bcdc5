//! Whom a note can mention.

use super::extract::Query;
use super::problem::Problem;
use crate::signin::{Account, Allowed, access_of, accounts, may};
use axum::Json as Answer;
use crm::notes::model::Note;
use model::Id;
use model::name::pinyin;
use model::text::fold;
use records::access::Act;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// People proposed at most.
const SHOWN: usize = 8;
/// People looked at most: beyond, one types on.
const LOOKED_AT: usize = 60;

/// Who is meant, and by a note on which customer.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Asked {
    #[param(value_type = String, format = "uuid")]
    customer: Id,
    /// A part of the name, the beginning of its pinyin, of its initials or of the e-mail.
    #[serde(default)]
    #[param(max_length = 100)]
    q: String,
}

/// A colleague.
#[derive(Serialize, ToSchema)]
pub struct Colleague {
    #[schema(value_type = String, format = "uuid")]
    id: Id,
    name: String,
    email: String,
}

/// Those who fit.
#[derive(Serialize, ToSchema)]
pub struct Colleagues {
    /// At most 8.
    items: Vec<Colleague>,
    /// Always null: there is one page.
    #[schema(value_type = Option<String>)]
    next: (),
}

/// Colleagues who would see a note of the asker on this customer
#[utoipa::path(get, path = "/api/mentions", tag = "notices", params(Asked), extensions(("x-permission" = json!("record.read"))),
    responses((status = 200, description = "The first of them by name", body = Colleagues)))]
pub async fn find(auth: Allowed<may::Read>, Query(asked): Query<Asked>) -> Result<Answer<Colleagues>, Problem> {
    let records = auth.records();
    let customer = records.get(auth.access(), "customer", asked.customer).await?;
    let me = &auth.signed().account;
    let typed = fold(asked.q.trim());
    let fits = |a: &Account| a.active && a.id != me.id && fits(a, &typed);
    let mut items = Vec::new();
    for account in accounts::list(auth.tenant()).await?.into_iter().filter(fits).take(LOOKED_AT) {
        let access = access_of(records, &account).await?;
        let note = access.allows(Act::Read, Note::OBJECT) && access.rows(Act::Read, Note::OBJECT).has(Some(me.id), me.team);
        if note && records.reason(&access, &customer).await?.is_some() {
            items.push(Colleague { id: account.id, name: account.name, email: account.email });
        }
        if items.len() == SHOWN {
            break;
        }
    }
    Ok(Answer(Colleagues { items, next: () }))
}

fn fits(account: &Account, typed: &str) -> bool {
    let read = || pinyin(&account.name).is_some_and(|p| p.joined().starts_with(typed) || p.initials.starts_with(typed));
    fold(&account.name).contains(typed) || fold(&account.email).starts_with(typed) || read()
}
