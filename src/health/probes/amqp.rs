use std::time::Instant;

use amq_protocol::frame::{AMQPContentHeader, AMQPFrame, ProtocolVersion, WriteContext, gen_frame, parse_frame};
use amq_protocol::protocol::{AMQPClass, BasicProperties, basic, channel, connection, queue};
use amq_protocol::types::{AMQPValue, FieldTable, LongString, ShortString};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use url::Url;

use super::{Meta, Options, Probe, Probing, Reading, Target, Wrong, unreachable};
use crate::health::nested::cut;
use crate::health::options::{Kind, Opt, address};
use crate::health::tls::{self, Tls};
use crate::report::ProbeOutcome;

/// Logs in at a RabbitMQ, or at another server of AMQP 0-9-1. The conversation is short and of one thread, so the
/// frames of the protocol's library are enough: a client that reconnects would live longer than the probe.
pub(super) struct Amqp;

const META: Meta = Meta {
    name: "amqp",
    about: "RabbitMQ accepts the login and messages, and a queue is not too long.",
    schemes: SCHEMES,
    port: Some(5672),
    options: &[
        Opt::required("url", Kind::Url, "The server, its user and virtual host: \"amqp://me:${PASS}@localhost/shop\"."),
        Opt::new(
            "alarms",
            Kind::Flag,
            "false: it is not asked, by an empty message to nobody, whether it takes messages.",
        ),
        Opt::new("queue", Kind::Text, "A queue that must exist. It is looked at, never declared."),
        Opt::new("warn_messages", Kind::Number, "From so many waiting messages on the `queue` is worth a look."),
        Opt::new("fail_messages", Kind::Number, "From so many waiting messages on it has failed."),
        Opt::new("min_consumers", Kind::Number, "The `queue` has failed with fewer consumers [default: 0]."),
        tls::CA,
        tls::CLIENT_CERT,
        tls::CLIENT_KEY,
        tls::INSECURE,
    ],
};

const SCHEMES: &[&str] = &["amqp", "amqps"];
const TLS_PORT: u16 = 5671;
/// The longest frame that is read. Before both sides agree on another, the protocol has 4096 bytes; RabbitMQ has 128 KiB.
const MOST_FRAME: usize = 128 * 1024 + 8;
/// Type, channel and length stand before, the end mark after the payload.
const FRAME_HEAD: usize = 7;
const SUCCESS: u16 = 200;
const ACCESS_REFUSED: u16 = 403;
const NOT_FOUND: u16 = 404;
const RESOURCE_LOCKED: u16 = 405;
const NOT_ALLOWED: u16 = 530;

impl Probe for Amqp {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn check(&self, options: &Options) -> Result<(), Wrong> {
        for key in ["warn_messages", "fail_messages", "min_consumers"] {
            if options.number(key).is_some() && options.text("queue").is_none() {
                return Err(Wrong::new(key, "needs `queue`"));
            }
        }
        if let (Some(warn), Some(fail)) = (options.number("warn_messages"), options.number("fail_messages"))
            && warn > fail
        {
            return Err(Wrong::new("warn_messages", "is more than `fail_messages`"));
        }
        let too_long = |text: &str| text.len() > 255;
        if options.text("queue").is_some_and(too_long) {
            return Err(Wrong::new("queue", "is longer than 255 bytes"));
        }
        if options.url().is_some_and(|url| too_long(url.path())) {
            return Err(Wrong::new("url", "names a virtual host that is longer than 255 bytes"));
        }
        tls::check(options)
    }

    fn probe<'p>(&'p self, target: &'p Target) -> Probing<'p> {
        Box::pin(async move {
            match look(target).await {
                Ok(reading) | Err(reading) => reading,
            }
        })
    }
}

