#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A room over three daemons: one PostgreSQL, one Redis, HAProxy in front. People come to any node,
move about, and lose the owner of their meeting."""
import contextlib
import os
import select
import signal
import threading
import time

import suite
from haproxy import HaProxy
from lecternd import DEADLINE, connect
from people import create_meeting, guest_token, joined_socket, register_admin
from postgres_server import PostgresServer
from redis_server import RedisServer
from websocket import WebSocket

SECRET = "a secret of all nodes, long enough for a site"
BACK = 5  # seconds until everybody is in the room again after a kill


class Site:
    def __init__(self, place, count=3, redis=None):
        self.place = place
        self.redis = redis or RedisServer(place)
        self.postgres = PostgresServer(place)
        self.nodes = [self.start(f"node{n}") for n in range(count)]
        self.meet()
        tokens = register_admin(self.nodes[-1])
        self.admin = tokens["access"]

    def start(self, name):
        folder = f"{self.place.folder}/{name}"
        os.mkdir(folder)
        text = self.place.config(
            f"""[auth]
registration = "open"
jwt_secrets = ["{SECRET}"]
[store]
url = "{self.postgres.url}"
[cluster]
redis_url = "{self.redis.url()}"
listen = "127.0.0.1:0"
"""
        ).replace(f"{self.place.folder}/state", f"{folder}/state")
        return self.place.daemon(text, folder=folder)

    def meet(self):
        self.until(lambda node: node.metrics()["lectern_cluster_nodes"] == len(self.nodes) - 1)

    def until(self, holds):
        end = time.monotonic() + DEADLINE
        while not all(holds(node) for node in self.nodes):
            assert time.monotonic() < end, "the nodes do not agree"
            time.sleep(0.05)

    def owner(self):
        """The node that has the room."""
        (one,) = [n for n in self.nodes if n.metrics()["lectern_signaling_rooms"] == 1]
        return one

    def kill(self, node):
        node.process.kill()
        node.process.wait()
        self.nodes.remove(node)
        self.place.daemons.remove(node)

    def people(self, node, meeting):
        status, now = node.request(
            "GET", f"/api/meeting/{meeting['meeting_id']}/participants", token=self.admin
        )
        assert status == 200, now
        return {one["name"]: one for one in now["participants"]}


def door_of(node):
    return lambda: (connect(node.ready["http"][0]), node.ready["http"][0])


class Person:
    """A client that keeps to docs/protocol.md: it resumes when its socket breaks, signs in anew
    where its session is gone, and repeats what got no answer."""

    def __init__(self, door, token, meeting, name):
        self.door, self.token, self.meeting, self.name = door, token, meeting, name
        self.session, self.seen = None, 0
        self.lines, self.answered, self.unanswered = [], [], {}
        self.answers, self.closes, self.errors, self.sent = [], [], [], 0
        self.joined = None
        self.back_at, self.lost_at = None, None
        self.going = True
        self.pause = 0.6
        self._begin()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def _open(self):
        sock, address = self.door()
        self.ws = WebSocket(sock, address)
        if self.ws.status != 101:
            raise ConnectionError(self.ws.status)
        sock.settimeout(8)

    def _begin(self):
        self._open()
        self.ws.send(type="auth", token=self.token)
        self._until("welcome")
        self._join()

    def _join(self):
        while True:
            self.ws.send(type="join", meetingId=self.meeting)
            if self._until("joined", "error") == "joined":
                return
            time.sleep(0.3)

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
        if kind == "joined":
            self.joined = message
            old = [line["message"] for line in message["chat"]]
            self.lines = [line for line in self.lines if line not in old] + old
        if kind == "error":
            self.errors.append(message["code"])
        if kind == "chat":
            self.lines.append(message["message"])
            if message.get("re") in self.unanswered:
                self.answered.append(self.unanswered.pop(message["re"]))
        return kind

    def _speak(self):
        key = f"{self.name}-{self.sent}"
        self.unanswered[key] = f"{self.name} {self.sent}"
        self.sent += 1
        self.ws.send(type="chat", message=self.unanswered[key], id=key)

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
            time.sleep(0.1)
        raise AssertionError(f"{self.name} does not come back")

    def _resume(self):
        self.ws.send(
            type="resume", session=self.session, resumeToken=self.resume_token, lastSeq=self.seen
        )
        answer = self._until("resumed", "resync", "error")
        self.answers.append(answer)
        if answer == "resync":
            self._until("joined")
        if answer == "error":
            self.ws.sock.close()
            self._begin()
        for key, text in self.unanswered.items():
            self.ws.send(type="chat", message=text, id=key)

    def moves_to(self, door):
        self.door = door
        self.ws.sock.close()
        self._open()
        self._resume()

    def hush(self):
        self.going = False
        self.thread.join(30)
        assert not self.thread.is_alive() and not self.unanswered, (self.name, self.unanswered)

    def reads_until(self, line):
        while line not in self.lines:
            self._take(self.ws.receive())


def in_room(site, meeting, names, door=None):
    people = []
    for at, name in enumerate(names):
        node = site.nodes[at % len(site.nodes)]
        token = guest_token(node, meeting, name)
        people.append(Person(door or door_of(node), token, meeting["code"], name))
    return people


def people_of_three_nodes_are_in_one_room(place):
    site = Site(place)
    meeting = create_meeting(site.nodes[0], site.admin)
    host, _ = joined_socket(site.nodes[1], site.admin, meeting["code"])
    ann, ben, cyd = [
        joined_socket(node, guest_token(node, meeting, name), meeting["code"])
        for node, name in zip(site.nodes, ("Ann", "Ben", "Cyd"))
    ]
    assert len(cyd[1]["peers"]) == 3, cyd[1]["peers"]
    host.send(type="chat", message="good morning", id="h")
    for ws in (host, ann[0], ben[0], cyd[0]):
        assert ws.until("chat")["message"] == "good morning"
    offer = {"type": "offer", "sdp": "v=0"}
    cyd[0].send(type="offer", targetId=ann[1]["peerId"], offer=offer)
    assert ann[0].until("offer")["fromId"] == cyd[1]["peerId"]
    host.send(type="moderate", action="mute", targetId=ben[1]["peerId"], id="m")
    assert host.until("moderated")["re"] == "m"
    assert ben[0].until("moderated")["action"] == "mute"
    cyd[0].send(type="leave", id="l")
    cyd[0].until("left")
    assert ann[0].until("peer-left")["peer"]["name"] == "Cyd"
    cyd[0].send(type="join", meetingId=meeting["code"])
    assert len(cyd[0].until("joined")["peers"]) == 3
    assert sum(n.metrics()["lectern_signaling_rooms"] for n in site.nodes) == 1
    assert sum(n.metrics()["lectern_cluster_passed_sockets"] for n in site.nodes) >= 2
    # A session that was at the owner of one meeting goes to the owner of another.
    other = create_meeting(site.nodes[2], site.admin, title="Music")
    first, _ = joined_socket(site.nodes[2], site.admin, other["code"])
    host.send(type="leave")
    host.until("left")
    host.send(type="join", meetingId=other["code"], id="j")
    assert host.until("joined")["re"] == "j"
    assert first.until("close") == 4409  # the seat has one live session
    status, _ = site.nodes[0].request(
        "POST", f"/api/meeting/end/{meeting['code']}/", {}, site.admin
    )
    assert status in (200, 204), status
    for ws in (ann[0], ben[0], cyd[0]):
        assert ws.until("close") == 4410


def sessions_resume_on_any_node(place):
    site = Site(place)
    meeting = create_meeting(site.nodes[0], site.admin)
    ann, ben, cyd = in_room(site, meeting, ("Ann", "Ben", "Cyd"))
    for turn in range(6):
        for shift, one in enumerate((ann, ben, cyd)):
            one.moves_to(door_of(site.nodes[(turn + shift) % 3]))
        text = f"turn {turn}"
        ann.ws.send(type="chat", message=text, id=f"t{turn}")
        for one in (ann, ben, cyd):
            one.reads_until(text)
    for one in (ann, ben, cyd):
        assert one.answers == ["resumed"] * 6, (one.answers, one.errors)
        assert len(one.lines) == 6, one.lines
    assert sum(n.metrics()["lectern_signaling_sessions"] for n in site.nodes) == 3


def two_who_come_at_once_meet(place):
    site = Site(place, 2)
    for _ in range(10):
        meeting = create_meeting(site.nodes[0], site.admin)
        sockets = []
        for node, name in zip(site.nodes, ("Ann", "Ben")):
            token = guest_token(node, meeting, name)
            address = node.ready["http"][0]
            ws = WebSocket(connect(address), address)
            ws.send(type="auth", token=token)
            ws.until("welcome")
            sockets.append(ws)
        for ws in sockets:
            ws.send(type="join", meetingId=meeting["code"])
        peers = [len(ws.until("joined")["peers"]) for ws in sockets]
        assert sorted(peers) == [0, 1], peers


def everybody_back(site, people, begin):
    end = time.monotonic() + 30
    while any(one.back_at is None or one.back_at < begin for one in people):
        assert time.monotonic() < end, [(o.name, o.answers, o.closes) for o in people]
        time.sleep(0.01)
    return max(one.back_at for one in people) - begin


def nothing_is_lost(people):
    for one in people:
        one.hush()
    total = [line for one in people for line in one.answered]
    for one in people:
        one.ws.send(type="ping", t=1)
        one._until("pong")
        for line in total:
            assert one.lines.count(line) == 1, (one.name, line, one.lines)
        for other in people:
            said = [line for line in one.lines if line.startswith(other.name + " ")]
            assert said == [f"{other.name} {n}" for n in range(other.sent)], (one.name, said)
    return len(total)


def the_owner_is_killed(place):
    site = Site(place)
    proxy = HaProxy(place, [node.ready["http"][0] for node in site.nodes])
    meeting = create_meeting(site.nodes[0], site.admin)
    door = lambda: (proxy.connect(), "meet")  # noqa: E731
    host = Person(door, site.admin, meeting["code"], "Ada")
    people = [host, *in_room(site, meeting, ("Ben", "Cyd", "Dan", "Eve", "Fay"), door)]
    host.ws.send(type="media-state", hand=True)
    for one in people:
        one.thread.start()
    time.sleep(3 * host.pause)
    took = []
    for _ in range(2):
        owner = site.owner()
        begin = time.monotonic()
        site.kill(owner)
        took.append(everybody_back(site, people, begin))
        time.sleep(2 * host.pause)
    total = nothing_is_lost(people)
    owner = site.owner()
    assert len(host.joined["peers"]) == 5 and host.joined["role"] == "host", host.joined
    who = site.people(owner, meeting)
    assert len(who) == 6 and who["Ada"]["media"]["hand"] is True, who
    assert max(took) < BACK, took
    kinds = sorted({answer for one in people for answer in one.answers})
    return (
        f"6 people back {took[0]:.2f} and {took[1]:.2f} s after two kills ({', '.join(kinds)}); "
        f"{total} acknowledged lines, each once and in order"
    )


def a_node_that_stops_passes_its_rooms_on(place):
    site = Site(place, 2)
    meeting = create_meeting(site.nodes[0], site.admin)
    proxy = HaProxy(place, [node.ready["http"][0] for node in site.nodes])
    people = in_room(site, meeting, ("Ann", "Ben"), lambda: (proxy.connect(), "meet"))
    for one in people:
        one.thread.start()
    time.sleep(1)
    owner = site.owner()
    begin = time.monotonic()
    assert owner.end() == 0
    site.nodes.remove(owner)
    took = everybody_back(site, people, begin)
    nothing_is_lost(people)
    assert {a for one in people for a in one.answers} <= {"resync", "resumed"}, people[0].answers
    assert took < BACK, took
    return f"everybody was at the other node after {took:.2f} s"


def redis_goes_and_comes_back(place):
    site = Site(place, 2)
    meeting = create_meeting(site.nodes[0], site.admin)
    people = in_room(site, meeting, ("Ann", "Ben"))
    for one in people:
        one.thread.start()
    time.sleep(1)
    site.redis.kill()
    away = time.monotonic()
    for node in site.nodes:
        node.wait_for_log("cluster_not_connected")
    # A new meeting has to wait: nobody can say who owns it.
    other = create_meeting(site.nodes[0], site.admin)
    ws = WebSocket(*door_of(site.nodes[0])())
    ws.send(type="auth", token=site.admin)
    ws.until("welcome")
    ws.send(type="join", meetingId=other["code"])
    refused = ws.until("error")
    assert (refused["code"], refused["retryAfter"]) == ("overloaded", 2), refused
    seconds = float(os.environ.get("REDIS_AWAY", "4"))
    before = [len(one.lines) for one in people]
    while time.monotonic() - away < seconds:
        time.sleep(0.5)
        ws.send(type="ping", t=1)
        ws.until("pong")
    assert all(len(one.lines) > n for one, n in zip(people, before)), "the talk has stopped"
    site.redis.start()
    site.meet()
    ws.send(type="join", meetingId=other["code"])
    ws.until("joined")
    time.sleep(1)
    # The server has come back empty; the owner has written everything again.
    begin = time.monotonic()
    rooms = {n: n.metrics()["lectern_signaling_rooms"] for n in site.nodes}
    owner = max(rooms, key=rooms.get)
    spare = [n for n in site.nodes if n is not owner][0]
    for one in people:
        one.door = door_of(spare)
    site.kill(owner)
    took = everybody_back(site, [p for p in people], begin)
    total = nothing_is_lost(people)
    assert not any("error" in one.answers for one in people), [o.answers for o in people]
    return (
        f"Redis was away for {seconds:.0f} s and came back empty; then the owner was killed: back "
        f"after {took:.2f} s, {total} lines"
    )


def a_frozen_owner_loses_its_room(place):
    site = Site(place, 2)
    meeting = create_meeting(site.nodes[0], site.admin)
    people = in_room(site, meeting, ("Ann", "Ben"))
    for one in people:
        one.thread.start()
    time.sleep(1)
    owner = site.owner()
    (spare,) = [n for n in site.nodes if n is not owner]
    for one in people:
        one.door = door_of(spare)
    begin = time.monotonic()
    owner.process.send_signal(signal.SIGSTOP)
    for one in people:  # the client of the frozen node notices by its own pings
        with contextlib.suppress(OSError):
            one.ws.sock.shutdown(2)
    took = everybody_back(site, people, begin)
    owner.process.send_signal(signal.SIGCONT)
    owner.wait_for_log("meeting_lost")
    assert owner.metrics()["lectern_signaling_rooms"] == 0
    nothing_is_lost(people)
    return f"everybody was at the other node after {took:.2f} s; the old owner gave its room up"


if __name__ == "__main__":
    suite.main(
        [
            people_of_three_nodes_are_in_one_room,
            sessions_resume_on_any_node,
            two_who_come_at_once_meet,
            the_owner_is_killed,
            a_node_that_stops_passes_its_rooms_on,
            redis_goes_and_comes_back,
            a_frozen_owner_loses_its_room,
        ]
    )
