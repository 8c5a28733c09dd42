#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What may not take the service away or its secrets, seen from outside: other users of the machine
at the state folder, secrets that protect nothing, files that end a parser, and strangers who fill
the worker threads while operators and supervisors ask.

  tests/integration/attack_state.py LECTERND LECTERNCTL [NAME...]
"""
import contextlib
import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import threading
import time

import suite
from lecternd import DEADLINE, run_check_config
from people import create_meeting, register_admin

STRANGER = 1000
FILES = ("jwt.secret", "turn.secret", "lectern.db", "lectern.lock")


def state(place, name=""):
    return os.path.join(place.folder, "state", name)


def mode(path):
    return stat.S_IMODE(os.stat(path).st_mode)


def need_root():
    if os.geteuid() != 0:
        raise suite.Skipped("only root can give files to another user")


def used_folder(place):
    """A state folder that a daemon has used; returns the daemon's secret of sign-ins."""
    assert place.daemon().end() == 0
    with open(state(place, "jwt.secret"), encoding="utf-8") as file:
        return file.read()


def check_config(place, text=None):
    """(status, everything it says)"""
    path = os.path.join(place.folder, "lectern.toml")
    with open(path, "w", encoding="utf-8") as out:
        out.write(text if text is not None else place.config())
    done = run_check_config(place.programs, path)
    return done.returncode, done.stdout + done.stderr


def refused(place, *parts, text=None):
    """The start and --check-config refuse, and both say why and how to mend it."""
    status, said = check_config(place, text)
    assert status == 1 and all(part in said for part in parts), (status, said)
    status, log = place.failing_daemon(text)
    assert status == 1 and all(part in log for part in parts), (status, log)


def modes_that_are_too_wide_are_mended(place):
    secret = used_folder(place)
    os.chmod(state(place), 0o777)
    for name in FILES:
        os.chmod(state(place, name), 0o666)
    status, said = check_config(place)
    assert status == 0, said
    for path in (state(place).rstrip("/"), *map(lambda name: state(place, name), FILES)):
        assert f"note: the daemon mends this at its start: {path} has mode 0" in said, said
    assert mode(state(place)) == 0o777, "to look changes nothing"
    told = subprocess.run(
        [place.programs.lecternctl, "check", "--config", place.folder + "/lectern.toml"],
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    ).stdout
    assert f"{state(place, 'jwt.secret')} has mode 0666" in told, told
    daemon = place.daemon()
    assert mode(state(place)) == 0o755
    for name in FILES:
        assert mode(state(place, name)) == 0o600, name
        daemon.wait_for_log(f"{state(place, name)} has mode 0666")
    with open(state(place, "jwt.secret"), encoding="utf-8") as file:
        assert file.read() == secret
    assert daemon.end() == 0


def a_secret_that_is_none_is_refused(place):
    used_folder(place)
    for content, why in (
        (b"\0" * 64, "is one character, repeated"),
        (b"", "has less than 16 characters"),
        (b"ab" * 20 + b"\n", "has less than 4 different characters"),
    ):
        with open(state(place, "jwt.secret"), "wb") as out:
            out.write(content)
        refused(place, why, f"rm {state(place, 'jwt.secret')}")
    os.remove(state(place, "jwt.secret"))
    assert place.daemon().end() == 0
    refused(
        place,
        "auth.jwt_secrets: a secret is one character, repeated",
        "openssl rand",
        text=place.config(f'[auth]\njwt_secrets = ["{"a" * 40}"]\n'),
    )


def links_and_fifos_are_not_followed(place):
    used_folder(place)
    victim = os.path.join(place.folder, "victim")
    for name in (*FILES, "lectern.db-wal", "lectern.db-shm"):
        path, kept = state(place, name), os.path.join(place.folder, "kept")
        if os.path.exists(path):
            shutil.move(path, kept)
        os.symlink(victim, path)
        refused(place, f"{path} is a symbolic link, not a file", f"rm {path}")
        os.remove(path)
        if os.path.exists(kept):
            shutil.move(kept, path)
    assert not os.path.exists(victim)
    os.rename(state(place, "jwt.secret"), victim)
    os.mkfifo(state(place, "jwt.secret"), 0o600)
    status, log = place.failing_daemon(None)
    assert status == 1 and "not a file" in log, log


