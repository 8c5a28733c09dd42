#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The older stack's front end against the real daemon: the bodies that its pages send, from its
origin, with the tokens that SimpleJWT makes. docs/older-stack.md describes what it shows."""
import http.client
import json
import os
import socket
import time

import suite
from lecternd import connect, endpoint
from single_sign_on import SECRET, hs256
from websocket import WebSocket

ORIGIN = "http://localhost:3000"


def simple_jwt(user_id, name=None):
    """An access token; `name` and `email` are claims that a backend adds."""
    now = int(time.time())
    claims = {"token_type": "access", "exp": now + 300, "iat": now, "jti": f"j{user_id}"}
    claims["user_id"] = user_id
    if name:
        claims.update(name=name, email=name.split()[0].lower() + "@example.org")
    return hs256(claims)


class Page:
    """The pages of one person in a browser. Every answer is parsed as JSON."""

    def __init__(self, daemon, token=None):
        self.daemon, self.token = daemon, token

    def ask(self, method, path, body=None, status=200):
        host, port = endpoint(self.daemon.ready["http"][0])
        headers = {"Origin": ORIGIN, "Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = "Bearer " + self.token
        self.preflight(host, port, method, path)
        connection = http.client.HTTPConnection(host, port, timeout=30)
        connection.request(
            method, "/api" + path, json.dumps(body) if body is not None else None, headers
        )
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        assert answer.getheader("Access-Control-Allow-Origin") == ORIGIN, answer.getheaders()
        assert answer.status != 204
        said = json.loads(text)
        assert answer.status == status, (method, path, answer.status, said)
        if status >= 400:
            assert said["error"] == said["detail"], said
        return said

    @staticmethod
    def preflight(host, port, method, path):
        connection = http.client.HTTPConnection(host, port, timeout=30)
        asked = {
            "Origin": ORIGIN,
            "Access-Control-Request-Method": method,
            "Access-Control-Request-Headers": "authorization,content-type",
        }
        connection.request("OPTIONS", "/api" + path, None, asked)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        assert answer.status in (200, 204), answer.status
        assert answer.getheader("Access-Control-Allow-Origin") == ORIGIN, path
        assert method in answer.getheader("Access-Control-Allow-Methods"), path
        allowed = answer.getheader("Access-Control-Allow-Headers").lower()
        assert "authorization" in allowed and "content-type" in allowed, allowed

    def socket(self, path="/", origin=ORIGIN):
        address = self.daemon.ready["http"][0]
        return WebSocket(connect(address), address, origin=origin, path=path)

    def enter(self, meeting, token=None, path="/", **fields):
        """The room page: `auth` and `join` as the older stack sends them."""
        ws = self.socket(path)
        assert ws.status == 101, ws.status
        ws.send(type="auth", token=token or self.token)
        ws.send(type="join", meetingId=meeting, **fields)
        return ws, ws.until("joined")


def create_form(**changes):
    """What the form of the page /meetings/create sends."""
    return {
        "title": "Algebra",
        "meeting_type": "instant",
        "access_type": "public",
        "max_participants": 100,
        "waiting_room": False,
        "allow_screen_share": True,
        "allow_unmute": True,
        "enable_chat": True,
        "enable_reactions": True,
        "is_password_required": False,
        "password": "",
        "is_recorded": False,
        **changes,
    }


def older_daemon(place, **environment):
    return place.daemon(environment={"JWT_SECRET": SECRET, **environment})


def school(place):
    daemon = older_daemon(place)
    people = {7: "Ada Lovelace", 8: "Bob Moore", 9: "Carol Shaw"}
    return daemon, *(Page(daemon, simple_jwt(number, name)) for number, name in people.items())


def the_whole_story(place):
    daemon, ada, bob, carol = school(place)
    made = ada.ask(
        "POST", "/meetings/create/", create_form(access_type="approval_required"), status=201
    )
    meeting = made["meeting_id"]
    told = [one for one in made["adjusted"] if one["field"] == "max_participants"]
    assert made["max_participants"] < 100 and told[0]["asked"] == 100, made
    assert ada.ask("GET", f"/meetings/{meeting}/")["access_type"] == "approval_required"

    # Ask and approve.
    asked = bob.ask("POST", f"/meetings/join/{meeting}/", {}, status=202)
    status = f"/meetings/{meeting}/join-request/{asked['request_id']}/status/"
    assert bob.ask("GET", status)["status"] == "pending"
    request = ada.ask("GET", "/meetings/")["join_requests"][0]
    assert request["status"] == "pending" and request["requested_at"], request
    assert request["meeting"] == {"title": "Algebra", "meeting_id": meeting}, request
    assert request["user"] == {
        "first_name": "Bob",
        "last_name": "Moore",
        "username": "Bob Moore",
    }, request
    respond = f"/meetings/join-request/{request['id']}/respond/"
    assert bob.ask("POST", respond, {"action": "approve"}, status=403)["error"]
    assert ada.ask("POST", respond, {"action": "approve"})["status"] == "approved"
    assert bob.ask("GET", status)["status"] == "approved"
    assert bob.ask("POST", f"/meetings/join/{meeting}/", {})["status"] == "joined"

    # Invite and accept.
    assert carol.ask("GET", "/meetings/")["invited_meetings"] == []
    ada.ask("POST", f"/meetings/{meeting}/invite/", {"emails": ["carol@example.org"]})
    invited = carol.ask("GET", "/meetings/")["invited_meetings"][0]
    assert invited["status"] == "pending" and invited["invited_at"], invited
    assert invited["invited_by"] == {"username": "Ada Lovelace"}, invited
    assert invited["meeting"] == {
        "title": "Algebra",
        "meeting_id": meeting,
        "meeting_type": "instant",
        "access_type": "approval_required",
        "scheduled_time": None,
        "status": "active",
        "host": {"username": "Ada Lovelace"},
    }, invited
    accept = f"/meetings/invite/{invited['id']}/respond/"
    carol.ask("POST", accept, {"action": "accept"})
    assert carol.ask("GET", "/meetings/")["invited_meetings"][0]["status"] == "accepted"

    # Join, see who is in, leave, end.
    assert carol.ask("POST", f"/meetings/join/{meeting}/", {})["status"] == "joined"
    room, _ = bob.enter(meeting, userId=8)
    seen = carol.ask("GET", f"/meetings/{meeting}/participants/")["participants"]
    assert [one["name"] for one in seen] == ["Bob Moore"], seen
    assert bob.ask("POST", f"/meetings/leave/{meeting}/", {})["status"] == "left"
    room.until("left")
    assert ada.ask("POST", f"/meetings/end/{meeting}/")["status"] == "ended"
    assert carol.ask("POST", f"/meetings/join/{meeting}/", {}, status=410)["error"]
    assert ada.ask("GET", "/meetings/")["meetings"][0]["status"] == "ended"
    assert SECRET not in "\n".join(daemon.log)
    assert daemon.end() == 0


def the_same_on_the_paths_of_the_readme(place):
    daemon, ada, bob, _ = school(place)
    form = create_form(invites=["bob@example.org"], access_type="private")
    # The account of the invited person comes with its first token, after the invitation.
    meeting = ada.ask("POST", "/meeting/create/", form, status=201)["meeting_id"]
    invited = bob.ask("GET", "/meetings/")["invited_meetings"][0]
    bob.ask("POST", f"/meeting/invite/{invited['id']}/respond/", {"action": "decline"})
    assert bob.ask("GET", "/meetings/")["invited_meetings"][0]["status"] == "declined"
    assert bob.ask("POST", f"/meeting/join/{meeting}/", {})["status"] == "joined"
    bob.ask("POST", f"/meeting/leave/{meeting}/", {})
    ada.ask("POST", f"/meeting/end/{meeting}/")
    assert daemon.end() == 0


def a_guest_comes_and_goes(place):
    daemon, ada, _, _ = school(place)
    form = create_form(
        access_type="approval_required", is_password_required=True, password="sesame"
    )
    meeting = ada.ask("POST", "/meetings/create/", form, status=201)["meeting_id"]
    sam, typed = Page(daemon), {"guest_name": "Sam", "guest_email": "sam@example.org"}
    join = f"/meetings/join/{meeting}/"
    assert sam.ask("POST", join, {**typed, "password": ""}, status=401)["error"]
    typed["password"] = "sesame"
    asked = sam.ask("POST", join, typed, status=202)
    request = ada.ask("GET", "/meetings/")["join_requests"][0]
    assert (request["user"], request["guest_name"]) == (None, "Sam"), request
    assert request["guest_email"] == "sam@example.org", request
    status = f"/meetings/{meeting}/join-request/{asked['request_id']}/status/"
    assert sam.ask("GET", status)["status"] == "pending"
    respond = f"/meetings/join-request/{asked['request_id']}/respond/"
    ada.ask("POST", respond, {"action": "approve"})
    assert sam.ask("GET", status)["status"] == "approved"
    seat = sam.ask("POST", join, typed)
    assert seat["status"] == "joined" and seat["user"]["name"] == "Sam", seat
    room, _ = ada.enter(meeting, userId="7")
    sam.enter(meeting, token=seat["token"])
    assert room.until("peer-joined")["peer"]["name"] == "Sam"
    assert sam.ask("POST", f"/meetings/leave/{meeting}/", {"guest_name": "Sam"})
    assert room.until("peer-left")["peer"]["name"] == "Sam"
    assert daemon.end() == 0


def the_messages_of_the_older_stack(place):
    """The fixed messages with the older fields only: no id, no name, nothing of ours."""
    daemon, ada, bob, _ = school(place)
    meeting = ada.ask("POST", "/meetings/create/", create_form(), status=201)["meeting_id"]
    first, _ = ada.enter(meeting, userId=7)
    second, joined = bob.enter(meeting, path="/ws", userId="8")
    theirs = joined["peers"][0]["peerId"]
    mine = first.until("peer-joined")["peer"]["peerId"]
    offer = {"type": "offer", "sdp": "v=0\r\n"}
    first.send(type="offer", targetId=mine, offer=offer)
    got = second.until("offer")
    assert (got["fromId"], got["offer"]) == (theirs, offer), got
    answer = {"type": "answer", "sdp": "v=0\r\n"}
    second.send(type="answer", targetId=theirs, answer=answer)
    got = first.until("answer")
    assert (got["fromId"], got["answer"]) == (mine, answer), got
    candidate = {"candidate": "candidate:1 1 udp 1 192.0.2.1 1 typ host", "sdpMid": "0"}
    first.send(type="ice-candidate", targetId=mine, candidate=candidate)
    got = second.until("ice-candidate")
    assert got["fromId"] == theirs and got["candidate"]["candidate"] == candidate["candidate"]
    second.send(type="chat", message="hello", timestamp="2026-12-01T16:00:00.000Z")
    got = first.until("chat")
    assert (got["fromId"], got["message"]) == (mine, "hello") and got["timestamp"], got
    # Somebody else's id is refused, by either name.
    for wrong in (8, "8"):
        ws = ada.socket()
        ws.send(type="auth", token=ada.token)
        ws.send(type="join", meetingId=meeting, userId=wrong)
        assert ws.until("error")["code"] == "forbidden"
    assert daemon.end() == 0


def the_websocket_has_two_addresses(place):
    daemon, ada, _, _ = school(place)
    for path in ("/", "/ws", "/?x=1"):
        assert ada.socket(path).status == 101, path
    for path in ("/", "/ws"):
        assert ada.socket(path, origin="https://evil.example").status == 403, path
    assert ada.socket("/meetings").status != 101
    # Without the fields of a WebSocket it is the page.
    status, _ = daemon.request("GET", "/")
    assert status in (200, 404), status
    assert daemon.end() == 0


def only_the_older_ports_may_ask(place):
    daemon = older_daemon(place)
    host, port = endpoint(daemon.ready["http"][0])
    for origin in (
        "http://localhost:3001",
        "https://localhost:3000",
        "http://localhost",
        "http://localhost:3000.evil.example",
        "http://evil-localhost:3000",
        "null",
    ):
        connection = http.client.HTTPConnection(host, port, timeout=30)
        connection.request("GET", "/api/site", None, {"Origin": origin})
        answer = connection.getresponse()
        answer.read()
        assert answer.getheader("Access-Control-Allow-Origin") is None, origin
        connection.close()
    # The front's own refusals are read in the same way.
    with socket.create_connection((host, port), timeout=30) as raw:
        raw.sendall(b"GET /api/site HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")
        body = json.loads(raw.recv(65536).split(b"\r\n\r\n", 1)[1])
    assert body["error"] == body["detail"], body
    assert daemon.end() == 0


def times_are_those_of_the_site(place):
    # "-05:00" all year, so that the test knows the answer.
    daemon = older_daemon(place, LECTERN_SITE_TIMEZONE="America/Panama")
    ada = Page(daemon, simple_jwt(7))
    day = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 7 * 86400))
    form = create_form(meeting_type="scheduled", scheduled_time=f"{day}T16:00")
    made = ada.ask("POST", "/meetings/create/", form, status=201)
    assert made["scheduled_time"] == f"{day}T21:00:00Z", made
    assert made["timezone"] == "America/Panama" and made["status"] == "scheduled", made
    form["scheduled_time"] = "soon"
    refused = ada.ask("POST", "/meetings/create/", form, status=422)
    assert refused["field"] == "scheduled_time", refused
    assert daemon.end() == 0
    other = os.path.join(place.folder, "other")
    os.mkdir(other)
    zone = {"LECTERN_SITE_TIMEZONE": "Mars/Olympus"}
    status, output = place.failing_daemon(None, folder=other, environment=zone)
    assert status != 0 and "site.timezone" in output and "Mars/Olympus" in output, output


TESTS = [
    the_whole_story,
    the_same_on_the_paths_of_the_readme,
    a_guest_comes_and_goes,
    the_messages_of_the_older_stack,
    the_websocket_has_two_addresses,
    only_the_older_ports_may_ask,
    times_are_those_of_the_site,
]

if __name__ == "__main__":
    suite.main(TESTS)
