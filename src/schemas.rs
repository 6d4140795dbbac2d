//! The JSON schemas of what Planyard prints and of `planyard.toml`, generated from the types.
//!
//! To add one: a row in [`ALL`]. The row of a command's `data` has the command's name with dashes (`config-show`).
//! `schemas/` holds them all; a test keeps it fresh (`UPDATE=1`) and another checks every command's output against them.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};

use crate::agents;
use crate::commands::{
    activity, ask, backend, completions, config, explain, gc, graph, health as health_command, init, man, merge_driver,
    new_feature, report as report_command, rescue, sessions, status, task, tell, tools, trace, version,
};
use crate::config::Config;
use crate::gate;
use crate::health;
use crate::lint;
use crate::receipt::Receipt;
use crate::report::Document;
use crate::testing;
use crate::tools::Record;

/// A schema that can be printed.
pub struct Row {
    /// As typed.
    pub name: &'static str,
    /// What it describes.
    pub about: &'static str,
    /// Makes it.
    pub make: fn() -> Schema,
}

/// Every schema, sorted.
pub const ALL: &[Row] = &[
    Row { name: "activity-complete", about: "data of activity complete", make: printed::<crate::activity::Activity> },
    Row { name: "activity-fail", about: "data of activity fail", make: printed::<crate::activity::Activity> },
    Row { name: "activity-list", about: "data of activity list", make: printed::<activity::ActivityData> },
    Row { name: "activity-start", about: "data of activity start", make: printed::<crate::activity::Activity> },
    Row { name: "activity-step", about: "data of activity step", make: printed::<crate::activity::Activity> },
    Row {
        name: "agent",
        about: "an agent's record: a table [agents.NAME] of planyard.toml",
        make: read::<agents::Record>,
    },
    Row { name: "answer", about: "data of answer", make: printed::<crate::inbox::Asked> },
    Row { name: "approve", about: "data of approve", make: printed::<crate::inbox::Asked> },
    Row { name: "ask", about: "data of ask", make: printed::<ask::AskData> },
    Row { name: "backend-check", about: "data of backend check", make: printed::<backend::CheckData> },
    Row { name: "backend-list", about: "data of backend list", make: printed::<backend::ListData> },
    Row { name: "cancel", about: "data of cancel", make: printed::<crate::oversight::decide::DecidedData> },
    Row { name: "check-completion", about: "data of check-completion", make: printed::<gate::Proofs> },
    Row { name: "completions", about: "data of completions", make: printed::<completions::Script> },
    Row { name: "config", about: "planyard.toml", make: read::<Config> },
    Row { name: "config-get", about: "data of config get", make: printed::<config::Got> },
    Row { name: "config-show", about: "data of config show", make: printed::<config::Shown> },
    Row { name: "convert", about: "data of convert", make: printed::<crate::commands::convert::ConvertData> },
    Row { name: "dialects", about: "data of dialects", make: printed::<crate::commands::dialects::DialectsData> },
    Row { name: "explain", about: "data of explain", make: printed::<explain::Explained> },
    Row { name: "gc", about: "data of gc", make: printed::<gc::GcData> },
    Row { name: "graph", about: "data of graph", make: printed::<graph::GraphData> },
    Row { name: "health", about: "data of health", make: printed::<health::Answer> },
    Row { name: "health-init", about: "data of health init", make: printed::<health_command::InitData> },
    Row { name: "health-probes", about: "data of health probes", make: printed::<health_command::ProbesData> },
    Row { name: "inbox", about: "data of inbox", make: printed::<crate::inbox::Inbox> },
    Row { name: "init", about: "data of init", make: printed::<init::Done> },
    Row { name: "land", about: "data of land", make: printed::<crate::dispatch::land::Landed> },
    Row { name: "lint", about: "data of lint", make: printed::<lint::LintData> },
    Row { name: "logs", about: "data of logs", make: printed::<crate::commands::logs::LogsData> },
    Row { name: "man", about: "data of man", make: printed::<man::Pages> },
    Row { name: "merge-driver", about: "data of merge-driver", make: printed::<merge_driver::MergeData> },
    Row { name: "new-feature", about: "data of new-feature", make: printed::<new_feature::Made> },
    Row { name: "pause", about: "data of pause", make: printed::<crate::commands::pause::PauseData> },
    Row { name: "queue-cancel", about: "data of queue cancel", make: printed::<crate::oversight::decide::DecidedData> },
    Row { name: "queue-export", about: "data of queue export", make: printed::<crate::commands::queue::ExportData> },
    Row { name: "queue-import", about: "data of queue import", make: printed::<crate::commands::queue::ImportData> },
    Row { name: "queue-list", about: "data of queue list", make: printed::<crate::commands::queue::ListData> },
    Row { name: "queue-metrics", about: "data of queue metrics", make: printed::<crate::commands::queue::MetricsData> },
    Row {
        name: "queue-purge-dead",
        about: "data of queue purge-dead",
        make: printed::<crate::commands::queue::PurgeData>,
    },
    Row {
        name: "queue-reconcile",
        about: "data of queue reconcile",
        make: printed::<crate::commands::queue::ReconcileData>,
    },
    Row { name: "queue-retry", about: "data of queue retry", make: printed::<crate::oversight::decide::DecidedData> },
    Row { name: "queue-show", about: "data of queue show", make: printed::<crate::commands::queue::ShowData> },
    Row { name: "queue-stats", about: "data of queue stats", make: printed::<crate::commands::queue::StatsData> },
    Row { name: "receipt", about: "a receipt in .planyard/receipts", make: read::<Receipt> },
    Row { name: "reject", about: "data of reject", make: printed::<crate::inbox::Asked> },
    Row { name: "report", about: "data of report", make: printed::<report_command::ReportData> },
    Row { name: "rescue-list", about: "data of rescue list", make: printed::<rescue::RescueListData> },
    Row { name: "rescue-restore", about: "data of rescue restore", make: printed::<rescue::RescueRestoreData> },
    Row { name: "rescue-show", about: "data of rescue show", make: printed::<rescue::RescueShowData> },
    Row { name: "result", about: "the document that every command prints", make: printed::<Document<'_>> },
    Row { name: "resume", about: "data of resume", make: printed::<crate::commands::pause::PauseData> },
    Row { name: "retry", about: "data of retry", make: printed::<crate::oversight::decide::DecidedData> },
    Row { name: "run", about: "a record in .planyard/runs", make: read::<testing::RunRecord> },
    Row { name: "runs", about: "data of runs", make: printed::<crate::commands::runs::RunsData> },
    Row { name: "runs-show", about: "data of runs show", make: printed::<crate::commands::runs::ShownRun> },
    Row { name: "schema", about: "data of schema without a name", make: printed::<Listed> },
    Row { name: "sessions-end", about: "data of sessions end", make: printed::<crate::dispatch::sessions::Session> },
    Row { name: "sessions-list", about: "data of sessions list", make: printed::<sessions::SessionsData> },
    Row { name: "sessions-show", about: "data of sessions show", make: printed::<crate::dispatch::sessions::Session> },
    Row { name: "status", about: "data of status", make: printed::<status::StatusData> },
    Row { name: "stop", about: "data of stop", make: printed::<crate::commands::stop::StopData> },
    Row { name: "task-block", about: "data of task block", make: printed::<task::Changed> },
    Row { name: "task-done", about: "data of task done", make: printed::<task::Changed> },
    Row { name: "task-list", about: "data of task list", make: printed::<task::Listed> },
    Row { name: "task-next", about: "data of task next", make: printed::<task::Listed> },
    Row { name: "task-note", about: "data of task note", make: printed::<task::Changed> },
    Row { name: "task-reopen", about: "data of task reopen", make: printed::<task::Changed> },
    Row { name: "task-show", about: "data of task show", make: printed::<task::Shown> },
    Row { name: "task-start", about: "data of task start", make: printed::<task::Changed> },
    Row { name: "tell", about: "data of tell", make: printed::<tell::TellData> },
    Row { name: "test", about: "data of test", make: printed::<testing::TestData> },
    Row { name: "tool", about: "a tool's record: a table [tools.NAME] of planyard.toml", make: read::<Record> },
    Row { name: "tools", about: "data of tools", make: printed::<tools::ToolsData> },
    Row { name: "trace", about: "data of trace", make: printed::<trace::TraceData> },
    Row { name: "version", about: "data of version", make: printed::<version::Build> },
    Row { name: "why", about: "data of why", make: printed::<crate::oversight::why::Why> },
    Row { name: "worker", about: "data of worker", make: printed::<crate::commands::worker::WorkerData> },
    Row {
        name: "workers-drain",
        about: "data of workers drain",
        make: printed::<crate::commands::workers::WorkersData>,
    },
    Row {
        name: "workers-forget",
        about: "data of workers forget",
        make: printed::<crate::commands::workers::WorkersData>,
    },
    Row { name: "workers-list", about: "data of workers list", make: printed::<crate::commands::workers::WorkersData> },
];

/// The schemas that there are.
#[derive(Debug, serde::Serialize, JsonSchema)]
pub struct Listed {
    /// By name.
    pub schemas: Vec<ListedRow>,
}

/// A schema that there is.
#[derive(Debug, serde::Serialize, JsonSchema)]
pub struct ListedRow {
    /// As typed.
    pub name: &'static str,
    /// What it describes.
    pub about: &'static str,
}

/// The schema of that name; a command may be named as it is typed, `config show`.
pub fn find(name: &str) -> Option<&'static Row> {
    let name = name.replace([' ', '_'], "-");
    ALL.iter().find(|row| row.name == name)
}

