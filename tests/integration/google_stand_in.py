# SPDX-License-Identifier: MIT
"""A stand-in of Google for google_calendar.py: OAuth 2 of a web server application and the events
of the Calendar API v3. It refuses whatever Google's public reference does not have: a consent that
is not offline, a verifier that is not that of the challenge, an id outside of base32hex, a time
without an offset, a field or a parameter that it does not know. Faults can be put before the next
answers.
"""
import base64
import datetime as dt
import hashlib
import http.server
import json
import re
import secrets
import threading
import urllib.parse

from dateutil.rrule import rrulestr

CLIENT, SECRET = "site.apps.example", "the client's secret"
SCOPE = "https://www.googleapis.com/auth/calendar.events"
FIELDS = {
    "id",
    "summary",
    "description",
    "location",
    "status",
    "start",
    "end",
    "recurrence",
    "reminders",
    "source",
    "extendedProperties",
}
UTC = dt.timezone.utc


def refusal(status, reason):
    error = {"errors": [{"domain": "global", "reason": reason, "message": reason}]}
    return status, {"error": {**error, "code": status, "message": reason}}


def moment(field):
    """The start or end of an event; raises what the reference calls invalid."""
    assert set(field) == {"dateTime", "timeZone"}, field
    at = dt.datetime.fromisoformat(field["dateTime"].replace("Z", "+00:00"))
    assert at.tzinfo is not None, field
    return at.astimezone(UTC)


