#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""examples/django, a real Django with SimpleJWT that owns the people of a site: its one command
starts it with the daemon, its tokens open the daemon's doors, the daemon's webhooks change its
models, and forged ones change nothing."""
import base64
import hashlib
import hmac
import http.client
import importlib.util
import json
import os
import queue
import re
import subprocess
import sys
import threading
import time
import urllib.parse
import uuid

import suite
from lecternd import DEADLINE, connect
from sign_in_at_provider import Browser
from websocket import WebSocket

EXAMPLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "examples", "django")
MODULES = ("django", "rest_framework", "rest_framework_simplejwt", "oauth2_provider")


def until(what, said="it never happened"):
    """The first answer of what() that counts as true."""
    end = time.monotonic() + DEADLINE
    while not (found := what()):
        assert time.monotonic() < end, said
        time.sleep(0.05)
    return found


def request(method, url, body=None, token=None, status=200, headers=()):
    """The answer, from JSON where it is that; `body` is bytes, or becomes JSON."""
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=DEADLINE)
    fields = {"Content-Type": "application/json", **dict(headers)}
    if token:
        fields["Authorization"] = "Bearer " + token
    if body is not None and not isinstance(body, bytes):
        body = json.dumps(body).encode()
    connection.request(method, parts.path, body, fields)
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    assert answer.status == status, (method, url, answer.status, text)
    return json.loads(text) if "json" in answer.getheader("Content-Type", "") else answer


class School:
    """run.py in a process of its own, and what it has made."""

    def __init__(self, place, jwt="RS256"):
        for name in MODULES:
            if importlib.util.find_spec(name) is None:
                raise suite.Skipped(f"the module {name} is not installed")
        suite.need("openssl")
        self.state = os.path.join(place.folder, "school-" + jwt)
        self.process = subprocess.Popen(
            [sys.executable, "-B", os.path.join(EXAMPLE, "run.py"), "--port", "0"]
            + ["--lectern-port", "0", "--state", self.state, "--jwt", jwt]
            + ["--lecternd", place.programs.lecternd, "--lecternctl", place.programs.lecternctl],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={k: v for k, v in os.environ.items() if not k.startswith("LECTERN_")},
            text=True,
        )
        place.at_end(self.end)
        self.lines, self.log = queue.Queue(), []
        threading.Thread(target=self._read, daemon=True).start()
        self.url, self.password = self.told(r"the school: (\S+) .* password: (\S+)")
        (self.rooms,) = self.told(r"Lectern: +(\S+)")

    def _read(self):
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put(None)

    def told(self, pattern):
        while (line := self.lines.get(timeout=DEADLINE)) is not None:
            self.log.append(line)
            if found := re.match(pattern, line):
                return found.groups()
        raise AssertionError("".join(self.log))

    def end(self):
        if self.process.poll() is None:
            self.process.terminate()
        self.process.wait()

    def secret(self):
        with open(os.path.join(self.state, "webhook_secret"), encoding="ascii") as text:
            return text.read().strip()

    def token(self, name):
        """An access token of SimpleJWT's."""
        who = {"username": name, "password": self.password}
        return request("POST", self.url + "/api/token/", who)["access"]

    def lessons(self, name):
        return request("GET", self.url + "/api/lessons/", token=self.token(name))

    def lesson(self, pk, name="tina"):
        return request("GET", f"{self.url}/api/lessons/{pk}/", token=self.token(name))

    def until_lesson(self, pk, what):
        return until(lambda: (one := self.lesson(pk)) and what(one) and one, f"lesson {pk}")

    def at_rooms(self, method, path, body=None, token=None, status=200, headers=()):
        return request(method, self.rooms + path, body, token, status, headers)

    def signed_in(self, name):
        """A browser in which this person has signed in at the school."""
        browser = Browser()
        login = self.url + "/accounts/login/"
        form = {"username": name, "password": self.password}
        status, location, _ = submit(browser, login, login, form)
        assert (status, location) == (302, self.url + "/"), (status, location)
        return browser

    def plan(self, browser, title):
        """Plans a lesson for tomorrow as the page does; its id."""
        page = self.url + "/lessons/new/"
        pia = re.search(
            r'name="pupils" value="(\d+)"[^>]*>\s*Pia', browser.ask(page)[2].decode()
        ).group(1)
        day = time.strftime("%Y-%m-%dT16:00", time.localtime(time.time() + 86400))
        form = {"title": title, "starts_at": day, "minutes": "45", "pupils": pia}
        status, location, body = submit(browser, page, page, form)
        assert status == 302, body.decode()
        return location.rstrip("/").rsplit("/", 1)[1]

    def page(self, browser, pk):
        status, _, body = browser.ask(f"{self.url}/lessons/{pk}/")
        assert status == 200, status
        return body.decode()


