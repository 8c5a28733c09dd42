#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The attack matrix: known attacks on TURN servers, tried on lecternd and on Debian's coturn.

Prints one table with a column for each server. Passes if lecternd is safe in every row. coturn's
column is for comparison; it decides nothing and may be missing.

  tests/integration/attacks.py LECTERND LECTERNCTL [ROW...]

Ends with `N passed, N failed, N skipped`.
"""
import traceback
from concurrent.futures import ThreadPoolExecutor

import attack
import attack_auth
import attack_mobility
import attack_parser
import attack_peers
import attack_resources
import certificate
import coturn
import suite
import targets


class World:
    """The servers of both columns, and the results so far."""

    def __init__(self, place):
        self.place = place
        self.certificate = certificate.make(place.folder)
        self.started = {}
        self.table = []
        place.at_end(self.print_table)

    def target(self, kind, variant):
        if (kind, variant) not in self.started:
            self.started[kind, variant] = kind(self.place, self.certificate, variant)
        return self.started[kind, variant]

    def judge(self, kind, function, variant, arguments):
        """The verdict of one column; a server that dies or breaks the test's rules is not safe."""
        target = self.target(kind, variant)
        try:
            verdict = function(target, *arguments)
            if not attack.still_serves(target):
                verdict = attack.Verdict(False, verdict.said + "; then it served nobody")
        finally:
            target.forget_clients()
        return verdict

    def column_of_coturn(self, function, variant, arguments):
        if not coturn.installed():
            return "not installed"
        try:
            verdict = self.judge(targets.Coturn, function, variant, arguments)
            return ("safe: " if verdict.safe else "UNSAFE: ") + verdict.said
        except suite.Skipped as reason:
            return f"({reason})"
        except Exception as error:  # a comparison only
            self.started.pop((targets.Coturn, variant), None)
            return f"not judged: {error}".splitlines()[0]

    def row(self, what, function, arguments=()):
        variant = getattr(function, "variant", "plain")
        with ThreadPoolExecutor(1) as beside:
            compared = beside.submit(self.column_of_coturn, function, variant, arguments)
            if getattr(function, "alone", False):
                compared.result()
            try:
                verdict = self.judge(targets.Lecternd, function, variant, arguments)
            except suite.Skipped:
                raise
            except Exception:
                verdict = attack.Verdict(False, traceback.format_exc())
            self.table.append(
                (what, ("safe: " if verdict.safe else "UNSAFE: ") + verdict.said, compared.result())
            )
        assert verdict.safe, f"{what}: {verdict.said}"

    def print_table(self):
        print("| attack | lecternd | coturn |\n|---|---|---|")
        for row in self.table:
            print(attack.table_row(row))
        for number, name in ((1, "lecternd"), (2, "coturn")):
            safe, unsafe = (
                sum(row[number].startswith(word) for row in self.table)
                for word in ("safe", "UNSAFE")
            )
            print(f"{name}: safe in {safe} of {safe + unsafe} rows")


def as_test(function):
    def test(world):
        world.row(" ".join(function.__doc__.split()), function)

    test.__name__ = function.__name__
    return test


def peer_is_refused(world, what, address):
    world.row(f"peer {address} ({what})", attack_peers.peer_is_refused, (address,))


TESTS = [
    *suite.rows(
        peer_is_refused,
        {
            address: (what, address)
            for table in (attack_peers.V4, attack_peers.V6)
            for what, address in table.items()
        },
    ),
    *(
        as_test(function)
        for module in (attack_peers, attack_parser, attack_auth, attack_mobility, attack_resources)
        for function in module.ATTACKS
    ),
]

if __name__ == "__main__":
    suite.own_network(f"{targets.PUBLIC_V4}/32", f"{targets.PUBLIC_V6}/128", "11.22.33.55/32")
    suite.main(TESTS, together=World)
