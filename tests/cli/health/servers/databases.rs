//! PostgreSQL and MariaDB for the tests.

use std::fs;
use std::os::unix::process::CommandExt;
use std::process::Command;

use rustix::process::Signal;

use super::{Place, Server, ask, give_to, installed, run, unprivileged};

/// The superuser of [`postgres`] and [`mariadb`], who comes over TCP with [`PASSWORD`].
pub(crate) const USER: &str = "planyard";
/// Must never be printed.
pub(crate) const PASSWORD: &str = "canary-5b1f0e";

/// A PostgreSQL with the lines of `conf`, that asks for a password; ready for queries. Its sockets are in its folder.
#[track_caller]
pub(crate) fn postgres(what: &str, conf: &str) -> Option<Server> {
    postgres_until(what, conf, |_| (), |said| said.first() == Some(&b'R'))
}

/// As [`postgres`], with a folder that `prepare` changes before the start, and until its answer to a client who says
/// hello is as it is to be.
#[track_caller]
pub(crate) fn postgres_until(
    what: &str,
    conf: &str,
    prepare: impl Fn(&Place),
    answer: impl Fn(&[u8]) -> bool,
) -> Option<Server> {
    let initdb = installed(what, "initdb")?;
    let server = Server::start(
        what,
        "postgres",
        |program, place| {
            let secret = place.write("password", PASSWORD);
            let data = place.path("data");
            fs::create_dir(&data).unwrap();
            give_to("postgres", place);
            let mut init = Command::new(&initdb);
            init.args(["-D", &data, "-U", USER, "-A", "scram-sha-256", "--no-sync", "--locale=C", "-E", "UTF8"]);
            init.arg(format!("--pwfile={}", secret.display())).env("TZ", "UTC").current_dir(&place.folder);
            if let Some(owner) = unprivileged(place) {
                init.uid(owner.0).gid(owner.1);
            }
            run(&mut init);
            let conf = format!("{}fsync = off\nshared_buffers = 16MB\n{conf}\n", own_lines(place));
            place.write("data/postgresql.auto.conf", &conf);
            prepare(place);
            give_to("postgres", place);
            let mut command = Command::new(program);
            command.args(["-D", &data]);
            command
        },
        |place| ask(place.port, &hello()).is_some_and(|said| answer(&said)),
    )?;
    // Its own signal for an end at once, in which it also gives back what it shares.
    Some(server.ended_by(Signal::QUIT))
}

/// What differs between two servers with the same data.
fn own_lines(place: &Place) -> String {
    let sockets = place.folder.display();
    format!("port = {}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '{sockets}'\n", place.port)
}

/// A replica of a PostgreSQL, which streams from it and answers queries.
#[track_caller]
pub(crate) fn postgres_replica(what: &str, primary: &Server) -> Option<Server> {
    let copy = installed(what, "pg_basebackup")?;
    let server = Server::start(
        what,
        "postgres",
        |program, place| {
            let data = place.path("data");
            let mut copying = Command::new(&copy);
            copying.args(["-D", &data, "-R", "--no-sync", "-c", "fast", "-h", "127.0.0.1", "-U", USER]);
            run(copying.args(["-p", &primary.port().to_string()]).env("PGPASSWORD", PASSWORD));
            let own = place.folder.join("data/postgresql.auto.conf");
            let lines = fs::read_to_string(own).unwrap() + &own_lines(place);
            place.write("data/postgresql.auto.conf", &lines);
            give_to("postgres", place);
            let mut command = Command::new(program);
            command.args(["-D", &data]);
            command
        },
        |place| ask(place.port, &hello()).is_some_and(|said| said.first() == Some(&b'R')),
    )?;
    Some(server.ended_by(Signal::QUIT))
}

/// The startup message of PostgreSQL's protocol 3.0.
pub(crate) fn hello() -> Vec<u8> {
    let fields = format!("user\0{USER}\0database\0postgres\0\0");
    let length = u32::try_from(8 + fields.len()).unwrap();
    [&length.to_be_bytes()[..], &196_608_u32.to_be_bytes(), fields.as_bytes()].concat()
}

/// A MariaDB with these arguments, whose one user comes over TCP.
#[track_caller]
pub(crate) fn mariadb(what: &str, args: &[&str]) -> Option<Server> {
    let install = installed(what, "mariadb-install-db")?;
    let server = Server::start(
        what,
        "mariadbd",
        |program, place| {
            let (data, dir) = (place.path("data"), place.folder.display());
            let user = rustix::process::getuid().is_root().then_some("--user=root");
            let mut init = Command::new(&install);
            init.args(["--no-defaults", "--skip-test-db", "--auth-root-authentication-method=normal"]);
            init.args(["--skip-name-resolve", "--innodb-log-file-size=4M", "--innodb-flush-method=nosync"]);
            // Two at once must not share one for temporary tables.
            let temp = format!("--tmpdir={dir}");
            run(init.arg(format!("--datadir={data}")).arg(&temp).args(user));
            let sql = place.write(
                "init.sql",
                &format!(
                    "CREATE USER IF NOT EXISTS '{USER}'@'%' IDENTIFIED BY '{PASSWORD}';\n\
                     GRANT ALL ON *.* TO '{USER}'@'%' WITH GRANT OPTION;\n"
                ),
            );
            let mut command = Command::new(program);
            command.arg("--no-defaults").arg(format!("--datadir={data}")).arg(&temp).args(user);
            command.arg(format!("--socket={dir}/sock")).arg(format!("--pid-file={dir}/pid"));
            command.arg(format!("--init-file={}", sql.display())).arg(format!("--port={}", place.port));
            command.args(["--bind-address=127.0.0.1", "--skip-name-resolve", "--innodb-log-file-size=4M"]);
            command.args(["--innodb-buffer-pool-size=8M", "--innodb-flush-method=nosync", "--skip-log-bin"]).args(args);
            command
        },
        // The handshake starts with the length of the packet, its number and the protocol's version.
        |place| ask(place.port, b"").is_some_and(|said| said.get(4) == Some(&10)),
    )?;
    Some(server)
}
