#!/usr/bin/env python3
"""Installs the programs of other projects whose planning files Planyard reads, and prints the folder of links to them.

The pinned versions are below; each is installed once, into $XDG_CACHE_HOME/planyard/peers/HASH of its name and version.
A set is built in a folder of its own and gets its name at the very end, so half of one is never used. The tests run them
on projects of their own, without the network and with a home of their own.
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

# Program, package, version, more for npm. Raise a version together with what docs/dialects.md says of it.
# A program that the package does not put into .bin is named by its path.
PATHS = {"gsd-tools": "get-shit-done-cc/get-shit-done/bin/gsd-tools.cjs"}
PEERS = [
    ("backlog", "backlog.md", "1.52.0", []),
    ("gsd-tools", "get-shit-done-cc", "1.42.3", []),
    ("openspec", "@fission-ai/openspec", "1.13.2", []),
    ("task-master", "task-master-ai", "0.43.1", ["--omit=optional"]),
]
# spec-kit's scripts and templates: the part of its package that it copies into projects. They need nothing but bash.
SPEC_KIT = ("specify-cli", "1.2.3", "specify_cli/core_pack")
UNUSED_DAYS = 30
# Raise it when a set is to look otherwise than before.
LAYOUT = "1"


def say(text):
    print(f"scripts/peers.py: {text}", file=sys.stderr, flush=True)


def fail(text):
    say(text)
    sys.exit(2)


def linked(folder, program):
    return folder / "node_modules" / PATHS.get(program, f".bin/{program}")


def install(cache, ready, program, package, version, more):
    say(f"installing {package} {version} into {cache}; this is done once")
    folder = Path(tempfile.mkdtemp(prefix="set-", dir=cache))
    (folder / "package.json").write_text('{"private": true}\n')
    npm = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error", "--save-exact"]
    npm += [*more, f"{package}@{version}"]
    done = subprocess.run(npm, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        print("\n".join(done.stdout.splitlines()[-40:]), file=sys.stderr)
        shutil.rmtree(folder, ignore_errors=True)
        fail(f"that failed: {' '.join(npm)}")
    home = folder / "home"
    home.mkdir()
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "CI": "1"}
    # Of GSD's tools only the package has a version.
    ask = ["npm", "ls", "--prefix", folder] if program in PATHS else [linked(folder, program), "--version"]
    told = subprocess.run(ask, capture_output=True, text=True, env=env, timeout=300)
    if told.returncode != 0 or version not in told.stdout:
        shutil.rmtree(folder, ignore_errors=True)
        fail(f"{program} --version does not say {version}: {told.stdout}{told.stderr}")
    shutil.rmtree(home, ignore_errors=True)
    # What npm has linked names nothing outside of the folder, so that it can get its name now.
    os.replace(folder, ready)


def install_spec_kit(cache, ready, package, version, part):
    say(f"installing {package} {version} into {cache}; this is done once")
    folder = Path(tempfile.mkdtemp(prefix="set-", dir=cache))
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    pip += ["--only-binary", ":all:", "--no-compile", "--target", folder / "wheel", f"{package}=={version}"]
    done = subprocess.run(pip, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0 or not (folder / "wheel" / part / "scripts" / "bash" / "common.sh").exists():
        print("\n".join(done.stdout.splitlines()[-40:]), file=sys.stderr)
        shutil.rmtree(folder, ignore_errors=True)
        fail(f"that failed: {' '.join(map(str, pip))}")
    os.replace(folder, ready)


def prune(cache):
    """Removes versions that no run has used for a month, and halves of them."""
    for entry in cache.iterdir():
        if entry.is_dir() and time.time() - entry.stat().st_mtime > UNUSED_DAYS * 86400:
            shutil.rmtree(entry, ignore_errors=True)


def main():
    for program in ("node", "npm"):
        if not shutil.which(program):
            fail(f"{program} is missing: install Node 20 or newer")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "planyard" / "peers"
    cache.mkdir(parents=True, exist_ok=True)
    with open(cache / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        links = {}
        for program, package, version, more in PEERS:
            parts = [LAYOUT, platform.system(), platform.machine(), package, version, *more]
            ready = cache / hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
            if not ready.exists():
                install(cache, ready, program, package, version, more)
            os.utime(ready)
            links[program] = linked(ready, program)
        package, version, part = SPEC_KIT
        ready = cache / hashlib.sha256("\0".join([LAYOUT, package, version]).encode()).hexdigest()[:16]
        if not ready.exists():
            install_spec_kit(cache, ready, package, version, part)
        os.utime(ready)
        links["spec-kit"] = ready / "wheel" / part
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
