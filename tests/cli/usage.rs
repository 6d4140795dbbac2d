//! Mistakes on the command line are answered in the contract; help and version are text; closed pipes are no panic.

use std::io::Read;
use std::process::Stdio;

use insta::assert_snapshot;

use crate::sandbox::Sandbox;

#[test]
fn a_mistake_is_one_document_of_kind_usage() {
    let sandbox = Sandbox::new();
    for (args, command, about) in [
        (&["--bogus"][..], "planyard", "--bogus"),
        (&["check-planning", "--bogus"], "check-planning", "--bogus"),
        (&["config", "show", "--origin=3"], "config show", "--origin"),
        (&["check-planing"], "planyard", "check-planing"),
        (&["--format", "xml", "version"], "version", "xml"),
        (&["version", "--json", "--format", "sarif"], "version", "--json"),
        (&["config"], "config", "no command"),
        (&[], "planyard", "no command"),
        (&["check-planning", "--fail-on", "fatal"], "check-planning", "fatal"),
    ] {
        for extra in [&[][..], &["--json"]] {
            let args = [args, if args.contains(&"--json") { &[][..] } else { extra }].concat();
            let json = sandbox.run(&args).json(2);
            assert_eq!((&json["success"], &json["command"]), (&false.into(), &command.into()), "{args:?} {json}");
            assert_eq!(json["error_details"].as_array().unwrap().len(), 1);
            assert_eq!(json["error_details"][0]["kind"], "usage", "{args:?}");
            assert!(json["errors"][0].as_str().unwrap().contains(about), "{args:?} {json}");
            assert!(json["error_details"][0]["hint"].is_string(), "{args:?}");
        }
    }
}

#[test]
fn people_get_the_mistake_as_text_on_standard_error() {
    let sandbox = Sandbox::new();
    assert_snapshot!(sandbox.human(&["check-planing"]), @"
    status: 2
    --- stderr ---
    error: unrecognized subcommand 'check-planing'

      tip: some similar subcommands exist: 'explain', 'check-completion', 'check-planning'

    Usage: planyard [OPTIONS] <COMMAND>

    For more information, try '--help'.
    ");
    let sandbox = sandbox.env("PLANYARD_FORMAT", "human");
    let output = sandbox.run(&["--bogus"]);
    assert_eq!((output.status, output.stdout.as_str()), (2, ""));
}

#[test]
fn help_and_version_are_text_on_standard_output() {
    let sandbox = Sandbox::without_git();
    for args in
        [&["--help"][..], &["-h"], &["help"], &["help", "init"], &["init", "--help", "--json"], &["config", "--help"]]
    {
        let output = sandbox.run(args);
        assert_eq!((output.status, output.stderr.as_str()), (0, ""), "{args:?}");
        assert!(output.stdout.contains("Usage: planyard"), "{args:?} {output}");
        assert!(!output.stdout.contains('\u{1b}'));
    }
    for args in [&["--version"][..], &["-V"], &["init", "--version"]] {
        let output = sandbox.run(args);
        assert_eq!((output.status, output.stderr.as_str()), (0, ""), "{args:?}");
        assert!(output.stdout.starts_with("planyard"));
    }
}

#[test]
fn every_command_has_help() {
    let sandbox = Sandbox::without_git();
    for command in planyard::cli::definition().get_subcommands() {
        let output = sandbox.run(&[command.get_name(), "--help"]);
        assert_eq!((output.status, output.stderr.as_str()), (0, ""), "{output}");
        assert!(command.get_about().is_some(), "{} says nothing of itself", command.get_name());
    }
}

#[test]
fn a_reader_that_goes_away_is_no_panic() {
    let sandbox = Sandbox::new();
    let features: Vec<String> = (1..40).map(|n| format!("features/P01-F{n:02}-x/tasks.md")).collect();
    for path in &features {
        sandbox.write(path, "# Tasks\n\n### T01: One\n".repeat(30));
    }
    let (mut seen, formats) = (0, ["human", "json", "jsonl", "sarif", "github", "gitlab", "junit", "markdown"]);
    let planning = formats.map(|format| vec!["check-planning", "--format", format]);
    let others = [vec!["--help"], vec!["explain", "--list"], vec!["man"], vec!["completions", "zsh"], vec!["--bogus"]];
    for args in planning.into_iter().chain(others) {
        let mut child = sandbox.command(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let mut stderr = String::new();
        child.stderr.take().unwrap().read_to_string(&mut stderr).unwrap();
        let status = child.wait().unwrap();
        assert!(!stderr.contains("panicked"), "{args:?} {stderr}");
        assert!(matches!(status.code(), Some(0..=2)), "{args:?} {status} {stderr}");
        seen += 1;
    }
    assert_eq!(seen, 13);
}
