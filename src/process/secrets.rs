/// Names of variables that hold secrets contain one of these.
const NAMES: [&str; 6] = ["KEY", "TOKEN", "SECRET", "PASSWORD", "PASSWD", "CREDENTIAL"];
/// A shorter value stands in too many places by chance.
const MIN_LENGTH: usize = 8;
const INSTEAD: &[u8] = b"[redacted]";

/// Values that must not be stored or printed.
#[derive(Clone, Default)]
pub struct Secrets {
    /// Longest first: one may be a part of another.
    values: Vec<Vec<u8>>,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Secrets({})", self.values.len())
    }
}

impl Secrets {
    /// The values of those variables whose name says that they are secret.
    pub fn from_vars<'a>(vars: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let secret = |name: &str| {
            let name = name.to_ascii_uppercase();
            NAMES.iter().any(|part| name.contains(part))
        };
        let mut values: Vec<Vec<u8>> = vars
            .into_iter()
            .filter(|(name, value)| value.trim().len() >= MIN_LENGTH && secret(name))
            .map(|(_, value)| value.trim().as_bytes().to_vec())
            .collect();
        values.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        values.dedup();
        Self { values }
    }

    /// These as well, whatever they are called. Those of fewer than four bytes stand in too many places by chance.
    #[must_use]
    pub fn and(mut self, values: impl IntoIterator<Item = String>) -> Self {
        self.values.extend(values.into_iter().filter(|value| value.len() >= 4).map(String::into_bytes));
        self.values.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        self.values.dedup();
        self
    }

    /// A text with `[redacted]` in the place of every secret.
    pub fn redact_text(&self, text: &str) -> String {
        String::from_utf8_lossy(&self.redact(text.as_bytes().to_vec())).into_owned()
    }

    /// The text with `[redacted]` in the place of every secret.
    pub fn redact(&self, mut bytes: Vec<u8>) -> Vec<u8> {
        for value in &self.values {
            let finder = memchr::memmem::Finder::new(value);
            if finder.find(&bytes).is_none() {
                continue;
            }
            let mut clean = Vec::with_capacity(bytes.len());
            let mut from = 0;
            for at in finder.find_iter(&bytes) {
                clean.extend_from_slice(&bytes[from..at]);
                clean.extend_from_slice(INSTEAD);
                from = at + value.len();
            }
            clean.extend_from_slice(&bytes[from..]);
            bytes = clean;
        }
        bytes
    }

    /// Without the beginning of a secret at the end.
    pub(super) fn without_begun(&self, mut bytes: Vec<u8>) -> Vec<u8> {
        let begun = self.longest(|value, length| bytes.ends_with(&value[..length]));
        bytes.truncate(bytes.len() - begun);
        bytes
    }

    /// Without the rest of a secret at the beginning.
    pub(super) fn without_rest(&self, mut bytes: Vec<u8>) -> Vec<u8> {
        let rest = self.longest(|value, length| bytes.starts_with(&value[value.len() - length..]));
        bytes.drain(..rest);
        bytes
    }

    fn longest(&self, there: impl Fn(&[u8], usize) -> bool) -> usize {
        let of = |value: &Vec<u8>| (1..value.len()).rev().find(|length| there(value, *length)).unwrap_or(0);
        self.values.iter().map(of).max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_secret_and_long_values_go() {
        let secrets = Secrets::from_vars([
            ("API_TOKEN", "tok-12345678"),
            ("github_token", "tok-12345678-long"),
            ("DB_PASSWORD", "short"),
            ("HOME", "/home/someone"),
        ]);
        let text = b"tok-12345678 tok-12345678-long tok-12345678x short /home/someone".to_vec();
        let redacted = String::from_utf8(secrets.redact(text)).unwrap();
        assert_eq!(redacted, "[redacted] [redacted] [redacted]x short /home/someone");
        assert_eq!(format!("{secrets:?}"), "Secrets(2)");
    }
}
