//! `planyard merge-driver`, called by git itself: 1,000 random pairs of edits from a common base, with and without it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::sandbox::Sandbox;

/// Numbers that look random and are the same in every run.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn next(&mut self, below: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % below
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Form {
    /// Headings with fields and stated progress.
    Heads,
    /// Items with boxes: spec-kit's.
    Items,
    /// OpenSpec's.
    Groups,
    /// Kiro's.
    Numbers,
}

impl Form {
    const ALL: [Self; 4] = [Self::Heads, Self::Items, Self::Groups, Self::Numbers];

    fn path(self, at: usize) -> String {
        match self {
            Self::Heads => format!("features/P01-F{at:02}-x/tasks.md"),
            Self::Items => format!("specs/{at:03}-x/tasks.md"),
            Self::Groups => format!("openspec/changes/change-{at}/tasks.md"),
            Self::Numbers => format!(".kiro/specs/spec-{at}/tasks.md"),
        }
    }

    /// An item's id as it is written.
    fn label(self, id: u32) -> String {
        match self {
            Self::Heads | Self::Items => format!("T{id:03}"),
            Self::Groups => format!("1.{id}"),
            Self::Numbers => format!("{id}."),
        }
    }

    /// The id that an item begins with, and its title.
    fn item(self, text: &str) -> Option<(u32, &str)> {
        let (label, title) = text.split_once(' ')?;
        let id = match self {
            Self::Heads => return None,
            Self::Items => label.strip_prefix('T')?,
            Self::Groups => label.strip_prefix("1.")?,
            Self::Numbers => label.strip_suffix('.')?,
        };
        Some((id.parse().ok()?, title))
    }
}

/// What is known of a task, field by field.
type Fields = BTreeMap<&'static str, String>;

#[derive(Clone, Debug)]
struct Plan {
    form: Form,
    /// In order.
    order: Vec<u32>,
    tasks: BTreeMap<u32, Fields>,
    /// Items of a list under a heading of its own.
    remarks: BTreeSet<String>,
}

const VERBS: [&str; 8] = ["Read", "Write", "Draw", "Send", "Store", "Check", "Parse", "Show"];
const THINGS: [&str; 9] =
    ["the settings", "a page", "the index", "every record", "the token", "old files", "the queue", "errors", "a frame"];

fn title(dice: &mut Dice, id: u32) -> String {
    format!("{} {} number {id}", VERBS[dice.next(8)], THINGS[dice.next(9)])
}

fn task(dice: &mut Dice, id: u32) -> Fields {
    BTreeMap::from([
        ("done", "no".to_owned()),
        ("title", title(dice, id)),
        ("estimate", format!("{}min", 15 * (1 + dice.next(4)))),
        ("notes", format!("first remark on {id}")),
    ])
}

impl Plan {
    fn random(dice: &mut Dice, form: Form) -> Self {
        let count = 3 + dice.next(10) as u32;
        let mut tasks: BTreeMap<u32, Fields> = (1..=count).map(|id| (id, task(dice, id))).collect();
        for fields in tasks.values_mut() {
            if dice.next(4) == 0 {
                fields.insert("done", "yes".to_owned());
            }
        }
        let remarks = (0..dice.next(4)).map(|at| format!("remark {at}")).collect();
        Self { form, order: (1..=count).collect(), tasks, remarks }
    }

