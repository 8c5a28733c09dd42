#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Measures the REST API beside a Django REST application with SimpleJWT under gunicorn.
bench/README.md describes the method.

  bench/api.py [--quick] [--loads WORD] [--servers lecternd,django] [--stores sqlite,postgresql]
               [--transports plain,tls] [--rounds N] [--json FILE]

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

from api import program, report
from api.classroom import PYTHON, Django
from api.dataset import School
from api.lecternd import Lecternd
from api.loads import plan, write_requests
from api.stores import PostgresServer, SqliteFile

SKIPPED = 77
LOAD_CPU = 1
CONNECTIONS = 32
TOOLS = ("wrk", "taskset", "openssl", PYTHON)
SERVERS = {"lecternd": Lecternd, "django": Django}


@dataclass
class Programs:
    lecternd: str
    certificate: tuple = ()


def options():
    parser = program.options(__doc__, "a small school, one round of 1 s", "lecternd,django")
    parser.add_argument("--stores", default="sqlite,postgresql")
    return program.chosen_of(parser)


def missing():
    absent = [tool for tool in TOOLS if not shutil.which(tool)]
    needed = "import django, gunicorn, rest_framework, rest_framework_simplejwt, psycopg2"
    if not absent:
        done = subprocess.run([PYTHON, "-c", needed], capture_output=True, text=True, check=False)
        absent += done.stderr.strip().splitlines()[-1:]
    return absent


class Bench:
    def __init__(self, chosen, folder):
        self.chosen, self.folder = chosen, folder
        self.school = School(1000, 10_000) if chosen.quick else School()
        self.programs = Programs(chosen.lecternd or f"{chosen.build}/daemon/lecternd")
        self.programs.certificate = program.make_certificate(folder)
        self.loads = [load for load in plan() if chosen.loads in load.name]
        self.seeded = {}
        self.postgres = None

    def seed(self, name, kind):
        """Lets the server make its schema in an empty database, and fills it."""
        server_class, folder = SERVERS[name], self.folder / f"seed-{name}-{kind}"
        if kind == "postgresql":
            database = self.postgres.create(f"seed_{name}")
        else:
            database = SqliteFile(server_class.place(folder))
        server_class(self.programs, folder, database).make_schema()
        database.fill(server_class.tables(self.school))
        self.seeded[name, kind] = database

    def fresh(self, name, kind, number):
        """A server that was not started, on a copy of its seeded database."""
        folder = self.folder / f"run-{number}"
        place = f"run_{number}" if kind == "postgresql" else SERVERS[name].place(folder)
        return SERVERS[name](self.programs, folder, self.seeded[name, kind].copy_to(place))

    def requests_of(self, load, name):
        path = self.folder / f"{name}-{self.loads.index(load)}.requests"
        if not path.exists():
            write_requests(load, SERVERS[name], self.school, path)
        return path

    def drive(self, load, name, server, transport, seconds):
        """wrk's own figures of one interval."""
        port = server.tls if transport == "tls" else server.plain
        scheme = "https" if transport == "tls" else "http"
        words = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds:g}s", "--timeout", "10s"]
        words += [
            "-s",
            program.TOP / "bench" / "api" / "load.lua",
            f"{scheme}://127.0.0.1:{port}",
            "--",
        ]
        words += [self.requests_of(load, name)]
        environment = dict(os.environ)
        if load.rate:
            words += [load.rate, CONNECTIONS]
            environment["LOAD_PACED"] = "1"
        done = subprocess.run(
            ["taskset", "-c", str(LOAD_CPU), *map(str, words)],
            env=environment,
            capture_output=True,
            text=True,
            timeout=seconds + 60,
            check=True,
        )
        return json.loads(done.stdout.strip().splitlines()[-1])

    def measure(self, load, name, server, transport):
        """One result: the figures of wrk, and processor time for each request."""
        before = server.cpu()
        result = self.drive(load, name, server, transport, self.chosen.seconds)
        used = server.cpu() - before
        result["per_second"] = result["requests"] / result["seconds"]
        result["cpu_us_each"] = 1e6 * used / max(1, result["requests"])
        return result

    def run_one(self, name, kind, transport, number):
        with self.fresh(name, kind, number) as server:
            self.drive(self.loads[0], name, server, transport, 1)  # warms the server up
            for load in self.loads:
                result = self.measure(load, name, server, transport)
                load.results.setdefault((name, kind, transport), []).append(result)
                print(
                    f"{load.name}; {name}, {kind}, {transport}: {json.dumps(result)}",
                    file=sys.stderr,
                    flush=True,
                )
        server.discard()

    def run(self):
        kinds = self.chosen.stores.split(",")
        names = self.chosen.servers.split(",")
        for name in names:
            for kind in kinds:
                self.seed(name, kind)
        number = 0
        for turn in range(self.chosen.rounds):
            for kind in kinds:
                for transport in self.chosen.transports.split(","):
                    for name in names[turn % len(names) :] + names[: turn % len(names)]:
                        number += 1
                        self.run_one(name, kind, transport, number)


def main():
    chosen = options()
    if absent := missing():
        print("skipped, missing: " + ", ".join(absent), file=sys.stderr)
        return SKIPPED
    began = time.time()
    with tempfile.TemporaryDirectory(prefix="lectern-bench-") as folder:
        os.chmod(folder, 0o755)
        bench = Bench(chosen, Path(folder))
        if "postgresql" in chosen.stores:
            with PostgresServer(Path(folder) / "postgres") as bench.postgres:
                bench.run()
        else:
            bench.run()
    print(report.table(bench.loads))
    path = chosen.json or program.TOP / "bench" / "results" / time.strftime(
        "api-%Y-%m-%d-%H%M%S.json"
    )
    report.save(path, bench, time.time() - began)
    return 0


if __name__ == "__main__":
    sys.exit(main())
