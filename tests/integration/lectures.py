#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A lecture over real sockets (docs/protocol.md, "Lectures"): who hears of whom, the queue of
hands, the floor; and what a crowd beyond [limits] reads."""
import time

import suite
from people import create_meeting, guest_token, joined_socket, register_admin

LISTENERS = 48


class Lecture:
    """With its host, and with listeners in the order in which they came."""

    def __init__(self, place, listeners):
        self.daemon = place.daemon()
        self.token = register_admin(self.daemon)["access"]
        fields = {"type": "lecture", "max_participants": 50}
        self.meeting = create_meeting(self.daemon, self.token, **fields)
        self.host, self.joined = joined_socket(self.daemon, self.token, self.meeting["code"])
        self.listeners, self.seats = [], []
        for number in range(listeners):
            token = guest_token(self.daemon, self.meeting, f"Listener {number}")
            ws, joined = joined_socket(self.daemon, token, self.meeting["code"])
            assert joined["role"] == "listener", joined
            assert [peer["peerId"] for peer in joined["peers"]] == [self.joined["peerId"]], joined
            self.listeners.append(ws)
            self.seats.append(joined["peerId"])

    def act(self, action, target):
        self.host.send(type="moderate", action=action, targetId=target, id=action + target)
        while True:
            answer = self.host.receive()
            if answer.get("re") == action + target:
                assert answer["type"] == "moderated", answer
                return answer


def heard_until(ws, done):
    """The messages up to the first for which `done` is true."""
    heard = []
    while not heard or not done(heard[-1]):
        heard.append(ws.receive())
    return heard


def listeners_hear_counts_and_the_host_hears_of_everybody(place):
    began = time.monotonic()
    lecture = Lecture(place, LISTENERS)
    names = [lecture.host.until("peer-joined")["peer"]["peerId"] for _ in range(LISTENERS)]
    assert names == lecture.seats
    complete = lambda message: message.get("listeners") == LISTENERS
    heard = heard_until(lecture.listeners[0], complete)
    assert {message["type"] for message in heard} == {"audience"}, heard
    assert heard[-1]["speakers"] == 1 and heard[-1]["hands"] == 0, heard[-1]
    seconds = time.monotonic() - began
    assert len(heard) <= seconds + 2, (len(heard), seconds)
    # Half of them goes, each at once; the host hears of each, the others of the number.
    for ws in lecture.listeners[LISTENERS // 2 :]:
        ws.send(type="leave")
    gone = [lecture.host.until("peer-left")["peer"]["peerId"] for _ in range(LISTENERS // 2)]
    assert gone == lecture.seats[LISTENERS // 2 :]
    half = lambda message: message.get("listeners") == LISTENERS // 2
    rest = heard_until(lecture.listeners[0], half)
    assert {message["type"] for message in rest} == {"audience"} and len(rest) <= 4, rest
    return f"{len(heard)} messages to a listener while {LISTENERS} came in {seconds:.1f} s"


def hands_have_an_order(place):
    lecture = Lecture(place, 3)
    for number in (2, 0, 1):
        lecture.listeners[number].send(type="media-state", hand=True)
        while True:
            message = lecture.host.receive()
            if message.get("peer", {}).get("media", {}).get("hand"):
                assert message["peer"]["peerId"] == lecture.seats[number], message
                break
    late, joined = joined_socket(lecture.daemon, lecture.token, lecture.meeting["code"])
    queue = sorted(joined["peers"], key=lambda peer: peer["handOrder"])
    assert [peer["peerId"] for peer in queue] == [lecture.seats[i] for i in (2, 0, 1)], queue
    assert joined["audience"] == {"listeners": 3, "speakers": 1, "hands": 3}, joined["audience"]
    late.send(type="moderate", action="lower-hand", targetId=lecture.seats[2], id="down")
    assert late.until("peer-updated")["peer"].get("handOrder") is None


def the_floor_is_given_and_taken(place):
    lecture = Lecture(place, 2)
    ann, bob = lecture.listeners
    ann_seat, bob_seat = lecture.seats
    bob.send(type="ice-candidate", targetId=ann_seat, candidate=None)
    assert bob.until("error")["code"] == "no-such-peer"
    lecture.act("promote", ann_seat)
    assert ann.until("role-changed")["role"] == "presenter"
    again = ann.until("joined")
    assert {peer["peerId"] for peer in again["peers"]} == {lecture.joined["peerId"], bob_seat}
    assert bob.until("peer-joined")["peer"]["peerId"] == ann_seat
    ann.send(type="ice-candidate", targetId=bob_seat, candidate=None)
    assert bob.until("ice-candidate")["fromId"] == ann_seat
    ann.send(type="media-state", audio=True)
    assert bob.until("peer-updated")["peer"]["media"]["audio"] is True
    lecture.act("demote", ann_seat)
    for ws, other in ((ann, bob_seat), (bob, ann_seat)):
        left = ws.until("peer-left")
        assert (left["peer"]["peerId"], left["reason"]) == (other, "listening"), left
    ann.send(type="ice-candidate", targetId=bob_seat, candidate=None)
    assert ann.until("error")["code"] == "no-such-peer"


def an_operator_allows_larger_lectures(place):
    daemon = place.daemon(place.config("[limits]\nmost_participants = 300\n"))
    token = register_admin(daemon)["access"]
    meeting = create_meeting(daemon, token, type="lecture", max_participants=300)
    assert meeting["max_participants"] == 300, meeting
    fields = {"title": "Algebra", "max_participants": 301}
    status, refused = daemon.request("POST", "/api/meeting/create/", fields, token)
    assert (status, "2 to 300" in refused["detail"]) == (422, True), (status, refused)


def the_refusal_of_a_crowd_names_the_key(place):
    daemon = place.daemon(place.config("[limits]\njoins_per_minute = 10\n"))
    token = register_admin(daemon)["access"]
    meeting = create_meeting(daemon, token, type="lecture", max_participants=50)
    said = None
    for number in range(30):
        status, answer = daemon.request(
            "POST", "/api/auth/guest", {"code": meeting["code"], "name": f"Guest {number}"}
        )
        if status == 429:
            said = answer["detail"]
            break
    assert said and "joins_per_minute" in said and "[limits]" in said, said
    assert daemon.metrics()['lectern_limited_total{limit="guest-by-address"}'] >= 1


if __name__ == "__main__":
    suite.main(
        [
            listeners_hear_counts_and_the_host_hears_of_everybody,
            hands_have_an_order,
            the_floor_is_given_and_taken,
            an_operator_allows_larger_lectures,
            the_refusal_of_a_crowd_names_the_key,
        ]
    )
