//! The options of a probe: of which kind each is, whether what is written fits, and what is read of it.

use std::collections::BTreeMap;
use std::time::Duration;

use toml::Value;
use url::Url;

use super::probes::Meta;
use crate::config::keys::nearest;
use crate::duration;

/// An option of a probe.
#[derive(Debug)]
pub struct Opt {
    /// Its key.
    pub name: &'static str,
    /// What it may be.
    pub kind: Kind,
    /// It cannot be left out.
    pub required: bool,
    /// What it does, and its default: one or two sentences.
    pub about: &'static str,
}

impl Opt {
    /// One that may be left out.
    pub const fn new(name: &'static str, kind: Kind, about: &'static str) -> Self {
        Self { name, kind, required: false, about }
    }

    /// One that may not.
    pub const fn required(name: &'static str, kind: Kind, about: &'static str) -> Self {
        Self { name, kind, required: true, about }
    }
}

/// What an option may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An address: `redis://127.0.0.1:6379/0`.
    Url,
    /// Any text.
    Text,
    /// A text that is never printed.
    Secret,
    /// A whole number from 0 up.
    Number,
    /// A port: 1 to 65535.
    Port,
    /// A number.
    Decimal,
    /// `true` or `false`.
    Flag,
    /// A list of texts.
    Words,
    /// A time: `"2s"`, `"150ms"`, `"26h"`, `"21d"`.
    Duration,
    /// A size: `"500MB"`, `"2GiB"`, or a part: `"10%"`.
    Size,
    /// A regular expression.
    Regex,
    /// A jq filter.
    Jq,
    /// A table of texts: headers.
    Pairs,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Ranges of numbers: `"200-299,304"`.
    Ranges,
}

/// An option that is wrong, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// Its key.
    pub key: String,
    /// Why; to be read after the key.
    pub why: String,
}

impl Wrong {
    /// That one.
    pub fn new(key: &str, why: impl Into<String>) -> Self {
        Self { key: key.to_owned(), why: why.into() }
    }
}

/// A size, or a part of the whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Size {
    /// So many bytes.
    Bytes(u64),
    /// So many hundredths.
    Percent(f64),
}

/// The options of one probe. Every getter gives `None` for what is not set; what is set was checked.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Options {
    values: BTreeMap<String, Value>,
    schemes: &'static [&'static str],
    port: Option<u16>,
}