class Google:
    def __init__(self, redirect_uri):
        self.redirect_uri = redirect_uri
        self.lock = threading.RLock()
        self.codes, self.refresh, self.access = {}, {}, {}
        self.events, self.removed = {}, set()
        self.faults, self.requests, self.problems = [], [], []
        self.ticks = True  # the person ticks the calendar
        self.name = "ada@example.org"
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def serve(self):
                size = int(self.headers.get("Content-Length") or 0)
                outer.answer(self, self.rfile.read(size))

            do_GET = do_POST = do_PATCH = do_DELETE = serve

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.origin = f"http://127.0.0.1:{self.server.server_address[1]}"

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def config(self, secret_file):
        return f"""[google]
client_id = "{CLIENT}"
client_secret_file = "{secret_file}"
authorization_url = "{self.origin}/auth"
token_url = "{self.origin}/token"
revocation_url = "{self.origin}/revoke"
calendar_url = "{self.origin}/calendar/v3"
"""

    # The person at Google's page. Returns the address that the browser goes to.
    def consent(self, url, error=None):
        parts = urllib.parse.urlsplit(url)
        asked = dict(urllib.parse.parse_qsl(parts.query, strict_parsing=True))
        assert parts.path == "/auth", url
        assert asked["response_type"] == "code" and asked["client_id"] == CLIENT, asked
        assert asked["redirect_uri"] == self.redirect_uri, asked
        assert asked["scope"] == SCOPE, asked
        assert asked["access_type"] == "offline" and asked["prompt"] == "consent", asked
        assert asked["code_challenge_method"] == "S256", asked
        assert re.fullmatch(r"[A-Za-z0-9_-]{43}", asked["code_challenge"]), asked
        assert len(asked["state"]) >= 20 and SECRET not in url, asked
        if error:
            back = {"error": error, "state": asked["state"]}
        else:
            code = "4/0" + secrets.token_urlsafe(12)
            with self.lock:
                self.codes[code] = asked["code_challenge"]
            back = {"code": code, "scope": SCOPE, "state": asked["state"]}
        return self.redirect_uri + "?" + urllib.parse.urlencode(back)

    def revoke_all(self):
        """The person takes the consent back at the account's page."""
        with self.lock:
            self.refresh.clear()
            self.access.clear()

    def fail(self, method, status, reason="backendError", headers=None, times=1):
        """The next answers to requests of this method ("token" for the token endpoint)."""
        with self.lock:
            self.faults += [(method, status, reason, headers or {})] * times

    def count(self, method):
        with self.lock:
            return sum(1 for one, _ in self.requests if one == method)

    # What the server does.
    def answer(self, request, body):
        with self.lock:
            try:
                status, answer, headers = self.handle(request, body)
            except (AssertionError, KeyError, ValueError, TypeError) as problem:
                self.problems.append(f"{request.command} {request.path}: {problem!r}")
                status, answer, headers = *refusal(400, "invalid"), {}
        text = b"" if status == 204 else json.dumps(answer).encode()
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name, value)
        request.send_header("Content-Length", str(len(text)))
        request.end_headers()
        request.wfile.write(text)

    def handle(self, request, body):
        parts = urllib.parse.urlsplit(request.path)
        token_paths = {"/token": self.token, "/revoke": self.revocation}
        kind = parts.path[1:] if parts.path in token_paths else request.command
        self.requests.append((kind, request.path))
        for i, (method, status, reason, headers) in enumerate(self.faults):
            if method == kind:
                del self.faults[i]
                if kind == "token":
                    return status, {"error": reason}, headers
                return (*refusal(status, reason), headers)
        if parts.path in token_paths:
            assert request.command == "POST"
            assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
            form = dict(urllib.parse.parse_qsl(body.decode(), strict_parsing=True))
            return (*token_paths[parts.path](form), {})
        query = dict(urllib.parse.parse_qsl(parts.query))
        return (*self.calendar(request, parts.path, query, body), {})

    def token(self, form):
        assert form["client_id"] == CLIENT, form
        if form["client_secret"] != SECRET:
            return 401, {"error": "invalid_client"}
        access = "ya29." + secrets.token_urlsafe(12)
        answer = {"access_token": access, "expires_in": 3599, "token_type": "Bearer"}
        answer["scope"] = SCOPE if self.ticks else "openid"
        if form["grant_type"] == "authorization_code":
            assert form["redirect_uri"] == self.redirect_uri, form
            challenge = self.codes.pop(form["code"], None)
            digest = hashlib.sha256(form["code_verifier"].encode()).digest()
            if challenge != base64.urlsafe_b64encode(digest).rstrip(b"=").decode():
                return 400, {"error": "invalid_grant"}
            answer["refresh_token"] = "1//" + secrets.token_urlsafe(12)
            self.refresh[answer["refresh_token"]] = True
        else:
            assert form["grant_type"] == "refresh_token", form
            if form["refresh_token"] not in self.refresh:
                return 400, {"error": "invalid_grant"}
        self.access[access] = True
        return 200, answer

    def revocation(self, form):
        assert set(form) == {"token"}, form
        if form["token"] not in self.refresh:
            return 400, {"error": "invalid_token"}
        # Of an application and an account, one token takes all with it.
        self.refresh.clear()
        self.access.clear()
        return 200, {}

    def calendar(self, request, path, query, body):
        bearer = request.headers.get("Authorization", "")
        if not bearer.startswith("Bearer ") or bearer[7:] not in self.access:
            return refusal(401, "authError")
        base = "/calendar/v3/calendars/primary/events"
        assert path == base or path.startswith(base + "/"), path
        event_id = urllib.parse.unquote(path[len(base) + 1 :])
        if request.command == "GET":
            assert not event_id and query == {"maxResults": "1", "fields": "summary"}, query
            return 200, {"summary": self.name}
        assert query == {"sendUpdates": "none"}, query
        if request.command == "DELETE":
            assert not body
            return self.remove(event_id)
        assert request.headers["Content-Type"] == "application/json"
        event = json.loads(body)
        assert not set(event) - FIELDS, sorted(event)
        assert "attendees" not in event and event["summary"], event
        assert moment(event["start"]) < moment(event["end"]), event
        if request.command == "POST":
            assert not event_id
            return self.insert(event)
        assert request.command == "PATCH" and "id" not in event
        return self.patch(event_id, event)

    def insert(self, event):
        assert re.fullmatch(r"[a-v0-9]{5,1024}", event["id"]), event["id"]
        if event["id"] in self.events or event["id"] in self.removed:
            return refusal(409, "duplicate")
        self.events[event["id"]] = event
        return 200, event

    def patch(self, event_id, event):
        if event_id in self.events:
            self.events[event_id].update(event)
            return 200, self.events[event_id]
        if event_id in self.removed:
            self.removed.discard(event_id)  # a patch with a status brings it back
            self.events[event_id] = {"id": event_id, **event}
            return 200, event
        series, _, date = event_id.partition("_")
        if series in self.events and date in self.dates(self.events[series]):
            self.events[event_id] = {"id": event_id, **event}
            return 200, event
        return refusal(404, "notFound")

    def remove(self, event_id):
        series, _, date = event_id.partition("_")
        if event_id in self.removed:
            return refusal(410, "deleted")
        if event_id not in self.events and not (
            date and series in self.events and date in self.dates(self.events[series])
        ):
            return refusal(404, "notFound")
        for one in [
            one for one in self.events if one == event_id or one.startswith(event_id + "_")
        ]:
            del self.events[one]
        self.removed.add(event_id)
        return 204, None

    @staticmethod
    def dates(event):
        """The names of the dates of a series, as in the ids of its instances."""
        if "recurrence" not in event:
            return set()
        local = dt.datetime.fromisoformat(event["start"]["dateTime"])
        lines = [line for line in event["recurrence"] if not line.startswith("EXDATE")]
        assert len(lines) == 1 and lines[0].startswith("RRULE:"), event["recurrence"]
        gone = {
            name
            for line in event["recurrence"]
            if line.startswith("EXDATE")
            for name in line.partition(":")[2].split(",")
        }
        from zoneinfo import ZoneInfo  # after the check: only series have a zone by name

        zone = ZoneInfo(event["start"]["timeZone"])
        begin = local.astimezone(zone).replace(tzinfo=None)
        rule = rrulestr(re.sub(r"(UNTIL=\d{8}T\d{6})Z", r"\1", lines[0]), dtstart=begin)
        names = set()
        for i, at in enumerate(rule):
            if i >= 500:
                break
            if at.strftime("%Y%m%dT%H%M%S") in gone:
                continue
            names.add(at.replace(tzinfo=zone).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ"))
        return names

    def shown(self):
        """What the person sees: sorted (start, title)."""
        with self.lock:
            out = []
            for event_id, event in self.events.items():
                if event["status"] == "cancelled" or "_" in event_id:
                    continue
                if "recurrence" not in event:
                    out.append((moment(event["start"]), event["summary"]))
                    continue
                for date in self.dates(event):
                    one = event_id + "_" + date
                    if one in self.removed:
                        continue
                    at = dt.datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
                    differs = self.events.get(one)
                    out.append(
                        (moment(differs["start"]), differs["summary"])
                        if differs
                        else (at, event["summary"])
                    )
            return sorted((at.strftime("%Y-%m-%dT%H:%M:%SZ"), title) for at, title in out)
