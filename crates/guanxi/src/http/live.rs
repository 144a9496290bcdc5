//! The stream of changes (server-sent events), and what a browser says that it shows.

use super::extract::{Json, Path, Query};
use super::problem::Problem;
use crate::app::App;
use crate::live::{Hub, Looking, Message, Seat, Seated, turned};
use crate::signin::gate::Carrier;
use crate::signin::request::credential;
use crate::signin::{Allowed, may};
use axum::Json as Answer;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;
use model::Id;
use records::access::permission;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::{BTreeSet, VecDeque};
use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::Arc;
use store::FeedCursor;
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};
use utoipa::ToSchema;

/// Most records that one browser shows at once.
const SHOWN: usize = 20;
/// What a browser waits before it comes back, in milliseconds.
const COME_BACK: &str = "retry: 2000\n\n";
/// A sign of life: a comment.
const BEAT: &[u8] = b":\n\n";

/// Where to go on.
#[derive(Deserialize, Default, utoipa::IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub struct After {
    /// Id of the last event received; browsers that come back by themselves send it as header `last-event-id`.
    #[param(max_length = 50)]
    after: Option<String>,
}

/// Changes as they happen: which records changed, never their values. Events: `hello` (`stream`), `change` (`records` with
/// `object`, `id`, `rev`; `lists` of objects of which many changed), `definitions`, `presence` (who looks at a record that this
/// stream shows), `notice` (one has notices, or has read some), `resync` (something was missed: read all anew). It ends when the session or key does
#[utoipa::path(get, path = "/api/live", tag = "live", params(After), extensions(("x-permission" = json!("record.read"))),
    responses((status = 200, description = "Server-sent events without end", body = String, content_type = "text/event-stream")))]
pub async fn stream(
    auth: Allowed<may::Read>,
    State(app): State<App>,
    Query(params): Query<After>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (text, carrier) = credential(&headers).ok_or_else(Problem::unauthorized)?;
    let (signed, id) = (auth.signed(), Id::at(auth.now().unix_ms()));
    let name = signed.session.map(|_| signed.account.name.clone());
    let (hub, seated) = loop {
        let hub = auth.live().hub(auth.records()).await?;
        match hub.sit(id, signed.access.clone(), name.clone(), signed.session) {
            Ok(Some(seated)) => break (hub, seated),
            Ok(None) => tokio::task::yield_now().await,
            Err(most) => {
                let detail = format!("At most {most} streams a person; a browser needs one for all its pages.");
                return Err(Problem::new(StatusCode::TOO_MANY_REQUESTS, "too_many_streams", detail));
            }
        }
    };
    let Seated { seat, messages, at } = seated;
    let place = Place { hub: hub.clone(), seat: seat.clone() };
    let last = params.after.as_deref().or_else(|| headers.get("last-event-id").and_then(|v| v.to_str().ok()));
    let mut first = VecDeque::from([Bytes::from_static(COME_BACK.as_bytes()), hello(id, at)]);
    if let Some(last) = last {
        let missed = match cursor(last) {
            Some(from) => hub.since(auth.records(), &signed.access, from, at).await?,
            None => None,
        };
        first.extend(missed.map_or_else(|| vec![resync(at)], |all| all.iter().map(frame).collect()));
    }
    let mut changes = app.gate().changes();
    changes.mark_changed();
    let pace = app.live().pace();
    let (check, beat) = (every(pace.check), every(pace.beat));
    let proof = (text.to_owned(), carrier);
    let address = auth.origin().address;
    let flow = Flow { address, closed: app.live().closed(), app, proof, place, messages, changes, check, beat, first };
    let frames = futures_util::stream::unfold(flow, |flow| flow.next());
    let mut answer = Response::new(Body::from_stream(frames));
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    answer.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    Ok(answer)
}

