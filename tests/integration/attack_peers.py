# SPDX-License-Identifier: MIT
"""Peers that the relay must refuse: every special-use range, in every encoding, in every method
that names a peer."""
import errno
import ipaddress
import select
import socket

import stun
from attack import Verdict, need_own_network, on
from targets import PEER, PUBLIC_V4, PUBLIC_V6, RELAY_V6

V4 = {
    "loopback": "127.1.2.3",
    "this host": "127.0.0.1",
    "unspecified": "0.0.0.0",
    "this network": "0.1.2.3",
    "private 10": "10.0.0.1",
    "private 172.16": "172.16.0.1",
    "private 192.168": "192.168.0.1",
    "carrier NAT": "100.64.0.1",
    "metadata service": "169.254.169.254",
    "protocol assignments": "192.0.0.1",
    "documentation": "192.0.2.1",
    "AS112": "192.31.196.1",
    "AMT": "192.52.193.1",
    "6to4 anycast": "192.88.99.1",
    "AS112 direct": "192.175.48.1",
    "benchmark": "198.18.0.1",
    "documentation 2": "198.51.100.1",
    "documentation 3": "203.0.113.1",
    "multicast": "224.0.0.1",
    "reserved": "240.0.0.1",
    "broadcast": "255.255.255.255",
}
V6 = {
    "unspecified": "::",
    "mapped private": "::ffff:10.0.0.1",
    "mapped loopback": "::ffff:127.0.0.1",
    "mapped metadata": "::ffff:169.254.169.254",
    "compatible loopback": "::127.0.0.1",
    "translated loopback": "::ffff:0:7f00:1",
    "NAT64 loopback": "64:ff9b::7f00:1",
    "local NAT64 loopback": "64:ff9b:1::7f00:1",
    "6to4 loopback": "2002:7f00:1::",
    "6to4 loopback 2": "2002:7f00:1::1",
    "6to4 private": "2002:c0a8:1::1",
    "Teredo": "2001:0:7f00:1::",
    "ISATAP loopback": "2600::5efe:7f00:1",
    "ISATAP private": "2600::200:5efe:a00:1",
    "link-local": "fe80::1",
    "site-local": "fec0::1",
    "unique local": "fc00::1",
    "unique local 2": "fd00::1",
    "multicast": "ff02::1",
    "discard": "100::1",
    "documentation": "2001:db8::1",
    "benchmark": "2001:2::1",
    "documentation 2": "3fff::1",
    "SRv6 ids": "5f00::1",
    "AS112": "2620:4f:8000::1",
}


class Trap:
    """Sockets of this host that no relay may reach: UDP and TCP, every address, one port."""

    def __init__(self):
        while True:
            self.udp = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
            self.tcp = socket.socket(socket.AF_INET6, socket.SOCK_STREAM)
            for sock in (self.udp, self.tcp):
                sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
            self.udp.bind(("::", 0))
            self.port = self.udp.getsockname()[1]
            try:
                self.tcp.bind(("::", self.port))
                self.tcp.listen()
                return
            except OSError as taken:  # by somebody's connection
                self.__exit__()
                if taken.errno != errno.EADDRINUSE:
                    raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.udp.close()
        self.tcp.close()

    def caught(self, timeout=0.1):
        return bool(select.select([self.udp, self.tcp], [], [], timeout)[0])


def allocation(client, v6, transport=stun.UDP):
    """A relayed address of that family; None where the server has none for that transport."""
    family = ((stun.REQUESTED_ADDRESS_FAMILY, stun.V6 if v6 else stun.V4),)
    answer = client.ask(
        stun.ALLOCATE, (stun.REQUESTED_TRANSPORT, stun.transport(transport)), *family
    )
    return answer is not None and answer.kind == stun.SUCCESS


def refused(answer):
    return answer is not None and answer.code == 403


def name_of(answer):
    if answer is None:
        return "-"
    return str(answer.code) if answer.code else "granted"


# RFC 8656 10.2: a peer that policy forbids is answered with 403
# RFC 8656 12.2: the same for ChannelBind
# RFC 8656 11.2: a Send indication without a permission is dropped
def peer_is_refused(target, address):
    v6 = ":" in address
    with Trap() as trap:
        peer = (str(ipaddress.ip_address(address)), trap.port)
        client = target.client()
        assert allocation(client, v6), "no allocation"
        permitted, bound = client.permit(peer), client.bind(0x4000, peer)
        for _ in range(3):
            client.send(peer, b"who is there")
            client.send_on(0x4000, b"who is there")
        client.challenge(stun.BINDING)  # once it is answered, the data has been worked on
        said = [f"permission {name_of(permitted)}", f"channel {name_of(bound)}"]
        good = refused(permitted) and refused(bound)
        connector = target.client("tcp")
        if allocation(connector, v6, stun.TCP):
            connected = connector.ask(stun.CONNECT, (stun.XOR_PEER_ADDRESS, peer), timeout=2)
            said.append(f"connect {name_of(connected)}")
            good = good and refused(connected)
        if trap.caught():
            return Verdict(False, ", ".join(said) + ": reached a socket of this host")
        return Verdict(good, ", ".join(said))


