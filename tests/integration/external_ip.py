#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The external address: configured, found by a name, a STUN server or the cloud, and changing under
running calls.

The suite runs in a network of its own where the machine allows it. The servers that know the
address run in that network, and the suite has a resolver's file of its own.
"""
import os
import socket
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import stun
import suite
from lecternd import DEADLINE
from reload import client, reload


def need_own_network():
    if os.environ.get("LECTERN_TEST_NETWORK") != "own":
        raise suite.Skipped("no network of its own can be made here")


def allocated_as(daemon, *attributes):
    """The address of a new relayed address, which is given back at once."""
    alice = client(daemon, b"alice", b"wonderland")
    try:
        relayed = alice.allocate(*attributes)
        assert alice.refresh(0).kind == stun.SUCCESS
        return relayed[0]
    finally:
        alice.close()


ALICE = 'users = { alice = "wonderland" }\nchallenge_rate = 0\nexternal_ip_interval = "10s"\n'


def a_new_external_address_is_for_new_allocations(place):
    def turn(address):
        return ALICE + f'external_ip = ["{address}"]\n'

    daemon = place.daemon(place.config(turn=turn("203.0.113.7")))
    alice, bob = (client(daemon, b"alice", b"wonderland") for _ in range(2))
    at_first = alice.allocate()
    assert at_first[0] == "203.0.113.7", at_first
    assert reload(place, daemon, turn("203.0.113.8")) == {"turn.external_ip": "now"}
    later = bob.allocate()
    assert later[0] == "203.0.113.8", later
    # Both clients reach each other under the addresses that they were given.
    assert alice.permit(later).kind == stun.SUCCESS and bob.permit(at_first).kind == stun.SUCCESS
    alice.send(later, b"to bob")
    assert bob.received() == ("data", at_first, b"to bob")
    bob.send(at_first, b"to alice")
    assert alice.received() == ("data", later, b"to alice")
    daemon.wait_for_log("external_address local=127.0.0.1 external=203.0.113.8 before=203.0.113.7")
    assert daemon.end() == 0


class StunServer:
    """Answers every Binding with the address that the test wants seen."""

    def __init__(self, place, seen, ip="127.0.0.53", old=False):
        self.seen = seen
        self.old = old  # it is older than RFC 5389: the address is not masked
        self.socket = socket.socket(
            socket.AF_INET6 if ":" in ip else socket.AF_INET, socket.SOCK_DGRAM
        )
        self.socket.bind((ip, 0))
        self.name = ("[%s]:%d" if ":" in ip else "%s:%d") % self.socket.getsockname()[:2]
        place.at_end(self.socket.close)
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        try:
            while True:
                data, peer = self.socket.recvfrom(2048)
                if self.seen is None:
                    continue
                asked = stun.decode(data)
                answer = stun.Request(stun.BINDING, stun.SUCCESS, asked.transaction)
                if self.old:
                    answer.add(
                        stun.MAPPED_ADDRESS,
                        b"\0\1" + peer[1].to_bytes(2, "big") + socket.inet_aton(self.seen),
                    )
                else:
                    answer.add(stun.XOR_MAPPED_ADDRESS, (self.seen, peer[1]))
                self.socket.sendto(answer.bytes(), peer)
        except OSError:
            pass


def wait_until(holds):
    end = time.monotonic() + DEADLINE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def the_address_is_what_a_stun_server_sees(place):
    server = StunServer(place, "203.0.113.20")
    turn = ALICE + f'external_ip = ["auto"]\nstun_servers = ["{server.name}"]\n'
    daemon = place.daemon(place.config(turn=turn))
    assert allocated_as(daemon) == "203.0.113.20"
    daemon.wait_for_log(f"{server.name} sees 127.0.0.1 as 203.0.113.20")
    # The address changes. A reload looks it up again; otherwise the timer does.
    server.seen = "203.0.113.21"
    daemon.ctl("reload")
    wait_until(lambda: allocated_as(daemon) == "203.0.113.21")
    # No server answers any more: the last address stays.
    server.seen = None
    daemon.ctl("reload")
    daemon.wait_for_log("external_address_not_found")
    assert allocated_as(daemon) == "203.0.113.21"
    assert daemon.end() == 0


def the_address_is_what_an_old_stun_server_sees(place):
    # The first server sees nothing, so its answer reaches no client.
    of_no_use, old = StunServer(place, "0.0.0.0", old=True), StunServer(
        place, "203.0.113.25", old=True
    )
    daemon = place.daemon(
        place.config(
            turn=ALICE
            + f'external_ip = ["auto"]\nstun_servers = ["{of_no_use.name}", "{old.name}"]\n'
        )
    )
    daemon.wait_for_log("answers without a mapped address")
    assert allocated_as(daemon) == "203.0.113.25"
    assert daemon.end() == 0


def allocated_as_v6(daemon):
    return allocated_as(daemon, (stun.REQUESTED_ADDRESS_FAMILY, stun.V6))


def both_families_are_what_stun_servers_see(place):
    v4, v6 = StunServer(place, "203.0.113.20"), StunServer(place, "2001:db8:53::20", "::1")
    turn = ALICE + f'external_ip = ["auto"]\nstun_servers = ["{v4.name}", "{v6.name}"]\n'
    daemon = place.daemon(
        place.config(turn=turn).replace('["127.0.0.1"]', '["127.0.0.1", "::1"]', 1)
    )
    assert (allocated_as(daemon), allocated_as_v6(daemon)) == ("203.0.113.20", "2001:db8:53::20")
    daemon.wait_for_log(f"{v6.name} sees ::1 as 2001:db8:53::20")
    # One family's address changes; the other family's stays although its server is gone.
    v4.seen, v6.seen = None, "2001:db8:53::21"
    daemon.ctl("reload")
    wait_until(lambda: allocated_as_v6(daemon) == "2001:db8:53::21")
    assert allocated_as(daemon) == "203.0.113.20"
    assert daemon.end() == 0


class Metadata(BaseHTTPRequestHandler):
    """169.254.169.254 of one of the clouds: `answers` is {(method, path): (wanted header,
    body)}."""

    answers = {}

    def handle_any(self):
        wanted, body = self.answers.get((self.command, self.path.split("?")[0]), (None, None))
        right = body is not None and (wanted is None or self.headers.get(wanted[0]) == wanted[1])
        self.send_response(200 if right else 404)
        self.end_headers()
        self.wfile.write((body or "no such thing").encode() if right else b"")

    do_GET = do_PUT = handle_any

    def log_message(self, *words):
        pass


AWS = {
    ("PUT", "/latest/api/token"): (("X-aws-ec2-metadata-token-ttl-seconds", "60"), "dG9rZW4="),
    ("GET", "/latest/meta-data/public-ipv4"): (
        ("X-aws-ec2-metadata-token", "dG9rZW4="),
        "203.0.113.30",
    ),
}
CLOUDS = {
    "AWS": AWS,
    "Google": {
        ("GET", "/computeMetadata/v1/instance/network-interfaces/0/access-configs/0/external-ip"): (
            ("Metadata-Flavor", "Google"),
            "203.0.113.30",
        )
    },
    "Azure": {
        ("GET", "/metadata/instance/network/interface/0/ipv4/ipAddress/0/publicIpAddress"): (
            ("Metadata", "true"),
            "203.0.113.30",
        )
    },
    "Hetzner": {("GET", "/hetzner/v1/metadata/public-ipv4"): (None, "203.0.113.30\n")},
    "DigitalOcean": {
        ("GET", "/metadata/v1/interfaces/public/0/ipv4/address"): (None, "203.0.113.30")
    },
    "OpenStack": {("GET", "/latest/meta-data/public-ipv4"): (None, "203.0.113.30")},
}


def the_address_is_what_the_cloud_says(place):
    need_own_network()
    server = ThreadingHTTPServer(("169.254.169.254", 80), Metadata)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    place.at_end(server.shutdown)
    for cloud, answers in CLOUDS.items():
        Metadata.answers = answers
        daemon = place.daemon(
            place.config(turn=ALICE + 'external_ip = ["auto"]\n').replace(
                'relay_addresses = ["127.0.0.1"]', 'relay_addresses = ["10.77.0.1"]'
            )
        )
        assert allocated_as(daemon) == "203.0.113.30", cloud
        daemon.wait_for_log(f"the metadata service ({cloud}) names 203.0.113.30")
        assert daemon.end() == 0
    # The server says nothing useful: the relay keeps the local address and logs the reason.
    Metadata.answers = {}
    daemon = place.daemon(
        place.config(turn=ALICE + 'external_ip = ["auto"]\n').replace(
            '["127.0.0.1"]', '["10.77.0.1"]', 1
        )
    )
    assert allocated_as(daemon) == "10.77.0.1"
    daemon.wait_for_log("names no public address")
    assert daemon.end() == 0


def the_address_is_what_a_name_resolves_to(place):
    need_own_network()
    daemon = place.daemon(
        place.config(turn=ALICE + 'external_ip = ["localhost"]\n').replace(
            '["127.0.0.1"]', '["10.77.0.1"]', 1
        )
    )
    assert allocated_as(daemon) == "127.0.0.1"
    assert (
        reload(place, daemon, ALICE + 'external_ip = ["nobody.invalid", "203.0.113.41"]\n')[
            "turn.external_ip"
        ]
        == "now"
    )
    daemon.wait_for_log("nobody.invalid")  # it has no address: the next entry counts
    assert allocated_as(daemon) == "203.0.113.41"
    assert daemon.end() == 0


class Resolver:
    """Sets /etc/hosts for this program and the programs that it starts."""

    def __init__(self, place):
        self.path = place.folder + "/hosts"
        self.say("203.0.113.50", "2001:db8:50::1")
        if subprocess.run(
            ["mount", "--bind", self.path, "/etc/hosts"], capture_output=True, check=False
        ).returncode:
            raise suite.Skipped("nothing can be mounted here")
        place.at_end(lambda: subprocess.run(["umount", "/etc/hosts"], check=True))

    def say(self, *addresses):
        with open(self.path, "w", encoding="utf-8") as out:
            out.write(
                "127.0.0.1 localhost\n"
                + "".join(f"{address} relay.test.example\n" for address in addresses)
            )


# Only the timer asks again (external_ip_interval, ten seconds at least): the daemon gets no notice
# of the change.
def a_name_that_changes_is_for_new_allocations(place):
    need_own_network()
    resolver = Resolver(place)
    daemon = place.daemon(
        place.config(turn=ALICE + 'external_ip = ["relay.test.example"]\n').replace(
            '["127.0.0.1"]', '["10.77.0.1", "::1"]', 1
        )
    )
    alice, bob = (client(daemon, b"alice", b"wonderland") for _ in range(2))
    at_first = alice.allocate()
    assert (at_first[0], allocated_as_v6(daemon)) == ("203.0.113.50", "2001:db8:50::1"), at_first
    resolver.say("203.0.113.51", "2001:db8:50::2")
    wait_until(lambda: allocated_as(daemon) == "203.0.113.51")
    assert allocated_as_v6(daemon) == "2001:db8:50::2"
    daemon.wait_for_log(
        "external_address local=10.77.0.1 external=203.0.113.51 before=203.0.113.50"
    )
    # The running allocation keeps the old address, the later one has the new one, and both reach
    # each other.
    later = bob.allocate()
    assert later[0] == "203.0.113.51", later
    assert alice.refresh(600).kind == stun.SUCCESS
    assert alice.permit(later).kind == stun.SUCCESS and bob.permit(at_first).kind == stun.SUCCESS
    alice.send(later, b"to bob")
    assert bob.received() == ("data", at_first, b"to bob")
    bob.send(at_first, b"to alice")
    assert alice.received() == ("data", later, b"to alice")
    # The name is gone: the last address stays.
    resolver.say()
    daemon.wait_for_log("external_address_not_found")
    assert allocated_as(daemon) == "203.0.113.51"
    assert daemon.end() == 0


TESTS = [
    a_new_external_address_is_for_new_allocations,
    the_address_is_what_a_stun_server_sees,
    the_address_is_what_an_old_stun_server_sees,
    both_families_are_what_stun_servers_see,
    the_address_is_what_the_cloud_says,
    the_address_is_what_a_name_resolves_to,
    a_name_that_changes_is_for_new_allocations,
]

if __name__ == "__main__":
    suite.own_network("169.254.169.254/32", "10.77.0.1/32")
    suite.main(TESTS)