def submit(browser, page, action, form):
    """Sends a form of `page` with its token against forged requests."""
    secret = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', browser.ask(page)[2])
    return browser.ask(action, {**form, "csrfmiddlewaretoken": secret.group(1).decode()})


def enter(school, lesson, seat):
    host = urllib.parse.urlsplit(seat["signaling_url"]).netloc
    ws = WebSocket(connect(host), host, origin=school.rooms)
    ws.send(type="auth", token=seat["token"])
    ws.until("welcome")
    ws.send(type="join", meetingId=lesson["meeting_id"])
    return ws, ws.until("joined")


def a_lesson_from_the_plan_to_its_end(school):
    tina = school.signed_in("tina")
    pk = school.plan(tina, "Algebra <1>")
    lesson = school.lesson(pk)
    assert lesson["state"] == "planned", lesson
    page = school.page(tina, pk)
    assert lesson["join_url"] in page and "Algebra &lt;1&gt;" in page, page
    # The pupil sees the lesson, and comes in with the token of the school.
    assert pk in [one["id"] for one in school.lessons("pia")]
    assert lesson["join_url"] in school.page(school.signed_in("pia"), pk)
    join = f"/api/meeting/join/{lesson['meeting_id']}/"
    early = school.at_rooms("POST", join, {}, school.token("pia"), status=425)
    assert early["code"] == "not-started", early
    host = school.at_rooms("POST", join, {}, school.token("tina"))
    assert host["role"] == "host", host
    room, _ = enter(school, lesson, host)
    running = school.until_lesson(pk, lambda one: one["state"] == "running")
    assert running["started_at"] and not running["ended_at"], running
    assert "running" in school.page(tina, pk)
    # The tutor lets the lesson begin now; the school hears of it.
    path = f"/api/meeting/{lesson['meeting_id']}/"
    soon = time.strftime("%Y-%m-%dT%H:%M:00Z", time.gmtime(time.time() + 300))
    change = {"scheduled_at": soon, "title": "Geometry"}
    school.at_rooms("PATCH", path, change, school.token("tina"))
    school.until_lesson(pk, lambda one: one["title"] == "Geometry")
    seat = school.at_rooms("POST", join, {}, school.token("pia"))
    pupil, joined = enter(school, lesson, seat)
    assert [one["name"] for one in joined["peers"]] == ["Tina Turing"], joined
    assert room.until("peer-joined")["peer"]["name"] == "Pia Peano"
    pupil.goodbye()
    end = f"/api/meeting/end/{lesson['meeting_id']}/"
    school.at_rooms("POST", end, {}, school.token("pia"), status=403)
    school.at_rooms("POST", end, {}, school.token("tina"))
    ended = school.until_lesson(pk, lambda one: one["state"] == "ended")
    assert ended["started_at"] and ended["ended_at"], ended
    assert "Open the room" not in school.page(tina, pk)


def the_tutor_cancels_on_the_page(school):
    tina, pia = school.signed_in("tina"), school.signed_in("pia")
    pk = school.plan(tina, "Latin")
    meeting = school.lesson(pk)["meeting_id"]
    cancel, page = f"{school.url}/lessons/{pk}/cancel/", f"{school.url}/lessons/{pk}/"
    assert tina.ask(cancel, {})[0] == 403  # without the page's token
    assert submit(pia, school.url, cancel, {})[0] == 404  # not her lesson
    assert pia.ask(school.url + "/lessons/new/")[0] == 403  # no tutor
    assert submit(tina, page, cancel, {})[0] == 302
    assert school.lesson(pk)["state"] == "cancelled"
    told = school.at_rooms("GET", f"/api/meeting/{meeting}/", token=school.token("tina"))
    assert told["state"] == "cancelled", told


def a_film_is_told_of(school):
    pk = school.plan(school.signed_in("tina"), "Physics")
    meeting, token = school.lesson(pk)["meeting_id"], school.token("tina")

    def metadata(**values):
        pairs = (f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in values.items())
        return ",".join(pairs)

    fields = {"Tus-Resumable": "1.0.0", "Upload-Length": "6"}
    fields["Upload-Metadata"] = metadata(
        meeting_id=meeting, filename="Lesson one", filetype="video/webm"
    )
    made = school.at_rooms("POST", "/api/recordings/upload/", None, token, 201, fields)
    (film,) = school.until_lesson(pk, lambda one: one["films"])["films"]
    assert film["state"] == "recording" and film["title"] == "Lesson one", film
    place = urllib.parse.urlsplit(urllib.parse.urljoin(school.rooms, made.getheader("Location")))
    fields = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0"}
    fields["Content-Type"] = "application/offset+octet-stream"
    school.at_rooms("PATCH", place.path, b"abcdef", token, 204, fields)
    ready = school.until_lesson(pk, lambda one: one["films"][0]["state"] == "ready")
    assert ready["films"][0]["expires_at"], ready
    path = f"/api/recording/{film['recording_id']}/"
    school.at_rooms("DELETE", path, None, token)
    school.until_lesson(pk, lambda one: one["films"][0]["state"] == "deleted")


