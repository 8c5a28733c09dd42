#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Asks whether the tests notice a fault: changes one token of a pure part, builds, runs the tests
of that part and lists the mutants that no test kills.

  scripts/mutants.py [--seed N] [--count N] [--area NAME]... [--jobs N] [--timeout SECONDS]
                     [--fresh] [--list]

Works on a copy of the tree in build/mutants/tree, with the preset `mutants`.
build/mutants/report.json keeps the verdicts; a run with the same seed goes on where an earlier run
was stopped. The exit status is 1 if the unchanged tree does not pass, else 0: a person has to judge
the survivors.
"""
import argparse
import collections
import fnmatch
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import mutation

TOP = Path(__file__).resolve().parent.parent
HOME = TOP / "build/mutants"
TREE, REPORT = HOME / "tree", HOME / "report.json"
BUILD = TREE / "build/mutants"


class Area(NamedTuple):
    """A part of the tree and the tests that have to kill its mutants.

    `files` and `without` are patterns of paths, `tests` and `not_tests` beginnings of test names.
    """

    files: tuple
    without: tuple = ()
    tests: tuple = ()
    not_tests: tuple = ()


AREAS = {
    "base": Area(("base/*.[ch]pp",), (), ("base/",)),
    "turn": Area(("turn/*.[ch]pp",), ("turn/io/*",), ("turn/",), ("turn/io/",)),
    "meetings": Area(
        ("meetings/*.[ch]pp",),
        ("meetings/store/*", "meetings/notify/*", "meetings/recordings/ffmpeg*"),
        ("meetings/",),
        (
            "meetings/store/",
            "meetings/notify/",
            "meetings/recordings/judge",
            "meetings/recordings/test_ffmpeg",
        ),
    ),
    "signaling": Area(
        ("signaling/*.[ch]pp",),
        ("signaling/ws_server*", "signaling/cluster_redis*", "signaling/cluster_sentinel*"),
        ("signaling/",),
        ("signaling/test_ws_server", "signaling/test_cluster_redis"),
    ),
    "api": Area(
        ("api/*.[ch]pp",),
        ("api/http_server*",),
        ("api/",),
        ("api/test_http_server", "api/test_http_limits"),
    ),
    "webui": Area(("webui/src/core/*.ts",), ("*.d.ts",)),
}
# A mutant may allocate without an end: 4 GiB.
LIMITED = ["nice", "prlimit", f"--as={4 << 30}"]
KILLED, SURVIVED, TIMED_OUT, NOT_COMPILED = "killed", "survived", "timed out", "not compiled"


class Mutant(NamedTuple):
    area: str
    path: str
    text: str
    change: mutation.Mutation

    @property
    def key(self):
        what = repr((self.path, self.text, *self.change))
        return hashlib.sha256(what.encode()).hexdigest()[:16]

    @property
    def place(self):
        return f"{self.path}:{mutation.line_of(self.text, self.change)}"


class OutOfTime(Exception):
    pass


class Clock:
    """The time that is left for one mutant, in seconds."""

    def __init__(self, seconds):
        self._end = time.monotonic() + seconds

    def left(self):
        return max(0.1, self._end - time.monotonic())


def matches(path, patterns):
    return any(fnmatch.fnmatchcase(path, pattern) for pattern in patterns)


def run(command, clock, cwd, environment=None):
    """Runs a command in a process group of its own; returns (exit status, output)."""
    child = subprocess.Popen(
        command,
        cwd=cwd,
        env={**os.environ, "CI": "true", **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )
    try:
        output, _ = child.communicate(timeout=clock.left())
        return child.returncode, output
    except subprocess.TimeoutExpired as late:
        raise OutOfTime from late
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
            child.communicate()


def sources(top):
    """The files of the working tree that git knows or would add."""
    command = ["git", "-C", str(top), "ls-files", "-z", "-co", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    return sorted(name for name in listed.split("\0") if name and (top / name).is_file())


def copy_tree(top, tree):
    """Makes `tree` equal to the working tree; files that are equal already keep their time."""
    names = set(sources(top))
    for name in sorted(names):
        source, target = top / name, tree / name
        if target.is_file() and target.read_bytes() == source.read_bytes():
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)
    for folder, folders, files in os.walk(tree):
        folders[:] = [name for name in folders if name not in ("build", "node_modules")]
        for file in (Path(folder) / name for name in files):
            if not file.is_symlink() and file.relative_to(tree).as_posix() not in names:
                file.unlink()


def mutants_of(area, top, names):
    found = []
    for name in names:
        if matches(name, AREAS[area].files) and not matches(name, AREAS[area].without):
            text = (top / name).read_text(encoding="utf-8")
            changes = mutation.mutations(text, name.endswith(".ts"))
            found += [Mutant(area, name, text, change) for change in changes]
    return found


def chosen(areas, count, seed, top, names):
    """`count` mutants, as many of each area as of the others; the same ones for the same seed."""
    out = []
    for number, area in enumerate(areas):
        share = count // len(areas) + (number < count % len(areas))
        all_of_them = mutants_of(area, top, names)
        chance = random.Random(f"{seed} {area}")
        picked = chance.sample(all_of_them, min(share, len(all_of_them)))
        out += sorted(picked, key=lambda m: (m.path, m.change.start))
    return out


class Cpp:
    """Builds and runs the C++ tests of one area."""

    def __init__(self, area, jobs):
        self._area, self._jobs = AREAS[area], jobs
        self._tests = []

    def prepare(self, clock):
        """Builds the unchanged area. Returns a complaint, or None if its tests pass."""
        status, output = run(["cmake", "--preset", "mutants"], clock, TREE)
        if status != 0:
            return output
        self._tests = self._listed(clock)
        if not self._tests:
            return "the area has no tests"
        return self._complaint(self._tests, clock, {})

    def _listed(self, clock):
        """The area's tests as pairs (name, program); see lectern_test() in cmake/."""
        listing = ["ctest", "--test-dir", str(BUILD), "--show-only=json-v1"]
        names = [test["name"] for test in json.loads(run(listing, clock, TREE)[1])["tests"]]
        return [
            (name, BUILD / "tests" / Path(name).parent / name.replace("/", "_"))
            for name in names
            if name.startswith(self._area.tests)
            and not (self._area.not_tests and name.startswith(self._area.not_tests))
        ]

    def _build(self, tests, clock, environment):
        programs = [program.relative_to(BUILD).as_posix() for _, program in tests]
        ninja = ["nice", "ninja", "-C", str(BUILD), "-j", str(self._jobs), *programs]
        return run(ninja, clock, TREE, environment)

    def _complaint(self, tests, clock, environment):
        status, output = self._build(tests, clock, environment)
        return output if status != 0 else self._failing(tests, clock)

    def _failing(self, tests, clock):
        """The name of a test that fails, or None."""
        stopped = []

        def fails(test):
            if stopped:
                return False
            failed = run([*LIMITED, str(test[1])], clock, BUILD)[0] != 0
            if failed:
                stopped.append(test[0])
            return failed

        with ThreadPoolExecutor(self._jobs) as pool:
            list(pool.map(fails, tests))
        return stopped[0] if stopped else None

    def verdict(self, mutant, clock):
        """(verdict, the test that killed it).

        The tests that are named after the source or its folder come first.
        """
        path = Path(mutant.path)
        words = {path.stem.removeprefix("on_"), *path.parts[1:-1]}
        near = [test for test in self._tests if any(f"test_{w}" in test[0] for w in words)]
        far = [test for test in self._tests if test not in near]
        # The compiler cache serves the unchanged sources and does not keep the mutants.
        environment = {"CCACHE_READONLY": "1"}
        for tests in (near, far):
            if not tests:
                continue
            if self._build(tests, clock, environment)[0] != 0:
                return NOT_COMPILED, None
            failing = self._failing(tests, clock)
            if failing:
                return KILLED, failing
        return SURVIVED, None


