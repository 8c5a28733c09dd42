#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Google Calendar: a host connects a calendar at a stand-in of Google (google_stand_in.py), which
then shows the host's meetings as they are made, moved and cancelled; and every way in which Google
refuses."""
import http.client
import os
import time

import suite
from lecternd import DEADLINE
from people import create_meeting, register_admin

try:
    from google_stand_in import SECRET, Google
except ImportError:
    Google = None

SITE = "https://meet.test.example"
DAY = 86400


def stamp(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def wait_until(what, said):
    end = time.monotonic() + DEADLINE
    while not what():
        assert time.monotonic() < end, said()
        time.sleep(0.05)


class School:
    def __init__(self, place):
        if Google is None:
            raise suite.Skipped("python3-dateutil is not installed")
        self.place = place
        self.google = Google(SITE + "/api/calendar/google/callback")
        place.at_end(self.google.stop)
        secret = os.path.join(place.folder, "google.secret")
        with open(secret, "w", encoding="ascii") as file:
            file.write(SECRET + "\n")
        self.config = place.config(self.google.config(secret)).replace(
            'name = "Test School"', f'name = "Test School"\npublic_url = "{SITE}"'
        )
        self.daemon = place.daemon(self.config)
        self.token = register_admin(self.daemon)["access"]
        self.soon = int(time.time()) // 3600 * 3600 + 2 * DAY

    def tell(self, method, path, body=None, token=None, status=200):
        got, answer = self.daemon.request(method, path, body, token or self.token)
        assert got == status, (method, path, got, answer)
        return answer

    def browser(self, path, cookie=None):
        """A link that the browser follows. Returns (status, location, cookie)."""
        address = self.daemon.ready["http"][0]
        connection = http.client.HTTPConnection(address, timeout=DEADLINE)
        connection.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        response = connection.getresponse()
        response.read()
        connection.close()
        line = response.headers.get("Set-Cookie") or ""
        return response.status, response.headers.get("Location"), line.partition(";")[0]

    def begin(self, token=None):
        """The page's first step. Returns the browser's cookie."""
        address = self.daemon.ready["http"][0]
        connection = http.client.HTTPConnection(address, timeout=DEADLINE)
        headers = {"Authorization": "Bearer " + (token or self.token)}
        connection.request("POST", "/api/calendar/google", "", headers)
        response = connection.getresponse()
        body = response.read()
        connection.close()
        assert response.status == 200, body
        line = response.headers["Set-Cookie"]
        assert "HttpOnly" in line and "Secure" in line and "SameSite=Lax" in line, line
        return line.partition(";")[0]

    def connect(self, token=None, error=None):
        """The whole way. Returns how it ended."""
        cookie = self.begin(token)
        status, location, again = self.browser("/api/calendar/google/start", cookie)
        assert status == 303 and location.startswith(self.google.origin), (status, location)
        assert again == cookie, (again, cookie)
        back = self.google.consent(location, error)
        assert back.startswith(SITE), back
        return self.arrive(back[len(SITE) :], cookie)

    def arrive(self, path, cookie):
        status, location, _ = self.browser(path, cookie)
        assert status == 303 and location.startswith(SITE + "/account#google="), location
        return location.partition("=")[2]

    def state(self, token=None):
        return self.tell("GET", "/api/calendar", token=token)["google"]

    def make(self, title, after=0, token=None, **fields):
        return create_meeting(
            self.daemon,
            token or self.token,
            title=title,
            type="scheduled",
            scheduled_at=stamp(self.soon + after),
            duration_minutes=45,
            **fields,
        )

    def series(self, title, count=4):
        return self.make(title, timezone="Europe/Berlin", recurrence=f"FREQ=WEEKLY;COUNT={count}")

    def dates(self, meeting):
        return self.tell("GET", f"/api/meeting/{meeting['code']}/occurrences/")["occurrences"]

    def shows(self, *meetings):
        """The calendar comes to show these (start, title)s and no others."""
        want = sorted(meetings)
        wait_until(
            lambda: self.google.shown() == want,
            lambda: ("wants", want, "has", self.google.shown(), self.google.problems),
        )
        assert not self.google.problems, self.google.problems

    def shows_as_listed(self, *meetings):
        """The same of series, by the daemon's own list of their dates."""
        self.shows(
            *[
                (date["starts_at"], date["title"])
                for meeting in meetings
                for date in self.dates(meeting)
                if date["state"] != "cancelled"
            ]
        )

    def waiting(self):
        entries = self.tell("GET", "/api/admin/outbox/")["entries"]
        return [one for one in entries if one["kind"] == "google"]

    def is_idle(self):
        return not self.waiting()

    def retry_now(self):
        """The operator need not wait for the schedule. Returns the entry."""
        wait_until(lambda: any(e["last_error"] for e in self.waiting()), self.waiting)
        entry = self.waiting()[0]
        self.daemon.ctl("outbox", "retry", str(entry["id"]))
        return entry


