#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Prints random rules with their occurrences as python-dateutil and Python's zones compute them.

  tests/vectors/recurrence/make.py [SEED] > tests/vectors/recurrence/dateutil.json

dateutil computes the local dates. Those that the zone's clocks skip are left out and not counted;
of a time that occurs twice, the first is taken (fold=0). The years have passed, so that new laws do
not change them.
"""
import json
import random
import sys
from datetime import datetime, timedelta, timezone
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/Sao_Paulo",
    "Africa/Cairo",
    "Asia/Kathmandu",
    "Europe/Dublin",
    "Antarctica/Troll",
    "UTC",
]
DAYS = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
SHOWN, ROWS, NEWEST = 12, 400, 2026


def moment(local, zone):
    """The time in UTC, or None where the clocks skip the local time."""
    at = local.replace(tzinfo=zone).astimezone(timezone.utc)
    return at if at.astimezone(zone).replace(tzinfo=None) == local else None


def weekly(pick):
    parts = ["FREQ=WEEKLY"]
    if pick.random() < 0.7:
        parts.append("BYDAY=" + ",".join(pick.sample(DAYS, pick.randint(1, 4))))
    if pick.random() < 0.3:
        parts.append("WKST=" + pick.choice(DAYS))
    return parts


def monthly(pick):
    kind = pick.randrange(3)
    day = [f"BYMONTHDAY={pick.randint(1, 31)}", f"BYDAY={pick.choice([1, 2, 3, 4, 5, -1])}"][:kind]
    if kind == 2:
        return ["FREQ=MONTHLY", day[1] + pick.choice(DAYS)]
    return ["FREQ=MONTHLY", *day]


def yearly(pick):
    month = pick.randint(1, 12)
    day = [
        [],
        [f"BYMONTH={month}"],
        [f"BYMONTH={month}", f"BYMONTHDAY={pick.randint(1, 28)}"],
        ["BYMONTH=2", "BYMONTHDAY=29"],
        [f"BYMONTH={month}", f"BYDAY={pick.choice([1, 2, 3, 4, 5, -1])}{pick.choice(DAYS)}"],
    ]
    return ["FREQ=YEARLY", *pick.choice(day)]


def vector(pick):
    zone_name = pick.choice(ZONES)
    zone = ZoneInfo(zone_name)
    start = datetime(2008, 1, 1) + timedelta(days=pick.randrange(3000))
    # Half of the times lie in the hours in which clocks change.
    start += timedelta(minutes=15 * (pick.randrange(0, 16) if pick.random() < 0.5 else 40))
    kinds = [lambda p: ["FREQ=DAILY"], weekly, monthly, yearly]
    parts = pick.choices(kinds, weights=[2, 4, 4, 2])[0](pick)
    if pick.random() < 0.5:
        parts.append(f"INTERVAL={pick.choice([2, 2, 3, 4, 13])}")
    # A series begins with a date of its rule.
    start = next(rrulestr(";".join(parts), dtstart=start).xafter(start, inc=True), None)
    if start is None or start.year >= NEWEST or moment(start, zone) is None:
        return None
    dates = rrulestr(";".join(parts), dtstart=start).xafter(start, inc=True)
    times = [at for date in islice(dates, SHOWN + 40) if (at := moment(date, zone))]
    times = [at for at in times if at.year < NEWEST]
    end = pick.choice(["", "", "count", "until", "local"])
    if end and len(times) > SHOWN:
        length = pick.randint(2, SHOWN)
        last = times[length - 1]
        if end == "count":
            parts.append(f"COUNT={length}")
        elif end == "until":
            parts.append(f"UNTIL={last:%Y%m%dT%H%M%SZ}")
        else:
            parts.append(f"UNTIL={last.astimezone(zone):%Y%m%dT%H%M%S}")
        times = times[:length]
    else:
        end = ""
        times = times[:SHOWN]
    return {
        "rule": ";".join(parts),
        "zone": zone_name,
        "start": f"{start:%Y%m%dT%H%M%S}",
        "ends": bool(end),
        "times": [f"{at:%Y-%m-%dT%H:%M:%SZ}" for at in times],
    }


def main():
    pick = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 1)
    rows = filter(None, iter(lambda: vector(pick), ""))
    lines = [json.dumps(row, separators=(",", ":")) for row in islice(rows, ROWS)]
    print("[\n" + ",\n".join(lines) + "\n]")


main()
