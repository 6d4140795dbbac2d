//! Questions, approvals, reviewers, a person as a backend; money and time.

use serde_json::Value;

use super::site::{FEATURE, Site, WORKS};

const ONE: [super::site::Planned<'_>; 1] = [("T01", "None")];
/// Asks, and does its task only with an answer.
pub(super) const ASKS: &str = "answer=$(planyard --format human ask 'Which colour?' --option red --option blue)\n\
     case \"$answer\" in *blue*|*red*) mkdir -p out; echo \"made by $task\" > out/$task.txt; echo \"$answer\" > colour.txt ;;\n\
     *) echo '<result>{\"status\":\"needs_input\"}</result>' ;; esac\n";

pub(super) fn open(site: &Site) -> Vec<Value> {
    let document = site.sandbox.run(&["inbox", "--json"]).json(0);
    let all: Vec<Value> = ["questions", "open", "items"]
        .iter()
        .filter_map(|key| document["data"][key].as_array().cloned())
        .next()
        .unwrap_or_else(|| panic!("{document}"));
    all
}

#[test]
fn a_question_parks_the_task_and_its_answer_wakes_it() {
    let site = Site::new(&[("T01", "None"), ("T02", "None")], ASKS, "");
    let document = site.dispatch(2, &["--task", "T01"]);
    assert_eq!(document["error_details"][0]["kind"], "waiting", "{document}");
    assert_eq!(Site::states(&document)["T01"], "waiting_human");
    // Nothing holds it: no process, no lease; and it is asked once, however often it is dispatched.
    Site::until("all have ended", || site.processes().is_empty());
    site.dispatch(2, &["--task", "T01"]);
    let asked = open(&site);
    assert_eq!(asked.len(), 1, "{asked:?}");
    assert_eq!(site.effects().len(), 1);
    let id = asked[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(site.sandbox.run(&["answer", &id, "blue"]).status, 0);
    assert_eq!(site.sandbox.run(&["answer", &id, "red"]).status, 2, "the first answer counts");
    site.dispatch(0, &["--task", "T01"]);
    assert!(site.at_target("colour.txt").contains("blue"));
    assert_eq!(site.effects().len(), 2);
}

#[test]
fn nothing_lands_without_leave_when_leave_is_wanted_and_no_work_is_done_twice() {
    let site = Site::new(&ONE, WORKS, "approve = true\n");
    site.dispatch(2, &[]);
    assert_eq!(site.landings().len(), 0);
    let id = open(&site)[0]["id"].as_str().unwrap().to_owned();
    let rejected = site.sandbox.run(&["reject", &id, "make it nicer"]);
    assert_eq!(rejected.status, 0, "{rejected}");
    // Sent back: the agent is told, and works again; its work is new, and so is the question.
    let config = site.sandbox.home().join("agent.sh");
    let script = std::fs::read_to_string(&config).unwrap();
    std::fs::write(&config, format!("{script}echo nicer > nicer.txt\n")).unwrap();
    site.dispatch(2, &[]);
    let id = open(&site)[0]["id"].as_str().unwrap().to_owned();
    let approved = site.sandbox.run(&["approve", &id]);
    assert_eq!(approved.status, 0, "{approved}");
    site.dispatch(0, &[]);
    site.check(&ONE);
    assert_eq!((site.effects().len(), site.at_target("nicer.txt")), (2, "nicer\n".to_owned()));
}

#[test]
fn a_reviewer_sends_work_back_once() {
    let script = format!("{WORKS}[ -e first ] && echo better > better.txt\n[ -e first ] || touch first\n");
    let site = Site::new(&ONE, &script, "");
    let reviewer = site.program(
        "reviewer.sh",
        "echo graffiti >> README.md\nif [ -e better.txt ]; then s=completed; else s=failed; fi\n\
         echo \"<result>{\\\"status\\\":\\\"$s\\\",\\\"message\\\":\\\"there must be a better.txt\\\"}</result>\"\n",
    );
    site.dispatch(0, &["--review", &format!("command:{}", reviewer.display())]);
    assert_eq!(site.at_target("README.md"), "# Sample\n");
    assert_eq!((site.landings()["T01"], site.effects().len()), (1, 4));
}

#[test]
fn a_person_may_be_the_backend() {
    let site = Site::new(&ONE, WORKS, "");
    let document = site.dispatch(2, &["--backend", "human"]);
    assert_eq!(document["error_details"][0]["kind"], "waiting", "{document}");
    let worktrees = site.sandbox.git(&["worktree", "list", "--porcelain"]);
    let tree = worktrees
        .lines()
        .filter_map(|line| line.strip_prefix("worktree "))
        .find(|path| path.ends_with("/T01"))
        .unwrap();
    let tree = tree.replace("[TMP]", &site.sandbox.root().parent().unwrap().display().to_string());
    std::fs::create_dir(format!("{tree}/out")).unwrap();
    std::fs::write(format!("{tree}/out/T01.txt"), "made by T01\n").unwrap();
    let id = open(&site)[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(site.sandbox.run(&["answer", &id, "done"]).status, 0);
    site.dispatch(0, &["--backend", "human"]);
    site.check(&ONE);
}

/// A plug-in that says what it costs, and works until it is told to stop.
const COSTLY: &str = "read hello\necho '{\"v\":1,\"type\":\"hello\",\"name\":\"costly\",\"caps\":[\"usage\"]}'\nread start\n\
     echo '{\"type\":\"started\",\"session\":\"s\"}'\n\
     echo '{\"type\":\"usage\",\"input\":1000,\"output\":100,\"cost_usd\":\"0.60\"}'\n\
     while read line; do case \"$line\" in *cancel*) echo '{\"type\":\"result\",\"status\":\"cancelled\"}'; exit 0;; esac; done\n";

#[test]
fn money_is_counted_while_it_is_spent_and_ends_the_run() {
    let site = Site::new(&ONE, WORKS, "");
    let plugin = site.program("costly.sh", COSTLY);
    let config = site.sandbox.read("planyard.toml");
    let more =
        format!("run_budget = \"0.50\"\n\n[backends.costly]\nkind = \"plugin\"\nrun = [\"{}\"]\n", plugin.display());
    site.sandbox.write("planyard.toml", format!("{config}{more}"));
    site.sandbox.git(&["commit", "-aq", "--amend", "-m", "all"]);
    let document = site.dispatch(1, &["--backend", "costly"]);
    assert_eq!(document["results"][0]["rule"], "dispatch/budget", "{document}");
    assert_eq!(document["data"]["orders"][0]["cost_micro"], 600_000);
    assert_eq!(document["data"]["orders"][0]["tokens"], 1_100);
    Site::until("all have ended", || site.processes().is_empty());
}

#[test]
fn one_that_is_stopped_goes_on_where_it_was() {
    let script = format!("{WORKS}[ -e ../../../../../../slow ] && sleep 1000\ntrue\n");
    let site = Site::new(&ONE, &format!("{script}if [ -e \"$(dirname $EFFECTS)/slow\" ]; then sleep 1000; fi\n"), "");
    let slow = site.sandbox.home().join("slow");
    std::fs::write(&slow, "").unwrap();
    for round in 1..=3 {
        let mut command = site.sandbox.command(&["dispatch", FEATURE]);
        let mut child =
            command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap();
        Site::until("the agent works", || site.effects().len() == round);
        Site::until("it has made its part", || site.processes().iter().any(|(_, line)| line.contains("sleep 1000")));
        let _ = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
        assert_eq!(child.wait().unwrap().code(), Some(130));
        Site::until("all have ended", || site.processes().is_empty());
    }
    std::fs::remove_file(&slow).unwrap();
    let document = site.dispatch(0, &[]);
    assert_eq!(document["data"]["orders"][0]["attempt"], 1, "a stop costs no attempt");
    site.check(&ONE);
}
