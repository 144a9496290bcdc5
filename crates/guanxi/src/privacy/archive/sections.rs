//! What is told beside the records: where values come from, what is allowed, who received what, what happened, what was before.

use super::write::{SUBJECT, Under, io};
use model::Ts;
use model::object::{Record, col};
use records::labels::Labels;
use records::subject::{PAGE, is_deleted};
use records::{Result, consent};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write;

impl Under<'_> {
    /// Where each value of the person comes from, and what it may be used for.
    pub(super) async fn uses(&mut self, person: &Record) -> Result<()> {
        let origins = self.from.records.lineage(self.from.access, SUBJECT, person.id()).await?;
        let catalog = self.from.records.current().await?;
        let purpose_words = catalog.object("consent").ok().and_then(|o| o.field("purpose").cloned());
        let (language, none) = (self.language, Labels::default());
        let mut all = Vec::new();
        self.page.section(language.word("uses")).map_err(io)?;
        self.page.head(&["field", "origin", "since", "purposes"].map(|w| language.word(w))).map_err(io)?;
        for (name, origin) in &origins {
            let Some(field) = person.object.field(name) else { continue };
            let word = ["person", "operation", "import", "merge", "system"].into_iter().find(|w| *w == origin.kind);
            let from = language.word(word.unwrap_or("unknown"));
            let since = origin.at.map(|at| self.reader().at(at)).unwrap_or_default();
            let said = |p: &str| {
                let value = Value::from(p);
                purpose_words.as_ref().map_or_else(|| p.to_owned(), |f| self.reader().text(f, &value, &none))
            };
            let purposes: Vec<String> = field.purposes.iter().map(|p| said(p)).collect();
            let used = if purposes.is_empty() { language.word("any").to_owned() } else { purposes.join(", ") };
            self.page.row(&[language.label(&field.labels, name), from, &since, &used]).map_err(io)?;
            all.push(json!({ "field": name, "sensitivity": field.sensitivity, "purposes": field.purposes,
                "source": origin.kind, "import": origin.import_name, "since": origin.at.map(Ts::rfc3339) }));
        }
        self.page.end_table().map_err(io)?;
        self.data("fields", &json!(all))
    }

    /// What holds of what the customer allows; all that was ever said is among the records.
    pub(super) async fn consents(&mut self, person: &Record) -> Result<()> {
        if is_deleted(person) {
            return Ok(());
        }
        let standing = match self.from.records.consents(self.from.access, person.id()).await {
            Ok(standing) => standing,
            Err(records::Error::Forbidden { .. }) => return Ok(()),
            Err(e) => return Err(e),
        };
        let catalog = self.from.records.current().await?;
        let consent = catalog.object("consent")?.clone();
        self.page.section(self.language.word("consents")).map_err(io)?;
        let none = Labels::default();
        let mut rows = Vec::new();
        for s in &standing {
            let reader = self.reader();
            let text = |field: &str, value: &str| {
                consent.field(field).map_or_else(String::new, |f| reader.text(f, &Value::from(value), &none))
            };
            let state = match s.state {
                consent::State::Granted => "granted",
                consent::State::Expired => "expired",
                consent::State::Withdrawn => "withdrawn",
                consent::State::Denied => "denied",
            };
            let what = format!("{} · {}", text("purpose", &s.purpose), text("channel", &s.channel));
            rows.push((what, format!("{}, {}", self.language.word(state), reader.at(s.given_at))));
        }
        self.page.thing("", "", &rows).map_err(io)?;
        self.data("consents-now", &json!(standing))
    }

    /// Categories of those who received the data.
    pub(super) async fn recipients(&mut self, person: &Record) -> Result<()> {
        let (records, language) = (self.from.records, self.language);
        let shares = if is_deleted(person) { Vec::new() } else { records.shares(self.from.access, SUBJECT, person.id()).await? };
        let people = shares.iter().filter(|s| s.user.is_some()).count();
        let exports =
            "select at, details from @audit where kind = 'export_made' and subject = $1 and at >= $2 order by at limit 1000";
        let created = person.vals[col::CREATED_AT].clone();
        let rows = records.tenant().scan(exports, &[SUBJECT.into(), created], store::Scan::default()).await?;
        let mut exported = Vec::with_capacity(rows.len());
        for row in &rows {
            let details: Value = row.opt_text(1).and_then(|t| serde_json::from_str(t).ok()).unwrap_or_default();
            exported.push(json!({ "at": row.ts(0)?.rfc3339(), "purpose": details["purpose"], "fields": details["fields"] }));
        }
        let now = records.tenant().clock().now();
        let third = records.consent_allows(person.id(), "third_party_share", consent::ANY, now).await?.allowed;
        let abroad = records.consent_allows(person.id(), "cross_border", consent::ANY, now).await?.allowed;
        self.page.section(language.word("recipients")).map_err(io)?;
        let mut lines = vec![language.word("colleagues").to_owned()];
        if !shares.is_empty() {
            let text = language.word("shared").replacen("{}", &people.to_string(), 1);
            lines.push(text.replacen("{}", &(shares.len() - people).to_string(), 1));
        }
        if !exported.is_empty() {
            lines.push(language.word("exports").replace("{}", &exported.len().to_string()));
        }
        lines.extend(
            [(third, "third"), (abroad, "abroad")].into_iter().filter(|(yes, _)| *yes).map(|(_, w)| language.word(w).to_owned()),
        );
        lines.iter().try_for_each(|l| self.page.line(l)).map_err(io)?;
        let deeds = records.deeds(&self.found.ids).await?;
        self.data(
            "recipients",
            &json!({ "shared_with": { "people": people, "teams": shares.len() - people }, "exports": exported,
                "third_parties_allowed": third, "abroad_allowed": abroad, "handled": deeds }),
        )
    }

    pub(super) async fn events(&mut self) -> Result<()> {
        let kinds: BTreeMap<String, String> = {
            let kinds = self.from.records.registry().event_kinds().iter();
            kinds.map(|k| (k.name.to_string(), self.language.label(&k.labels, &k.name).to_owned())).collect()
        };
        self.page.section(self.language.word("events")).map_err(io)?;
        self.page.head(&[]).map_err(io)?;
        self.entry("data/events.json", true)?;
        self.zip.write_all(b"[").map_err(io)?;
        let mut after = None;
        loop {
            let items = self.from.records.happenings(self.from.access, &self.found.ids, after).await?;
            for item in &items {
                if self.told.events > 0 {
                    self.zip.write_all(b",\n").map_err(io)?;
                }
                self.told.events += 1;
                let subject = item.subject.as_ref().map(|s| json!({ "object": s.object, "id": s.id }));
                let told = json!({ "id": item.id, "at": item.at.rfc3339(), "kind": item.kind, "title": item.title,
                    "source": item.source, "props": item.props, "subject": subject });
                serde_json::to_writer(&mut self.zip, &told).map_err(io)?;
                let at = self.reader().at(item.at);
                let kind = kinds.get(&item.kind).map_or(item.kind.as_str(), String::as_str);
                self.page.row(&[&at, kind, &item.title]).map_err(io)?;
            }
            match items.last() {
                Some(last) if items.len() == PAGE => after = Some((last.at, last.id)),
                _ => break,
            }
        }
        self.zip.write_all(b"]").map_err(io)?;
        self.page.end_table().map_err(io)
    }

    /// What the values of the person were before, without who changed them.
    pub(super) async fn history(&mut self, person: &Record) -> Result<()> {
        self.entry("data/history.json", true)?;
        self.zip.write_all(b"[").map_err(io)?;
        let (mut cursor, mut first) = (None, true);
        loop {
            let page = self.from.records.history(self.from.access, SUBJECT, person.id(), cursor.as_deref(), PAGE).await?;
            for entry in &page.items {
                if !std::mem::take(&mut first) {
                    self.zip.write_all(b",\n").map_err(io)?;
                }
                let told =
                    json!({ "at": entry.at.rfc3339(), "kind": entry.kind, "source": entry.by_kind, "changes": entry.changes });
                serde_json::to_writer(&mut self.zip, &told).map_err(io)?;
            }
            cursor = page.next;
            if cursor.is_none() {
                return self.zip.write_all(b"]").map_err(io);
            }
        }
    }
}
