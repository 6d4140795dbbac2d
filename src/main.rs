//! The `planyard` program: parse, run, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    planyard::cli::main()
}
