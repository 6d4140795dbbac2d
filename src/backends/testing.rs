use std::collections::BTreeMap;
use std::path::Path;

use super::{Desk, Limits, Message, Permissions, Setting, Spec, Stream};
use crate::agents::Event;
use crate::queue::OrderId;

/// A setting of a kind, with options in TOML.
pub(super) fn setting(kind: &str, options: &str) -> Setting {
    let env: BTreeMap<String, String> = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .filter(|(name, _)| ["PATH", "HOME", "TMPDIR"].contains(&name.as_str()))
        .collect();
    Setting {
        name: "mine".to_owned(),
        kind: kind.to_owned(),
        options: options.parse().unwrap(),
        root: env!("CARGO_MANIFEST_DIR").into(),
        env,
        agents: toml::Table::new(),
        secrets: crate::process::Secrets::default(),
    }
}

/// A run of a task, in the folders `tree` and `records`, which are made.
pub(super) fn spec(folder: &Path) -> Spec {
    let (cwd, records) = (folder.join("tree"), folder.join("records"));
    std::fs::create_dir_all(&cwd).unwrap();
    std::fs::create_dir_all(&records).unwrap();
    let mark = folder.display().to_string();
    Spec {
        run: "P01-F01-shop/T03/1".to_owned(),
        order: OrderId::new(".", "P01-F01-shop", "T03"),
        epoch: 1,
        title: "Sell; $(touch owned) {prompt} \"things\"".to_owned(),
        backend: "mine".to_owned(),
        prompt: "Build the shop.\nWith ünïcode.".to_owned(),
        cwd,
        folder: records,
        env: BTreeMap::from([(super::MARK.to_owned(), mark)]),
        session: "5a4f0e0c-0000-4000-8000-000000000001".to_owned(),
        resume: None,
        model: None,
        permissions: Permissions::All,
        limits: Limits::default(),
        schema: None,
    }
}

/// Set when a run is to end, and at which event.
type StopAt = (std::sync::Arc<std::sync::atomic::AtomicBool>, fn(&Event) -> bool);

/// A desk that keeps what it hears.
pub(super) struct Heard {
    pub(super) events: Vec<Event>,
    pub(super) raw: Vec<u8>,
    pub(super) stderr: Vec<u8>,
    pub(super) messages: Vec<Message>,
    /// What is said when an event comes for which this gives something.
    pub(super) reply: fn(&Event) -> Option<Message>,
    /// Set when an event comes for which this is true.
    pub(super) stop: Option<StopAt>,
}

impl Default for Heard {
    fn default() -> Self {
        let reply = |_: &Event| None;
        let (events, raw, stderr, messages) = Default::default();
        Self { events, raw, stderr, messages, reply, stop: None }
    }
}

impl Heard {
    pub(super) fn say(&mut self, message: Message) {
        self.messages.push(message);
    }

    /// All that it said, joined.
    pub(super) fn text(&self) -> String {
        let text = |event: &Event| match event {
            Event::Text { text, .. } => Some(text.clone()),
            _ => None,
        };
        self.events.iter().filter_map(text).collect()
    }

    pub(super) fn result(&self) -> Option<(bool, String)> {
        self.events.iter().find_map(|event| match event {
            Event::Result { ok, text, .. } => Some((*ok, text.clone())),
            _ => None,
        })
    }

    pub(super) fn warned(&self, what: &str) -> bool {
        self.events.iter().any(|event| matches!(event, Event::Warn { message } if message.contains(what)))
    }
}

impl Desk for Heard {
    fn event(&mut self, event: Event) {
        self.messages.extend((self.reply)(&event));
        if let Some((flag, when)) = &self.stop
            && when(&event)
        {
            flag.store(true, std::sync::atomic::Ordering::Relaxed);
        }
        self.events.push(event);
    }

    fn raw(&mut self, stream: Stream, bytes: &[u8]) {
        match stream {
            Stream::Out => self.raw.extend_from_slice(bytes),
            Stream::Err => self.stderr.extend_from_slice(bytes),
        }
    }

    fn messages(&mut self) -> Vec<Message> {
        std::mem::take(&mut self.messages)
    }
}

/// Processes that carry the mark of the run in this folder: none, when it has ended.
pub(super) fn survivors(folder: &Path) -> usize {
    crate::process::end_marked(&format!("{}={}", super::MARK, folder.display()))
}

/// A file for a test.
#[expect(clippy::disallowed_methods, reason = "a file for the test")]
pub(super) fn write(path: impl AsRef<Path>, text: &str) {
    std::fs::write(path, text).unwrap();
}

/// A git repository with one commit.
pub(super) fn repository(folder: &Path) {
    for words in [
        &["init", "-q"][..],
        &["-c", "user.name=A", "-c", "user.email=a@example.invalid", "commit", "-q", "--allow-empty", "-m", "first"],
    ] {
        let outcome = crate::process::Run::new("git").args(words.iter().copied()).cwd(folder).run();
        assert!(outcome.success(), "{}", outcome.stderr_tail(5));
    }
}
