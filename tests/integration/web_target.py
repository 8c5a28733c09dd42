# SPDX-License-Identifier: MIT
"""The lecternd that the web attacks are tried on: a host with a meeting, strangers of any address
(through a listener that believes PROXY headers), and raw connections to every door."""
import base64
import http.client
import json
import os
import socket
import ssl

from lecternd import DEADLINE, connect, endpoint, trusting_nobody
from people import create_meeting, joined_socket, register_admin
from websocket import WebSocket
from wires import proxy_header

PAGE = "<!doctype html><title>Lectern</title>"
LISTENERS = """[[listen]]
address = "127.0.0.1:0"
proxy_protocol = true
[[listen]]
address = "127.0.0.1:0"
redirect_to_https = true
[auth]
registration = "open"
"""


class Answer:
    """The answer to one raw request: `status` is 0 where the daemon closed without any."""

    def __init__(self, data):
        head, _, self.body = data.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        words = lines[0].split(" ", 2)
        self.status = int(words[1]) if len(words) > 1 and words[1].isdigit() else 0
        self.headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            self.headers[name.strip().lower()] = value.strip()
        self.head = head.decode("latin-1")

    def json(self):
        try:
            return json.loads(self.body)
        except ValueError:
            return {}

    @property
    def code(self):
        body = self.json()
        return body.get("code", "") if isinstance(body, dict) else ""


class WebTarget:
    """Each attack that needs an untouched daemon asks for a fresh one (web_attacks.py)."""

    def __init__(self, place, folder):
        self.folder = folder
        os.makedirs(folder + "/webui/assets")
        for name in ("index.html", "assets/app.js"):
            with open(f"{folder}/webui/{name}", "w", encoding="utf-8") as page:
                page.write(PAGE)
        text = place.config(LISTENERS).replace(
            f'state_dir = "{place.folder}/state"',
            f'state_dir = "{folder}/state"\nwebui_dir = "{folder}/webui"',
        )
        self.daemon = place.daemon(text, folder)
        self.plain, self.proxied = self.daemon.ready["http"][:2]
        self.redirect = self.daemon.ready["redirect"][0]
        self.host = register_admin(self.daemon)
        self.token = self.host["access"]
        self.meeting = self.create()
        self._open = []

    def create(self, **fields):
        return create_meeting(self.daemon, self.token, **fields)

    def alive(self):
        return self.daemon.request("GET", "/readyz")[0] == 200

    def connect(self, address=None, source=None, tls=False):
        """A connection; with `source` it comes from that address, as a balancer says."""
        where = self.proxied if source else address or self.plain
        sock = connect(where, trusting_nobody() if tls else None)
        if source:
            sock.sendall(proxy_header((source, 40000), endpoint(where), stream=True))
        self._open.append(sock)
        return sock

    def raw(self, data, **how):
        """All that the daemon answers until it closes or stays silent for two seconds."""
        sock = self.connect(**how)
        sock.settimeout(2)
        answer = b""
        try:
            sock.sendall(data)
            while True:
                more = sock.recv(65536)
                if not more:
                    break
                answer += more
        except (TimeoutError, socket.timeout, ConnectionError, ssl.SSLError):
            pass
        sock.close()
        return answer

    def ask(self, method, path, body=None, token=None, headers=(), source=None, address=None):
        """One request on a connection of its own."""
        text = body if isinstance(body, (bytes, type(None))) else json.dumps(body).encode()
        where = self.proxied if source else address or self.plain
        lines = [f"{method} {path} HTTP/1.1", "Connection: close"]
        given = {name.lower() for name, _ in headers}
        if "host" not in given:
            lines.append(f"Host: {where}")
        if text is not None:
            lines.append(f"Content-Length: {len(text)}")
            if "content-type" not in given:
                lines.append("Content-Type: application/json")
        if token:
            lines.append(f"Authorization: Bearer {token}")
        lines += [f"{name}: {value}" for name, value in headers]
        head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
        return Answer(
            self.raw(head + (text or b""), address=where if not source else None, source=source)
        )

    def flood(self, count, method, path, body=None, token=None, source=None):
        """The statuses of `count` requests on one connection."""
        where = self.proxied if source else self.plain
        client = http.client.HTTPConnection(*endpoint(where), timeout=DEADLINE)
        client.sock = self.connect(source=source)
        # The client sends head and body apart; the second would wait for the first one's receipt.
        client.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        seen = []
        for number in range(count):
            text = body(number) if callable(body) else body
            headers = {"Authorization": "Bearer " + token} if token else {}
            if text is not None:
                headers["Content-Type"] = "application/json"
            client.request(method, path, json.dumps(text) if text is not None else None, headers)
            answer = client.getresponse()
            answer.read()
            seen.append(answer.status)
        client.close()
        return seen

    def guest(self, name, source=None, meeting=None):
        answer = self.ask(
            "POST",
            "/api/auth/guest",
            {"code": (meeting or self.meeting)["code"], "name": name},
            source=source,
        )
        assert answer.status == 200, (answer.status, answer.body)
        return answer.json()

    def account(self, name, source):
        """The access token of a new account."""
        answer = self.ask(
            "POST",
            "/api/auth/register",
            {
                "email": f"{name}@example.org",
                "name": name.title(),
                "password": "correct horse battery",
            },
            source=source,
        )
        assert answer.status == 201, (answer.status, answer.body)
        return answer.json()["access"]

    def socket(self, source=None, origin=None, path="/ws"):
        """A WebSocket; `status` says whether the upgrade was granted."""
        sock = self.connect(source=source)
        where = self.proxied if source else self.plain
        return WebSocket(sock, where, origin=origin or "http://" + where, path=path)

    def signed_in(self, token, source=None):
        ws = self.socket(source=source)
        ws.send(type="auth", token=token)
        ws.until("welcome")
        return ws

    def member(self, token, meeting=None):
        ws, joined = joined_socket(self.daemon, token, (meeting or self.meeting)["meeting_id"])
        self._open.append(ws.sock)
        return ws, joined

    def close_sockets(self):
        for sock in self._open:
            sock.close()
        self._open.clear()


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def parts(token):
    """The decoded header and payload of a JWT, and its signature as it stands."""
    header, payload, signature = token.split(".")
    return (
        *(json.loads(base64.urlsafe_b64decode(p + "=" * (-len(p) % 4))) for p in (header, payload)),
        signature,
    )
