//! How fields stand on pages and forms: their order, sections and tabs, when and for whom they are shown.

use super::extract::{Json, Path};
use super::problem::Problem;
use crate::signin::{Allowed, Auth, may, roles};
use axum::Json as Answer;
use axum::http::StatusCode;
use model::Object;
use model::def::Labels;
use records::access::Level;
use records::arrange::{Arrangement, Section, Shown, Tab};
use records::{Access, Catalog, validation};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, HashSet};

/// How the fields of an object stand on its pages and forms.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ObjectArrangement {
    /// The version that was read; when somebody arranged the object since, nothing is changed. 0: it never was arranged.
    version: i64,
    /// Tabs of the record page, beside those that it has.
    #[serde(default)]
    #[schema(max_items = 10)]
    tabs: Vec<PageTab>,
    /// In their order; none: fields stand as they are defined. A field that no section names comes at the end.
    #[serde(default)]
    #[schema(max_items = 50)]
    sections: Vec<PageSection>,
    /// Fields that are shown only sometimes, or only for some.
    #[serde(default)]
    fields: BTreeMap<String, FieldShown>,
}

/// A tab of the record page; forms have none.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PageTab {
    #[schema(min_length = 1, max_length = 40)]
    name: String,
    /// What it is called, by language: `en`, `zh-CN`, `zh-TW`.
    #[schema(value_type = BTreeMap<String, String>)]
    labels: Labels,
}

/// Fields under one heading.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PageSection {
    /// One that fields of the object are made for, or one of the company's own.
    #[schema(max_length = 40)]
    name: String,
    /// What it is called, by language; empty: as the app calls it.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, String>)]
    labels: Labels,
    /// Name of the tab that it stands on; empty: it is always in sight.
    #[serde(default)]
    tab: String,
    /// How many fields stand beside each other.
    #[serde(default = "one")]
    #[schema(minimum = 1, maximum = 2)]
    columns: u8,
    fields: Vec<String>,
    /// Shown for records that this condition finds, on their own fields; empty: always.
    #[serde(default)]
    when: String,
    /// Shown for people of these roles, by code; empty: for all. What somebody may read is said by the role.
    #[serde(default)]
    roles: Vec<String>,
}

/// When and for whom a field is shown.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FieldShown {
    /// Shown for records that this condition finds; empty: always.
    #[serde(default)]
    when: String,
    /// Shown for people of these roles, by code; empty: for all.
    #[serde(default)]
    roles: Vec<String>,
}

fn one() -> u8 {
    1
}

impl ObjectArrangement {
    fn read(self) -> Arrangement {
        let shown = |when: String, roles| Shown { when: when.trim().to_owned(), roles };
        let section = |s: PageSection| {
            let PageSection { name, labels, tab, columns, fields, when, roles } = s;
            Section { name, labels, tab, columns, fields, shown: shown(when, roles) }
        };
        let fields = self.fields.into_iter().map(|(name, f)| (name, shown(f.when, f.roles)));
        Arrangement {
            version: self.version,
            tabs: self.tabs.into_iter().map(|PageTab { name, labels }| Tab { name, labels }).collect(),
            sections: self.sections.into_iter().map(section).collect(),
            fields: fields.filter(|(_, s)| *s != Shown::default()).collect(),
        }
    }
}

/// How the fields of an object stand on its pages and forms; without sections: as they are defined
#[utoipa::path(get, path = "/api/objects/{name}/arrangement", tag = "objects", params(("name" = String, Path)),
    extensions(("x-permission" = json!("object.define"))), responses((status = 200, description = "What holds", body = Value)))]
pub async fn read(auth: Allowed<may::Define>, Path(name): Path<String>) -> Result<Answer<Arrangement>, Problem> {
    Ok(Answer(auth.records().arrangement(auth.access(), &name).await?))
}

/// Arrange the fields of an object: order, sections, tabs, when and for whom each is shown. Protects nothing: roles do
#[utoipa::path(put, path = "/api/objects/{name}/arrangement", tag = "objects", request_body = ObjectArrangement,
    params(("name" = String, Path)), extensions(("x-permission" = json!("object.define"))),
    responses((status = 200, description = "What holds now", body = Value)))]
