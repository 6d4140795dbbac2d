#!/usr/bin/env python3
"""Writes link/hot.ld: the functions that short commands run, for the linker to put side by side.

    cargo rustc --release --locked --bin planyard --target x86_64-unknown-linux-musl -- -C strip=none
    scripts/hot_functions.py --binary target/x86_64-unknown-linux-musl/release/planyard

Each command of scripts/bench_peers.py runs on its project of ten tasks under valgrind's callgrind, which tells the functions
that were called. A name stands for all functions that have it but for the hash at its end, which each compiler and each
version of a dependency makes anew. A name that others share with what was called (`Vec<T>::clone`) goes to a second section
when all that bear it are more than four times as large as what was called.

Needs valgrind and nm. Standard library only.
"""
import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

import bench_peers

HEAD = """/* The functions that short commands run, side by side: a page that is touched first costs more than what it does there.
   Written by scripts/hot_functions.py; build.rs says when it is used. A name that is no more is no harm. */
"""


def plain(symbol):
    """Without what the compiler makes anew: the hash at the end, those of crates, the mark of a copy."""
    symbol = re.sub(r"\.llvm\.\d+$", "", symbol)
    if symbol.startswith("_R"):
        return re.sub(r"Cs[0-9A-Za-z]{6,12}_", "Cs*_", symbol) + "*"
    return re.sub(r"17h[0-9a-f]{16}E$", "17h*", symbol)


def called(binary, command, root):
    """The symbols of all functions that a command calls."""
    with tempfile.NamedTemporaryFile() as out:
        argv = ["valgrind", "--tool=callgrind", "--demangle=no", f"--callgrind-out-file={out.name}", binary, *command]
        done = subprocess.run(argv, cwd=root, env={"PATH": os.environ["PATH"], "HOME": str(root)}, capture_output=True, text=True)
        text = Path(out.name).read_text()
    if done.returncode not in (0, 1):
        sys.exit(f"{command} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return {re.sub(r"'\d+$", "", found) for found in re.findall(r"^c?fn=\(\d+\) (\S+)", text, re.M)}


def called_by_all(binary):
    found = set()
    for name, (_, generate) in bench_peers.PEERS.items():
        with tempfile.TemporaryDirectory() as root:
            operations = generate(Path(root), 10)
            subprocess.run(["git", "init", "-q"], cwd=root, check=True)
            for _, own in operations.values():
                for command in own if isinstance(own[0], list) else [own]:
                    print(f"{name}: {' '.join(command)}", file=sys.stderr)
                    found |= called(binary, command, root)
    return found


def sections(binary, found):
    """The names for both sections."""
    here, everywhere = Counter(), Counter()
    for line in subprocess.run(["nm", "-S", binary], check=True, capture_output=True, text=True).stdout.splitlines():
        parts = line.split()
        if len(parts) != 4 or parts[2] not in "tT":
            continue
        symbol, size = parts[3], int(parts[1], 16)
        everywhere[plain(symbol)] += size
        if symbol in found:
            here[plain(symbol)] += size
    if not here:
        sys.exit(f"{binary} has no symbols of functions: link it with `-C strip=none`")
    own = {name for name in here if everywhere[name] <= max(4 * here[name], 4096)}
    for what, names in (("hot", own), ("shared", set(here) - own)):
        print(f"{what}: {len(names)} names, {sum(here[name] for name in names):,} bytes that are called of "
              f"{sum(everywhere[name] for name in names):,}", file=sys.stderr)
    return sorted(own), sorted(set(here) - own)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--binary", default="target/release/planyard")
    binary = str(Path(options.parse_args().binary).resolve())
    text = HEAD + "SECTIONS {\n"
    for section, names in zip((".text.hot", ".text.shared"), sections(binary, called_by_all(binary))):
        text += f"  {section} : {{ *(\n" + "".join(f"    .text.{name}\n" for name in names) + "  ) }\n"
    path = Path(__file__).resolve().parent.parent / "link/hot.ld"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text + "} INSERT BEFORE .text;\n")


if __name__ == "__main__":
    main()
