//! Errors of the crates below, as problems: the one place that says which error is whose fault.

use super::problem::Problem;
use axum::http::StatusCode;
use model::FieldError;

impl From<records::Error> for Problem {
    fn from(error: records::Error) -> Self {
        use records::Error as E;
        match error {
            E::NotFound { what } => Problem::new(StatusCode::NOT_FOUND, "not_found", format!("{what} was not found.")),
            E::Forbidden { what } => Problem::new(StatusCode::FORBIDDEN, "forbidden", format!("Not allowed: {what}.")),
            E::Invalid(errors) => Problem::invalid(errors),
            E::Conflict { current } => Problem {
                version: Some(current),
                ..Problem::new(
                    StatusCode::PRECONDITION_FAILED,
                    "version_conflict",
                    format!("The record was changed in the meantime; read version {current} and apply the change to it."),
                )
            },
            refers @ E::Referenced { .. } => Problem::new(StatusCode::CONFLICT, "referenced", format!("{refers}.")),
            E::BadRequest(detail) => Problem::new(StatusCode::BAD_REQUEST, "bad_request", detail),
            E::Limit(detail) => Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "limit", detail),
            E::Item { index, error } => of_item(index, Problem::from(*error)),
            E::Store(error) => Problem::from(error),
            broken => Problem::internal(&broken),
        }
    }
}

/// The problem of one operation of a batch names its place.
fn of_item(index: usize, problem: Problem) -> Problem {
    let place = |e: FieldError| FieldError { field: format!("operations[{index}].values.{}", e.field), ..e };
    let detail = format!("operations[{index}]: {}", problem.detail).into();
    Problem { detail, errors: problem.errors.into_iter().map(place).collect(), ..problem }
}

impl From<search::Error> for Problem {
    fn from(error: search::Error) -> Self {
        match error {
            search::Error::Records(error) => error.into(),
            // It is derived: it mends itself, and everything else works.
            other => Problem::unavailable(other.to_string(), 5),
        }
    }
}

impl From<store::Error> for Problem {
    fn from(error: store::Error) -> Self {
        use store::Error as E;
        let said = error.to_string();
        match error {
            E::Conflict { .. } => Problem::new(StatusCode::CONFLICT, "not_unique", said),
            E::Reference(_) | E::Exists(_) => Problem::new(StatusCode::CONFLICT, "conflict", said),
            E::NotFound(_) => Problem::new(StatusCode::NOT_FOUND, "not_found", said),
            E::Refused(_) => Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid", said),
            E::Serialisation | E::Locked | E::Busy | E::Moving(_) | E::Closed | E::Cancelled => Problem::unavailable(said, 1),
            E::Deadline => Problem {
                code: "deadline",
                ..Problem::unavailable("The question took too long; narrow the filter or sort by another field.", 5)
            },
            E::NeedsNewerProgram { .. } => Problem::unavailable(said, 60),
            E::Quota { .. } => Problem::new(StatusCode::FORBIDDEN, "quota_reached", said),
            E::Full => Problem::new(StatusCode::INSUFFICIENT_STORAGE, "disk_full", said),
            _ => Problem::internal(&said),
        }
    }
}

impl From<crate::signin::password::PasswordError> for Problem {
    fn from(error: crate::signin::password::PasswordError) -> Self {
        use crate::signin::password::PasswordError as E;
        match error {
            E::TooShort => Problem::field("password", "too_short", error.to_string()),
            E::TooLong => Problem::field("password", "too_long", error.to_string()),
            E::Hash(_) => Problem::internal(&error),
        }
    }
}
