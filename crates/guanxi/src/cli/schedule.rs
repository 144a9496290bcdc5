//! `schedule`: imports that begin by themselves.

use super::out::Ink;
use super::{At, Out, exit};
use crate::app::App;
use crate::intake::{Intake, Looked, Trouble, look};
use crate::signin::staff;
use clap::Subcommand;
use model::Id;
use records::io::schedule::Schedule;
use records::io::{Import, State, handlers};
use records::{Access, Records};
use serde_json::json;
use std::time::Duration;
use store::jobs::Worker;

#[derive(Subcommand, Debug, Clone)]
pub enum ScheduleCommand {
    /// List them: when is looked next, why a look failed
    List {
        #[command(flatten)]
        at: At,
    },
    /// Look for the files of one now, and take them in
    Run {
        /// Its name or id
        name: String,
        #[command(flatten)]
        at: At,
    },
}

/// # Errors
/// Of the store; names that nothing has; places that cannot be read.
pub async fn run(command: ScheduleCommand, out: Out) -> anyhow::Result<u8> {
    match command {
        ScheduleCommand::List { at } => {
            let (_, records) = at.open().await?;
            let all = records.import_schedules(&staff::system(&records)).await?;
            let row = |s: &Schedule| {
                let next = s.next_at.map_or_else(|| "paused".into(), model::Ts::rfc3339);
                let place = format!("{}/{}/{}", json!(s.plan.source).as_str().unwrap_or_default(), s.plan.path, s.plan.pattern);
                vec![s.plan.name.clone(), place, s.plan.template.clone(), next, s.error.clone().unwrap_or_default()]
            };
            out.value(&json!(all));
            out.table(&["name", "files", "template", "next look", "error"], &all.iter().map(row).collect::<Vec<_>>());
            Ok(exit::DONE)
        }
        ScheduleCommand::Run { name, at } => {
            let (app, records) = at.open().await?;
            let system = staff::system(&records);
            let all = records.import_schedules(&system).await?;
            let found = all.iter().find(|s| s.plan.name == name || s.id.to_string() == name);
            let schedule = found.ok_or_else(|| anyhow::anyhow!("there is no scheduled import called {name}"))?;
            let looked = look_through(&app, &records, &system, schedule).await?;
            let imports = taken_in(&app, &records, &system, &looked.started).await?;
            Ok(told(out, &looked, &imports))
        }
    }
}

/// Looks, and again after files had time to stand, until there is nothing more to take.
async fn look_through(app: &App, records: &Records, system: &Access, schedule: &Schedule) -> anyhow::Result<Looked> {
    let intake = Intake::of(app);
    let mut all = Looked::default();
    for _ in 0..1_000 {
        let looked = match look(&intake, records, schedule, &|| true).await {
            Ok(looked) => looked,
            Err(Trouble::Told(text)) => Looked { trouble: Some(text), ..Looked::default() },
            Err(Trouble::Store(e)) => return Err(e.into()),
        };
        records.looked(system, schedule, looked.trouble.as_deref()).await?;
        all.started.extend(&looked.started);
        all.same += looked.same;
        all.refused += looked.refused;
        all.standing = looked.standing;
        all.trouble = looked.trouble;
        if all.trouble.is_some() || !looked.more && looked.standing == 0 {
            break;
        }
        if !looked.more {
            tokio::time::sleep(intake.stand).await;
        }
    }
    Ok(all)
}

/// Works on imports until each has ended, beside a server that may do the same.
async fn taken_in(app: &App, records: &Records, system: &Access, started: &[Id]) -> anyhow::Result<Vec<Import>> {
    let worker = handlers(Worker::new(app.store().clone()).slots(1, 1), app.registry().clone(), app.blobs().clone()).start();
    let mut ended = Vec::new();
    for id in started {
        loop {
            let import = records.import(system, *id).await?;
            if import.state.ended() {
                ended.push(import);
                break;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
    worker.stop(Duration::from_secs(10)).await;
    Ok(ended)
}

fn told(out: Out, looked: &Looked, imports: &[Import]) -> u8 {
    out.value(&json!({ "looked": looked, "imports": imports }));
    let row = |i: &Import| vec![i.name.clone(), i.state.name().into(), i.accepted.to_string(), i.refused.to_string()];
    if imports.is_empty() {
        out.line("no new files");
    } else {
        out.table(&["file", "state", "accepted", "refused"], &imports.iter().map(row).collect::<Vec<_>>());
    }
    if let Some(trouble) = &looked.trouble {
        out.line(out.ink(Ink::Bad, trouble));
        return exit::FAILED;
    }
    let whole = imports.iter().all(|i| i.state == State::Done && i.refused == 0);
    if whole && looked.refused == 0 { exit::DONE } else { exit::PARTLY }
}
