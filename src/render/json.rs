//! One JSON document.

use std::io::{self, Write};

use super::Scene;
use crate::report::Report;

pub(super) fn write(report: &Report, _scene: &Scene<'_>, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, &report.document())?;
    out.write_all(b"\n")
}
