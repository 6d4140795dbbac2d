//! What runs cost is counted once, whoever is killed; and who shares an account shares its limit.

use std::process::{Child, Command, Stdio};

use rusqlite::{Connection, OpenFlags};
use serde_json::Value;

use super::site::{FEATURE, Site, WORKS};

fn start(site: &Site, more: &[&str]) -> Child {
    let mut command = site.sandbox.command(&[&["dispatch", FEATURE], more].concat());
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

fn store(site: &Site) -> rusqlite::Result<Connection> {
    let path = site.sandbox.root().join(".git/planyard/dispatch/state.db");
    Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
}

fn configure(site: &Site, more: &str) {
    let config = site.sandbox.read("planyard.toml");
    site.sandbox.write("planyard.toml", format!("{config}{more}"));
    site.sandbox.git(&["commit", "-aq", "--amend", "-m", "all"]);
}

/// A plug-in that says what it costs, twice, and then works for ever; or does its task at once.
const COSTLY: &str = "here=$(dirname \"$EFFECTS\")\nread hello\n\
     echo '{\"v\":1,\"type\":\"hello\",\"name\":\"costly\",\"caps\":[\"usage\",\"result\"]}'\nread start || exit 0\n\
     echo '{\"type\":\"started\",\"session\":\"s\"}'\n\
     if [ -e \"$here/quick\" ]; then mkdir -p out; echo \"made by $task\" > out/$task.txt\n\
       echo '{\"type\":\"usage\",\"input\":50,\"output\":5,\"cost_usd\":\"0.05\"}'\n\
       echo '{\"type\":\"result\",\"status\":\"ok\",\"text\":\"made\"}'; exit 0; fi\n\
     echo '{\"type\":\"usage\",\"input\":500,\"output\":50,\"cost_usd\":\"0.30\"}'\n\
     until [ -e \"$here/go\" ]; do sleep 0.01; done\n\
     echo '{\"type\":\"usage\",\"input\":1000,\"output\":100,\"cost_usd\":\"0.60\"}'\nsleep 1000\n";

#[test]
fn what_was_spent_between_two_posts_is_counted_when_the_supervisor_is_killed() {
    for everybody in [false, true] {
        let tasks = [("T01", "None")];
        let site = Site::new(&tasks, WORKS, "max_attempts = 3\nlease = \"24h\"\n");
        let plugin = site.program("costly.sh", COSTLY);
        let backend = format!("\n[backends.costly]\nkind = \"plugin\"\nrun = [\"{}\"]\n", plugin.display());
        configure(&site, &backend);
        let mut dispatcher = start(&site, &["--backend", "costly"]);
        let cost = |site: &Site| -> i64 {
            store(site)
                .and_then(|store| store.query_row("select cost_micro from orders", [], |row| row.get(0)))
                .unwrap_or(0)
        };
        let here = site.sandbox.home();
        Site::until("the first sum is in the store", || cost(&site) == 300_000);
        std::fs::write(here.join("go"), "").unwrap();
        let events = format!(".git/planyard/dispatch/runs/{FEATURE}/T01/1/events.jsonl");
        Site::until("the second sum is told", || site.sandbox.read(&events).contains("600000"));
        std::fs::write(here.join("quick"), "").unwrap();
        let struck = site.processes().into_iter().filter(|(_, line)| everybody || line.contains(" supervise"));
        let pids: Vec<String> = struck.map(|(pid, _)| pid.to_string()).collect();
        let _ = Command::new("kill").arg("-KILL").args(&pids).stderr(Stdio::null()).status();
        let status = dispatcher.wait().unwrap();
        assert_eq!(status.success(), !everybody, "{status}");
        if everybody {
            site.dispatch(0, &["--backend", "costly"]);
        }
        site.check(&tasks);
        assert_eq!(cost(&site), 650_000);
        let (day, tokens): (i64, i64) = store(&site)
            .unwrap()
            .query_row("select sum(cost_micro), sum(tokens) from spend", [], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap();
        assert_eq!((day, tokens), (650_000, 1_155));
        // Looked at again, it is counted no more.
        site.dispatch(0, &["--backend", "costly"]);
        assert_eq!(cost(&site), 650_000);
    }
}

/// Agents by records of their own: one is told of a limit, the others do their task.
#[test]
fn agents_of_one_account_share_its_limit() {
    let tasks = [("T01", "None"), ("T02", "None"), ("T03", "None")];
    let site = Site::new(&tasks, WORKS, "");
    let limited = site.program(
        "limited.sh",
        "echo '{\"kind\":\"limit\",\"until\":4102444800000,\"message\":\"no more today\"}'\n\
         echo '{\"kind\":\"result\",\"ok\":false,\"failure\":\"rate_limit\",\"message\":\"no more today\"}'\nexit 1\n",
    );
    let works =
        site.program("works.sh", &format!("{WORKS}echo '{{\"kind\":\"result\",\"ok\":true,\"text\":\"made\"}}'\n"));
    let record = |name: &str, program: &std::path::Path, account: &str| {
        format!(
            "\n[agents.{name}]\nabout = \"a test\"\nprogram = \"{}\"\naccount = \"{account}\"\nprompt = \"stdin\"\nnew = []\n\
             caps = {{ result = true }}\nstream = {{ format = \"ndjson\", map = \".\" }}\n",
            program.display()
        )
    };
    let records = [
        record("first", &limited, "shared"),
        record("second", &works, "shared"),
        record("third", &works, "other"),
        "\n[backends.fourth]\nkind = \"cli\"\nagent = \"second\"\naccount = \"other\"\n".to_owned(),
    ];
    configure(&site, &records.concat());
    let why = |task: &str| -> Value { site.sandbox.run(&["why", task, "--json"]).json(0) };
    let suspended = |task: &str| why(task).to_string().contains("The account shared is suspended");
    for (backend, task) in [("first", "T01"), ("second", "T02")] {
        let mut dispatcher = start(&site, &["--backend", backend, "--task", task]);
        Site::until("the account is suspended", || site.sandbox.run(&["why", task]).status == 0 && suspended(task));
        assert_eq!(site.sandbox.run(&["stop"]).status, 0);
        dispatcher.wait().unwrap();
    }
    assert_eq!(site.effects(), [format!("{FEATURE}/T01/1")], "who has the same account was not even tried");
    site.dispatch(0, &["--backend", "third", "--task", "T03"]);
    let accounts: Vec<(String, String)> = {
        let store = store(&site).unwrap();
        let mut select = store.prepare("select id, account from orders order by id").unwrap();
        let rows = select.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get(1)?))).unwrap();
        rows.map(|row| row.map(|(id, account)| (id[id.len() - 3..].to_owned(), account)).unwrap()).collect()
    };
    let of = |task: &str, account: &str| (task.to_owned(), account.to_owned());
    assert_eq!(accounts, [of("T01", "shared"), of("T02", "shared"), of("T03", "other")]);
    // A section's own word comes before the record's.
    site.dispatch(0, &["--backend", "fourth", "--task", "T02"]);
    assert_eq!(site.landings().keys().collect::<Vec<_>>(), ["T02", "T03"]);
}
