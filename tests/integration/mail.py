#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The mails that people get, through foreign mail servers and read by a foreign parser.

LECTERN_MAILS sets how many mails the bounded drain has (500).
"""
import json
import os
import re
import shutil
import signal
import sqlite3
import time

import certificate
import suite
from lecternd import DEADLINE
from mail_servers import Postfix, Scripted
from people import create_meeting, register_admin

MANY = int(os.environ.get("LECTERN_MAILS", "500"))


def need_aiosmtpd():
    try:
        import aiosmtpd  # noqa: F401
    except ImportError as missing:
        raise suite.Skipped("python3-aiosmtpd is not installed") from missing


def mail_section(place, port, made, login=True):
    text = f"""[mail]
url = "smtp://localhost:{port}"
from = "Example School <meet@example.org>"
ca_file = "{made.authority}"
"""
    if not login:
        return text
    with open(place.folder + "/mail.password", "w", encoding="utf-8") as out:
        out.write("an app password\n")
    return text + f'user = "meet@example.org"\npassword_file = "{place.folder}/mail.password"\n'


def scripted(place, more="", **how):
    need_aiosmtpd()
    made = certificate.make(place.folder)
    server = Scripted(made, **how)
    place.at_end(server.stop)
    daemon = place.daemon(place.config(mail_section(place, server.port, made) + more))
    return server, daemon


def bodies(mail):
    """The text and the HTML of a mail. What has a time has a calendar, too (calendars.py)."""
    if mail.get_content_type() == "multipart/mixed":
        mail = next(mail.iter_parts())
    assert mail.get_content_type() == "multipart/alternative"
    kinds = [part.get_content_type() for part in mail.iter_parts()]
    assert kinds in (
        ["text/plain", "text/html"],
        ["text/plain", "text/html", "text/calendar"],
    ), kinds
    text, html = (part.get_content() for part in list(mail.iter_parts())[:2])
    return text, html


def verify(server, daemon, address):
    """Opens the link of the mail that a registration causes."""
    text, _ = bodies(server.wait_for(address))
    token = re.search(r"/verify#token=(\S+)", text).group(1)
    status, _ = daemon.request("POST", "/api/auth/verify-email", {"token": token})
    assert status == 204, status


def wait_until(what, said):
    end = time.monotonic() + DEADLINE
    while not what():
        assert time.monotonic() < end, said
        time.sleep(0.05)


def mails_by(daemon, result):
    return daemon.metrics()[f'lectern_mails_total{{result="{result}"}}']


def every_kind_arrives_and_is_read(place):
    server, daemon = scripted(place)
    ada = register_admin(daemon)["access"]
    verify(server, daemon, "ada@example.org")
    first = server.to("ada@example.org")[0]
    assert first["From"].addresses[0].display_name == "Example School"
    assert first["From"].addresses[0].addr_spec == "meet@example.org"
    assert first["To"].addresses[0].display_name == "Ada"
    assert first["Auto-Submitted"] == "auto-generated" and first["Date"].datetime
    assert first["Message-ID"].endswith("@example.org>") and "List-Unsubscribe" not in first

    status, me = daemon.request(
        "PATCH", "/api/me", {"language": "de", "timezone": "Asia/Kolkata"}, ada
    )
    assert status == 200 and me["language"] == "de" and me["timezone"] == "Asia/Kolkata", me
    assert daemon.request("PATCH", "/api/me", {"language": "tlh"}, ada)[1]["field"] == "language"
    assert (
        daemon.request("PATCH", "/api/me", {"timezone": "Mars/Base"}, ada)[1]["field"] == "timezone"
    )

    title = "Übung \u202a«α & <β>» " + "x" * 60
    assert (
        daemon.request("POST", "/api/meeting/create/", {"title": title}, ada)[1]["field"] == "title"
    )
    title = title.replace("\u202a", "")
    meeting = create_meeting(
        daemon,
        ada,
        title=title,
        type="scheduled",
        scheduled_at="2030-03-04T09:00:00Z",
        duration_minutes=60,
        timezone="Europe/Berlin",
        invitees=["eve@example.net"],
    )
    invited = server.wait_for("eve@example.net")
    assert invited["Subject"] == "Einladung: " + title, invited["Subject"]
    assert invited["Content-Language"] == "de" and "Auto-Submitted" not in invited
    text, html = bodies(invited)
    assert "10:00 bis 11:00 Uhr (Europe/Berlin, UTC+01:00)" in text, text
    assert meeting["code"] in text and "&lt;β&gt;" in html and "<β>" not in html
    link = re.search(r"#invitation=(\S+)", text).group(1)
    status, shown = daemon.request("GET", f"/api/invitation/{link}/")
    assert status == 200 and shown["meeting"]["meeting_id"] == meeting["meeting_id"], shown

    path = f"/api/meeting/{meeting['meeting_id']}/"
    daemon.request("PATCH", path, {"scheduled_at": "2030-03-05T09:00:00Z"}, ada)
    changed = server.wait_for("eve@example.net", 2)
    assert changed["Subject"].startswith("Geändert: ") and "5. März 2030" in bodies(changed)[0]
    daemon.request("DELETE", path, None, ada)
    cancelled = server.wait_for("eve@example.net", 3)
    assert cancelled["Subject"].startswith("Abgesagt: ")
    ids = {mail["Message-ID"] for mail in server.to("eve@example.net")}
    assert len(ids) == 3, ids

    status, _ = daemon.request("POST", "/api/auth/password-reset", {"email": "ada@example.org"})
    assert status == 202
    reset = server.wait_for("ada@example.org", 2)
    token = re.search(r"/reset#token=(\S+)", bodies(reset)[0]).group(1)
    confirmed = daemon.request(
        "POST", "/api/auth/password-reset/confirm", {"token": token, "password": "tall green lamp"}
    )
    assert confirmed[0] == 204, confirmed
    assert server.logins and daemon.end() == 0
    return f"logins by {sorted(server.logins)}"


def reminders_end_by_one_click(place):
    server, daemon = scripted(place)
    ada = register_admin(daemon)["access"]
    soon = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 5 * 60 + 4))
    meeting = create_meeting(
        daemon,
        ada,
        type="scheduled",
        scheduled_at=soon,
        reminders=[5],
        invitees=["eve@example.net"],
    )
    assert meeting["reminders"] == [5], meeting
    reminder = server.wait_for("eve@example.net", 2)
    assert re.fullmatch(r"In \d minutes: Algebra", reminder["Subject"]), reminder["Subject"]
    # The links of this daemon are http, and only https may stand in the field of RFC 8058.
    assert "List-Unsubscribe" not in reminder
    link = re.search(r"/api/mail/unsubscribe/\S+", bodies(reminder)[0]).group(0)
    status, page = daemon.request("GET", link)
    assert status == 200 and "<form method=" in page, page
    rows = "SELECT reminders FROM meeting_invitations"
    database = sqlite3.connect(place.folder + "/state/lectern.db")
    assert database.execute(rows).fetchone() == (1,)
    assert daemon.request("POST", link)[0] == 200
    assert database.execute(rows).fetchone() == (0,)
    assert daemon.request("POST", link + "x")[0] == 404
    assert daemon.end() == 0
    return "GET changed nothing, POST did"


def a_refused_mail_waits_or_dies_and_the_operator_decides(place):
    server, daemon = scripted(place)
    ada = register_admin(daemon)["access"]
    server.wait_for("ada@example.org")
    server.rcpt_replies = {
        "grey@example.net": ["451 4.7.1 greylisted"],
        "gone@example.net": ["550 5.1.1 no such user"] * 2,
    }
    create_meeting(daemon, ada, invitees=["grey@example.net", "gone@example.net"])
    wait_until(lambda: mails_by(daemon, "dead") == 1, "no dead letter")
    wait_until(lambda: mails_by(daemon, "retry") == 1, "no retry")
    waiting = daemon.ctl_json("outbox", "list", "--state", "waiting")["entries"]
    assert len(waiting) == 1 and "greylisted" in waiting[0]["last_error"], waiting
    dead = daemon.ctl_json("outbox", "list", "--state", "dead")["entries"]
    assert len(dead) == 1 and "550 5.1.1" in dead[0]["last_error"], dead
    assert "token" not in daemon.ctl("outbox", "list", "--json")
    status, page = daemon.request("GET", "/api/admin/outbox/?state=dead", None, ada)
    assert status == 200 and page["entries"][0]["id"] == dead[0]["id"], page

    daemon.ctl("outbox", "retry", str(waiting[0]["id"]))
    server.wait_for("grey@example.net")
    daemon.ctl("outbox", "retry", str(dead[0]["id"]))
    wait_until(lambda: mails_by(daemon, "dead") == 2, "not tried again")
    daemon.ctl("outbox", "drop", str(dead[0]["id"]))
    assert daemon.ctl("outbox", "list") == "No mail waits.\n"
    assert "no such entry" in daemon.ctl("outbox", "drop", str(dead[0]["id"]), status=1)
    kinds = [e["kind"] for e in daemon.ctl_json("audit", "list")["entries"]]
    assert kinds[:3] == ["mail.dropped", "mail.retried", "mail.retried"], kinds
    assert daemon.end() == 0
    return "451 waits, 550 is dead"


def a_server_without_login_gets_no_mail(place):
    server, daemon = scripted(place, login=False)
    register_admin(daemon)
    series = "lectern_mail_server_troubles_total"
    wait_until(lambda: daemon.metrics()[series] >= 1, "no trouble is told")
    waiting = daemon.ctl_json("outbox", "list")["entries"]
    assert "login" in waiting[0]["last_error"], waiting
    assert waiting[0]["attempts"] == 0 and not server.mails
    assert daemon.end() == 0
    return "the mail waits"


def a_kill_loses_no_mail(place):
    server, daemon = scripted(place)
    ada = register_admin(daemon)["access"]
    server.wait_for("ada@example.org")
    people = [f"p{n}@example.net" for n in range(40)]
    server.arrived.clear()
    server.hold.clear()
    create_meeting(daemon, ada, invitees=people)
    assert server.arrived.wait(DEADLINE)
    daemon.end(signal.SIGKILL)
    server.hold.set()
    # The claims of the dead daemon end with their leases.
    database = sqlite3.connect(place.folder + "/state/lectern.db")
    with database:
        database.execute("UPDATE outbox SET due_at = 0 WHERE state = 'sending'")
    database.close()
    daemon = place.daemon(place.config(open_section(daemon)))
    for person in people:
        server.wait_for(person)
    wait_until(lambda: daemon.ctl("outbox", "list") == "No mail waits.\n", "the queue is not empty")
    twice = [person for person in people if len(server.to(person)) > 1]
    assert len(twice) <= 1, twice
    for person in twice:
        assert len({mail["Message-ID"] for mail in server.to(person)}) == 1
    assert daemon.end() == 0
    return f"40 mails, {len(twice)} arrived twice with the same Message-ID"


def open_section(daemon):
    """The [mail] section of the daemon's configuration."""
    with open(daemon.config, encoding="utf-8") as file:
        text = file.read()
    return text[text.index("[mail]") :]


