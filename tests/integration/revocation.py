#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Taking access away, seen from outside: what a person has open ends with the session behind it.

Uses the real daemon: REST, WebSockets, relay allocations, lecternctl.
"""
import signal
import sqlite3
import time

import stun
import suite
from lecternd import DEADLINE, connect, endpoint
from people import create_meeting, joined_socket, register_admin
from turn_client import Client, Refused
from websocket import WebSocket
from wires import UdpWire

PASSWORD = "correct horse battery"


def tell(daemon, method, path, body=None, token=None, status=200):
    got, answer = daemon.request(method, path, body, token)
    assert got == status, (method, path, got, answer)
    return answer


class School:
    """A daemon with a meeting that has a password, and its host in the room."""

    def __init__(self, place):
        self.daemon = place.daemon(place.config('[auth]\nregistration = "open"\n'))
        self.host = register_admin(self.daemon)
        self.meeting = create_meeting(self.daemon, self.host["access"], password="salve")
        self.code = self.meeting["code"]
        self.room, _ = joined_socket(
            self.daemon, self.join(self.host["access"], password=None)["token"], self.code
        )

    def sign_up(self, name):
        return tell(
            self.daemon,
            "POST",
            "/api/auth/register",
            {"email": f"{name}@example.org", "name": name, "password": PASSWORD},
            status=201,
        )

    def sign_in(self, name):
        return tell(
            self.daemon,
            "POST",
            "/api/auth/login",
            {"email": f"{name}@example.org", "password": PASSWORD},
        )

    def guest(self, name):
        return tell(self.daemon, "POST", "/api/auth/guest", {"code": self.code, "name": name})

    def join(self, token, password="salve", status=200):
        body = {"password": password} if password else {}
        return tell(
            self.daemon, "POST", f"/api/meeting/join/{self.code}/", body, token, status=status
        )

    def socket(self, token):
        """An open WebSocket that has sent `auth`, and the answer."""
        address = self.daemon.ready["http"][0]
        ws = WebSocket(connect(address), address, origin="http://" + address)
        assert ws.status == 101, ws.status
        ws.send(type="auth", token=token)
        return ws, ws.receive()

    def relay_client(self, ice_servers):
        server = next(s for s in ice_servers if "username" in s)
        return Client(
            UdpWire(endpoint(self.daemon.ready["turn"][0])),
            server["username"].encode(),
            server["credential"].encode(),
        )


class Person:
    """Somebody in the room, with everything open that a person can have open."""

    def __init__(self, school, tokens):
        self.school, self.tokens = school, tokens
        self.seat = school.join(tokens["access"])
        self.room, _ = joined_socket(school.daemon, self.seat["token"], school.code)
        school.room.until("peer-joined")
        self.idle, welcome = school.socket(self.seat["token"])
        assert welcome["type"] == "welcome", welcome
        self.relay = school.relay_client(self.seat["ice_servers"])
        self.relay.allocate()

    def lost_everything(self):
        """The WebSockets are closed at once, and no token opens anything any more."""
        for ws in (self.room, self.idle):
            told = ws.receive()
            while told.get("type") == "peer-joined":
                told = ws.receive()
            assert told.get("code") == "session-ended", told
            assert ws.until("close") == 4401
        left = self.school.room.until("peer-left")
        assert left["reason"] == "left", left
        self.tokens_are_worth_nothing()
        self.relaying_is_over()

    def tokens_are_worth_nothing(self, status=401, code="token-invalid"):
        daemon, access = self.school.daemon, self.tokens["access"]
        for method, path, body in (
            ("GET", "/api/me", None),
            ("GET", "/api/meetings/", None),
            ("GET", "/api/ice-servers", None),
            ("GET", f"/api/meeting/{self.school.code}/participants/", None),
            ("POST", f"/api/meeting/join/{self.school.code}/", {"password": "salve"}),
            ("POST", "/api/meeting/create/", {"title": "x"}),
        ):
            answer = tell(daemon, method, path, body, access, status=status)
            assert answer["code"] == code, (path, answer)
        refused = tell(
            daemon, "POST", "/api/auth/refresh", {"refresh": self.tokens["refresh"]}, status=401
        )
        assert refused["code"] == "refresh-invalid", refused
        for token in (access, self.seat["token"]):
            ws, answer = self.school.socket(token)
            assert answer["code"] == code, answer
            assert ws.until("close") == (4410 if code == "ended" else 4401)

    def relaying_is_over(self):
        """The allocation ends, and its credential makes no other."""
        end = time.monotonic() + DEADLINE
        while self.relay.refresh(600).kind == stun.SUCCESS:
            assert time.monotonic() < end, "the allocation lives on"
            time.sleep(0.05)
        try:
            self.school.relay_client(self.seat["ice_servers"]).allocate()
        except Refused as refused:
            assert refused.answer.code == 401, refused
        else:
            raise AssertionError("a revoked credential allocates")


def disable(school, person):
    school.daemon.ctl("user", "disable", person.tokens["user"]["email"])


def disable_by_rest(school, person):
    path = f"/api/admin/users/{person.tokens['user']['id']}/"
    tell(school.daemon, "PATCH", path, {"disabled": True}, school.host["access"])


def passwd(school, person):
    school.daemon.ctl(
        "user",
        "passwd",
        person.tokens["user"]["email"],
        "--password-stdin",
        stdin="new password 1\n",
    )


def sign_out(school, person):
    tell(
        school.daemon, "POST", "/api/auth/logout", {"refresh": person.tokens["refresh"]}, status=204
    )


def steal(school, person):
    """The owner's second refresh shows that the first arrived; then the first token comes again."""
    stolen = person.tokens["refresh"]
    for _ in range(2):
        user = person.tokens["user"]
        person.tokens = tell(
            school.daemon, "POST", "/api/auth/refresh", {"refresh": person.tokens["refresh"]}
        )
        assert person.tokens["user"] == user
    tell(school.daemon, "POST", "/api/auth/refresh", {"refresh": stolen}, status=401)


