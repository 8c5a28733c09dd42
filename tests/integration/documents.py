# SPDX-License-Identifier: MIT
"""The examples of docs/messages.md, docs/older-stack.md and docs/objects.md: each is what the
programs really say."""
import glob
import json
import os
import re
import time

import suite
from lecternd import DEADLINE, endpoint
from people import create_meeting, guest_token, joined_socket, register_admin
from turn_client import Client
from wires import UdpWire

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def examples(name):
    """The JSON values of a page's code blocks, in order; a block may hold several."""
    with open(os.path.join(TOP, "docs", name), encoding="utf-8") as page:
        text = "\n".join(re.findall(r"```json\n(.*?)```", page.read(), re.S))
    decoder, values = json.JSONDecoder(), []
    while text := text.lstrip():
        value, end = decoder.raw_decode(text)
        values.append(value)
        text = text[end:]
    return values


def shape(value):
    """The value with the name of its type in place of each text, number and boolean.

    Lists keep their elements.
    """
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [shape(inner) for inner in value]
    return type(value).__name__


def messages_are_the_vectors(_place):
    vectors, types = [], set()
    for path in glob.glob(os.path.join(TOP, "tests/vectors/signaling/*.json")):
        with open(path, encoding="utf-8") as file:
            vectors.extend(json.load(file)["valid"])
        side, kind = os.path.basename(path)[:-5].split("-", 1)
        if kind != "any":
            types.add((side, kind))
    shown = examples("messages.md")
    for example in shown:
        assert example in vectors, example
    # A client names a target and the daemon a sender, so the types of both sides are shown.
    assert {kind for _, kind in types} == {example["type"] for example in shown}
    assert len(shown) >= len(types), (len(shown), len(types))


def the_older_stack_is_its_vectors(_place):
    with open(os.path.join(TOP, "tests/vectors/older_stack.json"), encoding="utf-8") as file:
        rows = [row for part in json.load(file).values() if isinstance(part, list) for row in part]
    known = [row[side] for row in rows for side in ("older", "own") if side in row]
    shown = examples("older-stack.md")
    assert len(shown) >= 5, len(shown)
    for example in shown:
        assert example in known, example


def failed_mail(daemon, token):
    """An entry of the outbox, when its mail server was not there."""
    end = time.monotonic() + DEADLINE
    while True:
        entries = daemon.request("GET", "/api/admin/outbox/", token=token)[1]["entries"]
        failed = [entry for entry in entries if entry["last_error"]]
        if failed:
            return failed[0]
        assert time.monotonic() < end, entries
        time.sleep(0.05)


def webhook_and_attempt(daemon, token):
    """A webhook to an address to which none may go."""
    body = {"url": "https://127.0.0.1/", "events": ["meeting.started", "meeting.ended"]}
    made = daemon.request("POST", "/api/webhooks/", body, token)[1]
    path = f"/api/webhooks/{made['webhook_id']}/"
    shown = daemon.request("GET", path, token=token)[1]
    assert daemon.request("POST", path + "test/", {}, token)[0] == 202
    end = time.monotonic() + DEADLINE
    while True:
        tried = daemon.request("GET", path + "deliveries/", token=token)[1]["deliveries"]
        if tried:
            return shown, tried[0]
        assert time.monotonic() < end, "no attempt"
        time.sleep(0.05)


def calendar_feed(daemon, token):
    assert daemon.request("POST", "/api/calendar/reset", {}, token)[0] == 200
    return daemon.request("GET", "/api/calendar", token=token)[1]


def overview(daemon, token):
    """With the part of the example, and one name of the certificate."""
    answer = daemon.request("GET", "/api/admin/overview/", token=token)[1]
    answer["parts"] = [part for part in answer["parts"] if part["name"] == "disk"]
    answer["certificate"]["names"] = answer["certificate"]["names"][:1]
    return answer


def charts(daemon, token):
    """Its first minute is not over: as if one sample were there."""
    answer = daemon.request("GET", "/api/admin/charts/", token=token)[1]
    assert all(value == [] for value in answer.values() if isinstance(value, list)), answer
    lists = [name for name, value in answer.items() if isinstance(value, list)]
    assert len(lists) == 7, lists
    return {**answer, **{name: [0] for name in lists}, "requests_per_second": [0.5]}


def allocation(daemon, seat, token):
    """A session of the relay, of whoever has the seat."""
    (server,) = [one for one in seat["ice_servers"] if one["urls"][0].startswith("turn")]
    wire = UdpWire(endpoint(daemon.ready["turn"][0]))
    client = Client(wire, server["username"].encode(), server["credential"].encode())
    client.allocate()
    answer = daemon.request("GET", "/api/admin/allocations/", token=token)[1]
    (one,) = answer["allocations"]
    assert one["person"] == "Sam", one
    path = f"/api/admin/allocations/{one['id']}/"
    assert daemon.request("DELETE", path, token=token)[0] == 204
    assert daemon.request("DELETE", path, token=token)[0] == 404
    client.close()
    return {**one, "email": "as an account has one"}


