#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Requests that no foreign client sends: RFC 8489's SHA-256 credentials, both address families in
one allocation, ICMP errors, mobility, reservations, TCP relaying step by step, on every leg.

turn_client.py sends them to the real daemon.
"""
import base64
import os
import socket

import certificate
import coturn
import lecternd
import stun
import suite
import targets
import wires
from turn_client import PASSWORD, USER, Client

PEER_V6 = "fd09::9"
BALANCER = "127.0.0.30"


class Shared:
    def __init__(self, place):
        self.discovery = [(host, coturn.free_port(host)) for host in ("127.0.0.1", "127.0.0.2")]
        targets.Lecternd.TURN[
            "protocol"
        ] = f"""
allow_peers = ["{targets.PEER}/32", "{PEER_V6}/128"]
nat_discovery = [{", ".join(f'"{host}:{port}"' for host, port in self.discovery)}]
trusted_proxies = ["{BALANCER}"]
"""
        self.place = place
        self.target = targets.Lecternd(place, certificate.make(place.folder), "protocol")

    def client(self, leg="udp", **identity):
        return self.target.client(leg, **identity)


def peer_socket(host=targets.PEER, kind=socket.SOCK_DGRAM):
    peer = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, kind)
    peer.bind((host, 0))
    peer.settimeout(wires.TIMEOUT)
    return peer


# RFC 8656 3.1: TURN over UDP, TCP, TLS and DTLS
# RFC 8656 12.5: ChannelData in both directions on each leg
# RFC 8489 9.2.5: answers to authenticated requests carry MESSAGE-INTEGRITY
def every_leg_relays(shared, leg):
    client = shared.client(leg)
    with peer_socket() as peer:
        relayed = client.allocate()
        assert client.bind(0x4001, peer.getsockname()).integrity_matches(client.key)
        client.send_on(0x4001, b"there")
        data, source = peer.recvfrom(100)
        assert (data, source) == (b"there", relayed), (data, source)
        peer.sendto(b"and back", relayed)
        assert client.received() == ("channel", 0x4001, b"and back")
        client.send(peer.getsockname(), b"indication")
        assert peer.recv(100) == b"indication"


def offered_sha256(client):
    """The 401 with PASSWORD-ALGORITHMS.

    Over UDP an answer is at most twice as long as the question, so the question has to be long.
    """
    answer = client.challenge(software=b"a client that says what it is, and at length")
    assert answer.get(stun.PASSWORD_ALGORITHMS) == stun.password_algorithms(
        stun.SHA256, stun.MD5
    ), answer
    features = base64.b64decode(client.nonce[9:13])
    assert client.nonce.startswith(b"obMatJos2") and features[0] & 0x80, client.nonce
    return answer


def sha256_request(client, challenge, method, *attributes, name, algorithm=stun.SHA256):
    """Signed as RFC 8489 section 9.2.3 says."""
    request = stun.Request(method)
    for kind, value in attributes:
        request.add(kind, value)
    request.add(*name).add(stun.REALM, client.realm).add(stun.NONCE, client.nonce)
    request.add(stun.PASSWORD_ALGORITHMS, challenge.get(stun.PASSWORD_ALGORITHMS))
    request.add(stun.PASSWORD_ALGORITHM, stun.password_algorithms(algorithm))
    return request.integrity_sha256(stun.long_term_key(USER, client.realm, PASSWORD, algorithm))


# RFC 8489 9.2.1: the nonce begins with the cookie and says that algorithms are understood
# RFC 8489 9.2.4: PASSWORD-ALGORITHMS in the 401
# RFC 8489 14.6: MESSAGE-INTEGRITY-SHA256 in request and answer
# RFC 8489 14.4: USERHASH instead of USERNAME
def sha256_credentials(shared, leg, hashed):
    client = shared.client(leg)
    challenge = offered_sha256(client)
    name = (stun.USERHASH, stun.userhash(USER, client.realm)) if hashed else (stun.USERNAME, USER)
    udp = (stun.REQUESTED_TRANSPORT, stun.transport(stun.UDP))
    answer = client.exchange(sha256_request(client, challenge, stun.ALLOCATE, udp, name=name))
    assert answer.kind == stun.SUCCESS, answer.code
    key = stun.long_term_key(USER, client.realm, PASSWORD, stun.SHA256)
    assert (
        answer.integrity_matches(key, stun.MESSAGE_INTEGRITY_SHA256)
        and answer.get(stun.MESSAGE_INTEGRITY) is None
    )
    gone = client.exchange(
        sha256_request(client, challenge, stun.REFRESH, (stun.LIFETIME, stun.u32(0)), name=name)
    )
    assert gone.kind == stun.SUCCESS and gone.integrity_matches(
        key, stun.MESSAGE_INTEGRITY_SHA256
    ), gone.code


# RFC 8489 9.2.4: PASSWORD-ALGORITHMS that is not what the server sent is 400
# RFC 8489 9.2.1: a nonce whose feature bits were taken away is no nonce of the server
def no_bidding_down(shared):
    client = shared.client()
    challenge = offered_sha256(client)
    forged = (
        stun.Request(stun.ALLOCATE)
        .add(stun.REQUESTED_TRANSPORT, stun.transport(stun.UDP))
        .add(stun.USERNAME, USER)
    )
    forged.add(stun.REALM, client.realm).add(stun.NONCE, client.nonce).add(
        stun.PASSWORD_ALGORITHMS, stun.password_algorithms(stun.MD5)
    )
    forged.add(stun.PASSWORD_ALGORITHM, stun.password_algorithms(stun.MD5)).integrity(client.key)
    assert client.exchange(forged).code == 400
    client.nonce = client.nonce[:9] + b"AAAA" + client.nonce[13:]
    udp = (stun.REQUESTED_TRANSPORT, stun.transport(stun.UDP))
    request = sha256_request(client, challenge, stun.ALLOCATE, udp, name=(stun.USERNAME, USER))
    assert client.exchange(request).code in (400, 401, 438)


# RFC 8656 7.2: ADDITIONAL-ADDRESS-FAMILY: a relayed address of each family
# RFC 8656 11.2: data leaves by the relayed address of its peer's family
def both_families_in_one_allocation(shared):
    if not os.environ.get("LECTERN_TEST_NETWORK"):
        raise suite.Skipped("no network of its own here, so no second IPv6 address")
    client = shared.client()
    answer = client.must(
        stun.ALLOCATE,
        (stun.REQUESTED_TRANSPORT, stun.transport(stun.UDP)),
        (stun.ADDITIONAL_ADDRESS_FAMILY, stun.V6),
    )
    relayed = [
        stun.read_xor_address(value, answer.transaction)
        for value in answer.all(stun.XOR_RELAYED_ADDRESS)
    ]
    assert sorted(":" in host for host, _ in relayed) == [False, True], relayed
    for host in (targets.PEER, PEER_V6):
        with peer_socket(host) as peer:
            at = peer.getsockname()[:2]
            assert client.permit(at).kind == stun.SUCCESS
            client.send(at, b"hello")
            data, source = peer.recvfrom(100)
            assert data == b"hello" and source[:2] in relayed, source
            peer.sendto(b"back", source)
            assert client.received() == ("data", at, b"back")


# RFC 8656 11.5: an ICMP error is told in a Data indication
# RFC 8656 18.13: ICMP: type 3, code 3 for a closed port
def icmp_errors_are_told(shared):
    client = shared.client()
    client.allocate()
    with peer_socket() as peer:
        closed = peer.getsockname()
    assert client.permit(closed).kind == stun.SUCCESS
    client.send(closed, b"anybody there?")
    told = client.received()
    assert (
        told is not None and told.method == stun.DATA_METHOD and told.kind == stun.INDICATION
    ), told
    value = told.get(stun.ICMP)
    number = int.from_bytes(value[2:4], "big")
    assert (number >> 9, number & 0x1FF, value[4:]) == (3, 3, bytes(4)), value.hex()
    assert told.address(stun.XOR_PEER_ADDRESS) == closed and told.get(stun.DATA) is None


# RFC 8016 3.1.2: MOBILITY-TICKET in the answer to Allocate
# RFC 8016 3.2.2: Refresh with the ticket from another address moves the allocation
def an_allocation_moves_with_its_client(shared):
    with peer_socket() as peer:
        home = shared.client()
        answer = home.must(
            stun.ALLOCATE,
            (stun.REQUESTED_TRANSPORT, stun.transport(stun.UDP)),
            (stun.MOBILITY_TICKET, b""),
        )
        relayed, ticket = answer.address(stun.XOR_RELAYED_ADDRESS), answer.get(stun.MOBILITY_TICKET)
        assert ticket and home.bind(0x4000, peer.getsockname()).kind == stun.SUCCESS
        for leg in ("udp", "tcp", "tls"):
            away = shared.client(leg)
            moved = away.must(
                stun.REFRESH, (stun.LIFETIME, stun.u32(600)), (stun.MOBILITY_TICKET, ticket)
            )
            ticket = moved.get(stun.MOBILITY_TICKET) or ticket
            away.send_on(0x4000, b"from elsewhere")
            assert peer.recvfrom(100) == (b"from elsewhere", relayed)
            peer.sendto(b"follows", relayed)
            assert away.received() == ("channel", 0x4000, b"follows")


# RFC 8656 7.2: a retransmitted Allocate gets the same answer
# RFC 8656 18.7: EVEN-PORT with R
# RFC 8656 18.10: the token is good for the next port
def reserved_ports(shared):
    first, second = shared.client(), shared.client()
    request = first.signed(
        stun.ALLOCATE,
        (stun.REQUESTED_TRANSPORT, stun.transport(stun.UDP)),
        (stun.EVEN_PORT, b"\x80"),
    )
    answer = first.exchange(request)
    assert first.exchange(request).raw == answer.raw
    even, token = answer.address(stun.XOR_RELAYED_ADDRESS), answer.get(stun.RESERVATION_TOKEN)
    assert even[1] % 2 == 0 and second.allocate((stun.RESERVATION_TOKEN, token)) == (
        even[0],
        even[1] + 1,
    )


# RFC 6062 5.2: Connect opens a connection to the peer
# RFC 6062 5.4: ConnectionBind joins it with a second connection of the client
def tcp_connect(shared, leg):
    with peer_socket(kind=socket.SOCK_STREAM) as peer:
        peer.listen()
        control, data = shared.client(leg), shared.client(leg)
        control.allocate(transport=stun.TCP)
        number = control.must(stun.CONNECT, (stun.XOR_PEER_ADDRESS, peer.getsockname())).get(
            stun.CONNECTION_ID
        )
        connection, _ = peer.accept()
        with connection:
            data.must(stun.CONNECTION_BIND, (stun.CONNECTION_ID, number))
            exchange_bytes(data.wire, connection)


# RFC 6062 5.3: ConnectionAttempt tells of a peer that connects
def tcp_connection_attempt(shared, leg):
    control, data = shared.client(leg), shared.client(leg)
    relayed = control.allocate(transport=stun.TCP)
    assert control.permit((targets.PEER, 9)).kind == stun.SUCCESS
    with peer_socket(kind=socket.SOCK_STREAM) as peer:
        peer.connect(relayed)
        attempt = control.received()
        assert (
            attempt.method == stun.CONNECTION_ATTEMPT
            and attempt.address(stun.XOR_PEER_ADDRESS) == peer.getsockname()
        ), attempt
        data.must(stun.CONNECTION_BIND, (stun.CONNECTION_ID, attempt.get(stun.CONNECTION_ID)))
        exchange_bytes(data.wire, peer)


def exchange_bytes(wire, connection):
    """A megabyte each way: no frames any more."""
    block = os.urandom(1 << 20)
    wire.send(block)
    got = b""
    connection.settimeout(wires.TIMEOUT)
    while len(got) < len(block):
        more = connection.recv(65536)
        assert more, "the peer's connection ended"
        got += more
    assert got == block
    connection.sendall(block)
    got = b""
    while len(got) < len(block):
        more = wire.rest()
        assert more, "the client's connection ended"
        got += more
    assert got == block


def discovery_answer(shared, flags, source):
    """Where the answer to a Binding request with CHANGE-REQUEST comes from, and the answer."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.bind((source, 0))
        sock.settimeout(wires.TIMEOUT)
        request = stun.Request(stun.BINDING)
        if flags is not None:
            request.add(stun.CHANGE_REQUEST, stun.u32(flags))
        sock.sendto(request.bytes(), shared.discovery[0])
        data, origin = sock.recvfrom(2048)
        answer = stun.decode(data)
        assert (
            answer.answers(request, stun.SUCCESS)
            and answer.address(stun.XOR_MAPPED_ADDRESS) == sock.getsockname()
        )
        return origin, answer


