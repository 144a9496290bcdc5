//! Requests: received, changed, closed, forgotten.

use super::row::{Acted, DAY, Draft, Patch, Request, State, find, word};
use crate::http::Problem;
use crate::privacy::rules;
use crate::signin::accounts;
use axum::http::StatusCode;
use model::{FieldError, Id, Ts, Val};
use records::audit::{self, Audit, AuditKind};
use records::{Access, Records};
use serde_json::json;
use store::Tx;

/// How requests come.
const CHANNELS: &[&str] = &["email", "phone", "letter", "form", "visit", "chat", "other"];
/// Longest name or contact, and longest note, in characters.
const SHORT: usize = 200;
const LONG: usize = 2_000;
/// By how many days more than the rules say an answer may be put off: two months, as the law gives for what is complex.
const LATER: i64 = 61;

struct Check(Vec<FieldError>);

impl Check {
    fn text(&mut self, field: &'static str, text: &str, most: usize) -> String {
        let text = text.trim();
        if text.chars().count() > most || text.contains('\0') {
            self.0.push(FieldError::new(field, "too_long", format!("takes at most {most} characters")));
        }
        text.to_owned()
    }

    fn instant(&mut self, field: &'static str, text: &str) -> Option<i64> {
        let read = Ts::parse_rfc3339(text).map(|t| t.0);
        if read.is_none() {
            self.0.push(FieldError::new(field, "bad_datetime", "write it as 2026-01-31T00:00:00Z"));
        }
        read
    }

    fn end(self) -> Result<(), Problem> {
        if self.0.is_empty() { Ok(()) } else { Err(Problem::invalid(self.0)) }
    }
}

async fn person(records: &Records, id: Id) -> Result<Id, Problem> {
    let found = accounts::by_id(records.tenant(), id).await?.filter(|a| a.active);
    found.map(|a| a.id).ok_or_else(|| Problem::field("assignee", "not_active", format!("{id} is nobody who may sign in")))
}

async fn customer(records: &Records, access: &Access, id: Id) -> Result<Id, Problem> {
    let found = records.get(access, "customer", id).await;
    found.map(|c| c.id()).map_err(|e| match e {
        records::Error::NotFound { .. } => Problem::field("customer", "no_such_record", format!("there is no customer {id}")),
        e => e.into(),
    })
}

/// Enters a request.
///
/// # Errors
/// 422 naming what is wrong.
pub async fn create(records: &Records, access: &Access, draft: Draft) -> Result<Request, Problem> {
    let now = records.tenant().clock().now();
    let mut check = Check(Vec::new());
    let (name, contact) = (check.text("name", &draft.name, SHORT), check.text("contact", &draft.contact, SHORT));
    let (note, identity) = (check.text("note", &draft.note, LONG), check.text("identity", &draft.identity, LONG));
    if !CHANNELS.contains(&draft.channel.as_str()) {
        check.0.push(FieldError::new("channel", "not_an_option", format!("use one of {}", CHANNELS.join(", "))));
    }
    let received = match draft.received_at.as_deref().filter(|t| !t.is_empty()) {
        None => now.0,
        Some(text) => check.instant("received_at", text).unwrap_or(now.0),
    };
    if received > now.0 + 300_000_000 {
        check.0.push(FieldError::new("received_at", "out_of_range", "lies ahead; enter what was received already"));
    }
    if name.is_empty() && draft.customer.is_none() {
        check.0.push(FieldError::new("name", "required", "say who asks, or which customer it is"));
    }
    check.end()?;
    let of = match draft.customer {
        Some(id) => Some(customer(records, access, id).await?),
        None => None,
    };
    let assignee = match draft.assignee {
        Some(id) => Some(person(records, id).await?),
        None => access.actor.user,
    };
    let days = rules::of(records).await?.answer_days;
    let id = Id::at(now.unix_ms());
    let due = received.saturating_add(i64::from(days) * DAY);
    let values: &[Val] = &[
        id.into(),
        word(draft.kind).into(),
        draft.channel.into(),
        of.into(),
        name.into(),
        contact.into(),
        note.into(),
        received.into(),
        due.into(),
        identity.into(),
        assignee.into(),
        access.actor.user.into(),
    ];
    let (who, entry) = (&access.who(), &Audit::new(AuditKind::RequestReceived).of(id, "").with(json!({ "kind": draft.kind })));
    let sql = "insert into @rights_request (id, version, kind, channel, customer_id, name, contact, note, received_at, due_at, \
        identity, assignee_id, state, outcome, acts, created_by) \
        values ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'open', '', '[]', $12)";
    let write = records.tenant().write::<_, store::Error, _>(move |tx| {
        Box::pin(async move {
            tx.run(sql, values).await?;
            audit::note(tx, who, entry).await
        })
    });
    write.await?;
    find(records, id).await
}

