//! Tasks as RFC 5545 has them. What it says follows from the tasks alone, so that the same tasks are the same bytes.

use super::Tasks;
use super::lines::Lines;
use crm::tasks::model::Task;
use crm::tasks::{checklist, reminder};
use model::{Id, Record, Ts};
use serde_json::Value;

/// What tasks are shown as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Dates in a calendar, which all programs show; tasks that are not due at a time are left out.
    Events,
    /// Tasks, which some programs keep apart.
    Todos,
}

/// The calendar's text. `url` is where the staff's entrance is reached.
#[must_use]
pub fn document(found: &Tasks, form: Form, url: &str) -> String {
    let mut lines = Lines::default();
    lines.within("VCALENDAR", |to| {
        to.plain("VERSION", "2.0");
        to.plain("PRODID", "-//Guanxi//Tasks//EN");
        to.plain("CALSCALE", "GREGORIAN");
        to.plain("METHOD", "PUBLISH");
        to.plain("REFRESH-INTERVAL;VALUE=DURATION", "PT15M");
        let name = name(found);
        to.text("NAME", &name);
        to.text("X-WR-CALNAME", &name);
        for task in &found.tasks {
            Facts::of(found, task, url).write(form, to);
        }
    });
    lines.finish()
}

fn name(found: &Tasks) -> String {
    let company = &found.records.catalog().company;
    let language = found.account.language.as_deref().filter(|l| !l.is_empty()).unwrap_or(&company.language);
    let tasks = match language {
        "zh-CN" => "任务",
        "zh-TW" => "工作",
        _ => "Tasks",
    };
    format!("{} · {tasks}", company.name)
}

/// What is said of a task, as far as its person may see it.
struct Facts {
    id: Id,
    title: String,
    text: String,
    url: String,
    due: Option<Ts>,
    changed: Ts,
    version: i64,
    /// 1 is the highest.
    priority: &'static str,
    alarms: Vec<Ts>,
}

impl Facts {
    fn of(found: &Tasks, task: &Record, url: &str) -> Self {
        let shown = found.records.json(&found.access, task);
        let text = |field: &str| shown[field].as_str().unwrap_or_default().to_owned();
        let seen = |field: &str| shown.get(field).is_some_and(|v| *v != Value::Null);
        let customer = task.get(Task::CUSTOMER).id().filter(|_| seen(Task::CUSTOMER));
        let customer = customer.and_then(|id| found.titles.get(id)).map(str::to_owned);
        let steps =
            if seen(Task::CHECKLIST) { checklist::read(task.get(Task::CHECKLIST)).unwrap_or_default() } else { Vec::new() };
        let steps: Vec<String> =
            steps.iter().map(|item| format!("[{}] {}", if item.done { 'x' } else { ' ' }, item.text)).collect();
        let due = task.get(Task::DUE_AT).int().filter(|_| seen(Task::DUE_AT)).map(Ts);
        let url = format!("{url}/records/task/{}", task.id());
        let mut said = vec![customer.clone().unwrap_or_default(), text(Task::DESCRIPTION), steps.join("\n"), url.clone()];
        said.retain(|part| !part.is_empty());
        let title = text(Task::TITLE);
        Self {
            id: task.id(),
            title: customer.map_or_else(|| title.clone(), |customer| format!("{title} · {customer}")),
            text: said.join("\n\n"),
            url,
            due,
            changed: Ts(task.get("updated_at").int().unwrap_or(0)),
            version: task.version(),
            priority: match text(Task::PRIORITY).as_str() {
                "urgent" => "1",
                "high" => "3",
                "low" => "9",
                _ => "5",
            },
            alarms: if due.is_some() { reminder::instants(task) } else { Vec::new() },
        }
    }

    fn write(&self, form: Form, to: &mut Lines) {
        match (form, self.due) {
            // It takes up no time of the day.
            (Form::Events, Some(due)) => to.within("VEVENT", |to| {
                self.common(to);
                to.plain("DTSTART", &utc(due));
                to.plain("TRANSP", "TRANSPARENT");
                self.alarms(to);
            }),
            (Form::Events, None) => {}
            (Form::Todos, due) => to.within("VTODO", |to| {
                self.common(to);
                to.plain("STATUS", "NEEDS-ACTION");
                if let Some(due) = due {
                    to.plain("DUE", &utc(due));
                }
                self.alarms(to);
            }),
        }
    }

    fn common(&self, to: &mut Lines) {
        let changed = utc(self.changed);
        to.plain("UID", &format!("{}@guanxi", self.id));
        to.plain("DTSTAMP", &changed);
        to.plain("LAST-MODIFIED", &changed);
        to.plain("SEQUENCE", &self.version.to_string());
        to.text("SUMMARY", &self.title);
        to.text("DESCRIPTION", &self.text);
        to.plain("URL", &self.url);
        to.plain("PRIORITY", self.priority);
    }

    fn alarms(&self, to: &mut Lines) {
        for at in &self.alarms {
            to.within("VALARM", |to| {
                to.plain("ACTION", "DISPLAY");
                to.text("DESCRIPTION", &self.title);
                to.plain("TRIGGER;VALUE=DATE-TIME", &utc(*at));
            });
        }
    }
}

/// `20261123T090000Z`
fn utc(at: Ts) -> String {
    jiff::Timestamp::from_microsecond(at.0).map_or_else(|_| String::new(), |t| t.strftime("%Y%m%dT%H%M%SZ").to_string())
}
