# SPDX-License-Identifier: MIT
"""Which loads are run, quick and full, and what of each result is compared.

The goals are the project's: packets per CPU-second (and the like) against coturn 4.6.1, in one run.
"""
from dataclasses import dataclass, field

EVERYONE = ("coturn", "lecternd", "batch", "gso")
TURN_ONLY = ("coturn", "lecternd")


@dataclass
class Load:
    name: str
    options: dict  # of bench_relay_load, without their dashes
    servers: tuple = EVERYONE
    metric: str = "cpu_us_each"  # a dotted path into the result; less is better
    unit: str = "CPU us/packet"
    goal: str = ""
    mode: str = "relay"
    tls: bool = False
    quick: bool = False
    results: dict = field(default_factory=dict)  # server -> one result a round


def window(size):
    """Packets in flight: enough to saturate coturn, not so many that its socket buffers overflow."""
    return 48 if size >= 1000 else 128


def packets(direction, clients, size, burst, goal, quick=False, framing="channel"):
    words = ["indications" if framing == "indication" else "channels", direction, f"{clients} clients", f"{size} bytes", f"bursts of {burst}" if burst > 1 else "single"]
    options = {"direction": direction, "clients": clients, "size": size, "burst": burst, "window": window(size), "framing": framing}
    return Load(", ".join(words), options, EVERYONE if framing == "channel" else TURN_ONLY, goal=goal, quick=quick)


def stream(transport, direction, size, quick=False):
    options = {"transport": transport, "direction": direction, "clients": 10, "size": size, "burst": 8, "window": window(size)}
    return Load(f"{transport.upper()}, {direction}, 10 clients, {size} bytes", options, TURN_ONLY, goal=">= 1.5", tls=transport == "tls", quick=quick)


def data_loads(framing):
    channel = framing == "channel"
    loads = []
    for size, goal in ((100, ">= 4.0"), (200, ">= 4.0"), (1000, ">= 2.8"), (1200, ">= 2.8")):
        for direction in ("up", "down"):
            if channel or size in (200, 1200):
                loads.append(packets(direction, 10, size, 8, goal, (size, direction) in (((200, "up"), (1200, "down")) if channel else ((200, "up"),)), framing))
    loads.append(packets("both", 100, 200, 4, ">= 2.6", channel, framing))
    for clients in (100, 1000):
        for direction in ("up", "down"):
            if channel or clients == 100:
                loads.append(packets(direction, clients, 200, 1, ">= 1.7", channel and (clients, direction) == (1000, "up"), framing))
    return loads


def plan(quick):
    held = 1000 if quick else 10000
    loads = data_loads("channel") + data_loads("indication")
    for transport in ("tcp", "tls"):
        for size in (200, 1200):
            for direction in ("up", "down"):
                loads.append(stream(transport, direction, size, (transport, size, direction) in (("tcp", 200, "up"), ("tls", 1200, "down"))))
    loads.append(Load("Binding, 100 clients", {"clients": 100, "window": 64}, TURN_ONLY, unit="CPU us/answer", goal=">= 2", mode="binding", quick=True))
    loads.append(Load("allocate, refresh(0)", {"at-once": 16}, TURN_ONLY, unit="CPU us/cycle", goal=">= 4", mode="cycle", quick=True))
    loads.append(Load(f"{held} allocations held", {"clients": held, "at-once": 64, "measure": 1 if quick else 3}, TURN_ONLY, metric="rss_bytes_each", unit="bytes RSS each",
                      goal="<= 1536 bytes", mode="hold", quick=True))
    for direction in ("up", "down"):
        loads.append(Load(f"latency, {direction}, 1000 packets/s", {"direction": direction, "clients": 1, "size": 200, "rate": 1000}, EVERYONE,
                          metric="latency_us.p50", unit="us, median", goal=">= 1.0", quick=direction == "up"))
    return [load for load in loads if load.quick] if quick else loads
