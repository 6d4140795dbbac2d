//! A repository with a plan, a program that stands for an agent, and what must hold of it whatever happened.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::sandbox::Sandbox;

pub(crate) const FEATURE: &str = "P01-F01-parts";
pub(crate) const TARGET: &str = "planyard/integration/P01-F01-parts";

/// What the program does when a test says nothing else: it notes its run, and does its task.
pub(crate) const WORKS: &str = "mkdir -p out\necho \"made by $task\" > \"out/$task.txt\"\n";

/// A repository with a plan of some tasks.
pub(crate) struct Site {
    pub(crate) sandbox: Sandbox,
}

/// A task of the plan: its id, and what it depends on.
pub(crate) type Planned<'p> = (&'p str, &'p str);

impl Site {
    /// With these tasks, an agent that runs `script`, and these lines under `[dispatch]`.
    pub(crate) fn new(tasks: &[Planned<'_>], script: &str, settings: &str) -> Self {
        let sandbox = Sandbox::new();
        let effects = sandbox.home().join("effects");
        let sandbox = sandbox.env("EFFECTS", &effects.display().to_string());
        let site = Self { sandbox };
        let agent = site.program("agent.sh", script);
        let folder = format!("features/{FEATURE}");
        let design = include_str!("../../../demo/design.md").replace("Invoice reminders", "Parts");
        let stories = include_str!("../../../demo/user_stories.md").replace("Invoice reminders", "Parts");
        site.sandbox.write(&format!("{folder}/design.md"), design);
        site.sandbox.write(&format!("{folder}/user_stories.md"), stories);
        site.sandbox.write(&format!("{folder}/tasks.md"), tasks_document(tasks));
        let config = format!(
            "[dispatch]\nbackend = \"command:{}\"\ngates = []\nverify = [\"true\"]\nenv = [\"EFFECTS\"]\nbackoff = \"10ms\"\n{settings}",
            agent.display()
        );
        site.sandbox.write("planyard.toml", config).write("README.md", "# Sample\n").commit_all();
        site
    }

    /// A program beside the repository. `$task` and `$run` are its task and run; the run is noted first of all.
    pub(crate) fn program(&self, name: &str, script: &str) -> PathBuf {
        let path = self.sandbox.home().join(name);
        let head =
            "#!/bin/sh\nrun=$PLANYARD_RUN\ntask=$(basename \"$(dirname \"$run\")\")\necho \"$run\" >> \"$EFFECTS\"\n";
        fs::write(&path, format!("{head}{script}")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    /// The runs that the program was started for, in order.
    pub(crate) fn effects(&self) -> Vec<String> {
        let text = fs::read_to_string(self.sandbox.home().join("effects")).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    /// Dispatches, and gives the document.
    #[track_caller]
    pub(crate) fn dispatch(&self, status: i32, args: &[&str]) -> Value {
        let mut all = vec!["dispatch", FEATURE];
        all.extend(args);
        let output = self.sandbox.run(&all);
        assert!(output.status == status, "{output}");
        serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}\n{output}"))
    }

    /// Each order's state by its task.
    pub(crate) fn states(document: &Value) -> BTreeMap<String, String> {
        let rows = document["data"]["orders"].as_array().unwrap();
        rows.iter().map(|row| (text(&row["task"]), text(&row["state"]))).collect()
    }

    /// Messages of the target's own chain, newest first.
    pub(crate) fn landed(&self) -> Vec<String> {
        let log = self.sandbox.git(&["log", "--first-parent", "--format=%B%x00", TARGET]);
        log.split('\0').map(|message| message.trim().to_owned()).filter(|message| !message.is_empty()).collect()
    }

    /// How often each task has landed.
    pub(crate) fn landings(&self) -> BTreeMap<String, usize> {
        let mut count = BTreeMap::new();
        for message in self.landed() {
            if let Some(task) = message.lines().find_map(|line| line.strip_prefix("Planyard-Task: .:P01-F01-parts/")) {
                *count.entry(task.to_owned()).or_default() += 1;
            }
        }
        count
    }

    /// A file as the target branch has it.
    pub(crate) fn at_target(&self, path: &str) -> String {
        self.sandbox.git(&["show", &format!("{TARGET}:{path}")])
    }

    /// Processes of this site: they carry its home in their environment.
    pub(crate) fn processes(&self) -> Vec<(i32, String)> {
        let mark = format!("HOME={}", self.sandbox.home().display());
        let mut found = Vec::new();
        for entry in fs::read_dir("/proc").unwrap().flatten() {
            let Some(pid) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
            let Ok(environment) = fs::read(entry.path().join("environ")) else { continue };
            let alive = fs::read_to_string(entry.path().join("stat")).is_ok_and(|stat| !stat.contains(") Z "));
            if alive && environment.split(|byte| *byte == 0).any(|variable| variable == mark.as_bytes()) {
                let line = fs::read(entry.path().join("cmdline")).unwrap_or_default();
                found.push((pid, String::from_utf8_lossy(&line).replace('\0', " ")));
            }
        }
        found
    }

    /// Waits until a condition holds.
    #[track_caller]
    pub(crate) fn until(what: &str, mut holds: impl FnMut() -> bool) {
        let began = Instant::now();
        while !holds() {
            assert!(began.elapsed() < Duration::from_secs(60), "waited too long: {what}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Everything that must hold when nothing is left to do: each of these tasks has landed exactly once and is ticked,
    /// nothing is left over, and nothing of the user's was touched.
    #[track_caller]
    pub(crate) fn check(&self, tasks: &[Planned<'_>]) {
        let landings = self.landings();
        let plan = self.at_target(&format!("features/{FEATURE}/tasks.md"));
        for (task, _) in tasks {
            assert_eq!(landings.get(*task), Some(&1), "{task}: {landings:?}");
            assert_eq!(self.at_target(&format!("out/{task}.txt")), format!("made by {task}\n"));
        }
        assert!(plan.contains(&format!("Tasks Complete: {0}/{0}", tasks.len())), "{plan}");
        assert!(!plan.contains("- [ ] Estimate"), "{plan}");
        Self::until("processes have ended", || self.processes().is_empty());
        let worktrees = self.sandbox.git(&["worktree", "list"]);
        assert_eq!(worktrees.lines().count(), 1, "{worktrees}");
        let branches = self.sandbox.git(&["branch", "--format=%(refname:short)"]);
        assert_eq!(branches, format!("main\n{TARGET}\n"));
        self.untouched();
    }

    /// The user's checkout, index, stash and HEAD are as they were.
    #[track_caller]
    pub(crate) fn untouched(&self) {
        assert_eq!(self.sandbox.git(&["status", "--porcelain"]), "");
        assert_eq!(self.sandbox.git(&["rev-list", "--count", "main"]).trim(), "1");
        assert_eq!(self.sandbox.git(&["stash", "list"]), "");
        self.sandbox.git(&["fsck", "--strict", "--no-dangling"]);
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn tasks_document(tasks: &[Planned<'_>]) -> String {
    let mut text = format!(
        "# Tasks: P01-F01 Parts\n\n## Progress\n\n- Started: 2026-01-12\n- Tasks Complete: 0/{}\n- Percentage: 0%\n\
         - Status: NOT_STARTED\n- Blockers: None\n\n## Task List\n",
        tasks.len()
    );
    for (id, needs) in tasks {
        text.push_str(&format!(
            "\n### {id}: Make part {id}\n- [ ] Estimate: 1h\n- [ ] Tests: tests/test_{id}.py\n- [ ] Dependencies: {needs}\n\
             - [ ] Stories: US-01, US-02\n- [ ] Notes: One file.\n"
        ));
    }
    text.push_str("\n## Completion Checklist\n\n- [ ] All parts are there\n");
    text
}
