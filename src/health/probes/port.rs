use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::{Meta, Options, Probe, Probing, Reading, Target, blocking};
use crate::health::options::{Kind, Opt};

/// A listener on this machine.
pub(super) struct Port;

const META: Meta = Meta {
    name: "port",
    about: "Something on this machine listens on a port, and it is the program that should. Connects to nothing.",
    schemes: &[],
    port: None,
    options: &[
        Opt::required("port", Kind::Port, "The port."),
        Opt::new("protocol", Kind::Choice(&["tcp", "udp"]), "[default: tcp]."),
        Opt::new("owner", Kind::Regex, "The name of the program that must be the one that listens: \"^postgres\"."),
    ],
};

impl Probe for Port {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn target(&self, options: &Options) -> String {
        let protocol = options.text("protocol").unwrap_or("tcp");
        format!("port {}/{protocol}", options.port("port").unwrap_or_default())
    }

    fn probe<'p>(&'p self, target: &'p Target) -> Probing<'p> {
        let target = target.clone();
        Box::pin(blocking(move || look(&target)))
    }
}

/// A socket that waits for others.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Listener {
    address: IpAddr,
    port: u16,
    inode: u64,
}

fn look(target: &Target) -> Reading {
    let options = &target.options;
    let Some(port) = options.port("port") else { return Reading::error("it names no port") };
    let protocol = options.text("protocol").unwrap_or("tcp");
    let tables =
        [protocol.to_owned(), format!("{protocol}6")].map(|name| std::fs::read_to_string(format!("/proc/net/{name}")));
    if tables.iter().all(Result::is_err) {
        return Reading::error("this system does not tell who listens: there is no /proc/net/tcp")
            .hint("use the tcp probe, which connects");
    }
    let listening = |text: &String| listeners(text, protocol == "udp");
    let all: Vec<Listener> = tables.iter().flatten().flat_map(listening).filter(|one| one.port == port).collect();
    if all.is_empty() {
        return Reading::fail(format!("nothing listens on port {port}/{protocol} of this machine"));
    }
    let addresses: BTreeSet<String> = all.iter().map(|one| one.address.to_string()).collect();
    let owners = owners(&all.iter().map(|one| one.inode).collect());
    let shown = addresses.into_iter().collect::<Vec<_>>().join(", ");
    judge(&shown, &owners, options.regex("owner").as_ref())
}

fn judge(addresses: &str, owners: &BTreeSet<(u32, String)>, expected: Option<&regex::Regex>) -> Reading {
    let shown: Vec<String> = owners.iter().map(|(pid, name)| format!("{name} ({pid})")).collect();
    let shown = shown.join(", ");
    match expected {
        _ if owners.is_empty() && expected.is_some() => {
            Reading::error(format!("something listens on {addresses}, but whose it is cannot be seen"))
                .hint("run it as the user of that program, or as root")
        }
        Some(pattern) if !owners.iter().any(|(_, name)| pattern.is_match(name)) => {
            Reading::fail(format!("{shown} listens on {addresses}, not a program that matches `{pattern}`"))
                .hint("end what holds the port, or correct `owner`")
        }
        _ if owners.is_empty() => Reading::ok(format!("something of another user listens on {addresses}")),
        _ => Reading::ok(format!("{shown} listens on {addresses}")),
    }
}

/// The listeners of a table of the kernel: `/proc/net/tcp`, `tcp6`, `udp`, `udp6`.
fn listeners(table: &str, udp: bool) -> Vec<Listener> {
    // TCP_LISTEN; a udp socket that is bound and not connected is in TCP_CLOSE.
    let state = if udp { "07" } else { "0A" };
    table.lines().skip(1).filter_map(|line| listener(line, state)).collect()
}

fn listener(line: &str, state: &str) -> Option<Listener> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    if *fields.get(3)? != state {
        return None;
    }
    let (address, port) = fields.get(1)?.split_once(':')?;
    Some(Listener {
        address: address_of(address)?,
        port: u16::from_str_radix(port, 16).ok()?,
        inode: fields.get(9)?.parse().ok()?,
    })
}

/// Words of four bytes, each in the machine's own order.
fn address_of(hex: &str) -> Option<IpAddr> {
    let word = |at: usize| Some(u32::from_str_radix(hex.get(at..at + 8)?, 16).ok()?.to_ne_bytes());
    match hex.len() {
        8 => Some(IpAddr::V4(Ipv4Addr::from(word(0)?))),
        32 => {
            let mut bytes = [0; 16];
            for (index, part) in bytes.chunks_mut(4).enumerate() {
                part.copy_from_slice(&word(index * 8)?);
            }
            Some(IpAddr::V6(Ipv6Addr::from(bytes)))
        }
        _ => None,
    }
}

/// The processes that hold one of these sockets, as far as this user may see.
fn owners(inodes: &BTreeSet<u64>) -> BTreeSet<(u32, String)> {
    let links: BTreeSet<String> = inodes.iter().map(|inode| format!("socket:[{inode}]")).collect();
    let mut found = BTreeSet::new();
    for process in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Some(pid) = process.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        let held = std::fs::read_dir(process.path().join("fd")).into_iter().flatten().flatten();
        let holds = |fd: std::fs::DirEntry| {
            std::fs::read_link(fd.path()).is_ok_and(|link| link.to_str().is_some_and(|link| links.contains(link)))
        };
        if held.into_iter().any(holds) {
            let name = std::fs::read_to_string(process.path().join("comm")).unwrap_or_default();
            found.insert((pid, name.trim().to_owned()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n   \
        0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4242 1 0 100 0 0 10 0\n   \
        1: 0100007F:1F91 0100007F:C001 01 00000000:00000000 00:00000000 00000000     0        0 4243 1 0 100 0 0 10 0\n\
        broken\n";

    #[test]
    #[cfg(target_endian = "little")]
    fn listeners_are_read_from_the_kernels_table() {
        let found = listeners(TABLE, false);
        assert_eq!(found, [Listener { address: IpAddr::V4(Ipv4Addr::LOCALHOST), port: 8080, inode: 4242 }]);
        assert_eq!(address_of("00000000000000000000000001000000"), Some(IpAddr::V6(Ipv6Addr::LOCALHOST)));
        assert_eq!(address_of("xyz"), None);
    }

    #[test]
    fn who_it_is_decides_only_when_it_is_asked() {
        let owners = BTreeSet::from([(7, "nginx".to_owned())]);
        let pattern = |text: &str| regex::Regex::new(text).unwrap();
        let outcome = |owners: &BTreeSet<_>, expected: Option<&str>| {
            judge("127.0.0.1", owners, expected.map(pattern).as_ref()).outcome.word()
        };
        assert_eq!(outcome(&owners, None), "ok");
        assert_eq!(outcome(&owners, Some("^nginx$")), "ok");
        assert_eq!(outcome(&owners, Some("redis")), "fail");
        assert_eq!(outcome(&BTreeSet::new(), Some("redis")), "error");
        assert_eq!(outcome(&BTreeSet::new(), None), "ok");
    }
}
