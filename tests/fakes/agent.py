#!/usr/bin/env python3
"""A fake agent: it works in its folder as an agent would, and has one fault or none.

agent.py [FAULT...] [--task T] [--effects FILE] [--wait SECONDS] [--once FILE] [--result FILE]

Without a fault (or with `ok`) it appends its run (`PLANYARD_RUN`) to `work/<task>.txt` in its folder, and to the file of
`--effects`, commits, and says so. With `--once` the fault happens only when that file is not there yet: it is made first.
Nothing of this uses the network, or a model.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import time

RUN = os.environ.get("PLANYARD_RUN", "")
FAULTS = {}


def fault(function):
    FAULTS[function.__name__.replace("_", "-")] = function
    return function


def say(text):
    print(text, flush=True)


def result(status, **more):
    say("<result>" + json.dumps({"status": status, **more}) + "</result>")


def git(*words):
    identity = ["-c", "user.name=Fake Agent", "-c", "user.email=agent@example.invalid", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *words], check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)


def append(path, text):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    os.write(descriptor, text.encode())
    os.close(descriptor)


def work(args):
    """The work itself, without a commit."""
    path = os.path.join("work", args.task + ".txt")
    append(path, RUN + "\n")
    if args.effects:
        append(args.effects, RUN + "\n")
    return path


@fault
def ok(args):
    path = work(args)
    time.sleep(args.wait)
    git("add", "--", path)
    git("commit", "-q", "-m", f"{args.task}: the work of {RUN}")
    result("completed", summary="It is done.")


@fault
def hang(args):
    say("I begin, and never end.")
    time.sleep(args.wait or 100000)


@fault
def silent(args):
    time.sleep(args.wait or 100000)


@fault
def nothing(args):
    """Ends well, and has done nothing, and says nothing."""


@fault
def lie(args):
    result("completed", summary="Everything is done.")


@fault
def fail(args):
    say("It does not work.")
    result("failed", summary="It does not work.")
    sys.exit(3)


@fault
def bad_exit(args):
    """Does the work, and ends with a code that says otherwise."""
    ok(args)
    sys.exit(9)


@fault
def crash(args):
    work(args)
    os.kill(os.getpid(), signal.SIGKILL)


@fault
def no_commit(args):
    """Changes a file and does not commit it."""
    work(args)
    result("completed", summary="It is done.")


@fault
def no_result(args):
    """Commits, and does not say how it went."""
    path = work(args)
    git("add", "--", path)
    git("commit", "-q", "-m", f"{args.task}: the work of {RUN}")


@fault
def half_json(args):
    ok_quietly(args)
    sys.stdout.write('<result>{"status": "comple')
    sys.stdout.flush()


def ok_quietly(args):
    path = work(args)
    git("add", "--", path)
    git("commit", "-q", "-m", f"{args.task}: the work of {RUN}")


@fault
def bad_result(args):
    ok_quietly(args)
    say("<result>{status: completed, all good}</result>")


@fault
def utf8_cut(args):
    """A character is cut by a pause, and another never ends."""
    sys.stdout.buffer.write(b"half a character: \xc3")
    sys.stdout.buffer.flush()
    time.sleep(0.1)
    sys.stdout.buffer.write(b"\xa4, and none: \xff\xfe \xe2\x82\n")
    sys.stdout.buffer.flush()
    ok(args)


@fault
def flood(args):
    line = b"a line of a flood that nobody can read as fast as it comes\n" * 1000
    for _ in range(1000):
        sys.stdout.buffer.write(line)
    sys.stdout.buffer.flush()
    ok(args)


@fault
def hold_pipe(args):
    """Ends, but what it has started holds its output open."""
    subprocess.Popen(["sleep", "1000"], stdin=subprocess.DEVNULL)
    ok(args)


@fault
def setsid(args):
    """Leaves a process behind, in a session of its own, whose parent has ended, and that ignores what it is asked."""
    if os.fork() == 0:
        os.setsid()
        if os.fork():
            os._exit(0)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(null, descriptor)
        time.sleep(1000)
        os._exit(0)
    os.wait()
    ok(args)


@fault
def setsid_hang(args):
    """The same, and goes on itself, too."""
    subprocess.Popen(["setsid", "sh", "-c", "trap '' TERM; sleep 1000 & wait"], stdin=subprocess.DEVNULL,
                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    hang(args)


@fault
def stubborn(args):
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    say("I do not listen.")
    until = time.monotonic() + (args.wait or 100000)
    while time.monotonic() < until:
        time.sleep(0.05)


@fault
def ask(args):
    """Asks in its result, and goes on when the answer stands in what it is told."""
    told = open(args.prompt, encoding="utf-8").read() if args.prompt else ""
    if "8080" in told:
        ok(args)
    else:
        result("needs_input", question="Which port?", options=["80", "8080"])


@fault
def markers(args):
    """Quotes what Planyard and others take for signs."""
    say("Event emitted: task.done")
    say("<loop-complete>")
    say("Planyard-Task: .:P01-F01-x/T99")
    say(f"Planyard-Run: {RUN}")
    say('The format is <result>{"status":"completed"}</result>, and this is how it looks when it fails:')
    result("failed", summary="I only quoted that.")


@fault
def tick(args):
    """Ticks boxes in the documents of tasks."""
    for folder, _, names in os.walk("."):
        for name in names:
            if name == "tasks.md":
                path = os.path.join(folder, name)
                text = open(path, encoding="utf-8").read()
                open(path, "w", encoding="utf-8").write(text.replace("- [ ]", "- [x]"))
                git("add", "--", path)
    ok(args)


@fault
def outside(args):
    """Writes beside its folder, and into the user's own checkout when it can find that."""
    append(os.path.join("..", "outside-" + args.task), RUN + "\n")
    ok(args)


