#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes docs/metrics.md from the text of /metrics on standard input. The integration suite
`prometheus` compares the two; LECTERN_WRITE=1 lets it write the page instead.

  curl -s http://127.0.0.1:9641/metrics | scripts/metrics_table.py
"""
import re
import sys

HEAD = """# Metrics

Every metric of `/metrics` ([operations.md](operations.md#looking-at-the-daemon)), as the program
itself describes it; a test compares. Labels are in braces. Metrics of parts that are not
configured (PostgreSQL, mails, Google Calendar, other nodes, the session log) are missing.
[operations.md](operations.md) explains the important ones, [runbooks.md](runbooks.md) what to do
when an alert fires.

No label has a name, an address or a text of a stranger's: the number of series is the same with one
call and with a thousand.
"""
AREAS = [
    (
        "The daemon",
        ("lectern_build", "lectern_ready", "lectern_start", "lectern_stalled", "process_"),
    ),
    ("Connections", ("lectern_front", "lectern_tls", "lectern_certificate")),
    ("Pages and API", ("lectern_http", "lectern_limited", "lectern_workers", "lectern_hashing")),
    ("Signaling", ("lectern_signaling", "lectern_seats", "lectern_sessions")),
    ("Calls, as the clients report them", ("lectern_call", "lectern_connection_ratings")),
    ("The relay", ("lectern_turn", "lectern_stun", "lectern_host")),
    ("The store", ("lectern_store",)),
    ("Several nodes", ("lectern_cluster",)),
    ("Mails, webhooks, calendars", ("lectern_mail", "lectern_webhook", "lectern_google")),
]


def families(text):
    """{name: (type, help, labels in their order)}"""
    found, name = {}, None
    for line in text.splitlines():
        if line.startswith("# HELP "):
            _, _, name, said = line.split(" ", 3)
            found[name] = ["", said, []]
        elif line.startswith("# TYPE "):
            found[name][0] = line.rsplit(" ", 1)[1]
        elif line:
            for label in re.findall(r'[{,](\w+)="', line):
                if label not in found[name][2] and label != "le":
                    found[name][2].append(label)
    return found


def row(name, kind, said, labels):
    shown = name + ("{" + ",".join(labels) + "}" if labels else "")
    return f"| `{shown}` | {kind} | {said.rstrip('.')} |"


def page(text):
    rest, parts = families(text), [HEAD]
    for title, prefixes in AREAS:
        mine = sorted(name for name in rest if name.startswith(prefixes))
        rows = [row(name, *rest.pop(name)) for name in mine]
        if rows:
            parts.append("\n".join([f"## {title}\n", "| metric | type | meaning |", "|---|---|---|"]
                                   + rows) + "\n")
    if rest:
        raise ValueError(f"metrics without an area, add one to AREAS: {', '.join(sorted(rest))}")
    return "\n".join(parts)


if __name__ == "__main__":
    sys.stdout.write(page(sys.stdin.read()))
