#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests what `lecternctl check` says about the NAT in front of the relay.

The test builds each kind of NAT from nftables rules between two networks of this program's own. A
second lecternd is the STUN server on the other side (RFC 5780).

  the relay 192.168.1.2 -- 192.168.1.1 NAT 203.0.113.11 -- 203.0.113.1, 203.0.113.2 the STUN server

The STUN server runs in this program's own network.
"""
import dataclasses
import json
import os
import subprocess

import coturn
import lecternd
import suite
from networks import Network, need_own_network, run

RELAY, NAT, SERVER, OTHER = "192.168.1.2", "203.0.113.11", "203.0.113.1", "203.0.113.2"
OUT = 'oifname "wan"'
KINDS = (
    {  # nftables rules of the chain that changes sources, and of the one that changes destinations
        "none": ("", ""),
        "one to one": (f"{OUT} snat to {NAT}", f'iifname "wan" dnat to {RELAY}'),
        "its own port": (f"{OUT} masquerade", ""),
        "another port": (f"{OUT} meta l4proto udp masquerade to :40000", ""),
        "a port for each destination": (
            "; ".join(
                f"{OUT} ip daddr {ip} meta l4proto udp masquerade to :{port}"
                for ip, port in ((SERVER, 40001), (OTHER, 40002))
            ),
            "",
        ),
    }
)
ANOTHER_PORT = f"{RELAY} is seen as {NAT}, with other ports: the NAT is not a 1:1 one"

SAME_PORT = f"{RELAY} is seen as {NAT} with the same port"
REACHED = ", and strangers reach the relay's ports"
SHUT = ", but nothing comes in from those that it has not written to"


def behind(place, kind, more=""):
    """The network of the relay, behind a NAT of that kind."""
    suite.need("nft", "nsenter")
    need_own_network()
    relay, nat = Network(place), Network(place)
    run(["ip", "link", "add", "public", "type", "veth", "peer", "name", "wan", "netns", nat.pid])
    place.at_end(lambda: run(["ip", "link", "delete", "public"]))
    run(
        [
            "sh",
            "-c",
            f"ip address add {SERVER}/24 dev public && ip address add {OTHER}/24 dev public && "
            "ip link set public up",
        ]
    )
    nat.run(
        f"ip address add {NAT}/24 dev wan && ip link set wan up && "
        f"ip link add lan type veth peer name eth0 netns {relay.pid} && "
        "ip address add 192.168.1.1/24 dev lan && ip link set lan up && "
        "echo 1 >/proc/sys/net/ipv4/ip_forward"
    )
    relay.run(
        f"ip link set lo up && ip address add {RELAY}/24 dev eth0 && ip link set eth0 up && "
        "ip route add default via 192.168.1.1"
    )
    run(["ip", "route", "add", "192.168.1.0/24", "via", NAT])  # where nothing is translated
    source, destination = KINDS[kind]
    try:
        nat.run(
            "nft -f -",
            f"""table ip nat {{
  chain destination {{ type nat hook prerouting priority dstnat; {destination}; }}
  chain source {{ type nat hook postrouting priority srcnat; {source}; }}
  chain pass {{ type filter hook forward priority filter; {more}; }}
}}
""".replace(
                "; ;", ";"
            ),
        )
    except AssertionError as reason:
        raise suite.Skipped(f"no NAT can be made here: {reason}") from None
    return relay


def stun_server(place, turn=None):
    """A lecternd on the other side; without `turn` one with both addresses of RFC 5780."""
    folder = os.path.join(place.folder, "server")
    os.mkdir(folder)
    if turn is None:
        first, second = coturn.free_port(SERVER), coturn.free_port(OTHER)
        turn = f'nat_discovery = ["{SERVER}:{first}", "{OTHER}:{second}"]\n'
    text = place.config(turn=turn, turn_listen=f'["{SERVER}:0"]').replace(place.folder, folder)
    daemon = place.daemon(text, folder)
    return (
        next(at for at in daemon.ready["turn"] if at.startswith(SERVER))
        if "nat" not in turn
        else turn.split('"')[1]
    )


def said_of_the_nat(place, relay, server, seen_as=NAT, status=1):
    """The findings of `check` for a lecternd in `relay` with the external IP `seen_as`."""
    programs = suite.Programs(
        *(relay.program(place, path) for path in dataclasses.astuple(place.programs))
    )
    turn = 'secrets = ["a-secret-that-is-long-enough-0123456789"]\n' + (
        f'external_ip = ["{seen_as}"]\n' if seen_as else ""
    )
    daemon = lecternd.Daemon(
        programs, place.folder, place.config(turn=turn).replace('["127.0.0.1"]', f'["{RELAY}"]', 1)
    )
    place.daemons.append(daemon)
    daemon.become_ready()
    done = subprocess.run(
        [
            programs.lecternctl,
            "--socket",
            place.folder + "/state/control.sock",
            "check",
            "--json",
            "--stun",
            server,
        ],
        capture_output=True,
        text=True,
        timeout=lecternd.DEADLINE,
        check=False,
    )
    assert done.returncode == status, done
    found = [
        finding for finding in json.loads(done.stdout)["findings"] if finding["topic"] == "NAT"
    ]
    assert len(found) == 1 and daemon.end() == 0, found
    return found[0]


def no_nat(place):
    found = said_of_the_nat(
        place, behind(place, "none"), stun_server(place), seen_as=None, status=0
    )
    assert (
        found["level"] == "ok"
        and found["said"] == f"{RELAY} is seen as {RELAY}: there is none{REACHED}"
    ), found


def a_one_to_one_nat(place):
    found = said_of_the_nat(place, behind(place, "one to one"), stun_server(place), status=0)
    assert found["level"] == "ok" and found["said"] == f"{SAME_PORT}: a 1:1 NAT{REACHED}", found


def a_one_to_one_nat_as_far_as_a_plain_stun_server_can_tell(place):
    found = said_of_the_nat(
        place, behind(place, "one to one"), stun_server(place, turn=""), status=0
    )
    assert (
        found["level"] == "ok"
        and found["said"] == f"{SAME_PORT}: a 1:1 NAT, as far as one look can tell"
    ), found


# RFC 5780 section 4.4: address and port-dependent filtering. What a school's router does, and a
# cloud's security group.
def the_same_port_but_only_answers_come_in(place):
    found = said_of_the_nat(place, behind(place, "its own port"), stun_server(place), status=0)
    assert found["level"] == "warning" and found["said"] == SAME_PORT + SHUT, found
    assert "49152-65535" in found["todo"], found


def a_firewall_that_lets_only_answers_in(place):
    relay = behind(place, "none", more='iifname "wan" ct state new drop')
    found = said_of_the_nat(place, relay, stun_server(place), seen_as=None, status=0)
    assert (
        found["level"] == "warning" and found["said"] == f"{RELAY} is seen as {RELAY}{SHUT}"
    ), found


# RFC 5780 section 4.3: endpoint-independent mapping.
def another_port_for_all_destinations(place):
    found = said_of_the_nat(place, behind(place, "another port"), stun_server(place))
    assert found["level"] == "error" and found["said"].startswith(
        ANOTHER_PORT + " (endpoint-independent mapping)"
    ), found
    assert "forward the relay's ports one to one" in found["todo"], found


# RFC 5780 section 4.3: address-dependent or address and port-dependent mapping.
def another_port_for_each_destination(place):
    found = said_of_the_nat(place, behind(place, "a port for each destination"), stun_server(place))
    assert found["level"] == "error" and found["said"].startswith(
        ANOTHER_PORT + " (another mapping for each destination)"
    ), found


def another_port_as_far_as_a_plain_stun_server_can_tell(place):
    found = said_of_the_nat(place, behind(place, "another port"), stun_server(place, turn=""))
    assert (
        found["level"] == "error"
        and found["said"] == ANOTHER_PORT + ", relayed addresses are not reachable"
    ), found


def a_firewall_that_lets_nothing_out(place):
    relay = behind(place, "one to one", more=f"{OUT} meta l4proto udp drop")
    found = said_of_the_nat(place, relay, stun_server(place), status=0)
    assert (
        found["level"] == "warning"
        and "does not answer" in found["said"]
        and "UDP to the outside is blocked" in found["todo"]
    ), found


TESTS = [
    no_nat,
    a_one_to_one_nat,
    a_one_to_one_nat_as_far_as_a_plain_stun_server_can_tell,
    the_same_port_but_only_answers_come_in,
    a_firewall_that_lets_only_answers_in,
    another_port_for_all_destinations,
    another_port_for_each_destination,
    another_port_as_far_as_a_plain_stun_server_can_tell,
    a_firewall_that_lets_nothing_out,
]

if __name__ == "__main__":
    suite.own_network()
    suite.main(TESTS)
