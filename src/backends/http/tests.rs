use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Mutex;

use super::super::testing::{Heard, repository, setting, spec};
use super::*;

/// What a server was asked.
#[derive(Debug, Clone)]
struct Asked {
    line: String,
    headers: String,
    body: String,
}

/// A server on a free port that answers as told, one connection a request; it ends with the test.
struct Server {
    url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

fn serve(answer: impl Fn(usize, &Asked, &mut TcpStream) + Send + 'static) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/runs", listener.local_addr().unwrap());
    let asked: Arc<Mutex<Vec<Asked>>> = Arc::default();
    let kept = Arc::clone(&asked);
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let Some(request) = read(&stream) else { continue };
            let nth = {
                let mut kept = kept.lock().unwrap();
                kept.push(request.clone());
                kept.len()
            };
            answer(nth, &request, &mut stream);
        }
    });
    Server { url, asked }
}

fn read(stream: &TcpStream) -> Option<Asked> {
    let mut reader = BufReader::new(stream.try_clone().ok()?);
    let (mut line, mut headers) = (String::new(), String::new());
    reader.read_line(&mut line).ok()?;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        if header.trim().is_empty() {
            break;
        }
        headers.push_str(&header.to_ascii_lowercase());
    }
    let length =
        headers.lines().find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some(Asked { line: line.trim().to_owned(), headers, body: String::from_utf8(body).ok()? })
}

fn say(stream: &mut TcpStream, status: &str, headers: &str, body: &str) {
    let head = format!("HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\n{headers}\r\n", body.len());
    let _ = stream.write_all(format!("{head}{body}").as_bytes());
}

const JSON: &str = "content-type: application/json\r\n";
const DONE: &str = "{\"status\":\"completed\",\"text\":\"done\"}";

fn ran(url: &str, more: &str, heard: &mut Heard) -> (Finish, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let mut spec = spec(folder.path());
    spec.env.insert("API_KEY".to_owned(), "canary-12345".to_owned());
    repository(&spec.cwd);
    let mut setting = setting("http", &format!("url = {url:?}\npoll = 0.05\n{more}"));
    setting.env.insert("HOOK_SECRET".to_owned(), "s3cret-of-the-hook".to_owned());
    let stop = heard.stop.as_ref().map_or_else(Arc::default, |(stop, _)| Arc::clone(stop));
    (make(&setting).unwrap().run(&spec, heard, &stop), folder)
}

#[test]
fn an_order_is_signed_once_known_and_asked_for_until_it_is_done() {
    let patch = "diff --git a/new.txt b/new.txt\\nnew file mode 100644\\n--- /dev/null\\n+++ b/new.txt\\n@@ -0,0 +1 @@\\n+text\\n";
    let done = format!(
        "{{\"status\":\"completed\",\"text\":\"done\",\"patch\":\"{patch}\",\"usage\":{{\"input\":10,\"output\":2,\"cost_micro\":5}}}}"
    );
    // A server that is not well, one that has too much to do, then a place to ask at, where events come again and again.
    let server = serve(move |nth, _, stream| match nth {
        1 => say(stream, "500 Oh", "", "no"),
        2 => say(stream, "429 Slow", "retry-after: 0\r\n", ""),
        3 => say(
            stream,
            "202 Ok",
            &format!("{JSON}location: /runs/7\r\n"),
            "{\"status\":\"queued\",\"events\":[{\"kind\":\"started\"}]}",
        ),
        4 => say(
            stream,
            "200 Ok",
            JSON,
            "{\"status\":\"running\",\"events\":[{\"kind\":\"started\"},{\"kind\":\"text\",\"text\":\"hi\"},{\"kind\":\"result\",\"ok\":true}]}",
        ),
        5 => say(stream, "503 Oh", "", ""),
        _ => say(stream, "200 Ok", JSON, &done),
    });
    let mut heard = Heard::default();
    let (end, folder) = ran(&server.url, "secret_env = 'HOOK_SECRET'", &mut heard);
    assert_eq!(end, Finish::default(), "{:?}", heard.events);
    assert_eq!((heard.text(), heard.result()), ("hi".to_owned(), Some((true, "done".to_owned()))));
    assert_eq!(std::fs::read_to_string(folder.path().join("tree/new.txt")).unwrap(), "text\n");
    assert_eq!(heard.events.iter().filter(|event| matches!(event, Event::Started { .. })).count(), 1);
    assert_eq!(heard.events.iter().filter(|event| matches!(event, Event::Retry { .. })).count(), 3);
    assert!(
        heard.events.iter().any(|event| matches!(event, Event::Usage { usage, .. } if usage.cost_micro == Some(5)))
    );
    let asked = server.asked.lock().unwrap().clone();
    let lines: Vec<&str> = asked.iter().map(|asked| asked.line.as_str()).collect();
    assert_eq!(
        lines[..4],
        ["POST /runs HTTP/1.1", "POST /runs HTTP/1.1", "POST /runs HTTP/1.1", "GET /runs/7 HTTP/1.1"]
    );
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, b"s3cret-of-the-hook");
    for asked in &asked {
        assert!(asked.headers.contains("idempotency-key: p01-f01-shop/t03/1"), "{}", asked.headers);
        let signature = format!("x-planyard-signature: sha256={}", call::signature(&key, asked.body.as_bytes()));
        assert!(asked.headers.contains(&signature));
    }
    assert!(asked[0].body.contains("Build the shop.") && !asked[0].body.contains("canary"), "{}", asked[0].body);
}

