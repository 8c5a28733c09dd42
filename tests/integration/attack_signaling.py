# SPDX-License-Identifier: MIT
"""Attacks on the WebSocket: origins, tokens, other people's meetings, frames that lie."""
import os
import struct

from attack import Verdict
from attack_api import promises, verdict


def closed_with(ws):
    """The close code, 0 where the connection ended without one."""
    try:
        return ws.until("close")
    except (ConnectionError, OSError, AssertionError):
        return 0


@promises("a page of another origin opens no WebSocket")
def websocket_of_another_origin(target):
    """upgrades with foreign, empty and look-alike origins"""
    wrong = []
    for origin in (
        "https://evil.example",
        "null",
        f"http://{target.plain}.evil.example",
        "http://",
        "file://",
    ):
        ws = target.socket(origin=origin)
        if ws.status == 101 and closed_with(ws) != 4403:
            wrong.append(origin)
    return verdict(wrong, "403, or closed with 4403")


@promises("only a token of this daemon opens a session")
def websocket_tokens(target):
    """auth with none, forged and another kind of text; join without auth"""
    wrong = []
    for what, message, code in (
        ("forged", {"type": "auth", "token": target.token[:-2] + "xx"}, "token-invalid"),
        ("alg none", {"type": "auth", "token": "eyJhbGciOiJub25lIn0.e30."}, "token-invalid"),
        ("no text", {"type": "auth", "token": 7}, "bad-field"),
        ("join first", {"type": "join", "meetingId": target.meeting["code"]}, "not-authenticated"),
        ("chat first", {"type": "chat", "message": "hello"}, "not-authenticated"),
    ):
        ws = target.socket()
        ws.send(**message)
        answer = ws.receive()
        if answer.get("code") != code:
            wrong.append(f"{what}: {answer}")
    return verdict(wrong, "an error for each, and no session")


@promises("a seat opens one meeting")
def seat_of_another_meeting(target):
    """a guest's token, and a seat's token, for another meeting"""
    other = target.create()
    guest = target.guest("Gus")["access"]
    seat = target.ask("POST", f"/api/meeting/join/{target.meeting['code']}/", {}, guest).json()[
        "token"
    ]
    wrong = []
    for what, token in (("guest", guest), ("seat", seat)):
        ws = target.signed_in(token)
        ws.send(type="join", meetingId=other["code"])
        answer = ws.receive()
        if answer.get("code") != "forbidden":
            wrong.append(f"{what}: {answer}")
    return verdict(wrong, "forbidden")


@promises("nobody sends to somebody of another meeting")
def frames_across_meetings(target):
    """an offer to a peer id of another meeting"""
    other = target.create()
    victim, joined = target.member(target.token, other)
    attacker, _ = target.member(target.guest("Mallory")["access"])
    attacker.send(
        type="offer", targetId=joined["peerId"], offer={"type": "offer", "sdp": "v=0\r\n"}
    )
    answer = attacker.receive()
    victim.send(type="ping", t=1)
    heard = victim.receive()
    return Verdict(
        answer.get("code") == "no-such-peer" and heard["type"] == "pong",
        f"the sender heard {answer.get('code')}, the other one {heard['type']}",
    )


@promises("only a host acts on people, and only in its own meeting")
def acts_without_right(target):
    """a guest, and the host of another meeting, mute, put out, ban, end and hand over"""
    other = target.create()
    victim, joined = target.member(target.guest("Vic")["access"])
    guest, _ = target.member(target.guest("Mallory")["access"])
    stranger, _ = target.member(target.token, other)
    wrong = []
    for action in ("mute", "stop-video", "remove", "ban", "promote", "hand-over", "spotlight"):
        for attacker, code in ((guest, "forbidden"), (stranger, "no-such-peer")):
            attacker.send(type="moderate", action=action, targetId=joined["peerId"])
            answer = attacker.until("error")
            if answer["code"] != code:
                wrong.append(f"{action}: {answer}")
    for action in ("end", "lock", "admit-all", "chat-off", "mute"):
        guest.send(type="moderate", action=action)
        if guest.until("error")["code"] != "forbidden":
            wrong.append(action)
    victim.send(type="chat", message="still here")
    if victim.until("chat")["message"] != "still here":
        wrong.append("the victim is not heard")
    return verdict(wrong, "forbidden and no-such-peer, and the victim is heard")


@promises("a frame that breaks RFC 6455 or the limits ends the connection")
def frames_that_lie(target):
    """binary, too large, not UTF-8, unmasked and reserved frames"""

    def frame(opcode, payload, mask=True, length=None):
        size = len(payload) if length is None else length
        head = bytes([0x80 | opcode])
        flag = 0x80 if mask else 0
        head += (
            bytes([flag | size])
            if size < 126
            else bytes([flag | 126]) + struct.pack("!H", size)
            if size < 65536
            else bytes([flag | 127]) + struct.pack("!Q", size)
        )
        key = os.urandom(4) if mask else b""
        body = bytes(b ^ key[i % 4] for i, b in enumerate(payload)) if mask else payload
        return head + key + body

    wrong = []
    for what, data, codes in (
        ("binary", frame(2, b"x"), (1003,)),
        ("too large", frame(1, b'{"type":"' + b"x" * 70000 + b'"}'), (1009, 0)),
        ("huge length", frame(1, b"x" * 100, length=2**62), (1009, 1002, 4401, 0)),
        ("not UTF-8", frame(1, b"\xff\xfe"), (1007,)),
        ("unmasked", frame(1, b"{}", mask=False), (1002, 0)),
        ("reserved opcode", frame(5, b"x"), (1002, 0)),
    ):
        ws = target.socket()
        try:
            ws.sock.sendall(data)
        except OSError:
            pass
        ws.sock.settimeout(8)
        code = closed_with(ws)
        if code not in codes:
            wrong.append(f"{what}: {code}")
    return verdict(wrong, "each connection ended")


@promises("one person floods nobody")
def flood_of_chat(target):
    """200 chat messages at once"""
    writer, _ = target.member(target.guest("Mallory")["access"])
    for number in range(200):
        try:
            writer.send(type="chat", message=f"spam {number}")
        except OSError:
            break
    passed, code = 0, 0
    try:
        while True:
            message = writer.receive()
            if "close" in message:
                code = message["close"]
                break
            passed += message["type"] == "chat"
    except (ConnectionError, OSError):
        pass
    return Verdict(passed <= 14 and code == 4429, f"{passed} messages passed, closed with {code}")


ATTACKS = [
    websocket_of_another_origin,
    websocket_tokens,
    seat_of_another_meeting,
    frames_across_meetings,
    acts_without_right,
    frames_that_lie,
    flood_of_chat,
]
