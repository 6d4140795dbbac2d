#!/usr/bin/env python3
"""Installs the real linters and runners that the tests use, and prints the folder they are in.

They come from the pinned lists in tests/tools, into $XDG_CACHE_HOME/planyard/tools/HASH, once for each state of those
lists. A set is built in a folder of its own and gets its name at the very end, so half of one is never used. DIR/bin
holds links to the tools and to nothing else.
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

LISTS = Path(__file__).resolve().parent.parent / "tests" / "tools"
# What the tests may run: links in DIR/bin. Of go's own files the compiler and the formatter.
PYTHON_TOOLS = """bandit black clang-tidy cmake codespell coverage ctest flake8 hadolint mypy pylint pytest ruff semgrep
shellcheck shfmt sqlfluff typos yamllint zizmor pysemgrep""".split()
NODE_TOOLS = """biome bun deno eslint jest markdownlint-cli2 mocha oxlint prettier pyright stylelint tsc vitest""".split()
UNUSED_DAYS = 30
# Raise it when a set is to look otherwise than before.
LAYOUT = "1"


def say(text):
    print(f"scripts/tools.py: {text}", file=sys.stderr, flush=True)


def fail(text):
    say(text)
    sys.exit(2)


def identity():
    """Changes whenever another set has to be installed."""
    parts = [LAYOUT, platform.system(), platform.machine(), sys.version]
    lists = [LISTS / name for name in ("requirements.txt", "package.json", "package-lock.json")]
    digest = hashlib.sha256("\n".join(parts).encode())
    for path in lists:
        digest.update(b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def run(what, *command, **options):
    say(what)
    start = time.monotonic()
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    if done.returncode != 0:
        print("\n".join(done.stdout.splitlines()[-40:]), file=sys.stderr)
        fail(f"that failed: {' '.join(map(str, command))}")
    say(f"  {time.monotonic() - start:.0f} s")


def install_python(folder):
    count = sum("==" in line for line in (LISTS / "requirements.txt").read_text().splitlines())
    run("making a virtual environment", sys.executable, "-m", "venv", folder / "py")
    pip = [folder / "py" / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    wheels = [*pip, "--no-deps", "--only-binary", ":all:", "-r", LISTS / "requirements.txt"]
    run(f"installing {count} packages from PyPI ({', '.join(PYTHON_TOOLS[:4])}, …)", *wheels)


def install_node(folder):
    (folder / "js").mkdir()
    for name in ("package.json", "package-lock.json"):
        shutil.copy(LISTS / name, folder / "js" / name)
    # Not `npm ci`: it wants the packages of every platform in the lock file, and some registries hold only some of them.
    npm = ["npm", "install", "--no-audit", "--no-fund", "--loglevel=error"]
    run(f"installing packages from npm ({', '.join(NODE_TOOLS[:4])}, …)", *npm, cwd=folder / "js")
    for name in ("bun", "deno"):
        # Their packages fetch nothing but link the program of this platform, which npm may have been told not to do.
        script = folder / "js" / "node_modules" / name / ("install.js" if name == "bun" else "install.cjs")
        if script.exists():
            run(f"setting up {name}", "node", script, cwd=script.parent)


def install_nextest(folder):
    if shutil.which("cargo-nextest"):
        return
    root = folder / "cargo"
    run("building cargo-nextest", "cargo", "install", "cargo-nextest", "--locked", "--quiet", "--root", root)


def link(folder):
    links = folder / "bin"
    links.mkdir()
    found = {name: folder / "py" / "bin" / name for name in PYTHON_TOOLS}
    found |= {name: folder / "js" / "node_modules" / ".bin" / name for name in NODE_TOOLS}
    found["bats"] = folder / "js" / "node_modules" / "bats" / "bin" / "bats"
    go = next((folder / "py" / "lib").glob("python*/site-packages/go/bin"), None)
    found |= {name: go / name for name in ("go", "gofmt")} if go else {}
    nextest = folder / "cargo" / "bin" / "cargo-nextest"
    found |= {"cargo-nextest": nextest} if nextest.exists() else {}
    for name, target in found.items():
        if not target.exists():
            fail(f"{name} is not where it should be: {target}")
        target.chmod(target.stat().st_mode | 0o755)
        (links / name).symlink_to(os.path.relpath(target, links))


def versions(folder):
    """Every tool starts; what it says goes to the log."""
    for name in sorted(os.listdir(folder / "bin")):
        argument = {"go": "version", "gofmt": "-h"}.get(name, "--version")
        env = os.environ | {"GOTOOLCHAIN": "local", "SEMGREP_SEND_METRICS": "off", "HOME": str(folder / "home")}
        done = subprocess.run([folder / "bin" / name, argument], capture_output=True, text=True, env=env, timeout=120)
        lines = (done.stdout.strip() or done.stderr.strip()).splitlines()
        if done.returncode not in (0, 2) or not lines:
            fail(f"{name} {argument} does not work: {done.stderr or done.stdout}")
        say(f"  {name}: {lines[0]}")


def prune(cache, keep):
    """Removes sets that no run has used for a month, and halves of sets."""
    links = [entry for entry in cache.iterdir() if entry.is_symlink()]
    for link in [link for link in links if time.time() - link.lstat().st_mtime > UNUSED_DAYS * 86400]:
        link.unlink()
    used = {link.resolve() for link in links if link.is_symlink()}
    for entry in cache.glob("set-*"):
        if entry != keep and entry.resolve() not in used:
            shutil.rmtree(entry, ignore_errors=True)


def main():
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "planyard" / "tools"
    ready = cache / identity()
    if not ready.exists():
        for program, hint in (("node", "install Node 20 or newer"), ("npm", "install npm"), ("cargo", "install Rust")):
            if not shutil.which(program):
                fail(f"{program} is missing: {hint}")
        if sys.version_info < (3, 11):
            fail("Python 3.11 or newer is needed")
        cache.mkdir(parents=True, exist_ok=True)
        with open(cache / "lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not ready.exists():
                install(cache, ready)
    os.utime(ready, follow_symlinks=False)
    print(ready.resolve())


def install(cache, ready):
    say(f"installing the tools of tests/tools into {cache}; this is done once")
    folder = Path(tempfile.mkdtemp(prefix="set-", dir=cache))
    folder.chmod(0o755)
    prune(cache, folder)
    (folder / "home").mkdir()
    install_python(folder)
    install_node(folder)
    install_nextest(folder)
    link(folder)
    versions(folder)
    # Scripts of a virtual environment name its folder, so it keeps its own and a link is what appears at once.
    (folder / "ready").symlink_to(folder)
    os.replace(folder / "ready", ready)


if __name__ == "__main__":
    main()
