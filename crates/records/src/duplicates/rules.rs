//! Which fields are compared, and how.

use crate::access::{Act, permission as may};
use crate::{Access, Error, Records, Result, setting};
use model::def::{FieldKind, Sensitivity};
use model::{FieldDef, FieldError, Object};
use serde::{Deserialize, Serialize};

/// Most fields compared, most sets of them, most fields of a set.
const FIELDS: usize = 8;
const SETS: usize = 12;
const OF_SET: usize = 3;

/// How the values of a field are made comparable and compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    /// Equal once folded, or not.
    Exact,
    /// Folded; alike when most letters agree.
    Text,
    /// Names of people and companies: family and given name apart, in whatever order and script; companies without their legal
    /// form.
    Name,
    /// Numbers and codes: near with one slip of the finger.
    Code,
    /// Letters folded, without what follows a `+`.
    Email,
    Phone,
    /// Area, street and postcode.
    Address,
    Date,
}

/// A field that is compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Compared {
    pub field: String,
    pub how: How,
    /// What its evidence is multiplied with, 0 to 3.
    #[serde(default = "one")]
    pub weight: f64,
}

fn one() -> f64 {
    1.0
}

/// How duplicates of an object are found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    pub compare: Vec<Compared>,
    /// Two records are compared when they agree in all fields of one of these sets.
    pub blocks: Vec<Vec<String>>,
    /// Two records that agree in all fields of one of these sets are the same, whatever else is known of them.
    pub sure: Vec<Vec<String>>,
    /// Chance from which two records are shown, 0.01 to 0.999.
    pub least: f64,
}

impl How {
    /// How a field of this kind is compared; none when it tells nothing.
    #[must_use]
    pub fn of(field: &FieldDef) -> Option<Self> {
        match field.kind {
            FieldKind::Email => Some(How::Email),
            FieldKind::Phone => Some(How::Phone),
            FieldKind::Address => Some(How::Address),
            FieldKind::Date => Some(How::Date),
            FieldKind::Text { .. } => Some(How::Text),
            FieldKind::Url | FieldKind::Integer | FieldKind::Select { .. } | FieldKind::Reference { .. } => Some(How::Exact),
            _ => None,
        }
    }

    /// Whether a field of this kind can be compared so.
    fn fits(self, field: &FieldDef) -> bool {
        match self {
            How::Exact => How::of(field).is_some() && !matches!(field.kind, FieldKind::Address),
            How::Text | How::Name | How::Code => matches!(field.kind, FieldKind::Text { .. }),
            other => How::of(field) == Some(other),
        }
    }
}

impl Rules {
    /// What follows from a definition: the title as a name, and whatever people are reached or known by.
    #[must_use]
    pub fn of(object: &Object) -> Self {
        let title = object.def.title.as_ref();
        let mut rules = Self { compare: Vec::new(), blocks: Vec::new(), sure: Vec::new(), least: 0.5 };
        for field in object.def.fields.iter().filter(|f| !f.hidden) {
            let name = field.name.to_string();
            let how = match How::of(field) {
                Some(How::Text) if name == title => How::Name,
                Some(How::Text) if field.multi && field.indexed && personal(field) => How::Exact,
                Some(how @ (How::Email | How::Phone | How::Address)) => how,
                Some(How::Date) if personal(field) => How::Date,
                _ => continue,
            };
            if rules.compare.len() == FIELDS {
                break;
            }
            if matches!(how, How::Email | How::Phone) && name != title {
                rules.sure.push(vec![title.to_owned(), name.clone()]);
            }
            rules.blocks.push(vec![name.clone()]);
            rules.compare.push(Compared { field: name, how, weight: 1.0 });
        }
        if !rules.compare.iter().any(|c| c.field == title) {
            rules.sure.clear();
        }
        rules
    }

