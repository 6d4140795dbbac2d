//! `planyard version`.

use schemars::JsonSchema;
use serde::Serialize;

use super::Outcome;
use crate::context::Context;
use crate::report::Report;

/// Show the version and how this binary was built
#[derive(Debug, clap::Args)]
pub struct Version {}

/// How this binary was built.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Build {
    /// Of planyard.
    pub version: &'static str,
    /// The result contract.
    pub schema: &'static str,
    /// `x86_64-linux-gnu`.
    pub target: String,
    /// `debug` or `release`.
    pub profile: &'static str,
    /// The oldest Rust that builds it.
    pub minimum_rust: &'static str,
    /// Cargo features that are compiled in.
    pub features: &'static [&'static str],
    /// The git2 crate.
    pub git2: String,
    /// The libgit2 in this binary.
    pub libgit2: String,
}

impl Version {
    /// Says it.
    ///
    /// # Errors
    /// Never.
    pub fn run(self, _context: &Context) -> anyhow::Result<Outcome> {
        let mut report = Report::new("version");
        let (git2, libgit2) = crate::git::versions();
        let build = Build {
            version: env!("CARGO_PKG_VERSION"),
            schema: crate::report::SCHEMA,
            target: target(),
            profile: if cfg!(debug_assertions) { "debug" } else { "release" },
            minimum_rust: env!("CARGO_PKG_RUST_VERSION"),
            features: FEATURES,
            git2,
            libgit2,
        };
        report.view.text(format!("planyard {}", build.version));
        report.view.text(format!("target:   {} ({})", build.target, build.profile));
        report.view.text(format!("rust:     {} or newer", build.minimum_rust));
        report.view.text(format!("git2:     {}, with libgit2 {}", build.git2, build.libgit2));
        report.view.text(format!("contract: {}", build.schema));
        report.data = Some(serde_json::to_value(build)?);
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
