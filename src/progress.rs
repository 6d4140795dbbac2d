//! What is going on while it takes long: one line on standard error, when that is a terminal.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// How far a command is.
#[derive(Debug, Clone)]
pub struct Progress {
    bar: ProgressBar,
    running: Arc<Mutex<BTreeSet<String>>>,
}

impl Progress {
    /// Of `count` things; shown after a moment, and only when `shown`.
    pub fn new(count: usize, shown: bool) -> Self {
        let bar = ProgressBar::with_draw_target(Some(count as u64), ProgressDrawTarget::hidden());
        if shown {
            bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
            if let Ok(style) = ProgressStyle::with_template("{spinner} {pos}/{len} {wide_msg} {elapsed}") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(120));
        }
        Self { bar, running: Arc::default() }
    }

    /// One of them begins.
    pub fn begin(&self, name: &str) {
        self.change(|running| running.insert(name.to_owned()));
    }

    /// One of them has ended.
    pub fn end(&self, name: &str) {
        self.change(|running| running.remove(name));
        self.bar.inc(1);
    }

    /// Says something in the place of the names.
    pub fn say(&self, text: String) {
        self.bar.set_message(text);
    }

    /// A line above the progress, which stays: on standard error.
    pub fn line(&self, text: &str) {
        if self.bar.is_hidden() {
            anstream::eprintln!("{text}");
        } else {
            self.bar.println(text);
        }
    }

    /// Takes it away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }

    fn change(&self, change: impl FnOnce(&mut BTreeSet<String>) -> bool) {
        if let Ok(mut running) = self.running.lock() {
            change(&mut running);
            self.bar.set_message(running.iter().cloned().collect::<Vec<_>>().join(", "));
        }
    }
}
