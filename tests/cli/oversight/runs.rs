use crate::dispatch::site::{FEATURE, Site, WORKS};
use crate::sandbox::Sandbox;

#[test]
fn nothing_was_handed_out_and_a_look_leaves_no_trace() {
    let sandbox = Sandbox::new();
    let document = sandbox.run(&["runs"]).json(0);
    assert_eq!(
        (document["data"]["orders"].as_array().unwrap().len(), &document["verdict"]),
        (0, &serde_json::Value::Null)
    );
    for args in [&["runs", "T01"][..], &["runs", "show", "T01"], &["logs", "T01"], &["retry", "T01"], &["stop"]] {
        let document = sandbox.run(args).json(2);
        assert_eq!(document["error_details"][0]["kind"], "not_found", "{args:?}");
    }
    assert!(!sandbox.root().join(".git/planyard/dispatch").exists());
}

#[test]
fn every_run_is_listed_with_what_came_of_it() {
    let plan = [("T01", "None"), ("T02", "None"), ("T03", "T01")];
    let script = "mkdir -p out\n[ $task = T01 ] && exit 3\necho \"made by $task\" > out/$task.txt\n";
    let site = Site::new(&plan, script, "max_attempts = 2\n");
    site.dispatch(2, &[]);
    let list = |args: &[&str]| {
        let document = site.sandbox.run(args).json(0);
        crate::schema::check(&document);
        let runs = document["data"]["runs"].as_array().unwrap().clone();
        let told = |run: &serde_json::Value| {
            let text = |key: &str| run[key].as_str().unwrap_or("-").to_owned();
            format!("{} {} {} {}", text("run"), text("phase"), text("outcome"), text("failure"))
        };
        runs.iter().map(told).collect::<Vec<_>>()
    };
    let last = ["P01-F01-parts/T01/2 ended retry failed", "P01-F01-parts/T02/1 ended done -"];
    let first = "P01-F01-parts/T01/1 ended retry failed";
    assert_eq!(list(&["runs"]), last);
    assert_eq!(list(&["runs", "P01-F01", "--all"]), [first, last[0], last[1]]);
    assert_eq!(list(&["runs", "T01"]), [first, last[0]]);
    let human = site.sandbox.human(&["runs"]);
    assert_eq!(human.status, 0);
    for (line, begins) in human.stdout.lines().zip([
        "P01-F01-parts  1 of 3 tasks done",
        "run    state",
        "T01/2  dead",
        "T02/1  done",
        "T03    blocked",
    ]) {
        assert!(line.starts_with(begins), "{human}");
    }
    assert!(human.stdout.ends_with("next: planyard why P01-F01-parts/T01\n"), "{human}");
    for width in ["60", "80", "200"] {
        let mut command = site.sandbox.command(&["--format", "human", "runs", "--all"]);
        command.env("COLUMNS", width);
        let human = site.sandbox.finish(command);
        let widest = human.stdout.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(widest <= width.parse().unwrap(), "{human}");
    }
}

#[test]
fn a_run_is_shown_without_the_values_of_its_variables() {
    let site = Site::new(&[("T01", "None")], &format!("echo hello from $task\n{WORKS}"), "");
    site.dispatch(0, &[]);
    let document = site.sandbox.run(&["runs", "show", "T01"]).json(0);
    crate::schema::check(&document);
    let data = &document["data"];
    assert_eq!(
        (data["run"]["run"].as_str(), data["run"]["outcome"].as_str()),
        (Some("P01-F01-parts/T01/1"), Some("done"))
    );
    let names: Vec<&str> = data["spec"]["env"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    assert!(names.contains(&"PLANYARD_RUN") && names.iter().all(|name| !name.contains('=')), "{names:?}");
    let path = data["spec"]["prompt"].as_str().unwrap();
    let folder = ".git/planyard/dispatch/runs/P01-F01-parts/T01/1";
    assert_eq!(path, format!("[TMP]/repo/{folder}/prompt.md"));
    assert!(site.sandbox.read(&format!("{folder}/prompt.md")).contains("Make part T01"));
    let files: Vec<&str> =
        data["files"].as_array().unwrap().iter().map(|file| file["name"].as_str().unwrap()).collect();
    for name in ["spec.json", "prompt.md", "result.json", "outcome.json"] {
        assert!(files.contains(&name), "{files:?}");
    }
    assert_eq!(data["finish"]["code"], 0);
    let human = site.sandbox.human(&["runs", "show", "P01-F01-parts/T01/1"]);
    assert!(human.stdout.starts_with("P01-F01-parts/T01/1  done  Make part T01\n"), "{human}");
    let none = site.sandbox.run(&["runs", "show", "P01-F01-parts/T01/7"]).json(2);
    assert_eq!(none["error_details"][0]["hint"], "there are P01-F01-parts/T01/1");
}

#[test]
fn a_page_of_a_feature_holds_everything_and_escapes_it() {
    let script = format!("echo '<script>alert(1)</script>'\n{WORKS}echo '<b onclick=x>&' >> out/$task.txt\n");
    let site = Site::new(&[("T01", "None"), ("T02", "T01")], &script, "");
    site.dispatch(0, &[]);
    for (args, runs) in
        [(&["runs", FEATURE, "--html", "page.html"][..], 2), (&["runs", "show", "T02", "--html", "page.html"], 1)]
    {
        let document = site.sandbox.run(args).json(0);
        assert_eq!(document["data"]["runs"].as_array().unwrap().len(), runs);
        let page = site.sandbox.read("page.html");
        assert_eq!(page.matches("<h3>Run P01-F01-parts&#x2f;T0").count(), runs);
        // The only elements of that name are none, and the change stands in the diff as text.
        assert!(!page.contains("<script") && !page.contains("<b onclick"), "{page}");
        assert!(page.contains("<span class=\"add\">+&lt;b onclick=x&gt;&amp;</span>"), "{page}");
        assert!(page.contains("Planyard-Task: .:P01-F01-parts&#x2f;T02") && page.contains("class=\"bar\""), "{page}");
    }
}
