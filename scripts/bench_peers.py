#!/usr/bin/env python3
"""Times planyard beside the programs whose planning files it reads, on the same generated projects of 10, 1,000 and
10,000 tasks: list, next, set a status, validate. Each count is a whole process; the two take turns within a round.

check-planning and status do not read again what has not changed since they were last asked: each is asked once before it
is timed, when the files have been at rest. `--no-cache` has them read everything each time.

scripts/peers.py installs the programs; `--binary` names a release build. `--only PEER` and `--sizes 10,1000` shorten it.
Standard library only.
"""
import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TITLES = "Store the session,Draw the form,Refuse a wrong word,Sum the invoices,Send the parcel,Weigh the crate".split(",")


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def title(number):
    return f"{TITLES[number % len(TITLES)]} ({number})"


def is_done(number, count):
    """The first two fifths are done, as in a project that is worked on."""
    return number <= count * 2 // 5


def taskmaster(root, count):
    def task(number):
        needs = [number - 1] if number % 4 and number > 1 else []
        return {"id": number, "title": title(number), "description": "What it is for.", "details": "How it is made, in a line.",
                "testStrategy": "Run its tests.", "status": "done" if is_done(number, count) else "pending",
                "priority": ("high", "medium", "low")[number % 3], "dependencies": needs, "subtasks": []}

    tag = {"tasks": [task(number) for number in range(1, count + 1)],
           "metadata": {"created": "2026-01-05T10:00:00.000Z", "updated": "2026-01-06T10:00:00.000Z", "description": "All"}}
    write(root / ".taskmaster/tasks/tasks.json", json.dumps({"master": tag}, indent=2))
    write(root / ".taskmaster/state.json", '{\n  "currentTag": "master"\n}\n')
    write(root / ".taskmaster/config.json", '{\n  "global": {\n    "anonymousTelemetry": false\n  }\n}\n')
    last = str(count)
    return {
        "list": (["list", "--format", "json"], ["task", "list"]),
        "next": (["next", "--format", "json"], ["task", "next"]),
        "set status": (["set-status", f"--id={last}", "--status=in-progress"], ["task", "reopen", last]),
        "validate": (["validate-dependencies"], ["check-planning"]),
    }


def backlog(root, count):
    write(root / "backlog/config.yml",
          'project_name: "bench"\ndefault_status: "To Do"\nstatuses: ["To Do", "In Progress", "Done"]\nlabels: []\n'
          "date_format: yyyy-mm-dd\nauto_commit: false\ncheck_active_branches: false\nremote_operations: false\n"
          'task_prefix: "task"\n')
    for number in range(1, count + 1):
        done = is_done(number, count)
        mark = "x" if done else " "
        needs = f"dependencies:\n  - TASK-{number - 1}\n" if number % 4 and number > 1 else "dependencies: []\n"
        text = (f"---\nid: TASK-{number}\ntitle: {title(number)}\nstatus: {'Done' if done else 'To Do'}\nassignee: []\n"
                f"created_date: '2026-01-05 10:00'\nlabels: []\n{needs}priority: {('high', 'medium', 'low')[number % 3]}\n---\n\n"
                "## Description\n\n<!-- SECTION:DESCRIPTION:BEGIN -->\nWhat it is for, in a line or two.\n"
                "<!-- SECTION:DESCRIPTION:END -->\n\n## Acceptance Criteria\n<!-- AC:BEGIN -->\n"
                f"- [{mark}] #1 It is kept for a day\n- [{mark}] #2 It is gone after that\n<!-- AC:END -->\n")
        slug = re.sub(r"[^A-Za-z0-9]+", "-", title(number)).strip("-")
        write(root / f"backlog/tasks/task-{number} - {slug}.md", text)
    last = f"TASK-{count}"
    return {
        "list": (["task", "list", "--plain"], ["task", "list"]),
        "next": (["task", "list", "--ready", "--limit", "1", "--plain"], ["task", "next"]),
        "set status": (["task", "edit", last, "-s", "In Progress", "--plain"], ["task", "reopen", last]),
        "validate": (["doctor"], ["check-planning"]),
    }


PER_CHANGE = 20


