//! The files that the demo company's people come from. They are taken in by the importer like anybody's files.

use super::dice::Dice;
use super::facts::{Buying, Classes};
use super::identity::{Identity, address_cell, identity};
use super::words;
use model::{Id, Ts};

/// A file for the importer: its name, how to read it, and its text.
#[derive(Debug)]
pub struct Sheet {
    pub name: &'static str,
    pub template: &'static str,
    pub csv: String,
}

/// Columns of the file of identities; the template takes each for the field of the same name.
const COLUMNS: &[&str] = &[
    "external_id",
    "kind",
    "name",
    "family_name",
    "given_name",
    "gender",
    "birthday",
    "birthday_calendar",
    "language",
    "country",
    "emails",
    "phones",
    "addresses",
    "socials",
    "preferred_media",
    "preferred_hours",
    "occupation",
    "income_band",
    "interests",
    "payment_habit",
    "industry",
    "employees",
    "revenue",
    "stage",
    "stage_reason",
    "value_class",
    "tags",
    "owner",
];
const DAY: i64 = 86_400_000_000;

/// Lines of a file, quoted where needed.
struct Lines(String);

impl Lines {
    fn new(columns: &[&str]) -> Self {
        let mut lines = Self(String::new());
        lines.push(columns);
        lines
    }

    fn push<T: AsRef<str>>(&mut self, cells: &[T]) {
        for (i, cell) in cells.iter().enumerate() {
            if i > 0 {
                self.0.push(',');
            }
            let cell = cell.as_ref();
            if cell.contains([',', '"', '\n']) {
                self.0.push('"');
                self.0.push_str(&cell.replace('"', "\"\""));
                self.0.push('"');
            } else {
                self.0.push_str(cell);
            }
        }
        self.0.push('\n');
    }
}

/// Identities, stages, classes, tags and owners for all customers.
#[must_use]
pub fn identities(all: &[Buying], owners: &[Id]) -> Sheet {
    let classes = Classes::of(all);
    let mut lines = Lines::new(COLUMNS);
    for b in all {
        let who = identity(&b.number, &b.country);
        let class = classes.class(b.spend);
        let owner = owner_of(b, class, &who, owners);
        lines.push(&row(b, &who, class, owner));
    }
    Sheet { name: "identities.csv", template: include_str!("../../../../packs/demo/identities.toml"), csv: lines.0 }
}

fn row<'a>(b: &'a Buying, who: &'a Identity, class: &'a str, owner: Option<Id>) -> Vec<std::borrow::Cow<'a, str>> {
    let (stage, reason) = b.stage();
    let text = |t: &'a str| std::borrow::Cow::Borrowed(t);
    vec![
        text(&b.number),
        text(who.kind),
        text(&who.name),
        text(&who.family_name),
        text(&who.given_name),
        text(who.gender),
        text(&who.birthday),
        text(who.birthday_calendar),
        text(who.language),
        text(&who.country),
        text(&who.email),
        text(&who.phone),
        address_cell(&who.address).into(),
        text(&who.social),
        text(who.preferred_media),
        text(who.preferred_hours),
        text(who.occupation),
        text(who.income_band),
        text(&who.interests),
        text(who.payment_habit),
        text(who.industry),
        text(&who.employees),
        text(&who.revenue),
        text(stage),
        text(reason),
        text(class),
        b.tags(class).join(";").into(),
        owner.map(|o| o.to_string()).unwrap_or_default().into(),
    ]
}

/// Key and main customers belong to account managers, a third of the others to somebody.
fn owner_of(b: &Buying, class: &str, who: &Identity, owners: &[Id]) -> Option<Id> {
    let mut dice = Dice::of(&b.number, 3);
    let owned = matches!(class, "key" | "main") || dice.once_in(3);
    let chinese = who.country == "CN";
    // The first half of the colleagues speaks Chinese.
    let half = owners.len() / 2;
    let group = if chinese { owners.get(..half) } else { owners.get(half..) }.filter(|g| !g.is_empty()).unwrap_or(owners);
    (owned && !group.is_empty()).then(|| dice.pick(group))
}

/// People who work for companies among the customers, with their part in the buying.
#[must_use]
pub fn contacts(all: &[Buying]) -> Sheet {
    let mut lines = Lines::new(&["company", "person", "role", "position", "main"]);
    let identities: Vec<(&Buying, Identity)> = all.iter().map(|b| (b, identity(&b.number, &b.country))).collect();
    for (i, (company, who)) in identities.iter().enumerate().filter(|(_, (_, who))| who.kind == "company") {
        let country = &who.country;
        let near =
            identities.iter().skip(i + 1).chain(&identities[..i]).filter(|(_, p)| p.kind == "person" && p.country == *country);
        let chinese = country == "CN";
        let roles = [("decision_maker", "总经理", "Managing director"), ("buyer", "采购经理", "Purchasing manager")];
        for ((person, _), (role, chinese_title, title)) in near.zip(roles) {
            let main = if role == "buyer" { "true" } else { "false" };
            lines.push(&[
                company.number.as_str(),
                person.number.as_str(),
                role,
                if chinese { chinese_title } else { title },
                main,
            ]);
        }
    }
    Sheet { name: "contacts.csv", template: include_str!("../../../../packs/demo/contacts.toml"), csv: lines.0 }
}

