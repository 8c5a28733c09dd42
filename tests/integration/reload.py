#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Reloads under running calls: which keys apply at once, which need a restart; no call is lost."""
import base64
import hashlib
import hmac
import os
import time

import stun
import suite
from echo import PEER, Echo, Talk, echoes
from lecternd import endpoint
from turn_client import Client, Refused
from wires import UdpWire

OPEN = f'allow_peers = ["{PEER}"]\nchallenge_rate = 0\nbinding_rate = 0\n'


def timed(secret, user="ada", lifetime=3600):
    name = f"{int(time.time()) + lifetime}:{user}".encode()
    return name, base64.b64encode(hmac.new(secret.encode(), name, hashlib.sha1).digest())


def client(daemon, username, password):
    return Client(UdpWire(endpoint(daemon.ready["turn"][0])), username, password)


def rewrite(place, daemon, turn, extra=""):
    with open(daemon.config, "w", encoding="utf-8") as out:
        out.write(place.config(extra, turn=turn))


def reload(place, daemon, turn, extra=""):
    rewrite(place, daemon, turn, extra)
    return {change["key"]: change["applies"] for change in daemon.ctl_json("reload")["changes"]}


def twenty_reloads_under_fifty_calls(place):
    base = (
        OPEN
        + 'secrets = ["the-first-secret", "the-second-secret"]\nusers = { alice = "wonderland" }\n'
    )
    daemon = place.daemon(place.config(turn=base))
    echo = Echo(place)
    accounts = [timed("the-first-secret"), timed("the-second-secret"), (b"alice", b"wonderland")]
    clients = [client(daemon, *accounts[i % 3]) for i in range(50)]
    for one in clients:
        one.allocate()
        assert one.bind(0x4000, echo.address).kind == stun.SUCCESS
    first = base.replace(
        '"the-first-secret", "the-second-secret"', '"the-third-secret", "the-first-secret"'
    )
    steps = [
        first,
        first.replace("alice", "bob"),
        "user_quota = 1\n",
        "meeting_quota = 5\n",
        "source_quota = 1\n",
        "total_quota = 10\n",
        'deny_peers = ["198.51.100.0/24"]\n',
        'peers = "lan"\n',
        'peers = "only"\n',
        "mobility = false\n",
        "tcp_relay = false\n",
        'alternate_servers = ["127.0.0.9:3478"]\n',
        'alternate_servers = ["127.0.0.9:3478"]\nalternate_use = "busy"\n',
        'alternate_tls_servers = ["127.0.0.9:5349"]\nalternate_domain = "other.example"\n',
        'credential_lifetime = "5m"\n',
        'external_servers = ["turn:other.example:3478"]\n',
        'external_ip = ["127.0.0.5"]\n',
        'trusted_proxies = ["10.9.9.9"]\n',
        "challenge_rate = 7\n",
        "binding_rate = 9\n",
    ]
    applied = set()
    with Talk(clients) as talk:
        for step in steps:
            # The step's keys take the place of those of `base`.
            lines = (
                "".join(
                    line + "\n" for line in base.splitlines() if line.split(" =")[0] not in step
                )
                + step
            )
            changes = reload(place, daemon, lines)
            assert set(changes.values()) == {"now"}, changes
            applied |= {key.removeprefix("turn.") for key in changes}
            with open(daemon.config, "a", encoding="utf-8") as out:
                out.write("[turn]\nnonsense = 1\n")
            assert "nothing was applied" in daemon.ctl("reload", status=1)
    wanted = {
        "secrets",
        "users",
        "user_quota",
        "meeting_quota",
        "source_quota",
        "total_quota",
        "deny_peers",
        "peers",
        "mobility",
        "tcp_relay",
        "alternate_servers",
        "alternate_use",
        "alternate_tls_servers",
        "alternate_domain",
        "credential_lifetime",
        "external_servers",
        "external_ip",
        "trusted_proxies",
        "challenge_rate",
        "binding_rate",
    }
    assert wanted <= applied, wanted - applied
    assert len(daemon.ctl_json("turn", "sessions")["sessions"]) == 50
    for one in clients:
        assert one.refresh(600).kind == stun.SUCCESS
    assert (
        talk.sent >= 50 * 5 and talk.back == talk.sent
    ), f"{talk.sent - talk.back} of {talk.sent} lost"
    assert daemon.end() == 0
    return f"{talk.sent} packets there and back during {2 * len(steps)} reloads, none lost"


