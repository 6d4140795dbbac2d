#!/usr/bin/env python3
"""Times planyard against cat and rg over one generated tree, interleaved, and prints medians and ratios as a table.

The tree is made here (deterministic, sizes like real planning folders: about 12, 7 and 13 kB a file) and kept under
target/bench. Standard library only.
"""
import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import time

WORDS = ("order invoice refund ledger shipment parcel depot courier tariff customs pallet manifest carrier route stop "
         "driver vehicle fuel toll gate yard crane berth vessel voyage booking quote rate lane hub cross dock label").split()


def sentence(rng, count):
    return " ".join(rng.choice(WORDS) for _ in range(count)).capitalize() + "."


def fill(rng, out, size, block):
    length = sum(len(line) + 1 for line in out)
    while length < size:
        more = block()
        out.extend(more)
        length += sum(len(line) + 1 for line in more)


def design(rng, name, size):
    out = [f"# Design: {name}", "", "## Overview", "", sentence(rng, 24), "", "## Dependencies", "", "- None", "",
           "## Interfaces", "", "```rust", "pub trait Handler { fn run(&self) -> Result<()>; }", "```", "",
           "## Technical Approach", ""]
    fill(rng, out, size - 200, lambda: [f"### {sentence(rng, 3)[:-1]}", "", sentence(rng, 40), ""]
         + [f"- `{rng.choice(WORDS)}_{rng.choice(WORDS)}`: {sentence(rng, 9)}" for _ in range(4)] + [""])
    return out + ["## File Structure", "", "```", "src/", "└── lib.rs", "```", "", "## Risks", "", sentence(rng, 12)]


def stories(rng, name, size):
    out = [f"# User Stories: {name}", ""]
    number = [0]

    def block():
        number[0] += 1
        return [f"## US-{number[0]:02d}: {sentence(rng, 5)[:-1]}", "", f"**As a** {rng.choice(WORDS)}  ",
                f"**I want** {sentence(rng, 7)}  ", f"**So that** {sentence(rng, 7)}", "", "### Acceptance Criteria", "",
                *[f"- [ ] {sentence(rng, 10)}" for _ in range(5)], "", "### Test Scenarios", "",
                f"**Scenario 1: {sentence(rng, 4)[:-1]}**", f"Given {sentence(rng, 5)} when {sentence(rng, 4)}", "", "---", ""]

    fill(rng, out, size, block)
    return out


def tasks(rng, name, size):
    body, done, count = [], 0, 0
    part = rng.random()
    while sum(len(line) + 1 for line in body) < size - 600 or not count:
        count += 1
        ticked = part > 0.4 or (part > 0.2 and rng.random() < 0.5)
        done += ticked
        mark = "x" if ticked else " "
        needs = f"T{count - 1:02d}" if count > 1 else "None"
        body += [f"### T{count:02d}: {sentence(rng, 5)[:-1]}", f"- [{mark}] Estimate: {rng.choice(['30min', '1hr', '2hr'])}",
                 f"- [{mark}] Tests: tests/unit/test_{rng.choice(WORDS)}.py", f"- [{mark}] Dependencies: {needs}",
                 f"- [{mark}] Notes: {sentence(rng, 10)}", ""]
        body += [f"- [{mark}] {sentence(rng, 9)}" for _ in range(rng.randint(3, 8))] + [""]
    percent = 100 * done // count
    status = "COMPLETE" if done == count else "IN_PROGRESS" if done else "NOT_STARTED"
    mark = "x" if done == count else " "
    head = [f"# Tasks: {name}", "", "## Progress", "", "- Started: 2026-01-20", f"- Tasks Complete: {done}/{count}",
            f"- Percentage: {percent}%", f"- Status: {status}", "- Blockers: None", "", "## Task List", ""]
    return head + body + ["## Completion Checklist", "", *[f"- [{mark}] {text}" for text in
                          ("All tasks done", "All tests pass", "Linter passes", "Documentation updated")]]


