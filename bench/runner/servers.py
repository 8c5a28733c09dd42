# SPDX-License-Identifier: MIT
"""The measured servers: lecternd, Debian's coturn and the bare forwarder.

Each runs with one worker on the server's processor.
"""
import ctypes
import os
import resource
import shutil
import signal
import subprocess
import time

from runner.topology import CLIENT_NET, PEER_SIDE, SERVER_TO_CLIENTS, SERVER_TO_PEERS, Unable, call

USER, PASSWORD, REALM = "bench", "secret", "bench"
PORT, TLS_PORT = 3478, 5349
RELAY_PORTS = (20000, 65535)
LECTERND = f"""
[site]
state_dir = "{{folder}}/state"
[[listen]]
address = "127.0.0.1:0"
[turn]
realm = "{REALM}"
listen = ["{SERVER_TO_CLIENTS}:{PORT}"]
tls_listen = ["{SERVER_TO_CLIENTS}:{TLS_PORT}"]
relay_addresses = ["{SERVER_TO_PEERS}"]
relay_ports = "{RELAY_PORTS[0]}-{RELAY_PORTS[1]}"
users = {{{{ {USER} = "{PASSWORD}" }}}}
peers = "lan"
binding_rate = 0
challenge_rate = 0
workers = 1
[metrics]
listen = "127.0.0.1:0"
[log]
level = "warning"
"""
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None)


def die_with_the_runner():
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def allow_many_descriptors():
    """Raises the limit for this process and its children: an allocation needs a socket."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


class Server:
    """A running server in the middle namespace; `with` ends it.

    `fixed`: the server uses the forwarder's fixed map and does not speak TURN.
    """

    fixed = False

    def __init__(self, wires, folder, command):
        self.wires = wires
        self.log_path = os.path.join(folder, "log")
        self.process = None
        self.command = [
            "nsenter",
            f"--net=/run/netns/{wires.server}",
            "taskset",
            "-c",
            str(wires.server_cpu),
            *command,
        ]

    def __enter__(self):
        with open(self.log_path, "wb") as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_the_runner,
            )
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def wait_until_ready(self, answers):
        """Waits until `answers()` says that the server does its work."""
        deadline = time.monotonic() + 20
        while not answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise Unable(f"{' '.join(self.command)} does not answer:\n{self.said()}")
            time.sleep(0.1)
        time.sleep(0.2)  # what it still does after its first answer is not of the load

    def said(self):
        with open(self.log_path, errors="replace", encoding="utf-8") as log:
            return log.read()[-2000:]


class Lecternd(Server):
    def __init__(self, programs, wires, folder):
        path = os.path.join(folder, "lectern.toml")
        with open(path, "w", encoding="utf-8") as config:
            config.write(LECTERND.format(folder=folder))
        super().__init__(wires, folder, [programs.lecternd, "--config", path])


class Coturn(Server):
    def __init__(self, programs, wires, folder):
        del programs
        if not shutil.which("turnserver"):
            raise Unable("coturn is not installed (scripts/install_packages.sh bench)")
        key, certificate = os.path.join(folder, "key.pem"), os.path.join(folder, "certificate.pem")
        call(
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:prime256v1",
            "-nodes",
            "-subj",
            "/CN=bench",
            "-days",
            "2",
            "-keyout",
            key,
            "-out",
            certificate,
        )
        super().__init__(
            wires,
            folder,
            [
                "turnserver",
                "-n",
                "-L",
                SERVER_TO_CLIENTS,
                "-E",
                SERVER_TO_PEERS,
                "-p",
                str(PORT),
                "--tls-listening-port",
                str(TLS_PORT),
                "--min-port",
                str(RELAY_PORTS[0]),
                "--max-port",
                str(RELAY_PORTS[1]),
                "-a",
                "-u",
                f"{USER}:{PASSWORD}",
                "-r",
                REALM,
                "--no-cli",
                "--cert",
                certificate,
                "--pkey",
                key,
                "--log-file",
                os.path.join(folder, "coturn.log"),
                "--simple-log",
                "--no-stdout-log",
                "--pidfile",
                os.path.join(folder, "pid"),
                "--allow-loopback-peers",
                "--no-software-attribute",
                "-m",
                "1",
            ],
        )


class Forwarder(Server):
    fixed = True
    variant = "batch"

    def __init__(self, programs, wires, folder):
        super().__init__(
            wires,
            folder,
            [
                programs.forwarder,
                "--listen",
                f"{SERVER_TO_CLIENTS}:{PORT}",
                "--relay-ip",
                SERVER_TO_PEERS,
                "--peer-ip",
                PEER_SIDE,
                "--client-net",
                CLIENT_NET,
                "--clients",
                "1000",
                "--variant",
                self.variant,
            ],
        )

    def wait_until_ready(self, answers):
        super().wait_until_ready(lambda: "ready" in self.said())


class SegmentForwarder(Forwarder):
    variant = "gso"


SERVERS = {"coturn": Coturn, "lecternd": Lecternd, "batch": Forwarder, "gso": SegmentForwarder}
