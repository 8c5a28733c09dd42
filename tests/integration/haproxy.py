# SPDX-License-Identifier: MIT
"""A real HAProxy of the installed release in front of several daemons, on a Unix socket. The
configuration is that of docs/cluster.md, with faster checks."""
import os
import shutil
import socket
import subprocess
import tempfile
import time

from lecternd import DEADLINE
from suite import Skipped

CONFIG = """
defaults
  mode http
  timeout connect 2s
  timeout client 60s
  timeout server 60s
  timeout tunnel 1h
  option redispatch 1
  retries 3
frontend meet
  bind unix@{socket}
  default_backend lectern
backend lectern
  balance roundrobin
  option httpchk GET /readyz
  default-server check inter 200ms fall 1 rise 1 on-marked-down shutdown-sessions
{servers}
"""


class HaProxy:
    def __init__(self, place, addresses):
        program = shutil.which("haproxy") or "/usr/sbin/haproxy"
        if not os.path.exists(program):
            raise Skipped("there is no haproxy here")
        self.folder = tempfile.mkdtemp(prefix="lha-", dir="/tmp")
        self.socket = self.folder + "/front.sock"
        servers = "\n".join(f"  server n{i} {a}" for i, a in enumerate(addresses))
        with open(self.folder + "/haproxy.cfg", "w", encoding="utf-8") as out:
            out.write(CONFIG.format(socket=self.socket, servers=servers))
        self.process = subprocess.Popen(
            [program, "-db", "-f", self.folder + "/haproxy.cfg"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        place.at_end(self._end)
        end = time.monotonic() + DEADLINE
        while not self._answers():
            assert time.monotonic() < end and self.process.poll() is None, "haproxy does not start"
            time.sleep(0.02)

    def connect(self):
        sock = socket.socket(socket.AF_UNIX)
        sock.settimeout(5)
        sock.connect(self.socket)
        return sock

    def _answers(self):
        try:
            with self.connect() as sock:
                sock.sendall(b"GET /readyz HTTP/1.1\r\nHost: meet\r\nConnection: close\r\n\r\n")
                return sock.recv(64).startswith(b"HTTP/1.1 200")
        except OSError:
            return False

    def _end(self):
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)
