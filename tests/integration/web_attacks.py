#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The attack matrix of the API, the WebSocket, the front and the database's file.

Prints one table: what is tried, what docs/threat-model.md promises, what happened. Passes if
lecternd is safe in every row.

  tests/integration/web_attacks.py LECTERND LECTERNCTL [ROW...]

Ends with `N passed, N failed, N skipped`.
"""
import os
import traceback

import attack
import attack_api
import attack_database
import attack_front
import attack_signaling
import suite
from web_target import WebTarget


class World:
    """The daemon that most attacks share, and the results so far."""

    def __init__(self, place):
        self.place = place
        self.shared = None
        self.table = []
        place.at_end(self.print_table)

    def target(self, function):
        if not getattr(function, "fresh", False):
            self.shared = self.shared or Target(self.place, "shared")
            return self.shared
        return Target(self.place, function.__name__)

    def row(self, function):
        what = " ".join(function.__doc__.split())
        target = self.target(function)
        try:
            verdict = function(target)
            if target is self.shared and not target.alive():
                verdict = attack.Verdict(False, verdict.said + "; then it served nobody")
        except suite.Skipped:
            raise
        except Exception:
            verdict = attack.Verdict(False, traceback.format_exc())
            self.shared = None
        finally:
            target.close_sockets()
        word = "safe: " if verdict.safe else "UNSAFE: "
        self.table.append((what, function.promise, word + verdict.said))
        assert verdict.safe, f"{what}: {verdict.said}"

    def print_table(self):
        print("| attack on the web side | promise | what happened |\n|---|---|---|")
        for row in self.table:
            print(attack.table_row(row))
        safe = sum(row[2].startswith("safe") for row in self.table)
        print(f"lecternd: safe in {safe} of {len(self.table)} rows")


class Target(WebTarget):
    """A WebTarget in a folder of its own, which an attack may start again."""

    def __init__(self, place, name):
        folder = os.path.join(place.folder, name)
        os.mkdir(folder)
        self.place = place
        super().__init__(place, folder)

    def again(self):
        with open(self.daemon.config, encoding="utf-8") as text:
            self.daemon = self.place.daemon(text.read(), self.folder)
        return self.daemon


def as_test(function):
    def test(world):
        world.row(function)

    test.__name__ = function.__name__
    return test


TESTS = [
    as_test(function)
    for module in (attack_api, attack_signaling, attack_front, attack_database)
    for function in module.ATTACKS
]

if __name__ == "__main__":
    suite.main(TESTS, together=World)
