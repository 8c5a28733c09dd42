#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A room over three daemons: one PostgreSQL, one Redis, HAProxy in front. People come to any node,
move about, and lose the owner of their meeting."""
import contextlib
import os
import signal
import time

import suite
from haproxy import HaProxy
from lecternd import connect
from node_site import GOAL, Person, Site, door_of, everybody_back, in_room, nothing_is_lost
from people import create_meeting, guest_token, joined_socket
from websocket import WebSocket


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
    kinds = sorted({answer for one in people for answer in one.answers})
    return (
        f"6 people back {took[0]:.2f} and {took[1]:.2f} s after two kills, goal {GOAL} "
        f"({', '.join(kinds)}); "
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
    return f"everybody was at the other node after {took:.2f} s"


def joins_in_the_end(ws, meeting):
    ws.send(type="join", meetingId=meeting)
    while (answer := ws.receive())["type"] != "joined":
        if answer["type"] == "error":
            time.sleep(0.5)
            ws.send(type="join", meetingId=meeting)


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
    # For a moment after that the nodes only renew what they own.
    joins_in_the_end(ws, other["code"])
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


def private_lines_wait_for_whoever_is_away(place):
    site = Site(place, 2)
    meeting = create_meeting(site.nodes[0], site.admin)
    ann, ben = in_room(site, meeting, ("Ann", "Ben"))
    owner = site.owner()
    (spare,) = [n for n in site.nodes if n is not owner]
    ben.ws.sock.close()
    site.until(
        lambda node: node is spare or node.metrics()["lectern_signaling_away_sessions"] == 1
    )
    written = owner.metrics()["lectern_cluster_copies_total"]
    ann.ws.send(type="chat", message="only for you", targetId=ben.joined["peerId"], id="p")
    while ann._until("chat") and "only for you" not in ann.lines:
        pass
    site.until(
        lambda node: node is spare or node.metrics()["lectern_cluster_copies_total"] > written
    )
    site.kill(owner)
    ben.door = door_of(spare)
    ben._come_back()
    ben.reads_until("only for you")
    assert ben.answers == ["resync"] and ben.lines.count("only for you") == 1, ben.lines
    ben.moves_to(door_of(spare))
    assert ben.answers == ["resync", "resumed"] and ben.lines.count("only for you") == 1, ben.lines


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


def groups_last_when_the_owner_is_killed(place):
    site = Site(place, 2)
    meeting = create_meeting(site.nodes[0], site.admin)
    joined_socket(site.nodes[0], guest_token(site.nodes[0], meeting, "Eve"), meeting["code"])
    owner = site.owner()
    (spare,) = [n for n in site.nodes if n is not owner]
    host = Person(door_of(spare), site.admin, meeting["code"], "Ada")
    people = [
        Person(door_of(spare), guest_token(spare, meeting, name), meeting["code"], name)
        for name in ("Ben", "Cyd", "Dan")
    ]
    ben, cyd, dan = [one.joined["peerId"] for one in people]
    groups = [{"name": "Red", "members": [ben, cyd]}, {"name": "Blue", "members": [dan]}]
    host.ws.send(type="groups", action="open", groups=groups, seconds=3600, id="g")
    host._until("groups")
    for one in people:
        one._until("joined")
    people[0].ws.send(type="chat", message="in Red", id="r")
    people[1].reads_until("in Red")
    wait = time.monotonic() + 5
    written = owner.metrics()["lectern_cluster_copies_total"]
    host.ws.send(type="media-state", hand=True)
    while owner.metrics()["lectern_cluster_copies_total"] == written:
        assert time.monotonic() < wait
        time.sleep(0.05)
    site.kill(owner)
    for one in (host, *people):
        one.joined = None
        with contextlib.suppress(OSError):
            while True:
                one._take(one.ws.receive())
        one._come_back()
    own = [one.joined["groups"]["own"] for one in (host, *people)]
    assert own == [0, 1, 1, 2], own
    assert [g["name"] for g in host.joined["groups"]["groups"]] == ["Red", "Blue"]
    assert people[1].joined["chat"][-1]["message"] == "in Red", people[1].joined["chat"]
    assert people[2].joined["chat"] == [] and people[2].joined["peers"] == []
    assert [p["name"] for p in people[0].joined["peers"]] == ["Cyd"]
    assert host.joined["groups"]["endsAt"] is not None
    return "the next owner has both groups, who is in them, their chats and their end"


if __name__ == "__main__":
    suite.main(
        [
            people_of_three_nodes_are_in_one_room,
            sessions_resume_on_any_node,
            two_who_come_at_once_meet,
            the_owner_is_killed,
            groups_last_when_the_owner_is_killed,
            a_node_that_stops_passes_its_rooms_on,
            redis_goes_and_comes_back,
            private_lines_wait_for_whoever_is_away,
            a_frozen_owner_loses_its_room,
        ]
    )
