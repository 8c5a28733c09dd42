#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Hosts act from within the room (docs/meetings.md, "Moderation"): what is enforced over real
sockets and by REST, that it is in the audit log, and who waits before the door."""
import datetime
import re

import suite
from lecternd import connect
from people import create_meeting, guest_token, joined_socket, register_admin
from websocket import WebSocket


class Room:
    """A meeting with its host and guests, by name."""

    def __init__(self, place, *guests, **fields):
        self.daemon = place.daemon()
        self.host_token = register_admin(self.daemon)["access"]
        self.meeting = create_meeting(self.daemon, self.host_token, **fields)
        self.host, self.host_seat = self.enter(self.host_token)
        self.tokens, self.people, self.seats = {}, {}, {}
        for name in guests:
            self.tokens[name] = guest_token(self.daemon, self.meeting, name)
            self.people[name], self.seats[name] = self.enter(self.tokens[name])
            self.host.until("peer-joined")

    def enter(self, token):
        ws, joined = joined_socket(self.daemon, token, self.meeting["code"])
        return ws, joined["peerId"]

    def act(self, action, target=None, by=None, **fields):
        """Sends the action and returns its answer."""
        ws = by or self.host
        message = {"type": "moderate", "action": action, "id": f"{action} {target}", **fields}
        if target:
            message["targetId"] = target
        ws.send(**message)
        while True:
            answer = ws.receive()
            if answer.get("re") == message["id"]:
                return answer

    def join_by_rest(self, token):
        return self.daemon.request("POST", f"/api/meeting/join/{self.meeting['code']}/", {}, token)

    def audit(self):
        return self.daemon.ctl_json("audit", "list")["entries"]


def until_self(ws, peer_id):
    while True:
        peer = ws.until("peer-updated")["peer"]
        if peer["peerId"] == peer_id:
            return peer


def a_mute_is_told_to_all_and_held_by_the_server(place):
    room = Room(place, "Ben", "Cid")
    ben, cid, seat = room.people["Ben"], room.people["Cid"], room.seats["Ben"]
    ben.send(type="media-state", audio=True)
    assert until_self(cid, seat)["media"]["audio"] is True
    answer = room.act("mute", seat)
    assert answer["type"] == "moderated", answer
    for ws in (ben, cid):
        peer = until_self(ws, seat)
        assert peer["blocked"] == ["audio"] and peer["media"]["audio"] is False, peer
        told = ws.until("moderated")
        assert (told["action"], told["targetId"], told["name"]) == ("mute", seat, "Ada"), told
    ben.send(type="media-state", audio=True, hand=True)
    peer = until_self(ben, seat)
    assert peer["media"]["audio"] is False and peer["media"]["hand"] is True, peer
    people = room.daemon.request(
        "GET", f"/api/meeting/{room.meeting['code']}/participants/", token=room.host_token
    )[1]["participants"]
    assert [one["media"]["audio"] for one in people if one["participant_id"] == seat] == [False]
    # A newcomer learns it, and so does Ben when he comes back.
    _, joined = joined_socket(
        room.daemon, guest_token(room.daemon, room.meeting, "Dan"), room.meeting["code"]
    )
    assert [p.get("blocked") for p in joined["peers"] if p["peerId"] == seat] == [["audio"]]
    ben.goodbye()
    again, joined = joined_socket(room.daemon, room.tokens["Ben"], room.meeting["code"])
    assert joined["blocked"] == ["audio"], joined
    assert room.act("unmute-allowed", seat)["type"] == "moderated"
    again.until("moderated")
    again.send(type="media-state", audio=True)
    while until_self(cid, seat)["media"]["audio"] is not True:
        pass
    kinds = [(one["kind"], one["detail"]) for one in room.audit()[:2]]
    assert kinds == [
        ("participant.moderated", "action=unmute-allowed"),
        ("participant.moderated", "action=mute"),
    ], kinds


def only_hosts_act_and_only_on_people_who_are_there(place):
    room = Room(place, "Ben", "Cid")
    ben = room.people["Ben"]
    before = len(room.audit())
    for action in ("mute", "remove", "ban", "promote", "hand-over", "spotlight"):
        refused = room.act(action, room.seats["Cid"], by=ben)
        assert refused["code"] == "forbidden", refused
    for action in ("lock", "end", "admit-all"):
        assert room.act(action, by=ben)["code"] == "forbidden"
    for target in ("nobody", "' OR 1=1 --", "\u202e", room.seats["Ben"].upper()):
        assert room.act("mute", target)["code"] == "no-such-peer"
    assert room.act("mute", room.host_seat)["code"] == "forbidden"
    assert len(room.audit()) == before


def chat_goes_off_for_one_and_for_all(place):
    room = Room(place, "Ben", "Cid")
    ben, cid = room.people["Ben"], room.people["Cid"]
    room.act("chat-off", room.seats["Ben"])
    ben.until("moderated")
    ben.send(type="chat", message="x")
    assert ben.until("error")["code"] == "forbidden"
    cid.send(type="chat", message="y")
    assert cid.until("chat")["message"] == "y"
    assert room.act("chat-off")["type"] == "moderated"
    told = cid.until("meeting-updated")
    assert told["meeting"]["settings"]["chat"] == "hosts", told
    cid.send(type="chat", message="z")
    assert cid.until("error")["code"] == "forbidden"
    room.host.send(type="chat", message="only I")
    assert cid.until("chat")["message"] == "only I"


def a_lock_a_removal_and_a_ban_hold_at_both_doors(place):
    room = Room(place, "Ben", "Cid")
    ben, cid = room.people["Ben"], room.people["Cid"]
    assert room.act("lock")["type"] == "moderated"
    assert cid.until("meeting-updated")["meeting"]["locked"] is True
    late = guest_token(room.daemon, room.meeting, "Late")
    assert room.join_by_rest(late)[0] == 409
    # Whoever is put out is a newcomer, for the lock too.
    room.act("remove", room.seats["Ben"])
    gone = ben.until("removed")
    assert gone["reason"] == "removed", gone
    assert room.join_by_rest(room.tokens["Ben"])[0] == 409
    room.act("unlock")
    _, seat = room.enter(room.tokens["Ben"])
    assert seat == room.seats["Ben"]
    until = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=1)
    room.act("ban", room.seats["Cid"], until=until.isoformat(), reason="Shouting")
    assert cid.until("removed")["reason"] == "banned"
    assert room.join_by_rest(room.tokens["Cid"])[0] == 403
    cid.send(type="join", meetingId=room.meeting["code"])
    assert cid.until("error")["code"] == "banned"
    status, listed = room.daemon.request(
        "GET", f"/api/meeting/{room.meeting['meeting_id']}/bans/", token=room.host_token
    )
    assert status == 200 and listed["bans"][0]["reason"] == "Shouting", listed
    kinds = {one["kind"] for one in room.audit()}
    assert {"participant.removed", "participant.banned", "meeting.updated"} <= kinds, kinds


def who_waits_is_seen_told_admitted_and_denied(place):
    room = Room(place, waiting_room=True)
    dan = guest_token(room.daemon, room.meeting, "Dan")
    status, asked = room.join_by_rest(dan)
    assert status == 202, asked
    lobby = room.host.until("lobby")
    assert [one["name"] for one in lobby["waiting"]] == ["Dan"] and lobby["count"] == 1, lobby
    # By the WebSocket, too; a waiting person is on the line.
    address = room.daemon.ready["http"][0]
    eve = WebSocket(connect(address), address)
    eve.send(type="auth", token=guest_token(room.daemon, room.meeting, "Eve"))
    eve.until("welcome")
    eve.send(type="join", meetingId=room.meeting["code"])
    waiting = eve.until("waiting")
    while room.host.until("lobby")["count"] != 2:
        pass
    # A host who comes later gets the list.
    again, _ = joined_socket(room.daemon, room.host_token, room.meeting["code"])
    room.host = again
    assert again.until("lobby")["count"] == 2
    assert room.act("tell-waiting", message="Five more minutes")["type"] == "moderated"
    said = eve.until("lobby-message")
    assert (said["message"], said["name"]) == ("Five more minutes", "Ada"), said
    assert room.act("admit", waiting["requestId"])["type"] == "moderated"
    answered = eve.until("notification")
    assert (answered["event"], answered["status"]) == ("join-answered", "approved"), answered
    eve.send(type="join", meetingId=room.meeting["code"])
    eve.until("joined")
    assert room.act("deny", asked["request_id"])["type"] == "moderated"
    assert room.join_by_rest(dan)[0] == 403
    assert room.act("admit", asked["request_id"])["code"] == "no-such-peer"
    assert room.act("admit-all")["type"] == "moderated"


def the_meeting_is_handed_over_and_ended(place):
    room = Room(place)
    printed = room.daemon.ctl("user", "add", "Bob", "--email", "bob@example.org")
    status, bob = room.daemon.request(
        "POST",
        "/api/auth/login",
        {
            "email": "bob@example.org",
            "password": re.search(r"password: (\S+)", printed).group(1),
        },
    )
    assert status == 200, bob
    ws, seat = room.enter(bob["access"])
    assert room.act("end", by=ws)["code"] == "forbidden"
    assert room.act("hand-over", seat)["type"] == "moderated"
    assert ws.until("role-changed")["role"] == "host"
    assert ws.until("meeting-updated")["meeting"]["hostId"] == bob["user"]["id"]
    assert room.act("end")["code"] == "forbidden"
    ws.send(type="moderate", action="end")
    room.host.until("meeting-ended")
    assert room.host.until("close") == 4410


if __name__ == "__main__":
    suite.main(
        [
            a_mute_is_told_to_all_and_held_by_the_server,
            only_hosts_act_and_only_on_people_who_are_there,
            chat_goes_off_for_one_and_for_all,
            a_lock_a_removal_and_a_ban_hold_at_both_doors,
            who_waits_is_seen_told_admitted_and_denied,
            the_meeting_is_handed_over_and_ended,
        ]
    )
