//! The demo company: real purchases, invented people. Made by the product's own importer on the first start; a start that
//! was interrupted goes on where it stopped.

use crate::app::App;
use crate::cli::{Out, progress::Shown};
use crate::company::{self, NewCompany};
use crate::signin::accounts;
use crate::signin::staff::{self, NewPerson};
use anyhow::{Context, anyhow};
use crm::demo::facts::Buying;
use crm::demo::sheets::{self, Sheet};
use crm::demo::staff::{Colleague, STAFF, TAGS, TEAMS};
use model::{Id, Record, Ts};
use records::io::{Import, State, Template, run};
use records::list::{ListQuery, Sort};
use records::{Access, Records};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::io::Cursor;
use store::Home;

/// Short name of the demo company.
pub const DEMO: &str = crm::demo::SLUG;
/// Who signs in there.
pub const EMAIL: &str = "demo@guanxi.example";
pub const PASSWORD: &str = "guanxi-demo";

/// Name of the file of purchases, under which its import is found again.
const PURCHASES: &str = "online_retail.csv.gz";

/// Makes the demo company, or what is missing of it. Returns whether anything was missing.
///
/// # Errors
/// Of the store; rows that the importer refused, which would be a fault of ours.
pub async fn prepare(app: &App, out: Out) -> anyhow::Result<bool> {
    let records = match app.store().tenant(DEMO).await {
        Ok(_) => app.records(DEMO).await?,
        Err(store::Error::NotFound(_)) => found(app).await?,
        Err(e) => return Err(e.into()),
    };
    let demo = Demo { app, access: Access::system(DEMO), records, out };
    demo.fill().await.context("the demo company could not be filled; remove it from the data folder and start again")
}

async fn found(app: &App) -> anyhow::Result<Records> {
    let home = if app.settings().database.is_some() { Home::SHARED } else { Home::Sqlite };
    let text = |t: &str| t.to_owned();
    let new = NewCompany {
        slug: text(DEMO),
        name: text("Online Retail (Demo)"),
        home,
        currency: text("GBP"),
        zone: text("Europe/London"),
        language: text("en"),
        country: text("GB"),
    };
    company::create(app, new).await
}

struct Demo<'a> {
    app: &'a App,
    access: Access,
    records: Records,
    out: Out,
}

