#!/usr/bin/env python3
"""Times `planyard lsp` over its pipe on a plan of 5,000 lines: what an editor waits for each answer, and from the last of
eight keys to the diagnostics of that text. Standard library only.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PLAN = "features/P01-F01-bench/tasks.md"


def text(tasks):
    parts = ["# Tasks: P01-F01 bench\n\n## Task List\n\n"]
    for at in range(1, tasks + 1):
        needs = f"T{at - 1:04}" if at % 4 and at > 1 else "None"
        parts.append(f"### T{at:04}: Weigh the crate \U0001f680 {at}\n- [ ] Estimate: 1hr\n- [ ] Dependencies: {needs}\n\n- [ ] Look at it\n")
    return "".join(parts)


class Client:
    def __init__(self, binary, root, env):
        self.process = subprocess.Popen([binary, "lsp"], cwd=root, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL)
        self.last = 0
        self.ask("initialize", {"processId": None, "rootUri": root.as_uri(), "capabilities": {}})
        self.tell("initialized", {})

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def read(self):
        length = 0
        while line := self.process.stdout.readline().strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        if not length:
            sys.exit("the server ended")
        return json.loads(self.process.stdout.read(length))

    def tell(self, method, params):
        self.send({"method": method, "params": params})

    def ask(self, method, params):
        self.last += 1
        self.send({"id": self.last, "method": method, "params": params})
        while (answer := self.read()).get("id") != self.last or "method" in answer:
            pass
        if "error" in answer:
            sys.exit(f"{method}: {answer['error']}")
        return answer["result"]

    def diagnostics(self, version):
        while True:
            message = self.read()
            if message.get("method") == "textDocument/publishDiagnostics" and message["params"].get("version") == version:
                return message["params"]["diagnostics"]


def timed(work):
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--binary", default="target/release/planyard")
    options.add_argument("--tasks", type=int, default=1000, help="of five lines each")
    options.add_argument("--times", type=int, default=20)
    options = options.parse_args()
    root = Path(tempfile.mkdtemp(prefix="planyard-lsp-"))
    (root / PLAN).parent.mkdir(parents=True)
    content = text(options.tasks)
    (root / PLAN).write_text(content)
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    env = {"PATH": os.environ["PATH"], "HOME": str(root)}
    client = Client(str(Path(options.binary).resolve()), root, env)
    document = {"uri": (root / PLAN).as_uri()}
    rows = [("open, to the diagnostics", [timed(lambda: (
        client.tell("textDocument/didOpen", {"textDocument": {**document, "languageId": "markdown", "version": 1, "text": content}}),
        client.diagnostics(1)))])]
    middle = options.tasks // 2
    line = next(at for at, found in enumerate(content.split("\n")) if found.startswith(f"### T{middle:04}"))
    version = 1
    typed = []
    for _ in range(options.times):
        def keys():
            nonlocal version
            for at, letter in enumerate("quickly "):
                version += 1
                here = {"line": line, "character": 11 + at}
                client.tell("textDocument/didChange", {"textDocument": {**document, "version": version},
                                                       "contentChanges": [{"range": {"start": here, "end": here}, "text": letter}]})
            client.diagnostics(version)
        typed.append(timed(keys))
    rows.append(("eight keys, to their diagnostics", typed))
    single = []
    for _ in range(options.times):
        def key():
            nonlocal version
            version += 1
            here = {"line": line, "character": 11}
            client.tell("textDocument/didChange", {"textDocument": {**document, "version": version},
                                                   "contentChanges": [{"range": {"start": here, "end": here}, "text": "x"}]})
            client.diagnostics(version)
        single.append(timed(key))
    rows.append(("one key, to its diagnostics", single))
    here = {"textDocument": document, "position": {"line": line, "character": 6}}
    needs = {"textDocument": document, "position": {"line": line + 2, "character": 22}}
    at = {"start": here["position"], "end": here["position"]}
    asked = [
        ("hover", "textDocument/hover", here), ("definition", "textDocument/definition", needs),
        ("references", "textDocument/references", {**here, "context": {"includeDeclaration": True}}),
        ("completion", "textDocument/completion", needs), ("symbols", "textDocument/documentSymbol", {"textDocument": document}),
        ("folding", "textDocument/foldingRange", {"textDocument": document}),
        ("code actions", "textDocument/codeAction", {"textDocument": document, "range": at, "context": {"diagnostics": []}}),
        ("rename", "textDocument/rename", {**here, "newName": "T9999"}),
    ]
    for name, method, params in asked:
        rows.append((name, [timed(lambda: client.ask(method, params)) for _ in range(options.times)]))
    client.ask("shutdown", None)
    client.tell("exit", None)
    client.process.wait()
    print(f"{len(content.splitlines()):,} lines, {len(content.encode()):,} bytes\n")
    print("| request | median | slowest |\n| --- | ---: | ---: |")
    for name, times in rows:
        print(f"| {name} | {statistics.median(times):.1f} ms | {max(times):.1f} ms |")


if __name__ == "__main__":
    main()
