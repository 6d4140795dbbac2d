use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Whether a service is there. Ordered: a later one is worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ServiceStatus {
    /// Its configuration says that it is not to be probed.
    Disabled,
    /// Every probe found it good.
    Healthy,
    /// It answers, with something to look at.
    Degraded,
    /// It is on its way up: it says so itself, or its start period is not over.
    Starting,
    /// No probe could say: the probe itself could not run.
    Unknown,
    /// It is not there, or it is broken.
    Unhealthy,
}

impl ServiceStatus {
    /// The word of the JSON contract.
    pub fn word(self) -> &'static str {
        match self {
            Self::Disabled => "disabled",
            Self::Healthy => "healthy",
            Self::Degraded => "degraded",
            Self::Starting => "starting",
            Self::Unknown => "unknown",
            Self::Unhealthy => "unhealthy",
        }
    }
}

/// How much a service matters to those that need it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Criticality {
    /// Without it nothing works: what needs it is unhealthy when it is.
    #[default]
    Required,
    /// Without it what needs it is degraded.
    Important,
    /// Worth a note.
    Optional,
}

impl Criticality {
    /// The word of the configuration.
    pub fn word(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Important => "important",
            Self::Optional => "optional",
        }
    }

    /// What a service's status amounts to for what needs it.
    #[must_use]
    pub fn weigh(self, status: ServiceStatus) -> ServiceStatus {
        match (self, status) {
            (_, ServiceStatus::Disabled) | (Self::Optional, _) => ServiceStatus::Healthy,
            (Self::Required, status) => status,
            (Self::Important, status) => status.min(ServiceStatus::Degraded),
        }
    }
}

/// What one probe found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProbeOutcome {
    /// It was not run, on purpose.
    Skipped,
    /// All is well.
    Ok,
    /// It answers, with something to look at.
    Warn,
    /// It answers that it is still starting.
    Starting,
    /// The probe itself could not run: a program is missing, a variable is not set, its own certificate store is broken.
    Error,
    /// The service is not there, or is broken.
    Fail,
}

impl ProbeOutcome {
    /// The word of the JSON contract.
    pub fn word(self) -> &'static str {
        match self {
            Self::Skipped => "skipped",
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Starting => "starting",
            Self::Error => "error",
            Self::Fail => "fail",
        }
    }

    /// The status of a service whose worst probe this is.
    pub fn status(self) -> ServiceStatus {
        match self {
            Self::Skipped => ServiceStatus::Disabled,
            Self::Ok => ServiceStatus::Healthy,
            Self::Warn => ServiceStatus::Degraded,
            Self::Starting => ServiceStatus::Starting,
            Self::Error => ServiceStatus::Unknown,
            Self::Fail => ServiceStatus::Unhealthy,
        }
    }
}

/// Something that a probe measured.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Measure {
    /// `replication_lag`, `free`, `days_left`.
    pub name: String,
    /// Its value.
    pub value: f64,
    /// `ms`, `bytes`, `%`, `days`, `` for a count.
    pub unit: &'static str,
    /// From where it is worth a look.
    pub warn: Option<f64>,
    /// From where it is broken.
    pub fail: Option<f64>,
}

/// A part of a service that its own answer tells of.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Component {
    /// Its name there.
    pub name: String,
    /// Its status, in Planyard's words.
    pub status: ServiceStatus,
    /// What it says.
    pub message: String,
}

/// One probe of a service, and what it found.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ProbeResult {
    /// `redis`, `http`, ….
    pub probe: &'static str,
    /// What it looked at; addresses without user, password and query.
    pub target: String,
    /// What it found.
    pub outcome: ProbeOutcome,
    /// In one line.
    pub message: String,
    /// What to do about it.
    pub hint: Option<String>,
    /// How long it took, in milliseconds; null when it did not run, or under a fixed clock.
    pub latency_ms: Option<f64>,
    /// What was measured.
    pub measures: Vec<Measure>,
    /// Parts that the service tells of.
    pub components: Vec<Component>,
}

/// A service that another needs.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ServiceDependency {
    /// Its name.
    pub name: String,
    /// Its status.
    pub status: ServiceStatus,
    /// Its latency.
    pub latency_ms: Option<f64>,
    /// How much it matters to what needs it.
    pub criticality: Criticality,
}

/// A service, and whether it is there.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ServiceResult {
    /// Its name.
    pub name: String,
    /// Whether it is there, with all that it needs.
    pub status: ServiceStatus,
    /// How much it matters.
    pub criticality: Criticality,
    /// In one line.
    pub message: String,
    /// The service that is to blame, when it is not this one.
    pub cause: Option<String>,
    /// What to do about it.
    pub hint: Option<String>,
    /// RFC 3339, UTC: when it got this status.
    pub since: String,
    /// RFC 3339, UTC: when it was probed.
    pub checked_at: String,
    /// The slowest of its probes, in milliseconds; null when none ran, or under a fixed clock.
    pub latency_ms: Option<f64>,
    /// The file that proposes it, when no configuration names it.
    pub proposed_by: Option<String>,
    /// The file and line that name it.
    pub file: Option<String>,
    /// See `file`.
    pub line: Option<u32>,
    /// Its probes.
    pub probes: Vec<ProbeResult>,
    /// What it needs.
    pub dependencies: Vec<ServiceDependency>,
    /// It keeps going up and down.
    pub flapping: bool,
    /// How often in a row its probes have now said the same.
    pub streak: u32,
}