impl Demo<'_> {
    async fn fill(&self) -> anyhow::Result<bool> {
        let done = self.imports().await?;
        if done.get("tasks.csv").is_some_and(|i| i.state == State::Done) {
            return Ok(false);
        }
        self.out.line("Filling the demo company with a year of real purchases (once).");
        let owners = self.people().await?;
        self.tags().await?;
        let purchases = Sheet { name: PURCHASES, template: crm::demo::PURCHASES_TEMPLATE, csv: String::new() };
        self.take(&done, &purchases).await?;
        let buying = self.buying().await?;
        crm::demo::contacts::enter(&self.records, &buying).await?;
        let now = self.app.store().clock().now();
        for sheet in [
            sheets::identities(&buying, &owners),
            sheets::contacts(&buying),
            sheets::notes(&buying, &owners),
            sheets::tasks(&buying, &owners, now),
        ] {
            self.take(&done, &sheet).await?;
        }
        Ok(true)
    }

    /// What was taken in before, by name of the file.
    async fn imports(&self) -> anyhow::Result<HashMap<String, Import>> {
        let imports = self.records.imports(&self.access, None, 200).await?;
        Ok(imports.into_iter().rev().map(|i| (i.name.clone(), i)).collect())
    }

    /// The colleagues with their teams; gives those who may own customers.
    async fn people(&self) -> anyhow::Result<Vec<Id>> {
        let mut teams = HashMap::new();
        for team in TEAMS {
            let value = json!(team);
            let (record, _) = self.records.upsert(&self.access, "team", "name", &value, &Map::new()).await?;
            teams.insert(*team, record.id());
        }
        let mut owners = Vec::new();
        for (i, colleague) in STAFF.iter().enumerate() {
            let id = self.person(colleague, i == 0).await?;
            let values = json!({ "position": colleague.position, "team": teams.get(colleague.team) });
            self.records.patch(&self.access, "user", id, values.as_object().unwrap_or(&Map::new()), None).await?;
            if i > 0 {
                owners.push(id);
            }
        }
        Ok(owners)
    }

    async fn person(&self, colleague: &Colleague, first: bool) -> anyhow::Result<Id> {
        if let Some(account) = accounts::by_email(self.records.tenant(), colleague.email).await? {
            return Ok(account.id);
        }
        let new = NewPerson {
            email: colleague.email.into(),
            name: colleague.name.into(),
            role: colleague.role.into(),
            language: (!colleague.language.is_empty()).then(|| colleague.language.to_owned()),
            team: None,
            password: first.then(|| PASSWORD.to_owned()),
        };
        let system = staff::system(&self.records);
        let (account, _) = staff::add(self.app.gate(), &self.records, &system, new).await.map_err(crate::cli::user::refused)?;
        Ok(account.id)
    }

    async fn tags(&self) -> anyhow::Result<()> {
        for (position, (group, tags)) in TAGS.iter().enumerate() {
            let values = object(json!({ "position": position }));
            let (group, _) = self.records.upsert(&self.access, "tag_group", "name", &json!(group), &values).await?;
            for (code, name, color) in *tags {
                let values = object(json!({ "name": name, "color": color, "group": group.id() }));
                self.records.upsert(&self.access, "tag", "code", &json!(code), &values).await?;
            }
        }
        Ok(())
    }

    /// Takes a file in, unless that was done; goes on with one that was interrupted.
    async fn take(&self, done: &HashMap<String, Import>, sheet: &Sheet) -> anyhow::Result<()> {
        let import = match done.get(sheet.name) {
            Some(import) if import.state == State::Done => return Ok(()),
            Some(import) => import.clone(),
            None => {
                let template = Template::from_toml(sheet.template)?;
                let bytes = if sheet.name == PURCHASES { crm::demo::PURCHASES.len() } else { sheet.csv.len() };
                self.records.note_import(&self.access, sheet.name, template, false, bytes as u64).await?
            }
        };
        let source: records::io::Source = if sheet.name == PURCHASES {
            Box::new(crm::demo::PURCHASES)
        } else {
            Box::new(Cursor::new(sheet.csv.clone().into_bytes()))
        };
        let shown = Shown::new(self.out, sheet.name, import.total_bytes, None);
        let import = run(&self.records, &self.access, import, source, &shown).await?;
        shown.end();
        self.out.line(format!("  {}: {}", sheet.name, crate::cli::progress::figures(&import)));
        match import.state {
            State::Done if import.refused == 0 => Ok(()),
            state => Err(anyhow!(
                "{}: {}, {} rows refused; {}",
                sheet.name,
                state.name(),
                import.refused,
                import.error.unwrap_or_default()
            )),
        }
    }

    /// What the purchases say of each customer, in the order of their numbers.
    async fn buying(&self) -> anyhow::Result<Vec<Buying>> {
        const FIELDS: &[&str] =
            &["external_id", "country", "orders_count", "spend", "returns_count", "first_order_at", "last_order_at"];
        let query = ListQuery {
            fields: Some(FIELDS.iter().map(|f| (*f).to_owned()).collect()),
            sort: Sort::parse("external_id"),
            ..ListQuery::new("customer")
        };
        let mut all = Vec::new();
        self.records
            .stream(&self.access, &query, &mut |customer: &Record| {
                all.push(bought(customer));
                Ok(())
            })
            .await?;
        Ok(all)
    }
}

fn bought(customer: &Record) -> Buying {
    let number = |f: &str| customer.get(f).int().unwrap_or(0);
    let text = |f: &str| customer.get(f).text().unwrap_or_default().to_owned();
    let time = |f: &str| customer.get(f).int().map(Ts);
    Buying {
        number: text("external_id"),
        country: text("country"),
        orders: number("orders_count"),
        spend: number("spend"),
        returns: number("returns_count"),
        first: time("first_order_at"),
        last: time("last_order_at"),
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
