# SPDX-License-Identifier: MIT
"""The measured servers: lecternd, and the same routing by Node's `ws`."""
import os
import resource
import shutil
import subprocess
from pathlib import Path

from api.lecternd import Lecternd as ApiLecternd
from api.server import SECRET, Server

HERE = Path(__file__).resolve().parent


class Nothing:
    """The store of a server without one."""

    kind = "none"


class Lecternd(ApiLecternd):
    """With the rooms of the bench in its store."""

    def __init__(self, programs, folder, seeded):
        super().__init__(programs, folder, seeded.copy_to(self.place(folder)))


class Builtin(Lecternd):
    """With its own sockets in the place of libwebsockets."""

    name = "builtin"

    def start(self):
        os.environ["LECTERN_SIGNALING_ENGINE"] = "builtin"
        super().start()
        del os.environ["LECTERN_SIGNALING_ENGINE"]


class Node(Server):
    name = "node"

    def __init__(self, programs, folder, _seeded):
        super().__init__(folder, Nothing())
        self.programs = programs

    def start(self):
        words = ["node", self.programs.node / "server.js", self.plain, self.tls]
        self.spawn(words + [*self.programs.certificate, SECRET])


def install_node_server(folder):
    """server.js with its one package, as the lockfile names it. Returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json", "server.js", ".npmrc"):
        shutil.copyfile(HERE / "node" / name, folder / name)
    command = ["npm", "ci", "--omit=dev", "--no-audit", "--no-fund"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder


def pids(server):
    """The server's processes, and those that they have started (taskset execs)."""
    return [str(process.pid) for process in server.processes]


def allow_descriptors():
    """Lets this process and its children open as many as the system lets; returns that number."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard
