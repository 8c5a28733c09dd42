#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The operator's diagnosis: `lecternctl turn test` against our daemon, against coturn and against
broken servers, `lecternctl check`, and the fail2ban filter on the daemon's own log."""
import json
import os
import re
import socket
import subprocess
import threading

import certificate
import coturn
import stun
import suite
from lecternd import DEADLINE, endpoint, trusting_nobody
from turn_client import Client
from wires import StreamWire, UdpWire

REALM = "test.example"
TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def ctl(place, *words, status=0):
    """lecternctl without a daemon."""
    done = subprocess.run(
        [place.programs.lecternctl, *words],
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )
    assert (
        done.returncode == status
    ), f"{words}: status {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def turn_test(place, *words, status=0):
    return json.loads(ctl(place, "turn", "test", "--json", *words, status=status))


def step(way, name):
    return next(s for s in way["steps"] if s["step"] == name)


def at_our_own_daemon(place):
    daemon = place.daemon(place.config(turn='tls_listen = ["127.0.0.1:0"]\n'))
    report = daemon.ctl_json("turn", "test", "--count", "10")
    assert report["works"] and [way["transport"] for way in report["ways"]] == [
        "udp",
        "tcp",
        "tls",
        "tls",
        "dtls",
    ], report
    for way in report["ways"]:
        assert way["facts"]["echo"]["back"] == 10 and way["facts"]["echo"]["min_ms"] > 0, way
        assert way["facts"]["realm"] == REALM and way["facts"]["lifetime"] == 600, way
        assert way["facts"]["relayed"].startswith("127.0.0.1:"), way
    shown = daemon.ctl("turn", "test", "--transport", "udp")
    assert (
        "20 of 20 there and back between two allocations" in shown and "It works." in shown
    ), shown
    assert daemon.ctl_json("turn", "sessions")["sessions"] == []  # it leaves nothing behind
    assert "does not listen that way" in daemon.ctl("turn", "test", "-6", status=1)
    assert daemon.end() == 0


def at_coturn(place):
    suite.need("turnserver")
    pem = certificate.make(place.folder)
    server = coturn.Server(
        place.folder,
        pem,
        REALM,
        ["127.0.0.1"],
        ["127.0.0.1"],
        [
            "--use-auth-secret",
            "--static-auth-secret=a-secret-of-the-suite",
            "--allow-loopback-peers",
        ],
    )
    place.at_end(server.end)
    uri, tls = f"turn:127.0.0.1:{server.port}", f"turns:localhost:{server.tls_port}"
    secret = ("--secret", "a-secret-of-the-suite")
    report = turn_test(place, "--server", uri, *secret)
    assert [way["transport"] for way in report["ways"]] == ["udp", "tcp"] and report[
        "works"
    ], report
    for way in report["ways"]:
        assert "Coturn" in way["facts"]["software"] and way["facts"]["echo"]["back"] == 20, way
    done = subprocess.run(
        [
            place.programs.lecternctl,
            "turn",
            "test",
            "--server",
            uri,
            "--secret-stdin",
            "--transport",
            "udp",
        ],
        input="a-secret-of-the-suite\n",
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )
    assert done.returncode == 0 and "It works." in done.stdout, done
    # TLS and DTLS with a certificate that is trusted, and one that is not.
    for transport in ("tls", "dtls"):
        report = turn_test(
            place, "--server", tls, "-4", *secret, "--transport", transport, "--ca", pem.authority
        )
        assert report["works"] and report["ways"][0]["facts"]["certificate"]["trusted"], report
        assert report["ways"][0]["facts"]["certificate"]["names"] == [
            "localhost",
            "127.0.0.1",
            "::1",
        ], report
        refused = turn_test(
            place, "--server", tls, "-4", *secret, "--transport", transport, status=1
        )
        assert "not trusted" in step(refused["ways"][0], "connect")["said"], refused
        assert turn_test(
            place, "--server", tls, "-4", *secret, "--transport", transport, "--insecure"
        )["works"]
    # The wrong secret, an unknown user, a wrong password.
    wrong = turn_test(place, "--server", uri, "--secret", "another", status=1)
    refused = step(wrong["ways"][0], "allocate")
    assert (
        refused["said"].startswith("error 401")
        and "another secret" in refused["hint"]
        and "clock" in refused["hint"]
    ), refused
    wrong = turn_test(place, "--server", uri, "--user", "alice", "--password", "x", status=1)
    assert step(wrong["ways"][0], "allocate")["said"].startswith("error 401"), wrong
    assert turn_test(place, "--server", f"stun:127.0.0.1:{server.port}")["ways"][0]["facts"][
        "mapped"
    ].startswith("127.0.0.1:")


