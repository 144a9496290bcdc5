//! What a tenant has defined over the built-in objects: custom objects and fields, and changed labels, options and
//! requirements of built-in ones.

use crate::Result;
use model::{FieldDef, ObjectDef};
use store::Tenant;

/// The tenant's own definitions in order of creation.
#[derive(Debug, Default)]
pub(crate) struct Overlay {
    objects: Vec<ObjectDef>,
    fields: Vec<(String, FieldDef)>,
}

/// Reads the tenant's definitions. One that a newer program wrote and this one cannot read is left out: its columns
/// stay untouched, because writes send changed columns only.
pub(crate) async fn read(tenant: &Tenant) -> Result<Overlay> {
    let mut overlay = Overlay::default();
    for row in tenant.get("select def, name from @object_def order by created_at, name", &[]).await? {
        match serde_json::from_str(row.text(0)?) {
            Ok(def) => overlay.objects.push(def),
            Err(e) => tracing::warn!(tenant = tenant.slug(), object = row.text(1)?, error = %e, "definition left out"),
        }
    }
    for row in tenant.get("select def, object, name from @field_def order by object, position, name", &[]).await? {
        match serde_json::from_str(row.text(0)?) {
            Ok(def) => overlay.fields.push((row.text(1)?.to_owned(), def)),
            Err(e) => tracing::warn!(tenant = tenant.slug(), field = row.text(2)?, error = %e, "definition left out"),
        }
    }
    Ok(overlay)
}

impl Overlay {
    pub(crate) fn is_empty(&self) -> bool {
        self.objects.is_empty() && self.fields.is_empty()
    }

    /// The built-in definitions with the tenant's laid over, custom objects at the end.
    pub(crate) fn apply(&self, builtin: &[ObjectDef]) -> Vec<ObjectDef> {
        let mut all = builtin.to_vec();
        for def in &self.objects {
            match all.iter_mut().find(|o| o.name == def.name) {
                Some(own) if !own.custom => {
                    own.labels = def.labels.clone();
                    own.plural = def.plural.clone();
                    own.description = def.description.clone();
                    own.icon = def.icon.clone();
                    own.list = def.list.clone();
                    own.hidden = def.hidden;
                }
                Some(_) => {}
                None => all.push(def.clone()),
            }
        }
        for (object, def) in &self.fields {
            if let Some(own) = all.iter_mut().find(|o| o.name == *object) {
                lay_over(own, def);
            }
        }
        all
    }
}

/// A custom field is added; of a built-in one only what a tenant may change is taken.
fn lay_over(object: &mut ObjectDef, def: &FieldDef) {
    let fields = object.fields.to_mut();
    let Some(own) = fields.iter_mut().find(|f| f.name == def.name) else {
        if def.name.starts_with("x_") || object.custom {
            fields.push(def.clone());
        }
        return;
    };
    own.labels = def.labels.clone();
    own.help = def.help.clone();
    own.section = def.section.clone();
    own.hidden = def.hidden;
    own.required = def.required;
    own.default = def.default.clone();
    if def.name.starts_with("x_") {
        own.sensitivity = def.sensitivity;
    }
    own.purposes = def.purposes.clone();
    own.stages = def.stages.clone().or(own.stages.take());
    if let (model::FieldKind::Select { options }, model::FieldKind::Select { options: changed }) = (&mut own.kind, &def.kind) {
        *options = changed.clone();
    }
}
