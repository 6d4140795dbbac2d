//! `planyard report`.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::json;

use super::Outcome;
use crate::activity::StepStatus;
use crate::context::Context;
use crate::inbox;
use crate::queue;
use crate::report::{Problem, ProblemKind, Report as Answer, Role};

/// For an agent inside a run: tell the people behind it how far it is
#[derive(Debug, clap::Args)]
pub struct Report {
    /// In words
    #[arg(value_name = "TEXT", required_unless_present = "step")]
    text: Vec<String>,
    /// A step of the work
    #[arg(long, value_name = "NAME", requires = "status")]
    step: Option<String>,
    /// How far that step is
    #[arg(long, value_name = "STATUS", requires = "step")]
    status: Option<StepStatus>,
}

/// What was told.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ReportData {
    /// The run: `<feature>/<task>/<epoch>`.
    pub run: String,
    /// In words.
    pub text: Option<String>,
    /// The step.
    pub step: Option<String>,
    /// How far it is.
    pub status: Option<StepStatus>,
}

impl Report {
    /// Keeps it in the log.
    ///
    /// # Errors
    /// Outside of a run, or the run is over.
    pub fn run(self, context: &Context) -> anyhow::Result<Outcome> {
        let workspace = context.workspace()?;
        let queue = &*queue::open(context, workspace)?;
        let token = queue::own_run(context, workspace, queue)?;
        let run = format!("{}/{}", token.id.short(), token.epoch);
        if queue.order(&token.id)?.is_none_or(|order| order.epoch != token.epoch || !order.state.is_held()) {
            let message = format!("the run {run} has ended or was taken away");
            return Err(Problem::new(ProblemKind::Conflict, message).source(run).hint("end this run").into());
        }
        let text = Some(self.text.join(" ").trim().to_owned()).filter(|text| !text.is_empty());
        let data = ReportData { run, text, step: self.step, status: self.status };
        queue.record(
            Some(&token.id),
            token.epoch,
            "report",
            &json!({"text": data.text, "step": data.step, "status": data.status}),
        )?;
        let mut report = Answer::new("report");
        let step = data.step.as_deref().zip(data.status).map(|(step, status)| format!("{step} {}", status.word()));
        let said: Vec<String> =
            [step, data.text.clone()].into_iter().flatten().map(|text| inbox::plain(&text)).collect();
        report.view.line(vec![(Role::Good, "told: ".to_owned()), (Role::Plain, said.join(": "))]);
        report.data = Some(serde_json::to_value(data)?);
        Ok(report.into())
    }
}
