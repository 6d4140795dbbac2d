#!/usr/bin/env python3
"""Counts what Planyard reads of a folder of real projects, DIALECT/PROJECT/…: features, documents, tasks, and findings of
check-planning, a row a dialect. Each project is copied first, so that nothing can touch it. The table of docs/dialects.md.

    python3 scripts/corpus_table.py --binary target/debug/planyard FOLDER
"""
import argparse
import collections
import json
import os
import shutil
import subprocess
import tempfile


def ask(binary, folder, *words):
    env = {"PATH": os.environ["PATH"], "HOME": folder, "XDG_CONFIG_HOME": folder}
    out = subprocess.run([binary, "-C", folder, "--output", "json", *words], capture_output=True, text=True, env=env)
    return json.loads(out.stdout)


def archived(folder):
    """OpenSpec's archive is read only when it is named."""
    found = []
    for path, folders, _ in os.walk(folder):
        if path.endswith("openspec/changes/archive"):
            found += [os.path.relpath(os.path.join(path, name), folder) for name in folders]
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("corpus")
    args = parser.parse_args()
    rows = collections.OrderedDict()
    for dialect in ["spec-kit", "openspec", "kiro", "gsd", "backlog", "taskmaster"]:
        row = rows[dialect] = collections.Counter()
        folder = os.path.join(args.corpus, dialect)
        for project in sorted(os.listdir(folder)):
            row["projects"] += 1
            with tempfile.TemporaryDirectory() as copy:
                copy = os.path.join(copy, "project")
                shutil.copytree(os.path.join(folder, project), copy)
                row["files"] += sum(len(files) for _, _, files in os.walk(copy))
                known = ask(args.binary, copy, "dialects")["data"]["features"]
                # A project may hold plans of several dialects; here those of one are counted.
                names = [one["path"] for one in known if (one["dialect"] or "").startswith(dialect)]
                names += archived(copy) if dialect == "openspec" else []
                for name in dict.fromkeys(names):
                    checked = ask(args.binary, copy, "check-planning", name, "--exit-zero")
                    row["features"] += sum(ran["examined"] for ran in checked["ran"])
                    for finding in checked["results"]:
                        row[finding["severity"]] += 1
                    row["unread"] += len(checked["errors"])
                    # A file that holds several features is one path: each is asked by its id.
                    ids = [one["id"] for one in known if one["path"] == name] or [name]
                    for one in ids:
                        listed = ask(args.binary, copy, "task", "list", "--feature", one)
                        row["tasks"] += len(listed["data"]["tasks"]) if listed["data"] else 0
    print("| dialect | projects | files | features | tasks | errors | warnings | notes | unread |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for dialect, row in rows.items():
        cells = [row[key] for key in ("projects", "files", "features", "tasks", "error", "warning", "info", "unread")]
        print(f"| {dialect} | " + " | ".join(str(cell) for cell in cells) + " |")


if __name__ == "__main__":
    main()
