# SPDX-License-Identifier: MIT
"""The results as a table for people. Ratios are taken run by run."""
import statistics

REFERENCE = "node"
HEAD = ["load", "phase", "transport", "server", "median", "unit", "p50, p99 ms", "Node's / ours"]


def value_of(phase):
    if phase["phase"] == "hold":
        return phase["bytes_each"] / 1024, "KiB a session"
    return phase["cpu_us_each"], "us of processor time each"


def phases_of(load, key):
    """The results of each phase over all rounds."""
    return list(zip(*load.results.get(key, [])))


def latency(results):
    if "p50_us" not in results[0]:
        return ""
    middle = [statistics.median(r[key] for r in results) / 1000 for key in ("p50_us", "p99_us")]
    return f"{middle[0]:.2f}, {middle[1]:.2f}"


def ratio_of(pairs):
    """Of nothing there is no ratio: few sessions may find room in memory that was taken before."""
    if any(ours == 0 for _, ours in pairs):
        return "-"
    return f"{statistics.median(theirs / ours for theirs, ours in pairs):.2f}"


def rows(load, transport, server):
    theirs = phases_of(load, (REFERENCE, transport))
    for number, results in enumerate(phases_of(load, (server, transport))):
        values = [value_of(result)[0] for result in results]
        ratio = ""
        if server != REFERENCE and theirs:
            pairs = zip(theirs[number], results)
            ratio = ratio_of([(value_of(t)[0], value_of(o)[0]) for t, o in pairs])
        name = results[0]["phase"]
        if "sent" in results[0] and load.phases:
            name += f", {statistics.median(r['messages'] / r['seconds'] for r in results):.0f}/s"
        unit = value_of(results[0])[1]
        median = f"{statistics.median(values):.1f} ({min(values):.1f}-{max(values):.1f})"
        yield [load.name, name, transport, server, median, unit, latency(results), ratio]


def table(loads):
    lines = [HEAD, ["---"] * len(HEAD)]
    for load in loads:
        for server, transport in sorted(load.results, key=lambda key: (key[1], key[0])):
            lines += rows(load, transport, server)
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
