//! `planyard pause` and `planyard resume`.

use anyhow::Result;
use schemars::JsonSchema;
use serde::Serialize;

use super::Outcome;
use crate::context::Context;
use crate::oversight::desk::Desk;
use crate::report::{Report, Role};

/// Begin no further task, in any feature; what runs goes on
///
/// It holds until `planyard resume`, whatever is started or restarted meanwhile.
#[derive(Debug, clap::Args)]
pub struct Pause {
    /// Why, for those who wonder
    #[arg(value_name = "WHY", default_value = "someone paused it")]
    why: Vec<String>,
}

/// Let tasks be begun again after `planyard pause`
#[derive(Debug, clap::Args)]
pub struct Resume {}

/// The data of `pause` and `resume`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PauseData {
    /// Why no task is begun now; null when they are.
    pub paused: Option<String>,
    /// What it was before.
    pub before: Option<String>,
}

impl Pause {
    /// Stops all claims.
    ///
    /// # Errors
    /// The store cannot be reached.
    pub fn run(self, context: &Context) -> Result<Outcome> {
        change(context, "pause", Some(&self.why.join(" ")))
    }
}

impl Resume {
    /// Lets claims go on.
    ///
    /// # Errors
    /// The store cannot be reached.
    pub fn run(self, context: &Context) -> Result<Outcome> {
        change(context, "resume", None)
    }
}

fn change(context: &Context, command: &str, why: Option<&str>) -> Result<Outcome> {
    let desk = Desk::open(context)?;
    let before = desk.queue.paused()?;
    desk.queue.pause(why)?;
    let data = PauseData { paused: desk.queue.paused()?, before };
    let mut report = Report::new(command);
    match (&data.paused, &data.before) {
        (Some(why), _) => {
            report.view.line(vec![
                (Role::Warn, "paused".to_owned()),
                (Role::Plain, format!(": {why}; no further task is begun, what runs goes on")),
            ]);
            report.next = Some("planyard resume".to_owned());
        }
        (None, Some(why)) => {
            report.view.text(format!("tasks are begun again (it was paused: {why})"));
        }
        (None, None) => {
            report.view.text("nothing was paused");
        }
    }
    report.data = Some(serde_json::to_value(&data)?);
    Ok(report.into())
}
