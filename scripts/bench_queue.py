#!/usr/bin/env python3
"""Times the queue in Redis against RQ, Celery and Dramatiq on one redis-server: tasks that do nothing, claimed and completed,
with 1, 2 and 8 workers, each a process of its own. All are queued before the workers start, and time runs from the first that
is begun to the last that is completed, so that nobody's start counts. Prints tasks a second and ratios.

    cargo build --release --bench queue   # its path is `--binary`; without one it is built
    python3 scripts/bench_queue.py

Needs python3 with venv and pip, and redis-server. Pinned releases of the others go to target/bench/queues, once.
"""
import argparse
import glob
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

PINNED = ["rq==3.0.0", "celery[redis]==5.7.0", "dramatiq[redis]==2.2.1"]

TASKS = '''
import os, time
SOCKET = os.environ["BENCH_SOCKET"]
FOLDER = os.environ["BENCH_FOLDER"]
BEGUN = False

def begin():
    """Says when the first task of this process began."""
    global BEGUN
    if not BEGUN:
        BEGUN = True
        path = os.path.join(FOLDER, "begun")
        try:
            with open(path, "x") as out:
                out.write(repr(time.time()))
        except FileExistsError:
            pass

def nothing(number):
    begin()
'''

CELERY = '''
from celery import Celery
from tasks import SOCKET, begin
app = Celery("bench", broker="redis+socket://" + SOCKET)
app.conf.update(task_ignore_result=True, worker_hijack_root_logger=False, broker_connection_retry_on_startup=True)

@app.task(name="nothing")
def nothing(number):
    begin()
'''

DRAMATIQ = '''
import dramatiq, redis
from dramatiq.brokers.redis import RedisBroker
from tasks import SOCKET, begin
dramatiq.set_broker(RedisBroker(client=redis.Redis(unix_socket_path=SOCKET)))

@dramatiq.actor
def nothing(number):
    begin()
'''

FILL = {
    "rq": '''
import sys, redis, rq, tasks
queue = rq.Queue(connection=redis.Redis(unix_socket_path=tasks.SOCKET))
pending = [rq.Queue.prepare_data(tasks.nothing, (n,), result_ttl=0) for n in range(int(sys.argv[1]))]
queue.enqueue_many(pending)
''',
    "celery": '''
import sys, celery_app
for n in range(int(sys.argv[1])): celery_app.nothing.delay(n)
''',
    "dramatiq": '''
import sys, dramatiq_app
for n in range(int(sys.argv[1])): dramatiq_app.nothing.send(n)
''',
}

# What is left to do, in redis-cli's words; the sum of all.
LEFT = {
    "rq": [["LLEN", "rq:queue:default"], ["ZCARD", "rq:wip:default"]],
    "celery": [["LLEN", "celery"], ["HLEN", "unacked"]],
    "dramatiq": [["HLEN", "dramatiq:default.msgs"]],
}


def environment(venv):
    if not os.path.exists(os.path.join(venv, "done")):
        shutil.rmtree(venv, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run([os.path.join(venv, "bin", "pip"), "install", "--quiet", *PINNED], check=True)
        open(os.path.join(venv, "done"), "w").close()


class Server:
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="bench-queue-")
        self.socket = os.path.join(self.folder, "socket")
        self.child = subprocess.Popen(
            ["redis-server", "--port", "0", "--unixsocket", self.socket, "--appendonly", "yes", "--appendfsync", "everysec",
             "--save", "", "--dir", self.folder],
            stdout=subprocess.DEVNULL,
        )
        while not os.path.exists(self.socket):
            time.sleep(0.01)

    def ask(self, *words):
        out = subprocess.run(["redis-cli", "-s", self.socket, *words], capture_output=True, text=True, check=True)
        return out.stdout.strip()

    def end(self):
        self.child.kill()
        self.child.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def commands(name, venv, workers):
    program = lambda tool: os.path.join(venv, "bin", tool)
    if name == "rq" or name == "rq, no fork":
        kind = [] if name == "rq" else ["--worker-class", "rq.SimpleWorker"]
        return [[program("rq"), "worker", "--url", "unix://" + os.environ["BENCH_SOCKET"], "--quiet", *kind]] * workers
    if name == "celery":
        # One process for each worker, and none between when there is one.
        pool = ["--pool", "solo"] if workers == 1 else ["--pool", "prefork", "--concurrency", str(workers)]
        return [[program("celery"), "-A", "celery_app", "worker", "--loglevel", "ERROR", "--without-gossip", "--without-mingle",
                 "--without-heartbeat", *pool]]
    return [[program("dramatiq"), "dramatiq_app", "--processes", str(workers), "--threads", "1"]]


