//! Are the services that the work needs really there?
//!
//! From `[[health.service]]` (or proposals, when there is none) to an answer, in this order: [`settings`] (what is written,
//! checked), [`run`] (all probes in parallel, each with a limit), [`judge`] (what the probes found, with thresholds, history
//! and dependencies, as the status of each service), [`view`] (for people). A probe that could not run is not a failed
//! service: it makes it unknown, and the gate unverified.

mod graph;
pub mod jq;
pub mod options;
pub mod probes;
pub mod settings;
pub mod tls;
