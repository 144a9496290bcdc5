//! Of the configuration what is kept as records and rows: roles, tags, views, rules of retention.

use super::super::item::Section;
use super::super::names;
use super::Current;
use crate::http::Problem;
use crate::list_views;
use crate::privacy::retention;
use crate::signin::roles;
use model::Id;
use records::{Access, ListQuery, Records, Sort};
use serde_json::json;
use std::collections::HashMap;

impl Current {
    pub(super) async fn roles(&mut self, records: &Records) -> Result<(), Problem> {
        let mut made = roles::list(records.tenant()).await?;
        made.retain(|role| !role.built_in);
        made.sort_by(|a, b| a.code.cmp(&b.code));
        for roles::Named { code, name, grants, .. } in made {
            self.put(Section::Roles, &code.clone(), json!(names::Role { code, name, grants }));
        }
        Ok(())
    }

    pub(super) async fn tag_groups(&mut self, records: &Records, access: &Access) -> Result<(), Problem> {
        for group in every(records, access, "tag_group", "name").await? {
            let name = group.get("name").text().unwrap_or_default().to_owned();
            let position = group.get("position").int().unwrap_or_default();
            self.put_as(Section::TagGroups, &name.clone(), json!(names::TagGroup { name, position }), group.id());
        }
        Ok(())
    }

    pub(super) async fn tags(&mut self, records: &Records, access: &Access) -> Result<(), Problem> {
        let groups = every(records, access, "tag_group", "name").await?;
        let groups: HashMap<Id, &str> = groups.iter().filter_map(|g| Some((g.id(), g.get("name").text()?))).collect();
        for tag in every(records, access, "tag", "code").await? {
            let text = |field: &str| tag.get(field).text().unwrap_or_default().to_owned();
            let group = tag.get("group").id().and_then(|id| groups.get(&id).map(|name| (*name).to_owned()));
            let value = names::Tag { code: text("code"), name: text("name"), group, color: text("color") };
            self.put_as(Section::Tags, &value.code.clone(), json!(value), tag.id());
        }
        Ok(())
    }

    pub(super) async fn retention(&mut self, records: &Records) -> Result<(), Problem> {
        let mut rules = retention::list(records).await?;
        rules.sort_by(|a, b| a.name.cmp(&b.name).then(a.id.cmp(&b.id)));
        for rule in rules {
            let retention::Rule { id, name, object, filter, field, days, action, .. } = rule;
            let key = name.clone();
            self.put_as(Section::Retention, &key, json!(names::Retention { name, object, filter, field, days, action }), id);
        }
        Ok(())
    }

    pub(super) async fn views(&mut self, records: &Records) -> Result<(), Problem> {
        for view in list_views::of_everybody(records.tenant()).await? {
            let list_views::Everybodys { id, object, name, state, company, roles } = view;
            let key = format!("{object}/{name}");
            self.put_as(Section::Views, &key, json!(names::View { object, name, state, company, roles }), id);
        }
        Ok(())
    }
}

/// Every record of a small object in the order of a text.
async fn every(records: &Records, access: &Access, object: &str, by: &str) -> Result<Vec<model::Record>, Problem> {
    let mut query = ListQuery { limit: 200, sort: Sort::parse("id"), ..ListQuery::new(object) };
    let mut all = Vec::new();
    loop {
        let page = records.list(access, &query).await?;
        all.extend(page.records);
        match page.next {
            Some(next) => query.cursor = Some(next),
            None => break,
        }
    }
    all.sort_by(|a, b| a.get(by).text().cmp(&b.get(by).text()));
    Ok(all)
}
