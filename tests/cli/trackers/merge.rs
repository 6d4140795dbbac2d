//! Task Master's file merged by git, with the driver and without.

use crate::sandbox::Sandbox;

/// A file of Task Master with a tag of some tasks and what the tag says of itself, in the form in which its program writes it.
fn tags(tasks: &[(u32, &str, &str)], updated: u32, more: &str) -> String {
    let task = |(id, title, status): &(u32, &str, &str)| {
        format!(
            "      {{\n        \"id\": {id},\n        \"title\": \"{title}\",\n        \"status\": \"{status}\",\n        \"dependencies\": []\n      }}"
        )
    };
    let done = tasks.iter().filter(|(.., status)| *status == "done").count();
    format!(
        "{{\n  \"master\": {{\n    \"tasks\": [\n{}\n    ],\n    \"metadata\": {{\n      \"updated\": \"2026-01-0{updated}T00:00:00.000Z\",\n      \"taskCount\": {},\n      \"completedCount\": {done}\n    }}\n  }}{more}\n}}\n",
        tasks.iter().map(task).collect::<Vec<_>>().join(",\n"),
        tasks.len()
    )
}

#[test]
fn task_masters_file_is_merged_by_git_with_the_driver() {
    let path = ".taskmaster/tasks/tasks.json";
    let other = ",\n  \"later\": {\n    \"tasks\": []\n  }";
    let base = tags(&[(1, "Store", "pending"), (2, "Sign in", "pending"), (3, "Sign out", "pending")], 1, "");
    let merge = |ours: &str, theirs: &str| {
        let sandbox = Sandbox::new();
        sandbox.write(path, &base).commit_all();
        sandbox.run(&["merge-driver", "--install"]).json(0);
        sandbox.commit_all();
        sandbox.git(&["checkout", "-q", "-b", "theirs"]);
        sandbox.write(path, theirs).commit_all();
        sandbox.git(&["checkout", "-q", "main"]);
        sandbox.write(path, ours).commit_all();
        let merged = sandbox.finish(sandbox.program("git", &["merge", "-q", "--no-edit", "theirs"]));
        (merged.status, sandbox.read(path))
    };
    // Ticks beside each other, a new task, another tag; counts and times are what they must be.
    let ours = tags(
        &[(1, "Store", "done"), (2, "Sign in", "pending"), (3, "Sign out", "pending"), (4, "New", "pending")],
        2,
        "",
    );
    let theirs = tags(&[(1, "Store", "pending"), (2, "Sign in", "done"), (3, "Leave", "pending")], 3, other);
    let both =
        tags(&[(1, "Store", "done"), (2, "Sign in", "done"), (3, "Leave", "pending"), (4, "New", "pending")], 3, other);
    assert_eq!(merge(&ours, &theirs), (0, both));
    // Git alone cannot, or makes something else of it.
    let sandbox = Sandbox::new();
    sandbox.write("o", &ours).write("b", &base).write("t", &theirs);
    let alone = sandbox.finish(sandbox.program("git", &["merge-file", "-p", "o", "b", "t"]));
    assert_ne!(alone.status, 0, "{alone}");
    // One field in two ways: markers around that line, all else merged.
    let (status, text) = merge(
        &tags(&[(1, "Store", "done"), (2, "Sign in", "pending"), (3, "Sign out", "pending")], 2, ""),
        &tags(&[(1, "Store", "review"), (2, "Sign in", "done"), (3, "Sign out", "pending")], 3, ""),
    );
    let marked =
        "<<<<<<< ours\n        \"status\": \"done\",\n=======\n        \"status\": \"review\",\n>>>>>>> theirs\n";
    let (head, rest) = text.split_once("<<<<<<<").unwrap();
    assert!(
        status == 1
            && head.ends_with("\"title\": \"Store\",\n")
            && rest.contains("=======\n        \"status\": \"review\",\n>>>>>>>"),
        "{marked}{text}"
    );
    assert_eq!(text.matches("<<<<<<<").count(), 1, "{text}");
    assert!(text.contains("\"title\": \"Sign in\",\n        \"status\": \"done\""), "{text}");
}
