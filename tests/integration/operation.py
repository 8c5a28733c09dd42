#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Operating the relay from outside: sessions, kick, drain, the session log, metrics, captures.

Uses the real daemon and real sockets.
"""
import json
import os
import re
import signal
import socket
import subprocess
import threading
import time

import stun
import suite
from lecternd import DEADLINE, endpoint, trusting_nobody
from people import create_meeting, register_admin
from turn_client import Client, Refused
from wires import DtlsWire, StreamWire, UdpWire

PEERS = 'allow_peers = ["127.0.0.2/32"]\nusers = { alice = "wonderland", bob = "builder" }\n'
RECORD = {
    "session",
    "reason",
    "user",
    "meeting",
    "transport",
    "client",
    "relayed",
    "relayed_transport",
    "started_at",
    "ended_at",
    "seconds",
    "peers",
    "packets_to_peers",
    "bytes_to_peers",
    "packets_to_client",
    "bytes_to_client",
    "dropped",
}


def relay(place, turn="", extra=""):
    return place.daemon(place.config(extra, turn=PEERS + turn))


def udp_client(daemon, user=b"alice", password=b"wonderland"):
    return Client(UdpWire(endpoint(daemon.ready["turn"][0])), user, password)


def printed(address):
    return f"{address[0]}:{address[1]}"


class Peer:
    """Sends all data back."""

    def __init__(self, place):
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.sock.bind(("127.0.0.2", 0))
        self.address = self.sock.getsockname()
        threading.Thread(target=self._echo, daemon=True).start()
        place.at_end(self.sock.close)

    def _echo(self):
        while True:
            try:
                data, source = self.sock.recvfrom(65536)
                self.sock.sendto(data, source)
            except OSError:
                return


def talk(client, peer, times=3, size=100):
    """A channel, and some echoes through it."""
    assert client.bind(0x4000, peer.address).kind == stun.SUCCESS
    for _ in range(times):
        client.send_on(0x4000, b"x" * size)
        got = client.received()
        assert got and got[:2] == ("channel", 0x4000), got


def sessions(daemon, *words):
    return daemon.ctl_json("turn", "sessions", "--interval", "0", *words)["sessions"]


def sessions_tell_who_how_and_how_much(place):
    daemon, peer = relay(place), Peer(place)
    alice, bob = udp_client(daemon), Client(
        StreamWire(endpoint(daemon.ready["https"][0]), trusting_nobody()), b"bob", b"builder"
    )
    relayed = alice.allocate()
    bob.allocate()
    talk(alice, peer)
    alice.send(("127.0.0.9", 9), b"nobody may be reached there")
    (mine,) = sessions(daemon, "--user", "alice")
    assert mine["client"] == printed(alice.wire.local()) and mine["relayed"] == [
        printed(relayed)
    ], mine
    assert (mine["transport"], mine["security"], mine["meeting"]) == ("udp", None, None), mine
    assert (
        mine["packets_to_peers"],
        mine["bytes_to_peers"],
        mine["packets_to_client"],
        mine["bytes_to_client"],
    ) == (3, 300, 3, 300), mine
    assert (
        mine["channels"] == 1
        and mine["permissions"] == 1
        and mine["peers"] == 1
        and mine["dropped"] == 1
    ), mine
    (other,) = sessions(daemon, "--user", "bob")
    assert other["transport"] == "tls" and re.match(r"TLSv1\.[23] \S+$", other["security"]), other
    assert len(sessions(daemon, "--client", "127.0.0.0/8")) == 2
    assert len(sessions(daemon, "--client", mine["client"])) == 1
    assert (
        sessions(daemon, "--client", "192.0.2.1") == []
        and sessions(daemon, "--meeting", "nowhere") == []
    )

    page = daemon.ctl("turn", "sessions", mine["id"], "--interval", "0")
    for wanted in (mine["client"], printed(peer.address), "0x4000", "channel", "permission"):
        assert wanted in page, page
    one = daemon.ctl_json("turn", "sessions", mine["id"], "--interval", "0")
    assert {(p["kind"], p["peer"]) for p in one["peer_list"]} == {
        ("permission", "127.0.0.2"),
        ("channel", printed(peer.address)),
    }, one
    assert "there is no session 7-7-7" in daemon.ctl("turn", "sessions", "7-7-7", status=1)
    assert "client wants" in daemon.ctl("turn", "sessions", "--client", "nonsense", status=1)
    assert daemon.end() == 0


def rates_are_of_this_moment(place):
    daemon, peer = relay(place), Peer(place)
    alice = udp_client(daemon)
    alice.allocate()
    talk(alice, peer)
    stop = threading.Event()

    def speak():
        while not stop.is_set():
            alice.send_on(0x4000, b"x" * 1000)
            time.sleep(0.005)

    speaker = threading.Thread(target=speak)
    speaker.start()
    try:
        (busy,) = daemon.ctl_json("turn", "sessions", "--interval", "500ms")["sessions"]
        table = daemon.ctl("turn", "sessions", "--interval", "500ms")
    finally:
        stop.set()
        speaker.join()
    assert (
        10_000 < busy["bits_per_second_to_peers"] < 3_000_000
        and busy["packets_per_second_to_client"] > 0
    ), busy
    assert "UP bit/s" in table and "1 session, " in table, table
    (still,) = daemon.ctl_json("turn", "sessions", "--interval", "300ms")["sessions"]
    assert (
        still["bytes_to_peers"] > 0
        and still["bits_per_second_to_peers"] < busy["bits_per_second_to_peers"]
    ), still
    assert daemon.end() == 0


def the_meeting_and_the_person_are_named(place):
    daemon = relay(place)
    host = register_admin(daemon)
    meeting = create_meeting(daemon, host["access"])
    status, seat = daemon.request(
        "POST", f"/api/meeting/join/{meeting['meeting_id']}/", {}, host["access"]
    )
    assert status == 200, seat
    server = next(s for s in seat["ice_servers"] if "username" in s)
    client = udp_client(daemon, server["username"].encode(), server["credential"].encode())
    client.allocate()
    (mine,) = sessions(daemon)
    assert (mine["person"], mine["meeting"], mine["meeting_code"]) == (
        "ada@example.org",
        meeting["meeting_id"],
        meeting["code"],
    ), mine
    assert [s["id"] for s in sessions(daemon, "--meeting", meeting["code"])] == [mine["id"]]
    assert sessions(daemon, "--user", "ada@example.org")[0]["id"] == mine["id"]
    assert daemon.end() == 0


def a_kick_ends_a_session_at_once(place):
    daemon = relay(place)
    alice, other, bob = (
        udp_client(daemon),
        udp_client(daemon),
        udp_client(daemon, b"bob", b"builder"),
    )
    for client in (alice, other, bob):
        client.allocate()
    (victim,) = sessions(daemon, "--client", printed(alice.wire.local()))
    assert daemon.ctl("turn", "kick", victim["id"]) == "1 session was ended\n"
    assert alice.refresh(600).code == 437
    assert other.refresh(600).kind == stun.SUCCESS
    daemon.wait_for_log("reason=kicked")
    assert "there is no session " + victim["id"] in daemon.ctl(
        "turn", "kick", victim["id"], status=1
    )
    assert "there is no session nonsense" in daemon.ctl("turn", "kick", "nonsense", status=1)
    daemon.ctl("turn", "kick", status=2)
    assert daemon.ctl_json("turn", "kick", "--user", "alice", victim["id"]) == {
        "kicked": 1,
        "missing": [victim["id"]],
    }
    assert other.refresh(600).code == 437 and bob.refresh(600).kind == stun.SUCCESS
    assert daemon.metrics()['lectern_turn_sessions_ended_total{reason="kicked"}'] == 2
    assert daemon.end() == 0


def a_drained_daemon_leaves_when_the_last_session_has(place):
    daemon = relay(place)
    alice = udp_client(daemon)
    alice.allocate()
    assert "1 allocation is left" in daemon.ctl("drain")
    late = udp_client(daemon)
    try:
        late.allocate()
        raise AssertionError("a draining relay gave an allocation")
    except Refused as refused:
        assert refused.answer.code == 508, refused.answer.code
    assert alice.refresh(600).kind == stun.SUCCESS
    assert daemon.request("GET", "/readyz") == (503, "draining\n")
    status, health = daemon.request("GET", "/health")
    assert (status, health["status"], health["parts"]["turn"]) == (
        503,
        "draining",
        "draining",
    ), health
    assert daemon.request("GET", "/livez")[0] == 200
    assert daemon.ctl_json("status")["drain"] == {
        "draining": True,
        "allocations": 1,
        "people": 0,
        "deadline_seconds": None,
    }
    assert "New allocations are taken again" in daemon.ctl("drain", "--cancel")
    assert "nothing is being drained" in daemon.ctl("drain", "--cancel", status=1)
    late.allocate()
    assert daemon.request("GET", "/readyz")[0] == 200
    daemon.ctl("drain", "--deadline", "1h")
    assert 3500 < daemon.ctl_json("status")["drain"]["deadline_seconds"] <= 3600
    assert alice.refresh(0).kind == stun.SUCCESS and late.refresh(0).kind == stun.SUCCESS
    assert daemon.process.wait(DEADLINE) == 0
    assert "drained" in daemon.errors()


def the_deadline_of_a_drain_ends_it(place):
    log = place.folder + "/sessions.json"
    manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)  # as systemd listens to its services
    manager.settimeout(DEADLINE)
    manager.bind(place.folder + "/notify")
    place.at_end(manager.close)
    daemon = place.daemon(
        place.config(turn=PEERS + f'session_log = "{log}"\n'),
        environment={"NOTIFY_SOCKET": place.folder + "/notify"},
    )
    alice = udp_client(daemon)
    alice.allocate()
    daemon.ctl("drain", "--deadline", "1s")  # lecternctl is gone, the deadline is not
    assert daemon.process.wait(DEADLINE) == 0
    said = []
    while not said or "STOPPING=1" not in said[-1]:
        said.append(manager.recv(4096).decode())
    assert "STATUS=draining, 1 allocation left" in said, said
    with open(log, encoding="utf-8") as lines:
        (record,) = [json.loads(line) for line in lines]
    assert record["reason"] == "drained" and record["user"] == "alice", record


def every_end_leaves_a_line(place):
    log = place.folder + "/sessions.json"
    daemon, peer = relay(place, f'session_log = "{log}"\n'), Peer(place)
    alice, gone, kicked, left = (
        udp_client(daemon),
        Client(StreamWire(endpoint(daemon.ready["turn"][0]))),
        udp_client(daemon, b"bob", b"builder"),
        udp_client(daemon),
    )
    relayed = alice.allocate()
    for client in (gone, kicked, left):
        client.allocate()
    talk(alice, peer)
    assert alice.refresh(0).kind == stun.SUCCESS
    gone.close()
    daemon.ctl("turn", "kick", "--user", "bob")

    def records(path=log):
        with open(path, encoding="utf-8") as lines:
            return [json.loads(line) for line in lines]

    wait_until(lambda: len(records()) == 3)
    by_reason = {record["reason"]: record for record in records()}
    assert set(by_reason) == {"deleted", "disconnected", "kicked"}, by_reason
    for record in records():
        assert set(record) == RECORD, set(record) ^ RECORD
    mine = by_reason["deleted"]
    assert (
        mine["relayed"] == [printed(relayed)]
        and mine["bytes_to_peers"] == 300
        and mine["peers"] == 1
    ), mine
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S*Z", mine["started_at"]), mine
    assert os.stat(log).st_mode & 0o077 == 0, oct(os.stat(log).st_mode)
    # As logrotate does: the file is moved away, and the reload opens a new one.
    os.rename(log, log + ".1")
    daemon.process.send_signal(signal.SIGHUP)
    wait_until(lambda: os.path.exists(log))
    assert daemon.metrics()["lectern_turn_session_records_lost_total"] == 0
    assert daemon.end() == 0
    assert [record["reason"] for record in records()] == ["stopped"] and len(
        records(log + ".1")
    ) == 3
    assert "wonderland" not in daemon.errors() + open(log, encoding="utf-8").read()


def a_session_log_that_cannot_be_opened_is_named(place):
    status, said = place.failing_daemon(
        place.config(turn=PEERS + 'session_log = "/nonexistent/sessions.json"\n')
    )
    assert status == 1 and "[turn] session_log" in said, said


def wait_until(holds):
    end = time.monotonic() + DEADLINE
    while not holds():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def metrics_follow_the_exposition_format(place):
    daemon, peer = relay(place, "user_quota = 1\n"), Peer(place)
    alice = udp_client(daemon)
    alice.allocate()
    talk(alice, peer)
    try:
        udp_client(daemon).allocate()
        raise AssertionError("the quota was not kept")
    except Refused as refused:
        assert refused.answer.code == 486
    wrong = udp_client(daemon, b"alice", b"a wrong password")
    assert (
        wrong.ask(stun.ALLOCATE, (stun.REQUESTED_TRANSPORT, stun.transport(stun.UDP))).code == 401
    )
    assert alice.refresh(0).kind == stun.SUCCESS
    series = daemon.metrics()
    for name, value in {
        'lectern_turn_allocations_refused_total{reason="user_quota"}': 1,
        'lectern_turn_allocations{transport="udp",family="ipv4"}': 0,
        "lectern_turn_allocations_made_total": 1,
        'lectern_turn_bytes_total{direction="to_peers",transport="udp",family="ipv4"}': 300,
        'lectern_turn_packets_total{direction="to_clients",transport="udp",family="ipv4"}': 3,
        'lectern_turn_sessions_ended_total{reason="deleted"}': 1,
        'lectern_turn_session_seconds_bucket{le="+Inf"}': 1,
        "lectern_turn_session_seconds_count": 1,
    }.items():
        assert series[name] == value, (name, series.get(name))
    assert (
        sum(
            value
            for name, value in series.items()
            if name.startswith("lectern_turn_worker_packets_total{")
        )
        == 6
    )
    assert (
        sum(
            value
            for name, value in series.items()
            if name.startswith("lectern_turn_auth_failures_total{")
        )
        >= 2
    )
    assert all("alice" not in name for name in series)
    try:
        from prometheus_client.parser import (
            text_string_to_metric_families,
        )  # pylint: disable=import-outside-toplevel
    except ImportError:
        raise suite.Skipped(
            "python3-prometheus-client is not installed; the numbers are right"
        ) from None
    text = daemon.request("GET", "/metrics", address=daemon.ready["metrics"])[1]
    families = {}
    for family in text_string_to_metric_families(text):
        assert family.name not in families, f"{family.name} stands twice"
        families[family.name] = family
    assert families["lectern_turn_session_seconds"].type == "histogram"
    assert (
        families["lectern_turn_bytes"].type == "counter"
        and families["lectern_turn_allocations"].type == "gauge"
    )
    buckets = [
        s.value
        for s in families["lectern_turn_session_seconds"].samples
        if s.name.endswith("_bucket")
    ]
    assert buckets == sorted(buckets) and len(buckets) == 9, buckets
    assert daemon.end() == 0


RTP = bytes.fromhex("8060 0001 00000001 1234abcd") + b"m" * 60


def capturing(place, daemon, session, file, *words):
    """lecternctl turn capture, running."""
    command = [
        place.programs.lecternctl,
        "--socket",
        daemon.folder + "/state/control.sock",
        "turn",
        "capture",
        "--session",
        session["id"],
        "-o",
        file,
        *words,
    ]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    place.at_end(lambda: process.poll() is None and process.kill())
    line = process.stderr.readline()
    assert "Capturing session" in line, line
    return process


def dissected(file, *fields, only=""):
    """Wireshark's view of the file: one tuple of fields a packet."""
    command = [
        "tshark",
        "-n",
        "-r",
        file,
        "--enable-heuristic",
        "rtp_udp",
        "-T",
        "fields",
        *(word for field in fields for word in ("-e", field)),
    ]
    done = subprocess.run(
        command + (["-Y", only] if only else []),
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [tuple(line.split("\t")) for line in done.stdout.splitlines()]


def speak_rtp(client, peer, times=5):
    assert client.bind(0x4000, peer.address).kind == stun.SUCCESS
    for _ in range(times):
        client.send_on(0x4000, RTP)
        assert client.received()[:2] == ("channel", 0x4000)


def a_capture_is_read_by_wireshark(place):
    suite.need("tshark")
    daemon, peer = relay(place, 'tls_listen = ["127.0.0.1:0"]\n'), Peer(place)
    for name, wire in (
        ("udp", UdpWire(endpoint(daemon.ready["turn"][0]))),
        ("tcp", StreamWire(endpoint(daemon.ready["turn"][0]))),
        ("tls", StreamWire(endpoint(daemon.ready["https"][0]), trusting_nobody())),
        ("dtls", DtlsWire(endpoint(daemon.ready["turn_tls"][0]))),
    ):
        file = f"{place.folder}/{name}.pcapng"
        client = Client(wire)
        relayed = client.allocate()
        (session,) = sessions(daemon)
        assert session["transport"] == name, session
        process = capturing(place, daemon, session, file)
        speak_rtp(client, peer)
        client.send(peer.address, RTP)
        assert client.received() is not None
        assert client.refresh(0).kind == stun.SUCCESS
        assert process.wait(DEADLINE) == 0
        assert "0 lost: the session has ended" in process.stderr.read()
        assert os.stat(file).st_mode & 0o777 == 0o600
        on_client = dissected(
            file, "stun.type", "stun.channel", only='frame.interface_name == "client" and stun'
        )
        methods = {int(kind, 16) for kind, _ in on_client if kind}
        assert {0x0009, 0x0109, 0x0004, 0x0104, 0x0016} <= methods, (
            name,
            [hex(m) for m in methods],
        )  # ChannelBind, Refresh, Send
        assert sum(1 for _, channel in on_client if channel) >= 10, (name, on_client)
        media = dissected(
            file,
            "ip.src",
            "udp.srcport",
            "ip.dst",
            "udp.dstport",
            "rtp.ssrc",
            only='frame.interface_name == "relay"',
        )
        there = (relayed[0], str(relayed[1]), peer.address[0], str(peer.address[1]), "0x1234abcd")
        assert media.count(there) == 6 and media.count((*there[2:4], *there[:2], there[4])) == 6, (
            name,
            media,
        )
        bad = dissected(
            file,
            "frame.number",
            only="_ws.malformed or ip.checksum.status == 0 or udp.checksum.status == 0",
        )
        assert not bad, (name, bad)
    assert daemon.end() == 0


def a_capture_keeps_its_limits(place):
    daemon, peer = relay(place), Peer(place)
    alice = udp_client(daemon)
    alice.allocate()
    (session,) = sessions(daemon)
    file = place.folder + "/cut.pcapng"
    process = capturing(place, daemon, session, file, "--packets", "8", "--snaplen", "20")
    talk(alice, peer, 10, 1000)
    assert (
        process.wait(DEADLINE) == 0
        and "8 packets, 0 lost: the limit of packets is reached" in process.stderr.read()
    )
    assert os.path.getsize(file) < 2500, os.path.getsize(file)
    process = capturing(place, daemon, session, file, "--seconds", "1")
    assert process.wait(DEADLINE) == 0 and "the time is over" in process.stderr.read()
    process = capturing(place, daemon, session, file)
    talk(alice, peer)
    process.send_signal(signal.SIGINT)
    assert process.wait(DEADLINE) == 0 and ": stopped" in process.stderr.read()
    # The capture of a killed lecternctl ends soon; four captures can run at a time.
    several = [capturing(place, daemon, session, f"{place.folder}/{i}.pcapng") for i in range(2)]
    for one in several:
        one.kill()
        one.wait()
    assert "there is no session 9-9-9" in daemon.ctl(
        "turn", "capture", "--session", "9-9-9", "-o", file, status=1
    )
    daemon.ctl(
        "turn", "capture", "--session", session["id"], "-o", file, "--snaplen", "0", status=2
    )
    assert "No such file" in daemon.ctl(
        "turn", "capture", "--session", session["id"], "-o", "/nonexistent/file", status=1
    )
    assert alice.refresh(600).kind == stun.SUCCESS
    assert daemon.end() == 0


TESTS = [
    sessions_tell_who_how_and_how_much,
    rates_are_of_this_moment,
    the_meeting_and_the_person_are_named,
    a_kick_ends_a_session_at_once,
    a_drained_daemon_leaves_when_the_last_session_has,
    the_deadline_of_a_drain_ends_it,
    every_end_leaves_a_line,
    a_session_log_that_cannot_be_opened_is_named,
    metrics_follow_the_exposition_format,
    a_capture_is_read_by_wireshark,
    a_capture_keeps_its_limits,
]

if __name__ == "__main__":
    suite.main(TESTS)
