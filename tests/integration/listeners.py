#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Listeners over one carrier, peers on the relay's own address, and names without a user."""
import base64
import hashlib
import hmac
import os
import socket
import subprocess
import time

import stun
import suite
from echo import Echo
from lecternd import endpoint, run_check_config
from people import register_admin
from turn_client import Client
from wires import StreamWire, UdpWire

SECRET = "a secret of sixteen characters"
TURN = f'users = {{ alice = "wonderland" }}\nsecrets = ["{SECRET}"]\nchallenge_rate = 0\n'
OWN = "127.0.0.1"  # the relay's address
RELAY_PORTS = "20000-20999"  # the kernel gives none of these to a socket that asks for any


def udp_port_beside_tcp(place):
    """A port of the web's TCP listener that is free for UDP, as 443 is for QUIC."""
    for _ in range(50):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp, socket.socket(
            socket.AF_INET, socket.SOCK_DGRAM
        ) as udp:
            tcp.bind((OWN, 0))
            port = tcp.getsockname()[1]
            try:
                udp.bind((OWN, port))
            except OSError:
                continue
            return port
    raise suite.Skipped("no port is free for both")


def udp_stands_beside_the_web_on_one_port(place):
    port = udp_port_beside_tcp(place)
    daemon = place.daemon(
        place.config(
            listen=f'address = "{OWN}:{port}"',
            turn=TURN,
            turn_listen=f'["{OWN}:0", "udp:{OWN}:{port}", "tcp:{OWN}:0"]',
        )
    )
    both, udp, tcp = daemon.ready["turn"]
    assert udp == f"udp:{OWN}:{port}" and tcp.startswith("tcp:"), daemon.ready
    # TURN over UDP and pages over TCP, on the same number
    alice = Client(UdpWire((OWN, port)))
    alice.allocate()
    assert alice.refresh(0).kind == stun.SUCCESS
    assert daemon.request("GET", "/health")[0] == 200
    over_tcp = Client(StreamWire(endpoint(tcp[4:])))
    over_tcp.allocate()
    assert over_tcp.refresh(0).kind == stun.SUCCESS
    # The other carrier of each is closed.
    deaf = Client(UdpWire(endpoint(tcp[4:])), patience=0.3)
    assert deaf.challenge() is None
    # Clients get the URLs of what is there, and no others.
    token = register_admin(daemon)["access"]
    servers = daemon.request("GET", "/api/ice-servers", token=token)[1]["ice_servers"]
    urls = [url for server in servers for url in server["urls"]]
    assert f"turn:{OWN}:{port}?transport=udp" in urls, urls
    assert f"turn:{OWN}:{port}?transport=tcp" not in urls, urls
    assert f"turn:{tcp[4:]}?transport=tcp" in urls, urls
    assert f"turn:{tcp[4:]}?transport=udp" not in urls, urls
    assert f"turn:{both}?transport=udp" in urls and f"turn:{both}?transport=tcp" in urls, urls
    # lecternctl takes each way to the relay.
    said = daemon.ctl("turn", "test")
    assert f"{OWN}:{port}" in said, said
    assert daemon.end() == 0


def a_media_server_on_the_relays_own_address(place):
    bridge = Echo(place, OWN)
    port = bridge.address[1]
    daemon = place.daemon(
        place.config(turn=TURN + f'relay_ports = "{RELAY_PORTS}"\nallow_peers = ["{OWN}:{port}"]\n')
    )
    alice = Client(UdpWire(endpoint(daemon.ready["turn"][0])))
    alice.allocate()
    assert alice.permit(bridge.address).kind == stun.SUCCESS
    alice.send(bridge.address, b"hello")
    assert alice.received() == ("data", bridge.address, b"hello")
    assert alice.bind(0x4000, bridge.address).kind == stun.SUCCESS
    alice.send_on(0x4000, b"again")
    assert alice.received() == ("channel", 0x4000, b"again")
    # Our own listeners stay closed, and so does every other port.
    for closed in (endpoint(daemon.ready["http"][0]), (OWN, 22), (OWN, 3478)):
        assert alice.bind(0x4001, closed).code == 403, closed
    assert daemon.end() == 0


