#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The addresses of the machine come and go under a running daemon: the relay follows the kernel's
list, and no client reaches an address that the host has just got.

The suite runs in a network of its own, whose only device is the loopback until a test makes
another one. It needs root, or a machine that allows such networks; elsewhere it is skipped.
"""
import ctypes
import socket
import threading
import time

import stun
import suite
from check_nat import Network, run
from echo import Peer
from external_ip import allocated_as, allocated_as_v6, need_own_network
from lecternd import DEADLINE, endpoint
from reload import client, reload
from service_manager import ServiceManager
from turn_client import Client, Refused
from wires import StreamWire

FIRST, SECOND, FAR = "45.45.45.7", "45.45.45.8", "45.45.45.9"
FIRST_V6 = "2a00:45::7"
ALICE = 'users = { alice = "wonderland" }\nchallenge_rate = 0\n'
SOON = 5.0  # seconds until an own address is refused; the daemon needs a second at most


def ip(*words):
    run(["ip", *words])


def device(place, up=True):
    """A device beside the loopback, `out`; the other end of its cable is in another network."""
    need_own_network()
    suite.need("ip", "nsenter")
    far = Network(place)
    ip("link", "add", "out", "type", "veth", "peer", "name", "far", "netns", far.pid)
    place.at_end(lambda: ip("link", "delete", "out"))
    far.run(f"ip address add {FAR}/24 dev far && ip link set far up")
    if up:
        ip("link", "set", "out", "up")
    return far


def without_relay_addresses(text):
    return text.replace('relay_addresses = ["127.0.0.1"]\n', "")


def relaying_on(place, *addresses, turn=ALICE):
    wanted = ", ".join(f'"{one}"' for one in addresses)
    text = place.config(turn=turn)
    return text.replace('relay_addresses = ["127.0.0.1"]', f"relay_addresses = [{wanted}]")


def is_ready(daemon):
    return daemon.request("GET", "/readyz")[0] == 200


def parts(daemon):
    return daemon.request("GET", "/health")[1]["parts"]


def wait_until(holds, patience=DEADLINE):
    """The seconds that it took."""
    begun = time.monotonic()
    while not holds():
        assert time.monotonic() - begun < patience, f"not within {patience} s"
        time.sleep(0.02)
    return time.monotonic() - begun


def code_of_allocate(daemon, *attributes):
    try:
        allocated_as(daemon, *attributes)
    except Refused as refused:
        return refused.answer.code
    return 0


class Silent(Peer):
    """A UDP service that keeps what it hears."""

    def __init__(self, place, address):
        self.heard = []
        super().__init__(place, address)

    def hear(self, data, _peer):
        self.heard.append(data)


# --- own addresses ---


def a_new_own_address_is_no_peer(place):
    device(place)
    daemon = place.daemon(relaying_on(place, "127.0.0.1"))
    alice = client(daemon, b"alice", b"wonderland")
    alice.allocate()
    # It may be a host on the internet so far.
    assert alice.permit((FIRST, 9)).kind == stun.SUCCESS
    assert alice.bind(0x4000, (FIRST, 9)).kind == stun.SUCCESS
    ip("address", "add", f"{FIRST}/24", "dev", "out")
    took = wait_until(lambda: alice.permit((FIRST, 9)).code == 403)
    assert took < SOON, took
    # What was permitted carries nothing any more.
    service = Silent(place, FIRST)
    alice.send(service.address, b"by the permission")
    alice.send_on(0x4000, b"by the channel")
    assert alice.refresh(600).kind == stun.SUCCESS  # all before it is done
    assert not service.heard
    # A prefix that an administrator routes to this host is its own, too.
    assert alice.permit(("46.0.0.77", 9)).kind == stun.SUCCESS
    ip("route", "add", "local", "46.0.0.0/24", "dev", "lo")
    wait_until(lambda: alice.permit(("46.0.0.77", 9)).code == 403)
    ip("route", "del", "local", "46.0.0.0/24", "dev", "lo")
    # It is somebody else's again.
    ip("address", "del", f"{FIRST}/24", "dev", "out")
    wait_until(lambda: alice.permit((FIRST, 9)).kind == stun.SUCCESS)
    assert daemon.end() == 0
    return f"refused after {took:.2f} s"


def a_new_relay_address_reaches_no_service_of_the_host(place):
    """By default a public address is one to relay on, so a peer there may be a relayed address."""
    device(place)
    ip("address", "add", f"{FIRST}/24", "dev", "out")
    daemon = place.daemon(without_relay_addresses(place.config(turn=ALICE)))
    alice = client(daemon, b"alice", b"wonderland")
    assert alice.allocate()[0] == FIRST
    assert alice.permit((SECOND, 9)).kind == stun.SUCCESS
    ip("address", "add", f"{SECOND}/24", "dev", "out")
    wait_until(lambda: len(daemon.ctl_json("status")["relay_addresses"]) == 2)
    service = Silent(place, SECOND)
    assert alice.permit(service.address).kind == stun.SUCCESS
    alice.send(service.address, b"x")
    assert alice.refresh(600).kind == stun.SUCCESS
    assert not service.heard
    assert daemon.end() == 0


def in_network(network, work):
    """Runs work() on a thread whose sockets belong to that network, and returns its result."""
    result = []

    def run_there():
        with open(f"/proc/{network.pid}/ns/net", "rb") as there:
            assert ctypes.CDLL(None, use_errno=True).setns(there.fileno(), 0x40000000) == 0
        result.append(work())

    thread = threading.Thread(target=run_there)
    thread.start()
    thread.join()
    return result[0]


def a_tcp_connection_to_a_new_own_address_ends(place):
    far = device(place)
    ip("address", "add", f"{FIRST}/24", "dev", "out")
    server = in_network(far, lambda: socket.create_server((FAR, 0)))
    place.at_end(server.close)
    daemon = place.daemon(relaying_on(place, FIRST))
    wire = StreamWire(endpoint(daemon.ready["turn"][0]))
    alice = Client(wire, b"alice", b"wonderland")
    alice.allocate(transport=stun.TCP)
    peer = server.getsockname()
    assert alice.permit(peer).kind == stun.SUCCESS
    assert alice.ask(stun.CONNECT, (stun.XOR_PEER_ADDRESS, peer)).kind == stun.SUCCESS
    far_end, _ = server.accept()
    far_end.settimeout(DEADLINE)
    ip("address", "add", f"{FAR}/32", "dev", "lo")
    place.at_end(lambda: ip("address", "del", f"{FAR}/32", "dev", "lo"))
    wait_until(lambda: alice.permit(peer).code == 403)
    assert alice.ask(stun.CONNECT, (stun.XOR_PEER_ADDRESS, peer)).code == 403
    assert daemon.end() == 0


# --- started before the network ---


def started_before_the_network(place):
    far = device(place, up=False)
    manager = ServiceManager(place)
    daemon = place.daemon(without_relay_addresses(place.config(turn=ALICE)), **manager.options())
    daemon.wait_for_log("turn_waits_for_address")
    assert not is_ready(daemon)
    assert parts(daemon)["addresses"] == "waiting"
    assert code_of_allocate(daemon) == 508
    assert daemon.ctl_json("status")["relay_addresses"] == []
    assert any("waits for an address" in said for said in manager.said), manager.said
    begun = time.monotonic()
    ip("address", "add", f"{FIRST}/24", "dev", "out")
    ip("link", "set", "out", "up")
    wait_until(lambda: is_ready(daemon))
    took = time.monotonic() - begun
    assert allocated_as(daemon) == FIRST
    assert parts(daemon)["addresses"] == "ok"
    wait_until(lambda: "STATUS=running" in manager.said[-1])
    # IPv6 comes seconds later.
    assert code_of_allocate(daemon, (stun.REQUESTED_ADDRESS_FAMILY, stun.V6)) == 440
    ip("address", "add", f"{FIRST_V6}/64", "dev", "out", "nodad")
    wait_until(lambda: code_of_allocate(daemon, (stun.REQUESTED_ADDRESS_FAMILY, stun.V6)) == 0)
    assert allocated_as_v6(daemon) == FIRST_V6
    assert daemon.end() == 0
    del far
    return f"ready {took:.2f} s after the address"


def a_private_network_comes_with_its_route(place):
    device(place, up=False)
    daemon = place.daemon(without_relay_addresses(place.config(turn=ALICE)))
    ip("address", "add", "10.45.0.7/24", "dev", "out")
    ip("link", "set", "out", "up")
    wait_until(lambda: code_of_allocate(daemon) == 0)
    assert allocated_as(daemon) == "10.45.0.7"
    assert daemon.end() == 0


def nothing_but_a_loopback(place):
    need_own_network()
    daemon = place.daemon(without_relay_addresses(place.config(turn=ALICE)))
    daemon.wait_for_log("turn_offline")
    assert is_ready(daemon) and allocated_as(daemon) == "127.0.0.1"
    # Another device appears, and then its address: never the loopback beside it.
    device(place)
    wait_until(lambda: code_of_allocate(daemon) == 508)
    assert not is_ready(daemon)
    ip("address", "add", f"{FIRST}/24", "dev", "out")
    wait_until(lambda: code_of_allocate(daemon) == 0)
    assert allocated_as(daemon) == FIRST
    assert daemon.end() == 0


def a_listener_waits_for_its_address(place):
    device(place)
    port = 3478
    text = place.config(turn=ALICE, turn_listen=f'["{FIRST}:{port}"]')
    daemon = place.daemon(
        text.replace("tls = true\n", f'tls = true\n[[listen]]\naddress = "{SECOND}:0"\n')
    )
    daemon.wait_for_log("listener_without_address")
    missing = daemon.ctl_json("status")["missing_listeners"]
    assert f"{FIRST}:{port}" in missing and len(missing) == 2, missing
    assert parts(daemon)["addresses"] == "missing" and is_ready(daemon)
    ip("address", "add", f"{FIRST}/24", "dev", "out")
    ip("address", "add", f"{SECOND}/24", "dev", "out")
    wait_until(lambda: not daemon.ctl_json("status")["missing_listeners"])
    assert allocated_as(daemon) == "127.0.0.1"
    late = [at for at in daemon.ready["http"] if at.startswith(SECOND)]
    assert daemon.request("GET", "/livez", address=late[0])[0] == 200
    assert daemon.end() == 0


def without_any_listener_it_is_not_ready(place):
    device(place)
    listen = f'address = "{SECOND}:0"'
    text = place.config(turn=ALICE, turn_listen=f'["{FIRST}:0"]', listen=listen)
    daemon = place.daemon(
        text.replace('address = "127.0.0.1:0"\ntls', f'address = "{SECOND}:0"\ntls').replace(
            '[metrics]\nlisten = "127.0.0.1:0"', f'[metrics]\nlisten = "{SECOND}:0"'
        )
    )
    assert len(daemon.ctl_json("status")["missing_listeners"]) == 4
    ip("address", "add", f"{SECOND}/24", "dev", "out")
    wait_until(lambda: len(daemon.ctl_json("status")["missing_listeners"]) == 1)
    wait_until(lambda: is_ready(daemon))
    assert daemon.end() == 0


# --- an address goes away ---


def an_address_that_vanishes_ends_its_allocations(place):
    device(place)
    for address in (FIRST, SECOND):
        ip("address", "add", f"{address}/24", "dev", "out")
    daemon = place.daemon(without_relay_addresses(place.config(turn=ALICE)))
    # The relay chooses an address by chance: all the same one in one of 2^31 runs.
    clients = [client(daemon, b"alice", b"wonderland") for _ in range(32)]
    relayed = [one.allocate()[0] for one in clients]
    assert set(relayed) == {FIRST, SECOND}, relayed
    shown = daemon.ctl_json("status")["relay_addresses"]
    assert {one["address"] for one in shown} == {FIRST, SECOND}, shown
    assert all(one["seen_as"] == one["address"] and one["since"] for one in shown), shown
    assert f"{FIRST} since 20" in daemon.ctl("status")
    ip("address", "del", f"{SECOND}/24", "dev", "out")
    daemon.wait_for_log(f"turn_relaying_no_more address={SECOND}")
    gone = wait_until(
        lambda: len(daemon.ctl_json("turn", "sessions")["sessions"]) == relayed.count(FIRST)
    )
    for one, address in zip(clients, relayed):
        assert (one.refresh(600).code == 437) == (address == SECOND)
    daemon.wait_for_log("reason=address-lost")
    assert all(allocated_as(daemon) == FIRST for _ in range(8))
    assert [one["address"] for one in daemon.ctl_json("status")["relay_addresses"]] == [FIRST]
    # The last one goes, too.
    ip("address", "del", f"{FIRST}/24", "dev", "out")
    wait_until(lambda: not is_ready(daemon))
    assert code_of_allocate(daemon) == 508
    refused = 'lectern_turn_allocations_refused_total{reason="no_port"}'
    assert daemon.metrics()[refused] >= 1
    assert daemon.metrics()["lectern_turn_relay_addresses"] == 0
    assert daemon.end() == 0
    return f"ended after {gone:.2f} s"


def a_configured_address_that_is_missing_is_named(place):
    device(place)
    ip("address", "add", f"{FIRST}/24", "dev", "out")
    daemon = place.daemon(relaying_on(place, FIRST, SECOND))
    daemon.wait_for_log(f"relay_address_missing address={SECOND}")
    assert is_ready(daemon) and parts(daemon)["addresses"] == "missing"
    assert daemon.ctl_json("status")["missing_relay_addresses"] == [SECOND]
    assert all(allocated_as(daemon) == FIRST for _ in range(8))
    ip("address", "add", f"{SECOND}/24", "dev", "out")
    wait_until(lambda: SECOND in {allocated_as(daemon) for _ in range(8)})
    assert parts(daemon)["addresses"] == "ok"
    ip("address", "del", f"{SECOND}/24", "dev", "out")
    ip("address", "del", f"{FIRST}/24", "dev", "out")
    wait_until(lambda: not is_ready(daemon))
    assert set(daemon.ctl_json("status")["missing_relay_addresses"]) == {FIRST, SECOND}
    assert code_of_allocate(daemon) == 508
    assert daemon.end() == 0


def addresses_that_do_not_last_are_not_used(place):
    device(place)
    ip("address", "add", f"{FIRST_V6}/64", "dev", "out", "nodad")
    ip("address", "add", f"{FIRST}/24", "dev", "out")
    daemon = place.daemon(without_relay_addresses(place.config(turn=ALICE)))
    alice = client(daemon, b"alice", b"wonderland")
    v6 = (stun.REQUESTED_ADDRESS_FAMILY, stun.V6)
    assert alice.allocate(v6)[0] == FIRST_V6
    ip("address", "change", f"{FIRST_V6}/64", "dev", "out", "preferred_lft", "0")
    # New allocations do not get it, and the one that runs goes on.
    wait_until(lambda: code_of_allocate(daemon, v6) == 440)
    assert alice.refresh(600, timeout=5).kind == stun.SUCCESS
    assert daemon.end() == 0


# --- reload, check ---


def relay_addresses_change_at_a_reload(place):
    device(place)
    ip("address", "add", f"{FIRST}/24", "dev", "out")
    daemon = place.daemon(place.config(turn=ALICE))
    assert allocated_as(daemon) == "127.0.0.1"
    alice = client(daemon, b"alice", b"wonderland")
    alice.allocate()
    with open(daemon.config, "w", encoding="utf-8") as out:
        out.write(relaying_on(place, FIRST))
    changes = daemon.ctl_json("reload")["changes"]
    assert [(c["key"], c["applies"]) for c in changes] == [("turn.relay_addresses", "now")], changes
    assert allocated_as(daemon) == FIRST
    assert alice.refresh(600).kind == stun.SUCCESS  # its address is still there
    assert daemon.end() == 0


def check_names_what_is_missing(place):
    device(place)
    ip("address", "add", f"{FIRST}/24", "dev", "out")
    daemon = place.daemon(relaying_on(place, FIRST))

    def said(*words):
        return [(f["level"], f["said"]) for f in daemon.findings(*words)]

    assert ("ok", f"relays on {FIRST}") in said()
    ip("address", "del", f"{FIRST}/24", "dev", "out")
    wait_until(lambda: not is_ready(daemon))
    now = said()
    assert not any(level == "ok" and FIRST in text for level, text in now), now
    assert any(level == "error" and f"does not have {FIRST}" in text for level, text in now), now
    assert any("no address to relay on" in text for level, text in now), now
    assert daemon.end() == 0
    # Without the daemon as well.
    now = said("--config", daemon.config)
    assert any(level == "error" and f"does not have {FIRST}" in text for level, text in now), now


TESTS = [
    a_new_own_address_is_no_peer,
    a_new_relay_address_reaches_no_service_of_the_host,
    a_tcp_connection_to_a_new_own_address_ends,
    started_before_the_network,
    a_private_network_comes_with_its_route,
    nothing_but_a_loopback,
    a_listener_waits_for_its_address,
    without_any_listener_it_is_not_ready,
    an_address_that_vanishes_ends_its_allocations,
    a_configured_address_that_is_missing_is_named,
    addresses_that_do_not_last_are_not_used,
    relay_addresses_change_at_a_reload,
    check_names_what_is_missing,
]

if __name__ == "__main__":
    suite.own_network()
    suite.main(TESTS)
