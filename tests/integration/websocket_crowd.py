#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Many WebSockets, and those who misuse one, against the daemon's memory.

Ten thousand idle sessions stay and cost little each; a giant frame, a message that never ends and a
client that does not read cost no more than their bound. Each runs with both engines.
"""
import socket
import struct
import time

import suite
from lecternd import endpoint
from people import register_admin
from scale import need_descriptors, resident
from websocket import WebSocket

HELD = 10_000
KIB_EACH = 16  # of resident memory: a bound; bench/signaling.py measures
BUILTIN = '[signaling]\nengine = "builtin"\n'


def connected(daemon, token=None):
    address = daemon.ready["http"][0]
    ws = WebSocket(socket.create_connection(endpoint(address), timeout=20), address)
    assert ws.status == 101, ws.status
    if token:
        ws.send(type="auth", token=token)
        ws.until("welcome")
    return ws


def answers(ws):
    ws.send(type="ping", t=1)
    return ws.until("pong")["t"] == 1


def start(place, engine):
    return place.daemon(place.config(BUILTIN) if engine == "builtin" else None)


def thousands_of_idle_sessions(place, engine):
    # Of the daemon's descriptors a session takes three with libwebsockets; with the other engine it
    # takes one, and all sessions together at most half of them.
    held = HELD if engine == "builtin" else HELD * 6 // 10
    need_descriptors(2 * HELD)
    daemon = start(place, engine)
    token = register_admin(daemon)["access"]
    crowd = [connected(daemon, token)]
    place.at_end(lambda: [ws.sock.close() for ws in crowd])
    before, began = resident(daemon.process.pid), time.monotonic()
    while len(crowd) < held:
        crowd.append(connected(daemon, token))
    seconds = time.monotonic() - began
    each = (resident(daemon.process.pid) - before) / held
    metrics = daemon.metrics()
    assert metrics["lectern_signaling_sessions"] == held, metrics["lectern_signaling_sessions"]
    assert each < KIB_EACH * 1024, each
    for ws in (crowd[0], crowd[held // 2], crowd[-1]):
        assert answers(ws)
    # One more pushes out one who is in no meeting, and not the newest.
    late = connected(daemon, token)
    assert answers(late) and answers(crowd[-1])
    assert daemon.metrics()["lectern_signaling_sessions"] <= held + 1
    for ws in crowd[1:]:
        ws.sock.close()
    crowd.append(late)
    assert answers(late)
    return f"      {held} in {seconds:.1f} s, {each:.0f} bytes resident each"


def misuse_is_bounded(place, engine):
    daemon = start(place, engine)
    token = register_admin(daemon)["access"]
    witness = connected(daemon, token)
    before = resident(daemon.process.pid)
    for _ in range(200):
        # A frame of 2^62 bytes is announced, and its beginning sent.
        giant = connected(daemon)
        giant.sock.sendall(struct.pack("!BBQ", 0x81, 0xFF, 1 << 62) + b"mask")
        try:
            giant.sock.sendall(b"x" * 70_000)
        except (BrokenPipeError, ConnectionResetError):
            pass
        giant.sock.close()
    endless = [connected(daemon) for _ in range(200)]
    for ws in endless:
        ws.sock.sendall(struct.pack("!BBH", 0x01, 0xFE, 60_000) + b"mask" + b"x" * 60_000)
    assert answers(witness)
    grown = resident(daemon.process.pid) - before
    # The messages whose end does not come may take 32 MiB together (WsConfig::unfinished_bytes).
    assert grown < 48 << 20, grown
    for ws in endless:
        ws.sock.close()
    assert answers(witness)
    return f"      {grown >> 10} KiB"


if __name__ == "__main__":
    engines = {"libwebsockets": ("libwebsockets",), "builtin": ("builtin",)}
    suite.main(
        suite.rows(thousands_of_idle_sessions, engines) + suite.rows(misuse_is_bounded, engines)
    )
