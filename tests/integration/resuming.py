#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Sessions outlive their sockets (docs/protocol.md, "Resuming"): connections of members are cut and
left half open behind a proxy of the test."""
import suite
from lecternd import endpoint
from lines import Line
from people import create_meeting, guest_token, register_admin
from websocket import WebSocket


class Member:
    """A client that can be continued."""

    def __init__(self, place, daemon, meeting, name):
        self.place, self.daemon, self.name = place, daemon, name
        self.seen, self.line = 0, None
        self.connect()
        self.ws.send(type="auth", token=guest_token(daemon, meeting, name))
        self.learn(self.ws.until("welcome"))
        self.ws.send(type="join", meetingId=meeting["code"])
        self.until("joined")

    def connect(self):
        address = self.daemon.ready["http"][0]
        self.line, client = Line.to(self.place, endpoint(address))
        self.ws = WebSocket(client, address)
        assert self.ws.status == 101, self.ws.status

    def learn(self, message):
        self.session = message["session"]
        self.token = message["resumeToken"]
        assert message["resumeSeconds"] == 90, message
        return message

    def until(self, kind):
        while True:
            message = self.ws.receive()
            assert "close" not in message, message
            if "seq" in message:
                assert message["seq"] == self.seen + 1, (message, self.seen)
                self.seen = message["seq"]
            if message["type"] == kind:
                return message

    def resume(self):
        self.connect()
        self.ws.send(type="resume", session=self.session, resumeToken=self.token, lastSeq=self.seen)
        answer = self.ws.receive()
        if answer["type"] == "resumed":
            self.learn(answer)
            self.ws.send(type="ack", seq=self.seen)
        return answer


def room(place):
    daemon = place.daemon()
    meeting = create_meeting(daemon, register_admin(daemon)["access"])
    return daemon, meeting, *(Member(place, daemon, meeting, name) for name in ("Ann", "Ben"))


def people_of(daemon):
    return daemon.ctl_json("status")["people"]


def a_cut_connection_goes_on_where_it_was(place):
    daemon, _, ann, ben = room(place)
    ben.ws.send(type="media-state", hand=True)
    ann.until("peer-updated")
    ben.line.cut()
    assert ann.until("peer-updated")["peer"]["reconnecting"] is True
    assert people_of(daemon) == 2
    for number in range(5):
        ann.ws.send(type="chat", message=f"line {number}")
        ann.until("chat")
    answer = ben.resume()
    assert answer["type"] == "resumed", answer
    lines = [ben.until("chat")["message"] for _ in range(5)]
    assert lines == [f"line {number}" for number in range(5)], lines
    assert ben.seen == answer["lastSeq"], (ben.seen, answer)
    back = ann.until("peer-updated")["peer"]
    assert "reconnecting" not in back and back["media"]["hand"] is True, back
    assert daemon.metrics()['lectern_signaling_resumes_total{result="resumed"}'] == 1


def a_chat_line_into_a_dying_socket_appears_once(place):
    _, _, ann, ben = room(place)
    ben.ws.send(type="chat", message="did this arrive?", id="c1")
    assert ann.until("chat")["message"] == "did this arrive?"
    ben.line.cut()  # the echo is lost
    assert ben.resume()["type"] == "resumed"
    assert ben.until("chat")["re"] == "c1"
    ben.ws.send(type="chat", message="did this arrive?", id="c1")
    ben.ws.send(type="chat", message="the next one", id="c2")
    assert ann.until("chat")["message"] == "the next one"


def a_half_open_socket_gives_way(place):
    daemon, _, ann, ben = room(place)
    ben.line.silent = True  # neither side hears of the end
    ann.ws.send(type="chat", message="into the silence")
    ann.until("chat")
    old = ben.line
    answer = ben.resume()
    assert answer["type"] == "resumed", answer
    assert ben.until("chat")["message"] == "into the silence"
    ben.ws.send(type="chat", message="here again")
    assert ann.until("chat")["message"] == "here again"
    old.silent = False
    assert people_of(daemon) == 2
    assert daemon.metrics()['lectern_signaling_closes_total{code="4409"}'] == 1


def a_used_token_and_a_foreign_one_open_nothing(place):
    daemon, meeting, ann, ben = room(place)
    first = ben.token
    ben.line.cut()
    assert ben.resume()["type"] == "resumed"
    ben.ws.send(type="ping", t=1)
    ben.until("pong")
    ben.line.cut()
    second, ben.token = ben.token, first
    answer = ben.resume()
    assert answer["code"] == "no-such-session", answer
    ben.token = ann.token
    assert ben.resume()["code"] == "no-such-session"
    ben.token = second
    assert ben.resume()["type"] == "resumed"
    # The socket of a refused resume is good for auth.
    ben.token = first
    assert ben.resume()["code"] == "no-such-session"
    ben.ws.send(type="auth", token=guest_token(daemon, meeting, "Ben"))
    ben.learn(ben.ws.until("welcome"))


def a_stop_does_not_wait_for_those_who_are_away(place):
    daemon, _, ann, ben = room(place)
    ben.line.cut()
    ann.until("peer-updated")
    assert daemon.end() == 0


if __name__ == "__main__":
    suite.main(
        [
            a_cut_connection_goes_on_where_it_was,
            a_chat_line_into_a_dying_socket_appears_once,
            a_half_open_socket_gives_way,
            a_used_token_and_a_foreign_one_open_nothing,
            a_stop_does_not_wait_for_those_who_are_away,
        ]
    )
