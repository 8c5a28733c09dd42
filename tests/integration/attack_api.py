# SPDX-License-Identifier: MIT
"""Attacks on the REST API: tokens, passwords, paths, floods, seats."""
import hashlib
import hmac
import json
import time

from attack import Verdict
from web_target import b64, parts


def promises(text):
    """What the threat model promises against this attack (docs/threat-model.md)."""

    def mark(function):
        function.promise = text
        return function

    return mark


def verdict(wrong, right):
    return Verdict(not wrong, "; ".join(map(str, wrong)) if wrong else right)


@promises("no token is accepted that this daemon did not sign for this use")
def forged_tokens(target):
    """forged bearer tokens: alg none, other secrets, changed claims, a seat's token, bit flips"""
    header, claims, signature = parts(target.token)
    seat = target.ask("POST", f"/api/meeting/join/{target.meeting['code']}/", {}, target.token)

    def signed(head, body, secret):
        text = b64(json.dumps(head).encode()) + "." + b64(json.dumps(body).encode())
        return text + "." + b64(hmac.new(secret, text.encode(), hashlib.sha256).digest())

    body = target.token.split(".")[1]
    none = b64(b'{"alg":"none"}')
    tries = {
        "alg none": f"{none}.{body}.",
        "alg none, old signature": f"{none}.{body}.{signature}",
        "empty secret": signed(header, claims, b""),
        "guessed secret": signed(header, claims, b"secret"),
        "other role": ".".join(
            [
                target.token.split(".")[0],
                b64(json.dumps({**claims, "role": "admin"}).encode()),
                signature,
            ]
        ),
        "a seat's token": seat.json()["token"],
        "no signature": target.token.rsplit(".", 1)[0] + ".",
        "a fourth part": target.token + ".x",
        "5,000 dots": "." * 5000,
    }
    tries |= {
        f"bit {i}": target.token[:i]
        + ("A" if target.token[i] != "A" else "B")
        + target.token[i + 1 :]
        for i in range(0, len(target.token) - 2, 9)
    }
    wrong = []
    for what, token in tries.items():
        answer = target.ask("GET", "/api/me", token=token)
        if answer.status != 401:
            wrong.append(f"{what}: {answer.status}")
    return verdict(wrong, f"401 for each of {len(tries)}")


@promises("a refresh token works once; a stolen copy ends the session for both")
def used_refresh_token(target):
    """a stolen refresh token is used after its owner used it"""
    first = target.ask(
        "POST",
        "/api/auth/register",
        {"email": "stolen@example.org", "name": "Stolen", "password": "correct horse battery"},
        source="198.51.100.20",
    ).json()["refresh"]
    second = target.ask("POST", "/api/auth/refresh", {"refresh": first}).json()["refresh"]
    third = target.ask("POST", "/api/auth/refresh", {"refresh": second}).json()["refresh"]
    thief = target.ask("POST", "/api/auth/refresh", {"refresh": first})
    owner = target.ask("POST", "/api/auth/refresh", {"refresh": third})
    wrong = [
        f"{who}: {a.status}" for who, a in (("thief", thief), ("owner", owner)) if a.status != 401
    ]
    return verdict(wrong, "401 for the thief, and the owner has to sign in again")


@promises("a guest has no rights outside of the meeting, and none of the host's inside")
def guest_beyond_the_meeting(target):
    """a guest's token for the host's acts and for another meeting"""
    guest = target.guest("Gus")["access"]
    other = target.create()
    wrong = []
    for what, method, path, body in (
        ("create", "POST", "/api/meeting/create/", {"title": "x"}),
        ("end", "POST", f"/api/meeting/end/{target.meeting['code']}/", {}),
        ("history", "GET", f"/api/meeting/{target.meeting['code']}/participants/?history=1", None),
        ("other meeting", "POST", f"/api/meeting/join/{other['code']}/", {}),
        ("others' names", "GET", f"/api/meeting/{other['code']}/participants/", None),
    ):
        answer = target.ask(method, path, body, guest)
        if answer.status != 403:
            wrong.append(f"{what}: {answer.status}")
    return verdict(wrong, "403 for each")


