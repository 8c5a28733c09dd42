#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures the signaling beside a Node `ws` server with the same routing.
bench/README.md describes the method.

  bench/signaling.py [--quick] [--loads WORD] [--servers lecternd,node] [--transports plain,tls]
                     [--rounds N] [--json FILE]

The exit status is 0 after a measurement, 1 after a failure, and 77 without a needed program.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from api import program
from api.dataset import School
from api.lecternd import Lecternd as SeededLecternd
from api.report import machine
from api.stores import SqliteFile
from signaling import report
from signaling.loads import plan
from signaling.servers import Builtin, Lecternd, Node, allow_descriptors, install_node_server, pids

SKIPPED = 77
LOAD_CPU = 1
PEOPLE = 10_000
DESCRIPTORS = 12_000  # for the crowd, at each end
TOOLS = ("node", "npm", "taskset", "openssl")
SERVERS = {"lecternd": Lecternd, "builtin": Builtin, "node": Node}


@dataclass
class Programs:
    lecternd: str
    load: str
    node: Path = None
    certificate: tuple = ()


def options():
    return program.chosen_of(
        program.options(__doc__, "a tenth of the people, 1 s a load", "lecternd,node")
    )


class Bench:
    def __init__(self, chosen, folder):
        self.chosen, self.folder = chosen, folder
        self.school = School(
            PEOPLE, PEOPLE, 1
        )  # everybody hosts one open meeting, the last a lecture
        self.programs = Programs(
            chosen.lecternd or f"{chosen.build}/daemon/lecternd",
            f"{chosen.build}/bench/signaling/bench_signaling_load",
        )
        self.programs.certificate = program.make_certificate(folder)
        self.names = chosen.servers.split(",")
        if "node" in self.names:
            self.programs.node = install_node_server(folder / "node")
        self.loads = [load for load in plan(chosen.seconds) if chosen.loads in load.name]
        self.seeded = self.seed() if set(self.names) != {"node"} else None
        self.number = 0

    def seed(self):
        folder = self.folder / "seed"
        database = SqliteFile(SeededLecternd.place(folder))
        SeededLecternd(self.programs, folder, database).make_schema()
        database.fill(SeededLecternd.tables(self.school))
        return database

    def people(self, load):
        """Writes the people of a load: token and meeting, a line each. Returns the file."""
        path = self.folder / f"people-{self.loads.index(load)}"
        sessions = load.sessions // 10 if self.chosen.quick else load.sessions
        with open(path, "w", encoding="utf-8") as file:
            for i in range(sessions):
                person, meeting = i, i // load.room
                if load.lecture:
                    meeting = self.school.meetings - 1
                    person = self.school.host(meeting) if i == 0 else i
                token = SeededLecternd.token(self.school, person)
                print(token, self.school.meeting(meeting), file=file)
        return path

    def drive(self, load, server, transport):
        words = ["--port", server.tls if transport == "tls" else server.plain]
        words += ["--tls", int(transport == "tls"), "--people", self.people(load)]
        words += [word for pid in pids(server) for word in ("--charge", pid)]
        words += [word for phase in load.phases for word in ("--phase", phase)]
        command = ["taskset", "-c", LOAD_CPU, self.programs.load, *words, *load.more]
        done = subprocess.run(
            list(map(str, command)), text=True, stdout=subprocess.PIPE, timeout=300, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{load.name}: {server.name}, {transport}: {done.stdout}")
        return [json.loads(line) for line in done.stdout.splitlines()]

    def run_one(self, load, name, transport):
        self.number += 1
        folder = self.folder / f"run-{self.number}"
        server = SERVERS[name](self.programs, folder, self.seeded)
        with server:
            result = self.drive(load, server, transport)
        server.discard()
        load.results.setdefault((name, transport), []).append(result)
        print(f"{load.name}; {name}, {transport}: {json.dumps(result)}", file=sys.stderr)

    def run(self):
        for turn in range(self.chosen.rounds):
            for load in self.loads:
                for transport in self.chosen.transports.split(","):
                    names = [name for name in self.names if name in load.servers]
                    first = turn % max(1, len(names))
                    for name in names[first:] + names[:first]:
                        self.run_one(load, name, transport)


def save(path, bench, seconds):
    loads = [
        {
            "load": load.name,
            "sessions": load.sessions,
            "room": load.room,
            "runs": {", ".join(key): results for key, results in load.results.items()},
        }
        for load in bench.loads
    ]
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    with open(path, "w", encoding="utf-8") as out:
        json.dump({"about": machine() | {"seconds": round(seconds)}, "loads": loads}, out, indent=1)
        out.write("\n")


def main():
    chosen = options()
    if absent := [tool for tool in TOOLS if not shutil.which(tool)]:
        print("skipped, missing: " + ", ".join(absent), file=sys.stderr)
        return SKIPPED
    allowed = allow_descriptors()
    began = time.time()
    with tempfile.TemporaryDirectory(prefix="lectern-bench-") as folder:
        os.chmod(folder, 0o755)
        bench = Bench(chosen, Path(folder))
        if allowed < DESCRIPTORS:
            print(f"only {allowed} descriptors: the crowd is left out", file=sys.stderr)
            bench.loads = [load for load in bench.loads if load.name != "crowd"]
        bench.run()
    print(report.table(bench.loads))
    path = chosen.json or program.TOP / "bench" / "results" / time.strftime(
        "signaling-%Y-%m-%d-%H%M%S.json"
    )
    save(path, bench, time.time() - began)
    return 0


if __name__ == "__main__":
    sys.exit(main())
