#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""CPU of the server per relayed packet, lecternd beside Debian's coturn, in turn and pairwise.

The load is coturn's own client (client to client, both ends allocate at the server), so each server does the same work; only the
server process's CPU is charged. Loopback, one relay thread each. Absolute figures depend on the machine; quote the ratio.

  bench/relay.py PATH-OF-LECTERND [--pairs N]
"""
import argparse
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CLIENTS, MESSAGES = 40, 1000
LOADS = {
    "channels, 171 bytes, UDP": ["-c", "-l", "171"],
    "indications, 171 bytes, UDP": ["-c", "-s", "-l", "171"],
    "channels, 1000 bytes, UDP": ["-c", "-l", "1000"],
    "channels, 171 bytes, TCP": ["-c", "-t", "-l", "171"],
}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def cpu_seconds(pid):
    """User and system time of all threads, by the scheduler's own count (nanoseconds)."""
    total = 0
    for task in Path(f"/proc/{pid}/task").iterdir():
        total += int((task / "schedstat").read_text().split()[0])
    return total / 1e9


class Server:
    def __init__(self, process, port):
        self.process, self.port = process, port
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.05)
        raise SystemExit(f"nothing listens on {port}")

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


def start_coturn(folder):
    port = free_port()
    command = ["turnserver", "-n", "-L", "127.0.0.1", "-E", "127.0.0.1", "-p", str(port), "--min-port", "20000", "--max-port", "40000",
               "-a", "-u", "bench:secret", "-r", "bench", "--no-cli", "--no-tls", "--no-dtls", "--allow-loopback-peers", "-m", "1",
               "--no-software-attribute", "--log-file", str(folder / "coturn.log"), "--simple-log", "--no-stdout-log",
               "--pidfile", str(folder / "coturn.pid")]
    return Server(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL), port)


def start_lecternd(binary, folder):
    port = free_port()
    config = folder / "lectern.toml"
    config.write_text(f"""
[site]
state_dir = "{folder}/state"
[[listen]]
address = "127.0.0.1:0"
[turn]
realm = "bench"
listen = ["127.0.0.1:{port}"]
relay_addresses = ["127.0.0.1"]
relay_ports = "20000-40000"
users = {{ bench = "secret" }}
workers = 1
[metrics]
listen = "127.0.0.1:0"
[log]
level = "warning"
""")
    log = open(folder / "lecternd.log", "w")
    return Server(subprocess.Popen([binary, "--config", str(config)], stdout=log, stderr=log), port)


def run_load(server, options):
    """CPU microseconds of the server per message that arrived, and the messages lost."""
    command = ["turnutils_uclient", "-y", "-u", "bench", "-w", "secret", "-m", str(CLIENTS), "-n", str(MESSAGES), "-z", "2",
               "-p", str(server.port), *options, "127.0.0.1"]
    before = cpu_seconds(server.process.pid)
    out = subprocess.run(command, capture_output=True, text=True, timeout=240).stdout
    used = cpu_seconds(server.process.pid) - before
    received = int(re.findall(r"tot_recv_msgs=(\d+)", out)[-1])
    lost = int(re.findall(r"Total lost packets (\d+)", out)[-1])
    return used / received * 1e6, lost


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("lecternd")
    parser.add_argument("--pairs", type=int, default=3)
    arguments = parser.parse_args()
    if not (shutil.which("turnserver") and shutil.which("turnutils_uclient")):
        print("SKIPPED: coturn is not installed")
        return
    with tempfile.TemporaryDirectory(prefix="lectern-bench-") as name:
        folder = Path(name)
        servers = {"coturn": start_coturn(folder), "lecternd": start_lecternd(os.path.abspath(arguments.lecternd), folder)}
        try:
            print(f"{'load':30} {'coturn us/msg':>14} {'lecternd us/msg':>16} {'ratio':>7}  lost (coturn, lecternd)")
            for load, options in LOADS.items():
                rows = {"coturn": [], "lecternd": []}
                lost = {"coturn": 0, "lecternd": 0}
                for _ in range(arguments.pairs):
                    for which, server in servers.items():
                        cost, gone = run_load(server, options)
                        rows[which].append(cost)
                        lost[which] += gone
                ratio = statistics.median(c / l for c, l in zip(rows["coturn"], rows["lecternd"]))
                print(f"{load:30} {statistics.median(rows['coturn']):14.2f} {statistics.median(rows['lecternd']):16.2f} {ratio:6.2f}x"
                      f"  {lost['coturn']}, {lost['lecternd']}", flush=True)
        finally:
            for server in servers.values():
                server.stop()


if __name__ == "__main__":
    sys.exit(main())
