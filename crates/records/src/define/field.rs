//! Custom fields, and changes of built-in ones.

use super::{as_json, check, defined};
use crate::access::permission as may;
use crate::{Access, By, Catalog, Error, Records, Result, work};
use model::def::{FieldKind, Labels, SelectOption, Sensitivity};
use model::{FieldDef, FieldError, Object, ObjectDef, Stage, Str, Val};
use std::sync::Arc;
use store::Tx;

/// What may be changed of a field. `None` leaves it as it is. The type never changes.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FieldPatch {
    pub labels: Option<Labels>,
    pub help: Option<Labels>,
    pub section: Option<String>,
    pub required: Option<bool>,
    pub hidden: Option<bool>,
    /// Options of a select in their new order. Values in use may be hidden, not left out.
    pub options: Option<Vec<SelectOption>>,
    /// New expression of a formula; custom fields only. Records are computed again in the background.
    pub expr: Option<String>,
    /// JSON text of the new default, `null` for none.
    pub default: Option<serde_json::Value>,
    /// Custom fields only.
    pub sensitivity: Option<Sensitivity>,
    /// What its values are used for.
    pub purposes: Option<Vec<String>>,
    /// What the options of a select are as the stages of its object; empty: it holds none.
    pub stages: Option<Vec<Stage>>,
}

impl Records {
    /// Defines a custom field of any object; its column is there when this returns.
    ///
    /// # Errors
    /// `Invalid` with everything that makes no sense; `NotFound`; `Forbidden`.
    pub async fn define_field(&self, access: &Access, object: &str, def: FieldDef) -> Result<Arc<Object>> {
        self.check_tenant(access)?;
        access.require(may::OBJECT_DEFINE)?;
        let catalog = self.reload().await?;
        let own = catalog.object(object)?;
        let mut errors = Vec::new();
        check::name(&def.name, "name", &mut errors);
        if own.field(&def.name).is_some() {
            errors.push(FieldError::new(
                "name",
                "not_unique",
                format!("{object} has a field `{}` already; names are never used again", def.name),
            ));
        }
        check::field(&def, "", &|name| catalog.objects.contains_key(name), &mut errors);
        let wanted = with_field(&own.def, def.clone());
        check::limits(&wanted, &mut errors);
        if !errors.is_empty() {
            return Err(Error::Invalid(errors));
        }
        check::trial(replaced(&catalog, wanted), &catalog, self.registry(), self.tenant.dialect())?;
        self.store_field(access, object, &def, false).await
    }

    /// Changes labels, help, section, options, stages, default, the expression of a formula, whether the field is required or hidden.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` when an option with records would vanish; `Forbidden`.
    pub async fn change_field(&self, access: &Access, object: &str, field: &str, patch: &FieldPatch) -> Result<Arc<Object>> {
        self.check_tenant(access)?;
        access.require(may::OBJECT_DEFINE)?;
        let catalog = self.reload().await?;
        let own = catalog.object(object)?;
        let unknown = || Error::NotFound { what: format!("field `{field}` of {object}") };
        let current = own.def.fields.iter().find(|f| f.name == field).ok_or_else(unknown)?;
        let mut def = current.clone();
        apply(&mut def, patch).map_err(Error::Invalid)?;
        let mut errors = Vec::new();
        check::field(&def, "", &|name| catalog.objects.contains_key(name), &mut errors);
        check::purposes(patch.purposes.as_deref().unwrap_or_default(), &catalog, &mut errors);
        if !errors.is_empty() {
            return Err(Error::Invalid(errors));
        }
        check::trial(replaced(&catalog, with_field(&own.def, def.clone())), &catalog, self.registry(), self.tenant.dialect())?;
        self.store_field(access, object, &def, def.kind != current.kind && patch.expr.is_some()).await
    }

