//! Certificates, good and bad, of real servers and in files.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::seen::{answering, http, see};
use super::servers::{Server, free_port, installed, nginx, run};

/// An authority of its own, and certificates of it.
pub(crate) struct Authority {
    folder: TempDir,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let authority = Self { folder: tempfile::tempdir().unwrap() };
        authority.self_signed("ca", "Test Authority");
        let dir = authority.folder.path().display();
        let conf = format!(
            "[ca]\ndefault_ca = own\n[own]\ndatabase = {dir}/index\nserial = {dir}/serial\nnew_certs_dir = {dir}\n\
             certificate = {dir}/ca.pem\nprivate_key = {dir}/ca.key\ndefault_md = sha256\npolicy = any\n\
             unique_subject = no\n[any]\ncommonName = supplied\n"
        );
        std::fs::write(authority.file("ca.conf"), conf).unwrap();
        std::fs::write(authority.file("index"), "").unwrap();
        authority
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn openssl(&self, args: &[&str]) {
        run(Command::new("openssl").args(args).current_dir(self.folder.path()));
    }

    fn self_signed(&self, name: &str, subject: &str) {
        let (key, cert, subject) = (format!("{name}.key"), format!("{name}.pem"), format!("/CN={subject}"));
        let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "400"];
        let names = ["-addext", "subjectAltName=DNS:self.example"];
        let files = ["-keyout", &key, "-out", &cert, "-subj", &subject];
        self.openssl(&[&["req", "-x509"][..], &curve, &files, &names].concat());
    }

    /// A certificate for these names, valid from so many days on, until so many days on.
    pub(crate) fn issue(&self, name: &str, hosts: &str, (from, until): (i64, i64)) -> (PathBuf, PathBuf) {
        let now = jiff::Timestamp::now();
        let day = |days: i64| {
            // Half a day more, so that it is the same number of days for the whole test.
            let at = now + jiff::SignedDuration::from_hours(days * 24 + 12);
            at.strftime("%Y%m%d%H%M%SZ").to_string()
        };
        let (key, csr, cert) = (format!("{name}.key"), format!("{name}.csr"), format!("{name}.pem"));
        std::fs::write(self.file("names"), format!("subjectAltName={hosts}\n")).unwrap();
        let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
        let subject = format!("/CN={name}");
        self.openssl(&[&["req", "-keyout", &key, "-out", &csr, "-subj", &subject][..], &curve].concat());
        let ca = ["ca", "-batch", "-notext", "-config", "ca.conf", "-rand_serial", "-extfile", "names"];
        self.openssl(
            &[&ca[..], &["-in", &csr, "-out", &cert, "-startdate", &day(from), "-enddate", &day(until)]].concat(),
        );
        (self.file(&cert), self.file(&key))
    }
}

fn listening_with(listen: &str, name: &str, cert: &Path, key: &Path, more: &str) -> String {
    format!(
        "server {{ listen 127.0.0.1:{listen} ssl; server_name {name}; ssl_certificate {}; ssl_certificate_key {}; {more} \
         location / {{ return 200 \"secure\"; }} }}\n",
        cert.display(),
        key.display()
    )
}

/// nginx with a certificate of each kind, chosen by the name that the client asks for; those for `127.0.0.1` on ports of
/// their own.
fn certified(what: &str, authority: &Authority) -> Option<(Server, BTreeMap<&'static str, u16>)> {
    installed(what, "openssl")?;
    let mut conf = String::new();
    let mut ports = BTreeMap::new();
    let kinds =
        [("good", (-1, 90)), ("soon", (-1, 15)), ("sooner", (-1, 3)), ("expired", (-30, -5)), ("future", (10, 90))];
    for (kind, days) in kinds {
        let hosts = format!("DNS:{kind}.example,IP:127.0.0.1");
        let (cert, key) = authority.issue(kind, &hosts, days);
        conf += &listening_with("[PORT]", &format!("{kind}.example"), &cert, &key, "");
        let own = free_port();
        conf += &listening_with(&own.to_string(), "_", &cert, &key, "");
        ports.insert(kind, own);
    }
    let (cert, key) = authority.issue("elsewhere", "DNS:elsewhere.example", (-1, 90));
    conf += &listening_with("[OTHER]", "_", &cert, &key, "");
    authority.self_signed("self", "self.example");
    conf += &listening_with("[PORT]", "self.example", &authority.file("self.pem"), &authority.file("self.key"), "");
    let (cert, key) = authority.issue("mutual", "DNS:mutual.example,IP:127.0.0.1", (-1, 90));
    let mutual = free_port();
    let both = format!("ssl_client_certificate {}; ssl_verify_client on;", authority.file("ca.pem").display());
    conf += &listening_with(&mutual.to_string(), "_", &cert, &key, &both);
    ports.insert("mutual", mutual);
    Some((nginx(what, &conf)?, ports))
}