/// Notes on some customers, the best first.
#[must_use]
pub fn notes(all: &[Buying], owners: &[Id]) -> Sheet {
    let mut lines = Lines::new(&["customer", "text", "owner", "pinned"]);
    for (i, (b, mut dice)) in chosen(all, 4, 160).into_iter().enumerate() {
        let who = identity(&b.number, &b.country);
        let (english, chinese) = dice.pick(words::NOTES);
        let owner = dice.pick(owners).to_string();
        lines.push(&[b.number.as_str(), words::of(&who, english, chinese), &owner, if i % 12 == 0 { "true" } else { "false" }]);
    }
    Sheet { name: "notes.csv", template: include_str!("../../../../packs/demo/notes.toml"), csv: lines.0 }
}

/// Tasks around `now`: half of them done, some overdue.
#[must_use]
pub fn tasks(all: &[Buying], owners: &[Id], now: Ts) -> Sheet {
    let mut lines = Lines::new(&["customer", "title", "assignee", "due_at", "priority", "done_at", "result"]);
    for (b, mut dice) in chosen(all, 5, 140) {
        let who = identity(&b.number, &b.country);
        let (english, chinese) = dice.pick(words::TASKS);
        let assignee = dice.pick(owners).to_string();
        let due = i64::try_from(dice.below(30)).unwrap_or(0) - 12;
        let done = due < -1 && !dice.once_in(4);
        let at = |days: i64| Ts((now.0 / DAY + days) * DAY + 9 * 3_600_000_000).rfc3339();
        let (done_at, result) = if done { (at(due), words::of(&who, "Done", "已处理")) } else { (String::new(), "") };
        let priority = dice.pick(&["low", "normal", "normal", "normal", "high", "urgent"]);
        lines.push(&[b.number.as_str(), words::of(&who, english, chinese), &assignee, &at(due), priority, &done_at, result]);
    }
    Sheet { name: "tasks.csv", template: include_str!("../../../../packs/demo/tasks.toml"), csv: lines.0 }
}

/// Customers with their dice: the biggest spenders for half of the places, chance for the others.
pub fn chosen(all: &[Buying], salt: u64, places: usize) -> Vec<(&Buying, Dice)> {
    let mut by_spend: Vec<&Buying> = all.iter().collect();
    by_spend.sort_by_key(|b| std::cmp::Reverse(b.spend));
    let rest = all.len().saturating_sub(places / 2).max(1);
    let every = (rest / (places / 2).max(1)).max(1);
    let best = by_spend.iter().take(places / 2).copied();
    let others = by_spend.iter().skip(places / 2).step_by(every).copied();
    best.chain(others).take(places).map(|b| (b, Dice::of(&b.number, salt))).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn base() -> Vec<Buying> {
        let one = |n: i64| Buying {
            number: (12_346 + n).to_string(),
            country: "GB".into(),
            orders: n % 9,
            spend: n * 100,
            ..Buying::default()
        };
        (0..500).map(one).collect()
    }

    #[test]
    fn every_file_fits_its_template() {
        let owners: Vec<Id> = (1..7).map(|n| Id::event(n, 0)).collect();
        let sheets =
            [identities(&base(), &owners), contacts(&base()), notes(&base(), &owners), tasks(&base(), &owners, Ts(DAY * 20_000))];
        for sheet in sheets {
            let header: Vec<&str> = sheet.csv.lines().next().unwrap().split(',').collect();
            let template: toml::Table = toml::from_str(sheet.template).unwrap();
            for object in template["object"].as_array().unwrap() {
                for source in object["fields"].as_table().unwrap().values() {
                    let column = source.as_str().or_else(|| source.get("column")?.as_str());
                    assert!(column.is_none_or(|c| header.contains(&c)), "{}: {column:?}", sheet.name);
                }
            }
            assert!(sheet.csv.lines().count() > 20, "{}", sheet.name);
        }
    }

    #[test]
    fn files_are_the_same_every_time() {
        assert_eq!(identities(&base(), &[]).csv, identities(&base(), &[]).csv);
    }

    #[test]
    fn cells_are_quoted_where_needed() {
        let mut lines = Lines::new(&["a", "b"]);
        lines.push(&["x,y", "he said \"no\""]);
        assert_eq!(lines.0, "a,b\n\"x,y\",\"he said \"\"no\"\"\"\n");
    }
}
