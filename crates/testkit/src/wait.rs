//! Waiting for what happens in the background.

use std::time::Duration;

/// Waits until `done` says so.
///
/// # Panics
/// After 30 seconds.
pub async fn until(what: &str, mut done: impl AsyncFnMut() -> bool) {
    for _ in 0..1_500 {
        if done().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("waited in vain: {what}");
}
