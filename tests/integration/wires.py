# SPDX-License-Identifier: MIT
"""The client legs of TURN: send() and receive() carry one frame (a STUN message or ChannelData)
over UDP, TCP, TLS or DTLS. `openssl s_client` speaks DTLS, which Python's own ssl module cannot.
"""
import os
import select
import socket
import ssl
import struct
import subprocess
import time

TIMEOUT = 10  # seconds; an idle machine needs a millisecond


def frame_size(data, padded):
    """The length of the first frame in `data`, or 0 if more bytes are needed."""
    if len(data) < 4:
        return 0
    length = struct.unpack("!H", data[2:4])[0]
    if data[0] & 0xC0:  # ChannelData
        return 4 + length + (-length % 4 if padded else 0)
    return 20 + length


class UdpWire:
    padded = False

    def __init__(self, server, source=None):
        family = socket.AF_INET6 if ":" in server[0] else socket.AF_INET
        self.sock = socket.socket(family, socket.SOCK_DGRAM)
        if source:
            self.sock.bind(socket.getaddrinfo(source, 0, family)[0][4])
        # The resolver knows the zone of a link-local address.
        self.sock.connect(socket.getaddrinfo(*server, family)[0][4])

    def send(self, frame):
        self.sock.send(frame)

    def receive(self, timeout=TIMEOUT):
        """The next frame, or None after the timeout or at the end of the stream."""
        self.sock.settimeout(timeout)
        try:
            return self.sock.recv(65536)
        except (TimeoutError, BlockingIOError, ConnectionRefusedError):
            return None

    def local(self):
        return self.sock.getsockname()[:2]

    def close(self):
        self.sock.close()


class _ByteStream:
    """Reassembles frames from a stream of bytes."""

    def __init__(self, padded):
        self.padded = padded
        self.buffer = b""
        self.ended = False

    def receive(self, timeout=TIMEOUT):
        end = time.monotonic() + timeout
        while True:
            size = frame_size(self.buffer, self.padded)
            if size and len(self.buffer) >= size:
                frame, self.buffer = self.buffer[:size], self.buffer[size:]
                return frame
            if self.ended:
                return None
            more = self._read(max(0.0, end - time.monotonic()))
            if more is None:
                return None
            self.ended = not more
            self.buffer += more

    def rest(self, timeout=TIMEOUT):
        """The bytes that come next; b"" at the end of the stream, None if nothing came in time."""
        data, self.buffer = self.buffer, b""
        return data or self._read(timeout)


class StreamWire(_ByteStream):
    """TCP, or TLS with `tls` an ssl.SSLContext. ChannelData is padded (RFC 8656 section 12.5)."""

    def __init__(self, server, tls=None, source=None):
        super().__init__(padded=True)
        self.sock = socket.create_connection(server, TIMEOUT, (source, 0) if source else None)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls:
            self.sock = tls.wrap_socket(self.sock, server_hostname="localhost")

    def send(self, frame):
        self.sock.sendall(frame)

    def _read(self, timeout):
        self.sock.settimeout(timeout or 0.001)
        try:
            return self.sock.recv(65536)
        except (TimeoutError, ssl.SSLWantReadError):
            return None
        except OSError:
            return b""  # reset: ended, too

    def local(self):
        return self.sock.getsockname()[:2]

    def close(self):
        self.sock.close()


class DtlsWire(_ByteStream):
    """DTLS 1.2. Each send() makes one record if the caller waits for the answer before the next."""

    def __init__(self, server):
        super().__init__(padded=False)
        host = f"[{server[0]}]" if ":" in server[0] else server[0]
        self.process = subprocess.Popen(
            [
                "openssl",
                "s_client",
                "-dtls1_2",
                "-quiet",
                "-noservername",
                "-connect",
                f"{host}:{server[1]}",
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )

    def send(self, frame):
        self.process.stdin.write(frame)

    def _read(self, timeout):
        poll = select.poll()  # select() ends at 1,024 descriptors
        poll.register(self.process.stdout, select.POLLIN)
        return os.read(self.process.stdout.fileno(), 65536) if poll.poll(timeout * 1000) else None

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()


def proxy_header(client, server, stream=False):
    """PROXY protocol version 2, IPv4."""
    addresses = (
        socket.inet_aton(client[0])
        + socket.inet_aton(server[0])
        + client[1].to_bytes(2, "big")
        + server[1].to_bytes(2, "big")
    )
    return (
        b"\r\n\r\n\0\r\nQUIT\n"
        + (b"\x21\x11" if stream else b"\x21\x12")
        + len(addresses).to_bytes(2, "big")
        + addresses
    )
