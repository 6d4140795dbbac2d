#!/usr/bin/env python3
"""Installs the servers that the tests of `planyard health` start, from Debian's packages, when they are missing.

Prints nothing on standard output but `ready` when all of them are there. It installs as root, or with a sudo that asks
for no password; otherwise it says what is missing, and the tests that need it skip. No server is started: the tests start
their own, in folders of their own.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

# A program of each, and the package it comes in.
PROGRAMS = {
    "epmd": "rabbitmq-server",
    "mariadbd": "mariadb-server",
    "memcached": "memcached",
    "nats-server": "nats-server",
    "nc": "netcat-openbsd",
    "nginx": "nginx-light",
    "openssl": "openssl",
    "postgres": "postgresql",
    "prometheus": "prometheus",
    "rabbitmq-server": "rabbitmq-server",
    "redis-server": "redis-server",
    "wrk": "wrk",
}
FOLDERS = ["/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/lib/rabbitmq/bin"]
POLICY = Path("/usr/sbin/policy-rc.d")


def say(text):
    print(f"scripts/services.py: {text}", file=sys.stderr, flush=True)


def missing():
    versions = [str(folder) for folder in Path("/usr/lib/postgresql").glob("*/bin")]
    path = os.pathsep.join([os.environ.get("PATH", ""), *FOLDERS, *versions])
    return sorted({package for program, package in PROGRAMS.items() if not shutil.which(program, path=path)})


def rights():
    """What a command begins with to be run as root; None when it cannot be."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return None


def run(root, *command):
    say(" ".join(command))
    done = subprocess.run(
        [*root, "env", "DEBIAN_FRONTEND=noninteractive", *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode != 0:
        print("\n".join(done.stdout.splitlines()[-30:]), file=sys.stderr)
    return done.returncode == 0


def forbid_starts(root):
    """Debian starts what it installs, unless this file says no. Gives whether it was made."""
    if POLICY.exists():
        return False
    script = "#!/bin/sh\nexit 101\n"
    subprocess.run([*root, "tee", str(POLICY)], input=script, stdout=subprocess.DEVNULL, text=True, check=True)
    subprocess.run([*root, "chmod", "755", str(POLICY)], check=True)
    return True


def install(packages):
    root = rights()
    if root is None or not shutil.which("apt-get"):
        why = "there is no apt-get here" if root is not None else "this needs root, or sudo without a password"
        say(f"NOT INSTALLED: {' '.join(packages)}: {why}")
        return False
    made = forbid_starts(root)
    try:
        command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
        # The lists of packages may be old, or not there at all.
        return run(root, *command) or (run(root, "apt-get", "update", "-q") and run(root, *command))
    finally:
        if made:
            subprocess.run([*root, "rm", "-f", str(POLICY)], check=True)


def main():
    packages = missing()
    if packages and install(packages):
        packages = missing()
        say("installed" if not packages else f"still missing: {' '.join(packages)}")
    if packages:
        say(f"TESTS THAT NEED {' '.join(packages)} WILL BE SKIPPED")
        return
    print("ready")


if __name__ == "__main__":
    main()
