use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

/// How much a finding matters. Ordered: info < warning < error.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema, clap::ValueEnum,
)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing.
    Info,
    /// Likely wrong.
    Warning,
    /// Wrong: fails the gate by default.
    Error,
}

impl Severity {
    /// The word of the JSON contract.
    pub fn word(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Where a finding is: 1-based lines and columns, columns in Unicode code points, the end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Place {
    /// First line.
    pub line: u32,
    /// First column; 0: not known, the finding is about whole lines.
    pub column: u32,
    /// Last line.
    pub end_line: u32,
    /// Column after the last character; 0: not known.
    pub end_column: u32,
}

impl Place {
    /// A whole line.
    pub fn line(line: u32) -> Self {
        Self { line, column: 0, end_line: line, end_column: 0 }
    }
}

/// Another place that belongs to a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Related {
    /// Relative to the workspace.
    pub file: String,
    /// Where in it.
    pub place: Option<Place>,
    /// What is there.
    pub message: String,
}

/// What few findings have: those of tools, and those that a dialect's own program makes too.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct More {
    /// The page of the rule.
    pub url: Option<String>,
    /// The tool's own word for the severity.
    pub tool_severity: Option<String>,
    /// Whether the tool can mend it, and how safely.
    pub fixable: Option<Safety>,
    /// Other places that belong to it.
    pub related: Vec<Related>,
    /// What the dialect's own program calls it: `REQUIREMENT_NO_SCENARIOS`.
    pub peer_rule: Option<Cow<'static, str>>,
}

/// Whether a fix may be applied without a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Safety {
    /// Recomputes what the file itself says; `--fix` applies it.
    Safe,
    /// Changes meaning; only shown, or applied when asked for by name.
    Unsafe,
}

/// A replacement of bytes `start..end` of the finding's file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Replacement {
    /// First byte replaced.
    pub start: usize,
    /// Byte after the last one replaced.
    pub end: usize,
    /// What is put there.
    pub with: String,
}

/// Edits that would resolve a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Fix {
    /// May it be applied unseen?
    pub safety: Safety,
    /// Non-overlapping, in order.
    pub edits: Vec<Replacement>,
    /// [`stable_hash`] of the whole text that the edits are for; in another they would change something else.
    #[serde(skip)]
    pub of: u64,
}

/// Something in the user's files to mend. Kept small: a large tree has hundreds of thousands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Relative to the workspace, `/`-separated.
    pub file: Arc<str>,
    /// None: the finding is about the file, or its absence.
    pub place: Option<Place>,
    /// How much it matters, after configuration.
    pub severity: Severity,
    /// `tasks/progress-mismatch`.
    pub rule: Cow<'static, str>,
    /// What is wrong, with the values that show it.
    pub message: String,
    /// What found it: `planyard`, or a tool's name.
    pub source: Cow<'static, str>,
    /// What to do about it.
    pub help: Option<Cow<'static, str>>,
    /// How to mend it mechanically.
    pub fix: Option<Box<Fix>>,
    /// The task it is about.
    pub task: Option<Box<str>>,
    /// Hash of the text it is about, so that it is recognised when lines move; 0 when there is none.
    pub subject: u64,
    /// Tells apart findings that are otherwise the same; set by `Report::finish`.
    pub ordinal: u32,
    /// What few findings have.
    pub more: Option<Box<More>>,
}

impl Finding {
    /// A finding of Planyard's own rules about a whole file.
    pub fn new(
        file: impl Into<Arc<str>>,
        severity: Severity,
        rule: impl Into<Cow<'static, str>>,
        message: impl Into<String>,
    ) -> Self {
        Self {
            file: file.into(),
            place: None,
            severity,
            rule: rule.into(),
            message: message.into(),
            source: Cow::Borrowed("planyard"),
            help: None,
            fix: None,
            task: None,
            subject: 0,
            ordinal: 0,
            more: None,
        }
    }

    /// Says what the dialect's own program calls it.
    pub fn peer(&mut self, rule: &'static str) -> &mut Self {
        self.more.get_or_insert_default().peer_rule = Some(Cow::Borrowed(rule));
        self
    }

    /// The one order of findings in every output.
    pub fn order(a: &Self, b: &Self) -> Ordering {
        a.file
            .cmp(&b.file)
            .then_with(|| a.place.cmp(&b.place))
            .then_with(|| a.rule.cmp(&b.rule))
            .then_with(|| a.message.cmp(&b.message))
            .then_with(|| a.source.cmp(&b.source))
            .then_with(|| a.task.cmp(&b.task))
            .then_with(|| a.subject.cmp(&b.subject))
    }