fn every(period: std::time::Duration) -> Interval {
    let mut interval = interval_at(Instant::now() + period, period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}

/// A seat that is given back when the stream is dropped.
struct Place {
    hub: Arc<Hub>,
    seat: Arc<Seat>,
}

impl Drop for Place {
    fn drop(&mut self) {
        self.hub.leave(self.seat.id);
    }
}

/// A stream under way.
struct Flow {
    app: App,
    /// What proved who listens.
    proof: (String, Carrier),
    /// From where they listen.
    address: IpAddr,
    place: Place,
    messages: mpsc::Receiver<Message>,
    changes: watch::Receiver<u64>,
    closed: watch::Receiver<bool>,
    check: Interval,
    beat: Interval,
    first: VecDeque<Bytes>,
}

impl Flow {
    /// The next piece of the answer. Whether the person may listen comes before what there is to hear.
    async fn next(mut self) -> Option<(Result<Bytes, Infallible>, Self)> {
        if self.changes.has_changed().unwrap_or(true) {
            self.changes.mark_unchanged();
            if !self.may_listen().await {
                return None;
            }
        }
        if let Some(bytes) = self.first.pop_front() {
            return Some((Ok(bytes), self));
        }
        loop {
            let bytes = tokio::select! {
                biased;
                () = turned(&mut self.closed) => return None,
                _ = self.changes.changed() => if self.may_listen().await { continue } else { return None },
                _ = self.check.tick() => if self.may_listen().await { continue } else { return None },
                () = self.place.seat.stirred() => match self.stirred()? {
                    Some(bytes) => bytes,
                    None => continue,
                },
                message = self.messages.recv() => frame(&message?),
                _ = self.beat.tick() => Bytes::from_static(BEAT),
            };
            return Some((Ok(bytes), self));
        }
    }

    /// `None`: the stream is over.
    fn stirred(&mut self) -> Option<Option<Bytes>> {
        let seat = &self.place.seat;
        if seat.has_ended() {
            return None;
        }
        Some(seat.caught_behind(&mut self.messages).then(|| resync(self.place.hub.at())))
    }

    async fn may_listen(&self) -> bool {
        match self.app.gate().still(&self.proof.0, self.proof.1).await {
            Ok(signed)
                if signed.networks.admits(self.address) && !signed.must_enrol && signed.access.can(permission::RECORD_READ) =>
            {
                self.place.seat.set_access(signed.access.clone());
                true
            }
            _ => false,
        }
    }
}

fn frame(message: &Message) -> Bytes {
    let id = message.at.map(|at| format!("id: {}-{}\n", at.tx, at.seq)).unwrap_or_default();
    format!("{id}event: {}\ndata: {}\n\n", message.event, message.data).into()
}

fn hello(stream: Id, at: FeedCursor) -> Bytes {
    frame(&Message { event: "hello", data: json!({ "stream": stream }).to_string().into(), at: Some(at) })
}

fn resync(at: FeedCursor) -> Bytes {
    frame(&Message { event: "resync", data: "{}".into(), at: Some(at) })
}

fn cursor(text: &str) -> Option<FeedCursor> {
    let (tx, seq) = text.split_once('-')?;
    Some(FeedCursor { tx: tx.parse().ok()?, seq: seq.parse().ok()? })
}

/// What a browser shows.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Shows {
    /// At most 20; those that one may not see are left out.
    #[serde(default)]
    looking: Vec<Shown>,
}

/// A record that is shown.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Shown {
    #[schema(max_length = 63)]
    object: String,
    #[schema(value_type = String, format = "uuid")]
    id: Id,
}

/// Who looks at the records that one shows.
#[derive(Serialize, ToSchema)]
pub struct Seen {
    looking: Vec<Looking>,
}

/// Say which records this stream's browser shows; those who look at the same are told. Say so again each half minute
#[utoipa::path(put, path = "/api/live/{id}", tag = "live", request_body = Shows, params(("id" = String, Path, format = "uuid")),
    extensions(("x-permission" = json!("record.read"))), security(("session" = [])),
    responses((status = 200, description = "Who looks at them, oneself among them", body = Seen)))]
pub async fn look(auth: Allowed<may::Read>, Path(id): Path<Id>, Json(shows): Json<Shows>) -> Result<Answer<Seen>, Problem> {
    let session = auth.in_person()?;
    let hub = auth.live().known(auth.tenant().slug());
    let seat = hub.as_ref().and_then(|h| h.seat(id)).filter(|s| s.session == Some(session));
    let (Some(hub), Some(seat)) = (hub, seat) else { return Err(Problem::not_found("stream")) };
    if shows.looking.len() > SHOWN {
        return Err(Problem::field("looking", "too_many", format!("names more than {SHOWN} records")));
    }
    let mut records = BTreeSet::new();
    for Shown { object, id } in shows.looking {
        match auth.records().get(auth.access(), &object, id).await {
            Ok(record) => drop(records.insert((object, record.id()))),
            Err(records::Error::NotFound { .. } | records::Error::Forbidden { .. }) => {}
            Err(other) => return Err(other.into()),
        }
    }
    Ok(Answer(Seen { looking: hub.look(&seat, records) }))
}