    /// The fields that the form can say.
    fn fields(&self) -> &'static [&'static str] {
        match self.form {
            Form::Heads => &["done", "title", "estimate", "notes"],
            _ => &["done", "title"],
        }
    }

    fn text(&self) -> String {
        let mut out = String::from("# Tasks\n\n## Remarks\n\n- the first stays\n");
        for remark in &self.remarks {
            let _ = writeln!(out, "- {remark}");
        }
        if self.form == Form::Heads {
            let done = self.tasks.values().filter(|task| task["done"] == "yes").count();
            let all = self.tasks.len();
            let percent = (done * 100).checked_div(all).unwrap_or(0);
            let _ = write!(out, "\n## Progress\n\n- Tasks Complete: {done}/{all}\n- Percentage: {percent}%\n");
        }
        out.push_str(if self.form == Form::Groups { "\n## 1. Task List\n\n" } else { "\n## Task List\n\n" });
        for id in &self.order {
            let task = &self.tasks[id];
            let mark = if task["done"] == "yes" { 'x' } else { ' ' };
            match self.form {
                form if form != Form::Heads => {
                    let _ = writeln!(out, "- [{mark}] {} {}", form.label(*id), task["title"]);
                }
                _ => {
                    let _ = write!(
                        out,
                        "### T{id:02}: {}\n\n- [{mark}] Estimate: {}\n- [{mark}] Notes: {}\n\n",
                        task["title"], task["estimate"], task["notes"]
                    );
                }
            }
        }
        out
    }

    /// Some edits of one side; new tasks get numbers that the other side does not use.
    fn edited(&self, dice: &mut Dice, side: u32) -> Self {
        let mut plan = self.clone();
        for step in 0..1 + dice.next(4) as u32 {
            let at = dice.next(plan.order.len());
            let id = plan.order[at];
            match dice.next(9) {
                0..=3 => {
                    plan.tasks.get_mut(&id).unwrap().insert("done", "yes".to_owned());
                }
                4 => {
                    let more =
                        format!("{} {}", plan.tasks[&id]["title"], ["quickly", "twice", "with care"][dice.next(3)]);
                    plan.tasks.get_mut(&id).unwrap().insert("title", more);
                }
                5 => {
                    let field = ["estimate", "notes"][dice.next(2)];
                    let value = if field == "estimate" {
                        "2h".to_owned()
                    } else {
                        format!("side {side} says {}", dice.next(5))
                    };
                    plan.tasks.get_mut(&id).unwrap().insert(field, value);
                }
                6 => {
                    let new = 20 + 20 * side + step;
                    plan.tasks.insert(new, task(dice, new));
                    let place = if dice.next(2) == 0 { plan.order.len() } else { at };
                    plan.order.insert(place, new);
                }
                7 if plan.order.len() > 3 => {
                    plan.order.remove(at);
                    plan.tasks.remove(&id);
                }
                7 => {
                    plan.order.remove(at);
                    let to = dice.next(plan.order.len() + 1);
                    plan.order.insert(to, id);
                }
                _ => {
                    plan.remarks.insert(format!("remark of side {side}, {step}"));
                }
            }
        }
        plan
    }
}

/// What must come out: each task's fields, `None` where they were changed in two ways, or one side changed what the other
/// took away.
struct Wanted {
    tasks: BTreeMap<u32, BTreeMap<&'static str, Option<String>>>,
    /// One side changed them, the other took them away.
    torn: BTreeSet<u32>,
}

fn wanted(base: &Plan, ours: &Plan, theirs: &Plan) -> Wanted {
    let mut wanted = Wanted { tasks: BTreeMap::new(), torn: BTreeSet::new() };
    let ids: BTreeSet<u32> = [base, ours, theirs].iter().flat_map(|plan| plan.tasks.keys().copied()).collect();
    for id in ids {
        let said = |plan: &Plan, field: &'static str| plan.tasks.get(&id).map(|task| task[field].clone());
        match (base.tasks.get(&id), ours.tasks.get(&id), theirs.tasks.get(&id)) {
            (_, None, None) => {}
            (Some(was), Some(left), None) | (Some(was), None, Some(left)) => {
                if base.fields().iter().any(|field| was[field] != left[field]) {
                    wanted.torn.insert(id);
                }
            }
            _ => {
                let merged = base.fields().iter().map(|field| {
                    let (was, ours, theirs) = (said(base, field), said(ours, field), said(theirs, field));
                    let value = match () {
                        () if ours == theirs || theirs == was || theirs.is_none() => ours,
                        () if ours == was || ours.is_none() => theirs,
                        () => None,
                    };
                    (*field, value)
                });
                wanted.tasks.insert(id, merged.collect());
            }
        }
    }
    wanted
}

