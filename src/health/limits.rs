//! What is measured, held against the limits that are set for it.

use super::options::{Options, Size};
use super::probes::Reading;
use crate::report::ProbeOutcome;

/// From where on a value is worth a look, and from where on it is a failure.
pub type Limits = (Option<f64>, Option<f64>);

/// Something that was measured.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// The name of the measure.
    pub name: &'a str,
    /// What it is, for people: `the memory in use`.
    pub words: &'a str,
    /// Its value.
    pub value: f64,
    /// Its unit.
    pub unit: &'static str,
}

impl Found<'_> {
    /// Adds it to the reading, which gets worse when it is at a limit or above.
    #[must_use]
    pub fn at_most(self, reading: Reading, limits: Limits) -> Reading {
        self.hold(reading, limits, |value, limit| value >= limit, "from")
    }

    /// Adds it to the reading, which gets worse when it is at a limit or below.
    #[must_use]
    pub fn at_least(self, reading: Reading, limits: Limits) -> Reading {
        self.hold(reading, limits, |value, limit| value <= limit, "down from")
    }

    fn hold(self, reading: Reading, limits: Limits, over: impl Fn(f64, f64) -> bool, from: &str) -> Reading {
        let (warn, fail) = limits;
        let reading = reading.judged(self.name, self.value, self.unit, limits);
        let said = |limit: f64, what: &str| {
            let (value, limit) = (shown(self.value, self.unit), shown(limit, self.unit));
            format!("{} is {value}: {what} {from} {limit} on", self.words)
        };
        match (warn, fail) {
            (_, Some(fail)) if over(self.value, fail) => reading.worse(ProbeOutcome::Fail, said(fail, "a failure")),
            (Some(warn), _) if over(self.value, warn) => reading.worse(ProbeOutcome::Warn, said(warn, "a warning")),
            _ => reading,
        }
    }
}

/// The limits of numbers that two options set.
pub fn numbers(options: &Options, warn: &str, fail: &str) -> Limits {
    (options.decimal(warn), options.decimal(fail))
}

/// The limits in milliseconds that two options set.
pub fn times(options: &Options, warn: &str, fail: &str) -> Limits {
    let of = |name| options.duration(name).map(|time| time.as_secs_f64() * 1e3);
    (of(warn), of(fail))
}

/// The limits that two options set as amounts, or as parts of `whole`.
///
/// # Errors
/// One is a part, and there is no whole: it says nothing.
pub fn parts(options: &Options, warn: &str, fail: &str, whole: Option<f64>) -> Result<Limits, String> {
    let of = |name: &str| match (options.size(name), whole) {
        (None, _) => Ok(None),
        #[expect(clippy::cast_precision_loss, reason = "limits are far below 2^52")]
        (Some(Size::Bytes(amount)), _) => Ok(Some(amount as f64)),
        (Some(Size::Percent(part)), Some(whole)) => Ok(Some(whole * part / 100.0)),
        (Some(Size::Percent(_)), None) => Err(format!("`{name}` is a part of a limit that the server does not have")),
    };
    Ok((of(warn)?, of(fail)?))
}

/// A value with its unit, for people.
pub fn shown(value: f64, unit: &str) -> String {
    let plain = |value: f64| if value.fract() == 0.0 { format!("{value:.0}") } else { format!("{value:.1}") };
    match unit {
        "bytes" => {
            let (mut value, mut index) = (value, 0);
            let units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
            while value >= 1024.0 && index + 1 < units.len() {
                value /= 1024.0;
                index += 1;
            }
            format!("{} {}", plain(value), units[index])
        }
        "ms" if value >= 1000.0 => format!("{} s", plain(value / 1000.0)),
        "%" => format!("{}%", plain(value)),
        "" => plain(value),
        unit => format!("{} {unit}", plain(value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_at_its_limit_makes_the_reading_worse() {
        let found = |value| Found { name: "lag", words: "the lag", value, unit: "ms" };
        let limits = (Some(500.0), Some(2000.0));
        let outcome = |value| found(value).at_most(Reading::ok("fine"), limits);
        assert_eq!((outcome(499.0).outcome, outcome(499.0).message.as_str()), (ProbeOutcome::Ok, "fine"));
        assert_eq!(outcome(500.0).message, "the lag is 500 ms: a warning from 500 ms on");
        assert_eq!(outcome(2500.0).message, "the lag is 2.5 s: a failure from 2 s on");
        assert_eq!(outcome(2500.0).outcome, ProbeOutcome::Fail);
        assert_eq!(outcome(1.0).measures[0].fail, Some(2000.0));
        let low = Found { name: "hits", words: "the part of hits", value: 12.5, unit: "%" };
        let low = low.at_least(Reading::ok("fine"), (Some(50.0), None));
        assert_eq!(low.message, "the part of hits is 12.5%: a warning down from 50% on");
    }

    #[test]
    fn values_are_readable() {
        assert_eq!(shown(1_610_612_736.0, "bytes"), "1.5 GiB");
        assert_eq!(shown(12.0, "bytes"), "12 bytes");
        assert_eq!(shown(3.0, ""), "3");
    }
}