def a_policy_that_denies_its_own_address(place):
    suite.need("turnserver")
    server = coturn.Server(
        place.folder,
        certificate.make(place.folder),
        REALM,
        ["127.0.0.1"],
        ["127.0.0.1"],
        [
            "--lt-cred-mech",
            "--user=alice:wonderland",
            "--allow-loopback-peers",
            "--denied-peer-ip=127.0.0.0-127.255.255.255",
        ],
    )
    place.at_end(server.end)
    report = turn_test(
        place,
        "--server",
        f"turn:127.0.0.1:{server.port}?transport=udp",
        "--user",
        "alice",
        "--password",
        "wonderland",
        status=1,
    )
    denied = step(report["ways"][0], "permission")
    assert denied["said"].startswith("error 403") and "denied-peer-ip" in denied["hint"], denied


def where_nothing_is_or_something_else(place):
    free = coturn.free_port()
    account = ("--user", "alice", "--password", "wonderland")
    report = turn_test(place, "--server", f"turn:127.0.0.1:{free}", *account, status=1)
    assert (
        "refused" in step(report["ways"][0], "binding")["said"]
        and "nobody listens" in step(report["ways"][0], "binding")["hint"]
    ), report
    assert "nobody listens" in step(report["ways"][1], "connect")["hint"], report
    # A silent UDP socket; a web server over TCP and on a TLS port.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        report = turn_test(place, "--server", f"stun:127.0.0.1:{silent.getsockname()[1]}", status=1)
        assert "dropped by a firewall" in step(report["ways"][0], "binding")["hint"], report
    web = socket.create_server(("127.0.0.1", 0))
    place.at_end(web.close)

    def answer():
        while True:
            try:
                peer, _ = web.accept()
            except OSError:
                return
            peer.recv(1000)
            peer.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            peer.close()

    threading.Thread(target=answer, daemon=True).start()
    port = web.getsockname()[1]
    report = turn_test(
        place, "--server", f"turn:127.0.0.1:{port}?transport=tcp", *account, status=1
    )
    assert "something else than TURN" in step(report["ways"][0], "binding")["hint"], report
    report = turn_test(place, "--server", f"turns:127.0.0.1:{port}", *account, status=1)
    assert step(report["ways"][0], "connect")["verdict"] == "failed", report


def words_that_are_wrong(place):
    for words in (
        ("--server", "http://x"),
        ("--server", "turn:a"),
        ("--server", "turn:a", "--password", "x", "--secret", "y"),
        ("--transport", "sctp"),
        ("--server", "turn:a", "--secret", "x", "-4", "-6"),
        ("--count", "0"),
    ):
        ctl(place, "turn", "test", *words, status=2)
    assert "DNS" in ctl(
        place, "turn", "test", "--server", "turn:nobody.invalid", "--secret", "x", status=1
    )
    assert "does not answer" in ctl(
        place, "--socket", place.folder + "/none", "turn", "test", status=3
    )


def topics(report, level):
    return {finding["topic"] for finding in report["findings"] if finding["level"] == level}


def check_with_the_daemon(place):
    daemon = place.daemon(place.config(turn='tls_listen = ["127.0.0.1:0"]\nuser_quota = 5\n'))
    report = daemon.ctl_json("check")
    assert report["ok"], report
    assert {"daemon", "configuration", "relay loop", "listeners", "quotas", "address"} <= topics(
        report, "ok"
    ), report
    loops = [f["said"] for f in report["findings"] if f["topic"] == "relay loop"]
    assert len(loops) == 5 and all("5 of 5" in said for said in loops), loops
    assert {"certificate", "public_url"} <= topics(report, "warning"), report
    for finding in report["findings"]:
        assert bool(finding["todo"]) == (finding["level"] != "ok"), finding
    shown = daemon.ctl("check")
    assert re.search(r"\d+ things are well, \d+ warnings, 0 errors\.", shown), shown
    # A STUN server reports another address than the one that clients get.
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind(("127.0.0.1", 0))
        threading.Thread(target=answer_bindings, args=(server, "203.0.113.99"), daemon=True).start()
        findings = daemon.findings("--stun", "127.0.0.1:%d" % server.getsockname()[1], status=1)
    nat = next(f for f in findings if f["topic"] == "NAT")
    assert (
        "203.0.113.99" in nat["said"] and 'external_ip = ["203.0.113.99/127.0.0.1"]' in nat["todo"]
    ), nat
    assert daemon.end() == 0


