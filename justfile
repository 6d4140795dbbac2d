# Every chore has one entry here; `just` lists them.

_default:
    @just --list --unsorted

# What CI runs
check:
    ./.ci/run

# All tests, or those whose names hold the words given
test *NAMES:
    ./scripts/test {{NAMES}}

# Format and mend what clippy can mend
fmt:
    cargo fmt
    cargo clippy --fix --allow-dirty --all-targets

# Write again what is generated: completions, schemas, the rules table, the README's examples
update:
    UPDATE=1 cargo test --test cli
    UPDATE=1 cargo test --lib

# Benchmarks inside the process, and the whole process against cat and rg
bench:
    cargo bench
    ./scripts/bench

# Ten minutes of fuzzing parse-and-edit (needs a nightly-capable toolchain and cargo-fuzz)
fuzz SECONDS="600":
    ./scripts/fuzz {{SECONDS}}

# The main job, on a sample repo
demo:
    cargo run --release -- demo
