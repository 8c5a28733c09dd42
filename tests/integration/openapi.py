# SPDX-License-Identifier: MIT
"""The OpenAPI document of a running daemon, judged by foreign programs: a validator from npm, and
Python's jsonschema, which also judges every answer that the other suites get (answers.py)."""
import json
import os
import subprocess
import urllib.request

import suite
from answers import Answers
from people import create_meeting, register_admin

HERE = os.path.dirname(os.path.abspath(__file__))


def fetch(daemon, tag=None):
    """(status, ETag, body) of the document."""
    headers = {"If-None-Match": tag} if tag else {}
    url = f"http://{daemon.ready['http'][0]}/api/openapi.json"
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
            return answer.status, answer.headers["ETag"], answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers["ETag"], error.read()


def validate(path):
    return subprocess.run(
        ["node", os.path.join(HERE, "openapi", "validate.mjs"), path],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def a_foreign_validator_takes_the_document(place):
    suite.need("node")
    if not os.path.isdir(os.path.join(HERE, "openapi", "node_modules")):
        raise suite.Skipped("tests/integration/openapi/node_modules: run scripts/npm_ci.sh there")
    daemon = place.daemon()
    status, _, text = fetch(daemon)
    assert status == 200, status
    path = os.path.join(place.folder, "openapi.json")
    with open(path, "wb") as out:
        out.write(text)
    judged = validate(path)
    assert judged.returncode == 0, judged.stdout + judged.stderr
    # The judge can say no.
    document = json.loads(text)
    del document["info"]["title"]
    with open(path, "w", encoding="utf-8") as out:
        json.dump(document, out)
    assert validate(path).returncode == 1
    return f"{len(document['paths'])} paths, {len(text)} bytes"


def a_client_that_has_the_document_gets_304(place):
    daemon = place.daemon()
    status, tag, text = fetch(daemon)
    assert status == 200 and tag and text, (status, tag)
    assert fetch(daemon, tag) == (304, tag, b"")
    assert fetch(daemon, '"another"')[0] == 200


def an_undocumented_answer_is_noticed(place):
    daemon = place.daemon()
    answers = Answers.of(daemon)
    if answers is None:
        raise suite.Skipped("python3-jsonschema is not installed")
    token = register_admin(daemon)["access"]
    meeting = create_meeting(daemon, token)
    good = ("GET", f"/api/meeting/{meeting['code']}/", 200, meeting)
    assert answers.judge(*good) is None
    assert "undocumented" in answers.judge(*good[:2], 418, meeting)
    assert answers.judge(*good[:3], {**meeting, "present": "many"})
    assert answers.judge(*good[:3], {**meeting, "surprise": 1})
    assert answers.judge(*good[:3], {k: v for k, v in meeting.items() if k != "code"})
    assert answers.judge("GET", "/api/meetings", 200, {"meetings": [{}], "next_cursor": None})


TESTS = [
    a_foreign_validator_takes_the_document,
    a_client_that_has_the_document_gets_304,
    an_undocumented_answer_is_noticed,
]

if __name__ == "__main__":
    suite.main(TESTS)
