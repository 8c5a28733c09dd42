#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Series seen from outside: the real daemon beside python-dateutil, the door, and a restart."""
import time
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import suite
from people import create_meeting, guest_token, joined_socket, register_admin

try:
    from dateutil.rrule import rrulestr
except ImportError:
    rrulestr = None

DAY = 86400


def stamp(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def tell(daemon, method, path, body=None, token=None, status=200):
    got, answer = daemon.request(method, path, body, token)
    assert got == status, (method, path, got, answer)
    return answer


def series(daemon, token, start, rule, **fields):
    return create_meeting(
        daemon,
        token,
        type="scheduled",
        scheduled_at=stamp(start),
        duration_minutes=45,
        timezone="Europe/Berlin",
        recurrence=rule,
        **fields,
    )


def dates(daemon, meeting, query=""):
    answer = tell(daemon, "GET", f"/api/meeting/{meeting['code']}/occurrences/{query}")
    return answer["occurrences"]


def a_year_of_dates_is_that_of_dateutil(place):
    if rrulestr is None:
        raise suite.Skipped("python3-dateutil is not installed")
    daemon = place.daemon()
    token = register_admin(daemon)["access"]
    zone = ZoneInfo("Europe/Berlin")
    begin = datetime.now(zone).replace(hour=10, minute=0, second=0, microsecond=0, tzinfo=None)
    begin += timedelta(days=2)
    day = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"][begin.weekday()]
    for rule in ("FREQ=DAILY", f"FREQ=WEEKLY;INTERVAL=2;BYDAY={day}", "FREQ=MONTHLY"):
        start = begin.replace(tzinfo=zone).timestamp()
        meeting = series(daemon, token, start, rule)
        query = f"?from={stamp(start)}&to={stamp(start + 366 * DAY)}"
        shown = [row["starts_at"] for row in dates(daemon, meeting, query)]
        judged = rrulestr(rule, dtstart=begin).xafter(begin, inc=True)
        expected = [next(judged).replace(tzinfo=zone) for _ in shown]
        assert len(shown) > 10, shown
        assert shown == [
            f"{at.astimezone(timezone.utc):%Y-%m-%dT%H:%M:%SZ}" for at in expected
        ], rule
    assert daemon.end() == 0


def the_end_of_a_date_is_not_the_end_of_the_series(place):
    daemon = place.daemon()
    host = register_admin(daemon)["access"]
    start = int(time.time()) + 600
    meeting = series(daemon, host, start, "FREQ=WEEKLY;COUNT=3")
    path = f"/api/meeting/join/{meeting['code']}/"
    seat = tell(daemon, "POST", path, token=host)
    assert seat["meeting"]["occurrence"] == stamp(start), seat["meeting"]
    guest = guest_token(daemon, meeting, "Sam")
    room, _ = joined_socket(
        daemon, tell(daemon, "POST", path, token=guest)["token"], meeting["code"]
    )
    assert dates(daemon, meeting)[0]["state"] == "open"
    tell(daemon, "POST", f"/api/meeting/end/{meeting['code']}/", token=host)
    room.until("meeting-ended")
    seen = tell(daemon, "GET", f"/api/meeting/{meeting['code']}/", token=host)
    assert seen["state"] == "open" and seen["occurrence"] > stamp(start), seen
    later = guest_token(daemon, meeting, "Kim")
    refused = tell(daemon, "POST", path, token=later, status=425)
    assert refused["code"] == "not-started", refused
    people = f"/api/meeting/{meeting['code']}/participants/?history=1&occurrence="
    came = tell(daemon, "GET", people + stamp(start), token=host)["participants"]
    assert [person["name"] for person in came] == ["Sam"], came
    assert not tell(daemon, "GET", people + seen["occurrence"], token=host)["participants"]
    assert daemon.end() == 0


def changes_survive_a_restart(place):
    daemon = place.daemon()
    host = register_admin(daemon)["access"]
    start = int(time.time()) + 2 * DAY
    meeting = series(daemon, host, start, "FREQ=DAILY;COUNT=6")
    first, second, third, fourth = [row["occurrence"] for row in dates(daemon, meeting)[:4]]
    path = f"/api/meeting/{meeting['code']}/"
    tell(daemon, "DELETE", f"{path}?scope=this&occurrence={second}", token=host)
    exam = {"title": "Exam", "duration_minutes": 90}
    tell(daemon, "PATCH", f"{path}?scope=this&occurrence={third}", exam, host)
    query = f"{path}?scope=following&occurrence={fourth}"
    later = tell(daemon, "PATCH", query, {"title": "Greek"}, host)
    assert later["code"] != meeting["code"] and later["series_id"] == meeting["meeting_id"]
    before = dates(daemon, meeting), dates(daemon, later)
    daemon.end()
    daemon = place.daemon()
    assert (dates(daemon, meeting), dates(daemon, later)) == before
    assert [(row["title"], row["state"]) for row in before[0]] == [
        ("Algebra", "scheduled"),
        ("Algebra", "cancelled"),
        ("Exam", "scheduled"),
    ], before
    assert [row["title"] for row in before[1]] == ["Greek"] * 3, before
    assert first == before[0][0]["occurrence"]
    assert daemon.end() == 0


def hostile_rules_are_refused_at_once(place):
    daemon = place.daemon()
    host = register_admin(daemon)["access"]
    fields = {
        "title": "x",
        "type": "scheduled",
        "scheduled_at": stamp(time.time() + DAY),
        "duration_minutes": 45,
        "timezone": "Europe/Berlin",
    }
    begun = time.monotonic()
    for rule in (
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;COUNT=100000000",
        "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYSECOND=" + ",".join(map(str, range(60))),
        "FREQ=MONTHLY;BYDAY=MO,TU,WE;BYSETPOS=-1",
        "FREQ=DAILY\r\nATTENDEE:mailto:x@example.org",
        "A" * 60000,
    ):
        body = {**fields, "recurrence": rule}
        refused = tell(daemon, "POST", "/api/meeting/create/", body, host, status=422)
        assert (refused["code"], refused["field"]) == ("bad-field", "recurrence"), refused
    body = {**fields, "recurrence": "A" * 10_000_000}
    tell(daemon, "POST", "/api/meeting/create/", body, host, status=413)
    assert time.monotonic() - begun < 30
    assert daemon.end() == 0


TESTS = [
    a_year_of_dates_is_that_of_dateutil,
    the_end_of_a_date_is_not_the_end_of_the_series,
    changes_survive_a_restart,
    hostile_rules_are_refused_at_once,
]

if __name__ == "__main__":
    suite.main(TESTS)
