#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Calls through an installed relay that go on while the daemon is restarted or upgraded:

  calls.py IP:PORT USERNAME PASSWORD STOP_FILE

Prints `talking` when all calls have begun. Ends when STOP_FILE exists, and prints how many packets
were sent and came back.
"""
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "integration"))
import stun  # noqa: E402
from echo import Echo, echoes  # noqa: E402
from lecternd import endpoint  # noqa: E402
from turn_client import Client  # noqa: E402
from wires import UdpWire  # noqa: E402

CALLS = 10
PATIENCE = 20  # seconds


class Place:
    def at_end(self, _):
        """The process ends, and everything with it."""


def main():
    server, username, password, stop_file = sys.argv[1:]
    peer = Echo(Place())
    clients = [
        Client(UdpWire(endpoint(server)), username.encode(), password.encode())
        for _ in range(CALLS)
    ]
    for one in clients:
        one.allocate()
        bound = one.bind(0x4000, peer.address)
        assert bound.kind == stun.SUCCESS, bound.code
    print("talking", flush=True)
    sent = back = 0
    longest = 0.0
    while not os.path.exists(stop_file):
        begin = time.monotonic()
        sent += CALLS
        back += echoes(clients, 1, PATIENCE)
        longest = max(longest, time.monotonic() - begin)
    refreshed = sum(one.refresh(0).kind == stun.SUCCESS for one in clients)
    print(
        f"{sent} sent, {back} came back, the longest wait was {longest:.2f} s, "
        f"{refreshed} of {CALLS} allocations were still there"
    )
    return 0 if back == sent and refreshed == CALLS else 1


if __name__ == "__main__":
    sys.exit(main())
