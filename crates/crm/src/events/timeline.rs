//! A page of a customer's timeline as the API shows it: events about orders carry the order's amounts as they are now.

use model::Id;
use records::access::Act;
use records::event::EventKind;
use records::timeline::{TimelineItem, TimelineQuery};
use records::{Access, Records, Result};
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// Fields of an order that its events show.
const OF_ORDER: &[&str] = &["number", "total", "lines_count", "status", "currency"];

/// One page, newest first.
///
/// # Errors
/// As [`Records::timeline`].
pub async fn page(records: &Records, access: &Access, customer: Id, query: &TimelineQuery) -> Result<Value> {
    let page = records.timeline(access, customer, query).await?;
    let orders = orders(records, access, &page.items).await?;
    let items: Vec<Value> = page.items.iter().map(|item| item_json(item, &orders)).collect();
    Ok(json!({ "items": items, "next": page.next }))
}

async fn orders(records: &Records, access: &Access, items: &[TimelineItem]) -> Result<HashMap<Id, Value>> {
    if !access.allows(Act::Read, "order") {
        return Ok(HashMap::new());
    }
    let mut ids: Vec<Id> =
        items.iter().filter_map(|i| i.subject.as_ref()).filter(|s| s.object == "order").map(|s| s.id).collect();
    ids.sort_unstable();
    ids.dedup();
    let found = records.get_many(access, "order", &ids).await?;
    Ok(found.iter().map(|o| (o.id(), records.json(access, o))).collect())
}

fn item_json(item: &TimelineItem, orders: &HashMap<Id, Value>) -> Value {
    let mut props: Map<String, Value> = item.props.clone();
    if let Some(order) = item.subject.as_ref().and_then(|s| orders.get(&s.id)) {
        for field in OF_ORDER {
            if let Some(value) = order.get(*field).filter(|v| !v.is_null()) {
                props.insert((*field).to_owned(), value.clone());
            }
        }
    }
    json!({
        "id": item.id,
        "at": item.at.rfc3339(),
        "kind": item.kind,
        "title": item.title,
        "subject_object": item.subject.as_ref().map(|s| &s.object),
        "subject_id": item.subject.as_ref().map(|s| s.id),
        "by_kind": item.actor.kind,
        "by_id": item.actor.id,
        "by_name": item.actor.name,
        "source": item.source,
        "props": props,
        "removable": item.removable,
    })
}

/// A kind with its words, and whether and with which fields people enter it.
#[must_use]
pub fn kind_json(kind: &EventKind) -> Value {
    json!({"name": kind.name, "labels": kind.labels, "color": kind.color, "icon": kind.icon, "manual": kind.by_hand, "fields": kind.fields})
}
