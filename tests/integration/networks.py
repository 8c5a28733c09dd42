# SPDX-License-Identifier: MIT
"""Network namespaces that a test makes and that end with it."""
import os
import subprocess

import lecternd
import suite


def need_own_network():
    if os.environ.get("LECTERN_TEST_NETWORK") != "own":
        raise suite.Skipped("no network of its own can be made here")


class Network:
    """A network namespace. The process that holds it ends with this program."""

    def __init__(self, place):
        self.holder = subprocess.Popen(
            ["unshare", "--net", "sh", "-c", "echo made && exec cat"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self.holder.stdout.readline() == b"made\n"
        self.pid = str(self.holder.pid)
        self.enter = ["nsenter", "--target", self.pid, "--net"]
        place.at_end(self._end)

    def _end(self):
        self.holder.stdin.close()
        self.holder.stdout.close()
        self.holder.wait()

    def run(self, command, text=None):
        run(self.enter + ["sh", "-c", command], text)

    def program(self, place, path):
        """A program that runs the program at `path` in this network."""
        made = os.path.join(place.folder, f"{os.path.basename(path)}-{self.pid}")
        with open(made, "w", encoding="utf-8") as out:
            out.write(f'#!/bin/sh\nexec {" ".join(self.enter)} {path} "$@"\n')
        os.chmod(made, 0o755)
        return made


def run(command, text=None):
    done = subprocess.run(
        command, input=text, capture_output=True, text=True, timeout=lecternd.DEADLINE, check=False
    )
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
