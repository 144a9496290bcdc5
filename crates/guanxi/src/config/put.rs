//! Things put into a company, each by the operation that people use by hand.

use super::item::{Section, is_own};
use super::names;
use crate::home::{self, Holder};
use crate::http::Problem;
use crate::list_views::{self, Begins, Draft as ViewDraft, Shared};
use crate::privacy::{retention, rules as privacy_rules};
use crate::signin::{roles, rules as sign_in_rules};
use records::arrange::Arrangement;
use records::duplicates::{Actions, Rules};
use records::{Access, Catalog, Company, Definition, FieldPatch, ObjectPatch, Records};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

fn part<T: DeserializeOwned + Default>(value: &Value, key: &str) -> T {
    value.get(key).filter(|v| !v.is_null()).and_then(|v| serde_json::from_value(v.clone()).ok()).unwrap_or_default()
}

pub(super) fn whole<T: DeserializeOwned>(value: &Value) -> Result<T, Problem> {
    serde_json::from_value(value.clone()).map_err(|e| Problem::field("", "wrong_type", e.to_string()))
}

/// A part of a change, where it shall change.
struct Given<'a> {
    own: bool,
    before: Option<&'a Value>,
    after: &'a Value,
}

impl Given<'_> {
    fn part<T: DeserializeOwned + Default>(&self, name: &str) -> Option<T> {
        let was = self.before.map_or(&Value::Null, |before| &before[name]);
        let told = self.own || self.after.get(name).is_some();
        (told && was != &self.after[name]).then(|| part(self.after, name))
    }
}

/// The parts of which a change can consist: their names, and the change itself.
macro_rules! changeable {
    ($names:ident, $change:ident: $patch:ident { $($part:ident),+ }) => {
        pub(super) const $names: &[&str] = &[$(stringify!($part)),+];

        fn $change(given: &Given) -> $patch {
            $patch { $($part: given.part(stringify!($part))),+ }
        }
    };
}

changeable!(OF_OBJECT, object_change: ObjectPatch {
    labels, plural, department, title, sort, list, hidden, icon, description
});
changeable!(OF_FIELD, field_change: FieldPatch {
    labels, help, section, required, hidden, options, default, sensitivity, purposes, stages, expr
});

/// The change of an object or field that makes `after` of what it was.
pub(super) fn change(section: Section, key: &str, before: Option<&Value>, after: &Value) -> Option<Definition> {
    let given = Given { own: key.rsplit('.').next().is_some_and(is_own), before, after };
    if section == Section::Objects {
        return Some(Definition::ChangeObject { object: key.to_owned(), patch: object_change(&given) });
    }
    let (object, field) = key.split_once('.')?;
    let (object, field) = (object.to_owned(), field.to_owned());
    Some(Definition::ChangeField { object, field, patch: field_change(&given) })
}

/// The company with these settings; it keeps its name and logo.
pub(super) fn company(catalog: &Catalog, value: &Value) -> Result<Company, Problem> {
    let names::Company { currency, zone, language, country, short_name, accent } = whole(value)?;
    Ok(Company { currency, zone, language, country, short_name, accent, ..catalog.company.clone() })
}

