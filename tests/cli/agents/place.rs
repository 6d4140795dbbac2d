//! A repository with a plan, a real agent with a home of its own, and the scripted model that it talks to.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::dispatch::namespaces::{HUB, Host};
use crate::sandbox::Sandbox;

pub(crate) const FEATURE: &str = "P01-F01-parts";
pub(crate) const TARGET: &str = "planyard/integration/P01-F01-parts";
/// The key that agents are given. It must stand in nothing that is kept or printed.
const CANARY: &str = "sk-canary-5f2c9a71e04b4d2f";

/// The folder of the program of an agent; `None`, and a word about it, when it is not installed. `claude` and `codex` must
/// be there when REAL_AGENTS is set, the others when PLANYARD_AGENTS is `all`.
#[expect(clippy::print_stderr, reason = "a skipped test says so, loudly")]
pub(crate) fn installed(agent: &str) -> Option<PathBuf> {
    let all = std::env::var("PLANYARD_AGENTS").is_ok_and(|which| which == "all");
    let folder = std::env::var_os("REAL_AGENTS").map(PathBuf::from);
    let there = |folder: &PathBuf| folder.join(agent).exists();
    if let Some(folder) = &folder {
        let needed = all || ["claude", "codex"].contains(&agent);
        assert!(!needed || there(folder), "{agent} is not in {}; scripts/agents.py installs it", folder.display());
    }
    let found = folder.filter(there);
    if found.is_none() {
        eprintln!("SKIPPED: {agent} is not installed; scripts/agents.py installs it, and REAL_AGENTS names its folder");
    }
    found
}

/// The scripted model, ended with the test.
struct Model {
    child: Child,
    base: String,
    folder: tempfile::TempDir,
}

impl Model {
    fn start(hub: Option<&Host>, conversations: &Value) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let scenario = folder.path().join("scenario.json");
        fs::write(&scenario, json!({ "conversations": conversations }).to_string()).unwrap();
        let program = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fakes/scripted_model.py");
        let mut command = Command::new("python3");
        command.arg(program).arg(&scenario).arg(folder.path().join("log"));
        if let Some(hub) = hub {
            command = hub.command(command.arg(HUB).env("PATH", std::env::var("PATH").unwrap()));
        }
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().unwrap();
        let mut base = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut base).unwrap();
        Self { child, base: base.trim().to_owned(), folder }
    }

    /// The requests that it was asked with tools: which conversation, and at which step.
    fn asked(&self) -> Vec<Value> {
        let log = fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
        let lines = log.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        lines.filter(|line| line["tools"].as_u64() > Some(0)).collect()
    }
}