def everything_ends_at_once(place, cause):
    school = School(place)
    ada = Person(school, school.sign_up("ada-l"))
    bob = Person(school, school.sign_up("bob"))
    ended = cause(school, ada) or 1
    ada.lost_everything()
    # Nobody else notices more than that ada left.
    assert bob.room.until("peer-left")["peer"]["name"] == "ada-l"
    bob.room.send(type="chat", message="still here")
    assert school.room.until("chat")["message"] == "still here"
    assert bob.relay.refresh(600).kind == stun.SUCCESS
    tell(school.daemon, "GET", "/api/me", token=bob.tokens["access"])
    metrics = school.daemon.metrics()
    counted = sum(v for k, v in metrics.items() if k.startswith("lectern_sessions_ended_total"))
    assert counted == ended, counted
    assert metrics['lectern_signaling_errors_total{code="session-ended"}'] == 2, metrics
    assert metrics['lectern_signaling_closes_total{code="4401"}'] >= 2, metrics
    assert school.daemon.end() == 0


def change_password(school, person):
    """From another session: the person's own one would live on."""
    user = person.tokens["user"]
    other = tell(
        school.daemon,
        "POST",
        "/api/auth/login",
        {"email": user["email"], "password": PASSWORD},
    )
    body = {"old_password": PASSWORD, "password": "new password 1"}
    tell(school.daemon, "POST", "/api/me/password", body, other["access"], status=204)
    tell(school.daemon, "GET", "/api/me", token=other["access"])


def end_from_elsewhere(school, person):
    """The only other session is ended with it, so that relaying ends, too."""
    other = school.sign_in(person.tokens["user"]["name"])
    path = "/api/me/sessions/"
    sessions = tell(school.daemon, "GET", path, token=other["access"])["sessions"]
    assert [session["current"] for session in sessions].count(True) == 1, sessions
    assert all("/24" in session["network"] for session in sessions), sessions
    for session in sorted(sessions, key=lambda session: not session["current"]):
        # The own session first: the other one's token ends the rest.
        token = person.tokens["access"]
        tell(school.daemon, "DELETE", f"{path}{session['id']}/", token=token, status=204)
    return len(sessions)


