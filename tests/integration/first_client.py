# SPDX-License-Identifier: MIT
"""docs/first-client.md, block by block: what a stranger copies from it has to work as it stands."""
import json
import os
import re
import shutil
import subprocess

import suite
from lecternd import DEADLINE
from people import register_admin

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def blocks(language):
    with open(os.path.join(TOP, "docs/first-client.md"), encoding="utf-8") as page:
        return re.findall(rf"```{language}\n(.*?)```", page.read(), re.S)


def run(words, place, **more):
    done = subprocess.run(
        words,
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        cwd=place.folder,
        check=False,
        **more,
    )
    assert done.returncode == 0, f"{words}: {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


def the_shell_blocks_run_as_they_stand(place):
    if not shutil.which("jq"):
        raise suite.Skipped("no jq here")
    daemon = place.daemon()
    register_admin(daemon)
    bin_folder = os.path.join(place.folder, "bin")
    os.mkdir(bin_folder)
    with open(os.path.join(bin_folder, "lecternctl"), "w", encoding="utf-8") as script:
        socket = os.path.join(place.folder, "state/control.sock")
        script.write(f'#!/bin/sh\nexec {place.programs.lecternctl} --socket {socket} "$@"\n')
    os.chmod(script.name, 0o755)
    base = f"http://{daemon.ready['http'][0]}"
    text = "".join(blocks("sh")).replace("http://127.0.0.1:8080", base)
    printed = run(
        ["bash", "-eu", "-o", "pipefail", "-c", text],
        place,
        env={**os.environ, "PATH": bin_folder + ":" + os.environ["PATH"]},
    )
    decoder, answers = json.JSONDecoder(), []
    while printed.strip():
        answer, end = decoder.raw_decode(printed.lstrip())
        answers.append(answer)
        printed = printed.lstrip()[end:]
    assert answers[0]["user"]["name"] == "Tina Tutor" and answers[0]["expires_in"] == 900, answers
    assert answers[1]["join_url"].endswith("/j/" + answers[1]["code"]), answers
    assert (answers[2]["status"], answers[2]["code"]) == (401, "password-wrong"), answers
    assert (answers[3]["status"], answers[3]["role"]) == ("joined", "participant"), answers
    assert answers[4] == {"token_type": "Bearer", "expires_in": 900}, answers
    assert answers[5:] == ["left", "ended", 204], answers
    assert daemon.end() == 0


def the_program_prints_what_the_page_says(place):
    node = shutil.which("node")
    ws = os.path.join(TOP, "webui/node_modules/ws")
    if not node or not os.path.isdir(ws):
        raise suite.Skipped("no node with the web UI's packages here")
    daemon = place.daemon()
    register_admin(daemon)
    (program,) = blocks("js")
    # Debian 12's Node 18 has no WebSocket of its own.
    lend = f"import ws from {json.dumps(ws + '/wrapper.mjs')};\nglobalThis.WebSocket ??= ws;\n"
    path = os.path.join(place.folder, "client.mjs")
    with open(path, "w", encoding="utf-8") as file:
        file.write(lend + program)
    base = f"http://{daemon.ready['http'][0]}"
    printed = run([node, path, base, "ada@example.org", "correct horse battery"], place)
    (expected,) = blocks("text")
    assert printed == expected, printed
    assert daemon.end() == 0


TESTS = [the_shell_blocks_run_as_they_stand, the_program_prints_what_the_page_says]

if __name__ == "__main__":
    suite.main(TESTS)
