#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures the relay beside Debian's coturn and a bare forwarder over three network namespaces.
bench/README.md describes the method.

  bench/relay.py [--quick] [--loads WORD] [--servers coturn,lecternd] [--pairs N] [--json FILE]

Needs root. The exit status is 0 after a measurement, 1 after a failure, and 77
without root or a needed program.
"""
import argparse
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from runner import report
from runner.plan import plan
from runner.servers import PASSWORD, PORT, SERVERS, TLS_PORT, USER, allow_many_descriptors
from runner.topology import (
    CLIENT_NET,
    PEER_SIDE,
    PREFIX,
    SERVER_TO_CLIENTS,
    SERVER_TO_PEERS,
    Topology,
    Unable,
)

TOP = Path(__file__).resolve().parent.parent
SKIPPED = 77
QUIET = 0.5  # load average above which figures are not to be quoted
PROFILER = "perf"
TOOLS = ("ip", "ethtool", "nsenter", "taskset", "chrt", "openssl")


@dataclass
class Programs:
    lecternd: str
    load: str
    forwarder: str


def options():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--quick",
        action="store_true",
        help="about 3 minutes instead of 30: fewer loads, two pairs of one second",
    )
    parser.add_argument(
        "--build",
        default=str(TOP / "build/dev"),
        help="build folder with lecternd and the load programs",
    )
    parser.add_argument("--lecternd", help="another lecternd than the build folder's")
    parser.add_argument(
        "--servers",
        default=",".join(SERVERS),
        help="in this order; coturn is what the others are compared with",
    )
    parser.add_argument("--loads", default="", help="only loads whose name contains this")
    parser.add_argument(
        "--pairs", type=int, help="rounds; each runs every server once (4; quick: 2)"
    )
    parser.add_argument("--measure", type=float, help="seconds of each run (2; quick: 1)")
    parser.add_argument(
        "--limit",
        type=float,
        help="seconds after which no load is begun any more (2400; quick: 300)",
    )
    parser.add_argument("--cpus", default="0,1", help="the server's processor, the generator's")
    parser.add_argument(
        "--software-segmentation",
        action="store_true",
        help="the server's devices do not segment UDP: it pays for that, too",
    )
    parser.add_argument(
        "--profile",
        metavar="FOLDER",
        help="perf.data of each server and load, for perf report; disturbs the figures",
    )
    parser.add_argument("--json", help="where the result goes (bench/results/relay-DATE.json)")
    chosen = parser.parse_args()
    chosen.pairs = chosen.pairs or (2 if chosen.quick else 4)
    chosen.measure = chosen.measure or (1.0 if chosen.quick else 2.0)
    chosen.limit = chosen.limit or (300.0 if chosen.quick else 2400.0)
    chosen.json = chosen.json or str(
        TOP / "bench/results" / time.strftime("relay-%Y-%m-%d-%H%M%S.json", time.gmtime())
    )
    chosen.servers = chosen.servers.split(",")
    unknown = [name for name in chosen.servers if name not in SERVERS]
    if unknown:
        parser.error(f"no such server: {unknown[0]}; there are {', '.join(SERVERS)}")
    return chosen


def programs_of(chosen):
    found = Programs(
        os.path.abspath(chosen.lecternd or f"{chosen.build}/daemon/lecternd"),
        f"{chosen.build}/bench/relay/bench_relay_load",
        f"{chosen.build}/bench/relay/bench_relay_forwarder",
    )
    for path in (found.lecternd, found.load, found.forwarder):
        if not os.access(path, os.X_OK):
            raise Unable(f"{path} is not built (make bench)")
    return found


class Runner:
    def __init__(self, chosen, programs, wires, folder):
        self.chosen, self.programs, self.wires, self.folder = chosen, programs, wires, folder

    def load_command(self, server, mode, words, port=PORT):
        asked = {
            "server": f"{SERVER_TO_CLIENTS}:{port}",
            "user": USER,
            "password": PASSWORD,
            "client-namespace": self.wires.clients,
            "peer-namespace": self.wires.peers,
            "client-net": CLIENT_NET,
            "peer-ip": PEER_SIDE,
            "relay-ip": SERVER_TO_PEERS,
            "cpu": self.wires.generator_cpu,
            "measure": self.chosen.measure,
            "warm-up": 0.3,
            **words,
        }
        command = [self.programs.load, mode] + [f"--{key}={what}" for key, what in asked.items()]
        if server.fixed:
            command.append("--fixed")
        return command

    def answers(self, server):
        probe = self.load_command(
            server, "binding", {"clients": 1, "window": 1, "warm-up": 0, "measure": 0.05}
        )
        return (
            subprocess.run(
                probe, stdin=subprocess.DEVNULL, capture_output=True, timeout=30, check=False
            ).returncode
            == 0
        )

    def profiled(self, command, what, processes):
        """Runs the load while perf samples the charged processes."""
        os.makedirs(self.chosen.profile, exist_ok=True)
        path = os.path.join(self.chosen.profile, re.sub(r"\W+", "-", what) + ".perf")
        return [
            PROFILER,
            "record",
            "-q",
            "-e",
            "cpu-clock",
            "-F",
            "2000",
            "-g",
            "-o",
            path,
            "-p",
            ",".join(map(str, processes)),
            "--",
            *command,
        ]

    def once(self, load, name):
        """Runs one load on a fresh server. Returns its result, or {"error": reason}."""
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            with SERVERS[name](self.programs, self.wires, folder) as server:
                server.wait_until_ready(lambda: self.answers(server))
                command = self.load_command(
                    server, load.mode, load.options, TLS_PORT if load.tls else PORT
                )
                command.append(f"--memory-of={server.process.pid}")
                command += [
                    f"--charge={process}" for process in (server.process.pid, *self.wires.charged)
                ]
                if self.chosen.profile:
                    command = self.profiled(
                        command, f"{name}, {load.name}", (server.process.pid, *self.wires.charged)
                    )
                try:
                    done = subprocess.run(
                        command,
                        stdin=subprocess.DEVNULL,
                        capture_output=True,
                        text=True,
                        timeout=180,
                        check=False,
                    )
                except subprocess.TimeoutExpired:
                    return {"error": "the load did not end"}
                return (
                    json.loads(done.stdout)
                    if done.returncode == 0
                    else {"error": done.stderr or f"status {done.returncode}"}
                )

    def round(self, load, number):
        """Every server once. Another server begins each time, so that none always runs second."""
        names = [name for name in self.chosen.servers if name in load.servers]
        names = names[number % len(names) :] + names[: number % len(names)]
        for name in names:
            result = self.once(load, name)
            load.results.setdefault(name, []).append(result)
            shown = report.refusal(result) or f"{report.value(result, load.metric):.2f} {load.unit}"
            print(f"  {load.name}; {name}: {shown}", file=sys.stderr, flush=True)


def caveat(chosen, load_average):
    """The reason why these figures must not be quoted, or nothing."""
    if chosen.profile:
        return "not to be quoted: profiled"
    return (
        f"not to be quoted: the machine is busy (load average {load_average:.2f})"
        if load_average > QUIET
        else ""
    )


def measure(chosen, programs):
    loads = [load for load in plan(chosen.quick) if chosen.loads in load.name]
    for load in loads:
        load.servers = tuple(name for name in chosen.servers if name in load.servers)
    about = report.machine(programs.lecternd) | {
        "pairs": chosen.pairs,
        "seconds_of_a_run": chosen.measure,
        "software_segmentation": chosen.software_segmentation,
    }
    about["caveat"] = caveat(chosen, about["load_average_before"])
    if about["caveat"]:
        print(about["caveat"], file=sys.stderr)
    deadline = time.monotonic() + chosen.limit
    server_cpu, generator_cpu = (int(word) for word in chosen.cpus.split(","))
    allow_many_descriptors()
    not_run = []
    with tempfile.TemporaryDirectory(prefix=f"{PREFIX}{os.getpid()}-") as folder, Topology(
        server_cpu, generator_cpu, not chosen.software_segmentation
    ) as wires:
        runner = Runner(chosen, programs, wires, folder)
        for load in loads:
            if time.monotonic() > deadline:
                not_run.append(load.name)
                continue
            for number in range(chosen.pairs):
                runner.round(load, number)
    print(report.table(loads))
    for name in not_run:
        print(f"not run, the time was over: {name}")
    report.save(chosen.json, about, loads, not_run)
    print("; ".join(words for words in (about["caveat"], f"all runs: {chosen.json}") if words))


ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def interrupted(number, _):
    for ending in ENDINGS:  # a second one does not disturb the tidying up
        signal.signal(ending, signal.SIG_IGN)
    raise KeyboardInterrupt(signal.Signals(number).name)


def main():
    chosen = options()
    if os.geteuid() != 0:
        print("SKIPPED: needs root (network namespaces, kernel threads' processors)")
        return SKIPPED
    missing = [
        tool for tool in TOOLS + ((PROFILER,) if chosen.profile else ()) if not shutil.which(tool)
    ]
    if missing or (os.cpu_count() or 1) < 2:
        reason = f"{missing[0]} is not installed" if missing else "two processors are needed"
        print(f"SKIPPED: {reason}")
        return SKIPPED
    for ending in ENDINGS:
        signal.signal(ending, interrupted)
    try:
        measure(chosen, programs_of(chosen))
    except Unable as why:
        print(why, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