/// Changes or closes a request.
///
/// # Errors
/// 404; 412 when somebody changed it meanwhile; 422: it is done without a check of identity, closed without an answer, put off too
/// long.
pub async fn change(records: &Records, access: &Access, id: Id, patch: Patch) -> Result<Request, Problem> {
    let before = find(records, id).await?;
    let mut after = before.clone();
    let mut check = Check(Vec::new());
    for (field, given, most) in [
        ("name", &patch.name, SHORT),
        ("contact", &patch.contact, SHORT),
        ("note", &patch.note, LONG),
        ("identity", &patch.identity, LONG),
        ("outcome", &patch.outcome, LONG),
    ] {
        let Some(given) = given else { continue };
        let text = check.text(field, given, most);
        match field {
            "name" => after.name = text,
            "contact" => after.contact = text,
            "note" => after.note = text,
            "identity" => after.identity = text,
            _ => after.outcome = text,
        }
    }
    if let Some(text) = &patch.due_at
        && let Some(due) = check.instant("due_at", text)
    {
        let latest = before.received + (i64::from(rules::of(records).await?.answer_days) + LATER) * DAY;
        if due < before.received || due > latest {
            let message = format!("lies between the day it was received and {}", Ts(latest).rfc3339());
            check.0.push(FieldError::new("due_at", "out_of_range", message));
        }
        after.due = due;
    }
    after.state = patch.state.unwrap_or(before.state);
    if after.state == State::Done && after.identity.is_empty() {
        check.0.push(FieldError::new("identity", "required", "say how it was checked that they are who they say"));
    }
    if after.state != State::Open && after.outcome.is_empty() {
        check.0.push(FieldError::new("outcome", "required", "say what was answered"));
    }
    check.end()?;
    if let Some(of) = patch.customer {
        after.customer = Some(customer(records, access, of).await?);
    }
    if let Some(to) = patch.assignee {
        after.assignee = Some(person(records, to).await?);
    }
    store(records, access, patch.version, &before, &after).await?;
    find(records, id).await
}

async fn store(
    records: &Records,
    access: &Access,
    version: Option<i64>,
    before: &Request,
    after: &Request,
) -> Result<(), Problem> {
    let now = records.tenant().clock().now();
    let closes = after.state != State::Open && before.state == State::Open;
    let open = after.state == State::Open;
    let (closed_at, closed_by): (Val, Val) = match (open, closes) {
        (true, _) => (Val::Null, Val::Null),
        (false, true) => (now.0.into(), access.actor.user.into()),
        (false, false) => (before.closed_at.as_deref().and_then(Ts::parse_rfc3339).map(|t| t.0).into(), before.closed_by.into()),
    };
    let values: &[Val] = &[
        after.id.into(),
        after.customer.into(),
        after.name.as_str().into(),
        after.contact.as_str().into(),
        after.note.as_str().into(),
        after.due.into(),
        after.identity.as_str().into(),
        after.assignee.into(),
        word(after.state).into(),
        after.outcome.as_str().into(),
        closed_at,
        closed_by,
        version.unwrap_or(before.version).into(),
    ];
    let kind = if closes { AuditKind::RequestClosed } else { AuditKind::RequestChanged };
    let mut told = json!({ "kind": after.kind, "state": [before.state, after.state] });
    if before.due != after.due {
        told["due_at"] = json!([before.due_at, Ts(after.due).rfc3339()]);
    }
    if before.state == after.state {
        told["state"] = json!(null);
    }
    let (who, entry) = (&access.who(), &Audit::new(kind).of(after.id, "").with(told));
    let sql = "update @rights_request set version = version + 1, customer_id = $2, name = $3, contact = $4, note = $5, due_at = $6, \
        identity = $7, assignee_id = $8, state = $9, outcome = $10, closed_at = $11, closed_by = $12 \
        where id = $1 and version = $13";
    let write = records.tenant().write::<_, store::Error, _>(move |tx| {
        Box::pin(async move {
            if tx.run(sql, values).await? == 0 {
                return Ok(false);
            }
            audit::note(tx, who, entry).await?;
            Ok(true)
        })
    });
    if write.await? {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::PRECONDITION_FAILED,
        "version_conflict",
        "Somebody changed the request meanwhile; read it again.",
    ))
}

/// Notes what was done for a request.
pub(super) async fn acted(records: &Records, access: &Access, id: Id, done: &Acted) -> Result<Request, Problem> {
    let entry = &Audit::new(AuditKind::RequestActed).of(id, "").with(json!({ "act": done.act, "purpose": done.purpose }));
    let who = &access.who();
    let write = records.tenant().write::<_, store::Error, _>(move |tx| {
        Box::pin(async move {
            let lock = tx.dialect().for_update();
            let rows = tx.all(&format!("select acts from @rights_request where id = $1{lock}"), &[id.into()]).await?;
            let known = rows.first().and_then(|r| r.opt_text(0)).and_then(|t| serde_json::from_str(t).ok());
            let mut acts: Vec<Acted> = known.unwrap_or_default();
            acts.push(done.clone());
            let text = serde_json::to_string(&acts).map_err(|e| store::Error::Type(e.to_string()))?;
            let sql = "update @rights_request set acts = $2, version = version + 1 where id = $1";
            tx.run(sql, &[id.into(), text.into()]).await?;
            audit::note(tx, who, entry).await
        })
    });
    write.await?;
    find(records, id).await
}

/// Requests of somebody who is erased stay as proof, without what tells who it was.
///
/// # Errors
/// Of the database.
pub async fn forget(tx: &mut Tx, customers: &[Id]) -> store::Result<()> {
    let ids: Vec<Vec<Val>> = customers.iter().map(|id| vec![(*id).into()]).collect();
    let sql = "update @rights_request set name = '', contact = '', note = '', identity = case when identity = '' then '' else 'checked' end, \
        outcome = case when outcome = '' then '' else 'answered' end, version = version + 1 where customer_id = $1";
    tx.run_many(sql, &ids).await?;
    Ok(())
}