def a_single_meeting_is_made_changed_and_cancelled(place):
    s = School(place)
    assert s.state() == {
        "available": True,
        "connected": False,
        "name": None,
        "since": None,
        "trouble": None,
    }
    before = s.make("Latin")
    assert s.connect() == "connected"
    state = s.state()
    assert state["connected"] and state["name"] == "ada@example.org", state
    assert state["since"] and state["trouble"] is None, state
    s.shows((stamp(s.soon), "Latin"))  # what there was is written, too
    greek = s.make("Greek", after=3600)
    s.shows((stamp(s.soon), "Latin"), (stamp(s.soon + 3600), "Greek"))
    path = f"/api/meeting/{greek['meeting_id']}/"
    s.tell("PATCH", path, {"title": "Greek II", "scheduled_at": stamp(s.soon + 7200)})
    s.shows((stamp(s.soon), "Latin"), (stamp(s.soon + 7200), "Greek II"))
    event = next(e for e in s.google.events.values() if e["summary"] == "Latin")
    assert event["location"] == f"{SITE}/j/{before['code']}", event
    # What no calendar shows is not sent.
    wait_until(s.is_idle, lambda: "the outbox is not idle")
    patches = s.google.count("PATCH")
    s.tell("PATCH", path, {"locked": True})
    wait_until(s.is_idle, lambda: "the outbox is not idle")
    assert s.google.count("PATCH") == patches
    s.tell("DELETE", path)
    s.shows((stamp(s.soon), "Latin"))
    assert not s.google.problems, s.google.problems


def a_series_moves_with_its_dates(place):
    s = School(place)
    assert s.connect() == "connected"
    meeting = s.series("Algebra")
    s.shows_as_listed(meeting)
    path = f"/api/meeting/{meeting['meeting_id']}/"
    names = [date["occurrence"] for date in s.dates(meeting)]
    moved = stamp(s.soon + 7 * DAY + 5400)
    s.tell("PATCH", f"{path}?scope=this&occurrence={names[1]}", {"scheduled_at": moved})
    s.shows_as_listed(meeting)
    s.tell("PATCH", f"{path}?scope=this&occurrence={names[2]}", {"title": "Test"})
    s.shows_as_listed(meeting)
    s.tell("DELETE", f"{path}?scope=this&occurrence={names[3]}")
    s.shows_as_listed(meeting)
    # A moved date goes back to where it was, and another one that differed is cancelled.
    back = stamp(s.soon + 7 * DAY)
    s.tell("PATCH", f"{path}?scope=this&occurrence={names[1]}", {"scheduled_at": back})
    s.shows_as_listed(meeting)
    s.tell("DELETE", f"{path}?scope=this&occurrence={names[2]}")
    s.shows_as_listed(meeting)
    # Another hour for all of them: what differed means nothing any more.
    s.tell("PATCH", path, {"scheduled_at": stamp(s.soon + 1800)})
    s.shows_as_listed(meeting)
    s.tell("DELETE", path)
    s.shows()


def a_series_is_split(place):
    s = School(place)
    assert s.connect() == "connected"
    meeting = s.series("Algebra")
    s.shows_as_listed(meeting)
    name = s.dates(meeting)[2]["occurrence"]
    path = f"/api/meeting/{meeting['meeting_id']}/?scope=following&occurrence={name}"
    following = s.tell("PATCH", path, {"title": "Geometry"})
    assert following["meeting_id"] != meeting["meeting_id"]
    s.shows_as_listed(meeting, following)
    name = s.dates(following)[1]["occurrence"]
    s.tell(
        "DELETE",
        f"/api/meeting/{following['meeting_id']}/?scope=following&occurrence={name}",
    )
    s.shows_as_listed(meeting, following)


def only_hosts_and_cohosts_have_it(place):
    s = School(place)
    invitation = s.tell("POST", "/api/admin/invitations/", {}, status=201)
    status, bob = s.daemon.request(
        "POST",
        "/api/auth/register",
        {
            "email": "bob@example.org",
            "name": "Bob",
            "password": "another horse battery",
            "invitation": invitation["invitation"],
        },
    )
    assert status == 201, bob
    assert s.connect(bob["access"]) == "connected"
    meeting = s.make("Latin", invitees=["bob@example.org"])
    wait_until(s.is_idle, lambda: "the outbox is not idle")
    assert s.google.shown() == []
    cohosts = f"/api/meeting/{meeting['meeting_id']}/cohosts/"
    s.tell("POST", cohosts, {"user_id": bob["user"]["id"]})
    s.shows((stamp(s.soon), "Latin"))
    s.tell("POST", cohosts, {"user_id": bob["user"]["id"], "role": "participant"})
    s.shows()