/// The text of a schema, as `schemas/` has it.
pub fn text(row: &Row) -> String {
    let mut schema = (row.make)();
    if let Some(object) = schema.as_object_mut() {
        object.insert("$id".to_owned(), format!("planyard:{}", row.name).into());
    }
    // A value of JSON is always printable.
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}

/// Of a type that is printed: every key is there.
fn printed<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>()
}

/// Of a type that is read: keys may be left out.
fn read<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().for_deserialize().into_generator().into_root_schema_for::<T>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_every_schema_is_one() {
        let names: Vec<&str> = ALL.iter().map(|row| row.name).collect();
        assert!(names.is_sorted(), "{names:?}");
        for row in ALL {
            let schema: serde_json::Value = serde_json::from_str(&text(row)).unwrap();
            jsonschema::meta::validate(&schema).unwrap_or_else(|error| panic!("{}: {error}", row.name));
        }
    }

    #[test]
    fn the_schema_of_the_configuration_takes_what_the_program_takes() {
        let row = find("config").unwrap();
        let schema = jsonschema::validator_for(&serde_json::from_str(&text(row)).unwrap()).unwrap();
        let json = |text: &str| serde_json::to_value(toml::from_str::<toml::Table>(text).unwrap()).unwrap();
        let all: String = crate::config::commented(&[])
            .lines()
            .map(|line| line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')).unwrap_or(line).to_owned() + "\n")
            .collect();
        let errors: Vec<String> = schema.iter_errors(&json(&all)).map(|error| error.to_string()).collect();
        assert_eq!(errors, Vec::<String>::new());
        for good in ["", "rules.\"tasks/*\" = \"off\"", "gate.fail_on = \"info\"", "features.folders = [\"a\"]"] {
            assert!(schema.is_valid(&json(good)), "{good}");
        }
        for bad in [
            "gates.fail_on = \"info\"",
            "gate.fail_on = \"fatal\"",
            "rules.\"tasks/no-tests\" = \"off\"",
            "rules.\"tasks/none\" = \"fatal\"",
            "rules.\"tasks/none\".max = 3",
            "rules.\"tasks/estimate-too-large\".max = 3",
            "output.max_findings = -1",
            "features.folders = \"a\"",
            "features.dialect = \"nope\"",
            "new_feature.kind = \"nope\"",
        ] {
            assert!(!schema.is_valid(&json(bad)), "{bad}");
        }
    }
}
