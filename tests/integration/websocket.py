# SPDX-License-Identifier: MIT
"""A WebSocket client for JSON messages, with the part of RFC 6455 that these suites need."""
import base64
import json
import os
import struct

from signaling_frames import check_from_server


class WebSocket:
    """A WebSocket over a connected socket; `status` is the HTTP status of the upgrade's answer. The
    messages at the daemon's paths are held against its schema."""

    def __init__(self, sock, host, origin=None, path="/ws"):
        self.sock = sock
        self.of_daemon = path in ("/ws", "/")
        key = base64.b64encode(os.urandom(16)).decode()
        head = (
            f"GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
        )
        if origin:
            head += f"Origin: {origin}\r\n"
        sock.sendall((head + "\r\n").encode())
        self.buffer = b""
        while b"\r\n\r\n" not in self.buffer:
            self._more()
        answer, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        self.status = int(answer.split(b" ", 2)[1])

    def _more(self):
        data = self.sock.recv(65536)
        if not data:
            raise ConnectionError("the WebSocket's connection ended")
        self.buffer += data

    def _take(self, count):
        while len(self.buffer) < count:
            self._more()
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    @staticmethod
    def frame(**message):
        payload = json.dumps(message).encode()
        mask = os.urandom(4)
        if len(payload) < 126:
            head = struct.pack("!BB", 0x81, 0x80 | len(payload))
        elif len(payload) < 65536:
            head = struct.pack("!BBH", 0x81, 0xFE, len(payload))
        else:
            head = struct.pack("!BBQ", 0x81, 0xFF, len(payload))
        return head + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(payload))

    def send(self, **message):
        self.sock.sendall(self.frame(**message))

    def goodbye(self):
        """Closes with 1000, which ends the stay; to close `sock` only breaks the connection."""
        mask = os.urandom(4)
        code = bytes(b ^ mask[i] for i, b in enumerate(struct.pack("!H", 1000)))
        self.sock.sendall(struct.pack("!BB", 0x88, 0x82) + mask + code)
        self.sock.close()

    def receive(self):
        """The next message, or {"close": code}."""
        while True:
            first, second = self._take(2)
            length = second & 0x7F
            if length == 126:
                length = struct.unpack("!H", self._take(2))[0]
            elif length == 127:
                length = struct.unpack("!Q", self._take(8))[0]
            payload = self._take(length)
            if first & 0x0F == 1:
                message = json.loads(payload)
                return check_from_server(message) if self.of_daemon else message
            if first & 0x0F == 8:
                return {"close": struct.unpack("!H", payload[:2])[0]}

    def until(self, kind):
        """Skips to the message of that type (or the close)."""
        while True:
            message = self.receive()
            if kind == "close" and "close" in message:
                return message["close"]
            assert "close" not in message, f"closed {message['close']} while waiting for {kind}"
            if message["type"] == kind:
                return message