@promises("a stranger learns what an invitation page shows, and nothing else")
def without_a_token(target):
    """every resource of the API without a token"""
    code = target.meeting["code"]
    wrong = []
    for method, path in (
        ("GET", "/api/me"),
        ("PATCH", "/api/me"),
        ("GET", "/api/meetings/"),
        ("GET", "/api/ice-servers"),
        ("POST", "/api/meeting/create/"),
        ("POST", f"/api/meeting/join/{code}/"),
        ("POST", f"/api/meeting/leave/{code}/"),
        ("POST", f"/api/meeting/end/{code}/"),
        ("GET", f"/api/meeting/{code}/participants/"),
    ):
        answer = target.ask(method, path, {} if method != "GET" else None)
        if answer.status != 401:
            wrong.append(f"{method} {path}: {answer.status}")
    page = target.ask("GET", f"/api/meeting/{code}/").json()
    if page.get("role") is not None or "password" in page:
        wrong.append(f"the invitation page says {page}")
    return verdict(wrong, "401 for each; the invitation page shows no role")


@promises("no file outside of the web UI's folder is served")
def path_traversal(target):
    """paths that leave the folder of the web UI, in every encoding"""
    wrong = [] if target.ask("GET", "/assets/app.js").status == 200 else ["no web UI is served"]
    ups = [
        "../",
        "..%2f",
        "%2e%2e/",
        "%2e%2e%2f",
        "..%5c",
        "..\\",
        "....//",
        "%252e%252e%252f",
        "..;/",
        "%c0%ae%c0%ae/",
        ".%00./",
        "..%00/",
    ]
    # Paths of the web UI get its page, with what the site says of itself.
    page = target.ask("GET", "/").body
    for up in ups:
        for front in ("/", "/assets/", "/api/", "//"):
            for end in ("etc/passwd", "proc/self/environ", "lectern.toml", "state/jwt.secret"):
                answer = target.ask("GET", front + up * 8 + end)
                if answer.status == 200 and answer.body != page:
                    wrong.append(f"{front}{up}{end}: {answer.body[:60]!r}")
    return verdict(wrong, f"{4 * 4 * len(ups)} paths, no file")


@promises("what a person writes is data: no answer is a page made of it")
def markup_in_names(target):
    """<script> in names, titles and paths"""
    evil = "<script>alert(1)</script>"
    answers = [
        target.ask("PATCH", "/api/me", {"name": evil}, target.token),
        target.ask("POST", "/api/meeting/create/", {"title": evil}, target.token),
        target.ask("GET", "/api/meeting/%3Cscript%3Ealert(1)%3C%2Fscript%3E/"),
        target.ask("GET", "/api/%3Cscript%3E"),
        target.ask("POST", "/api/auth/login", {"email": evil, "password": evil}),
    ]
    wrong = []
    for number, answer in enumerate(answers):
        if "json" not in answer.headers.get("content-type", ""):
            wrong.append(f"{number}: {answer.headers.get('content-type')}")
        for name, value in (
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "no-referrer"),
        ):
            if answer.headers.get(name) != value:
                wrong.append(f"{number}: no {name}")
        policy = answer.headers.get("content-security-policy", "")
        if "default-src 'self'" not in policy or "unsafe-inline" in policy:
            wrong.append(f"{number}: policy {policy!r}")
    return verdict(wrong, "JSON with nosniff, a strict policy and no framing")


@promises("a page of another origin reads no answer")
def foreign_origins(target):
    """requests and preflights from pages of other origins, null and look-alikes"""
    wrong = []
    for origin in (
        "https://evil.example",
        "null",
        f"http://{target.plain}.evil.example",
        f"http://evil{target.plain}",
        "file://",
    ):
        for method in ("GET", "OPTIONS"):
            answer = target.ask(
                method,
                "/api/me",
                token=target.token,
                headers=(("Origin", origin), ("Access-Control-Request-Method", "PATCH")),
            )
            if "access-control-allow-origin" in answer.headers:
                wrong.append(f"{method} from {origin}")
    return verdict(wrong, "no Access-Control-Allow-Origin, and there are no cookies")


