#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Requests and frames that two readers could understand differently, over plain TCP and TLS: the
daemon refuses each, as the last thing that it says on the connection. What ordinary clients send
works as before."""
import base64
import json
import os
import re
import struct
import subprocess
import time

import suite
from lecternd import DEADLINE, connect, endpoint, trusting_nobody

HOST = b"Host: 127.0.0.1\r\n"
GET = b"GET /livez HTTP/1.1\r\n" + HOST + b"\r\n"
SMUGGLED = b"GET /api/site HTTP/1.1\r\n" + HOST + b"X-Smuggled: 1\r\n\r\n"
LOGIN = b"POST /api/auth/login HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"
CHUNKED = LOGIN + b"Transfer-Encoding: chunked\r\n\r\n"
KEY = b"dGhlIHNhbXBsZSBub25jZQ=="
UPGRADE = (
    b"GET /ws HTTP/1.1\r\n" + HOST + b"Connection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " + KEY + b"\r\n\r\n"
)
SECURE_FIELDS = (
    "content-security-policy",
    "x-content-type-options",
    "referrer-policy",
    "permissions-policy",
    "x-frame-options",
)

# What comes first on a connection, or behind a good request -> the status of the last answer.
FAULTS = {
    "bare CR ends a line": (LOGIN + b"X: a\rContent-Length: 2\r\n\r\n{}", 400),
    "bare LF ends a line": (LOGIN + b"X: a\nContent-Length: 2\r\n\r\n{}", 400),
    "obs-fold hides a field": (LOGIN + b"X: a\r\n Content-Length: 2\r\n\r\n{}", 400),
    "obs-fold of a value": (LOGIN + b"Content-Length:\r\n 2\r\n\r\n{}", 400),
    "space before the colon": (LOGIN + b"Content-Length : 2\r\n\r\n{}", 400),
    "tab before the colon": (LOGIN + b"Content-Length\t: 2\r\n\r\n{}", 400),
    "VT before a value": (LOGIN + b"Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n", 400),
    "NUL in Content-Length": (LOGIN + b"Content-Length: 2\0junk\r\n\r\n{}", 400),
    "NUL in Transfer-Encoding": (LOGIN + b"Transfer-Encoding: chunked\0x\r\n\r\n0\r\n\r\n", 400),
    "NUL in Host": (b"GET /api/site HTTP/1.1\r\nHost: good.example\0.evil\r\n\r\n", 400),
    "no Host": (b"GET /api/site HTTP/1.1\r\n\r\n", 400),
    "two Hosts": (b"GET /api/site HTTP/1.1\r\n" + HOST + HOST + b"\r\n", 400),
    "two lengths": (LOGIN + b"Content-Length: 2\r\nContent-Length: 55\r\n\r\n{}", 400),
    "the same length twice": (LOGIN + b"Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", 400),
    "a list of lengths": (LOGIN + b"Content-Length: 2, 2\r\n\r\n{}", 400),
    "length and chunked": (
        LOGIN + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        400,
    ),
    "HTTP/1.0 with chunked": (
        b"POST /api/auth/login HTTP/1.0\r\nConnection: keep-alive\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        400,
    ),
    "unknown coding": (LOGIN + b"Transfer-Encoding: xchunked\r\n\r\n", 501),
    "gzip, chunked": (LOGIN + b"Transfer-Encoding: gzip, chunked\r\n\r\n", 501),
    "chunked twice": (LOGIN + b"Transfer-Encoding: chunked, chunked\r\n\r\n", 400),
    "chunk line ended by CR": (CHUNKED + b"2\r{}\r\n0\r\n\r\n", 400),
    "chunk line ended by LF": (CHUNKED + b"2\n{}\r\n0\r\n\r\n", 400),
    "chunk extension ended by LF": (CHUNKED + b"2;\n{}\r\n0\r\n\r\n", 400),
    "chunk data runs on": (CHUNKED + b"2\r\n{}XX0\r\n\r\n", 400),
    "LF behind chunk data": (CHUNKED + b"2\r\n{}\n0\r\n\r\n", 400),
    "chunk size of nine digits": (CHUNKED + b"000000002\r\n{}\r\n0\r\n\r\n", 400),
    "folded trailer": (CHUNKED + b"2\r\n{}\r\n0\r\nA: b\r\n c\r\n\r\n", 400),
    "endless trailers": (CHUNKED + b"2\r\n{}\r\n0\r\n" + b"X: y\r\n" * 2000, 431),
    "too many fields": (b"GET /livez HTTP/1.1\r\n" + HOST + b"X: y\r\n" * 200 + b"\r\n", 431),
    "head too large": (b"GET /livez HTTP/1.1\r\n" + HOST + b"X: " + b"y" * 20000, 431),
    "too many arguments": (b"GET /livez?a" + b"&a" * 200 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 400),
    "HTTP/2 without TLS": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
}

# Good requests in one go -> the statuses of the answers.
GOOD = {
    "an empty line before the request": (b"\r\n" + GET + b"\r\n" + GET, [200, 200]),
    "pipelined": (GET * 5, [200] * 5),
    "chunked with extensions and trailers": (
        CHUNKED + b"1;a=b\r\n{\r\n1\r\n}\r\n0\r\nX: y\r\n\r\n" + GET,
        [422, 200],
    ),
    "HTTP/1.0": (b"GET /livez HTTP/1.0\r\n\r\n", [200]),
    "a body where none is needed": (
        b"OPTIONS /livez HTTP/1.1\r\n" + HOST + b"Content-Length: 3\r\n\r\nabc" + GET,
        [204, 200],
    ),
    "the most that may be sent": (
        b"GET /livez?a"
        + b"&a" * 63
        + b" HTTP/1.1\r\n"
        + HOST
        + b"Cookie: "
        + b";".join([b"a=b"] * 3500)
        + b"\r\n"
        + b"X: y\r\n" * 98
        + b"\r\n"
        + GET,
        [200, 200],
    ),
}

# A change of UPGRADE -> the status and a word of the sentence that helps.
HANDSHAKES = {
    "no upgrade token": (b"Connection: Upgrade", b"Connection: keep-alive", 426, "Connection"),
    "no Upgrade": (b"Upgrade: websocket\r\n", b"", 426, "$http_upgrade"),
    "HTTP/1.0": (b"HTTP/1.1", b"HTTP/1.0", 426, "proxy_http_version"),
    "another version": (b"Version: 13", b"Version: 8", 426, "13"),
    "a short key": (KEY, b"abc", 400, "Sec-WebSocket-Key"),
    "another origin": (b"Upgrade: ", b"Origin: https://evil.test\r\nUpgrade: ", 403, "origin"),
    "unknown subprotocol": (b"Upgrade: ", b"Sec-WebSocket-Protocol: chat\r\nUpgrade: ", 101, ""),
    "h2c first": (b"Upgrade: websocket", b"Upgrade: h2c, websocket", 101, ""),
    "an absolute address": (b"GET /ws", b"GET http://127.0.0.1/ws", 101, ""),
    "many options": (b"Connection: Upgrade", b"Connection: keep-alive, UPGRADE", 101, ""),
}


def frame(first, payload=b"", mask=True, length=None):
    size = len(payload) if length is None else length
    bit = 0x80 if mask else 0
    if size < 126:
        head = struct.pack("!BB", first, bit | size)
    elif size < 65536:
        head = struct.pack("!BBH", first, bit | 126, size)
    else:
        head = struct.pack("!BBQ", first, bit | 127, size)
    return head + (b"\0\0\0\0" if mask else b"") + payload


# What a client sends behind the handshake -> the close code.
FRAMES = {
    "unmasked": (frame(0x81, b"{}", mask=False), 1002),
    "a reserved bit": (frame(0xC1, b"{}"), 1002),
    "unknown opcode": (frame(0x83, b"{}"), 1002),
    "fragmented ping": (frame(0x09), 1002),
    "a long ping": (frame(0x89, b"x" * 126), 1002),
    "nothing to continue": (frame(0x80, b"x"), 1002),
    "a message in a message": (frame(0x01, b"x") + frame(0x81, b"{}"), 1002),
    "a longer form of the length": (b"\x81\xfe\0\x02\0\0\0\0{}", 1002),
    "close with one byte": (frame(0x88, b"x"), 1002),
    "close with 5000": (frame(0x88, struct.pack("!H", 5000)), 1002),
    "close with 1005": (frame(0x88, struct.pack("!H", 1005)), 1002),
    "close with a reason that is no text": (frame(0x88, b"\x03\xe8\xff"), 1007),
    "a flood of pings": (frame(0x89) * 3000, 1008),
    "a flood of pongs": (frame(0x8A, b"x") * 3000, 1008),
    "a flood of empty fragments": (frame(0x01) + frame(0x00) * 3000, 1008),
    "a proper close": (frame(0x88, struct.pack("!H", 4321)), 4321),
}


def open_socket(daemon, tls):
    name = "https" if tls else "http"
    return connect(daemon.ready[name][0], trusting_nobody() if tls else None)


def read_to_end(sock, until=None):
    """All that comes until the end of the stream, or until `until` says that it is enough."""
    got = b""
    while until is None or not until(got):
        try:
            piece = sock.recv(65536)
        except ConnectionResetError:
            break
        if not piece:
            break
        got += piece
    return got


def answers(stream):
    """The responses in `stream`: (status, fields, body), each framed by its Content-Length."""
    found = []
    while stream:
        head, end, stream = stream.partition(b"\r\n\r\n")
        assert end, f"a head without an end: {head[:200]}"
        status, *lines = head.decode().split("\r\n")
        version, code, reason = status.split(" ", 2)
        assert version == "HTTP/1.1" and reason, status
        names = [line.split(":", 1)[0].lower() for line in lines]
        assert len(set(names)) == len(names), f"a field comes twice: {names}"
        fields = dict(line.lower().split(": ", 1) for line in lines)
        size = int(fields.get("content-length", 0))
        found.append((int(code), fields, stream[:size]))
        stream = stream[size:]
    return found


def check_refusal(answer, status, tls):
    code, fields, body = answer
    assert code == status, answer
    assert "close" in fields["connection"], fields
    assert fields["content-type"] == "application/problem+json", fields
    problem = json.loads(body)
    assert problem["status"] == status and problem["detail"].endswith("."), problem
    for name in SECURE_FIELDS + (("strict-transport-security",) if tls else ()):
        assert name in fields, f"no {name}: {fields}"
    return problem["detail"]


def refuses(place, name, tls):
    """First on a connection, behind a good request, and in the same packet as that."""
    said, status = FAULTS[name]
    daemon = place.daemon()
    for before in (b"", GET, LOGIN + b"Content-Length: 2\r\n\r\n{}"):
        with open_socket(daemon, tls) as sock:
            sock.sendall(before + said + SMUGGLED)
            found = answers(read_to_end(sock))
        assert len(found) == (2 if before else 1), f"{name}: {found}"
        if before:
            assert found[0][0] in (200, 422), found[0]
        check_refusal(found[-1], status, tls)


def refuses_all(place, tls):
    """One daemon for the whole table."""
    daemon = place.daemon()
    place.daemon = lambda: daemon
    for name in FAULTS:
        try:
            refuses(place, name, tls)
        except AssertionError as error:
            raise AssertionError(f"{name}: {error}") from error
    metrics = daemon.metrics()
    assert metrics['lectern_front_violations_total{protocol="http"}'] >= 2 * len(FAULTS), metrics
    assert metrics['lectern_front_refused_total{reason="bad_request"}'] > 0


def serves_good_requests(place, tls):
    daemon = place.daemon()
    for name, (said, statuses) in GOOD.items():
        for pieces in ([said], [said[i : i + 1] for i in range(len(said))][:400]):
            with open_socket(daemon, tls) as sock:
                for piece in pieces:
                    sock.sendall(piece)
                sock.sendall(said[sum(map(len, pieces)) :])
                count = len(statuses)
                got = read_to_end(sock, lambda got: len(re.findall(rb"HTTP/1", got)) >= count)
            codes = [int(code) for code in re.findall(rb"HTTP/1\.1 (\d+)", got)]
            assert codes == statuses, f"{name}: {codes} {got[:300]}"


def judges_handshakes(place, tls):
    daemon = place.daemon()
    for name, (old, new, status, word) in HANDSHAKES.items():
        assert old in UPGRADE
        with open_socket(daemon, tls) as sock:
            sock.sendall(UPGRADE.replace(old, new, 1))
            if status == 101:
                got = read_to_end(sock, lambda got: b"\r\n\r\n" in got)
                assert got.startswith(b"HTTP/1.1 101 "), f"{name}: {got}"
                assert b"sec-websocket-protocol" not in got.lower(), got
                continue
            (answer,) = answers(read_to_end(sock))
        try:
            # The WebSocket server does not know whether TLS is in front of it.
            detail = check_refusal(answer, status, tls and status != 403)
        except AssertionError as error:
            raise AssertionError(f"{name}: {error}") from error
        assert word in detail, f"{name}: {detail}"
        if status == 426:
            assert answer[1]["sec-websocket-version"] == "13", answer
            assert answer[1]["upgrade"] == "websocket", answer


def closes(daemon, tls, said, code):
    with open_socket(daemon, tls) as sock:
        sock.sendall(UPGRADE)
        head = read_to_end(sock, lambda got: b"\r\n\r\n" in got)
        assert head.startswith(b"HTTP/1.1 101 "), head
        try:
            sock.sendall(said)
        except (BrokenPipeError, ConnectionResetError):
            pass
        got = read_to_end(sock)
    at = got.find(struct.pack("!H", code))
    assert at >= 2 and got[at - 2] == 0x88, f"expected {code}, got {got[-40:]}"


def judges_frames(place, tls):
    daemon = place.daemon()
    for name, (said, code) in FRAMES.items():
        for before in (b"", frame(0x81, b'{"type":"ping","t":1}')):
            try:
                closes(daemon, tls, before + said, code)
            except AssertionError as error:
                raise AssertionError(f"{name}: {error}") from error
    assert daemon.metrics()['lectern_front_violations_total{protocol="websocket"}'] >= 30


def keeps_frames_that_come_with_the_handshake(place, tls):
    """libwebsockets overwrites them; the front holds them back until the 101."""
    daemon = place.daemon()
    ping = b'{"type":"ping","t":"%d"}'
    for _ in range(20):
        with open_socket(daemon, tls) as sock:
            sock.sendall(UPGRADE + b"".join(frame(0x81, ping % i) for i in range(3)))
            got = read_to_end(sock, lambda got: got.count(b"Send auth first") >= 3)
        assert got.count(b"not-authenticated") == 3, got


def a_flood_of_pings_costs_no_core(place):
    """The connection ends with the bucket; what it costs is over in a moment."""
    daemon = place.daemon()
    began = time.monotonic()
    for _ in range(10):
        closes(daemon, False, frame(0x89) * 20000, 1008)
    assert time.monotonic() - began < DEADLINE
    assert daemon.request("GET", "/livez")[0] == 200


def curl_works_as_before(place, tls):
    suite.need("curl")
    daemon = place.daemon()
    host, port = endpoint(daemon.ready["https" if tls else "http"][0])
    url = f"{'https' if tls else 'http'}://{host}:{port}"
    body = os.path.join(daemon.folder, "body.json")
    with open(body, "w", encoding="utf-8") as out:
        out.write(json.dumps({"email": "a@example.org", "password": "x" * 60000}))

    def curl(*words):
        command = ["curl", "-sk", "--http1.1", "-m", str(DEADLINE), "-o", "/dev/null", *words]
        done = subprocess.run(
            command + ["-w", "%{http_code} %{num_connects}\n"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{words}: curl {done.returncode} {done.stderr}"
        return done.stdout.split()

    json_type = ("-H", "Content-Type: application/json")
    assert curl(url + "/livez") == ["200", "1"]
    assert curl("-I", url + "/livez") == ["200", "1"]
    upload = (*json_type, "--data-binary", "@" + body, url + "/api/auth/login")
    refused = curl(*upload)[0]
    assert refused in ("401", "422"), refused
    assert curl("-H", "Expect: 100-continue", *upload)[0] == refused
    assert curl("-H", "Transfer-Encoding: chunked", *upload)[0] == refused
    assert curl("--http1.0", *upload)[0] == refused
    # 413 before the body is sent, and behind a body of a megabyte whose length is not told
    with open(body, "ab") as out:
        out.write(b" " * (1 << 20))
    assert curl("-H", "Expect: 100-continue", *upload)[0] == "413"
    kept = curl(url + "/livez", "-o", "/dev/null", url + "/livez")
    assert kept == ["200", "1", "200", "0"], kept  # one connection for both


BOTH = {"plain": (False,), "tls": (True,)}

if __name__ == "__main__":
    assert base64.b64decode(KEY) == b"the sample nonce"
    suite.main(
        suite.rows(refuses_all, BOTH)
        + suite.rows(serves_good_requests, BOTH)
        + suite.rows(judges_handshakes, BOTH)
        + suite.rows(judges_frames, BOTH)
        + suite.rows(keeps_frames_that_come_with_the_handshake, BOTH)
        + suite.rows(curl_works_as_before, BOTH)
        + [a_flood_of_pings_costs_no_core]
    )
