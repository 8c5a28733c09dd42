#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A restart under running calls: UDP calls go on with the same sockets, through the descriptor
store of the service manager."""
import json
import os
import re
import socket
import time

import stun
import suite
from echo import PEER, Echo, Talk, echoes
from lecternd import endpoint
from service_manager import ServiceManager
from turn_client import Client
from wires import StreamWire, UdpWire

CALLS = (
    f'allow_peers = ["{PEER}"]\nchallenge_rate = 0\nbinding_rate = 0\n'
    'users = { alice = "wonderland" }\n'
)


def client(daemon, wire=UdpWire):
    return Client(wire(endpoint(daemon.ready["turn"][0])))


def calls(daemon, echo, count):
    clients = [client(daemon) for _ in range(count)]
    for one in clients:
        one.allocate()
        assert one.bind(0x4000, echo.address).kind == stun.SUCCESS
    return clients


def sessions(daemon):
    return {s["id"]: s for s in daemon.ctl_json("turn", "sessions")["sessions"]}


def records(path):
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def forty_calls_go_on(place):
    manager = ServiceManager(place)
    log = place.folder + "/sessions.json"
    text = place.config(turn=CALLS + f'session_log = "{log}"\n')
    daemon = place.daemon(text, **manager.options())
    clients = calls(daemon, Echo(place), 40)
    before = sessions(daemon)
    away = []
    with Talk(clients, patience=20) as talk:
        for _ in range(3):
            rounds = talk.rounds
            while talk.rounds < rounds + 3:
                time.sleep(0.01)
            begin = time.monotonic()
            assert daemon.end() == 0, daemon.errors()
            assert len(manager.store) == 4, manager.store  # one is of the rooms
            daemon = place.daemon(text, **manager.options())
            away.append(time.monotonic() - begin)
            daemon.wait_for_log("turn_taken_over")
            assert not manager.store, "what was taken is offered again"
    after = sessions(daemon)
    assert talk.back == talk.sent, f"{talk.sent - talk.back} of {talk.sent} lost"
    assert after.keys() == before.keys(), (len(after), len(before))
    for one in clients:
        assert one.refresh(600).kind == stun.SUCCESS
    assert not records(log)
    packets = sum(s["packets_to_peers"] for s in sessions(daemon).values())
    assert packets == talk.sent, (packets, talk.sent)
    assert clients[0].refresh(0).kind == stun.SUCCESS
    (newcomer,) = calls(daemon, Echo(place), 1)
    assert echoes([newcomer], 3) == 3
    assert daemon.end() == 0
    seconds = ", ".join(f"{s:.2f}" for s in away)
    return f"{talk.sent} packets there and back over 3 restarts of {seconds} s, none lost"


def a_thousand_sockets(place):
    manager = ServiceManager(place)
    text = place.config(turn=CALLS)
    daemon = place.daemon(text, **manager.options())
    echo = Echo(place)
    clients = calls(daemon, echo, 1000)
    assert daemon.end() == 0
    daemon = place.daemon(text, **manager.options())
    (line,) = [line for line in daemon.log if "turn_taken_over" in line]
    assert len(sessions(daemon)) == 1000
    assert (
        sum(echoes(clients[at : at + 100], 1) for at in range(0, 1000, 100)) == 1000
    )  # what the peer's buffer holds
    assert daemon.end() == 0
    return line


def a_stop_ends_them_and_the_record_says_so(place):
    manager = ServiceManager(place)
    log = place.folder + "/sessions.json"
    text = place.config(turn=CALLS + f'session_log = "{log}"\n')
    daemon = place.daemon(text, **manager.options())
    clients = calls(daemon, Echo(place), 5)
    assert echoes(clients, 2) == 10
    assert daemon.end() == 0
    manager.forget()
    assert not records(log)
    daemon = place.daemon(text, **manager.options())
    assert not sessions(daemon)
    assert daemon.end() == 0
    ended = records(log)
    assert (
        len(ended) == 5
        and {r["reason"] for r in ended} == {"stopped"}
        and {r["user"] for r in ended} == {"alice"}
    ), ended
    assert {r["packets_to_peers"] for r in ended} == {2}
    daemon = place.daemon(text, **manager.options())
    assert daemon.end() == 0
    assert len(records(log)) == 5, "recorded twice"


def connections_end_and_are_recorded_once(place):
    manager = ServiceManager(place)
    log = place.folder + "/sessions.json"
    text = place.config(turn=CALLS + f'session_log = "{log}"\n')
    daemon = place.daemon(text, **manager.options())
    (over_udp,) = calls(daemon, Echo(place), 1)
    over_tcp = client(daemon, StreamWire)
    over_tcp.allocate()
    assert daemon.end() == 0
    daemon = place.daemon(text, **manager.options())
    assert echoes([over_udp], 1) == 1
    again = client(daemon, StreamWire)  # the same port answers
    again.allocate()
    assert daemon.end() == 0
    ended = records(log)
    assert [(r["transport"], r["reason"]) for r in ended] == [("tcp", "stopped")] * 2, ended


def a_broken_file_costs_no_call(place):
    manager = ServiceManager(place)
    text = place.config(turn=CALLS)
    daemon = place.daemon(text, **manager.options())
    clients = calls(daemon, Echo(place), 10)
    assert daemon.end() == 0
    status, said = place.failing_daemon(text + "\n[nonsense]\na = 1\n", **manager.options())
    assert status != 0 and "nonsense" in said, said
    daemon = place.daemon(text, **manager.options())
    assert echoes(clients, 1) == 10
    assert daemon.end() == 0


def a_start_that_fails_costs_no_call(place):
    """Before there is a relay (no database), and after (its web port is taken)."""
    manager = ServiceManager(place)
    text = place.config(turn=CALLS)
    daemon = place.daemon(text, **manager.options())
    clients = calls(daemon, Echo(place), 10)
    assert daemon.end() == 0
    holder = socket.socket()
    holder.bind(("127.0.0.1", 0))
    holder.listen()
    place.at_end(holder.close)
    taken = re.sub(
        r'^address = "127.0.0.1:0"',
        f'address = "127.0.0.1:{holder.getsockname()[1]}"',
        text,
        count=1,
        flags=re.MULTILINE,
    )
    for broken in (text + '[store]\nurl = "sqlite:/nowhere/lectern.db"\n', taken):
        assert broken != text
        status, said = place.failing_daemon(broken, **manager.options())
        assert status != 0 and "start_failed" in said, said
        assert len(manager.store) == 4, manager.store
    daemon = place.daemon(text, **manager.options())
    assert echoes(clients, 1) == 10
    assert daemon.end() == 0


def a_drained_node_leaves_nothing(place):
    manager = ServiceManager(place)
    daemon = place.daemon(place.config(turn=CALLS), **manager.options())
    calls(daemon, Echo(place), 2)
    daemon.ctl("drain", "--deadline", "1s")
    assert daemon.process.wait(60) == 0
    assert not manager.store
    assert daemon.errors().count("turn_session_ended") == 2


TESTS = [
    forty_calls_go_on,
    a_thousand_sockets,
    a_stop_ends_them_and_the_record_says_so,
    connections_end_and_are_recorded_once,
    a_broken_file_costs_no_call,
    a_start_that_fails_costs_no_call,
    a_drained_node_leaves_nothing,
]

if __name__ == "__main__":
    suite.main(TESTS)