#[test]
fn a_known_signature() {
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, b"key");
    let known = "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8";
    assert_eq!(call::signature(&key, b"The quick brown fox jumps over the lazy dog"), known);
}

#[test]
fn events_are_streamed() {
    let lines = "{\"kind\":\"started\"}\nno json\n{\"kind\":\"text\",\"text\":\"a\"}\n{\"status\":\"failed\",\"class\":\"auth\",\"message\":\"no key\"}\n{\"kind\":\"text\",\"text\":\"late\"}\n";
    let events = "data: {\"kind\":\"started\"}\n\n: beat\n\ndata: x\n\ndata: {\"kind\":\"text\",\"text\":\"a\"}\n\ndata: {\"status\":\"failed\",\"class\":\"auth\",\"message\":\"no json key\"}\n\n";
    for (kind, body) in [("application/x-ndjson", lines), ("text/event-stream; charset=utf-8", events)] {
        let server = serve(move |_, _, stream| say(stream, "200 Ok", &format!("content-type: {kind}\r\n"), body));
        let mut heard = Heard::default();
        assert_eq!(ran(&server.url, "", &mut heard).0, Finish::default());
        assert_eq!(heard.text(), "a");
        assert!(heard.warned("no JSON"));
        assert!(matches!(heard.events.last(), Some(Event::Result { ok: false, failure: Some(Failure::Auth), .. })));
    }
    // A stream that breaks off is asked for again where it says; without such a place it is lost.
    let server = serve(|nth, _, stream| match nth {
        1 => say(
            stream,
            "200 Ok",
            "content-type: application/x-ndjson\r\nlocation: /runs/1\r\n",
            "{\"kind\":\"text\",\"text\":\"a\"}\n",
        ),
        _ => say(stream, "200 Ok", JSON, DONE),
    });
    let mut heard = Heard::default();
    assert_eq!(ran(&server.url, "", &mut heard).0, Finish::default());
    assert_eq!(heard.result(), Some((true, "done".to_owned())));
    let server = serve(|_, _, stream| {
        say(stream, "200 Ok", "content-type: application/x-ndjson\r\n", "{\"kind\":\"text\",\"text\":\"a\"}\n")
    });
    assert_eq!(ran(&server.url, "", &mut Heard::default()).0.failure, Some(Failure::Lost));
}

#[test]
fn what_cannot_be_believed_is_refused() {
    let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
    let other = elsewhere.local_addr().unwrap();
    let cases: [(&str, String, &str, Failure); 9] = [
        ("200 Ok", JSON.to_owned(), "no json", Failure::BadOutput),
        ("200 Ok", JSON.to_owned(), "[1]", Failure::BadOutput),
        ("200 Ok", JSON.to_owned(), "{\"status\":\"great\"}", Failure::BadOutput),
        ("401 No", String::new(), "", Failure::Auth),
        ("404 No", String::new(), "", Failure::BadOutput),
        ("307 There", format!("location: http://{other}/\r\n"), "", Failure::BadOutput),
        ("202 Ok", format!("{JSON}location: http://{other}/runs/1\r\n"), "{\"status\":\"queued\"}", Failure::BadOutput),
        ("200 Ok", JSON.to_owned(), "{\"status\":\"running\"}", Failure::Lost),
        (
            "200 Ok",
            JSON.to_owned(),
            "{\"status\":\"completed\",\"patch\":\"diff --git a/../x b/../x\\nnew file mode 100644\\n--- /dev/null\\n+++ b/../x\\n@@ -0,0 +1 @@\\n+t\\n\"}",
            Failure::BadOutput,
        ),
    ];
    for (status, headers, body, failure) in cases {
        let server = serve(move |_, _, stream| say(stream, status, &headers, body));
        let mut heard = Heard::default();
        let (end, folder) = ran(&server.url, "", &mut heard);
        assert_eq!(end.failure, Some(failure), "{status} {body}: {end:?}");
        assert_eq!(heard.result(), None);
        assert!(!folder.path().join("x").exists());
    }
    elsewhere.set_nonblocking(true).unwrap();
    assert!(elsewhere.accept().is_err(), "nobody called the other host");
    // A limit says until when; nobody there is no success.
    let server = serve(|_, _, stream| say(stream, "429 Slow", "retry-after: 3600\r\n", ""));
    let mut heard = Heard::default();
    assert_eq!(ran(&server.url, "tries = 1", &mut heard).0.failure, Some(Failure::RateLimit));
    assert!(heard.events.iter().any(|event| matches!(event, Event::Limit { until: Some(_), .. })));
    assert_eq!(ran("http://127.0.0.1:1/", "tries = 2", &mut Heard::default()).0.failure, Some(Failure::Overloaded));
}

