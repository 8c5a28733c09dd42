#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Attacks on the listeners of [[listen]]: few addresses take every place or every descriptor. The
clients come through a proxy, which names their addresses."""
import contextlib
import json
import resource
import shutil
import socket
import ssl
import struct

import stun
import suite
from lecternd import DEADLINE, connect, endpoint, trusting_nobody
from people import create_meeting, joined_socket, register_admin

PROXIED = """address = "127.0.0.1:0"
[[listen]]
address = "127.0.0.1:0"
proxy_protocol = true
[[listen]]
address = "127.0.0.1:0"
proxy_protocol = true
tls = true"""
HALF_HELLO = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"
HALF_HEAD = b"GET /livez HT"


def proxy_header(client):
    """PROXY v2 for a client at that address."""
    family = socket.AF_INET6 if ":" in client else socket.AF_INET
    there = "2001:db8::1" if ":" in client else "203.0.113.1"
    addresses = socket.inet_pton(family, client) + socket.inet_pton(family, there)
    addresses += struct.pack("!HH", 40000, 443)
    kind = 0x21 if ":" in client else 0x11
    return b"\r\n\r\n\0\r\nQUIT\n" + struct.pack("!BBH", 0x21, kind, len(addresses)) + addresses


def proxied(daemon, client, tls=None):
    """A connection through the proxy, over TLS if `tls` is a context."""
    sock = connect(proxied_address(daemon, tls))
    sock.sendall(proxy_header(client))
    return tls.wrap_socket(sock, server_hostname="localhost") if tls else sock


def proxied_address(daemon, tls=None):
    return daemon.ready["https"][0] if tls else daemon.ready["http"][1]


def answer(sock, request):
    sock.sendall(request)
    received = b""
    with contextlib.suppress(ConnectionResetError):
        while part := sock.recv(65536):
            received += part
    return received


def get(daemon, path, client, tls=None):
    with proxied(daemon, client, tls) as sock:
        request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        return answer(sock, request.encode())


def many_descriptors():
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def half_connections(daemon, count, addresses, tls, first):
    """Opens connections that send the first half of a ClientHello or of a head, and wait."""
    opened = []
    for i in range(count):
        sock = socket.create_connection(endpoint(proxied_address(daemon, tls)), timeout=DEADLINE)
        opened.append(sock)
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            sock.sendall(proxy_header(f"198.51.100.{first + i % addresses}"))
            sock.sendall(HALF_HELLO if tls else HALF_HEAD)
    return opened


def resident_kilobytes(daemon):
    with open(f"/proc/{daemon.process.pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))


def is_served(daemon, client):
    for tls in (None, trusting_nobody()):
        for path in ("/livez", "/api/site"):
            assert get(daemon, path, client, tls).startswith(b"HTTP/1.1 200 "), (path, tls)


def a_ninth_address_is_served_while_eight_hold_every_place(place):
    many_descriptors()
    daemon = place.daemon(place.config(listen=PROXIED))
    is_served(daemon, "203.0.113.8")
    before = resident_kilobytes(daemon)
    crowd = half_connections(daemon, 2048, 8, tls=True, first=1)
    is_served(daemon, "203.0.113.9")
    each = (resident_kilobytes(daemon) - before) / len(crowd)
    assert each < 16, f"half a ClientHello costs {each:.1f} KiB"
    crowd += half_connections(daemon, 2048, 8, tls=False, first=1)
    is_served(daemon, "203.0.113.10")
    assert daemon.request("GET", "/livez") == (200, "ok\n")
    metrics = daemon.metrics()
    assert metrics['lectern_front_gave_way_total{reason="waiting"}'] > 0, metrics
    assert metrics["lectern_front_waiting"] <= 2048, metrics
    for sock in crowd:
        sock.close()
    assert daemon.end() == 0


def half_requests_push_out_nobody_in_a_call(place):
    many_descriptors()
    daemon = place.daemon(place.config(listen=PROXIED))
    host = register_admin(daemon)
    meeting = create_meeting(daemon, host["access"])
    in_call, _ = joined_socket(daemon, host["access"], meeting["code"])
    tls = trusting_nobody()
    turn = proxied(daemon, "198.51.100.1", tls)
    request = stun.Request(stun.BINDING)
    turn.sendall(request.bytes())
    assert stun.decode(turn.recv(2048)).answers(request, stun.SUCCESS)
    crowd = half_connections(daemon, 3000, 200, tls=True, first=1)
    is_served(daemon, "203.0.113.9")
    request = stun.Request(stun.BINDING)
    turn.sendall(request.bytes())
    assert stun.decode(turn.recv(2048)).answers(request, stun.SUCCESS)
    in_call.send(type="chat", message="still here")
    in_call.until("chat")
    assert daemon.metrics()['lectern_front_gave_way_total{reason="connections"}'] == 0
    for sock in crowd:
        sock.close()
    assert daemon.end() == 0


def health_is_served_when_descriptors_run_out(place):
    if not shutil.which("prlimit"):
        raise suite.Skipped("prlimit is not installed")
    many_descriptors()
    daemon = place.daemon(place.config(listen=PROXIED), through=("prlimit", "--nofile=300:300"))
    crowd = half_connections(daemon, 400, 8, tls=False, first=1)
    for attempt in range(5):
        assert daemon.request("GET", "/livez") == (200, "ok\n"), attempt
        is_served(daemon, f"203.0.113.{attempt}")
    assert daemon.metrics()['lectern_front_gave_way_total{reason="descriptors"}'] > 0
    # Idle connections that have been served are no obstacle either.
    idle = []
    for i in range(200):
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            idle.append(proxied(daemon, f"198.51.100.{1 + i % 8}"))
            idle[-1].sendall(b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")
            idle[-1].recv(1)  # it has been served; while it waits for that, it pushes others out
    for attempt in range(5):
        assert daemon.request("GET", "/livez") == (200, "ok\n"), attempt
        is_served(daemon, f"203.0.113.{10 + attempt}")
    for sock in crowd + idle:
        sock.close()
    assert daemon.end() == 0


def mapped_addresses_are_clients_of_their_own(place):
    daemon = place.daemon(place.config(listen=PROXIED))
    register_admin(daemon)
    body = json.dumps({"email": "ada@example.org", "password": "a wrong guess"})
    for i in range(14):
        request = (
            "POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
        )
        with proxied(daemon, f"::ffff:198.51.100.{1 + i}") as sock:
            assert answer(sock, request.encode()).startswith(b"HTTP/1.1 401 "), i
    assert daemon.end() == 0


def redirects_lead_to_the_public_address(place):
    address = 'address = "127.0.0.1:0"\n'
    listen = address + "[[listen]]\n" + address + "redirect_to_https = true"
    text = place.config(listen=listen).replace(
        "[site]", '[site]\npublic_url = "https://meet.example.org"', 1
    )
    daemon = place.daemon(text)
    redirecting = daemon.ready["redirect"][0]
    with connect(redirecting) as sock:
        got = answer(sock, b"GET /a?b HTTP/1.1\r\nHost: evil.example.org\r\n\r\n")
    assert got.startswith(b"HTTP/1.1 301 "), got
    assert b"\r\nLocation: https://meet.example.org/a?b\r\n" in got, got
    # An ACME challenge is answered (here by 404), and the connection ends: the API is not served in
    # the clear.
    challenge = b"GET /.well-known/acme-challenge/abc HTTP/1.1\r\nHost: a\r\n\r\n"
    site = b"GET /api/site HTTP/1.1\r\nHost: a\r\n\r\n"
    for request in (challenge, challenge + site):
        with connect(redirecting) as sock:
            got = answer(sock, request)
        assert got.startswith(b"HTTP/1.1 404 ") and got.count(b"HTTP/1.1 ") == 1, got
        assert b"Test School" not in got, got
    assert daemon.end() == 0


def as_proxy(daemon, path, fields, body=None, token=None):
    """The status and JSON of a request as a reverse proxy on this machine passes it on."""
    content = b"" if body is None else json.dumps(body).encode()
    head = f"{'GET' if body is None else 'POST'} {path} HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n"
    head += "Content-Type: application/json\r\nConnection: close\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in fields)
    head += f"Content-Length: {len(content)}\r\n" + (
        f"Authorization: Bearer {token}\r\n" if token else ""
    )
    with connect(daemon.ready["http"][0]) as sock:
        received = answer(sock, head.encode() + b"\r\n" + content)
    return int(received.split(b" ", 2)[1]), json.loads(received.split(b"\r\n\r\n", 1)[1])


SAID = (("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "meet.example.org"))


def upgrade(daemon, fields):
    """The status of a WebSocket's handshake from a page of meet.example.org."""
    head = (
        "GET /ws HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n"
        "Sec-WebSocket-Version: 13\r\nOrigin: https://meet.example.org\r\n"
    ) + "".join(f"{name}: {value}\r\n" for name, value in fields)
    with connect(daemon.ready["http"][0]) as sock:
        sock.sendall(head.encode() + b"\r\n")
        return int(sock.recv(4096).split(b" ", 2)[1])


