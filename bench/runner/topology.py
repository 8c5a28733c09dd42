# SPDX-License-Identifier: MIT
"""Three network namespaces (clients, server, peers), joined by veth pairs in place of network
cards.

All four ends receive in kernel threads of their own (threaded NAPI). The threads of the server's
two ends run on the server's processor, the threads of the outer ends on the generator's. The server
is therefore charged its own receive and send work and no other work. A burst leaves the generator
as single packets, whatever offload the generator asked for, so the server's end must do the work of
gluing packets together.
"""
import os
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

CLIENT_SIDE, SERVER_TO_CLIENTS = "10.99.1.2", "10.99.1.1"
PEER_SIDE, SERVER_TO_PEERS = "10.99.2.2", "10.99.2.1"
CLIENT_NET = (
    "10.128.0.0/10"  # all of it is the client side's own: each client binds to a /24 of its own
)
PREFIX = "lectern-bench-"


class Unable(Exception):
    """The machine lacks something; the message names it."""


def call(*words):
    done = subprocess.run(
        words, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=30, check=False
    )
    if done.returncode != 0:
        raise Unable(f"{' '.join(words)}: {(done.stderr or done.stdout).strip()}")
    return done.stdout


def of_the_dead(folder):
    """Names in the folder that killed runners have left behind."""
    for name in os.listdir(folder) if os.path.isdir(folder) else []:
        owner = re.match(re.escape(PREFIX) + r"(\d+)-", name)
        if owner and not Path(f"/proc/{owner.group(1)}").exists():
            yield name


def remove_leftovers():
    for name in of_the_dead("/run/netns"):
        subprocess.run(["ip", "netns", "del", name], capture_output=True, timeout=30, check=False)
    for name in of_the_dead(tempfile.gettempdir()):
        shutil.rmtree(os.path.join(tempfile.gettempdir(), name), ignore_errors=True)


class End:
    """One end of a veth pair: its namespace, device, address and receiving processor."""

    def __init__(self, namespace, device, address, cpu):
        self.namespace, self.device, self.address, self.cpu = namespace, device, address, cpu
        self.thread = None

    def call(self, *words):
        return call("ip", "netns", "exec", self.namespace, *words)


class Topology:
    """`with Topology(...) as wires:` - gone at the end, also after an error or Ctrl-C."""

    def __init__(self, server_cpu, generator_cpu, server_segmentation=True):
        tag, pid = f"lb{os.getpid() % 10000:04}", os.getpid()
        self.clients, self.server, self.peers = (f"{PREFIX}{pid}-{side}" for side in "csp")
        self.server_cpu, self.generator_cpu, self.server_segmentation = (
            server_cpu,
            generator_cpu,
            server_segmentation,
        )
        # Short names: kernel threads are named after devices, and found by that name.
        self.outside = [
            End(self.clients, tag + "c", CLIENT_SIDE, generator_cpu),
            End(self.peers, tag + "p", PEER_SIDE, generator_cpu),
        ]
        self.inside = [
            End(self.server, tag + "s", SERVER_TO_CLIENTS, server_cpu),
            End(self.server, tag + "t", SERVER_TO_PEERS, server_cpu),
        ]

    @property
    def charged(self):
        """The kernel threads whose time the server is charged for."""
        return [end.thread for end in self.inside]

    def __enter__(self):
        remove_leftovers()
        try:
            self._build()
        except BaseException:
            self.remove()
            raise
        return self

    def __exit__(self, *_):
        self.remove()

    def remove(self):
        for name in (self.clients, self.server, self.peers):
            if Path("/run/netns", name).exists():
                subprocess.run(
                    ["ip", "netns", "del", name], capture_output=True, timeout=30, check=False
                )

    def _build(self):
        for name in (self.clients, self.server, self.peers):
            call("ip", "netns", "add", name)
            call("ip", "-n", name, "link", "set", "lo", "up")
        for out, inner in zip(self.outside, self.inside):
            call(
                "ip",
                "link",
                "add",
                out.device,
                "netns",
                out.namespace,
                "type",
                "veth",
                "peer",
                "name",
                inner.device,
                "netns",
                inner.namespace,
            )
            for end in (out, inner):
                call(
                    "ip", "-n", end.namespace, "addr", "add", end.address + "/24", "dev", end.device
                )
                call("ip", "-n", end.namespace, "link", "set", end.device, "up")
            call("ip", "-n", out.namespace, "route", "add", "default", "via", inner.address)
        call("ip", "-n", self.clients, "route", "add", "local", CLIENT_NET, "dev", "lo")
        call("ip", "-n", self.server, "route", "add", CLIENT_NET, "via", CLIENT_SIDE)
        for end in self.outside:
            end.call("ethtool", "-K", end.device, "tx-udp-segmentation", "off")
        if not self.server_segmentation:
            for end in self.inside:
                end.call("ethtool", "-K", end.device, "tx-udp-segmentation", "off")
        for end in self.outside + self.inside:
            # veth uses NAPI for senders without TSO only, and NAPI threads only with GRO
            end.call("ethtool", "-K", end.device, "tso", "off")
            end.call("ethtool", "-K", end.device, "gro", "on")
            end.call("sh", "-c", f"echo 1 > /sys/class/net/{end.device}/threaded")
        self._place_threads()

    def _place_threads(self):
        deadline = time.monotonic() + 5
        waiting = self.outside + self.inside
        while waiting and time.monotonic() < deadline:
            for process in Path("/proc").glob("[0-9]*"):
                try:
                    name = (process / "comm").read_text()
                except OSError:
                    continue
                for end in waiting:
                    if name.startswith(f"napi/{end.device}-"):
                        end.thread = int(process.name)
            waiting = [end for end in waiting if end.thread is None]
            time.sleep(0.02)
        if waiting:
            raise Unable(
                f"no NAPI thread for {waiting[0].device}: the kernel is too old (5.12 has them)"
            )
        for end in self.outside + self.inside:
            call("taskset", "-pc", str(end.cpu), str(end.thread))
        for end in self.outside:  # before the generator, which never sleeps
            call("chrt", "-f", "-p", "50", str(end.thread))
