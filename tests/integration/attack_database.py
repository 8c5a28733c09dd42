# SPDX-License-Identifier: MIT
"""Mistakes and attacks with the database's file: each of them would make a new installation."""
import os
import shutil
import time

from attack import Verdict
from attack_api import promises, verdict
from lecternd import DEADLINE


def restarted(target):
    """The exit status and the output of a start that should fail; 0 where it serves."""
    place, text = target.place, open(target.daemon.config, encoding="utf-8").read()
    target.daemon.end()
    status, output = place.failing_daemon(text, target.folder)
    return status, output


def remove_database(folder):
    for end in ("", "-wal", "-shm"):
        path = f"{folder}/state/lectern.db{end}"
        if os.path.exists(path):
            os.remove(path)


@promises("an installation never turns into a new one by itself")
def lost_database(target):
    """the database is gone, emptied, or another one, and the daemon starts again"""
    wrong = []
    state = target.folder + "/state"
    target.daemon.end()
    shutil.copytree(state, target.folder + "/backup")
    for what, spoil, sentence in (
        ("missing", lambda: None, "is missing, but"),
        ("empty", lambda: open(state + "/lectern.db", "w").close(), "is empty, but"),
    ):
        remove_database(target.folder)
        spoil()
        status, output = restarted(target)
        if status != 1 or sentence not in output or "accept-database" not in output:
            wrong.append(f"{what}: {status} {output[-200:]}")
    remove_database(target.folder)
    # The operator agrees: the start is one of a new installation, once.
    open(state + "/accept-database", "w").close()
    fresh = target.again()
    if not fresh.admin_link or os.path.exists(state + "/accept-database"):
        wrong.append("the consent made no new installation, or it stayed")
    fresh.end()
    remove_database(target.folder)
    shutil.copy(target.folder + "/backup/lectern.db", state + "/lectern.db")
    status, output = restarted(target)
    if status != 1 or "is not the one that belongs to" not in output:
        wrong.append(f"another database: {status} {output[-200:]}")
    # The operator restores the backup as a whole.
    shutil.rmtree(state)
    shutil.copytree(target.folder + "/backup", state)
    status, _ = target.again().request(
        "POST",
        "/api/auth/login",
        {"email": "ada@example.org", "password": "correct horse battery"},
    )
    if status != 200:
        wrong.append(f"after the restore: {status}")
    return verdict(wrong, "refused with a sentence; a consent is for one start; a backup works")


@promises("what was answered as stored is stored")
def database_removed_while_running(target):
    """the database's files are removed while the daemon runs"""
    remove_database(target.folder)
    created = target.ask("POST", "/api/meeting/create/", {"title": "Lost"}, target.token)
    # The daemon asks the store once a second.
    end = time.monotonic() + DEADLINE
    ready = target.ask("GET", "/readyz")
    while ready.status == 200 and time.monotonic() < end:
        ready = target.ask("GET", "/readyz")
    target.daemon.wait_for_log("removed or replaced while the daemon runs")
    return Verdict(
        created.status == 503 and ready.status == 503,
        f"a change gets {created.status}, /readyz {ready.status}",
    )


lost_database.fresh = database_removed_while_running.fresh = True
ATTACKS = [lost_database, database_removed_while_running]
