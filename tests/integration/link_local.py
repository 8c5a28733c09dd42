#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Clients with link-local IPv6 addresses: the relay answers them on the link that they came from.

  the server fe80::1, 2001:db8::1 -- fe80::2 the client
                          fe80::1 -- fe80::2 another client, on another link

The clients are in this program's own network.
"""
import stun
import suite
from lecternd import trusting_nobody
from networks import Network, need_own_network, run
from turn_client import Client
from wires import DtlsWire, StreamWire, UdpWire

TURN = (
    'users = { alice = "wonderland" }\nchallenge_rate = 0\nexternal_ip = ["203.0.113.7"]\n'
    'tls_listen = ["[::]:0"]\n'
)


def server(place, listen="[::]:0"):
    """A daemon in a network with two links to this one, "left" and "right"."""
    suite.need("ip", "nsenter", "openssl")
    need_own_network()
    network = Network(place)
    network.run("ip link set lo up")
    for name in ("left", "right"):
        run(["ip", "link", "add", name, "type", "veth", "peer", "name", name, "netns", network.pid])
        place.at_end(lambda name=name: run(["ip", "link", "delete", name]))
        for enter, address in (([], "fe80::2"), (network.enter, "fe80::1")):
            commands = (
                f"ip link set {name} addrgenmode none && ip link set {name} up && "
                f"ip address add {address}/64 dev {name} nodad"
            )
            run([*enter, "sh", "-c", commands])
    network.run("ip address add 2001:db8::1/64 dev left nodad")
    run(["ip", "route", "add", "2001:db8::/64", "dev", "left"])
    text = place.config(turn=TURN, turn_listen=f'["{listen}"]')
    return place.daemon(text, through=network.enter)


def port_of(daemon, kind):
    return int(daemon.ready[kind][0].rsplit(":", 1)[1])


def wire(daemon, leg, link="left"):
    host = f"fe80::1%{link}"
    if leg == "udp":
        return UdpWire((host, port_of(daemon, "turn")))
    if leg == "tcp":
        return StreamWire((host, port_of(daemon, "turn")))
    if leg == "tls":
        return StreamWire((host, port_of(daemon, "turn_tls")), trusting_nobody())
    return DtlsWire((host, port_of(daemon, "turn_tls")))


def is_relayed(daemon, leg):
    """Two clients, one on each link, exchange data."""
    alice, bob = Client(wire(daemon, leg, "left")), Client(wire(daemon, leg, "right"))
    try:
        here, there = alice.allocate(), bob.allocate()
        assert alice.permit(there).kind == stun.SUCCESS and bob.permit(here).kind == stun.SUCCESS
        for _ in range(3):
            alice.send(there, b"to bob")
            assert bob.received() == ("data", here, b"to bob")
            bob.send(here, b"to alice")
            assert alice.received() == ("data", there, b"to alice")
        assert alice.bind(0x4000, there).kind == stun.SUCCESS
        alice.send_on(0x4000, b"on a channel")
        assert bob.received() == ("data", here, b"on a channel")
        for client in (alice, bob):
            assert client.refresh(0).kind == stun.SUCCESS
    finally:
        alice.close()
        bob.close()


def clients_are_answered_on_their_link(place):
    daemon = server(place)
    for leg in ("udp", "tcp", "tls", "dtls"):
        is_relayed(daemon, leg)
    assert daemon.end() == 0


def a_binding_request_is_answered(place):
    daemon = server(place)
    for leg in ("udp", "tcp", "tls", "dtls"):
        client = Client(wire(daemon, leg))
        answer = client.exchange(stun.Request(stun.BINDING))
        assert answer is not None and answer.kind == stun.SUCCESS, leg
        assert answer.address(stun.XOR_MAPPED_ADDRESS)[0] == "fe80::2", leg
        client.close()
    # A global address of the server, from a link-local one.
    client = Client(UdpWire(("2001:db8::1", port_of(daemon, "turn")), "fe80::2%left"))
    answer = client.exchange(stun.Request(stun.BINDING))
    assert answer is not None and answer.address(stun.XOR_MAPPED_ADDRESS)[0] == "fe80::2"
    client.close()
    assert daemon.end() == 0


def a_listener_may_name_its_link(place):
    daemon = server(place, "[fe80::1%left]:0")
    assert daemon.ready["turn"][0].startswith("[fe80::1%left]:"), daemon.ready
    for leg in ("udp", "tcp"):
        client = Client(wire(daemon, leg))
        answer = client.exchange(stun.Request(stun.BINDING))
        assert answer is not None and answer.kind == stun.SUCCESS, leg
        client.close()
    assert daemon.end() == 0


def operators_see_the_link(place):
    daemon = server(place)
    alice = Client(wire(daemon, "udp", "right"))
    alice.allocate()
    (session,) = daemon.ctl_json("turn", "sessions")["sessions"]
    port = alice.wire.local()[1]
    assert session["client"] == f"[fe80::2%right]:{port}", session
    alice.close()
    assert daemon.end() == 0


def no_peer_is_link_local(place):
    daemon = server(place)
    alice = Client(wire(daemon, "udp"))
    alice.allocate()
    assert alice.permit(("fe80::2", 5000)).code in (403, 443)
    alice.close()
    assert daemon.end() == 0


TESTS = [
    a_binding_request_is_answered,
    clients_are_answered_on_their_link,
    a_listener_may_name_its_link,
    operators_see_the_link,
    no_peer_is_link_local,
]

if __name__ == "__main__":
    suite.own_network()
    suite.main(TESTS)
