//! The other side of [`super::Detached`]: this process takes lines from who has started it, and says some.

use std::ffi::OsString;
use std::io::{self, BufRead};
use std::os::unix::ffi::OsStringExt;

/// Calls `take` with each line of this process's input, without its end, until there are no more: who has started it is
/// gone, or wants nothing more.
///
/// # Errors
/// The input cannot be read.
pub fn each_told(mut take: impl FnMut(OsString)) -> io::Result<()> {
    for line in io::stdin().lock().split(b'\n') {
        take(OsString::from_vec(line?));
    }
    Ok(())
}

/// Says a line to who has started this process. That nobody listens any more is no reason to stop what is under way.
pub fn say(line: &str) {
    let _ = rustix::io::write(rustix::stdio::stdout(), format!("{line}\n").as_bytes());
}

/// Says a line on standard error: it is in the log of who has started this process.
pub fn complain(line: &str) {
    let _ = rustix::io::write(rustix::stdio::stderr(), format!("{line}\n").as_bytes());
}
