//! Times as plans write them: `1hr`, `30min`, `0.5 hours`, `30-45 min`, `1h 20m`, `2 days`, `N/A (moved)`.

use schemars::JsonSchema;
use serde::Serialize;

/// A time or a range of times, in minutes. A single time has equal ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Estimate {
    /// At least.
    pub low: u32,
    /// At most.
    pub high: u32,
}

/// Minutes of a working day, for estimates in days.
pub const DAY: u32 = 8 * 60;

impl Estimate {
    /// The middle of the range, for sums.
    pub fn middle(self) -> u32 {
        self.low.midpoint(self.high)
    }

    /// Reads the time at the start of a text; what follows (a remark in brackets) is ignored. `None` when it does not
    /// begin with a number and a unit.
    ///
    /// ```
    /// use planyard::plan::estimate::Estimate;
    /// assert_eq!(Estimate::read("30-45 min"), Some(Estimate { low: 30, high: 45 }));
    /// assert_eq!(Estimate::read("1h 20m"), Some(Estimate { low: 80, high: 80 }));
    /// assert_eq!(Estimate::read("N/A (moved)"), None);
    /// ```
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim_start_matches([' ', '~', '\u{2248}', '*', '`', '<', '(']);
        let (first, rest) = number(text)?;
        let after = rest.trim_start();
        if let Some(tail) = range_sign(after)
            && let Some((second, rest)) = number(tail.trim_start_matches([' ', '~']))
        {
            let minutes = unit(rest)?.0;
            return Self::checked(first * minutes, second * minutes);
        }
        let (minutes, rest) = unit(rest)?;
        let low = first * minutes;
        let tail = rest.trim_start();
        if let Some(tail) = range_sign(tail)
            && let Some((second, rest)) = number(tail.trim_start())
            && let Some((minutes, _)) = unit(rest)
        {
            return Self::checked(low, second * minutes);
        }
        // 1h 20m
        if minutes >= 60.0
            && let Some((second, rest)) = number(tail)
            && let Some((smaller, _)) = unit(rest).filter(|(smaller, _)| *smaller < minutes)
        {
            let sum = low + second * smaller;
            return Self::checked(sum, sum);
        }
        Self::checked(low, low)
    }

    fn checked(low: f64, high: f64) -> Option<Self> {
        let minutes =
            |value: f64| (value.is_finite() && (0.0..=10_000_000.0).contains(&value)).then(|| value.round() as u32);
        let (low, high) = (minutes(low)?, minutes(high)?);
        Some(Self { low: low.min(high), high: low.max(high) })
    }
}

fn number(text: &str) -> Option<(f64, &str)> {
    let end = text.bytes().take_while(|b| b.is_ascii_digit() || *b == b'.').count();
    let digits = text[..end].trim_end_matches('.');
    let value = digits.parse().ok()?;
    Some((value, &text[digits.len()..]))
}

fn range_sign(text: &str) -> Option<&str> {
    ["-", "\u{2013}", "\u{2014}", "to ", ".."].iter().find_map(|sign| text.strip_prefix(sign)).map(str::trim_start)
}

/// Minutes of the unit that a text begins with, and the text after it.
fn unit(text: &str) -> Option<(f64, &str)> {
    let text = text.trim_start_matches([' ', '\u{a0}', '-']);
    let end = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let word = text[..end].to_ascii_lowercase();
    let minutes = match word.as_str() {
        "s" | "sec" | "secs" | "second" | "seconds" => 1.0 / 60.0,
        "m" | "min" | "mins" | "minute" | "minutes" => 1.0,
        "h" | "hr" | "hrs" | "hour" | "hours" => 60.0,
        "d" | "day" | "days" => f64::from(DAY),
        "w" | "wk" | "week" | "weeks" => f64::from(5 * DAY),
        _ => return None,
    };
    Some((minutes, &text[end..]))
}

/// Minutes for people: `45m`, `1h`, `27h 30m`.
pub fn show(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, rest) => format!("{rest}m"),
        (hours, 0) => format!("{hours}h"),
        (hours, rest) => format!("{hours}h {rest}m"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_as_people_write_them() {
        for (text, low, high) in [
            ("1hr", 60, 60),
            ("2h", 120, 120),
            ("30min", 30, 30),
            ("30 min", 30, 30),
            ("0.5 hours", 30, 30),
            ("1.5hr", 90, 90),
            ("45 minutes", 45, 45),
            ("(30-45 min)", 30, 45),
            ("90\u{2013}120 min", 90, 120),
            ("30min-1h", 30, 60),
            ("1-2 hours (with review)", 60, 120),
            ("~5 minutes", 5, 5),
            ("1h 20m", 80, 80),
            ("116 seconds", 2, 2),
            ("2 days", 960, 960),
            ("**27.5h**", 1650, 1650),
        ] {
            assert_eq!(Estimate::read(text), Some(Estimate { low, high }), "{text}");
        }
        for text in ["", "N/A (moved)", "soon", "3", "3 apples", ".", "1e999h", "99999999999999 weeks"] {
            assert_eq!(Estimate::read(text), None, "{text}");
        }
    }

    #[test]
    fn shown() {
        assert_eq!([show(0), show(45), show(60), show(1650)], ["0m", "45m", "1h", "27h 30m"]);
    }
}
