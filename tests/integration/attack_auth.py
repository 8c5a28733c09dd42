# SPDX-License-Identifier: MIT
"""Attacks on authentication, on the answers that strangers get, and on the logs."""
import base64
import hashlib
import hmac
import re
import time

import stun
from attack import Verdict, on
from attack_parser import code_of
from targets import SECRET


def allocate_code(client):
    return code_of(client.ask(stun.ALLOCATE, (stun.REQUESTED_TRANSPORT, stun.transport(stun.UDP))))


@on("bare")
def no_credentials_configured(target):
    """started without any user or secret: Allocate without credentials"""
    answer = target.client().challenge()
    return Verdict(answer.code != 0, code_of(answer))


# RFC 8489 9.2.4: wrong passwords, unknown users and foreign realms get 401
def wrong_credentials(target):
    """wrong password, unknown user, empty password, foreign realm"""
    said = {}
    for what, identity, realm in (
        ("password", {"password": b"looking-glass"}, None),
        ("user", {"username": b"nobody"}, None),
        ("empty", {"password": b""}, None),
        ("realm", {}, b"elsewhere"),
    ):
        client = target.client(**identity)
        client.challenge()
        client.realm = realm or client.realm
        said[what] = allocate_code(client)
    return Verdict(
        all(code in ("401", "400") for code in said.values()),
        ", ".join(f"{k} {v}" for k, v in said.items()),
    )


# RFC 8489 14.3: USERNAME is compared whole
def username_cut_at_nul(target):
    """USERNAME "alice", NUL, "x" with alice's password"""
    client = target.client(username=b"alice\0x")
    client.challenge()
    request = (
        stun.Request(stun.ALLOCATE)
        .add(stun.REQUESTED_TRANSPORT, stun.transport(stun.UDP))
        .add(stun.USERNAME, b"alice\0x")
    )
    request.add(stun.REALM, client.realm).add(stun.NONCE, client.nonce).integrity(
        stun.long_term_key(b"alice", client.realm, b"wonderland")
    )
    answer = client.exchange(request)
    return Verdict(answer is None or answer.code in (400, 401), code_of(answer))


# RFC 8489 9.2.4: a nonce that the server did not make is stale
def forged_nonces(target):
    """a nonce with one character changed, cut, repeated, empty; valid password"""
    accepted = []
    client = target.client()
    client.challenge()
    nonce = client.nonce
    swap = {c: (b"A" if c != ord("A") else b"B") for c in range(256)}
    forged = [nonce[:i] + swap[nonce[i]] + nonce[i + 1 :] for i in range(len(nonce))]
    forged += [nonce[:-1], nonce * 2, b"", b"0" * 16, b"\0" * 16]
    for candidate in forged:
        request = (
            stun.Request(stun.ALLOCATE)
            .add(stun.REQUESTED_TRANSPORT, stun.transport(stun.UDP))
            .add(stun.USERNAME, b"alice")
        )
        request.add(stun.REALM, client.realm).add(stun.NONCE, candidate).integrity(client.key)
        answer = client.exchange(request)
        if answer is None or answer.code not in (400, 401, 438):
            accepted.append(f"{candidate!r}: {code_of(answer)}")
    return Verdict(not accepted, f"none of {len(forged)} accepted" if not accepted else accepted[0])


# RFC 8656 5: 441 for another user on an allocation's 5-tuple
def foreign_credentials_on_an_allocation(target):
    """bob refreshes, permits and deletes on alice's 5-tuple"""
    alice = target.client()
    alice.allocate()
    nonce, realm = alice.nonce, alice.realm
    said = {}
    alice.username, alice.password = b"bob", b"builder"
    for what, answer in (
        ("refresh", alice.refresh(600)),
        ("permission", alice.permit(("11.1.1.1", 9))),
        ("delete", alice.refresh(0)),
    ):
        said[what] = code_of(answer)
    alice.username, alice.password, alice.nonce, alice.realm = b"alice", b"wonderland", nonce, realm
    there = alice.refresh(600).kind == stun.SUCCESS
    return Verdict(
        there and all(code == "441" for code in said.values()),
        ", ".join(f"{k} {v}" for k, v in said.items())
        + ("" if there else "; alice's allocation is gone"),
    )


HOSTILE_NAMES = {
    "format": b"%s%n%x%p" * 8,
    "SQL": b"a'); DROP TABLE turnusers_lt; --",
    "NUL": b"a\0b",
    "508 bytes": b"u" * 508,
    "509 bytes": b"u" * 509,
    "line": b"eve\nlevel=info event=allocation_opened user=root",
    "return": b"eve\r\nforged: line",
    "escape": b"\x1b[2J\x1b]0;owned\x07",
    "overlong UTF-8": b"\xc0\xae\xc0\xae/\xff\xfe",
    "quote": b'","level":"error","forged":"',
    "path": b"../../etc/passwd",
}
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def log_is_clean(text):
    """Whether no log line has control characters or begins with a user name."""
    return not CONTROL.search(text) and not re.search(
        r"^(level=info event=allocation_opened user=root|forged: line)", text, re.M
    )


def hostile_user_names(target):
    """user names with format directives, SQL, NUL, line ends, terminal escapes, 508 bytes"""
    said = set()
    for name in HOSTILE_NAMES.values():
        said.add(allocate_code(target.client(username=name)))
    clean = log_is_clean(target.log())
    return Verdict(
        clean and said <= {"400", "401", "no answer"},
        f"{', '.join(sorted(said))}; log {'clean' if clean else 'forged'}",
    )


