#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the system does not give the relay: it says so, and the rest of the daemon goes on."""
import socket

import stun
import suite
from echo import PEER
from lecternd import DEADLINE, endpoint
from networks import need_own_network, run
from reload import client
from turn_client import Client, Refused
from wires import StreamWire

ALICE = 'users = { alice = "wonderland" }\nchallenge_rate = 0\n'
LIMIT = 200
FIRST = 21000
ALL = range(FIRST, FIRST + 10)  # the kernel gives these to nobody


def allocation(daemon):
    """A client with an allocation, or the error code of the answer."""
    alice = client(daemon, b"alice", b"wonderland")
    try:
        alice.allocate()
        return alice
    except Refused as refused:
        alice.close()
        return refused.answer.code


def refused(daemon, reason):
    return daemon.metrics()[f'lectern_turn_allocations_refused_total{{reason="{reason}"}}']


def warnings(daemon):
    return [line for line in daemon.log if "turn_system_failure" in line]


def health_and_control_answer_without_descriptors(place):
    suite.need("prlimit")
    daemon = place.daemon(
        place.config(turn=ALICE), through=("prlimit", f"--nofile={LIMIT}:{LIMIT}")
    )
    clients, codes = [], []
    for _ in range(LIMIT):
        got = allocation(daemon)
        (codes if isinstance(got, int) else clients).append(got)
    assert clients and len(codes) > 38 and set(codes) == {508}, (len(clients), codes)
    assert refused(daemon, "no_descriptor") == len(codes)
    assert failures(daemon, "relayed_address") == len(codes)
    # One line at once; the others are told after a minute, by their number.
    daemon.wait_for_log("turn_system_failure what=relayed_address")
    (said,) = warnings(daemon)
    assert "Too many open files" in said and "times=1" in said, said
    for _ in range(10):
        assert daemon.request("GET", "/readyz", address=daemon.ready["metrics"])[0] == 200
        assert daemon.request("GET", "/readyz")[0] == 200
    assert len(daemon.ctl_json("turn", "sessions")["sessions"]) == len(clients)
    # What one gives back, another gets.
    assert clients.pop().refresh(0).kind == stun.SUCCESS
    clients.append(allocation(daemon))
    assert not isinstance(clients[-1], int), clients[-1]
    for one in clients:
        one.close()
    assert daemon.end() == 0


def failures(daemon, purpose, reason="no_descriptor"):
    return daemon.metrics()[
        f'lectern_turn_socket_failures_total{{purpose="{purpose}",reason="{reason}"}}'
    ]


def tcp_peers_and_clients_without_descriptors(place):
    suite.need("prlimit")
    daemon = place.daemon(
        place.config(turn=ALICE + f'allow_peers = ["{PEER}"]\n'),
        through=("prlimit", f"--nofile={LIMIT}:{LIMIT}"),
    )
    alice = Client(StreamWire(endpoint(daemon.ready["turn"][0])), b"alice", b"wonderland")
    relayed = alice.allocate(transport=stun.TCP)
    assert alice.permit((PEER, 9)).kind == stun.SUCCESS
    others = [allocation(daemon)]
    while not isinstance(others[-1], int):
        others.append(allocation(daemon))
    # The relay cannot connect to a peer, nor take a peer's connection.
    with socket.socket() as listener, socket.socket() as peer:
        listener.bind((PEER, 0))
        listener.listen()
        answer = alice.ask(stun.CONNECT, (stun.XOR_PEER_ADDRESS, listener.getsockname()))
        assert answer.code == 447, answer.code
        assert failures(daemon, "connection_to_peer") == 1
        peer.bind((PEER, 0))
        peer.settimeout(DEADLINE)
        peer.connect(relayed)
        assert peer.recv(1) == b""
        assert failures(daemon, "connection_of_peer") == 1
    # All connections of clients have allocations, so none gives way.
    with socket.create_connection(endpoint(daemon.ready["turn"][0]), DEADLINE) as late:
        assert late.recv(1) == b""
    assert failures(daemon, "connection_of_client") == 1
    told = {line.split("what=")[1].split()[0] for line in warnings(daemon)}
    assert told == {
        "relayed_address",
        "connection_to_peer",
        "connection_of_peer",
        "connection_of_client",
    }, told
    for one in [alice, *others[:-1]]:
        one.close()
    assert daemon.end() == 0


