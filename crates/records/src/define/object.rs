//! Custom objects, and how a tenant shows built-in ones.

use super::{OBJECTS_MAX, as_json, check, defined};
use crate::access::permission as may;
use crate::{Access, By, Error, Records, Result};
use model::def::{FieldKind, ICONS, Labels};
use model::{FieldError, Object, ObjectDef, Str, Val};
use std::sync::Arc;
use store::Tx;

/// Longest description, in characters.
const DESCRIPTION: usize = 500;

/// What may be changed of an object. `None` leaves it as it is.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ObjectPatch {
    pub labels: Option<Labels>,
    pub plural: Option<Labels>,
    pub description: Option<Labels>,
    /// One of [`model::def::ICONS`]; empty: the app's own choice.
    pub icon: Option<String>,
    pub department: Option<String>,
    /// Field whose value names a record; custom objects only.
    pub title: Option<String>,
    /// Custom objects only.
    pub sort: Option<String>,
    /// Columns of the first list.
    pub list: Option<Vec<String>>,
    pub hidden: Option<bool>,
}

impl Records {
    /// Defines a custom object with its fields; its table is there when this returns.
    ///
    /// # Errors
    /// `Invalid` with everything that makes no sense; `Limit`; `Forbidden`.
    pub async fn define_object(&self, access: &Access, def: ObjectDef) -> Result<Arc<Object>> {
        self.check_tenant(access)?;
        access.require(may::OBJECT_DEFINE)?;
        let catalog = self.reload().await?;
        let def = ObjectDef { custom: true, numbered: false, ..def };
        let errors = errors_of(&def, &|name| catalog.objects.contains_key(name));
        if !errors.is_empty() {
            return Err(Error::Invalid(errors));
        }
        if catalog.iter().filter(|o| o.def.custom).count() >= OBJECTS_MAX {
            return Err(Error::Limit(format!("a company has at most {OBJECTS_MAX} objects of its own, hidden ones included")));
        }
        let mut all: Vec<ObjectDef> = catalog.iter().map(|o| o.def.clone()).collect();
        all.push(def.clone());
        check::trial(all, &catalog, self.registry(), self.tenant.dialect())?;
        let (text, by) = (as_json(&def)?, access.by());
        let (name, text, by) = (def.name.as_ref(), text.as_str(), &by);
        self.tenant.write::<_, Error, _>(move |tx| Box::pin(insert(tx, name, text, by))).await.map_err(|e| match e {
            Error::Store(store::Error::Conflict { .. }) => Error::field("name", "not_unique", format!("`{name}` exists already")),
            e => e,
        })?;
        self.reload().await?.object(name).cloned()
    }

    /// Changes how an object is called and shown. Of a built-in one labels, list columns and whether it is hidden.
    ///
    /// # Errors
    /// `NotFound`, `Invalid`, `Forbidden`.
    pub async fn change_object(&self, access: &Access, name: &str, patch: &ObjectPatch) -> Result<Arc<Object>> {
        self.check_tenant(access)?;
        access.require(may::OBJECT_DEFINE)?;
        let catalog = self.reload().await?;
        let object = catalog.object(name)?;
        let mut def = object.def.clone();
        apply(&mut def, patch);
        let mut errors = Vec::new();
        shown_fields(&def, &mut errors);
        looks(&def, &mut errors);
        if !errors.is_empty() {
            return Err(Error::Invalid(errors));
        }
        // Fields of custom objects are stored with it; those added later, and changes of fields, are laid over again.
        let (text, by) = (as_json(&def)?, access.by());
        let (text, by) = (text.as_str(), &by);
        self.tenant.write::<_, Error, _>(move |tx| Box::pin(replace(tx, name, text, by))).await?;
        self.reload().await?.object(name).cloned()
    }

    /// Takes an object out of sight. Its table and records stay, and its name stays taken.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub async fn hide_object(&self, access: &Access, name: &str) -> Result<()> {
        let patch = ObjectPatch { hidden: Some(true), ..ObjectPatch::default() };
        self.change_object(access, name, &patch).await.map(drop)
    }
}

