//! `serve`: the API and the web app until told to stop.

use super::{MailArgs, Out, Place, exit, out::Ink, run};
use crate::app::App;
use crate::demo;
use crate::http::listen::{Listeners, stop_signal};
use crate::http::meter;
use crate::settings::Settings;
use crate::work;
use clap::Args;
use model::time::SystemClock;
use serde_json::json;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

#[derive(Args, Debug, Clone)]
pub struct ServeArgs {
    #[command(flatten)]
    pub place: Place,
    /// Address for staff: API and web app
    #[arg(long, env = "GUANXI_LISTEN", default_value = "127.0.0.1:8080", value_name = "ADDRESS")]
    pub listen: SocketAddr,
    /// Address for everybody: nothing of the staff's answers here
    #[arg(long, env = "GUANXI_PUBLIC", default_value = "127.0.0.1:8081", value_name = "ADDRESS")]
    pub public: SocketAddr,
    /// Identity providers of companies may be inside the server's network, and speak plain http
    #[arg(long, env = "GUANXI_PRIVATE_PROVIDERS")]
    pub private_providers: bool,
    /// Where the public entrance is reached from outside, for links: `https://example.com`; left out: --public itself
    #[arg(long, env = "GUANXI_PUBLIC_URL", value_name = "URL", value_parser = base_url)]
    pub public_url: Option<String>,
    /// Make and fill the demo company when it is missing
    #[arg(long, env = "GUANXI_DEMO")]
    pub demo: bool,
    /// Served over https by a proxy in front: cookies are marked Secure
    #[arg(long, env = "GUANXI_HTTPS")]
    pub https: bool,
    /// Believe `x-forwarded-for` of a proxy in front (only when every request comes through it)
    #[arg(long, env = "GUANXI_BEHIND_PROXY")]
    pub behind_proxy: bool,
    /// Largest body of ordinary requests, in bytes
    #[arg(long, env = "GUANXI_MAX_BODY", default_value_t = 1 << 20, value_name = "BYTES")]
    pub max_body: usize,
    /// Largest file taken for import or upload, in bytes
    #[arg(long, env = "GUANXI_MAX_UPLOAD", default_value_t = 4 << 30, value_name = "BYTES")]
    pub max_upload: usize,
    /// Days after which a session ends when it is not used
    #[arg(long, env = "GUANXI_SESSION_DAYS", default_value_t = 14, value_name = "DAYS")]
    pub session_days: u32,
    /// Days after which the history of records is cut; 0 keeps it for ever
    #[arg(long, env = "GUANXI_KEEP_HISTORY", default_value_t = 0, value_name = "DAYS")]
    pub keep_history: u32,
    #[command(flatten)]
    pub mail: MailArgs,
    /// Jobs run at once; 0 leaves them to other nodes
    #[arg(long, env = "GUANXI_JOBS", default_value_t = 2, value_name = "N")]
    pub jobs: usize,
}

/// Quiet work comes this often.
const TIDY: Duration = Duration::from_secs(600);

/// # Errors
/// When the data or an address cannot be used.
pub async fn run(args: ServeArgs, out: Out) -> anyhow::Result<u8> {
    let began = Instant::now();
    meter::recorder();
    let listeners = Listeners::bind(args.listen, args.public).await?;
    let (staff, public) = listeners.addresses()?;
    let app = App::open(settings(&args, staff, public)?, Arc::new(SystemClock)).await?;
    app.set_ready(!args.demo);
    let stop = stop_signal();
    let worker = work::start(&app);
    let serving = tokio::spawn({
        let (app, stop) = (app.clone(), stop.clone());
        async move { listeners.serve(&app, stop).await }
    });
    let tidying = tokio::spawn(tidy(app.clone()));
    if args.demo {
        let mut stop = stop.clone();
        tokio::select! {
            made = demo::prepare(&app, out) => drop(made?),
            _ = stop.wait_for(|s| *s) => {}
        }
        app.set_ready(true);
    }
    if !*stop.borrow() {
        greet(&args, out, (staff, public), began.elapsed());
    }
    serving.await??;
    tidying.abort();
    worker.stop().await;
    out.line("stopped");
    Ok(exit::DONE)
}

/// An address to which paths are added.
fn base_url(text: &str) -> Result<String, String> {
    let base = text.trim().trim_end_matches('/');
    let host = base.strip_prefix("https://").or_else(|| base.strip_prefix("http://"));
    match host {
        Some(host) if !host.is_empty() && !host.contains(['?', '#', ' ', '@']) => Ok(base.to_owned()),
        _ => Err("use an address like https://example.com".to_owned()),
    }
}

/// Where people open the web app: as told, or the listener itself.
fn url(told: Option<&str>, staff: SocketAddr) -> String {
    told.map_or_else(|| format!("http://{staff}"), |url| url.trim().trim_end_matches('/').to_owned())
}

fn settings(args: &ServeArgs, staff: SocketAddr, public: SocketAddr) -> anyhow::Result<Settings> {
    let history = (args.keep_history > 0).then(|| Duration::from_secs(u64::from(args.keep_history) * 86_400));
    Ok(Settings {
        https: args.https,
        private_providers: args.private_providers,
        url: url(args.mail.url.as_deref(), staff),
        public_url: args.public_url.clone().unwrap_or_else(|| format!("http://{public}")),
        behind_proxy: args.behind_proxy,
        max_body: args.max_body,
        max_upload: args.max_upload,
        session: Duration::from_secs(u64::from(args.session_days) * 86_400),
        mail: args.mail.read()?,
        jobs: args.jobs,
        keep: store::upkeep::Keep { history, ..Default::default() },
        ..run::settings(&args.place)
    })
}

fn greet(args: &ServeArgs, out: Out, (staff, public): (SocketAddr, SocketAddr), took: Duration) {
    let url = url(args.mail.url.as_deref(), staff);
    out.value(
        &json!({ "listen": staff.to_string(), "public": public.to_string(), "demo": args.demo, "seconds": took.as_secs_f64() }),
    );
    out.line(format!("Guanxi {} is ready at {}", env!("CARGO_PKG_VERSION"), out.ink(Ink::Strong, &url)));
    if args.demo {
        out.line(format!(
            "Sign in as {} with password {}",
            out.ink(Ink::Strong, demo::EMAIL),
            out.ink(Ink::Strong, demo::PASSWORD)
        ));
    }
    out.line(out.ink(
        Ink::Faint,
        &format!("public entrance http://{public} · ready after {:.1} s · stop with ctrl-C", took.as_secs_f64()),
    ));
}

async fn tidy(app: App) {
    loop {
        tokio::time::sleep(TIDY).await;
        app.gate().tidy().await;
        match app.store().purge().await {
            Ok(gone) if !gone.is_empty() => tracing::info!(companies = gone.join(", "), "deleted companies were removed"),
            Ok(_) => {}
            Err(e) => tracing::warn!(error = %e, "deleted companies were not removed"),
        }
        if let Err(e) = app.search().tidy().await {
            tracing::warn!(error = %e, "search indexes of companies that are gone were not deleted");
        }
    }
}