def may_not_be_relayed_to(target, address, grant):
    """Sends data to a socket of this host on `address`; `grant`: the server may grant a
    permission."""
    with Trap() as trap:
        peer = (address, trap.port)
        client = target.client()
        assert allocation(client, ":" in address), "no allocation"
        permitted, bound = client.permit(peer), client.bind(0x4000, peer)
        for _ in range(3):
            client.send(peer, b"who is there")
            client.send_on(0x4000, b"who is there")
        client.challenge(stun.BINDING)
        said = f"permission {name_of(permitted)}, channel {name_of(bound)}"
        if trap.caught():
            return Verdict(False, said + ": reached a socket of this host")
        return Verdict(grant or (refused(permitted) and refused(bound)), said)


# RFC 8656 21.1.7: the relay's own address leads to relayed addresses only
@on("public")
def own_relay_address_reaches_no_other_port(target):
    """permission for our own relay address (IPv4), data to a port that is no relayed address"""
    need_own_network()
    return may_not_be_relayed_to(target, PUBLIC_V4, grant=True)


@on("public")
def own_relay_address_reaches_no_other_port_v6(target):
    """permission for our own relay address (IPv6), data to a port that is no relayed address"""
    need_own_network()
    return may_not_be_relayed_to(target, PUBLIC_V6, grant=True)


def loopback_relay_address_reaches_no_other_port(target):
    """relay on ::1: data to a socket of ::1 that is no relayed address"""
    return may_not_be_relayed_to(target, RELAY_V6, grant=True)


@on("public")
def own_other_address_is_refused(target):
    """another public address of this host's interfaces as peer"""
    need_own_network()
    return may_not_be_relayed_to(target, "11.22.33.55", grant=False)


@on("public")
def own_listener_is_not_reached(target):
    """the relay's own TURN port as peer, over UDP and RFC 6062"""
    need_own_network()
    server = target.address("udp")
    client = target.client()
    assert allocation(client, False), "no allocation"
    peer = (server[0], server[1])
    permitted = client.permit(peer)
    client.send(peer, stun.Request(stun.BINDING).bytes())
    answer = client.received(0.2)
    return Verdict(
        answer is None,
        f"permission {name_of(permitted)}, "
        + ("answered itself" if answer else "no answer through the relay"),
    )


# RFC 8656 11.2: of two XOR-PEER-ADDRESS the first counts
@on("peers")
def second_peer_of_a_send_is_not_reached(target):
    """Send with two XOR-PEER-ADDRESS: a permitted one, then a forbidden one"""
    with Trap() as trap:
        client = target.client()
        client.allocate()
        assert client.permit((PEER, trap.port)).kind == stun.SUCCESS
        victim = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        victim.bind(("127.0.0.8", 0))
        client.send((PEER, trap.port), b"two peers", (stun.XOR_PEER_ADDRESS, victim.getsockname()))
        first, second = trap.caught(0.5), bool(select.select([victim], [], [], 0.1)[0])
        victim.close()
        return Verdict(
            not second,
            f"first {'reached' if first else 'not reached'}, "
            f"second {'reached' if second else 'not reached'}",
        )


# RFC 8656 11.3: data from a peer without a permission is dropped
@on("peers")
def stranger_reaches_no_client(target):
    """a stranger sends to a relayed address without a permission"""
    client = target.client()
    relayed = client.allocate()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as stranger:
        stranger.bind((PEER, 0))
        stranger.sendto(b"before", relayed)
        came = client.received(0.2)
        client.permit((PEER, 9))
        stranger.sendto(b"after", relayed)
        later = client.received()
    return Verdict(
        came is None and later is not None and later[2] == b"after",
        "dropped until permitted" if came is None else f"let through: {came}",
    )


ATTACKS = [
    own_relay_address_reaches_no_other_port,
    own_relay_address_reaches_no_other_port_v6,
    loopback_relay_address_reaches_no_other_port,
    own_other_address_is_refused,
    own_listener_is_not_reached,
    second_peer_of_a_send_is_not_reached,
    stranger_reaches_no_client,
]