@promises("text of a client is never SQL")
def sql_in_every_field(target):
    """quotes, comments and unions in codes, cursors, e-mail addresses and names"""
    wrong = []
    for text in (
        "' OR 1=1 --",
        "'; DROP TABLE users; --",
        '" UNION SELECT * FROM users --',
        "\\'",
        "%27",
        "1;PRAGMA writable_schema=1",
    ):
        quoted = "".join(f"%{byte:02x}" for byte in text.encode())
        for what, answer, expected in (
            ("code", target.ask("GET", f"/api/meeting/{quoted}/"), (404,)),
            (
                "cursor",
                target.ask("GET", f"/api/meetings/?cursor={quoted}", token=target.token),
                (422,),
            ),
            (
                "e-mail",
                target.ask("POST", "/api/auth/login", {"email": text, "password": text}),
                (401, 422),
            ),
            ("name", target.ask("PATCH", "/api/me", {"name": text}, target.token), (200,)),
        ):
            if answer.status not in expected:
                wrong.append(f"{what} {text}: {answer.status}")
        if target.ask("GET", "/api/me", token=target.token).json().get("name") != text:
            wrong.append(f"the name {text} came back as another")
    return verdict(wrong, "refused, or stored as it was typed")


@promises("a body has a size, a depth and a type")
def bodies(target):
    """64 KiB and one byte, 20,000 nested arrays, other types, JSON that is none"""
    wrong = []
    for what, body, headers, expected in (
        ("too large", b'{"email":"' + b"a" * 65536 + b'"}', (), 413),
        ("deep", b"[" * 20000, (), 400),
        ("deep object", b'{"a":' * 10000, (), 400),
        ("no JSON", b"email=a&password=b", (), 400),
        ("form", b"{}", (("Content-Type", "application/x-www-form-urlencoded"),), 415),
        ("text", b"{}", (("Content-Type", "text/plain"),), 415),
        ("array", b"[]", (), 400),
        ("not UTF-8", b'{"email":"\xff","password":"x"}', (), 400),
    ):
        answer = target.ask("POST", "/api/auth/login", body, headers=headers)
        if answer.status != expected:
            wrong.append(f"{what}: {answer.status}")
    return verdict(wrong, "413, 400 and 415")


@promises("a password that is guessed at once is refused, with the reason")
def weak_passwords(target):
    """registering with common passwords, patterns, blanks, the own name and address"""
    wrong = []
    for number, (password, code) in enumerate(
        (
            ("password", "password-common"),
            ("Password1!", "password-common"),
            ("        ", "password-simple"),
            ("12345678", "password-simple"),
            ("qwertz666", "password-simple"),
            ("mallory@example.org", "password-personal"),
            ("Mallory Doe", "password-personal"),
            ("testschool1", "password-personal"),
            ("short", "bad-field"),
        )
    ):
        answer = target.ask(
            "POST",
            "/api/auth/register",
            {"email": "mallory@example.org", "name": "Mallory Doe", "password": password},
            source=f"198.51.100.{number + 1}",
        )
        body = answer.json()
        if (answer.status, body.get("code"), body.get("field")) != (422, code, "password"):
            wrong.append(f"{password!r}: {answer.status} {body.get('code')}")
    said = target.daemon.ctl(
        "user",
        "add",
        "Bob",
        "--email",
        "bob@example.org",
        "--password-stdin",
        status=1,
        stdin="password\n",
    )
    if "Many people use this password" not in said:
        wrong.append(f"lecternctl said {said!r}")
    return verdict(wrong, "422 with the reason, for lecternctl too")


@promises("guesses at codes and passwords are slow")
def guessing(target):
    """200 meeting codes, 40 passwords of an account, 40 of a meeting, from one address"""
    locked = target.create(password="ablativ")
    codes = target.flood(200, "GET", "/api/meeting/baba-baba-baba/", source="198.51.100.40")
    logins = target.flood(
        40,
        "POST",
        "/api/auth/login",
        {"email": "ada@example.org", "password": "wrong horse"},
        source="198.51.100.41",
    )
    guest = target.guest("Guesser", source="198.51.100.42", meeting=locked)["access"]
    joins = target.flood(
        40,
        "POST",
        f"/api/meeting/join/{locked['code']}/",
        {"password": "x"},
        guest,
        source="198.51.100.42",
    )
    wrong = []
    for what, seen, most in (("codes", codes, 80), ("logins", logins, 14), ("joins", joins, 16)):
        tried = sum(status != 429 for status in seen)
        if tried > most:
            wrong.append(f"{tried} {what} of {len(seen)}")
    return verdict(wrong, "429 after 60 codes and after 10 passwords")