    /// # Errors
    /// `Invalid` with everything that does not fit the object.
    pub fn check(&self, object: &Object) -> Result<()> {
        let mut errors = Vec::new();
        let mut wrong = |at: String, code: &str, why: String| errors.push(FieldError::new(at, code, why));
        if self.compare.is_empty() || self.compare.len() > FIELDS {
            wrong("compare".into(), "out_of_range", format!("name 1 to {FIELDS} fields"));
        }
        for (i, c) in self.compare.iter().enumerate() {
            let at = format!("compare.{i}");
            match object.field_index(&c.field).map(|f| &object.fields[f]) {
                None => wrong(at, "unknown_field", format!("{} has no field `{}`", object.name(), c.field)),
                Some(f) if !c.how.fits(f) => wrong(at, "unfit", format!("`{}` cannot be compared in this way", c.field)),
                Some(_) if self.compare[..i].iter().any(|o| o.field == c.field) => {
                    wrong(at, "twice", format!("`{}` is named twice", c.field));
                }
                Some(_) if !(0.0..=3.0).contains(&c.weight) => wrong(at, "out_of_range", "a weight is 0 to 3".into()),
                Some(_) => {}
            }
        }
        if self.blocks.is_empty() {
            wrong("blocks".into(), "required", "say what two records must share to be compared".into());
        }
        for (name, sets) in [("blocks", &self.blocks), ("sure", &self.sure)] {
            if sets.len() > SETS {
                wrong(name.into(), "out_of_range", format!("at most {SETS} sets"));
            }
            for (i, set) in sets.iter().enumerate() {
                let known = |f: &String| self.compare.iter().any(|c| c.field == *f);
                if set.is_empty() || set.len() > OF_SET || !set.iter().all(known) {
                    wrong(format!("{name}.{i}"), "bad_set", format!("name 1 to {OF_SET} of the fields that are compared"));
                }
            }
        }
        if !(0.01..=0.999).contains(&self.least) {
            wrong("least".into(), "out_of_range", "is 0.01 to 0.999".into());
        }
        if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
    }
}

fn personal(field: &FieldDef) -> bool {
    field.sensitivity != Sensitivity::None
}

/// A select of the kept rules, by the name of their setting.
pub(super) const KEPT: &str = "select value from @setting where name = $1";

/// The kept rules of an object, or those that its definition gives.
pub(super) fn kept(rows: &[store::Row], object: &Object) -> Rules {
    let kept: Option<Rules> = rows.first().and_then(|r| r.opt_text(0)).and_then(|t| serde_json::from_str(t).ok());
    kept.filter(|r| r.check(object).is_ok()).unwrap_or_else(|| Rules::of(object))
}

pub(super) fn name_of(object: &str) -> String {
    format!("duplicates.rules.{object}")
}

impl Records {
    /// How duplicates of an object are found: as the company says, else as its definition gives.
    ///
    /// # Errors
    /// `NotFound` for an unknown object; `BadRequest` for one whose records are not merged; `Forbidden`.
    pub async fn duplicate_rules(&self, access: &Access, object: &str) -> Result<Rules> {
        self.check_tenant(access)?;
        access.require_on(Act::Merge, object)?;
        self.rules_of(object).await
    }

    pub(super) async fn rules_of(&self, object: &str) -> Result<Rules> {
        let def = self.mergeable(object).await?;
        let rows = self.tenant.get(KEPT, &[name_of(object).into()]).await?;
        Ok(kept(&rows, &def))
    }

    /// Keeps other rules, or with `None` the default ones. Returns what holds now.
    ///
    /// # Errors
    /// As [`Records::duplicate_rules`]; `Invalid`.
    pub async fn set_duplicate_rules(&self, access: &Access, object: &str, rules: Option<&Rules>) -> Result<Rules> {
        self.check_tenant(access)?;
        access.require(may::OBJECT_DEFINE)?;
        let def = self.mergeable(object).await?;
        if let Some(rules) = rules {
            rules.check(&def)?;
        }
        let text = rules.map(setting::text).transpose()?;
        let (name, text, who) = (&name_of(object), &text, &access.who());
        self.tenant.write::<_, Error, _>(|tx| Box::pin(setting::change(tx, who, name, text.as_deref()))).await?;
        self.rules_of(object).await
    }

    pub(super) async fn mergeable(&self, object: &str) -> Result<std::sync::Arc<Object>> {
        let def = self.current().await?.object(object)?.clone();
        if def.def.mergeable { Ok(def) } else { Err(Error::BadRequest(format!("records of {object} are not merged"))) }
    }
}
