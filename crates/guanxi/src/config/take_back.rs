//! A change taken back: what still stands as it was left becomes what it was, the rest is listed.

use super::change::{self, Change};
use super::item::{Section, is_own};
use super::put::{self, set};
use super::{Current, administers};
use crate::http::Problem;
use axum::http::StatusCode;
use model::Id;
use records::{Access, Definition, FieldPatch, ObjectPatch, Records};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::HashSet;
use utoipa::ToSchema;

/// Something that stays as it is.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ConfigLeft)]
pub struct Left {
    pub section: Section,
    pub key: String,
    /// `changed_since`, or why the operation was refused.
    pub code: String,
    pub message: String,
}

/// What was taken back.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ConfigTakenBack)]
pub struct TakenBack {
    pub back: usize,
    pub left: Vec<Left>,
}

/// Takes a change back. Objects and fields that came with it are hidden, because their names stay taken.
///
/// # Errors
/// 403, 404; 409 `undone` when that was done.
pub async fn take_back(records: &Records, access: &Access, id: Id) -> Result<TakenBack, Problem> {
    administers(access)?;
    let change = change::find(records, id).await?;
    if change.undone_at.is_some() {
        return Err(Problem::new(StatusCode::CONFLICT, "undone", "It was taken back already."));
    }
    let current = Current::read(records, access).await?;
    let stands = |c: &&Change| match &c.after {
        Some(after) => current.beside(c.section, &c.key, after).as_ref() == Some(after),
        None => current.get(c.section, &c.key).is_none(),
    };
    let (standing, moved): (Vec<&Change>, Vec<&Change>) = change.changes.iter().partition(stands);
    let since = |c: &Change| Left {
        section: c.section,
        key: c.key.clone(),
        code: "changed_since".into(),
        message: "was changed since, so it stays".into(),
    };
    let mut left: Vec<Left> = moved.into_iter().map(since).collect();
    let mut back = Vec::new();
    for c in standing.iter().rev().filter(|c| !c.section.defines() && c.section != Section::Company) {
        put_back(records, access, c, &mut back, &mut left).await?;
    }
    let defined: Vec<&Change> = standing.iter().copied().filter(|c| c.section.defines()).collect();
    let definitions = definitions(&defined);
    if !definitions.is_empty() {
        match records.define_all(access, &definitions).await.map_err(Problem::from) {
            Ok(()) => back.extend(defined.into_iter().cloned()),
            Err(problem) if problem.status.is_server_error() => return Err(problem),
            Err(problem) => left.extend(defined.into_iter().map(|c| refused(c, &problem))),
        }
    }
    for c in standing.iter().filter(|c| c.section == Section::Company) {
        put_back(records, access, c, &mut back, &mut left).await?;
    }
    change::undone(records, access, &change, &back).await?;
    Ok(TakenBack { back: back.len(), left })
}

fn refused(c: &Change, problem: &Problem) -> Left {
    Left { section: c.section, key: c.key.clone(), code: problem.code.to_owned(), message: problem.detail.to_string() }
}

async fn put_back(
    records: &Records,
    access: &Access,
    c: &Change,
    back: &mut Vec<Change>,
    left: &mut Vec<Left>,
) -> Result<(), Problem> {
    match set(records, access, c.section, &c.key, c.before.as_ref()).await {
        Ok(()) => back.push(c.clone()),
        Err(problem) if problem.status.is_server_error() => return Err(problem),
        Err(problem) => left.push(refused(c, &problem)),
    }
    Ok(())
}

/// What was new goes out of sight, what was changed gets its former values. Fields go with their object.
fn definitions(changes: &[&Change]) -> Vec<Definition> {
    let new = |c: &&&Change| c.section == Section::Objects && c.before.is_none();
    let gone: HashSet<&str> = changes.iter().filter(new).map(|c| c.key.as_str()).collect();
    let one = |c: &&Change| {
        let object = c.key.split('.').next().unwrap_or_default();
        match (&c.before, c.section) {
            (Some(before), _) => {
                let after = c.after.as_ref()?;
                put::change(c.section, &c.key, Some(after), &with_options(before, after))
            }
            (None, Section::Objects) => Some(hidden_object(&c.key)),
            (None, _) if gone.contains(object) || !c.key.rsplit('.').next().is_some_and(is_own) => None,
            (None, _) => c.key.split_once('.').map(|(object, field)| Definition::ChangeField {
                object: object.to_owned(),
                field: field.to_owned(),
                patch: FieldPatch { hidden: Some(true), ..FieldPatch::default() },
            }),
        }
    };
    changes.iter().filter_map(one).collect()
}

fn hidden_object(name: &str) -> Definition {
    Definition::ChangeObject { object: name.to_owned(), patch: ObjectPatch { hidden: Some(true), ..ObjectPatch::default() } }
}

/// Options that came may be the value of records by now: they are retired, not removed.
fn with_options(before: &Value, after: &Value) -> Value {
    let mut value = before.clone();
    let (Some(had), Some(have)) = (value.get_mut("options").and_then(Value::as_array_mut), after["options"].as_array()) else {
        return value;
    };
    let came: Vec<Value> = have.iter().filter(|o| !had.iter().any(|h| h["value"] == o["value"])).cloned().collect();
    had.extend(came.into_iter().map(|mut option| {
        option["hidden"] = json!(true);
        option
    }));
    value
}
