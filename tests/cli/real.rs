//! The real linters and runners, which `scripts/test` installs and names in `REAL_TOOLS_DIR`.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::sandbox::Sandbox;

/// The folder of the tools. Without it a test has nothing to run and says so, past libtest's capture.
fn folder(what: &str) -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("REAL_TOOLS_DIR") {
        return Some(PathBuf::from(folder));
    }
    let text = format!("SKIPPED: {what} needs the real tools; run ./scripts/test\n");
    // That it cannot be said is no reason to fail.
    let _ = std::io::stderr().write_all(text.as_bytes());
    None
}

/// A sandbox in which the real tools are on the `PATH`; none when they are not installed. `what` names the test.
pub(crate) fn sandbox(what: &str) -> Option<Sandbox> {
    folder(what).map(|tools| with_tools(Sandbox::new(), &tools))
}

fn with_tools(sandbox: Sandbox, tools: &Path) -> Sandbox {
    let bin = tools.join("bin");
    assert!(bin.is_dir(), "{} is missing: run ./scripts/test", bin.display());
    let text = |path: PathBuf| path.display().to_string();
    let mut sandbox = sandbox
        .env("PATH", &format!("{}:{}", bin.display(), std::env::var("PATH").unwrap()))
        // The sandbox has a home of its own; these hold what would otherwise be made anew for every test.
        .env("GOCACHE", &text(tools.join("go/cache")))
        .env("GOPATH", &text(tools.join("go/path")))
        .env("GOENV", "off")
        .env("GOFLAGS", "-mod=mod")
        .env("GOPROXY", "off")
        .env("GOTOOLCHAIN", "local")
        .env("SEMGREP_SEND_METRICS", "off")
        .env("SEMGREP_ENABLE_VERSION_CHECK", "0");
    let home = PathBuf::from(std::env::var("HOME").unwrap());
    let rustup = std::env::var("RUSTUP_HOME").map_or_else(|_| home.join(".rustup"), PathBuf::from);
    if rustup.is_dir() {
        sandbox = sandbox.env("RUSTUP_HOME", &text(rustup));
    }
    match std::env::var("RUSTUP_TOOLCHAIN") {
        Ok(toolchain) => sandbox.env("RUSTUP_TOOLCHAIN", &toolchain),
        Err(_) => sandbox,
    }
}
