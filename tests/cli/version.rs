//! `planyard version`.

use crate::sandbox::Sandbox;

#[test]
fn the_build_is_described() {
    let sandbox = Sandbox::without_git();
    let json = sandbox.run(&["version"]).json(0);
    let data = &json["data"];
    assert_eq!(data["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(data["schema"], "planyard.result/v1");
    assert!(data["target"].as_str().unwrap().starts_with(std::env::consts::ARCH));
    assert!(data["libgit2"].as_str().unwrap().split('.').count() == 3);
    let human = sandbox.human(&["version"]);
    assert!(human.status == 0 && human.stdout.contains(data["libgit2"].as_str().unwrap()), "{human}");
}

#[test]
fn it_works_where_the_configuration_is_broken() {
    let sandbox = Sandbox::new();
    sandbox.write("planyard.toml", "[[[");
    assert_eq!(sandbox.run(&["version"]).json(0)["success"], true);
}
