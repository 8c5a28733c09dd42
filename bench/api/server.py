# SPDX-License-Identifier: MIT
"""What the measured servers have in common: ports, processor time, tokens, start and end."""
import base64
import hashlib
import hmac
import json
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from pathlib import Path

SECRET = "the bench's own secret of 32 byte"
DEADLINE = 60
TOKEN_SECONDS = 3600
SERVER_CPU = 0


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def jwt(claims):
    head = base64url(b'{"alg":"HS256","typ":"JWT"}')
    text = f"{head}.{base64url(json.dumps(claims).encode())}"
    return f"{text}.{base64url(hmac.new(SECRET.encode(), text.encode(), hashlib.sha256).digest())}"


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def cpu_seconds(root):
    """Processor seconds of a process and all its descendants, by the scheduler's clock."""
    children = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            children.setdefault(int(stat[1]), []).append(int(entry.name))
    total, waiting = 0, [root]
    while waiting:
        pid = waiting.pop()
        waiting += children.get(pid, [])
        for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
            try:
                total += int(task.read_text().split()[0])
            except OSError:
                pass
    return total / 1e9


class Server:
    """A running server; `with` ends it. `plain` and `tls` are its ports."""

    def __init__(self, folder, database):
        self.folder, self.database = Path(folder), database
        self.folder.mkdir(parents=True, exist_ok=True)
        self.processes = []
        self.plain, self.tls = free_port(), free_port()

    def spawn(self, command, **more):
        process = subprocess.Popen(
            ["taskset", "-c", str(SERVER_CPU), *map(str, command)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=open(self.folder / "log", "ab"),
            **more,
        )
        self.processes.append(process)

    def wait_until_it_answers(self):
        end = time.monotonic() + DEADLINE
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.plain}/api/site", timeout=5).close()
                return
            except OSError:
                if time.monotonic() > end or self.processes[0].poll() is not None:
                    log = (self.folder / "log").read_text(errors="replace")
                    raise RuntimeError(f"{self.name} does not answer\n{log}") from None
                time.sleep(0.05)

    def cpu(self):
        """Of the server and of its database."""
        own = sum(cpu_seconds(process.pid) for process in self.processes)
        if self.database.kind == "postgresql":
            own += cpu_seconds(self.database.server.process.pid)
        return own

    def __enter__(self):
        self.start()
        self.wait_until_it_answers()
        return self

    def __exit__(self, *_):
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            process.wait(timeout=DEADLINE)

    def discard(self):
        """Removes what the run left behind, once the server has ended."""
        if self.database.kind == "postgresql":
            self.database.drop()
        shutil.rmtree(self.folder, ignore_errors=True)
