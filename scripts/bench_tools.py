#!/usr/bin/env python3
"""Times `planyard lint` against the tools themselves over one generated tree, interleaved, and prints medians and ratios;
and a JUnit report of 100,000 tests through `planyard test`. Tools are taken from PATH; one that is not there is left out,
and said. The tree is made here and kept under target/bench. Standard library only.
"""
import argparse
import heapq
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import time

NAMES = "order invoice refund ledger parcel depot courier tariff pallet route driver vehicle vessel voyage booking rate".split()


def module(rng, number):
    """A module of about 200 lines; every tenth has a fault that linters find."""
    out = ["import json", "import math", "", ""]
    for index in range(rng.randint(14, 20)):
        name = f"{rng.choice(NAMES)}_{number}_{index}"
        out += [f"def {name}(amount: int, rate: float = 1.0) -> float:", f'    """The {rng.choice(NAMES)} of an {rng.choice(NAMES)}."""',
                "    total = 0.0", "    for step in range(amount):", f"        total += math.sqrt(step) * rate + {rng.randint(1, 99)}",
                "        if total > 1000:", "            break", "    data = json.dumps({\"total\": total})",
                "    return total + len(data)", "", ""]
    if number % 10 == 0:
        out += ["def broken():", "    return undefined_name", ""]
    return "\n".join(out)


def make(folder, count):
    if os.path.isdir(folder):
        return
    rng = random.Random(7)
    temp = folder + ".tmp"
    shutil.rmtree(temp, ignore_errors=True)
    for number in range(count):
        package = os.path.join(temp, "src", f"pkg{number // 50}")
        os.makedirs(package, exist_ok=True)
        with open(os.path.join(package, f"mod{number}.py"), "w") as out:
            out.write(module(rng, number))
    with open(os.path.join(temp, "pyproject.toml"), "w") as out:
        out.write("[tool.ruff]\nline-length = 140\n")
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b", "-C", temp]
    subprocess.run([*git, "init", "-q"], check=True)
    with open(os.path.join(temp, ".gitignore"), "w") as out:
        out.write(".ruff_cache/\n.mypy_cache/\n")
    subprocess.run([*git, "add", "-A"], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "all"], check=True)
    os.rename(temp, folder)


