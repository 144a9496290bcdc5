//! Pages of lists that are kept newest first, asked for and answered alike.

use axum::Json as Answer;
use model::Id;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Which page.
#[derive(Deserialize, Default, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct Pages {
    /// `next` of the page before.
    #[param(value_type = Option<String>, format = "uuid")]
    pub cursor: Option<Id>,
    /// 50 when left out.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<usize>,
}

/// Items of a page: as many as were asked for, 50 unless asked otherwise, 200 at most.
pub fn limit(asked: Option<usize>) -> usize {
    asked.unwrap_or(50).clamp(1, 200)
}

/// The answer with these items of a page of at most `limit`: `items`, and as `next` the cursor of the next page, `null` where
/// this is the last.
pub fn page<T: Serialize, C: Serialize>(items: &[T], limit: usize, cursor: impl Fn(&T) -> C) -> Answer<Value> {
    let next = items.last().filter(|_| items.len() == limit).map(cursor);
    Answer(json!({ "items": items, "next": next }))
}
