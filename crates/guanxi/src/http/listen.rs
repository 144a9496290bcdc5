//! The two listeners, from opening to a clean end.

use super::routes;
use crate::app::App;
use crate::live::turned;
use axum::Router;
use axum::serve::ListenerExt;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// Requests under way get this long to finish after the program was told to stop.
const GRACE: Duration = Duration::from_secs(10);

/// Both addresses, bound and not yet served.
pub struct Listeners {
    staff: TcpListener,
    public: TcpListener,
}

impl Listeners {
    /// Binds both addresses; port 0 takes a free one.
    ///
    /// # Errors
    /// Which address cannot be had, and what to do.
    pub async fn bind(staff: SocketAddr, public: SocketAddr) -> anyhow::Result<Self> {
        Ok(Self { staff: bind(staff, "--listen").await?, public: bind(public, "--public").await? })
    }

    /// # Errors
    /// Of the system.
    pub fn addresses(&self) -> std::io::Result<(SocketAddr, SocketAddr)> {
        Ok((self.staff.local_addr()?, self.public.local_addr()?))
    }

    /// Serves until `stop` turns true, then lets requests finish.
    ///
    /// # Errors
    /// Of the listeners.
    pub async fn serve(self, app: &App, stop: watch::Receiver<bool>) -> anyhow::Result<()> {
        let (live, mut ends) = (app.live().clone(), stop.clone());
        tokio::spawn(async move {
            turned(&mut ends).await;
            live.close();
        });
        let staff = tokio::spawn(one(self.staff, routes::staff(app), stop.clone()));
        let public = tokio::spawn(one(self.public, routes::public(app), stop.clone()));
        let both = async {
            staff.await??;
            public.await??;
            anyhow::Ok(())
        };
        let mut stop = stop;
        let late = async {
            let _ = stop.wait_for(|s| *s).await;
            tokio::time::sleep(GRACE).await;
        };
        tokio::select! {
            done = both => done,
            () = late => {
                tracing::warn!("requests were cut off after {} s", GRACE.as_secs());
                Ok(())
            }
        }
    }
}

async fn bind(address: SocketAddr, flag: &str) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|e| anyhow::anyhow!("cannot listen on {address}: {e}; choose another with {flag}"))
}

async fn one(listener: TcpListener, routes: Router, mut stop: watch::Receiver<bool>) -> std::io::Result<()> {
    let listener = listener.tap_io(|stream| {
        if let Err(e) = stream.set_nodelay(true) {
            tracing::debug!(error = %e, "nodelay");
        }
    });
    let service = routes.into_make_service_with_connect_info::<SocketAddr>();
    let stopped = async move {
        let _ = stop.wait_for(|s| *s).await;
    };
    axum::serve(listener, service).with_graceful_shutdown(stopped).await
}

/// Turns true at ctrl-C or SIGTERM.
#[must_use]
pub fn stop_signal() -> watch::Receiver<bool> {
    let (send, receive) = watch::channel(false);
    tokio::spawn(async move {
        let interrupt = tokio::signal::ctrl_c();
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} }
            }
            Err(_) => {
                let _ = interrupt.await;
            }
        }
        let _ = send.send(true);
    });
    receive
}
