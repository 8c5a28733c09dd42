# SPDX-License-Identifier: MIT
"""Attacks on the front, which tells HTTP, WebSocket, TLS and TURN apart on one port."""
from attack import Verdict
from attack_api import promises, verdict
from lecternd import endpoint
from web_target import Answer
from wires import proxy_header

GET = b"GET /api/site HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n"


@promises("a PROXY header counts only where the operator asked for it")
def smuggled_proxy_header(target):
    """a PROXY header on a listener without proxy_protocol, before TLS, and inside the real one"""
    where = endpoint(target.plain)
    header = proxy_header(("127.0.0.1", 1), where, stream=True)
    request = GET % target.plain.encode()
    wrong = []
    for what, data, how in (
        ("plain", header + request, {}),
        ("version 1", b"PROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\n" + request, {}),
        ("second header", header + request, {"source": "198.51.100.9"}),
        ("TLS listener", header + request, {"address": target.daemon.ready["https"][0]}),
    ):
        answer = Answer(target.raw(data, **how))
        if answer.status == 200:
            wrong.append(what)
    return verdict(wrong, "closed, or refused as no HTTP")


@promises("without its PROXY header nobody passes a listener that wants one")
def missing_proxy_header(target):
    """HTTP without, and with a broken PROXY header, on a listener that wants one"""
    request = GET % target.proxied.encode()
    good = proxy_header(("198.51.100.9", 1), endpoint(target.proxied), stream=True)
    wrong = []
    for what, data in (
        ("none", request),
        ("wrong version", good[:12] + b"\x11" + good[13:] + request),
        ("wrong family", good[:13] + b"\x41" + good[14:] + request),
        ("length too small", good[:14] + b"\0\x04" + good[16:] + request),
        ("64 KiB", good[:14] + b"\xff\xff" + good[16:] + request),
    ):
        answer = Answer(target.raw(data, address=target.proxied))
        if answer.status == 200:
            wrong.append(what)
    return verdict(wrong, "no answer to any")


@promises("a Host that is no host makes no link")
def host_headers(target):
    """Host fields with markup, users, paths, line ends, none and two of them"""
    wrong = []
    for host in (
        '"><script>',
        "evil.example/path",
        "user@evil.example",
        "a b",
        "evil.example#x",
        "evil.example?x",
        "[::1",
        "evil.example:99999",
        "",
        "a\tb",
        "a\\b",
    ):
        answer = target.ask(
            "GET", f"/api/meeting/{target.meeting['code']}/", headers=(("Host", host),)
        )
        link = answer.json().get("join_url", "") if answer.status == 200 else ""
        if host and host in link or any(c in link for c in '"<>@\\ \t'):
            wrong.append(f"{host!r}: {link}")
    line = f"GET /api/meeting/{target.meeting['code']}/ HTTP/1.1\r\n"
    for what, hosts in (("none", ""), ("two", f"Host: {target.plain}\r\nHost: evil.example\r\n")):
        answer = Answer(target.raw((line + hosts + "Connection: close\r\n\r\n").encode()))
        if answer.status == 200:
            wrong.append(f"{what} Host: 200")
    return verdict(wrong, "400, or a link to the listener itself")


@promises("a redirect is one line, to https and to the same host")
def redirects(target):
    """the redirect listener with line ends, users, absolute targets and foreign hosts"""
    wrong = []
    for path, host in (
        ("/%0d%0aSet-Cookie:x=1", "meet.example.org"),
        ("//evil.example/", "meet.example.org"),
        ("/\\evil.example", "meet.example.org"),
        ("http://evil.example/", "meet.example.org"),
        ("/", "evil@meet.example.org"),
        ("/", "meet.example.org\r\nSet-Cookie: x=1"),
        ("/", '"><script>'),
    ):
        answer = target.ask("GET", path, headers=(("Host", host),), address=target.redirect)
        location = answer.headers.get("location")
        if "set-cookie" in answer.headers:
            wrong.append(f"{path} {host!r}: a header of the attacker's")
        if location is not None and not location.startswith("https://meet.example.org"):
            wrong.append(f"{path} {host!r}: {location}")
    return verdict(wrong, "a redirect to https://meet.example.org, or 400")


@promises("only a listener that the operator made serves the metrics")
def metrics_on_the_web(target):
    """/metrics on the web listeners, and the API on the metrics listener"""
    answers = {
        "web": target.ask("GET", "/metrics"),
        "api on metrics": target.ask("GET", "/api/site", address=target.daemon.ready["metrics"]),
    }
    wrong = [f"{what}: {a.status}" for what, a in answers.items() if a.status != 404]
    return verdict(wrong, "404")


@promises("bytes that are no protocol end the connection and nothing else")
def no_protocol(target):
    """random bytes, a TLS hello on the plain port, HTTP on the TLS port, SMTP, NUL"""
    wrong = []
    https = target.daemon.ready["https"][0]
    for what, data, where in (
        ("zeros", bytes(64), target.plain),
        ("0xff", b"\xff" * 64, target.plain),
        ("SMTP", b"EHLO evil.example\r\n", target.plain),
        ("TLS on plain", b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03" + bytes(64), target.plain),
        ("HTTP on TLS", GET % https.encode(), https),
        ("HTTP/2 preface", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", target.plain),
    ):
        answer = Answer(target.raw(data, address=where))
        if answer.status == 200:
            wrong.append(what)
    return Verdict(not wrong and target.alive(), "; ".join(wrong) or "no answer; others are served")


ATTACKS = [
    smuggled_proxy_header,
    missing_proxy_header,
    host_headers,
    redirects,
    metrics_on_the_web,
    no_protocol,
]
