#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The relays of a site with three nodes: which ones a client gets, in which order, and that the
credentials are good at each."""
import time

import suite
from echo import PEER, Echo
from lecternd import DEADLINE, endpoint
from node_site import Site, door_of
from people import create_meeting, guest_token, joined_socket
from turn_client import Client
from websocket import WebSocket
from wires import UdpWire

REGIONS = ("eu", "eu", "us")
SECRET = 'secrets = ["a secret of all relays, long enough for a site"]\n'
OPEN = f'allow_peers = ["{PEER}"]\n'
MOST = 4  # URLs in all


def parts(n, turn=SECRET):
    return {"turn": turn + OPEN, "cluster": f'node = "node{n}"\nregion = "{REGIONS[n]}"\n'}


def port_of(node):
    return endpoint(node.ready["turn"][0])[1]


def by_port(site, servers):
    """The nodes of the entries, in their order, each with its entry."""
    ports = {port_of(node): node for node in site.nodes}
    found = []
    for one in servers:
        if one["urls"][0].startswith("stun:"):
            continue
        (udp,) = [url for url in one["urls"] if url.endswith("?transport=udp")]
        found.append((ports.get(int(udp.split(":")[2].split("?")[0])), one))
    return found


def wait_for_relays(site, count):
    site.until(lambda node: node.metrics()["lectern_cluster_relays"] == count)


def asked(site, node, region=None):
    path = "/api/ice-servers" + (f"?region={region}" if region else "")
    status, answer = node.request("GET", path, token=site.admin)
    assert status == 200, answer
    return answer["ice_servers"]


def at(node, server):
    """A client of the relay of `node`, with the credential of the entry."""
    return Client(
        UdpWire(("127.0.0.1", port_of(node))),
        server["username"].encode(),
        server["credential"].encode(),
    )


def the_nearest_relay_comes_first(place):
    site = Site(place, parts=parts)
    wait_for_relays(site, 2)
    one, two, three = site.nodes
    for node, near in ((one, two), (two, one)):
        servers = asked(site, node)
        assert [n for n, _ in by_port(site, servers)] == [node, near], servers
        assert sum(len(entry["urls"]) for entry in servers) == MOST, servers
        for url in servers[0]["urls"][:2]:
            assert url.startswith(f"turn:127.0.0.1:{port_of(node)}?transport="), url
    assert by_port(site, asked(site, three))[0][0] is three
    for node in site.nodes:
        order = [n for n, _ in by_port(site, asked(site, node, "us"))]
        assert order[0] is three and order[1] in (one, two), order
    for asked_for in ("nowhere", "eu"):
        assert by_port(site, asked(site, one, asked_for))[0][0] is one
    allocations = 0
    for node in site.nodes:
        for relay, entry in by_port(site, asked(site, node)):
            at(relay, entry).allocate()
            allocations += 1
    status, refused = one.request("GET", "/api/ice-servers?region=" + 33 * "x", token=site.admin)
    assert (status, refused["field"]) == (422, "region"), refused
    return f"{allocations} allocations with credentials of other nodes and of the own one"


def in_room_at(site, node, meeting, name):
    ws, joined = joined_socket(node, guest_token(node, meeting, name), meeting["code"])
    return ws, joined["iceServers"]


def a_client_relays_through_the_node_to_which_it_came(place):
    site = Site(place, parts=parts)
    wait_for_relays(site, 2)
    one, two, three = site.nodes
    meeting = create_meeting(one, site.admin)
    host, joined = joined_socket(one, site.admin, meeting["code"])
    assert by_port(site, joined["iceServers"])[0][0] is one
    assert one.metrics()["lectern_signaling_rooms"] == 1
    ann, servers = in_room_at(site, two, meeting, "Ann")
    assert two.metrics()["lectern_cluster_passed_sockets"] == 1
    relay, entry = by_port(site, servers)[0]
    assert relay is two, servers
    client, echo = at(relay, entry), Echo(place)
    client.allocate()
    client.bind(0x4000, echo.address)
    client.send_on(0x4000, b"through two")
    assert client.received()[2] == b"through two"
    counted = [
        sum(v for k, v in n.metrics().items() if k.startswith("lectern_turn_allocations{"))
        for n in site.nodes
    ]
    assert counted == [0, 1, 0], counted
    # Whoever asks for a region keeps it, also for what comes later without a word.
    ann.send(type="ice-refresh", region="us", id="i")
    assert by_port(site, ann.until("ice-servers")["iceServers"])[0][0] is three
    ann.send(type="ice-refresh", id="k")
    assert by_port(site, ann.until("ice-servers")["iceServers"])[0][0] is three
    address = two.ready["http"][0]
    ben = WebSocket(*door_of(two)())
    ben.send(type="auth", token=guest_token(two, meeting, "Ben"))
    ben.until("welcome")
    ben.send(type="join", meetingId=meeting["code"], region="us")
    assert by_port(site, ben.until("joined")["iceServers"])[0][0] is three, address
    host.sock.close()


def a_dead_relay_is_not_handed_out(place):
    site = Site(place, parts=parts)
    wait_for_relays(site, 2)
    one, two, three = site.nodes
    meeting = create_meeting(two, site.admin)
    host, joined = joined_socket(two, site.admin, meeting["code"])
    assert [n for n, _ in by_port(site, joined["iceServers"])] == [two, one]
    gone = port_of(one)
    begin = time.monotonic()
    site.kill(one)
    while True:
        host.send(type="ice-refresh")
        servers = host.until("ice-servers")["iceServers"]
        if not any(f":{gone}" in url for entry in servers for url in entry["urls"]):
            break
        assert time.monotonic() - begin < DEADLINE, servers
        time.sleep(0.3)  # below the rate of such questions
    took = time.monotonic() - begin
    assert [n for n, _ in by_port(site, servers)] == [two, three], servers
    # A node that stops says so.
    begin = time.monotonic()
    assert three.end() == 0
    site.nodes.remove(three)
    wait_for_relays(site, 0)
    stopped = time.monotonic() - begin
    return f"not named {took:.1f} s after a kill, and {stopped:.1f} s after a stop began"


def a_resumed_session_gets_the_relay_of_its_new_node(place):
    site = Site(place, 2, parts=parts)
    wait_for_relays(site, 1)
    one, two = site.nodes
    meeting = create_meeting(one, site.admin)
    host, _ = joined_socket(one, site.admin, meeting["code"])
    address = one.ready["http"][0]
    ann = WebSocket(*door_of(one)())
    ann.send(type="auth", token=guest_token(one, meeting, "Ann"))
    welcome = ann.until("welcome")
    ann.send(type="join", meetingId=meeting["code"])
    joined = ann.until("joined")
    assert by_port(site, joined["iceServers"])[0][0] is one, address
    ann.sock.close()
    again = WebSocket(*door_of(two)())
    again.send(
        type="resume",
        session=welcome["session"],
        resumeToken=welcome["resumeToken"],
        lastSeq=joined["seq"],
    )
    again.until("resumed")
    assert by_port(site, again.until("ice-servers")["iceServers"])[0][0] is two
    host.sock.close()


def drained_and_foreign_relays_are_left_out(place):
    def mixed(n):
        return parts(n, SECRET if n < 2 else "")

    site = Site(place, parts=mixed)
    one, two, three = site.nodes
    one.wait_for_log("relay_not_handed_out")
    for node in (one, two):
        order = [n for n, _ in by_port(site, asked(site, node))]
        assert three not in order and len(order) == 2, order
    assert [n for n, _ in by_port(site, asked(site, three))] == [three]
    assert one.metrics()["lectern_cluster_relays_refused"] == 1
    assert three.metrics()["lectern_cluster_relays_refused"] == 2
    said = [f for f in one.findings() if f["topic"] == "nodes" and f["level"] == "error"]
    assert len(said) == 1 and "node2" in said[0]["said"], said
    at(one, by_port(site, asked(site, one))[0][1]).allocate()  # keeps it from leaving
    assert "1 allocation is left" in one.ctl("drain")
    two_only = lambda: [n for n, _ in by_port(site, asked(site, one))] == [two]  # noqa: E731
    end = time.monotonic() + DEADLINE
    while not two_only():
        assert time.monotonic() < end
        time.sleep(0.05)


def administrators_see_the_nodes(place):
    site = Site(place, parts=parts)
    wait_for_relays(site, 2)
    one, two, three = site.nodes
    meeting = create_meeting(two, site.admin)
    joined_socket(two, site.admin, meeting["code"])

    def seen(node):
        status, answer = node.request("GET", "/api/admin/nodes/", token=site.admin)
        assert status == 200, answer
        return answer["nodes"]

    end = time.monotonic() + DEADLINE
    while sum(len(node["rooms"]) for node in seen(one)) != 1 or seen(one)[1]["people"] != 1:
        assert time.monotonic() < end, seen(one)
        time.sleep(0.05)
    listed = seen(three)
    assert [n["name"] for n in listed] == ["node2", "node0", "node1"], listed
    assert [n["region"] for n in listed] == ["us", "eu", "eu"], listed
    assert [n["here"] for n in listed] == [True, False, False], listed
    assert listed[2]["rooms"] == [meeting["meeting_id"]] and listed[2]["people"] == 1, listed
    assert f"turn:127.0.0.1:{port_of(two)}?transport=udp" in listed[2]["relay"], listed
    table = one.ctl("nodes")
    assert "node1" in table and meeting["meeting_id"] in table and "node0 *" in table, table
    status, _ = one.request("GET", "/api/admin/nodes/", token=guest_token(one, meeting, "Gil"))
    assert status == 403, status


if __name__ == "__main__":
    suite.main(
        [
            the_nearest_relay_comes_first,
            a_client_relays_through_the_node_to_which_it_came,
            a_dead_relay_is_not_handed_out,
            a_resumed_session_gets_the_relay_of_its_new_node,
            drained_and_foreign_relays_are_left_out,
            administrators_see_the_nodes,
        ]
    )
