#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The real lecternd from outside: started on ports that the kernel chooses, used by HTTP, WebSocket, STUN and lecternctl,
killed, restarted, reloaded, stopped. Standard library only; waits for events with deadlines, never for a time.

  tests/integration/daemon.py LECTERND LECTERNCTL [NAME...]      ends with `N passed, N failed`
"""
import base64
import contextlib
import http.client
import json
import os
import queue
import re
import shutil
import signal
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading
import time
import traceback

LECTERND, LECTERNCTL = sys.argv[1], sys.argv[2]
DEADLINE = 60  # for what takes milliseconds on an idle machine


def config(folder, extra="", listen='address = "127.0.0.1:0"', turn='["127.0.0.1:0"]'):
    return f"""[site]
name = "Test School"
state_dir = "{folder}/state"
[[listen]]
{listen}
[[listen]]
address = "127.0.0.1:0"
tls = true
[turn]
realm = "test.example"
listen = {turn}
relay_addresses = ["127.0.0.1"]
workers = 2
[metrics]
listen = "127.0.0.1:0"
{extra}"""


class Daemon:
    """A running lecternd. Its standard output is read line by line; `ready` is what its ready line says."""

    def __init__(self, folder, text=None, environment=None, expect_failure=False, with_file=True):
        self.folder = folder
        self.config = os.path.join(folder, "lectern.toml")
        with open(self.config, "w", encoding="utf-8") as out:
            out.write(text if text is not None else config(folder))
        clean = {k: v for k, v in os.environ.items() if not k.startswith("LECTERN_") and k != "NOTIFY_SOCKET"}
        self.process = subprocess.Popen([LECTERND] + (["--config", self.config] if with_file else []), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True, cwd=folder, env={**clean, **(environment or {})})
        self.log = []
        self.lines = queue.Queue()
        for stream, sink in ((self.process.stdout, self.lines.put), (self.process.stderr, self.log.append)):
            threading.Thread(target=self._pump, args=(stream, sink), daemon=True).start()
        self.admin_link = None
        if expect_failure:
            self.status = self.process.wait(DEADLINE)
            time.sleep(0)  # the pumps end with the pipes
        else:
            self.ready = self._until_ready()

    def _pump(self, stream, sink):
        for line in stream:
            sink(line.rstrip("\n"))
        sink("")

    def _until_ready(self):
        end = time.monotonic() + DEADLINE
        while True:
            try:
                line = self.lines.get(timeout=max(0.01, end - time.monotonic()))
            except queue.Empty:
                raise AssertionError("no ready line\n" + "\n".join(self.log)) from None
            found = re.search(r"https?://\S+/register#invitation=(\S+)", line)
            if found:
                self.admin_link = found.group(1)
            if line.startswith("ready "):
                return json.loads(line[6:])
            if line == "" and self.process.poll() is not None:
                raise AssertionError(f"lecternd ended with {self.process.returncode}\n" + "\n".join(self.log))

    def errors(self):
        end = time.monotonic() + DEADLINE
        while "" not in self.log and time.monotonic() < end:  # the pump's own end
            time.sleep(0.01)
        return "\n".join(self.log)

    def wait_for_log(self, text):
        end = time.monotonic() + DEADLINE
        while not any(text in line for line in self.log):
            assert time.monotonic() < end, f"never logged: {text}\n" + "\n".join(self.log)
            time.sleep(0.01)

    def request(self, method, path, body=None, token=None, address=None, tls=None):
        host, port = (address or self.ready["http"][0]).rsplit(":", 1)
        kind = http.client.HTTPSConnection if tls else http.client.HTTPConnection
        extra = {"context": tls} if tls else {}
        connection = kind(host, int(port), timeout=DEADLINE, **extra)
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if token:
            headers["Authorization"] = "Bearer " + token
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        return response.status, json.loads(text) if "json" in response.getheader("Content-Type", "") else text

    def ctl(self, *words, status=0, stdin=""):
        done = subprocess.run([LECTERNCTL, "--socket", self.folder + "/state/control.sock", *words], input=stdin, capture_output=True,
                              text=True, timeout=DEADLINE, check=False)
        assert done.returncode == status, f"{words}: status {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout if status == 0 else done.stderr

    def ctl_json(self, *words):
        return json.loads(self.ctl(*words, "--json"))

    def end(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(DEADLINE)


class WebSocket:
    """As much of RFC 6455 as a test needs; over a socket that is connected already."""

    def __init__(self, sock, host, origin=None):
        self.sock = sock
        key = base64.b64encode(os.urandom(16)).decode()
        head = f"GET /ws HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
        if origin:
            head += f"Origin: {origin}\r\n"
        sock.sendall((head + "\r\n").encode())
        self.buffer = b""
        while b"\r\n\r\n" not in self.buffer:
            self._more()
        answer, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        self.status = int(answer.split(b" ", 2)[1])

    def _more(self):
        data = self.sock.recv(65536)
        if not data:
            raise ConnectionError("the WebSocket's connection ended")
        self.buffer += data

    def _take(self, count):
        while len(self.buffer) < count:
            self._more()
        taken, self.buffer = self.buffer[:count], self.buffer[count:]
        return taken

    def send(self, **message):
        payload = json.dumps(message).encode()
        mask = os.urandom(4)
        head = bytes([0x81]) + (bytes([0x80 | len(payload)]) if len(payload) < 126 else bytes([0xFE]) + struct.pack("!H", len(payload)))
        self.sock.sendall(head + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(payload)))

    def receive(self):
        """The next message, or {"close": code}."""
        while True:
            first, second = self._take(2)
            length = second & 0x7F
            if length == 126:
                length = struct.unpack("!H", self._take(2))[0]
            elif length == 127:
                length = struct.unpack("!Q", self._take(8))[0]
            payload = self._take(length)
            if first & 0x0F == 1:
                return json.loads(payload)
            if first & 0x0F == 8:
                return {"close": struct.unpack("!H", payload[:2])[0]}

    def until(self, kind):
        """Skips to the message of that type (or the close)."""
        while True:
            message = self.receive()
            if kind == "close" and "close" in message:
                return message["close"]
            assert "close" not in message, f"closed {message['close']} while waiting for {kind}"
            if message["type"] == kind:
                return message


def endpoint(text):
    host, port = text.rsplit(":", 1)
    return host.strip("[]"), int(port)


def connect(address, tls=None):
    sock = socket.create_connection(endpoint(address), timeout=DEADLINE)
    return tls.wrap_socket(sock, server_hostname="localhost") if tls else sock


def trusting_nobody():
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def binding_request():
    return struct.pack("!HHI12s", 0x0001, 0, 0x2112A442, os.urandom(12))


def check_binding_answer(request, answer):
    assert answer[:2] == b"\x01\x01", answer[:20].hex()
    assert answer[4:20] == request[4:20], "another transaction"


def register_admin(daemon):
    status, tokens = daemon.request("POST", "/api/auth/register", {"email": "ada@example.org", "name": "Ada", "password": "correct horse battery",
                                                                  "invitation": daemon.admin_link})
    assert status == 201, tokens
    return tokens


def create_meeting(daemon, token, **fields):
    status, meeting = daemon.request("POST", "/api/meeting/create/", {"title": "Algebra", **fields}, token)
    assert status == 201, meeting
    return meeting


def joined_socket(daemon, token, meeting, tls=None):
    address = daemon.ready["https" if tls else "http"][0]
    ws = WebSocket(connect(address, tls), address, origin=("https://" if tls else "http://") + address)
    assert ws.status == 101, ws.status
    ws.send(type="auth", token=token)
    ws.until("welcome")
    ws.send(type="join", meetingId=meeting)
    return ws, ws.until("joined")


def the_first_call_goes_through_every_part(folder):
    daemon = Daemon(folder)
    tls = trusting_nobody()
    host = register_admin(daemon)
    assert host["user"]["role"] == "admin"
    meeting = create_meeting(daemon, host["access"])
    status, seat = daemon.request("POST", f"/api/meeting/join/{meeting['code']}/", {}, host["access"])
    assert status == 200 and seat["role"] == "host", seat
    urls = [url for server in seat["ice_servers"] for url in server["urls"]]
    turn_port, tls_port = endpoint(daemon.ready["turn"][0])[1], endpoint(daemon.ready["https"][0])[1]
    for wanted in (f"stun:127.0.0.1:{turn_port}", f"turn:127.0.0.1:{turn_port}?transport=udp", f"turn:127.0.0.1:{turn_port}?transport=tcp",
                   f"turns:127.0.0.1:{tls_port}?transport=tcp"):
        assert wanted in urls, (wanted, urls)
    assert meeting["join_url"].startswith("http://" + daemon.ready["http"][0] + "/"), meeting["join_url"]

    status, guest = daemon.request("POST", "/api/auth/guest", {"code": meeting["code"], "name": "Grace"}, address=daemon.ready["https"][0], tls=tls)
    assert status == 200, guest
    first, joined = joined_socket(daemon, seat["token"], meeting["meeting_id"])
    assert joined["role"] == "host" and joined["peers"] == [], joined
    second, joined = joined_socket(daemon, guest["access"], meeting["code"], tls)
    assert [p["name"] for p in joined["peers"]] == ["Ada"], joined
    came = first.until("peer-joined")["peer"]
    assert came["name"] == "Grace"
    second.send(type="offer", targetId=joined["peers"][0]["peerId"], offer={"type": "offer", "sdp": "v=0\r\n"})
    assert first.until("offer")["fromId"] == came["peerId"]
    first.send(type="chat", message="hello")
    assert second.until("chat")["message"] == "hello"

    status, people = daemon.request("GET", f"/api/meeting/{meeting['meeting_id']}/participants/", token=host["access"])
    assert sorted(p["name"] for p in people["participants"] if p["present"]) == ["Ada", "Grace"], people
    assert daemon.ctl_json("status")["people"] == 2
    listed = daemon.ctl_json("meeting", "list")["meetings"]
    assert [(m["code"], m["present"]) for m in listed] == [(meeting["code"], 2)], listed
    second.sock.close()
    assert first.until("peer-left")["reason"] in ("left", "disconnected")

    status, ended = daemon.request("POST", f"/api/meeting/end/{meeting['meeting_id']}/", {}, host["access"])
    assert (status, ended["status"]) == (200, "ended"), ended
    first.until("meeting-ended")
    assert first.until("close") == 4410
    # Attendance is recorded by a worker after the sockets have gone.
    end = time.monotonic() + DEADLINE
    while True:
        status, people = daemon.request("GET", f"/api/meeting/{meeting['meeting_id']}/participants/?history=1", token=host["access"])
        assert status == 200, people
        if len(people["participants"]) == 2 and all(p["left_at"] for p in people["participants"]):
            break
        assert time.monotonic() < end, people
    assert daemon.end() == 0


def nothing_is_lost_when_the_daemon_is_killed(folder):
    daemon = Daemon(folder)
    admin_link = daemon.admin_link
    host = register_admin(daemon)
    meetings = [create_meeting(daemon, host["access"], title=f"Lesson {i}")["meeting_id"] for i in range(5)]
    daemon.end(signal.SIGKILL)

    again = Daemon(folder)
    assert again.admin_link is None, "there is an admin already"
    status, listed = again.request("GET", "/api/meetings/", token=host["access"])  # the signing key is the same
    assert status == 200 and sorted(m["meeting_id"] for m in listed["meetings"]) == sorted(meetings), listed
    status, tokens = again.request("POST", "/api/auth/login", {"email": "ada@example.org", "password": "correct horse battery"})
    assert status == 200, tokens
    status, refused = again.request("POST", "/api/auth/register", {"email": "eve@example.org", "name": "Eve", "password": "correct horse battery",
                                                                   "invitation": admin_link})
    assert (status, refused["code"]) == (403, "invitation-invalid"), refused
    assert again.end() == 0


def health_and_metrics_are_served(folder):
    daemon = Daemon(folder)
    assert daemon.request("GET", "/livez") == (200, "ok\n")
    assert daemon.request("GET", "/readyz")[0] == 200
    status, health = daemon.request("GET", "/health")
    assert status == 200 and health["parts"] == {"store": "ok", "turn": "ok", "signaling": "ok"}, health
    assert daemon.request("GET", "/metrics")[0] != 200 or "lectern_build_info" not in daemon.request("GET", "/metrics")[1]
    status, text = daemon.request("GET", "/metrics", address=daemon.ready["metrics"])
    assert status == 200
    names = [line.rsplit(" ", 1)[0] for line in text.splitlines() if line and not line.startswith("#")]
    assert len(names) == len(set(names)), "a series stands twice: " + str([n for n in names if names.count(n) > 1])
    for wanted in ("lectern_build_info", "lectern_turn_", "lectern_signaling_sessions", "lectern_front_", "lectern_http_"):
        assert any(name.startswith(wanted) for name in names), wanted
    assert daemon.end() == 0


def one_tls_port_takes_web_and_turn(folder):
    turn_tls = "tls_listen = [\"127.0.0.1:0\"]"
    daemon = Daemon(folder, config(folder).replace("workers = 2", "workers = 2\n" + turn_tls))
    tls = trusting_nobody()
    address = daemon.ready["https"][0]
    status, site = daemon.request("GET", "/api/site", address=address, tls=tls)
    assert status == 200 and site["name"] == "Test School", site
    for where, how in ((address, tls), (daemon.ready["http"][0], None), (daemon.ready["turn_tls"][0], tls), (daemon.ready["turn"][0], None)):
        sock = connect(where, how)
        request = binding_request()
        sock.sendall(request)
        check_binding_answer(request, sock.recv(2048))
        sock.close()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.settimeout(DEADLINE)
        request = binding_request()
        udp.sendto(request, endpoint(daemon.ready["turn"][0]))
        check_binding_answer(request, udp.recv(2048))
    # The listener of [turn] tls_listen has no web side.
    sock = connect(daemon.ready["turn_tls"][0], tls)
    sock.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert sock.recv(100) == b""
    assert daemon.end() == 0


def a_stop_tells_the_sessions_and_is_quick(folder):
    daemon = Daemon(folder)
    host = register_admin(daemon)
    meeting = create_meeting(daemon, host["access"])
    plain, _ = joined_socket(daemon, host["access"], meeting["code"])
    idle = connect(daemon.ready["http"][0])
    half = connect(daemon.ready["http"][0])
    half.sendall(b"GET / HT")
    started = time.monotonic()
    daemon.process.send_signal(signal.SIGTERM)
    assert plain.until("close") == 1001
    assert daemon.process.wait(DEADLINE) == 0
    took = time.monotonic() - started
    assert took < 10, f"stopping took {took:.1f} s"  # 5 s are promised; a loaded test machine gets twice that
    assert not os.path.exists(folder + "/state/control.sock")
    idle.close()


def a_second_instance_is_refused_by_name(folder):
    daemon = Daemon(folder)
    other = os.path.join(folder, "other")
    os.mkdir(other)
    for what, text in (("[[listen]]", config(other, listen=f'address = "{daemon.ready["http"][0]}"')),
                       ("[turn]", config(other, turn=f'["{daemon.ready["turn"][0]}"]'))):
        refused = Daemon(other, text, expect_failure=True)
        address = daemon.ready["http" if what == "[[listen]]" else "turn"][0]
        assert refused.status == 1, refused.status
        assert address in refused.errors() and what in refused.errors(), refused.errors()
    same_state = Daemon(other, config(folder), expect_failure=True)
    assert same_state.status == 1 and "another lecternd uses" in same_state.errors(), same_state.errors()
    assert daemon.request("GET", "/livez")[0] == 200
    assert daemon.end() == 0


def a_wrong_configuration_is_named(folder):
    refused = Daemon(folder, config(folder, "[log]\nlevle = \"info\"\n"), expect_failure=True)
    assert refused.status == 1
    line = config(folder).count("\n") + 2
    assert f"lectern.toml:{line}: unknown key levle in [log]; did you mean level?" in refused.errors(), refused.errors()
    for words, wanted in (([LECTERND, "--check-config", "--config", refused.config], 1), ([LECTERNCTL, "config", "check", refused.config], 1),
                          ([LECTERND, "--check-config", "--config", folder + "/none.toml"], 1), ([LECTERND, "--no-such-option"], 2),
                          ([LECTERND, "--version"], 0)):
        done = subprocess.run(words, capture_output=True, text=True, timeout=DEADLINE, check=False)
        assert done.returncode == wanted, (words, done)


def lecternctl_manages_accounts_and_meetings(folder):
    daemon = Daemon(folder)
    assert daemon.ctl_json("status")["listeners"] == daemon.ready
    assert "register#invitation=" in daemon.ctl("link")
    made = daemon.ctl("user", "add", "Bob", "--email", "bob@example.org", "--admin", "--password-stdin", stdin="a password of Bob\n")
    assert "bob@example.org" in made and "a password of Bob" not in made, made
    assert "register#invitation=" not in daemon.ctl("link"), "there is an admin now"
    status, bob = daemon.request("POST", "/api/auth/login", {"email": "bob@example.org", "password": "a password of Bob"})
    assert status == 200 and bob["user"]["role"] == "admin", bob
    generated = re.search(r"password: (\S+)", daemon.ctl("user", "add", "Cleo", "--email", "cleo@example.org")).group(1)
    assert daemon.request("POST", "/api/auth/login", {"email": "cleo@example.org", "password": generated})[0] == 200
    daemon.ctl("user", "add", "Cleo", "--email", "cleo@example.org", status=1)
    daemon.ctl("user", "passwd", "cleo@example.org", "--password-stdin", stdin="another password\n")
    assert daemon.request("POST", "/api/auth/login", {"email": "cleo@example.org", "password": generated})[0] == 401
    assert daemon.request("POST", "/api/auth/login", {"email": "cleo@example.org", "password": "another password"})[0] == 200
    daemon.ctl("user", "disable", "cleo@example.org")
    assert daemon.request("POST", "/api/auth/login", {"email": "cleo@example.org", "password": "another password"})[0] == 401
    users = {u["email"]: u for u in daemon.ctl_json("user", "list")["users"]}
    assert sorted(users) == ["bob@example.org", "cleo@example.org"] and users["cleo@example.org"]["disabled"], users
    daemon.ctl("user", "disable", "nobody@example.org", status=1)

    meeting = create_meeting(daemon, bob["access"])
    ws, _ = joined_socket(daemon, bob["access"], meeting["code"])
    assert meeting["code"] in daemon.ctl("meeting", "list")
    daemon.ctl("meeting", "end", meeting["code"])
    assert ws.until("close") == 4410
    assert "no open meeting" in daemon.ctl("meeting", "list")
    daemon.ctl("meeting", "end", "no-such-code", status=1)
    assert daemon.end() == 0
    refused = daemon.ctl("status", status=3)
    assert "Is it running?" in refused, refused


def turn_credentials_and_sessions(folder):
    daemon = Daemon(folder)
    issued = daemon.ctl_json("turn", "credentials", "--user", "probe", "--ttl", "90s")
    assert re.fullmatch(r"\d+:probe", issued["username"]), issued
    assert daemon.ctl_json("turn", "sessions") == {"sessions": []}
    assert "Nobody is using the relay" in daemon.ctl("turn", "sessions")
    daemon.ctl("turn", "credentials", "--user", "probe", "--ttl", "soon", status=2)
    secret_file = folder + "/state/turn.secret"
    assert os.stat(secret_file).st_mode & 0o777 == 0o600
    assert os.stat(folder + "/state").st_mode & 0o777 == 0o700
    assert os.stat(folder + "/state/lectern.db").st_mode & 0o777 == 0o600
    assert daemon.end() == 0


def certificate_of(address):
    with contextlib.closing(connect(address, trusting_nobody())) as sock:
        return sock.getpeercert(True)


def make_certificate(folder, name):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "30", "-subj",
                    f"/CN={name}", "-keyout", folder + "/key.pem", "-out", folder + "/cert.pem"], check=True, capture_output=True, timeout=DEADLINE)


def a_reload_takes_certificates_and_log_level_or_nothing(folder):
    make_certificate(folder, "one.example")
    files = f'[tls]\ncertificate = "{folder}/cert.pem"\nkey = "{folder}/key.pem"\n'
    daemon = Daemon(folder, config(folder, files + '[log]\nlevel = "info"\n'))
    address = daemon.ready["https"][0]
    host = register_admin(daemon)
    meeting = create_meeting(daemon, host["access"])
    ws, _ = joined_socket(daemon, host["access"], meeting["code"], trusting_nobody())
    before = certificate_of(address)

    make_certificate(folder, "two.example")
    with open(daemon.config, "w", encoding="utf-8") as out:
        out.write(config(folder, files + '[log]\nlevel = "debug"\n').replace("test.example", "other.example"))
    answer = {c["key"]: c["applies"] for c in daemon.ctl_json("reload")["changes"]}
    assert answer == {"turn.realm": "at restart", "log.level": "now"}, answer
    after = certificate_of(address)
    assert before != after

    with open(daemon.config, "a", encoding="utf-8") as out:
        out.write("nonsense\n")
    make_certificate(folder, "three.example")
    assert "nothing was applied" in daemon.ctl("reload", status=1)
    daemon.process.send_signal(signal.SIGHUP)
    daemon.wait_for_log("reload_refused")
    assert certificate_of(address) == after
    ws.send(type="ping", t=1)
    assert ws.until("pong")["t"] == 1  # the call has gone on all the while
    assert daemon.end() == 0


def passwords_cannot_be_guessed_over_the_websocket(folder):
    daemon = Daemon(folder)
    host = register_admin(daemon)
    meeting = create_meeting(daemon, host["access"], password="open sesame")
    status, guest = daemon.request("POST", "/api/auth/guest", {"code": meeting["code"], "name": "Eve"})
    assert status == 200, guest
    address = daemon.ready["http"][0]
    ws = WebSocket(connect(address), address)
    ws.send(type="auth", token=guest["access"])
    ws.until("welcome")
    answers = []
    for guess in range(12):
        ws.send(type="join", meetingId=meeting["code"], password=f"guess {guess}")
        answers.append(ws.until("error")["code"])
    assert answers[0] == "password-wrong" and answers[-1] == "rate-limited", answers
    # The same purse as REST's, so that one door does not open what the other has shut.
    status, refused = daemon.request("POST", f"/api/meeting/join/{meeting['code']}/", {"password": "open sesame"}, guest["access"])
    assert (status, refused["code"]) == (429, "rate-limited"), refused
    # Who needs no password is not held up.
    _, joined = joined_socket(daemon, host["access"], meeting["code"])
    assert joined["role"] == "host"
    assert daemon.end() == 0


def the_built_in_configuration_runs(folder):
    if os.path.exists("/etc/lectern/lectern.toml"):
        print("      (a packaged configuration is installed here: not tried)")
        return
    daemon = Daemon(folder, environment={"LECTERN_LISTEN": "127.0.0.1:0, 127.0.0.1:0 tls", "LECTERN_TURN_LISTEN": "127.0.0.1:0",
                                         "LECTERN_METRICS_LISTEN": ""}, with_file=False)
    assert daemon.admin_link and daemon.ready["metrics"] is None, daemon.ready
    assert os.path.exists(folder + "/var/control.sock")
    done = subprocess.run([LECTERNCTL, "status", "--json"], cwd=folder, capture_output=True, text=True, timeout=DEADLINE, check=False)
    if not os.path.exists("/run/lectern/control.sock"):
        assert json.loads(done.stdout)["listeners"] == daemon.ready, done
    assert daemon.end() == 0


def variables_of_the_older_stack_work(folder):
    daemon = Daemon(folder, environment={"TURN_SECRET": "a secret of the older stack", "JWT_SECRET": "another secret of the older stack, long",
                                         "REDIS_URL": "redis://127.0.0.1"})
    issued = daemon.ctl_json("turn", "credentials", "--user", "probe")
    import hashlib
    import hmac
    expected = base64.b64encode(hmac.new(b"a secret of the older stack", issued["username"].encode(), hashlib.sha1).digest()).decode()
    assert issued["password"] == expected
    assert not os.path.exists(folder + "/state/turn.secret")
    daemon.wait_for_log("REDIS_URL")
    assert daemon.end() == 0


TESTS = [the_first_call_goes_through_every_part, nothing_is_lost_when_the_daemon_is_killed, health_and_metrics_are_served,
         one_tls_port_takes_web_and_turn, a_stop_tells_the_sessions_and_is_quick, a_second_instance_is_refused_by_name,
         a_wrong_configuration_is_named, lecternctl_manages_accounts_and_meetings, turn_credentials_and_sessions,
         a_reload_takes_certificates_and_log_level_or_nothing, variables_of_the_older_stack_work,
         passwords_cannot_be_guessed_over_the_websocket, the_built_in_configuration_runs]


def main():
    wanted = sys.argv[3:]
    passed = failed = 0
    for test in TESTS:
        if wanted and test.__name__ not in wanted:
            continue
        folder = tempfile.mkdtemp(prefix="lectern-")
        running = []
        original = Daemon.__init__

        def remembering(self, *args, _original=original, **kwargs):
            running.append(self)
            _original(self, *args, **kwargs)

        Daemon.__init__ = remembering
        started = time.monotonic()
        try:
            test(folder)
            passed += 1
            print(f"ok    {test.__name__} ({time.monotonic() - started:.1f} s)", flush=True)
        except Exception:  # each test stands for itself
            failed += 1
            print(f"FAIL  {test.__name__}\n{traceback.format_exc()}", flush=True)
            for daemon in running:
                print("  log: " + "\n  log: ".join(getattr(daemon, "log", [])[-40:]), flush=True)
        finally:
            Daemon.__init__ = original
            for daemon in running:
                process = getattr(daemon, "process", None)
                if process and process.poll() is None:
                    process.kill()
                    process.wait()
            shutil.rmtree(folder, ignore_errors=True)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
