# SPDX-License-Identifier: MIT
"""STUN messages (RFC 8489, RFC 8656) for the suites of this folder.

The suites build messages attribute by attribute, wrong ones too, and parse them. This codec is
independent of the daemon's codec on purpose: the two check each other. It uses only the standard
library.
"""
import hashlib
import hmac
import ipaddress
import os
import struct
import zlib
from dataclasses import dataclass

MAGIC = 0x2112A442

# Methods
BINDING, ALLOCATE, REFRESH, SEND, DATA_METHOD, CREATE_PERMISSION, CHANNEL_BIND = (
    0x001,
    0x003,
    0x004,
    0x006,
    0x007,
    0x008,
    0x009,
)
CONNECT, CONNECTION_BIND, CONNECTION_ATTEMPT = 0x00A, 0x00B, 0x00C
# Classes, as their two bits stand in the type
REQUEST, INDICATION, SUCCESS, ERROR = 0x0000, 0x0010, 0x0100, 0x0110
# Attributes
MAPPED_ADDRESS, CHANGE_REQUEST, USERNAME, MESSAGE_INTEGRITY, ERROR_CODE, UNKNOWN_ATTRIBUTES = (
    0x0001,
    0x0003,
    0x0006,
    0x0008,
    0x0009,
    0x000A,
)
CHANNEL_NUMBER, LIFETIME, XOR_PEER_ADDRESS, DATA, REALM, NONCE = (
    0x000C,
    0x000D,
    0x0012,
    0x0013,
    0x0014,
    0x0015,
)
XOR_RELAYED_ADDRESS, REQUESTED_ADDRESS_FAMILY, EVEN_PORT, REQUESTED_TRANSPORT = (
    0x0016,
    0x0017,
    0x0018,
    0x0019,
)
DONT_FRAGMENT, ACCESS_TOKEN, MESSAGE_INTEGRITY_SHA256, PASSWORD_ALGORITHM, USERHASH = (
    0x001A,
    0x001B,
    0x001C,
    0x001D,
    0x001E,
)
XOR_MAPPED_ADDRESS, RESERVATION_TOKEN, PADDING, RESPONSE_PORT, CONNECTION_ID = (
    0x0020,
    0x0022,
    0x0026,
    0x0027,
    0x002A,
)
ADDITIONAL_ADDRESS_FAMILY, ADDRESS_ERROR_CODE, PASSWORD_ALGORITHMS, ICMP = (
    0x8000,
    0x8001,
    0x8002,
    0x8004,
)
SOFTWARE, ALTERNATE_SERVER, FINGERPRINT, RESPONSE_ORIGIN, OTHER_ADDRESS, MOBILITY_TICKET = (
    0x8022,
    0x8023,
    0x8028,
    0x802B,
    0x802C,
    0x8030,
)

UDP, TCP = 17, 6
V4, V6 = b"\x01\0\0\0", b"\x02\0\0\0"  # REQUESTED- and ADDITIONAL-ADDRESS-FAMILY
MD5, SHA256 = 1, 2  # password algorithms


def padded(value):
    return value + bytes(-len(value) % 4)


def attribute(kind, value):
    return struct.pack("!HH", kind, len(value)) + padded(value)


def message_type(method, kind):
    return (method & 0x000F) | (method & 0x0070) << 1 | (method & 0x0F80) << 2 | kind


def u32(number):
    return struct.pack("!I", number)


def transport(number):
    """The value of REQUESTED-TRANSPORT."""
    return bytes([number, 0, 0, 0])


def channel(number):
    """The value of CHANNEL-NUMBER."""
    return struct.pack("!HH", number, 0)


def xor_address(address, transaction):
    """The value of an XOR-*-ADDRESS; `address` is (host, port)."""
    ip = ipaddress.ip_address(address[0])
    pad = (u32(MAGIC) + transaction)[: len(ip.packed)]
    return struct.pack("!BBH", 0, 1 if ip.version == 4 else 2, address[1] ^ (MAGIC >> 16)) + bytes(
        a ^ b for a, b in zip(ip.packed, pad)
    )


def read_xor_address(value, transaction):
    family, port = struct.unpack("!xBH", value[:4])
    packed = value[4:8] if family == 1 else value[4:20]
    pad = u32(MAGIC) + transaction
    return str(ipaddress.ip_address(bytes(a ^ b for a, b in zip(packed, pad)))), port ^ (
        MAGIC >> 16
    )


def read_address(value):
    """A plain address attribute (OTHER-ADDRESS, RESPONSE-ORIGIN, ALTERNATE-SERVER)."""
    family, port = struct.unpack("!xBH", value[:4])
    return str(ipaddress.ip_address(value[4:8] if family == 1 else value[4:20])), port


def channel_data(number, payload, stream=False):
    return struct.pack("!HH", number, len(payload)) + (padded(payload) if stream else payload)