impl Wanted {
    fn conflicts(&self) -> bool {
        !self.torn.is_empty() || self.tasks.values().any(|task| task.values().any(Option::is_none))
    }
}

/// Reads a plan back, by other means than Planyard's; also the ids that stand for two tasks, or for one whose marks differ.
fn read(form: Form, text: &str) -> (BTreeMap<u32, Fields>, Vec<u32>) {
    let mut tasks: BTreeMap<u32, Fields> = BTreeMap::new();
    let (mut last, mut wrong) = (0, Vec::new());
    let mark = |box_: &str| if box_ == "[x]" { "yes".to_owned() } else { "no".to_owned() };
    for line in text.lines() {
        if let Some(head) = line.strip_prefix("### T").filter(|_| form == Form::Heads) {
            let (id, title) = head.split_once(": ").unwrap();
            last = id.parse().unwrap();
            if tasks.insert(last, BTreeMap::from([("title", title.to_owned())])).is_some() {
                wrong.push(last);
            }
        } else if let Some(value) = line.get(5..).and_then(|rest| rest.strip_prefix(" Estimate: ")) {
            let task = tasks.get_mut(&last).unwrap();
            task.insert("estimate", value.to_owned());
            task.insert("done", mark(&line[2..5]));
        } else if let Some(value) = line.get(5..).and_then(|rest| rest.strip_prefix(" Notes: ")) {
            tasks.get_mut(&last).unwrap().insert("notes", value.to_owned());
            if mark(&line[2..5]) != tasks[&last]["done"] {
                wrong.push(last);
            }
        } else if let Some((id, title)) =
            line.get(6..).filter(|_| line.starts_with("- [")).and_then(|rest| form.item(rest))
        {
            let fields = BTreeMap::from([("title", title.to_owned()), ("done", mark(&line[2..5]))]);
            if tasks.insert(id, fields).is_some() {
                wrong.push(id);
            }
        }
    }
    (tasks, wrong)
}

/// The text with one side of each conflict, and the lines of both sides.
fn resolved(text: &str) -> (String, Vec<String>) {
    let (mut out, mut inside, mut part) = (String::new(), Vec::new(), ' ');
    for line in text.lines() {
        match line.as_bytes() {
            [b'<', b'<', b'<', b'<', b'<', b'<', b'<', ..] => part = '<',
            b"=======" => part = '=',
            [b'>', b'>', b'>', b'>', b'>', b'>', b'>', ..] => part = ' ',
            _ => {
                if part != ' ' {
                    inside.push(line.to_owned());
                }
                if part != '=' {
                    let _ = writeln!(out, "{line}");
                }
            }
        }
    }
    assert_eq!(part, ' ', "a conflict does not end\n{text}");
    (out, inside)
}

struct Case {
    path: String,
    base: Plan,
    ours: Plan,
    theirs: Plan,
}