/// Puts a thing in place of what it is, or with `None` takes it away.
///
/// # Errors
/// Those of the operation.
pub(super) async fn set(
    records: &Records,
    access: &Access,
    section: Section,
    key: &str,
    wanted: Option<&Value>,
) -> Result<(), Problem> {
    let (tenant, who, now) = (records.tenant(), access.who(), records.tenant().clock().now());
    let catalog = records.current().await?;
    match (section, wanted) {
        (Section::Objects | Section::Fields, _) => Ok(()),
        (Section::Company | Section::SignIn | Section::Privacy, None) => Ok(()),
        (Section::Company, Some(value)) => {
            let wanted = company(&catalog, value)?;
            let change = |c: &mut Company| *c = Company { name: c.name.clone(), logo: c.logo, ..wanted.clone() };
            Ok(records.change_company(access, change).await.map(drop)?)
        }
        (Section::Rules, wanted) => rule(records, access, key, wanted).await,
        (Section::Matching, wanted) => {
            let rules = wanted.map(whole::<names::Matching>).transpose()?.map(names::Matching::rules);
            Ok(records.set_duplicate_rules(access, key, rules.as_ref()).await.map(|_: Rules| ())?)
        }
        (Section::Duplicates, wanted) => {
            let actions = wanted.map(whole::<names::Duplicates>).transpose()?.map_or_else(Actions::default, |d| d.actions());
            Ok(records.set_duplicate_actions(access, key, actions).await?)
        }
        (Section::Sources, wanted) => {
            let order = wanted.map(whole::<names::Sources>).transpose()?.map(names::Sources::order).unwrap_or_default();
            Ok(records.set_source_order(access, key, &order).await?)
        }
        (Section::Roles, Some(value)) => {
            let names::Role { code, name, grants } = whole(value)?;
            let draft = roles::Draft { code, name, grants }.checked(&catalog, access)?;
            let new = roles::find(tenant, key).await?.is_none();
            roles::put(tenant, &who, &draft, new, now).await
        }
        (Section::Roles, None) => {
            let found = roles::list(tenant).await?.into_iter().find(|r| r.code == key && !r.built_in);
            let Some(role) = found else { return Ok(()) };
            match roles::remove(tenant, &who, &role).await? {
                true => Ok(()),
                false => Err(Problem::field("code", "in_use", "people have this role; give them another one first")),
            }
        }
        (Section::SignIn, Some(value)) => {
            let second_factor = whole::<names::SignIn>(value)?.second_factor;
            let rules = sign_in_rules::Rules { second_factor, ..sign_in_rules::of(tenant).await? };
            Ok(sign_in_rules::put(tenant, &who, &rules.checked(tenant).await?).await?)
        }
        (Section::Homes, wanted) => {
            let cards = wanted.map(whole::<names::Home>).transpose()?.map(|home| home.cards);
            home::put(tenant, access, &Holder::Role(key.to_owned()), cards.as_deref()).await
        }
        (Section::Arrangements, wanted) => {
            let version = records.arrangement(access, key).await?.version;
            let wanted = wanted.map(whole::<names::Arrangement>).transpose()?;
            let new = wanted.map_or_else(|| Arrangement { version, ..Arrangement::default() }, |a| a.arrangement(version));
            Ok(records.arrange(access, key, new).await.map(drop)?)
        }
        (Section::TagGroups, Some(value)) => {
            let names::TagGroup { name, position } = whole(value)?;
            upsert(records, access, ("tag_group", "name"), &name, json!({ "name": name, "position": position })).await
        }
        (Section::Tags, Some(value)) => {
            let tag: names::Tag = whole(value)?;
            let group = match &tag.group {
                Some(name) => Some(records.get_by(access, "tag_group", "name", &json!(name)).await?.id()),
                None => None,
            };
            let values = json!({ "code": tag.code, "name": tag.name, "group": group, "color": tag.color });
            upsert(records, access, ("tag", "code"), &tag.code, values).await
        }
        (Section::TagGroups, None) => gone(records, access, ("tag_group", "name"), key).await,
        (Section::Tags, None) => gone(records, access, ("tag", "code"), key).await,
        (Section::Views, wanted) => view(records, access, key, wanted).await,
        (Section::Retention, Some(value)) => {
            retention::create(records, access, whole::<names::Retention>(value)?.draft()).await.map(drop)
        }
        (Section::Retention, None) => match retention::list(records).await?.into_iter().find(|rule| rule.name == key) {
            Some(rule) => retention::remove(records, access, rule.id).await,
            None => Ok(()),
        },
        (Section::Privacy, Some(value)) => privacy_rules::put(records, &who, &whole(value)?).await,
    }
}

async fn upsert(records: &Records, access: &Access, of: (&str, &str), key: &str, values: Value) -> Result<(), Problem> {
    let values: Map<String, Value> = values.as_object().cloned().unwrap_or_default();
    Ok(records.upsert(access, of.0, of.1, &json!(key), &values).await.map(drop)?)
}

async fn gone(records: &Records, access: &Access, of: (&str, &str), key: &str) -> Result<(), Problem> {
    let record = records.get_by(access, of.0, of.1, &json!(key)).await?;
    Ok(records.delete(access, of.0, record.id(), None).await?)
}

async fn rule(records: &Records, access: &Access, key: &str, wanted: Option<&Value>) -> Result<(), Problem> {
    let (object, name) = key.split_once('/').unwrap_or((key, ""));
    let rule = wanted.map(whole::<names::Rule>).transpose()?.map(names::Rule::rule);
    let mut all = records.current().await?.rules(object).to_vec();
    match (all.iter().position(|r| r.name == name), rule) {
        (Some(at), Some(rule)) => all[at] = rule,
        (None, Some(rule)) => all.push(rule),
        (Some(at), None) => drop(all.remove(at)),
        (None, None) => {}
    }
    Ok(records.set_validation_rules(access, object, &all).await?)
}

async fn view(records: &Records, access: &Access, key: &str, wanted: Option<&Value>) -> Result<(), Problem> {
    let (tenant, catalog) = (records.tenant(), records.current().await?);
    let (object, name) = key.split_once('/').unwrap_or((key, ""));
    let all = list_views::of_everybody(tenant).await?;
    let found = all.into_iter().find(|v| v.object == object && v.name == name);
    let Some(value) = wanted else {
        return match found {
            Some(view) => list_views::remove(tenant, &catalog, access, view.id).await,
            None => Ok(()),
        };
    };
    let names::View { object, name, state, company, roles } = whole(value)?;
    let draft = ViewDraft { name: Some(name), state: Some(state), shared: Some(Shared::All), team: None, version: None };
    let (id, had) = match found {
        Some(view) => {
            list_views::patch(tenant, &catalog, access, view.id, draft).await?;
            (view.id, (view.company, view.roles))
        }
        None => (list_views::create(tenant, &catalog, access, &object, draft).await?.id, (false, Vec::new())),
    };
    if had != (company, roles.clone()) {
        let begins = Begins { me: None, company: Some(company), roles: Some(roles) };
        list_views::begins(tenant, &catalog, access, id, begins).await?;
    }
    Ok(())
}
