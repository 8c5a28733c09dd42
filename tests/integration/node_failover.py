#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Redis fails over under a room: one master, one replica, three Sentinels."""
import time

import suite
from cluster import node
from lecternd import DEADLINE
from node_site import Site, door_of, everybody_back, in_room, nothing_is_lost
from people import create_meeting
from postgres_server import PostgresServer
from redis_group import MistakenSentinel, RedisGroup


def connections(daemon):
    return sum("cluster_connected" in line for line in daemon.log)


def wait_for(holds, what):
    end = time.monotonic() + DEADLINE
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.02)


def talking_room(place, group):
    site = Site(place, 2, redis=group)
    meeting = create_meeting(site.nodes[0], site.admin)
    people = in_room(site, meeting, ("Ann", "Ben"))
    for one in people:
        one.thread.start()
    wait_for(lambda: all(one.answered for one in people), "nobody talks")
    return site, people


def reconnected(site, before):
    wait_for(
        lambda: all(connections(n) > before[n] for n in site.nodes), "a node does not come back"
    )


def the_owner_dies_too(site, people):
    """What it wrote to the new master is enough to go on at the other node."""
    owner = site.owner()
    (spare,) = [n for n in site.nodes if n is not owner]
    for one in people:
        one.door = door_of(spare)
    begin = time.monotonic()
    site.kill(owner)
    took = everybody_back(site, people, begin)
    total = nothing_is_lost(people)
    assert not any("error" in one.answers for one in people), [one.answers for one in people]
    return took, total


def rooms_go_on_when_the_master_dies(place):
    group = RedisGroup(place)
    site, people = talking_room(place, group)
    before = {n: connections(n) for n in site.nodes}
    begin = time.monotonic()
    old = group.kill_master()
    said = [len(one.lines) for one in people]
    reconnected(site, before)
    took = time.monotonic() - begin
    assert group.master() != old
    for n in site.nodes:
        assert n.metrics()["lectern_cluster_meetings_lost_total"] == 0
    wait_for(
        lambda: all(len(one.lines) > n + 2 for one, n in zip(people, said)), "the talk has stopped"
    )
    assert not any(one.closes for one in people), [one.closes for one in people]
    site.meet()
    # The old master comes back as a replica; nobody goes there.
    group.start(old, group.master())
    back, total = the_owner_dies_too(site, people)
    return (
        f"both nodes were at the new master {took:.1f} s after the kill (down-after 1 s), nobody's "
        f"socket closed; then the owner was killed: back after {back:.2f} s, {total} lines"
    )


def nodes_follow_an_ordered_failover(place):
    group = RedisGroup(place)
    site, people = talking_room(place, group)
    before = {n: connections(n) for n in site.nodes}
    old = group.master()
    begin = time.monotonic()
    group.order_failover()
    reconnected(site, before)
    took = time.monotonic() - begin
    assert group.master() != old
    site.meet()
    assert not any(one.closes for one in people), [one.closes for one in people]
    total = nothing_is_lost(people)
    return f"both nodes were at the new master {took:.1f} s after the order; {total} lines"


def a_replica_is_refused(place):
    group, postgres = RedisGroup(place), PostgresServer(place)
    mistaken = MistakenSentinel(place, [group.servers[1], group.servers[0]])
    daemon = node(place, "mistaken", postgres, setting=group.setting([1, mistaken.port]))
    daemon.wait_for_log("cluster_connected")
    (why,) = [line for line in daemon.log if "cluster_not_connected" in line]
    assert "is no master" in why, why
    lost = node(place, "lost", postgres, setting=group.setting([1]))
    lost.wait_for_log("cluster_not_connected")
    (why,) = [line for line in lost.log if "cluster_not_connected" in line]
    assert "the Sentinel 127.0.0.1:1: Connection refused" in why, why


if __name__ == "__main__":
    suite.main(
        [
            rooms_go_on_when_the_master_dies,
            nodes_follow_an_ordered_failover,
            a_replica_is_refused,
        ]
    )
