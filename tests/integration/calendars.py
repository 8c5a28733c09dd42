#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Calendars: of invitations and of the feed, read by foreign parsers (icalendar of Python, ical.js
of npm), and the answers of mail programs, handed over as a mail server does it."""
import json
import os
import re
import subprocess
import time
import urllib.error
import urllib.request

import suite
from mail import scripted, wait_until
from people import create_meeting, register_admin

HERE = os.path.dirname(os.path.abspath(__file__))
JUDGES = os.path.join(HERE, "judges")
REPLIES = 'replies = "rsvp@meet.example.org"\n'


def at_school(place, more=""):
    """A mail server, a daemon, and the token of its first account."""
    server, daemon = scripted(place, more=more)
    return server, daemon, register_admin(daemon)["access"]


def read_by_python(text):
    try:
        import icalendar
    except ImportError as missing:
        raise suite.Skipped("python3-icalendar is not installed") from missing
    calendar = icalendar.Calendar.from_ical(text)
    for component in calendar.walk():
        assert not component.errors, component.errors
    return calendar


def read_by_ical_js(place, text):
    suite.need("node")
    if not os.path.isdir(os.path.join(JUDGES, "node_modules", "ical.js")):
        raise suite.Skipped("tests/integration/judges/node_modules: run scripts/npm_ci.sh there")
    path = os.path.join(place.folder, "calendar.ics")
    with open(path, "wb") as out:
        out.write(text)
    done = subprocess.run(
        ["node", os.path.join(JUDGES, "read_calendar.mjs"), path],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def calendar_of(mail):
    """The calendar of a mail: the same bytes twice, as mail programs want it."""
    assert mail.get_content_type() == "multipart/mixed", mail.get_content_type()
    alternatives, file = mail.iter_parts()
    kinds = [part.get_content_type() for part in alternatives.iter_parts()]
    assert kinds == ["text/plain", "text/html", "text/calendar"], kinds
    part = list(alternatives.iter_parts())[2]
    assert part.get_content_disposition() is None
    text = part.get_payload(decode=True)
    assert file.get_content_type() == "application/ics" and file.get_filename() == "invite.ics"
    assert file.get_payload(decode=True) == text
    assert b"\r\r" not in text and text.count(b"\n") == text.count(b"\r\n")
    calendar = read_by_python(text)
    assert part["Content-Type"].params["method"] == str(calendar["METHOD"])
    return text, calendar


def events_of(calendar):
    return calendar.walk("VEVENT")


def invitations_are_read_by_foreign_programs(place):
    server, daemon, ada = at_school(place, REPLIES)
    meeting = create_meeting(
        daemon,
        ada,
        title="Übung; mit, Komma\\",
        type="scheduled",
        scheduled_at="2030-03-04T09:00:00Z",
        duration_minutes=45,
        timezone="Europe/Berlin",
        invitees=["eve@example.net"],
    )
    text, calendar = calendar_of(server.wait_for("eve@example.net"))
    (event,) = events_of(calendar)
    assert str(event["UID"]) == meeting["meeting_id"] and str(calendar["METHOD"]) == "REQUEST"
    assert str(event["SUMMARY"]) == "Übung; mit, Komma\\", event["SUMMARY"]
    assert event["DTSTART"].dt.isoformat() == "2030-03-04T09:00:00+00:00"
    assert event["DTEND"].dt.isoformat() == "2030-03-04T09:45:00+00:00"
    assert str(event["ATTENDEE"]) == "mailto:eve@example.net"
    assert event["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert re.fullmatch(r"mailto:rsvp\+[0-9a-f]{52}@meet.example.org", str(event["ORGANIZER"]))
    read = read_by_ical_js(place, text)
    assert read["method"] == "REQUEST" and read["events"][0]["summary"] == str(event["SUMMARY"])

    path = f"/api/meeting/{meeting['meeting_id']}/"
    daemon.request("PATCH", path, {"scheduled_at": "2030-03-05T09:00:00Z"}, ada)
    _, changed = calendar_of(server.wait_for("eve@example.net", 2))
    daemon.request("DELETE", path, None, ada)
    _, cancelled = calendar_of(server.wait_for("eve@example.net", 3))
    numbers = [int(events_of(one)[0]["SEQUENCE"]) for one in (calendar, changed, cancelled)]
    assert numbers[0] < numbers[1] < numbers[2], numbers
    assert str(cancelled["METHOD"]) == "CANCEL"
    assert str(events_of(cancelled)[0]["STATUS"]) == "CANCELLED"
    assert {str(events_of(one)[0]["UID"]) for one in (changed, cancelled)} == {
        meeting["meeting_id"]
    }
    assert daemon.end() == 0
    return f"SEQUENCE {numbers}"


def a_series_keeps_its_hour_over_the_change_of_the_clocks(place):
    server, daemon, ada = at_school(place)
    series = create_meeting(
        daemon,
        ada,
        type="scheduled",
        scheduled_at="2030-03-18T09:00:00Z",
        duration_minutes=60,
        timezone="Europe/Berlin",
        recurrence="FREQ=WEEKLY;COUNT=5",
        invitees=["eve@example.net"],
    )
    expected = [
        "2030-03-18T09:00:00.000Z",
        "2030-03-25T09:00:00.000Z",
        "2030-04-01T08:00:00.000Z",  # summer time has begun
        "2030-04-08T08:00:00.000Z",
        "2030-04-15T08:00:00.000Z",
    ]
    text, calendar = calendar_of(server.wait_for("eve@example.net"))
    read = read_by_ical_js(place, text)
    assert read["events"][0]["starts"] == expected, read
    assert len(calendar.walk("VTIMEZONE")) == 1

    path = f"/api/meeting/{series['meeting_id']}/?scope=this&occurrence="
    status, told = daemon.request(
        "PATCH", path + "2030-04-01T08:00:00Z", {"scheduled_at": "2030-04-01T12:00:00Z"}, ada
    )
    assert status == 200, told
    text, _ = calendar_of(server.wait_for("eve@example.net", 2))
    (moved,) = read_by_ical_js(place, text)["events"]
    assert moved["recurrence_id"] == expected[2] and not moved["starts"], moved
    assert moved["start"] == "2030-04-01T12:00:00.000Z"
    daemon.request("DELETE", path + "2030-04-08T08:00:00Z", None, ada)
    text, calendar = calendar_of(server.wait_for("eve@example.net", 3))
    assert b"RRULE:FREQ=WEEKLY" not in text and str(calendar["METHOD"]) == "CANCEL"

    # Who is invited now gets all of it at once.
    invite = f"/api/meeting/{series['meeting_id']}/invite/"
    daemon.request("POST", invite, {"emails": ["bob@example.net"]}, ada)
    text, _ = calendar_of(server.wait_for("bob@example.net"))
    first = read_by_ical_js(place, text)["events"][0]
    assert first["starts"] == expected[:2] + ["2030-04-01T12:00:00.000Z"] + expected[4:], first
    assert daemon.end() == 0
    return f"{len(expected)} dates as ical.js finds them"


def reply_to(calendar, partstat, attendee="EVE@example.net"):
    """What a mail program sends, made by Python's icalendar."""
    import icalendar

    (event,) = events_of(calendar)
    answer = icalendar.Calendar()
    answer.add("prodid", "-//Example//Mail//EN")
    answer.add("version", "2.0")
    answer.add("method", "REPLY")
    own = icalendar.Event()
    own.add("uid", str(event["UID"]))
    own.add("dtstamp", event["DTSTAMP"].dt)
    own.add("sequence", int(event["SEQUENCE"]))
    person = icalendar.vCalAddress("MAILTO:" + attendee)
    person.params["PARTSTAT"] = icalendar.vText(partstat)
    own.add("attendee", person, encode=0)
    answer.add_component(own)
    from email.message import EmailMessage

    mail = EmailMessage()
    mail["From"] = attendee
    mail["To"] = str(event["ORGANIZER"]).removeprefix("mailto:")
    mail["Subject"] = partstat
    mail.set_content("I am there.\n")
    mail.add_alternative(answer.to_ical(), maintype="text", subtype="calendar", cte="base64")
    return mail.as_string()