class TypeScript:
    """Runs the web UI's tests. A survivor whose types are wrong counts as not compiled."""

    def __init__(self, _area, _jobs):
        self._folder = TREE / "webui"

    def prepare(self, clock):
        modules = self._folder / "node_modules"
        if (TOP / "webui/node_modules").is_dir() and not modules.exists():
            modules.symlink_to(TOP / "webui/node_modules")
        if not modules.exists():
            status, output = run(["scripts/npm_ci.sh", "webui"], clock, TREE)
            if status != 0:
                return output
        status, output = self._vitest(["run"], clock)
        return output if status != 0 else None

    def _vitest(self, arguments, clock):
        program = ["nice", "node", "node_modules/vitest/vitest.mjs", *arguments]
        return run([*program, "--reporter=dot", "--bail=1"], clock, self._folder)

    def verdict(self, mutant, clock):
        path = mutant.path.removeprefix("webui/")
        if self._vitest(["related", "--run", path], clock)[0] != 0:
            return KILLED, "vitest"
        types = ["nice", "node", "node_modules/typescript/bin/tsc", "--noEmit"]
        return (NOT_COMPILED if run(types, clock, self._folder)[0] != 0 else SURVIVED), None


def verdict_of(tests, mutant, timeout):
    file = TREE / mutant.path
    file.write_text(mutation.applied(mutant.text, mutant.change), encoding="utf-8")
    try:
        return tests.verdict(mutant, Clock(timeout))
    except OutOfTime:
        return TIMED_OUT, None
    finally:
        file.write_text(mutant.text, encoding="utf-8")


