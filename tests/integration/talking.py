# SPDX-License-Identifier: MIT
"""A client that talks all the time on a thread of its own and comes back when its socket breaks,
as docs/protocol.md says. It keeps what it has sent until its own line comes back."""
import contextlib
import select
import threading
import time

from websocket import WebSocket

PAUSE = 0.6  # seconds between two lines of one person: below the rate of chat


class Talking:
    """A subclass opens its socket (`_open` sets self.ws), and says what an answer to `resume` means
    (`_resume`) and what a message does to it (`_heard`)."""

    def __init__(self, door, token, meeting, name):
        self.door, self.token, self.meeting, self.name = door, token, meeting, name
        self.session, self.resume_token, self.seen = None, None, 0
        self.sent, self.unanswered = 0, {}
        self.lines, self.answers, self.closes = [], [], []
        self.lost_at = self.back_at = None
        self.going = True
        self.pause = PAUSE
        self.begins()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def begins(self):
        self._open()
        self.ws.send(type="auth", token=self.token)
        self._until("welcome")
        self._join()

    def _join(self):
        self.ws.send(type="join", meetingId=self.meeting)
        self._until("joined")

    def _use(self, sock, address, patience):
        self.ws = WebSocket(sock, address)
        if self.ws.status != 101:
            raise ConnectionError(self.ws.status)
        sock.settimeout(patience)

    def _asks_to_resume(self):
        self.ws.send(
            type="resume", session=self.session, resumeToken=self.resume_token, lastSeq=self.seen
        )

    def _until(self, *kinds):
        while True:
            kind = self._take(self.ws.receive())
            if kind in kinds:
                return kind

    def _take(self, message):
        if "close" in message:
            self.closes.append(message["close"])
            raise ConnectionError(message["close"])
        kind = message["type"]
        if kind in ("welcome", "resumed", "resync"):
            self.session, self.resume_token = message["session"], message["resumeToken"]
        if kind == "welcome":
            self.seen = 0
        if kind == "resync":
            self.seen = message["lastSeq"]
        if "seq" in message:
            assert message["seq"] == self.seen + 1, (self.name, message, self.seen)
            self.seen = message["seq"]
        self._heard(kind, message)
        return kind

    def _speak(self):
        key = f"{self.name}-{self.sent}"
        self.unanswered[key] = f"{self.name} {self.sent}"
        self.sent += 1
        self.ws.send(type="chat", message=self.unanswered[key], id=key)

    def _repeat_unanswered(self):
        for key, text in self.unanswered.items():
            self.ws.send(type="chat", message=text, id=key)

    def _run(self):
        spoke = 0
        while self.going or self.unanswered:
            try:
                if self.going and time.monotonic() - spoke > self.pause:
                    spoke = time.monotonic()
                    self._speak()
                if self.ws.buffer or select.select([self.ws.sock], [], [], 0.02)[0]:
                    self._take(self.ws.receive())
            except OSError:
                self.lost_at = time.monotonic()
                self._come_back()
                self.back_at = time.monotonic()

    def _come_back(self):
        self.ws.sock.close()
        end = time.monotonic() + 60
        while time.monotonic() < end:
            with contextlib.suppress(OSError):
                self._open()
                return self._resume()
            time.sleep(0.05)
        raise AssertionError(f"{self.name} does not come back")

    def hush(self):
        self.going = False
        self.thread.join(60)
        assert not self.thread.is_alive() and not self.unanswered, (self.name, self.unanswered)
