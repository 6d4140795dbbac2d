//! Times as people write and read them: `90s`, `5m`, `250ms`.

use std::time::Duration;

/// `250ms`, `90s`, `5m`, `26h`, `21d`; a bare number is seconds.
///
/// # Errors
/// What is wrong with it.
pub fn parse(text: &str) -> Result<Duration, String> {
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let number: u64 = text[..digits].parse().map_err(|_| "write it as 90s, 5m or 250ms".to_owned())?;
    let unit = match &text[digits..] {
        "ms" => 1,
        "" | "s" => 1_000,
        "m" | "min" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        other => return Err(format!("`{other}` is no unit; write it as 90s, 5m or 250ms")),
    };
    let milliseconds = number.checked_mul(unit).filter(|ms| *ms > 0).ok_or("it must be more than nothing")?;
    Ok(Duration::from_millis(milliseconds))
}

/// As short as is still exact enough to be read: `3 ms`, `1.2 s`, `5 min`, `3 h`, `21 d`.
pub fn show(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1000.0;
    match time.as_secs() {
        _ if ms < 9.95 => format!("{ms:.1} ms"),
        0 => format!("{ms:.0} ms"),
        1..60 => format!("{:.1} s", ms / 1000.0).replace(".0 s", " s"),
        seconds @ 60..7_200 => format!("{} min", seconds / 60),
        seconds @ 7_200..172_800 => format!("{} h", seconds / 3600),
        seconds => format!("{} d", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_and_shown() {
        let shown = |text: &str| parse(text).map(show);
        let table =
            [("250ms", "250 ms"), ("2", "2 s"), ("90s", "1 min"), ("26h", "26 h"), ("21d", "21 d"), ("3ms", "3.0 ms")];
        for (text, expected) in table {
            assert_eq!(shown(text).as_deref(), Ok(expected));
        }
        for wrong in ["", "s", "0", "5 m", "-1s", "1y", "99999999999999999999"] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}
