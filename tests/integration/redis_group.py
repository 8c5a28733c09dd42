# SPDX-License-Identifier: MIT
"""A Redis master, its replica and three Sentinels of the installed release, on this machine."""
import shutil
import socket
import socketserver
import subprocess
import tempfile
import threading
import time

from lecternd import DEADLINE
from redis_server import RIGHTS
from suite import Skipped

NAME = "lectern"
# Real ones take longer; the daemon does not depend on it.
DOWN_AFTER = 1000  # milliseconds until a Sentinel takes a silent server for dead


def free_port():
    """Redis cannot choose a port by itself."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def ask(port, *words):
    """The answer to one command, raw."""
    with socket.create_connection(("127.0.0.1", port), timeout=2) as sock:
        sock.sendall((" ".join(words) + "\r\n").encode())
        return sock.recv(65536)


class RedisGroup:
    def __init__(self, place):
        for program in ("redis-server", "redis-sentinel"):
            if shutil.which(program) is None:
                raise Skipped(f"there is no {program} here")
        self.folder = tempfile.mkdtemp(prefix="lrs-", dir="/tmp")
        place.at_end(lambda: shutil.rmtree(self.folder, ignore_errors=True))
        self.processes = {}
        place.at_end(self._end)
        with open(self.folder + "/users.acl", "w", encoding="utf-8") as users:
            users.write("user default on nopass ~* &* +@all\n")
            users.write(f"user lectern {RIGHTS} +role\n".replace("%40", "@"))
        self.servers = [free_port(), free_port()]
        self.first = self.servers[0]
        self.start(self.first)
        self.start(self.servers[1], self.first)
        self.sentinels = [free_port() for _ in range(3)]
        for port in self.sentinels:
            self._start_sentinel(port)
        self._until(lambda: all(self._knows(port) for port in self.sentinels))

    def start(self, port, of=None):
        words = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
        words += ["--appendonly", "no", "--aclfile", self.folder + "/users.acl"]
        words += ["--repl-diskless-sync-delay", "0", "--dir", self.folder]
        if of:
            words += ["--replicaof", "127.0.0.1", str(of)]
        self._run(port, words)

    def _start_sentinel(self, port):
        path = f"{self.folder}/sentinel-{port}.conf"
        with open(path, "w", encoding="utf-8") as out:
            out.write(
                f"port {port}\nbind 127.0.0.1\nprotected-mode no\ndir {self.folder}\n"
                f"sentinel monitor {NAME} 127.0.0.1 {self.first} 2\n"
                f"sentinel down-after-milliseconds {NAME} {DOWN_AFTER}\n"
                f"sentinel failover-timeout {NAME} 5000\n"
            )
        self._run(port, ["redis-sentinel", path])

    def _run(self, port, words):
        self.processes[port] = subprocess.Popen(
            words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._until(lambda: self._answers(port))

    @staticmethod
    def _answers(port):
        try:
            return ask(port, "PING").startswith(b"+PONG")
        except OSError:
            return False

    def _knows(self, sentinel):
        """Whether it has found the replica and the two other Sentinels."""
        replicas = ask(sentinel, "SENTINEL", "replicas", NAME)
        others = ask(sentinel, "SENTINEL", "sentinels", NAME)
        up = f"\r\n{self.servers[1]}\r\n".encode() in replicas and b"s_down" not in replicas
        return up and b"\r\nok\r\n" in replicas and others.startswith(b"*2")

    @staticmethod
    def _until(holds):
        end = time.monotonic() + DEADLINE
        while not holds():
            assert time.monotonic() < end, "the Redis group does not get ready"
            time.sleep(0.05)

    def setting(self, sentinels=None):
        places = ", ".join(f'"127.0.0.1:{port}"' for port in sentinels or self.sentinels)
        return (
            'redis_url = "redis://lectern:a%40secret@ignored.example/2"\n'
            f'sentinels = [{places}]\nmaster_name = "{NAME}"'
        )

    def master(self):
        """The port of the master, as the first Sentinel says."""
        return int(ask(self.sentinels[0], "SENTINEL", "get-master-addr-by-name", NAME).split()[-1])

    def kill_master(self):
        port = self.master()
        self.processes[port].kill()
        self.processes[port].wait()
        return port

    def order_failover(self):
        answer = ask(self.sentinels[0], "SENTINEL", "failover", NAME)
        assert answer.startswith(b"+OK"), answer

    def _end(self):
        for process in self.processes.values():
            process.kill()
            process.wait()


class MistakenSentinel:
    """Names one server after the other, and the last one from then on."""

    def __init__(self, place, ports):
        self.left = list(ports)
        sentinel = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self):
                while line := self.rfile.readline():
                    words = []
                    for _ in range(int(line[1:])):
                        self.rfile.readline()
                        words.append(self.rfile.readline().strip())
                    if words[0] == b"SENTINEL":
                        port = sentinel.left[0]
                        if len(sentinel.left) > 1:
                            sentinel.left.pop(0)
                        self.wfile.write(
                            b"*2\r\n$9\r\n127.0.0.1\r\n$%d\r\n%d\r\n" % (len(str(port)), port)
                        )
                    else:
                        self.wfile.write(
                            b"*3\r\n$9\r\nsubscribe\r\n$14\r\n+switch-master\r\n:1\r\n"
                        )

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads = True

        server = Server(("127.0.0.1", 0), Handler)
        self.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        place.at_end(server.shutdown)
