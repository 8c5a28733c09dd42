#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The daemon on a real PostgreSQL server, which hangs, dies and comes back; and the way there from
SQLite."""
import os
import subprocess
import time

import suite
from lecternd import DEADLINE
from people import create_meeting, guest_token, joined_socket, register_admin
from postgres_server import PostgresServer


def store(url, extra=""):
    return f'[auth]\nregistration = "open"\n[store]\nurl = "{url}"\n{extra}'


def ask(daemon, path, token=None, method="GET", body=None):
    """Status, headers, JSON and the seconds that the answer took."""
    began = time.monotonic()
    answer = daemon.exchange(method, path, body, token)
    return *answer, time.monotonic() - began


def titles(daemon, token):
    status, answer = daemon.request("GET", "/api/meetings/", token=token)
    assert status == 200, (status, answer)
    return sorted(m["title"] for m in answer["meetings"])


def create(daemon, token, title):
    return ask(daemon, "/api/meeting/create/", token, "POST", {"title": title})


def check_refused(daemon, token):
    """Reading and writing are refused honestly and soon."""
    for status, headers, answer, took in (
        create(daemon, token, "Lost"),
        ask(daemon, "/api/meetings/", token),
        create(daemon, token, "Lost"),
    ):
        assert status == 503, (status, answer)
        assert int(headers["Retry-After"]) > 0
        assert answer["code"] == "overloaded" and answer["detail"], answer
        assert took < 15, took


def heal(daemon, token, title):
    end = time.monotonic() + DEADLINE
    while create(daemon, token, title)[0] != 201:
        assert time.monotonic() < end, "it does not heal"
        time.sleep(0.1)


def a_server_that_hangs_and_dies(place):
    server = PostgresServer(place)
    daemon = place.daemon(place.config(store(server.url)))
    host = register_admin(daemon)["access"]
    meeting = create_meeting(daemon, host)
    ada, _ = joined_socket(daemon, host, meeting["code"])
    bob, _ = joined_socket(daemon, guest_token(daemon, meeting, "Bob"), meeting["code"])

    server.freeze()
    check_refused(daemon, host)
    daemon.wait_for_readyz(503)
    # The people in the room go on.
    ada.send(type="chat", message="still here")
    assert bob.until("chat")["message"] == "still here"
    server.thaw()
    heal(daemon, host, "After the freeze")
    daemon.wait_for_readyz(200)

    server.kill()
    check_refused(daemon, host)
    server.start()
    heal(daemon, host, "After the crash")
    daemon.wait_for_readyz(200)

    # What was refused is not there; what was answered is, in a database that is sound.
    assert titles(daemon, host) == ["After the crash", "After the freeze", "Algebra"]
    assert server.sql("SELECT count(*) FROM meetings").strip() == "3"
    daemon.wait_for_log("database_away")
    daemon.wait_for_log("database_back")
    counts = daemon.metrics()
    assert counts["lectern_store_connections_opened_total"] >= 3, counts
    assert daemon.end() == 0

    # A newer database is refused by name, and left alone.
    server.sql("UPDATE lectern_schema SET version = version + 1")
    status, errors = place.failing_daemon(place.config(store(server.url)))
    assert status != 0 and "newer release (schema" in errors, errors


def a_password_is_read_from_a_file_and_not_shown(place):
    server = PostgresServer(place)
    server.sql("ALTER ROLE lectern PASSWORD 'not shown'")
    with open(server.folder + "/data/pg_hba.conf", "w", encoding="utf-8") as out:
        out.write("local all all scram-sha-256\n")
    server.kill()
    server.start()
    secret = place.folder + "/password"
    with open(secret, "w", encoding="utf-8") as out:
        out.write("not shown\n")
    os.chmod(secret, 0o600)
    text = place.config(store(server.url, f'password_file = "{secret}"\n'))
    daemon = place.daemon(text)
    register_admin(daemon)
    daemon.end()
    shown = place.config(
        store(server.url.replace("lectern@", "lectern:not%20shown@") + "&connect_timeout=3")
    )
    daemon = place.daemon(shown)
    printed = subprocess.run(
        [place.programs.lecternd, "--print-config", "--config", daemon.config],
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=True,
    ).stdout
    assert "lectern:********@" in printed and "not%20shown" not in printed, printed
    daemon.end()
    assert "not shown" not in "\n".join(place.log()), place.log()
    assert "not%20shown" not in "\n".join(place.log()), place.log()


def move(place, url, status=0):
    done = subprocess.run(
        [
            place.programs.lecternctl,
            "store",
            "move",
            "--to",
            url,
            "--config",
            place.folder + "/lectern.toml",
        ],
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def the_same_story_goes_on_after_the_move(place):
    server = PostgresServer(place)
    sqlite = place.config('[auth]\nregistration = "open"\n')
    daemon = place.daemon(sqlite)
    host = register_admin(daemon)
    meeting = create_meeting(daemon, host["access"], password="salve")
    assert "stop it first" in move(place, server.url, status=1)
    assert daemon.end() == 0

    said = move(place, server.url)
    assert "users" in said and "Every row was read back" in said, said
    database = place.folder + "/state/lectern.db"
    assert not os.path.exists(database) and os.path.exists(database + ".moved")

    daemon = place.daemon(place.config(store(server.url)))
    # Ada is still signed in, and her meeting is there.
    assert titles(daemon, host["access"]) == ["Algebra"]
    joined_socket(daemon, host["access"], meeting["code"])
    create_meeting(daemon, host["access"], title="Greek")
    assert daemon.end() == 0

    # Neither the old database nor a second move by mistake.
    status, errors = place.failing_daemon(sqlite)
    assert status != 0 and "is missing" in errors, errors
    os.rename(database + ".moved", database)
    assert "not empty" in move(place, server.url, status=1)
    daemon = place.daemon(place.config(store(server.url)))
    assert titles(daemon, host["access"]) == ["Algebra", "Greek"]


TESTS = [
    a_server_that_hangs_and_dies,
    a_password_is_read_from_a_file_and_not_shown,
    the_same_story_goes_on_after_the_move,
]

if __name__ == "__main__":
    suite.main(TESTS)