def mail_programs_answer_through_the_pipe(place):
    server, daemon, ada = at_school(place, REPLIES)
    meeting = create_meeting(
        daemon,
        ada,
        type="scheduled",
        scheduled_at="2030-03-04T09:00:00Z",
        invitees=["eve@example.net"],
    )
    mail = server.wait_for("eve@example.net")
    _, calendar = calendar_of(mail)
    organizer = str(events_of(calendar)[0]["ORGANIZER"])
    assert mail["Reply-To"].addresses[0].addr_spec == organizer.removeprefix("mailto:")

    def status():
        path = f"/api/meeting/{meeting['meeting_id']}/invite/"
        return daemon.request("GET", path, None, ada)[1]["invitations"][0]["status"]

    said = daemon.ctl("mail", "reply", stdin=reply_to(calendar, "ACCEPTED"))
    assert said.startswith("accepted: ") and status() == "accepted", said
    said = daemon.ctl("mail", "reply", stdin=reply_to(calendar, "DECLINED"))
    assert status() == "declined", said

    # What is no answer of this guest is dropped, and the mail server is rid of it.
    stranger = reply_to(calendar, "ACCEPTED", "mallory@example.net")
    without_token = re.sub(r"rsvp\+\w+@", "rsvp@", reply_to(calendar, "ACCEPTED"))
    for hostile in (stranger, without_token, "Subject: x\n\nhello\n", "", "x" * 600_000):
        said = daemon.ctl("mail", "reply", stdin=hostile)
        assert said.startswith("ignored: "), said
    assert status() == "declined"
    # The address of the envelope is enough, where a list or a rule has rewritten the mail.
    said = daemon.ctl(
        "mail", "reply", "--recipient", organizer.removeprefix("mailto:"), stdin=without_token
    )
    assert status() == "accepted", said
    assert daemon.end() == 0
    daemon.ctl("mail", "reply", stdin=reply_to(calendar, "ACCEPTED"), status=75)
    return "accepted, declined, 5 ignored, tried later without a daemon"


