//! How the fields of an object stand on its pages and forms: in which order, sections and tabs, and when and for whom they are
//! shown at all. It is told with the definitions, and protects nothing: what somebody may read and write, the fields of their
//! role say.

mod check;

use crate::access::permission as may;
use crate::audit::{Audit, AuditKind};
use crate::{Access, Catalog, Error, Records, Result, setting};
use model::def::Labels;
use model::{Object, Ts};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// The name of the setting that holds the arrangement of an object.
pub(crate) const SETTING: &str = "arrangement.";

/// A tab of the record page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tab {
    pub name: String,
    pub labels: Labels,
}

/// Fields under one heading.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Section {
    /// One that the object has, or one of the company's own; empty: the one without a name.
    pub name: String,
    /// What it is called; empty: as the app calls it.
    pub labels: Labels,
    /// The tab of the record page that it stands on; empty: none, it is always in sight.
    pub tab: String,
    /// One or two beside each other.
    pub columns: u8,
    pub fields: Vec<String>,
    #[serde(flatten)]
    pub shown: Shown,
}

/// When and for whom something is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    /// A condition in the compact form; empty: always.
    #[serde(default)]
    pub when: String,
    /// Codes of roles; empty: for all.
    #[serde(default)]
    pub roles: Vec<String>,
}

/// Sections in their order; none: as the fields are defined. `version` is raised by each change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arrangement {
    pub version: i64,
    pub tabs: Vec<Tab>,
    pub sections: Vec<Section>,
    /// Fields that are not always shown, or not for all.
    pub fields: BTreeMap<String, Shown>,
}

impl Shown {
    fn in_words(&self) -> String {
        let when = if self.when.is_empty() { String::new() } else { format!("when {}", self.when) };
        let roles = if self.roles.is_empty() { String::new() } else { format!("for {}", self.roles.join(", ")) };
        [when, roles].into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// Whether it is for people of this role.
    #[must_use]
    pub fn is_for(&self, role: &str) -> bool {
        self.roles.is_empty() || self.roles.iter().any(|one| one == role)
    }
}

impl Section {
    fn in_words(&self) -> String {
        let Labels { en, zh_cn, zh_tw } = &self.labels;
        let called: Vec<&str> = [en, zh_cn, zh_tw].into_iter().map(AsRef::as_ref).filter(|w: &&str| !w.is_empty()).collect();
        let tab = if self.tab.is_empty() { String::new() } else { format!("tab {}", self.tab) };
        let columns = if self.columns > 1 { format!("{} columns", self.columns) } else { String::new() };
        let parts = [called.join(" / "), tab, columns, self.shown.in_words()];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        format!("{} | {}", self.fields.join(", "), parts.join(", "))
    }
}

impl Arrangement {
    /// Place in the object and section of each field, in the order of pages. One that no section names comes at the end of the
    /// section that it was made for, else of the last that is on no tab; those that the engine keeps stay as they are.
    #[must_use]
    pub fn places<'a>(&'a self, object: &'a Object) -> Vec<(usize, &'a str)> {
        let as_defined = |at: usize| (at, object.fields[at].section.as_ref());
        let Some(last) = self.sections.iter().rposition(|s| s.tab.is_empty()).or(self.sections.len().checked_sub(1)) else {
            return (0..object.fields.len()).map(as_defined).collect();
        };
        let of = |name: &String| object.fields.iter().position(|f| f.name == *name);
        let mut lists: Vec<Vec<usize>> = self.sections.iter().map(|s| s.fields.iter().filter_map(of).collect()).collect();
        let named: HashSet<usize> = lists.iter().flatten().copied().collect();
        let mut kept = Vec::new();
        for at in (0..object.fields.len()).filter(|at| !named.contains(at)) {
            let field = &object.fields[at];
            if check::engine(field) {
                kept.push(as_defined(at));
            } else {
                lists[self.sections.iter().position(|s| *s.name == *field.section).unwrap_or(last)].push(at);
            }
        }
        let placed = self.sections.iter().zip(lists).flat_map(|(s, list)| list.into_iter().map(|at| (at, s.name.as_str())));
        placed.chain(kept).collect()
    }

