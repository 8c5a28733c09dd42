#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A meeting in the real lecternd, seen from outside: accounts, seats, WebSockets and lecternctl."""
import re
import time

import suite
from lecternd import DEADLINE, connect, endpoint, trusting_nobody
from people import create_meeting, joined_socket, register_admin
from websocket import WebSocket


def the_first_call_goes_through_every_part(place):
    daemon = place.daemon()
    tls = trusting_nobody()
    host = register_admin(daemon)
    assert host["user"]["role"] == "admin"
    meeting = create_meeting(daemon, host["access"])
    status, seat = daemon.request(
        "POST", f"/api/meeting/join/{meeting['code']}/", {}, host["access"]
    )
    assert status == 200 and seat["role"] == "host", seat
    urls = [url for server in seat["ice_servers"] for url in server["urls"]]
    turn_port, tls_port = (
        endpoint(daemon.ready["turn"][0])[1],
        endpoint(daemon.ready["https"][0])[1],
    )
    for wanted in (
        f"stun:127.0.0.1:{turn_port}",
        f"turn:127.0.0.1:{turn_port}?transport=udp",
        f"turn:127.0.0.1:{turn_port}?transport=tcp",
        f"turns:127.0.0.1:{tls_port}?transport=tcp",
    ):
        assert wanted in urls, (wanted, urls)
    assert meeting["join_url"].startswith("http://" + daemon.ready["http"][0] + "/"), meeting[
        "join_url"
    ]

    status, guest = daemon.request(
        "POST",
        "/api/auth/guest",
        {"code": meeting["code"], "name": "Grace"},
        address=daemon.ready["https"][0],
        tls=tls,
    )
    assert status == 200, guest
    first, joined = joined_socket(daemon, seat["token"], meeting["meeting_id"])
    assert joined["role"] == "host" and joined["peers"] == [], joined
    second, joined = joined_socket(daemon, guest["access"], meeting["code"], tls)
    assert [p["name"] for p in joined["peers"]] == ["Ada"], joined
    came = first.until("peer-joined")["peer"]
    assert came["name"] == "Grace"
    second.send(
        type="offer",
        targetId=joined["peers"][0]["peerId"],
        offer={"type": "offer", "sdp": "v=0\r\n"},
    )
    assert first.until("offer")["fromId"] == came["peerId"]
    first.send(type="chat", message="hello")
    assert second.until("chat")["message"] == "hello"

    status, people = daemon.request(
        "GET", f"/api/meeting/{meeting['meeting_id']}/participants/", token=host["access"]
    )
    assert sorted(p["name"] for p in people["participants"] if p["present"]) == [
        "Ada",
        "Grace",
    ], people
    assert daemon.ctl_json("status")["people"] == 2
    listed = daemon.ctl_json("meeting", "list")["meetings"]
    assert [(m["code"], m["present"]) for m in listed] == [(meeting["code"], 2)], listed
    second.goodbye()
    assert first.until("peer-left")["reason"] == "disconnected"

    status, ended = daemon.request(
        "POST", f"/api/meeting/end/{meeting['meeting_id']}/", {}, host["access"]
    )
    assert (status, ended["status"]) == (200, "ended"), ended
    first.until("meeting-ended")
    assert first.until("close") == 4410
    # Attendance is recorded by a worker after the sockets have gone.
    end = time.monotonic() + DEADLINE
    while True:
        status, people = daemon.request(
            "GET",
            f"/api/meeting/{meeting['meeting_id']}/participants/?history=1",
            token=host["access"],
        )
        assert status == 200, people
        if len(people["participants"]) == 2 and all(p["left_at"] for p in people["participants"]):
            break
        assert time.monotonic() < end, people
    assert daemon.end() == 0