#[test]
fn certificates_of_servers() {
    let authority = Authority::new();
    let Some((server, _)) = certified("certificates_of_servers", &authority) else { return };
    let ca = format!("ca = '{}'", authority.file("ca.pem").display());
    let tls = |name: &str, port: u16, more: &str| {
        format!("name = '{name}'\nprobe = 'tls'\nurl = '127.0.0.1:{port}'\n{ca}\n{more}")
    };
    let named = |name: &str, more: &str| {
        tls(name, server.port(), &format!("server_name = '{}.example'\n{more}", name.split('-').next().unwrap()))
    };
    let plain = answering(b"HTTP/1.1 400 Bad Request\r\n\r\n", "");
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let seen = see(&[
        named("good", ""),
        named("good-strict", "warn_expiry = '120d'"),
        named("good-stricter", "fail_expiry = '100d'"),
        named("good-untrusted", "").replace(&ca, ""),
        named("good-any", "insecure = true").replace(&ca, ""),
        named("soon", ""),
        named("sooner", ""),
        named("expired", ""),
        named("future", ""),
        named("self", ""),
        named("self-any", "insecure = true"),
        named("self-trusted", "").replace("/ca.pem", "/self.pem"),
        tls("other-trusted", server.port(), "server_name = 'good.example'").replace("/ca.pem", "/self.pem"),
        tls("elsewhere", server.other(), "server_name = 'shop.example'"),
        tls("plain", plain, ""),
        tls("silent", silent.local_addr().unwrap().port(), "timeout = '300ms'"),
        tls("gone", free_port(), ""),
        tls("no-ca", server.port(), "").replace("ca.pem", "no.pem"),
    ]);
    let date = |days: i64| {
        let at = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(days * 24 + 12);
        at.strftime("%Y-%m-%d").to_string()
    };
    let by = "(issued by Test Authority)";
    let texts = [
        ("good", "ok", format!("the certificate is valid until {}, 90 days more {by}", date(90))),
        ("good-strict", "warn", format!("the certificate expires on {}, in 90 days {by}", date(90))),
        ("good-stricter", "fail", format!("the certificate expires on {}, in 90 days {by}", date(90))),
        ("good-untrusted", "fail", format!("its certificate is from an issuer that is not trusted here {by}")),
        ("good-any", "ok", format!("the certificate is valid until {}, 90 days more {by}", date(90))),
        ("soon", "warn", format!("the certificate expires on {}, in 15 days {by}", date(15))),
        ("sooner", "fail", format!("the certificate expires on {}, in 3 days {by}", date(3))),
        ("expired", "fail", format!("the certificate expired on {}, 4 days ago {by}", date(-5))),
        ("future", "fail", format!("the certificate is not valid before {} {by}", date(10))),
        (
            "self",
            "fail",
            "its certificate is that of an authority, not of a server (issued by self.example)".to_owned(),
        ),
        ("other-trusted", "fail", format!("its certificate is from an issuer that is not trusted here {by}")),
        ("elsewhere", "fail", format!("its certificate is for elsewhere.example, not for shop.example {by}")),
        ("plain", "fail", "it does not speak TLS there".to_owned()),
        ("silent", "fail", "no answer within 300 ms".to_owned()),
        ("gone", "fail", "connection refused: nothing listens there".to_owned()),
    ];
    let expected: Vec<(&str, &str, &str)> =
        texts.iter().map(|(name, outcome, text)| (*name, *outcome, text.as_str())).collect();
    seen.check(&expected);
    assert_eq!((seen.measure("good", "days_left"), seen.measure("soon", "days_left")), (90.0, 15.0));
    for name in ["self-any", "self-trusted"] {
        assert_eq!(seen.probe(name)["outcome"], "ok", "{}", seen.probe(name));
    }
    assert_eq!(seen.probe("no-ca")["outcome"], "error");
}