def trusted_proxies_say_how_they_were_reached(place):
    trusting = 'address = "127.0.0.1:0"\ntrusted_proxies = ["127.0.0.1"]'
    daemon = place.daemon(place.config(listen=trusting))
    token = register_admin(daemon)["access"]
    body = {"title": "Algebra"}
    status, meeting = as_proxy(daemon, "/api/meeting/create/", SAID, body, token)
    assert status == 201, meeting
    assert meeting["join_url"] == f"https://meet.example.org/j/{meeting['code']}", meeting
    path = f"/api/meeting/join/{meeting['code']}/"
    status, seat = as_proxy(daemon, path, SAID, {}, token)
    assert status == 200 and seat["signaling_url"] == "wss://meet.example.org/ws", seat
    assert upgrade(daemon, SAID) == 101
    assert upgrade(daemon, ()) == 403
    # Each client pays for its own guesses; what a client wrote in front does not count.
    statuses = [
        as_proxy(daemon, "/api/meeting/bada-bada-bada/", [("X-Forwarded-For", f"{i}, 192.0.2.1")])[
            0
        ]
        for i in range(70)
    ]
    assert statuses[:60] == [404] * 60 and statuses[-1] == 429, statuses
    other = [("X-Forwarded-For", "192.0.2.1"), ("X-Forwarded-For", "192.0.2.2, 127.0.0.1")]
    assert as_proxy(daemon, "/api/meeting/bada-bada-bada/", other)[0] == 404
    assert daemon.end() == 0


