#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""examples/load: Artillery sends a few guests into a meeting of a real daemon, and all of them come
in, talk and leave. Not a part of `make test`, because Artillery's packages take 460 MB: the suite
`load` of `make test-all` runs it."""
import json
import os
import subprocess

import suite
from lecternd import DEADLINE
from people import create_meeting, register_admin

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FOLDER = os.path.join(TOP, "examples/load")
PEOPLE = 5


def need_artillery():
    program = FOLDER + "/node_modules/artillery/bin/run"
    if not os.path.exists(program):
        raise suite.Skipped("scripts/npm_ci.sh examples/load has not run")
    return program


def guests_come_talk_and_leave(place):
    program = need_artillery()
    daemon = place.daemon()
    admin = register_admin(daemon)["access"]
    meeting = create_meeting(daemon, admin, access="public", max_participants=20)
    report = place.folder + "/report.json"
    done = subprocess.run(
        ["node", program, "run", "artillery.yml", "-o", report],
        cwd=FOLDER,
        env={
            **os.environ,
            "LECTERN_URL": "http://" + daemon.ready["http"][0],
            "LECTERN_CODE": meeting["code"],
            "LECTERN_PEOPLE": str(PEOPLE),
            "LECTERN_SECONDS": "2",
            "LECTERN_STAY": "1",
            "ARTILLERY_DISABLE_TELEMETRY": "true",
        },
        capture_output=True,
        text=True,
        timeout=4 * DEADLINE,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    with open(report, encoding="utf-8") as file:
        counters = json.load(file)["aggregate"]["counters"]
    assert counters["lectern.joined"] == counters["lectern.left"] == PEOPLE, counters
    assert counters["vusers.failed"] == 0, counters
    assert daemon.end() == 0


def k6_reads_its_script(_place):
    """k6 cannot be had from Debian; Node at least parses the module."""
    with open(FOLDER + "/k6.js", encoding="utf-8") as script:
        done = subprocess.run(
            ["node", "--input-type=module", "--check"],
            stdin=script, capture_output=True, text=True, timeout=DEADLINE, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr


suite.main([guests_come_talk_and_leave, k6_reads_its_script])