def without_a_server_mails_are_dropped_and_counted(place):
    daemon = place.daemon(place.config())
    ada = register_admin(daemon)["access"]
    create_meeting(daemon, ada, invitees=["eve@example.net"])
    wait_until(lambda: mails_by(daemon, "no-server") == 2, "not counted")
    assert daemon.ctl("outbox", "list") == "No mail waits.\n"
    assert any("mails_dropped" in line for line in daemon.log), daemon.log
    assert daemon.end() == 0
    return "2 mails dropped"


def memory_of(daemon):
    with open(f"/proc/{daemon.process.pid}/status", encoding="utf-8") as file:
        return int(re.search(r"VmRSS:\s+(\d+)", file.read()).group(1))


def many_mails_drain_in_bounded_memory(place):
    server, daemon = scripted(place)
    ada = register_admin(daemon)["access"]
    server.wait_for("ada@example.org")
    meeting = create_meeting(daemon, ada)["meeting_id"]
    assert daemon.end() == 0
    database = sqlite3.connect(place.folder + "/state/lectern.db")
    now = time.time_ns() // 1000  # mails that wait for 30 days are swept
    with database:
        for n in range(MANY):
            invite = f"00000000-0000-4000-8000-{n:012d}"
            database.execute(
                "INSERT INTO meeting_invitations (id, meeting_id, email, status, created_at) "
                "VALUES (?, ?, ?, 'pending', 0)",
                (invite, meeting, f"p{n}@example.net"),
            )
            mail = {"template": "invitation", "what": "invite", "invite": invite}
            database.execute(
                "INSERT INTO outbox (kind, payload, created_at, due_at, subject) "
                "VALUES ('mail', ?, ?, 0, ?)",
                (json.dumps(mail), now, "invite:" + invite),
            )
    database.close()
    begin = time.monotonic()
    daemon = place.daemon(place.config(open_section(daemon)))
    wait_until(lambda: mails_by(daemon, "sent") > 100, "nothing is sent")
    early = memory_of(daemon)
    end = time.monotonic() + 20 * DEADLINE
    while mails_by(daemon, "sent") < MANY:
        assert time.monotonic() < end, "too slow"
        time.sleep(0.2)
    took, late = time.monotonic() - begin, memory_of(daemon)
    with server.lock:
        assert len({whom for whom, _ in server.mails}) == MANY + 1
    assert late - early < 8 * 1024, (early, late)
    assert daemon.end() == 0
    return f"{MANY} mails in {took:.1f} s, {late - early} KiB more memory at the end"