impl Drop for Model {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A task of the plan: its id, what it depends on, and what the model says when it is asked about it.
pub(crate) type Planned<'p> = (&'p str, &'p str, Value);

/// A repository with a plan of some tasks, for one agent.
pub(crate) struct Place {
    pub(crate) sandbox: Sandbox,
    model: Model,
}

impl Place {
    /// With these tasks, and these lines under `[dispatch]`. `None`: the agent is not installed.
    pub(crate) fn new(agent: &str, tasks: &[Planned<'_>], settings: &str) -> Option<Self> {
        Self::at(None, agent, tasks, settings)
    }

    /// The same with a model that listens on this host.
    pub(crate) fn at(hub: Option<&Host>, agent: &str, tasks: &[Planned<'_>], settings: &str) -> Option<Self> {
        let folder = installed(agent)?;
        let talk = |(id, _, steps): &Planned<'_>| json!({ "marker": format!("Make part {id}"), "steps": steps });
        let model = Model::start(hub, &tasks.iter().map(talk).collect());
        let path = format!("{}:{}", folder.display(), std::env::var("PATH").unwrap());
        let mut sandbox = Sandbox::new().env("PATH", &path);
        for (name, value) in variables(agent, &model.base) {
            sandbox = sandbox.env(name, &value);
        }
        write_home(agent, &sandbox, &model.base);
        let folder = format!("features/{FEATURE}");
        let text = |text: &str| text.replace("Invoice reminders", "Parts");
        sandbox
            .write(&format!("{folder}/design.md"), text(include_str!("../../../demo/design.md")))
            .write(&format!("{folder}/user_stories.md"), text(include_str!("../../../demo/user_stories.md")))
            .write(&format!("{folder}/tasks.md"), tasks_document(tasks))
            .write("README.md", "# Sample\n");
        let verify = if settings.contains("verify") { "" } else { "verify = [\"true\"]\n" };
        let config = format!("[dispatch]\nbackend = \"{agent}\"\ngates = []\n{verify}backoff = \"10ms\"\n{settings}");
        sandbox.write("planyard.toml", config).commit_all();
        Some(Self { sandbox, model })
    }

    /// Dispatches, and gives the document. What is kept and printed is free of the key.
    #[track_caller]
    pub(crate) fn dispatch(&self, status: i32, args: &[&str]) -> Value {
        let mut all = vec!["dispatch", FEATURE];
        all.extend(args);
        let output = self.sandbox.run(&all);
        let document = || serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}\n{output}"));
        assert!(output.status == status, "{output}\n{}", self.transcripts());
        assert!(!output.to_string().contains(CANARY), "{output}");
        self.check_secrets();
        document()
    }

    /// The records of a task's run, by epoch.
    pub(crate) fn record(&self, task: &str, epoch: usize, name: &str) -> String {
        let path = format!(".git/planyard/dispatch/runs/{FEATURE}/{task}/{epoch}/{name}");
        self.sandbox.read(&path)
    }

    /// The session that a run had, and the one that it went on with.
    pub(crate) fn sessions(&self, task: &str, epoch: usize) -> (Value, Value) {
        let result: Value = serde_json::from_str(&self.record(task, epoch, "result.json")).unwrap();
        let spec: Value = serde_json::from_str(&self.record(task, epoch, "spec.json")).unwrap();
        (result["summary"]["session"].clone(), spec["resume"].clone())
    }

    /// How often the model was asked about a task, by the task's place in the plan.
    pub(crate) fn asked(&self, task: usize) -> usize {
        self.model.asked().iter().filter(|request| request["conversation"] == task).count()
    }

    /// A file as the target branch has it.
    #[track_caller]
    pub(crate) fn at_target(&self, path: &str) -> String {
        self.sandbox.git(&["show", &format!("{TARGET}:{path}")])
    }

    /// These tasks have landed, each once, and are ticked; nothing is left over.
    #[track_caller]
    pub(crate) fn check_landed(&self, tasks: &[Planned<'_>]) {
        let log = self.sandbox.git(&["log", "--first-parent", "--format=%B", TARGET]);
        for (task, _, _) in tasks {
            let trailer = format!("Planyard-Task: .:P01-F01-parts/{task}\n");
            assert_eq!(log.matches(&trailer).count(), 1, "{task}: {log}");
            assert_eq!(self.at_target(&format!("out/{task}.txt")), format!("made by {task}\n"));
        }
        let plan = self.at_target(&format!("features/{FEATURE}/tasks.md"));
        assert!(plan.contains(&format!("Tasks Complete: {0}/{0}", tasks.len())), "{plan}");
        assert!(!plan.contains("- [ ] Estimate"), "{plan}");
        self.check_clean();
        let branches = self.sandbox.git(&["branch", "--format=%(refname:short)"]);
        assert_eq!(branches, format!("main\n{TARGET}\n"));
    }

    /// The user's checkout is as it was, and no process of an agent is left.
    #[track_caller]
    pub(crate) fn check_clean(&self) {
        assert_eq!(self.sandbox.git(&["status", "--porcelain"]), "");
        assert_eq!(self.sandbox.git(&["rev-list", "--count", "main"]).trim(), "1");
        let began = std::time::Instant::now();
        while !self.processes().is_empty() {
            assert!(began.elapsed().as_secs() < 10, "left running: {:?}", self.processes());
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    }

    /// Processes of this place: they carry its home in their environment.
    fn processes(&self) -> Vec<String> {
        let mark = format!("HOME={}", self.sandbox.home().display());
        let mut found = Vec::new();
        for entry in fs::read_dir("/proc").unwrap().flatten() {
            let Ok(environment) = fs::read(entry.path().join("environ")) else { continue };
            let alive = fs::read_to_string(entry.path().join("stat")).is_ok_and(|stat| !stat.contains(") Z "));
            if alive && environment.split(|byte| *byte == 0).any(|variable| variable == mark.as_bytes()) {
                let line = fs::read(entry.path().join("cmdline")).unwrap_or_default();
                found.push(String::from_utf8_lossy(&line).replace('\0', " "));
            }
        }
        found
    }

    #[track_caller]
    fn check_secrets(&self) {
        let mut walker = ignore::WalkBuilder::new(self.sandbox.root().join(".git/planyard"));
        for entry in walker.standard_filters(false).build().flatten() {
            let bytes = fs::read(entry.path()).unwrap_or_default();
            let there = memchr::memmem::find(&bytes, CANARY.as_bytes()).is_some();
            assert!(!there, "the key stands in {}", entry.path().display());
        }
    }

    /// What the agents said, for a test that fails.
    fn transcripts(&self) -> String {
        let mut text = String::new();
        let walker =
            ignore::WalkBuilder::new(self.sandbox.root().join(".git/planyard")).standard_filters(false).build();
        for entry in walker.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if ["events.jsonl", "stderr.raw", "result.json"].contains(&name.as_str()) {
                text += &format!(
                    "--- {}\n{}\n",
                    entry.path().display(),
                    fs::read_to_string(entry.path()).unwrap_or_default()
                );
            }
        }
        text
    }
}

/// What an agent needs in its environment to talk to the model at `base`.
fn variables(agent: &str, base: &str) -> Vec<(&'static str, String)> {
    let v1 = format!("{base}/v1");
    let key = CANARY.to_owned();
    match agent {
        // Tests may run as root, in a container.
        "claude" => vec![
            ("ANTHROPIC_BASE_URL", base.to_owned()),
            ("ANTHROPIC_API_KEY", key),
            ("IS_SANDBOX", "1".to_owned()),
            ("CLAUDE_CODE_MAX_RETRIES", "2".to_owned()),
        ],
        "codex" => vec![("OPENAI_API_KEY", key)],
        "qwen" => vec![("OPENAI_API_KEY", key), ("OPENAI_BASE_URL", v1), ("OPENAI_MODEL", "scripted".to_owned())],
        "gemini" => vec![("GEMINI_API_KEY", key), ("GOOGLE_GEMINI_BASE_URL", base.to_owned())],
        "opencode" => vec![("OPENCODE_DISABLE_MODELS_FETCH", "1".to_owned()), ("OPENAI_API_KEY", key)],
        other => panic!("{other} is not known here"),
    }
}

/// What an agent needs in its home.
fn write_home(agent: &str, sandbox: &Sandbox, base: &str) {
    let (name, text) = match agent {
        "codex" => (
            ".codex/config.toml",
            format!(
                "model = \"scripted\"\nmodel_provider = \"scripted\"\n[model_providers.scripted]\nname = \"scripted\"\n\
                 base_url = \"{base}/v1\"\nwire_api = \"responses\"\nenv_key = \"OPENAI_API_KEY\"\nrequest_max_retries = 2\n\
                 stream_max_retries = 1\n"
            ),
        ),
        "gemini" => (
            ".gemini/settings.json",
            json!({ "security": { "auth": { "selectedType": "gemini-api-key" } } }).to_string(),
        ),
        "opencode" => (
            ".config/opencode/opencode.json",
            json!({ "model": "scripted/scripted", "provider": { "scripted": {
                "npm": "@ai-sdk/openai-compatible",
                "name": "scripted",
                "options": { "baseURL": format!("{base}/v1"), "apiKey": "{env:OPENAI_API_KEY}" },
                "models": { "scripted": { "name": "scripted" } },
            } } })
            .to_string(),
        ),
        _ => return,
    };
    let path = sandbox.home().join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn tasks_document(tasks: &[Planned<'_>]) -> String {
    let mut text = format!(
        "# Tasks: P01-F01 Parts\n\n## Progress\n\n- Started: 2026-01-12\n- Tasks Complete: 0/{}\n- Percentage: 0%\n\
         - Status: NOT_STARTED\n- Blockers: None\n\n## Task List\n",
        tasks.len()
    );
    for (id, needs, _) in tasks {
        text.push_str(&format!(
            "\n### {id}: Make part {id}\n- [ ] Estimate: 1h\n- [ ] Tests: tests/test_{id}.py\n- [ ] Dependencies: {needs}\n\
             - [ ] Stories: US-01, US-02\n- [ ] Notes: One file.\n"
        ));
    }
    text.push_str("\n## Completion Checklist\n\n- [ ] All parts are there\n");
    text
}

/// The agent makes its part.
pub(crate) fn makes(id: &str) -> Value {
    json!({ "shell": format!("mkdir -p out && echo 'made by {id}' > out/{id}.txt") })
}

/// The agent says that it is done.
pub(crate) fn done() -> Value {
    json!({ "result": { "status": "completed", "message": "The part is made." }, "say": "All done." })
}