impl Options {
    /// Checks what is written against what the probe knows.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn new(meta: &'static Meta, values: BTreeMap<String, Value>) -> Result<Self, Vec<Wrong>> {
        let mut wrong = Vec::new();
        for (key, value) in &values {
            match meta.options.iter().find(|option| option.name == key) {
                None => wrong.push(unknown(meta, key)),
                Some(option) => {
                    if let Err(why) = option.kind.check(value, meta) {
                        wrong.push(Wrong::new(key, why));
                    }
                }
            }
        }
        for option in meta.options.iter().filter(|option| option.required && !values.contains_key(option.name)) {
            wrong.push(Wrong::new("probe", format!("{} needs `{}`: {}", meta.name, option.name, option.about)));
        }
        let options = Self { values, schemes: meta.schemes, port: meta.port };
        if wrong.is_empty() { Ok(options) } else { Err(wrong) }
    }

    /// A text, an address as it is written, a word of a choice, a pattern or a filter.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.values.get(name)?.as_str()
    }

    /// A whole number.
    pub fn number(&self, name: &str) -> Option<u64> {
        u64::try_from(self.values.get(name)?.as_integer()?).ok()
    }

    /// A port.
    pub fn port(&self, name: &str) -> Option<u16> {
        u16::try_from(self.number(name)?).ok()
    }

    /// A number.
    pub fn decimal(&self, name: &str) -> Option<f64> {
        match self.values.get(name)? {
            Value::Float(number) => Some(*number),
            #[expect(clippy::cast_precision_loss, reason = "thresholds are far below 2^52")]
            Value::Integer(number) => Some(*number as f64),
            _ => None,
        }
    }

    /// A flag, else its default.
    pub fn flag(&self, name: &str, default: bool) -> bool {
        self.values.get(name).and_then(Value::as_bool).unwrap_or(default)
    }

    /// A list of texts; empty when it is not set.
    pub fn words(&self, name: &str) -> Vec<&str> {
        self.values.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// A time.
    pub fn duration(&self, name: &str) -> Option<Duration> {
        duration::parse(self.text(name)?).ok()
    }

    /// A size.
    pub fn size(&self, name: &str) -> Option<Size> {
        size(self.text(name)?).ok()
    }

    /// A pattern.
    pub fn regex(&self, name: &str) -> Option<regex::Regex> {
        regex::Regex::new(self.text(name)?).ok()
    }

    /// A table of texts, in the order of its keys.
    pub fn pairs(&self, name: &str) -> Vec<(&str, &str)> {
        let table = self.values.get(name).and_then(Value::as_table);
        table.into_iter().flatten().filter_map(|(key, value)| Some((key.as_str(), value.as_str()?))).collect()
    }

    /// Ranges of numbers, both ends in.
    pub fn ranges(&self, name: &str) -> Option<Vec<(u64, u64)>> {
        ranges(&shown(self.values.get(name)?)).ok()
    }

    /// The address, with the scheme and the port that are meant when they are not written.
    pub fn url(&self) -> Option<Url> {
        let mut url = address(self.text("url")?, self.schemes).ok()?;
        if url.port_or_known_default().is_none()
            && let Some(port) = self.port
        {
            let _ = url.set_port(Some(port));
        }
        Some(url)
    }

    /// Host and port of the address.
    pub fn host_and_port(&self) -> Option<(String, u16)> {
        let url = self.url()?;
        let host = url.host_str()?.trim_start_matches('[').trim_end_matches(']').to_owned();
        Some((host, url.port_or_known_default().or(self.port)?))
    }

    /// Something is set.
    pub fn is_set(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    /// The user and the password: the options of that name, else those of the address.
    pub fn credentials(&self) -> (Option<String>, Option<String>) {
        let decoded = |text: &str| percent_encoding::percent_decode_str(text).decode_utf8_lossy().into_owned();
        let url = self.url();
        let user = url.as_ref().map(Url::username).filter(|user| !user.is_empty()).map(decoded);
        let password = url.as_ref().and_then(Url::password).map(decoded);
        let set = |name: &str| self.text(name).map(str::to_owned);
        (set("user").or(user), set("password").or(password))
    }

    /// What must not be printed: passwords and queries of addresses, secret options, and headers that identify somebody.
    pub fn secrets(&self, meta: &Meta) -> Vec<String> {
        let secret = meta.options.iter().filter(|option| option.kind == Kind::Secret);
        let mut secrets: Vec<String> = secret.filter_map(|option| Some(self.text(option.name)?.to_owned())).collect();
        for url in meta.options.iter().filter(|option| option.kind == Kind::Url) {
            let Some(Ok(url)) = self.text(url.name).map(|text| address(text, meta.schemes)) else { continue };
            if let Some(password) = url.password() {
                secrets.push(percent_encoding::percent_decode_str(password).decode_utf8_lossy().into_owned());
                secrets.push(password.to_owned());
            }
            secrets.extend(url.query().filter(|query| !query.is_empty()).map(str::to_owned));
            // A token may stand in the query; a short value is a flag or a number, unless its name says otherwise.
            let pairs = url.query_pairs().filter(|(name, value)| value.len() >= 8 || identifies(name));
            secrets.extend(pairs.map(|(_, value)| value.into_owned()).filter(|value| !value.is_empty()));
        }
        for pairs in meta.options.iter().filter(|option| option.kind == Kind::Pairs) {
            for (_, value) in self.pairs(pairs.name).into_iter().filter(|(name, _)| identifies(name)) {
                // The word before it, `Bearer`, says nothing.
                secrets.extend(value.split_once(' ').map(|(_, token)| token.to_owned()));
                secrets.push(value.to_owned());
            }
        }
        secrets
    }

    /// What it looks at, for people: the address without user, password and query, else the first option that is set.
    pub fn shown_target(&self) -> String {
        match self.url() {
            Some(url) => without_secrets(url),
            None => self.values.iter().find_map(|(_, value)| value.as_str()).unwrap_or("this machine").to_owned(),
        }
    }
}

/// Whether a header or a part of a query, by its name, says who asks.
pub fn identifies(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["auth", "cookie", "token", "key", "secret", "pass", "pwd", "sig", "session"].iter().any(|part| name.contains(part))
}

/// An address without user, password, query and fragment.
pub fn without_secrets(mut url: Url) -> String {
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_query(None);
    url.set_fragment(None);
    url.to_string().trim_end_matches('/').to_owned()
}

/// The address that a text means; one without a scheme gets the first of `schemes`.
pub fn address(text: &str, schemes: &[&str]) -> Result<Url, String> {
    let with_scheme = match (text.contains("://"), schemes.first()) {
        (false, Some(scheme)) => format!("{scheme}://{text}"),
        _ => text.to_owned(),
    };
    let url = Url::parse(&with_scheme).map_err(|error| match error {
        url::ParseError::InvalidPort => "has a port that is out of range: 1 to 65535".to_owned(),
        error => format!("is no address: {error}"),
    })?;
    if !schemes.is_empty() && !schemes.contains(&url.scheme()) {
        return Err(format!("has the scheme {}; known here are {}", url.scheme(), schemes.join(", ")));
    }
    if url.port() == Some(0) {
        return Err("has a port that is out of range: 1 to 65535".to_owned());
    }
    // `unix:///run/x.sock` names a path instead of a host.
    if url.host_str().is_none_or(str::is_empty) && url.path().trim_matches('/').is_empty() {
        return Err("names no host".to_owned());
    }
    Ok(url)
}

fn unknown(meta: &Meta, key: &str) -> Wrong {
    let names: Vec<&str> = meta.options.iter().map(|option| option.name).collect();
    let near = nearest(key, names.iter().copied()).map_or(String::new(), |near| format!("; did you mean {near}?"));
    let known = if near.is_empty() { format!("; it knows {}", names.join(", ")) } else { String::new() };
    Wrong::new(key, format!("is no option of the {} probe{near}{known}", meta.name))
}

impl Kind {
    /// What is expected, for messages and help.
    pub fn expected(self) -> String {
        match self {
            Self::Url => "an address".to_owned(),
            Self::Text | Self::Secret => "a text in quotes".to_owned(),
            Self::Number => "a whole number from 0 up".to_owned(),
            Self::Port => "a port, 1 to 65535".to_owned(),
            Self::Decimal => "a number".to_owned(),
            Self::Flag => "true or false".to_owned(),
            Self::Words => "a list of texts".to_owned(),
            Self::Duration => "a time such as \"2s\", \"150ms\" or \"26h\"".to_owned(),
            Self::Size => "a size such as \"500MB\", or a part such as \"10%\"".to_owned(),
            Self::Regex => "a regular expression".to_owned(),
            Self::Jq => "a jq filter".to_owned(),
            Self::Pairs => "a table of texts".to_owned(),
            Self::Choice(words) => format!("one of {}", words.join(", ")),
            Self::Ranges => "ranges such as \"200-299,304\"".to_owned(),
        }
    }

    fn check(self, value: &Value, meta: &Meta) -> Result<(), String> {
        let expected = || format!("must be {}, not {}", self.expected(), shown(value));
        match (self, value) {
            (Self::Text | Self::Secret, Value::String(_)) | (Self::Flag, Value::Boolean(_)) => Ok(()),
            (Self::Decimal, Value::Float(_) | Value::Integer(_)) => Ok(()),
            (Self::Number, Value::Integer(number)) if *number >= 0 => Ok(()),
            (Self::Port, Value::Integer(port)) if (1..=65535).contains(port) => Ok(()),
            (Self::Port, Value::Integer(port)) => Err(format!("is {port}, which is out of range: 1 to 65535")),
            (Self::Words, Value::Array(items)) if items.iter().all(Value::is_str) => Ok(()),
            (Self::Pairs, Value::Table(table)) if table.values().all(Value::is_str) => Ok(()),
            (Self::Ranges, Value::Integer(_) | Value::String(_)) => ranges(&shown(value)).map(drop),
            (Self::Url, Value::String(text)) => address(text, meta.schemes).map(drop),
            (Self::Duration, Value::String(text)) => duration::parse(text).map(drop),
            (Self::Size, Value::String(text)) => size(text).map(drop),
            (Self::Regex, Value::String(text)) => match regex::Regex::new(text) {
                Ok(_) => Ok(()),
                Err(error) => Err(format!("is no regular expression: {}", last_line(&error.to_string()))),
            },
            (Self::Jq, Value::String(text)) => super::jq::check(text),
            (Self::Choice(words), Value::String(word)) if words.contains(&word.as_str()) => Ok(()),
            _ => Err(expected()),
        }
    }
}

fn last_line(text: &str) -> &str {
    text.lines().last().unwrap_or_default().trim_start_matches("error: ")
}

/// A value, short enough for a message, texts without their quotes.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Table(_) => "a table".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        other => other.to_string(),
    }
}

