use super::site::{FEATURE, Planned, Site, TARGET, WORKS};

const FOUR: [Planned<'_>; 4] = [("T01", "None"), ("T02", "T01"), ("T03", "T01"), ("T04", "T02, T03")];

#[test]
fn four_tasks_land_in_the_order_of_their_dependencies() {
    let site = Site::new(&FOUR, WORKS, "");
    let document = site.dispatch(0, &["--jobs", "2"]);
    assert_eq!(document["verdict"], "pass");
    site.check(&FOUR);
    let runs = site.effects();
    assert_eq!(runs.len(), 4, "{runs:?}");
    assert!(runs[0].contains("/T01/") && runs[3].contains("/T04/"), "{runs:?}");
    let message = &site.landed()[0];
    assert!(
        message.starts_with(
            "T04: Make part T04\n\nPlanyard-Task: .:P01-F01-parts/T04\nPlanyard-Run: P01-F01-parts/T04/1\n"
        )
    );
    assert!(message.contains("Planyard-Gates: true"), "{message}");
    // Nothing is left to do, and that is said.
    let again = site.dispatch(0, &[]);
    assert_eq!(again["ran"][0]["reason"], "empty_scope");
    assert_eq!(site.effects().len(), 4);
}

#[test]
fn a_failed_gate_goes_back_as_evidence_and_the_task_is_mended() {
    let script = format!("{WORKS}if grep -q 'not yet' \"$(dirname \"$EFFECTS\")/prompt\" 2>/dev/null; then :; fi\n");
    let site = Site::new(&[("T01", "None")], &script, "");
    let agent = site.program(
        "mends.sh",
        "mkdir -p out\ncat > prompt.txt\nif grep -q 'no good' \"$1\"; then echo \"made by $task\" > out/$task.txt; \
         else echo bad > out/$task.txt; fi\nrm -f prompt.txt\n",
    );
    let config = site.sandbox.read("planyard.toml");
    let config = config
        .replace("verify = [\"true\"]", "verify = [\"! grep -rq bad out || { printf 'no%sgood' ' ' >&2; exit 1; }\"]");
    let backend =
        format!("\n[backends.mends]\nkind = \"command\"\nrun = [\"{}\", \"{{prompt_file}}\"]\n", agent.display());
    site.sandbox.write("planyard.toml", format!("{config}{backend}"));
    site.sandbox.git(&["commit", "-aqm", "all", "--amend"]);
    let document = site.dispatch(0, &["--backend", "mends"]);
    assert_eq!(document["data"]["orders"][0]["attempt"], 2);
    site.check(&[("T01", "None")]);
    assert_eq!(site.effects().len(), 2);
}

#[test]
fn what_never_passes_is_blocked_with_the_evidence_and_the_others_go_on() {
    let plan = [("T01", "None"), ("T02", "None"), ("T03", "T01")];
    let script = "mkdir -p out\n[ $task = T01 ] && exit 3\necho \"made by $task\" > out/$task.txt\n";
    let site = Site::new(&plan, script, "max_attempts = 2\n");
    let document = site.dispatch(2, &[]);
    let states = Site::states(&document);
    assert_eq!((states["T01"].as_str(), states["T02"].as_str(), states["T03"].as_str()), ("dead", "done", "blocked"));
    assert!(document["results"][0]["message"].as_str().unwrap().contains("exit code 3"), "{document}");
    let tasks = site.at_target(&format!("features/{FEATURE}/tasks.md"));
    assert!(tasks.contains("dispatch: failed: it ended with exit code 3"), "{tasks}");
    assert_eq!(site.effects().iter().filter(|run| run.contains("/T01/")).count(), 2);
    site.untouched();
}

#[test]
fn who_says_that_it_is_done_and_did_nothing_is_not_believed() {
    let site = Site::new(&[("T01", "None")], "echo All done, everything passes.\n", "max_attempts = 1\n");
    let document = site.dispatch(1, &[]);
    assert_eq!(document["results"][0]["rule"], "dispatch/no_change");
    assert_eq!(site.landings().len(), 0);
}

#[test]
fn a_task_that_needs_nothing_says_so_and_is_ticked() {
    let script = "echo '<result>{\"status\":\"completed\",\"message\":\"it is so already\",\"no_changes_needed\":true}</result>'\n";
    let site = Site::new(&[("T01", "None")], script, "");
    site.dispatch(0, &[]);
    assert_eq!(site.landings()["T01"], 1);
    assert!(site.at_target(&format!("features/{FEATURE}/tasks.md")).contains("Tasks Complete: 1/1"));
}

#[test]
fn what_agents_may_not_change_is_as_before() {
    let script = format!(
        "{WORKS}sed -i 's/\\[ \\]/[x]/' features/{FEATURE}/tasks.md\necho 'verify = []' >> planyard.toml\n\
         git -c user.name=x -c user.email=x commit -qam 'Planyard-Task: .:{FEATURE}/T02' -m 'Planyard-Task: .:{FEATURE}/T02'\n"
    );
    let plan = [("T01", "None"), ("T02", "T01")];
    let site = Site::new(&plan, &script, "");
    site.dispatch(0, &["--jobs", "1"]);
    site.check(&plan);
    assert_eq!(site.sandbox.git(&["diff", "main", TARGET, "--", "planyard.toml"]), "");
}

#[test]
fn what_may_not_land_is_sent_back() {
    for (script, why) in [
        ("ln -s /etc/passwd leak\n", "symlink"),
        ("mkdir d && ln -s ../../x d/leak\n", "symlink"),
        (
            "git init -q inner && git -C inner -c user.name=x -c user.email=x commit -qm x --allow-empty\necho x > x.txt\n",
            "repository within",
        ),
        ("printf '<<<<<<< a\\n=======\\n>>>>>>> b\\n' > merged.txt\n", "conflict markers"),
    ] {
        let site = Site::new(&[("T01", "None")], script, "max_attempts = 1\n");
        let document = site.dispatch(1, &[]);
        let message = document["results"][0]["message"].as_str().unwrap();
        assert!(message.contains(why), "{message}");
        assert_eq!(site.landings().len(), 0);
        site.untouched();
    }
}

#[test]
fn a_conflict_goes_back_to_its_agent_and_both_land() {
    let script = "if [ -f shared.txt ] && grep -q '<<<<<<<' shared.txt; then sed -i '/^[<=>]\\{7\\}/d' shared.txt; \
                  else echo \"$task\" >> shared.txt; fi\nmkdir -p out; echo \"made by $task\" > out/$task.txt\n";
    let plan = [("T01", "None"), ("T02", "None"), ("T03", "None")];
    let site = Site::new(&plan, script, "jobs = 3\nmax_attempts = 6\n");
    site.dispatch(0, &[]);
    site.check(&plan);
    let mut lines: Vec<String> = site.at_target("shared.txt").lines().map(str::to_owned).collect();
    lines.sort();
    assert_eq!(lines, ["T01", "T02", "T03"]);
}

#[test]
fn a_plan_that_is_not_ready_is_refused_before_anything_is_done() {
    let site = Site::new(&FOUR, WORKS, "");
    site.sandbox.write(&format!("features/{FEATURE}/design.md"), "# Design\n");
    let dirty = site.dispatch(2, &[]);
    assert!(dirty["errors"][0].as_str().unwrap().contains("not committed"), "{dirty}");
    site.sandbox.git(&["commit", "-aqm", "worse"]);
    let unplanned = site.dispatch(2, &[]);
    assert!(unplanned["errors"][0].as_str().unwrap().contains("not planned well enough"), "{unplanned}");
    let unknown = site.dispatch(2, &["--backend", "clod"]);
    assert!(unknown["error_details"][0]["hint"].as_str().unwrap().contains("claude"), "{unknown}");
    assert!(site.effects().is_empty() && site.sandbox.git(&["branch"]).lines().count() == 1);
    let overridden = site.dispatch(0, &["--no-planning-gate", "--task", "T01"]);
    assert_eq!(Site::states(&overridden)["T01"], "done");
    assert!(site.landed()[0].contains("Planyard-Planning-Gate: overridden"));
}

#[test]
fn a_target_that_has_diverged_is_refused() {
    let site = Site::new(&FOUR, WORKS, "");
    site.dispatch(0, &["--task", "T01"]);
    site.sandbox.write("else.txt", "x\n").commit_all();
    let document = site.dispatch(2, &[]);
    assert!(document["errors"][0].as_str().unwrap().contains("diverged"), "{document}");
    site.sandbox.git(&["merge", "-q", "-m", "both", TARGET]);
    site.dispatch(0, &[]);
    let tasks = site.at_target(&format!("features/{FEATURE}/tasks.md"));
    assert!(tasks.contains("Tasks Complete: 4/4") && site.effects().len() == 4, "{tasks}");
}

#[test]
fn a_dry_run_shows_the_order_and_the_prompts_and_leaves_no_trace() {
    let site = Site::new(&FOUR, WORKS, "");
    let document = site.dispatch(0, &["--dry-run"]);
    let orders = document["data"]["orders"].as_array().unwrap();
    assert_eq!(orders.len(), 4);
    let prompt = orders[0]["prompt"].as_str().unwrap();
    assert!(
        prompt.contains("### T01: Make part T01") && prompt.contains("US-01") && prompt.contains("<result>"),
        "{prompt}"
    );
    assert!(site.effects().is_empty() && site.sandbox.git(&["branch"]).lines().count() == 1);
}

#[test]
fn a_program_that_leaves_processes_leaves_none() {
    let script = format!("{WORKS}(setsid sh -c 'trap \"\" TERM INT; sleep 1000' &)\nsleep 1000 &\n");
    let site = Site::new(&[("T01", "None")], &script, "");
    site.dispatch(0, &[]);
    site.check(&[("T01", "None")]);
}

#[test]
fn a_program_that_hangs_is_ended_with_all_that_it_started() {
    let script = "(setsid sh -c 'trap \"\" TERM INT; sleep 1000' &)\ntrap '' TERM INT\nsleep 1000\n";
    let site = Site::new(&[("T01", "None")], script, "max_attempts = 1\n");
    let document = site.dispatch(1, &["--timeout", "300ms"]);
    assert_eq!(document["results"][0]["rule"], "dispatch/timeout_wall");
    Site::until("all have ended", || site.processes().is_empty());
}