def an_answer_counts_in_its_browser_only(place):
    s = School(place)
    cookie = s.begin()
    _, location, _ = s.browser("/api/calendar/google/start", cookie)
    back = s.google.consent(location)[len(SITE) :]
    assert s.arrive(back, s.begin()) == "failed"  # another errand
    assert s.arrive(back, None) == "failed"
    assert s.arrive(back.replace("state=", "state=x"), cookie) == "failed"
    name, _, value = cookie.partition("=")
    forged = f"{name}={value[:-3]}abc"
    assert s.arrive(back, forged) == "failed"
    assert s.browser("/api/calendar/google/start", forged)[1] == SITE + "/account#google=failed"
    assert not s.state()["connected"]
    assert s.google.count("token") == 0  # nobody asked Google with it
    assert s.arrive(back, cookie) == "connected"
    # Who has signed out meanwhile has not connected.
    cookie = s.begin()
    _, location, _ = s.browser("/api/calendar/google/start", cookie)
    session = s.tell("GET", "/api/me/sessions/")["sessions"][0]["id"]
    s.tell("DELETE", f"/api/me/sessions/{session}/", status=204)
    assert s.arrive(s.google.consent(location)[len(SITE) :], cookie) == "failed"


def a_consent_that_is_none_connects_nothing(place):
    s = School(place)
    assert s.connect(error="access_denied") == "declined"
    s.google.ticks = False
    assert s.connect() == "unticked"
    s.google.ticks = True
    s.google.fail("token", 401, "invalid_client")
    assert s.connect() == "refused"
    s.google.fail("GET", 403, "accessNotConfigured")
    assert s.connect() == "refused"
    assert not s.state()["connected"]
    assert s.connect() == "connected"


def a_short_trouble_passes(place):
    s = School(place)
    assert s.connect() == "connected"
    # The access token is not valid any more.
    s.google.access.clear()
    s.make("Latin")
    s.shows((stamp(s.soon), "Latin"))
    # Google was told before, and its answer was lost.
    s.google.fail("POST", 409, "duplicate")
    greek = s.make("Greek", after=3600)
    wait_until(s.is_idle, lambda: "the outbox is not idle")
    # The stand-in had nothing under that id, so the patch came to an insert.
    s.shows((stamp(s.soon), "Latin"), (stamp(s.soon + 3600), "Greek"))
    # The person has removed the event; our copy wins with the next change.
    event = next(i for i, e in s.google.events.items() if e["summary"] == "Greek")
    s.google.remove(event)
    s.tell("PATCH", f"/api/meeting/{greek['meeting_id']}/", {"title": "Greek II"})
    s.shows((stamp(s.soon), "Latin"), (stamp(s.soon + 3600), "Greek II"))
    # Google lets nobody use the id of a removed event: it gets another one.
    s.google.remove(event)
    s.google.fail("PATCH", 403, "forbidden")
    s.tell("PATCH", f"/api/meeting/{greek['meeting_id']}/", {"title": "Greek III"})
    s.shows((stamp(s.soon), "Latin"), (stamp(s.soon + 3600), "Greek III"))
    # An event that has gone already is gone.
    s.google.fail("DELETE", 410, "deleted")
    s.tell("DELETE", f"/api/meeting/{greek['meeting_id']}/")
    wait_until(s.is_idle, lambda: "the outbox is not idle")


def a_quota_makes_the_person_wait(place):
    s = School(place)
    assert s.connect() == "connected"
    s.google.fail("POST", 403, "rateLimitExceeded")
    s.google.fail("POST", 429, "rateLimitExceeded", {"Retry-After": "3"})
    begin = time.monotonic()
    s.make("Latin")
    wait_until(lambda: s.state()["trouble"] == "delayed", s.state)
    s.shows((stamp(s.soon), "Latin"))
    assert time.monotonic() - begin >= 4, "1 second after the first, 3 after the second"
    wait_until(lambda: s.state()["trouble"] is None, s.state)


def a_server_in_trouble_is_asked_later(place):
    s = School(place)
    assert s.connect() == "connected"
    s.google.fail("POST", 503)
    s.make("Latin")
    wait_until(lambda: s.state()["trouble"] == "delayed", s.state)
    waiting = s.retry_now()
    assert waiting["last_error"] == "status 503 backendError", waiting
    s.shows((stamp(s.soon), "Latin"))
    wait_until(lambda: s.state()["trouble"] is None, s.state)


