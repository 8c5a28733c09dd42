# SPDX-License-Identifier: MIT
"""Messages that lie about lengths, about the end of the protected part or about their protocol."""
import os
import random
import select
import socket
import struct

import stun
from attack import Verdict, on
from targets import PEER


def code_of(answer):
    return "no answer" if answer is None else f"{answer.code}" if answer.code else "success"


# RFC 8489 14.5: what follows MESSAGE-INTEGRITY is ignored
def lifetime_after_integrity(target):
    """Refresh with LIFETIME 700 and, after MESSAGE-INTEGRITY, LIFETIME 3600"""
    client = target.client()
    client.allocate()
    answer = client.refresh(700, after=((stun.LIFETIME, stun.u32(3600)),))
    granted = answer.number(stun.LIFETIME)
    return Verdict(granted == 700, f"granted {granted}")


# RFC 8489 14.5: what follows MESSAGE-INTEGRITY is ignored
@on("peers")
def peer_after_integrity(target):
    """CreatePermission with a second XOR-PEER-ADDRESS after MESSAGE-INTEGRITY"""
    client = target.client()
    relayed = client.allocate()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as victim:
        victim.bind(("127.0.0.8", 0))
        client.must(
            stun.CREATE_PERMISSION,
            (stun.XOR_PEER_ADDRESS, (PEER, 9)),
            after=((stun.XOR_PEER_ADDRESS, ("127.0.0.8", 9)),),
        )
        victim.sendto(b"am I let through", relayed)
        came = client.received(0.2)
    return Verdict(came is None, "ignored" if came is None else "a permission was made of it")


# RFC 8489 14.5: what follows MESSAGE-INTEGRITY is ignored
def transport_after_integrity(target):
    """Allocate whose REQUESTED-TRANSPORT stands after MESSAGE-INTEGRITY"""
    answer = target.client().ask(
        stun.ALLOCATE, after=((stun.REQUESTED_TRANSPORT, stun.transport(stun.UDP)),)
    )
    return Verdict(answer.code == 400, code_of(answer))


# RFC 8489 14: padding bytes of our answers tell nothing
def padding_is_zero(target):
    """padding bytes of answers whose values have odd lengths"""
    seen, unpadded = 0, []
    client = target.client()
    unknown = ((0x7001, b""), (0x7002, b""), (0x7003, b""))
    for ask in (
        lambda: client.challenge(),
        lambda: client.ask(stun.ALLOCATE, *unknown),
        lambda: client.ask(stun.ALLOCATE),
        lambda: client.refresh(600),
        lambda: client.ask(stun.ALLOCATE, (stun.REQUESTED_TRANSPORT, stun.transport(99))),
    ):
        for _ in range(20):
            try:
                seen += ask() is not None
            except stun.Malformed as error:
                unpadded.append(str(error))
    return Verdict(
        not unpadded and seen == 100, unpadded[0] if unpadded else f"zero in {seen} answers"
    )


# RFC 8489 5: the magic cookie
def wrong_magic_cookie(target):
    """Binding with another magic cookie"""
    client = target.client()
    client.wire.send(struct.pack("!HHI", 1, 0, 0x12345678) + os.urandom(12))
    answer = client.wire.receive(0.2)
    return Verdict(
        answer is None, "no answer" if answer is None else f"answered with {len(answer)} bytes"
    )


# RFC 8489 6.3: a message with a wrong FINGERPRINT is dropped
def wrong_fingerprint(target):
    """Binding with a wrong FINGERPRINT"""
    client = target.client()
    client.wire.send(stun.Request(stun.BINDING).add(stun.FINGERPRINT, b"\1\2\3\4").bytes())
    answer = client.wire.receive(0.2)
    return Verdict(
        answer is None, "no answer" if answer is None else f"answered with {len(answer)} bytes"
    )


# RFC 8489 6.3: lengths are checked before they are used
def lying_lengths_over_udp(target):
    """message lengths 0xfffc, 0xffff, odd, too long, too short over UDP"""
    answered = []
    for length in (0xFFFC, 0xFFFF, 1, 2, 3, 5, 8, 4096, 65532):
        client = target.client()
        client.wire.send(stun.Request(stun.BINDING).bytes(length))
        if client.wire.receive(0.05) is not None:
            answered.append(f"{length:#x}")
    return Verdict(
        not answered, "no answer" if not answered else "answered: " + ", ".join(answered)
    )


