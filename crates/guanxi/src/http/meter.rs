//! Measurements of requests for `/metrics`: counts and latencies by route, method and status. Handles are kept, so that
//! a request costs a look-up and two atomic additions.

use axum::http::Method;
use metrics::{Counter, Histogram, counter, histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use parking_lot::RwLock;
use std::collections::HashMap;
use std::sync::OnceLock;
use std::time::Duration;

/// Upper bounds of the latency histogram, in seconds.
const BUCKETS: &[f64] = &[0.0002, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

const KNOWN: &[Method] = &[Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::HEAD, Method::OPTIONS];

static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// Installs the process's recorder (once) and gives the handle that writes the Prometheus text. `None` when another
/// recorder was there first.
pub fn recorder() -> Option<&'static PrometheusHandle> {
    RECORDER
        .get_or_init(|| {
            let builder = PrometheusBuilder::new().set_buckets(BUCKETS).ok()?;
            let handle = builder.install_recorder().ok()?;
            metrics::describe_histogram!("http_request_seconds", metrics::Unit::Seconds, "Time to answer, by route and method");
            metrics::describe_counter!("http_requests_total", "Requests answered, by route, method and status");
            Some(handle)
        })
        .as_ref()
}

/// Kept handles, by route.
#[derive(Default)]
pub struct Meter(RwLock<HashMap<String, Vec<Line>>>);

struct Line {
    method: Method,
    status: u16,
    count: Counter,
    seconds: Histogram,
}

impl Meter {
    /// Counts one request of `route` (its pattern, never its address).
    pub fn record(&self, route: &str, method: &Method, status: u16, took: Duration) {
        // methods that nobody knows share one line, so that strangers cannot grow the list
        const STRANGE: &Method = &Method::TRACE;
        let method = if KNOWN.contains(method) { method } else { STRANGE };
        if let Some(line) = self.0.read().get(route).and_then(|lines| find(lines, method, status)) {
            line.note(took);
            return;
        }
        let mut routes = self.0.write();
        let lines = routes.entry(route.to_owned()).or_default();
        if find(lines, method, status).is_none() {
            lines.push(Line::new(route, method, status));
        }
        if let Some(line) = find(lines, method, status) {
            line.note(took);
        }
    }
}

fn find<'a>(lines: &'a [Line], method: &Method, status: u16) -> Option<&'a Line> {
    lines.iter().find(|l| l.status == status && l.method == *method)
}

impl Line {
    fn new(route: &str, method: &Method, status: u16) -> Self {
        let route = route.to_owned();
        let name = if KNOWN.contains(method) { method.as_str().to_owned() } else { "other".to_owned() };
        Self {
            method: method.clone(),
            status,
            count: counter!("http_requests_total", "route" => route.clone(), "method" => name.clone(), "status" => status.to_string()),
            seconds: histogram!("http_request_seconds", "route" => route, "method" => name),
        }
    }

    fn note(&self, took: Duration) {
        self.count.increment(1);
        self.seconds.record(took.as_secs_f64());
    }
}