# RFC 5780 6.1: OTHER-ADDRESS and RESPONSE-ORIGIN in every answer
# RFC 5780 6.1: CHANGE-REQUEST: the answer comes from the other address, the other port, or both
def nat_discovery(shared):
    (host, port), (other_host, other_port) = shared.discovery
    for flags, wanted in (
        (None, (host, port)),
        (0, (host, port)),
        (2, (host, other_port)),
        (4, (other_host, port)),
        (6, (other_host, other_port)),
    ):
        origin, answer = discovery_answer(shared, flags, "127.0.0.40")
        assert origin == wanted and stun.read_address(answer.get(stun.RESPONSE_ORIGIN)) == wanted, (
            flags,
            origin,
        )
        assert stun.read_address(answer.get(stun.OTHER_ADDRESS)) == (other_host, other_port)


def proxy_protocol_over_udp(shared):
    server, client = shared.target.address("udp"), ("198.51.100.7", 4711)
    request = stun.Request(stun.BINDING)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as balancer, socket.socket(
        socket.AF_INET, socket.SOCK_DGRAM
    ) as stranger:
        balancer.bind((BALANCER, 0))
        balancer.settimeout(wires.TIMEOUT)
        balancer.sendto(request.bytes(), server)  # without a header: dropped
        named = stun.Request(stun.BINDING)
        balancer.sendto(wires.proxy_header(client, server) + named.bytes(), server)
        answer = stun.decode(balancer.recv(2048))
        assert (
            answer.answers(named, stun.SUCCESS)
            and answer.address(stun.XOR_MAPPED_ADDRESS) == client
        )
        stranger.bind(("127.0.0.31", 0))
        stranger.settimeout(wires.TIMEOUT)
        stranger.sendto(
            wires.proxy_header(client, server) + request.bytes(), server
        )  # who may not say so is no STUN client either
        own = stun.Request(stun.BINDING)
        stranger.sendto(own.bytes(), server)
        answer = stun.decode(stranger.recv(2048))
        assert (
            answer.answers(own, stun.SUCCESS)
            and answer.address(stun.XOR_MAPPED_ADDRESS) == stranger.getsockname()
        )


