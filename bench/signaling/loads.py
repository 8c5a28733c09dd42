# SPDX-License-Identifier: MIT
"""What the signaling bench measures. Each load is a run of the load program on a fresh server."""
from dataclasses import dataclass, field


@dataclass
class Load:
    name: str
    sessions: int
    room: int  # people in a meeting
    phases: tuple
    more: tuple = ()  # further words for the load program
    servers: tuple = ("lecternd", "node")
    lecture: bool = False  # all people in one lecture, its host first
    results: dict = field(default_factory=dict)


def plan(seconds):
    return [
        Load(
            "pairs",
            1000,
            2,
            (
                "hold",
                f"relay:4500:{seconds}",
                f"burst:4500:{seconds}",
                f"relay:0:{seconds}",
                f"burst:0:{seconds}",
            ),
            servers=("lecternd", "builtin", "node"),
        ),
        Load(
            "pairs, with ack",
            1000,
            2,
            (f"relay:4500:{seconds}",),
            ("--acknowledge", "4"),
            ("lecternd", "builtin"),
        ),
        Load("rooms", 1200, 48, ("hold", f"chat:240:{seconds}")),
        Load("lecture", 300, 300, (f"chat:40:{seconds}",), lecture=True),
        Load("lecture, hands", 300, 300, (f"hands:40:{seconds}",), (), ("lecternd",), lecture=True),
        Load("crowd", 10_000, 2, ("hold",)),
        Load("storm", 5000, 2, ("storm",), ("--at-once", "256"), ("lecternd", "builtin")),
    ]
