//! Bytes, and parts of them: what is left of a disk or of memory, against what must be left.

use super::options::Size;
use super::probes::Reading;
use crate::report::ProbeOutcome;

/// So many bytes of a whole are left, and from which amounts on that is worth a look, or too little.
#[derive(Debug, Clone, Copy)]
pub struct Left {
    /// What is left.
    pub free: u64,
    /// Of so much.
    pub total: u64,
    /// Less is worth a look.
    pub warn: Option<Size>,
    /// Less is too little.
    pub fail: Option<Size>,
}

impl Left {
    /// Adds the measures `name` (bytes) and `name_percent`, and judges them.
    #[must_use]
    pub fn judge(self, reading: Reading, name: &str, what: &str) -> Reading {
        let limit = |size: Option<Size>| size.map(|size| bytes(size, self.total));
        let (warn, fail) = (limit(self.warn), limit(self.fail));
        let free = number(self.free);
        let part = percent(self.free, self.total);
        let reading = reading.judged(name, free, "bytes", (warn, fail)).measure(&format!("{name}_percent"), part, "%");
        let said = format!("{what}: {} of {} left ({part:.0}%)", show(self.free), show(self.total));
        match (warn, fail) {
            (_, Some(fail)) if free < fail => reading.worse(ProbeOutcome::Fail, said),
            (Some(warn), _) if free < warn => reading.worse(ProbeOutcome::Warn, said),
            _ => reading,
        }
    }
}

/// A size in bytes, of a whole.
pub fn bytes(size: Size, total: u64) -> f64 {
    match size {
        Size::Bytes(bytes) => number(bytes),
        Size::Percent(percent) => number(total) * percent / 100.0,
    }
}

/// Hundredths; of nothing there is nothing.
pub fn percent(part: u64, total: u64) -> f64 {
    if total == 0 { 0.0 } else { number(part) * 100.0 / number(total) }
}

/// A count as a measure.
#[expect(clippy::cast_precision_loss, reason = "sizes and counts are shown rounded; 2^52 bytes are four petabytes")]
pub fn number(count: u64) -> f64 {
    count as f64
}

/// `512 B`, `1.5 GB`.
pub fn show(bytes: u64) -> String {
    let mut value = number(bytes);
    for unit in ["B", "kB", "MB", "GB"] {
        if value < 999.5 {
            return if unit == "B" || value >= 99.95 {
                format!("{value:.0} {unit}")
            } else {
                format!("{value:.1} {unit}")
            };
        }
        value /= 1000.0;
    }
    format!("{value:.1} TB")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_shown_short() {
        let shown = [0, 999, 1000, 1500, 150_000, 2_000_000_000, 3_500_000_000_000].map(show);
        assert_eq!(shown, ["0 B", "999 B", "1.0 kB", "1.5 kB", "150 kB", "2.0 GB", "3.5 TB"]);
    }

    #[test]
    fn less_is_worse() {
        let left = |free, warn, fail| {
            Left { free, total: 1000, warn, fail }.judge(Reading::ok("fine"), "free", "the disk").outcome
        };
        assert_eq!(left(100, Some(Size::Percent(10.0)), None), ProbeOutcome::Ok);
        assert_eq!(left(99, Some(Size::Percent(10.0)), Some(Size::Bytes(50))), ProbeOutcome::Warn);
        assert_eq!(left(49, Some(Size::Percent(10.0)), Some(Size::Bytes(50))), ProbeOutcome::Fail);
    }
}
