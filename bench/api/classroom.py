# SPDX-License-Identifier: MIT
"""A Django REST application with SimpleJWT under gunicorn, all of them Debian's packages."""
import os
import subprocess
import time
from datetime import datetime, timezone
from pathlib import Path

from api.dataset import STAY
from api.server import SECRET, TOKEN_SECONDS, Server, jwt

PROJECT = Path(__file__).resolve().parent / "django"
PYTHON = "/usr/bin/python3"  # Debian's, which has its packages


def when(seconds):
    return datetime.fromtimestamp(seconds, timezone.utc).strftime("%Y-%m-%d %H:%M:%S+00:00")


def plain_uuid(text):
    """As Django writes a UUID into SQLite; PostgreSQL reads it, too."""
    return text.replace("-", "")


class Django(Server):
    name = "django"

    def __init__(self, programs, folder, database):
        super().__init__(folder, database)
        self.certificate = programs.certificate

    def environment(self):
        where = (
            f"socket={self.database.server.folder}:{self.database.name}"
            if self.database.kind == "postgresql"
            else self.database.path
        )
        return os.environ | {
            "PYTHONPATH": str(PROJECT),
            "PYTHONDONTWRITEBYTECODE": "1",
            "DJANGO_SETTINGS_MODULE": "classroom.settings",
            "CLASSROOM_SECRET": SECRET,
            "CLASSROOM_DATABASE": where,
            "CLASSROOM_ROLE": "postgres",
        }

    @staticmethod
    def place(folder):
        """Where the SQLite file is to lie."""
        folder.mkdir(parents=True)
        return folder / "classroom.db"

    def make_schema(self):
        """Django's own tables first, because the application's refer to them."""
        for more in ((), ("--run-syncdb",)):
            words = [PYTHON, "-m", "django", "migrate", *more, "-v", "0"]
            subprocess.run(words, env=self.environment(), check=True, stdin=subprocess.DEVNULL)

    def start(self):
        # A gunicorn takes one certificate for all of its addresses, so there are two of them.
        secure = ["--certfile", self.certificate[0], "--keyfile", self.certificate[1]]
        for port, more in ((self.plain, []), (self.tls, secure)):
            self.spawn(
                [
                    PYTHON,
                    "-m",
                    "gunicorn",
                    "classroom.wsgi",
                    "--worker-class",
                    "gthread",
                    "--workers",
                    "2",
                    "--threads",
                    "4",
                    "--keep-alive",
                    "60",
                    "--log-level",
                    "warning",
                    "--bind",
                    f"127.0.0.1:{port}",
                    *more,
                ],
                env=self.environment(),
            )

    @staticmethod
    def tables(school):
        """The rows of the application's schema."""
        meetings = range(school.meetings)
        seats = ((j, *seat) for j in meetings for seat in school.seats(j))
        stays = ((j, *seat) for j in meetings for seat in school.seats(j) if not school.is_open(j))
        columns = "id password username first_name last_name email is_superuser is_staff is_active"
        yield "auth_user", [*columns.split(), "date_joined"], (
            (
                i + 1,
                "!",
                f"p{i}@school.example",
                school.name(i),
                "",
                f"p{i}@school.example",
                False,
                False,
                True,
                when(school.began(0)),
            )
            for i in range(school.people)
        )
        columns = "id code title meeting_type access_type max_participants host_id"
        yield "classroom_meeting", [*columns.split(), "created_at", "ended_at"], (
            (
                plain_uuid(school.meeting(j)),
                f"{j:09d}",
                f"Lesson {j}",
                "instant",
                "public",
                50,
                school.host(j) + 1,
                when(school.began(j)),
                None if school.is_open(j) else when(school.began(j) + STAY),
            )
            for j in meetings
        )
        columns = "id meeting_id user_id name role created_at"
        yield "classroom_participant", columns.split(), (
            (
                plain_uuid(school.seat(n)),
                plain_uuid(school.meeting(j)),
                i + 1,
                school.name(i),
                role,
                when(school.began(j)),
            )
            for j, n, i, role in seats
        )
        yield "classroom_stay", ("participant_id", "joined_at", "left_at"), (
            (plain_uuid(school.seat(n)), when(school.began(j)), when(school.began(j) + STAY))
            for j, n, _, _ in stays
        )

    @staticmethod
    def token(_, i):
        now = int(time.time())
        claims = {"token_type": "access", "user_id": i + 1, "jti": f"{i:032x}"}
        return jwt(claims | {"iat": now, "exp": now + TOKEN_SECONDS})

    create_body = {"title": "A new lesson", "meeting_type": "instant", "access_type": "public"}