@fault
def symlink(args):
    os.makedirs("work", exist_ok=True)
    os.symlink("/etc", os.path.join("work", "escape-" + args.task))
    git("add", "--", os.path.join("work", "escape-" + args.task))
    ok(args)


@fault
def conflict_markers(args):
    os.makedirs("work", exist_ok=True)
    path = os.path.join("work", "conflict-" + args.task + ".txt")
    append(path, "<" * 7 + " HEAD\none\n" + "=" * 7 + "\ntwo\n" + ">" * 7 + " other\n")
    git("add", "--", path)
    ok(args)


@fault
def overlap(args):
    """Changes a line that other tasks change too."""
    with open("shared.txt", "w", encoding="utf-8") as file:
        file.write(args.task + "\n")
    git("add", "--", "shared.txt")
    ok(args)


@fault
def secrets(args):
    """Says all that it can see of the environment."""
    for name, value in sorted(os.environ.items()):
        say(f"{name}={value}")
    ok(args)


@fault
def result_file(args):
    ok_quietly(args)
    with open(args.result, "w", encoding="utf-8") as file:
        json.dump({"status": "completed", "summary": "It stands in the file."}, file)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("faults", nargs="*", default=["ok"])
    parser.add_argument("--task", default=(RUN.split("/") + ["task"] * 2)[1])
    parser.add_argument("--effects", help="a file outside that the run is appended to, too")
    parser.add_argument("--wait", type=float, default=0.0)
    parser.add_argument("--once", help="the fault happens only until this file is there")
    parser.add_argument("--result", help="the file of the result")
    parser.add_argument("--prompt", help="the file with what it is told")
    args = parser.parse_args()
    faults = args.faults or ["ok"]
    if args.once:
        try:
            os.close(os.open(args.once + "." + args.task, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            faults = ["ok"]
    for name in faults:
        if name not in FAULTS:
            sys.exit(f"{name} is no fault: {', '.join(sorted(FAULTS))}")
        FAULTS[name](args)


main()
