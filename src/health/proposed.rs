//! The workspace's proposals: what is probed where nothing is configured, and what `health init` writes.

use std::path::Path;
use std::time::Duration;

use super::propose::{self, Proposed};
use super::settings::{self, Service, Variables};
use crate::context::Context;
use crate::report::Criticality;
use crate::tools::Catalog;
use crate::tools::survey::Survey;
use crate::workspace::Workspace;

/// What the workspace shows; with the tools that it uses when `with_tools`.
///
/// # Errors
/// `files.exclude` or a record of a tool is wrong.
pub fn look(context: &Context, workspace: &Workspace, with_tools: bool) -> anyhow::Result<Proposed> {
    let root = &workspace.root;
    let survey = Survey::of(root, &workspace.config.files.exclude)?;
    let read = |path: &str| crate::files::read_text(root, path).ok();
    let mut proposed = propose::look(&survey, &read);
    if with_tools {
        let catalog = Catalog::load(&workspace.config.tools)?;
        let path = context.var("PATH").unwrap_or_default();
        let on_path = |name: &str| std::env::split_paths(path).any(|folder| is_program(&folder.join(name)));
        let tools = propose::toolchain(&survey, &read, &catalog, &on_path);
        proposed.proposals = propose::together([proposed.proposals, tools]);
    }
    Ok(proposed)
}

/// The proposals as services. What does not fit the probes is left out with a note.
pub fn services(proposed: Proposed, vars: &Variables, timeout: Duration) -> (Vec<Service>, Vec<String>) {
    let (mut services, mut notes) = (Vec::new(), proposed.notes);
    for proposal in proposed.proposals {
        match settings::proposed(&proposal.table, vars, timeout) {
            Ok(mut service) => {
                let file = proposal.from.split(',').next().unwrap_or_default().trim().to_owned();
                service.place = (proposal.line > 0).then_some((file, proposal.line));
                service.proposed_by = Some(proposal.from);
                // A tool that is missing is a reason to look, not one to stop: the gate that needs it will say so.
                let is_tool = service.probes.iter().all(|prepared| prepared.probe.meta().name == "tool");
                if is_tool && service.criticality == Criticality::Required {
                    service.criticality = Criticality::Important;
                }
                services.push(service);
            }
            Err(why) => notes.push(format!("{}: {} was left out: {why}", proposal.from, proposal.name())),
        }
    }
    // What needs something that was left out needs one thing less.
    let names: Vec<String> = services.iter().map(|service| service.name.clone()).collect();
    for service in &mut services {
        service.depends_on.retain(|(name, _)| names.contains(name));
    }
    (services, notes)
}

fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}
