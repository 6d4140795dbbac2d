//! `planyard version`.

use serde_json::json;

use super::Outcome;
use crate::context::Context;
use crate::report::Report;

/// Show the version and how this binary was built
#[derive(Debug, clap::Args)]
pub struct Version {}

impl Version {
    /// Says it.
    ///
    /// # Errors
    /// Never.
    pub fn run(self, _context: &Context) -> anyhow::Result<Outcome> {
        let mut report = Report::new("version");
        let version = env!("CARGO_PKG_VERSION");
        let rust = env!("CARGO_PKG_RUST_VERSION");
        let profile = if cfg!(debug_assertions) { "debug" } else { "release" };
        let (git2, libgit2) = crate::git::versions();
        report.view.text(format!("planyard {version}"));
        report.view.text(format!("target:   {} ({profile})", target()));
        report.view.text(format!("rust:     {rust} or newer"));
        report.view.text(format!("git2:     {git2}, with libgit2 {libgit2}"));
        report.view.text(format!("contract: {}", crate::report::SCHEMA));
        report.data = Some(json!({
            "version": version, "schema": crate::report::SCHEMA, "target": target(), "profile": profile,
            "minimum_rust": rust, "features": FEATURES, "git2": git2, "libgit2": libgit2,
        }));
        Ok(report.into())
    }
}

/// Cargo features that are compiled in.
const FEATURES: &[&str] = &[];

/// `x86_64-linux-gnu`.
fn target() -> String {
    let env = match () {
        () if cfg!(target_env = "gnu") => "-gnu",
        () if cfg!(target_env = "musl") => "-musl",
        () if cfg!(target_env = "msvc") => "-msvc",
        () => "",
    };
    format!("{}-{}{env}", std::env::consts::ARCH, std::env::consts::OS)
}