async fn look(target: &Target) -> Result<Reading, Reading> {
    let written = target.options.text("url").and_then(|text| address(text, SCHEMES).ok());
    let (Some(url), Some((host, port))) = (written, target.options.host_and_port()) else {
        return Err(Reading::error("it has no address"));
    };
    let secure = url.scheme() == "amqps";
    let port = if secure { url.port().unwrap_or(TLS_PORT) } else { port };
    let trust = if secure { Some(Tls::of(target).await?) } else { None };
    let started = Instant::now();
    let stream = TcpStream::connect((host.as_str(), port)).await.map_err(|error| unreachable(&error))?;
    let reading = match trust {
        Some(trust) => converse(&target.options, &url, trust.connect(&host, stream).await?, started).await?,
        None => converse(&target.options, &url, stream, started).await?,
    };
    Ok(reading)
}

async fn converse(
    options: &Options,
    url: &Url,
    stream: impl AsyncRead + AsyncWrite + Unpin,
    started: Instant,
) -> Result<Reading, Reading> {
    let mut wire = Wire { stream, read: Vec::new() };
    let product = login(&mut wire, url).await?;
    let mut reading = Reading::ok(format!("{product} accepts the login")).took(started.elapsed());
    if options.flag("alarms", true)
        && let Some(reason) = blocked(&mut wire).await?
    {
        // It does not read on: there is no use in asking more, nor in saying goodbye.
        return Ok(Reading {
            hint: Some("free memory or disk space there; see `rabbitmqctl list_alarms`".to_owned()),
            ..reading
        }
        .worse(ProbeOutcome::Fail, format!("{product} accepts no messages: {reason}")));
    }
    if let Some(name) = options.text("queue") {
        reading = queue_of(&mut wire, options, name, reading).await?;
    }
    wire.say(0, AMQPClass::Connection(connection::AMQPMethod::Close(goodbye()))).await?;
    Ok(reading)
}

fn goodbye() -> connection::Close {
    connection::Close { reply_code: SUCCESS, reply_text: ShortString::from("goodbye"), class_id: 0, method_id: 0 }
}