def another_session_of_the_person_lives_on(place):
    school = School(place)
    ada = Person(school, school.sign_up("ada-l"))
    laptop = school.sign_in("ada-l")
    other, welcome = school.socket(laptop["access"])
    assert welcome["type"] == "welcome", welcome
    tell(school.daemon, "POST", "/api/auth/logout", {"refresh": laptop["refresh"]}, status=204)
    assert other.receive()["code"] == "session-ended"
    assert other.until("close") == 4401
    ada.room.send(type="ice-refresh")
    assert ada.room.until("ice-servers")["iceServers"]
    tell(school.daemon, "GET", "/api/me", token=ada.tokens["access"])
    assert ada.relay.refresh(600).kind == stun.SUCCESS
    assert school.daemon.end() == 0


def what_an_api_token_has_opened_ends_with_it(place):
    school = School(place)
    ada = school.sign_up("ada-l")
    made = tell(
        school.daemon,
        "POST",
        "/api/me/tokens/",
        {"name": "robot", "scopes": ["meetings:write"]},
        ada["access"],
        status=201,
    )
    seat = school.join(made["token"])
    room, _ = joined_socket(school.daemon, seat["token"], school.code)
    refused, answer = school.socket(made["token"])
    assert answer["code"] == "token-invalid", answer  # it opens REST only
    assert refused.until("close") == 4401
    path = f"/api/me/tokens/{made['id']}/"
    tell(school.daemon, "DELETE", path, token=ada["access"], status=204)
    assert room.until("error")["code"] == "session-ended"
    assert room.until("close") == 4401
    for token in (made["token"], seat["token"]):
        tell(school.daemon, "POST", f"/api/meeting/join/{school.code}/", {}, token, status=401)
    tell(school.daemon, "GET", "/api/me", token=ada["access"])
    assert school.daemon.end() == 0


def a_person_who_signs_in_again_relays_again(place):
    school = School(place)
    ada = Person(school, school.sign_up("ada-l"))
    sign_out(school, ada)
    ada.lost_everything()
    access = school.sign_in("ada-l")["access"]
    school.join(access)
    end = time.monotonic() + DEADLINE
    while True:  # the relay still refuses credentials of the first two seconds
        servers = tell(school.daemon, "GET", "/api/ice-servers", token=access)["ice_servers"]
        try:
            school.relay_client(servers).allocate()
            break
        except Refused:
            assert time.monotonic() < end, "no allocation"
            time.sleep(0.1)
    assert school.daemon.end() == 0


def a_guest_at_the_door_gets_nothing(place):
    school = School(place)
    guest = school.guest("Grace")
    for path in ("/api/ice-servers", f"/api/meeting/{school.code}/participants/"):
        assert tell(school.daemon, "GET", path, token=guest["access"], status=403)["code"] == (
            "forbidden"
        )
    assert school.join(guest["access"], password=None, status=401)["code"] == "password-required"
    assert school.join(guest["access"], password="vale", status=401)["code"] == "password-wrong"
    ws, welcome = school.socket(guest["access"])
    assert welcome["type"] == "welcome", welcome
    ws.send(type="ice-refresh")
    assert ws.receive()["code"] == "not-joined"
    ws.send(type="chat", message="hello")
    assert ws.receive()["code"] == "not-joined"
    ws.send(type="join", meetingId=school.code)
    assert ws.receive()["code"] == "password-required"
    ws.send(type="ice-refresh")
    assert ws.receive()["code"] == "not-joined"
    # With the password the same token opens all of it.
    school.join(guest["access"])
    for path in ("/api/ice-servers", f"/api/meeting/{school.code}/participants/"):
        tell(school.daemon, "GET", path, token=guest["access"])
    ws.send(type="join", meetingId=school.code, password="salve")
    assert ws.receive()["type"] == "joined"
    ws.send(type="ice-refresh")
    assert ws.receive()["type"] == "ice-servers"
    assert school.daemon.end() == 0


def guests_end_with_the_meeting(place):
    school = School(place)
    guest = Person(school, school.guest("Grace"))
    tell(school.daemon, "POST", f"/api/meeting/end/{school.code}/", {}, school.host["access"])
    for ws in (guest.room, guest.idle):
        ws.until("meeting-ended")
        assert ws.until("close") == 4410
    guest.tokens_are_worth_nothing(410, "ended")
    guest.relaying_is_over()
    assert school.daemon.end() == 0


