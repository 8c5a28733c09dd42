#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Firefox as a judge: calls with camera, microphone and a data channel through the real daemon's
relay.

The calls may use only the relay, over turn:udp, turn:tcp, and turns: on the TURN port and on the
one TLS port. (Chromium's calls are in tests/e2e.)
"""
import json
import os

import certificate
import firefox
import suite
from lecternd import endpoint

COUNT, LEAST = 50, 10  # messages; pictures and audio packets
CALL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "judges", "call.js")


class Shared:
    def __init__(self, place):
        if not firefox.find():
            raise suite.Skipped("no Firefox here")
        suite.need("certutil")
        pem = certificate.make(place.folder)
        self.daemon = place.daemon(
            place.config(
                f'[tls]\ncertificate = "{pem.certificate}"\nkey = "{pem.key}"\n',
                turn="""
users = { alice = "wonderland" }
tls_listen = ["127.0.0.1:0"]
""",
            )
        )
        self.firefox = firefox.Firefox(place.folder, pem.authority)
        place.at_end(self.firefox.end)
        with open(CALL, encoding="utf-8") as script:
            self.script = script.read()

    def call(self, scheme, listener, transport):
        port = endpoint(self.daemon.ready[listener][0])[1]
        # By name, as a real one: turns: with an address in its URL never gets through Firefox's own
        # check of the certificate.
        host = "localhost" if scheme == "turns" else "127.0.0.1"
        server = {
            "urls": f"{scheme}:{host}:{port}?transport={transport}",
            "username": "alice",
            "credential": "wonderland",
        }
        self.firefox.visit(
            f"http://{self.daemon.ready['http'][0]}/livez"
        )  # any page from a trusted origin
        return self.firefox.run(
            f"{self.script}\nrelayedCall({json.dumps(server)}, {COUNT}, {LEAST})"
        )


# RFC 8656 11: Firefox sends all its media in Send indications
def a_call_is_relayed(shared, scheme, listener, transport, protocol):
    seen = shared.call(scheme, listener, transport)
    assert (
        seen["echoed"] == COUNT and seen["frames"] >= LEAST and seen["audioPackets"] >= LEAST
    ), seen
    assert (seen["local"], seen["remote"], seen["protocol"]) == ("relay", "relay", protocol), seen
    return (
        f"      {seen['echoed']} messages, {seen['frames']} pictures, "
        f"{seen['audioPackets']} audio packets over {seen['protocol']}"
    )


TESTS = suite.rows(
    a_call_is_relayed,
    {
        "turn-udp": ("turn", "turn", "udp", "udp"),
        "turn-tcp": ("turn", "turn", "tcp", "tcp"),
        "turns": ("turns", "turn_tls", "tcp", "tls"),
        "turns-one-port": ("turns", "https", "tcp", "tls"),
    },
)

if __name__ == "__main__":
    suite.main(TESTS, together=Shared)
