#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Members of a meeting who send as much as they can: nobody else is thrown out, and the daemon's
output and the kernel's memory stay bounded (docs/protocol.md, "Limits")."""
import re
import subprocess
import threading
import time

import suite
from lecternd import endpoint, trusting_nobody
from people import create_meeting, guest_token, joined_socket, register_admin

KIB = 1024
READER = 8_000_000  # bytes a second


def meeting_of(place, **fields):
    daemon = place.daemon()
    admin = register_admin(daemon)["access"]
    return daemon, create_meeting(daemon, admin, **fields)


def guest(place, daemon, meeting, name, tls=None):
    ws, joined = joined_socket(daemon, guest_token(daemon, meeting, name), meeting["code"], tls)
    place.at_end(ws.sock.close)
    return ws, joined["peerId"]


class Reader:
    """Reads from a WebSocket's socket on a thread of its own."""

    def __init__(self, ws, rate=None):
        self.ws, self.rate = ws, rate
        self.messages, self.close, self.bytes = [], None, 0
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self):
        started = time.monotonic()
        while self.close is None:
            try:
                message = self.ws.receive()
            except OSError:
                return
            self.bytes += len(str(message))
            self.close = message.get("close")
            self.messages.append(message)
            if self.rate:
                time.sleep(max(0, self.bytes / self.rate - (time.monotonic() - started)))

    def heard(self, **fields):
        return any(fields.items() <= message.items() for message in list(self.messages))

    def wait_for(self, **fields):
        end = time.monotonic() + 20
        while not self.heard(**fields):
            assert self.close is None, f"closed with {self.close} before {fields}"
            assert time.monotonic() < end, f"never heard {fields}"
            time.sleep(0.01)


def a_flood_of_candidates_ends_its_sender(place):
    daemon, meeting = meeting_of(place)
    victim, peer = guest(place, daemon, meeting, "victim", trusting_nobody())
    flooder, _ = guest(place, daemon, meeting, "flooder")
    reading = Reader(victim, READER)
    flood = flooder.frame(
        type="ice-candidate", targetId=peer, candidates=[{"candidate": "x" * 980}] * 64
    )
    assert len(flood) > 62 * KIB
    try:
        for _ in range(400):
            flooder.sock.sendall(flood)
    except OSError:
        pass  # closed
    assert flooder.until("close") == 4429
    witness, _ = guest(place, daemon, meeting, "witness")
    witness.send(type="chat", message="Are you there?")
    reading.wait_for(type="chat", message="Are you there?")
    assert reading.close is None
    metrics = daemon.metrics()
    assert metrics['lectern_signaling_limited_total{limit="bytes"}'] >= 10
    assert metrics['lectern_signaling_closes_total{code="4408"}'] == 0


def descriptions_within_the_rate_leave_a_slow_reader_in(place):
    daemon, meeting = meeting_of(place)
    victim, peer = guest(place, daemon, meeting, "victim")
    flooders = [guest(place, daemon, meeting, f"flooder {i}")[0] for i in range(3)]
    answers = [Reader(flooder) for flooder in flooders]
    offer = flooders[0].frame(
        type="offer", targetId=peer, offer={"type": "offer", "sdp": "x" * 48 * KIB}
    )
    for flooder in flooders:
        for _ in range(20):  # within the rate; the victim reads nothing
            flooder.sock.sendall(offer)
    for answer in answers:
        answer.wait_for(type="error", code="rate-limited", retryAfter=1)
        assert not answer.heard(type="peer-left")
    reading = Reader(victim)
    flooders[0].send(type="chat", message="Are you there?")
    reading.wait_for(type="chat", message="Are you there?")
    assert daemon.metrics()['lectern_signaling_limited_total{limit="share"}'] > 0


def the_chat_of_a_room_is_bounded(place):
    daemon, meeting = meeting_of(place, max_participants=12)
    members = [guest(place, daemon, meeting, f"member {i}")[0] for i in range(12)]
    quiet, speakers = members[0], members[1:]
    readers = [Reader(member) for member in members]
    before = [reader.bytes for reader in readers]
    started = time.monotonic()
    line = speakers[0].frame(type="chat", message="x" * 4096)
    for speaker in speakers:
        speaker.sock.sendall(line * 10)
    quiet.send(type="chat", message="May I say something?")
    for reader in readers:
        reader.wait_for(type="chat", message="May I say something?")
    time.sleep(1)  # whatever still comes
    seconds = time.monotonic() - started
    for reader, was in zip(readers, before):
        heard = reader.bytes - was
        assert heard < (128 + 16 * seconds + 16) * KIB, (heard, seconds)
        assert reader.close is None
    assert daemon.metrics()['lectern_signaling_limited_total{limit="room"}'] > 0


def clients_that_do_not_read_hold_little_of_the_kernels_memory(place):
    suite.need("ss")
    daemon, meeting = meeting_of(place)
    guest(place, daemon, meeting, "plain")
    guest(place, daemon, meeting, "tls", trusting_nobody())
    for kind in ("http", "https"):
        port = endpoint(daemon.ready[kind][0])[1]
        shown = subprocess.run(
            ["ss", "-tmnH", "state", "established", f"sport = :{port}"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        buffers = [int(size) for size in re.findall(r"skmem:\([^)]*\btb(\d+)", shown)]
        assert buffers and max(buffers) <= 256 * KIB, shown


if __name__ == "__main__":
    suite.main(
        [
            a_flood_of_candidates_ends_its_sender,
            descriptions_within_the_rate_leave_a_slow_reader_in,
            the_chat_of_a_room_is_bounded,
            clients_that_do_not_read_hold_little_of_the_kernels_memory,
        ]
    )
