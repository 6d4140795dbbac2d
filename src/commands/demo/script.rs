//! What the demo does, step by step.

/// One step.
pub(super) struct Step {
    /// Said before it.
    pub(super) says: &'static str,
    /// What is done.
    pub(super) act: Act,
}

/// What a step does.
pub(super) enum Act {
    /// Files are written.
    Write(&'static [(&'static str, &'static str)]),
    /// Git commands that must succeed.
    Git(&'static [&'static [&'static str]]),
    /// A `planyard` command and the exit code that it must have.
    Planyard(&'static [&'static str], i32),
}

const FILLED: &[(&str, &str)] = &[
    ("features/P01-F01-invoice-reminders/design.md", include_str!("../../../demo/design.md")),
    ("features/P01-F01-invoice-reminders/user_stories.md", include_str!("../../../demo/user_stories.md")),
    ("features/P01-F01-invoice-reminders/tasks.md", include_str!("../../../demo/tasks.md")),
];

const BUILT: &[(&str, &str)] = &[
    (
        "src/remind.py",
        "def is_due(invoice, today):\n    late = (today - invoice.due).days >= 7\n    return late and not invoice.paid and not invoice.stopped\n",
    ),
    ("tests/test_remind.py", "def test_a_week_late_is_due():\n    ...\n"),
];

/// The whole job, in order.
pub(super) fn steps() -> Vec<Step> {
    let step = |says, act| Step { says, act };
    vec![
        step("A new repo.", Act::Git(&[&["init", "-q", "-b", "main"]])),
        step(
            "Planyard needs no set-up, but a commented planyard.toml is a good start.",
            Act::Planyard(&["init", "--yes"], 0),
        ),
        step(
            "A feature begins as a folder with three documents.",
            Act::Planyard(&["new-feature", "P01", "F01", "invoice-reminders"], 0),
        ),
        step(
            "A template that nobody filled in is no plan: the gate says so, and exits with 1.",
            Act::Planyard(&["check-planning", "--config", "output.max_findings=2"], 1),
        ),
        step("So the plan is written.", Act::Write(FILLED)),
        step("Now the gate passes: something was examined and found good.", Act::Planyard(&["check-planning"], 0)),
        step("", Act::Git(&[&["add", "-A"], &["commit", "-q", "-m", "plan: invoice reminders"]])),
        step("What waits for what, and what takes longest.", Act::Planyard(&["graph", "P01-F01"], 0)),
        step("What to begin with.", Act::Planyard(&["task", "next"], 0)),
        step(
            "A task whose dependencies are open cannot be done by accident.",
            Act::Planyard(&["task", "done", "T04"], 2),
        ),
        step("The work is done,", Act::Write(BUILT)),
        step(
            "and ticked: boxes, counts, percentage and status in one atomic write.",
            Act::Planyard(&["task", "done", "T01", "T02"], 0),
        ),
        step("", Act::Planyard(&["status"], 0)),
        step("", Act::Planyard(&["task", "done", "T03", "T04"], 0)),
        step(
            "Finished? The checklist is open, and nothing is committed yet. The gate that asks is not so easily pleased.",
            Act::Planyard(&["check-completion", "--no-run", "--config", "output.max_findings=3"], 1),
        ),
        step("So that is done too,", Act::Write(CHECKED)),
        step("", Act::Git(&[&["add", "-A"], &["commit", "-q", "-m", "invoice reminders"]])),
        step("and now it is finished.", Act::Planyard(&["check-completion", "--no-run"], 0)),
        step("The next feature is handed out. Here a script stands for a coding agent.", Act::Write(SECOND)),
        step("", Act::Git(&[&["add", "-A"], &["commit", "-q", "-m", "plan: thank-you letters"]])),
        step("What would be handed out, and in which order.", Act::Planyard(&["dispatch", "P01-F02", "--dry-run"], 0)),
        step(
            "Each task gets a worktree of its own, is judged as it would land, and lands with the tick of its box.",
            Act::Planyard(&["dispatch", "P01-F02"], 0),
        ),
    ]
}

const SECOND: &[(&str, &str)] = &[
    ("features/P01-F02-thank-you-letters/design.md", include_str!("../../../demo/second/design.md")),
    ("features/P01-F02-thank-you-letters/user_stories.md", include_str!("../../../demo/second/user_stories.md")),
    ("features/P01-F02-thank-you-letters/tasks.md", include_str!("../../../demo/second/tasks.md")),
    ("agent.sh", include_str!("../../../demo/second/agent.sh")),
    ("planyard.toml", include_str!("../../../demo/second/planyard.toml")),
];

/// The tasks document as it must be in the end: what `task done` wrote, with the checklist ticked.
const CHECKED: &[(&str, &str)] =
    &[("features/P01-F01-invoice-reminders/tasks.md", include_str!("../../../demo/tasks_done.md"))];
