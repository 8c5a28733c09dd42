#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""examples/node-client, which was written from the documents alone: it joins, talks, and resumes
over a line that is cut."""
import os
import queue
import subprocess
import threading

import suite
from lecternd import DEADLINE, endpoint
from lines import Exchange
from people import create_meeting, guest_token, joined_socket, register_admin

EXAMPLE = os.path.join(os.path.dirname(__file__), "..", "..", "examples", "node-client")


class Program:
    """The client in a process of its own; its output comes line by line."""

    def __init__(self, place, address, code, *who):
        self.process = subprocess.Popen(
            ["node", os.path.join(EXAMPLE, "client.mjs"), "http://" + address, code, *who],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        place.at_end(self.end)
        self.lines, self.seen = queue.Queue(), []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))

    def type(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def until(self, line):
        while line not in self.seen:
            try:
                self.seen.append(self.lines.get(timeout=DEADLINE))
            except queue.Empty:
                raise AssertionError(f"never said {line!r}: {self.seen}") from None

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


def need_client():
    suite.need("node")
    if not os.path.isdir(os.path.join(EXAMPLE, "node_modules")):
        raise suite.Skipped("examples/node-client/node_modules: run scripts/npm_ci.sh there")


class Room:
    def __init__(self, place):
        need_client()
        daemon = place.daemon()
        self.token = register_admin(daemon)["access"]
        self.meeting = create_meeting(daemon, self.token)
        self.ada, _ = joined_socket(daemon, self.token, self.meeting["code"])
        self.exchange = Exchange(place, endpoint(daemon.ready["http"][0]))
        self.sam = Program(place, self.exchange.address, self.meeting["code"], "Sam")
        self.sam.until('* "Algebra", you are participant')
        self.ada.until("peer-joined")


def two_people_talk(place):
    room = Room(place)
    room.ada.send(type="chat", message="Good morning")
    room.sam.until("Ada: Good morning")
    room.sam.type("Good morning, Ada")
    assert room.ada.until("chat")["message"] == "Good morning"  # the own line
    assert room.ada.until("chat")["message"] == "Good morning, Ada"
    room.sam.type("/hand")
    assert room.ada.until("peer-updated")["peer"]["media"]["hand"]
    room.sam.type("/who")
    room.sam.until("* Ada (host)")
    room.sam.type("/to Ada psst")
    assert room.ada.until("chat")["private"]
    room.sam.type("/leave")
    assert room.ada.until("peer-left")["reason"] == "left"
    assert room.sam.process.wait(DEADLINE) == 0


def nothing_is_lost_where_the_line_is_cut(place):
    room = Room(place)
    for turn in range(5):
        room.exchange.cut()
        room.sam.type(f"mine {turn}")
        room.ada.send(type="chat", message=f"hers {turn}")
        room.sam.until(f"Ada: hers {turn}")
        room.sam.until(f"Sam: mine {turn}")
        heard = sorted(room.ada.until("chat")["message"] for _ in range(2))
        assert heard == [f"hers {turn}", f"mine {turn}"], heard
    said = [line for line in room.sam.seen if ": " in line]
    assert len(said) == len(set(said)) == 10, said
    assert "* waiting" not in room.sam.seen


def a_host_moderates(place):
    need_client()
    daemon = place.daemon()
    token = register_admin(daemon)["access"]
    meeting = create_meeting(daemon, token)
    address = daemon.ready["http"][0]
    ada = Program(place, address, meeting["code"], "--token", token)
    ada.until('* "Algebra", you are host')
    sam, _ = joined_socket(daemon, guest_token(daemon, meeting, "Sam"), meeting["code"])
    ada.until("* Sam comes in")
    ada.type("/mute Sam")
    assert sam.until("moderated")["action"] == "mute"
    ada.until("* Ada: mute Sam")
    ada.type("/lock")
    ada.until("* the meeting is locked")
    ada.type("/remove Sam")
    assert sam.until("removed")["reason"] == "removed"
    ada.until("* Sam is gone (removed)")
    ada.type("/end")
    ada.until("* the meeting has ended")
    assert ada.process.wait(DEADLINE) == 0


TESTS = [a_host_moderates, two_people_talk, nothing_is_lost_where_the_line_is_cut]

if __name__ == "__main__":
    suite.main(TESTS)
