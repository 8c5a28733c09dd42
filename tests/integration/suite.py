# SPDX-License-Identifier: MIT
"""How a suite of this folder runs: each test is a function of a Place, stands for itself, is named on one line of output, and what it
started is ended by process id. `main(TESTS)` is a whole program:

  SUITE.py LECTERND LECTERNCTL [NAME...]      ends with `N passed, N failed, N skipped`
"""
import shutil
import sys
import tempfile
import time
import traceback
from dataclasses import dataclass

import lecternd


@dataclass(frozen=True)
class Programs:
    lecternd: str
    lecternctl: str


class Skipped(Exception):
    """What the test needs is not on this machine; the message says what."""


class Place:
    """A folder for one test, and what was started in it."""

    def __init__(self, programs):
        self.programs = programs
        self.folder = tempfile.mkdtemp(prefix="lectern-")
        self.daemons = []
        self._cleanups = []

    def config(self, extra="", **parts):
        return lecternd.config(self.folder, extra, **parts)

    def daemon(self, text=None, **options):
        """A lecternd that is ready."""
        daemon = lecternd.Daemon(self.programs, self.folder, text, **options)
        self.daemons.append(daemon)
        daemon.become_ready()
        return daemon

    def failing_daemon(self, text, folder=None):
        """A lecternd that refuses to start: (exit status, what it said)."""
        daemon = lecternd.Daemon(self.programs, folder or self.folder, text)
        self.daemons.append(daemon)
        return daemon.process.wait(lecternd.DEADLINE), daemon.errors()

    def at_end(self, function):
        """Called when the test is over, the latest first."""
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


def run_one(test, programs):
    """"ok", "FAIL" or "skip", and what there is to say."""
    place = Place(programs)
    try:
        said = test(place)
        return "ok", said or ""
    except Skipped as reason:
        return "skip", str(reason)
    except Exception:  # each test stands for itself
        return "FAIL", "\n".join([traceback.format_exc()] + ["  log: " + line for line in place.log()])
    finally:
        place.close()


def main(tests):
    if len(sys.argv) < 3:
        sys.exit(f"usage: {sys.argv[0]} LECTERND LECTERNCTL [NAME...]")
    programs, wanted = Programs(sys.argv[1], sys.argv[2]), sys.argv[3:]
    counts = {"ok": 0, "FAIL": 0, "skip": 0}
    for test in tests:
        if wanted and test.__name__ not in wanted:
            continue
        started = time.monotonic()
        verdict, said = run_one(test, programs)
        counts[verdict] += 1
        if verdict == "skip":
            print(f"SKIPPED {test.__name__}: {said}", flush=True)
        else:
            print(f"{verdict:5} {test.__name__} ({time.monotonic() - started:.1f} s)" + (f"\n{said}" if said else ""), flush=True)
    print(f"{counts['ok']} passed, {counts['FAIL']} failed, {counts['skip']} skipped")
    sys.exit(1 if counts["FAIL"] or not counts["ok"] + counts["skip"] else 0)