# RFC 8489 6.3: attributes that overrun the message
def lying_attributes(target):
    """attributes longer than their message: in Binding, in Allocate, behind a valid part"""
    answered = []
    for what, raw in (
        ("Binding", struct.pack("!HH", stun.SOFTWARE, 400) + b"four"),
        ("0xffff", struct.pack("!HH", stun.USERNAME, 0xFFFF) + b"four"),
        ("padding", struct.pack("!HH", stun.SOFTWARE, 8) + b"seven.."),
    ):
        for method in (stun.BINDING, stun.ALLOCATE):
            client = target.client()
            client.wire.send(stun.Request(method).raw(raw).bytes())
            answer = client.wire.receive(0.05)
            if answer is not None and stun.decode(answer).code != 400:
                answered.append(f"{what} in {method:#x}: {code_of(stun.decode(answer))}")
    return Verdict(not answered, "refused or dropped" if not answered else ", ".join(answered))


# RFC 8656 11.2: DATA that is not there is not relayed
@on("peers")
def data_longer_than_its_message(target):
    """Send whose DATA says 1400 bytes and has 8; ChannelData that says 1400 and has 8"""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
        peer.bind((PEER, 0))
        client = target.client()
        client.allocate()
        assert client.bind(0x4000, peer.getsockname()).kind == stun.SUCCESS
        send = stun.Request(stun.SEND, stun.INDICATION).add(
            stun.XOR_PEER_ADDRESS, peer.getsockname()
        )
        client.wire.send(send.raw(struct.pack("!HH", stun.DATA, 1400) + b"8 bytes.").bytes())
        client.wire.send(struct.pack("!HH", 0x4000, 1400) + b"8 bytes.")
        client.send(peer.getsockname(), b"honest")
        peer.settimeout(5)
        came = peer.recv(4096)
        return Verdict(
            came == b"honest",
            "nothing relayed" if came == b"honest" else f"{len(came)} bytes relayed",
        )


# RFC 8489 6.2.2: a stream that cannot be followed is closed, nothing inside of it is taken for a
#   message
def lying_lengths_over_tcp(target):
    """message lengths 0xfffc, 0xffff and odd ones over TCP, a Binding request hidden inside"""
    inner = stun.Request(stun.BINDING)
    answered = []
    for length in (0xFFFC, 0xFFFF, 21, 22, 23):
        client = target.client("tcp")
        client.wire.send(stun.Request(stun.ALLOCATE).bytes(length) + inner.bytes())
        rest = client.wire.rest(0.1)
        if rest and inner.transaction in rest:
            answered.append(f"{length:#x}")
    return Verdict(
        not answered,
        "the inner one is not seen"
        if not answered
        else "inner request answered: " + ", ".join(answered),
    )


# RFC 8489 6.2.2: framing over TCP does not depend on how the bytes are cut
# RFC 8656 12.5: ChannelData over TCP is padded
@on("peers")
def split_at_every_byte(target):
    """a stream of requests and ChannelData, cut at every byte"""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
        peer.bind((PEER, 0))
        peer.settimeout(5)
        client = target.client("tcp")
        client.allocate()
        assert client.bind(0x4000, peer.getsockname()).kind == stun.SUCCESS
        first, last = stun.Request(stun.BINDING), stun.Request(stun.BINDING)
        stream = first.bytes() + stun.channel_data(0x4000, b"seven..", stream=True) + last.bytes()

        def came():
            return (
                client.answer_to(first, 5) is not None
                and client.answer_to(last, 5) is not None
                and peer.recv(100) == b"seven.."
            )

        for cut in range(1, len(stream)):
            client.wire.send(stream[:cut])
            client.wire.send(stream[cut:])
            if not came():
                return Verdict(False, f"lost when cut after {cut} bytes")
        client.wire.send(stream * 50)
        for number in range(50):
            if not came():
                return Verdict(False, f"lost in one piece of fifty, at the {number}th")
    return Verdict(True, f"{len(stream) - 1} cuts, and fifty in one piece")


def http_on_the_turn_ports(target):
    """HTTP with no body, short bodies, CR/LF/NUL and overlong paths on the TURN ports"""
    secret = "/" + "A" * 300
    said = set()
    for leg in ("tcp", "tls"):
        for text in (
            b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
            b"POST / HTTP/1.1\r\n\r\n",
            b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nab",
            b"GET " + secret.encode() + b"\0\r\n\t HTTP/1.1\r\nHost: x\r\n\r\n",
            b"GET /" + b"B" * 20000 + b" HTTP/1.1\r\n\r\n",
            b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
            b"\r\n\r\n\r\n" + b"\0" * 64,
        ):
            client = target.client(leg)
            try:
                client.wire.send(text)
                answer = client.wire.rest(0.1)
            except OSError:
                answer = b""
            said.add(
                "closed"
                if answer == b""
                else "silent"
                if answer is None
                else "echoed"
                if secret.encode() in answer
                else "HTTP page"
            )
    return Verdict("echoed" not in said, ", ".join(sorted(said)))


