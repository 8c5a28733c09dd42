#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs clang-tidy over the tree's sources, but only over those that changed since the last clean
run.

A source is judged again when the source, a header of the tree that it reaches, its compile command
or .clang-tidy changes. Clean verdicts are kept in BUILD/clang-tidy/. BUILD holds
compile_commands.json of clang (cmake --preset clang).

  scripts/clang_tidy.py [-j JOBS] BUILD FOLDER...

Prints the findings; the exit status is 1 if there are any.
"""
import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
INCLUDE = re.compile(
    r'^\s*#\s*include\s*"([^"]+)"', re.M
)  # all of the tree's own includes go from the root
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
FINDING = re.compile(r"^(?=\S+:\d+:\d+: (?:error|warning): )", re.M)


class Reach:
    """Every header of the tree that a file reaches, with its contents."""

    def __init__(self):
        self.texts = {}

    def text(self, path):
        if path not in self.texts:
            self.texts[path] = path.read_text(encoding="utf-8") if path.is_file() else ""
        return self.texts[path]

    def digest(self, source):
        seen, left = {source}, [source]
        while left:
            for name in INCLUDE.findall(self.text(left.pop())):
                header = TOP / name
                if header not in seen:
                    seen.add(header)
                    left.append(header)
        return "".join(f"{path}\n{self.text(path)}" for path in sorted(seen))


def sources(build, folders):
    """(source, compile command) of each file of those folders, once."""
    commands = json.loads((build / "compile_commands.json").read_text(encoding="utf-8"))
    chosen = {}
    for entry in commands:
        source = Path(entry["directory"], entry["file"]).resolve()
        if source.is_relative_to(TOP) and source.relative_to(TOP).parts[0] in folders:
            chosen.setdefault(source, entry["command"])
    return sorted(chosen.items())


def findings(build, source):
    """clang-tidy's findings for one source, a string each; empty if it is clean."""
    run = subprocess.run(
        ["clang-tidy", "-quiet", "-p", str(build), str(source)],
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if run.returncode == 0:
        return []
    said = [text.rstrip() for text in FINDING.split(COLOUR.sub("", run.stdout)) if text.strip()]
    return said or [f"{source}: clang-tidy gave {run.returncode}: {run.stderr.strip()}"]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("-j", dest="jobs", type=int, default=os.cpu_count() or 2)
    parser.add_argument("build", type=Path)
    parser.add_argument("folders", nargs="+", metavar="FOLDER")
    arguments = parser.parse_args()
    stamps = arguments.build / "clang-tidy"
    stamps.mkdir(exist_ok=True)
    rules = (TOP / ".clang-tidy").read_text(encoding="utf-8")
    rules += subprocess.run(
        ["clang-tidy", "--version"], capture_output=True, text=True, check=True
    ).stdout
    reach = Reach()

    def judge(source, command):
        text = "\0".join([rules, command, reach.digest(source)])
        stamp = stamps / (hashlib.sha256(text.encode()).hexdigest() + ".clean")
        if stamp.exists():
            return None
        said = findings(arguments.build, source)
        if not said:
            stamp.touch()
        return said

    chosen = sources(arguments.build, set(arguments.folders))
    if not chosen:
        parser.error(
            f"{arguments.build}/compile_commands.json has no source in "
            f"{' '.join(arguments.folders)}"
        )
    seen, looked_at = set(), 0
    with ThreadPoolExecutor(arguments.jobs) as pool:
        for verdict in pool.map(lambda pair: judge(*pair), chosen):
            looked_at += verdict is not None
            for finding in verdict or []:
                if finding not in seen:  # a header is read by many
                    seen.add(finding)
                    print(finding, flush=True)
    print(
        f"clang-tidy: {len(chosen)} sources, {looked_at} of them looked at now, "
        f"findings: {len(seen)}"
    )
    return 1 if seen else 0


if __name__ == "__main__":
    sys.exit(main())
