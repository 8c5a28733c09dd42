# SPDX-License-Identifier: MIT
"""Several daemons of one site: one PostgreSQL, one Redis, and people who talk while nodes die."""
import os
import time

from lecternd import DEADLINE, connect
from people import guest_token, register_admin
from postgres_server import PostgresServer
from redis_server import RedisServer
from talking import Talking

SECRET = "a secret of all nodes, long enough for a site"
GOAL = 5  # seconds until everybody is in the room again after a kill; a busy machine needs more


class Site:
    """`parts(n)` gives what is special about node n: text for [turn] and for [cluster]."""

    def __init__(self, place, count=3, redis=None, parts=lambda n: {}, **config):
        self.place, self.config = place, config
        self.redis = redis or RedisServer(place)
        self.postgres = PostgresServer(place)
        self.nodes = [self.start(f"node{n}", **parts(n)) for n in range(count)]
        self.meet()
        tokens = register_admin(self.nodes[-1])
        self.admin = tokens["access"]

    def start(self, name, turn="", cluster=""):
        folder = f"{self.place.folder}/{name}"
        os.mkdir(folder)
        text = self.place.config(
            f"""[auth]
registration = "open"
jwt_secrets = ["{SECRET}"]
[store]
url = "{self.postgres.url}"
[cluster]
{self.redis.setting()}
listen = "127.0.0.1:0"
{cluster}
""",
            turn=turn,
            **self.config,
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


class Person(Talking):
    """It signs in anew where its session is gone."""

    def __init__(self, door, token, meeting, name):
        self.answered, self.errors, self.joined = [], [], None
        super().__init__(door, token, meeting, name)

    def _open(self):
        self._use(*self.door(), DEADLINE / 3)

    def _join(self):
        while True:
            self.ws.send(type="join", meetingId=self.meeting)
            if self._until("joined", "error") == "joined":
                return
            time.sleep(0.3)

    def _heard(self, kind, message):
        if kind == "joined":
            self.joined = message
            old = [line["message"] for line in message["chat"]]
            self.lines = [line for line in self.lines if line not in old] + old
            # The answers to these lines died with the owner of the room, and do not come again.
            for key in [key for key, line in self.unanswered.items() if line in old]:
                self.answered.append(self.unanswered.pop(key))
        if kind == "error":
            self.errors.append(message["code"])
        if kind == "chat":
            self.lines.append(message["message"])
            if message.get("re") in self.unanswered:
                self.answered.append(self.unanswered.pop(message["re"]))

    def _resume(self):
        self._asks_to_resume()
        answer = self._until("resumed", "resync", "error")
        self.answers.append(answer)
        if answer == "resync":
            self._until("joined")
        if answer == "error":
            self.ws.sock.close()
            self.begins()
        self._repeat_unanswered()

    def moves_to(self, door):
        self.door = door
        self.ws.sock.close()
        self._open()
        self._resume()

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


def everybody_back(site, people, begin):
    end = time.monotonic() + DEADLINE
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
