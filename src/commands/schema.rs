//! `planyard schema`.

use clap_complete::engine::ArgValueCompleter;

use super::Outcome;
use crate::complete;
use crate::config::keys::nearest;
use crate::context::Context;
use crate::report::{Align, Problem, ProblemKind, Report, Role, Table, line};
use crate::schemas::{self, Listed, ListedRow};

/// Print the JSON schema of a command's output, or of planyard.toml; without a name, list them
#[derive(Debug, clap::Args)]
pub struct Schema {
    /// `result`, `config`, or a command
    #[arg(value_name = "NAME", add = ArgValueCompleter::new(complete::schemas))]
    name: Vec<String>,
}

impl Schema {
    /// Prints it.
    ///
    /// # Errors
    /// A name that is no schema.
    pub fn run(self, _context: &Context) -> anyhow::Result<Outcome> {
        let mut report = Report::new("schema");
        let name = self.name.join(" ");
        if name.is_empty() {
            list(&mut report)?;
            return Ok(report.into());
        }
        let Some(row) = schemas::find(&name) else {
            let near = nearest(&name, schemas::ALL.iter().map(|row| row.name));
            let near = near.map_or(String::new(), |near| format!("; did you mean {near}?"));
            return Err(Problem::new(ProblemKind::NotFound, format!("there is no schema {name}{near}"))
                .source(name)
                .hint("`planyard schema` lists them")
                .into());
        };
        let text = schemas::text(row);
        report.data = Some(serde_json::from_str(&text)?);
        report.raw = Some(text);
        Ok(report.into())
    }
}

fn list(report: &mut Report) -> anyhow::Result<()> {
    let rows =
        schemas::ALL.iter().map(|row| vec![vec![(Role::Strong, row.name.to_owned())], line(row.about)]).collect();
    report.view.table(Table { columns: vec![Align::Left, Align::Flex], head: Vec::new(), rows });
    report.next = Some("planyard schema result".to_owned());
    let listed =
        Listed { schemas: schemas::ALL.iter().map(|row| ListedRow { name: row.name, about: row.about }).collect() };
    report.data = Some(serde_json::to_value(listed)?);
    Ok(())
}
