# SPDX-License-Identifier: MIT
"""The loads: what is asked, by whom, and the goals of the project against Django."""
import json
import random
from dataclasses import dataclass, field

REQUESTS = 20_000  # different ones of a load, before the first comes again
READS, WRITES = ">= 20", ">= 5"


@dataclass
class Load:
    name: str
    goal: str
    make: object  # (server, school, number) -> method, path, person, body
    rate: int = 0  # requests a second; 0: as many as the server answers
    results: dict = field(default_factory=dict)  # "server, store, transport" -> a result a round


def site(server, school, n):
    return "GET", "/api/site", None, None


def meeting(server, school, n):
    j = n * 7919 % school.meetings
    return "GET", f"/api/meeting/{school.meeting(j)}/", school.host(j), None


def meetings(server, school, n):
    return "GET", "/api/meetings/?limit=20", n * 7919 % school.people, None


def participants(server, school, n):
    j = n * 7919 % school.meetings
    return (
        "GET",
        f"/api/meeting/{school.meeting(j)}/participants/?history=1",
        school.host(j),
        None,
    )


def join(server, school, n):
    """Each request joins somebody else: people who have no seat in the meeting yet."""
    count = school.open_meetings()
    j = school.open_meeting(n % count)
    return "POST", f"/api/meeting/join/{school.meeting(j)}/", school.guest_of(j, n // count), {}


def join_later(server, school, n):
    return join(server, school, n + 3 * REQUESTS)


def create(server, school, n):
    return "POST", "/api/meeting/create/", n * 7919 % school.people, server.create_body


def plan():
    return [
        Load("site, no token", READS, site),
        Load("one meeting", READS, meeting),
        Load("own meetings, 20 of them", READS, meetings),
        Load("attendance of a meeting", READS, participants),
        Load("join", WRITES, join),
        Load("create", WRITES, create),
        Load("join, 500 a second", "p99 < 25 ms", join_later, rate=500),
    ]


def write_requests(load, server, school, path):
    """Whole HTTP/1.1 requests, each with a zero byte after it. Each person has an address of their
    own, because limits count by address."""
    tokens = {}
    numbers = list(range(REQUESTS))
    random.Random(1).shuffle(numbers)
    with open(path, "w", encoding="ascii", newline="") as out:
        for n in numbers:
            method, where, person, body = load.make(server, school, n)
            lines = [f"{method} {where} HTTP/1.1", "Host: localhost"]
            i = person if person is not None else n % school.people
            lines.append(f"X-Forwarded-For: 10.{i >> 16 & 255}.{i >> 8 & 255}.{i & 255}")
            if person is not None:
                if person not in tokens:
                    tokens[person] = server.token(school, person)
                lines.append(f"Authorization: Bearer {tokens[person]}")
            text = ""
            if body is not None:
                text = json.dumps(body)
                lines += ["Content-Type: application/json", f"Content-Length: {len(text)}"]
            out.write("\r\n".join(lines) + "\r\n\r\n" + text + "\0")
