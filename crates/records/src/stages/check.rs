//! Whether the stages of an object make sense.

use model::def::FieldKind;
use model::object::Object;
use model::stage::Outcome;
use model::{FieldDef, FieldError, Stage};
use std::collections::HashSet;

/// Most fields that a stage needs, and most days after which a record in it is stalled.
const NEEDS: usize = 20;
const DAYS: u16 = 3_650;

/// What is wrong with the stages of an object, each at `stages[0].needs` and the like.
pub(crate) fn faults(object: &Object) -> Vec<FieldError> {
    let mut errors = Vec::new();
    for field in object.def.fields.iter() {
        let said = field.stages.as_deref().unwrap_or_default();
        if !said.is_empty() && !field.hidden {
            one_field(object, field, &mut errors);
            stages(object, field, said, &mut errors);
        }
    }
    errors
}

/// Stages are the values of one select, beside which the engine keeps since when.
fn one_field(object: &Object, field: &FieldDef, errors: &mut Vec<FieldError>) {
    let mut wrong = |message: String| errors.push(FieldError::new("stages", "not_possible", message));
    if !matches!(field.kind, FieldKind::Select { .. }) || field.multi {
        return wrong("only a select of one value holds stages".into());
    }
    if let Some(other) = object.def.stages().filter(|other| other.name != field.name) {
        wrong(format!("`{}` holds the stages of {} already; an object has one such field", other.name, object.name()));
    }
    let name = field.since_name();
    let kept = |f: &&FieldDef| matches!(f.kind, FieldKind::DateTime) && f.by.iter().any(|b| b == "engine");
    if object.def.fields.iter().any(|f| f.name == name && !kept(&f)) {
        wrong(format!("`{name}` is a field already, and since when records stand in a stage is kept under that name"));
    }
}

fn stages(object: &Object, field: &FieldDef, all: &[Stage], errors: &mut Vec<FieldError>) {
    let FieldKind::Select { options } = &field.kind else { return };
    let option = |value: &str| options.iter().any(|o| o.value == value);
    let mut seen = HashSet::new();
    for (i, stage) in all.iter().enumerate() {
        let mut wrong =
            |part: &str, code: &str, message: String| errors.push(FieldError::new(format!("stages[{i}].{part}"), code, message));
        if !option(&stage.value) || !seen.insert(stage.value.as_ref()) {
            wrong("value", "unknown_option", format!("`{}` must be an option, told of once", stage.value));
        }
        if stage.probability.is_some_and(|p| p > 100) {
            wrong("probability", "out_of_range", "is 0 to 100 per cent".into());
        }
        if stage.stalled_after.is_some_and(|days| days == 0 || days > DAYS) {
            wrong("stalled_after", "out_of_range", format!("is 1 to {DAYS} days"));
        }
        if stage.outcome != Outcome::Open {
            let message = "is for open stages; what is won is certain, what is lost is not, and neither is waited for";
            for (part, given) in [("probability", stage.probability.is_some()), ("stalled_after", stage.stalled_after.is_some())]
            {
                if given {
                    wrong(part, "not_possible", message.into());
                }
            }
        }
        for from in stage.from.iter().filter(|from| !option(from) || **from == stage.value) {
            wrong("from", "unknown_option", format!("`{from}` is not another option"));
        }
        if stage.needs.len() > NEEDS {
            wrong("needs", "out_of_range", format!("names {NEEDS} fields at most"));
        }
        for need in stage.needs.iter().filter(|need| **need == field.name || !enterable(object, need)) {
            wrong("needs", "unknown_field", format!("`{need}` is no other field of {} that people fill in", object.name()));
        }
    }
}

/// Whether people can give the field a value.
fn enterable(object: &Object, name: &str) -> bool {
    let computed = |f: &FieldDef| {
        matches!(f.kind, FieldKind::Id | FieldKind::Formula { .. } | FieldKind::RollUp(_) | FieldKind::AutoNumber { .. })
    };
    object.field(name).is_some_and(|f| !computed(f) && (f.by.is_empty() || f.by.iter().any(|b| b == "person")))
}