def other_daemon(shared, name, **parts):
    """A daemon with another configuration in a folder of its own."""
    folder = os.path.join(shared.place.folder, name)
    os.mkdir(folder)
    text = lecternd.config(folder, **parts)
    return shared.place.daemon(text, folder=folder)


# RFC 8656 7.2: 300 sends a client to another server
# RFC 8489 10: ALTERNATE-SERVER, to who is authenticated
def try_alternate(shared):
    daemon = other_daemon(
        shared,
        "alternate",
        turn='users = { alice = "wonderland" }\nalternate_servers = ["203.0.113.8:3478"]',
    )
    client = Client(wires.UdpWire(lecternd.endpoint(daemon.ready["turn"][0])))
    assert client.challenge().code == 401
    answer = client.ask(stun.ALLOCATE, (stun.REQUESTED_TRANSPORT, stun.transport(stun.UDP)))
    assert answer.code == 300 and stun.read_address(answer.get(stun.ALTERNATE_SERVER)) == (
        "203.0.113.8",
        3478,
    ), answer
    assert answer.integrity_matches(client.key)
    client.close()


def proxy_protocol_over_tcp_and_tls(shared):
    for tls in (False, True):
        listener = f'address = "127.0.0.1:0"\ntls = {str(tls).lower()}\nproxy_protocol = true'
        daemon = other_daemon(shared, f"proxy-{tls}", listen=listener)
        server, named = lecternd.endpoint(daemon.ready["https" if tls else "http"][0]), (
            "198.51.100.9",
            1234,
        )
        sock = socket.create_connection(server, wires.TIMEOUT)
        sock.sendall(wires.proxy_header(named, server, stream=True))
        if tls:
            sock = lecternd.trusting_nobody().wrap_socket(sock, server_hostname="localhost")
        with sock:
            request = stun.Request(stun.BINDING)
            sock.sendall(request.bytes())
            answer = stun.decode(sock.recv(2048))
            assert (
                answer.answers(request, stun.SUCCESS)
                and answer.address(stun.XOR_MAPPED_ADDRESS) == named
            ), answer