def read_report(path, fresh):
    if fresh or not path.exists():
        return {}
    return {entry["key"]: entry for entry in json.loads(path.read_text(encoding="utf-8"))}


def write_report(path, report):
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(list(report.values()), indent=1), encoding="utf-8")
    fresh.replace(path)


def entry_of(mutant, verdict, killer, seconds):
    return {
        "key": mutant.key,
        "area": mutant.area,
        "place": mutant.place,
        "kind": mutant.change.kind,
        "verdict": verdict,
        "test": killer,
        "seconds": round(seconds, 1),
        "diff": mutation.diff(mutant.text, mutant.change),
    }


def judge_area(area, mutants, report, options):
    """Judges the area's mutants that have no verdict yet.

    False if the area does not pass without a mutant.
    """
    waiting = [mutant for mutant in mutants if mutant.key not in report]
    if not waiting:
        return True
    tests = (TypeScript if area == "webui" else Cpp)(area, options.jobs)
    print(f"{area}: building the unchanged tree", flush=True)
    try:
        complaint = tests.prepare(Clock(options.build_timeout))
    except OutOfTime:
        complaint = f"not ready after {options.build_timeout} s"
    if complaint:
        print(f"{area}: the unchanged tree does not pass: {complaint[-3000:]}", flush=True)
        return False
    for mutant in waiting:
        started = time.monotonic()
        verdict, killer = verdict_of(tests, mutant, options.timeout)
        entry = entry_of(mutant, verdict, killer, time.monotonic() - started)
        report[mutant.key] = entry
        write_report(REPORT, report)
        print(
            f"{entry['verdict']:12} {entry['seconds']:6.1f} s  {entry['place']} "
            f"({entry['kind']}{', ' + killer if killer else ''})",
            flush=True,
        )
    return True


def summary(entries):
    """The survivors with their diffs, then a line of counts for each area and for all."""
    lines = []
    for entry in entries:
        if entry["verdict"] == SURVIVED:
            lines += [f"\nsurvived: {entry['place']} ({entry['kind']})", entry["diff"]]
    lines.append("")
    for area in [*dict.fromkeys(entry["area"] for entry in entries), "all"]:
        counts = collections.Counter(
            entry["verdict"] for entry in entries if area in (entry["area"], "all")
        )
        words = (KILLED, TIMED_OUT, SURVIVED, NOT_COMPILED)
        lines.append(f"{area:10} " + ", ".join(f"{counts[word]} {word}" for word in words))
    return "\n".join(lines)


def options_of(arguments):
    parser = argparse.ArgumentParser(description="Measures the tests by mutants of the sources.")
    parser.add_argument("--seed", type=int, default=1, help="chooses the mutants (1)")
    parser.add_argument("--count", type=int, default=20, help="how many, over all areas (20)")
    parser.add_argument("--area", action="append", choices=AREAS, help="only this area")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="jobs at a time")
    parser.add_argument("--timeout", type=float, default=300, help="seconds for a mutant (300)")
    parser.add_argument(
        "--build-timeout", type=float, default=3600, help="seconds for the unchanged tree (3600)"
    )
    parser.add_argument("--fresh", action="store_true", help="forget the verdicts of earlier runs")
    parser.add_argument("--list", action="store_true", help="only show the mutants")
    return parser.parse_args(arguments)


def main():
    options = options_of(sys.argv[1:])
    areas = options.area or list(AREAS)
    mutants = chosen(areas, options.count, options.seed, TOP, sources(TOP))
    if options.list:
        for mutant in mutants:
            print(f"{mutant.place} ({mutant.change.kind})")
            print(mutation.diff(mutant.text, mutant.change))
        return 0
    copy_tree(TOP, TREE)
    report = read_report(REPORT, options.fresh)
    passed = True
    for area in areas:
        passed &= judge_area(area, [m for m in mutants if m.area == area], report, options)
    entries = [report[mutant.key] for mutant in mutants if mutant.key in report]
    print(summary(entries))
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
