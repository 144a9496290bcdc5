//! Many definitions at once: they may refer to each other in any order, and are made in one transaction or not at all.

use super::{OBJECTS_MAX, as_json, check, field, object};
use crate::access::permission as may;
use crate::{Access, Catalog, Error, FieldPatch, ObjectPatch, Records, Result};
use model::def::FieldKind;
use model::{FieldDef, FieldError, ObjectDef};
use std::sync::Arc;

/// Something to define.
#[derive(Clone, Debug)]
pub enum Definition {
    /// A custom object with its fields.
    Object(ObjectDef),
    /// A custom field.
    Field {
        object: String,
        def: FieldDef,
    },
    ChangeObject {
        object: String,
        patch: ObjectPatch,
    },
    ChangeField {
        object: String,
        field: String,
        patch: FieldPatch,
    },
}

/// What would come of definitions.
#[derive(Clone, Debug)]
pub struct Tried {
    /// With all that make sense.
    pub catalog: Arc<Catalog>,
    /// What is wrong with each, in their order; of fields of an object at `fields[0].type` and the like.
    pub faults: Vec<Vec<FieldError>>,
}

/// A definition as it is stored; of an object when it names no field.
struct Stored {
    object: String,
    field: Option<String>,
    text: String,
    new: bool,
    /// Records that are there are to be computed again.
    recompute: bool,
}

impl Records {
    /// Tries definitions together, and changes nothing.
    ///
    /// # Errors
    /// `Forbidden`; those of the store.
    pub async fn try_definitions(&self, access: &Access, all: &[Definition]) -> Result<Tried> {
        self.check_tenant(access)?;
        access.require(may::OBJECT_DEFINE)?;
        let catalog = self.reload().await?;
        let mut faults = vec![Vec::new(); all.len()];
        loop {
            let kept: Vec<bool> = faults.iter().map(Vec::is_empty).collect();
            let mut defs: Vec<ObjectDef> = catalog.iter().map(|o| o.def.clone()).collect();
            for (i, definition) in all.iter().enumerate().filter(|(i, _)| kept[*i]) {
                faults[i] = lay(&mut defs, definition, &|name| catalog.objects.contains_key(name) || made(all, &kept, name));
            }
            if faults.iter().map(Vec::is_empty).ne(kept) {
                continue;
            }
            match self.trial_of(defs, &catalog) {
                Ok(catalog) => return Ok(Tried { catalog: Arc::new(catalog), faults }),
                Err(Error::Invalid(errors)) => self.blame(&catalog, all, &mut faults, &errors)?,
                Err(other) => return Err(other),
            }
        }
    }

    /// Makes all definitions in one transaction.
    ///
    /// # Errors
    /// `Invalid` naming each that makes no sense at `definitions[0]` and the like: then nothing is changed; `Forbidden`.
    pub async fn define_all(&self, access: &Access, all: &[Definition]) -> Result<()> {
        let tried = self.try_definitions(access, all).await?;
        let placed = |(i, faults): (usize, Vec<FieldError>)| {
            faults.into_iter().map(move |e| FieldError { field: format!("definitions[{i}].{}", e.field), ..e })
        };
        let errors: Vec<FieldError> = tried.faults.into_iter().enumerate().flat_map(placed).collect();
        if !errors.is_empty() {
            return Err(Error::Invalid(errors));
        }
        let stored = all.iter().map(|d| stored(&tried.catalog, d)).collect::<Result<Vec<_>>>()?;
        let (stored, by) = (&stored, &access.by());
        let write = self.tenant.write::<_, Error, _>(move |tx| {
            Box::pin(async move {
                for Stored { object, field, text, new, recompute } in stored {
                    match field {
                        Some(field) => field::put(tx, object, field, text, by, *recompute).await?,
                        None if *new => object::insert(tx, object, text, by).await?,
                        None => object::replace(tx, object, text, by).await?,
                    }
                }
                Ok(())
            })
        });
        write.await?;
        self.reload().await.map(drop)
    }

    fn trial_of(&self, defs: Vec<ObjectDef>, catalog: &Catalog) -> Result<Catalog> {
        check::trial(defs, catalog, self.registry(), self.tenant.dialect())
    }

    /// Finds which definitions a trial fails for. What is computed and what has a default is tried one after another, over everything else.
    fn blame(&self, catalog: &Catalog, all: &[Definition], faults: &mut [Vec<FieldError>], errors: &[FieldError]) -> Result<()> {
        let anything = |_: &str| true;
        let kept: Vec<usize> = (0..all.len()).filter(|i| faults[*i].is_empty()).collect();
        let mut defs: Vec<ObjectDef> = catalog.iter().map(|o| o.def.clone()).collect();
        let mut waiting: Vec<(usize, String, Definition)> = Vec::new();
        for i in &kept {
            for (place, part) in parts(&all[*i]) {
                if risky(&part) {
                    waiting.push((*i, place, part));
                } else {
                    lay(&mut defs, &part, &anything);
                }
            }
        }
        if self.trial_of(defs.clone(), catalog).is_err() {
            kept.iter().for_each(|i| faults[*i] = errors.to_vec());
            return Ok(());
        }
        loop {
            let before = waiting.len();
            let mut refused = Vec::new();
            for (i, place, part) in std::mem::take(&mut waiting) {
                let mut with = defs.clone();
                lay(&mut with, &part, &anything);
                match self.trial_of(with.clone(), catalog) {
                    Ok(_) => defs = with,
                    Err(Error::Invalid(errors)) => refused.push((i, place, part, errors)),
                    Err(other) => return Err(other),
                }
            }
            if refused.len() == before {
                for (i, place, _, errors) in refused {
                    faults[i].extend(errors.into_iter().map(|e| FieldError { field: format!("{place}{}", e.field), ..e }));
                }
                return Ok(());
            }
            waiting = refused.into_iter().map(|(i, place, part, _)| (i, place, part)).collect();
        }
    }
}