def a_daemon_that_is_killed_keeps_its_word(place):
    """Killed right after the command, and killed between the commit and the event."""
    school = School(place)
    ada = Person(school, school.sign_up("ada-l"))
    disable(school, ada)
    school.daemon.end(signal.SIGKILL)
    database = sqlite3.connect(school.daemon.folder + "/state/lectern.db")
    with database:
        database.execute(
            "INSERT INTO outbox (kind, payload, created_at, due_at) VALUES ('event', ?, 0, 0)",
            ('{"event":"meeting-ended","meeting":"00000000-0000-4000-8000-000000000000"}',),
        )
    school.daemon = place.daemon(place.config('[auth]\nregistration = "open"\n'))
    ada.tokens_are_worth_nothing()
    end = time.monotonic() + DEADLINE
    while database.execute("SELECT count(*) FROM outbox WHERE kind = 'event'").fetchone()[0]:
        assert time.monotonic() < end, "the event lies in the outbox"
        time.sleep(0.1)
    database.close()
    tell(school.daemon, "GET", "/api/me", token=school.host["access"])
    assert school.daemon.end() == 0


def an_expired_session_is_closed(place):
    school = School(place)
    ada = Person(school, school.sign_up("ada-l"))
    database = sqlite3.connect(school.daemon.folder + "/state/lectern.db")
    with database:
        database.execute(
            "UPDATE sessions SET expires_at = 1 WHERE user_id = ?", (ada.tokens["user"]["id"],)
        )
    database.close()
    ada.lost_everything()
    assert school.daemon.end() == 0


def the_first_admins_link_is_void_once_there_is_one(place):
    daemon = place.daemon()
    printed = daemon.admin_link
    assert printed and "24 hours" in daemon.ctl("link")
    link = daemon.ctl_json("link")["admin_link"]
    daemon.add_admin()
    for invitation in (printed, link.split("invitation=")[1]):
        refused = tell(
            daemon,
            "POST",
            "/api/auth/register",
            {
                "email": "eve@example.org",
                "name": "Eve",
                "password": PASSWORD,
                "invitation": invitation,
            },
            status=403,
        )
        assert refused["code"] == "invitation-invalid", refused
    assert daemon.ctl_json("link")["admin_link"] is None
    assert daemon.end() == 0


def a_setting_reaches_the_room(place):
    """Who is in the room learns at once what the host allows no longer; who comes in, too."""
    school = School(place)
    member = Person(school, school.sign_up("carol"))
    path = f"/api/meeting/{school.code}/"
    body = {"settings": {"chat": "off", "share": "hosts"}, "title": "Quiet"}
    changed = tell(school.daemon, "PATCH", path, body, school.host["access"])
    wanted = {**school.meeting["settings"], "chat": "off", "share": "hosts"}
    assert changed["settings"] == wanted, changed
    for room in (member.room, school.room):
        told = room.until("meeting-updated")
        assert told["meeting"]["settings"] == wanted, told
        assert (told["meeting"]["title"], told["by"]) == ("Quiet", school.host["user"]["id"]), told
    seat = school.join(school.sign_up("bob")["access"])
    assert seat["meeting"]["settings"] == wanted, seat
    _, joined = joined_socket(school.daemon, seat["token"], school.code)
    assert joined["meeting"]["settings"] == wanted, joined


TESTS = [
    *suite.rows(
        everything_ends_at_once,
        {
            "disabled": (disable,),
            "disabled by REST": (disable_by_rest,),
            "another password": (passwd,),
            "a changed password": (change_password,),
            "ended from elsewhere": (end_from_elsewhere,),
            "signed out": (sign_out,),
            "a stolen token": (steal,),
        },
    ),
    another_session_of_the_person_lives_on,
    what_an_api_token_has_opened_ends_with_it,
    a_person_who_signs_in_again_relays_again,
    a_guest_at_the_door_gets_nothing,
    guests_end_with_the_meeting,
    a_daemon_that_is_killed_keeps_its_word,
    an_expired_session_is_closed,
    a_setting_reaches_the_room,
    the_first_admins_link_is_void_once_there_is_one,
]

if __name__ == "__main__":
    suite.main(TESTS)
