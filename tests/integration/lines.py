# SPDX-License-Identifier: MIT
"""TCP lines to a daemon that a test can cut, or let fall silent."""
import contextlib
import select
import socket
import threading


class Line:
    """Passes the bytes between two connected sockets, until it is cut."""

    def __init__(self, place, inner, outer):
        self.inner, self.outer = inner, outer
        self.silent = False  # in both directions
        self.stop, self.stopped = socket.socketpair()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()
        place.at_end(self.cut)

    @classmethod
    def to(cls, place, target):
        """A line for one connection. Returns it and the client's end."""
        listener = socket.create_server(("127.0.0.1", 0))
        client = socket.create_connection(listener.getsockname(), timeout=20)
        inner, _ = listener.accept()
        listener.close()
        return cls(place, inner, socket.create_connection(target)), client

    def _run(self):
        other = {self.inner: self.outer, self.outer: self.inner}
        while True:
            ready, _, _ = select.select([self.stopped, *other], [], [])
            if self.stopped in ready:
                return
            for sock in ready:
                try:
                    data = sock.recv(65536)
                    if data and not self.silent:
                        other[sock].sendall(data)
                except OSError:
                    data = b""
                if not data:
                    self._pass_the_end(other.pop(sock))

    def _pass_the_end(self, sock):
        """Tells the other side that no more bytes come from here."""
        if not self.silent:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_WR)

    def cut(self):
        """Both ends see a reset or an end."""
        self.stop.close()
        self.thread.join(10)
        for sock in (self.inner, self.outer):
            sock.close()


class Exchange:
    """A port at which any number of connections get a line to the target, one after the other."""

    def __init__(self, place, target):
        self.place, self.target = place, target
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = "%s:%d" % self.listener.getsockname()
        self.lines = []
        threading.Thread(target=self._run, daemon=True).start()
        place.at_end(self.listener.close)

    def _run(self):
        while True:
            try:
                inner, _ = self.listener.accept()
                self.lines.append(Line(self.place, inner, socket.create_connection(self.target)))
            except OSError:
                return

    def cut(self):
        lines, self.lines = self.lines, []
        for line in lines:
            line.cut()
