//! What of a configuration would be refused, and why, before anything is put.

use super::compare::{Difference, State};
use super::item::Section;
use super::put::{company, whole};
use super::{Current, names};
use crate::home;
use crate::http::Problem;
use crate::list_views;
use crate::privacy::{retention, rules as privacy_rules};
use crate::signin::roles;
use model::FieldError;
use records::{Access, Catalog, Records, Role};
use serde_json::json;

/// Whom to ask, and what there would be once everything is defined.
pub(super) struct Ready<'a> {
    pub records: &'a Records,
    pub access: &'a Access,
    pub catalog: &'a Catalog,
    pub current: &'a Current,
}

/// Why a thing would be refused.
///
/// # Errors
/// Of the database.
pub(super) async fn faults(ready: &Ready<'_>, item: &Difference, all: &[Difference]) -> Result<Vec<FieldError>, Problem> {
    match check(ready, item, all).await {
        Ok(()) => Ok(Vec::new()),
        Err(problem) if problem.status.is_server_error() => Err(problem),
        Err(problem) if problem.errors.is_empty() => Ok(vec![FieldError::new("", problem.code, problem.detail)]),
        Err(problem) => Ok(problem.errors),
    }
}

async fn check(ready: &Ready<'_>, item: &Difference, all: &[Difference]) -> Result<(), Problem> {
    let Ready { records, access, catalog, current } = ready;
    let value = &item.after;
    let there = |section: Section, key: &str| {
        let coming = all.iter().any(|d| d.section == section && d.key == key && d.state != State::Refused);
        current.get(section, key).is_some() || coming
    };
    let role = |at: &str, code: &str| match Role::built_in(code).is_some() || there(Section::Roles, code) {
        true => Ok(()),
        false => Err(Problem::field(at, "not_an_option", format!("there is no role '{code}'"))),
    };
    let object = |key: &str| catalog.object(key);
    let mergeable = |key: &str| match object(key)?.def.mergeable {
        true => Ok(()),
        false => Err(Problem::field("object", "not_possible", format!("records of {key} are not merged"))),
    };
    match item.section {
        Section::Objects | Section::Fields => Ok(()),
        Section::Company => Ok(records.check_company(access, &company(catalog, value)?).await?),
        Section::Rules => {
            let rule: names::Rule = whole(value)?;
            let of = object(&rule.object)?;
            let faults = records::validation::faults(&rule.rule(), catalog, of, records.tenant().clock().now());
            if faults.is_empty() { Ok(()) } else { Err(Problem::invalid(faults)) }
        }
        Section::Matching => {
            mergeable(&item.key)?;
            Ok(whole::<names::Matching>(value)?.rules().check(object(&item.key)?)?)
        }
        Section::Duplicates => {
            mergeable(&item.key)?;
            Ok(whole::<names::Duplicates>(value)?.actions().check()?)
        }
        Section::Sources => Ok(whole::<names::Sources>(value)?.order().check(object(&item.key)?)?),
        Section::Roles => {
            let names::Role { code, name, grants } = whole(value)?;
            roles::check_code(&code)?;
            if Role::built_in(&code).is_some() {
                return Err(Problem::field("code", "built_in", "is the program's own role and stays as it is"));
            }
            roles::Draft { code, name, grants }.checked(catalog, access).map(drop)
        }
        Section::SignIn => whole::<names::SignIn>(value)?.second_factor.iter().try_for_each(|code| role("second_factor", code)),
        Section::Homes => {
            role("role", &item.key)?;
            home::check(&whole::<names::Home>(value)?.cards)
        }
        Section::Arrangements => {
            let arrangement = whole::<names::Arrangement>(value)?.arrangement(0);
            arrangement.roles().try_for_each(|code| role("roles", code))?;
            Ok(arrangement.check(catalog, object(&item.key)?, records.tenant().clock().now())?)
        }
        Section::TagGroups => short("name", &item.key),
        Section::Tags => tag(catalog, &whole(value)?, &|group| there(Section::TagGroups, group)),
        Section::Views => {
            let view: names::View = whole(value)?;
            view.roles.iter().try_for_each(|code| role("roles", code))?;
            list_views::check(records.tenant(), catalog, access, &view.object, &view.name, view.state)
        }
        Section::Retention if item.state == State::Changed => {
            let detail = "a rule of this name is there with other terms; remove it, or give this one another name";
            Err(Problem::field("", "fixed", detail))
        }
        Section::Retention => {
            let mut draft = whole::<names::Retention>(value)?.draft();
            if draft.action == retention::Action::Purge {
                "deleted_at".clone_into(&mut draft.field);
            }
            retention::check(catalog, access, &draft)
        }
        Section::Privacy => whole::<privacy_rules::Rules>(value)?.check(),
    }
}

fn short(at: &str, text: &str) -> Result<(), Problem> {
    let fits = !text.trim().is_empty() && text.chars().count() <= 60;
    if fits { Ok(()) } else { Err(Problem::field(at, "too_long", "takes 1 to 60 characters")) }
}

fn tag(catalog: &Catalog, tag: &names::Tag, group: &dyn Fn(&str) -> bool) -> Result<(), Problem> {
    short("code", &tag.code)?;
    short("name", &tag.name)?;
    if !crm::tags::rules::is_code(&tag.code) {
        return Err(Problem::field(
            "code",
            "bad_code",
            "a code is one word without blanks, commas, semicolons, colons, bars or quotes",
        ));
    }
    let colors = catalog.object("tag")?.field("color").map(|f| json!(f)["options"].clone()).unwrap_or_default();
    if !colors.as_array().into_iter().flatten().any(|o| o["value"] == tag.color) {
        return Err(Problem::field("color", "not_an_option", format!("there is no colour '{}'", tag.color)));
    }
    match tag.group.as_deref().filter(|name| !group(name)) {
        Some(name) => Err(Problem::field("group", "not_an_option", format!("there is no group of tags '{name}'"))),
        None => Ok(()),
    }
}
