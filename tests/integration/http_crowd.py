#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Strangers who try to take the pages and the API away from others. A PROXY v2 header gives each
connection its address."""
import socket
import time

import suite
from attack_resources import KIB, MIB, raise_file_limit
from lecternd import DEADLINE, endpoint, trusting_nobody
from wires import proxy_header

PLACES = 2048  # of the HTTP server
SITES = 8
SITE_REQUEST = b"GET /api/site HTTP/1.1\r\nHost: x\r\n\r\n"
HALF_A_BODY = (
    b"POST /api/auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    b'Content-Length: 1000\r\n\r\n{"email":"'
)
TLS = trusting_nobody()
PROXY_LISTENER = 'address = "127.0.0.1:0"\nproxy_protocol = true'


def connect(daemon, client, tls=False):
    server = endpoint(daemon.ready["https" if tls else "http"][0])
    sock = socket.create_connection(server, timeout=DEADLINE)
    if client:
        sock.sendall(proxy_header((client, 40000), server, stream=True))
    return TLS.wrap_socket(sock, server_hostname="localhost") if tls else sock


def ask(sock, path):
    """The status and the body of the answer."""
    sock.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    answer = b""
    while piece := sock.recv(65536):
        answer += piece
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]) if head else None, body


def eventually(daemon, series, value):
    end = time.monotonic() + DEADLINE
    while (now := daemon.metrics()[series]) != value:
        assert time.monotonic() < end, f"{series} is {now}, not {value}"
        time.sleep(0.02)


def resident(daemon):
    with open(f"/proc/{daemon.process.pid}/statm", encoding="ascii") as statm:
        return int(statm.read().split()[1]) * 4 * KIB


def eight_addresses_do_not_close_the_server_to_a_ninth(place):
    if raise_file_limit() < 3 * PLACES:
        raise suite.Skipped("this process may open too few files")
    daemon = place.daemon(place.config(listen=PROXY_LISTENER))
    crowd = []
    for number in range(PLACES):
        sock = connect(daemon, f"198.51.100.{number % SITES + 1}")
        crowd.append(sock)
        sock.sendall(SITE_REQUEST)
        assert sock.recv(65536).startswith(b"HTTP/1.1 200 ")
    gave_way = 'lectern_http_gave_way_total{server="api",limit="total"}'
    before = daemon.metrics()[gave_way]
    for path in ("/livez", "/api/site", "/health"):
        with connect(daemon, "203.0.113.9") as ninth:
            assert ask(ninth, path)[0] == 200, path
        with connect(daemon, None, tls=True) as health:  # this machine, not through the proxy
            assert ask(health, path)[0] == 200, path
    assert daemon.metrics()[gave_way] > before
    for sock in crowd:
        sock.close()


def idle_connections_do_not_close_the_metrics(place):
    daemon = place.daemon()
    idle = []
    for _ in range(100):  # the listener has 64 places
        sock = socket.create_connection(endpoint(daemon.ready["metrics"]), timeout=DEADLINE)
        idle.append(sock)
        sock.sendall(b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
        assert sock.recv(15) == b"HTTP/1.1 200 OK"
    assert daemon.metrics()['lectern_http_gave_way_total{server="metrics",limit="total"}'] >= 36
    for sock in idle:
        sock.close()


def a_request_that_the_library_drops_costs_nothing(place):
    daemon = place.daemon()
    request = b"GET /?" + b"&" * 15500 + b" HTTP/1.1\r\nHost: x\r\n\r\n"

    def send(count):
        for _ in range(count):
            with connect(daemon, None) as sock:
                sock.sendall(request)
        eventually(daemon, 'lectern_http_connections{server="api"}', 0)

    send(200)
    before = resident(daemon)
    send(1000)
    grown = resident(daemon) - before
    assert daemon.metrics()['lectern_http_requests{server="api"}'] == 0
    assert grown < 4 * MIB, f"grew by {grown // KIB} KiB"


def who_leaves_half_a_body_is_gone_at_once(place):
    daemon = place.daemon(place.config(listen=PROXY_LISTENER))
    for tls in (False, True):
        for _ in range(50):
            sock = connect(daemon, None if tls else "198.51.100.7", tls)
            sock.sendall(HALF_A_BODY)
            sock.close()
        started = time.monotonic()
        eventually(daemon, 'lectern_http_connections{server="api"}', 0)
        took = time.monotonic() - started
        assert took < 20, f"{took:.1f} s"  # an inactive connection stays for 30 s


TESTS = [
    eight_addresses_do_not_close_the_server_to_a_ninth,
    idle_connections_do_not_close_the_metrics,
    a_request_that_the_library_drops_costs_nothing,
    who_leaves_half_a_body_is_gone_at_once,
]

if __name__ == "__main__":
    suite.main(TESTS)
