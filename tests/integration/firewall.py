#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The nftables ruleset of docs/relay.md: nft accepts it, and it lets through what a host needs.

  the host fd00::1, 192.0.2.1 -- 192.0.2.2, fd00::2 its neighbour

The ruleset is loaded in the host's network; the neighbour sends.
"""
import os
import re
import subprocess
import sys

import lecternd
import suite
from networks import Network, need_own_network, run

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HOST, NEIGHBOUR = {4: "192.0.2.1", 6: "fd00::1"}, {4: "192.0.2.2", 6: "fd00::2"}
LINK_LOCAL = {"host": "fe80::1", "neighbour": "fe80::2"}

# Waits for one datagram on (address, port), and prints where it came from.
RECEIVER = """
import socket, sys
address, port, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
at = socket.getaddrinfo(address, port, type=socket.SOCK_DGRAM)[0]
sock = socket.socket(at[0], socket.SOCK_DGRAM)
sock.bind(at[4])
sock.settimeout(seconds)
print("bound", flush=True)
try:
    print("got", sock.recvfrom(100)[1][1], flush=True)
except TimeoutError:
    print("nothing", flush=True)
"""
SENDER = """
import socket, sys
source, source_port, address, port = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
at = socket.getaddrinfo(address, port, type=socket.SOCK_DGRAM)[0]
sock = socket.socket(at[0], socket.SOCK_DGRAM)
sock.bind(socket.getaddrinfo(source, source_port, type=socket.SOCK_DGRAM)[0][4])
sock.sendto(b"x", at[4])
"""
# Sends an echo request to an address and waits for its answer.
PING = """
import socket, sys
v6 = ":" in sys.argv[1]
family, protocol = (10, socket.IPPROTO_ICMPV6) if v6 else (2, socket.IPPROTO_ICMP)
sock = socket.socket(family, socket.SOCK_RAW, protocol)
sock.settimeout(10)
request = bytes([128, 0, 0, 0] if v6 else [8, 0, 0xF7, 0xFF]) + bytes(4)
sock.sendto(request, (sys.argv[1], 0))
answer = 129 if v6 else 0
while (got := sock.recv(1500))[0 if v6 else 20] != answer:
    pass
"""


def documented_rulesets():
    """The nftables rulesets of all pages, as (page, text)."""
    found = []
    for page in sorted(os.listdir(os.path.join(TOP, "docs"))):
        if not page.endswith(".md"):
            continue
        with open(os.path.join(TOP, "docs", page), encoding="utf-8") as text:
            blocks = re.findall(r"```\w*\n(table .*?)```", text.read(), re.S)
        found.extend((page, block) for block in blocks)
    assert found
    return found


def nft_accepts_every_documented_ruleset(_place):
    suite.need("nft")
    need_own_network()
    for page, text in documented_rulesets():
        done = subprocess.run(
            ["nft", "--check", "--file", "-"],
            input=text,
            capture_output=True,
            text=True,
            timeout=lecternd.DEADLINE,
            check=False,
        )
        assert done.returncode == 0, f"{page}: {done.stderr}"


def behind_the_ruleset(place):
    """The networks of the host, which has loaded the ruleset, and of its neighbour."""
    suite.need("nft", "nsenter", "ip")
    need_own_network()
    host, neighbour = Network(place), Network(place)
    host.run("ip link add eth0 type veth peer name eth0 netns " + neighbour.pid)
    for network, addresses, name in (
        (host, HOST, "host"),
        (neighbour, NEIGHBOUR, "neighbour"),
    ):
        network.run(
            "ip link set lo up && ip link set eth0 addrgenmode none && ip link set eth0 up && "
            f"ip address add {addresses[4]}/24 dev eth0 && "
            f"ip address add {addresses[6]}/64 dev eth0 nodad && "
            f"ip address add {LINK_LOCAL[name]}/64 dev eth0 nodad"
        )
    for _, text in documented_rulesets():
        try:
            host.run("nft -f -", text)
        except AssertionError as reason:
            raise suite.Skipped(f"nftables cannot be loaded here: {reason}") from None
    return host, neighbour


def arrives(host, neighbour, source, to):
    """Whether a datagram of the neighbour's (address, port) reaches the host's (address, port)."""
    seconds = 5 if to[1] != CLOSED else 0.5
    receiver = subprocess.Popen(
        [*host.enter, sys.executable, "-c", RECEIVER, to[0], str(to[1]), str(seconds)],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert receiver.stdout.readline() == "bound\n"
        run([*neighbour.enter, sys.executable, "-c", SENDER, *map(str, source), *map(str, to)])
        said = receiver.stdout.readline()
    finally:
        receiver.stdout.close()
        receiver.wait(lecternd.DEADLINE)
    assert said in (f"got {source[1]}\n", "nothing\n"), said
    return said != "nothing\n"


CLOSED = 5000  # no rule names it
ON_LINK = (f"{LINK_LOCAL['neighbour']}%eth0", 547), f"{LINK_LOCAL['host']}%eth0"


def answers_of_dhcp_servers_come_in(place):
    host, neighbour = behind_the_ruleset(place)
    source, here = ON_LINK
    # RFC 8415 section 7.2: a client asks a multicast address, so no tracked flow has the answer.
    assert arrives(host, neighbour, source, (here, 546))
    assert arrives(host, neighbour, (NEIGHBOUR[4], 67), (HOST[4], 68))
    # Nobody else reaches the client's port.
    assert not arrives(host, neighbour, (NEIGHBOUR[6], 547), (HOST[6], CLOSED))


def clients_and_peers_come_in_and_others_do_not(place):
    host, neighbour = behind_the_ruleset(place)
    for family in (4, 6):
        for port in (3478, 5349, 49152, 65535):
            assert arrives(host, neighbour, (NEIGHBOUR[family], 40000), (HOST[family], port)), port
        assert not arrives(host, neighbour, (NEIGHBOUR[family], 40000), (HOST[family], CLOSED))


def neighbours_are_found_and_icmp_comes_in(place):
    """Neighbour Discovery, and the ICMP errors that tell the path's MTU, are ICMP."""
    host, neighbour = behind_the_ruleset(place)
    for network, addresses in ((neighbour, HOST), (host, NEIGHBOUR)):
        for address in addresses.values():
            network.run("ip neighbour flush all")
            run([*network.enter, sys.executable, "-c", PING, address])


TESTS = [
    nft_accepts_every_documented_ruleset,
    answers_of_dhcp_servers_come_in,
    clients_and_peers_come_in_and_others_do_not,
    neighbours_are_found_and_icmp_comes_in,
]

if __name__ == "__main__":
    suite.own_network()
    suite.main(TESTS)