def other_listeners_do_not_believe_the_proxy(place):
    blocks = 'address = "127.0.0.1:0"\n[[listen]]\naddress = "127.0.0.1:0"\n' + (
        'trusted_proxies = ["127.0.0.1"]'
    )
    daemon = place.daemon(place.config(listen=blocks))
    token = register_admin(daemon)["access"]
    status, meeting = as_proxy(daemon, "/api/meeting/create/", SAID, {"title": "Algebra"}, token)
    assert status == 201, meeting
    assert meeting["join_url"] == f"http://127.0.0.1:8080/j/{meeting['code']}", meeting
    assert upgrade(daemon, SAID) == 403
    assert daemon.end() == 0


def nobody_else_says_how_the_daemon_was_reached(place):
    daemon = place.daemon()
    token = register_admin(daemon)["access"]
    status, meeting = as_proxy(daemon, "/api/meeting/create/", SAID, {"title": "Algebra"}, token)
    assert status == 201, meeting
    assert meeting["join_url"] == f"http://127.0.0.1:8080/j/{meeting['code']}", meeting
    assert upgrade(daemon, SAID) == 403
    statuses = [
        as_proxy(daemon, "/api/meeting/bada-bada-bada/", [("X-Forwarded-For", f"192.0.2.{i}")])[0]
        for i in range(70)
    ]
    assert statuses[-1] == 429, statuses
    assert daemon.end() == 0


TESTS = [
    trusted_proxies_say_how_they_were_reached,
    other_listeners_do_not_believe_the_proxy,
    nobody_else_says_how_the_daemon_was_reached,
    a_ninth_address_is_served_while_eight_hold_every_place,
    half_requests_push_out_nobody_in_a_call,
    health_is_served_when_descriptors_run_out,
    mapped_addresses_are_clients_of_their_own,
    redirects_lead_to_the_public_address,
]

if __name__ == "__main__":
    suite.main(TESTS)
