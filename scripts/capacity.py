#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What a site needs: computes relay traffic, processor time and memory for a number of people
(docs/scaling.md). What the relay costs comes from the newest result in bench/results; the other
costs are those of bench/README.md, and a test looks for them there.

  scripts/capacity.py --people 1000 --meeting 8 --relayed 0.2
  scripts/capacity.py --people 300 --meeting 300 --lecture --speakers 2 --json
"""
import argparse
import glob
import json
import math
import os
import statistics
import sys

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# Microseconds of a processor and bytes, over TLS, of bench/README.md: (value, the row there).
MEASURED = {
    "connect_us": (589, "connect and `auth`: us"),
    "join_us": (481, "`join`, written to the store: us"),
    "message_us": (37.1, "relay, 64 in flight: us a message"),
    "chat_us": (10.5, "chat in rooms of 48: us a receiver"),
    "session_bytes": (31.7 * 1024, "KiB a session, 1000 in pairs"),
}
# The loads of the relay's bench that are like calls: sound comes as single packets of many clients,
# pictures as bursts of long ones.
SOUND = "channels, down, 1000 clients, 200 bytes, single"
PICTURE = "channels, down, 10 clients, 1200 bytes, bursts of 8"
HELD = "10000 allocations held"
BASE_BYTES = 120 << 20  # a daemon with nobody in it, with its libraries and the store's cache
SOUND_PACKETS, SOUND_BYTES = 50, 120  # a second, and of each: Opus in 20 ms
PICTURE_BYTES = 1100  # of a packet
# Messages of the two clients until a link of a call is there: offer, answer and candidates.
MESSAGES_OF_A_LINK = 24
USABLE = 0.6  # of a processor or a network card; the rest is for peaks


def relay_costs(folder=os.path.join(TOP, "bench/results")):
    """{load: median of lecternd's runs} of the newest result."""
    path = sorted(glob.glob(os.path.join(folder, "relay-*.json")))[-1]
    with open(path, encoding="utf-8") as file:
        result = json.load(file)
    costs = {"of": os.path.basename(path), "machine": result["about"]["processor"]}
    for load in result["loads"]:
        runs = [run[load["metric"]] for run in load["runs"]["lecternd"] if load["metric"] in run]
        if runs:
            costs[load["load"]] = statistics.median(runs)
    return costs


def links_of(meeting, speakers):
    """Links of a meeting, and how many senders of pictures and sound a link has on average. In a
    lecture, listeners have links to the speakers only, and only the speakers send."""
    if speakers is None:
        return meeting * (meeting - 1) / 2, 2
    among = speakers * (speakers - 1) / 2
    others = speakers * max(meeting - speakers, 0)
    total = among + others
    return total, (2 * among + others) / total if total else 0


def estimate(people, meeting, relayed, picture_kbit, minutes, speakers=None, costs=None):
    """All figures of a site at its busiest moment."""
    costs = costs or relay_costs()
    rooms = people / meeting
    links, senders = links_of(meeting, speakers)
    links *= rooms
    streams = links * relayed * senders  # each goes once through the relay
    pictures = picture_kbit * 1000 / 8 / PICTURE_BYTES
    packets = streams * (SOUND_PACKETS + pictures)
    bits = streams * (SOUND_PACKETS * SOUND_BYTES * 8 + picture_kbit * 1000)
    relay_us = streams * (SOUND_PACKETS * costs[SOUND] + pictures * costs[PICTURE])
    # A pair of browsers needs one allocation that works; both ask for one before they know.
    allocations = min(people, people * relayed + links * relayed)
    arrival = people / (minutes * 60)
    node_us = arrival * (MEASURED["connect_us"][0] + MEASURED["join_us"][0])
    node_us += links / (minutes * 60) * MESSAGES_OF_A_LINK * MEASURED["message_us"][0]
    node_us += people / 60 * (meeting - 1) * MEASURED["chat_us"][0] / 10  # a line each ten minutes
    return {
        "people": people,
        "meetings": math.ceil(rooms),
        "links": round(links),
        "relayed_links": round(links * relayed),
        "relay_mbit_each_way": bits / 1e6,
        "relay_packets": packets,
        "relay_processors": relay_us / 1e6,
        "relay_allocations": round(allocations),
        "relay_bytes": BASE_BYTES + allocations * costs[HELD],
        "node_processors": node_us / 1e6,
        "node_bytes": BASE_BYTES + people * MEASURED["session_bytes"][0],
        "costs_of": costs["of"],
    }


def machines(site, cores, gbit):
    """How many machines the relay and the nodes need, and what decides."""
    by = {
        "processors": site["relay_processors"] / (cores * USABLE),
        "network": site["relay_mbit_each_way"] / (gbit * 1000 * USABLE),
        "ports": site["relay_allocations"] / 12000,
    }
    limit = max(by, key=by.get)
    relays = math.ceil(by[limit])
    nodes = math.ceil(site["node_processors"] / USABLE)  # one thread serves the WebSockets
    together = site["relay_processors"] + site["node_processors"]
    one_box = relays <= 1 and nodes <= 1 and together <= cores * USABLE
    return {"one_box": one_box, "relays": max(relays, 1), "nodes": max(nodes, 1), "limit": limit}


def text(site, need):
    gb = 1 << 30
    place = (
        "one machine carries all of it"
        if need["one_box"]
        else f"nodes: {need['nodes']}, relays: {need['relays']} (by {need['limit']})"
    )
    return f"""people, meetings       {site['people']}, {site['meetings']}
links, relayed         {site['links']}, {site['relayed_links']}
relayed traffic        {site['relay_mbit_each_way']:.0f} Mbit/s in, as much out
relayed packets        {site['relay_packets']:.0f} a second
relay                  {site['relay_processors']:.2f} processors, {site['relay_allocations']} \
allocations, {site['relay_bytes'] / gb:.2f} GiB
signaling and API      {site['node_processors']:.2f} processors while all arrive, \
{site['node_bytes'] / gb:.2f} GiB
what it takes          {place}
costs of               {site['costs_of']} and bench/README.md
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--people", type=int, required=True, help="in meetings at one time")
    parser.add_argument("--meeting", type=int, default=8, help="people in one meeting")
    parser.add_argument("--relayed", type=float, default=0.2, help="share of links, 0 to 1")
    parser.add_argument("--picture", type=float, default=600, help="kbit/s of a sent picture")
    parser.add_argument("--minutes", type=float, default=5, help="in which all of them arrive")
    parser.add_argument("--lecture", action="store_true", help="only speakers send")
    parser.add_argument("--speakers", type=int, default=1, help="of a lecture")
    parser.add_argument("--cores", type=int, default=4, help="of one machine")
    parser.add_argument("--gbit", type=float, default=1, help="of its network, each way")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    if not (given.people > 0 and 2 <= given.meeting <= 1000 and 0 <= given.relayed <= 1):
        parser.error("people from 1, a meeting of 2 to 1000, a relayed share of 0 to 1")
    if min(given.minutes, given.cores, given.gbit, given.speakers) <= 0 or given.picture < 0:
        parser.error("minutes, cores, gbit and speakers are more than 0, a picture is not less")
    speakers = min(given.speakers, given.meeting) if given.lecture else None
    site = estimate(
        given.people, min(given.meeting, max(given.people, 2)), given.relayed, given.picture,
        given.minutes, speakers,
    )  # fmt: skip
    need = machines(site, given.cores, given.gbit)
    if given.json:
        print(json.dumps({**site, **need}, indent=1))
    else:
        sys.stdout.write(text(site, need))


if __name__ == "__main__":
    main()
