#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Backups of a running daemon, and restoring them.

  tests/integration/backup.py LECTERND LECTERNCTL [NAME...]
"""
import os
import sqlite3
import stat
import subprocess
import tempfile
import threading

import certificate
import suite
from lecternd import DEADLINE
from people import create_meeting, register_admin

# What the state folder may hold. A new file there belongs to a backup, or here with a reason.
BACKED_UP = {
    "lectern.db",
    "jwt.secret",
    "turn.secret",
    "self-signed.key",
    "self-signed.pem",
    "acme.key",
    "acme.pem",
}
LEFT_OUT = {
    "lectern.db-wal": "its content is in the copy of the database",
    "lectern.db-shm": "an index of the log",
    "lectern.lock": "only a lock",
    "database.record": "a restore writes it",
    "control.sock": "only a socket",
    "sessions": "the relay's sessions that run, for the next process only",
    "acme": "keys of the machine's own account; lecternctl tls acme makes another one",
    "recordings": "films are large; an operator copies the folder by other means",
}


def state(place, name=""):
    return os.path.join(place.folder, "state", name)


def write_config(place):
    path = os.path.join(place.folder, "lectern.toml")
    with open(path, "w", encoding="utf-8") as out:
        out.write(place.config())
    return path


def restore(place, file, *options):
    """(status, everything it says)"""
    done = subprocess.run(
        [place.programs.lecternctl, "restore", file, "--config", write_config(place), *options],
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def backup(place, name="backup", *options):
    """(status, everything it says), and the file"""
    file = os.path.join(place.folder, name)
    done = subprocess.run(
        [
            place.programs.lecternctl,
            "--socket",
            state(place, "control.sock"),
            "backup",
            file,
            *options,
        ],
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr, file


def install_certificate(place, daemon):
    """One that a certificate authority could have signed; as `lecternctl tls acme` does."""
    own = certificate.make(tempfile.mkdtemp(dir=place.folder, prefix="certificate"))
    with open(own.certificate, encoding="utf-8") as pem, open(own.key, encoding="utf-8") as key:
        assert daemon.ask("tls-install", certificate=pem.read(), key=key.read())["ok"]


def leftovers(folder):
    return [name for name in os.listdir(folder) if "backup" in name and name != "backup"]


def a_backup_under_load_restores_all_that_was_answered(place):
    daemon = place.daemon()
    token = register_admin(daemon)["access"]
    stop, answered = threading.Event(), []

    def write():
        while not stop.is_set():
            status, made = daemon.request("POST", "/api/meeting/create/", {"title": "x"}, token)
            if status != 201:  # the limit of the account
                return
            answered.append(made["meeting_id"])

    install_certificate(place, daemon)
    before = [create_meeting(daemon, token)["meeting_id"] for _ in range(5)]
    writers = [threading.Thread(target=write) for _ in range(3)]
    for writer in writers:
        writer.start()
    status, said, file = backup(place)
    stop.set()
    for writer in writers:
        writer.join()
    assert status == 0, said
    assert stat.S_IMODE(os.stat(file).st_mode) == 0o600
    assert not leftovers(place.folder) and not leftovers(state(place))
    unknown = set(os.listdir(state(place))) - BACKED_UP - LEFT_OUT.keys()
    assert not unknown, unknown
    # A daemon that runs is not restored under.
    status, said = restore(place, file)
    assert status == 1 and "stop it first" in said, said
    assert daemon.end() == 0
    for name in BACKED_UP - {"lectern.db"}:
        os.unlink(state(place, name))
    with sqlite3.connect(state(place, "lectern.db")) as db:
        db.execute("DELETE FROM meetings")
    status, said = restore(place, file)
    assert status == 0, said
    again = place.daemon()
    for meeting in before:
        code, _ = again.request("GET", f"/api/meeting/{meeting}/", token=token)
        assert code == 200, (code, meeting)
    assert again.end() == 0


def a_backup_becomes_an_installation_elsewhere(place):
    daemon = place.daemon()
    token = register_admin(daemon)["access"]
    meeting = create_meeting(daemon, token)["meeting_id"]
    status, said, file = backup(place)
    assert status == 0, said
    assert daemon.end() == 0
    os.rename(state(place), state(place).rstrip("/") + ".gone")
    os.mkdir(state(place), 0o700)
    status, said = restore(place, file)
    assert status == 0, said
    again = place.daemon()
    assert again.request("GET", f"/api/meeting/{meeting}/", token=token)[0] == 200
    assert again.end() == 0


def files_are_not_overwritten_unasked(place):
    daemon = place.daemon()
    status, said, file = backup(place)
    assert status == 0, said
    first = os.stat(file).st_ino
    status, said, _ = backup(place)
    assert status == 1 and "exists already" in said, said
    assert os.stat(file).st_ino == first
    status, said, _ = backup(place, "backup", "--overwrite")
    assert status == 0 and os.stat(file).st_ino != first, said
    assert daemon.end() == 0


def a_truncated_and_a_foreign_file_are_refused(place):
    daemon = place.daemon()
    status, said, file = backup(place)
    assert status == 0, said
    assert daemon.end() == 0
    with open(file, "rb") as whole, open(file + ".cut", "wb") as cut:
        cut.write(whole.read()[:-5000])
    with open(state(place, "lectern.db"), "rb") as db:
        before = db.read()
    for wrong, why in (
        (file + ".cut", "damaged"),
        ("/etc/hostname", "no backup"),
        (state(place, "lectern.db"), "bare database"),
    ):
        status, said = restore(place, wrong)
        assert status == 1 and why in said, said
    with open(state(place, "lectern.db"), "rb") as db:
        assert db.read() == before


def mount_small(place, folder):
    """A file system of 64 KiB, or the test is skipped."""
    os.makedirs(folder, exist_ok=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder],
        capture_output=True,
        check=False,
    )
    if done.returncode != 0:
        raise suite.Skipped("this machine does not let the test mount a small disk")
    place.at_end(lambda: subprocess.run(["umount", "-l", folder], check=False))


def a_full_disk_is_said_and_leaves_nothing(place):
    daemon = place.daemon()
    small = os.path.join(place.folder, "small")
    mount_small(place, small)
    status, said, file = backup(place, "small/backup")
    assert status == 1 and "No space left on device" in said, said
    assert os.listdir(small) == [] and not leftovers(state(place)), file
    assert backup(place)[0] == 0
    assert daemon.end() == 0


def a_dead_process_leaves_no_backup_for_ever(place):
    daemon = place.daemon()
    assert daemon.end() == 0
    with open(state(place, "backup-left.tmp"), "w", encoding="utf-8") as left:
        left.write("secrets")
    daemon = place.daemon()
    assert not leftovers(state(place))
    assert daemon.end() == 0


TESTS = [
    a_backup_under_load_restores_all_that_was_answered,
    a_backup_becomes_an_installation_elsewhere,
    files_are_not_overwritten_unasked,
    a_truncated_and_a_foreign_file_are_refused,
    a_full_disk_is_said_and_leaves_nothing,
    a_dead_process_leaves_no_backup_for_ever,
]

if __name__ == "__main__":
    suite.main(TESTS)