def a_real_mail_server_takes_them_by_starttls(place):
    if not shutil.which("postfix") and os.path.exists("/usr/sbin/postfix"):
        os.environ["PATH"] += ":/usr/sbin"
    suite.need("postfix")
    if os.geteuid() != 0:
        raise suite.Skipped("Postfix starts as root only")
    made = certificate.make(place.folder)
    server = Postfix(place.folder + "/postfix", made)
    place.at_end(server.stop)
    daemon = place.daemon(place.config(mail_section(place, server.port, made, login=False)))
    ada = register_admin(daemon)["access"]
    people = ["eve@example.net", "bob@example.net"]
    create_meeting(daemon, ada, title="Algèbre", invitees=people)
    mails = server.wait_for_mails(2)
    assert {m["To"].addresses[0].addr_spec for m in mails} == set(people)
    for mail in mails:
        assert mail["Subject"] == "Invitation: Algèbre"
        assert "ESMTPS" in mail["Received"], mail["Received"]
        text, html = bodies(mail)
        assert "Algèbre" in text and "Algèbre" in html
    # ada@example.org is not of its domain: Postfix relays for nobody.
    wait_until(lambda: mails_by(daemon, "dead") == 1, "Postfix relayed")
    dead = daemon.ctl_json("outbox", "list", "--state", "dead")["entries"]
    assert "Relay access denied" in dead[0]["last_error"], dead
    assert daemon.end() == 0
    return "2 mails by TLS"


TESTS = [
    every_kind_arrives_and_is_read,
    reminders_end_by_one_click,
    a_refused_mail_waits_or_dies_and_the_operator_decides,
    a_server_without_login_gets_no_mail,
    a_kill_loses_no_mail,
    without_a_server_mails_are_dropped_and_counted,
    many_mails_drain_in_bounded_memory,
    a_real_mail_server_takes_them_by_starttls,
]

if __name__ == "__main__":
    suite.main(TESTS)