def long_term_key(username, realm, password, algorithm=MD5):
    """RFC 8489 sections 9.2.2 and 18.5.1."""
    text = username + b":" + realm + b":" + password
    return hashlib.md5(text).digest() if algorithm == MD5 else hashlib.sha256(text).digest()


def userhash(username, realm):
    """RFC 8489 section 14.4."""
    return hashlib.sha256(username + b":" + realm).digest()


def password_algorithms(*numbers):
    """The value of PASSWORD-ALGORITHMS (with one number: of PASSWORD-ALGORITHM), no parameters."""
    return b"".join(struct.pack("!HH", number, 0) for number in numbers)


class Request:
    """A message under construction.

    Each call adds at the end, so that a test can build any order and any error.
    """

    def __init__(self, method, kind=REQUEST, transaction=None):
        self.method, self.kind = method, kind
        self.transaction = transaction or os.urandom(12)
        self.body = b""

    def add(self, kind, value=b""):
        """`value` is bytes, or a (host, port) that is written as XOR-*-ADDRESS."""
        self.body += attribute(
            kind, xor_address(value, self.transaction) if isinstance(value, tuple) else value
        )
        return self

    def raw(self, data):
        self.body += data
        return self

    def _head(self, more=0):
        return (
            struct.pack("!HHI", message_type(self.method, self.kind), len(self.body) + more, MAGIC)
            + self.transaction
        )

    def integrity(self, key):
        return self.add(
            MESSAGE_INTEGRITY, hmac.new(key, self._head(24) + self.body, hashlib.sha1).digest()
        )

    def integrity_sha256(self, key, length=32):
        return self.add(
            MESSAGE_INTEGRITY_SHA256,
            hmac.new(key, self._head(4 + length) + self.body, hashlib.sha256).digest()[:length],
        )

    def fingerprint(self):
        return self.add(FINGERPRINT, u32(zlib.crc32(self._head(8) + self.body) ^ 0x5354554E))

    def bytes(self, length=None):
        """The message's bytes; `length` replaces the right length."""
        head = self._head()
        if length is not None:
            head = head[:2] + struct.pack("!H", length) + head[4:]
        return head + self.body


class Malformed(Exception):
    """The bytes are not a well-formed STUN message, or its padding is not zero."""


@dataclass
class Message:
    method: int
    kind: int
    transaction: bytes
    attributes: list  # of (type, value), in their order
    raw: bytes

    def get(self, kind):
        return next((value for k, value in self.attributes if k == kind), None)

    def all(self, kind):
        return [value for k, value in self.attributes if k == kind]

    def address(self, kind):
        value = self.get(kind)
        return None if value is None else read_xor_address(value, self.transaction)

    def number(self, kind):
        value = self.get(kind)
        return None if value is None else struct.unpack("!I", value)[0]

    @property
    def code(self):
        """The error code; 0 without one."""
        value = self.get(ERROR_CODE)
        return 0 if value is None else value[2] * 100 + value[3]

    def answers(self, request, kind=None):
        return (
            self.transaction == request.transaction
            and self.method == request.method
            and (kind is None or self.kind == kind)
        )

    def _before(self, wanted):
        """The bytes before the first attribute of that type."""
        at = 20
        for kind, value in self.attributes:
            if kind == wanted:
                return self.raw[:at], value
            at += 4 + len(padded(value))
        return None, None

    def integrity_matches(self, key, kind=MESSAGE_INTEGRITY):
        before, value = self._before(kind)
        if value is None:
            return False
        covered = before[:2] + struct.pack("!H", len(before) - 20 + 4 + len(value)) + before[4:]
        digest = hashlib.sha1 if kind == MESSAGE_INTEGRITY else hashlib.sha256
        return hmac.compare_digest(hmac.new(key, covered, digest).digest()[: len(value)], value)

    def fingerprint_matches(self):
        before, value = self._before(FINGERPRINT)
        if value is None:
            return False
        covered = before[:2] + struct.pack("!H", len(before) - 20 + 8) + before[4:]
        return u32(zlib.crc32(covered) ^ 0x5354554E) == value


def decode(data):
    if len(data) < 20 or data[0] & 0xC0:
        raise Malformed("no STUN header: " + data[:20].hex())
    kind, length, magic = struct.unpack("!HHI", data[:8])
    if magic != MAGIC or length % 4 or length + 20 != len(data):
        raise Malformed(f"length {length} of {len(data)} bytes, magic {magic:#x}")
    method = (kind & 0x000F) | (kind & 0x00E0) >> 1 | (kind & 0x3E00) >> 2
    attributes, at = [], 20
    while at < len(data):
        attr, size = struct.unpack("!HH", data[at : at + 4])
        end = at + 4 + size
        if end + (-size % 4) > len(data):
            raise Malformed(f"attribute {attr:#06x} is longer than the message")
        if any(data[end : end + (-size % 4)]):
            raise Malformed(f"the padding of attribute {attr:#06x} is not zero")
        attributes.append((attr, data[at + 4 : end]))
        at = end + (-size % 4)
    return Message(method, kind & 0x0110, data[8:20], attributes, data)
