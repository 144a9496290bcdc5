//! `serve`: the API and the web app until told to stop.

use super::{Out, ServeArgs, exit, out::Ink, run};
use crate::app::App;
use crate::demo;
use crate::http::listen::{Listeners, stop_signal};
use crate::http::meter;
use crate::settings::Settings;
use crate::work;
use model::time::SystemClock;
use serde_json::json;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Quiet work comes this often.
const TIDY: Duration = Duration::from_secs(600);

/// # Errors
/// When the data or an address cannot be used.
pub async fn run(args: ServeArgs, out: Out) -> anyhow::Result<u8> {
    let began = Instant::now();
    meter::recorder();
    let listeners = Listeners::bind(args.listen, args.public).await?;
    let (staff, public) = listeners.addresses()?;
    let app = App::open(settings(&args), Arc::new(SystemClock)).await?;
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
        greet(&args, out, &staff.to_string(), &public.to_string(), began.elapsed());
    }
    serving.await??;
    tidying.abort();
    worker.stop().await;
    out.line("stopped");
    Ok(exit::DONE)
}

fn settings(args: &ServeArgs) -> Settings {
    Settings {
        https: args.https,
        behind_proxy: args.behind_proxy,
        max_body: args.max_body,
        max_upload: args.max_upload,
        session: Duration::from_secs(u64::from(args.session_days) * 86_400),
        jobs: args.jobs,
        ..run::settings(&args.place)
    }
}

fn greet(args: &ServeArgs, out: Out, staff: &str, public: &str, took: Duration) {
    out.value(&json!({ "listen": staff, "public": public, "demo": args.demo, "seconds": took.as_secs_f64() }));
    out.line(format!("Guanxi {} is ready at {}", env!("CARGO_PKG_VERSION"), out.ink(Ink::Strong, &format!("http://{staff}"))));
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
    }
}