impl Case {
    /// What the driver made of it is right; true: it is a conflict.
    fn examine(&self, text: &str, unmerged: bool) -> bool {
        let wanted = wanted(&self.base, &self.ours, &self.theirs);
        let show = || {
            format!(
                "{}\n--- base\n{}--- ours\n{}--- theirs\n{}--- merged\n{text}",
                self.path,
                self.base.text(),
                self.ours.text(),
                self.theirs.text()
            )
        };
        assert_eq!(unmerged, wanted.conflicts(), "a conflict only where a field was changed in two ways\n{}", show());
        let (text, inside) = resolved(text);
        let (found, wrong) = read(self.base.form, &text);
        assert!(wrong.is_empty(), "{wrong:?}\n{}", show());
        for (id, task) in &wanted.tasks {
            let fields = found.get(id).unwrap_or_else(|| panic!("T{id} is lost\n{}", show()));
            for (field, value) in task.iter().filter_map(|(field, value)| Some((field, value.as_ref()?))) {
                assert_eq!(fields.get(field), Some(value), "{field} of T{id}\n{}", show());
            }
        }
        for id in found.keys() {
            assert!(wanted.tasks.contains_key(id) || wanted.torn.contains(id), "T{id} came back\n{}", show());
        }
        for remark in self.ours.remarks.union(&self.theirs.remarks) {
            assert!(text.contains(&format!("- {remark}\n")), "{remark} is lost\n{}", show());
        }
        // The smallest span: only tasks that are in conflict stand between markers.
        let torn: Vec<u32> =
            wanted.tasks.iter().filter(|(_, task)| task.values().any(Option::is_none)).map(|(id, _)| *id).collect();
        for line in &inside {
            let named = line.split_once(['T']).and_then(|(_, rest)| rest.split([':', ' ']).next()?.parse::<u32>().ok());
            if let Some(id) = named.filter(|_| line.starts_with("### T") || line.get(5..7) == Some(" T")) {
                assert!(torn.contains(&id) || wanted.torn.contains(&id), "T{id} is between markers\n{}", show());
            }
        }
        if self.base.form == Form::Heads && !unmerged {
            let (done, all) = (found.values().filter(|task| task["done"] == "yes").count(), found.len());
            assert!(text.contains(&format!("- Tasks Complete: {done}/{all}\n")), "{}", show());
            // Rounded either way.
            let percents = [done * 100 / all, (done * 100).div_ceil(all)];
            assert!(percents.iter().any(|one| text.contains(&format!("- Percentage: {one}%\n"))), "{}", show());
        }
        unmerged
    }

    /// What git alone made of it is what it should be.
    fn is_right(&self, text: &str) -> bool {
        let wanted = wanted(&self.base, &self.ours, &self.theirs);
        let stated = |text: &str| {
            let (found, _) = read(self.base.form, text);
            let (done, all) = (found.values().filter(|task| task["done"] == "yes").count(), found.len());
            self.base.form != Form::Heads || text.contains(&format!("- Tasks Complete: {done}/{all}\n"))
        };
        let (found, wrong) = read(self.base.form, text);
        let same = |(id, task): (&u32, &BTreeMap<&'static str, Option<String>>)| {
            task.iter().all(|(field, value)| found.get(id).and_then(|fields| fields.get(field)) == value.as_ref())
        };
        wrong.is_empty() && wanted.tasks.iter().all(same) && stated(text)
    }
}

#[derive(Default, Debug)]
struct Tally {
    pairs: usize,
    conflicts: usize,
    conflicts_of_git: usize,
    untrue_of_git: usize,
}

/// One repository with `count` plans, merged by git twice.
fn repository(seed: u64, count: usize) -> Tally {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let cases: Vec<Case> = (1..=count)
        .map(|at| {
            let form = Form::ALL[at % 4];
            let base = Plan::random(&mut dice, form);
            let (ours, theirs) = (base.edited(&mut dice, 1), base.edited(&mut dice, 2));
            Case { path: form.path(at), base, ours, theirs }
        })
        .collect();
    let sandbox = Sandbox::new();
    let commit = |of: &dyn Fn(&Case) -> String| {
        for case in &cases {
            sandbox.write(&case.path, of(case));
        }
        sandbox.git(&["add", "-A"]);
        sandbox.git(&["commit", "-q", "--allow-empty", "-m", "plans"]);
    };
    commit(&|case| case.base.text());
    sandbox.git(&["checkout", "-q", "-b", "theirs"]);
    commit(&|case| case.theirs.text());
    sandbox.git(&["checkout", "-q", "main"]);
    commit(&|case| case.ours.text());
    let merge = || {
        let merged = sandbox.finish(sandbox.program("git", &["merge", "-q", "--no-edit", "theirs"]));
        let unmerged = sandbox.git(&["diff", "--name-only", "--diff-filter=U"]);
        let unmerged: BTreeSet<String> = unmerged.lines().map(str::to_owned).collect();
        assert_eq!(merged.status, i32::from(!unmerged.is_empty()), "{merged}");
        unmerged
    };
    let mut tally = Tally { pairs: count, ..Tally::default() };
    let alone = merge();
    for case in &cases {
        tally.conflicts_of_git += usize::from(alone.contains(&case.path));
        tally.untrue_of_git += usize::from(!alone.contains(&case.path) && !case.is_right(&sandbox.read(&case.path)));
    }
    if alone.is_empty() {
        sandbox.git(&["reset", "-q", "--hard", "HEAD^"]);
    } else {
        sandbox.git(&["merge", "--abort"]);
    }
    assert_eq!(sandbox.run(&["merge-driver", "--install"]).json(0)["data"]["written"], true);
    let unmerged = merge();
    for case in &cases {
        let text = sandbox.read(&case.path);
        tally.conflicts += usize::from(case.examine(&text, unmerged.contains(&case.path)));
    }
    tally
}

