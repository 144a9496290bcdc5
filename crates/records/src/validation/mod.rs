//! The company's own rules: what a record must not be. A rule is a condition as lists take it; a record that it would find once
//! written is refused, with the rule's message at a field.
//!
//! People, programs and files are held to them, whatever way they come. What the engine writes itself is not: roll-ups, undo,
//! merges, hand-overs and reactions put together or back what somebody was allowed to write.
//!
//! A rule judges a record by what it holds itself, in memory, by the same evaluator that tests hold equal to SQL; so what a rule
//! finds among the records that are there is the list of its condition.

mod check;

pub(crate) use check::condition as of_record;
pub use check::rule as faults;

use crate::access::permission as may;
use crate::audit::{Audit, AuditKind};
use crate::condition::{Asker, Bound, bind};
use crate::{Access, By, Catalog, Company, Records, Result, Writer, restrict, setting};
use model::def::Labels;
use model::{BrokenRule, Condition, FieldError, Op, Record, Ts};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::sync::OnceLock;

/// The name of the setting that holds the rules of an object.
pub(crate) const SETTING: &str = "rules.";

/// What records must not be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Unlike those of the object's other rules.
    pub name: String,
    /// True for records that are refused, in the compact form.
    pub condition: String,
    /// What whoever breaks it is told.
    pub message: Labels,
    /// Where it is told.
    pub field: String,
    /// It holds; else it is only kept.
    pub active: bool,
}

/// The fields that a condition in the compact form asks for.
#[must_use]
pub fn asks(condition: &str) -> Vec<String> {
    let mut all = Vec::new();
    if let Ok(condition) = Condition::parse(condition) {
        check::each(&condition, &mut |test| {
            all.push(test.path.relation.as_ref().unwrap_or(&test.path.field).to_string());
        });
    }
    all
}

/// Whether a condition asks for windows of time or for parts of values, which pages cannot judge while somebody types.
pub(crate) fn far(condition: &str) -> bool {
    let mut far = false;
    if let Ok(condition) = Condition::parse(condition) {
        check::each(&condition, &mut |test| far |= test.op == Op::Within || test.path.relation.is_some());
    }
    far
}

impl Rule {
    fn in_words(&self) -> String {
        let off = if self.active { "" } else { "off: " };
        let Labels { en, zh_cn, zh_tw } = &self.message;
        let told: Vec<&str> = [en, zh_cn, zh_tw].into_iter().map(AsRef::as_ref).filter(|w: &&str| !w.is_empty()).collect();
        format!("{off}{} | {}: {}", self.condition, self.field, told.join(" / "))
    }

    fn error(&self, company: &Company) -> FieldError {
        let rule = BrokenRule { name: self.name.clone(), message: self.message.clone() };
        let message = self.message.in_language(&company.language);
        FieldError { rule: Some(Box::new(rule)), ..FieldError::new(self.field.as_str(), "rule", message) }
    }
}

/// The rules of an object, ready to judge.
#[derive(Debug)]
pub(crate) struct Rules {
    all: Vec<Rule>,
    judges: Vec<Judge>,
    access: Access,
}

#[derive(Debug)]
struct Judge {
    /// Place of its rule.
    at: usize,
    condition: Condition,
    /// It asks for windows, which go with the clock.
    moves: bool,
    still: OnceLock<Option<Bound>>,
}

impl Rules {
    pub(crate) fn new(all: Vec<Rule>) -> Self {
        let judge = |(at, rule): (usize, &Rule)| {
            let condition = Condition::parse(&rule.condition).ok()?;
            let mut moves = false;
            check::each(&condition, &mut |test| moves |= test.op == Op::Within);
            Some(Judge { at, condition, moves, still: OnceLock::new() })
        };
        let judges = all.iter().enumerate().filter(|(_, rule)| rule.active).filter_map(judge).collect();
        Self { judges, access: Access::system(""), all }
    }

    pub(crate) fn all(&self) -> &[Rule] {
        &self.all
    }

    /// An error for each rule that the record breaks.
    pub(crate) fn broken(&self, catalog: &Catalog, record: &Record, now: Ts) -> Vec<FieldError> {
        let asker = Asker { catalog, access: &self.access, now };
        let broken = self.judges.iter().filter(|judge| judge.holds(record, &asker));
        broken.map(|judge| self.all[judge.at].error(&catalog.company)).collect()
    }
}

