//! Stages: a select says where records of an object stand, and its definition what each stage asks of those that enter it.
//!
//! People, programs and files are held to it as to the company's own rules, whatever way they come; what the engine puts together or
//! back is not. Since when a record stands in its stage is kept for every writer.

mod check;

pub(crate) use check::faults;

use model::def::{FieldDef, FieldKind};
use model::object::Object;
use model::{FieldError, Record, Stage, Ts, Val};

/// The stages of an object, ready to judge.
#[derive(Debug)]
pub(crate) struct Stages {
    /// Columns of the stage, and of since when.
    column: usize,
    since: Option<usize>,
    field: String,
    gates: Vec<Gate>,
}

/// What a stage asks of records that enter it.
#[derive(Debug)]
struct Gate {
    stage: Stage,
    /// What it is called in English.
    name: String,
    /// Name and column of each field that must be known.
    needs: Vec<(String, usize)>,
}

impl Stages {
    /// Those of an object that has some. What it asks of fields that are gone or hidden is passed over.
    pub fn of(object: &Object) -> Option<Self> {
        let field = object.def.stages()?;
        let column = |def: &FieldDef| object.field_index(&def.name).map(|i| object.column_of(i));
        let need = |name: &model::Str| {
            let def = object.field(name).filter(|f| !f.hidden)?;
            Some((name.to_string(), column(def)?))
        };
        let gate = |stage: &Stage| Gate {
            stage: stage.clone(),
            name: called(field, &stage.value),
            needs: stage.needs.iter().filter_map(need).collect(),
        };
        Some(Self {
            column: column(field)?,
            since: object.field(&field.since_name()).and_then(column),
            field: field.name.to_string(),
            gates: field.stages().iter().map(gate).collect(),
        })
    }

    /// What stages are called, with commas.
    fn names<'a>(&self, stages: impl Iterator<Item = &'a str>) -> String {
        let name = |stage: &'a str| self.gates.iter().find(|g| g.stage.value == stage).map_or(stage, |g| g.name.as_str());
        stages.map(name).collect::<Vec<_>>().join(", ")
    }

    /// Dates the move of a record that enters a stage; with `judged`, says why it may not.
    pub fn enter(&self, before: Option<&Record>, after: &mut Record, now: Ts, judged: bool) -> Vec<FieldError> {
        let to = after.vals[self.column].clone();
        let from = before.map_or(&Val::Null, |b| &b.vals[self.column]);
        if *from == to {
            return Vec::new();
        }
        if let Some(since) = self.since {
            after.vals[since] = if to.is_null() { Val::Null } else { Val::Int(now.0) };
        }
        match to.text().and_then(|to| self.gates.iter().find(|g| g.stage.value == to)) {
            Some(gate) if judged => self.refusals(gate, from.text(), after),
            _ => Vec::new(),
        }
    }

    fn refusals(&self, Gate { stage, name, needs }: &Gate, from: Option<&str>, record: &Record) -> Vec<FieldError> {
        let unknown = needs.iter().filter(|(_, column)| record.vals[*column].is_null());
        let needed = unknown.map(|(field, _)| {
            let message = format!("must be known before the record goes to {name}; give a value with it");
            FieldError::new(field.as_str(), "stage_needs", message)
        });
        let closed = from.filter(|from| !stage.from.is_empty() && !stage.from.iter().any(|way| way == from)).map(|from| {
            let (ways, now) = (self.names(stage.from.iter().map(AsRef::as_ref)), self.names([from].into_iter()));
            FieldError::new(
                self.field.as_str(),
                "stage_closed",
                format!("{name} is entered from {ways} only, and the record is in {now}"),
            )
        });
        closed.into_iter().chain(needed).collect()
    }
}

/// What a stage is called in English; its value where it has no name.
fn called(field: &FieldDef, stage: &str) -> String {
    let FieldKind::Select { options } = &field.kind else { return stage.to_owned() };
    let named = options.iter().find(|o| o.value == stage).map_or("", |o| o.labels.in_language("en"));
    if named.is_empty() { stage.to_owned() } else { named.to_owned() }
}
