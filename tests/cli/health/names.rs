//! Names, looked up at a name server of this test.

use std::net::UdpSocket;

use hickory_resolver::proto::op::{Message, ResponseCode};
use hickory_resolver::proto::rr::rdata::{A, AAAA, CNAME, MX, NS, SRV, TXT};
use hickory_resolver::proto::rr::{Name, RData, Record, RecordType};

use super::seen::see;
use super::servers::free_port;

/// A name server for the zone `example`, over UDP on loopback, with real packets.
fn name_server() -> u16 {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let port = socket.local_addr().unwrap().port();
    std::thread::spawn(move || {
        let mut buffer = [0; 2048];
        while let Ok((length, from)) = socket.recv_from(&mut buffer) {
            let Ok(query) = Message::from_vec(&buffer[..length]) else { continue };
            if let Some(answer) = answer(&query) {
                let _ = socket.send_to(&answer.to_vec().unwrap(), from);
            }
        }
    });
    port
}

fn answer(query: &Message) -> Option<Message> {
    let asked = query.queries.first()?.clone();
    let mut answer = Message::response(query.id, query.op_code);
    answer.add_query(asked.clone());
    let name = asked.name().to_ascii().to_lowercase();
    let host = |text: &str| Name::from_ascii(text).unwrap();
    let found: Vec<RData> = match (name.trim_end_matches('.'), asked.query_type()) {
        ("shop.example", RecordType::A) => vec![RData::A(A::new(10, 0, 0, 1)), RData::A(A::new(10, 0, 0, 2))],
        ("shop.example", RecordType::AAAA) => vec![RData::AAAA(AAAA::new(0xfd00, 0, 0, 0, 0, 0, 0, 1))],
        ("www.shop.example", RecordType::CNAME) => vec![RData::CNAME(CNAME(host("Shop.example.")))],
        ("shop.example", RecordType::TXT) => vec![RData::TXT(TXT::new(vec!["v=spf1".into(), " -all".into()]))],
        ("_db._tcp.example", RecordType::SRV) => vec![RData::SRV(SRV::new(0, 5, 5432, host("db.example.")))],
        ("shop.example", RecordType::MX) => vec![RData::MX(MX::new(10, host("mail.example.")))],
        ("shop.example", RecordType::NS) => vec![RData::NS(NS(host("ns.example.")))],
        ("shop.example" | "empty.example", _) => vec![],
        ("broken.example", _) => {
            answer.metadata.response_code = ResponseCode::ServFail;
            return Some(answer);
        }
        ("refused.example", _) => {
            answer.metadata.response_code = ResponseCode::Refused;
            return Some(answer);
        }
        ("silent.example", _) => return None,
        _ => {
            answer.metadata.response_code = ResponseCode::NXDomain;
            return Some(answer);
        }
    };
    for data in found {
        answer.add_answer(Record::from_rdata(asked.name().clone(), 60, data));
    }
    Some(answer)
}

#[test]
fn names_are_looked_up() {
    let port = name_server();
    let dns = |name: &str, asked: &str, more: &str| {
        format!("name = '{name}'\nprobe = 'dns'\nlookup = '{asked}'\nserver = '127.0.0.1:{port}'\n{more}")
    };
    let seen = see(&[
        dns("a", "shop.example", "expect = ['10.0.0.2']"),
        dns("a-missing", "shop.example", "expect = ['10.0.0.2', '10.0.0.3']"),
        dns("aaaa", "shop.example", "type = 'AAAA'\nexpect = ['fd00:0::1']"),
        dns("cname", "www.shop.example", "type = 'CNAME'\nexpect = ['shop.example.']"),
        dns("txt", "shop.example", "type = 'TXT'\nexpect = ['v=spf1 -all']"),
        dns("srv", "_db._tcp.example", "type = 'SRV'\nexpect = ['db.example:5432']"),
        dns("mx", "shop.example", "type = 'MX'\nexpect = ['mail.example']"),
        dns("ns", "shop.example", "type = 'NS'"),
        dns("empty", "empty.example", ""),
        dns("none", "gone.example", ""),
        dns("broken", "broken.example", ""),
        dns("refused", "refused.example", ""),
        dns("silent", "silent.example", "timeout = '400ms'"),
        dns("gone", "shop.example", "timeout = '1s'").replace(&port.to_string(), &free_port().to_string()),
    ]);
    seen.check(&[
        ("a", "ok", "10.0.0.1, 10.0.0.2"),
        ("a-missing", "fail", "10.0.0.3 is not among the answers: 10.0.0.1, 10.0.0.2"),
        ("aaaa", "ok", "fd00::1"),
        ("cname", "ok", "shop.example"),
        ("txt", "ok", "v=spf1 -all"),
        ("srv", "ok", "0 5 5432 db.example"),
        ("mx", "ok", "10 mail.example"),
        ("ns", "ok", "ns.example"),
        ("empty", "fail", "the name has no A records"),
        ("none", "fail", "the name does not exist"),
        ("broken", "fail", "the name server could not find out (SERVFAIL)"),
        ("refused", "fail", "the name server refuses to answer (REFUSED)"),
    ]);
    assert_eq!((seen.measure("a", "answers"), seen.measure("a", "ttl")), (2.0, 60.0));
    for name in ["silent", "gone"] {
        assert_eq!(seen.probe(name)["outcome"], "fail", "{}", seen.probe(name));
    }
}