def own_ports_that_must_stay_closed_are_refused(place):
    for entry, part in (
        (f"{OWN}:20100", "lies in relay_ports"),
        (f"{OWN}:9641", "on which this daemon listens"),
    ):
        text = place.config(
            turn=TURN + f'relay_ports = "{RELAY_PORTS}"\nallow_peers = ["{entry}"]\n'
        ).replace('[metrics]\nlisten = "127.0.0.1:0"', '[metrics]\nlisten = "127.0.0.1:9641"')
        status, log = place.failing_daemon(text)
        assert status == 1 and part in log, log


def without_ports_an_own_address_is_told_to_be_idle(place):
    daemon = place.daemon(place.config(turn=TURN + f'allow_peers = ["{OWN}"]\n'))
    daemon.wait_for_log("peers_without_effect")
    assert f"{OWN}:FIRST-LAST" in "\n".join(daemon.log)
    alice = Client(UdpWire(endpoint(daemon.ready["turn"][0])))
    alice.allocate()
    assert alice.bind(0x4000, (OWN, 10000)).code == 403
    assert daemon.end() == 0


def a_name_may_be_its_expiry_alone(place):
    daemon = place.daemon(place.config(turn=TURN + "user_quota = 1\n"))
    expiry = int(time.time()) + 600

    def outcome(name):
        password = base64.b64encode(hmac.new(SECRET.encode(), name.encode(), hashlib.sha1).digest())
        client = Client(UdpWire(endpoint(daemon.ready["turn"][0])), name.encode(), password)
        place.at_end(client.close)
        answer = client.ask(stun.ALLOCATE, (stun.REQUESTED_TRANSPORT, stun.transport(stun.UDP)))
        return answer.code or "success"

    for person in range(2):
        for name in (f"{expiry + person}", f"{expiry + person}:"):
            assert [outcome(name), outcome(name)] == ["success", 486], name
    assert outcome(f"somebody:{expiry}") == 401
    assert outcome(f"{expiry - 1200}") == 401
    users = {s["user"] for s in daemon.ctl_json("turn", "sessions")["sessions"]}
    assert f"{expiry}" in users and f"{expiry}:" in users, users
    assert daemon.end() == 0


def certificate_files(folder):
    def openssl(*words):
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "k.pem", "-out", "c.pem",
            "-days", "30", "-subj", "/CN=x")  # fmt: skip
    openssl("pkcs8", "-topk8", "-v2", "aes256", "-passout", "pass:x", "-in", "k.pem",
            "-out", "enc.pem")  # fmt: skip
    openssl("x509", "-in", "c.pem", "-outform", "der", "-out", "c.der")


def the_check_refuses_what_the_start_refuses(place):
    certificate_files(place.folder)

    def said(certificate, key):
        text = place.config(
            extra=f'[tls]\ncertificate = "{place.folder}/{certificate}"\n'
            f'key = "{place.folder}/{key}"\n',
            turn=TURN,
        )
        path = os.path.join(place.folder, "check.toml")
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        done = run_check_config(place.programs, path)
        if done.returncode == 0:
            return ""
        status, log = place.failing_daemon(text)
        assert status == 1 and "right" not in done.stdout
        complaint = done.stderr.strip().splitlines()[-1]
        # The log quotes the sentence.
        assert complaint.split(";")[0].replace('"', '\\"') in log, (complaint, log)
        return complaint

    assert said("c.pem", "k.pem") == ""
    assert "No such file or directory" in said("none.pem", "k.pem")
    assert "No such file or directory" in said("c.pem", "none.pem")
    assert "has a password; to mend it: openssl pkey" in said("c.pem", "enc.pem")
    assert "is DER, not PEM; to mend it: openssl x509" in said("c.der", "k.pem")
    assert "holds no certificate, but a private key" in said("k.pem", "c.pem")


TESTS = [
    udp_stands_beside_the_web_on_one_port,
    a_media_server_on_the_relays_own_address,
    own_ports_that_must_stay_closed_are_refused,
    without_ports_an_own_address_is_told_to_be_idle,
    a_name_may_be_its_expiry_alone,
    the_check_refuses_what_the_start_refuses,
]

if __name__ == "__main__":
    suite.main(TESTS)