    /// What makes two findings "the same one" when lines move: rule, file and subject. The message stands in for an
    /// absent subject, with its digits left out, because counts change while the finding stays.
    pub(crate) fn identity(&self) -> u64 {
        let about = if self.subject == 0 {
            let text: String = self.message.chars().filter(|c| !c.is_ascii_digit()).collect();
            stable_hash(text.as_bytes())
        } else {
            self.subject
        };
        let mut key = Vec::with_capacity(96);
        key.extend_from_slice(self.rule.as_bytes());
        key.push(0);
        key.extend_from_slice(self.file.as_bytes());
        key.push(0);
        key.extend_from_slice(self.task.as_deref().unwrap_or_default().as_bytes());
        key.extend_from_slice(&about.to_le_bytes());
        // Two tools may have a rule of one name. Planyard's own fingerprints stay what they were in baselines.
        if self.source != "planyard" {
            key.extend_from_slice(self.source.as_bytes());
        }
        stable_hash(&key)
    }

    /// 16 hex digits; the same for the same finding after lines have moved, different for two in one file.
    pub fn fingerprint(&self) -> String {
        format!("{:016x}", self.identity() ^ u64::from(self.ordinal).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }
}

/// FNV-1a: small, and the same on every platform and in every version, which `std`'s hashers do not promise.
pub fn stable_hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let more = self.more.as_deref();
        let known = |column: u32| (column > 0).then_some(column);
        let mut out = serializer.serialize_struct("Finding", 18)?;
        out.serialize_field("file", &*self.file)?;
        out.serialize_field("line", &self.place.map(|p| p.line))?;
        out.serialize_field("column", &self.place.and_then(|p| known(p.column)))?;
        out.serialize_field("end_line", &self.place.map(|p| p.end_line))?;
        out.serialize_field("end_column", &self.place.and_then(|p| known(p.end_column)))?;
        out.serialize_field("severity", &self.severity)?;
        out.serialize_field("rule", &self.rule)?;
        out.serialize_field("message", &self.message)?;
        out.serialize_field("source", &self.source)?;
        out.serialize_field("help", &self.help)?;
        out.serialize_field("url", &more.and_then(|more| more.url.as_deref()))?;
        out.serialize_field("task", &self.task)?;
        out.serialize_field("fingerprint", &self.fingerprint())?;
        out.serialize_field("fix", &self.fix)?;
        out.serialize_field(
            "fixable",
            &more.and_then(|more| more.fixable).or(self.fix.as_ref().map(|fix| fix.safety)),
        )?;
        out.serialize_field("tool_severity", &more.and_then(|more| more.tool_severity.as_deref()))?;
        out.serialize_field("peer_rule", &more.and_then(|more| more.peer_rule.as_deref()))?;
        out.serialize_field("related", more.map_or(&[][..], |more| &more.related))?;
        out.end()
    }
}

impl JsonSchema for Finding {
    fn schema_name() -> Cow<'static, str> {
        "Finding".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let severity = generator.subschema_for::<Severity>();
        let fix = generator.subschema_for::<Option<Fix>>();
        let fixable = generator.subschema_for::<Option<Safety>>();
        let related = generator.subschema_for::<Vec<Related>>();
        schemars::json_schema!({
            "type": "object",
            "description": "Something in the user's files to mend.",
            "additionalProperties": false,
            "required": ["file", "line", "column", "end_line", "end_column", "severity", "rule", "message", "source",
                         "help", "url", "task", "fingerprint", "fix", "fixable", "tool_severity", "peer_rule", "related"],
            "properties": {
                "file": { "type": "string", "description": "Relative to the workspace, /-separated." },
                "line": { "type": ["integer", "null"], "minimum": 1 },
                "column": { "type": ["integer", "null"], "minimum": 1, "description": "In Unicode code points." },
                "end_line": { "type": ["integer", "null"], "minimum": 1 },
                "end_column": { "type": ["integer", "null"], "minimum": 1, "description": "Exclusive." },
                "severity": severity,
                "rule": { "type": "string" },
                "message": { "type": "string" },
                "source": { "type": "string" },
                "help": { "type": ["string", "null"] },
                "url": { "type": ["string", "null"], "description": "The page of the rule." },
                "task": { "type": ["string", "null"] },
                "fingerprint": { "type": "string", "pattern": "^[0-9a-f]{16}$" },
                "fix": fix,
                "fixable": fixable,
                "tool_severity": { "type": ["string", "null"], "description": "The tool's own word." },
                "peer_rule": { "type": ["string", "null"], "description": "What the dialect's own program calls it." },
                "related": related
            }
        })
    }
}