#[expect(clippy::print_stderr, reason = "what was measured, and that something was skipped, is said")]
#[test]
fn a_thousand_pairs_of_edits() {
    use rayon::prelude::*;
    let tallies: Vec<Tally> = (1..=20u64).into_par_iter().map(|seed| repository(seed, 50)).collect();
    let sum = |of: fn(&Tally) -> usize| tallies.iter().map(of).sum::<usize>();
    let (pairs, conflicts) = (sum(|tally| tally.pairs), sum(|tally| tally.conflicts));
    let (of_git, untrue) = (sum(|tally| tally.conflicts_of_git), sum(|tally| tally.untrue_of_git));
    eprintln!(
        "{pairs} pairs: {conflicts} conflicts with the driver; without it {of_git}, and {untrue} plans that say what is not so"
    );
    assert!(pairs == 1000 && conflicts * 3 < of_git && untrue > 0, "{pairs} {conflicts} {of_git} {untrue}");
}

const TASKS: &str = "# Tasks\n\n- [ ] T001 Read the settings\n- [ ] T002 Write the page\n";

/// Both sides change the file; main is checked out.
fn two_sides(ours: &str, theirs: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.write("specs/001-a/tasks.md", TASKS).commit_all();
    sandbox.git(&["checkout", "-q", "-b", "theirs"]);
    sandbox.write("specs/001-a/tasks.md", theirs).commit_all();
    sandbox.git(&["checkout", "-q", "main"]);
    sandbox.write("specs/001-a/tasks.md", ours).commit_all();
    sandbox
}

#[test]
fn a_file_left_in_conflict_is_resolved_afterwards() {
    let (ours, theirs) = (TASKS.replace("[ ] T001", "[x] T001"), TASKS.replace("[ ] T002", "[x] T002"));
    let sandbox = two_sides(&ours, &theirs);
    let merged = sandbox.finish(sandbox.program("git", &["merge", "-q", "theirs"]));
    assert_eq!(merged.status, 1, "{merged}");
    assert!(sandbox.read("specs/001-a/tasks.md").contains("<<<<<<<"));
    let answer = sandbox.run(&["merge-driver", "--check", "specs/001-a/tasks.md"]).json(0);
    assert_eq!((&answer["verdict"], &answer["data"]["by_tasks"]), (&"pass".into(), &true.into()));
    assert_eq!(sandbox.read("specs/001-a/tasks.md"), ours.replace("[ ] T002", "[x] T002"));
    let again = sandbox.run(&["merge-driver", "--check", "specs/001-a/tasks.md"]).json(0);
    assert_eq!(again["data"]["written"], false);
    // What nobody can tell stays between markers, and what a person resolved stays as it is.
    let sandbox = two_sides(&ours.replace("settings", "settings once"), &theirs.replace("settings", "settings twice"));
    let _ = sandbox.finish(sandbox.program("git", &["merge", "-q", "theirs"]));
    let by_hand = sandbox.read("specs/001-a/tasks.md").replace("# Tasks\n", "# Tasks of ours\n");
    sandbox.write("specs/001-a/tasks.md", by_hand);
    let answer = sandbox.run(&["merge-driver", "--check", "specs/001-a/tasks.md"]).json(1);
    assert_eq!(answer["data"]["conflicts"], serde_json::json!(["T001: - [x] T001 Read the settings once"]));
    assert_eq!(
        sandbox.read("specs/001-a/tasks.md"),
        "# Tasks of ours\n\n<<<<<<< ours\n- [x] T001 Read the settings once\n=======\n- [x] T001 Read the settings twice\n>>>>>>> theirs\n- [x] T002 Write the page\n"
    );
}

