#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A restart under a room that talks: the sessions, the rooms and what is on its way go on in the
next process, through the descriptor store of the service manager."""
import os
import re
import signal
import time

import suite
from lecternd import connect
from people import create_meeting, guest_token
from resuming import people_of
from service_manager import ServiceManager
from talking import PAUSE, Talking


class Door:
    """Where the daemon of the moment listens."""

    def __init__(self, daemon):
        self.moves_to(daemon)

    def moves_to(self, daemon):
        self.address = daemon.ready["http"][0]


def admin_of(daemon):
    """Where a service manager listens, the daemon prints no link for the first administrator."""
    daemon.add_admin()
    credentials = {"email": "bob@example.org", "password": "a password of Bob"}
    status, tokens = daemon.request("POST", "/api/auth/login", credentials)
    assert status == 200, tokens
    return tokens["access"]


class Talker(Talking):
    """Resumes always: another answer is a fault."""

    def __init__(self, door, token, meeting, name):
        self.silences, self.heard = [], time.monotonic()
        super().__init__(door, token, meeting, name)

    def _open(self):
        address = self.door.address
        self._use(connect(address), address, 5)

    def _heard(self, kind, message):
        assert kind not in ("error", "resync", "peer-left"), message
        if kind == "chat":
            self.lines.append((message["name"], message["message"]))
            self.unanswered.pop(message.get("re"), None)
            self.silences.append(time.monotonic() - self.heard)
            self.heard = time.monotonic()

    def finds_no_session(self):
        self._open()
        self._asks_to_resume()
        assert self.ws.receive()["code"] == "no-such-session"

    def _resume(self):
        self._asks_to_resume()
        answer = self.ws.receive()
        self.answers.append(answer["type"])
        assert self._take(answer) == "resumed", answer
        while self.seen < answer["lastSeq"]:
            self._take(self.ws.receive())
        self.ws.send(type="ack", seq=self.seen)
        self._repeat_unanswered()

    def drain(self, count):
        """Reads until that many lines have come."""
        while len(self.lines) < count:
            self._take(self.ws.receive())


def a_room_goes_on_over_three_restarts(place):
    manager = ServiceManager(place)
    text = place.config()
    daemon = place.daemon(text, **manager.options())
    admin = admin_of(daemon)
    meeting = create_meeting(daemon, admin)
    door = Door(daemon)
    host = Talker(door, admin, meeting["meeting_id"], "Bob")
    guests = [
        Talker(door, guest_token(daemon, meeting, name), meeting["code"], name)
        for name in ("Ben", "Cyd")
    ]
    talkers = [host, *guests]
    for one in talkers:
        one.thread.start()
    host.ws.send(type="media-state", hand=True)
    down, away = [], []
    for _ in range(3):
        before = [len(one.lines) for one in talkers]
        while any(len(one.lines) < n + 4 for one, n in zip(talkers, before)):
            time.sleep(0.01)
        begin = time.monotonic()
        assert daemon.end() == 0, daemon.errors()
        assert "lectern-handover-rooms" in [name for name, _ in manager.store], manager.store
        daemon = place.daemon(text, **manager.options())
        down.append(time.monotonic() - begin)
        door.moves_to(daemon)
        daemon.wait_for_log("rooms_taken_over")
        (line,) = [line for line in daemon.log if "rooms_taken_over" in line]
        away.append(int(re.search(r"milliseconds_away=(\d+)", line)[1]))
        assert not manager.store, "what was taken is offered again"
    while people_of(daemon) < 3 or any(len(one.answers) < 3 for one in talkers):
        time.sleep(0.01)
    for one in talkers:
        one.hush()
    total = sum(one.sent for one in talkers)
    for one in talkers:
        one.drain(total)
        assert len(one.lines) == len(set(one.lines)) == total, (len(one.lines), total)
        for other in talkers:
            said = [line for name, line in one.lines if name == other.name]
            assert said == [f"{other.name} {n}" for n in range(other.sent)], said
        assert one.answers == ["resumed"] * 3 and one.closes == [1012] * 3, (
            one.answers,
            one.closes,
        )
    hands_and_roles_last(daemon, admin, meeting)
    stays = daemon.request(
        "GET", f"/api/meeting/{meeting['meeting_id']}/participants?history=1", token=admin
    )
    for person in stays[1]["participants"]:
        assert person["stays"] == 1 and person["left_at"] is None, person
    silence = max(max(one.silences) for one in talkers)
    metrics = daemon.metrics()
    assert metrics['lectern_signaling_restores_total{result="restored"}'] == 1
    assert metrics['lectern_signaling_resumes_total{result="resumed"}'] == 3
    assert daemon.end() == 0
    seconds = ", ".join(f"{s:.2f}" for s in down)
    return (
        f"{total} lines of 3 people over 3 restarts of {seconds} s ({away} ms without signaling), "
        f"each once and in order at everybody; longest silence {silence:.2f} s, of which a speaker "
        f"takes {PAUSE} s"
    )


def hands_and_roles_last(daemon, admin, meeting):
    status, now = daemon.request(
        "GET", f"/api/meeting/{meeting['meeting_id']}/participants", token=admin
    )
    assert status == 200, now
    people = {one["name"]: one for one in now["participants"]}
    assert people["Bob"]["role"] == "host" and people["Bob"]["media"]["hand"] is True, people
    assert {people[name]["role"] for name in ("Ben", "Cyd")} == {"participant"}, people


def room_of_ben(daemon):
    admin = admin_of(daemon)
    meeting = create_meeting(daemon, admin)
    ben = Talker(Door(daemon), guest_token(daemon, meeting, "Ben"), meeting["code"], "Ben")
    return admin, meeting, ben


def a_stop_ends_the_rooms(place):
    manager = ServiceManager(place)
    text = place.config()
    daemon = place.daemon(text, **manager.options())
    admin, meeting, ben = room_of_ben(daemon)
    assert daemon.end() == 0
    stopped = time.time()
    manager.forget()
    daemon = place.daemon(text, **manager.options())
    assert people_of(daemon) == 0
    _, history = daemon.request(
        "GET", f"/api/meeting/{meeting['meeting_id']}/participants?history=1", token=admin
    )
    (person,) = history["participants"]
    assert person["left_at"] is not None and person["stays"] == 1, (person, stopped)
    ben.door.moves_to(daemon)
    ben.finds_no_session()


def without_a_manager_the_sessions_end(place):
    daemon = place.daemon()
    _, _, ben = room_of_ben(daemon)
    daemon.process.send_signal(signal.SIGTERM)
    assert ben.ws.until("close") == 1001


def a_broken_text_costs_the_rooms_only(place):
    manager = ServiceManager(place)
    text = place.config()
    daemon = place.daemon(text, **manager.options())
    _, meeting, ben = room_of_ben(daemon)
    assert daemon.end() == 0
    (rooms,) = [fd for name, fd in manager.store if name == "lectern-handover-rooms"]
    os.pwrite(rooms, b'{"format":9', 0)
    daemon = place.daemon(text, **manager.options())
    daemon.wait_for_log("rooms_not_taken_over")
    assert daemon.metrics()['lectern_signaling_restores_total{result="refused"}'] == 1
    assert people_of(daemon) == 0
    again = Talker(Door(daemon), ben.token, meeting["code"], "Ben")
    assert again.session != ben.session


def after_a_kill_clients_join_again(place):
    manager = ServiceManager(place)
    text = place.config()
    daemon = place.daemon(text, **manager.options())
    admin = admin_of(daemon)
    meeting = create_meeting(daemon, admin)
    host = Talker(Door(daemon), admin, meeting["meeting_id"], "Bob")
    begin = time.monotonic()
    daemon.process.kill()
    daemon.process.wait()
    daemon = place.daemon(text, **manager.options())
    host.door.moves_to(daemon)
    host.finds_no_session()
    host.ws.send(type="auth", token=host.token)
    host.ws.until("welcome")
    host.ws.send(type="join", meetingId=meeting["meeting_id"])
    joined = host.ws.until("joined")
    assert joined["role"] == "host", joined
    return f"in the room again {time.monotonic() - begin:.2f} s after the kill, with its role"


if __name__ == "__main__":
    suite.main(
        [
            a_room_goes_on_over_three_restarts,
            a_stop_ends_the_rooms,
            without_a_manager_the_sessions_end,
            a_broken_text_costs_the_rooms_only,
            after_a_kill_clients_join_again,
        ]
    )