def peer(name, count, workers, venv, pause):
    """Tasks a second."""
    base = name.split(",")[0]
    server = Server()
    try:
        os.environ["BENCH_SOCKET"], os.environ["BENCH_FOLDER"] = server.socket, server.folder
        for file, text in (("tasks", TASKS), ("celery_app", CELERY), ("dramatiq_app", DRAMATIQ), ("fill", FILL[base])):
            with open(os.path.join(server.folder, file + ".py"), "w") as out:
                out.write(text)
        env = dict(os.environ, PYTHONPATH=server.folder)
        subprocess.run([os.path.join(venv, "bin", "python"), "fill.py", str(count)], cwd=server.folder, env=env, check=True)
        time.sleep(pause)
        started = [
            subprocess.Popen(argv, cwd=server.folder, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                             start_new_session=True)
            for argv in commands(name, venv, workers)
        ]
        # A look costs a process, so that it is taken seldom: 20 ms are little beside the seconds that are measured.
        while sum(int(server.ask(*words) or 0) for words in LEFT[base]) > 0:
            time.sleep(0.02)
        ended = time.time()
        with open(os.path.join(server.folder, "begun")) as out:
            begun = float(out.read())
        for child in started:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
        return count / (ended - begun)
    finally:
        server.end()


def planyard(binary, count, workers, pause):
    server = Server()
    try:
        url = "redis+unix://" + server.socket
        subprocess.run([binary, "submit", url, "bench", str(count)], check=True)
        time.sleep(pause)
        started = [
            subprocess.Popen([binary, "work", url, "bench", f"w{n}"], stdout=subprocess.PIPE, text=True) for n in range(workers)
        ]
        said = [[float(word) for word in child.communicate()[0].split()] for child in started]
        assert sum(int(one[2]) for one in said) == count, said
        return count / (max(one[1] for one in said) - min(one[0] for one in said if one[2]))
    finally:
        server.end()


def built():
    out = subprocess.run(["cargo", "build", "--release", "--locked", "--bench", "queue", "--message-format", "json"],
                         check=True, capture_output=True, text=True).stdout
    found = [json.loads(line) for line in out.splitlines() if '"queue"' in line and '"executable":"' in line]
    return found[-1]["executable"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", help="the built benchmark `queue`")
    parser.add_argument("--tasks", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3, help="the median of so many counts")
    parser.add_argument("--workers", default="1,2,8", help="how many, `1,2,8`")
    parser.add_argument("--pause", type=float, default=0,
                        help="seconds between filling and working, for a machine that is slowed down after it was busy")
    parser.add_argument("--only", help="one of the others: rq; rq, no fork; celery; dramatiq")
    args = parser.parse_args()
    os.chdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
    missing = [tool for tool in ("redis-server", "redis-cli") if not shutil.which(tool)]
    if missing:
        sys.exit(f"scripts/bench_queue.py: {', '.join(missing)} is missing")
    venv = os.path.abspath("target/bench/queues")
    environment(venv)
    binary = args.binary or built()
    median = lambda values: sorted(values)[len(values) // 2]
    peers = [args.only] if args.only else ["rq", "rq, no fork", "celery", "dramatiq"]
    for workers in map(int, args.workers.split(",")):
        # RQ's fork for each task makes it slow: fewer tasks tell the same.
        size = {"rq": args.tasks // 10}
        runs = {name: [] for name in ["planyard", *peers]}
        for at in range(args.rounds):
            # Now the one first, now the other: a machine that grows warm or busy favours nobody.
            count = lambda: runs["planyard"].append(planyard(binary, args.tasks, workers, args.pause))
            if at % 2 == 0:
                count()
            for name in peers:
                runs[name].append(peer(name, size.get(name, args.tasks), workers, venv, args.pause))
            if at % 2 == 1:
                count()
        ours = median(runs["planyard"])
        spread = lambda values, form: f"{min(values):{form}} to {max(values):{form}}"
        print(f"{workers} worker{'s' if workers > 1 else ''}: planyard {ours:.0f} tasks a second"
              f" ({spread(runs['planyard'], '.0f')})", flush=True)
        for name in peers:
            theirs = median(runs[name])
            ratios = [a / b for a, b in zip(runs["planyard"], runs[name])]
            print(f"  {name:12} {theirs:6.0f} ({spread(runs[name], '.0f')})   planyard {ours / theirs:.1f}x,"
                  f" by rounds {spread(ratios, '.2f')}", flush=True)


if __name__ == "__main__":
    main()