#[test]
fn what_both_sides_moved_is_told_to_whoever_merges() {
    let text = format!("{TASKS}- [ ] T003 Send it\n- [ ] T004 Check it\n");
    let line = "- [ ] T001 Read the settings\n";
    let put = |behind: &str| text.replace(line, "").replace(behind, &format!("{behind}{line}"));
    let (ours, theirs) = (put("- [ ] T004 Check it\n"), put("- [ ] T003 Send it\n"));
    let sandbox = Sandbox::new();
    let path = "specs/001-a/tasks.md";
    sandbox.write(path, &text).commit_all();
    sandbox.run(&["merge-driver", "--install"]).json(0);
    sandbox.commit_all();
    sandbox.git(&["checkout", "-q", "-b", "theirs"]);
    sandbox.write(path, &theirs).commit_all();
    sandbox.git(&["checkout", "-q", "main"]);
    sandbox.write(path, &ours).commit_all();
    let merged = sandbox.finish(sandbox.program("git", &["merge", "-q", "--no-edit", "theirs"]));
    let said = format!("{}{}", merged.stdout, merged.stderr);
    let told =
        "planyard: specs/001-a/tasks.md: both sides moved T001, to different places: it stands where ours has it\n";
    assert!(merged.status == 0 && said.contains(told), "{merged}");
    assert_eq!(sandbox.read(path), ours);
}

#[test]
fn it_is_set_up_once_and_taken_back_whole() {
    let sandbox = Sandbox::new();
    sandbox.write("specs/001-a/tasks.md", TASKS).write(".gitattributes", "*.png binary\n").commit_all();
    let data = sandbox.run(&["merge-driver", "--install"]).json(0)["data"].clone();
    assert_eq!(data["patterns"], serde_json::json!(["/specs/**/*.md"]));
    assert!(sandbox.read(".gitattributes").contains("/specs/**/*.md merge=planyard\n"));
    assert!(sandbox.git(&["check-attr", "merge", "specs/001-a/tasks.md"]).ends_with(": planyard\n"));
    assert!(sandbox.git(&["config", "merge.planyard.driver"]).contains(" merge-driver --marker-size=%L "));
    assert_eq!(sandbox.run(&["merge-driver", "--install"]).json(0)["data"]["written"], false);
    assert_eq!(sandbox.run(&["merge-driver", "--uninstall"]).json(0)["data"]["written"], true);
    assert_eq!(sandbox.read(".gitattributes"), "*.png binary\n");
    assert!(!sandbox.git(&["config", "--local", "--list"]).contains("planyard"));
    assert_eq!(sandbox.run(&["merge-driver", "--uninstall"]).json(0)["data"]["written"], false);
}

#[test]
fn what_is_no_plan_is_merged_as_git_does_it() {
    let sandbox = Sandbox::new();
    let text = "# Notes\n\none\n\ntwo\n\nthree\n";
    sandbox.write("specs/001-a/tasks.md", TASKS).write("specs/001-a/research.md", text).commit_all();
    sandbox.run(&["merge-driver", "--install"]).json(0);
    sandbox.git(&["config", "merge.conflictStyle", "diff3"]);
    sandbox.git(&["checkout", "-q", "-b", "theirs"]);
    sandbox.write("specs/001-a/research.md", text.replace("one", "1").replace("three", "3")).commit_all();
    sandbox.git(&["checkout", "-q", "main"]);
    sandbox.write("specs/001-a/research.md", text.replace("one", "eins")).commit_all();
    let merged = sandbox.finish(sandbox.program("git", &["merge", "-q", "theirs"]));
    assert_eq!((merged.status, merged.stdout.contains('{')), (1, false), "{merged}");
    let file = sandbox.read("specs/001-a/research.md");
    assert!(file.contains("<<<<<<< ") && file.contains("\neins\n||||||| ") && file.ends_with("\n\n3\n"), "{file}");
}
