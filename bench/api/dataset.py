# SPDX-License-Identifier: MIT
"""The same school for every server: people, meetings, seats and stays, without any randomness.

Every person hosts as many meetings as every other one; one of five is open. Each meeting has four
seats, and each seat of an ended meeting one stay.
"""
import uuid
from dataclasses import dataclass

SEATS = 4
OPEN_EVERY = 5
FIRST = 1_790_000_000  # Unix time of the first meeting; one more begins each minute
STAY = 45 * 60


def identifier(kind, number):
    """A UUID that looks like a random one (RFC 4122 version 4)."""
    spread = (kind << 64 | number) * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128
    return str(uuid.UUID(int=spread, version=4))


@dataclass
class School:
    people: int = 10_000
    meetings: int = 100_000
    lectures: int = 0  # so many of the last meetings are large lectures

    def person(self, i):
        return identifier(1, i)

    def name(self, i):
        return f"Person {i}"

    def meeting(self, j):
        return identifier(2, j)

    def seat(self, n):
        return identifier(3, n)

    def host(self, j):
        return j % self.people

    def is_open(self, j):
        return (j // self.people) % OPEN_EVERY == 0

    def began(self, j):
        return FIRST + 60 * j

    def is_lecture(self, j):
        return j >= self.meetings - self.lectures

    def most(self, j):
        """How many people a meeting takes."""
        return 1000 if self.is_lecture(j) else 50

    def seats(self, j):
        """Seat number, person and role: the host first."""
        other = "listener" if self.is_lecture(j) else "participant"
        for k in range(SEATS):
            person = (self.host(j) + 37 * k) % self.people
            yield SEATS * j + k, person, "host" if k == 0 else other

    def guest_of(self, j, n):
        """The n-th person (n < 1000) who has no seat in the meeting."""
        return (self.host(j) + 37 * SEATS + 11 + 7 * n) % self.people

    def open_meeting(self, k):
        """The number of the k-th open meeting."""
        return k % self.people + k // self.people * self.people * OPEN_EVERY

    def open_meetings(self):
        """How many meetings are open."""
        return sum(self.is_open(j) for j in range(0, self.meetings, self.people)) * self.people
