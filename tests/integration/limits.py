#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Nobody takes the web side away (docs/limits.md): floods of password hashes, guesses at passwords
and codes. The addresses of the clients are those that a PROXY header names."""
import json
import os
import shutil
import socket
import struct
import time

import suite
from lecternd import DEADLINE, connect
from people import create_meeting, register_admin
from websocket import WebSocket

PROXY_LISTENER = '[[listen]]\naddress = "127.0.0.1:0"\nproxy_protocol = true\n'


def two_cores():
    """Words in front of the daemon's command: with two cores it has one thread that hashes."""
    if not shutil.which("taskset"):
        raise suite.Skipped("taskset is not installed")
    cores = sorted(os.sched_getaffinity(0))[:2]
    return ("taskset", "-c", ",".join(map(str, cores)))


def start(place):
    return place.daemon(place.config(PROXY_LISTENER), through=two_cores())


def connect_from(daemon, source):
    sock = connect(daemon.ready["http"][1])
    addresses = socket.inet_aton(source) + socket.inet_aton("203.0.113.1")
    ports = struct.pack("!HH", 40000, 443)
    sock.sendall(
        b"\r\n\r\n\0\r\nQUIT\n\x21\x11"
        + struct.pack("!H", len(addresses + ports))
        + addresses
        + ports
    )
    return sock


class Client:
    """One HTTP connection of a client with this address."""

    def __init__(self, daemon, source):
        self.sock = connect_from(daemon, source)
        self.buffer = b""

    def send(self, method, path, body=None, token=None):
        data = json.dumps(body).encode() if body is not None else b""
        head = f"{method} {path} HTTP/1.1\r\nHost: school.example\r\n"
        head += f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n"
        if token:
            head += f"Authorization: Bearer {token}\r\n"
        self.sock.sendall(head.encode() + b"\r\n" + data)

    def read(self):
        """The status, the headers by lower-case name, and the body."""
        while b"\r\n\r\n" not in self.buffer:
            self._more()
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        first, *lines = head.decode().split("\r\n")
        headers = {k.lower(): v for k, v in (line.split(": ", 1) for line in lines)}
        length = int(headers.get("content-length", 0))
        while len(self.buffer) < length:
            self._more()
        body, self.buffer = self.buffer[:length], self.buffer[length:]
        return int(first.split()[1]), headers, json.loads(body) if body else None

    def _more(self):
        data = self.sock.recv(65536)
        if not data:
            raise ConnectionError("the connection ended")
        self.buffer += data

    def ask(self, *request, **more):
        self.send(*request, **more)
        return self.read()


def login(email, password):
    return "POST", "/api/auth/login", {"email": email, "password": password}


def waiting_hashes(daemon):
    return daemon.metrics()["lectern_hashing_waiting_jobs"]


def until_hashes_wait(daemon, number):
    end = time.monotonic() + DEADLINE
    while waiting_hashes(daemon) < number:
        assert time.monotonic() < end, "the hashes were never queued"


def others_are_served(daemon, meeting):
    """Unrelated requests are answered before the waiting hashes are."""
    status, _, found = Client(daemon, "203.0.113.7").ask("GET", f"/api/meeting/{meeting['code']}/")
    assert status == 200 and found["code"] == meeting["code"], found
    assert daemon.request("GET", "/readyz")[0] == 200
    daemon.ctl("status")
    assert waiting_hashes(daemon) > 0, "the other requests had to wait for the hashes"


def logins_hold_up_nobody_else(place):
    daemon = start(place)
    meeting = create_meeting(daemon, register_admin(daemon)["access"])
    flood = []
    for i in range(300):
        client = Client(daemon, f"198.51.100.{1 + i % 20}")
        client.send(*login(f"nobody{i}@example.org", "wrong horse"))
        flood.append(client)
    until_hashes_wait(daemon, 60)
    others_are_served(daemon, meeting)
    # The owner's login waits for one hash of each address, not for all of them.
    status, _, tokens = Client(daemon, "203.0.113.8").ask(
        *login("ada@example.org", "correct horse battery")
    )
    assert status == 200, tokens
    assert waiting_hashes(daemon) > 0, "the owner waited for all others"
    answers = [client.read() for client in flood]
    refused = [headers for status, headers, _ in answers if status == 503]
    assert {status for status, _, _ in answers} == {401, 503}, answers
    assert refused and all(headers["retry-after"] == "3" for headers in refused), refused
    assert daemon.metrics()["lectern_hashing_refused_jobs_total"] == len(refused)
    assert daemon.end() == 0