def lecternctl_manages_accounts_and_meetings(place):
    daemon = place.daemon()
    assert daemon.ctl_json("status")["listeners"] == daemon.ready
    assert "register#invitation=" in daemon.ctl("link")
    made = daemon.add_admin()
    assert "bob@example.org" in made and "a password of Bob" not in made, made
    assert "register#invitation=" not in daemon.ctl("link"), "there is an admin now"
    status, bob = daemon.request(
        "POST", "/api/auth/login", {"email": "bob@example.org", "password": "a password of Bob"}
    )
    assert status == 200 and bob["user"]["role"] == "admin", bob
    generated = re.search(
        r"password: (\S+)", daemon.ctl("user", "add", "Cleo", "--email", "cleo@example.org")
    ).group(1)
    assert (
        daemon.request(
            "POST", "/api/auth/login", {"email": "cleo@example.org", "password": generated}
        )[0]
        == 200
    )
    daemon.ctl("user", "add", "Cleo", "--email", "cleo@example.org", status=1)
    daemon.ctl("user", "passwd", "cleo@example.org", "--password-stdin", stdin="another password\n")
    assert (
        daemon.request(
            "POST", "/api/auth/login", {"email": "cleo@example.org", "password": generated}
        )[0]
        == 401
    )
    assert (
        daemon.request(
            "POST", "/api/auth/login", {"email": "cleo@example.org", "password": "another password"}
        )[0]
        == 200
    )
    daemon.ctl("user", "disable", "cleo@example.org")
    assert (
        daemon.request(
            "POST", "/api/auth/login", {"email": "cleo@example.org", "password": "another password"}
        )[0]
        == 401
    )
    users = {u["email"]: u for u in daemon.ctl_json("user", "list")["users"]}
    assert (
        sorted(users) == ["bob@example.org", "cleo@example.org"]
        and users["cleo@example.org"]["disabled"]
    ), users
    daemon.ctl("user", "disable", "nobody@example.org", status=1)

    meeting = create_meeting(daemon, bob["access"])
    ws, _ = joined_socket(daemon, bob["access"], meeting["code"])
    assert meeting["code"] in daemon.ctl("meeting", "list")
    daemon.ctl("meeting", "end", meeting["code"])
    assert ws.until("close") == 4410
    assert "no open meeting" in daemon.ctl("meeting", "list")
    daemon.ctl("meeting", "end", "no-such-code", status=1)
    assert daemon.end() == 0
    refused = daemon.ctl("status", status=3)
    assert "Is it running?" in refused, refused


def an_invitation_opens_one_account(place):
    daemon = place.daemon()
    register_admin(daemon)

    def register(email, link):
        body = {"email": email, "name": "Bea", "password": "a parrot in the rain"}
        if link:
            body["invitation"] = re.search(r"register#invitation=(\S+)", link).group(1)
        return daemon.request("POST", "/api/auth/register", body)

    assert register("bea@example.org", None)[0] == 403, "registration is by invitation"
    printed = daemon.ctl("user", "invite")
    assert printed.startswith(f"http://{daemon.ready['http'][0]}/register#"), printed
    status, bea = register("bea@example.org", printed)
    assert status == 201 and bea["user"]["role"] == "user", bea
    assert register("cleo@example.org", printed)[0] == 403, "the link works once"
    admin = daemon.ctl_json("user", "invite", "--admin", "--lasts", "1h")
    assert register("cleo@example.org", admin["link"])[1]["user"]["role"] == "admin"
    for lasts, status in (("0s", 1), ("91d", 1), ("-1h", 2), ("soon", 2)):
        daemon.ctl("user", "invite", "--lasts", lasts, status=status)
    assert daemon.end() == 0


def passwords_cannot_be_guessed_over_the_websocket(place):
    daemon = place.daemon()
    host = register_admin(daemon)
    meeting = create_meeting(daemon, host["access"], password="open sesame")
    status, guest = daemon.request(
        "POST", "/api/auth/guest", {"code": meeting["code"], "name": "Eve"}
    )
    assert status == 200, guest
    address = daemon.ready["http"][0]
    answers = []
    for guess in range(12):
        if guess % 4 == 0:  # a session may send five at once
            ws = WebSocket(connect(address), address)
            ws.send(type="auth", token=guest["access"])
            ws.until("welcome")
        ws.send(type="join", meetingId=meeting["code"], password=f"guess {guess}")
        answers.append(ws.until("error")["code"])
    assert answers[0] == "password-wrong" and answers[-1] == "rate-limited", answers
    # REST and WebSocket share this limit.
    status, refused = daemon.request(
        "POST",
        f"/api/meeting/join/{meeting['code']}/",
        {"password": "open sesame"},
        guest["access"],
    )
    assert (status, refused["code"]) == (429, "rate-limited"), refused
    # The limit does not delay people who need no password.
    _, joined = joined_socket(daemon, host["access"], meeting["code"])
    assert joined["role"] == "host"
    assert daemon.end() == 0


TESTS = [
    the_first_call_goes_through_every_part,
    lecternctl_manages_accounts_and_meetings,
    an_invitation_opens_one_account,
    passwords_cannot_be_guessed_over_the_websocket,
]

if __name__ == "__main__":
    suite.main(TESTS)