/// Whether one of the definitions that are kept makes this object.
fn made(all: &[Definition], kept: &[bool], name: &str) -> bool {
    all.iter().zip(kept).any(|(d, kept)| *kept && matches!(d, Definition::Object(def) if def.name == name))
}

/// Lays a definition over the others; what is wrong with it, then it is left out.
fn lay(defs: &mut Vec<ObjectDef>, definition: &Definition, known: &dyn Fn(&str) -> bool) -> Vec<FieldError> {
    let mut errors = Vec::new();
    let missing = |what: String| vec![FieldError::new("name", "not_found", format!("there is no {what}"))];
    match definition {
        Definition::Object(def) => {
            let there = defs.iter().any(|o| o.name == def.name);
            errors = object::errors_of(def, &|name| if def.name == name { there } else { known(name) });
            if defs.iter().filter(|o| o.custom).count() >= OBJECTS_MAX {
                let message = format!("a company has at most {OBJECTS_MAX} objects of its own, hidden ones included");
                errors.push(FieldError::new("name", "limit", message));
            }
            if errors.is_empty() {
                defs.push(ObjectDef { custom: true, numbered: false, ..def.clone() });
            }
        }
        Definition::Field { object, def } => {
            let Some(own) = defs.iter_mut().find(|o| o.name == *object) else { return missing(format!("object `{object}`")) };
            check::name(&def.name, "name", &mut errors);
            let system = model::object::system_fields(own);
            if own.fields.iter().chain(&system).any(|f| f.name == def.name) {
                errors.push(FieldError::new("name", "not_unique", format!("{object} has a field `{}` already", def.name)));
            }
            check::field(def, "", known, &mut errors);
            let mut wanted = own.clone();
            wanted.fields.to_mut().push(def.clone());
            check::limits(&wanted, &mut errors);
            if errors.is_empty() {
                *own = wanted;
            }
        }
        Definition::ChangeObject { object, patch } => {
            let Some(own) = defs.iter_mut().find(|o| o.name == *object) else { return missing(format!("object `{object}`")) };
            let mut wanted = own.clone();
            object::apply(&mut wanted, patch);
            object::shown_fields(&wanted, &mut errors);
            object::looks(&wanted, &mut errors);
            if errors.is_empty() {
                *own = wanted;
            }
        }
        Definition::ChangeField { object, field, patch } => {
            let own = defs.iter_mut().find(|o| o.name == *object).and_then(|o| {
                let fields = o.fields.to_mut();
                fields.iter_mut().find(|f| f.name == *field)
            });
            let Some(own) = own else { return missing(format!("field `{field}` of {object}")) };
            let mut wanted = own.clone();
            if let Err(refused) = field::apply(&mut wanted, patch) {
                return refused;
            }
            check::field(&wanted, "", known, &mut errors);
            if errors.is_empty() {
                *own = wanted;
            }
        }
    }
    errors
}

/// An object without what may be wrong with its fields, and these one by one; all else as it is.
fn parts(definition: &Definition) -> Vec<(String, Definition)> {
    let Definition::Object(def) = definition else { return vec![(String::new(), definition.clone())] };
    let (risky, plain): (Vec<_>, Vec<_>) = def.fields.iter().cloned().enumerate().partition(|(_, f)| may_fail(f));
    let bare = ObjectDef { fields: plain.into_iter().map(|(_, f)| f).collect::<Vec<_>>().into(), ..def.clone() };
    let object = def.name.to_string();
    let field = |(i, def): (usize, FieldDef)| (format!("fields[{i}]."), Definition::Field { object: object.clone(), def });
    std::iter::once((String::new(), Definition::Object(bare))).chain(risky.into_iter().map(field)).collect()
}

fn may_fail(def: &FieldDef) -> bool {
    def.default.is_some() || def.stages.is_some() || matches!(def.kind, FieldKind::Formula { .. } | FieldKind::RollUp(_))
}

fn risky(definition: &Definition) -> bool {
    match definition {
        Definition::Field { def, .. } => may_fail(def),
        Definition::ChangeField { patch: FieldPatch { default, stages, expr, .. }, .. } => {
            default.is_some() || stages.is_some() || expr.is_some()
        }
        _ => false,
    }
}

/// What is stored of a definition, as it is after all of them.
fn stored(catalog: &Catalog, definition: &Definition) -> Result<Stored> {
    let (object, field) = match definition {
        Definition::Object(def) => (def.name.to_string(), None),
        Definition::ChangeObject { object, .. } => (object.clone(), None),
        Definition::Field { object, def } => (object.clone(), Some(def.name.to_string())),
        Definition::ChangeField { object, field, .. } => (object.clone(), Some(field.clone())),
    };
    let def = &catalog.object(&object)?.def;
    let text = match &field {
        None => as_json(def)?,
        Some(name) => {
            let unknown = || Error::NotFound { what: format!("field `{name}` of {object}") };
            as_json(def.fields.iter().find(|f| f.name == *name).ok_or_else(unknown)?)?
        }
    };
    let new = matches!(definition, Definition::Object(_));
    let recompute = matches!(definition, Definition::ChangeField { patch, .. } if patch.expr.is_some());
    Ok(Stored { object, field, text, new, recompute })
}
