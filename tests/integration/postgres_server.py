# SPDX-License-Identifier: MIT
"""A real PostgreSQL server of the installed release for one test: no TCP port, fsync on.

PostgreSQL refuses root, so it runs under another uid where the test is root.
"""
import glob
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time

from lecternd import DEADLINE
from suite import Skipped


def program_folder():
    folders = sorted(glob.glob("/usr/lib/postgresql/*/bin"))  # Debian; Fedora has /usr/bin
    for folder in [*reversed(folders), "/usr/bin"]:
        if os.path.exists(folder + "/initdb") and os.path.exists(folder + "/postgres"):
            return folder
    raise Skipped("there is no PostgreSQL server here")


class PostgresServer:
    def __init__(self, place):
        self.programs = program_folder()
        self.user = self._other_user()
        # Short, because the path of a socket has 107 bytes at most.
        self.folder = tempfile.mkdtemp(prefix="lpg-", dir="/tmp")
        if self.user:
            os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
        self.process = None
        place.at_end(self._end)
        self._run(
            "initdb",
            "-D",
            self.folder + "/data",
            "-U",
            "lectern",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        self.start()

    @property
    def url(self):
        return f"postgresql://lectern@/postgres?host={self.folder}"

    @staticmethod
    def _other_user():
        if os.geteuid() != 0:
            return None
        for name in ("postgres", "nobody"):
            try:
                return pwd.getpwnam(name)
            except KeyError:
                pass
        raise Skipped("there is no user but root")

    def _options(self):
        options = {"cwd": self.folder, "env": {**os.environ, "LC_ALL": "C.UTF-8"}}
        if self.user:
            options.update(user=self.user.pw_uid, group=self.user.pw_gid, extra_groups=[])
        return options

    def _run(self, program, *words):
        done = subprocess.run(
            [f"{self.programs}/{program}", *words],
            capture_output=True,
            text=True,
            timeout=DEADLINE,
            check=False,
            **self._options(),
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def sql(self, text):
        return self._run("psql", "-h", self.folder, "-U", "lectern", "-At", "-c", text, "postgres")

    def start(self):
        with open(self.folder + "/log", "ab") as log:
            self.process = subprocess.Popen(
                [
                    self.programs + "/postgres",
                    "-D",
                    self.folder + "/data",
                    "-c",
                    "listen_addresses=",
                    "-c",
                    "unix_socket_directories=" + self.folder,
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                **self._options(),
            )
        end = time.monotonic() + DEADLINE
        while subprocess.run(
            [self.programs + "/pg_isready", "-q", "-h", self.folder], check=False
        ).returncode:
            assert self.process.poll() is None, self._said()
            assert time.monotonic() < end, "PostgreSQL does not start"
            time.sleep(0.05)

    def _said(self):
        with open(self.folder + "/log", encoding="utf-8", errors="replace") as log:
            return "PostgreSQL ended at once: " + "".join(log.readlines()[-5:])

    def _processes(self):
        """The server and its children, which all live in the data folder."""
        found = []
        for path in glob.glob("/proc/[0-9]*/cwd"):
            try:
                if os.readlink(path) == self.folder + "/data":
                    found.append(int(path.split("/")[2]))
            except OSError:
                continue
        return sorted(found, key=lambda pid: pid != self.process.pid)

    def _signal(self, number):
        for pid in self._processes():
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass

    def freeze(self):
        self._signal(signal.SIGSTOP)

    def thaw(self):
        self._signal(signal.SIGCONT)

    def kill(self):
        """Until none is left: the server may have started one more while the others were listed,
        and as long as that one lives, the data cannot be used again."""
        self._signal(signal.SIGKILL)
        self.process.wait(DEADLINE)
        while self._processes():
            self._signal(signal.SIGKILL)
            time.sleep(0.001)

    def _end(self):
        if self.process and self.process.poll() is None:
            self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)
