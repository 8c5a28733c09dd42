#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`max_rate`: an allocation's limit of bytes a second, measured from outside against the real
daemon."""
import socket
import threading
import time

import suite
from lecternd import endpoint
from turn_client import Client
from wires import StreamWire, UdpWire

PEER = "127.0.0.2"
SIZE = 1000
RATE = 4_000_000  # bits per second
SECONDS = 2.0
BURST = RATE / 8 / 4  # a quarter of a second
WAITING = RATE / 8 / 10
CHANNEL = 0x4000


def limited(rate=f'"{RATE // 1_000_000}Mbit"'):
    return f'users = {{ alice = "wonderland" }}\nallow_peers = ["{PEER}"]\nmax_rate = {rate}\n'


def peer(place):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
    sock.bind((PEER, 0))
    sock.settimeout(0.5)
    place.at_end(sock.close)
    return sock


def client(place, daemon, wire, other):
    made = Client(wire(endpoint(daemon.ready["turn"][0])))
    place.at_end(made.close)
    relayed = made.allocate()
    made.bind(CHANNEL, other.getsockname())
    return made, relayed


def flood(send, rate=3 * RATE):
    """Three times the rate, evenly, for SECONDS; (datagrams, seconds) as it came out."""
    began, sent = time.monotonic(), 0
    while (passed := time.monotonic() - began) < SECONDS:
        while sent * SIZE * 8 < passed * rate:
            send(b"%08d" % sent + bytes(SIZE - 8))
            sent += 1
        time.sleep(0.002)
    return sent, passed


def collect(receive, into):
    while (data := receive()) is not None:
        into.append(int(data[:8]))


def receiver(sock):
    def receive():
        try:
            return sock.recv(2048)
        except TimeoutError:
            return None

    return receive


def measured(send, receive, rate=RATE):
    """Floods; fails unless the data arrives at the rate, in order, the latest data included."""
    got = []
    thread = threading.Thread(target=collect, args=(receive, got))
    thread.start()
    sent, seconds = flood(send, 3 * rate)
    thread.join()
    most = rate / 8 * (seconds + 0.25 + 0.1)
    came = len(got) * SIZE
    assert got == sorted(got), "out of order"
    assert came <= most * 1.01 + SIZE, f"{came} bytes in {seconds:.2f} s at {rate} bit/s"
    # On a busy machine the bucket may overflow.
    assert (
        came >= rate / 8 * (seconds + 0.25) * 0.9
    ), f"only {came} bytes in {seconds:.2f} s at {rate} bit/s, {sent} datagrams sent"
    assert sent - got[-1] <= 5, f"the last of {sent} was {got[-1]}"
    return sent, len(got), seconds


def overflows():
    """Datagrams that this machine has lost to full receive buffers, of whatever program."""
    names, values = [
        line.split() for line in open("/proc/net/snmp", encoding="ascii") if line.startswith("Udp:")
    ]
    return int(values[names.index("RcvbufErrors")])


def explained(daemon, sent, came, before):
    """The metrics and the session count every datagram that did not come, with the reason.

    `before` is the earlier value of overflows(): if the machine had no time for the daemon, the
    flood found a full buffer.
    """
    dropped = daemon.metrics()['lectern_turn_dropped_total{reason="over_rate"}']
    lost = overflows() - before
    assert dropped <= sent - came <= dropped + lost, (dropped, sent, came, lost)
    sessions = daemon.ctl_json("turn", "sessions")["sessions"]
    assert {session["max_rate"] for session in sessions} == {RATE}, sessions
    assert sum(session["over_rate"] for session in sessions) == dropped, (sessions, dropped)


def said(sent, came, seconds):
    offered, delivered = (count * SIZE * 8 / seconds / 1e6 for count in (sent, came))
    return (
        f"      {offered:.2f} Mbit/s offered, {delivered:.2f} Mbit/s delivered "
        f"in {seconds:.2f} s"
    )


def hearing(listener):
    def receive():
        heard = listener.received(0.5)
        return heard[2] if heard else None

    return receive


def accounted(daemon, send, receive):
    """Floods, measures and explains; returns a sentence about the result."""
    before = overflows()
    sent, came, seconds = measured(send, receive)
    explained(daemon, sent, came, before)
    return said(sent, came, seconds)


def towards_the_peer(place, wire):
    daemon = place.daemon(place.config(turn=limited()))
    other = peer(place)
    alice, _ = client(place, daemon, wire, other)
    return accounted(daemon, lambda data: alice.send_on(CHANNEL, data), receiver(other))


def towards_the_client(place, wire):
    daemon = place.daemon(place.config(turn=limited()))
    other = peer(place)
    alice, relayed = client(place, daemon, wire, other)
    return accounted(daemon, lambda data: other.sendto(data, relayed), hearing(alice))


def between_two_clients(place):
    daemon = place.daemon(place.config(turn=limited()))
    server = endpoint(daemon.ready["turn"][0])
    alice, bob = Client(UdpWire(server)), Client(UdpWire(server))
    place.at_end(alice.close)
    place.at_end(bob.close)
    at_alice, at_bob = alice.allocate(), bob.allocate()
    alice.bind(CHANNEL, at_bob)
    bob.bind(CHANNEL, at_alice)
    return accounted(daemon, lambda data: alice.send_on(CHANNEL, data), hearing(bob))


def no_rate_is_no_limit(place):
    daemon = place.daemon(place.config(turn=limited('"0"')))
    other = peer(place)
    alice, _ = client(place, daemon, UdpWire, other)
    got = []
    thread = threading.Thread(target=collect, args=(receiver(other), got))
    thread.start()
    sent, _ = flood(lambda data: alice.send_on(CHANNEL, data))
    thread.join()
    assert len(got) == sent, (len(got), sent)


def a_reload_changes_the_rate_of_what_runs(place):
    daemon = place.daemon(place.config(turn=limited('"0"')))
    other = peer(place)
    alice, _ = client(place, daemon, UdpWire, other)
    for rate in (RATE, 2 * RATE):
        with open(daemon.config, "w", encoding="utf-8") as out:
            out.write(place.config(turn=limited(f'"{rate // 1_000_000}Mbit"')))
        changed = {
            change["key"]: change["applies"] for change in daemon.ctl_json("reload")["changes"]
        }
        assert changed.get("turn.max_rate") == "now", changed
        measured(lambda data: alice.send_on(CHANNEL, data), receiver(other), rate)


WIRES = {"udp": (UdpWire,), "tcp": (StreamWire,)}

if __name__ == "__main__":
    suite.main(
        suite.rows(towards_the_peer, WIRES)
        + suite.rows(towards_the_client, WIRES)
        + [between_two_clients, no_rate_is_no_limit, a_reload_changes_the_rate_of_what_runs]
    )
