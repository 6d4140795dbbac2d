//! `planyard lsp`.

use super::Outcome;
use crate::context::Context;
use crate::lsp;
use crate::report::Report;

/// Serve an editor: diagnostics, fixes, states of tasks, and the ways between ids (Language Server Protocol over stdio)
///
/// docs/editors.md says how VS Code, Neovim, Helix and Zed start it.
#[derive(Debug, clap::Args)]
pub struct Lsp {
    /// Taken for editors that always give it: there is no other way
    #[arg(long = "stdio", hide = true)]
    _stdio: bool,
}

impl Lsp {
    /// Serves until the editor ends it.
    ///
    /// # Errors
    /// What the editor says is not the protocol.
    pub fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        lsp::serve(context)?;
        let mut report = Report::new("lsp");
        report.raw = Some(String::new());
        Ok(report.into())
    }
}
