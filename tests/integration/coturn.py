# SPDX-License-Identifier: MIT
"""Debian's coturn: its server for comparison, its clients and its echo peer as judges.

Every started process is ended by its process id.
"""
import os
import re
import shutil
import socket
import subprocess
import time

import stun
from lecternd import DEADLINE


def installed():
    return shutil.which("turnserver") is not None


def free_port(host="127.0.0.1"):
    """A port that was free a moment ago for UDP and TCP: these programs cannot be told 0."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    while True:
        with socket.socket(family) as tcp, socket.socket(family, socket.SOCK_DGRAM) as udp:
            tcp.bind((host, 0))
            try:
                udp.bind((host, tcp.getsockname()[1]))
            except OSError:
                continue
            return tcp.getsockname()[1]


class Server:
    """turnserver as the usual guides set it up: addresses, realm, certificate, `options` for the
    users.

    Everything else keeps its default.
    """

    def __init__(self, folder, certificate, realm, listen, relay, options):
        self.port, self.tls_port = free_port(listen[0]), free_port(listen[0])
        self.log = os.path.join(folder, f"coturn-{self.port}.log")
        addresses = [
            word
            for flag, where in (("-L", listen), ("-E", relay))
            for address in where
            for word in (flag, address)
        ]
        command = [
            "turnserver",
            "-n",
            *addresses,
            "-p",
            str(self.port),
            "--tls-listening-port",
            str(self.tls_port),
            "--cert",
            certificate.certificate,
            "--pkey",
            certificate.key,
            "-r",
            realm,
            "-m",
            "2",
            "--no-cli",
            "--simple-log",
            "-v",
            "--log-file",
            self.log,
            "--no-stdout-log",
            "--userdb",
            os.path.join(folder, f"turndb-{self.port}"),
            "--pidfile",
            os.path.join(folder, f"coturn-{self.port}.pid"),
            *options,
        ]
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + DEADLINE
        while not (
            listens(listen[0], self.port)
            and listens(listen[0], self.tls_port)
            and answers(listen[0], self.port)
        ):
            assert (
                self.process.poll() is None and time.monotonic() < end
            ), "turnserver does not listen"
            time.sleep(0.02)

    def end(self):
        end_process(self.process)


class EchoPeer:
    """turnutils_peer on `host`: sends every datagram back."""

    def __init__(self, host):
        self.host, self.port = host, free_port(host)
        self.process = subprocess.Popen(
            ["turnutils_peer", "-L", host, "-p", str(self.port)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + DEADLINE
        with socket.socket(
            socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM
        ) as probe:
            probe.settimeout(0.05)
            while True:
                try:
                    probe.sendto(b"are you there", (host, self.port))
                    probe.recv(100)
                    return
                except (TimeoutError, ConnectionRefusedError):
                    assert time.monotonic() < end, "turnutils_peer does not echo"

    def end(self):
        end_process(self.process)


def listens(host, port):
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        return probe.connect_ex((host, port)) == 0


def answers(host, port):
    """Whether a Binding request over UDP is answered soon."""
    with socket.socket(
        socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM
    ) as probe:
        probe.settimeout(0.2)
        try:
            probe.sendto(stun.Request(stun.BINDING).bytes(), (host, port))
            return bool(probe.recv(2048))
        except (TimeoutError, ConnectionRefusedError):
            return False


def end_process(process):
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def run(*command, timeout=60):
    """The output of a coturn client. It exits with 0 even if data is lost: judge the output."""
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
        )
        return " ".join(command) + "\n" + done.stdout + done.stderr
    except subprocess.TimeoutExpired as late:
        return (
            " ".join(command)
            + f"\nstill running after {timeout} s\n"
            + (late.stdout or b"").decode(errors="replace")
        )


def uclient(server, *options):
    """turnutils_uclient against (host, port)."""
    return run("turnutils_uclient", "-p", str(server[1]), *options, server[0])


def last_number(text, label):
    found = re.findall(re.escape(label) + r"\s*(-?\d+)", text)
    return int(found[-1]) if found else None
