# SPDX-License-Identifier: MIT
"""A service manager that treats its service as systemd does: it listens to notifications, keeps
descriptors for the next process (sd_pid_notify_with_fds(3)) and passes them on (sd_listen_fds(3)).
forget() drops them, as systemd does when a service is stopped."""
import array
import os
import socket
import sys
import threading

# Moves the descriptors to the numbers from 3 on and becomes the program, because LISTEN_PID must be
# the program's process id.
LAUNCH = """
import fcntl, os, sys
given = [int(fd) for fd in sys.argv[1].split(",") if fd]
high = [fcntl.fcntl(fd, fcntl.F_DUPFD, 200) for fd in given]
for place, fd in enumerate(high):
    os.dup2(fd, 3 + place, inheritable=True)
    os.close(fd)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS=str(len(given)))
os.environ.update(LISTEN_FDNAMES=sys.argv[2])
os.execv(sys.argv[3], sys.argv[3:])
"""


class ServiceManager:
    def __init__(self, place):
        self.path = place.folder + "/notify"
        self.said = []
        self.store = []  # (name, descriptor), in the order of their coming
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(self.path)
        place.at_end(self.forget)
        place.at_end(self._socket.close)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        while True:
            try:
                data, control, *_ = self._socket.recvmsg(65536, socket.CMSG_SPACE(253 * 4))
            except OSError:
                return
            descriptors = array.array("i")
            for level, kind, value in control:
                if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
                    descriptors.frombytes(value[: len(value) - len(value) % 4])
            self._take(data.decode(), list(descriptors))

    def _take(self, text, descriptors):
        self.said.append(text)
        fields = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
        if fields.get("FDSTORE") == "1":
            assert fields.get("FDPOLL") == "0", "systemd would drop what is readable"
            self.store += [(fields["FDNAME"], fd) for fd in descriptors]
            return
        if fields.get("FDSTOREREMOVE") == "1":
            for name, fd in [entry for entry in self.store if entry[0] == fields["FDNAME"]]:
                self.store.remove((name, fd))
                os.close(fd)
        for fd in descriptors:  # a barrier among them: closed is answered
            os.close(fd)

    def forget(self):
        """Acts as systemd does at a stop."""
        for _, fd in self.store:
            os.close(fd)
        self.store.clear()

    def options(self):
        """For Place.daemon()."""
        descriptors = [fd for _, fd in self.store]
        names = ":".join(name for name, _ in self.store)
        return {
            "environment": {"NOTIFY_SOCKET": self.path},
            "through": [sys.executable, "-c", LAUNCH, ",".join(map(str, descriptors)), names],
            "pass_fds": descriptors,
        }
