#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""aioice (Debian's python3-aioice) as a judge: two agents that may use only relayed candidates send
datagrams there and back. Runs with Debian's python, for which the package is installed.

  aioice_pair.py HOST PORT udp|tcp|tls USER PASSWORD COUNT

Prints `N of COUNT echoed, KIND/KIND`.
"""
import asyncio
import sys

import aioice
from aioice.ice import TransportPolicy


def agent(controlling, host, port, leg, user, password):
    return aioice.Connection(
        ice_controlling=controlling,
        components=1,
        turn_server=(host, port),
        turn_username=user,
        turn_password=password,
        turn_ssl=leg == "tls",
        turn_transport="udp" if leg == "udp" else "tcp",
        transport_policy=TransportPolicy.RELAY,
    )


async def introduce(a, b):
    for ours, theirs in ((a, b), (b, a)):
        await ours.gather_candidates()
        theirs.remote_username, theirs.remote_password = ours.local_username, ours.local_password
        for candidate in ours.local_candidates:
            await theirs.add_remote_candidate(candidate)
        await theirs.add_remote_candidate(None)


async def echo(connection):
    while True:
        await connection.send(await connection.recv())


async def main(host, port, leg, user, password, count):
    a, b = (
        agent(controlling, host, int(port), leg, user, password) for controlling in (True, False)
    )
    await introduce(a, b)
    await asyncio.gather(a.connect(), b.connect())
    answering = asyncio.create_task(echo(b))
    came = 0
    for number in range(int(count)):
        await a.send(b"datagram %d" % number)
        came += await asyncio.wait_for(a.recv(), 10) == b"datagram %d" % number
    answering.cancel()
    kinds = "/".join(connection.local_candidates[0].type for connection in (a, b))
    await asyncio.gather(a.close(), b.close())
    print(f"{came} of {count} echoed, {kinds}")


asyncio.run(asyncio.wait_for(main(*sys.argv[1:]), 40))
