# SPDX-License-Identifier: MIT
"""The results as a table for people and JSON for programs. Ratios are taken round by round."""
import json
import os
import platform
import statistics
import time

REFERENCE = "django"
HEAD = [
    "load",
    "store, transport",
    "server",
    "CPU us/request: median (min-max)",
    "times better than Django",
    "goal",
    "per second",
    "p50 ms",
    "p99 ms",
    "remarks",
]


def spread(numbers, form):
    middle, least, most = statistics.median(numbers), min(numbers), max(numbers)
    if len(numbers) == 1:
        return f"{middle:{form}}"
    return f"{middle:{form}} ({least:{form}}-{most:{form}})"


def ratios(load, name, kind, transport):
    theirs = load.results.get((REFERENCE, kind, transport), [])
    ours = load.results[name, kind, transport]
    return [t["cpu_us_each"] / o["cpu_us_each"] for t, o in zip(theirs, ours)]


def remark(results):
    """A refused request is cheap, so a result with any of them is not to be quoted."""
    refused = sum(r["refused"] + r["broken"] for r in results)
    return f"not quoted: {refused} requests failed" if refused else ""


def middle(results, key):
    return statistics.median(r[key] for r in results)


def row(load, name, kind, transport):
    results = load.results[name, kind, transport]
    pairs = ratios(load, name, kind, transport) if name != REFERENCE else []
    return [
        load.name,
        f"{kind}, {transport}",
        name,
        spread([r["cpu_us_each"] for r in results], ".1f"),
        spread(pairs, ".1f") if pairs else "1",
        load.goal if name != REFERENCE else "",
        f"{middle(results, 'per_second'):.0f}",
        f"{middle(results, 'p50_us') / 1000:.2f}",
        f"{middle(results, 'p99_us') / 1000:.2f}",
        remark(results),
    ]


def table(loads):
    lines = [HEAD, ["---"] * len(HEAD)]
    for load in loads:
        keys = sorted(load.results, key=lambda key: (key[1], key[2], key[0]))
        lines += [row(load, *key) for key in keys]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        names = [line.split(":", 1)[1].strip() for line in info if line.startswith("model name")]
    return {
        "processor": names[0] if names else "unknown",
        "processors": os.cpu_count(),
        "kernel": platform.release(),
        "load_average": os.getloadavg(),
        "date": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }


def save(path, bench, seconds):
    about = machine() | {
        "seconds": round(seconds),
        "people": bench.school.people,
        "meetings": bench.school.meetings,
    }
    loads = [
        {
            "load": load.name,
            "goal": load.goal,
            "runs": {", ".join(key): results for key, results in load.results.items()},
        }
        for load in bench.loads
    ]
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    with open(path, "w", encoding="utf-8") as out:
        json.dump({"about": about, "loads": loads}, out, indent=1)
        out.write("\n")
