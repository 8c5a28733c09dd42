#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""coturn's own clients as judges of the real daemon: turnutils_uclient on every leg, family and way
of sending, turnutils_stunclient, turnutils_natdiscovery.

uclient exits with 0 whatever is lost, so the test judges its counts. All runs share one daemon and
mostly wait.
"""
import itertools
import os
import re

import certificate
import coturn
import suite
from lecternd import endpoint

PEER_V4, PEER_V6 = "127.0.0.9", "fd09::9"
LEGS = {"udp": [], "tcp": ["-t"], "tls": ["-t", "-S"], "dtls": ["-S"]}
USER = ["-u", "alice", "-w", "wonderland"]
SHORT = ["-m", "2", "-n", "20", "-z", "5"]


class Shared:
    """One daemon with every listener in both families, and an echo peer in each."""

    def __init__(self, place):
        suite.need("turnutils_uclient", "turnutils_peer")
        pem = certificate.make(place.folder)
        self.discovery = [(host, coturn.free_port(host)) for host in ("127.0.0.1", "127.0.0.2")]
        self.daemon = place.daemon(
            place.config(
                f'[tls]\ncertificate = "{pem.certificate}"\nkey = "{pem.key}"\n',
                turn=f"""
users = {{ alice = "wonderland" }}
secrets = ["first secret", "second secret"]
tls_listen = ["127.0.0.1:0", "[::1]:0"]
nat_discovery = [{", ".join(f'"{host}:{port}"' for host, port in self.discovery)}]
allow_peers = ["{PEER_V4}/32", "{PEER_V6}/128", "127.0.0.1/32"]
""",
                turn_listen='["127.0.0.1:0", "[::1]:0"]',
            ).replace('relay_addresses = ["127.0.0.1"]', 'relay_addresses = ["127.0.0.5", "::1"]')
        )
        self.peers = {"ipv4": coturn.EchoPeer(PEER_V4)}
        if os.environ.get("LECTERN_TEST_NETWORK"):
            self.peers["ipv6"] = coturn.EchoPeer(PEER_V6)
        for peer in self.peers.values():
            place.at_end(peer.end)

    def server(self, leg, family):
        listeners = self.daemon.ready["turn_tls" if leg in ("tls", "dtls") else "turn"]
        return endpoint(listeners[0 if family == "ipv4" else 1])

    def uclient(self, leg, family, *options, user=USER):
        return coturn.uclient(self.server(leg, family), *user, *LEGS[leg], *options)


def all_arrived(output, least):
    """Every message sent came back, and at least that many were sent."""
    sent, received, lost = (
        coturn.last_number(output, label)
        for label in ("tot_send_msgs=", "tot_recv_msgs=", "Total lost packets")
    )
    assert sent is not None and sent >= least and received == sent and lost == 0, output
    return f"      {received} of {sent} messages"


# RFC 8656 12: ChannelData both ways on each leg
# RFC 8656 11: Send and Data indications both ways on each leg
# RFC 8656 3.1: UDP, TCP, TLS and DTLS between client and server
# RFC 6156 4.2: allocations of either family
def relays(shared, leg, family, how, to):
    options = list(SHORT) + (["-x"] if family == "ipv6" else [])
    options += ["-s"] if how == "indications" else []
    if to == "client":
        options += ["-c", "-y"]
    elif family not in shared.peers:
        raise suite.Skipped("no network of its own here, so no second IPv6 address")
    else:
        options += ["-c", "-e", shared.peers[family].host, "-r", str(shared.peers[family].port)]
    return all_arrived(shared.uclient(leg, family, *options), 40)


MATRIX = {
    "-".join(case): case
    for case in itertools.product(
        LEGS, ("ipv4", "ipv6"), ("channels", "indications"), ("client", "peer")
    )
}


# RFC 8656 3.1: TURN over TLS on the port that serves the web, too
def relays_over_the_one_tls_port(shared):
    return all_arrived(
        coturn.uclient(
            endpoint(shared.daemon.ready["https"][0]), *USER, *LEGS["tls"], *SHORT, "-c", "-y"
        ),
        40,
    )


# RFC 8656 18.7: EVEN-PORT with the next port reserved
# RFC 8656 18.10: RESERVATION-TOKEN redeemed
def relays_with_even_and_reserved_ports(shared, leg, to):
    peer = shared.peers["ipv4"]
    return all_arrived(
        shared.uclient(
            leg,
            "ipv4",
            *SHORT,
            *(["-y"] if to == "client" else ["-e", peer.host, "-r", str(peer.port)]),
        ),
        40,
    )


# RFC 8656 3.1: a client may reach an IPv4 relayed address over IPv6
# RFC 6156 4.2: the family of the relayed address is the client's choice, not that of its connection
def relays_between_families(shared, leg, server, relayed):
    flag = "-x" if relayed == "ipv6" else "-X"
    return all_arrived(shared.uclient(leg, server, *SHORT, "-c", "-y", flag), 40)


def relays_large_packets(shared, leg):
    return all_arrived(
        shared.uclient(leg, "ipv4", "-c", "-y", "-m", "2", "-n", "20", "-l", "1400", "-z", "5"), 40
    )


# RFC 8656 12.5: over UDP ChannelData may be padded
def relays_padded_channel_data(shared):
    return all_arrived(shared.uclient("udp", "ipv4", *SHORT, "-c", "-y", "-D", "-l", "171"), 40)


# RFC 8656 18.9: DONT-FRAGMENT in Allocate and Send
def relays_with_dont_fragment(shared, how):
    return all_arrived(
        shared.uclient(
            "udp",
            "ipv4",
            *SHORT,
            "-c",
            "-g",
            *how,
            "-e",
            PEER_V4,
            "-r",
            str(shared.peers["ipv4"].port),
        ),
        40,
    )


def relays_for_time_limited_credentials(shared, secret):
    return all_arrived(
        shared.uclient("udp", "ipv4", "-c", "-y", *SHORT, user=["-u", "bob", "-W", secret]), 40
    )


# RFC 8656 9: permissions are refreshed while data flows
# RFC 8656 12: channels are bound again while data flows
def relays_amid_repeated_requests(shared):
    return all_arrived(shared.uclient("udp", "ipv4", *SHORT, "-c", "-y", "-G"), 40)


# RFC 6062 4.3: Connect, and data over the connection that ConnectionBind makes of another one
# RFC 6062 5.2: Connect opens a connection to the peer
# RFC 6062 5.4: after ConnectionBind the two connections are one
def relays_tcp(shared, leg, family):
    return all_arrived(
        shared.uclient(leg, family, *SHORT, "-T", *(["-x"] if family == "ipv6" else [])), 40
    )


# RFC 6062 5.3: a peer that connects is told to the client by ConnectionAttempt
def relays_tcp_from_peers(shared):
    output = shared.uclient("tcp", "ipv4", "-m", "1", "-n", "20", "-z", "5", "-P")
    # This client counts sent packets on both ends but received ones on one: with every server half
    # of them is "lost".
    sent, received = (
        coturn.last_number(output, label) for label in ("tot_send_msgs=", "tot_recv_msgs=")
    )
    assert sent == 40 and received == 20, output
    return f"      {received} messages"


# RFC 8016 3.1.2: a client that asks for a ticket, and moves amid the call
def relays_mobile_clients(shared, leg):
    return all_arrived(shared.uclient(leg, "ipv4", *SHORT, "-c", "-y", "-M"), 40)


# RFC 8489 9.2.4: a wrong password is refused, nothing is allocated
def refuses_a_wrong_password(shared):
    output = shared.uclient(
        "udp", "ipv4", "-c", "-y", "-m", "1", "-n", "5", user=["-u", "alice", "-w", "looking-glass"]
    )
    assert "Cannot complete Allocation" in output, output
    assert shared.daemon.metrics()['lectern_turn_auth_failures_total{reason="bad_integrity"}'] > 0


# RFC 8489 12: Binding tells the client its address
def stunclient_learns_its_address(shared):
    suite.need("turnutils_stunclient")
    port = str(shared.server("udp", "ipv4")[1])
    output = coturn.run("turnutils_stunclient", "-p", port, "127.0.0.1")
    assert re.search(r"UDP reflexive addr: 127\.0\.0\.1:\d+", output), output


# RFC 5780 4.3: the mapping tests
# RFC 5780 4.4: the filtering tests
# RFC 5780 6.1: RESPONSE-PORT and PADDING
def natdiscovery_sees_no_nat(shared, options, *wanted):
    suite.need("turnutils_natdiscovery")
    host, port = shared.discovery[0]
    output = coturn.run("turnutils_natdiscovery", *options, "-p", str(port), host)
    assert all(each in output for each in wanted), output


TESTS = [
    relays_tcp_from_peers,
    *suite.rows(relays, MATRIX),
    relays_over_the_one_tls_port,
    *suite.rows(
        relays_with_even_and_reserved_ports,
        {f"{leg}-{to}": (leg, to) for leg in LEGS for to in ("client", "peer")},
    ),
    *suite.rows(
        relays_between_families,
        {
            f"{leg}-{a}-for-{b}": (leg, a, b)
            for leg in ("udp", "tcp")
            for a, b in (("ipv4", "ipv6"), ("ipv6", "ipv4"))
        },
    ),
    *suite.rows(relays_large_packets, {leg: (leg,) for leg in LEGS}),
    relays_padded_channel_data,
    *suite.rows(relays_with_dont_fragment, {"channels": ([],), "indications": (["-s"],)}),
    *suite.rows(
        relays_for_time_limited_credentials,
        {"first-secret": ("first secret",), "second-secret": ("second secret",)},
    ),
    *suite.rows(
        relays_tcp,
        {f"{leg}-{family}": (leg, family) for leg in ("tcp", "tls") for family in ("ipv4", "ipv6")},
    ),
    *suite.rows(relays_mobile_clients, {leg: (leg,) for leg in ("udp", "tcp")}),
    relays_amid_repeated_requests,
    refuses_a_wrong_password,
    stunclient_learns_its_address,
    *suite.rows(
        natdiscovery_sees_no_nat,
        {
            "mapping": (["-m", "-L", "127.0.0.50"], "No NAT!", "Endpoint Independent Mapping!"),
            "filtering": (["-f"], "Endpoint Independent Filtering!"),
            "padded": (
                ["-m", "-f", "-P"],
                "Endpoint Independent Mapping!",
                "Endpoint Independent Filtering!",
            ),
            "hairpinning": (["-H"], "Received a request"),
            "collision": (
                ["-c", "-L", "127.0.0.50", "-A", "127.0.0.51"],
                "127.0.0.50:",
                "127.0.0.51:",
            ),
        },
    ),
]

if __name__ == "__main__":
    suite.own_network("fd09::9/128")
    suite.main(TESTS, together=Shared, jobs=10)