impl Judge {
    /// Whether the record is as it must not be. A rule that can no longer be read, because a field was hidden, finds nothing.
    fn holds(&self, record: &Record, asker: &Asker<'_>) -> bool {
        let bound = || bind(&self.condition, &record.object, asker).ok();
        let holds = |bound: &Bound| bound.holds(record, &|_, _| None);
        if self.moves { bound().as_ref().is_some_and(holds) } else { self.still.get_or_init(bound).as_ref().is_some_and(holds) }
    }
}

/// An error for each of the company's rules that the record breaks.
pub(crate) fn broken(catalog: &Catalog, record: &Record, now: Ts) -> Vec<FieldError> {
    catalog.rules.get(record.object.name()).map_or_else(Vec::new, |rules| rules.broken(catalog, record, now))
}

/// Whether what this writer brings is judged. An operation is when somebody asked for it; the duty to restrict processing goes
/// before any rule.
pub(crate) fn judges(by: &By, access: Option<&Access>) -> bool {
    match by {
        By::Person(_) | By::Import { .. } => true,
        By::Operation { name, .. } => *name != restrict::OPERATION && access.is_some_and(|a| a.actor.user.is_some()),
        _ => false,
    }
}

impl Writer<'_> {
    pub(crate) fn judged(&self) -> bool {
        judges(&self.by, self.access.as_deref())
    }
}

/// A rule as administrators see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Standing {
    #[serde(flatten)]
    pub rule: Rule,
    /// Why it judges nothing although it is switched on.
    pub fault: Option<String>,
}

impl Records {
    /// The rules for records of an object.
    ///
    /// # Errors
    /// `NotFound` for an unknown object; `Forbidden`.
    pub async fn validation_rules(&self, access: &Access, object: &str) -> Result<Vec<Standing>> {
        self.check_tenant(access)?;
        access.require(may::OBJECT_DEFINE)?;
        let (catalog, now) = (self.current().await?, self.tenant.clock().now());
        let of = catalog.object(object)?;
        let standing = |rule: &Rule| {
            let faults = check::rule(rule, &catalog, of, now);
            Standing { rule: rule.clone(), fault: faults.into_iter().next().map(|e| e.message) }
        };
        Ok(catalog.rules(object).iter().map(standing).collect())
    }

    /// Changes the rules for records of an object. They hold for what is written from now on.
    ///
    /// # Errors
    /// As [`Records::validation_rules`]; `Invalid` naming each rule that makes no sense or asks for more than the record.
    pub async fn set_validation_rules(&self, access: &Access, object: &str, rules: &[Rule]) -> Result<()> {
        self.check_tenant(access)?;
        access.require(may::OBJECT_DEFINE)?;
        let catalog = self.reload().await?;
        check::all(rules, &catalog, catalog.object(object)?, self.tenant.clock().now())?;
        let changes = changes(catalog.rules(object), rules);
        if changes.is_empty() && catalog.rules(object) == rules {
            return Ok(());
        }
        let entry = &Audit::new(AuditKind::CompanyChanged).named(format!("{SETTING}{object}")).with(changes.into());
        let text = if rules.is_empty() { None } else { Some(setting::text(&rules)?) };
        let (name, text, who, by) = (&format!("{SETTING}{object}"), &text, &access.who(), &access.by());
        self.tenant
            .write::<_, crate::Error, _>(|tx| {
                Box::pin(async move {
                    setting::change_with(tx, who, name, text.as_deref(), entry).await?;
                    crate::define::defined(tx, object, by).await
                })
            })
            .await?;
        self.reload().await.map(drop)
    }
}

/// The rules that are others than before by their names, old and new in words.
fn changes(old: &[Rule], new: &[Rule]) -> Map<String, Value> {
    let named = |all: &[Rule], name: &str| all.iter().find(|r| r.name == name).cloned();
    let names = old.iter().chain(new).map(|r| r.name.as_str());
    let pairs = names.map(|name| (name, named(old, name), named(new, name)));
    let words = |rule: Option<Rule>| rule.map(|r| r.in_words());
    pairs.filter(|(_, was, is)| was != is).map(|(name, was, is)| (name.to_owned(), json!([words(was), words(is)]))).collect()
}