def run(argv, cwd, env):
    """Seconds and peak memory in MB of one run, its children included."""
    started = time.perf_counter()
    child = subprocess.Popen(argv, cwd=cwd, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, usage = os.wait4(child.pid, 0)
    child.returncode = 0
    return time.perf_counter() - started, usage.ru_maxrss / 1024


def compare(runs, cwd, env, *commands, before=lambda: None):
    times = [[] for _ in commands]
    for turn in range(runs + 1):
        for index, argv in enumerate(commands):
            before()
            seconds, _ = run(argv, cwd, env)
            if turn:
                times[index].append(seconds)
    return [statistics.median(each) for each in times]


def row(what, ours, bound, limit):
    ratio = ours / bound if bound else 0
    print(f"| {what} | {ours * 1000:.0f} ms | {bound * 1000:.0f} ms | {ratio:.2f}x | {limit} |", flush=True)


def weight(binary, tree, name):
    """The cores that planyard counts for a tool: flake8 uses all of them by itself."""
    answer = subprocess.run([binary, "tools", name, "--record", "--json"], cwd=tree, capture_output=True, check=True)
    return json.loads(answer.stdout)["data"]["records"][0]["weight"]


def makespan(costs, weights, slots):
    """How long the tools take when they start longest first, as soon as there is room for their weight."""
    waiting = sorted(zip(costs, weights), reverse=True)
    running, now, used = [], 0.0, 0
    while waiting or running:
        for job in list(waiting):
            if used + min(job[1], slots) <= slots:
                waiting.remove(job)
                used += min(job[1], slots)
                heapq.heappush(running, (now + job[0], min(job[1], slots)))
        now, freed = heapq.heappop(running)
        used -= freed
    return now


def junit(folder, count):
    path = os.path.join(folder, "big.xml")
    if not os.path.exists(path):
        os.makedirs(folder, exist_ok=True)
        with open(path, "w") as out:
            out.write(f'<testsuites tests="{count}" failures="{count // 1000}">')
            for suite in range(100):
                out.write(f'<testsuite name="suite{suite}" tests="{count // 100}">')
                for case in range(count // 100):
                    out.write(f'<testcase classname="tests.test_{suite}" name="test_{case}" time="0.0{case % 10}1">')
                    if case % 1000 == 0:
                        out.write(f'<failure message="assert {case} == 0">tests/test_{suite}.py:{case + 1}: AssertionError</failure>')
                    out.write("</testcase>")
                out.write("</testsuite>")
            out.write("</testsuites>")
        with open(os.path.join(folder, "planyard.toml"), "w") as out:
            out.write('[tools.big]\nkind = "test"\nenabled = true\nrun = ["cp", "big.xml", "{report}"]\n'
                      'version = { args = [] }\nexit = { clean = [], findings = [], findings_or_none = [0] }\n'
                      'files = { names = ["big.xml"] }\nread = { from = "report", format = "junit" }\ntests = { files = ["big.xml"] }\n')


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--binary", required=True)
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--quick", action="store_true", help="leave out the five tools, which take minutes")
    parser.add_argument("--where", default="target/bench")
    args = parser.parse_args()
    binary = os.path.abspath(args.binary)
    tree = os.path.abspath(os.path.join(args.where, f"python-200-lines-{args.files}"))
    make(tree, args.files)
    env = {**os.environ, "RUFF_NO_CACHE": "true", "NO_COLOR": "1"}
    for name in [name for name in env if name.startswith("PLANYARD_")]:
        del env[name]
    lint = [binary, "lint", "--json"]
    print(f"{args.files} Python files of about 200 lines, {os.cpu_count()} cores, medians of {args.runs} runs\n")
    print("| what | planyard | measured against | ratio | limit |\n|---|---|---|---|---|")
    if not shutil.which("ruff"):
        sys.exit("ruff is not on PATH")
    plain, ours = compare(args.runs, tree, env, ["ruff", "check", "--output-format=json", "."], [*lint, "--no-cache", "--tool", "ruff"])
    row("lint with ruff alone", ours, plain, "1.15x")
    single = {"ruff": ["ruff", "check", "--output-format=json", "."], "mypy": ["mypy", "-O", "json", "."],
              "flake8": ["flake8", "."], "bandit": ["bandit", "-q", "-r", "-f", "json", "."],
              "typos": ["typos", "--format", "json"], "pylint": ["pylint", "-j1", "--output-format=json2", "src"]}
    chosen = [name for name in ["ruff", "mypy", "flake8", "bandit", "typos"] if shutil.which(name)]
    if len(chosen) == 5 and not args.quick:
        clean = lambda: shutil.rmtree(os.path.join(tree, ".mypy_cache"), ignore_errors=True)
        flags = [flag for name in chosen for flag in ("--tool", name)]
        runs = max(1, args.runs // 5)
        *alone, together = compare(runs, tree, env, *[single[name] for name in chosen], [*lint, "--no-cache", *flags], before=clean)
        for name, seconds in zip(chosen, alone):
            print(f"| {name} alone | | {seconds * 1000:.0f} ms | | |")
        row("lint with five tools, against their schedule by weight", together,
            makespan(alone, [weight(binary, tree, name) for name in chosen], os.cpu_count()), "1.1x")
    elif not args.quick:
        print(f"| five tools: only {', '.join(chosen)} are on PATH | | | | |")
    subprocess.run([*lint, "--tool", "ruff"], cwd=tree, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    cached, empty = compare(args.runs, tree, env, [*lint, "--tool", "ruff"], ["true"])
    row("lint, every answer known, against an empty process", cached, empty, "40 ms")
    big = os.path.abspath(os.path.join(args.where, "junit"))
    junit(big, 100_000)
    figures = [run([binary, "test", "--json"], big, env) for _ in range(args.runs)]
    seconds, memory = statistics.median(each[0] for each in figures), max(each[1] for each in figures)
    print(f"| a JUnit report of 100,000 tests | {seconds * 1000:.0f} ms, {memory:.0f} MB | | | 1 s, 200 MB |")


if __name__ == "__main__":
    main()