@on("secret")
def hostile_names_with_valid_credentials(target):
    """the same names in time-limited credentials that are valid"""
    expiry = str(int(time.time()) + 600).encode()
    granted = 0
    for name in HOSTILE_NAMES.values():
        username = expiry + b":" + name
        password = base64.b64encode(hmac.new(SECRET.encode(), username, hashlib.sha1).digest())
        client = target.client(username=username, password=password)
        granted += allocate_code(client) == "success"
        client.refresh(0)
    clean = log_is_clean(target.log())
    return Verdict(
        clean, f"{granted} of {len(HOSTILE_NAMES)} granted; log {'clean' if clean else 'forged'}"
    )


@on("secret")
def expired_credentials(target):
    """time-limited credentials that have expired, have no time, or a negative one"""
    said = {}
    for what, username in (
        ("expired", str(int(time.time()) - 10).encode() + b":eve"),
        ("no time", b"eve"),
        ("negative", b"-1:eve"),
        ("text", b"99999999999999999999999:eve"),
    ):
        password = base64.b64encode(hmac.new(SECRET.encode(), username, hashlib.sha1).digest())
        said[what] = allocate_code(target.client(username=username, password=password))
    # A name without a time is no secret's name at all; a server may take it or leave it, but never
    # for longer than it lives.
    bad = [k for k, v in said.items() if v == "success" and k in ("expired", "negative")]
    return Verdict(not bad, ", ".join(f"{k} {v}" for k, v in said.items()))


def binding_is_no_amplifier(target):
    """Binding of 20 bytes: size of the answer (at most twice the question)"""
    request = stun.Request(stun.BINDING)
    answer = target.client().exchange(request)
    return Verdict(
        len(answer.raw) <= 40,
        f"{len(answer.raw)} bytes, {len(answer.raw) / 20:.1f} times the question",
    )


def padding_is_no_amplifier(target):
    """Binding with PADDING, RESPONSE-PORT, CHANGE-REQUEST: all that comes back
    (at most twice the question)"""
    worst = worst_discovery_answer(target)
    return Verdict(worst <= 2.0, f"{worst:.1f} times the question")


@on("discovery")
def discovery_is_no_amplifier(target):
    """the same where NAT discovery is switched on
    (OTHER-ADDRESS and RESPONSE-ORIGIN are 24 bytes: at most 4 times)"""
    worst = worst_discovery_answer(target)
    return Verdict(worst <= 4.0, f"{worst:.1f} times the question")


def worst_discovery_answer(target):
    """The largest ratio of answered bytes to a stranger's bytes."""
    worst = 0.0
    for attributes in (
        ((stun.PADDING, b"x" * 4),),
        ((stun.PADDING, b""),),
        ((stun.RESPONSE_PORT, struct_port(40000)),),
        ((stun.CHANGE_REQUEST, stun.u32(6)),),
        ((stun.CHANGE_REQUEST, stun.u32(2)), (stun.PADDING, b"x" * 4)),
    ):
        client, request = target.client(), stun.Request(stun.BINDING)
        for kind, value in attributes:
            request.add(kind, value)
        client.wire.send(request.bytes())
        back = 0
        while (answer := client.wire.receive(0.1)) is not None:
            back += len(answer)
        worst = max(worst, back / len(request.bytes()))
    return worst


def struct_port(port):
    return port.to_bytes(2, "big") + b"\0\0"


def smallest_challenge(answer):
    """The size of a 401 with this realm and nonce and nothing beyond RFC 8489 section 9.2.4."""
    size = 20 + 8
    for kind in (stun.REALM, stun.NONCE, stun.PASSWORD_ALGORITHMS):
        value = answer.get(kind)
        size += 0 if value is None else 4 + len(stun.padded(value))
    return size


# RFC 8489 9.2.4: the 401 has REALM and NONCE, and nothing that it need not have
def challenge_is_no_amplifier(target):
    """Allocate of 28 bytes without credentials: size of the 401 against the smallest possible"""
    answer = target.client().challenge()
    least = smallest_challenge(answer)
    return Verdict(
        answer.code == 401 and len(answer.raw) <= least + 20,
        f"{len(answer.raw)} bytes, {least} at least",
    )


def flood_of_challenges(target):
    """6,000 Allocates without credentials from one address: how many are answered"""
    client = target.client(source="127.40.0.1")
    request = (
        stun.Request(stun.ALLOCATE).add(stun.REQUESTED_TRANSPORT, stun.transport(stun.UDP)).bytes()
    )
    answered = 0
    for _ in range(120):
        for _ in range(50):
            client.wire.send(request)
        for _ in range(50):
            if client.wire.receive(0.005) is None:
                break
            answered += 1
    return Verdict(answered < 4000, f"{answered} answered")


ATTACKS = [
    no_credentials_configured,
    wrong_credentials,
    username_cut_at_nul,
    forged_nonces,
    foreign_credentials_on_an_allocation,
    hostile_user_names,
    hostile_names_with_valid_credentials,
    expired_credentials,
    binding_is_no_amplifier,
    padding_is_no_amplifier,
    discovery_is_no_amplifier,
    challenge_is_no_amplifier,
    flood_of_challenges,
]
