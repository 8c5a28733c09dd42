# SPDX-License-Identifier: MIT
"""The plan: the loads of a quick and of a full run, and the compared figures of each result.

The goals are the project's: packets per CPU-second (and the like) against coturn 4.6.1, in one run.
"""
from dataclasses import dataclass, field

EVERYONE = ("coturn", "lecternd", "batch", "gso")
TURN_ONLY = ("coturn", "lecternd")
BURSTS_SMALL, BURSTS_LARGE, MIXED, SINGLE, STREAMS = (
    ">= 4.0",
    ">= 2.8",
    ">= 2.6",
    ">= 1.7",
    ">= 1.5",
)
# A load of each kind.
QUICK = (
    "channels, up, 10 clients, 200 bytes, bursts of 8",
    "channels, down, 10 clients, 1200 bytes, bursts of 8",
    "channels, both, 100 clients, 200 bytes, bursts of 4",
    "channels, up, 1000 clients, 200 bytes, single",
    "indications, up, 10 clients, 200 bytes, bursts of 8",
    "TCP, up, 10 clients, 200 bytes",
    "TLS, down, 10 clients, 1200 bytes",
    "Binding, 100 clients",
    "allocate, refresh(0)",
    "1000 allocations held",
    "latency, up, 1000 packets/s",
)


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
    results: dict = field(default_factory=dict)  # server -> one result a round


def window(size):
    """Packets in flight: enough to saturate coturn, too few to overflow its socket buffers."""
    return 48 if size >= 1000 else 128


def packets(framing, direction, clients, size, burst, goal):
    how = f"bursts of {burst}" if burst > 1 else "single"
    options = {
        "direction": direction,
        "clients": clients,
        "size": size,
        "burst": burst,
        "window": window(size),
        "framing": framing,
    }
    # The forwarder knows channels only.
    return Load(
        f"{framing}s, {direction}, {clients} clients, {size} bytes, {how}",
        options,
        EVERYONE if framing == "channel" else TURN_ONLY,
        goal=goal,
    )


def stream(transport, direction, size):
    options = {
        "transport": transport,
        "direction": direction,
        "clients": 10,
        "size": size,
        "burst": 8,
        "window": window(size),
    }
    return Load(
        f"{transport.upper()}, {direction}, 10 clients, {size} bytes",
        options,
        TURN_ONLY,
        goal=STREAMS,
        tls=transport == "tls",
    )


def data_loads(framing, small, large, crowds):
    loads = [
        packets(framing, direction, 10, size, 8, goal)
        for sizes, goal in ((small, BURSTS_SMALL), (large, BURSTS_LARGE))
        for size in sizes
        for direction in ("up", "down")
    ]
    loads.append(packets(framing, "both", 100, 200, 4, MIXED))
    loads += [
        packets(framing, direction, clients, 200, 1, SINGLE)
        for clients in crowds
        for direction in ("up", "down")
    ]
    return loads


def plan(quick):
    loads = data_loads("channel", (100, 200), (1000, 1200), (100, 1000)) + data_loads(
        "indication", (200,), (1200,), (100,)
    )
    loads += [
        stream(transport, direction, size)
        for transport in ("tcp", "tls")
        for size in (200, 1200)
        for direction in ("up", "down")
    ]
    loads.append(
        Load(
            "Binding, 100 clients",
            {"clients": 100, "window": 64},
            TURN_ONLY,
            unit="CPU us/answer",
            goal=">= 2",
            mode="binding",
        )
    )
    loads.append(
        Load(
            "allocate, refresh(0)",
            {"at-once": 16},
            TURN_ONLY,
            unit="CPU us/cycle",
            goal=">= 4",
            mode="cycle",
        )
    )
    held, seconds = (1000, 1) if quick else (10000, 3)
    loads.append(
        Load(
            f"{held} allocations held",
            {"clients": held, "at-once": 64, "measure": seconds},
            TURN_ONLY,
            metric="rss_bytes_each",
            unit="bytes RSS each",
            goal="<= 1536 bytes",
            mode="hold",
        )
    )
    for direction in ("up", "down"):
        options = {"direction": direction, "clients": 1, "size": 200, "rate": 1000}
        loads.append(
            Load(
                f"latency, {direction}, 1000 packets/s",
                options,
                metric="latency_us.p50",
                unit="us, median",
                goal=">= 1.0",
            )
        )
    return [load for load in loads if load.name in QUICK] if quick else loads
