#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Name servers that do not answer: they hold up neither the start nor the end of the daemon, and
their first answer is used soon.

The suite runs in a network and a mount namespace of its own, with name servers and a resolv.conf of
its own. It needs root, or a machine that allows this; elsewhere it is skipped.
"""
import socket
import subprocess
import threading
import time

import suite
from addresses import wait_until
from external_ip import allocated_as, need_own_network

ALICE = 'users = { alice = "wonderland" }\nchallenge_rate = 0\n'


class NameServers:
    """Three servers that say nothing until answer() is called."""

    def __init__(self, place):
        self.address = None
        path = place.folder + "/resolv.conf"
        with open(path, "w", encoding="utf-8") as out:
            out.write("search one.example two.example\n")
            for last in (53, 54, 55):
                out.write(f"nameserver 127.0.0.{last}\n")
                self._serve(place, f"127.0.0.{last}")
        command = ["mount", "--bind", path, "/etc/resolv.conf"]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            raise suite.Skipped("nothing can be mounted here")
        place.at_end(lambda: subprocess.run(["umount", "/etc/resolv.conf"], check=True))

    def answer(self, address):
        self.address = address

    def _serve(self, place, ip_address):
        server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        server.setsockopt(
            socket.SOL_SOCKET, socket.SO_REUSEADDR, 1
        )  # the test before has just ended
        server.bind((ip_address, 53))
        place.at_end(server.close)
        threading.Thread(target=self._run, args=(server,), daemon=True).start()

    def _run(self, server):
        try:
            while True:
                data, peer = server.recvfrom(2048)
                if self.address is not None:
                    server.sendto(self._answer_to(data), peer)
        except OSError:
            pass

    def _answer_to(self, data):
        end = data.index(b"\0", 12) + 5
        is_a = data[end - 4 : end - 2] == b"\0\1"
        head = data[:2] + b"\x81\x80\0\1" + (b"\0\1" if is_a else b"\0\0") + b"\0\0\0\0"
        record = b"\xc0\x0c\0\1\0\1\0\0\0\1\0\4" + socket.inet_aton(self.address)
        return head + data[12:end] + (record if is_a else b"")


def a_dead_name_server_holds_nothing_up(place):
    need_own_network()
    servers = NameServers(place)
    turn = ALICE + 'external_ip = ["relay.test.example", "other.test.example"]\n'
    begun = time.monotonic()
    daemon = place.daemon(place.config(turn=turn))
    ready_after = time.monotonic() - begun
    assert ready_after < 8, ready_after
    daemon.wait_for_log("external_address_not_found")
    assert daemon.ctl_json("status")["external_address_failures"]
    check = daemon.ctl_json("check")["findings"]
    assert any(f["level"] == "warning" and "external_ip: " in f["said"] for f in check), check
    assert allocated_as(daemon) == "127.0.0.1"
    # The name servers come to life: the relay does not wait for external_ip_interval (5 minutes).
    servers.answer("203.0.113.50")
    learned_after = wait_until(lambda: allocated_as(daemon) == "203.0.113.50")
    assert daemon.end() == 0
    return f"ready after {ready_after:.1f} s, address {learned_after:.1f} s after the first answer"


def it_ends_while_a_look_hangs(place):
    need_own_network()
    NameServers(place)
    daemon = place.daemon(place.config(turn=ALICE + 'external_ip = ["relay.test.example"]\n'))
    begun = time.monotonic()
    assert daemon.end() == 0
    assert time.monotonic() - begun < 8


TESTS = [a_dead_name_server_holds_nothing_up, it_ends_while_a_look_hangs]

if __name__ == "__main__":
    suite.own_network()
    suite.main(TESTS)