def make_tree(folder, count):
    marker = os.path.join(folder, f".made-{count}")
    if os.path.exists(marker):
        return
    shutil.rmtree(folder, ignore_errors=True)
    rng = random.Random(11)
    for index in range(count):
        name = f"P{index // 100:02d}-F{index % 100:02d}-{rng.choice(WORDS)}-{rng.choice(WORDS)}"
        path = os.path.join(folder, "features", name)
        os.makedirs(path)
        for file, make, mean in (("design.md", design, 12500), ("user_stories.md", stories, 7400), ("tasks.md", tasks, 12700)):
            size = max(1200, int(rng.lognormvariate(0, 0.6) * mean * 0.84))
            with open(os.path.join(path, file), "w", encoding="utf-8") as out:
                out.write("\n".join(make(rng, name, size)) + "\n")
    subprocess.run(["git", "init", "-q", folder], check=True)
    open(marker, "w").close()


def run(command, folder):
    start = time.perf_counter()
    done = subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    seconds = time.perf_counter() - start
    if done.returncode not in (0, 1):
        sys.exit(f"{command} exited with {done.returncode}")
    return seconds


def peak_memory(command, folder):
    """Peak resident memory in MB of one run, read by a child of our own so that other runs do not count."""
    code = ("import resource,subprocess,sys;subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL,stderr=subprocess.DEVNULL);"
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
    out = subprocess.run([sys.executable, "-c", code, *command], cwd=folder, capture_output=True, text=True, check=True)
    return int(out.stdout) / 1024


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--binary", required=True)
    options.add_argument("--features", type=int, default=10000)
    options.add_argument("--runs", type=int, default=11)
    options.add_argument("--tree", help="a tree made by something else; it holds a folder `features`")
    args = options.parse_args()
    binary = os.path.abspath(args.binary)
    folder = os.path.abspath(args.tree or "target/bench/tree")
    if not args.tree:
        make_tree(folder, args.features)
    one = sorted(os.listdir(os.path.join(folder, "features")))[args.features // 2][:7]
    size = sum(os.path.getsize(os.path.join(top, name)) for top, _, names in os.walk(os.path.join(folder, "features")) for name in names)
    commands = {
        "cat": ["sh", "-c", "find features -type f -name '*.md' -print0 | xargs -0 cat"],
        "rg": ["rg", "-c", r"\[ \]", "features"],
        "check-planning": [binary, "check-planning", "--all", "--no-cache", "--json"],
        "status": [binary, "status", "--no-cache", "--json"],
        "check-planning again": [binary, "check-planning", "--all", "--json"],
        "task done": [binary, "task", "done", "T01", "--feature", one, "--force", "--reason", "bench", "--json"],
        "task reopen": [binary, "task", "reopen", "T01", "--feature", one, "--json"],
        "--version": [binary, "--version"],
        "true": ["true"],
    }
    # Planyard keeps what it found in files that have been at rest.
    time.sleep(3)
    for command in commands.values():
        run(command, folder)
    times = {name: [] for name in commands}
    for _ in range(args.runs):
        for name, command in commands.items():
            times[name].append(run(command, folder))
    middle = {name: statistics.median(values) * 1000 for name, values in times.items()}
    memory = peak_memory(commands["check-planning"], folder)
    print(f"tree: {args.features} features, {size / 1e6:.0f} MB; {args.runs} runs, medians; {os.cpu_count()} cores\n")
    print("| what | ms | against |")
    print("| --- | ---: | --- |")
    print(f"| `cat` of every file | {middle['cat']:.0f} | |")
    print(f"| `rg -c '\\[ \\]'` | {middle['rg']:.0f} | |")
    print(f"| `planyard check-planning --all` | {middle['check-planning']:.0f} | {middle['check-planning'] / middle['rg']:.2f}× rg, {middle['check-planning'] / middle['cat']:.2f}× cat |")
    print(f"| `planyard status` | {middle['status']:.0f} | {middle['status'] / middle['rg']:.2f}× rg |")
    print(f"| `planyard check-planning --all`, nothing changed since | {middle['check-planning again']:.0f} | {middle['check-planning again'] / middle['rg']:.2f}× rg, {middle['check-planning again'] / middle['cat']:.2f}× cat |")
    print(f"| peak memory of check-planning | | {memory:.0f} MB |")
    print(f"| `planyard task done` | {middle['task done']:.1f} | {middle['task done'] - middle['true']:.1f} ms above an empty process |")
    print(f"| `planyard --version` | {middle['--version']:.1f} | {middle['--version'] - middle['true']:.1f} ms above an empty process |")


if __name__ == "__main__":
    main()
