#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What is stored about people: taken along, erased, and who did what.

  tests/integration/data_protection.py LECTERND LECTERNCTL [NAME...]
"""
import json
import os
import subprocess
import time

import suite
from lecternd import DEADLINE
from people import create_meeting, joined_socket, register_admin

PERSON = {"email": "zwoelfen@example.org", "name": "Adalbertine", "password": "correct horse bat"}


def database(daemon):
    """The bytes of the database and of its log."""
    out = b""
    for name in ("lectern.db", "lectern.db-wal"):
        path = os.path.join(daemon.folder, "state", name)
        if os.path.exists(path):
            with open(path, "rb") as file:
                out += file.read()
    return out


def register(daemon, root):
    """An account by an invitation of the administrator."""
    _, invited = daemon.request("POST", "/api/admin/invitations/", {}, root)
    status, tokens = daemon.request(
        "POST", "/api/auth/register", {**PERSON, "invitation": invited["invitation"]}
    )
    assert status == 201, tokens
    return tokens["access"]


def kinds(daemon, *words):
    return [entry["kind"] for entry in daemon.ctl_json("audit", "list", *words)["entries"]]


def a_person_takes_all_along_and_is_erased(place):
    daemon = place.daemon()
    root = register_admin(daemon)["access"]
    token = register(daemon, root)
    lesson = create_meeting(daemon, root)
    own = create_meeting(daemon, token, title="Adalbertine's hour")
    status, seat = daemon.request("POST", f"/api/meeting/join/{lesson['code']}/", {}, token)
    assert status == 200, seat
    ws, _ = joined_socket(daemon, seat["token"], lesson["code"])
    status, export = daemon.request("GET", "/api/me/export", token=token)
    assert status == 200 and export["account"][0]["name"] == "Adalbertine", export
    assert [one["title"] for one in export["hosted_meetings"]] == ["Adalbertine's hour"]
    assert export["attendance"][0]["meeting_id"] == lesson["meeting_id"], export["attendance"]
    assert b"Adalbertine" in database(daemon)
    body = {"password": "wrong"}
    assert daemon.request("DELETE", "/api/me", body, token)[1]["code"] == "password-wrong"
    body = {"password": PERSON["password"]}
    status, answer = daemon.request("DELETE", "/api/me", body, token)
    assert status == 204, answer
    # What was open is over.
    assert ws.until("close") == 4401
    assert daemon.request("GET", "/api/me", token=token)[0] == 401
    left = database(daemon)
    assert b"Adalbertine" not in left and b"zwoelfen" not in left
    _, meeting = daemon.request("GET", f"/api/meeting/{own['code']}/", token=root)
    assert meeting["state"] == "cancelled", meeting
    path = f"/api/meeting/{lesson['code']}/participants/?history=1"
    _, people = daemon.request("GET", path, token=root)
    assert [one["name"] for one in people["participants"]] == ["A former participant"], people
    assert kinds(daemon)[0] == "user.erased"
    assert daemon.end() == 0


def commands_leave_entries(place):
    daemon = place.daemon()
    register_admin(daemon)
    daemon.ctl("user", "add", "Bob", "--email", "bob@example.org")
    daemon.ctl("user", "disable", "bob@example.org")
    daemon.ctl("user", "disable", "bob@example.org", "--enable")
    daemon.ctl("user", "passwd", "bob@example.org")
    daemon.ctl("user", "invite")
    daemon.ctl("user", "export", "bob@example.org")
    daemon.ctl("backup", os.path.join(place.folder, "backup"))
    daemon.ctl("reload")
    daemon.ctl("turn", "credentials", "--user", "x")
    daemon.ctl("user", "erase", "bob@example.org", status=2)
    daemon.ctl("user", "erase", "bob@example.org", "--yes")
    expected = [
        "user.erased",
        "relay.credentials-issued",
        "configuration.reloaded",
        "backup.made",
        "user.exported",
        "user.invited",
        "user.password-set",
        "user.enabled",
        "user.disabled",
        "user.created",
    ]
    # What changes nothing in the database is noted by a worker, when it comes to it.
    end = time.monotonic() + DEADLINE
    while sorted(noted := kinds(daemon)[:10]) != sorted(expected):
        assert time.monotonic() < end, noted
    for entry in daemon.ctl_json("audit", "list", "--limit", "10")["entries"]:
        assert entry["actor"] == "operator" and entry["by"] is None, entry
    assert kinds(daemon, "--kind", "backup.made") == ["backup.made"]
    assert "user.erased" in daemon.ctl("audit", "list")
    daemon.ctl("audit", "list", "--kind", "nothing", status=1)
    assert daemon.end() == 0


def the_operator_exports_what_the_person_sees(place):
    daemon = place.daemon()
    root = register_admin(daemon)["access"]
    token = register(daemon, root)
    own = daemon.request("GET", "/api/me/export", token=token)[1]
    by_operator = daemon.ctl_json("user", "export", PERSON["email"])
    assert own.keys() == by_operator.keys()
    assert own["account"] == by_operator["account"]
    by_id = json.loads(daemon.ctl("user", "export", own["account"][0]["id"]))
    assert by_id["account"] == own["account"]
    done = subprocess.run(
        [
            place.programs.lecternctl,
            "--socket",
            place.folder + "/state/control.sock",
            "user",
            "export",
            "nobody@example.org",
        ],
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )
    assert done.returncode == 1 and "no such account" in done.stderr, done.stderr
    assert daemon.end() == 0


TESTS = [
    a_person_takes_all_along_and_is_erased,
    commands_leave_entries,
    the_operator_exports_what_the_person_sees,
]

if __name__ == "__main__":
    suite.main(TESTS)
