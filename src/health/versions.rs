//! Versions of programs against ranges of them.

use semver::{Version, VersionReq};

/// Ranges, one of which a version must be in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    any: Vec<VersionReq>,
}

impl Range {
    /// `>=1.80, <2`, `^20 || >=22`, `>=18 <21`, `1.95` (1.95 or later, before 2).
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let any = text.split("||").map(one).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { any })
    }

    /// A version is in it. What makes it a preview (`1.96.0-nightly`) does not count: a preview has what the release has.
    pub fn fits(&self, version: &Version) -> bool {
        let release = Version::new(version.major, version.minor, version.patch);
        self.any.iter().any(|range| range.matches(&release))
    }
}

fn one(text: &str) -> Result<VersionReq, String> {
    let text = text.trim();
    VersionReq::parse(text).or_else(|error| {
        // `>=18 <21`, as npm writes it; `>= 18` is one.
        let mut parts: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            let word = word.trim_end_matches(',');
            match parts.last_mut().filter(|last| last.chars().all(|c| "<>=^~".contains(c))) {
                Some(last) => last.push_str(word),
                None => parts.push(word.to_owned()),
            }
        }
        VersionReq::parse(&parts.join(", ")).map_err(|_| format!("is no range of versions ({error}): \"{text}\""))
    })
}

/// The version that a text means: `1.95`, `v20.11.0`, `go1.22.1`, `9.5.0.1`.
pub fn version(text: &str) -> Option<Version> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let mut numbers = text[start..].splitn(4, '.').map(|part| {
        let digits: String = part.chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<u64>().ok()
    });
    let major = numbers.next()??;
    Some(Version::new(major, numbers.next().flatten().unwrap_or(0), numbers.next().flatten().unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_in_ranges_or_not() {
        let fits = |range: &str, text: &str| Range::parse(range).unwrap().fits(&version(text).unwrap());
        assert!(fits(">=1.80, <2", "1.95") && !fits(">=1.80, <2", "2.0.0"));
        assert!(fits("^18 || >=20", "v20.1.0") && !fits("^18 || >=20", "19.9"));
        assert!(fits(">=18 <21", "20.0") && !fits(">= 18 <21", "21.0"));
        assert!(fits("~1.95", "1.95.3") && !fits("=1.95.0", "1.95.3"));
        assert!(fits(">=1.96", "1.96.0-nightly") && fits("*", "0.1") && fits(">=1.22", "go1.22.1"));
        assert_eq!(version("9.5.0.1"), Some(Version::new(9, 5, 0)));
        assert!(Range::parse("soon").is_err() && Range::parse("").is_err() && version("none").is_none());
    }
}