def files_of_another_user_are_refused(place):
    need_root()
    used_folder(place)
    for name in (*FILES, "lectern.db-wal"):
        path = state(place, name)
        made = not os.path.exists(path)
        if made:
            open(path, "wb").close()  # what SQLite would play back
        os.chown(path, STRANGER, STRANGER)
        refused(place, f"{path} belongs to the user {STRANGER}", f"chown 0 {path}")
        os.chown(path, 0, 0)
        if made:
            os.remove(path)
    os.chown(state(place), STRANGER, STRANGER)
    status, log = place.failing_daemon(None)
    folder = state(place).rstrip("/")
    assert status == 1 and f"chown 0 {folder}" in log, log
    assert place.folder in log and not os.path.exists(state(place, "control.sock"))


def a_key_that_others_could_read_is_replaced(place):
    used_folder(place)
    with open(state(place, "self-signed.key"), encoding="utf-8") as file:
        before = file.read()
    os.chmod(state(place, "self-signed.key"), 0o644)
    daemon = place.daemon()
    daemon.wait_for_log("self_signed_key_replaced")
    with open(state(place, "self-signed.key"), encoding="utf-8") as file:
        assert file.read() != before
    assert mode(state(place, "self-signed.key")) == 0o600
    assert daemon.end() == 0


def the_control_sockets_folder_is_the_daemons(place):
    run = os.path.join(place.folder, "run")
    text = place.config().replace("[site]\n", f'[site]\nruntime_dir = "{run}"\n', 1)
    os.mkdir(run)
    os.chmod(run, 0o1777)
    refused(place, "every user may write it", text=text)
    os.chmod(run, 0o777)
    daemon = place.daemon(text)
    assert mode(run) == 0o755 and mode(run + "/control.sock") == 0o600
    assert daemon.end() == 0


def what_every_user_may_touch_is_told(place):
    secret = os.path.join(place.folder, "their.secret")
    with open(secret, "w", encoding="utf-8") as out:
        out.write("0123456789abcdefghijklmnopqrstuv\n")
    text = place.config(turn=f'secret_file = "{secret}"\n')
    os.chmod(secret, 0o444)
    status, said = check_config(place, text)
    assert status == 0 and f"chmod o= {secret}" in said and "may read it" in said, said
    daemon = place.daemon(text)
    daemon.wait_for_log("may read it")
    # A reload refuses what a start refuses, and the daemon goes on.
    os.chmod(secret, 0o666)
    assert "may write it" in daemon.ctl("reload", status=1)
    assert daemon.request("GET", "/readyz")[0] == 200
    assert daemon.end() == 0
    refused_by_check, said = check_config(place, text)
    assert refused_by_check == 1 and "may write it" in said, said
    os.chmod(secret, 0o640)
    inside = place.config(turn='secrets = ["0123456789abcdefghijklmnopqrstuv"]\n')
    check_config(place, inside)
    os.chmod(os.path.join(place.folder, "lectern.toml"), 0o644)
    status, said = check_config(place, inside)
    assert status == 0 and "the configuration: " in said and "may read it" in said, said


