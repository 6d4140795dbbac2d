//! Planyard: plan in markdown, gate it, and hand the tasks to coding agents.

pub mod plan;
pub mod report;
