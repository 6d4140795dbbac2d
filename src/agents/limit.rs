//! Until when an account's limit holds, read from the words that agents have for it.

use std::sync::LazyLock;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use regex::{Captures, Regex};

/// A time of the day that has just passed is meant as now, not as tomorrow.
const JUST_PASSED: SignedDuration = SignedDuration::from_mins(10);
/// Then this long is waited.
const A_MOMENT: SignedDuration = SignedDuration::from_secs(60);
/// Nothing is paused for longer, whatever a text says.
const LONGEST: SignedDuration = SignedDuration::from_hours(24 * 35);

/// `limit reached|1751234567`, in seconds or milliseconds since 1970.
static EPOCH: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\|(\d{10})(\d{3})?\b").ok());
/// `resets 10:20pm (America/Edmonton)`, `resets Nov 24, 5am (UTC)`, `try again at Nov 24th, 2026 5:23 PM`.
static AT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)(?:resets?|try again)(?: on| at)?\s+(?:(?P<month>[a-z]{3})[a-z]*\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?,?",
        r"(?: (?P<year>\d{4}),?)?(?: at)? )?(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?\s*(?P<half>[ap]m)?",
        r"(?:\s*\((?P<zone>[A-Za-z0-9_+/-]+)\))?"
    ))
    .ok()
});
/// `try again in 3 days 4 hours`, `reset after 2h15m30s`, `retry in 34.5s`.
static IN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)(?:again|resets?|retry|available)(?:ing)? (?:in|after)\s+(?:(?P<d>\d+)\s*d(?:ays?)?\b?,?\s*)?",
        r"(?:(?P<h>\d+)\s*h(?:ours?|rs?)?\b?,?\s*)?(?:(?P<m>\d+)\s*m(?:in(?:ute)?s?)?\b?,?\s*(?:and )?)?",
        r"(?:(?P<s>\d+)(?:\.\d+)?\s*s(?:ec(?:ond)?s?)?)?"
    ))
    .ok()
});

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// When the limit ends, in milliseconds since 1970; `None` when the text does not say, or names a zone that this machine
/// does not know. A time without a zone is this machine's.
pub(super) fn until(text: &str, now: Timestamp) -> Option<i64> {
    let until = epoch(text).or_else(|| inside(text, now)).or_else(|| at(text, now))?;
    (until > now && until.duration_since(now) <= LONGEST).then(|| until.as_millisecond())
}

fn epoch(text: &str) -> Option<Timestamp> {
    let found = EPOCH.as_ref()?.captures(text)?;
    Timestamp::from_second(number(&found, 1)?).ok()
}

fn inside(text: &str, now: Timestamp) -> Option<Timestamp> {
    IN.as_ref()?.captures_iter(text).find_map(|found| {
        let part = |name: &str| found.name(name).and_then(|part| part.as_str().parse::<i64>().ok());
        let parts = [part("d"), part("h"), part("m"), part("s")];
        parts.iter().any(Option::is_some).then_some(())?;
        let [days, hours, minutes, seconds] = parts.map(Option::unwrap_or_default);
        let whole = days.checked_mul(86_400)?.checked_add(hours.checked_mul(3_600)?)?;
        let whole = whole.checked_add(minutes.checked_mul(60)?)?.checked_add(seconds.max(1))?;
        now.checked_add(SignedDuration::from_secs(whole)).ok()
    })
}

