#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""People of foreign issuers, seen from outside: tokens of the older stack, and an issuer that
publishes its keys, changes them and goes down. The keys are openssl's, the tokens are made here.
"""
import base64
import hashlib
import hmac
import http.server
import json
import os
import subprocess
import threading
import time

import suite
from people import create_meeting, joined_socket, register_admin

SECRET = "the secret of the older stack"


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def compact(value):
    return encode(json.dumps(value).encode())


def hs256(claims, secret=SECRET):
    text = compact({"alg": "HS256", "typ": "JWT"}) + "." + compact(claims)
    return text + "." + encode(hmac.digest(secret.encode(), text.encode(), hashlib.sha256))


class Key:
    """An RSA key of openssl's."""

    def __init__(self, folder, kid):
        self.kid = kid
        self.path = os.path.join(folder, kid + ".pem")
        bits = "rsa_keygen_bits:2048"
        self.run("genpkey", "-algorithm", "RSA", "-pkeyopt", bits, "-out", self.path)

    @staticmethod
    def run(*words, data=None):
        return subprocess.run(
            ["openssl", *words], input=data, check=True, capture_output=True
        ).stdout

    def jwk(self):
        modulus = self.run("rsa", "-in", self.path, "-modulus", "-noout").decode()
        return {
            "kty": "RSA",
            "kid": self.kid,
            "use": "sig",
            "n": encode(bytes.fromhex(modulus.strip().split("=")[1])),
            "e": "AQAB",
        }

    def sign(self, claims):
        text = compact({"alg": "RS256", "kid": self.kid}) + "." + compact(claims)
        signature = self.run("dgst", "-sha256", "-sign", self.path, data=text.encode())
        return text + "." + encode(signature)


class Issuer:
    """Publishes keys; counts who asks."""

    def __init__(self):
        self.keys, self.asked, self.status = [], 0, 200
        issuer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                issuer.asked += 1
                body = json.dumps({"keys": [key.jwk() for key in issuer.keys]}).encode()
                self.send_response(issuer.status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Location", "http://127.0.0.1:1/elsewhere")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_address[1]}/jwks"


def claims(subject, **more):
    now = int(time.time())
    return {
        "iss": "https://id.example.org",
        "aud": ["lectern", "mail"],
        "sub": subject,
        "name": "Ada",
        "email": "ada@example.org",
        "iat": now,
        "exp": now + 300,
        **more,
    }


def configured(issuer):
    return f"""[auth]
registration = "open"
[[auth.jwt_issuers]]
name = "campus"
algorithm = "RS256"
jwks_url = "{issuer.url}"
issuer = "https://id.example.org"
audience = "lectern"
"""


def me(daemon, token):
    return daemon.request("GET", "/api/me", token=token)


def people_of_the_older_stack_get_in(place):
    daemon = place.daemon(environment={"JWT_SECRET": SECRET})
    now = int(time.time())
    simple = {"token_type": "access", "exp": now + 300, "iat": now, "jti": "a1", "user_id": 7}
    status, user = me(daemon, hs256(simple))
    assert status == 200, user
    assert user["email"] is None and user["role"] == "user", user
    assert me(daemon, hs256({**simple, "user_id": "7"}))[1] == user
    assert me(daemon, hs256({**simple, "user_id": 8}))[1]["id"] != user["id"]
    for wrong in (
        hs256({**simple, "token_type": "refresh"}),
        hs256(simple, "another secret"),
        hs256({**simple, "iss": "lectern"}),
        hs256({**simple, "exp": now - 60}),
    ):
        status, refused = me(daemon, wrong)
        assert status == 401, refused
    meeting = create_meeting(daemon, hs256(simple))
    path = f"/api/meeting/join/{meeting['code']}/"
    status, seat = daemon.request("POST", path, {}, hs256(simple))
    assert status == 200 and seat["role"] == "host", seat
    # The WebSocket takes the same token, as the older front end sends it.
    joined_socket(daemon, hs256(simple), meeting["code"])
    assert SECRET not in "\n".join(daemon.log)
    assert daemon.end() == 0


def people_of_an_issuer_with_a_url_get_in(place):
    issuer = Issuer()
    issuer.keys = [Key(place.folder, "first")]
    daemon = place.daemon(place.config(configured(issuer)))
    admin = register_admin(daemon)["access"]
    status, user = me(daemon, issuer.keys[0].sign(claims("a-1")))
    assert status == 200 and user["name"] == "Ada", user
    assert user["email"] == "ada@example.org", user
    status, users = daemon.request("GET", "/api/admin/users/", token=admin)
    found = next(one for one in users["users"] if one["id"] == user["id"])
    assert found["issuer"] == "campus", users
    # The administrator has the same address, and stays another person.
    assert daemon.request("GET", "/api/me", token=admin)[1]["id"] != user["id"]
    path = f"/api/admin/users/{user['id']}/"
    assert daemon.request("PATCH", path, {"disabled": True}, admin)[0] == 200
    status, refused = me(daemon, issuer.keys[0].sign(claims("a-1")))
    assert status == 401 and refused["code"] == "token-invalid", refused
    assert me(daemon, issuer.keys[0].sign(claims("a-2")))[0] == 200
    assert daemon.end() == 0


def an_issuer_that_is_down_is_asked_seldom(place):
    issuer = Issuer()
    key = Key(place.folder, "first")
    issuer.status = 302
    daemon = place.daemon(place.config(configured(issuer)))
    for _ in range(5):
        status, refused = me(daemon, key.sign(claims("a-1")))
        assert status == 503 and refused["code"] == "overloaded", refused
    assert issuer.asked == 1, issuer.asked
    daemon.wait_for_log("issuer_keys_not_fetched")
    assert daemon.end() == 0


def a_key_of_the_wrong_algorithm_stops_the_start(place):
    path = os.path.join(place.folder, "public.pem")
    with open(path, "w", encoding="utf-8") as out:
        out.write("no key\n")
    text = place.config(
        f'[[auth.jwt_issuers]]\nname = "a"\nalgorithm = "RS256"\nkey_file = "{path}"\n'
    )
    status, output = place.failing_daemon(text)
    assert status != 0 and "holds no public key for RS256" in output, output


TESTS = [
    people_of_the_older_stack_get_in,
    people_of_an_issuer_with_a_url_get_in,
    an_issuer_that_is_down_is_asked_seldom,
    a_key_of_the_wrong_algorithm_stops_the_start,
]

if __name__ == "__main__":
    suite.need("openssl")
    suite.main(TESTS)