def fetch(url, tag=None, method="GET"):
    request = urllib.request.Request(
        url, headers={"If-None-Match": tag} if tag else {}, method=method
    )
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def the_feed_is_read_by_foreign_programs(place):
    daemon = place.daemon(place.config())
    ada = register_admin(daemon)["access"]

    def at(days):
        return time.strftime("%Y-%m-%dT10:00:00Z", time.gmtime(time.time() + days * 86400))

    single = create_meeting(daemon, ada, type="scheduled", scheduled_at=at(2))
    series = create_meeting(
        daemon,
        ada,
        title="Greek",
        type="scheduled",
        scheduled_at=at(3),
        duration_minutes=45,
        timezone="America/New_York",
        recurrence="FREQ=WEEKLY",
    )
    create_meeting(daemon, ada, title="Far", type="scheduled", scheduled_at=at(500))
    status, made = daemon.request("POST", "/api/calendar/reset", {}, ada)
    assert status == 200, made
    url = f"http://{daemon.ready['http'][0]}" + re.search(r"/api/calendar/.*", made["url"]).group(0)
    status, headers, text = fetch(url)
    assert status == 200 and headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert headers["Cache-Control"] == "private, max-age=900"
    calendar = read_by_python(text)
    uids = {str(event["UID"]) for event in events_of(calendar)}
    assert uids == {single["meeting_id"], series["meeting_id"]}, uids
    assert len(calendar.walk("VALARM")) == 2 and b"ATTENDEE" not in text
    read = read_by_ical_js(place, text)
    assert len([e for e in read["events"] if len(e["starts"]) == 10]) == 1, read
    assert fetch(url, headers["ETag"])[0] == 304
    status, head, empty = fetch(url, method="HEAD")
    assert status == 200 and head["ETag"] == headers["ETag"] and not empty
    daemon.request("PATCH", f"/api/meeting/{single['meeting_id']}/", {"title": "New"}, ada)
    assert fetch(url, headers["ETag"])[0] == 200
    daemon.request("DELETE", "/api/calendar", None, ada)
    assert fetch(url)[0] == 404
    assert daemon.end() == 0
    return f"{len(text)} bytes"


def ten_thousand_invitations_are_queued_quickly(place):
    """By real requests: 200 of 50 addresses each. The rate of one account would be the limit, so
    ten teachers share the work."""
    nobody = '[mail]\nurl = "smtp://127.0.0.1:9"\nfrom = "meet@example.org"\n'
    daemon = place.daemon(place.config(nobody))
    ada = register_admin(daemon)["access"]
    teachers = [ada]
    for n in range(9):
        invitation = daemon.request("POST", "/api/admin/invitations/", {}, ada)[1]["invitation"]
        status, tokens = daemon.request(
            "POST",
            "/api/auth/register",
            {
                "email": f"t{n}@example.org",
                "name": f"T{n}",
                "password": f"tall green lamp {n}",
                "invitation": invitation,
            },
        )
        assert status == 201, tokens
        teachers.append(tokens["access"])
    took = 0.0
    for n, token in enumerate(teachers):
        for part in range(2):
            room = create_meeting(
                daemon, token, type="scheduled", scheduled_at="2030-03-04T09:00:00Z"
            )
            path = f"/api/meeting/{room['meeting_id']}/invite/"
            for block in range(10):
                emails = [f"p{n}-{part}-{block}-{i}@example.net" for i in range(50)]
                begin = time.monotonic()
                status, told = daemon.request("POST", path, {"emails": emails}, token)
                took += time.monotonic() - begin
                assert status == 200, told.get("code")
    waiting = daemon.metrics()
    wait_until(lambda: daemon.metrics()['lectern_mail_queue{state="waiting"}'] >= 10_000, waiting)
    assert daemon.end() == 0
    return f"10,000 invitations by 200 requests in {took:.2f} s"


TESTS = [
    invitations_are_read_by_foreign_programs,
    a_series_keeps_its_hour_over_the_change_of_the_clocks,
    mail_programs_answer_through_the_pipe,
    the_feed_is_read_by_foreign_programs,
    ten_thousand_invitations_are_queued_quickly,
]

if __name__ == "__main__":
    suite.main(TESTS)
