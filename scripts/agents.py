#!/usr/bin/env python3
"""Installs the real coding agents that the tests run, and prints the folder of links to them.

    agents.py          claude and codex
    agents.py all      also gemini, opencode and qwen (1 GB); the same with PLANYARD_AGENTS=all

The pinned versions are below; each is installed once, into $XDG_CACHE_HOME/planyard/agents/HASH of its name and version.
A set is built in a folder of its own and gets its name at the very end, so half of one is never used. None of them is
logged in anywhere: the tests give each a home of its own, and a model that follows a script.
"""

import fcntl
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

# Program, package, version. Raise a version together with `tested` in src/agents/catalog.
ALWAYS = [
    ("claude", "@anthropic-ai/claude-code", "2.1.197"),
    ("codex", "@openai/codex", "0.169.0"),
]
MORE = [
    ("gemini", "@google/gemini-cli", "0.61.0"),
    ("opencode", "opencode-ai", "1.18.33"),
    ("qwen", "@qwen-code/qwen-code", "0.15.10"),
]
UNUSED_DAYS = 30
# Raise it when a set is to look otherwise than before.
LAYOUT = "1"


def say(text):
    print(f"scripts/agents.py: {text}", file=sys.stderr, flush=True)


def fail(text):
    say(text)
    sys.exit(2)


def install(cache, ready, program, package, version):
    say(f"installing {package} {version} into {cache}; this is done once")
    folder = Path(tempfile.mkdtemp(prefix="set-", dir=cache))
    (folder / "package.json").write_text('{"private": true}\n')
    npm = ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error", "--save-exact", f"{package}@{version}"]
    done = subprocess.run(npm, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        print("\n".join(done.stdout.splitlines()[-40:]), file=sys.stderr)
        shutil.rmtree(folder, ignore_errors=True)
        fail(f"that failed: {' '.join(npm)}")
    home = folder / "home"
    home.mkdir()
    env = {"PATH": os.environ["PATH"], "HOME": str(home)}
    told = subprocess.run([folder / "node_modules" / ".bin" / program, "--version"], capture_output=True, text=True, env=env, timeout=120)
    if told.returncode != 0 or version not in told.stdout:
        shutil.rmtree(folder, ignore_errors=True)
        fail(f"{program} --version does not say {version}: {told.stdout}{told.stderr}")
    shutil.rmtree(home, ignore_errors=True)
    # What npm has linked names nothing outside of the folder, so that it can get its name now.
    os.replace(folder, ready)


def prune(cache):
    """Removes versions that no run has used for a month, and halves of them."""
    for entry in cache.iterdir():
        if entry.is_dir() and time.time() - entry.stat().st_mtime > UNUSED_DAYS * 86400:
            shutil.rmtree(entry, ignore_errors=True)


def main():
    wanted = ALWAYS + (MORE if "all" in (*sys.argv[1:], os.environ.get("PLANYARD_AGENTS")) else [])
    for program in ("node", "npm"):
        if not shutil.which(program):
            fail(f"{program} is missing: install Node 20 or newer")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "planyard" / "agents"
    cache.mkdir(parents=True, exist_ok=True)
    with open(cache / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        links = {}
        for program, package, version in wanted:
            parts = [LAYOUT, platform.system(), platform.machine(), package, version]
            ready = cache / hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
            if not ready.exists():
                install(cache, ready, program, package, version)
            os.utime(ready)
            links[program] = ready / "node_modules" / ".bin" / program
        name = hashlib.sha256("\0".join(map(str, sorted(links.values()))).encode()).hexdigest()[:16]
        folder = cache / f"bin-{name}"
        folder.mkdir(exist_ok=True)
        for program, target in links.items():
            if not (folder / program).exists():
                (folder / program).unlink(missing_ok=True)
                (folder / program).symlink_to(target)
        os.utime(folder)
        prune(cache)
    print(folder)


if __name__ == "__main__":
    main()
