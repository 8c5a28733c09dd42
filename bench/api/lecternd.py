# SPDX-License-Identifier: MIT
"""lecternd, with the rows of its own schema."""
import time

from api.dataset import STAY
from api.server import SECRET, TOKEN_SECONDS, Server, jwt

MICROSECONDS = 1_000_000
CONFIG = """[site]
name = "Bench School"
state_dir = "{folder}/state"
[[listen]]
address = "127.0.0.1:{plain}"
trusted_proxies = ["127.0.0.1"]
[[listen]]
address = "127.0.0.1:{tls}"
tls = true
trusted_proxies = ["127.0.0.1"]
[turn]
enabled = false
[auth]
jwt_secrets = ["{secret}"]
[metrics]
listen = "127.0.0.1:0"
{store}[log]
level = "warning"
"""


def at(seconds):
    return seconds * MICROSECONDS


class Lecternd(Server):
    name = "lecternd"

    def __init__(self, programs, folder, database):
        super().__init__(folder, database)
        self.programs = programs

    def start(self):
        store = ""
        if self.database.kind == "postgresql":
            where = f"postgres@/{self.database.name}?host={self.database.server.folder}"
            store = f'[store]\nurl = "postgresql://{where}"\n'
        text = CONFIG.format(
            folder=self.folder, plain=self.plain, tls=self.tls, secret=SECRET, store=store
        )
        (self.folder / "lectern.toml").write_text(text)
        self.spawn([self.programs.lecternd, "--config", self.folder / "lectern.toml"])

    @staticmethod
    def place(folder):
        """Where it looks for the SQLite file."""
        state = folder / "state"
        state.mkdir(mode=0o700, parents=True)
        return state / "lectern.db"

    def make_schema(self):
        """The first start makes the tables."""
        with self:
            pass

    @staticmethod
    def tables(school):
        """The rows of lecternd's own schema."""
        meetings = range(school.meetings)
        seats = ((j, *seat) for j in meetings for seat in school.seats(j))
        stays = ((j, *seat) for j in meetings for seat in school.seats(j) if not school.is_open(j))
        yield "users", ("id", "email", "name", "role", "created_at"), (
            (school.person(i), f"p{i}@school.example", school.name(i), "user", at(school.began(0)))
            for i in range(school.people)
        )
        columns = "id user_id current created_at rotated_at expires_at"
        yield "sessions", columns.split(), (
            (f"bench-{i}", school.person(i), bytes(32), 0, 0, at(int(time.time()) + TOKEN_SECONDS))
            for i in range(school.people)
        )
        columns = "id code title type access max_participants host_id created_at ended_at"
        yield "meetings", columns.split(), (
            (
                school.meeting(j),
                f"{j:09d}",
                f"Lesson {j}",
                "lecture" if school.is_lecture(j) else "instant",
                "public",
                school.most(j),
                school.person(school.host(j)),
                at(school.began(j)),
                None if school.is_open(j) else at(school.began(j) + STAY),
            )
            for j in meetings
        )
        yield "participants", "id meeting_id user_id name role created_at".split(), (
            (
                school.seat(n),
                school.meeting(j),
                school.person(i),
                school.name(i),
                role,
                at(school.began(j)),
            )
            for j, n, i, role in seats
        )
        yield "attendance", "participant_id joined_at left_at".split(), (
            (school.seat(n), at(school.began(j)), at(school.began(j) + STAY))
            for j, n, _, _ in stays
        )

    @staticmethod
    def token(school, i):
        person, now = school.person(i), int(time.time())
        claims = {"iss": "lectern", "kind": "access", "role": "user", "name": school.name(i)}
        claims |= {"sub": person, "user_id": person, "sid": f"bench-{i}"}
        return jwt(claims | {"iat": now, "exp": now + TOKEN_SECONDS})

    create_body = {"title": "A new lesson", "type": "instant", "access": "public"}
