#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Webhooks: what arrives, verified by the published library of Standard Webhooks (npm), and what is
never sent: to private addresses, along redirects, to places that are gone."""
import http.server
import json
import os
import signal
import subprocess
import threading
import time

import suite
from lecternd import DEADLINE
from people import create_meeting, register_admin

HERE = os.path.dirname(os.path.abspath(__file__))
JUDGES = os.path.join(HERE, "judges")
OPEN = '[webhooks]\nallow_addresses = ["127.0.0.0/8"]\nallow_http = true\n'


class Receiver:
    """Keeps what it gets; `answers` has the next statuses, then it says 204."""

    def __init__(self):
        self.got, self.lock, self.answers = [], threading.Lock(), []
        self.headers, self.body = {}, b""
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                with outer.lock:
                    outer.got.append((self.path, dict(self.headers.items()), body))
                    status = outer.answers.pop(0) if outer.answers else 204
                self.send_response(status)
                for name, value in outer.headers.items():
                    self.send_header(name, value)
                if status != 204:
                    self.send_header("Content-Length", str(len(outer.body)))
                self.end_headers()
                if status != 204:
                    self.wfile.write(outer.body)

            do_GET = do_POST

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def events(self):
        with self.lock:
            return [json.loads(body)["type"] for _, _, body in self.got]

    def wait_for(self, count):
        wait_until(lambda: len(self.events()) >= count, lambda: self.events())
        with self.lock:
            return list(self.got)


def wait_until(what, said):
    end = time.monotonic() + DEADLINE
    while not what():
        assert time.monotonic() < end, said() if callable(said) else said
        time.sleep(0.05)


def office(place, config=OPEN):
    receiver = Receiver()
    place.at_end(receiver.stop)
    daemon = place.daemon(place.config(config))
    return receiver, daemon, register_admin(daemon)["access"]


def make(daemon, token, url, **more):
    status, made = daemon.request("POST", "/api/webhooks/", {"url": url, **more}, token)
    assert status == 201, made
    return made


def deliveries(daemon, token, made):
    path = f"/api/webhooks/{made['webhook_id']}/deliveries/"
    return daemon.request("GET", path, None, token)[1]["deliveries"]


def verify(secret, headers, body):
    suite.need("node")
    if not os.path.isdir(os.path.join(JUDGES, "node_modules", "standardwebhooks")):
        raise suite.Skipped("tests/integration/judges/node_modules: run scripts/npm_ci.sh there")
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    shown = {name.lower(): value for name, value in headers.items() if name.lower() in names}
    return subprocess.run(
        ["node", os.path.join(JUDGES, "verify_webhook.mjs"), secret],
        input=json.dumps({"headers": shown, "body": body}),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def the_published_library_verifies_ours(place):
    receiver, daemon, token = office(place)
    made = make(daemon, token, receiver.url, events=["meeting.created", "invitation.sent"])
    meeting = create_meeting(daemon, token, title="Übung", invitees=["eve@example.net"])
    got = receiver.wait_for(2)
    kinds = sorted(receiver.events())
    assert kinds == ["invitation.sent", "meeting.created"], kinds
    for _, headers, body in got:
        judged = verify(made["secret"], headers, body)
        assert judged.returncode == 0, judged.stderr
        assert json.loads(judged.stdout) == json.loads(body)
        # The judge can say no.
        assert verify(made["secret"], headers, body + " ").returncode == 1
    bodies = {json.loads(body)["type"]: json.loads(body) for _, _, body in got}
    assert bodies["meeting.created"]["data"]["meeting_id"] == meeting["meeting_id"]
    assert bodies["invitation.sent"]["data"]["email"] == "eve@example.net"

    path = f"/api/webhooks/{made['webhook_id']}/"
    renewed = daemon.request("PATCH", path, {"new_secret": True}, token)[1]["secret"]
    status, tested = daemon.request("POST", path + "test/", {}, token)
    assert status == 202, tested
    _, headers, body = receiver.wait_for(3)[2]
    assert json.loads(body)["type"] == "webhook.test"
    for secret in (made["secret"], renewed):
        assert verify(secret, headers, body).returncode == 0
    wait_until(lambda: len(deliveries(daemon, token, made)) == 3, "no log")
    (newest, *_) = deliveries(daemon, token, made)
    assert newest["message_id"] == tested["message_id"] and newest["status"] == 204, newest
    assert daemon.metrics()['lectern_webhooks_total{result="delivered"}'] == 3
    kinds = [e["kind"] for e in daemon.ctl_json("audit", "list")["entries"]]
    assert "webhook.created" in kinds and "webhook.changed" in kinds, kinds
    assert daemon.end() == 0
    return "3 messages, 2 secrets at once"


def what_fails_comes_again_with_the_same_id(place):
    receiver, daemon, token = office(place)
    made = make(daemon, token, receiver.url, events=["meeting.created"])
    receiver.answers = [500]
    create_meeting(daemon, token)
    receiver.wait_for(1)
    wait_until(lambda: len(deliveries(daemon, token, made)) == 1, "no log")
    (first,) = deliveries(daemon, token, made)
    assert first["status"] == 500 and first["error"], first
    waiting = [e for e in daemon.ctl_json("outbox", "list")["entries"] if e["kind"] == "webhook"]
    assert len(waiting) == 1 and waiting[0]["state"] == "waiting", waiting
    # The place rests for a minute; the daemon's next life knows nothing of that.
    assert daemon.end() == 0
    daemon = place.daemon(place.config(OPEN))
    daemon.ctl("outbox", "retry", str(waiting[0]["id"]))
    got = receiver.wait_for(2)
    ids = {headers["Webhook-Id"] for _, headers, _ in got}
    assert len(ids) == 1 and got[0][2] == got[1][2], ids
    for _, headers, body in got:
        assert verify(made["secret"], headers, body).returncode == 0
    assert daemon.end() == 0
    return "the same id and body, signed anew"


def a_place_that_is_gone_is_disabled(place):
    receiver, daemon, token = office(place)
    made = make(daemon, token, receiver.url)
    receiver.answers = [410]
    create_meeting(daemon, token)
    path = f"/api/webhooks/{made['webhook_id']}/"
    wait_until(
        lambda: daemon.request("GET", path, None, token)[1]["disabled_because"] == "gone",
        "not gone",
    )
    create_meeting(daemon, token)
    assert len(receiver.events()) == 1
    entries = daemon.ctl_json("audit", "list", "--kind", "webhook.disabled")["entries"]
    assert len(entries) == 1 and entries[0]["actor"] == "system", entries
    assert daemon.request("PATCH", path, {"enabled": True}, token)[1]["enabled"] is True
    assert daemon.end() == 0
    return "410"


def nothing_goes_to_private_addresses(place):
    receiver, daemon, token = office(place, "[webhooks]\nallow_http = true\n")
    port = receiver.url.rsplit(":", 1)[1]
    targets = [
        f"http://127.0.0.1:{port}",
        f"http://localhost:{port}",
        f"http://2130706433:{port}",
        f"http://0x7f.1:{port}",
        f"http://[::ffff:7f00:1]:{port}",
        f"http://[::1]:{port}",
        f"http://0.0.0.0:{port}",
        "http://169.254.169.254/latest/meta-data/",
        f"http://{os.uname().nodename}:{port}",
    ]
    all_made = [make(daemon, token, url, events=["meeting.started"]) for url in targets]
    for made in all_made:
        daemon.request("POST", f"/api/webhooks/{made['webhook_id']}/test/", {}, token)
    for made in all_made:
        wait_until(lambda made=made: deliveries(daemon, token, made), made)
        (tried, *_) = deliveries(daemon, token, made)
        assert tried["status"] is None and tried["error"], tried
    assert not receiver.got, receiver.got
    refused = sum(
        deliveries(daemon, token, made)[0]["error"] == "nothing may be sent to this address"
        for made in all_made
    )
    assert refused >= 7, refused
    status, told = daemon.request("POST", "/api/webhooks/", {"url": "ftp://x.example/"}, token)
    assert (status, told["field"]) == (400, "url") or told["code"] == "bad-field", told
    assert daemon.end() == 0
    return f"{refused} of {len(targets)} refused by their address, nothing arrived"


def redirects_and_long_answers_lead_nowhere(place):
    receiver, daemon, token = office(place)
    made = make(daemon, token, receiver.url, events=["meeting.started"])
    other = make(daemon, token, receiver.url.replace("/hook", "/other"), events=["meeting.started"])
    receiver.answers, receiver.headers = [302], {"Location": "/secret"}
    daemon.request("POST", f"/api/webhooks/{made['webhook_id']}/test/", {}, token)
    wait_until(lambda: deliveries(daemon, token, made), "no log")
    assert deliveries(daemon, token, made)[0]["status"] == 302
    receiver.answers, receiver.headers, receiver.body = [200], {}, b"x" * 1_000_000
    daemon.request("POST", f"/api/webhooks/{other['webhook_id']}/test/", {}, token)
    wait_until(lambda: deliveries(daemon, token, other), "no log")
    assert "too long" in deliveries(daemon, token, other)[0]["error"]
    assert [path for path, _, _ in receiver.got] == ["/hook", "/other"]
    assert daemon.end() == 0
    return "302 not followed, 1 MB not read"


def a_slow_place_holds_up_nobody(place):
    receiver, daemon, token = office(place)
    silent = suite_socket()
    place.at_end(silent.close)
    make(
        daemon,
        token,
        f"http://127.0.0.1:{silent.getsockname()[1]}/",
        events=["meeting.created"],
    )
    make(daemon, token, receiver.url, events=["meeting.created"])
    for _ in range(10):
        create_meeting(daemon, token)
    receiver.wait_for(10)
    begin = time.monotonic()
    assert daemon.end() == 0
    assert time.monotonic() - begin < 10
    return "10 messages while another place is silent; the daemon ends at once"


def suite_socket():
    import socket

    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    sock.listen(8)
    return sock


def a_kill_loses_no_message(place):
    receiver, daemon, token = office(place)
    make(daemon, token, receiver.url, events=["meeting.created"])
    for _ in range(20):
        create_meeting(daemon, token)
    daemon.end(signal.SIGKILL)
    import sqlite3

    # The claims of the dead daemon end with their leases.
    database = sqlite3.connect(place.folder + "/state/lectern.db")
    with database:
        database.execute("UPDATE outbox SET due_at = 0 WHERE state = 'sending'")
    database.close()
    daemon = place.daemon(place.config(OPEN))

    def told():
        with receiver.lock:
            return {json.loads(body)["data"]["meeting_id"] for _, _, body in receiver.got}

    wait_until(lambda: len(told()) == 20, lambda: len(told()))
    assert daemon.end() == 0
    return f"20 meetings told by {len(receiver.got)} messages"


TESTS = [
    the_published_library_verifies_ours,
    what_fails_comes_again_with_the_same_id,
    a_place_that_is_gone_is_disabled,
    nothing_goes_to_private_addresses,
    redirects_and_long_answers_lead_nowhere,
    a_slow_place_holds_up_nobody,
    a_kill_loses_no_message,
]

if __name__ == "__main__":
    suite.main(TESTS)
