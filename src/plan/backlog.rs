//! What Backlog.md's configuration says, its words for statuses, and how it names files.

use super::front_matter;
use super::model::Status;
use super::outline::Outline;
use super::progress::read_status;

/// The statuses of a project that names none.
pub const USUAL: [&str; 3] = ["To Do", "In Progress", "Done"];

/// What a project has chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// What ids begin with: `task`.
    pub prefix: String,
    /// How many digits an id has at least.
    pub digits: usize,
    /// The status of new tasks.
    pub default_status: Option<String>,
    /// The statuses, in their order.
    pub statuses: Vec<String>,
}

impl Settings {
    /// Of the text of config.yml.
    pub fn read(config: &str) -> Self {
        let outline = Outline::of_data(config);
        let front = front_matter::parse_data(&outline);
        let set = |key: &str| front.value(key).map(|value| value.text.to_owned());
        let named = front.values("statuses").iter().map(|word| word.text.to_owned()).collect::<Vec<_>>();
        Self {
            prefix: set("task-prefix").unwrap_or_else(|| "task".to_owned()),
            digits: set("zero-padded-ids").and_then(|digits| digits.parse().ok()).unwrap_or(0),
            default_status: set("default-status"),
            statuses: if named.is_empty() { USUAL.map(str::to_owned).to_vec() } else { named },
        }
    }

    /// `TASK-7` of 7, `TASK-7.1` of 7 and its part 1.
    pub fn id(&self, number: u64, parts: &str) -> String {
        format!("{}-{number:0width$}{parts}", self.prefix.to_ascii_uppercase(), width = self.digits)
    }

    /// The project's word for a status.
    pub fn word(&self, to: Status) -> Option<&str> {
        let statuses: Vec<&str> = self.statuses.iter().map(String::as_str).collect();
        word(&statuses, to)
    }
}

/// The name of a task's file: `task-7 - Sign-in.md`.
pub fn file_name(id: &str, title: &str) -> String {
    let bare = title.replace(['\'', '"', '`'], "");
    let kept: String =
        bare.chars().map(|c| if c.is_alphanumeric() || matches!(c, '.' | '_') { c } else { ' ' }).collect();
    let title: String = kept.split_whitespace().collect::<Vec<_>>().join("-").chars().take(60).collect();
    format!("{} - {}.md", id.to_ascii_lowercase(), title.trim_end_matches('-'))
}

/// What a status comes to: by its word, or, where that tells nothing, by its place among the others.
pub fn meaning(statuses: &[&str], word: &str) -> Status {
    if let Some(known) = read_status(word) {
        return known;
    }
    match statuses.iter().position(|status| status.eq_ignore_ascii_case(word)) {
        Some(0) | None => Status::Todo,
        Some(at) if at + 1 == statuses.len() => Status::Done,
        Some(_) => Status::Doing,
    }
}

/// The status to write. What is done has the last that says so, which is where the board ends.
pub fn word<'s>(statuses: &[&'s str], to: Status) -> Option<&'s str> {
    let mut that = statuses.iter().copied().filter(|word| meaning(statuses, word) == to);
    if to == Status::Done { that.next_back() } else { that.next() }
}

/// A word as YAML: quoted when it must be.
pub fn quoted(word: &str) -> String {
    let plain = word.starts_with(|c: char| c.is_alphanumeric() || !c.is_ascii())
        && !word.contains(": ")
        && !word.contains(" #")
        && !word.ends_with(':')
        && !["yes", "no", "true", "false", "null", "on", "off"].iter().any(|other| other.eq_ignore_ascii_case(word))
        && word.parse::<f64>().is_err();
    if plain { word.to_owned() } else { format!("'{}'", word.replace('\'', "''")) }
}
