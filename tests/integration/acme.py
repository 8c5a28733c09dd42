#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Certificates by ACME: `lecternctl tls` with Debian's uacme, and Debian's Pebble as the authority.

  tests/integration/acme.py LECTERND LECTERNCTL [NAME...]
"""
import base64
import hashlib
import http.server
import json
import os
import stat
import subprocess
import threading
import time

import certificate
import suite
from authority import Authority, acme_handshake, describe, served_by
from lecternd import DEADLINE, connect, trusting_nobody
from networks import need_own_network
from people import create_meeting, register_admin
from websocket import WebSocket

NAME = "meet.lectern.test"
OTHER = "www.lectern.test"
TOKEN = "evaGxfADs6pSRb2LAv9IZf17Dt3juxGJ-PCt92wr_oA"
DIGEST = base64.urlsafe_b64encode(hashlib.sha256(b"x").digest()).rstrip(b"=").decode()


def start(place, **authority):
    """A daemon with a public name, and an authority that asks it."""
    need_own_network()
    suite.need("uacme", "pebble", "pebble-challtestsrv", "openssl")
    text = place.config(
        listen='address = "127.0.0.1:0"\n[[listen]]\naddress = "127.0.0.1:0"\n'
        "redirect_to_https = true"
    ).replace("[site]", f'[site]\npublic_url = "https://{NAME}"', 1)
    daemon = place.daemon(text)
    http_port, tls_port = (
        int(daemon.ready[kind][0].rsplit(":", 1)[1]) for kind in ("redirect", "https")
    )
    return daemon, Authority(place, http_port, tls_port, **authority)


def order(daemon, authority, *words, status=0):
    return daemon.ctl(
        "tls", "acme", "--email", "admin@lectern.test", "--server", authority.directory,
        "--agree", *words, status=status,
    )  # fmt: skip


def get(address, path, tls=None):
    """(status, body) of a request with nothing special about it."""
    with connect(address, tls) as sock:
        sock.sendall(f"GET {path} HTTP/1.1\r\nHost: {NAME}\r\n\r\n".encode())
        received = b""
        while part := sock.recv(65536):
            received += part
    head, body = received.split(b"\r\n\r\n", 1)
    return int(head.split(b" ", 2)[1]), body.decode()


def public_key(der):
    text = describe(der)
    return text[text.index("pub:") : text.index("ASN1 OID")]


def mode(path):
    return stat.S_IMODE(os.stat(path).st_mode)


def a_certificate_in_one_command(place, challenge):
    daemon, authority = start(place)
    before = served_by(daemon.ready["https"][0])
    said = order(daemon, authority, "--challenge", challenge)
    assert f"- {NAME}" in said or NAME in said, said
    assert "Nothing renews it by itself here" in said or "lectern-acme.timer" in said, said
    # Served at once, by the same process, and by new connections only.
    der = served_by(daemon.ready["https"][0])
    assert der != before
    text = describe(der)
    assert "Pebble Intermediate CA" in text and f"DNS:{NAME}" in text, text
    assert daemon.process.poll() is None
    state = place.folder + "/state/"
    assert mode(state + "acme.key") == 0o600 and mode(state + "acme.pem") == 0o644
    assert mode(state + "acme") == 0o700 and mode(state + "acme/hook") == 0o700
    assert mode(state + "acme/order.json") == 0o600
    shown = daemon.ctl_json("tls", "status")
    assert shown["names"] == [NAME] and shown["origin"] == "acme", shown
    assert shown["issuer"].startswith("Pebble Intermediate CA"), shown
    assert shown["valid_from"] < shown["renewal"] < shown["expires"], shown
    assert shown["challenge"] == challenge and shown["last_error"] is None, shown
    # Nothing of the order is left to be asked for.
    assert acme_handshake(daemon.ready["https"][0], NAME) is None
    assert daemon.metrics()['lectern_front_connections_total{kind="challenge"}'] > 0
    # It is served after a restart, too.
    assert daemon.end() == 0
    again = place.daemon(open(daemon.config, encoding="utf-8").read())
    assert served_by(again.ready["https"][0]) == der
    assert again.end() == 0


def several_names_are_one_certificate(place):
    daemon, authority = start(place)
    order(daemon, authority, "--name", NAME, "--name", OTHER.upper())
    text = describe(served_by(daemon.ready["https"][0]))
    assert f"DNS:{NAME}" in text and f"DNS:{OTHER}" in text, text
    assert sorted(daemon.ctl_json("tls", "status")["names"]) == [NAME, OTHER]


def a_renewal_cuts_no_conversation(place):
    daemon, authority = start(place)
    order(daemon, authority)
    address = daemon.ready["https"][0]
    first = served_by(address)
    token = register_admin(daemon)["access"]
    meeting = create_meeting(daemon, token)
    ws = WebSocket(connect(address, trusting_nobody()), address)
    ws.send(type="auth", token=token)
    ws.until("welcome")
    ws.send(type="join", meetingId=meeting["code"])
    ws.until("joined")
    # Not due: nothing is ordered.
    daemon.ctl("tls", "renew")
    assert served_by(address) == first
    daemon.ctl("tls", "renew", "--force")
    second = served_by(address)
    assert second != first
    ws.send(type="ping")
    ws.until("pong")
    assert authority.status_of(first) == "Valid"
    assert authority.status_of(second) == "Valid"


def a_certificate_is_renewed_when_a_third_is_left(place):
    # Pebble's certificates may live for seconds.
    daemon, authority = start(place, seconds=30)
    order(daemon, authority)
    address = daemon.ready["https"][0]
    first = served_by(address)
    daemon.ctl("tls", "renew")
    assert served_by(address) == first
    end = time.monotonic() + DEADLINE
    while served_by(address) == first:
        assert time.monotonic() < end, "it is never due"
        daemon.ctl("tls", "renew")
        time.sleep(0.5)


def what_the_daemon_lost_is_installed_again(place):
    daemon, authority = start(place)
    order(daemon, authority)
    der = served_by(daemon.ready["https"][0])
    os.unlink(place.folder + "/state/acme.key")
    daemon.ctl("reload")
    assert served_by(daemon.ready["https"][0]) != der
    daemon.wait_for_log("installed_certificate_left_aside")
    daemon.ctl("tls", "renew")
    assert served_by(daemon.ready["https"][0]) == der


def a_revoked_certificate_gets_another_key(place):
    daemon, authority = start(place)
    order(daemon, authority)
    address = daemon.ready["https"][0]
    first = served_by(address)
    said = daemon.ctl("tls", "revoke")
    assert "lecternctl tls renew --force" in said, said
    assert authority.status_of(first) == "Revoked"
    daemon.ctl("tls", "renew", "--force")
    second = served_by(address)
    assert authority.status_of(second) == "Valid"
    assert public_key(second) != public_key(first)
    daemon.ctl("tls", "revoke", "--forget", "--reason", "5")
    assert "Nothing was asked for here" in daemon.ctl("tls", "renew", status=1)


class Elsewhere(http.server.BaseHTTPRequestHandler):
    """Another web server, which knows no challenge."""

    def do_GET(self):
        self.send_error(404)

    def log_message(self, *_):
        pass


def refused(daemon, authority, *words):
    """The code of the refusal of an order, and its sentences."""
    said = order(daemon, authority, "--json", *words, status=1)
    shown = daemon.ctl_json("tls", "status")
    return said, shown


def a_wrong_name_is_explained(place):
    daemon, authority = start(place)
    address = daemon.ready["https"][0]
    before = served_by(address)
    port = int(daemon.ready["redirect"][0].rsplit(":", 1)[1])
    authority.point(NAME, "127.0.0.2")
    said, shown = refused(daemon, authority)
    assert f"The address that {NAME} has in the DNS refused the connection to port 80" in said, said
    assert shown["last_error"] in said and shown["origin"] == "self-signed", shown
    server = http.server.HTTPServer(("127.0.0.2", port), Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    place.at_end(server.shutdown)
    said, _ = refused(daemon, authority)
    assert f"Port 80 of {NAME} answered" in said, said
    assert "The DNS name probably leads to another machine" in said, said
    authority.forget(OTHER)
    said, _ = refused(daemon, authority, "--name", OTHER)
    assert f"finds no address for {OTHER} in the DNS" in said, said
    said, _ = refused(daemon, authority, "--name", "blocked.lectern.test")
    assert "does not sign blocked.lectern.test" in said, said
    # Nothing has changed, and nothing is renewed that was never got.
    assert served_by(address) == before
    assert not os.path.exists(place.folder + "/state/acme/order.json")
    assert "Nothing was asked for here" in daemon.ctl("tls", "renew", status=1)
    authority.point(NAME, "127.0.0.1")
    order(daemon, authority)
    assert daemon.ctl_json("tls", "status")["last_error"] is None


def terms_are_agreed_to_by_the_operator(place):
    daemon, authority = start(place)
    words = ("tls", "acme", "--email", "a@lectern.test", "--server", authority.directory)
    said = daemon.ctl(*words, status=1)
    assert "You have to agree to the terms of service of" in said, said
    assert "data:text/plain" in said and "--agree" in said, said
    daemon.ctl(*words, "--agree")
    # The account is there now; another address of the operator's is told the authority.
    daemon.ctl(*words[:3], "b@lectern.test", *words[4:])
    assert daemon.ctl_json("tls", "status")["email"] == "b@lectern.test"


def an_authority_that_is_away_is_explained(place):
    daemon, _ = start(place)
    words = ("tls", "acme", "--email", "a@lectern.test", "--agree", "--server")
    said = daemon.ctl(*words, "https://127.0.0.1:9/dir", status=1)
    assert "This machine cannot reach https://127.0.0.1:9/dir" in said, said


def orders_that_cannot_be_are_refused_at_once(place):
    daemon = place.daemon()
    acme = ("tls", "acme", "--email", "a@example.org")
    assert "No name is known" in daemon.ctl(*acme, status=1)
    assert "is a private name" in daemon.ctl(*acme, "--name", "meet.lan", status=1)
    assert "is no mail address" in daemon.ctl("tls", "acme", "--email", "a", status=1)
    assert "--challenge is" in daemon.ctl(
        *acme, "--name", "meet.example.org", "--challenge", "dns-01", status=1
    )
    daemon.ctl("tls", "acme", status=2)
    assert daemon.end() == 0
    made = os.path.join(place.folder, "certificate")
    os.mkdir(made)
    own = certificate.make(made)
    configured = place.daemon(
        place.config(f'[tls]\ncertificate = "{own.certificate}"\nkey = "{own.key}"\n')
    )
    said = configured.ctl(*acme, "--name", "meet.example.org", status=1)
    assert "[tls] in the configuration names a certificate of its own" in said, said
    shown = configured.ctl_json("tls", "status")
    assert shown["origin"] == "configured" and shown["renewal"] is None, shown
    with open(own.certificate, encoding="utf-8") as chain, open(own.key, encoding="utf-8") as key:
        answer = configured.ask("tls-install", certificate=chain.read(), key=key.read())
    assert answer["error"]["code"] == "tls-configured", answer


def challenges_are_bounded_and_their_own(place):
    daemon = place.daemon()
    http_at, https_at = daemon.ready["http"][0], daemon.ready["https"][0]
    path = "/.well-known/acme-challenge/"
    assert get(http_at, path + TOKEN)[0] == 404
    offer = {"type": "http-01", "name": NAME, "token": TOKEN, "answer": f"{TOKEN}.{DIGEST}"}
    assert daemon.ask("acme-offer", **offer)["ok"]
    for address, tls in ((http_at, None), (https_at, trusting_nobody())):
        assert get(address, path + TOKEN, tls) == (200, f"{TOKEN}.{DIGEST}")
        assert get(address, path + TOKEN[::-1], tls)[0] == 404
        assert get(address, path + "abc", tls)[0] == 404
    alpn = {"type": "tls-alpn-01", "name": NAME, "token": TOKEN, "answer": DIGEST}
    assert acme_handshake(https_at, NAME) is None
    assert daemon.ask("acme-offer", **alpn)["ok"]
    text = describe(acme_handshake(https_at, NAME))
    assert "1.3.6.1.5.5.7.1.31: critical" in text and f"DNS:{NAME}" in text, text
    assert acme_handshake(https_at, OTHER) is None
    assert "1.3.6.1.5.5.7.1.31" not in describe(served_by(https_at))
    for wrong in (
        {"type": "dns-01"},
        {"type": 1},
        {"token": "short"},
        {"token": TOKEN + "/"},
        {"answer": TOKEN},
        {"answer": f"{TOKEN}.{DIGEST}\r\n"},
        {"token": None},
    ):
        answer = daemon.ask("acme-offer", **{**offer, **wrong})
        assert answer["error"]["code"] == "bad-field", (wrong, answer)
    for wrong in ({"name": "a b"}, {"name": "192.0.2.1"}, {"answer": "short"}, {"answer": None}):
        answer = daemon.ask("acme-offer", **{**alpn, **wrong})
        assert answer["error"]["code"] == "bad-field", (wrong, answer)
    for number in range(98):
        token = f"{number:022}"
        made = daemon.ask("acme-offer", **{**offer, "token": token, "answer": f"{token}.{DIGEST}"})
        assert made["ok"], made
    token = "a" * 22
    answer = daemon.ask("acme-offer", **{**offer, "token": token, "answer": f"{token}.{DIGEST}"})
    assert answer["error"]["code"] == "too-many", answer
    assert daemon.ask("acme-withdraw", **offer)["result"] == {"withdrawn": True}
    assert daemon.ask("acme-withdraw", **offer)["result"] == {"withdrawn": False}
    assert get(http_at, path + TOKEN)[0] == 404
    assert daemon.ask("acme-withdraw", **alpn)["ok"]
    assert acme_handshake(https_at, NAME) is None
    assert daemon.end() == 0


def a_wrong_certificate_is_not_installed(place):
    daemon = place.daemon()
    address = daemon.ready["https"][0]
    before = served_by(address)
    pairs = []
    for name in ("one", "two"):
        folder = os.path.join(place.folder, name)
        os.mkdir(folder)
        own = certificate.make(folder)
        with open(own.certificate, encoding="utf-8") as pem, open(own.key, encoding="utf-8") as key:
            pairs.append((pem.read(), key.read()))
    expired = subprocess.run(
        ["openssl", "req", "-x509", "-key", place.folder + "/one/key.pem", "-subj", "/CN=a"]
        + ["-addext", "subjectAltName=DNS:a", "-days", "-1"],
        capture_output=True,
        text=True,
        check=False,
        timeout=DEADLINE,
    ).stdout
    nameless = subprocess.run(
        ["openssl", "req", "-x509", "-key", place.folder + "/one/key.pem", "-subj", "/CN=a"],
        capture_output=True,
        text=True,
        check=True,
        timeout=DEADLINE,
    ).stdout
    for chain, key, why in (
        (pairs[0][0], pairs[1][1], "no pair"),
        ("", "", "no pair"),
        (pairs[0][0], "-----BEGIN", "no pair"),
        (expired, pairs[0][1], "has expired" if expired else "no pair"),
        (nameless, pairs[0][1], "for no name"),
    ):
        answer = daemon.ask("tls-install", certificate=chain, key=key)
        assert answer["error"]["code"] == "bad-certificate", answer
        assert why in answer["error"]["message"], (why, answer)
        assert served_by(address) == before
    assert daemon.ask("tls-install", certificate=pairs[0][0])["error"]["code"] == "bad-field"
    answer = daemon.ask("tls-install", certificate=pairs[0][0], key=pairs[0][1])
    assert answer["ok"] and answer["result"]["certificate"]["origin"] == "acme", answer
    assert served_by(address) != before
    # The audit log names the act, and no log has the key.
    assert not any("PRIVATE KEY" in line for line in daemon.log)
    assert daemon.end() == 0


TESTS = [
    *suite.rows(a_certificate_in_one_command, {c: (c,) for c in ("http-01", "tls-alpn-01")}),
    several_names_are_one_certificate,
    a_renewal_cuts_no_conversation,
    a_certificate_is_renewed_when_a_third_is_left,
    what_the_daemon_lost_is_installed_again,
    a_revoked_certificate_gets_another_key,
    a_wrong_name_is_explained,
    terms_are_agreed_to_by_the_operator,
    an_authority_that_is_away_is_explained,
    orders_that_cannot_be_are_refused_at_once,
    challenges_are_bounded_and_their_own,
    a_wrong_certificate_is_not_installed,
]

if __name__ == "__main__":
    suite.own_network()
    suite.main(TESTS)
