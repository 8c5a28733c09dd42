#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The JSON Schema of the signaling messages: the daemon serves it, it is a schema, and it says of
every vector what the daemon and the web client say of it."""
import glob
import json
import os
import urllib.request

import suite
from signaling_frames import HERE, SCHEMA, Draft202012Validator, Frames

# Texts of which the daemon wants a character that shows, which a schema cannot say.
BEYOND = {"chat", "groups", "moderate", "reaction"}


def vectors():
    for path in sorted(glob.glob(os.path.join(HERE, "..", "vectors", "signaling", "*.json"))):
        with open(path, encoding="utf-8") as file:
            yield json.load(file)


def need_judge():
    if Draft202012Validator is None:
        raise suite.Skipped("python3-jsonschema is missing")
    return Frames.known()


def the_daemon_serves_the_schema(place):
    frames = need_judge()
    Draft202012Validator.check_schema(frames.schema)
    daemon = place.daemon()
    url = f"http://{daemon.ready['http'][0]}/api/signaling.schema.json"
    with urllib.request.urlopen(url) as answer:
        assert answer.headers["Content-Type"] == "application/schema+json", answer.headers
        tag, text = answer.headers["ETag"], answer.read()
    with open(SCHEMA, "rb") as file:
        assert text == file.read()
    try:
        urllib.request.urlopen(urllib.request.Request(url, headers={"If-None-Match": tag}))
        raise AssertionError("the same tag got the schema again")
    except urllib.error.HTTPError as error:
        assert error.code == 304, error.code
    return f"{len(text)} bytes"


def it_judges_the_vectors_as_both_sides_do(_):
    frames = need_judge()
    taken = refused = beyond = 0
    kinds = set()
    for vector in vectors():
        side = vector["direction"]
        for frame in vector["valid"]:
            wrong = frames.judge(side, frame)
            assert not wrong, (wrong, frame)
            kinds.add(f"{side}.{frame['type']}")
            taken += 1
        for case in vector.get("invalid", []):
            frame = case.get("frame")
            if frame is None or case["error"] != "bad-field":
                continue
            if frames.judge(side, frame):
                refused += 1
            else:
                beyond += 1
                assert frame["type"] in BEYOND, ("taken", frame)
    described = {name for name in frames.schema["$defs"] if "." in name}
    assert described == kinds, described ^ kinds
    assert beyond <= 6, beyond
    return f"{taken} taken, {refused} refused, {beyond} beyond a schema"


def each_message_is_listed_once(_):
    frames = need_judge()
    for side in ("client", "server"):
        listed = frames.schema["$defs"][side.capitalize() + "Message"]["anyOf"]
        names = [entry["$ref"].rsplit("/", 1)[1] for entry in listed]
        described = [name for name in frames.schema["$defs"] if name.startswith(side + ".")]
        assert names == described, (names, described)


def the_worked_examples_are_messages(_):
    frames = need_judge()
    path = os.path.join(HERE, "..", "..", "docs", "conversations.md")
    with open(path, encoding="utf-8") as file:
        lines = [line for line in file if line.startswith(("→ ", "← "))]
    for line in lines:
        side = "client" if line.startswith("→") else "server"
        wrong = frames.judge(side, json.loads(line[2:]))
        assert not wrong, f"{wrong}: {line}"
    assert len(lines) > 50, len(lines)
    return f"{len(lines)} messages"


TESTS = [
    the_worked_examples_are_messages,
    the_daemon_serves_the_schema,
    it_judges_the_vectors_as_both_sides_do,
    each_message_is_listed_once,
]

if __name__ == "__main__":
    suite.main(TESTS)