def held_ports(place, free, kind=socket.SOCK_DGRAM):
    """Sockets of another program on all ports of the range but `free`."""
    for port in ALL:
        if port in free:
            continue
        held = socket.socket(socket.AF_INET, kind)
        place.at_end(held.close)
        try:
            held.bind(("127.0.0.1", port))
            if kind == socket.SOCK_STREAM:
                held.listen()
        except OSError as reason:
            raise suite.Skipped(f"port {port}: {reason}") from None


def range_of_ten(place, more=""):
    text = f'relay_ports = "{FIRST}-{FIRST + 9}"\n{more}'
    return place.daemon(place.config(turn=ALICE + text))


def a_tcp_port_that_is_held_costs_another_attempt(place):
    held_ports(place, {FIRST + 6}, socket.SOCK_STREAM)
    daemon = range_of_ten(place)
    alice = Client(StreamWire(endpoint(daemon.ready["turn"][0])), b"alice", b"wonderland")
    assert alice.allocate(transport=stun.TCP)[1] == FIRST + 6
    alice.close()
    assert daemon.end() == 0


def every_free_port_is_found(place):
    free = {FIRST + 3, FIRST + 8}
    held_ports(place, free)
    daemon = range_of_ten(place)
    for _ in range(5):
        clients = [allocation(daemon) for _ in free]
        assert not any(isinstance(one, int) for one in clients), clients
        assert allocation(daemon) == 508
        for one in clients:
            assert one.refresh(0).kind == stun.SUCCESS
            one.close()
    assert refused(daemon, "no_port") == 5
    daemon.wait_for_log("Address already in use")
    assert daemon.metrics()["lectern_turn_ports_free"] == 10
    assert daemon.end() == 0


def who_gets_no_port_is_sent_elsewhere(place):
    held_ports(place, set())
    daemon = range_of_ten(place, 'alternate_servers = ["127.0.0.9:3478"]\nalternate_use = "busy"\n')
    assert allocation(daemon) == 300
    assert refused(daemon, "no_port") == 1
    assert daemon.end() == 0


def both_ports_of_a_pair_are_to_be_had(place):
    # One pair of free ports, and an even port whose neighbour is held.
    held_ports(place, {FIRST + 2, FIRST + 4, FIRST + 5})
    daemon = range_of_ten(place)
    alice = client(daemon, b"alice", b"wonderland")
    assert alice.allocate((stun.EVEN_PORT, b"\x80"))[1] == FIRST + 4
    alice.close()
    assert daemon.end() == 0


def a_gone_address_is_named(place):
    suite.need("ip")
    need_own_network()
    run(["ip", "address", "add", "192.0.2.77/32", "dev", "lo"])
    text = place.config(turn=ALICE).replace(
        'relay_addresses = ["127.0.0.1"]', 'relay_addresses = ["192.0.2.77"]'
    )
    daemon = place.daemon(text)
    one = allocation(daemon)
    assert not isinstance(one, int)
    run(["ip", "address", "delete", "192.0.2.77/32", "dev", "lo"])
    assert allocation(daemon) == 508
    assert refused(daemon, "address_gone") == 1
    daemon.wait_for_log("Cannot assign requested address")
    one.close()
    assert daemon.end() == 0


TESTS = [
    health_and_control_answer_without_descriptors,
    tcp_peers_and_clients_without_descriptors,
    a_tcp_port_that_is_held_costs_another_attempt,
    every_free_port_is_found,
    who_gets_no_port_is_sent_elsewhere,
    both_ports_of_a_pair_are_to_be_had,
    a_gone_address_is_named,
]

if __name__ == "__main__":
    suite.own_network()
    suite.main(TESTS)
