# SPDX-License-Identifier: MIT
"""Runs a suite of this folder.

Each test is an independent function of a Place and prints one line. The processes that it started
are ended by process id. `main(TESTS)` is a whole program:

  SUITE.py LECTERND LECTERNCTL [NAME...]

It ends with `N passed, N failed, N skipped`.
"""
import os
import shutil
import subprocess
import sys
import tempfile
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import lecternd


@dataclass(frozen=True)
class Programs:
    lecternd: str
    lecternctl: str


class Skipped(Exception):
    """This machine lacks something that the test needs; the message names it."""


class Place:
    """A folder for one test and the processes that were started in it."""

    def __init__(self, programs):
        self.programs = programs
        self.folder = tempfile.mkdtemp(prefix="lectern-")
        self.daemons = []
        self._cleanups = []

    def config(self, extra="", **parts):
        return lecternd.config(self.folder, extra, **parts)

    def daemon(self, text=None, folder=None, **options):
        """Starts a lecternd and waits until it is ready."""
        daemon = lecternd.Daemon(self.programs, folder or self.folder, text, **options)
        self.daemons.append(daemon)
        daemon.become_ready()
        return daemon

    def failing_daemon(self, text, folder=None, **options):
        """Starts a lecternd that refuses to start. Returns (exit status, output)."""
        daemon = lecternd.Daemon(self.programs, folder or self.folder, text, **options)
        self.daemons.append(daemon)
        return daemon.process.wait(lecternd.DEADLINE), daemon.errors()

    def at_end(self, function):
        """Registers a function for the end of the test; the last one registered runs first."""
        self._cleanups.append(function)

    def log(self):
        return [line for daemon in self.daemons for line in daemon.log[-40:]]

    def close(self):
        for function in reversed(self._cleanups):
            function()
        for daemon in self.daemons:
            if daemon.process.poll() is None:
                daemon.process.kill()
                daemon.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def need(*programs):
    for program in programs:
        if not shutil.which(program):
            raise Skipped(f"{program} is not installed")


def rows(function, cases):
    """One test a case, named function[case]: `cases` is {name: arguments after the first}."""

    def made(name, arguments):
        def test(first):
            return function(first, *arguments)

        test.__name__ = f"{function.__name__}[{name}]"
        return test

    return [made(name, arguments) for name, arguments in cases.items()]


def own_network(*addresses):
    """Runs the rest of this program in a network and a mount namespace of its own, if the machine
    allows it. The loopback device of that network has `addresses`, too."""
    if os.environ.get("LECTERN_TEST_NETWORK") or not shutil.which("ip"):
        return
    commands = " && ".join(
        ["ip link set lo up"] + [f"ip address add {address} dev lo" for address in addresses]
    )
    unshare = (
        ["unshare", "--net", "--mount"]
        if os.geteuid() == 0
        else ["unshare", "--map-root-user", "--net", "--mount"]
    )
    if (
        subprocess.run(
            [*unshare, "sh", "-c", commands], capture_output=True, check=False
        ).returncode
        == 0
    ):
        os.environ["LECTERN_TEST_NETWORK"] = "own"
        os.execvp(
            unshare[0],
            [
                *unshare,
                "sh",
                "-c",
                commands + ' && exec "$@"',
                "sh",
                sys.executable,
                "-B",
                *sys.argv,
            ],
        )


def run_one(test, first, place):
    """ "ok", "FAIL" or "skip", what there is to say, and the seconds it took."""
    started = time.monotonic()
    try:
        verdict, said = "ok", test(first) or ""
    except Skipped as reason:
        verdict, said = "skip", str(reason)
    except Exception:  # each test stands for itself
        verdict, said = "FAIL", "\n".join(
            [traceback.format_exc()] + ["  log: " + line for line in place.log()]
        )
    return verdict, said, time.monotonic() - started


def run_alone(test, programs):
    place = Place(programs)
    try:
        return run_one(test, place, place)
    finally:
        place.close()


def report(counts, test, outcome):
    verdict, said, seconds = outcome
    counts[verdict] += 1
    if verdict == "skip":
        print(f"SKIPPED {test.__name__}: {said}", flush=True)
    else:
        print(
            f"{verdict:5} {test.__name__} ({seconds:.1f} s)" + (f"\n{said}" if said else ""),
            flush=True,
        )


def main(tests, together=None, jobs=1):
    """Runs `tests` as the program of the command line.

    Without `together` each test gets a Place of its own. With it, the tests share what
    together(place) returns, and `jobs` of them run at a time: for tests that mostly wait.
    """
    if len(sys.argv) < 3:
        sys.exit(f"usage: {sys.argv[0]} LECTERND LECTERNCTL [NAME...]")
    programs, wanted = Programs(*map(os.path.abspath, sys.argv[1:3])), sys.argv[3:]
    chosen = [
        test
        for test in tests
        if not wanted or test.__name__ in wanted or test.__name__.split("[")[0] in wanted
    ]
    counts = {"ok": 0, "FAIL": 0, "skip": 0}
    if together is None:
        for test in chosen:
            report(counts, test, run_alone(test, programs))
    else:
        place = Place(programs)
        try:
            shared = together(place)
            with ThreadPoolExecutor(jobs) as pool:
                for test, outcome in zip(
                    chosen, pool.map(lambda test: run_one(test, shared, place), chosen)
                ):
                    report(counts, test, outcome)
        except Skipped as reason:
            print(f"SKIPPED all: {reason}")
            counts["skip"] += len(chosen)
        finally:
            place.close()
    print(f"{counts['ok']} passed, {counts['FAIL']} failed, {counts['skip']} skipped")
    sys.exit(1 if counts["FAIL"] or not counts["ok"] + counts["skip"] else 0)
