#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Ten thousand allocations over two workers, a thousand of them busy.

No allocation is refused or lost, the workers share them, the counters add up, and the operator gets
the list. This is one test; its output holds the measured values.
"""
import resource
import select
import socket
import threading
import time

import stun
import suite
from lecternd import endpoint
from turn_client import Client
from wires import UdpWire

PEER = "127.0.0.2"
HELD, BUSY, ROUNDS = 10_000, 1_000, 10
CHANNEL = 0x4000
CLIENTS = "127.0.0.3"  # not the relay's address, whose ports they would take away
AT_ONCE = 100  # requests in flight
PATIENCE = 120  # seconds for one phase, on a machine that is busy with something else
TURN = f"""users = {{ alice = "wonderland" }}
allow_peers = ["{PEER}"]
challenge_rate = 0
binding_rate = 0
user_quota = 0
total_quota = 0
relay_ports = "20000-60000"
"""


def need_descriptors(count):
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if most < count:
        raise suite.Skipped(f"{count} descriptors are needed, the limit is {most}")
    resource.setrlimit(resource.RLIMIT_NOFILE, (count, most))


class Crowd:
    """Clients with a socket each.

    `everybody()` asks for all of them, a few at a time, and repeats unanswered requests.
    """

    def __init__(self, server, count):
        self.key = self.nonce = self.realm = None
        first = Client(UdpWire(server))
        first.challenge()
        self.key, self.nonce, self.realm = first.key, first.nonce, first.realm
        first.close()
        self.poll = select.epoll()
        self.sockets = []
        self.places = {}
        for place in range(count):
            sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            sock.bind((CLIENTS, 0))
            sock.connect(server)
            sock.setblocking(False)
            self.poll.register(sock, select.EPOLLIN)
            self.sockets.append(sock)
            self.places[sock.fileno()] = place

    def close(self):
        for sock in self.sockets:
            sock.close()
        self.poll.close()

    def request(self, method, *attributes):
        made = stun.Request(method)
        for kind, value in attributes:
            made.add(kind, value)
        return (
            made.add(stun.USERNAME, b"alice")
            .add(stun.REALM, self.realm)
            .add(stun.NONCE, self.nonce)
            .integrity(self.key)
        )

    def exchange(self, places, message, answered):
        """Sends message(place) from each place until answered(place, bytes) accepts an answer.

        Returns how many messages were repeated.
        """
        waiting, todo, repeated = {}, iter(places), 0
        end = time.monotonic() + PATIENCE
        more = True
        while more or waiting:
            while more and len(waiting) < AT_ONCE:
                place = next(todo, None)
                more = place is not None
                if more:
                    waiting[place] = (message(place), time.monotonic())
                    self.sockets[place].send(waiting[place][0])
            for descriptor, _ in self.poll.poll(0.2):
                place = self.places[descriptor]
                data = self.sockets[place].recv(2048)
                if place in waiting and answered(place, data):
                    del waiting[place]
            now = time.monotonic()
            assert now < end, f"{len(waiting)} are without an answer"
            for place, (data, since) in waiting.items():
                if now - since > 1:
                    waiting[place] = (data, now)
                    self.sockets[place].send(data)
                    repeated += 1
        return repeated

    def ask(self, places, make, note=lambda place, answer: None):
        """A request from each place, which must succeed."""
        asked = {}

        def message(place):
            asked[place] = make()
            return asked[place].bytes()

        def answered(place, data):
            answer = stun.decode(data)
            if not answer.answers(asked[place]):
                return False
            assert answer.kind == stun.SUCCESS, f"client {place}: error {answer.code}"
            note(place, answer)
            return True

        return self.exchange(places, message, answered)


def echo(place):
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
    sock.bind((PEER, 0))
    place.at_end(sock.close)

    def run():
        try:
            while True:
                data, who = sock.recvfrom(2048)
                sock.sendto(data, who)
        except OSError:
            pass

    threading.Thread(target=run, daemon=True).start()
    return sock.getsockname()


def resident(process):
    with open(f"/proc/{process}/statm", encoding="utf-8") as statm:
        return int(statm.read().split()[1]) * resource.getpagesize()


def total(metrics, name):
    return sum(value for key, value in metrics.items() if key == name or key.startswith(name + "{"))


def timed(function, *arguments):
    began = time.monotonic()
    return function(*arguments), time.monotonic() - began


def by_worker(sessions):
    counts = {}
    for session in sessions:
        worker = session["id"].split("-")[0]
        counts[worker] = counts.get(worker, 0) + 1
    return counts


def ten_thousand_allocations(place):
    need_descriptors(HELD + 1000)
    daemon = place.daemon(place.config(turn=TURN))
    crowd = Crowd(endpoint(daemon.ready["turn"][0]), HELD)
    place.at_end(crowd.close)
    before = resident(daemon.process.pid)
    relayed = {}
    allocate = (stun.REQUESTED_TRANSPORT, stun.transport(stun.UDP))
    repeated, seconds = timed(
        crowd.ask,
        range(HELD),
        lambda: crowd.request(stun.ALLOCATE, allocate),
        lambda at, answer: relayed.update({at: answer.address(stun.XOR_RELAYED_ADDRESS)}),
    )
    said = [f"{HELD} allocated in {seconds:.1f} s, {repeated} requests repeated"]
    assert len(set(relayed.values())) == HELD
    said.append(f"{(resident(daemon.process.pid) - before) / HELD:.0f} bytes resident each")

    sessions, seconds = timed(lambda: daemon.ctl_json("turn", "sessions")["sessions"])
    assert len(sessions) == HELD, len(sessions)
    counts = by_worker(sessions)
    assert len(counts) == 2 and max(counts.values()) / min(counts.values()) < 1.2, counts
    assert {session["relayed"][0] for session in sessions} == {
        f"{ip}:{port}" for ip, port in relayed.values()
    }
    shares = " and ".join(str(count) for _, count in sorted(counts.items()))
    said.append(f"workers have {shares}; listed in {seconds:.1f} s")

    other = echo(place)
    repeated = crowd.ask(
        range(BUSY),
        lambda: crowd.request(
            stun.CHANNEL_BIND,
            (stun.CHANNEL_NUMBER, stun.channel(CHANNEL)),
            (stun.XOR_PEER_ADDRESS, other),
        ),
    )
    lost = 0
    for number in range(ROUNDS):
        lost += crowd.exchange(
            range(BUSY),
            lambda at, n=number: stun.channel_data(CHANNEL, b"%d of %d" % (n, at)),
            lambda at, data, n=number: data == stun.channel_data(CHANNEL, b"%d of %d" % (n, at)),
        )
    metrics = daemon.metrics()
    assert total(metrics, "lectern_turn_allocations") == HELD
    assert total(metrics, "lectern_turn_allocations_made_total") == HELD
    assert total(metrics, "lectern_turn_worker_allocations") == HELD
    sent = {
        way: sum(
            value
            for key, value in metrics.items()
            if key.startswith("lectern_turn_packets_total") and way in key
        )
        for way in ('direction="to_peers"', 'direction="to_clients"')
    }
    # A repeated datagram, or its echo, was lost.
    for way, packets in sent.items():
        assert BUSY * ROUNDS <= packets <= BUSY * ROUNDS + lost, (way, packets, lost)
    assert total(metrics, "lectern_turn_worker_packets_total") == sum(sent.values())
    busy = [
        session
        for session in daemon.ctl_json("turn", "sessions")["sessions"]
        if session["channels"]
    ]
    assert len(busy) == BUSY, len(busy)
    said.append(f"{BUSY} busy: {BUSY * ROUNDS} datagrams there and back, {lost} repeated")

    repeated, seconds = timed(
        crowd.ask, range(HELD), lambda: crowd.request(stun.REFRESH, (stun.LIFETIME, stun.u32(600)))
    )
    said.append(f"{HELD} refreshed in {seconds:.1f} s, {repeated} repeated")
    repeated, seconds = timed(
        crowd.ask, range(HELD), lambda: crowd.request(stun.REFRESH, (stun.LIFETIME, stun.u32(0)))
    )
    metrics = daemon.metrics()
    assert total(metrics, "lectern_turn_allocations") == 0
    assert metrics["lectern_turn_ports_free"] == metrics["lectern_turn_ports"]
    assert not daemon.ctl_json("turn", "sessions")["sessions"]
    said.append(f"{HELD} given back in {seconds:.1f} s, {repeated} repeated")
    return "\n".join("      " + line for line in said)


if __name__ == "__main__":
    suite.main([ten_thousand_allocations])
