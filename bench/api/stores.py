# SPDX-License-Identifier: MIT
"""The databases of a run: SQLite files, or databases of a PostgreSQL server of the bench's own.

A seeded database is made once for each server and kind of store; every run gets a copy of it.
"""
import contextlib
import os
import pwd
import shutil
import sqlite3
import subprocess
import time
from pathlib import Path

BATCH = 5000
POSTGRES_USER = "postgres"  # initdb refuses root
SETTINGS = (
    "listen_addresses=",
    "max_connections=50",
    "shared_buffers=256MB",
    "fsync=on",
    "synchronous_commit=on",
)


def batches(rows):
    batch = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


class SqliteFile:
    """`path` is the file."""

    kind = "sqlite"

    def __init__(self, path):
        self.path = str(path)

    def copy_to(self, path):
        shutil.copyfile(self.path, path)
        os.chmod(path, 0o600)
        return SqliteFile(path)

    def fill(self, tables):
        """tables: (name, columns, rows) in an order that the references allow."""
        with contextlib.closing(sqlite3.connect(self.path)) as db, db:
            db.execute("PRAGMA journal_mode = WAL")
            for name, columns, rows in tables:
                marks = ", ".join("?" * len(columns))
                text = f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})"
                for batch in batches(rows):
                    db.executemany(text, batch)
        with contextlib.closing(sqlite3.connect(self.path)) as db:
            db.execute("ANALYZE")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)")


class PostgresDatabase:
    kind = "postgresql"

    def __init__(self, server, name):
        self.server, self.name = server, name

    def copy_to(self, name):
        self.server.sql("postgres", f'CREATE DATABASE "{name}" TEMPLATE "{self.name}"')
        return PostgresDatabase(self.server, name)

    def drop(self):
        self.server.sql("postgres", f'DROP DATABASE "{self.name}" WITH (FORCE)')

    def fill(self, tables):
        for name, columns, rows in tables:
            for batch in batches(rows):
                lines = "".join("\t".join(map(copy_text, row)) + "\n" for row in batch)
                text = f"COPY {name} ({', '.join(columns)}) FROM STDIN;\n{lines}\\.\n"
                self.server.sql(self.name, text)
        self.server.sql(self.name, "VACUUM ANALYZE")


def copy_text(value):
    if value is None:
        return "\\N"
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


class PostgresServer:
    """Debian's PostgreSQL in a folder of its own, reached over a Unix socket by every user."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        self.data = self.folder / "data"
        self.process = None

    def __enter__(self):
        self.folder.mkdir(mode=0o755)
        owner = pwd.getpwnam(POSTGRES_USER)
        if os.getuid() == 0:
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
        words = ["-D", self.data, "--auth=trust", "--encoding=UTF8", "--locale=C"]
        self.run("initdb", *words, "-U", POSTGRES_USER)
        options = [word for setting in SETTINGS for word in ("-c", setting)]
        self.process = subprocess.Popen(
            [self.programs / "postgres", "-D", self.data, "-k", self.folder, *options],
            user=POSTGRES_USER if os.getuid() == 0 else None,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + 60
        while not self.answers():
            if time.monotonic() > end or self.process.poll() is not None:
                raise RuntimeError("PostgreSQL does not start")
            time.sleep(0.05)
        return self

    def __exit__(self, *_):
        if self.process:
            self.process.send_signal(2)  # SIGINT: fast shutdown
            self.process.wait(timeout=60)

    def answers(self):
        words = [self.programs / "pg_isready", "-q", "-h", self.folder]
        return subprocess.run(words, check=False).returncode == 0

    def run(self, program, *words):
        subprocess.run(
            [self.programs / program, *words],
            user=POSTGRES_USER if os.getuid() == 0 else None,
            check=True,
            stdin=subprocess.DEVNULL,
            capture_output=True,
        )

    def sql(self, database, text):
        words = ["psql", "-q", "-v", "ON_ERROR_STOP=1", "-h", self.folder, "-U", POSTGRES_USER]
        done = subprocess.run(
            [self.programs / words[0], *words[1:], "-d", database],
            input=text,
            text=True,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr.strip())
        return done.stdout

    def create(self, name):
        self.sql("postgres", f'CREATE DATABASE "{name}"')
        return PostgresDatabase(self, name)