fn at(text: &str, now: Timestamp) -> Option<Timestamp> {
    let found = AT.as_ref()?.captures(text)?;
    let word = |name: &str| found.name(name).map(|part| part.as_str());
    let zone = match word("zone") {
        Some(name) => TimeZone::get(name).ok()?,
        None => TimeZone::system(),
    };
    let hour: i8 = word("hour")?.parse().ok()?;
    let hour = match word("half").map(str::to_ascii_lowercase).as_deref() {
        Some("am") => hour % 12,
        Some(_) => hour % 12 + 12,
        // A bare number is no time.
        None if word("minute").is_none() => return None,
        None => hour,
    };
    let time = Time::new(hour, word("minute").unwrap_or("0").parse().ok()?, 0, 0).ok()?;
    let today = now.to_zoned(zone.clone()).date();
    let on = |date: Date| date.to_datetime(time).to_zoned(zone.clone()).ok().map(|zoned| zoned.timestamp());
    if let (Some(month), Some(day)) = (word("month"), word("day")) {
        let month = MONTHS.iter().position(|name| month.eq_ignore_ascii_case(name))?;
        let month = i8::try_from(month + 1).ok()?;
        let year = word("year").and_then(|year| year.parse().ok()).unwrap_or(today.year());
        let this = on(Date::new(year, month, day.parse().ok()?).ok()?)?;
        // In December January is next year's.
        return if this > now { Some(this) } else { on(Date::new(year + 1, month, day.parse().ok()?).ok()?) };
    }
    let this = on(today)?;
    match now.duration_since(this) {
        passed if passed.is_negative() => Some(this),
        passed if passed <= JUST_PASSED => now.checked_add(A_MOMENT).ok(),
        _ => on(today.checked_add(1.day()).ok()?),
    }
}

fn number(found: &Captures<'_>, group: usize) -> Option<i64> {
    found.get(group)?.as_str().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, now: &str) -> Option<String> {
        let until = until(text, now.parse().unwrap())?;
        Some(Timestamp::from_millisecond(until).unwrap().to_string())
    }

    #[test]
    fn times_with_a_zone_are_of_that_zone() {
        let text = "You've hit your session limit · resets 10:20pm (America/Edmonton)";
        assert_eq!(told(text, "2026-11-21T15:00:00Z").unwrap(), "2026-11-22T05:20:00Z");
        // Edmonton is at 23:00 of the 20th: the next one is tomorrow there.
        assert_eq!(told(text, "2026-11-21T06:00:00Z").unwrap(), "2026-11-22T05:20:00Z");
        // One minute late is no day late.
        assert_eq!(told(text, "2026-11-22T05:21:00Z").unwrap(), "2026-11-22T05:22:00Z");
        let text = "You've hit your weekly limit · resets Nov 24, 5am (UTC)";
        assert_eq!(told(text, "2026-11-21T15:00:00Z").unwrap(), "2026-11-24T05:00:00Z");
        let text = "limit · resets Jan 2, 12am (Europe/Berlin)";
        assert_eq!(told(text, "2026-12-30T15:00:00Z").unwrap(), "2027-01-01T23:00:00Z");
        assert_eq!(told("limit · resets 3pm (Mars/Olympus)", "2026-11-21T15:00:00Z"), None);
    }

    #[test]
    fn a_day_of_twenty_five_hours_is_counted_right() {
        let text = "resets 5am (America/New_York)";
        assert_eq!(told(text, "2026-10-31T10:00:00Z").unwrap(), "2026-11-01T10:00:00Z");
    }

    #[test]
    fn other_words_for_it() {
        let now = "2026-11-21T15:00:00Z";
        assert_eq!(told("Claude AI usage limit reached|1795280400", now).unwrap(), "2026-11-21T17:00:00Z");
        assert_eq!(told("Please try again in 3 days 4 hours 5 minutes.", now).unwrap(), "2026-11-24T19:05:01Z");
        assert_eq!(told("Your quota will reset after 2h15m30s.", now).unwrap(), "2026-11-21T17:15:30Z");
        assert_eq!(told("Please retry in 34.5s.", now).unwrap(), "2026-11-21T15:00:34Z");
        assert!(told("try again at Nov 24th, 2026 5:23 PM.", now).is_some());
        for nothing in ["Rate limit reached", "resets soon", "try again in a while", "resets 7", "limit|12", ""] {
            assert_eq!(told(nothing, now), None, "{nothing}");
        }
        assert_eq!(told("try again in 99999 days", now), None);
    }
}
