#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""nginx and Caddy in front of two daemons: clients are spread, are moved, and come back when a node
dies."""
import time

import suite
from front_proxies import Caddy, Nginx
from node_site import Site, everybody_back, in_room, nothing_is_lost
from people import create_meeting

LISTEN = 'address = "127.0.0.1:0"\ntrusted_proxies = ["127.0.0.1"]'


def a_client_is_moved(place, kind):
    site = Site(place, 2, listen=LISTEN)
    proxy = kind(place, [node.ready["http"][0] for node in site.nodes])
    meeting = create_meeting(site.nodes[0], site.admin)
    door = lambda: (proxy.connect(), "meet")  # noqa: E731
    people = in_room(site, meeting, ("Ann", "Ben", "Cyd", "Dan"), door)
    # Not sticky: people of one room are at both nodes.
    passed = sum(n.metrics()["lectern_cluster_passed_sockets"] for n in site.nodes)
    assert 1 <= passed <= 3, passed
    for one in people:
        one.moves_to(door)
    assert {answer for one in people for answer in one.answers} == {"resumed"}, people[0].answers
    for one in people:
        one.thread.start()
    time.sleep(1)
    begin = time.monotonic()
    site.kill(site.owner())
    took = everybody_back(site, people, begin)
    time.sleep(1)
    total = nothing_is_lost(people)
    assert proxy.get("/api/openapi.json").startswith(b"HTTP/1.1 200")
    return f"{passed:.0f} of 4 sockets passed on; back {took:.2f} s after a kill, {total} lines"


if __name__ == "__main__":
    kinds = {"nginx": (Nginx,), "caddy": (Caddy,)}
    suite.main([*suite.rows(a_client_is_moved, kinds)])
