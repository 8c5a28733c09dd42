# SPDX-License-Identifier: MIT
"""Idempotency-Key across the death of the daemon: whenever it is killed, each key makes one
meeting, and each answer stays the same."""
import http.client
import signal
import threading

import suite
from people import register_admin

KEYS = 40


def create(daemon, token, number):
    body = {"title": f"Meeting {number}"}
    return daemon.request("POST", "/api/meeting/create/", body, token, key=f"key-{number}")


def create_until_killed(daemon, token, number, answers, enough):
    """Keeps the answer, if there is one before the daemon dies."""
    try:
        answers[number] = create(daemon, token, number)
    except (OSError, http.client.HTTPException):
        return
    if len(answers) >= KEYS // 4:
        enough.set()


def titles(daemon, token):
    _, page = daemon.request("GET", "/api/meetings/?limit=100", token=token)
    assert page["next_cursor"] is None, page
    return sorted(meeting["title"] for meeting in page["meetings"])


def a_killed_daemon_makes_each_meeting_once(place):
    daemon = place.daemon()
    token = register_admin(daemon)["access"]
    answers, enough = {}, threading.Event()
    threads = [
        threading.Thread(target=create_until_killed, args=(daemon, token, n, answers, enough))
        for n in range(KEYS)
    ]
    for thread in threads:
        thread.start()
    assert enough.wait(60)
    daemon.end(signal.SIGKILL)
    for thread in threads:
        thread.join()
    daemon = place.daemon()
    left = titles(daemon, token)
    for number in range(KEYS):
        status, answer = create(daemon, token, number)
        assert status == 201, answer
        if number in answers:
            assert answers[number] == (status, answer), (answers[number], answer)
    assert titles(daemon, token) == sorted(f"Meeting {n}" for n in range(KEYS))
    other = daemon.request("POST", "/api/meeting/create/", {"title": "x"}, token, key="key-0")
    assert other[0] == 409 and other[1]["code"] == "idempotency-conflict", other
    assert daemon.end() == 0
    return f"{len(answers)} were answered and {len(left)} were stored before the kill"


TESTS = [a_killed_daemon_makes_each_meeting_once]

if __name__ == "__main__":
    suite.main(TESTS)