def a_consent_that_is_taken_back_is_told(place):
    s = School(place)
    assert s.connect() == "connected"
    s.make("Latin")
    s.shows((stamp(s.soon), "Latin"))
    s.google.revoke_all()
    s.make("Greek", after=3600)
    wait_until(lambda: s.state()["trouble"] == "revoked", s.state)
    assert not s.state()["connected"] and s.is_idle()
    told = s.tell("GET", "/api/notifications/")["notifications"][0]
    assert told["event"] == "calendar-ended" and told["status"] == "revoked", told
    asked = len(s.google.requests)
    s.make("Music", after=7200)
    assert s.is_idle() and len(s.google.requests) == asked
    # Once more: everything that is to come is there, and nothing twice.
    assert s.connect() == "connected"
    s.shows(
        (stamp(s.soon), "Latin"), (stamp(s.soon + 3600), "Greek"), (stamp(s.soon + 7200), "Music")
    )
    s.google.fail("POST", 403, "insufficientPermissions")
    s.make("Sports", after=10800)
    wait_until(lambda: s.state()["trouble"] == "no-rights", s.state)


def who_disconnects_leaves_no_key(place):
    s = School(place)
    assert s.connect() == "connected"
    s.make("Latin")
    s.shows((stamp(s.soon), "Latin"))
    exported = s.tell("GET", "/api/me/export")
    assert [row["name"] for row in exported["google_calendar"]] == ["ada@example.org"]
    assert len(exported["google_events"]) == 1
    with open(os.path.join(place.folder, "state", "lectern.db"), "rb") as file:
        database = file.read()
    assert not any(token.encode() in database for token in s.google.refresh)
    s.google.fail("revoke", 503)  # it is taken back later, then
    s.tell("DELETE", "/api/calendar/google", status=204)
    s.tell("DELETE", "/api/calendar/google", status=204)
    assert s.state() == {
        "available": True,
        "connected": False,
        "name": None,
        "since": None,
        "trouble": None,
    }
    wait_until(lambda: s.google.count("revoke") == 1, lambda: s.google.requests)
    s.retry_now()
    wait_until(lambda: not s.google.refresh, lambda: s.google.requests)
    assert s.google.shown() == [(stamp(s.soon), "Latin")]  # what stands there stays


def an_erasure_takes_the_consent_back(place):
    s = School(place)
    assert s.connect() == "connected"
    invitation = s.tell("POST", "/api/admin/invitations/", {"role": "admin"}, status=201)
    status, bob = s.daemon.request(
        "POST",
        "/api/auth/register",
        {
            "email": "bob@example.org",
            "name": "Bob",
            "password": "another horse battery",
            "invitation": invitation["invitation"],
        },
    )
    assert status == 201, bob
    s.tell("DELETE", "/api/me", {"password": "correct horse battery"}, status=204)
    wait_until(lambda: not s.google.refresh, lambda: s.google.requests)


def it_goes_on_after_a_kill(place):
    s = School(place)
    assert s.connect() == "connected"
    s.google.fail("POST", 503, times=1)
    s.make("Latin")
    wait_until(lambda: s.state()["trouble"] == "delayed", s.state)
    s.daemon.process.kill()
    s.daemon.process.wait()
    s.daemon = place.daemon(s.config)
    s.token = s.tell(
        "POST",
        "/api/auth/login",
        {"email": "ada@example.org", "password": "correct horse battery"},
    )["access"]
    s.retry_now()
    s.shows((stamp(s.soon), "Latin"))


def a_site_without_a_client_has_no_such_thing(place):
    daemon = place.daemon()
    token = register_admin(daemon)["access"]
    google = daemon.request("GET", "/api/calendar", None, token)[1]["google"]
    assert google["available"] is False and google["connected"] is False, google
    for method, path in (
        ("POST", "/api/calendar/google"),
        ("GET", "/api/calendar/google/start"),
        ("GET", "/api/calendar/google/callback?code=x&state=y"),
    ):
        status, answer = daemon.request(method, path, None, token)
        assert status == 404 and answer["code"] == "not-found", (path, status, answer)


TESTS = [
    a_single_meeting_is_made_changed_and_cancelled,
    a_series_moves_with_its_dates,
    a_series_is_split,
    only_hosts_and_cohosts_have_it,
    an_answer_counts_in_its_browser_only,
    a_consent_that_is_none_connects_nothing,
    a_short_trouble_passes,
    a_quota_makes_the_person_wait,
    a_server_in_trouble_is_asked_later,
    a_consent_that_is_taken_back_is_told,
    who_disconnects_leaves_no_key,
    an_erasure_takes_the_consent_back,
    it_goes_on_after_a_kill,
    a_site_without_a_client_has_no_such_thing,
]

if __name__ == "__main__":
    suite.main(TESTS)
