#!/usr/bin/env python3
"""Times `planyard health`: one TCP probe, the whole process, against `nc -z` on the same port; 200 services against the slowest
of their probes; and `--serve` under wrk. All in one run, interleaved, medians. Servers are sockets of this script on free
ports of this machine. Programs that are not there are left out, and said. Standard library only.
"""
import argparse
import asyncio
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time

SLOWEST = 1.0  # seconds until the slowest service says who it is


def serve():
    """Listens on a port that accepts, and on one that greets after `SLOWEST` seconds. Gives both."""
    ports, ready = [], threading.Event()

    async def accept(_reader, writer):
        writer.close()

    async def greet(_reader, writer):
        await asyncio.sleep(SLOWEST)
        writer.write(b"here\n")
        await writer.drain()
        writer.close()

    async def main():
        for answer in (accept, greet):
            server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=1024)
            ports.append(server.sockets[0].getsockname()[1])
        ready.set()
        await asyncio.Event().wait()

    threading.Thread(target=lambda: asyncio.run(main()), daemon=True).start()
    ready.wait()
    return ports


def once(argv, cwd, expected=0):
    started = time.perf_counter()
    done = subprocess.run(argv, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if done.returncode != expected:
        sys.exit(f"bench_health: exit {done.returncode} from {' '.join(argv)}")
    return time.perf_counter() - started


def median(runs, cwd, *commands):
    times = [[] for _ in commands]
    for turn in range(runs + 1):
        for index, argv in enumerate(commands):
            seconds = once(argv, cwd)
            if turn:
                times[index].append(seconds)
    return [statistics.median(each) for each in times]


def workspace(folder, services):
    os.makedirs(folder)
    with open(os.path.join(folder, "planyard.toml"), "w") as out:
        out.write(services)
    return folder


def service(name, port, more=""):
    return f'[[health.service]]\nname = "{name}"\nprobe = "tcp"\nurl = "127.0.0.1:{port}"\n{more}\n'


def one_probe(binary, base, port, runs):
    cwd = workspace(os.path.join(base, "one"), service("a", port))
    if not shutil.which("nc"):
        return print("| one TCP probe | - | - | nc is missing | |")
    ours, bound = median(runs, cwd, [binary, "health", "--json"], ["nc", "-z", "127.0.0.1", str(port)])
    print(f"| one TCP probe, whole process, above `nc -z` | {ours * 1000:.1f} ms | {bound * 1000:.1f} ms "
          f"| +{(ours - bound) * 1000:.1f} ms | +5 ms |")


def many(binary, base, quick, slow, runs):
    text = "".join(service(f"s{n}", slow if n % 20 == 0 else quick, 'banner = "here"' if n % 20 == 0 else "")
                   for n in range(200))
    cwd = workspace(os.path.join(base, "many"), text)
    (ours,) = median(runs, cwd, [binary, "health", "--json"])
    print(f"| 200 services, ten of them slow, against the slowest probe | {ours * 1000:.0f} ms | {SLOWEST * 1000:.0f} ms "
          f"| {ours / SLOWEST:.2f}x | 1.5x |")


def served(binary, base, port):
    if not shutil.which("wrk"):
        return print("| --serve | - | - | wrk is missing | |")
    cwd = workspace(os.path.join(base, "served"), service("a", port))
    server = subprocess.Popen([binary, "health", "--serve", "127.0.0.1:0", "--cache", "1s"], cwd=cwd,
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    at = re.search(r"http://[0-9.:]+", server.stderr.readline())[0].rstrip(":")
    requests, seconds = 0, 0.0
    while requests < 50_000:
        said = subprocess.run(["wrk", "-t1", "-c64", "-d5s", f"{at}/health"], capture_output=True, text=True).stdout
        if "Socket errors" in said or "Non-2xx" in said:
            sys.exit(said)
        found = re.search(r"(\d+) requests in ([0-9.]+)s", said)
        requests, seconds = requests + int(found[1]), seconds + float(found[2])
    import urllib.request
    text = urllib.request.urlopen(f"{at}/metrics").read().decode()
    looks = int(re.search(r"planyard_health_looks_total (\d+)", text)[1])
    server.terminate()
    code = server.wait()
    print(f"| --serve, 64 connections: {requests} requests, none failed, exit {code} | {requests / seconds:.0f}/s "
          f"| {looks} looks | in {seconds:.0f} s, cached for 1 s | |")


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--binary", default="target/release/planyard")
    arguments.add_argument("--runs", type=int, default=31)
    given = arguments.parse_args()
    binary = os.path.abspath(given.binary)
    with tempfile.TemporaryDirectory() as base:
        quick, slow = serve()
        print("| what | planyard | bound | ratio | limit |\n| --- | ---: | ---: | ---: | ---: |", flush=True)
        one_probe(binary, base, quick, given.runs)
        many(binary, base, quick, slow, max(3, given.runs // 6))
        served(binary, base, quick)


if __name__ == "__main__":
    main()