def secrets_are_rotated(place):
    daemon = place.daemon(place.config(turn=OPEN + 'secrets = ["the-first-secret"]\n'))
    old = client(daemon, *timed("the-first-secret"))
    old.allocate()
    assert daemon.ctl_json("turn", "credentials", "--user", "x")["password"]
    assert reload(
        place, daemon, OPEN + 'secrets = ["the-second-secret", "the-first-secret"]\n'
    ) == {"turn.secrets": "now"}
    issued = daemon.ctl_json("turn", "credentials", "--user", "x")
    expected = base64.b64encode(
        hmac.new(b"the-second-secret", issued["username"].encode(), hashlib.sha1).digest()
    ).decode()
    assert issued["password"] == expected
    for secret in ("the-first-secret", "the-second-secret"):
        client(daemon, *timed(secret)).allocate()
    reload(place, daemon, OPEN + 'secrets = ["the-second-secret"]\n')
    assert old.refresh(600).kind == stun.SUCCESS
    try:
        client(daemon, *timed("the-first-secret")).allocate()
        raise AssertionError("a removed secret is good")
    except Refused as refused:
        assert refused.answer.code == 401
    # From a file, whose name stays the same.
    path = place.folder + "/turn.secret"
    turn = OPEN + f'secret_file = "{path}"\n'
    with open(path, "w", encoding="utf-8") as out:
        out.write("the-third-secret\n")
    reload(place, daemon, turn)
    with open(path, "w", encoding="utf-8") as out:
        out.write("the-fourth-secret\nthe-third-secret\n")
    assert reload(place, daemon, turn) == {"turn.secret_file": "now"}
    client(daemon, *timed("the-fourth-secret")).allocate()
    assert old.refresh(600).kind == stun.SUCCESS
    assert not any('-secret"' in line for line in daemon.log), "a secret in the log"
    assert daemon.end() == 0


def a_denied_peer_is_cut_off_at_once(place):
    base = OPEN + 'users = { alice = "wonderland" }\n'
    daemon = place.daemon(place.config(turn=base))
    echo = Echo(place)
    alice = client(daemon, b"alice", b"wonderland")
    alice.allocate()
    alice.bind(0x4000, echo.address)
    assert echoes([alice], 3) == 3
    # The longer prefix wins.
    reload(
        place,
        daemon,
        base.replace(f'["{PEER}"]', '["127.0.0.0/24"]') + f'deny_peers = ["{PEER}"]\n',
    )
    alice.send_on(0x4000, b"too late")
    assert alice.received(0.5) is None
    assert alice.permit(echo.address).code == 403
    assert alice.refresh(600).kind == stun.SUCCESS
    reload(place, daemon, base)
    assert alice.bind(0x4000, echo.address).kind == stun.SUCCESS
    assert echoes([alice], 3) == 3
    assert daemon.end() == 0


def what_needs_a_restart_says_so(place):
    daemon = place.daemon()
    changes = reload(place, daemon, 'relay_ports = "50000-50100"\nuser_quota = 3\n')
    assert changes == {"turn.relay_ports": "at restart", "turn.user_quota": "now"}, changes
    shown = daemon.ctl("reload")
    assert "at restart" in shown and "turn.relay_ports" in shown, shown
    assert daemon.end() == 0


TESTS = [
    twenty_reloads_under_fifty_calls,
    secrets_are_rotated,
    a_denied_peer_is_cut_off_at_once,
    what_needs_a_restart_says_so,
]

if __name__ == "__main__":
    suite.main(TESTS)