def settings(daemon, token):
    answer = daemon.request("GET", "/api/admin/settings/", token=token)[1]
    return {**answer, "settings": answer["settings"][:1]}


def objects_have_the_fields_of_the_answers(place):
    nobody = '[mail]\nurl = "smtp://127.0.0.1:9"\nfrom = "meet@example.org"\n'
    nobody += '[cluster]\nregion = "eu-west"\n'
    daemon = place.daemon(place.config(nobody))
    tokens = register_admin(daemon)
    token = tokens["access"]
    soon = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 86400))
    later = create_meeting(
        daemon,
        token,
        type="scheduled",
        scheduled_at=soon,
        duration_minutes=45,
        timezone="Europe/Berlin",
        recurrence="FREQ=WEEKLY;COUNT=10",
    )
    path = f"/api/meeting/{later['code']}/occurrences/?limit=1"
    _, dates = daemon.request("GET", path)
    meeting = create_meeting(daemon, token, password="open sesame")
    guest = guest_token(daemon, meeting, "Sam")
    path = f"/api/meeting/join/{meeting['code']}/"
    _, seat = daemon.request("POST", path, {"password": "open sesame"}, guest)
    assert seat["participant_id"], seat
    _socket, _ = joined_socket(daemon, seat["token"], meeting["code"])
    _, site = daemon.request("GET", "/api/admin/nodes/", token=token)
    path = "/api/admin/meetings/?state=live"
    _, live = daemon.request("GET", path, token=token)
    path = f"/api/meeting/{meeting['code']}/participants/"
    _, participants = daemon.request("GET", path, token=guest)
    exam = create_meeting(daemon, token, access="approval")
    visitor = guest_token(daemon, exam, "Sam")
    path = f"/api/meeting/join/{exam['code']}/"
    _, pending = daemon.request("POST", path, {"message": "It is me"}, visitor)
    assert pending["status"] == "pending", pending
    path = f"/api/meeting/{exam['code']}/join-requests/"
    _, asked = daemon.request("GET", path, token=token)
    path = f"/api/meeting/{exam['code']}/invite/"
    body = {"emails": ["sam@example.org"], "message": "Bring your homework"}
    _, invited = daemon.request("POST", path, body, token)
    soon = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 3600))
    path = f"/api/meeting/{meeting['code']}/bans/"
    body = {"participant_id": seat["participant_id"], "reason": "noise", "until": soon}
    _, ban = daemon.request("POST", path, body, token)
    made = {"name": "nightly export", "scopes": ["meetings:read"]}
    status, api_token = daemon.request("POST", "/api/me/tokens/", made, token)
    assert status == 201, api_token
    assert daemon.request("GET", "/api/meetings/", token=api_token["token"])[0] == 200
    answers = [
        tokens["user"],
        tokens,
        daemon.request("GET", "/api/admin/users/", token=token)[1]["users"][0],
        daemon.request("GET", "/api/me/sessions/", token=token)[1]["sessions"][0],
        daemon.request("GET", "/api/me/tokens/", token=token)[1]["tokens"][0],
        later,
        dates["occurrences"][0],
        seat,
        daemon.request("GET", "/api/ice-servers", token=token)[1],
        participants["participants"][0],
        asked["join_requests"][0],
        invited["invitations"][0],
        daemon.request("GET", "/api/notifications/", token=token)[1]["notifications"][0],
        calendar_feed(daemon, token),
        ban,
        site["nodes"][0],
        overview(daemon, token),
        charts(daemon, token),
        live["meetings"][0],
        allocation(daemon, seat, token),
        settings(daemon, token),
        failed_mail(daemon, token),
        *webhook_and_attempt(daemon, token),
        daemon.request("GET", "/api/admin/audit/?kind=participant.banned", token=token)[1][
            "entries"
        ][0],
        daemon.request("POST", "/api/auth/register", {"email": "x"})[1],
        daemon.request("GET", "/api/site")[1],
        daemon.request("GET", "/health")[1],
    ]
    shown = examples("objects.md")
    assert len(shown) == len(answers), len(shown)
    for example, answer in zip(shown, answers):
        assert shape(example) == shape(answer), (shape(example), shape(answer))
    assert daemon.end() == 0


TESTS = [
    messages_are_the_vectors,
    the_older_stack_is_its_vectors,
    objects_have_the_fields_of_the_answers,
]

if __name__ == "__main__":
    suite.main(TESTS)
