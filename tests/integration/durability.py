#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What was answered as stored is stored: the daemon is killed at random moments under a load of
changes, and its disk fails in the ways in which disks fail.

LECTERN_KILLS sets how often the daemon is killed (12), LECTERN_SEED the moments.
"""
import contextlib
import http.client
import json
import os
import random
import shutil
import sqlite3
import subprocess
import threading
import time

import suite
from lecternd import DEADLINE, endpoint
from people import register_admin
from postgres_server import PostgresServer

KILLS = int(os.environ.get("LECTERN_KILLS", "12"))
SEED = int(os.environ.get("LECTERN_SEED", "1"))
WRITERS = 4
PEOPLE = 16
GUESTS_OF_EACH = 3
# Shorter than a start under a sanitizer takes; longer than a commit.
LONGEST_LOAD = 0.4
RENEW_AFTER = 300  # seconds; a token lasts 15 minutes


class Ledger:
    """What the daemon has answered as stored. Any thread."""

    def __init__(self):
        self.lock = threading.Lock()
        self.meetings = {}  # id -> the titles that it may have
        self.ended = set()
        self.maybe_ended = set()
        self.seats = set()  # (meeting, participant)
        self.answers = 0

    def count(self):
        with self.lock:
            self.answers += 1


class Writer(threading.Thread):
    """Changes things over one connection until the daemon is gone.

    Before a request it notes what the request may do, and after the answer what it did: a request
    whose answer never came may have done it or not.
    """

    def __init__(self, daemon, tokens, ledger, number):
        super().__init__(daemon=True)
        self.tokens, self.ledger, self.number = tokens, ledger, number
        self.token = tokens[0]
        host, port = endpoint(daemon.ready["http"][0])
        self.connection = http.client.HTTPConnection(host, port, timeout=DEADLINE)
        self.refused = None

    def ask(self, method, path, body=None):
        headers = {"Authorization": "Bearer " + self.token, "Content-Type": "application/json"}
        self.connection.request(method, path, json.dumps(body or {}), headers)
        response = self.connection.getresponse()
        answer = json.loads(response.read())
        if response.status == 429:
            raise ConnectionError("its account has used up its tokens")
        if response.status == 503:
            raise ConnectionError("its database is gone")
        assert response.status in (200, 201), (method, path, response.status, answer)
        self.ledger.count()
        return answer

    def run(self):
        turn = 0
        try:
            while True:
                turn += 1
                self.token = self.tokens[turn % len(self.tokens)]
                self.one_meeting(f"writer {self.number}, turn {turn}")
        except (OSError, http.client.HTTPException):
            pass
        except AssertionError as wrong:
            self.refused = wrong

    def one_meeting(self, title):
        people = [
            f"{k}@{title.replace(' ', '').replace(',', '.')}.example" for k in range(GUESTS_OF_EACH)
        ]
        made = self.ask("POST", "/api/meeting/create/", {"title": title, "invitees": people})
        meeting = made["meeting_id"]
        with self.ledger.lock:
            self.ledger.meetings[meeting] = {title}
        seat = self.ask("POST", f"/api/meeting/join/{meeting}/")
        with self.ledger.lock:
            self.ledger.seats.add((meeting, seat["participant_id"]))
            self.ledger.meetings[meeting].add(title + ", changed")
        self.ask("PATCH", f"/api/meeting/{meeting}/", {"title": title + ", changed"})
        with self.ledger.lock:
            self.ledger.meetings[meeting] = {title + ", changed"}
            self.ledger.maybe_ended.add(meeting)
        self.ask("POST", f"/api/meeting/end/{meeting}/")
        with self.ledger.lock:
            self.ledger.ended.add(meeting)


def add_people(daemon):
    """People of their own, because limits count by account."""
    for number in range(PEOPLE):
        words = ("user", "add", f"Writer {number}", "--email", f"w{number}@school.example")
        daemon.ctl(*words, "--password-stdin", stdin="a password of theirs\n")


def sign_in_people(daemon):
    """Their access tokens."""
    answers = [
        daemon.request(
            "POST",
            "/api/auth/login",
            {"email": f"w{number}@school.example", "password": "a password of theirs"},
        )
        for number in range(PEOPLE)
    ]
    return [tokens["access"] for _, tokens in answers]


def own_copy(folder):
    """A copy of the database as the kill left it, so that looking changes nothing."""
    copy = folder + "/looked-at"
    shutil.rmtree(copy, ignore_errors=True)
    os.mkdir(copy)
    for end in ("", "-wal"):
        if os.path.exists(f"{folder}/state/lectern.db{end}"):
            shutil.copy(f"{folder}/state/lectern.db{end}", f"{copy}/lectern.db{end}")
    return copy + "/lectern.db"


def rows_of_sqlite(folder):
    """A function that answers a query from the files."""
    path = own_copy(folder)

    def ask(text):
        with contextlib.closing(sqlite3.connect(path)) as db:
            return db.execute(text).fetchall()

    assert ask("PRAGMA integrity_check") == [("ok",)], ask("PRAGMA integrity_check")
    assert ask("PRAGMA foreign_key_check") == [], ask("PRAGMA foreign_key_check")
    return ask


def check_stored(ask, ledger):
    """Everything that was answered is there, and no half of a change."""
    stored = {row[0]: row[1:] for row in ask("SELECT id, title, ended_at FROM meetings")}
    for meeting, titles in ledger.meetings.items():
        assert meeting in stored, f"a meeting is lost: {meeting}"
        assert stored[meeting][0] in titles, (stored[meeting], titles)
    for meeting in ledger.ended:
        assert stored[meeting][1] is not None, f"an end is lost: {meeting}"
    for meeting, (_, ended_at) in stored.items():
        if meeting in ledger.meetings and ended_at is not None:
            assert meeting in ledger.maybe_ended, f"nobody ended {meeting}"
    seats = set(ask("SELECT meeting_id, id FROM participants"))
    assert ledger.seats <= seats, f"seats are lost: {ledger.seats - seats}"
    # One change makes a meeting, its invitations and their mails.
    invited = dict(ask("SELECT meeting_id, count(*) FROM meeting_invitations GROUP BY meeting_id"))
    halves = {m: n for m, n in invited.items() if int(n) != GUESTS_OF_EACH}
    assert not halves and set(invited) == set(stored), (halves, set(stored) - set(invited))
    # Nobody is invited to a meeting any more that has ended: the worker lets such a mail fall.
    query = (
        "SELECT i.id FROM meeting_invitations i JOIN meetings m ON m.id = i.meeting_id"
        " WHERE m.ended_at IS NULL"
    )
    invitations = {row[0] for row in ask(query)}
    mails = [json.loads(row[0]) for row in ask("SELECT payload FROM outbox")]
    written = {mail["invite"] for mail in mails if "invite" in mail}
    assert invitations <= written, f"invitations without a mail: {len(invitations - written)}"
    return len(stored)


def rows_of_postgresql(server):
    """A function that answers a query from the server; psql prints everything as text."""

    def ask(text):
        lines = server.sql(text).splitlines()
        return [tuple(field or None for field in line.split("|")) for line in lines]

    # A process of the server goes on for a moment after its daemon has died, and may still commit.
    end = time.monotonic() + DEADLINE
    still = "SELECT pid FROM pg_stat_activity WHERE application_name = 'lecternd'"
    while ask(still):
        assert time.monotonic() < end, "the server still works for the daemon that was killed"
        time.sleep(0.01)
    return ask


def killed_under_load(place, kind):
    """Kills the daemon again and again, and looks at the database each time. PostgreSQL is killed
    with it in every second round."""
    chance = random.Random(SEED)
    ledger, people, signed_in = Ledger(), [], 0
    server = PostgresServer(place) if kind == "postgresql" else None
    # A mail server that nobody answers for: the mails stay in the outbox.
    mails = '[mail]\nurl = "smtp://127.0.0.1:9"\nfrom = "meet@example.org"\n'
    text = place.config(mails + (f'[store]\nurl = "{server.url}"\n' if server else ""))
    for turn in range(KILLS):
        daemon = place.daemon(text)
        if not people:
            add_people(daemon)
        if time.monotonic() - signed_in > RENEW_AFTER or not people:
            people, signed_in = sign_in_people(daemon), time.monotonic()
        writers = [Writer(daemon, people[k::WRITERS], ledger, k) for k in range(WRITERS)]
        for writer in writers:
            writer.start()
        time.sleep(chance.uniform(0, LONGEST_LOAD))  # the random moment
        if server and turn % 2:
            server.kill()
        daemon.process.kill()
        daemon.process.wait()
        if server and turn % 2:
            server.start()
        place.daemons = [daemon]  # whose log a failure shows
        for writer in writers:
            writer.join(DEADLINE)
            assert writer.refused is None, writer.refused
        ask = rows_of_postgresql(server) if server else rows_of_sqlite(place.folder)
        try:
            meetings = check_stored(ask, ledger)
        except AssertionError as wrong:
            raise AssertionError(f"after kill {turn + 1}: {wrong}") from wrong
    return f"{KILLS} kills, {ledger.answers} answered changes, {meetings} meetings"


def small_disk(place, size="12m"):
    """A disk of its own at `place.folder`/disk; the state folder lies there."""
    disk = place.folder + "/disk"
    os.mkdir(disk)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0700", "lectern-test", disk],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode or not os.environ.get("LECTERN_TEST_NETWORK"):
        raise suite.Skipped("no mount namespace: " + done.stderr.strip())
    place.at_end(lambda: subprocess.run(["umount", "-l", disk], check=False))
    return disk


def until(status, daemon, token, titles):
    """Asks until the answer is this one; notes the titles that were stored."""
    end = time.monotonic() + DEADLINE
    while True:
        title = f"Lesson {len(titles)}"
        got, headers, answer = daemon.exchange(
            "POST", "/api/meeting/create/", {"title": title}, token
        )
        if got == 201:
            titles.append(answer["title"])
        if got == status:
            return answer, headers.get("Retry-After")
        assert got in (201, 503), (got, answer)
        assert time.monotonic() < end, (status, got, answer)


def titles_of(daemon, token):
    status, page = daemon.request("GET", "/api/meetings/?limit=100", token=token)
    assert status == 200, page
    return {meeting["title"] for meeting in page["meetings"]}


def failing_store(place, spoil, mend, detail, disk=None):
    """While the disk fails: 503 with Retry-After, reads work; afterwards everything works again and
    nothing that was answered is lost."""
    disk = disk or small_disk(place)
    daemon = place.daemon(place.config().replace(f'"{place.folder}/state"', f'"{disk}/state"'))
    token = register_admin(daemon)["access"]
    titles = []
    until(201, daemon, token, titles)
    spoil(disk)
    answer, retry = until(503, daemon, token, titles)
    assert detail in answer["detail"] and retry and int(retry) > 0, (answer, retry)
    assert titles_of(daemon, token) == set(titles)
    daemon.wait_for_readyz(503)
    mend(disk)
    daemon.wait_for_readyz(200)  # by itself: a load balancer sends nobody until then
    until(201, daemon, token, titles)
    assert titles_of(daemon, token) == set(titles)
    assert daemon.end() == 0
    again = place.daemon(open(daemon.config, encoding="utf-8").read())
    assert titles_of(again, token) == set(titles)
    return f"{len(titles)} meetings stored"


def fill(disk):
    with contextlib.suppress(OSError):
        with open(disk + "/ballast", "wb", buffering=0) as ballast:
            while True:
                ballast.write(bytes(4096))


def a_full_disk(place):
    return failing_store(place, fill, lambda disk: os.remove(disk + "/ballast"), "full")


class FailingCalls:
    """System calls of the daemon that write fail: strace answers for the disk."""

    def __init__(self, place, calls):
        suite.need("strace")
        self.place, self.calls, self.tracer = place, calls, None

    def spoil(self, _):
        pid = self.place.daemons[-1].process.pid
        words = ["strace", "-f", "-qq", "-o", "/dev/null"]
        for call, error in self.calls.items():
            words += ["-e", f"inject={call}:error={error}"]
        self.tracer = subprocess.Popen(
            [*words, "-e", "trace=" + ",".join(self.calls), "-p", str(pid)]
        )
        self.place.at_end(self.mend)
        end = time.monotonic() + DEADLINE
        while f"TracerPid:\t{self.tracer.pid}\n" not in status_of(pid):
            if self.tracer.poll() is not None:
                raise suite.Skipped("this machine allows no tracing")
            assert time.monotonic() < end, "strace does not attach"
            time.sleep(0.01)

    def mend(self, _=None):
        if self.tracer.poll() is None:
            self.tracer.terminate()
            self.tracer.wait(DEADLINE)


def status_of(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return status.read()


def a_disk_that_fails(place, calls):
    faults = FailingCalls(place, calls)
    return failing_store(place, faults.spoil, faults.mend, "cannot store", disk=place.folder)


def a_locked_database(place):
    """Another program holds the database: changes wait for it, then are refused."""
    daemon = place.daemon()
    token = register_admin(daemon)["access"]
    titles = []
    until(201, daemon, token, titles)
    with contextlib.closing(sqlite3.connect(place.folder + "/state/lectern.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        answer, retry = until(503, daemon, token, titles)
        assert "busy" in answer["detail"] and int(retry) > 0, (answer, retry)
        assert titles_of(daemon, token) == set(titles)
        other.rollback()
    until(201, daemon, token, titles)
    assert titles_of(daemon, token) == set(titles)


TESTS = [
    *suite.rows(killed_under_load, {"sqlite": ["sqlite"], "postgresql": ["postgresql"]}),
    a_full_disk,
    *suite.rows(
        a_disk_that_fails,
        {
            "read-only": [{"pwrite64": "EROFS", "ftruncate": "EROFS"}],
            "writes": [{"pwrite64": "EIO"}],
            "flushes": [{"fdatasync": "EIO", "fsync": "EIO"}],
        },
    ),
    a_locked_database,
]

if __name__ == "__main__":
    suite.own_network()
    suite.main(TESTS)
