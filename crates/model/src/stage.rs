//! The stages of an object: what the values of one of its selects mean, from the first talk to won or lost.

use crate::def::{FieldDef, FieldKind, Labels, ObjectDef};
use crate::object::system_field;
use crate::{List, Str};
use serde::{Deserialize, Serialize};

/// How it stands with records in a stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    #[default]
    Open,
    Won,
    Lost,
}

/// What an option of a select is as a stage. An option that is not told of is open and asks for nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Stage {
    /// The option.
    pub value: Str,
    pub outcome: Outcome,
    /// How likely records in it are won, in per cent. Only of open ones: won is 100, lost 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probability: Option<u8>,
    /// Days after which a record that stands in it is stalled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stalled_after: Option<u16>,
    /// Fields that must be known to enter it.
    pub needs: List<Str>,
    /// Stages from which a record may come. Empty: all. New records may begin anywhere.
    pub from: List<Str>,
}

impl FieldDef {
    /// The stages that its options are; empty for every other field.
    #[must_use]
    pub fn stages(&self) -> &[Stage] {
        match (&self.stages, &self.kind) {
            (Some(stages), FieldKind::Select { .. }) if !self.hidden && !self.multi => stages,
            _ => &[],
        }
    }

    /// The name of the field that tells since when a record stands in its stage.
    #[must_use]
    pub fn since_name(&self) -> String {
        format!("{}_since", self.name)
    }
}

impl ObjectDef {
    /// The select that holds the stages of its records.
    #[must_use]
    pub fn stages(&self) -> Option<&FieldDef> {
        self.fields.iter().find(|f| !f.stages().is_empty())
    }

    /// The same with these stages of a field, as far as there is such a field.
    #[must_use]
    pub fn with_stages(mut self, field: &str, stages: Vec<Stage>) -> Self {
        if let Some(field) = self.fields.to_mut().iter_mut().find(|f| f.name == field) {
            field.stages = Some(stages.into());
        }
        self
    }
}

/// The field that keeps since when records stand in their stage, where the object has none of its own.
pub(crate) fn since(def: &ObjectDef) -> Option<FieldDef> {
    let stage = def.stages()?;
    let name = stage.since_name();
    if def.fields.iter().any(|f| f.name == name) {
        return None;
    }
    let words = |of: &Str, told: fn(&str) -> String| if of.is_empty() { Str::default() } else { told(of).into() };
    let labels = Labels {
        en: words(&stage.labels.en, |stage| format!("{stage}: since")),
        zh_cn: words(&stage.labels.zh_cn, |stage| format!("进入{stage}时间")),
        zh_tw: words(&stage.labels.zh_tw, |stage| format!("進入{stage}時間")),
    };
    Some(FieldDef { labels, ..system_field(name.into(), FieldKind::DateTime) })
}