    /// Codes of the roles that it speaks of.
    pub fn roles(&self) -> impl Iterator<Item = &str> {
        let shown = self.sections.iter().map(|s| &s.shown).chain(self.fields.values());
        shown.flat_map(|s| s.roles.iter().map(String::as_str))
    }

    /// Whether it makes sense for an object.
    ///
    /// # Errors
    /// `Invalid` with everything that is wrong, each at `sections[0].when` and the like.
    pub fn check(&self, catalog: &Catalog, object: &Arc<Object>, now: Ts) -> Result<()> {
        check::all(self, catalog, object, now)
    }

    /// What an entry of the audit log tells: each section, tab and field by its name, old and new in words.
    fn words(&self) -> BTreeMap<String, String> {
        let sections = self.sections.iter().enumerate().map(|(i, s)| (format!("{}. {}", i + 1, s.name), s.in_words()));
        let fields = self.fields.iter().map(|(name, shown)| (name.clone(), shown.in_words()));
        sections.chain(fields).collect()
    }
}

impl Records {
    /// How the fields of an object are arranged; without sections when they stand as defined.
    ///
    /// # Errors
    /// `NotFound` for an unknown object; `Forbidden`.
    pub async fn arrangement(&self, access: &Access, object: &str) -> Result<Arrangement> {
        self.check_tenant(access)?;
        access.require(may::OBJECT_DEFINE)?;
        let catalog = self.current().await?;
        catalog.object(object)?;
        Ok(catalog.arrangement(object).cloned().unwrap_or_default())
    }

    /// Arranges the fields of an object, when nobody did since `version`. Gives the version now.
    ///
    /// # Errors
    /// As [`Records::arrangement`]; `Invalid` with all that makes no sense; `Conflict`.
    pub async fn arrange(&self, access: &Access, object: &str, new: Arrangement) -> Result<i64> {
        self.check_tenant(access)?;
        access.require(may::OBJECT_DEFINE)?;
        let catalog = self.reload().await?;
        new.check(&catalog, catalog.object(object)?, self.tenant.clock().now())?;
        let old = catalog.arrangement(object).cloned().unwrap_or_default();
        let entry = &Audit::new(AuditKind::CompanyChanged).named(format!("{SETTING}{object}")).with(changes(&old, &new).into());
        let (name, who, by, seen) = (&format!("{SETTING}{object}"), &access.who(), &access.by(), new.version);
        let text = &setting::text(&Arrangement { version: seen + 1, ..new })?;
        self.tenant
            .write::<_, Error, _>(|tx| {
                Box::pin(async move {
                    // whoever defines something waits here for others who do
                    crate::define::defined(tx, object, by).await?;
                    let rows = tx.all("select value from @setting where name = $1", &[name.as_str().into()]).await?;
                    let stored =
                        rows.first().and_then(|r| r.opt_text(0)).and_then(|t| serde_json::from_str::<Arrangement>(t).ok());
                    let current = stored.map_or(0, |a| a.version);
                    if current != seen {
                        return Err(Error::Conflict { current });
                    }
                    setting::change_with(tx, who, name, Some(text), entry).await
                })
            })
            .await?;
        self.reload().await?;
        Ok(seen + 1)
    }
}

/// What is another than before, old and new in words.
fn changes(old: &Arrangement, new: &Arrangement) -> Map<String, Value> {
    let (was, is) = (old.words(), new.words());
    let names: std::collections::BTreeSet<&String> = was.keys().chain(is.keys()).collect();
    let differ = names.into_iter().filter(|name| was.get(*name) != is.get(*name));
    differ.map(|name| (name.clone(), json!([was.get(name), is.get(name)]))).collect()
}

/// Arrangements by object, of those that the settings hold.
pub(crate) fn read<'a>(
    settings: impl Iterator<Item = (&'a String, &'a String)>,
) -> std::collections::HashMap<String, Arc<Arrangement>> {
    settings
        .filter_map(|(name, value)| Some((name.strip_prefix(SETTING)?.to_owned(), Arc::new(serde_json::from_str(value).ok()?))))
        .collect()
}