# RFC 8489 6.3.1: an unknown comprehension-required attribute is named in a 420
def oversized_access_token(target):
    """ACCESS-TOKEN whose nonce length is 0xffff"""
    client = target.client()
    client.challenge()
    answer = client.exchange(
        stun.Request(stun.ALLOCATE)
        .add(stun.REQUESTED_TRANSPORT, stun.transport(stun.UDP))
        .add(stun.ACCESS_TOKEN, b"\xff\xff" + b"t" * 60)
        .add(stun.USERNAME, b"alice")
        .add(stun.REALM, client.realm)
        .add(stun.NONCE, client.nonce)
        .integrity(client.key)
    )
    return Verdict(answer is None or answer.code in (400, 401, 420), code_of(answer))


# RFC 8489 6.3: responses and indications of a server's kind are not for servers
def messages_not_for_servers(target):
    """success and error responses, Data indications and unknown methods from a client"""
    client = target.client()
    client.allocate()
    for method, kind in (
        (stun.ALLOCATE, stun.SUCCESS),
        (stun.ALLOCATE, stun.ERROR),
        (stun.DATA_METHOD, stun.INDICATION),
        (stun.BINDING, stun.SUCCESS),
        (0x0FF, stun.INDICATION),
        (stun.CONNECTION_ATTEMPT, stun.INDICATION),
    ):
        client.wire.send(
            stun.Request(method, kind)
            .add(stun.XOR_PEER_ADDRESS, (PEER, 9))
            .add(stun.DATA, b"x")
            .bytes()
        )
    answer = client.wire.receive(0.2)
    return Verdict(
        answer is None, "no answer" if answer is None else f"answered with {len(answer)} bytes"
    )


@on("peers")
def five_thousand_broken_messages(target):
    """5,000 broken copies of valid messages over UDP, 500 over TCP,
    from one who is authenticated"""
    chance = random.Random(8656)
    client = target.client()
    client.allocate()
    client.bind(0x4000, (PEER, 9))
    templates = [
        client.signed(stun.ALLOCATE, (stun.REQUESTED_TRANSPORT, stun.transport(stun.UDP))).bytes(),
        client.signed(stun.CREATE_PERMISSION, (stun.XOR_PEER_ADDRESS, (PEER, 9))).bytes(),
        client.signed(
            stun.CHANNEL_BIND,
            (stun.CHANNEL_NUMBER, stun.channel(0x4001)),
            (stun.XOR_PEER_ADDRESS, (PEER, 9)),
        ).bytes(),
        stun.Request(stun.SEND, stun.INDICATION)
        .add(stun.XOR_PEER_ADDRESS, (PEER, 9))
        .add(stun.DATA, b"data")
        .bytes(),
        stun.channel_data(0x4000, b"data"),
    ]
    for number in range(5000):
        data = bytearray(chance.choice(templates))
        for _ in range(chance.randrange(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        client.wire.send(
            bytes(data[: chance.randrange(1, len(data) + 1)] if chance.random() < 0.3 else data)
        )
        if number % 50 == 0:
            while select.select([client.wire.sock], [], [], 0.002)[0]:
                client.wire.sock.recv(65536)
    for _ in range(500):
        wire = target.client("tcp").wire
        data = bytearray(chance.choice(templates))
        data[chance.randrange(len(data))] ^= chance.randrange(1, 256)
        wire.send(bytes(data))
        wire.close()
    return Verdict(target.alive(), "lives" if target.alive() else "crashed")


ATTACKS = [
    lifetime_after_integrity,
    peer_after_integrity,
    transport_after_integrity,
    padding_is_zero,
    wrong_magic_cookie,
    wrong_fingerprint,
    lying_lengths_over_udp,
    lying_attributes,
    data_longer_than_its_message,
    lying_lengths_over_tcp,
    split_at_every_byte,
    http_on_the_turn_ports,
    oversized_access_token,
    messages_not_for_servers,
    five_thousand_broken_messages,
]
