#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Several daemons on one PostgreSQL, which tell each other through a real Redis what happens."""
import os
import signal
import time

import suite
from lecternd import DEADLINE, connect
from people import create_meeting, guest_token, joined_socket, register_admin
from postgres_server import PostgresServer
from redis_server import RedisServer
from websocket import WebSocket

SECRET = "a secret of all nodes, long enough for a site"


def node(place, name, postgres, redis_url="", setting=""):
    folder = f"{place.folder}/{name}"
    os.mkdir(folder)
    lines = setting or f'redis_url = "{redis_url}"'
    text = place.config(
        f"""[auth]
registration = "open"
jwt_secrets = ["{SECRET}"]
[store]
url = "{postgres.url}"
[cluster]
{lines}
"""
    ).replace(f"{place.folder}/state", f"{folder}/state")
    return place.daemon(text, folder=folder)


class Site:
    def __init__(self, place, count=3):
        self.redis, self.postgres = RedisServer(place), PostgresServer(place)
        url = self.redis.url()
        self.nodes = [node(place, f"node{n}", self.postgres, url) for n in range(count)]
        self.meet()
        # Each start makes a new link for the first administrator.
        tokens = register_admin(self.nodes[-1])
        self.admin, self.refresh = tokens["access"], tokens["refresh"]

    def meet(self):
        """Waits until every node hears every other one."""
        self.until(lambda daemon: daemon.metrics()["lectern_cluster_nodes"] == len(self.nodes) - 1)

    def until(self, holds):
        end = time.monotonic() + DEADLINE
        while not all(holds(daemon) for daemon in self.nodes):
            assert time.monotonic() < end, "the nodes do not find each other"
            time.sleep(0.05)


def signed_in(daemon, token):
    address = daemon.ready["http"][0]
    ws = WebSocket(connect(address), address)
    ws.send(type="auth", token=token)
    ws.until("welcome")
    return ws


def events_reach_every_node(place):
    site = Site(place)
    first, second, third = site.nodes
    meeting = create_meeting(first, site.admin, access="approval")
    host = signed_in(second, site.admin)
    guest = guest_token(third, meeting, "Gus")
    began = time.monotonic()
    status, asked = third.request("POST", f"/api/meeting/join/{meeting['code']}/", {}, guest)
    assert status == 202, (status, asked)
    told = host.until("notification")
    took = time.monotonic() - began
    assert (told["event"], told["name"]) == ("join-requested", "Gus"), told
    public = create_meeting(first, site.admin)
    ws, _ = joined_socket(second, guest_token(second, public, "Gil"), public["code"])
    status, _ = third.request("POST", f"/api/meeting/end/{public['code']}/", {}, site.admin)
    assert status in (200, 204), status
    assert ws.until("meeting-ended")["meetingId"] == public["meeting_id"]
    assert ws.until("close") == 4410
    status, _ = third.request("POST", "/api/auth/logout", {"refresh": site.refresh})
    assert status in (200, 204), status
    assert host.until("close") == 4401
    for daemon in site.nodes:
        metrics = daemon.metrics()
        assert metrics["lectern_cluster_events_lost_total"] == 0
        assert metrics["lectern_cluster_refused_total"] == 0
    return f"a request at one node was told at another after {1000 * took:.0f} ms"


def without_redis_calls_go_on_and_news_come_later(place):
    site = Site(place, 2)
    here, there = site.nodes
    meeting = create_meeting(here, site.admin)
    ann, _ = joined_socket(there, guest_token(there, meeting, "Ann"), meeting["code"])
    ben, _ = joined_socket(there, guest_token(there, meeting, "Ben"), meeting["code"])
    site.redis.kill()
    away = time.monotonic()
    for daemon in site.nodes:
        daemon.wait_for_log("cluster_not_connected")
    ann.send(type="chat", message="still here")
    assert ben.until("chat")["message"] == "still here"
    status, _ = here.request(
        "PATCH", f"/api/meeting/{meeting['meeting_id']}/", {"title": "Geometry"}, site.admin
    )
    assert status == 200, status
    seconds = float(os.environ.get("REDIS_AWAY", "5"))
    while time.monotonic() - away < seconds:
        time.sleep(0.5)  # below the rate of pings
        for ws in (ann, ben):  # a client that does not read answers no ping, and is let go
            ws.send(type="ping", t=1)
            ws.until("pong")
    site.redis.start()
    back = time.monotonic()
    assert ben.until("meeting-updated")["meeting"]["title"] == "Geometry"
    took = time.monotonic() - back
    site.meet()
    return f"Redis was away for {seconds:.0f} s; {took:.1f} s after its return the news were there"


def a_server_that_hangs_is_noticed(place):
    site = Site(place, 2)
    site.redis.freeze(signal.SIGSTOP)
    for daemon in site.nodes:
        daemon.wait_for_log("cluster_not_connected")
        assert daemon.request("GET", "/api/meetings/", token=site.admin)[0] == 200
    site.redis.freeze(signal.SIGCONT)
    site.meet()


def missing_rights_are_told_in_words(place):
    redis, postgres = RedisServer(place), PostgresServer(place)
    for name, url, why in (
        ("mute", redis.url("mute", "silent"), "NOPERM"),
        ("wrong", redis.url(password="no"), "WRONGPASS"),
        ("nobody", "redis://127.0.0.1:1", "Connection refused"),
    ):
        daemon = node(place, name, postgres, url)
        daemon.wait_for_log("cluster_not_connected")
        lines = [line for line in daemon.log if "cluster_not_connected" in line]
        assert why in lines[0], lines
        assert daemon.metrics()["lectern_cluster_connected"] == 0
        assert daemon.end() == 0


if __name__ == "__main__":
    suite.main(
        [
            events_reach_every_node,
            without_redis_calls_go_on_and_news_come_later,
            a_server_that_hangs_is_noticed,
            missing_rights_are_told_in_words,
        ]
    )
