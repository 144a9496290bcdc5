//! Lists of people who see a part of a large base: those of one team, of a region, of all 500 teams, beside the administrator's.

use super::{Run, SLUG, file};
use crate::child::Server;
use crate::http::{Connection, get, with_body};
use crate::line::Line;
use crate::process::Times;
use crate::served;
use model::Id;
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

/// Regions, and teams in each beside the region itself.
const REGIONS: usize = 20;
const IN_REGION: usize = 24;
/// Pages whose times are taken, one after the other; a list is left after so many.
const PAGES: usize = 1_000;
const DEEP: usize = 20;
const PASSWORD: &str = "correct horse battery staple";

/// Who looks, by how much of the base they see, and how they sign in.
const PEOPLE: [(&str, &str); 3] =
    [("all teams", "top@example.com"), ("a region of 25 teams", "region@example.com"), ("one team", "team@example.com")];

pub async fn measure(run: &Run) -> anyhow::Result<()> {
    let folder = run.large().await?;
    let server = served::serve(&folder)?;
    company(&server).await?;
    drop(server);
    tokio::task::block_in_place(|| share_out(&file(&folder)))?;
    let server = served::serve(&folder)?;
    // A session may have been remembered with an older place among the teams.
    tokio::time::sleep(Duration::from_secs(4)).await;
    let ada = served::sign_in(&server, SLUG).await?;
    let n = run.customers();
    for (what, email) in PEOPLE {
        let cookie = served::sign_in_as(&server, SLUG, email, PASSWORD).await?;
        // In turns, so that both meet the same machine.
        let (mut all, mut part) = (Times::default(), Times::default());
        for _ in 0..4 {
            all.append(listed(&server, &ada, PAGES / 4).await?);
            part.append(listed(&server, &cookie, PAGES / 4).await?);
        }
        let name = |q: &str| format!("list of 50 by role, {n} customers: {}, {q}", what);
        Line::cost(name("p50"), "ms", part.quantile_ms(0.5)).beside(all.quantile_ms(0.5)).print();
        Line::cost(name("p99"), "ms", part.quantile_ms(0.99)).beside(all.quantile_ms(0.99)).ratio(0.667).print();
    }
    Ok(())
}

/// A tree of 501 teams, a role that reaches down, and somebody at the top, in a region, in a team.
async fn company(server: &Server) -> anyhow::Result<()> {
    let cookie = served::sign_in(server, SLUG).await?;
    let mut connection = Connection::open(server.address).await?;
    let mut make = async |path: &str, body: Value| -> anyhow::Result<Value> {
        let answer = connection.ask(&with_body("POST", path, &body.to_string(), Some(&cookie))).await?;
        anyhow::ensure!(answer.status == 201, "{path}: {}", String::from_utf8_lossy(&answer.body));
        Ok(serde_json::from_slice(&answer.body)?)
    };
    let id = |made: &Value| made["id"].as_str().and_then(Id::parse).unwrap_or_default();
    let top = id(&make("/api/records/team", json!({ "name": "Top" })).await?);
    for r in 0..REGIONS {
        let region = id(&make("/api/records/team", json!({ "name": format!("Region {r}"), "parent": top })).await?);
        for t in 0..IN_REGION {
            make("/api/records/team", json!({ "name": format!("Team {r}.{t}"), "parent": region })).await?;
        }
    }
    let reach = json!({ "objects": { "customer": { "read": "team_and_below" } } });
    make("/api/roles", json!({ "name": "Reach", "code": "reach", "grants": reach })).await?;
    for (what, email) in PEOPLE {
        make("/api/users", json!({ "name": what, "email": email, "password": PASSWORD, "role": "reach" })).await?;
    }
    Ok(())
}

/// Gives the customers to the teams in turn, and people to theirs, by hand: as it is after years of work.
fn share_out(file: &Path) -> anyhow::Result<()> {
    let db = rusqlite::Connection::open(file)?;
    db.execute_batch(
        "create temp table place as select id, row_number() over (order by id) - 1 as n from team;
         create unique index temp.place_n on place (n);
         update customer set owner_team = (select p.id from place p where p.n = customer.num % (select count(*) from place));
         update user set team_id = (select id from team where name = 'Top') where email = 'top@example.com';
         update user set team_id = (select id from team where name = 'Region 19') where email = 'region@example.com';
         update user set team_id = (select id from team where name = 'Team 19.23') where email = 'team@example.com';
         analyze;",
    )?;
    Ok(())
}

/// Times of pages, from the first one on, again and again.
async fn listed(server: &Server, cookie: &str, pages: usize) -> anyhow::Result<Times> {
    let mut connection = Connection::open(server.address).await?;
    let mut times = Times::default();
    let mut next: Option<String> = None;
    for i in 0..DEEP + pages {
        let cursor = next.filter(|_| i % DEEP != 0).map(|c| format!("&cursor={c}")).unwrap_or_default();
        let ask = get(&format!("/api/records/customer?limit=50{cursor}"), Some(cookie));
        let one = Instant::now();
        let answer = connection.ask(&ask).await?;
        let took = one.elapsed();
        anyhow::ensure!(answer.status == 200, "answer {}: {}", answer.status, String::from_utf8_lossy(&answer.body));
        let page: Value = serde_json::from_slice(&answer.body)?;
        anyhow::ensure!(page["items"].as_array().is_some_and(|a| a.len() == 50), "a page of 50");
        next = page["next"].as_str().map(str::to_owned);
        // The first round brings the file into memory.
        if i >= DEEP {
            times.add(took);
        }
    }
    Ok(times)
}
