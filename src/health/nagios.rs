//! What Nagios plugins print: a line for people, and measures behind a bar.

use super::probes::Reading;
use super::programs::short;
use crate::report::{Measure, ProbeOutcome};

/// The reading of a plugin's exit code and output; `errors` is what else it said.
pub fn read(code: i32, output: &str, errors: &str) -> Reading {
    let outcome = match code {
        0 => ProbeOutcome::Ok,
        1 => ProbeOutcome::Warn,
        2 => ProbeOutcome::Fail,
        3 => ProbeOutcome::Error,
        _ => {
            return Reading::error(format!("exit code {code}, which no Nagios plugin gives: {errors}"));
        }
    };
    let first = output.lines().next().unwrap_or_default();
    let (text, _) = first.split_once('|').unwrap_or((first, ""));
    let text = if text.trim().is_empty() { format!("exit code {code} {errors}") } else { text.to_owned() };
    let mut reading = Reading::new(outcome, short(&text));
    reading.measures = perfdata(output);
    reading
}

/// The measures of the whole output: behind the bar of the first line, and behind the next bar to the end.
fn perfdata(output: &str) -> Vec<Measure> {
    let mut lines = output.lines();
    let mut data =
        lines.next().and_then(|line| line.split_once('|')).map_or(String::new(), |(_, data)| data.to_owned());
    let rest: String = lines.collect::<Vec<_>>().join(" ");
    if let Some((_, more)) = rest.split_once('|') {
        data.push(' ');
        data.push_str(more);
    }
    let mut measures = Vec::new();
    let mut left = data.trim_start();
    while let Some((label, after)) = label(left) {
        let end = after.find(char::is_whitespace).unwrap_or(after.len());
        measures.extend(measure(&label, &after[..end]));
        left = after[end..].trim_start();
    }
    measures
}

/// `'free space'=` or `time=`, and what stands behind it.
fn label(text: &str) -> Option<(String, &str)> {
    if let Some(quoted) = text.strip_prefix('\'') {
        // A quote within is written twice.
        let mut from = 0;
        loop {
            let at = from + quoted[from..].find('\'')?;
            let after = &quoted[at + 1..];
            if after.starts_with('\'') {
                from = at + 2;
                continue;
            }
            return Some((quoted[..at].replace("''", "'"), after.strip_prefix('=')?));
        }
    }
    let (label, after) = text.split_once('=')?;
    // What is not a measure is passed by.
    let label = label.rsplit(char::is_whitespace).next().unwrap_or(label);
    (!label.is_empty()).then(|| (label.to_owned(), after))
}

/// `0.013s;0.5;1;0`.
fn measure(label: &str, text: &str) -> Option<Measure> {
    let mut parts = text.split(';');
    let first = parts.next()?;
    let digits =
        first.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E'))).unwrap_or(first.len());
    let value: f64 = first[..digits].parse().ok().filter(|value: &f64| value.is_finite())?;
    let (unit, factor) = match &first[digits..] {
        "s" => ("s", 1.0),
        "ms" => ("ms", 1.0),
        "us" => ("ms", 0.001),
        "%" => ("%", 1.0),
        "B" => ("bytes", 1.0),
        "KB" | "kB" => ("bytes", 1024.0),
        "MB" => ("bytes", 1024.0 * 1024.0),
        "GB" => ("bytes", 1024.0 * 1024.0 * 1024.0),
        "TB" => ("bytes", 1024.0 * 1024.0 * 1024.0 * 1024.0),
        _ => ("", 1.0),
    };
    // `10`: from there on; `10:`: below; a range with two ends is no single limit.
    let limit = |part: Option<&str>| {
        let part = part?.trim();
        let number: f64 = part.strip_suffix(':').unwrap_or(part).parse().ok()?;
        Some(number * factor)
    };
    let (warn, fail) = (limit(parts.next()), limit(parts.next()));
    Some(Measure { name: label.to_owned(), value: value * factor, unit, warn, fail })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plugin_is_read_with_its_measures() {
        let output = "DISK OK - free space: / 3326 MB (56%) | /=2643MB;5948;5958;0;5968 'a b''c'=1.5s;;2:\nlong text\nmore | time=20us x";
        let reading = read(1, output, "");
        assert_eq!(
            (reading.outcome, reading.message.as_str()),
            (ProbeOutcome::Warn, "DISK OK - free space: / 3326 MB (56%)")
        );
        let shown: Vec<_> =
            reading.measures.iter().map(|m| (m.name.as_str(), m.value, m.unit, m.warn, m.fail)).collect();
        let mega = 1024.0 * 1024.0;
        assert_eq!(
            shown,
            [
                ("/", 2643.0 * mega, "bytes", Some(5948.0 * mega), Some(5958.0 * mega)),
                ("a b'c", 1.5, "s", None, Some(2.0)),
                ("time", 0.02, "ms", None, None),
            ]
        );
    }

    #[test]
    fn codes_that_no_plugin_gives_say_nothing_of_the_service() {
        assert_eq!(read(127, "", "not found").outcome, ProbeOutcome::Error);
        assert_eq!(read(3, "UNKNOWN - x", "").outcome, ProbeOutcome::Error);
        for odd in ["", "|", "| = ", "x | '", "x | 'a", "x | a=;;;", "x|a=1;2:3;@4:5 é='"] {
            read(0, odd, "");
        }
    }
}
