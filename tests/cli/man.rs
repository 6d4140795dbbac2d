//! `planyard man`: a page for planyard and for each command.

use crate::sandbox::Sandbox;

#[test]
fn the_page_of_a_command_is_printed() {
    let sandbox = Sandbox::without_git();
    for (args, title) in [
        (&["man"][..], ".TH planyard 1"),
        (&["man", "check-planning"], ".TH planyard-check-planning 1"),
        (&["man", "config", "show"], ".TH planyard-config-show 1"),
    ] {
        let page = sandbox.run(args);
        assert_eq!((page.status, page.stderr.as_str()), (0, ""), "{args:?}");
        assert!(page.stdout.contains(title), "{args:?} {page}");
    }
    let json = sandbox.run(&["man", "--json"]).json(0);
    for section in [".SH \"EXIT STATUS\"", ".SH ENVIRONMENT", "PLANYARD_GATE_FAIL_ON", ".SH FILES"] {
        assert!(json["data"]["page"].as_str().unwrap().contains(section), "{section}");
    }
    assert!(json["data"]["page"].as_str().unwrap().contains(".SH SUBCOMMANDS"));
    assert_eq!(sandbox.run(&["man", "nothing"]).json(2)["error_details"][0]["kind"], "not_found");
}

#[test]
fn all_pages_are_written_and_no_file_of_a_person_is_overwritten() {
    let sandbox = Sandbox::without_git();
    assert_eq!(sandbox.run(&["man", "--out", "man1"]).json(2)["error_details"][0]["kind"], "not_found");
    std::fs::create_dir(sandbox.root().join("man1")).unwrap();
    let json = sandbox.run(&["man", "--out", "man1"]).json(0);
    let pages = json["data"]["pages"].as_array().unwrap();
    assert_eq!(sandbox.files().len(), pages.len());
    for command in planyard::cli::definition().get_subcommands().filter(|command| !command.is_hide_set()) {
        assert!(pages.contains(&format!("planyard-{}.1", command.get_name()).into()), "{}", command.get_name());
    }
    sandbox.run(&["man", "--out", "man1"]).json(0);
    sandbox.write("man1/planyard-init.1", "my notes\n");
    assert_eq!(sandbox.run(&["man", "--out", "man1"]).json(2)["error_details"][0]["kind"], "conflict");
    assert_eq!(sandbox.read("man1/planyard-init.1"), "my notes\n");
}
