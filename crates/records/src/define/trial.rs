//! Trying a formula while it is written: what is wrong with it, and what it gives for a few records.

use super::field::with_field;
use crate::access::{Act, permission as may};
use crate::formula::{self, Fault, Formula};
use crate::json::field_json;
use crate::list::{ListQuery, Sort};
use crate::{Access, Catalog, Error, Records, Result};
use model::def::{FieldKind, ResultType};
use model::{FieldDef, Id, Object, Record};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// Most records that a formula is tried with.
const SAMPLES: usize = 10;
/// Samples that take longer are left out.
const PATIENCE: Duration = Duration::from_secs(2);
/// Stands for a field without a name yet; no field can be called so.
const UNNAMED: &str = "x__";

/// A formula as it is written.
#[derive(Clone, Debug)]
pub struct FormulaDraft {
    pub expr: String,
    /// What it yields; of a field that is there, what that yields.
    pub result: Option<ResultType>,
    /// The formula that would be changed; none for a new one.
    pub field: Option<String>,
}

/// What would come of a formula.
#[derive(Clone, Debug, Default)]
pub struct FormulaTrial {
    /// The fields that it reads.
    pub reads: Vec<String>,
    /// What is wrong with it.
    pub fault: Option<Fault>,
    /// Fields that it reads and that the asker may not see: then there are no samples.
    pub closed: Vec<String>,
    /// What it gives for the newest records that the asker may see.
    pub samples: Vec<FormulaSample>,
    /// Titles of the records that inputs refer to.
    pub labels: BTreeMap<String, String>,
}

/// What a formula gives for one record.
#[derive(Clone, Debug)]
pub struct FormulaSample {
    pub id: Id,
    /// What the record is called; empty when the asker may not see it.
    pub title: Value,
    pub inputs: Map<String, Value>,
    pub value: Value,
    /// Why there is no value: `empty`, something that it reads is, or `type`, it gives something else than it shall.
    pub why: Option<&'static str>,
}

impl Records {
    /// Tries a formula of an object, and changes nothing. Reads no more than the newest records in sight.
    ///
    /// # Errors
    /// `Forbidden`; `NotFound`; `Invalid` when it names a field that is no formula; those of the store.
    pub async fn try_formula(&self, access: &Access, object: &str, draft: &FormulaDraft) -> Result<FormulaTrial> {
        self.check_tenant(access)?;
        access.require(may::OBJECT_DEFINE)?;
        let catalog = self.current().await?;
        let own = catalog.object(object)?;
        let name = draft.field.as_deref().unwrap_or(UNNAMED);
        let result = match own.field(name).map(|f| &f.kind) {
            Some(FieldKind::Formula { result, .. }) => *result,
            None if draft.field.is_none() => draft.result.unwrap_or(ResultType::Text),
            _ => return Err(Error::field("field", "unknown_field", format!("{object} has no formula `{name}`"))),
        };
        let trial = Object::new(with_field(&own.def, formula_field(name, &draft.expr, result)));
        let formula = match compiled(&trial, name, &draft.expr, result, catalog.scalars().currency().digits()) {
            Ok(formula) => formula,
            Err(fault) => return Ok(FormulaTrial { fault: Some(fault), ..FormulaTrial::default() }),
        };
        let reads: Vec<String> = formula.inputs.iter().map(|i| trial.fields[*i].name.to_string()).collect();
        let closed: Vec<String> = reads.iter().filter(|f| !access.may_read(object, f)).cloned().collect();
        let mut told = FormulaTrial { reads, closed, ..FormulaTrial::default() };
        if told.closed.is_empty() && access.allows(Act::Read, object) {
            self.sample_formula(access, &catalog, &trial, &formula, &mut told).await?;
        }
        Ok(told)
    }

    async fn sample_formula(
        &self,
        access: &Access,
        catalog: &Catalog,
        trial: &Arc<Object>,
        formula: &Formula,
        told: &mut FormulaTrial,
    ) -> Result<()> {
        let (object, title) = (trial.name(), trial.def.title.to_string());
        let mut fields = told.reads.clone();
        fields.extend(access.may_read(object, &title).then(|| title.clone()));
        fields.extend(trial.field("owner_team").map(|f| f.name.to_string()).filter(|f| access.may_read(object, f)));
        let newest = Sort::parse("-id");
        let query = ListQuery { sort: newest, limit: SAMPLES, fields: Some(fields), labels: true, ..ListQuery::new(object) };
        let Ok(page) = tokio::time::timeout(PATIENCE, self.list(access, &query)).await else { return Ok(()) };
        let page = page?;
        let home = catalog.scalars().currency();
        for record in &page.records {
            let mut record = moved(record, trial);
            let value = formula.value(&record);
            let lacks = formula.lacks(&record);
            let why = value.is_null().then_some(if lacks { "empty" } else { "type" });
            record.vals[trial.column_of(formula.field)] = value;
            let json = |i: usize| field_json(&record, i, home);
            told.samples.push(FormulaSample {
                id: record.id(),
                title: trial.field_index(&title).map_or(Value::Null, json),
                inputs: formula.inputs.iter().map(|i| (trial.fields[*i].name.to_string(), json(*i))).collect(),
                value: json(formula.field),
                why,
            });
        }
        told.labels = page.labels.0.into_iter().map(|(id, label)| (id.to_string(), label)).collect();
        Ok(())
    }
}

fn compiled(trial: &Object, name: &str, expr: &str, result: ResultType, digits: u8) -> Result<Formula, Fault> {
    let field = trial.field_index(name).ok_or_else(Fault::circular)?;
    let mut formula = formula::compile_one(trial, field, expr, result, digits)?;
    if let Some(fault) = formula.unknown.take() {
        return Err(fault);
    }
    // All others were fine before: what is wrong now is that they read each other in a circle.
    formula::compile(trial, digits).map(|_| formula).map_err(|_| Fault::circular())
}

fn formula_field(name: &str, expr: &str, result: ResultType) -> FieldDef {
    FieldDef::new(name.to_owned(), FieldKind::Formula { expr: expr.to_owned().into(), result })
}

/// The record in the columns of an object that has one field more.
fn moved(record: &Record, to: &Arc<Object>) -> Record {
    let mut out = Record::empty(to.clone());
    for (column, val) in record.object.columns.iter().zip(&record.vals) {
        if let Some(i) = to.columns.iter().position(|c| c.name == column.name) {
            out.vals[i] = val.clone();
        }
    }
    out
}