#[test]
fn an_endless_answer_ends() {
    let server = serve(|_, _, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 Ok\r\nconnection: close\r\ncontent-type: application/json\r\n\r\n");
        let much = vec![b'x'; 1 << 20];
        while stream.write_all(&much).is_ok() {}
    });
    let (end, _) = ran(&server.url, "", &mut Heard::default());
    assert_eq!((end.failure, end.message.as_deref()), (Some(Failure::BadOutput), Some("its answer is too large")));
}

#[test]
fn a_stop_takes_the_order_back() {
    let server = serve(|_, asked, stream| match asked.line.split(' ').next() {
        Some("POST") => say(
            stream,
            "202 Ok",
            &format!("{JSON}location: /runs/9\r\n"),
            "{\"status\":\"queued\",\"events\":[{\"kind\":\"started\"}]}",
        ),
        Some("GET") => say(
            stream,
            "200 Ok",
            JSON,
            "{\"status\":\"running\",\"events\":[{\"kind\":\"started\"},{\"kind\":\"text\",\"text\":\"hi\"}]}",
        ),
        _ => say(stream, "204 Gone", "", ""),
    });
    let stop: Arc<AtomicBool> = Arc::default();
    let flag = (Arc::clone(&stop), (|event| matches!(event, Event::Text { .. })) as fn(&Event) -> bool);
    let (end, _) = ran(&server.url, "", &mut Heard { stop: Some(flag), ..Heard::default() });
    assert!(end.stopped && end.failure.is_none(), "{end:?}");
    assert_eq!(server.asked.lock().unwrap().last().unwrap().line, "DELETE /runs/9 HTTP/1.1");
    // One that hangs is left.
    let server = serve(|_, _, stream| drop(stream.read(&mut [0; 1])));
    let stop: Arc<AtomicBool> = Arc::default();
    let later = Arc::clone(&stop);
    let asked = Arc::clone(&server.asked);
    std::thread::spawn(move || {
        while asked.lock().unwrap().is_empty() {
            std::thread::sleep(Duration::from_millis(5));
        }
        later.store(true, Ordering::Relaxed);
    });
    let mut heard = Heard { stop: Some((stop, |_| false)), ..Heard::default() };
    assert!(ran(&server.url, "", &mut heard).0.stopped);
}

#[test]
fn answers_are_passed_on() {
    let server = serve(|_, asked, stream| match asked.line.as_str() {
        "POST /runs HTTP/1.1" => {
            say(stream, "202 Ok", &format!("{JSON}location: /runs/9\r\n"), "{\"status\":\"queued\"}")
        }
        "POST /runs/9/messages HTTP/1.1" => say(stream, "204 Ok", "", ""),
        _ => say(stream, "200 Ok", JSON, DONE),
    });
    let mut heard = Heard::default();
    heard.say(Message::Answer { id: "q1".into(), text: "8080".into(), by: "ana".into() });
    assert_eq!(ran(&server.url, "talks = true", &mut heard).0, Finish::default());
    let asked = server.asked.lock().unwrap().clone();
    assert!(asked.iter().any(|asked| asked.body.contains("\"8080\"") && asked.line.contains("/messages")), "{asked:?}");
}

#[test]
fn wrong_options_name_their_key() {
    let wrong = |options: &str| format!("{:#}", make(&setting("http", options)).err().unwrap());
    assert!(wrong("").contains("backends.mine.url"));
    assert!(wrong("url = 'file:///etc/passwd'").contains("http://"));
    assert!(wrong("url = 'http://a:b@x/'").contains("password"));
    assert!(wrong("url = 'http://x/'\nsecret_env = 'NO_SUCH'").contains("NO_SUCH"));
    assert!(wrong("url = 'http://x/'\ntalks = 1").contains("true or false"));
    assert!(wrong("url = 'http://x/'\nurI = 1").contains("no such option"));
}