@promises("one account writes and reads at a bounded rate")
def floods_of_one_account(target):
    """600 changes of the own name, 600 lists, 600 TURN credentials, as fast as it goes"""
    token = target.account("flooder", "198.51.100.45")
    began = time.monotonic()
    renamed = target.flood(600, "PATCH", "/api/me", lambda n: {"name": f"Ada {n}"}, token).count(
        200
    )
    seconds = time.monotonic() - began
    wrong = []
    if renamed > 61 + seconds:
        wrong.append(f"{renamed} changes in {seconds:.1f} s")
    began = time.monotonic()
    lists = target.flood(600, "GET", "/api/meetings/", token=token).count(200)
    credentials = target.flood(600, "GET", "/api/ice-servers", token=token).count(200)
    seconds = time.monotonic() - began
    if lists + credentials > 242 + 4 * seconds:
        wrong.append(f"{lists} lists and {credentials} credentials in {seconds:.1f} s")
    counted = target.daemon.metrics()
    refused = sum(n for name, n in counted.items() if name.startswith("lectern_limited_total"))
    if refused < 1000:
        wrong.append(f"{refused:.0f} counted")
    return verdict(wrong, f"{renamed} changes and {lists + credentials} reads went through")


@promises("strangers share one limit by address, however many guests they make")
def floods_of_guests(target):
    """ten guests of one address change their names 100 times each"""
    passed = 0
    began = time.monotonic()
    for number in range(10):
        token = target.guest(f"bot {number}", source="198.51.100.50")["access"]
        passed += target.flood(
            100, "PATCH", "/api/me", lambda n: {"name": f"bot {n}"}, token, source="198.51.100.50"
        ).count(200)
    seconds = time.monotonic() - began
    return Verdict(passed <= 502 + 9 * seconds, f"{passed} changes in {seconds:.1f} s")


def seats_of_bots(target, connected):
    """How many of 20 bots of one address get a seat in a meeting for 12, and who gets in after."""
    meeting = target.create(max_participants=12)
    path = f"/api/meeting/join/{meeting['code']}/"
    seated = 0
    for number in range(20):
        token = target.guest(f"bot {number}", "198.51.100.60", meeting)["access"]
        if connected:
            ws = target.signed_in(token, source="198.51.100.60")
            ws.send(type="join", meetingId=meeting["code"])
            seated += ws.receive()["type"] == "joined"
        else:
            seated += target.ask("POST", path, {}, token, source="198.51.100.60").status == 200
    wrong = [f"{seated} bots have seats"] if seated > 9 else []
    for number in range(2):
        source = f"198.51.100.{61 + number}"
        token = target.guest("pupil", source, meeting)["access"]
        answer = target.ask("POST", path, {}, token, source=source)
        if answer.status != 200:
            wrong.append(f"a pupil: {answer.status} {answer.code}")
    colleague = target.account(f"colleague{int(connected)}", "198.51.100.63")
    for who, token in (("a colleague", colleague), ("the host", target.token)):
        answer = target.ask("POST", path, {}, token, source="198.51.100.63")
        if answer.status != 200:
            wrong.append(f"{who}: {answer.status} {answer.code}")
    return verdict(wrong, f"{seated} bots have seats; pupils, a colleague and the host get in")


@promises("one stranger does not take all seats of a meeting")
def bots_hold_all_seats(target):
    """20 guests of one address ask for seats of a meeting for 12, and never come"""
    return seats_of_bots(target, connected=False)


@promises("one stranger does not take all seats before the host is there")
def bots_sit_on_all_seats(target):
    """20 guests of one address connect to a meeting for 12"""
    return seats_of_bots(target, connected=True)


ATTACKS = [
    forged_tokens,
    used_refresh_token,
    guest_beyond_the_meeting,
    without_a_token,
    path_traversal,
    markup_in_names,
    foreign_origins,
    sql_in_every_field,
    bodies,
    weak_passwords,
    guessing,
    floods_of_one_account,
    floods_of_guests,
    bots_hold_all_seats,
    bots_sit_on_all_seats,
]
