//! An import under way, shown to people: a bar on a terminal, a line now and then elsewhere.

use super::Out;
use indicatif::{HumanBytes, HumanCount, ProgressBar, ProgressStyle};
use parking_lot::Mutex;
use records::io::{Import, Watch};
use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Lines where there is no terminal come this often.
const LINE_EVERY: Duration = Duration::from_secs(5);

/// Shows how far an import is; asks it to stop when told.
pub struct Shown<'a> {
    out: Out,
    label: String,
    bar: Option<ProgressBar>,
    last: Mutex<Instant>,
    stop: Option<&'a AtomicBool>,
}

impl<'a> Shown<'a> {
    /// `bytes` of the file; 0 when not known.
    #[must_use]
    pub fn new(out: Out, label: &str, bytes: u64, stop: Option<&'a AtomicBool>) -> Self {
        let bar = (!out.json && std::io::stderr().is_terminal()).then(|| bar(label, bytes));
        Self { out, label: label.to_owned(), bar, last: Mutex::new(Instant::now()), stop }
    }

    /// Takes the bar away.
    pub fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn bar(label: &str, bytes: u64) -> ProgressBar {
    let (bar, form) = match bytes {
        0 => (ProgressBar::new_spinner(), "{spinner} {prefix}  {msg}"),
        n => (ProgressBar::new(n), "{prefix}  {bar:30.cyan/dim} {percent:>3} %  {msg}"),
    };
    if let Ok(style) = ProgressStyle::with_template(form) {
        bar.set_style(style);
    }
    bar.set_prefix(label.to_owned());
    bar
}

/// Rows, speed and time left.
#[must_use]
pub fn figures(import: &Import) -> String {
    let mut text = format!("{} rows", HumanCount(import.rows()));
    if let Some(speed) = import.rows_per_second() {
        text += &format!(", {} rows/s", HumanCount(speed));
    }
    if let Some(left) = import.seconds_left() {
        text += &format!(", {left} s left");
    }
    if import.refused > 0 {
        text += &format!(", {} refused", HumanCount(import.refused));
    }
    text
}

impl Watch for Shown<'_> {
    fn progress(&self, import: &Import) {
        if let Some(bar) = &self.bar {
            bar.set_position(import.bytes);
            bar.set_message(figures(import));
            return;
        }
        let mut last = self.last.lock();
        if last.elapsed() >= LINE_EVERY {
            *last = Instant::now();
            let read = HumanBytes(import.bytes);
            self.out.line(format!("{}: {}, {read} of {}", self.label, figures(import), HumanBytes(import.total_bytes)));
        }
    }

    fn stopping(&self) -> bool {
        self.stop.is_some_and(|s| s.load(Ordering::Relaxed))
    }
}
