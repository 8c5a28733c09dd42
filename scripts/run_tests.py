#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the test suites one after the other and adds up what they report.

Every suite builds what it needs first; a build that fails is one failed test of its suite, and the
other suites still run. The last line on standard output is always `N passed, N failed, N skipped`;
the exit status is 0 only if nothing failed and something passed.

  scripts/run_tests.py [--list] [--all] [SUITE...]

The default is the suites of `make test`; --all adds those of `make test-all`.
"""
import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
LOGS = TOP / "build" / "test-logs"
JOBS = str(os.cpu_count() or 2)
NEEDED_BYTES = 10 << 30  # builds, base roots, Debian packages and npm packages together
CLOSING_LINE = re.compile(r"^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$", re.M)


@dataclass
class Counts:
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    notes: list = field(default_factory=list)

    def add(self, other):
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.notes += other.notes

    def __str__(self):
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


class BuildFailed(Exception):
    pass


def skipped(reason):
    print(f"SKIPPED: {reason}", flush=True)
    return Counts(skipped=1, notes=[f"skipped: {reason}"])


def run(command, name, timeout=900, cwd=TOP):
    """Runs a command, shows its output and keeps it in build/test-logs/NAME.log.

    Returns (exit status, output).
    """
    LOGS.mkdir(parents=True, exist_ok=True)
    child = subprocess.Popen(
        command,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
    )

    def out_of_time():
        print(f"{name}: still running after {timeout} s, ended", flush=True)
        os.killpg(child.pid, signal.SIGKILL)

    watch = threading.Timer(timeout, out_of_time)
    watch.start()
    lines = []
    try:
        with open(LOGS / f"{name}.log", "w", encoding="utf-8") as log:
            for line in child.stdout:
                sys.stdout.write(line)
                sys.stdout.flush()
                log.write(line)
                lines.append(line)
        return child.wait(), "".join(lines)
    except KeyboardInterrupt:
        os.killpg(child.pid, signal.SIGTERM)
        raise
    finally:
        watch.cancel()


def build(what, command, timeout=3000):
    status, _ = run(command, f"build-{what}", timeout)
    if status != 0:
        raise BuildFailed(f"{what}: {' '.join(command)} gave {status}")


def configure(preset):
    """Configures a preset where that is needed; returns its build folder."""
    folder = TOP / "build" / preset
    presets = TOP / "CMakePresets.json"
    ninja_file = folder / "build.ninja"
    if not ninja_file.exists() or ninja_file.stat().st_mtime < presets.stat().st_mtime:
        build(f"configure-{preset}", ["cmake", "--preset", preset])
    return folder


def cmake(preset, *targets):
    """Configures and builds a preset, without the targets DIR/all of folders that do not exist."""
    folder = configure(preset)
    there = [
        t for t in targets if not t.endswith("/all") or (TOP / t[:-4] / "CMakeLists.txt").exists()
    ]
    build(preset, ["nice", "ninja", "-C", str(folder), "-j", JOBS, *there])
    return folder


def counted(command, name, timeout=600, cwd=TOP):
    """A program that ends with the closing line itself."""
    status, output = run(command, name, timeout, cwd)
    lines = CLOSING_LINE.findall(output)
    if not lines:
        return Counts(failed=1, notes=[f"{name}: no closing line, exit status {status}"])
    counts = Counts(*(int(n or 0) for n in lines[-1]))
    if status != 0 and counts.failed == 0:
        counts.add(Counts(failed=1, notes=[f"{name}: exit status {status}"]))
    return counts


def cases_of(test):
    """One ctest entry: the cases it printed (cmocka's sums or our closing line), else the entry
    itself."""
    name = test.get("name")
    text = test.findtext("system-out") or ""
    if test.find("skipped") is not None:
        reasons = [line for line in text.splitlines() if line.startswith("SKIPPED")]
        return Counts(skipped=1, notes=[f"{name}: {reasons[0] if reasons else 'skipped'}"])
    sums = {
        word: sum(int(n) for n in re.findall(rf"^\[  {word} *\] (\d+) test\(s\)", text, re.M))
        for word in ("PASSED", "FAILED", "SKIPPED")
    }
    for passed, failed, skips in CLOSING_LINE.findall(text)[-1:]:
        sums = {"PASSED": int(passed), "FAILED": int(failed), "SKIPPED": int(skips or 0)}
    bad = test.get("status") == "fail" or test.find("failure") is not None
    if bad:
        return Counts(
            passed=sums["PASSED"],
            failed=max(1, sums["FAILED"]),
            skipped=sums["SKIPPED"],
            notes=[f"failed: {name}"],
        )
    return Counts(
        passed=max(1, sums["PASSED"]) if sums["SKIPPED"] == 0 else sums["PASSED"],
        skipped=sums["SKIPPED"],
    )


def ctest(folder, name, *selection, jobs=JOBS, timeout=600):
    report = LOGS / f"{name}.xml"
    LOGS.mkdir(parents=True, exist_ok=True)
    report.unlink(missing_ok=True)
    status, _ = run(
        [
            "ctest",
            "--test-dir",
            str(folder),
            *selection,
            "-j",
            jobs,
            "--output-on-failure",
            "--no-tests=error",
            "--output-junit",
            str(report),
            "--test-output-size-passed",
            "1000000",
        ],
        name,
        timeout,
    )
    if not report.exists():
        return Counts(failed=1, notes=[f"{name}: ctest gave {status} and no report"])
    counts = Counts()
    for test in ElementTree.parse(report).getroot().iter("testcase"):
        counts.add(cases_of(test))
    if status != 0 and counts.failed == 0:
        counts.add(Counts(failed=1, notes=[f"{name}: ctest gave {status}"]))
    return counts


NOT_UNIT = "^(lint|integration|e2e|install|bench)$"


def lint_suite():
    return ctest(configure("dev"), "lint", "-L", "^lint$")


def unit_suite():
    return ctest(cmake("asan", "tests/all"), "unit", "-LE", NOT_UNIT)


def integration_suite():
    if not (TOP / "tests/integration/CMakeLists.txt").exists():
        return skipped("there are no integration tests in this tree")
    build("make-build", ["make", "--no-print-directory", "build"])
    build("npm-judges", ["scripts/npm_ci.sh", "tests/integration/judges"])
    build("npm-openapi", ["scripts/npm_ci.sh", "tests/integration/openapi"])
    build("npm-uploads", ["scripts/npm_ci.sh", "tests/integration/uploads"])
    build("npm-manifests", ["scripts/npm_ci.sh", "tests/integration/manifests"])
    build("npm-example", ["scripts/npm_ci.sh", "examples/node-client"])
    build("npm-providers", ["scripts/npm_ci.sh", "tests/integration/providers"])
    return ctest(cmake("dev", "tests/integration/all"), "integration", "-L", "^integration$")


def webui_suite():
    build("npm-webui", ["scripts/npm_ci.sh", "webui"])
    report = LOGS / "webui.json"
    report.unlink(missing_ok=True)
    status, _ = run(
        [
            "npm",
            "exec",
            "--",
            "vitest",
            "run",
            "--reporter=default",
            "--reporter=json",
            f"--outputFile.json={report}",
        ],
        "webui",
        cwd=TOP / "webui",
    )
    if not report.exists():
        return Counts(failed=1, notes=[f"webui: vitest gave {status} and no report"])
    result = json.loads(report.read_text())
    counts = Counts(
        result["numPassedTests"],
        result["numFailedTests"],
        result["numPendingTests"] + result["numTodoTests"],
    )
    if status != 0 and counts.failed == 0:
        counts.add(Counts(failed=1, notes=[f"webui: vitest gave {status}"]))
    return counts


def e2e_suite():
    story = TOP / "tests/e2e/run.mjs"
    if not story.exists():
        return skipped("there is no end-to-end story (tests/e2e/run.mjs) in this tree")
    build("make-build", ["make", "--no-print-directory", "build"])
    build(
        "npm-webui", ["scripts/npm_ci.sh", "webui"]
    )  # the story drives Chromium with the web UI's playwright-core
    return counted(["node", str(story)], "e2e", timeout=1200)


def install_suite():
    build("deb", ["make", "--no-print-directory", "deb"])
    return counted(["tests/install/run.sh"], "install")


# The releases of Debian that are tested. This machine's own has the suite `install`; each other one
# has `install-RELEASE` and, in `make test-all`, `tests-RELEASE`.
RELEASES = ("bookworm", "trixie")


def other_releases(os_release):
    """The RELEASES without the release that this text of /etc/os-release names."""
    own = re.search(r'^VERSION_CODENAME="?([^"\n]*)', os_release, re.M)
    return [release for release in RELEASES if not own or release != own.group(1)]


def install_suite_of(release):
    build("webui", ["make", "--no-print-directory", "webui"])
    return counted(["tests/install/run.sh", release], f"install-{release}", timeout=1500)


def tests_suite_of(release):
    build("webui", ["make", "--no-print-directory", "webui"])
    program = ["tests/install/run_suites.sh", release, "unit", "integration"]
    return counted(program, f"tests-{release}", timeout=5400)


def rpm_suite():
    build("rpm", ["make", "--no-print-directory", "rpm"])
    return counted(["tests/install/run_rpm.sh"], "rpm")


def load_suite():
    build("make-build", ["make", "--no-print-directory", "build"])
    build("npm-load", ["scripts/npm_ci.sh", "examples/load"])
    program = ["/usr/bin/python3", "-B", "tests/integration/load_example.py"]
    return counted([*program, "build/lecternd", "build/lecternctl"], "load")


def container_suite():
    build("deb", ["make", "--no-print-directory", "deb"])
    return counted(["tests/container/run.sh"], "container", timeout=900)


def tsan_suite():
    return ctest(cmake("tsan", "tests/all"), "tsan", "-LE", NOT_UNIT)


def clang_suite():
    return ctest(cmake("clang", "tests/all"), "clang", "-LE", NOT_UNIT)


SUITES = {
    "lint": (lint_suite, "include rules, licences, sizes, lock files"),
    "unit": (
        unit_suite,
        "unit tests and fuzz corpora with address and undefined-behaviour sanitizers",
    ),
    "integration": (integration_suite, "the real daemon and foreign clients"),
    "webui": (webui_suite, "the web client's core under vitest"),
    "e2e": (e2e_suite, "a call in Chromium"),
    "install": (install_suite, "the .deb in a freshly booted Debian"),
}
MORE_SUITES = {
    "tsan": (tsan_suite, "unit tests with the thread sanitizer"),
    "clang": (clang_suite, "unit tests built by clang with sanitizers"),
    "container": (container_suite, "the container image, built by buildah and run by podman"),
    "load": (load_suite, "Artillery's guests of examples/load"),
    "rpm": (rpm_suite, "the .rpm's scripts in a freshly booted system"),
}

OS_RELEASE = Path("/etc/os-release")
for other in other_releases(OS_RELEASE.read_text(encoding="utf-8") if OS_RELEASE.exists() else ""):
    SUITES[f"install-{other}"] = (
        partial(install_suite_of, other),
        f"the .deb built and booted in Debian {other}",
    )
    MORE_SUITES[f"tests-{other}"] = (
        partial(tests_suite_of, other),
        f"unit and integration in Debian {other}",
    )


def run_suite(name, function, title):
    print(f"\n=== {name}: {title}", flush=True)
    started = time.monotonic()
    try:
        counts = function()
    except BuildFailed as error:
        counts = Counts(failed=1, notes=[f"build failed: {error}"])
    return counts, time.monotonic() - started


def warn_of_small_disk():
    """A build that finds the disk full says so a hundred times, in many ways; this says it once."""
    free = shutil.disk_usage(TOP).free
    if free < NEEDED_BYTES and not (TOP / "build").exists():
        print(
            f"warning: {free >> 30} GiB of disk are free, and a run from a clean clone takes "
            f"{NEEDED_BYTES >> 30} GiB",
            flush=True,
        )


def main():
    parser = argparse.ArgumentParser(
        description="Runs the test suites and adds up what they report."
    )
    parser.add_argument("--list", action="store_true", help="only list the suites")
    parser.add_argument("--all", action="store_true", help="also those of make test-all")
    parser.add_argument("suites", nargs="*", metavar="SUITE")
    arguments = parser.parse_args()
    known = {**SUITES, **MORE_SUITES}
    if arguments.list:
        for name, (_, title) in known.items():
            print(f"{name:16} {title}{'  (test-all)' if name in MORE_SUITES else ''}")
        return 0
    unknown = [name for name in arguments.suites if name not in known]
    if unknown:
        parser.error(f"no suite {', '.join(unknown)}; there are: {', '.join(known)}")
    chosen = arguments.suites or list(known if arguments.all else SUITES)

    os.environ.setdefault("CI", "true")  # no watch modes, no progress bars
    os.environ.setdefault("UBSAN_OPTIONS", "print_stacktrace=1")
    warn_of_small_disk()
    total, rows, started = Counts(), [], time.monotonic()
    for name in chosen:
        counts, seconds = run_suite(name, *known[name])
        rows.append((name, counts, seconds))
        total.add(counts)
    print("\n=== summary")
    for name, counts, seconds in rows:
        print(f"{name:16} {str(counts):44} {seconds:6.0f} s")
        for note in counts.notes:
            print(f"                 - {note}")
    print(f"{'all':16} {'':44} {time.monotonic() - started:6.0f} s\n")
    print(total, flush=True)
    return 1 if total.failed or not total.passed else 0


if __name__ == "__main__":
    sys.exit(main())
