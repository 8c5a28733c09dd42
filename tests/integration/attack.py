# SPDX-License-Identifier: MIT
"""An attack is a function that tries something on a Target and returns a Verdict.

Its docstring names its row in the table. on(variant) says which variant of the server it needs;
@alone says that it needs much of the machine.
"""
import os
import time
from typing import NamedTuple

import stun
import suite


class Verdict(NamedTuple):
    safe: bool
    said: str


def table_row(cells):
    return "| " + " | ".join(cell.replace("\n", " ").replace("|", "/") for cell in cells) + " |"


def on(variant):
    def mark(function):
        function.variant = variant
        return function

    return mark


def alone(function):
    """Marks an attack that needs much of the machine: its columns run one after the other."""
    function.alone = True
    return function


def need_own_network():
    if not os.environ.get("LECTERN_TEST_NETWORK"):
        raise suite.Skipped("needs a network of its own, which this machine does not allow")


def still_serves(target):
    """A fresh client gets a Binding answer, over UDP and over TCP."""
    if not target.alive():
        return False
    for leg in ("udp", "tcp"):
        client = target.client(leg)
        answer = client.exchange(stun.Request(stun.BINDING))
        client.close()
        if answer is None or answer.kind != stun.SUCCESS:
            return False
    return True


def settled_memory(target):
    """The resident bytes after they have stopped changing (waits some seconds at most)."""
    last, now = -1, target.memory()
    for _ in range(20):
        if last == now:
            break
        time.sleep(0.1)
        last, now = now, target.memory()
    return now
