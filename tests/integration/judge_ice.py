#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Independent ICE implementations as judges: aioice and libnice from Debian, werift and libjuice
(node-datachannel) from npm.

In each run two agents that may use only relayed candidates meet through the real daemon, and data
goes there and back.
"""
import os
import re
import shutil
import subprocess

import certificate
import suite
from lecternd import endpoint

JUDGES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "judges")
COUNT = 50


class Shared:
    def __init__(self, place):
        self.certificate = certificate.make(place.folder)
        self.daemon = place.daemon(
            place.config(
                f'[tls]\ncertificate = "{self.certificate.certificate}"\n'
                f'key = "{self.certificate.key}"\n',
                turn="""
users = { alice = "wonderland" }
tls_listen = ["127.0.0.1:0"]
""",
            )
        )

    def run(self, interpreter, program, leg):
        host, port = endpoint(self.daemon.ready["turn_tls" if leg == "tls" else "turn"][0])
        environment = {
            **os.environ,
            "SSL_CERT_FILE": self.certificate.authority,
            "NODE_EXTRA_CA_CERTS": self.certificate.authority,
        }
        done = subprocess.run(
            [
                interpreter,
                os.path.join(JUDGES, program),
                host,
                str(port),
                leg,
                "alice",
                "wonderland",
                str(COUNT),
            ],
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
            env=environment,
        )
        everything = rf"^{COUNT} of {COUNT} echoed, relay(ed)?/relay(ed)?$"
        assert done.returncode == 0 and re.search(everything, done.stdout, re.M), (
            done.stdout + done.stderr
        )
        return "      " + done.stdout.strip()


def debian_module(statement):
    if (
        subprocess.run(
            ["/usr/bin/python3", "-c", statement], capture_output=True, check=False
        ).returncode
        != 0
    ):
        raise suite.Skipped(f"Debian's python cannot `{statement}`")


# RFC 8656 12: ChannelBind without a permission before it
def aioice_pair(shared, leg):
    debian_module("import aioice")
    return shared.run("/usr/bin/python3", "aioice_pair.py", leg)


# RFC 8656 9: CreatePermission, Send indications, then channels
def libnice_pair(shared, leg):
    debian_module("import gi; gi.require_version('Nice', '0.1'); from gi.repository import Nice")
    return shared.run("/usr/bin/python3", "libnice_pair.py", leg)


def node_judge(shared, program, leg):
    suite.need("node")
    if not os.path.isdir(os.path.join(JUDGES, "node_modules")):
        raise suite.Skipped(
            "tests/integration/judges/node_modules is not there "
            "(scripts/npm_ci.sh tests/integration/judges)"
        )
    return shared.run(shutil.which("node"), program, leg)


def patiently(shared, program, leg, pairs=3):
    """Repeats a pair that reports its own failure; the last pair gives the verdict.

    If the machine stops a process for a second, werift's DTLS over TCP fails and libjuice stays in
    its checks. That happens beside coturn's relay as often as beside this one.
    """
    stuck = ""
    for _ in range(pairs - 1):
        try:
            return stuck + node_judge(shared, program, leg)
        except AssertionError as failed:
            if "the judge stood still" not in str(failed):
                raise
            stuck += f"      {str(failed).strip()}\n"
    return stuck + node_judge(shared, program, leg)


def werift_pair(shared, leg):
    return patiently(shared, "werift_pair.mjs", leg)


# RFC 8489 9.2: the long-term credentials of libjuice
def libjuice_pair(shared, leg):
    return patiently(shared, "libjuice_pair.mjs", leg)


TESTS = [
    *suite.rows(aioice_pair, {"udp": ("udp",), "tcp": ("tcp",), "tls": ("tls",)}),
    *suite.rows(libnice_pair, {"udp": ("udp",), "tcp": ("tcp",)}),
    *suite.rows(werift_pair, {"udp": ("udp",), "tcp": ("tcp",), "tls": ("tls",)}),
    *suite.rows(libjuice_pair, {"udp": ("udp",)}),
]

if __name__ == "__main__":
    suite.main(TESTS, together=Shared, jobs=4)