def openspec(root, count):
    for change in range((count + PER_CHANGE - 1) // PER_CHANGE):
        folder = root / f"openspec/changes/add-part-{change:03}"
        numbers = range(change * PER_CHANGE + 1, min(count, (change + 1) * PER_CHANGE) + 1)
        boxes = [f"- [{'x' if is_done(number, count) else ' '}] 1.{at} {title(number)}" for at, number in enumerate(numbers, 1)]
        write(folder / "tasks.md", "## 1. All of it\n\n" + "\n".join(boxes) + "\n")
        write(folder / "proposal.md", "## Why\n\nPeople cannot do it today, and ask for it in every second letter that we get.\n\n"
              f"## What Changes\n\n- Add part {change}\n\n## Capabilities\n\n### New Capabilities\n\n- `part-{change}`: it\n\n"
              "## Impact\n\nNone beyond it.\n")
        write(folder / f"specs/part-{change}/spec.md", "## ADDED Requirements\n\n" + "\n".join(
            f"### Requirement: Rule {rule} of part {change}\n\nThe system SHALL keep rule {rule}.\n\n#### Scenario: It is kept\n\n"
            "- **WHEN** somebody asks\n- **THEN** it is kept\n" for rule in range(3)))
    last = f"add-part-{(count - 1) // PER_CHANGE:03}"
    return {
        "list": (["list", "--json"], ["status"]),
        "next": (["instructions", "apply", "--change", last, "--json"], ["task", "next", "--feature", last]),
        "validate": (["validate", "--changes", "--no-interactive", "--json"], ["check-planning", "openspec/changes"]),
    }


def gsd(root, count):
    """Phases of ten plans of four tasks."""
    plans = (count + 3) // 4
    roadmap, files = ["# Roadmap", ""], []
    for plan in range(plans):
        phase, at = plan // 10 + 1, plan % 10 + 1
        folder = root / f".planning/phases/{phase:02}-part"
        name = f"{phase:02}-{at:02}"
        if at == 1:
            roadmap += [f"### Phase {phase}: Part", "", f"**Goal**: Part {phase} works", ""]
        done = is_done((plan + 1) * 4, count)
        roadmap.append(f"- [{'x' if done else ' '}] {name}-PLAN.md")
        tasks = "".join(
            f"<task type=\"auto\">\n  <name>Task {task}: {title(plan * 4 + task)}</name>\n  <files>src/part.rs</files>\n"
            "  <action>Do it.</action>\n  <verify>cargo test</verify>\n  <done>It works.</done>\n</task>\n\n"
            for task in range(1, min(4, count - plan * 4) + 1))
        needs = f'"{phase:02}-{at - 1:02}"' if at > 1 else ""
        files.append(f".planning/phases/{folder.name}/{name}-PLAN.md")
        write(folder / f"{name}-PLAN.md",
              f"---\nphase: {phase:02}-part\nplan: {at:02}\ntype: execute\nwave: {at}\ndepends_on: [{needs}]\n"
              "files_modified: [src/part.rs]\nautonomous: true\nmust_haves:\n  truths: []\n---\n\n<objective>\nDo it.\n</objective>\n\n"
              f"<tasks>\n\n{tasks}</tasks>\n")
        if done:
            write(folder / f"{name}-SUMMARY.md", f"---\nphase: {phase:02}-part\nplan: {at:02}\n---\n\n# Summary\n\nDone.\n")
    write(root / ".planning/ROADMAP.md", "\n".join(roadmap) + "\n")
    write(root / ".planning/STATE.md", "# State\n\nPhase: 1\n")
    write(root / ".planning/PROJECT.md", "# Project\n\nBench.\n")
    # The plan that is next.
    plan = next(plan for plan in range(plans) if not is_done((plan + 1) * 4, count))
    phase = plan // 10 + 1
    feature, task, plan_file = f"{phase:02}-part", f"{phase:02}-{plan % 10 + 1:02}/T1", files[plan]
    return {
        "list": (["roadmap", "analyze"], ["status"]),
        "list one": (["phase-plan-index", str(phase)], ["task", "list", "--feature", feature]),
        "next": (["init", "execute-phase", str(phase)], ["task", "next", "--feature", feature]),
        "set status": (["roadmap", "update-plan-progress", str(phase)],
                       [["task", verb, task, "--feature", feature] for verb in ("done", "reopen")]),
        "validate one": (["verify", "plan-structure", plan_file], ["check-planning", f".planning/phases/{feature}"]),
        "validate": (["validate", "consistency"], ["check-planning", ".planning/phases"]),
        # Its tasks are listed phase by phase, and verified plan by plan.
        "list all tasks": ([["phase-plan-index", str(number)] for number in range(1, (plans + 9) // 10 + 1)], ["status"]),
        "validate all tasks": ([["verify", "plan-structure", path] for path in files], ["check-planning", ".planning/phases"]),
    }


def spec_kit(root, count):
    """Its scripts look at which files are there; tasks are read by agents alone."""
    folder = root / "specs/001-bench"
    (root / ".specify").mkdir()
    write(folder / "spec.md", "# Feature Specification: Bench\n\n### User Story 1 - Do it (Priority: P1)\n\nA user does it.\n\n"
          "**Acceptance Scenarios**:\n\n1. **Given** a word, **When** it is right, **Then** it is done\n")
    write(folder / "plan.md", "# Implementation Plan: Bench\n\n## Summary\n\nAll in one table.\n")
    boxes = [f"- [{'x' if is_done(number, count) else ' '}] T{number:03} [US1] {title(number)} in src/part.rs"
             for number in range(1, count + 1)]
    write(folder / "tasks.md", "# Tasks: Bench\n\n## Phase 1: Setup\n\n" + "\n".join(boxes) + "\n")
    script = ["{peers}/spec-kit/scripts/bash/check-prerequisites.sh", "--json", "--require-tasks", "--include-tasks"]
    return {"validate": (script, ["check-planning", "001-bench"])}


PEERS = {"taskmaster": ("task-master", taskmaster), "backlog": ("backlog", backlog), "openspec": ("openspec", openspec),
         "gsd": ("gsd-tools", gsd), "spec-kit": (None, spec_kit)}


def timed(argv, root, env):
    """Seconds from the spawn to the end; what is printed goes into a file, so that nothing here has to keep up with it."""
    os.chdir(root)
    with tempfile.TemporaryFile() as said, open(os.devnull, "rb") as nothing:
        actions = [(os.POSIX_SPAWN_DUP2, file.fileno(), to) for file, to in ((nothing, 0), (said, 1), (said, 2))]
        start = time.perf_counter()
        _, status = os.waitpid(os.posix_spawn(argv[0], argv, env, file_actions=actions), 0)
        took = time.perf_counter() - start
        if status != 0:
            said.seek(0)
            sys.exit(f"that failed with {os.waitstatus_to_exitcode(status)}: {argv}\n{said.read()[-4000:].decode()}")
    return took


# Seconds after which planyard takes a file to be at rest, and some.
REST = 3.2


def measure(name, sizes, program, binary, env, options):
    for size in sizes:
        root = Path(tempfile.mkdtemp(prefix=f"planyard-{name}-{size}-", dir=options.folder))
        operations = PEERS[name][1](root, size)
        env = {**env, "PWD": str(root), "SPECIFY_FEATURE_DIRECTORY": "specs/001-bench", "SPECIFY_FEATURE_NO_PERSIST": "1"}
        git = ["git", "-c", "user.name=b", "-c", "user.email=b@b"]
        for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "start"]):
            subprocess.run([*git, *command], cwd=root, env=env, check=True, stdout=subprocess.DEVNULL)
        for operation, (theirs, ours) in operations.items():
            if options.operation and operation not in options.operation:
                continue
            theirs = theirs if isinstance(theirs[0], list) else [theirs]
            theirs = [[part.replace("{peers}", options.peers) for part in command] for command in theirs]
            if ours[0] in ("check-planning", "status"):
                if options.no_cache:
                    ours = [*ours, "--no-cache"]
                time.sleep(REST)
                timed([binary, *ours], root, env)
            yield size, operation, *race(root, theirs, ours, program, binary, env, options)
        os.chdir(options.folder or tempfile.gettempdir())
        shutil.rmtree(root)


def race(root, theirs, ours, program, binary, env, options):
    """Medians of both in seconds, and of how many rounds. An operation that writes undoes, or does again, the other's. What
    takes a peer several commands is summed up, and done once when it takes longer than a minute."""
    times = ([], [])
    rounds = options.rounds
    while len(times[0]) < rounds:
        turn = len(times[0])
        own = ours[turn % len(ours)] if isinstance(ours[0], list) else ours
        times[0].append(sum(timed([program, *command], root, env) for command in theirs))
        times[1].append(timed([binary, *own], root, env))
        if turn == 0:
            rounds = 1 if times[0][0] > 60 else max(3, min(rounds, int(options.budget / times[0][0])))
    return statistics.median(times[0]), statistics.median(times[1]), len(times[0])


def table(rows):
    print("| program | operation | tasks | theirs | planyard | ratio | rounds |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: |")
    for name, size, operation, theirs, ours, rounds in rows:
        print(f"| {name} | {operation} | {size:,} | {theirs * 1000:,.0f} ms | {ours * 1000:,.1f} ms | {theirs / ours:,.1f}x | {rounds} |", flush=True)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--binary", default="target/release/planyard")
    options.add_argument("--sizes", default="10,1000,10000")
    options.add_argument("--only", choices=sorted(PEERS), action="append")
    options.add_argument("--operation", action="append", help="only this one, as the table names it")
    options.add_argument("--no-cache", action="store_true", help="planyard reads everything each time")
    options.add_argument("--rounds", type=int, default=15, help="at most so many rounds")
    options.add_argument("--budget", type=float, default=12, help="seconds for the peer's side of an operation")
    options.add_argument("--folder", help="where the projects are made")
    options = options.parse_args()
    here = Path(__file__).resolve().parent
    folder = subprocess.run([sys.executable, here / "peers.py"], check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
    options.peers = folder
    binary = str(Path(options.binary).resolve())
    home = tempfile.mkdtemp(prefix="planyard-home-")
    true = shutil.which("true")
    nothing = statistics.median(timed([true], home, {}) for _ in range(50))
    print(f"a process that does nothing: {nothing * 1000:.2f} ms", file=sys.stderr)
    env = {"PATH": os.environ["PATH"], "HOME": home, "CI": "1", "NO_COLOR": "1", "DO_NOT_TRACK": "1", "OPENSPEC_TELEMETRY": "0",
           "TASKMASTER_SKIP_AUTO_UPDATE": "1", "LANG": "C.UTF-8"}
    rows = []
    for name in options.only or PEERS:
        program = str(Path(folder) / PEERS[name][0]) if PEERS[name][0] else shutil.which("bash")
        for row in measure(name, [int(size) for size in options.sizes.split(",")], program, binary, env, options):
            rows.append((name, *row))
            print(*row, file=sys.stderr, flush=True)
    os.chdir(here)
    shutil.rmtree(home)
    table(rows)


if __name__ == "__main__":
    main()
