# SPDX-License-Identifier: MIT
"""Peers that send all data back, and clients that count the data that comes back."""
import socket
import threading

PEER = "127.0.0.2"


class Peer:
    """A UDP service. A subclass says in `hear` what it does with a datagram."""

    def __init__(self, place, ip=PEER):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((ip, 0))
        self.address = self.socket.getsockname()
        place.at_end(self.socket.close)
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self):
        try:
            while True:
                self.hear(*self.socket.recvfrom(2048))
        except OSError:
            pass


class Echo(Peer):
    """A peer that sends all data back."""

    def hear(self, data, peer):
        self.socket.sendto(data, peer)


def echoes(clients, count, patience=2):
    """Each client sends `count` datagrams to its channel; returns the number of echoes."""
    back = 0
    for number in range(count):
        for at, one in enumerate(clients):
            one.send_on(0x4000, b"%d %d" % (at, number))
        for one in clients:
            back += one.received(patience) is not None
    return back


class Talk:
    """Clients that go on sending and counting until they are told to stop."""

    def __init__(self, clients, patience=2):
        self.sent = self.back = self.rounds = 0
        self._clients, self._patience = clients, patience
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._thread.join()

    def _run(self):
        while not self._over.is_set():
            self.sent += len(self._clients)
            self.back += echoes(self._clients, 1, self._patience)
            self.rounds += 1
