#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""`lecternctl import-coturn`: one turnserver.conf (and database) drives Debian's coturn, then
lecternd.

Both must let in the same people, refuse the same people and reach the same peers. The suite also
tests the credentials that lecternd hands out for a coturn elsewhere.
"""
import hashlib
import json
import os
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

import coturn
import suite
from lecternd import DEADLINE, run_check_config
from people import create_meeting, register_admin

SAMPLES = sorted((Path(__file__).resolve().parent.parent / "ctl" / "coturn").glob("*.conf"))
SCHEMA = "/usr/share/coturn/schema.sql"
REALM = "import.test"
PEER, DENIED_PEER = "10.9.9.9", "10.9.9.8"  # on the loopback of the suite's own network
CLEAN, FAILED, WARNINGS, DANGEROUS = 0, 1, 4, 5
# the limits and peers of both servers
COMMON = f"""
realm={REALM}
relay-ip=127.0.0.1
min-port=50000
max-port=50999
user-quota=100
no-tls
no-dtls
no-cli
no-multicast-peers
denied-peer-ip=10.0.0.0-10.255.255.255
denied-peer-ip=172.16.0.0-172.31.255.255
denied-peer-ip=192.168.0.0-192.168.255.255
allowed-peer-ip={PEER}
"""


def import_file(place, *words):
    """(exit status, what it printed, its report)"""
    done = subprocess.run(
        [place.programs.lecternctl, "import-coturn", *words],
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def check_config(place, file):
    done = run_check_config(place.programs, file)
    # The samples name certificates of other machines; the rest is right.
    complaints = [line for line in done.stderr.splitlines() if not line.startswith("note: ")]
    assert all("No such file or directory" in line for line in complaints), done.stderr
    assert done.returncode == (1 if complaints else 0), done.stderr


class Turnserver:
    """turnserver with a configuration file of the test's."""

    def __init__(self, place, text):
        self.port = coturn.free_port()
        self.file = os.path.join(place.folder, f"turnserver-{self.port}.conf")
        with open(self.file, "w", encoding="utf-8") as out:
            out.write(
                f"listening-ip=127.0.0.1\nlistening-port={self.port}\n{text}"
                f"simple-log\nno-stdout-log\nlog-file={self.file}.log\npidfile={self.file}.pid\n"
            )
        self.process = subprocess.Popen(
            ["turnserver", "-c", self.file],
            cwd=place.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        place.at_end(self.end)
        end = time.monotonic() + DEADLINE
        while not coturn.listens("127.0.0.1", self.port):
            assert (
                self.process.poll() is None and time.monotonic() < end
            ), "turnserver does not listen"
            time.sleep(0.02)

    def end(self):
        if self.process.poll() is None:
            coturn.end_process(self.process)


def database(place, *rows):
    """A SQLite database with coturn's own schema; each row is (table, values…)."""
    if not os.path.exists(SCHEMA):
        raise suite.Skipped(f"{SCHEMA} is not there")
    file = os.path.join(place.folder, "turndb")
    with closing(sqlite3.connect(file)) as db, db:
        db.executescript(Path(SCHEMA).read_text(encoding="utf-8"))
        for table, *values in rows:
            db.execute(f"INSERT INTO {table} VALUES ({','.join('?' * len(values))})", values)
    return file


def key_of(user, realm, password):
    return hashlib.md5(f"{user}:{realm}:{password}".encode(), usedforsecurity=False).hexdigest()


def relays(port, peer, *who):
    """Whether turnutils_uclient gets all its messages back from the peer, and its output."""
    said = coturn.run(
        "turnutils_uclient",
        "-p",
        str(port),
        *who,
        "-c",
        "-m",
        "1",
        "-n",
        "10",
        "-z",
        "5",
        "-e",
        peer[0],
        "-r",
        str(peer[1]),
        "127.0.0.1",
        timeout=20,
    )
    sent, received = (
        coturn.last_number(said, label) for label in ("tot_send_msgs=", "tot_recv_msgs=")
    )
    return sent == received == 10, said


def both_agree(place, text, conclusion, cases):
    """Tries each case (who, peer, whether it may relay) against coturn with that configuration,
    then against lecternd with the import of it. `conclusion` is the exit status of the import."""
    suite.need("turnserver", "turnutils_uclient", "turnutils_peer")
    if not os.environ.get("LECTERN_TEST_NETWORK"):
        raise suite.Skipped("no network of its own here")
    peers = {host: coturn.EchoPeer(host) for host in (PEER, DENIED_PEER)}
    for peer in peers.values():
        place.at_end(peer.end)

    def judge(name, port):
        for who, host, wanted in cases:
            got, said = relays(port, (host, peers[host].port), *who)
            assert got == wanted, f"{name}, {who} to {host}: relayed is {got}, not {wanted}\n{said}"

    foreign = Turnserver(place, text)
    judge("coturn", foreign.port)
    foreign.end()
    status, toml, report = import_file(place, foreign.file)
    assert status == conclusion, report
    place.daemon(
        toml,
        environment={
            "LECTERN_SITE_STATE_DIR": place.folder + "/state",
            "LECTERN_LISTEN": "127.0.0.1:0",
            "LECTERN_METRICS_LISTEN": "127.0.0.1:0",
        },
    )
    judge("lecternd", foreign.port)
    return f"      {len(cases)} cases alike"


def users_of_file_and_database_get_in(place):
    file = database(
        place,
        ("turnusers_lt", REALM, "carol", key_of("carol", REALM, "singer")),
        ("turnusers_lt", "other.test", "dora", key_of("dora", "other.test", "dancer")),
    )
    key = "0x" + key_of("bob", REALM, "builder")

    def case(name, password, wanted, peer=PEER):
        return ["-u", name, "-w", password], peer, wanted

    # warnings: a user of another realm is left out
    return both_agree(
        place,
        f"lt-cred-mech\nuser=alice:wonderland\nuser=bob:{key}\nuserdb={file}\n{COMMON}",
        WARNINGS,
        [
            case("alice", "wonderland", True),
            case("bob", "builder", True),
            case("carol", "singer", True),
            case("alice", "wrong", False),
            case("dora", "dancer", False),
            case("alice", "wonderland", False, DENIED_PEER),
        ],
    )


def secrets_of_file_and_database_get_in(place):
    file = database(place, ("turn_secret", REALM, "secret-of-the-database"))
    text = (
        "use-auth-secret\nstatic-auth-secret=secret-of-the-file\n"
        f"user=alice:wonderland\nuserdb={file}\n{COMMON}"
    )
    return both_agree(
        place,
        text,
        CLEAN,
        [
            (["-u", "bob", "-W", "secret-of-the-file"], PEER, True),
            (["-u", "bob", "-W", "secret-of-the-database"], PEER, True),
            (["-u", "bob", "-W", "of nobody at all"], PEER, False),
            (["-u", "alice", "-w", "wonderland"], PEER, False),
        ],
    )


def samples_become_configurations(place):
    for sample in SAMPLES:
        out = os.path.join(place.folder, sample.stem + ".toml")
        status, printed, report = import_file(place, str(sample), "-o", out)
        assert (
            status == {"dangerous": DANGEROUS, "matrix": CLEAN}.get(sample.stem, WARNINGS)
            and printed == ""
        ), (sample, status, report)
        assert os.stat(out).st_mode & 0o777 == 0o600
        check_config(place, out)
        lines = [
            number
            for number, line in enumerate(sample.read_text(encoding="utf-8").splitlines(), 1)
            if line and not line.startswith("#")
        ]
        for number in lines:
            assert (
                f"{sample}:{number}: " in report
            ), f"line {number} is passed over in silence\n{report}"
    assert len(SAMPLES) >= 6
    return f"      {len(SAMPLES)} configurations"


def nothing_is_overwritten(place):
    out = os.path.join(place.folder, "there.toml")
    Path(out).write_text("mine", encoding="utf-8")
    link = os.path.join(place.folder, "link.toml")
    os.symlink(os.path.join(place.folder, "elsewhere"), link)
    for target in (out, link, os.path.join(place.folder, "no/such/folder/x")):
        status, printed, _ = import_file(place, str(SAMPLES[0]), "-o", target)
        assert status == FAILED and printed == "", target
    assert Path(out).read_text(encoding="utf-8") == "mine" and not os.path.exists(link)
    status, _, said = import_file(place, os.path.join(place.folder, "not-there.conf"))
    assert status == FAILED and "not-there.conf" in said, said


def programs_read_the_report(place):
    sample = next(str(s) for s in SAMPLES if s.stem == "dangerous")
    status, toml, report = import_file(place, sample, "--json")
    report = json.loads(report)
    assert (
        status == DANGEROUS
        and report["conclusion"] == "dangerous-refused"
        and report["counts"]["dangerous"] == 6
    ), report
    assert "127.0.0.0/8" not in toml
    status, toml, report = import_file(place, sample, "--json", "--accept-dangerous")
    assert (
        status == WARNINGS
        and json.loads(report)["conclusion"] == "warnings"
        and "0.0.0.0/0" in toml
    ), report


def hostile_files_end_quickly(place):
    file = os.path.join(place.folder, "hostile.conf")
    for content in (
        b"realm=" + b"a" * (1 << 20),
        b"\0" * 100_000,
        b"x\n" * 400_000,
        b"realm=\xff\xfe\n",
        b"denied-peer-ip=::1-ffff::\n" * 9000,
        os.urandom(200_000),
        b"=\n" * 5000,
    ):
        Path(file).write_bytes(content)
        started = time.monotonic()
        status, toml, report = import_file(place, file)
        assert status in (FAILED, WARNINGS, DANGEROUS), (status, report[-500:])
        assert (toml == "") == (status == FAILED) and "Sanitizer" not in report, report[-2000:]
        assert time.monotonic() - started < DEADLINE / 2


def credentials_for_coturn_elsewhere_work(place):
    suite.need("turnserver", "turnutils_uclient", "turnutils_peer")
    if not os.environ.get("LECTERN_TEST_NETWORK"):
        raise suite.Skipped("no network of its own here")
    peer = coturn.EchoPeer(PEER)
    place.at_end(peer.end)
    timed = Turnserver(
        place, f"use-auth-secret\nstatic-auth-secret=secret-of-that-server\n{COMMON}"
    )
    fixed = Turnserver(place, f"lt-cred-mech\nuser=house:key of the house\n{COMMON}")
    Path(place.folder, "their.secret").write_text("secret-of-that-server\n", encoding="utf-8")
    Path(place.folder, "their.password").write_text("key of the house\n", encoding="utf-8")
    urls = [f"turn:127.0.0.1:{server.port}?transport=udp" for server in (timed, fixed)]
    daemon = place.daemon(
        place.config(
            turn=f"""external_servers = [
  {{ urls = ["{urls[0]}"], secret_file = "{place.folder}/their.secret" }},
  {{ urls = ["{urls[1]}"], username = "house", password_file = "{place.folder}/their.password" }},
]"""
        )
    )
    host = register_admin(daemon)
    meeting = create_meeting(daemon, host["access"])
    status, seat = daemon.request(
        "POST", f"/api/meeting/join/{meeting['code']}/", {}, host["access"]
    )
    assert status == 200, seat
    turn = [server for server in seat["ice_servers"] if server["urls"][0].startswith("turn")]
    by_url = {
        url: (server["username"], server["credential"]) for server in turn for url in server["urls"]
    }
    for server, url in zip((timed, fixed), urls):
        name, password = by_url[url]
        got, said = relays(server.port, (PEER, peer.port), "-u", name, "-w", password)
        assert got, said
    # the judge can say no: coturn does not know our own secret
    name, password = by_url[turn[0]["urls"][0]]
    got, said = relays(timed.port, (PEER, peer.port), "-u", name, "-w", password)
    assert not got, said
    assert "secret-of-that-server" not in json.dumps(seat)


TESTS = [
    samples_become_configurations,
    nothing_is_overwritten,
    programs_read_the_report,
    hostile_files_end_quickly,
    users_of_file_and_database_get_in,
    secrets_of_file_and_database_get_in,
    credentials_for_coturn_elsewhere_work,
]

if __name__ == "__main__":
    suite.own_network(f"{PEER}/32", f"{DENIED_PEER}/32")
    suite.main(TESTS)
