//! From an artifact's URI to a path: absolute, or relative to where the tool ran.

use serde_json::Value;

/// Bases that lead to bases, at most.
const MAX_BASES: usize = 8;

/// The path of an artifact location, with the bases of its run.
pub(super) fn path(location: &Value, bases: &Value) -> Option<String> {
    let mut path = text(location, "uri").map(plain_path).unwrap_or_default();
    let mut base = text(location, "uriBaseId");
    for _ in 0..MAX_BASES {
        if is_absolute(&path) {
            break;
        }
        let Some(location) = base.and_then(|name| bases.get(name)) else { break };
        if let Some(uri) = text(location, "uri") {
            path = joined(&plain_path(uri), &path);
        }
        base = text(location, "uriBaseId");
    }
    (!path.is_empty()).then_some(path)
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

fn joined(base: &str, path: &str) -> String {
    if base.is_empty() || base.ends_with('/') { format!("{base}{path}") } else { format!("{base}/{path}") }
}

/// It stands by itself: `/a`, `C:/a`, or something with a scheme.
fn is_absolute(path: &str) -> bool {
    path.starts_with('/') || scheme(path).is_some() || is_drive(path)
}

fn is_drive(path: &str) -> bool {
    let bytes = path.as_bytes();
    bytes.len() > 2 && bytes[0].is_ascii_alphabetic() && bytes[1] == b':' && matches!(bytes[2], b'/' | b'\\')
}

/// The scheme, of at least two letters: one letter is a drive.
fn scheme(uri: &str) -> Option<&str> {
    let (scheme, _) = uri.split_once(':')?;
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    (scheme.len() > 1 && scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(allowed))
        .then_some(scheme)
}

/// A URI as a path: without `file:`, percent-decoded. Other schemes stay as they are.
fn plain_path(uri: &str) -> String {
    let Some(scheme) = scheme(uri) else { return decoded(uri) };
    if !scheme.eq_ignore_ascii_case("file") {
        return uri.to_owned();
    }
    let rest = &uri[scheme.len() + 1..];
    let path = match rest.strip_prefix("//") {
        // A host is part of the path on Windows, and nothing elsewhere.
        Some(after) => match after.split_once('/') {
            Some(("" | "localhost", path)) => format!("/{path}"),
            _ => rest.to_owned(),
        },
        None => rest.to_owned(),
    };
    let path = decoded(&path);
    match path.strip_prefix('/') {
        Some(drive) if is_drive(drive) => drive.to_owned(),
        _ => path,
    }
}

/// Percent-decoded; as it is when that makes no text, for the tools that write plain paths.
fn decoded(uri: &str) -> String {
    if !uri.contains('%') {
        return uri.to_owned();
    }
    let mut bytes = Vec::with_capacity(uri.len());
    let mut rest = uri.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.filter(|_| first == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| uri.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(uri: &str) -> String {
        path(&json!({ "uri": uri }), &Value::Null).unwrap_or_default()
    }

    #[test]
    fn uris_become_paths() {
        assert_eq!(of("src/a%20b/%E6%97%A5.py"), "src/a b/日.py");
        assert_eq!(of("file:///repo/py/bad.py"), "/repo/py/bad.py");
        assert_eq!(of("file://localhost/repo/a.py"), "/repo/a.py");
        assert_eq!(of("file:/repo/a%2Bb.py"), "/repo/a+b.py");
        assert_eq!(of("file:///C:/repo/a.py"), "C:/repo/a.py");
        assert_eq!(of("file://server/share/a.py"), "//server/share/a.py");
        assert_eq!(of("/repo/a.py"), "/repo/a.py");
        assert_eq!(of("C:\\repo\\a.py"), "C:\\repo\\a.py");
        assert_eq!(of("https://example.org/a%20b"), "https://example.org/a%20b");
        assert_eq!(of("100%.py"), "100%.py");
        assert_eq!(of("a%FFb.py"), "a%FFb.py");
        assert_eq!(of(""), "");
    }

    #[test]
    fn bases_lead_to_bases() {
        let bases = json!({
            "ROOT": { "uri": "file:///repo/" },
            "SRC": { "uri": "src", "uriBaseId": "ROOT" },
            "LOOP": { "uri": "x/", "uriBaseId": "LOOP" },
            "%SRCROOT%": {},
        });
        let of = |uri: &str, base: &str| path(&json!({ "uri": uri, "uriBaseId": base }), &bases).unwrap();
        assert_eq!(of("a.py", "SRC"), "/repo/src/a.py");
        assert_eq!(of("../a.py", "ROOT"), "/repo/../a.py");
        assert_eq!(of("a.py", "%SRCROOT%"), "a.py");
        assert_eq!(of("a.py", "UNKNOWN"), "a.py");
        assert_eq!(of("/abs.py", "ROOT"), "/abs.py");
        assert!(of("a.py", "LOOP").ends_with("x/a.py"));
    }
}