pub async fn put(
    auth: Allowed<may::Define>,
    Path(name): Path<String>,
    Json(input): Json<ObjectArrangement>,
) -> Result<Answer<Arrangement>, Problem> {
    let new = input.read();
    known_roles(&auth, &name, &new).await?;
    match auth.records().arrange(auth.access(), &name, new).await {
        Err(records::Error::Conflict { current }) => {
            let detail = "Somebody arranged this object meanwhile, and nothing of theirs was overwritten; read it again.";
            let problem = Problem::new(StatusCode::PRECONDITION_FAILED, "arranged_meanwhile", detail);
            Err(Problem { version: Some(current), ..problem })
        }
        Err(e) => Err(e.into()),
        Ok(_) => Ok(Answer(auth.records().arrangement(auth.access(), &name).await?)),
    }
}

/// Roles that are newly named are there; one that went since may stay until it is taken out.
async fn known_roles(auth: &Auth, name: &str, new: &Arrangement) -> Result<(), Problem> {
    let all = new.sections.iter().enumerate().map(|(i, s)| (format!("sections[{i}].roles"), &s.shown));
    let all: Vec<_> = all.chain(new.fields.iter().map(|(f, s)| (format!("fields.{f}.roles"), s))).collect();
    if all.iter().all(|(_, shown)| shown.roles.is_empty()) {
        return Ok(());
    }
    let mut known: HashSet<String> = roles::list(auth.tenant()).await?.into_iter().map(|r| r.code).collect();
    let old = auth.records().arrangement(auth.access(), name).await?;
    let was = old.sections.iter().map(|s| &s.shown).chain(old.fields.values());
    known.extend(was.flat_map(|shown| shown.roles.clone()));
    let stranger = |roles: &[String]| roles.iter().find(|r| !known.contains(*r)).cloned();
    match all.iter().find_map(|(at, shown)| Some((at, stranger(&shown.roles)?))) {
        Some((at, role)) => Err(Problem::field(at, "unknown_option", format!("there is no role `{role}`"))),
        None => Ok(()),
    }
}

/// Puts the fields of a definition in the order of pages, each with the section that it stands in, and tells as `arrangement` what
/// else holds for the asker: `tabs`, `sections`, `when` by field, and in `out` what is not for their role. A condition that asks for
/// what is closed to them is left out, so that the field is shown.
pub fn tell(def: &mut Value, object: &Object, access: &Access, catalog: &Catalog) {
    let Some(all) = catalog.arrangement(object.name()) else { return };
    if let Some(fields) = def["fields"].as_array_mut() {
        let mut by_name: BTreeMap<String, Value> =
            fields.drain(..).filter_map(|f| Some((f["name"].as_str()?.to_owned(), f))).collect();
        for (at, section) in all.places(object) {
            if let Some(mut field) = by_name.remove(&*object.fields[at].name) {
                field["section"] = json!(section);
                fields.push(field);
            }
        }
    }
    let role = access.role.code();
    let level = |field: &str| access.closed.level(object.name(), field);
    let seen = |field: &&String| level(field) != Level::Hidden;
    let open = |when: &str| validation::asks(when).iter().all(|field| level(field) <= Level::Read);
    let when = |shown: &Shown| if open(&shown.when) { shown.when.clone() } else { String::new() };
    let sections = all
        .sections
        .iter()
        .map(|s| json!({ "name": s.name, "labels": s.labels, "tab": s.tab, "columns": s.columns, "when": when(&s.shown) }));
    let sometimes = all.fields.iter().filter(|(name, s)| seen(name) && !when(s).is_empty());
    let fields: Map<String, Value> = sometimes.map(|(name, s)| (name.clone(), when(s).into())).collect();
    let of_sections = all.sections.iter().filter(|s| !s.shown.is_for(role)).flat_map(|s| &s.fields);
    let own = all.fields.iter().filter(|(_, s)| !s.is_for(role)).map(|(name, _)| name);
    let out: Vec<&String> = of_sections.chain(own).filter(seen).collect();
    def["arrangement"] = json!({ "tabs": all.tabs, "sections": sections.collect::<Vec<_>>(), "when": fields, "out": out });
}
