//! Contacts that the demo company is said to have had with its customers: calls, visits, complaints, around real purchases.

use super::facts::{AS_OF, Buying};
use super::identity::identity;
use super::sheets::chosen;
use super::words;
use model::{Id, Ts};
use records::{NewEvent, Records, Result};
use serde_json::{Map, Value, json};

/// Customers that were contacted.
const CUSTOMERS: usize = 320;
const HOUR: i64 = 3_600_000_000;

/// One contact: the customer's number in the shop, and the event without its customer.
struct Contact {
    number: String,
    event: NewEvent,
}

fn contacts(all: &[Buying]) -> Vec<Contact> {
    let mut out = Vec::new();
    for (b, mut dice) in chosen(all, 6, CUSTOMERS) {
        let who = identity(&b.number, &b.country);
        for n in 0..1 + dice.below(3) {
            let (kind, english, chinese) = dice.pick(words::CONTACTS);
            let span = b.first.map_or(300 * 24 * HOUR, |f| AS_OF.0 - f.0).max(HOUR);
            let back = i64::try_from(dice.below(span.unsigned_abs())).unwrap_or(0);
            let mut props = Map::new();
            props.insert("content".into(), words::of(&who, english, chinese).into());
            match kind {
                "call_in" | "complaint" | "chat" => drop(props.insert("sender".into(), who.name.clone().into())),
                "call_out" => drop(props.insert("recipient".into(), who.name.clone().into())),
                "review" => drop(props.insert("rating".into(), dice.pick(&["3", "4", "4", "5", "5", "5"]).into())),
                "visit" | "meeting" => drop(props.insert("place".into(), place(&who.address))),
                _ => {}
            }
            out.push(Contact {
                number: b.number.clone(),
                event: event(kind, Ts(AS_OF.0 - back), format!("{}:{n}", b.number), props),
            });
        }
    }
    out
}

fn place(address: &Value) -> Value {
    let part = |name: &str| address.get(name).and_then(Value::as_str).unwrap_or_default();
    json!(format!(
        "{}{}",
        part("city"),
        if part("district").is_empty() { String::new() } else { format!(" {}", part("district")) }
    ))
}

fn event(kind: &'static str, at: Ts, message_id: String, props: Map<String, Value>) -> NewEvent {
    NewEvent { customer: None, at, kind: kind.into(), subject: None, source: "demo".into(), message_id, props }
}

/// Writes the contacts. Doing it again changes nothing. Returns how many there are.
///
/// # Errors
/// Those of the engine.
pub async fn enter(records: &Records, all: &[Buying]) -> Result<usize> {
    let contacts = contacts(all);
    let given = &contacts;
    let entered = records.system(move |w| {
        Box::pin(async move {
            let mut entered = 0;
            let mut last: Option<(&str, Option<Id>)> = None;
            for contact in given {
                let customer = match last {
                    Some((number, id)) if number == contact.number => id,
                    _ => w.find("customer", "external_id", &contact.number.as_str().into()).await?.map(|c| c.id()),
                };
                last = Some((&contact.number, customer));
                if let Some(customer) = customer {
                    w.emit(NewEvent { customer: Some(customer), ..contact.event.clone() });
                    entered += 1;
                }
            }
            Ok(entered)
        })
    });
    entered.await
}
