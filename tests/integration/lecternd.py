# SPDX-License-Identifier: MIT
"""A running lecternd for the suites of this folder.

The daemon has a folder of its own and ports that the kernel chooses. This module reads its ready
line, keeps its log and talks to it by HTTP and by lecternctl. It holds every JSON answer
against the OpenAPI document (answers.py). It waits for events with deadlines and never for a fixed
time.
"""
import http.client
import json
import os
import queue
import re
import signal
import socket
import ssl
import subprocess
import threading
import time

from answers import Answers

DEADLINE = 60  # seconds; an idle machine needs milliseconds


def config(
    folder, extra="", listen='address = "127.0.0.1:0"', turn="", turn_listen='["127.0.0.1:0"]'
):
    """A whole configuration; `turn` is added to [turn], `extra` at the end."""
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
listen = {turn_listen}
relay_addresses = ["127.0.0.1"]
workers = 2
{turn}
[metrics]
listen = "127.0.0.1:0"
{extra}"""


def run_check_config(programs, path):
    """`lecternd --check-config` on this file, in the folder of the file."""
    return subprocess.run(
        [programs.lecternd, "--check-config", "--config", path],
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
        cwd=os.path.dirname(path),
    )


def endpoint(text):
    """ "[::1]:3478" -> ("::1", 3478)"""
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


class Daemon:
    """A lecternd process, whose standard output is read line by line.

    After become_ready(), `ready` holds the values of its ready line.
    """

    def __init__(
        self, programs, folder, text=None, environment=None, with_file=True, through=(), pass_fds=()
    ):
        self.programs = programs
        self.folder = folder
        self.config = os.path.join(folder, "lectern.toml")
        with open(self.config, "w", encoding="utf-8") as out:
            out.write(text if text is not None else config(folder))
        clean = {
            k: v
            for k, v in os.environ.items()
            if not k.startswith("LECTERN_") and k != "NOTIFY_SOCKET"
        }
        command = [*through, programs.lecternd] + (["--config", self.config] if with_file else [])
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=folder,
            env={**clean, **(environment or {})},
            pass_fds=pass_fds,
        )
        self.log = []
        self.lines = queue.Queue()
        for stream, sink in (
            (self.process.stdout, self.lines.put),
            (self.process.stderr, self.log.append),
        ):
            threading.Thread(target=self._pump, args=(stream, sink), daemon=True).start()
        self.admin_link = None
        self.ready = None

    def _pump(self, stream, sink):
        for line in stream:
            sink(line.rstrip("\n"))
        sink("")

    def become_ready(self):
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
                self.ready = json.loads(line[6:])
                return
            if line == "" and self.process.poll() is not None:
                raise AssertionError(
                    f"lecternd ended with {self.process.returncode}\n" + self.errors()
                )

    def errors(self):
        """All it wrote to standard error, once it has ended."""
        end = time.monotonic() + DEADLINE
        while "" not in self.log and time.monotonic() < end:  # the pump's own end
            time.sleep(0.01)
        return "\n".join(self.log)

    def wait_for_log(self, text):
        end = time.monotonic() + DEADLINE
        while not any(text in line for line in self.log):
            assert time.monotonic() < end, f"never logged: {text}\n" + "\n".join(self.log)
            time.sleep(0.01)

    def request(self, method, path, body=None, token=None, **how):
        """Status and answer; `how` as in exchange()."""
        status, _, answer = self.exchange(method, path, body, token, **how)
        return status, answer

    def exchange(self, method, path, body=None, token=None, address=None, tls=None, key=None):
        """Status, headers and answer; an answer of JSON is held against the document."""
        host, port = endpoint(address or self.ready["http"][0])
        kind = http.client.HTTPSConnection if tls else http.client.HTTPConnection
        extra = {"context": tls} if tls else {}
        connection = kind(host, port, timeout=DEADLINE, **extra)
        headers = {"User-Agent": "lectern-tests/1"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if key:
            headers["Idempotency-Key"] = key
        if token:
            headers["Authorization"] = "Bearer " + token
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        response = connection.getresponse()
        text = response.read().decode()
        connection.close()
        if "json" not in response.getheader("Content-Type", ""):
            return response.status, response.headers, text
        answer = json.loads(text)
        if path != "/api/openapi.json" and address in (None, self.ready["http"][0]):
            documented = Answers.of(self)
            wrong = documented and documented.judge(method, path, response.status, answer)
            assert not wrong, wrong
        return response.status, response.headers, answer

    def wait_for_readyz(self, status):
        """The daemon looks at its store once a second."""
        end = time.monotonic() + DEADLINE
        while self.request("GET", "/readyz")[0] != status:
            assert time.monotonic() < end, f"/readyz never says {status}"
            time.sleep(0.05)

    def metrics(self):
        """The series of /metrics by name and labels, as numbers."""
        status, text = self.request("GET", "/metrics", address=self.ready["metrics"])
        assert status == 200, status
        return {
            name: float(value)
            for name, value in (
                line.rsplit(" ", 1) for line in text.splitlines() if line and line[0] != "#"
            )
        }

    def ctl(self, *words, status=0, stdin=""):
        done = subprocess.run(
            [self.programs.lecternctl, "--socket", self.folder + "/state/control.sock", *words],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=DEADLINE,
            check=False,
        )
        assert (
            done.returncode == status
        ), f"{words}: status {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout if status == 0 else done.stderr

    def ctl_json(self, *words):
        return json.loads(self.ctl(*words, "--json"))

    def ask(self, command, **arguments):
        """The answer to one request on the control socket."""
        with socket.socket(socket.AF_UNIX) as sock:
            sock.settimeout(DEADLINE)
            sock.connect(self.folder + "/state/control.sock")
            request = {"command": command, "arguments": arguments}
            sock.sendall(json.dumps(request).encode() + b"\n")
            return json.loads(sock.makefile().readline())

    def findings(self, *words, status=None):
        """What `lecternctl check` finds, also when the daemon has ended."""
        done = subprocess.run(
            [
                self.programs.lecternctl,
                "--socket",
                self.folder + "/state/control.sock",
                "check",
                "--json",
                *words,
            ],
            capture_output=True,
            text=True,
            timeout=DEADLINE,
            check=False,
        )
        assert status in (None, done.returncode), done
        return json.loads(done.stdout)["findings"]

    def add_admin(self):
        """Makes bob@example.org an administrator; returns what lecternctl says."""
        words = ("user", "add", "Bob", "--email", "bob@example.org", "--admin", "--password-stdin")
        return self.ctl(*words, stdin="a password of Bob\n")

    def end(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(DEADLINE)