    /// Takes a field out of sight: of API, forms and lists. Column and values stay, and the name stays taken.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub async fn hide_field(&self, access: &Access, object: &str, field: &str) -> Result<()> {
        let patch = FieldPatch { hidden: Some(true), ..FieldPatch::default() };
        self.change_field(access, object, field, &patch).await.map(drop)
    }

    async fn store_field(&self, access: &Access, object: &str, def: &FieldDef, recompute: bool) -> Result<Arc<Object>> {
        let (text, by) = (as_json(def)?, access.by());
        let (name, text, by) = (def.name.as_ref(), text.as_str(), &by);
        self.tenant.write::<_, Error, _>(move |tx| Box::pin(put(tx, object, name, text, by, recompute))).await?;
        self.reload().await?.object(object).cloned()
    }
}

/// The object with this field added or replaced.
pub(super) fn with_field(object: &ObjectDef, def: FieldDef) -> ObjectDef {
    let mut object = object.clone();
    let fields = object.fields.to_mut();
    match fields.iter_mut().find(|f| f.name == def.name) {
        Some(f) => *f = def,
        None => fields.push(def),
    }
    object
}

fn replaced(catalog: &Catalog, def: ObjectDef) -> Vec<ObjectDef> {
    catalog.iter().map(|o| if o.def.name == def.name { def.clone() } else { o.def.clone() }).collect()
}

pub(super) fn apply(def: &mut FieldDef, patch: &FieldPatch) -> Result<(), Vec<FieldError>> {
    if let Some(l) = &patch.labels {
        def.labels = l.clone();
    }
    if let Some(h) = &patch.help {
        def.help = h.clone();
    }
    if let Some(s) = &patch.section {
        def.section = Str::from(s.clone());
    }
    def.required = patch.required.unwrap_or(def.required);
    def.hidden = patch.hidden.unwrap_or(def.hidden);
    match &patch.default {
        None => {}
        Some(serde_json::Value::Null) => def.default = None,
        Some(v) => def.default = Some(v.to_string().into()),
    }
    if let Some(s) = patch.sensitivity
        && def.name.starts_with("x_")
    {
        def.sensitivity = s;
    }
    if let Some(p) = &patch.purposes {
        def.purposes = p.iter().map(|p| Str::from(p.clone())).collect::<Vec<_>>().into();
    }
    if let Some(stages) = &patch.stages {
        def.stages = Some(stages.clone().into());
    }
    if let Some(new) = &patch.expr {
        let own = def.name.starts_with("x_");
        match &mut def.kind {
            FieldKind::Formula { expr, .. } if own => *expr = Str::from(new.clone()),
            _ => return Err(vec![FieldError::new("expr", "not_possible", "only a formula of the company's own can be changed")]),
        }
    }
    if let Some(changed) = &patch.options {
        return options(def, changed);
    }
    Ok(())
}

/// An option that is left out could still be the value of records.
fn options(def: &mut FieldDef, changed: &[SelectOption]) -> Result<(), Vec<FieldError>> {
    let FieldKind::Select { options } = &mut def.kind else {
        return Err(vec![FieldError::new("options", "not_possible", "only a select has options")]);
    };
    let gone: Vec<&str> = options.iter().map(|o| o.value.as_ref()).filter(|v| !changed.iter().any(|c| c.value == *v)).collect();
    if !gone.is_empty() {
        let message = format!("must keep {}; hide what is no longer wanted", gone.join(", "));
        return Err(vec![FieldError::new("options", "in_use", message)]);
    }
    *options = changed.to_vec().into();
    Ok(())
}

/// Stores a field; with `recompute`, records that are there are computed again.
pub(super) async fn put(tx: &mut Tx, object: &str, name: &str, text: &str, by: &By, recompute: bool) -> Result<()> {
    let rows = tx.all("select coalesce(max(position), 0) + 1 from @field_def where object = $1", &[object.into()]).await?;
    let position = rows.first().map_or(Ok(1), |r| r.int(0))?;
    let sql = "insert into @field_def (object, name, position, def, created_at) values ($1, $2, $3, $4, $5) \
               on conflict (object, name) do update set def = excluded.def";
    let now = Val::Int(tx.now().0);
    tx.run(sql, &[object.into(), name.into(), position.into(), text.into(), now]).await?;
    if recompute {
        let now = tx.now();
        tx.enqueue(work::recompute(object, now)).await?;
    }
    defined(tx, object, by).await
}