def answer_bindings(server, seen):
    try:
        while True:
            data, peer = server.recvfrom(2048)
            asked = stun.decode(data)
            answer = stun.Request(stun.BINDING, stun.SUCCESS, asked.transaction).add(
                stun.XOR_MAPPED_ADDRESS, (seen, peer[1])
            )
            server.sendto(answer.bytes(), peer)
    except OSError:
        pass


def check_without_a_daemon(place):
    pem = certificate.make(place.folder)
    path = place.folder + "/lectern.toml"

    def look(text, status):
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        return json.loads(
            ctl(
                place,
                "--socket",
                place.folder + "/none",
                "check",
                "--json",
                "--config",
                path,
                status=status,
            )
        )

    files = f'[tls]\ncertificate = "{pem.certificate}"\nkey = "{pem.key}"\n'
    report = look(place.config(files), 1)
    assert "daemon" in topics(report, "warning") and topics(report, "error") == {
        "certificate"
    }, report
    assert any(
        "unable to get" in f["said"] for f in report["findings"] if f["level"] == "error"
    ), report
    report = look(place.config("nonsense = 1\n"), 1)
    assert topics(report, "error") == {"configuration"}, report
    report = look(
        place.config(
            files,
            turn='allow_peers = ["127.0.0.0/8", "169.254.0.0/16"]\n'
            'secrets = ["short"]\npeers = "lan"\n',
        ),
        1,
    )
    assert {"peers", "certificate"} == topics(report, "error") and {
        "peers",
        "secrets",
        "quotas",
    } <= topics(report, "warning"), report


def fail2ban_finds_who_guesses(place):
    suite.need("fail2ban-regex")
    for log_format in ("text", "json"):
        folder = os.path.join(place.folder, log_format)
        os.mkdir(folder)
        text = place.config(
            f'[log]\nformat = "{log_format}"\n', turn='users = { alice = "wonderland" }\n'
        ).replace(place.folder, folder)
        daemon = place.daemon(text, folder)
        plain, tls = endpoint(daemon.ready["turn"][0]), endpoint(daemon.ready["https"][0])
        assert Client(StreamWire(plain), b"alice", b"looking glass").ask(stun.ALLOCATE).code == 401
        assert (
            Client(
                StreamWire(tls, trusting_nobody()),
                b"x info turn_auth_failed client=192.0.2.1 ",
                b"y",
            )
            .ask(stun.ALLOCATE)
            .code
            == 401
        )
        # Over UDP, from the address that the challenge went to.
        guesser = Client(UdpWire(plain), b"alice", b"looking glass")
        assert guesser.ask(stun.ALLOCATE).code == 401
        # Who forges an address does not see the challenges to it, and gets nobody banned.
        forger = Client(UdpWire(plain, "127.0.0.99"), b"alice", b"looking glass")
        forger.realm, forger.nonce = guesser.realm, guesser.nonce
        assert forger.ask(stun.ALLOCATE).code == 401
        Client(StreamWire(plain)).allocate()
        daemon.wait_for_log("unknown_user")
        assert daemon.end() == 0
        log = os.path.join(folder, "log")
        with open(log, "w", encoding="utf-8") as out:
            out.write("\n".join(line for line in daemon.log if line) + "\n")
            # The format in which fail2ban reads the journal.
            if log_format == "text":
                out.write(
                    "2026-11-22T20:00:00 relay lecternd[77]: info turn_auth_failed "
                    "client=198.51.100.7 port=1 transport=tcp "
                    "reason=bad_integrity suppressed=0 user=alice\n"
                )
        found = subprocess.run(
            [
                "fail2ban-regex",
                "--print-all-matched",
                "--out",
                "ip",
                log,
                TOP + "/packaging/fail2ban/filter.conf",
            ],
            capture_output=True,
            text=True,
            timeout=DEADLINE,
            check=False,
        )
        wanted = ["127.0.0.1"] * 3 + (["198.51.100.7"] if log_format == "text" else [])
        assert found.stdout.split() == wanted, (
            log_format,
            found.stdout,
            found.stderr,
            open(log, encoding="utf-8").read(),
        )


TESTS = [
    at_our_own_daemon,
    at_coturn,
    a_policy_that_denies_its_own_address,
    where_nothing_is_or_something_else,
    words_that_are_wrong,
    check_with_the_daemon,
    check_without_a_daemon,
    fail2ban_finds_who_guesses,
]

if __name__ == "__main__":
    suite.main(TESTS)