# RFC 8489 7: FINGERPRINT is answered by FINGERPRINT
# RFC 8489 14.13: UNKNOWN-ATTRIBUTES names what is not known
def fingerprints_and_unknown_attributes(shared, leg):
    client = shared.client(leg)
    answer = client.exchange(stun.Request(stun.BINDING).fingerprint())
    assert answer.kind == stun.SUCCESS and answer.fingerprint_matches()
    answer = client.exchange(
        stun.Request(stun.BINDING).add(0x7001, b"one").add(0x7002, b"two").fingerprint()
    )
    assert (
        answer.code == 420
        and answer.get(stun.UNKNOWN_ATTRIBUTES)[:4] == b"\x70\x01\x70\x02"
        and answer.fingerprint_matches()
    )


# RFC 8656 5: every error code with its request
def error_codes(shared):
    udp = (stun.REQUESTED_TRANSPORT, stun.transport(stun.UDP))
    peer = (stun.XOR_PEER_ADDRESS, (targets.PEER, 9))
    fresh = [
        (401, lambda c: c.challenge()),
        (400, lambda c: c.ask(stun.ALLOCATE)),
        (442, lambda c: c.ask(stun.ALLOCATE, (stun.REQUESTED_TRANSPORT, stun.transport(99)))),
        (420, lambda c: c.ask(stun.ALLOCATE, udp, (0x7ABC, b""))),
        (440, lambda c: c.ask(stun.ALLOCATE, udp, (stun.REQUESTED_ADDRESS_FAMILY, b"\7\0\0\0"))),
        (437, lambda c: c.refresh(600)),
        (437, lambda c: c.permit((targets.PEER, 9))),
        (508, lambda c: c.ask(stun.ALLOCATE, udp, (stun.RESERVATION_TOKEN, b"12345678"))),
    ]
    allocated = [
        (437, lambda c: c.ask(stun.ALLOCATE, udp)),
        (403, lambda c: c.permit(("10.0.0.1", 9))),
        (443, lambda c: c.permit(("2600::1", 9))),
        (400, lambda c: c.ask(stun.CREATE_PERMISSION)),
        (400, lambda c: c.ask(stun.CHANNEL_BIND, peer)),
        (400, lambda c: c.bind(0x3FFF, (targets.PEER, 9))),
        (443, lambda c: c.ask(stun.REFRESH, (stun.REQUESTED_ADDRESS_FAMILY, stun.V6))),
    ]
    wrong = []
    for prepare, cases in ((lambda c: c.challenge(), fresh), (lambda c: c.allocate(), allocated)):
        for number, (code, ask) in enumerate(cases):
            client = shared.client()
            prepare(client)
            answer = ask(client)
            if answer is None or answer.code != code:
                wrong.append((number, code, answer and answer.code))
    assert not wrong, wrong


TESTS = [
    *suite.rows(every_leg_relays, {leg: (leg,) for leg in ("udp", "tcp", "tls", "dtls")}),
    *suite.rows(
        sha256_credentials,
        {
            f"{leg}-{name}": (leg, name == "hash")
            for leg in ("udp", "tcp")
            for name in ("name", "hash")
        },
    ),
    no_bidding_down,
    both_families_in_one_allocation,
    icmp_errors_are_told,
    an_allocation_moves_with_its_client,
    reserved_ports,
    *suite.rows(tcp_connect, {leg: (leg,) for leg in ("tcp", "tls")}),
    *suite.rows(tcp_connection_attempt, {leg: (leg,) for leg in ("tcp", "tls")}),
    nat_discovery,
    try_alternate,
    proxy_protocol_over_udp,
    proxy_protocol_over_tcp_and_tls,
    *suite.rows(fingerprints_and_unknown_attributes, {leg: (leg,) for leg in ("udp", "tcp")}),
    error_codes,
]

if __name__ == "__main__":
    suite.own_network(f"{PEER_V6}/128")
    suite.main(TESTS, together=Shared)