def websocket_joins_hold_up_nobody_else(place):
    daemon = start(place)
    host = register_admin(daemon)
    meeting = create_meeting(daemon, host["access"], password="open sesame")
    sockets = []
    eve = Client(daemon, "198.51.100.1")
    for _ in range(60):
        body = {"code": meeting["code"], "name": "Eve"}
        status, _, guest = eve.ask("POST", "/api/auth/guest", body)
        assert status == 200, guest
        ws = WebSocket(connect_from(daemon, "198.51.100.1"), "school.example")
        ws.send(type="auth", token=guest["access"])
        ws.until("welcome")
        sockets.append(ws)
    for _ in range(9):
        for ws in sockets:
            ws.send(type="join", meetingId=meeting["code"], password="open sesame")
            ws.send(type="leave")
    until_hashes_wait(daemon, 10)
    others_are_served(daemon, meeting)
    # Too many joins are refused, also with the right password: by the session's own rate, by the
    # queue of hashes or by the address's limit.
    end = time.monotonic() + DEADLINE
    while waiting_hashes(daemon) > 0:
        assert time.monotonic() < end, "the hashes never ended"
    metrics = daemon.metrics()
    refused = {
        name: metrics[name]
        for name in (
            'lectern_signaling_limited_total{limit="messages"}',
            "lectern_hashing_refused_jobs_total",
            'lectern_limited_total{limit="hash-by-address"}',
        )
    }
    assert sum(refused.values()) > 0, refused
    assert daemon.end() == 0


def the_owner_logs_in_during_an_attack(place):
    daemon = start(place)
    register_admin(daemon)
    right = login("ada@example.org", "correct horse battery")
    assert Client(daemon, "203.0.113.1").ask(*right)[0] == 200
    statuses = []
    for i in range(30):
        client = Client(daemon, f"198.51.100.{i + 1}")
        statuses += [client.ask(*login("ada@example.org", "wrong horse"))[0] for _ in range(12)]
    # Six addresses have ten tries each. Then the account is under attack, and others have three.
    # On a slow machine some tokens come back meanwhile.
    assert 6 * 10 + 24 * 3 <= statuses.count(401) < 250, statuses
    assert statuses.count(429) == len(statuses) - statuses.count(401), statuses
    # The right password waits as long as a wrong one where somebody guessed a moment ago.
    status, headers, refused = Client(daemon, "198.51.100.30").ask(*right)
    assert status == 429 and refused["code"] == "rate-limited", refused
    assert int(headers["retry-after"]) > 0
    assert Client(daemon, "203.0.113.1").ask(*right)[0] == 200
    fresh = Client(daemon, "203.0.113.2")
    assert fresh.ask(*login("ada@example.org", "corect horse"))[0] == 401
    assert fresh.ask(*right)[0] == 200
    assert daemon.end() == 0


def codes_are_not_found_by_any_door(place):
    daemon = start(place)
    host = register_admin(daemon)
    meeting = create_meeting(daemon, host["access"])
    client = Client(daemon, "198.51.100.1")
    ws = WebSocket(connect_from(daemon, "198.51.100.1"), "school.example")
    ws.send(type="auth", token=host["access"])
    ws.until("welcome")

    def ask_all(code, by_websocket):
        """The codes of all answers that tell whether a meeting has this code."""
        answers = []
        for method, path in (
            ("GET", f"/api/meeting/{code}/"),
            ("GET", f"/api/meeting/{code}/participants/"),
            ("POST", f"/api/meeting/leave/{code}/"),
            ("POST", f"/api/meeting/join/{code}/"),
            ("POST", f"/api/meeting/end/{code}/"),
        ):
            answers.append(client.ask(method, path, {}, token=host["access"])[2]["code"])
        body = {"code": code, "name": "Eve"}
        answers.append(client.ask("POST", "/api/auth/guest", body)[2]["code"])
        if by_websocket:
            ws.send(type="join", meetingId=code)
            answers.append(ws.until("error")["code"])
        return answers

    seen, rounds = [], 0
    while "rate-limited" not in seen:
        rounds += 1
        # One WebSocket may ask five times at once, whatever it asks for.
        seen += ask_all("bada-bada-bada", by_websocket=rounds < 5)
        assert len(seen) < 700, "no limit"
    assert 60 <= seen.index("rate-limited") < 200, seen  # one token comes back each second
    # A right code tells nothing either, until tokens come back.
    assert client.ask("GET", f"/api/meeting/{meeting['code']}/")[0] in (200, 429)
    status, _, found = Client(daemon, "203.0.113.7").ask("GET", f"/api/meeting/{meeting['code']}/")
    assert status == 200, found
    assert daemon.end() == 0


TESTS = [
    logins_hold_up_nobody_else,
    websocket_joins_hold_up_nobody_else,
    the_owner_logs_in_during_an_attack,
    codes_are_not_found_by_any_door,
]

if __name__ == "__main__":
    suite.main(TESTS)