/// Frames over a stream.
struct Wire<S> {
    stream: S,
    read: Vec<u8>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Wire<S> {
    async fn send(&mut self, frames: &[AMQPFrame]) -> Result<(), Reading> {
        let mut bytes = Vec::new();
        for frame in frames {
            let written = gen_frame(frame)(WriteContext::from(Vec::new()));
            let written = written.map_err(|_| Reading::error("the request does not fit the protocol"))?;
            bytes.extend(written.into_inner().0);
        }
        self.stream.write_all(&bytes).await.map_err(|error| tls::failure(&error))?;
        self.stream.flush().await.map_err(|error| tls::failure(&error))
    }

    async fn say(&mut self, channel: u16, class: AMQPClass) -> Result<(), Reading> {
        self.send(&[AMQPFrame::Method(channel, class)]).await
    }

    /// The next frame; none when the server hangs up.
    async fn next(&mut self) -> Result<Option<AMQPFrame>, Reading> {
        let other = || Reading::fail("it does not speak AMQP 0-9-1 there");
        loop {
            match self.length() {
                Length::Wrong => return Err(other()),
                Length::Frame(length) if self.read.len() >= length => {
                    let bytes: Vec<u8> = self.read.drain(..length).collect();
                    return parse_frame(bytes.as_slice()).map(|(_, frame)| Some(frame)).map_err(|_| other());
                }
                _ => {}
            }
            match self.stream.read_buf(&mut self.read).await {
                Ok(0) => return Ok(None),
                Ok(_) => {}
                Err(error) if is_hang_up(&error) => return Ok(None),
                Err(error) => return Err(tls::failure(&error)),
            }
        }
    }

    /// How long the next frame is, as far as that can be seen.
    fn length(&self) -> Length {
        match self.read.as_slice() {
            [] => Length::Unknown,
            // The version that it speaks, when that is another one.
            [b'A', ..] => Length::Frame(8),
            [1..=3 | 8, _, _, a, b, c, d, ..] => {
                let payload = u32::from_be_bytes([*a, *b, *c, *d]);
                match usize::try_from(payload) {
                    Ok(payload) if payload < MOST_FRAME => Length::Frame(FRAME_HEAD + payload + 1),
                    _ => Length::Wrong,
                }
            }
            [1..=3 | 8, ..] => Length::Unknown,
            _ => Length::Wrong,
        }
    }

    /// The next method, past heartbeats and what nobody asked for.
    async fn method(&mut self) -> Result<Option<AMQPClass>, Reading> {
        loop {
            match self.next().await? {
                Some(AMQPFrame::Method(_, class)) => return Ok(Some(class)),
                Some(AMQPFrame::ProtocolHeader(version)) => {
                    return Err(Reading::fail(format!("it speaks AMQP {version}, not 0-9-1")));
                }
                Some(_) => {}
                None => return Ok(None),
            }
        }
    }
}

enum Length {
    Unknown,
    Frame(usize),
    Wrong,
}

fn is_hang_up(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{BrokenPipe, ConnectionReset, UnexpectedEof};
    matches!(error.kind(), BrokenPipe | ConnectionReset | UnexpectedEof)
}

fn hung_up(when: &str) -> Reading {
    Reading::fail(format!("it hung up {when}"))
}

fn unfitting(when: &str) -> Reading {
    Reading::fail(format!("it answers with something else than the protocol says, {when}"))
}

/// From the first byte until the virtual host is open. Gives the name and version of the server.
async fn login<S: AsyncRead + AsyncWrite + Unpin>(wire: &mut Wire<S>, url: &Url) -> Result<String, Reading> {
    use connection::AMQPMethod as Method;
    wire.send(&[AMQPFrame::ProtocolHeader(ProtocolVersion::amqp_0_9_1())]).await?;
    let start = match wire.method().await? {
        Some(AMQPClass::Connection(Method::Start(start))) => start,
        Some(_) => return Err(unfitting("to the first bytes")),
        None => return Err(hung_up("on the first bytes")),
    };
    let mechanisms = String::from_utf8_lossy(start.mechanisms.as_bytes()).into_owned();
    if !mechanisms.split(' ').any(|mechanism| mechanism == "PLAIN") {
        return Err(Reading::warn(format!("alive, but it takes no password; it offers {}", cut(&mechanisms))));
    }
    wire.say(0, AMQPClass::Connection(Method::StartOk(introduction(url)))).await?;
    let tune = match wire.method().await? {
        Some(AMQPClass::Connection(Method::Tune(tune))) => tune,
        Some(AMQPClass::Connection(Method::Close(close))) => return Err(dismissed(url, &close)),
        Some(_) => return Err(unfitting("to the login")),
        // How servers without its extension say that a password is wrong.
        None => return Err(refuses()),
    };
    let tuned = connection::TuneOk { channel_max: tune.channel_max, frame_max: tune.frame_max, heartbeat: 0 };
    let open = connection::Open { virtual_host: ShortString::from(virtual_host(url)) };
    wire.send(&[
        AMQPFrame::Method(0, AMQPClass::Connection(Method::TuneOk(tuned))),
        AMQPFrame::Method(0, AMQPClass::Connection(Method::Open(open))),
    ])
    .await?;
    match wire.method().await? {
        Some(AMQPClass::Connection(Method::OpenOk(_))) => Ok(product(&start.server_properties)),
        Some(AMQPClass::Connection(Method::Close(close))) => Err(dismissed(url, &close)),
        Some(_) => Err(unfitting("to the opening of the virtual host")),
        None => Err(hung_up("when the virtual host was opened")),
    }
}

fn introduction(url: &Url) -> connection::StartOk {
    let mut capabilities = FieldTable::default();
    for capability in ["connection.blocked", "authentication_failure_close"] {
        capabilities.insert(ShortString::from(capability), AMQPValue::Boolean(true));
    }
    let mut properties = FieldTable::default();
    properties.insert(ShortString::from("product"), AMQPValue::LongString(LongString::from("planyard")));
    properties.insert(ShortString::from("capabilities"), AMQPValue::FieldTable(capabilities));
    let decoded = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
    let (user, password) = match (url.username(), url.password()) {
        ("", None) => ("guest".to_owned(), "guest".to_owned()),
        (user, password) => (decoded(user), decoded(password.unwrap_or_default())),
    };
    connection::StartOk {
        client_properties: properties,
        mechanism: ShortString::from("PLAIN"),
        response: LongString::from(format!("\0{user}\0{password}")),
        locale: ShortString::from("en_US"),
    }
}

/// `/` unless another is named.
fn virtual_host(url: &Url) -> String {
    match url.path().trim_start_matches('/') {
        "" => "/".to_owned(),
        path => percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned(),
    }
}

fn product(properties: &FieldTable) -> String {
    let text = |name: &str| match properties.inner().get(name) {
        Some(AMQPValue::LongString(text)) => Some(cut(&String::from_utf8_lossy(text.as_bytes()))),
        _ => None,
    };
    match (text("product"), text("version")) {
        (Some(product), Some(version)) => format!("{product} {version}"),
        (Some(product), None) => product,
        _ => "the server".to_owned(),
    }
}

fn refuses() -> Reading {
    Reading::warn("alive, but it refuses these credentials").hint("see the user and password in the `url`")
}

/// Why it closes the connection.
fn dismissed(url: &Url, close: &connection::Close) -> Reading {
    let why = cut(close.reply_text.as_str());
    match close.reply_code {
        ACCESS_REFUSED => refuses(),
        NOT_ALLOWED if why.contains("not found") => {
            Reading::fail(format!("it has no virtual host {}", virtual_host(url)))
                .hint("add it with `rabbitmqctl add_vhost`, or name another in the `url`")
        }
        NOT_ALLOWED if why.contains("refused for user") => {
            Reading::warn(format!("alive, but this user may not use the virtual host {}", virtual_host(url)))
                .hint("see `rabbitmqctl set_permissions`")
        }
        _ => Reading::fail(format!("it closes the connection: {why}")),
    }
}

async fn open_channel<S: AsyncRead + AsyncWrite + Unpin>(wire: &mut Wire<S>, number: u16) -> Result<(), Reading> {
    use channel::AMQPMethod as Method;
    wire.say(number, AMQPClass::Channel(Method::Open(channel::Open {}))).await?;
    match wire.method().await? {
        Some(AMQPClass::Channel(Method::OpenOk(_))) => Ok(()),
        Some(_) => Err(unfitting("to the opening of a channel")),
        None => Err(hung_up("when a channel was opened")),
    }
}

/// Whether it takes messages, and if not, why. A server in need of memory or disk space says so when something is sent to
/// it, and not before: this is an empty message that no queue gets. It then reads nothing more, so that either its word
/// comes first or the answer to what was sent behind the message.
async fn blocked<S: AsyncRead + AsyncWrite + Unpin>(wire: &mut Wire<S>) -> Result<Option<String>, Reading> {
    use channel::AMQPMethod as Method;
    const CHANNEL: u16 = 1;
    open_channel(wire, CHANNEL).await?;
    let publish = basic::Publish {
        exchange: ShortString::default(),
        routing_key: ShortString::from(format!("planyard.nobody.{}", std::process::id())),
        mandatory: false,
        immediate: false,
    };
    let header = AMQPContentHeader { class_id: 60, body_size: 0, properties: BasicProperties::default() };
    let close =
        channel::Close { reply_code: SUCCESS, reply_text: ShortString::from("goodbye"), class_id: 0, method_id: 0 };
    wire.send(&[
        AMQPFrame::Method(CHANNEL, AMQPClass::Basic(basic::AMQPMethod::Publish(publish))),
        AMQPFrame::Header(CHANNEL, header),
        AMQPFrame::Method(CHANNEL, AMQPClass::Channel(Method::Close(close))),
    ])
    .await?;
    loop {
        match wire.method().await? {
            Some(AMQPClass::Connection(connection::AMQPMethod::Blocked(blocked))) => {
                return Ok(Some(cut(blocked.reason.as_str())));
            }
            Some(AMQPClass::Connection(connection::AMQPMethod::Close(close))) => {
                return Err(Reading::fail(format!("it closes the connection: {}", cut(close.reply_text.as_str()))));
            }
            Some(AMQPClass::Channel(Method::CloseOk(_))) => return Ok(None),
            // This user may not send: then nothing is learnt, and nothing is wrong.
            Some(AMQPClass::Channel(Method::Close(_))) => {
                wire.say(CHANNEL, AMQPClass::Channel(Method::CloseOk(channel::CloseOk {}))).await?;
                return Ok(None);
            }
            Some(_) => {}
            None => return Err(hung_up("when a message was sent")),
        }
    }
}

async fn queue_of<S: AsyncRead + AsyncWrite + Unpin>(
    wire: &mut Wire<S>,
    options: &Options,
    name: &str,
    reading: Reading,
) -> Result<Reading, Reading> {
    const CHANNEL: u16 = 2;
    open_channel(wire, CHANNEL).await?;
    let declare = queue::Declare { queue: ShortString::from(name), passive: true, ..queue::Declare::default() };
    wire.say(CHANNEL, AMQPClass::Queue(queue::AMQPMethod::Declare(declare))).await?;
    match wire.method().await? {
        Some(AMQPClass::Queue(queue::AMQPMethod::DeclareOk(queue))) => Ok(counted(options, name, &queue, reading)),
        Some(AMQPClass::Channel(channel::AMQPMethod::Close(close))) => Ok(match close.reply_code {
            NOT_FOUND => reading.worse(ProbeOutcome::Fail, format!("there is no queue {name}")),
            RESOURCE_LOCKED => reading.worse(ProbeOutcome::Warn, format!("the queue {name} belongs to another client")),
            ACCESS_REFUSED => reading
                .worse(ProbeOutcome::Warn, format!("alive, but this user may not look at the queue {name}"))
                .hint("see `rabbitmqctl set_permissions`"),
            _ => reading.worse(ProbeOutcome::Fail, format!("the queue {name}: {}", cut(close.reply_text.as_str()))),
        }),
        Some(_) => Err(unfitting("to the question about the queue")),
        None => Err(hung_up("when it was asked about the queue")),
    }
}

fn counted(options: &Options, name: &str, queue: &queue::DeclareOk, mut reading: Reading) -> Reading {
    let (messages, consumers) = (u64::from(queue.message_count), u64::from(queue.consumer_count));
    let (warn, fail) = (options.number("warn_messages"), options.number("fail_messages"));
    let least = options.number("min_consumers").unwrap_or(0);
    let told = format!("{name} has {}, {}", plural(messages, "message"), plural(consumers, "consumer"));
    reading.message = format!("{}; {told}", reading.message);
    if consumers < least {
        reading = reading.worse(ProbeOutcome::Fail, format!("{told}: it needs {}", plural(least, "consumer")));
    }
    if fail.is_some_and(|fail| messages >= fail) {
        reading = reading.worse(ProbeOutcome::Fail, format!("{told}: too many wait"));
    } else if warn.is_some_and(|warn| messages >= warn) {
        reading = reading.worse(ProbeOutcome::Warn, format!("{told}: many wait"));
    }
    let limits = (options.decimal("warn_messages"), options.decimal("fail_messages"));
    reading.judged("messages", f64::from(queue.message_count), "", limits).judged(
        "consumers",
        f64::from(queue.consumer_count),
        "",
        (None, None),
    )
}

fn plural(count: u64, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn virtual_hosts_are_as_the_uri_says() {
        let of = |text: &str| virtual_host(&Url::parse(text).unwrap());
        assert_eq!((of("amqp://h"), of("amqp://h/"), of("amqp://h/shop")), ("/".into(), "/".into(), "shop".into()));
        assert_eq!((of("amqp://h/%2f"), of("amqp://h/a%20b")), ("/".into(), "a b".into()));
    }

    #[test]
    fn frames_are_measured_before_they_are_read() {
        let length = |read: &[u8]| Wire { stream: tokio::io::empty(), read: read.to_vec() }.length();
        assert!(matches!(length(b""), Length::Unknown));
        assert!(matches!(length(b"AMQP"), Length::Frame(8)));
        assert!(matches!(length(b"\x01\0\0\0\0\0\x05"), Length::Frame(13)));
        assert!(matches!(length(b"\x01\0\0\xff\xff\xff\xff"), Length::Wrong));
        assert!(matches!(length(b"HTTP/1.1 400"), Length::Wrong));
    }
}
