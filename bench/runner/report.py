# SPDX-License-Identifier: MIT
"""Pairwise medians as a table for people and JSON for programs.

A pair is one run of a server and coturn's run of the same round. A pair is refused if either server
lost more than 2 % of the packets or delivered a single wrong byte: a server that drops packets does
less work for each packet that it delivers.
"""
import json
import os
import platform
import statistics
import subprocess
import time

MAX_LOSS = 2.0
REFERENCE = "coturn"


def value(result, path):
    for key in path.split("."):
        result = result.get(key) if isinstance(result, dict) else None
    return result


def refusal(result):
    """Why a result may not be quoted, or None."""
    if "error" in result:
        return result["error"].strip().splitlines()[-1][:60] or "failed"
    if result["wrong"]:
        return f"{result['wrong']} wrong"
    if result["loss_percent"] > MAX_LOSS:
        return f"{result['loss_percent']:.1f} % lost"
    return None


def values_of(load, server):
    return [
        value(r, load.metric)
        for r in load.results.get(server, [])
        if refusal(r) is None and value(r, load.metric)
    ]


def pairs_of(load, server):
    """Coturn's figure divided by the server's, for each round in which both figures may be
    quoted."""
    out = []
    for theirs, ours in zip(load.results.get(REFERENCE, []), load.results.get(server, [])):
        if (
            refusal(theirs) is None
            and refusal(ours) is None
            and value(ours, load.metric)
            and value(theirs, load.metric)
        ):
            out.append(value(theirs, load.metric) / value(ours, load.metric))
    return out


def spread(numbers, form):
    if not numbers:
        return "-"
    middle, least, most = statistics.median(numbers), min(numbers), max(numbers)
    return (
        f"{middle:{form}} ({least:{form}}-{most:{form}})"
        if len(numbers) > 1
        else f"{middle:{form}}"
    )


def kept(results):
    """The share of the allocations' memory that the server keeps after they are deleted."""
    shares = [
        (r["rss_after"] - r["rss_empty"]) / (r["rss_held"] - r["rss_empty"])
        for r in results
        if r.get("rss_held") and r["rss_held"] > r["rss_empty"]
    ]
    return f"keeps {100 * statistics.median(shares):.0f} % of it after Refresh(0)" if shares else ""


def row(load, server):
    results = load.results.get(server, [])
    rates = [r["per_second"] for r in results if refusal(r) is None and "per_second" in r]
    refused = [refusal(r) for r in results if refusal(r) is not None]
    ratio = "1" if server == REFERENCE else spread(pairs_of(load, server), ".2f")
    note = (
        f"not quoted: {len(refused)} of {len(results)}, {refused[0]}" if refused else kept(results)
    )
    return [
        load.name,
        server,
        spread(values_of(load, server), ".2f" if load.metric == "cpu_us_each" else ".0f"),
        load.unit,
        ratio,
        load.goal if server == "lecternd" else "",
        f"{statistics.median(rates):.0f}" if rates else "",
        note,
    ]


HEAD = [
    "load",
    "server",
    "figure: median (min-max)",
    "unit",
    "times better than coturn (pairs)",
    "goal",
    "per second",
    "remarks",
]


def table(loads):
    lines = [HEAD, ["---"] * len(HEAD)] + [
        row(load, server) for load in loads for server in load.servers if server in load.results
    ]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def first_line(*words):
    try:
        done = subprocess.run(
            words, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=10, check=False
        )
    except OSError:
        return None
    return (
        (done.stdout + done.stderr).strip().splitlines()[0]
        if (done.stdout + done.stderr).strip()
        else None
    )


def machine(lecternd):
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        model = next(
            (line.split(":", 1)[1].strip() for line in info if line.startswith("model name")),
            "unknown",
        )
    return {
        "processor": model,
        "processors": os.cpu_count(),
        "kernel": platform.release(),
        "load_average_before": os.getloadavg()[0],
        "lecternd": first_line(lecternd, "--version"),
        "coturn": first_line("turnserver", "--version"),
        "date": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }


def save(path, about, loads, not_run):
    entries = [
        {
            "load": load.name,
            "mode": load.mode,
            "options": load.options,
            "metric": load.metric,
            "goal": load.goal,
            "ratio_to_coturn": {
                s: {
                    "pairs": pairs_of(load, s),
                    "median": statistics.median(pairs_of(load, s)) if pairs_of(load, s) else None,
                }
                for s in load.results
                if s != REFERENCE
            },
            "runs": load.results,
        }
        for load in loads
    ]
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    with open(path, "w", encoding="utf-8") as out:
        json.dump({"about": about, "loads": entries, "not_run": not_run}, out, indent=1)
        out.write("\n")
