# SPDX-License-Identifier: MIT
"""A real Redis server of the installed release for one test: a Unix socket, no port, no disk."""
import os
import shutil
import socket
import subprocess
import tempfile
import time

from lecternd import DEADLINE
from suite import Skipped

# What the documentation tells to grant.
RIGHTS = (
    "on >a%40secret resetchannels &lectern.* ~lectern.* -@all +auth +select +publish +subscribe"
    " +eval +exists +get +set +del +expire +rpush +ltrim +lrange +time"
)


class RedisServer:
    def __init__(self, place):
        if shutil.which("redis-server") is None:
            raise Skipped("there is no redis-server here")
        self.folder = tempfile.mkdtemp(prefix="lrd-", dir="/tmp")
        self.socket = self.folder + "/redis.sock"
        self.process = None
        place.at_end(lambda: shutil.rmtree(self.folder, ignore_errors=True))
        place.at_end(self.kill)
        with open(self.folder + "/users.acl", "w", encoding="utf-8") as users:
            users.write("user default on nopass ~* &* +@all\n")
            users.write(f"user lectern {RIGHTS}\n".replace("%40", "@"))
            users.write("user mute on >silent -@all +auth +select +publish +subscribe\n")
        self.start()

    def url(self, user="lectern", password="a%40secret", database=2):
        return f"unix://{user}:{password}@{self.socket}?db={database}"

    def setting(self):
        """The lines for [cluster]."""
        return f'redis_url = "{self.url()}"'

    def start(self):
        self.process = subprocess.Popen(
            ["redis-server", "--port", "0", "--unixsocket", self.socket, "--save", ""]
            + ["--appendonly", "no", "--aclfile", self.folder + "/users.acl", "--dir", self.folder],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + DEADLINE
        while not self._answers():
            assert time.monotonic() < end and self.process.poll() is None, "redis does not start"
            time.sleep(0.02)

    def _answers(self):
        try:
            with socket.socket(socket.AF_UNIX) as client:
                client.connect(self.socket)
                client.sendall(b"PING\r\n")
                return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def kill(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        if os.path.exists(self.socket):
            os.unlink(self.socket)

    def freeze(self, signal_number):
        self.process.send_signal(signal_number)