fn ranges(text: &str) -> Result<Vec<(u64, u64)>, String> {
    let wrong = || format!("must be ranges such as \"200-299,304\", not {text}");
    let one = |part: &str| -> Option<(u64, u64)> {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        let (from, to) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
        (from <= to).then_some((from, to))
    };
    text.split(',').map(|part| one(part.trim()).ok_or_else(wrong)).collect()
}

/// `10%`, `500MB`, `2GiB`, `1024`.
fn size(text: &str) -> Result<Size, String> {
    let wrong = || format!("must be a size such as 500MB, or a part such as 10%, not {text}");
    let text = text.trim();
    let digits = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let number: f64 = text[..digits].parse().map_err(|_| wrong())?;
    let unit = match text[digits..].trim().to_ascii_lowercase().as_str() {
        "%" if number <= 100.0 => return Ok(Size::Percent(number)),
        "" | "b" => 1.0,
        "k" | "kb" => 1e3,
        "m" | "mb" => 1e6,
        "g" | "gb" => 1e9,
        "t" | "tb" => 1e12,
        "kib" => 1024.0,
        "mib" => 1024.0 * 1024.0,
        "gib" => 1024.0 * 1024.0 * 1024.0,
        "tib" => 1024.0 * 1024.0 * 1024.0 * 1024.0,
        _ => return Err(wrong()),
    };
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "digits and a point: never negative; `as` saturates"
    )]
    Ok(Size::Bytes((number * unit) as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_refused() {
        let of = |text: &str| address(text, &["redis", "rediss"]).map(|url| url.to_string());
        assert_eq!(of("redis://h:6380/1").unwrap(), "redis://h:6380/1");
        assert_eq!(of("localhost:6379").unwrap(), "redis://localhost:6379");
        assert!(of("redis://h:99999").unwrap_err().contains("out of range"));
        assert!(of("redis://h:0").unwrap_err().contains("out of range"));
        assert!(of("http://h").unwrap_err().contains("known here are redis, rediss"));
        assert!(of("redis://").unwrap_err().contains("names no host"));
    }

    #[test]
    fn secrets_are_not_part_of_a_target() {
        let url = Url::parse("postgres://me:pa%20ss@db:5432/x?sslpassword=1#f").unwrap();
        assert_eq!(without_secrets(url), "postgres://db:5432/x");
    }

    #[test]
    fn what_identifies_somebody_is_secret() {
        const META: Meta = Meta {
            name: "x",
            about: "",
            schemes: &["http"],
            port: None,
            options: &[
                Opt::new("url", Kind::Url, ""),
                Opt::new("headers", Kind::Pairs, ""),
                Opt::new("token", Kind::Secret, ""),
            ],
        };
        let text = "url = 'http://u:p%40ss@h/?api_key=k1&page=2'\ntoken = 't1'\n[headers]\nAuthorization = 'Basic b1'\n\
                    Accept = 'text/plain'";
        let values: toml::Table = toml::from_str(text).unwrap();
        let options = Options::new(&META, values.into_iter().collect()).unwrap();
        let expected = ["t1", "p@ss", "p%40ss", "api_key=k1&page=2", "k1", "b1", "Basic b1"];
        assert_eq!(options.secrets(&META), expected);
    }

    #[test]
    fn sizes_and_ranges() {
        assert_eq!(size("10%"), Ok(Size::Percent(10.0)));
        assert_eq!(size("1.5 GiB"), Ok(Size::Bytes(1_610_612_736)));
        assert!(size("101%").is_err() && size("big").is_err());
        assert_eq!(ranges("200-299,304"), Ok(vec![(200, 299), (304, 304)]));
        assert!(ranges("300-200").is_err() && ranges("x").is_err());
    }
}
