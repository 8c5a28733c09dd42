# SPDX-License-Identifier: MIT
"""Attacks that use up memory, ports, quotas or connections. Memory is the resident size of the
server's process."""
import contextlib
import os
import resource
import socket
import struct

import stun
from attack import Verdict, alone, on, settled_memory
from attack_parser import code_of
from targets import PEER, PORTS, USER_QUOTA

KIB, MIB = 1024, 1024 * 1024


def allocate_request():
    return (
        stun.Request(stun.ALLOCATE).add(stun.REQUESTED_TRANSPORT, stun.transport(stun.UDP)).bytes()
    )


def raise_file_limit():
    """As many open sockets as this process may have; returns that number."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


def from_many_sources(target, leg, count, datagram):
    """Sends one datagram from each of `count` addresses and ports; returns the sizes of the
    answers.

    All sockets stay open to the end. The sources are spread over /24 prefixes, so that no limit of
    answers is reached.
    """
    raise_file_limit()
    server = target.address(leg)
    answers = []
    missed = 0
    with contextlib.ExitStack() as stack:
        for number in range(count):
            sock = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
            sock.bind((f"127.{20 + number % 100}.{number // 100 % 100}.1", 0))
            sock.connect(server)
            sock.settimeout(
                0.2 if missed < 20 else 0.002
            )  # who does not answer is not waited for 3,000 times
            sock.send(datagram)
            try:
                answers.append(len(sock.recv(2048)))
            except (TimeoutError, ConnectionRefusedError):
                missed += 1
    return answers


# RFC 8489 9.2: the challenge is stateless, nothing is kept for who has not authenticated
def three_thousand_strangers(target):
    """3,000 sources send an Allocate without credentials: memory"""
    from_many_sources(target, "udp", 50, allocate_request())
    before = settled_memory(target)
    answers = from_many_sources(target, "udp", 3000, allocate_request())
    grown = settled_memory(target) - before
    return Verdict(
        len(answers) > 2900 and grown < 600 * KIB,
        f"grew by {grown // KIB} KiB, {grown / 3000:.0f} bytes a source; {len(answers)} answered",
    )


def flood_of_challenges_memory(target):
    """20,000 Allocates without credentials from one address: memory"""
    client = target.client()
    client.wire.send(allocate_request())
    client.wire.receive()
    before = settled_memory(target)
    for number in range(20000):
        client.wire.send(allocate_request())
        if number % 50 == 0:
            while client.wire.receive(0.001) is not None:
                pass
    grown = settled_memory(target) - before
    return Verdict(grown < 1 * MIB, f"grew by {grown // KIB} KiB")


def client_hello():
    """A DTLS 1.2 ClientHello without a cookie."""
    body = b"\xfe\xfd" + os.urandom(32) + b"\0" + b"\0" + b"\0\x04\xc0\x2b\xc0\x2f" + b"\x01\0"
    extensions = bytes.fromhex("000a00040002001d" "000b00020100" "000d00040002" "0403")
    body += struct.pack("!H", len(extensions)) + extensions
    length = struct.pack("!I", len(body))[1:]
    handshake = b"\x01" + length + b"\0\0" + b"\0\0\0" + length + body
    return b"\x16\xfe\xff" + bytes(8) + struct.pack("!H", len(handshake)) + handshake


# RFC 6347 4.2.1: a cookie before any state
def dtls_hellos(target):
    """3,000 sources send a DTLS ClientHello without a cookie: memory, size of what comes back"""
    hello = client_hello()
    from_many_sources(target, "dtls", 50, hello)
    before = settled_memory(target)
    answers = from_many_sources(target, "dtls", 3000, hello)
    grown = settled_memory(target) - before
    ratio = max(answers, default=0) / len(hello)
    return Verdict(
        len(answers) > 2900 and grown < 600 * KIB and ratio <= 1.0,
        f"grew by {grown // KIB} KiB, {grown / 3000:.0f} bytes a source; "
        f"{len(answers)} answered with {ratio:.1f} times the question",
    )


@alone
def ten_thousand_slow_connections(target):
    """10,000 TCP connections that send ten bytes and stop: memory of each, others are served"""
    count = min(10000, raise_file_limit() - 1000)
    server, start = target.address("tcp"), stun.Request(stun.ALLOCATE).bytes()[:10]
    before = settled_memory(target)
    opened = []
    try:
        for number in range(count):
            sock = socket.socket()
            opened.append(sock)
            sock.bind((f"127.{120 + number % 100}.0.1", 0))
            sock.settimeout(10)
            try:
                sock.connect(server)
                sock.send(start)
            except OSError:
                sock.close()  # refused: as good as bounded
        grown = settled_memory(target) - before
        client = target.client()
        served = client.challenge() is not None and bool(client.allocate())
    finally:
        for sock in opened:
            sock.close()
    after = settled_memory(target) - before
    return Verdict(
        served and grown < count * 4 * KIB,
        f"{grown / count / KIB:.2f} KiB each, {count} of them; "
        f"UDP {'served' if served else 'not served'}; {after // KIB} KiB kept",
    )


@on("peers")
def reader_that_never_reads(target):
    """a TCP client that does not read while its peer sends 60 MB: memory"""
    client = target.client("tcp")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
        peer.bind((PEER, 0))
        relayed = client.allocate()
        assert client.bind(0x4000, peer.getsockname()).kind == stun.SUCCESS
        before = settled_memory(target)
        for _ in range(50000):
            peer.sendto(b"m" * 1200, relayed)
        grown = settled_memory(target) - before
    return Verdict(grown < 8 * MIB, f"grew by {grown // KIB} KiB")


# RFC 8656 7.2: 486 over the quota
# RFC 8656 8.2: what is deleted does not count any more
@on("quota")
def more_allocations_than_the_quota(target):
    """N+1 allocations of one user; then one is deleted and another made at once"""
    clients = [target.client() for _ in range(USER_QUOTA + 1)]
    codes = [
        code_of(client.ask(stun.ALLOCATE, (stun.REQUESTED_TRANSPORT, stun.transport(stun.UDP))))
        for client in clients
    ]
    clients[0].refresh(0)
    again = code_of(
        clients[-1].ask(stun.ALLOCATE, (stun.REQUESTED_TRANSPORT, stun.transport(stun.UDP)))
    )
    good = codes == ["success"] * USER_QUOTA + ["486"] and again == "success"
    return Verdict(
        good,
        f"{codes.count('success')} granted of {USER_QUOTA}, then {codes[-1]}; "
        f"after a deletion {again}",
    )


# RFC 8656 7.2: a reserved port that nobody redeems is given back
# RFC 8656 18.7: EVEN-PORT
@on("ports")
def even_ports_do_not_leak(target):
    """100 times an allocation with EVEN-PORT (50 with the next port reserved), deleted,
    in a pool of 100 ports"""
    failed = 0
    for number in range(PORTS):
        client = target.client()
        answer = client.ask(
            stun.ALLOCATE,
            (stun.REQUESTED_TRANSPORT, stun.transport(stun.UDP)),
            (stun.EVEN_PORT, b"\x80" if number < 50 and number % 2 else b"\0"),
        )
        failed += answer is None or answer.kind != stun.SUCCESS
        client.refresh(0)
        client.close()
    last = target.client().ask(stun.ALLOCATE, (stun.REQUESTED_TRANSPORT, stun.transport(stun.UDP)))
    return Verdict(
        failed == 0 and last.kind == stun.SUCCESS,
        f"{failed} of {PORTS} refused, then {code_of(last)}",
    )


# RFC 8656 7.2: 508 for a token that is not known
def unknown_reservation_token(target):
    """RESERVATION-TOKEN that was never given out"""
    answer = target.client().ask(
        stun.ALLOCATE,
        (stun.REQUESTED_TRANSPORT, stun.transport(stun.UDP)),
        (stun.RESERVATION_TOKEN, b"\1" * 8),
    )
    return Verdict(answer.code == 508, code_of(answer))


# RFC 8656 8.2: 437 without an allocation
def deleted_allocation_is_gone(target):
    """Refresh with LIFETIME 0, then Refresh again"""
    client = target.client()
    client.allocate()
    client.refresh(0)
    again = client.refresh(600)
    return Verdict(again.code == 437, code_of(again))


# RFC 8656 7.2: a 5-tuple is free once its allocation is deleted
def same_tuple_after_deletion(target):
    """a new allocation on the same 5-tuple at once"""
    client = target.client()
    client.allocate()
    client.refresh(0)
    again = client.ask(stun.ALLOCATE, (stun.REQUESTED_TRANSPORT, stun.transport(stun.UDP)))
    return Verdict(again.code == 0, code_of(again))


# RFC 8656 7.2: ports are hard to guess
def ports_are_spread(target):
    """200 relayed ports: are they next to each other, do they repeat a step"""
    ports = []
    for _ in range(200):
        client = target.client()
        ports.append(client.allocate()[1])
        client.refresh(0)
        client.close()
    steps = [b - a for a, b in zip(ports, ports[1:])]
    common = max(steps.count(step) for step in set(steps))
    good = len(set(ports)) > 180 and common <= 5 and max(ports) - min(ports) > 8000
    return Verdict(good, f"{len(set(ports))} different of 200, the commonest step {common} times")


@on("peers")
def permissions_without_end(target):
    """one allocation asks for 5,000 permissions: memory"""
    client = target.client()
    client.allocate()
    before = settled_memory(target)
    refusals = 0
    for number in range(50):
        attributes = [(stun.XOR_PEER_ADDRESS, (f"11.{number}.{i}.7", 9)) for i in range(100)]
        answer = client.ask(stun.CREATE_PERMISSION, *attributes)
        refusals += answer is None or answer.kind != stun.SUCCESS
    grown = settled_memory(target) - before
    return Verdict(
        grown < 1 * MIB, f"grew by {grown // KIB} KiB, {refusals} of 50 requests refused"
    )


def channels_without_end(target):
    """one allocation binds all channel numbers: memory"""
    client = target.client()
    client.allocate()
    before = settled_memory(target)
    refusals = 0
    for number in range(0x4000, 0x5000, 4):
        answer = client.bind(number, (f"11.7.{number >> 8}.{number & 255}", 9))
        refusals += answer is None or answer.kind != stun.SUCCESS
    grown = settled_memory(target) - before
    return Verdict(grown < 1 * MIB, f"grew by {grown // KIB} KiB, {refusals} of 1024 refused")


def connections_that_come_and_go(target):
    """2,000 TCP and 200 TLS connections opened, half a message sent, closed: memory"""

    def come_and_go(count, tls):
        for _ in range(count):
            client = target.client("tls" if tls else "tcp")
            client.wire.send(stun.Request(stun.ALLOCATE).bytes()[:11])
            client.close()
        target.forget_clients()

    come_and_go(300, False)
    come_and_go(30, True)
    before = settled_memory(target)
    come_and_go(2000, False)
    come_and_go(200, True)
    grown = settled_memory(target) - before
    return Verdict(grown < 1 * MIB, f"grew by {grown // KIB} KiB")


ATTACKS = [
    deleted_allocation_is_gone,
    same_tuple_after_deletion,
    unknown_reservation_token,
    more_allocations_than_the_quota,
    even_ports_do_not_leak,
    ports_are_spread,
    three_thousand_strangers,
    flood_of_challenges_memory,
    dtls_hellos,
    ten_thousand_slow_connections,
    connections_that_come_and_go,
    reader_that_never_reads,
    permissions_without_end,
    channels_without_end,
]