pub(super) fn apply(def: &mut ObjectDef, patch: &ObjectPatch) {
    let text = |t: &String| Str::from(t.clone());
    if let Some(l) = &patch.labels {
        def.labels = l.clone();
    }
    if let Some(l) = &patch.plural {
        def.plural = l.clone();
    }
    if let Some(l) = &patch.description {
        def.description = l.clone();
    }
    if let Some(i) = &patch.icon {
        def.icon = text(i);
    }
    if let Some(list) = &patch.list {
        def.list = list.iter().map(text).collect::<Vec<_>>().into();
    }
    if let Some(h) = patch.hidden {
        def.hidden = h;
    }
    if def.custom {
        def.department = patch.department.as_ref().map_or(def.department.clone(), text);
        def.title = patch.title.as_ref().map_or(def.title.clone(), text);
        def.sort = patch.sort.as_ref().map_or(def.sort.clone(), text);
    }
}

/// Records are open by the value of a field that has few.
fn open(def: &ObjectDef, errors: &mut Vec<FieldError>) {
    let Some(open) = def.open.as_ref().filter(|o| !o.field.is_empty()) else { return };
    let few = |f: &&model::FieldDef| f.name == open.field && matches!(f.kind, FieldKind::Select { .. } | FieldKind::Boolean);
    if !def.fields.iter().any(|f| few(&f)) {
        let message = format!("`{}` is no field with a choice; name one, or leave it out", open.field);
        errors.push(FieldError::new("open.field", "unknown_field", message));
    }
}

/// `known` tells which objects there are beside this one.
pub(super) fn errors_of(def: &ObjectDef, known: &dyn Fn(&str) -> bool) -> Vec<FieldError> {
    let mut errors = Vec::new();
    check::name(&def.name, "name", &mut errors);
    if known(&def.name) {
        errors.push(FieldError::new("name", "not_unique", format!("`{}` exists already", def.name)));
    }
    if def.fields.is_empty() {
        errors.push(FieldError::new("fields", "required", "an object needs at least one field"));
    }
    let mut seen = std::collections::HashSet::new();
    for (i, f) in def.fields.iter().enumerate() {
        let at = format!("fields[{i}].");
        check::name(&f.name, &format!("{at}name"), &mut errors);
        check::field(f, &at, &|name| def.name == name || known(name), &mut errors);
        if !seen.insert(f.name.as_ref()) {
            errors.push(FieldError::new(format!("{at}name"), "not_unique", format!("`{}` occurs twice", f.name)));
        }
    }
    open(def, &mut errors);
    check::limits(def, &mut errors);
    shown_fields(def, &mut errors);
    looks(def, &mut errors);
    errors
}

/// Icon and description are such as the app can show.
pub(super) fn looks(def: &ObjectDef, errors: &mut Vec<FieldError>) {
    if !def.icon.is_empty() && !ICONS.contains(&&*def.icon) {
        errors.push(FieldError::new("icon", "unknown_option", format!("must be one of {}", ICONS.join(", "))));
    }
    let Labels { en, zh_cn, zh_tw } = &def.description;
    if [en, zh_cn, zh_tw].iter().any(|words| words.chars().count() > DESCRIPTION) {
        errors.push(FieldError::new("description", "too_long", format!("may have {DESCRIPTION} characters in each language")));
    }
}

/// Title, sort, list, keys and indexes must name fields that exist.
pub(super) fn shown_fields(def: &ObjectDef, errors: &mut Vec<FieldError>) {
    let system = model::object::system_fields(def);
    let known = |f: &str| def.fields.iter().chain(&system).any(|d| d.name == f);
    let mut must = |at: &str, f: &str| {
        if !known(f) {
            errors.push(FieldError::new(at, "unknown_field", format!("there is no field `{f}`")));
        }
    };
    must("title", &def.title);
    if !def.sort.is_empty() {
        must("sort", def.sort.trim_start_matches('-'));
    }
    def.list.iter().for_each(|f| must("list", f));
    def.unique.iter().flat_map(|k| k.fields.iter()).for_each(|f| must("unique", f));
    def.indexes.iter().flat_map(|i| i.iter()).for_each(|f| must("indexes", f));
}

pub(super) async fn insert(tx: &mut Tx, name: &str, text: &str, by: &By) -> Result<()> {
    let now = Val::Int(tx.now().0);
    tx.run("insert into @object_def (name, def, created_at) values ($1, $2, $3)", &[name.into(), text.into(), now]).await?;
    defined(tx, name, by).await
}

pub(super) async fn replace(tx: &mut Tx, name: &str, text: &str, by: &By) -> Result<()> {
    let sql =
        "insert into @object_def (name, def, created_at) values ($1, $2, $3) on conflict (name) do update set def = excluded.def";
    let now = Val::Int(tx.now().0);
    tx.run(sql, &[name.into(), text.into(), now]).await?;
    defined(tx, name, by).await
}