def forged_and_repeated_messages_change_nothing(school):
    pk = school.plan(school.signed_in("tina"), "Greek")
    meeting, hook = school.lesson(pk)["meeting_id"], school.url + "/lectern/webhook/"
    key = base64.b64decode(school.secret().removeprefix("whsec_"))

    def body(event, **data):
        told = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        data = {"meeting_id": meeting, **data}
        return json.dumps({"type": event, "timestamp": told, "data": data}).encode()

    def fields(text, name, age=0, key=key):
        at = str(int(time.time()) - age)
        signed = hmac.digest(key, f"{name}.{at}.".encode() + text, hashlib.sha256)
        signature = "v1," + base64.b64encode(signed).decode()
        return {"webhook-id": name, "webhook-timestamp": at, "webhook-signature": signature}

    def send(text, headers, status):
        request("POST", hook, text, None, status, headers)

    ended, name = body("meeting.ended"), "msg_" + str(uuid.uuid4())
    right = fields(ended, name)
    send(ended, {}, 401)
    send(ended, fields(ended, name, key=b"another key"), 401)
    send(ended, fields(ended, name, age=301), 401)  # an old one that somebody has kept
    send(ended, fields(ended, name, age=-400), 401)
    send(ended + b" ", right, 401)
    send(ended, {**right, "webhook-id": "msg_2"}, 401)
    send(ended, {**right, "webhook-timestamp": str(int(right["webhook-timestamp"]) - 1)}, 401)
    send(ended, {**right, "webhook-timestamp": "9" * 400}, 401)
    send(ended, {**right, "webhook-signature": "v1a," + right["webhook-signature"][3:]}, 401)
    send(ended, {**right, "webhook-signature": "v1,\u00e9"}, 401)
    send(b"no JSON", fields(b"no JSON", name), 401)
    request("GET", hook, status=405)
    assert school.lesson(pk)["state"] == "planned"
    # One of two signatures suffices, while a secret is changed.
    both = {**right, "webhook-signature": "v1,AAAA " + right["webhook-signature"]}
    send(ended, both, 204)
    assert school.lesson(pk)["state"] == "ended"
    # The same id counts once, whatever comes with it.
    updated = body("meeting.updated", title="Forged", scheduled_at=None, duration_minutes=None)
    send(updated, fields(updated, name), 204)
    send(ended, right, 204)
    assert school.lesson(pk)["title"] == "Greek"
    send(updated, fields(updated, name + "b"), 204)
    assert school.lesson(pk)["title"] == "Forged"
    # What is late wakes nothing up, and other people's meetings are none of the school's.
    started = body("meeting.started")
    send(started, fields(started, name + "c"), 204)
    assert school.lesson(pk)["state"] == "ended"
    other = body("meeting.ended", meeting_id=str(uuid.uuid4()))
    send(other, fields(other, name + "d"), 204)


def the_browser_and_the_token_are_one_person(school):
    """Signing in at Lectern's own pages with the account of the school."""
    tina = school.signed_in("tina")
    start = school.at_rooms("GET", "/api/auth/providers")["providers"][0]["start"]
    home = school.rooms + "/signin#refresh="
    url, page = tina.follow(school.rooms + start, home)
    assert page is None, page
    refresh = {"refresh": url.removeprefix(home)}
    access = school.at_rooms("POST", "/api/auth/refresh", refresh)["access"]
    me = school.at_rooms("GET", "/api/me", token=access)
    assert me["name"] == "Tina Turing", me
    assert me["id"] == school.at_rooms("GET", "/api/me", token=school.token("tina"))["id"]
    pk = school.plan(tina, "History")
    path = f"/api/meeting/{school.lesson(pk)['meeting_id']}/"
    assert school.at_rooms("GET", path, token=access)["role"] == "host"
    # Somebody without an account of the school gets its sign-in page.
    _, page = Browser().follow(school.rooms + start, home)
    assert b'name="password"' in page


def a_shared_secret_does_it_too(school):
    other = School(school.place, "HS256")
    me = other.at_rooms("GET", "/api/me", token=other.token("pia"))
    assert (me["name"], me["email"]) == ("Pia Peano", "pia@school.example"), me
    pk = other.plan(other.signed_in("tina"), "Music")
    assert other.lesson(pk)["state"] == "planned"
    # The secret of one school opens no other.
    other.at_rooms("GET", "/api/me", token=school.token("pia"), status=401)


def together(place):
    school = School(place)
    school.place = place
    return school


TESTS = [
    a_lesson_from_the_plan_to_its_end,
    the_tutor_cancels_on_the_page,
    a_film_is_told_of,
    forged_and_repeated_messages_change_nothing,
    the_browser_and_the_token_are_one_person,
    a_shared_secret_does_it_too,
]

if __name__ == "__main__":
    suite.main(TESTS, together)