def hostile_files():
    """Name -> a TOML text of at most 1 MiB that is no configuration."""
    deep = 300_000
    return {
        "a dotted key": ".".join(["a"] * deep) + "=1",
        "a dotted header": "[" + ".".join(["a"] * deep) + "]",
        "a dotted key in a table": "x = { " + ".".join(["a"] * deep) + "=1 }",
        "a quoted dotted key": ".".join(['"a"'] * (deep // 2)) + "=1",
        "dotted keys on many lines": "\n".join(
            f"{'.'.join(['a'] * 7)}.k{i} = 1" for i in range(30_000)
        ),
        "lists": "x = " + "[" * deep,
        "tables": "x = " + "{a=" * deep,
        "tables of lists": "x = " + "[{a=" * (deep // 2),
        "unknown keys": "\n".join(f"k{i}=1" for i in range(100_000)),
        "unknown sections": "\n".join(f"[s{i}]" for i in range(100_000)),
        "blocks": "[[listen]]\n" * 80_000,
        "one long key": "k" * 1_000_000 + " = 1",
        "one long text": '[site]\nname = "' + "x" * 1_000_000 + '"',
        "a long list": "[turn]\nlisten = [" + '"1.2.3.4:1",' * 80_000 + "]",
        "users": "[turn]\nusers = {" + ",".join(f'u{i}="p"' for i in range(80_000)) + "\n}",
        "an open text": 'x = """' + "." * deep,
        "quotes": '"' * deep,
        "not text": "\0\xff" * 1000,
    }


def hostile_files_are_refused_and_the_daemon_goes_on(place):
    daemon = place.daemon()
    with open(daemon.config, encoding="utf-8") as file:
        right = file.read()
    slowest = (0, "")
    for name, text in hostile_files().items():
        with open(daemon.config, "w", encoding="utf-8", errors="surrogateescape") as out:
            out.write(text)
        started = time.monotonic()
        done = subprocess.run(
            [place.programs.lecternd, "--check-config", "--config", daemon.config],
            capture_output=True,
            timeout=DEADLINE,
            check=False,
        )
        assert done.returncode == 1, (name, done.returncode, done.stderr[-300:])
        assert len(done.stderr) < 100_000, (name, len(done.stderr))
        answer = daemon.ctl("reload", status=1)
        assert "nothing was applied" in answer, (name, answer[:300])
        slowest = max(slowest, (time.monotonic() - started, name))
        assert daemon.request("GET", "/readyz")[0] == 200, name
        if "dotted key" == name[2:]:
            assert "lectern.toml:1: a key of more than" in answer, answer
    daemon.process.send_signal(signal.SIGHUP)
    daemon.wait_for_log("reload_refused")
    with open(daemon.config, "w", encoding="utf-8") as out:
        out.write(right)
    daemon.ctl("reload")
    assert daemon.end() == 0
    # systemd's watchdog ends a daemon whose main loop stands still for 20 seconds.
    assert slowest[0] < 15, slowest
    return f"the slowest check and reload: {slowest[0]:.1f} s ({slowest[1]})"


@contextlib.contextmanager
def busy_workers(daemon, database, token):
    """Every worker thread of the daemon waits for the database, and many requests wait for them."""
    lock = sqlite3.connect(database, isolation_level=None)
    lock.execute("BEGIN IMMEDIATE")
    answers = []

    def write():
        answers.append(
            daemon.request("POST", "/api/meeting/create/", {"title": "Algebra"}, token)[0]
        )

    threads = [threading.Thread(target=write) for _ in range(64)]
    for thread in threads:
        thread.start()
    end = time.monotonic() + DEADLINE
    while daemon.metrics()["lectern_workers_waiting_jobs"] < 32:
        assert time.monotonic() < end, "the workers never became busy"
        time.sleep(0.02)
    try:
        yield answers
    finally:
        lock.execute("ROLLBACK")
        lock.close()
        for thread in threads:
            thread.join(DEADLINE)


def health_and_operators_do_not_wait_for_strangers(place):
    daemon = place.daemon()
    token = register_admin(daemon)["access"]
    create_meeting(daemon, token)
    took = {}

    def timed(name, question):
        started = time.monotonic()
        answer = question()
        took[name] = time.monotonic() - started
        return answer

    with busy_workers(daemon, state(place, "lectern.db"), token) as answers:
        before = len(answers)
        for path in ("/livez", "/readyz", "/health"):
            status = timed(path, lambda path=path: daemon.request("GET", path))[0]
            assert status in (200, 503), (path, status)
        status = timed("lecternctl status", lambda: daemon.ctl_json("status"))
        assert status["version"]
        timed("lecternctl turn sessions", lambda: daemon.ctl("turn", "sessions"))
        timed("lecternctl reload", lambda: daemon.ctl("reload"))
        for path in ("/metrics", "/livez", "/readyz"):
            timed(
                "[metrics] " + path,
                lambda path=path: daemon.request("GET", path, address=daemon.ready["metrics"]),
            )
        waiting = daemon.metrics()["lectern_workers_waiting_jobs"]
        # systemd's watchdog is pinged only while every loop turns.
        assert daemon.metrics()["lectern_stalled_loops"] == 0
        assert waiting > 0, f"the workers were not busy any more ({before}, {len(answers)})"
        # The health of the part is told, too.
        end = time.monotonic() + DEADLINE
        while daemon.request("GET", "/health")[1]["parts"]["workers"] != "busy":
            assert time.monotonic() < end, daemon.request("GET", "/health")
            time.sleep(0.1)
    end = time.monotonic() + DEADLINE
    while daemon.request("GET", "/readyz")[0] != 200:
        create_meeting(daemon, token)  # a commit without trouble
        assert time.monotonic() < end, daemon.request("GET", "/health")
        time.sleep(0.2)
    # Without a way of their own they would have waited five seconds for each round of the lock.
    slow = {name: seconds for name, seconds in took.items() if seconds > 4}
    assert not slow, slow
    assert daemon.end() == 0
    return f"the slowest answer: {max(took.values()) * 1000:.0f} ms"


TESTS = [
    modes_that_are_too_wide_are_mended,
    a_secret_that_is_none_is_refused,
    links_and_fifos_are_not_followed,
    files_of_another_user_are_refused,
    a_key_that_others_could_read_is_replaced,
    the_control_sockets_folder_is_the_daemons,
    what_every_user_may_touch_is_told,
    hostile_files_are_refused_and_the_daemon_goes_on,
    health_and_operators_do_not_wait_for_strangers,
]

if __name__ == "__main__":
    suite.main(TESTS)