#[test]
fn certificates_of_files() {
    if installed("certificates_of_files", "openssl").is_none() {
        return;
    }
    let authority = Authority::new();
    authority.issue("shop", "DNS:*.shop.example,IP:10.0.0.1", (-1, 90));
    authority.openssl(&["x509", "-in", "shop.pem", "-outform", "DER", "-out", "shop.der"]);
    authority.issue("old", "DNS:old.example", (-30, -5));
    std::fs::write(authority.file("none.pem"), "hello\n").unwrap();
    // A good certificate behind which an authority stands that is not good for long.
    let (shop, old) = (std::fs::read(authority.file("shop.pem")), std::fs::read(authority.file("old.pem")));
    std::fs::write(authority.file("chain.pem"), [shop.unwrap(), old.unwrap()].concat()).unwrap();
    let file = |name: &str, file: &str, more: &str| {
        format!("name = '{name}'\nprobe = 'tls'\nfile = '{}'\n{more}", authority.file(file).display())
    };
    let seen = see(&[
        file("pem", "shop.pem", "server_name = 'a.shop.example'"),
        file("der", "shop.der", "server_name = '10.0.0.1'"),
        file("other-host", "shop.pem", "server_name = 'a.b.shop.example'"),
        file("old", "old.pem", ""),
        file("chain", "chain.pem", ""),
        file("none", "none.pem", ""),
        file("gone", "gone.pem", ""),
    ]);
    for name in ["pem", "der"] {
        assert_eq!((seen.probe(name)["outcome"].as_str(), seen.measure(name, "days_left")), (Some("ok"), 90.0));
    }
    seen.check(&[
        ("other-host", "fail", "it is for *.shop.example, 10.0.0.1, not for a.b.shop.example"),
        ("none", "fail", "this is no valid certificate"),
        ("gone", "fail", "there is no such file"),
    ]);
    assert!(seen.probe("old")["message"].as_str().unwrap().starts_with("the certificate expired on "));
    assert!(seen.probe("chain")["message"].as_str().unwrap().starts_with("old expired on "));
}

#[test]
fn https_answers() {
    let authority = Authority::new();
    let Some((server, ports)) = certified("https_answers", &authority) else { return };
    let path = |name: &str| authority.file(name).display().to_string();
    let ca = format!("ca = '{}'", path("ca.pem"));
    let get = |name: &str, port: u16, more: &str| http(name, port, "/?q=canary-query", more).replace("http:", "https:");
    let client = format!("{ca}\nclient_cert = '{}'\nclient_key = '{}'", path("good.pem"), path("good.key"));
    let plain = answering(b"HTTP/1.1 400 Bad Request\r\n\r\n", "");
    let seen = see(&[
        get("good", ports["good"], &format!("{ca}\ncontains = 'secure'")),
        get("untrusted", ports["good"], ""),
        get("expired", ports["expired"], &ca),
        get("expired-any", ports["expired"], "insecure = true"),
        get("future", ports["future"], &ca),
        get("elsewhere", server.other(), &ca),
        get("mutual", ports["mutual"], &client),
        get("mutual-without", ports["mutual"], &ca),
        get("plain", plain, &ca),
        get("no-ca", ports["good"], "ca = 'gone.pem'"),
    ]);
    let date = |days: i64| {
        let at = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(days * 24 + 12);
        at.strftime("%Y-%m-%d").to_string()
    };
    seen.check(&[
        ("good", "ok", "answers 200 OK"),
        ("untrusted", "fail", "its certificate is from an issuer that is not trusted here"),
        ("expired", "fail", &format!("its certificate expired on {}", date(-5))),
        ("expired-any", "ok", "answers 200 OK"),
        ("future", "fail", &format!("its certificate is not valid before {}", date(10))),
        ("elsewhere", "fail", "its certificate is for elsewhere.example, not for 127.0.0.1"),
        ("mutual", "ok", "answers 200 OK"),
        ("mutual-without", "fail", "answers 400 Bad Request"),
        ("plain", "fail", "it does not speak TLS there"),
    ]);
    assert_eq!(seen.probe("no-ca")["outcome"], "error");
}
